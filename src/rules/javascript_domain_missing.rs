//! `javascript-domain-missing`: the origin of a redirect URI that no JavaScript domain covers.

use std::collections::HashSet;

use super::Rule;
use crate::characters::quoted;
use crate::edits::{append_element, quote};
use crate::finding::{Finding, Fix, Severity};
use crate::manifest::{Client, Manifest};
use crate::matrix::{ClientType, Field};
use crate::syntax::Kind;
use crate::uri::{self, Reach, Scheme};

pub static RULE: Rule = Rule {
    name: "javascript-domain-missing",
    severity: Severity::Hint,
    is_about_unnecessary: false,
    summary: "the origin of a redirect URI that no JavaScript domain covers",
    why: "Zoho checks the JavaScript domain before it sends a token, and the page that takes the token is mostly the one that \
          uses it. Another page may be meant to: hence a hint.",
    no_fix: "",
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
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Finding> {
    let clients = manifest
        .clients
        .iter()
        .filter(|client| client.client_type() == Some(ClientType::ClientBased));
    clients.flat_map(|client| uncovered(manifest.text(), client)).collect()
}

fn uncovered(text: &str, client: &Client<'_>) -> Vec<Finding> {
    let Some(entry) = client.field(Field::JavascriptDomains) else { return Vec::new() };
    let Kind::Array(elements) = &entry.value.kind else { return Vec::new() };
    let domains = || client.uris.iter().filter(|uri| uri.field == Field::JavascriptDomains);
    if elements.is_empty() || domains().any(|uri| !uri.uri.is_sound()) {
        return Vec::new();
    }
    let origin = |canonical: &str| uri::parse(canonical).origin();
    let mut covered: HashSet<String> =
        domains().filter_map(|uri| uri.canonical()).map(origin).collect();
    let mut findings = Vec::new();
    for redirect in
        client.sound_uris(Field::RedirectUris).filter(|uri| !uri.uri.host_text().contains('*'))
    {
        let Some(origin) = redirect.canonical().map(origin) else { continue };
        if !covered.insert(origin.clone()) {
            continue;
        }
        let message = format!("the origin {} is no JavaScript domain", quoted(&origin));
        let edit = append_element(
            text,
            &entry.value,
            client.elements(Field::JavascriptDomains),
            &quote(&origin),
        );
        // One that is not encrypted would be the next finding: first the redirect is to be mended.
        let is_lasting =
            redirect.uri.scheme == Scheme::Https || redirect.uri.reach() == Reach::Loopback;
        let fix = is_lasting.then(|| Fix::guess("add it to the JavaScript domains", vec![edit]));
        findings.push(
            Finding::new(redirect.text.visible(), message)
                .related(entry.key_span, "the JavaScript domains are here")
                .fix(fix),
        );
    }
    findings
}
