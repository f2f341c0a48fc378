//! `uri-credentials`: `user:password@` in a URI.

use super::{Check, Descriptor, Rule};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::{Manifest, UriValue};
use crate::text::Edit;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "uri-credentials",
        severity: Severity::Error,
        tag: None,
        summary: "a user name or a password in a URI",
        rationale: "What stands before an `@` is sent to whoever the address is shown to, and browsers drop it, so that the URI no \
              longer matches. It also hides the host: `https://accounts.zoho.com@evil.example` leads to `evil.example`.",
        sources: &[],
    },
    no_fix_reason: None,
    bad: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://admin@www.acme.com\"
                        ^^^^^^ there are credentials before the host
",
    good: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.acme.com\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest.valid_uris().filter_map(|(_, uri)| credentials(uri)).collect()
}

fn credentials(uri: &UriValue) -> Option<Diagnostic> {
    let userinfo = uri.uri.userinfo.clone()?;
    let span = uri.span_of(&(userinfo.start..userinfo.end + 1));
    Some(
        Diagnostic::new(span, "there are credentials before the host")
            .with_fix(Fix::unsafe_("remove them", Edit::remove(span))),
    )
}
