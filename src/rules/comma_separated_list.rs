//! `comma-separated-list`: one string that holds several URIs.

use super::{Check, Descriptor, Rule};
use crate::console::{FIELDS, FieldInfo};
use crate::diagnostic::{ConsoleReaction, Diagnostic, Fix, Severity};
use crate::manifest::{Client, Manifest, split_uris};
use crate::syntax::{StringValue, ValueKind};
use crate::text::Edit;
use crate::text::escape::toml_string;
use crate::text::{Source, Span};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "comma-separated-list",
        severity: Severity::Error,
        tag: None,
        summary: "one string that holds several URIs",
        rationale: "Some of Zoho's pages let several values be typed into one field, with commas between them (\"Specify valid \
              JavaScript domains, separated by commas\"), others have a [+] for each. A manifest has an array: each URI is an \
              element of its own, and is compared as a whole.",
        sources: &[],
    },
    no_fix_reason: None,
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
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let lists = manifest.clients.iter().flat_map(|client| {
        FIELDS.iter().filter(|info| info.kind.is_list()).map(move |info| (client, info))
    });
    lists.flat_map(|(client, info)| in_list(&manifest.source, client, info)).collect()
}

fn in_list(source: &Source, client: &Client, info: &FieldInfo) -> Vec<Diagnostic> {
    let Some(entry) = client.field(info.field).filter(|_| client.accepts(info.field)) else {
        return Vec::new();
    };
    let (values, in_array) = match &entry.value.kind {
        ValueKind::Array(elements) => (elements.as_slice(), true),
        _ => (std::slice::from_ref(&entry.value), false),
    };
    let texts = values.iter().filter_map(|value| value.as_string());
    texts.filter_map(|value| several(source, value, in_array, info)).collect()
}

fn several(
    source: &Source,
    value: &StringValue,
    in_array: bool,
    info: &FieldInfo,
) -> Option<Diagnostic> {
    let parts = split_uris(&value.value);
    if parts.len() < 2 {
        return None;
    }
    let diagnostic =
        Diagnostic::new(value.highlight_span(), format!("one string holds {} URIs", parts.len()))
            .with_console(ConsoleReaction::Likely(info.console_error));
    let line = source.line_start(value.span.start);
    let indent = source.slice(Span::new(line, value.span.start));
    let separator = if indent.trim().is_empty() {
        format!(",{}{indent}", source.line_ending())
    } else {
        ", ".to_owned()
    };
    let elements: Vec<String> =
        parts.iter().map(|part| toml_string(&value.value[part.clone()])).collect();
    let list =
        if in_array { elements.join(&separator) } else { format!("[{}]", elements.join(", ")) };
    Some(diagnostic.with_fix(Fix::safe("make each an element", Edit::replace(value.span, list))))
}
