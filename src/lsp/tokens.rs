//! Semantic tokens: keys, client types, and the parts of URIs.

use tower_lsp::lsp_types::{SemanticToken, SemanticTokenType};

use super::document::{Document, Encoding};
use crate::text::Span;

/// The kinds of tokens, in the order of their numbers.
pub const KINDS: [SemanticTokenType; 6] = [
    SemanticTokenType::PROPERTY,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::KEYWORD,
    SemanticTokenType::NAMESPACE,
    SemanticTokenType::NUMBER,
    SemanticTokenType::PARAMETER,
];

const PROPERTY: u32 = 0;
const ENUM_MEMBER: u32 = 1;
const KEYWORD: u32 = 2;
const NAMESPACE: u32 = 3;
const NUMBER: u32 = 4;
const PARAMETER: u32 = 5;

/// The tokens of a manifest, each relative to the one before, as the protocol has them.
pub fn tokens(document: &Document, encoding: Encoding) -> Vec<SemanticToken> {
    document.read(|text, manifest| {
        let mut spans: Vec<(Span, u32)> = Vec::new();
        for client in &manifest.clients {
            spans.extend(client.table.entries.iter().map(|entry| (entry.key_span, PROPERTY)));
            let client_type = client
                .client_type()
                .and(client.type_entry)
                .and_then(|entry| entry.value.as_string(text));
            spans.extend(client_type.map(|text| (text.content_span(), ENUM_MEMBER)));
            for uri in client.uris.iter().filter(|uri| uri.uri.is_valid()) {
                let parts = &uri.uri;
                let scheme = parts.raw.find("://").map(|end| 0..end);
                let named = [
                    (scheme, KEYWORD),
                    (Some(parts.host.clone()), NAMESPACE),
                    (parts.port.clone(), NUMBER),
                    (parts.query.clone(), PARAMETER),
                ];
                spans.extend(
                    named.into_iter().filter_map(|(range, kind)| Some((uri.at(&range?), kind))),
                );
            }
        }
        spans.retain(|(span, _)| span.start < span.end && !span.of(text).contains(['\n', '\r']));
        spans.sort_by_key(|(span, _)| *span);
        spans.dedup_by(|one, other| one.0.start < other.0.end);
        let mut last = tower_lsp::lsp_types::Position::default();
        let relative = |(span, token_type): (Span, u32)| {
            let range = document.range(span, encoding);
            let is_same_line = range.start.line == last.line;
            let token = SemanticToken {
                delta_line: range.start.line - last.line,
                delta_start: if is_same_line {
                    range.start.character - last.character
                } else {
                    range.start.character
                },
                length: range.end.character - range.start.character,
                token_type,
                token_modifiers_bitset: 0,
            };
            last = range.start;
            token
        };
        spans.into_iter().map(relative).collect()
    })
}
