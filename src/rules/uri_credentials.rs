//! `uri-credentials`: `user:password@` in a URI.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{RFC_3986_USER_INFO, RFC_9110_USER_INFO};
use crate::console::Field;
use crate::diagnostic::{ConsoleReaction, Diagnostic, Fix, Severity};
use crate::manifest::edit::replace_parts;
use crate::manifest::{Manifest, UriValue};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "uri-credentials",
        severity: Severity::Error,
        summary: "user info (`user:password@`) in a URI",
        rationale: "Zoho sends users to a redirect URI in the `Location` header of a response, \
                    where HTTP forbids user info. The origin of a page has no user info either. A \
                    password in a URI is visible to everyone who sees the address. User info can \
                    also hide the host: `https://accounts.zoho.com@evil.example` leads to \
                    `evil.example`. Such a URI is also reported as a homepage URL.",
        sources: &[RFC_9110_USER_INFO, RFC_3986_USER_INFO],
    },
    fixes: Fixes::Unsafe(
        "The fix is unsafe because it removes text. If the user info looks like a host, \
         there is no fix: only you know which of the two hosts is right.",
    ),
    when_to_suppress: "Suppress it only if the console accepted this URI, and the user info is \
                       not a secret.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://admin@app.acme.com/callback\"]
                          ^^^^^^ user info before the host
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
    manifest.valid_uris().filter_map(|(_, uri)| user_info(manifest, uri)).collect()
}

fn user_info(manifest: &Manifest, uri: &UriValue) -> Option<Diagnostic> {
    let user_info = uri.uri.userinfo.clone()?;
    let range = user_info.start..user_info.end + 1;
    let user = uri.raw()[user_info].split(':').next().unwrap_or_default();
    let span = uri.span_of(&range);
    let console = ConsoleReaction::Likely(uri.field.info().console_error);
    if user.contains('.') {
        let host = manifest.quote(uri.uri.host());
        let message = format!("{} is user info that hides the host {host}", manifest.quote(user));
        return Some(Diagnostic::new(span, message).with_console(console));
    }
    // User info in a homepage URL is harmless: nothing is compared with it.
    if uri.field == Field::HomepageUrl {
        return None;
    }
    let edits = replace_parts(&manifest.source, &uri.string, &[(range, "")]);
    Some(
        Diagnostic::new(span, "user info before the host")
            .with_console(console)
            .with_fix(Fix::unsafe_("Remove the user info", edits)),
    )
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix};

    const RULE: RuleId = RuleId::UriCredentials;

    fn server(homepage: &str, redirect: &str) -> String {
        format!(
            "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = '{homepage}'\n\
             redirect_uris = ['{redirect}']\n"
        )
    }

    #[test]
    fn user_info_that_looks_like_a_host_hides_the_host() {
        let message = "`zylker.com` is user info that hides the host `evil.io`";
        let redirect = server("https://acme.com", "https://zylker.com@evil.io/cb");
        let indent = " ".repeat("redirect_uris = ['https://".len());
        check(RULE, &format!("{redirect}{indent}^^^^^^^^^^^ {message}\n"));
        check_no_fix(RULE, &redirect);
        check_no_fix(RULE, &server("https://zylker.com:443@evil.io", "https://acme.com/cb"));
    }

    #[test]
    fn other_user_info_is_removed_from_redirect_uris() {
        for user_info in ["me@", "me:@", ":@", "@", "a@b@"] {
            check_fix(
                RULE,
                &server("https://acme.com", &format!("https://{user_info}acme.com/cb")),
                &server("https://acme.com", "https://acme.com/cb"),
            );
        }
    }

    #[test]
    fn other_user_info_in_a_homepage_and_an_at_sign_in_a_path_are_not_reported() {
        check(RULE, &server("https://me@acme.com", "https://acme.com/@me"));
        check(RULE, &server("https://acme.com", "https://acme.com?x=a@b"));
    }
}
