//! `multiple-self-clients`: more than one self client in a file.

use super::Rule;
use crate::console::ClientType;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::Manifest;

pub static RULE: Rule = Rule {
    name: "multiple-self-clients",
    severity: Severity::Warning,
    is_about_unnecessary: false,
    summary: "more than one `self-client` in a file",
    rationale: "\"Only one Self Client can be created per user account\" (Zoho Catalyst's page on registering a client). Two in \
          one file are two accounts, or one client too many.",
    no_fix_reason: "Which of them is in use only you know.",
    bad: "\
[[client]]
type = \"self-client\"
name = \"Nightly Report\"

[[client]]
type = \"self-client\"
       ^^^^^^^^^^^^^ an account has one self client
name = \"Weekly Report\"
",
    good: "\
[[client]]
type = \"self-client\"
name = \"Nightly Report\"
",
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    let clients = manifest
        .clients
        .iter()
        .filter(|client| client.client_type() == Some(ClientType::SelfClient));
    let mut types = clients.filter_map(|client| Some(client.type_entry?.value.span));
    let Some(first) = types.next() else { return Vec::new() };
    types
        .map(|span| {
            Diagnostic::new(span, "an account has one self client")
                .related(first, "the first is here")
        })
        .collect()
}
