//! `custom-scheme-redirect`: a mobile client's own scheme.

use super::{Check, Descriptor, Rule, invalid_uri_scheme::is_custom_scheme};
use crate::diagnostic::{ConsoleReaction, Diagnostic, Severity};
use crate::manifest::{Manifest, UriValue};
use crate::uri::Scheme;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "custom-scheme-redirect",
        severity: Severity::Error,
        tag: None,
        summary: "a mobile client's own scheme in a redirect URI",
        rationale: "Zoho's Cliq page has redirect URIs begin with `https://` or `http://`; the pages of its mobile SDKs register a \
              scheme of the app's own. Who knows that the latter holds for their app can switch off just this rule. Such a \
              scheme is a domain of yours, reversed, and one slash follows it: `com.acme.app:/callback` (RFC 8252 §7.1, §8.4).",
        sources: &[],
    },
    no_fix_reason: Some(
        "Which address of the web opens the app (RFC 8252 §7.2) only its makers know.",
    ),
    bad: "\
[client]
type = \"mobile-based\"
name = \"Acme App\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"com.acme.app:/callback\"]
                  ^^^^^^^^^^^^ `com.acme.app` is a scheme of the app's own
",
    good: "\
[client]
type = \"mobile-based\"
name = \"Acme App\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest
        .uris()
        .filter(|(client, uri)| is_custom_scheme(client, uri))
        .filter_map(|(_, uri)| custom(manifest, uri))
        .collect()
}

fn custom(manifest: &Manifest, uri: &UriValue) -> Option<Diagnostic> {
    let Scheme::Other(range) = &uri.uri.scheme else { return None };
    let scheme = &uri.raw()[range.clone()];
    let diagnostic = Diagnostic::new(
        uri.span_of(range),
        format!("{} is a scheme of the app's own", manifest.quote(scheme)),
    )
    .with_console(ConsoleReaction::Likely(uri.field.info().console_error));
    let diagnostic = diagnostic.with_note("Zoho's mobile SDK pages register such a scheme: if that holds for your app, allow this rule");
    Some(if scheme.contains('.') {
        diagnostic
    } else {
        diagnostic.with_note(
            "a scheme without a dot can be any app's: RFC 8252 §8.4 has servers reject it",
        )
    })
}
