//! `uncovered-redirect-origin`: the origin of a redirect URI that no JavaScript domain covers.

use std::collections::HashSet;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{ACCOUNTS_JAVASCRIPT_FLOW, RFC_6454_ORIGIN};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::hosts::problem_of;
use crate::manifest::edit::append_element;
use crate::manifest::{Client, Manifest};
use crate::syntax::ValueKind;
use crate::text::escape::toml_string;
use crate::uri;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "uncovered-redirect-origin",
        severity: Severity::Hint,
        summary: "the origin of a redirect URI that no JavaScript domain covers",
        rationale: "Zoho verifies the JavaScript domain before it sends a token. The page at the \
                    redirect URI receives the token, so its origin should probably be one of the \
                    domains. This is a hint because another page may use the token. Nothing is \
                    reported while a JavaScript domain has an error, because it is unclear what \
                    the list covers.",
        sources: &[ACCOUNTS_JAVASCRIPT_FLOW, RFC_6454_ORIGIN],
    },
    fixes: Fixes::Unsafe(
        "The fix is unsafe because a page on another origin may use the token.",
    ),
    when_to_suppress: "Suppress it if a page on another origin uses the token.",
    bad: "\
[client]
type = \"client-based\"
name = \"Acme Board\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no JavaScript domain covers the origin `https://app.acme.com`
javascript_domains = [\"https://www.acme.com\"]
",
    good: "\
[client]
type = \"client-based\"
name = \"Acme Board\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
javascript_domains = [\"https://www.acme.com\", \"https://app.acme.com\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let has_domains = |client: &&Client| {
        client.client_type.is_some_and(|kind| kind.requires(Field::JavascriptDomains))
    };
    let clients = manifest.clients.iter().filter(has_domains);
    clients.flat_map(|client| uncovered(manifest, client)).collect()
}

fn uncovered(manifest: &Manifest, client: &Client) -> Vec<Diagnostic> {
    let Some(entry) = client.field(Field::JavascriptDomains) else { return Vec::new() };
    let ValueKind::Array(elements) = &entry.value.kind else { return Vec::new() };
    let origin = |canonical: &str| uri::parse(canonical).origin();
    let domains = client.valid_uris(Field::JavascriptDomains).filter_map(|uri| uri.canonical());
    let domains: Vec<String> = domains.map(origin).collect();
    if elements.is_empty() || domains.len() != elements.len() {
        return Vec::new();
    }
    let mut covered: HashSet<String> = domains.into_iter().collect();
    let mut diagnostics = Vec::new();
    // The host of a redirect URI with a problem is going to change.
    let redirects = client.valid_uris(Field::RedirectUris);
    for redirect in redirects.filter(|uri| problem_of(uri).is_none()) {
        let Some(origin) = redirect.canonical().map(origin) else { continue };
        if redirect.uri.host().contains('*') || !covered.insert(origin.clone()) {
            continue;
        }
        let shown = manifest.quote(&origin);
        let edits = append_element(manifest, &entry.value, &toml_string(&origin));
        let title = format!("Add {shown} to `{}`", entry.key);
        let message = format!("no JavaScript domain covers the origin {shown}");
        diagnostics.push(
            Diagnostic::new(redirect.string.highlight_span(), message)
                .with_related(entry.key_span, "the JavaScript domains are here")
                .with_fix(edits.map(|edits| Fix::unsafe_(title, edits))),
        );
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix};

    const RULE: RuleId = RuleId::UncoveredRedirectOrigin;

    fn board(redirects: &str, domains: &str) -> String {
        format!(
            "[client]\ntype = 'client-based'\nredirect_uris = [{redirects}]\n\
             javascript_domains = [{domains}]\n"
        )
    }

    #[test]
    fn a_domain_covers_the_redirects_of_its_origin() {
        check(RULE, &board("'https://zylker.com/cb'", "'https://ZYLKER.com:443/app'"));
        check(RULE, &board("'https://bücher.com/cb'", "'https://xn--bcher-kva.com'"));
    }

    #[test]
    fn another_port_or_scheme_is_another_origin() {
        check(
            RULE,
            "\
[client]
type = 'client-based'
redirect_uris = ['https://zylker.com:8443/cb', 'http://localhost:3000/cb']
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^ no JavaScript domain covers the origin `https://zylker.com:8443`
                                                ^^^^^^^^^^^^^^^^^^^^^^^^ no JavaScript domain covers the origin `http://localhost:3000`
javascript_domains = ['https://zylker.com', 'https://localhost:3000']
",
        );
    }

    #[test]
    fn an_origin_of_several_redirects_is_reported_once() {
        check(
            RULE,
            "\
[client]
type = 'client-based'
redirect_uris = ['https://app.zylker.com/a', 'https://app.zylker.com/b']
                  ^^^^^^^^^^^^^^^^^^^^^^^^ no JavaScript domain covers the origin `https://app.zylker.com`
javascript_domains = ['https://zylker.com']
",
        );
    }

    #[test]
    fn nothing_is_reported_while_a_domain_has_an_error() {
        for domains in [
            "",
            "'zylker.com'",
            "'https://a.com, https://zylker.com'",
            "'https://a.com', 'https://b.com,https://zylker.com'",
            "'https://a.com', 42",
            "'https://a.com', ''",
        ] {
            check(RULE, &board("'https://zylker.com/cb'", domains));
        }
    }

    #[test]
    fn a_redirect_with_a_problem_of_its_own_is_left_to_that() {
        for redirect in [
            "http://zylker.com/cb",
            "https://10.0.0.1/cb",
            "https://*.zylker.com/cb",
            "https://a.ngrok.app",
        ] {
            check(RULE, &board(&format!("'{redirect}'"), "'https://other.com'"));
        }
    }

    #[test]
    fn a_redirect_with_a_placeholder_is_left_to_that() {
        check(RULE, &board("'https://${HOST}/cb'", "'https://other.com'"));
    }

    #[test]
    fn the_fix_adds_the_origin_in_its_canonical_form() {
        check_fix(
            RULE,
            &board("'https://App.zylker.com:443/cb'", "'https://zylker.com'"),
            &board(
                "'https://App.zylker.com:443/cb'",
                "'https://zylker.com', \"https://app.zylker.com\"",
            ),
        );
    }
}
