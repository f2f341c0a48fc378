//! `javascript-domain-not-origin`: more than scheme, host and port in a JavaScript domain.

use super::Rule;
use crate::finding::{Edit, Finding, Fix, Severity};
use crate::manifest::{ClientUri, Manifest};
use crate::matrix::Field;

pub static RULE: Rule = Rule {
    name: "javascript-domain-not-origin",
    severity: Severity::Warning,
    is_about_unnecessary: false,
    summary: "a path, a query or a fragment in a JavaScript domain",
    why: "A JavaScript domain is compared with the origin that a browser sends (RFC 6454 §7): scheme, host and port, and \
          nothing behind them, not even a `/`.",
    no_fix: "",
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
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Finding> {
    let domains = manifest.sound_uris().filter(|(_, uri)| uri.field == Field::JavascriptDomains);
    domains.filter_map(|(_, uri)| more_than_origin(uri)).collect()
}

fn more_than_origin(uri: &ClientUri<'_>) -> Option<Finding> {
    let rest = uri.uri.path.start..uri.raw().len();
    if rest.is_empty() {
        return None;
    }
    let span = uri.at(&rest);
    let edits = vec![Edit::remove(span)];
    let fix = if &uri.raw()[rest] == "/" {
        Fix::safe("remove the `/`", edits)
    } else {
        Fix::guess("cut back to the origin", edits)
    };
    Some(Finding::new(span, "a JavaScript domain ends with its host or port").fix(fix))
}
