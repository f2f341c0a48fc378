//! `implicit-grant`: the type `client-based` means the implicit grant.

use super::{Check, Descriptor, Rule};
use crate::console::ClientType;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::Manifest;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "implicit-grant",
        severity: Severity::Hint,
        tag: None,
        summary: "`client-based` means the implicit grant",
        rationale: "Zoho gives a client-based application its token by the implicit grant, which RFC 9700 §2.1.2 advises against: the \
              token passes through the browser's address bar, and there is no refresh token. Zoho offers the type no other \
              flow. Where there is a server, `server-based` has the authorization code.",
        sources: &[],
    },
    no_fix_reason: Some("Another type needs another application: one with a server."),
    bad: "\
[client]
type = \"client-based\"
        ^^^^^^^^^^^^ this type gets its tokens by the implicit grant
name = \"Acme Board\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
javascript_domains = [\"https://app.acme.com\"]
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Board\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let clients = manifest
        .clients
        .iter()
        .filter(|client| client.client_type == Some(ClientType::ClientBased));
    let types = clients.filter_map(|client| client.type_entry.as_ref()?.value.as_string());
    types
        .map(|text| {
            Diagnostic::new(text.highlight_span(), "this type gets its tokens by the implicit grant")
                .with_note("RFC 9700 §2.1.2 advises against it; if the application has a server, use `server-based`")
        })
        .collect()
}
