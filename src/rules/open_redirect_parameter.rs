//! `open-redirect-parameter`: a redirect URI with a parameter that names where to go next.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{ACCOUNTS_INVALID_REDIRECT, RFC_6749_RESPONSE, RFC_9700_OPEN_REDIRECTS};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::{Manifest, UriValue};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "open-redirect-parameter",
        severity: Severity::Warning,
        summary: "a URL in a parameter such as `next` or `returnTo` of a redirect URI",
        rationale: "An endpoint that redirects to any URL in a parameter is an open redirector, \
                    which RFC 9700 section 4.11 forbids: attackers use it to send users, codes and \
                    tokens to their own site. The manifest does not show whether your endpoint \
                    checks the URL. This is a warning because the parameter is useless anyway: \
                    redirect URIs are matched exactly, so its value cannot change. Send the target \
                    in `state`, which Zoho returns unchanged, or keep it in the session.",
        sources: &[ACCOUNTS_INVALID_REDIRECT, RFC_6749_RESPONSE, RFC_9700_OPEN_REDIRECTS],
    },
    fixes: Fixes::Never("Only you know what the endpoint does without the parameter."),
    when_to_suppress: "Suppress it if your endpoint checks the URL against a list of allowed ones.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback?next=https://app.acme.com/home\"]
                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the parameter `next` contains a URL to redirect to
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

/// Names of parameters that say where to go next, in lower case and without separators.
const TARGETS: &[&str] = &[
    "back",
    "backurl",
    "callbackurl",
    "continue",
    "continueurl",
    "dest",
    "destination",
    "forward",
    "goto",
    "next",
    "nexturl",
    "redir",
    "redirect",
    "redirectto",
    "redirecturi",
    "redirecturl",
    "return",
    "returnto",
    "returnuri",
    "returnurl",
    "successurl",
    "target",
    "targeturl",
    "to",
    "uri",
    "url",
];

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let redirects = manifest.valid_uris().filter(|(_, uri)| uri.field == Field::RedirectUris);
    redirects.filter_map(|(_, uri)| open_redirect(manifest, uri)).collect()
}

fn open_redirect(manifest: &Manifest, uri: &UriValue) -> Option<Diagnostic> {
    let raw = uri.raw();
    let (name, value) = uri.uri.query_parameters().find(|(name, value)| {
        is_target(&raw[name.clone()]) && begins_like_url(&raw[value.clone()])
    })?;
    let message = format!(
        "the parameter {} contains a URL to redirect to",
        manifest.quote(&raw[name.clone()])
    );
    let diagnostic = Diagnostic::new(uri.span_of(&(name.start..value.end)), message);
    Some(diagnostic.with_note("send it in `state` instead (RFC 9700 section 4.11)"))
}

fn is_target(name: &str) -> bool {
    let letters = name.chars().filter(|c| !matches!(c, '_' | '-' | '.'));
    let name: String = letters.flat_map(char::to_lowercase).collect();
    TARGETS.contains(&&*name)
}

/// Whether a value begins with a scheme or with `//`, percent-encoded or not.
fn begins_like_url(value: &str) -> bool {
    let start: String = value.chars().take("https%3A%2F%2F".len()).collect();
    let start = start.to_ascii_lowercase().replace("%3a", ":").replace("%2f", "/");
    ["https://", "http://", "//"].iter().any(|prefix| start.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::check;

    const RULE: RuleId = RuleId::OpenRedirectParameter;

    fn redirect(query: &str) -> String {
        format!(
            "[client]\ntype = 'server-based'\nredirect_uris = ['https://zylker.com/cb?{query}']\n"
        )
    }

    #[test]
    fn any_spelling_of_the_name_and_the_url_counts() {
        for parameter in [
            "returnTo=https://zylker.com/a",
            "return_to=https%3A%2F%2Fzylker.com",
            "RETURN-URL=HTTP%3a%2f%2fzylker.com",
            "next=//evil.com",
        ] {
            let name = parameter.split('=').next().unwrap();
            let carets = "^".repeat(parameter.len());
            let text = redirect(&format!("a=1&{parameter}&b=2"))
                + &format!(
                    "{:44}{carets} the parameter `{name}` contains a URL to redirect to\n",
                    ""
                );
            check(RULE, &text);
        }
    }

    #[test]
    fn paths_and_other_parameters_are_left_alone() {
        for query in ["next=/home", "next=home", "next=", "next", "issuer=https://zylker.com", ""] {
            check(RULE, &redirect(query));
        }
    }
}
