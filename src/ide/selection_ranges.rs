//! Selection ranges: from the text in quotes out to the value, the entry, the client and the file.

use super::Analysis;
use crate::syntax::{Table, Value, ValueKind};
use crate::text::Span;

/// Returns the selectable spans around a byte offset, innermost first, ending with the whole text.
pub fn selection_ranges(analysis: &Analysis, offset: usize) -> Vec<Span> {
    let mut spans = vec![Span::new(0, analysis.source().text().len())];
    for client in analysis.clients() {
        push(&mut spans, client.full_span(), offset);
        push_table(&mut spans, &client.table, offset);
    }
    spans.reverse();
    spans
}

fn push_table(spans: &mut Vec<Span>, table: &Table, offset: usize) {
    for entry in &table.entries {
        // The key of a table with a header lies inside the header.
        if entry.key_span.start <= entry.value.span.start {
            push(spans, Span::new(entry.key_span.start, entry.value.span.end), offset);
        }
        push(spans, entry.key_span, offset);
        push_value(spans, &entry.value, offset);
    }
}

fn push_value(spans: &mut Vec<Span>, value: &Value, offset: usize) {
    push(spans, value.span, offset);
    match &value.kind {
        ValueKind::Array(elements) => {
            for element in elements {
                push_value(spans, element, offset);
            }
        }
        ValueKind::Table(table) => push_table(spans, table, offset),
        ValueKind::String(string) => push(spans, string.content_span(), offset),
        _ => {}
    }
}

/// Adds `span` if it touches the offset and is strictly inside the last span.
fn push(spans: &mut Vec<Span>, span: Span, offset: usize) {
    let is_inner = spans.last().is_none_or(|last| last.contains(span) && *last != span);
    if span.touches(offset) && is_inner {
        spans.push(span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{analyze, split_cursor};

    #[track_caller]
    fn check(marked: &str, expected: &[&str]) {
        let (text, offset) = split_cursor(marked);
        let analysis = analyze(&text);
        let spans = selection_ranges(&analysis, offset);
        let selected: Vec<&str> = spans.iter().map(|span| analysis.source().slice(*span)).collect();
        assert_eq!(selected, [expected, &[&*text]].concat());
    }

    #[test]
    fn a_selection_grows_from_a_string_to_the_file() {
        check(
            "# a\n[client]\nredirect_uris = ['a', 'b$0']\n",
            &[
                "b",
                "'b'",
                "['a', 'b']",
                "redirect_uris = ['a', 'b']",
                "[client]\nredirect_uris = ['a', 'b']",
            ],
        );
    }

    #[test]
    fn a_key_is_inside_of_its_entry() {
        check("[client]\nna$0me = 'é'\n", &["name", "name = 'é'", "[client]\nname = 'é'"]);
    }

    #[test]
    fn inline_tables_nest() {
        check("client = { name = '$0x' }", &["x", "'x'", "name = 'x'", "{ name = 'x' }"]);
    }

    #[test]
    fn outside_of_clients_there_is_only_the_file() {
        check("[other]\nx = $01\n", &[]);
        check("$0", &[]);
    }
}
