//! `near-duplicate-uri`: two redirect URIs whose difference is easily overlooked.

use std::collections::HashMap;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{ACCOUNTS_INVALID_REDIRECT, RFC_3986_COMPARISON};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::{Manifest, UriValue};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "near-duplicate-uri",
        severity: Severity::Hint,
        summary: "two redirect URIs that differ only in a trailing slash, `www.`, the scheme or \
                  letter case",
        rationale: "Zoho compares redirect URIs exactly, so one of the two is unused unless the \
                    application sends both. This is a hint because both can be intended, for \
                    example while a site moves to a new address.",
        sources: &[ACCOUNTS_INVALID_REDIRECT, RFC_3986_COMPARISON],
    },
    fixes: Fixes::Never("Both may be in use."),
    when_to_suppress: "Suppress it if your application sends both URIs.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://acme.com/callback\", \"https://acme.com/callback/\"]
                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^ differs from another redirect URI only in the trailing slash
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://acme.com/callback\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for client in &manifest.clients {
        let mut seen: HashMap<String, (&UriValue, Parts)> = HashMap::new();
        for uri in client.valid_uris(Field::RedirectUris) {
            let Some(parts) = uri.canonical().map(split) else { continue };
            match seen.get(&parts.rest.to_lowercase()) {
                Some((first, of_first)) => {
                    let difference = difference(of_first, &parts);
                    diagnostics.extend(difference.map(|what| near_duplicate(first, uri, &what)));
                }
                None => drop(seen.insert(parts.rest.to_lowercase(), (uri, parts))),
            }
        }
    }
    diagnostics
}

/// A URI, split into what is easily overlooked and the rest.
struct Parts<'a> {
    is_https: bool,
    has_www: bool,
    has_slash: bool,
    rest: &'a str,
}

fn split(canonical: &str) -> Parts<'_> {
    let (scheme, rest) = canonical.split_once("://").unwrap_or(("", canonical));
    let (has_www, rest) = match rest.strip_prefix("www.") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (has_slash, rest) = match rest.strip_suffix('/') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    Parts { is_https: scheme == "https", has_www, has_slash, rest }
}

/// How two URIs differ if the rest of them is equal except for case; `None` if they are equal.
fn difference(one: &Parts, other: &Parts) -> Option<String> {
    let differences = [
        (one.is_https != other.is_https, "the scheme"),
        (one.has_www != other.has_www, "`www.`"),
        (one.rest != other.rest, "letter case"),
        (one.has_slash != other.has_slash, "the trailing slash"),
    ];
    let found: Vec<&str> =
        differences.into_iter().filter(|(differs, _)| *differs).map(|(_, what)| what).collect();
    let (last, others) = found.split_last()?;
    Some(match others {
        [] => (*last).to_owned(),
        [first] => format!("{first} and {last}"),
        _ => format!("{}, and {last}", others.join(", ")),
    })
}

fn near_duplicate(first: &UriValue, uri: &UriValue, difference: &str) -> Diagnostic {
    let message = format!("differs from another redirect URI only in {difference}");
    Diagnostic::new(uri.string.highlight_span(), message)
        .with_related(first.string.highlight_span(), "the other redirect URI")
        .with_note(
            "redirect URIs are compared exactly: keep both only if your application sends both",
        )
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::check;

    const RULE: RuleId = RuleId::NearDuplicateUri;

    /// Checks two redirect URIs and what the second differs by, if it is reported.
    #[track_caller]
    fn check_pair(one: &str, other: &str, difference: Option<&str>) {
        let caret = difference.map_or_else(String::new, |difference| {
            let message = format!("differs from another redirect URI only in {difference}");
            format!(" {} {message}\n", "^".repeat(other.len()))
        });
        check(
            RULE,
            &format!(
                "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://acme.com'\n\
                 redirect_uris = ['{one}',\n'{other}']\n{caret}"
            ),
        );
    }

    #[test]
    fn the_difference_is_named() {
        for (one, other, difference) in [
            ("https://a.io/x", "https://a.io/x/", "the trailing slash"),
            ("https://a.io", "https://a.io/", "the trailing slash"),
            ("https://a.io/x", "https://www.a.io/x", "`www.`"),
            ("http://localhost/x", "https://localhost/x", "the scheme"),
            ("https://a.io/x", "https://a.io/X", "letter case"),
            ("https://a.io/x", "https://www.a.io/x/", "`www.` and the trailing slash"),
            (
                "http://localhost/x",
                "https://www.localhost/X/",
                "the scheme, `www.`, letter case, and the trailing slash",
            ),
        ] {
            check_pair(one, other, Some(difference));
        }
    }

    #[test]
    fn uris_that_differ_otherwise_or_not_at_all_are_not_reported() {
        check_pair("https://a.io/x", "https://a.io/y", None);
        check_pair("https://a.io/x", "https://a.io/x", None);
        check_pair("https://a.io/x", "https://a.io:443/x", None);
        check_pair("https://a.io/x?y", "https://a.io/x/?y", None);
    }
}
