//! Folding ranges: clients, and their multi-line values.

use super::{Analysis, configuration};
use crate::manifest::Client;
use crate::text::Span;

/// Returns the foldable spans.
pub fn folding_ranges(analysis: &Analysis) -> Vec<Span> {
    let source = analysis.source();
    let takes_lines = |span: &Span| source.line_of(span.start) < source.line_of(span.end);
    let spans = configuration::folding_ranges(analysis).into_iter();
    spans.chain(analysis.clients().iter().flat_map(spans_of_client)).filter(takes_lines).collect()
}

fn spans_of_client(client: &Client) -> impl Iterator<Item = Span> {
    let values = client.table.entries.iter().map(|entry| &entry.value);
    let values = values.map(|value| Span::new(value.span.start, value.end()));
    // The name of a subtable may come before the span of the client.
    let values = values.filter(|span| span.start >= client.span.start);
    std::iter::once(client.full_span()).chain(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::analyze;

    fn folded(text: &str) -> Vec<String> {
        let analysis = analyze(text);
        let written = |span: Span| analysis.source().slice(span).to_owned();
        folding_ranges(&analysis).into_iter().map(written).collect()
    }

    #[test]
    fn clients_and_arrays_of_several_lines_fold() {
        let array = "[\n  \"https://acme.com/cb\",\n]";
        let client = format!("[client]\nname = \"A\"\nredirect_uris = {array}");
        assert_eq!(folded(&format!("{client}\n\n[other]\nx = 1\n")), [client.as_str(), array]);
    }

    #[test]
    fn what_is_on_one_line_does_not_fold() {
        assert_eq!(folded("client = { name = \"A\", redirect_uris = [] }\n"), [""; 0]);
    }

    #[test]
    fn a_subtable_folds_in_its_client_and_by_itself() {
        for header in ["client", "[client]"] {
            let metadata = "[client.metadata]\nowner = 'x'\n[client.metadata.deep]\ny = 1";
            let client = format!("[{header}]\nname = 'A'\n\n{metadata}");
            let text = format!("{client}\n\n[other]\nx = 1\n");
            assert_eq!(folded(&text), [client.as_str(), metadata], "{text}");
        }
    }

    #[test]
    fn each_client_folds_by_itself() {
        let clients = ["[[client]]\nname = \"A\"", "[[client]]\nname = \"B\""];
        assert_eq!(folded(&format!("{}\n\n{}\n", clients[0], clients[1])), clients);
    }
}
