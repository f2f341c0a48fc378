//! `unreachable-host`: a host that users cannot reach.

use super::{Check, Descriptor, Rule};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::{Manifest, UriValue};
use crate::uri::{PrivateHost, Reach};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "unreachable-host",
        severity: Severity::Warning,
        tag: None,
        summary: "a host that users cannot reach",
        rationale: "A name without a dot, a private or link-local address (RFC 1918, RFC 4193, RFC 3927), `.local` (RFC 6762), `.internal`, \
              `.test` and `.invalid` (RFC 6761) work on one network or nowhere. The machine itself is fine in `redirect_uris` \
              and `javascript_domains`, for development, and no homepage.",
        sources: &[],
    },
    no_fix_reason: Some("The public address only you know."),
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
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest.valid_uris().filter_map(|(_, uri)| unreachable(manifest, uri)).collect()
}

fn unreachable(manifest: &Manifest, uri: &UriValue) -> Option<Diagnostic> {
    let reason = match uri.uri.reach() {
        Reach::Public => return None,
        Reach::Loopback if uri.field != Field::HomepageUrl => return None,
        Reach::Loopback => "is each user's own machine",
        Reach::Private(_) if uri.uri.host().contains('*') => return None,
        Reach::Private(reason) => describe_private(reason),
    };
    Some(Diagnostic::new(
        uri.span_of(&uri.uri.host),
        format!("{} {reason}", manifest.quote(uri.uri.host())),
    ))
}

fn describe_private(reason: PrivateHost) -> &'static str {
    match reason {
        PrivateHost::SingleLabel => "is a name without a dot, which only its own network knows",
        PrivateHost::Local => "ends with `.local`, which only its own network knows",
        PrivateHost::Internal => "ends with `.internal`, which is kept for private networks",
        PrivateHost::Test => "ends with `.test`, which is kept for tests",
        PrivateHost::Invalid => "ends with `.invalid`, which never resolves",
        PrivateHost::UnspecifiedAddress => "is no machine's address",
        PrivateHost::PrivateAddress => "is a private address, which only its own network knows",
        PrivateHost::LinkLocalAddress => {
            "is a link-local address, which only its own network knows"
        }
    }
}
