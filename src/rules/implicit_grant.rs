//! `implicit-grant`: the type `client-based` means the implicit grant.

use super::Rule;
use crate::finding::{Finding, Severity};
use crate::manifest::Manifest;
use crate::matrix::ClientType;

pub static RULE: Rule = Rule {
    name: "implicit-grant",
    severity: Severity::Hint,
    is_about_unnecessary: false,
    summary: "`client-based` means the implicit grant",
    why: "Zoho gives a client-based application its token by the implicit grant, which RFC 9700 §2.1.2 advises against: the \
          token passes through the browser's address bar, and there is no refresh token. Zoho offers the type no other \
          flow. Where there is a server, `server-based` has the authorization code.",
    no_fix: "Another type needs another application: one with a server.",
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
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Finding> {
    let clients = manifest
        .clients
        .iter()
        .filter(|client| client.client_type() == Some(ClientType::ClientBased));
    let types = clients.filter_map(|client| client.type_entry?.value.as_text(manifest.text()));
    types
        .map(|text| {
            Finding::new(text.visible(), "this type gets its tokens by the implicit grant")
                .note("RFC 9700 §2.1.2 advises against it; if the application has a server, use `server-based`")
        })
        .collect()
}
