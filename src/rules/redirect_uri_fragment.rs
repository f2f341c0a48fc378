//! `redirect-uri-fragment`: `#…` in a redirect URI.

use super::Rule;
use crate::finding::{Edit, Finding, Fix, Severity};
use crate::manifest::{ClientUri, Manifest};
use crate::matrix::Field;

pub static RULE: Rule = Rule {
    name: "redirect-uri-fragment",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a fragment (`#…`) in a redirect URI",
    why: "\"The endpoint URI MUST NOT include a fragment component\" (RFC 6749 §3.1.2): the answer is put there.",
    no_fix: "",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback#done\"]
                                               ^^^^^ a redirect URI has no fragment
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Finding> {
    let redirects = manifest.sound_uris().filter(|(_, uri)| uri.field == Field::RedirectUris);
    redirects.filter_map(|(_, uri)| fragment(uri)).collect()
}

fn fragment(uri: &ClientUri<'_>) -> Option<Finding> {
    let fragment = uri.uri.fragment.clone()?;
    let span = uri.at(&(fragment.start - 1..fragment.end));
    let edits = vec![Edit::remove(span)];
    let fix = if fragment.is_empty() {
        Fix::safe("remove the `#`", edits)
    } else {
        Fix::guess("remove the fragment", edits)
    };
    Some(
        Finding::new(span, "a redirect URI has no fragment")
            .note("RFC 6749 §3.1.2 forbids it, an empty one too")
            .fix(fix),
    )
}
