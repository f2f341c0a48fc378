//! Edits with tab stops, which the protocol's types here do not have: an annotation marks such an edit
//! until the response is sent.

use serde_json::{Value, json};
use tower_lsp::lsp_types::{AnnotatedTextEdit, ClientCapabilities, TextEdit};

/// How an editor spells edits with tab stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SnippetEdits {
    /// As `SnippetTextEdit` (LSP 3.18).
    Standard,
    /// As `insertTextFormat` of an edit: an extension of rust-analyzer that other editors have.
    Extension,
}

/// The annotations that mark them.
const STANDARD: &str = "cliq-lint: SnippetTextEdit";
const EXTENSION: &str = "cliq-lint: insertTextFormat";

/// The member of `experimental` by which an editor declares the extension.
const DECLARATION: &str = "snippetTextEdit";

/// Moves the declaration of LSP 3.18 to where the types keep it.
pub(super) fn keep_declaration(capabilities: &mut Value) {
    if capabilities.pointer("/workspace/workspaceEdit/snippetEditSupport") == Some(&json!(true)) {
        capabilities["experimental"] = json!({ DECLARATION: STANDARD });
    }
}

impl SnippetEdits {
    /// How the editor spells them; `None` if it has none.
    pub(super) fn new(editor: &ClientCapabilities) -> Option<Self> {
        match editor.experimental.as_ref()?.get(DECLARATION)? {
            Value::String(name) if name == STANDARD => Some(Self::Standard),
            Value::Bool(true) => Some(Self::Extension),
            _ => None,
        }
    }

    /// Marks an edit whose text has tab stops.
    pub(super) fn mark(self, text_edit: TextEdit) -> AnnotatedTextEdit {
        let annotation_id = match self {
            Self::Standard => STANDARD,
            Self::Extension => EXTENSION,
        };
        AnnotatedTextEdit { text_edit, annotation_id: annotation_id.to_owned() }
    }
}

/// Spells the marked edits in the result of a request for code actions, or of one for the edits of an
/// action, as the editor does.
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
