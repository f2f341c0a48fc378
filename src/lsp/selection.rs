//! Selection ranges: from the text between quotes to the value, the entry, the client and the file.

use tower_lsp::lsp_types::{Position, SelectionRange};

use super::document::{Document, Encoding};
use crate::syntax::{Table, Value, ValueKind};
use crate::text::Span;

/// The ranges around each position, the innermost first.
pub fn selections(
    document: &Document,
    positions: &[Position],
    encoding: Encoding,
) -> Vec<SelectionRange> {
    document.read(|text, manifest| {
        let around = |position: &Position| {
            let offset = document.offset(*position, encoding);
            let mut spans = vec![Span::new(0, text.len())];
            for client in &manifest.clients {
                push(&mut spans, client.full_span(), offset);
                in_table(text, client.table, offset, &mut spans);
            }
            let ranges = spans.into_iter().map(|span| document.range(span, encoding));
            let nested = ranges.fold(None, |parent, range| {
                Some(SelectionRange { range, parent: parent.map(Box::new) })
            });
            nested.unwrap_or(SelectionRange {
                range: document.range(Span::empty(offset), encoding),
                parent: None,
            })
        };
        positions.iter().map(around).collect()
    })
}

fn in_table(text: &str, table: &Table, offset: usize, spans: &mut Vec<Span>) {
    for entry in &table.entries {
        if entry.key_span.start <= entry.value.span.start {
            push(spans, Span::new(entry.key_span.start, entry.value.span.end), offset);
        }
        push(spans, entry.key_span, offset);
        in_value(text, &entry.value, offset, spans);
    }
}

fn in_value(text: &str, value: &Value, offset: usize, spans: &mut Vec<Span>) {
    push(spans, value.span, offset);
    match &value.kind {
        ValueKind::Array(elements) => {
            elements.iter().for_each(|element| in_value(text, element, offset, spans))
        }
        ValueKind::Table(table) => in_table(text, table, offset, spans),
        _ => value
            .as_string(text)
            .into_iter()
            .for_each(|string| push(spans, string.content_span(), offset)),
    }
}

/// Adds a span that holds the offset and lies inside of the last one, and is another.
fn push(spans: &mut Vec<Span>, span: Span, offset: usize) {
    let is_inner = spans.last().is_none_or(|last| last.contains(span) && *last != span);
    if span.start <= offset && offset <= span.end && is_inner {
        spans.push(span);
    }
}
