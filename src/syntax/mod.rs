//! TOML text to a spanned tree, its comments and its errors; total, and the only importer of `toml`.

mod cursor;
mod errors;
mod layout;
mod recovery;
mod statements;
mod strings;
mod tokens;
mod tree;

pub use cursor::{CursorContext, cursor_context};
pub use layout::{Container, Item, ItemKind, KeyPart, Layout, OwnComments};
pub use strings::{StringValue, decode_string};
pub use tree::{Entry, Table, Value, ValueKind};

use toml::de::DeTable;

use crate::text::{Edits, EncodingError, Source, Span};

/// The deepest nesting that one statement may have, counting brackets and dots.
const MAX_DEPTH: usize = 64;

/// The most syntax errors that are reported for one file.
pub const MAX_ERRORS: usize = 100;

/// What a source says. Broken statements are left out, except for their keys.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Why the file could not be read as UTF-8; the tree is empty then.
    pub encoding_error: Option<EncodingError>,
    /// The root table.
    pub root: Table,
    /// Tables whose header is broken.
    pub orphan_tables: Vec<OrphanTable>,
    /// Every comment, from its `#` to the end of its line, in order.
    pub comments: Vec<Span>,
    /// Where the first statement (a key or a header) begins, in bytes; the end of the text where
    /// there is none.
    pub first_statement: usize,
    /// The errors, by place, at most [`MAX_ERRORS`].
    pub errors: Vec<SyntaxError>,
}

/// A table whose header is broken, as `[cli` is while it is typed.
#[derive(Clone, Debug)]
pub struct OrphanTable {
    /// The header as far as it goes.
    pub header: Span,
    /// What is written below it.
    pub table: Table,
}

/// A TOML error, with what is needed to word and to fix it.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxError {
    /// What to underline.
    pub span: Span,
    /// What is wrong.
    pub kind: ErrorKind,
    /// Edits after which the statement is valid.
    pub edits: Option<Edits>,
}

/// What is wrong with a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum ErrorKind {
    /// A string without its closing quote.
    UnclosedString,
    /// A multi-line string without its closing quotes.
    UnclosedMultiLineString,
    /// `[` without `]` in a value.
    UnclosedArray,
    /// `{` without `}`.
    UnclosedInlineTable,
    /// `[` or `[[` without its end in a header.
    UnclosedHeader,
    /// A header that names no table.
    EmptyHeader,
    /// A key, then `=`, then nothing.
    MissingValue,
    /// A key alone.
    MissingEquals,
    /// A key, `:` and a value.
    ColonInsteadOfEquals,
    /// A word that ought to be a string; the span covers it.
    BareValue,
    /// Two elements without a comma between them.
    MissingComma,
    /// More text after the value.
    TextAfterValue,
    /// An escape that TOML does not have.
    InvalidEscape,
    /// A control character, which TOML does not allow in this place.
    ControlCharacter(char),
    /// Brackets and dots nest too deep.
    TooDeep,
    /// A key that was set before, at the given place.
    DuplicateKey(Option<Span>),
    /// A table that was opened before, at the given place.
    DuplicateTable(Option<Span>),
    /// Left by a merge that was not finished.
    MergeMarker,
    /// Anything else, in the words of the TOML parser.
    Other(String),
}

/// Parses a source. Total: any text gives a tree, and errors where it is not TOML.
pub fn parse(source: &Source) -> Tree {
    let mut tree = Tree {
        encoding_error: source.encoding_error(),
        root: Table::default(),
        orphan_tables: Vec::new(),
        comments: Vec::new(),
        first_statement: source.text().len(),
        errors: Vec::new(),
    };
    if tree.encoding_error.is_some() {
        return tree;
    }
    let scan = statements::scan(source.text());
    tree.comments = scan.comments;
    tree.first_statement = scan.first_statement;
    if !scan.too_deep {
        let (root, errors) = DeTable::parse_recoverable(source.text());
        if errors.is_empty() {
            tree.root = tree::build_table(source.text(), root.into_inner(), 0);
            return tree;
        }
    }
    recovery::parse_with_recovery(source, &mut tree);
    tree
}

#[cfg(test)]
mod tests;
