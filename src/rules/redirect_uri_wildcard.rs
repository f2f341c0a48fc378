//! `redirect-uri-wildcard`: `*` in a redirect URI.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{ACCOUNTS_INVALID_REDIRECT, RFC_9700_REDIRECTS};
use crate::console::Field;
use crate::diagnostic::{ConsoleReaction, Diagnostic, Severity};
use crate::manifest::{Manifest, UriValue};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "redirect-uri-wildcard",
        severity: Severity::Error,
        summary: "a wildcard (`*`) in a redirect URI, or in the host of another field",
        rationale: "Some providers let `*` in a registered URI match any text. Zoho compares the \
                    URI in a request with the registered one character by character, as RFC 9700 \
                    requires, so `*` matches only itself. No host name contains `*`.",
        sources: &[ACCOUNTS_INVALID_REDIRECT, RFC_9700_REDIRECTS],
    },
    fixes: Fixes::Never(
        "Only you know which addresses the wildcard should match. List each of them.",
    ),
    when_to_suppress: "Suppress it if your application sends the `*` too.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://*.acme.com/callback\"]
                          ^ wildcards are not supported: `*` matches only itself
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
    manifest.valid_uris().filter_map(|(_, uri)| wildcard(uri)).collect()
}

fn wildcard(uri: &UriValue) -> Option<Diagnostic> {
    let is_redirect = uri.field == Field::RedirectUris;
    let host = uri.uri.host.clone();
    let end = if is_redirect { uri.raw().len() } else { host.end };
    let first = host.start + uri.raw()[host.start..end].find('*')?;
    let after = uri.raw()[first..].trim_start_matches('*');
    let span = uri.span_of(&(first..uri.raw().len() - after.len()));
    Some(
        Diagnostic::new(span, "wildcards are not supported: `*` matches only itself")
            .with_console(ConsoleReaction::Likely(uri.field.info().console_error))
            .with_note(format!("list each {}", uri.field.info().noun)),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::check;

    const RULE: RuleId = RuleId::RedirectUriWildcard;

    /// Checks a client-based client with these URIs and the carets below one of them.
    #[track_caller]
    fn check_uris(homepage: &str, redirect: &str, domain: &str, carets: &str) {
        check(
            RULE,
            &format!(
                "[client]\ntype = 'client-based'\nname = 'A'\nhomepage_url = '{homepage}'\n\
                 redirect_uris = ['{redirect}']\njavascript_domains = ['{domain}']\n{carets}"
            ),
        );
    }

    #[test]
    fn a_wildcard_is_reported_in_a_host_and_anywhere_in_a_redirect_uri() {
        let message = "wildcards are not supported: `*` matches only itself";
        let text = |uri: &str, carets: &str| {
            format!(
                "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://acme.com'\n\
                 redirect_uris = ['{uri}']\n{}{carets} {message}\n",
                " ".repeat("redirect_uris = ['".len())
            )
        };
        check(RULE, &text("https://acme.com/*", "                 ^"));
        check(RULE, &text("https://acme.com/**/x*", "                 ^^"));
        check(RULE, &text("https://acme.com/cb?x=*", "                      ^"));
        check(RULE, &text("https://*:3000/cb", "        ^"));
        let carets = format!("                               ^ {message}\n");
        check_uris("https://acme.com", "https://acme.com/cb", "https://*.acme.com", &carets);
    }

    #[test]
    fn an_asterisk_after_the_host_of_a_homepage_is_not_a_wildcard() {
        check_uris("https://acme.com/*", "https://acme.com/cb", "https://acme.com", "");
    }
}
