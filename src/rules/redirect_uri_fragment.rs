//! `redirect-uri-fragment`: `#…` in a redirect URI.

use super::{Check, Descriptor, Rule};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::{Manifest, UriValue};
use crate::text::Edit;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "redirect-uri-fragment",
        severity: Severity::Error,
        tag: None,
        summary: "a fragment (`#…`) in a redirect URI",
        rationale: "\"The endpoint URI MUST NOT include a fragment component\" (RFC 6749 §3.1.2): the answer is put there.",
        sources: &[],
    },
    no_fix_reason: None,
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
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let redirects = manifest.valid_uris().filter(|(_, uri)| uri.field == Field::RedirectUris);
    redirects.filter_map(|(_, uri)| fragment(uri)).collect()
}

fn fragment(uri: &UriValue) -> Option<Diagnostic> {
    let fragment = uri.uri.fragment.clone()?;
    let span = uri.span_of(&(fragment.start - 1..fragment.end));
    let edits = Edit::remove(span);
    let fix = if fragment.is_empty() {
        Fix::safe("remove the `#`", edits)
    } else {
        Fix::unsafe_("remove the fragment", edits)
    };
    Some(
        Diagnostic::new(span, "a redirect URI has no fragment")
            .with_note("RFC 6749 §3.1.2 forbids it, an empty one too")
            .with_fix(fix),
    )
}
