//! `comma-separated-list`: one string that holds several URIs.

use super::Rule;
use crate::console::{FIELDS, FieldInfo};
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::manifest::{Client, Manifest, split_uris};
use crate::syntax::{StringValue, ValueKind};
use crate::text::escape::toml_string;
use crate::text::{line_start, newline};

pub static RULE: Rule = Rule {
    name: "comma-separated-list",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "one string that holds several URIs",
    rationale: "Some of Zoho's pages let several values be typed into one field, with commas between them (\"Specify valid \
          JavaScript domains, separated by commas\"), others have a [+] for each. A manifest has an array: each URI is an \
          element of its own, and is compared as a whole.",
    no_fix_reason: "",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback, https://staging.acme.com/callback\"]
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ one string holds 2 URIs
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\", \"https://staging.acme.com/callback\"]
",
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    let lists = manifest
        .clients
        .iter()
        .flat_map(|client| FIELDS.iter().filter(|row| row.is_list).map(move |row| (client, row)));
    lists.flat_map(|(client, row)| in_list(manifest.text(), client, row)).collect()
}

fn in_list(text: &str, client: &Client<'_>, row: &FieldInfo) -> Vec<Diagnostic> {
    let Some(entry) = client.field(row.field).filter(|_| client.accepts(row.field)) else {
        return Vec::new();
    };
    let (values, in_array) = match &entry.value.kind {
        ValueKind::Array(elements) => (elements.as_slice(), true),
        _ => (std::slice::from_ref(&entry.value), false),
    };
    let texts = values.iter().filter_map(|value| value.as_string(text));
    texts.filter_map(|value| several(text, value, in_array, row)).collect()
}

fn several(
    text: &str,
    value: StringValue<'_>,
    in_array: bool,
    row: &FieldInfo,
) -> Option<Diagnostic> {
    let parts = split_uris(value.value);
    if parts.len() < 2 {
        return None;
    }
    let finding =
        Diagnostic::new(value.highlight_span(), format!("one string holds {} URIs", parts.len()))
            .console(row.console_error);
    let indent = &text[line_start(text, value.span.start)..value.span.start];
    let separator = if indent.trim().is_empty() {
        format!(",{}{indent}", newline(text))
    } else {
        ", ".to_owned()
    };
    let elements: Vec<String> =
        parts.iter().map(|part| toml_string(&value.value[part.clone()])).collect();
    let list =
        if in_array { elements.join(&separator) } else { format!("[{}]", elements.join(", ")) };
    Some(finding.fix(Fix::safe("make each an element", vec![Edit::replace(value.span, list)])))
}
