//! `reserved-query-parameter`: a query parameter in a redirect URI that the authorization response
//! adds too.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{ACCOUNTS_CLIENT_AUTHORIZATION, RFC_6749_ERROR_RESPONSE, RFC_6749_RESPONSE};
use crate::console::{Field, Grant};
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::{Client, Manifest, UriValue};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "reserved-query-parameter",
        severity: Severity::Warning,
        summary: "a query parameter in a redirect URI that the authorization response adds too",
        rationale: "Zoho adds the response to the query of the redirect URI: `code`, `location`, \
                    `accounts-server` and `state`, or `error`. RFC 6749 section 4.1.2.1 adds \
                    `error_description` and `error_uri`. If the URI already has a parameter with \
                    that name, the request has two of them, and the application may read the wrong \
                    one. Client-based clients receive the response in the fragment, so their \
                    queries are not checked.",
        sources: &[ACCOUNTS_CLIENT_AUTHORIZATION, RFC_6749_RESPONSE, RFC_6749_ERROR_RESPONSE],
    },
    fixes: Fixes::Never("Only you know what the parameter is for and what can replace it."),
    when_to_suppress: "Suppress it if your application reads the parameter that Zoho adds, and \
                       not its own.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback?tenant=1&state=new\"]
                                                         ^^^^^ Zoho adds its own `state` parameter to this URI
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

/// The parameters that Zoho adds.
const OF_ZOHO: &[&str] = &["code", "location", "accounts-server", "state", "error"];

/// The parameters that RFC 6749 section 4.1.2.1 adds.
const OF_RFC_6749: &[&str] = &["error_description", "error_uri"];

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let receives_a_query = |client: &Client| {
        client.client_type.is_some_and(|kind| kind.info().grant == Grant::AuthorizationCode)
    };
    let redirects = manifest
        .valid_uris()
        .filter(|(client, uri)| uri.field == Field::RedirectUris && receives_a_query(client));
    redirects.filter_map(|(_, uri)| reserved(uri)).collect()
}

/// Reports the first reserved parameter, with a label at each of the others.
fn reserved(uri: &UriValue) -> Option<Diagnostic> {
    let names = uri.uri.query_parameters().map(|(name, _)| name);
    let mut found = names.filter_map(|range| {
        let name = &uri.raw()[range.clone()];
        let adds = if OF_ZOHO.contains(&name) {
            "Zoho adds"
        } else if OF_RFC_6749.contains(&name) {
            "an error response adds"
        } else {
            return None;
        };
        Some((range, format!("{adds} its own `{name}` parameter to this URI")))
    });
    let (range, message) = found.next()?;
    let diagnostic = Diagnostic::new(uri.span_of(&range), message);
    Some(found.fold(diagnostic, |diagnostic, (range, message)| {
        diagnostic.with_related(uri.span_of(&range), message)
    }))
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, lint_text};

    const RULE: RuleId = RuleId::ReservedQueryParameter;

    fn redirect(kind: &str, query: &str) -> String {
        format!("[client]\ntype = '{kind}'\nredirect_uris = ['https://zylker.com/cb?{query}']\n")
    }

    #[test]
    fn what_the_response_adds_is_reserved_for_server_and_mobile_clients() {
        for kind in ["server-based", "mobile-based"] {
            for name in ["code", "location", "accounts-server", "state", "error"] {
                let carets = "^".repeat(name.len());
                let text = redirect(kind, &format!("{name}=1"))
                    + &format!(
                        "{:40}{carets} Zoho adds its own `{name}` parameter to this URI\n",
                        ""
                    );
                check(RULE, &text);
            }
        }
    }

    #[test]
    fn what_only_the_standard_has_is_said_to_be_so() {
        check(
            RULE,
            "\
[client]
type = 'server-based'
redirect_uris = ['https://zylker.com/cb?error_description=']
                                        ^^^^^^^^^^^^^^^^^ an error response adds its own `error_description` parameter to this URI
",
        );
    }

    #[test]
    fn a_client_that_receives_a_fragment_may_have_any_query() {
        check(RULE, &redirect("client-based", "code=1&state=2"));
        check(RULE, &redirect("unknown", "code=1"));
    }

    #[test]
    fn other_names_are_free() {
        for query in
            ["encode=1", "code_challenge=1", "scope=1", "access_token=1", "a=code", "Code="]
        {
            check(RULE, &redirect("server-based", query));
        }
    }

    #[test]
    fn several_parameters_of_a_uri_are_one_finding() {
        let (_, report) = lint_text(&redirect("server-based", "code=1&x=2&state=3&error_uri=4"));
        let found: Vec<_> =
            report.diagnostics.iter().filter(|found| found.code.rule() == Some(RULE)).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].diagnostic.related.len(), 2);
    }
}
