//! Document symbols: the clients with their entries and the entries of their subtables.

use super::{Analysis, configuration};
use crate::manifest::{Client, Manifest};
use crate::syntax::Entry;
use crate::text::Span;

/// A client or an entry in the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentSymbol {
    /// The displayed name; never empty, and without secrets.
    pub name: String,
    /// The kind of symbol.
    pub kind: SymbolKind,
    /// The full extent of the symbol.
    pub span: Span,
    /// The text to select when the user jumps to the symbol; lies inside `span`.
    pub selection: Span,
    /// The entries of a client or a table.
    pub children: Vec<Self>,
}

/// The kind of a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    /// A client.
    Client,
    /// An entry of a client.
    Entry,
}

/// Returns the clients of a manifest with their entries.
pub fn document_symbols(analysis: &Analysis) -> Vec<DocumentSymbol> {
    let Some(manifest) = analysis.manifest() else {
        return configuration::document_symbols(analysis);
    };
    manifest.clients.iter().map(|client| symbol_of_client(manifest, client)).collect()
}

fn symbol_of_client(manifest: &Manifest, client: &Client) -> DocumentSymbol {
    let entries = client.table.entries.iter();
    let children: Vec<_> = entries.map(|entry| symbol_of_entry(manifest, entry)).collect();
    // If only `[client.metadata]` defines the client, that header starts before the client's name.
    let start = children.iter().map(|child| child.span.start).fold(client.span.start, usize::min);
    let name = client.name().map(|name| manifest.secrets.excerpt(&name.value));
    DocumentSymbol {
        name: name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "client".to_owned()),
        kind: SymbolKind::Client,
        span: Span::new(start, client.full_span().end),
        selection: client.span,
        children,
    }
}

fn symbol_of_entry(manifest: &Manifest, entry: &Entry) -> DocumentSymbol {
    let (key, value) = (entry.key_span, &entry.value);
    let name = manifest.key_excerpt(entry);
    let entries = value.as_table().map_or(&[][..], |table| &table.entries);
    DocumentSymbol {
        name: if name.is_empty() { "\"\"".to_owned() } else { name },
        kind: SymbolKind::Entry,
        // The key of a table with a header lies inside the header.
        span: Span::new(key.start.min(value.span.start), key.end.max(value.end())),
        selection: key,
        children: entries.iter().map(|entry| symbol_of_entry(manifest, entry)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::analyze;

    /// Renders the outline: one line per symbol, with its selection.
    fn outline(text: &str) -> String {
        let analysis = analyze(text);
        lines(&analysis, &document_symbols(&analysis), "")
    }

    fn lines(analysis: &Analysis, symbols: &[DocumentSymbol], indent: &str) -> String {
        let line = |symbol: &DocumentSymbol| {
            assert!(symbol.span.contains(symbol.selection), "{symbol:?}");
            assert!(symbol.children.iter().all(|child| symbol.span.contains(child.span)));
            let selected = analysis.source().slice(symbol.selection);
            let children = lines(analysis, &symbol.children, &format!("{indent}  "));
            format!("{indent}{}: {selected}\n{children}", symbol.name)
        };
        symbols.iter().map(line).collect()
    }

    #[test]
    fn clients_are_shown_by_name_with_their_entries() {
        assert_eq!(
            outline(
                "[[client]]\nname = \"Acme\"\ntype = 1\n[client.metadata]\nx = 1\n[[client]]\n"
            ),
            "Acme: [[client]]\n  name: name\n  type: type\n  metadata: metadata\n    x: x\n\
             client: [[client]]\n"
        );
    }

    #[test]
    fn a_symbol_always_has_a_name() {
        assert_eq!(
            outline("[client]\nname = \" \"\n\"\" = 1\n"),
            "client: [client]\n  name: name\n  \"\": \"\"\n"
        );
    }

    #[test]
    fn the_outline_shows_no_secret_and_nothing_that_an_editor_interprets() {
        let secret = "0123456789abcdef0123456789abcdef0123456789";
        let outline = outline(&format!("[client]\nname = \"{secret}\\n\"\n{secret} = 1\n"));
        let symbols: Vec<&str> =
            outline.lines().filter_map(|line| line.split(": ").next()).collect();
        assert!(symbols.iter().all(|name| !name.contains(secret)), "{outline}");
        assert!(outline.contains("**\\n: [client]"), "{outline}");
    }

    #[test]
    fn the_outline_shows_no_part_of_a_secret_that_is_a_dotted_key() {
        let part = "0123456789abcdef0123456789abcdef";
        let secret = format!("1000.{part}.{part}");
        let outline = outline(&format!("[client.metadata]\na = '{secret}'\n{secret} = 1\n"));
        let names = outline.lines().filter_map(|line| line.split(": ").next());
        assert!(
            names.clone().count() > 4 && names.clone().all(|name| !name.contains(part)),
            "{outline}"
        );
    }
}
