//! `reserved-query-parameter`: a redirect URI whose query already holds what the answer brings.

use super::{Check, Descriptor, Rule};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::{Manifest, UriValue};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "reserved-query-parameter",
        severity: Severity::Warning,
        tag: None,
        summary: "a redirect URI whose query already holds `code`, `state`, `error`, `access_token` or `scope`",
        rationale: "The answer is added to the query under these names (RFC 6749 §4.1.2, §4.1.2.1, §4.2.2). One that is there already makes \
              two of a name, and which of them the application reads is luck.",
        sources: &[],
    },
    no_fix_reason: Some("What the parameter is for, and what may take its place, only the application's authors know."),
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback?tenant=1&state=new\"]
                                                         ^^^^^ Zoho's answer brings a parameter `state` too
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback?tenant=1\"]
",
    check: Check::Manifest(check),
};

const RESERVED: &[&str] = &["code", "state", "error", "access_token", "scope"];

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let redirects = manifest.valid_uris().filter(|(_, uri)| uri.field == Field::RedirectUris);
    redirects.filter_map(|(_, uri)| reserved(uri)).collect()
}

fn reserved(uri: &UriValue) -> Option<Diagnostic> {
    let query = uri.uri.query.clone()?;
    let mut start = query.start;
    let mut found = Vec::new();
    for parameter in uri.raw()[query].split('&') {
        let name = parameter.split('=').next().unwrap_or_default();
        if RESERVED.contains(&name) {
            found.push((name, start..start + name.len()));
        }
        start += parameter.len() + 1;
    }
    let ((name, range), rest) = found.split_first()?;
    let diagnostic = Diagnostic::new(
        uri.span_of(range),
        format!("Zoho's answer brings a parameter `{name}` too"),
    );
    Some(rest.iter().fold(diagnostic, |diagnostic, (name, range)| {
        diagnostic.with_related(uri.span_of(range), format!("and `{name}`"))
    }))
}
