//! Parses TOML into a spanned tree with comments and errors. Parsing never fails. The only module
//! that imports `toml`.

mod conflicts;
mod cursor;
mod diagnose;
mod errors;
mod formats;
mod layout;
mod parser;
mod recovery;
mod statements;
mod strings;
mod tokens;
mod tree;
mod walk;

pub use cursor::{Cursor, CursorContext, cursor_at};
pub use errors::{ErrorKind, Repair, RepairStep, SyntaxError};
pub(crate) use layout::RANGE_KEYWORDS;
pub use layout::{Container, Item, ItemKind, KeyPart, Layout, OwnComments};
pub use strings::{StringValue, decode_string};
pub use tree::{Entry, StringPlace, Table, Value, ValueKind};

use crate::text::{EncodingError, Source, Span};

/// The maximum nesting depth of a statement, counting brackets and dots.
const MAX_DEPTH: usize = 64;

/// The maximum number of syntax errors reported per file.
pub const MAX_ERRORS: usize = 100;

/// A parsed source. Only the keys of broken statements are included.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The UTF-8 decoding error, if any; the tree is then empty.
    pub encoding_error: Option<EncodingError>,
    /// The root table.
    pub root: Table,
    /// Tables with a broken header.
    pub orphan_tables: Vec<OrphanTable>,
    /// All comments, in order, each from `#` to the end of its line.
    pub comments: Vec<Span>,
    /// The errors, sorted by position; at most [`MAX_ERRORS`].
    pub errors: Vec<SyntaxError>,
}

/// A table with a broken header, such as `[cli` while the user types it.
#[derive(Clone, Debug)]
pub struct OrphanTable {
    /// The span of the broken header.
    pub header: Span,
    /// The content below the header.
    pub table: Table,
}

/// Parses a source. Never fails: every text produces a tree, with errors if it is not valid TOML.
pub fn parse(source: &Source) -> Tree {
    let mut tree = Tree {
        encoding_error: source.encoding_error(),
        root: Table::default(),
        orphan_tables: Vec::new(),
        comments: Vec::new(),
        errors: Vec::new(),
    };
    if tree.encoding_error.is_some() {
        return tree;
    }
    let scan = statements::scan(source.text());
    tree.comments = scan.comments;
    if !scan.too_deep {
        let (root, errors) = parser::parse_toml(source.text());
        if errors.is_empty() {
            tree.root = tree::build_table(source.text(), root, 0);
            return tree;
        }
    }
    recovery::parse_with_recovery(source, &mut tree);
    tree
}

#[cfg(test)]
mod tests;
