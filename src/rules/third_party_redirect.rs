//! `third-party-redirect`: a redirect to somebody else's site, such as one that shows the code.

use super::localhost_in_production::with_marker;
use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{
    ACCOUNTS_CLIENT_AUTHORIZATION, ACCOUNTS_SELF_CLIENT, CLIQ_REDIRECT_RESPONSE,
};
use crate::console::Grant;
use crate::diagnostic::{Diagnostic, Severity};
use crate::hosts::{HostProblem, ThirdParty, ThirdPartyKind, problem_of};
use crate::manifest::{Client, Manifest, UriValue};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "third-party-redirect",
        severity: Severity::Warning,
        summary: "a redirect URI on a site that is not yours, such as a request recorder or an OAuth test tool",
        rationale: "Zoho sends the authorization code, or the access token of a client-based \
                    client, to the redirect URI. Some people register sites such as \
                    `https://www.google.com` or `https://webhook.site` to copy a code by hand. \
                    Whoever runs the site receives the code too, and a site that records requests \
                    shows it to others. Tools that are made to test OAuth, such as Postman's \
                    `https://oauth.pstmn.io`, are only a hint, because one of Zoho's pages uses \
                    one in an example. In a client that is marked as production, they are a \
                    warning too. To get a code for your own account, use the type `self-client`: \
                    the console generates the code.",
        sources: &[CLIQ_REDIRECT_RESPONSE, ACCOUNTS_CLIENT_AUTHORIZATION, ACCOUNTS_SELF_CLIENT],
    },
    fixes: Fixes::Never("Only you know the address of your application."),
    when_to_suppress: "Suppress it if the site is yours, or while you test with an account that \
                       has no real data.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://webhook.site/0d1f\"]
                          ^^^^^^^^^^^^ `webhook.site` receives the authorization code instead of your application
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
    let redirects = manifest.valid_uris().filter_map(|(client, uri)| match problem_of(uri)? {
        HostProblem::ThirdParty(site) => Some(foreign(manifest, client, uri, site)),
        _ => None,
    });
    redirects.collect()
}

fn foreign(manifest: &Manifest, client: &Client, uri: &UriValue, site: &ThirdParty) -> Diagnostic {
    let received = match client.client_type.map(|kind| kind.info().grant) {
        Some(Grant::Implicit) => "access token",
        _ => "authorization code",
    };
    let host = manifest.quote(uri.uri.host());
    let message = format!("{host} receives the {received} instead of your application");
    let diagnostic = Diagnostic::new(uri.span_of(&uri.uri.host), message);
    let diagnostic = match site.kind {
        ThirdPartyKind::RequestInspector => diagnostic
            .with_note(format!("this site shows the requests that it receives; see {}", site.page)),
        ThirdPartyKind::OauthTool => diagnostic
            .with_note(format!("this site is a tool for testing OAuth; see {}", site.page)),
        ThirdPartyKind::Website => {
            diagnostic.with_note("to get a code for your own account, use the type `self-client`")
        }
    };
    match (site.kind, manifest.production_marker(client)) {
        (ThirdPartyKind::OauthTool, None) => diagnostic.at_most(Severity::Hint),
        (_, None) => diagnostic,
        (_, Some(marker)) => with_marker(diagnostic, manifest, marker),
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Severity;
    use crate::rules::RuleId;
    use crate::testing::{check, lint_text};

    const RULE: RuleId = RuleId::ThirdPartyRedirect;

    fn redirect(name: &str, uri: &str) -> String {
        format!("[client]\ntype = 'server-based'\nname = '{name}'\nredirect_uris = ['{uri}']\n")
    }

    fn level(text: &str) -> Option<Severity> {
        let (_, report) = lint_text(text);
        let found = report.diagnostics.iter().find(|found| found.code.rule() == Some(RULE));
        found.map(|found| found.severity)
    }

    #[test]
    fn sites_that_show_requests_or_just_open_are_warnings() {
        for uri in ["https://httpbin.org/get", "https://www.google.com", "https://google.com/"] {
            assert_eq!(level(&redirect("A", uri)), Some(Severity::Warning), "{uri}");
        }
    }

    #[test]
    fn tools_to_try_oauth_with_are_hints_unless_in_production() {
        let postman = "https://oauth.pstmn.io/v1/callback";
        assert_eq!(level(&redirect("A", postman)), Some(Severity::Hint));
        assert_eq!(level(&redirect("Zylker Production", postman)), Some(Severity::Warning));
    }

    #[test]
    fn a_client_based_client_gives_its_token_away() {
        check(
            RULE,
            "\
[client]
type = 'client-based'
redirect_uris = ['https://oidcdebugger.com/debug']
                          ^^^^^^^^^^^^^^^^ `oidcdebugger.com` receives the access token instead of your application
",
        );
    }

    #[test]
    fn platforms_that_run_an_integration_are_left_alone() {
        for uri in
            ["https://api.nango.dev/oauth/callback", "https://script.google.com/x/usercallback"]
        {
            check(RULE, &redirect("A", uri));
        }
    }
}
