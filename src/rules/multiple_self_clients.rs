//! `multiple-self-clients`: more than one self client in a file.

use super::{Check, Descriptor, Rule};
use crate::console::ClientType;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::Manifest;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "multiple-self-clients",
        severity: Severity::Warning,
        tag: None,
        summary: "more than one `self-client` in a file",
        rationale: "\"Only one Self Client can be created per user account\" (Zoho Catalyst's page on registering a client). Two in \
              one file are two accounts, or one client too many.",
        sources: &[],
    },
    no_fix_reason: Some("Which of them is in use only you know."),
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
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let clients =
        manifest.clients.iter().filter(|client| client.client_type == Some(ClientType::SelfClient));
    let mut types = clients.filter_map(|client| Some(client.type_entry.as_ref()?.value.span));
    let Some(first) = types.next() else { return Vec::new() };
    types
        .map(|span| {
            Diagnostic::new(span, "an account has one self client")
                .with_related(first, "the first is here")
        })
        .collect()
}
