//! The addresses of documents as the client writes them.
//!
//! `Url` rewrites what it reads (a blank becomes `%20`, `file:/x` becomes `file:///x`), and a client does not know its
//! document under another address: what goes out has the address that came in.

use std::collections::HashMap;

use serde_json::Value;
use tower_lsp::lsp_types::Url;

/// The addresses that came in, by what `Url` makes of them, where that differs.
#[derive(Default)]
pub struct EditorUris {
    written: HashMap<String, String>,
}

impl EditorUris {
    /// Notes the address of a document that is opened.
    pub fn note(&mut self, message: &Value) {
        if message["method"] != "textDocument/didOpen" {
            return;
        }
        let Some(written) = message["params"]["textDocument"]["uri"].as_str() else { return };
        let Ok(read) = Url::parse(written) else { return };
        if read.as_str() != written {
            self.written.insert(read.into(), written.to_owned());
        }
    }

    /// Puts the addresses as they came in into a message that goes out.
    pub fn restore(&self, message: &mut Value) {
        if self.written.is_empty() {
            return;
        }
        match message {
            Value::String(text) => {
                if let Some(written) = self.written.get(text) {
                    text.clone_from(written);
                }
            }
            Value::Array(elements) => elements.iter_mut().for_each(|element| self.restore(element)),
            Value::Object(members) => {
                for (key, mut value) in std::mem::take(members) {
                    self.restore(&mut value);
                    members.insert(self.written.get(&key).cloned().unwrap_or(key), value);
                }
            }
            _ => {}
        }
    }
}
