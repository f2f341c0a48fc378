//! `non-canonical-uri`: a URI that browsers write in another way.

use super::Rule;
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::manifest::{Manifest, UriValue};
use crate::text::escape::quote_for_message;
use crate::text::escape::toml_string;
use crate::uri;

pub static RULE: Rule = Rule {
    name: "non-canonical-uri",
    severity: Severity::Warning,
    is_about_unnecessary: false,
    summary: "an upper-case host, a default port, dot segments, or letters that are not ASCII",
    rationale: "URIs are compared character by character (RFC 6749 §3.1.2.3), and browsers and libraries send the canonical form \
          of the [URL standard](https://url.spec.whatwg.org/): host in lower case and in ASCII, no default port, no `/../`. A \
          URI that is registered in another form never matches what they send.",
    no_fix_reason: "",
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
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    manifest.valid_uris().flat_map(|(_, uri)| differences(uri)).collect()
}

fn differences(uri: &UriValue<'_>) -> Vec<Diagnostic> {
    let raw = uri.raw();
    let Some(canonical) = uri.canonical().filter(|canonical| *canonical != raw) else {
        return Vec::new();
    };
    let other = uri::parse(canonical);
    let mut findings = Vec::new();
    let mut differs = |range: std::ops::Range<usize>, message: String, sent: &str| {
        let fix = Fix::unsafe_(
            "write the canonical form",
            vec![Edit::replace(uri.at(&range), toml_string(sent).trim_matches('"'))],
        );
        findings.push(Diagnostic::new(uri.at(&range), message).fix(fix));
    };
    if other.host() != uri.uri.host() {
        differs(
            uri.uri.host.clone(),
            format!("this host is sent as {}", quote_for_message(other.host())),
            other.host(),
        );
    }
    match (&uri.uri.port, &other.port) {
        (Some(port), None) => {
            differs(port.start - 1..port.end, "the default port is not sent".to_owned(), "")
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
            format!("this path is sent as {}", quote_for_message(sent)),
            sent,
        );
    }
    findings
}
