//! Inlay hints, off unless the client asks for them: what the console calls the type and the
//! fields.

use tower_lsp::lsp_types::{InlayHint, InlayHintLabel, Range};

use super::document::{Document, Encoding};
use crate::console::FIELDS;

/// The hints within a range: the console's words behind the keys.
pub fn hints(document: &Document, range: Range, encoding: Encoding) -> Vec<InlayHint> {
    document.read(|_, manifest| {
        let mut hints = Vec::new();
        for client in &manifest.clients {
            let types = client
                .client_type()
                .zip(client.type_entry)
                .map(|(kind, entry)| (entry, kind.row().label));
            let fields =
                FIELDS.iter().filter_map(|row| Some((client.field(row.field)?, row.label)));
            for (entry, label) in types.into_iter().chain(fields) {
                let position = document.position(entry.key_span.end, encoding);
                if range.start <= position && position <= range.end {
                    hints.push(InlayHint {
                        position,
                        label: InlayHintLabel::String(label.to_owned()),
                        kind: None,
                        text_edits: None,
                        tooltip: None,
                        padding_left: Some(true),
                        padding_right: Some(true),
                        data: None,
                    });
                }
            }
        }
        hints
    })
}
