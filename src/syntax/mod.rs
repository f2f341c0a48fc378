//! TOML text to a spanned tree, its comments and its errors; total, and the only importer of `toml`.

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

/// Parses a source. Never fails: any text gives a tree, and errors where it is not TOML.
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
