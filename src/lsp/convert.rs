//! Our types to those of the protocol.

use std::collections::HashMap;

use tower_lsp::lsp_types::{
    DocumentChanges, MarkupContent, MarkupKind, OneOf, OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit, TextEdit, Url, WorkspaceEdit,
};

use super::document::{Document, Encoding};
use crate::diagnostic::Edit;
use crate::docs::plain;
use crate::text::Span;

/// Edits of a document.
pub fn text_edits(document: &Document, encoding: Encoding, edits: &[Edit]) -> Vec<TextEdit> {
    edits
        .iter()
        .map(|edit| TextEdit::new(document.range(edit.span, encoding), edit.text.clone()))
        .collect()
}

/// Edits of one document; with `version`, they are for that version of it alone.
pub fn workspace_edit(uri: &Url, version: Option<i32>, edits: Vec<TextEdit>) -> WorkspaceEdit {
    let Some(version) = version else {
        return WorkspaceEdit {
            changes: Some(HashMap::from([(uri.clone(), edits)])),
            ..WorkspaceEdit::default()
        };
    };
    let text_document =
        OptionalVersionedTextDocumentIdentifier { uri: uri.clone(), version: Some(version) };
    let edits = edits.into_iter().map(OneOf::Left).collect();
    let changes = DocumentChanges::Edits(vec![TextDocumentEdit { text_document, edits }]);
    WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
}

/// A text in Markdown for the client: as it is, or without its marks where the client shows plain
/// text only.
pub fn markup(markdown: String, is_supported: bool) -> MarkupContent {
    if is_supported {
        return MarkupContent { kind: MarkupKind::Markdown, value: markdown };
    }
    MarkupContent { kind: MarkupKind::PlainText, value: plain(&markdown) }
}

/// The edit between two texts: what lies between their common start and their common end.
pub fn minimal_edit(before: &str, after: &str) -> Edit {
    let same = |(one, other): &(char, char)| one == other;
    let start: usize =
        before.chars().zip(after.chars()).take_while(same).map(|(one, _)| one.len_utf8()).sum();
    let (old, new) = (&before[start..], &after[start..]);
    let end: usize = old
        .chars()
        .rev()
        .zip(new.chars().rev())
        .take_while(same)
        .map(|(one, _)| one.len_utf8())
        .sum();
    Edit::replace(Span::new(start, before.len() - end), &new[..new.len() - end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_what_lies_between() {
        for (before, after) in
            [("aéb", "aèb"), ("aa", "aaa"), ("aaa", "aa"), ("", "x"), ("x", ""), ("é", "è")]
        {
            let edit = minimal_edit(before, after);
            assert_eq!(crate::fix::apply_edits(before, &[edit]), after);
        }
    }
}
