//! `near-duplicate-uri`: two redirect URIs that differ by a detail that is easily overlooked.

use std::collections::HashMap;

use super::{Check, Descriptor, Rule};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Severity, Tag};
use crate::manifest::{Manifest, UriValue};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "near-duplicate-uri",
        severity: Severity::Hint,
        tag: Some(Tag::Unnecessary),
        summary: "two redirect URIs that differ only by a slash at the end, `www.`, or http and https",
        rationale: "Matching is exact, so both can be right: a hint that one may be a slip, or that the registration relies on both.",
        sources: &[],
    },
    no_fix_reason: Some("Both may be in use."),
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
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for client in &manifest.clients {
        let mut seen: HashMap<String, &UriValue> = HashMap::new();
        for uri in client.valid_uris(Field::RedirectUris) {
            let Some(canonical) = uri.canonical() else { continue };
            let reduced = without_scheme(canonical)
                .trim_start_matches("www.")
                .trim_end_matches('/')
                .to_owned();
            match seen.get(reduced.as_str()) {
                Some(first) => diagnostics.extend(difference(first, uri)),
                None => drop(seen.insert(reduced, uri)),
            }
        }
    }
    diagnostics
}

fn difference(first: &UriValue, uri: &UriValue) -> Option<Diagnostic> {
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
        Diagnostic::new(uri.string.highlight_span(), message)
            .with_related(first.string.highlight_span(), "the other is here")
            .with_note("both are needed only if both are sent: matching is exact"),
    )
}

fn without_scheme(uri: &str) -> &str {
    uri.split_once("://").map_or(uri, |(_, rest)| rest)
}
