//! `wrong-value-type`: a string for a list, a number for a string, and their like.

use super::Rule;
use crate::console::{FIELDS, FieldInfo, TYPE_KEY};
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::manifest::{Client, Manifest, has_several_uris};
use crate::syntax::{Entry, Value, ValueKind};
use crate::text::escape::toml_string;

pub static RULE: Rule = Rule {
    name: "wrong-value-type",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a value of the wrong type",
    rationale: "`type`, `name` and `homepage_url` are strings; `redirect_uris` and `javascript_domains` are arrays of strings, \
          one for each time that the console's [+] is clicked.",
    no_fix_reason: "",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = \"https://app.acme.com/callback\"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `redirect_uris` is an array of strings, not a string
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    let tables = manifest.non_table_clients.iter().map(|value| {
        Diagnostic::new(value.span, format!("a client is a table, not {}", value.kind.describe()))
    });
    tables
        .chain(manifest.clients.iter().flat_map(|client| in_client(manifest.text(), client)))
        .collect()
}

fn in_client(text: &str, client: &Client<'_>) -> Vec<Diagnostic> {
    let kind =
        client.type_entry.and_then(|entry| no_string(text, &format!("`{TYPE_KEY}`"), &entry.value));
    let fields = FIELDS
        .iter()
        .filter(|row| client.accepts(row.field))
        .filter_map(|row| Some((row, client.field(row.field)?)));
    let fields = fields.flat_map(|(row, entry)| {
        if row.is_list {
            no_list(text, client, row, entry)
        } else {
            no_string(text, &format!("`{}`", row.key), &entry.value).into_iter().collect()
        }
    });
    kind.into_iter().chain(fields).collect()
}

fn no_string(text: &str, name: &str, value: &Value) -> Option<Diagnostic> {
    let finding = || {
        Diagnostic::new(value.span, format!("{name} is a string, not {}", value.kind.describe()))
    };
    let written = value.span.of(text);
    match &value.kind {
        ValueKind::String(_) | ValueKind::Unparsed => None,
        ValueKind::Integer | ValueKind::Float | ValueKind::Boolean | ValueKind::Datetime => {
            Some(finding().fix(Fix::safe(
                "put it in quotes",
                vec![Edit::replace(value.span, toml_string(written))],
            )))
        }
        ValueKind::Array(elements) => Some(finding().fix(match elements.as_slice() {
            [element @ Value { kind: ValueKind::String(_), .. }] if value.is_inline(text) => {
                let edit = Edit::replace(value.span, element.span.of(text));
                let title = "take it out of the array";
                Some(if written.contains('#') {
                    Fix::unsafe_(title, vec![edit])
                } else {
                    Fix::safe(title, vec![edit])
                })
            }
            _ => None,
        })),
        ValueKind::Table(_) => Some(finding()),
    }
}

fn no_list(text: &str, client: &Client<'_>, row: &FieldInfo, entry: &Entry) -> Vec<Diagnostic> {
    let value = &entry.value;
    let name = row.key;
    match &value.kind {
        ValueKind::Unparsed => Vec::new(),
        ValueKind::Array(elements) => elements
            .iter()
            .filter_map(|element| no_string(text, &format!("an element of `{name}`"), element))
            .collect(),
        // What is renamed becomes a list with it, and what holds several is split into one.
        ValueKind::String(string)
            if client.is_misnamed(entry) || has_several_uris(row.field, string) =>
        {
            Vec::new()
        }
        ValueKind::String(_) => {
            let edits =
                vec![Edit::insert(value.span.start, "["), Edit::insert(value.span.end, "]")];
            vec![
                Diagnostic::new(
                    value.span,
                    format!("`{name}` is an array of strings, not a string"),
                )
                .fix(Fix::safe("make it an array", edits)),
            ]
        }
        kind => vec![Diagnostic::new(
            value.span,
            format!("`{name}` is an array of strings, not {}", kind.describe()),
        )],
    }
}
