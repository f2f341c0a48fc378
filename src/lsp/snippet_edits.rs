//! Edits with tab stops. The protocol types lack them, so an annotation marks such edits until the
//! response is sent.

use serde_json::{Value, json};
use tower_lsp::lsp_types::{AnnotatedTextEdit, ClientCapabilities, TextEdit};

/// The editor's syntax for edits with tab stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SnippetEdits {
    /// `SnippetTextEdit` (LSP 3.18).
    Standard,
    /// The `insertTextFormat` of an edit, an extension of rust-analyzer that other editors support.
    Extension,
}

/// The annotations that mark these edits.
const STANDARD: &str = "cliq-lint: SnippetTextEdit";
const EXTENSION: &str = "cliq-lint: insertTextFormat";

/// The member of `experimental` that declares the extension.
const DECLARATION: &str = "snippetTextEdit";

/// Moves the LSP 3.18 declaration to where the protocol types preserve it.
pub(super) fn keep_declaration(capabilities: &mut Value) {
    if capabilities.pointer("/workspace/workspaceEdit/snippetEditSupport") == Some(&json!(true)) {
        capabilities["experimental"] = json!({ DECLARATION: STANDARD });
    }
}

impl SnippetEdits {
    /// Returns the syntax that the editor supports; `None` if it supports neither.
    pub(super) fn new(editor: &ClientCapabilities) -> Option<Self> {
        match editor.experimental.as_ref()?.get(DECLARATION)? {
            Value::String(name) if name == STANDARD => Some(Self::Standard),
            Value::Bool(true) => Some(Self::Extension),
            _ => None,
        }
    }

    /// Marks an edit whose text contains tab stops.
    pub(super) fn mark(self, text_edit: TextEdit) -> AnnotatedTextEdit {
        let annotation_id = match self {
            Self::Standard => STANDARD,
            Self::Extension => EXTENSION,
        };
        AnnotatedTextEdit { text_edit, annotation_id: annotation_id.to_owned() }
    }
}

/// Rewrites the marked edits in the editor's syntax, in the result of a code action request or of a
/// request to resolve one.
pub(super) fn spell_marked(result: &mut Value) {
    let actions = match result {
        Value::Array(actions) => actions.as_mut_slice(),
        action => std::slice::from_mut(action),
    };
    let documents = actions
        .iter_mut()
        .filter_map(|action| action.pointer_mut("/edit/documentChanges")?.as_array_mut())
        .flatten();
    for edit in documents.filter_map(|document| document["edits"].as_array_mut()).flatten() {
        let (range, text) = (edit["range"].clone(), edit["newText"].clone());
        match edit["annotationId"].as_str() {
            Some(STANDARD) => {
                *edit = json!({ "range": range, "snippet": { "kind": "snippet", "value": text } });
            }
            Some(EXTENSION) => {
                *edit = json!({ "range": range, "newText": text, "insertTextFormat": 2 });
            }
            _ => {}
        }
    }
}
