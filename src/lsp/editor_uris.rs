//! Maps document URIs between the editor's spelling and the server's.
//!
//! An editor may spell the URI of one document in two ways (`x@y` and `x%40y`, `c%3A` and `C:`),
//! and the server also creates URIs from paths. Incoming messages are therefore normalized.
//! Outgoing messages use the spelling with which the editor opened the document, because some
//! editors do not recognize any other.

use std::collections::HashMap;

use serde_json::{Map, Value};
use tower_lsp::lsp_types::Url;
use tower_lsp::lsp_types::notification::{DidOpenTextDocument, Notification};

/// The editor's spelling of each open document, keyed by the normalized URI; only where they
/// differ.
#[derive(Default)]
pub(super) struct EditorUris {
    spellings: HashMap<String, String>,
}

impl EditorUris {
    /// Returns `true` if all documents use the normalized spelling, so that nothing needs
    /// restoring.
    pub(super) fn is_empty(&self) -> bool {
        self.spellings.is_empty()
    }

    /// Normalizes the URIs of an incoming message, and records the editor's spelling of a document
    /// that it opens.
    pub(super) fn normalize(&mut self, message: &mut Value) {
        if message["method"] == DidOpenTextDocument::METHOD {
            self.note(&message["params"]["textDocument"]["uri"]);
        }
        rewrite_uris(message, &|uri| normalize_uri(uri));
    }

    /// Restores the editor's spelling of the URIs in an outgoing message.
    pub(super) fn restore(&self, message: &mut Value) {
        rewrite_uris(message, &|uri| self.spellings.get(uri).cloned());
    }

    fn note(&mut self, uri: &Value) {
        let Some(spelling) = uri.as_str() else { return };
        let Some(normal) = normalize_uri(spelling) else { return };
        if normal == spelling {
            self.spellings.remove(&normal);
        } else {
            self.spellings.insert(normal, spelling.to_owned());
        }
    }
}

/// Normalizes a URI; `None` if it is invalid. For a file, the result equals the URI created from
/// its path.
fn normalize_uri(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok()?;
    // The path of a URI does not include its query and fragment, which distinguish notebook cells.
    let path = url.to_file_path().ok().filter(|_| url.query().or(url.fragment()).is_none());
    let url = path.and_then(|path| Url::from_file_path(path).ok()).unwrap_or(url);
    Some(with_upper_case_drive(url.into()))
}

/// Converts `file:///c:/` to `file:///C:/`: Windows ignores the case of drive letters, and editors
/// differ in it.
fn with_upper_case_drive(mut uri: String) -> String {
    const ROOT: &str = "file:///";
    let letter = ROOT.len()..ROOT.len() + 1;
    if uri.starts_with(ROOT) && uri.get(letter.end..).is_some_and(|rest| rest.starts_with(":/")) {
        uri[letter].make_ascii_uppercase();
    }
    uri
}

/// Replaces every URI in a message that has a replacement. URIs are the members `uri`, `rootUri`
/// and so on, and the keys of `changes` in a `WorkspaceEdit`.
fn rewrite_uris(value: &mut Value, replacement: &impl Fn(&str) -> Option<String>) {
    match value {
        Value::Array(elements) => {
            for element in elements {
                rewrite_uris(element, replacement);
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(uri) if key == "uri" || key.ends_with("Uri") => {
                        if let Some(new) = replacement(uri) {
                            *uri = new;
                        }
                    }
                    Value::Object(edits) if key == "changes" => rewrite_keys(edits, replacement),
                    _ => rewrite_uris(value, replacement),
                }
            }
        }
        _ => {}
    }
}

