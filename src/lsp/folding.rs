//! Folding: clients and arrays of several lines.

use tower_lsp::lsp_types::FoldingRange;

use super::document::{Document, Encoding};
use crate::manifest::Manifest;
use crate::syntax::parse;
use crate::text::{Source, Span};

/// The ranges that can be folded.
pub fn folds(document: &Document, encoding: Encoding) -> Vec<FoldingRange> {
    let text = document.text();
    let source = Source::from(text.as_str());
    let parsed = parse(&source);
    let manifest = Manifest::new(&parsed);
    let fold = |span: Span| {
        let range = document.range(span, encoding);
        let fold = FoldingRange { start_line: range.start.line, end_line: range.end.line, ..FoldingRange::default() };
        (fold.start_line < fold.end_line).then_some(fold)
    };
    let clients = manifest.clients.iter().flat_map(|client| {
        let values: Vec<Span> =
            client.table.entries.iter().map(|entry| entry.value.span).filter(|span| span.start >= client.span.start).collect();
        let end = values.iter().map(|span| span.end).max().unwrap_or(client.span.end);
        std::iter::once(Span::new(client.span.start, end.max(client.span.end))).chain(values)
    });
    clients.filter_map(fold).collect()
}
