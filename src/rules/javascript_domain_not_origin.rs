//! `javascript-domain-not-origin`: more than scheme, host and port in a JavaScript domain.

use super::{Check, Descriptor, Rule};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::{Manifest, UriValue};
use crate::text::Edit;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "javascript-domain-not-origin",
        severity: Severity::Warning,
        tag: None,
        summary: "a path, a query or a fragment in a JavaScript domain",
        rationale: "A JavaScript domain is compared with the origin that a browser sends (RFC 6454 §7): scheme, host and port, and \
              nothing behind them, not even a `/`.",
        sources: &[],
    },
    no_fix_reason: None,
    bad: "\
[client]
type = \"client-based\"
name = \"Acme Board\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
javascript_domains = [\"https://app.acme.com/\"]
                                           ^ a JavaScript domain ends with its host or port
",
    good: "\
[client]
type = \"client-based\"
name = \"Acme Board\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
javascript_domains = [\"https://app.acme.com\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let domains = manifest.valid_uris().filter(|(_, uri)| uri.field == Field::JavascriptDomains);
    domains.filter_map(|(_, uri)| more_than_origin(uri)).collect()
}

fn more_than_origin(uri: &UriValue) -> Option<Diagnostic> {
    let rest = uri.uri.path.start..uri.raw().len();
    if rest.is_empty() {
        return None;
    }
    let span = uri.span_of(&rest);
    let edits = Edit::remove(span);
    let fix = if &uri.raw()[rest] == "/" {
        Fix::safe("remove the `/`", edits)
    } else {
        Fix::unsafe_("cut back to the origin", edits)
    };
    Some(Diagnostic::new(span, "a JavaScript domain ends with its host or port").with_fix(fix))
}
