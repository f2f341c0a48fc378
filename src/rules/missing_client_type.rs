//! `missing-client-type`: a client without its type.

use super::Rule;
use crate::console::{CLIENT_TYPES, ClientType, Field, TYPE_KEY};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::edit::insert_entry;
use crate::manifest::{Client, Manifest};
use crate::syntax::ValueKind;

pub static RULE: Rule = Rule {
    name: "missing-client-type",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a client without its `type`",
    rationale: "The type is the first thing that the console asks, and decides which fields it asks for.",
    no_fix_reason: "",
    bad: "\
[client]
^^^^^^^^ this client has no `type`
name = \"Nightly Report\"
",
    good: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"
",
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    manifest
        .clients
        .iter()
        .filter(|client| client.type_entry.is_none())
        .map(|client| missing(manifest.text(), client))
        .collect()
}

fn missing(text: &str, client: &Client<'_>) -> Diagnostic {
    let likely = likely_type(client).row().value;
    let values: Vec<&str> = CLIENT_TYPES.iter().map(|row| row.value).collect();
    let fix = Fix::unsafe_(
        format!("insert `{TYPE_KEY} = \"{likely}\"`"),
        vec![insert_entry(text, client, TYPE_KEY, &format!("\"{likely}\""))],
    );
    Diagnostic::new(client.span, format!("this client has no `{TYPE_KEY}`"))
        .note(format!("it is one of: {}", values.join(", ")))
        .fix(fix)
}

/// The type that asks for the fields that are there, as few others as can be, and none that are
/// not.
fn likely_type(client: &Client<'_>) -> ClientType {
    let has = |field| {
        client.field(field).is_some_and(
            |entry| !matches!(&entry.value.kind, ValueKind::Array(elements) if elements.is_empty()),
        )
    };
    match (has(Field::JavascriptDomains), has(Field::RedirectUris), has(Field::HomepageUrl)) {
        (true, _, _) => ClientType::ClientBased,
        (_, true, _) => ClientType::ServerBased,
        (_, _, true) => ClientType::NonBrowserBased,
        _ => ClientType::SelfClient,
    }
}