fn rewrite_keys(edits: &mut Map<String, Value>, replacement: &impl Fn(&str) -> Option<String>) {
    *edits = std::mem::take(edits)
        .into_iter()
        .map(|(uri, edits)| (replacement(&uri).unwrap_or(uri), edits))
        .collect();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn open(uri: &str) -> Value {
        json!({ "method": "textDocument/didOpen", "params": { "textDocument": { "uri": uri } } })
    }

    #[test]
    fn spellings_of_one_document_have_one_normal_spelling() {
        for spellings in [
            &["file:///C:/x@y", "file:///C:/x%40y", "file:/C:/x@y", "file://localhost/C:/x@y"][..],
            &["file:///C:/a", "file:///c:/a", "file:///c%3A/a", "file:///C%3a/a"],
            &["file:///C:/a%20b/%C3%BC%5B1%5D", "file:///C:/a b/ü[1]", "file:///C:/a b/%c3%bc[1]"],
            &["file:///C:/a/b", "file:///C:/a//b", "file:///C:/a/./b", "file:///C:/a/c/../b"],
        ] {
            let normal = normalize_uri(spellings[0]).unwrap();
            for spelling in spellings {
                assert_eq!(normalize_uri(spelling).as_ref(), Some(&normal), "{spelling}");
            }
            assert_eq!(normalize_uri(&normal), Some(normal));
        }
    }

    #[test]
    fn different_documents_keep_different_spellings() {
        for (one, other) in [
            ("file:///a/b", "file:///a/B"),
            ("file:///a%2540b", "file:///a%40b"),
            ("file:///a#1", "file:///a#2"),
            ("file:///%FF", "file:///%FE"),
            ("untitled:a", "untitled:b"),
            ("vscode-notebook-cell:/a#1", "file:///a#1"),
        ] {
            assert_ne!(normalize_uri(one), normalize_uri(other), "{one} {other}");
        }
    }

    #[test]
    fn the_normal_spelling_is_that_of_the_path() {
        let root = if cfg!(windows) { "C:/" } else { "/" };
        for path in ["x@y", "a b/ü[1]^|`{}%';"] {
            let uri = Url::from_file_path(format!("{root}{path}")).unwrap().to_string();
            assert_eq!(normalize_uri(&uri), Some(uri.clone()));
        }
    }

    #[test]
    fn a_uri_that_ends_early_has_a_normal_spelling() {
        for uri in ["file:///", "file:///c", "file:///C:", "file:", "file://"] {
            let normal = normalize_uri(uri).unwrap();
            assert_eq!(normalize_uri(&normal), Some(normal.clone()), "{uri}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_uri_has_one_normal_spelling(uri in r"(file:|untitled:|)/{0,3}([a-zC]:|[a-zC]%3a)?\PC*") {
            if let Some(normal) = normalize_uri(&uri) {
                prop_assert_eq!(normalize_uri(&normal), Some(normal));
            }
        }
    }

    #[test]
    fn every_uri_of_a_message_that_comes_in_is_normalized() {
        let mut uris = EditorUris::default();
        let mut message = json!({ "params": {
            "textDocument": { "uri": "file:///x%40y", "text": "file:///x%40y" },
            "rootUri": "file:///x%40y",
            "changes": [{ "uri": "file:///x%40y" }],
            "uri": ["not a URI"],
        } });
        uris.normalize(&mut message);
        let expected = json!({ "params": {
            "textDocument": { "uri": "file:///x@y", "text": "file:///x%40y" },
            "rootUri": "file:///x@y",
            "changes": [{ "uri": "file:///x@y" }],
            "uri": ["not a URI"],
        } });
        assert_eq!(message, expected);
    }

    #[test]
    fn messages_that_go_out_have_the_spelling_with_which_the_document_was_opened() {
        let mut uris = EditorUris::default();
        uris.normalize(&mut open("file:///c%3A/x%40y"));
        uris.normalize(&mut json!({ "uri": "file:///C:/x@y" }));
        let mut message = json!({
            "uri": "file:///C:/x@y",
            "changes": { "file:///C:/x@y": [], "file:///other": [] },
            "newText": "file:///C:/x@y",
        });
        uris.restore(&mut message);
        let expected = json!({
            "uri": "file:///c%3A/x%40y",
            "changes": { "file:///c%3A/x%40y": [], "file:///other": [] },
            "newText": "file:///C:/x@y",
        });
        assert_eq!(message, expected);
    }

    #[test]
    fn a_document_opened_with_its_normal_spelling_needs_no_restoring() {
        let mut uris = EditorUris::default();
        uris.normalize(&mut open("file:///x%40y"));
        assert!(!uris.is_empty());
        uris.normalize(&mut open("file:///x@y"));
        assert!(uris.is_empty());
    }
}
