//! `missing-client-type`: a client without its type.

use super::{Check, Descriptor, Rule};
use crate::console::{CLIENT_TYPES, ClientType, Field, TYPE_KEY};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::edit::insert_entry;
use crate::manifest::{Client, Manifest};
use crate::syntax::ValueKind;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "missing-client-type",
        severity: Severity::Error,
        tag: None,
        summary: "a client without its `type`",
        rationale: "The type is the first thing that the console asks, and decides which fields it asks for.",
        sources: &[],
    },
    no_fix_reason: None,
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
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest
        .clients
        .iter()
        .filter(|client| client.type_entry.is_none())
        .map(|client| missing(manifest, client))
        .collect()
}

fn missing(manifest: &Manifest, client: &Client) -> Diagnostic {
    let likely = likely_type(client).info().value;
    let values: Vec<&str> = CLIENT_TYPES.iter().map(|info| info.value).collect();
    let fix = Fix::unsafe_(
        format!("insert `{TYPE_KEY} = \"{likely}\"`"),
        insert_entry(manifest, client, TYPE_KEY, &format!("\"{likely}\"")),
    );
    Diagnostic::new(client.span, format!("this client has no `{TYPE_KEY}`"))
        .with_note(format!("it is one of: {}", values.join(", ")))
        .with_fix(fix)
}

/// The type that asks for the fields that are there, as few others as can be, and none that are
/// not.
fn likely_type(client: &Client) -> ClientType {
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
