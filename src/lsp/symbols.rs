//! Document symbols: the clients and their fields.

use tower_lsp::lsp_types::{DocumentSymbol, SymbolKind};

use super::document::{Document, Encoding};
use crate::manifest::Client;
use crate::text::Span;
use crate::text::escape::quote_for_message;

/// The clients of a manifest, each with its entries.
pub fn symbols(document: &Document, encoding: Encoding) -> Vec<DocumentSymbol> {
    document.read(|_, manifest| {
        manifest.clients.iter().map(|client| of_client(document, encoding, client)).collect()
    })
}

fn of_client(document: &Document, encoding: Encoding, client: &Client<'_>) -> DocumentSymbol {
    let fields: Vec<_> = client
        .table
        .entries
        .iter()
        .map(|entry| {
            symbol(
                document,
                encoding,
                &entry.key,
                SymbolKind::FIELD,
                whole(entry.key_span, entry.value.span),
                entry.key_span,
                None,
            )
        })
        .collect();
    let name = client.name().map_or_else(
        || "client".to_owned(),
        |name| quote_for_message(name.value).trim_matches('`').to_owned(),
    );
    let name = if name.trim().is_empty() { "client".to_owned() } else { name };
    symbol(
        document,
        encoding,
        &name,
        SymbolKind::OBJECT,
        client.full_span(),
        client.span,
        Some(fields),
    )
}

fn whole(key: Span, value: Span) -> Span {
    Span::new(key.start.min(value.start), value.end.max(key.end))
}

fn symbol(
    document: &Document,
    encoding: Encoding,
    name: &str,
    kind: SymbolKind,
    span: Span,
    selection: Span,
    children: Option<Vec<DocumentSymbol>>,
) -> DocumentSymbol {
    #[expect(
        deprecated,
        reason = "the type has the field that `tags` replaces, and no other way to be made"
    )]
    DocumentSymbol {
        name: if name.is_empty() { "\"\"".to_owned() } else { name.to_owned() },
        detail: None,
        kind,
        tags: None,
        deprecated: None,
        range: document.range(span, encoding),
        selection_range: document.range(selection, encoding),
        children,
    }
}
