//! `bare-origin-redirect`: a redirect URI without a path.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{CLIQ_REDIRECT, HELLO_JS_SLASH, ZOHO_BARE_ORIGIN};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Severity};
use crate::hosts::{HostProblem, problem_of};
use crate::manifest::{Manifest, UriValue};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "bare-origin-redirect",
        severity: Severity::Hint,
        summary: "a redirect URI that is only a scheme and a host",
        rationale: "In Zoho's own example of `invalid_redirect_uri`, a host is registered without \
                    the path that the application sends. A redirect URI without a path matches \
                    only a request without one, and an application that builds the URI from a URL \
                    object sends `/` after the host. This is only a hint, because an application \
                    can receive the response on its home page.",
        sources: &[ZOHO_BARE_ORIGIN, CLIQ_REDIRECT, HELLO_JS_SLASH],
    },
    fixes: Fixes::Never("Only you know the path where your application receives the response."),
    when_to_suppress: "Suppress it if your application receives the response on its home page.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com\"]
                  ^^^^^^^^^^^^^^^^^^^^ this redirect URI has no path
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
    let redirects = manifest.valid_uris().filter(|(_, uri)| uri.field == Field::RedirectUris);
    let bare = redirects.filter(|(_, uri)| is_bare_origin(uri) && can_receive(uri));
    bare.map(|(_, uri)| {
        Diagnostic::new(uri.string.highlight_span(), "this redirect URI has no path")
            .with_note("it matches only a request without a path, not even one with `/`")
    })
    .collect()
}

fn is_bare_origin(uri: &UriValue) -> bool {
    *uri.raw() == uri.uri.origin()
}

/// Whether the host can belong to the application; if not, another rule reports it.
fn can_receive(uri: &UriValue) -> bool {
    match problem_of(uri) {
        None | Some(HostProblem::Unencrypted | HostProblem::Development(_)) => true,
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::check;

    const RULE: RuleId = RuleId::BareOriginRedirect;

    fn redirect(uri: &str) -> String {
        format!(
            "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://zylker.com'\n\
             redirect_uris = ['{uri}']\n"
        )
    }

    #[test]
    fn a_port_is_not_a_path() {
        for uri in ["http://localhost:3000", "https://zylker.com:8443", "https://*.zylker.com"] {
            let carets = format!("{}{}", " ".repeat(18), "^".repeat(uri.len()));
            check(RULE, &format!("{}{carets} this redirect URI has no path\n", redirect(uri)));
        }
    }

    #[test]
    fn a_slash_is_a_path_and_a_query_or_user_info_makes_more_than_an_origin() {
        for uri in ["https://zylker.com/", "https://zylker.com?oauth", "https://me@zylker.com"] {
            check(RULE, &redirect(uri));
        }
    }

    #[test]
    fn a_host_that_cannot_be_the_applications_is_left_to_another_rule() {
        for uri in ["https://www.google.com", "https://accounts.zoho.com", "https://intranet"] {
            check(RULE, &redirect(uri));
        }
    }
}
