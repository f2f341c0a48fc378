//! `redirect-uri-fragment`: `#…` in a redirect URI.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{RFC_6749_FRAGMENT, RFC_6749_IMPLICIT_RESPONSE};
use crate::console::Field;
use crate::diagnostic::{ConsoleReaction, Diagnostic, Fix, Severity};
use crate::manifest::edit::replace_parts;
use crate::manifest::{Manifest, UriValue};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "redirect-uri-fragment",
        severity: Severity::Error,
        summary: "a fragment (`#…`) in a redirect URI",
        rationale: "A redirect URI must not have a fragment, not even an empty one. In the \
                    implicit grant, the response itself is sent as the fragment. A hash route \
                    such as `/#/callback` therefore cannot receive a response: register a path, \
                    and let the application navigate to the route.",
        sources: &[RFC_6749_FRAGMENT, RFC_6749_IMPLICIT_RESPONSE],
    },
    fixes: Fixes::Safe(
        "Removing a lone `#` is safe because nothing follows it. A hash route has no fix, because \
         without it the URI leads to another page.",
    ),
    when_to_suppress: "Suppress it only if the console accepted this URI, and sign-in works with \
                       it.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback#done\"]
                                               ^^^^^ a redirect URI must not have a fragment
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
    redirects.filter_map(|(_, uri)| fragment(manifest, uri)).collect()
}

fn fragment(manifest: &Manifest, uri: &UriValue) -> Option<Diagnostic> {
    let fragment = uri.uri.fragment.clone()?;
    let range = fragment.start - 1..fragment.end;
    let text = &uri.raw()[fragment.clone()];
    let is_route = text.trim_start_matches('!').starts_with('/');
    let diagnostic =
        Diagnostic::new(uri.span_of(&range), "a redirect URI must not have a fragment")
            .with_console(ConsoleReaction::Likely(uri.field.info().console_error));
    if is_route {
        return Some(diagnostic.with_note("register a path instead of the hash route"));
    }
    let title = format!("Remove {}", manifest.quote(&uri.raw()[range.clone()]));
    let make = if text.is_empty() { Fix::safe } else { Fix::unsafe_ };
    let edits = replace_parts(&manifest.source, &uri.string, &[(range, "")]);
    Some(diagnostic.with_fix(make(&title, edits)))
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Applicability;
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix, lint_text};

    const RULE: RuleId = RuleId::RedirectUriFragment;

    fn redirect(uri: &str) -> String {
        format!(
            "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://acme.com/#top'\n\
             redirect_uris = ['{uri}']\n"
        )
    }

    fn applicability(uri: &str) -> Applicability {
        let (_, report) = lint_text(&redirect(uri));
        report.diagnostics[0].diagnostic.fixes[0].applicability
    }

    #[test]
    fn a_lone_number_sign_is_removed_safely_and_a_fragment_by_a_guess() {
        check_fix(RULE, &redirect("https://acme.com/cb#"), &redirect("https://acme.com/cb"));
        check_fix(RULE, &redirect("https://acme.com/cb?x#y"), &redirect("https://acme.com/cb?x"));
        assert_eq!(applicability("https://acme.com/cb#"), Applicability::Safe);
        assert_eq!(applicability("https://acme.com/cb#y"), Applicability::Unsafe);
    }

    #[test]
    fn a_hash_route_has_no_fix() {
        check_no_fix(RULE, &redirect("https://acme.com/#/callback"));
        check_no_fix(RULE, &redirect("https://acme.com/#!/callback"));
    }

    #[test]
    fn other_fields_may_have_a_fragment() {
        check(RULE, &redirect("https://acme.com/cb"));
        check(RULE, &redirect("https://acme.com/%23"));
    }
}
