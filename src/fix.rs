//! Applies edits to a text.

use crate::finding::Edit;

/// The text after edits that are sorted and disjoint, in one pass.
#[must_use]
pub fn applied(text: &str, edits: &[Edit]) -> String {
    let mut after = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        after.push_str(&text[at..edit.span.start]);
        after.push_str(&edit.text);
        at = edit.span.end;
    }
    after + &text[at..]
}
