//! `javascript-domain-not-origin`: more than scheme, host and port in a JavaScript domain.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{CLIQ_DOMAIN_SCHEME, RFC_6454_ORIGIN};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::edit::replace_parts;
use crate::manifest::{Manifest, UriValue};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "javascript-domain-not-origin",
        severity: Severity::Warning,
        summary: "a path, a query or a fragment in a JavaScript domain",
        rationale: "The rule reads a JavaScript domain as an origin: scheme, host and port (RFC \
                    6454 section 4). A path, a query or a fragment is not part of an origin, and \
                    Zoho's pages do not say what the console does with one.",
        sources: &[CLIQ_DOMAIN_SCHEME, RFC_6454_ORIGIN],
    },
    fixes: Fixes::Safe(
        "Removing a single `/` is safe, because the origin stays the same. Removing more is \
         unsafe, because the value may have been meant for another field.",
    ),
    when_to_suppress: "Suppress it if the console accepted this value, and sign-in works with it.",
    bad: "\
[client]
type = \"client-based\"
name = \"Acme Board\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
javascript_domains = [\"https://app.acme.com/\"]
                                           ^ a JavaScript domain is an origin: nothing may follow the host and port
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
    domains.filter_map(|(_, uri)| more_than_origin(manifest, uri)).collect()
}

fn more_than_origin(manifest: &Manifest, uri: &UriValue) -> Option<Diagnostic> {
    let rest = uri.uri.path.start..uri.raw().len();
    // A problem before the path is an error, and is reported first.
    let is_origin_valid = uri.uri.userinfo.is_none() && !uri.uri.host().contains('*');
    if rest.is_empty() || !is_origin_valid {
        return None;
    }
    let span = uri.span_of(&rest);
    let text = &uri.raw()[rest.clone()];
    let make = if text == "/" { Fix::safe } else { Fix::unsafe_ };
    let fix = make(
        format!("Remove {}", manifest.quote(text)),
        replace_parts(&manifest.source, &uri.string, &[(rest, "")]),
    );
    let message = "a JavaScript domain is an origin: nothing may follow the host and port";
    Some(Diagnostic::new(span, message).with_fix(fix))
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Applicability;
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, lint_text};

    const RULE: RuleId = RuleId::JavascriptDomainNotOrigin;

    fn domain(domain: &str) -> String {
        format!("[client]\ntype = 'client-based'\njavascript_domains = ['{domain}']\n")
    }

    #[test]
    fn what_follows_the_port_is_underlined_and_removed() {
        check(
            RULE,
            "\
[client]
type = 'client-based'
javascript_domains = ['https://zylker.com:8443/app?x#y', 'http://localhost:3000?x']
                                              ^^^^^^^^ a JavaScript domain is an origin: nothing may follow the host and port
                                                                               ^^ a JavaScript domain is an origin: nothing may follow the host and port
",
        );
        check_fix(
            RULE,
            &domain("https://zylker.com:8443/app?x#y"),
            &domain("https://zylker.com:8443"),
        );
    }

    #[test]
    fn only_a_lone_slash_is_removed_safely() {
        for (written, applicability, title) in [
            ("https://zylker.com/", Applicability::Safe, "Remove `/`"),
            ("https://zylker.com/app", Applicability::Unsafe, "Remove `/app`"),
            ("https://zylker.com/#", Applicability::Unsafe, "Remove `/#`"),
        ] {
            let (_, report) = lint_text(&domain(written));
            let found = report.diagnostics.iter().find(|found| found.code.rule() == Some(RULE));
            let fix = &found.unwrap().diagnostic.fixes[0];
            assert_eq!((fix.applicability, &*fix.title), (applicability, title), "{written}");
        }
    }

    #[test]
    fn a_domain_with_a_graver_error_is_left_to_that() {
        for written in [
            "https://zylker.com",
            "zylker.com/app",
            "https://zyl ker.com/app",
            "https://user:pw@zylker.com/app",
            "https://*.zylker.com/app",
        ] {
            check(RULE, &domain(written));
        }
    }
}
