//! `inapplicable-field`: a field that the console never asks of this type.

use super::Rule;
use crate::console::FIELDS;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::Manifest;
use crate::manifest::edit::remove_entry;
use crate::text::Span;

pub static RULE: Rule = Rule {
    name: "inapplicable-field",
    severity: Severity::Warning,
    is_about_unnecessary: true,
    summary: "a field that the console never asks of this type",
    rationale: "What the console does not ask for cannot be registered: the field does nothing, or the type is not the one that \
          was meant. By the table of Zoho's page \"Register your Application\".",
    no_fix_reason: "",
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
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for client in &manifest.clients {
        let Some((client_type, type_entry)) = client.client_type().zip(client.type_entry) else {
            continue;
        };
        for row in FIELDS.iter().filter(|row| !client_type.requires(row.field)) {
            let Some(entry) = client.field(row.field).filter(|entry| entry.key == row.key) else {
                continue;
            };
            let label = client_type.row().label;
            let asked = if label.ends_with('s') { label.to_owned() } else { format!("a {label}") };
            let types: Vec<&str> = row.field.types_requiring().map(|row| row.value).collect();
            let key: Span = entry.key_span;
            let fix = remove_entry(manifest.text(), client.inline_span(), entry)
                .map(|removal| removal.into_unsafe_fix(format!("remove `{}`", row.key)));
            findings.push(
                Diagnostic::new(key, format!("the console does not ask {asked} for `{}`", row.key))
                    .related(type_entry.value.span, "the type is set here")
                    .note(format!("it asks for it with: {}", types.join(", ")))
                    .fix(fix),
            );
        }
    }
    findings
}
