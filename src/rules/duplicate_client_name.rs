//! `duplicate-client-name`: two clients of one name in a file.

use std::collections::HashMap;

use super::{Check, Descriptor, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::Manifest;
use crate::text::Span;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "duplicate-client-name",
        severity: Severity::Warning,
        tag: None,
        summary: "two clients of one name in a file",
        rationale: "Users see a client's name when they are asked for their consent, and nothing else that tells it from another.",
        sources: &[],
    },
    no_fix_reason: Some("What tells the clients apart only you know."),
    bad: "\
[[client]]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.acme.com\"

[[client]]
type = \"non-browser-based\"
name = \"Acme TV\"
        ^^^^^^^ another client has this name
homepage_url = \"https://staging.acme.com\"
",
    good: "\
[[client]]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.acme.com\"

[[client]]
type = \"non-browser-based\"
name = \"Acme TV Staging\"
homepage_url = \"https://staging.acme.com\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let mut diagnostics = Vec::new();
    for (_, name) in manifest.names() {
        match seen.get(&*name.value) {
            Some(first) => {
                diagnostics.push(
                    Diagnostic::new(name.highlight_span(), "another client has this name")
                        .with_related(*first, "the first is here"),
                );
            }
            None => drop(seen.insert(&name.value, name.highlight_span())),
        }
    }
    diagnostics
}
