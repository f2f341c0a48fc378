//! `near-duplicate-uri`: two redirect URIs that differ by a detail that is easily overlooked.

use std::collections::HashMap;

use super::Rule;
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::{Manifest, UriValue};

pub static RULE: Rule = Rule {
    name: "near-duplicate-uri",
    severity: Severity::Hint,
    is_about_unnecessary: true,
    summary: "two redirect URIs that differ only by a slash at the end, `www.`, or http and https",
    rationale: "Matching is exact, so both can be right: a hint that one may be a slip, or that the registration relies on both.",
    no_fix_reason: "Both may be in use.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://acme.com/callback\", \"https://acme.com/callback/\"]
                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^ this redirect URI differs from another only by the slash at its end
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://acme.com/callback\"]
",
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for client in &manifest.clients {
        let mut seen: HashMap<String, &UriValue<'_>> = HashMap::new();
        for uri in client.valid_uris(Field::RedirectUris) {
            let Some(canonical) = uri.canonical() else { continue };
            let reduced = without_scheme(canonical)
                .trim_start_matches("www.")
                .trim_end_matches('/')
                .to_owned();
            match seen.get(reduced.as_str()) {
                Some(first) => findings.extend(difference(first, uri)),
                None => drop(seen.insert(reduced, uri)),
            }
        }
    }
    findings
}

fn difference(first: &UriValue<'_>, uri: &UriValue<'_>) -> Option<Diagnostic> {
    let (one, other) = (first.canonical()?, uri.canonical()?);
    let what = match () {
        () if one == other => return None,
        () if one.trim_end_matches('/') == other.trim_end_matches('/') => "the slash at its end",
        () if without_scheme(one) == without_scheme(other) => "http and https",
        () if without_scheme(one).trim_start_matches("www.")
            == without_scheme(other).trim_start_matches("www.") =>
        {
            "`www.`"
        }
        () => "details",
    };
    let message = format!("this redirect URI differs from another only by {what}");
    Some(
        Diagnostic::new(uri.text.highlight_span(), message)
            .related(first.text.highlight_span(), "the other is here")
            .note("both are needed only if both are sent: matching is exact"),
    )
}

fn without_scheme(uri: &str) -> &str {
    uri.split_once("://").map_or(uri, |(_, rest)| rest)
}
