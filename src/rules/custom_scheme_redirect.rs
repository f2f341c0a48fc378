//! `custom-scheme-redirect`: a mobile client's own scheme.

use super::{Check, Descriptor, Fixes, Rule, invalid_uri_scheme::is_custom_scheme};
use crate::citations::{
    ACCOUNTS_ANDROID_SDK, ACCOUNTS_IOS_APPS, ACCOUNTS_IOS_SDK, ACCOUNTS_SETUP,
    CLIQ_REDIRECT_SCHEME, CRM_ANDROID_SDK, CRM_IOS_SDK, RFC_8252_REGISTRATION, RFC_8252_SCHEMES,
};
use crate::diagnostic::{ConsoleReaction, Diagnostic, Severity};
use crate::manifest::{Manifest, UriValue};
use crate::uri::Scheme;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "custom-scheme-redirect",
        severity: Severity::Warning,
        summary: "a custom scheme in a redirect URI of a mobile-based client",
        rationale: "Zoho's pages disagree. The registration pages of Zoho Cliq and Zoho Accounts \
                    say that a redirect URI must begin with `https://` or `http://`. Five other \
                    pages, on Zoho's mobile SDKs and on iOS apps, register a custom scheme. If \
                    your app uses one, suppress the rule. RFC 8252 says that such a scheme is one \
                    of your domain names in reverse order, such as `com.acme.app` (section 7.1), \
                    and that servers should reject a scheme without a dot (section 8.4). For \
                    other client types, `invalid-uri-scheme` reports the scheme.",
        sources: &[
            CLIQ_REDIRECT_SCHEME,
            ACCOUNTS_SETUP,
            ACCOUNTS_IOS_SDK,
            ACCOUNTS_ANDROID_SDK,
            ACCOUNTS_IOS_APPS,
            CRM_IOS_SDK,
            CRM_ANDROID_SDK,
            RFC_8252_SCHEMES,
            RFC_8252_REGISTRATION,
        ],
    },
    fixes: Fixes::Never("Only you know which `https://` address opens the app."),
    when_to_suppress: "Suppress it if your app has registered this scheme, and the console \
                       accepted it.",
    bad: "\
[client]
type = \"mobile-based\"
name = \"Acme App\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"com.acme.app:/callback\"]
                  ^^^^^^^^^^^^ this redirect URI uses the custom scheme `com.acme.app`
",
    good: "\
[client]
type = \"mobile-based\"
name = \"Acme App\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest
        .uris()
        .filter(|(client, uri)| is_custom_scheme(client, uri))
        .filter_map(|(_, uri)| custom(manifest, uri))
        .collect()
}

fn custom(manifest: &Manifest, uri: &UriValue) -> Option<Diagnostic> {
    let Scheme::Other(range) = &uri.uri.scheme else { return None };
    let scheme = &uri.raw()[range.clone()];
    let message = format!("this redirect URI uses the custom scheme {}", manifest.quote(scheme));
    let diagnostic = Diagnostic::new(uri.span_of(range), message)
        .with_console(ConsoleReaction::Likely(uri.field.info().console_error))
        .with_note(
            "Zoho's pages disagree: those on mobile SDKs register such a scheme, those on \
             registration do not allow one",
        );
    if scheme.contains('.') {
        return Some(diagnostic);
    }
    Some(diagnostic.with_label("any app can claim a scheme without a dot (RFC 8252 section 8.4)"))
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, lint_text};

    const RULE: RuleId = RuleId::CustomSchemeRedirect;

    fn mobile(uri: &str) -> String {
        format!("[client]\ntype = 'mobile-based'\nredirect_uris = ['{uri}']\n")
    }

    fn label(uri: &str) -> Option<String> {
        let (_, report) = lint_text(&mobile(uri));
        let found = report.diagnostics.iter().find(|found| found.code.rule() == Some(RULE));
        found.expect("the scheme is reported").diagnostic.label.clone()
    }

    #[test]
    fn a_scheme_without_a_dot_has_a_label() {
        assert!(label("zohoapp://").unwrap().contains("without a dot"));
        assert_eq!(label("com.zylker.app:/cb"), None);
    }

    #[test]
    fn a_misspelled_or_dangerous_scheme_is_not_the_apps_own() {
        for uri in ["htps://zylker.com", "data:text", "javascript:alert(1)", "zylker.com/cb"] {
            check(RULE, &mobile(uri));
        }
    }

    #[test]
    fn clients_of_another_type_have_no_scheme_of_their_own() {
        for kind in ["server-based", "client-based"] {
            check(RULE, &format!("[client]\ntype = '{kind}'\nredirect_uris = ['zylker://cb']\n"));
        }
    }
}
