//! `uncovered-redirect-origin`: the origin of a redirect URI that no JavaScript domain covers.

use std::collections::HashSet;

use super::{Check, Descriptor, Rule};
use crate::console::{ClientType, Field};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::edit::append_element;
use crate::manifest::{Client, Manifest};
use crate::syntax::ValueKind;
use crate::text::escape::toml_string;
use crate::uri::{self, Reach, Scheme};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "uncovered-redirect-origin",
        severity: Severity::Hint,
        tag: None,
        summary: "the origin of a redirect URI that no JavaScript domain covers",
        rationale: "Zoho checks the JavaScript domain before it sends a token, and the page that takes the token is mostly the one that \
              uses it. Another page may be meant to: hence a hint.",
        sources: &[],
    },
    no_fix_reason: None,
    bad: "\
[client]
type = \"client-based\"
name = \"Acme Board\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the origin `https://app.acme.com` is no JavaScript domain
javascript_domains = [\"https://www.acme.com\"]
",
    good: "\
[client]
type = \"client-based\"
name = \"Acme Board\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
javascript_domains = [\"https://www.acme.com\", \"https://app.acme.com\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let clients = manifest
        .clients
        .iter()
        .filter(|client| client.client_type == Some(ClientType::ClientBased));
    clients.flat_map(|client| uncovered(manifest, client)).collect()
}

fn uncovered(manifest: &Manifest, client: &Client) -> Vec<Diagnostic> {
    let Some(entry) = client.field(Field::JavascriptDomains) else { return Vec::new() };
    let ValueKind::Array(elements) = &entry.value.kind else { return Vec::new() };
    let domains = || client.uris.iter().filter(|uri| uri.field == Field::JavascriptDomains);
    if elements.is_empty() || domains().any(|uri| !uri.is_valid()) {
        return Vec::new();
    }
    let origin = |canonical: &str| uri::parse(canonical).origin();
    let mut covered: HashSet<String> =
        domains().filter_map(|uri| uri.canonical()).map(origin).collect();
    let mut diagnostics = Vec::new();
    for redirect in
        client.valid_uris(Field::RedirectUris).filter(|uri| !uri.uri.host().contains('*'))
    {
        let Some(origin) = redirect.canonical().map(origin) else { continue };
        if !covered.insert(origin.clone()) {
            continue;
        }
        let message = format!("the origin {} is no JavaScript domain", manifest.quote(&origin));
        // One that is not encrypted would be the next diagnostic: first the redirect is to be
        // replacement.
        let is_lasting =
            redirect.uri.scheme == Scheme::Https || redirect.uri.reach() == Reach::Loopback;
        let edits = append_element(manifest, &entry.value, &toml_string(&origin));
        let fix = edits.filter(|_| is_lasting);
        let fix = fix.map(|edits| Fix::unsafe_("add it to the JavaScript domains", edits));
        diagnostics.push(
            Diagnostic::new(redirect.string.highlight_span(), message)
                .with_related(entry.key_span, "the JavaScript domains are here")
                .with_fix(fix),
        );
    }
    diagnostics
}
