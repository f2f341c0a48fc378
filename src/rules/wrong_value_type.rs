//! `wrong-value-type`: a string for a list, a number for a string, and their like.

use super::{Check, Descriptor, Rule};
use crate::console::{FIELDS, FieldInfo, TYPE_KEY};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::{Client, Manifest, read_uri_list};
use crate::syntax::{Entry, Value, ValueKind};
use crate::text::escape::toml_string;
use crate::text::{Edit, Source};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "wrong-value-type",
        severity: Severity::Error,
        tag: None,
        summary: "a value of the wrong type",
        rationale: "`type`, `name` and `homepage_url` are strings; `redirect_uris` and `javascript_domains` are arrays of strings, \
              one for each time that the console's [+] is clicked.",
        sources: &[],
    },
    no_fix_reason: None,
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
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let table = |value: &Value| {
        let message = format!("a client is a table, not {}", value.kind.describe());
        Diagnostic::new(value.span, message)
    };
    let tables = manifest.non_table_clients.iter().map(table);
    let clients = manifest.clients.iter().flat_map(|client| in_client(&manifest.source, client));
    tables.chain(clients).collect()
}

fn in_client(source: &Source, client: &Client) -> Vec<Diagnostic> {
    let type_value = client.type_entry.as_ref().map(|entry| &entry.value);
    let of_type =
        type_value.and_then(|value| expect_string(source, &format!("`{TYPE_KEY}`"), value));
    let mut diagnostics: Vec<Diagnostic> = of_type.into_iter().collect();
    for info in FIELDS.iter().filter(|info| client.accepts(info.field)) {
        let Some(entry) = client.field(info.field) else { continue };
        if info.kind.is_list() {
            diagnostics.extend(expect_list(source, client, info, entry));
        } else {
            diagnostics.extend(expect_string(source, &format!("`{}`", info.key), &entry.value));
        }
    }
    diagnostics
}

fn expect_string(source: &Source, name: &str, value: &Value) -> Option<Diagnostic> {
    let message = format!("{name} is a string, not {}", value.kind.describe());
    let written = source.slice(value.span);
    let fix = match &value.kind {
        ValueKind::String(_) | ValueKind::Unparsed => return None,
        ValueKind::Integer | ValueKind::Float | ValueKind::Boolean | ValueKind::Datetime => {
            let edit = Edit::replace(value.span, toml_string(written));
            Some(Fix::safe("put it in quotes", edit))
        }
        ValueKind::Array(elements) => match elements.as_slice() {
            [element @ Value { kind: ValueKind::String(_), .. }] if value.is_inline => {
                let edit = Edit::replace(value.span, source.slice(element.span));
                let make = if written.contains('#') { Fix::unsafe_ } else { Fix::safe };
                Some(make("take it out of the array", edit))
            }
            _ => None,
        },
        ValueKind::Table(_) => None,
    };
    Some(Diagnostic::new(value.span, message).with_fix(fix))
}

fn expect_list(
    source: &Source,
    client: &Client,
    info: &FieldInfo,
    entry: &Entry,
) -> Vec<Diagnostic> {
    let value = &entry.value;
    let name = info.key;
    let not_a_list = || {
        let kind = value.kind.describe();
        Diagnostic::new(value.span, format!("`{name}` is an array of strings, not {kind}"))
    };
    match &value.kind {
        ValueKind::Unparsed => Vec::new(),
        ValueKind::Array(elements) => {
            let name = format!("an element of `{name}`");
            elements.iter().filter_map(|element| expect_string(source, &name, element)).collect()
        }
        // What is renamed becomes a list with it, and what holds several is split into one.
        ValueKind::String(string)
            if client.is_misnamed(entry) || read_uri_list(&string.value).is_some() =>
        {
            Vec::new()
        }
        ValueKind::String(_) => {
            let edits = [Edit::insert(value.span.start, "["), Edit::insert(value.span.end, "]")];
            vec![not_a_list().with_fix(Fix::safe("make it an array", edits))]
        }
        _ => vec![not_a_list()],
    }
}
