//! `uri-credentials`: `user:password@` in a URI.

use super::Rule;
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::manifest::{Manifest, UriValue};

pub static RULE: Rule = Rule {
    name: "uri-credentials",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a user name or a password in a URI",
    rationale: "What stands before an `@` is sent to whoever the address is shown to, and browsers drop it, so that the URI no \
          longer matches. It also hides the host: `https://accounts.zoho.com@evil.example` leads to `evil.example`.",
    no_fix_reason: "",
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
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    manifest.valid_uris().filter_map(|(_, uri)| credentials(uri)).collect()
}

fn credentials(uri: &UriValue<'_>) -> Option<Diagnostic> {
    let userinfo = uri.uri.userinfo.clone()?;
    let span = uri.at(&(userinfo.start..userinfo.end + 1));
    Some(
        Diagnostic::new(span, "there are credentials before the host")
            .fix(Fix::unsafe_("remove them", vec![Edit::remove(span)])),
    )
}
