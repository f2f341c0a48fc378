//! Folding: clients and arrays of several lines.

use tower_lsp::lsp_types::FoldingRange;

use super::document::{Document, Encoding};
use crate::text::Span;

/// The ranges that can be folded.
pub fn folds(document: &Document, encoding: Encoding) -> Vec<FoldingRange> {
    document.read(|_, manifest| {
        let fold = |span: Span| {
            let range = document.range(span, encoding);
            let fold = FoldingRange {
                start_line: range.start.line,
                end_line: range.end.line,
                ..FoldingRange::default()
            };
            (fold.start_line < fold.end_line).then_some(fold)
        };
        let clients = manifest.clients.iter().flat_map(|client| {
            let values: Vec<Span> = client
                .table
                .entries
                .iter()
                .map(|entry| entry.value.span)
                .filter(|span| span.start >= client.span.start)
                .collect();
            std::iter::once(client.full_span()).chain(values)
        });
        clients.filter_map(fold).collect()
    })
}
