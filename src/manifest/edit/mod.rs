//! The only way a fix or a refactoring changes a manifest.
//!
//! Each function follows the layout of the text ([`crate::syntax::Layout`]), and keeps what a
//! person would keep: the kind of quotes, aligned `=`, the layout of arrays, indentation, and line
//! ends. A comment stays with the item that it belongs to: a moved item takes its comments along,
//! and a removal lists those that it removes.

mod environments;
mod insert;
mod relocate;
mod remove;
mod strings;
#[cfg(test)]
mod tests;

pub use environments::split_environments;
pub use insert::{append_element, comment_above, insert_element, insert_entry, space_after};
pub use relocate::{Destination, merge_into_list, move_entry, rename_key};
pub use remove::{remove_comment, remove_element, remove_elements, remove_entries, remove_entry};
pub use strings::{
    list_to_string, replace_in_string, replace_parts, replace_string, split_string, string_to_list,
};

use crate::text::{Edits, Source, Span};

/// The edits that remove something, and the comments that go with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalEdits {
    /// The edits.
    pub edits: Edits,
    /// The comments that are removed, in the order of the text.
    pub lost_comments: Vec<Span>,
}

/// The byte offset at which the line of another begins, after a byte-order mark.
fn line_start(source: &Source, offset: usize) -> usize {
    source.line_span(source.line_of(offset)).start.max(source.bom_len())
}

/// The byte offset at which the line after that of another begins: the end of the text for the last.
fn next_line(source: &Source, offset: usize) -> usize {
    let next = source.line_of(offset) + 1;
    if next < source.line_count() { source.line_span(next).start } else { source.text().len() }
}
