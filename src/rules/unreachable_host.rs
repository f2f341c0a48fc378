//! `unreachable-host`: a host that users cannot reach.

use super::Rule;
use crate::characters::quoted;
use crate::finding::{Finding, Severity};
use crate::manifest::{ClientUri, Manifest};
use crate::matrix::Field;
use crate::uri::Reach;

pub static RULE: Rule = Rule {
    name: "unreachable-host",
    severity: Severity::Warning,
    is_about_unnecessary: false,
    summary: "a host that users cannot reach",
    why: "A name without a dot, a private or link-local address (RFC 1918, RFC 4193, RFC 3927), `.local` (RFC 6762), `.internal`, \
          `.test` and `.invalid` (RFC 6761) work on one network or nowhere. The machine itself is fine in `redirect_uris` \
          and `javascript_domains`, for development, and no homepage.",
    no_fix: "The public address only you know.",
    bad: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://intranet/tv\"
                        ^^^^^^^^ `intranet` is a name without a dot, which only its own network knows
",
    good: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.acme.com/tv\"
",
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Finding> {
    manifest.sound_uris().filter_map(|(_, uri)| unreachable(uri)).collect()
}

fn unreachable(uri: &ClientUri<'_>) -> Option<Finding> {
    let reason = match uri.uri.reach() {
        Reach::Public => return None,
        Reach::Loopback if uri.field != Field::HomepageUrl => return None,
        Reach::Loopback => "is each user's own machine",
        Reach::Nobody(_) if uri.uri.host_text().contains('*') => return None,
        Reach::Nobody(reason) => reason,
    };
    Some(Finding::new(uri.at(&uri.uri.host), format!("{} {reason}", quoted(uri.uri.host_text()))))
}
