//! `redirect-uri-wildcard`: `*` in a redirect URI.

use super::{Check, Descriptor, Rule};
use crate::diagnostic::{Diagnostic, MAX_LABELS, Severity};
use crate::manifest::{Manifest, UriValue};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "redirect-uri-wildcard",
        severity: Severity::Error,
        tag: None,
        summary: "a wildcard (`*`) in a redirect URI, or in the host of another",
        rationale: "The URI that is sent must be exactly the one that is registered: Zoho says so, and RFC 9700 §2.1 has it of every \
              server. A `*` matches nothing but itself, and no host has one.",
        sources: &[],
    },
    no_fix_reason: Some(
        "Which addresses the wildcard stands for only its authors know: each is to be registered.",
    ),
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://*.acme.com/callback\"]
                          ^ `*` stands for nothing else here: URIs are matched exactly
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest.valid_uris().filter_map(|(_, uri)| wildcard(uri)).collect()
}

fn wildcard(uri: &UriValue) -> Option<Diagnostic> {
    let end = if uri.field == crate::console::Field::RedirectUris {
        uri.raw().len()
    } else {
        uri.uri.host.end
    };
    let mut stars = uri.raw()[uri.uri.host.start..end]
        .match_indices('*')
        .map(|(at, _)| uri.uri.host.start + at);
    let first = stars.next()?;
    let diagnostic = Diagnostic::new(
        uri.span_of(&(first..first + 1)),
        "`*` stands for nothing else here: URIs are matched exactly",
    );
    let diagnostic = stars.take(MAX_LABELS).fold(diagnostic, |diagnostic, at| {
        diagnostic.with_related(uri.span_of(&(at..at + 1)), "and here")
    });
    Some(diagnostic.with_note("RFC 9700 §2.1: register each address"))
}
