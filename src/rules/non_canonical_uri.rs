//! `non-canonical-uri`: a URI that browsers write in another way.

use super::{Check, Descriptor, Rule};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::{Manifest, UriValue};
use crate::text::Edit;
use crate::text::escape::toml_string;
use crate::uri;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "non-canonical-uri",
        severity: Severity::Warning,
        tag: None,
        summary: "an upper-case host, a default port, dot segments, or letters that are not ASCII",
        rationale: "URIs are compared character by character (RFC 6749 §3.1.2.3), and browsers and libraries send the canonical form \
              of the [URL standard](https://url.spec.whatwg.org/): host in lower case and in ASCII, no default port, no `/../`. A \
              URI that is registered in another form never matches what they send.",
        sources: &[],
    },
    no_fix_reason: None,
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://App.acme.com:443/callback\"]
                          ^^^^^^^^^^^^ this host is sent as `app.acme.com`
                                      ^^^^ the default port is not sent
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
    manifest.valid_uris().flat_map(|(_, uri)| differences(manifest, uri)).collect()
}

fn differences(manifest: &Manifest, uri: &UriValue) -> Vec<Diagnostic> {
    let raw = uri.raw();
    let Some(canonical) = uri.canonical().filter(|canonical| *canonical != raw) else {
        return Vec::new();
    };
    let other = uri::parse(canonical);
    let mut diagnostics = Vec::new();
    let mut differs = |range: std::ops::Range<usize>, message: String, sent: &str| {
        let fix = Fix::unsafe_(
            "write the canonical form",
            Edit::replace(uri.span_of(&range), toml_string(sent).trim_matches('"')),
        );
        diagnostics.push(Diagnostic::new(uri.span_of(&range), message).with_fix(fix));
    };
    if other.host() != uri.uri.host() {
        differs(
            uri.uri.host.clone(),
            format!("this host is sent as {}", manifest.quote(other.host())),
            other.host(),
        );
    }
    match (&uri.uri.port, &other.port) {
        (Some(port), None) => {
            differs(port.start - 1..port.end, "the default port is not sent".to_owned(), "");
        }
        (Some(port), Some(sent)) if raw[port.clone()] != canonical[sent.clone()] => {
            differs(
                port.clone(),
                format!("this port is sent as `{}`", &canonical[sent.clone()]),
                &canonical[sent.clone()],
            );
        }
        _ => {}
    }
    let sent = &canonical[other.path.clone()];
    if sent != &raw[uri.uri.path.clone()] {
        differs(
            uri.uri.path.clone(),
            format!("this path is sent as {}", manifest.quote(sent)),
            sent,
        );
    }
    diagnostics
}
