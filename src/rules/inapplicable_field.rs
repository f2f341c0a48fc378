//! `inapplicable-field`: a field that the console never asks of this type.

use super::{Check, Descriptor, Rule};
use crate::console::FIELDS;
use crate::diagnostic::{Diagnostic, Severity, Tag};
use crate::manifest::Manifest;
use crate::manifest::edit::remove_entry;
use crate::text::Span;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "inapplicable-field",
        severity: Severity::Warning,
        tag: Some(Tag::Unnecessary),
        summary: "a field that the console never asks of this type",
        rationale: "What the console does not ask for cannot be registered: the field does nothing, or the type is not the one that \
              was meant. By the table of Zoho's page \"Register your Application\".",
        sources: &[],
    },
    no_fix_reason: None,
    bad: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"
redirect_uris = [\"https://app.acme.com/callback\"]
^^^^^^^^^^^^^ the console does not ask a Self Client for `redirect_uris`
",
    good: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for client in &manifest.clients {
        let Some((client_type, type_entry)) = client.client_type.zip(client.type_entry.as_ref())
        else {
            continue;
        };
        for info in FIELDS.iter().filter(|info| !client_type.requires(info.field)) {
            let Some(entry) = client.field(info.field).filter(|entry| entry.key == info.key) else {
                continue;
            };
            let label = client_type.info().label;
            let asked = if label.ends_with('s') { label.to_owned() } else { format!("a {label}") };
            let types: Vec<&str> = info.field.types_requiring().map(|info| info.value).collect();
            let key: Span = entry.key_span;
            let fix = remove_entry(manifest, entry)
                .map(|removal| removal.into_unsafe_fix(format!("remove `{}`", info.key)));
            diagnostics.push(
                Diagnostic::new(
                    key,
                    format!("the console does not ask {asked} for `{}`", info.key),
                )
                .with_related(type_entry.value.span, "the type is set here")
                .with_note(format!("it asks for it with: {}", types.join(", ")))
                .with_fix(fix),
            );
        }
    }
    diagnostics
}
