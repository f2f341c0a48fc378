//! `duplicate-uri`: the same URI more than once in a list.

use std::collections::HashMap;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{ACCOUNTS_INVALID_REDIRECT, RFC_3986_COMPARISON};
use crate::console::{FIELDS, Field};
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::edit::remove_element;
use crate::manifest::{Client, Manifest, UriValue};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "duplicate-uri",
        severity: Severity::Warning,
        summary: "the same URI more than once in a list",
        rationale: "Listing a URI twice has no effect. Two spellings of one address \
                    (`https://acme.com:443/` and `https://acme.com/`) are two redirect URIs, and \
                    the application sends only one of them.",
        sources: &[RFC_3986_COMPARISON, ACCOUNTS_INVALID_REDIRECT],
    },
    fixes: Fixes::Safe(
        "Removing a duplicate is safe because an equal element remains. Removing another spelling \
         is unsafe because only you know which one your application sends; the fix keeps the one \
         in canonical form.",
    ),
    when_to_suppress: "You should not need to suppress it: the second URI has no effect.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\", \"https://app.acme.com/callback\"]
                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ duplicate redirect URI
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
    let lists = manifest
        .clients
        .iter()
        .flat_map(|client| FIELDS.iter().map(move |info| (client, info.field)));
    lists.flat_map(|(client, field)| in_list(manifest, client, field)).collect()
}

fn in_list(manifest: &Manifest, client: &Client, field: Field) -> Vec<Diagnostic> {
    let mut kept: HashMap<&str, &UriValue> = HashMap::new();
    for uri in client.uris_of(field) {
        let first = kept.entry(address(uri)).or_insert(uri);
        if first.raw() != uri.raw() && Some(uri.raw()) == uri.canonical() {
            *first = uri;
        }
    }
    let other = |uri: &UriValue| {
        let kept = kept[address(uri)];
        (kept.index != uri.index).then(|| duplicate(manifest, client, kept, uri))
    };
    client.uris_of(field).filter_map(other).collect()
}

/// What a URI has in common with its other spellings.
fn address(uri: &UriValue) -> &str {
    uri.canonical().unwrap_or(uri.raw())
}

fn duplicate(manifest: &Manifest, client: &Client, kept: &UriValue, uri: &UriValue) -> Diagnostic {
    let noun = uri.field.info().noun;
    let array = client.field(uri.field).map(|entry| &entry.value);
    let removal =
        array.zip(uri.index).and_then(|(array, index)| remove_element(manifest, array, index));
    let span = uri.string.highlight_span();
    if uri.raw() == kept.raw() {
        return Diagnostic::new(span, format!("duplicate {noun}"))
            .with_related(kept.string.highlight_span(), "also listed here")
            .with_fix(removal.map(|removal| removal.into_fix("Remove the duplicate")));
    }
    let title = format!("Remove {}", manifest.quote(uri.raw()));
    let message = format!("another spelling of {}", manifest.quote(kept.raw()));
    let diagnostic =
        Diagnostic::new(span, message).with_related(kept.string.highlight_span(), "listed here");
    let diagnostic = if uri.field == Field::RedirectUris {
        diagnostic.with_note(
            "redirect URIs are compared exactly: keep the spelling that your application sends",
        )
    } else {
        diagnostic
    };
    diagnostic.with_fix(removal.map(|removal| removal.into_unsafe_fix(title)))
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Applicability;
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, lint_text};

    const RULE: RuleId = RuleId::DuplicateUri;

    fn redirects(elements: &str) -> String {
        format!(
            "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://a.io'\n\
             redirect_uris = [{elements}]\n"
        )
    }

    #[test]
    fn each_duplicate_is_reported_once() {
        check(
            RULE,
            "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://a.io/x'\n\
             redirect_uris = [\n'https://a.io/x',\n'https://a.io/y',\n'https://a.io/x',\n \
             ^^^^^^^^^^^^^^ duplicate redirect URI\n'https://a.io/x',\n \
             ^^^^^^^^^^^^^^ duplicate redirect URI\n]\n",
        );
    }

    #[test]
    fn a_duplicate_takes_its_comment_along_only_by_an_unsafe_fix() {
        let text = redirects("\n  'https://a.io/x', # one\n  'https://a.io/x', # two\n");
        check_fix(RULE, &text, &redirects("\n  'https://a.io/x', # one\n"));
        let (_, report) = lint_text(&text);
        let fix = &report.diagnostics[0].diagnostic.fixes[0];
        assert_eq!(fix.title, "Remove the duplicate and its comment");
        assert_eq!(fix.applicability, Applicability::Unsafe);
    }

    #[test]
    fn of_two_spellings_the_canonical_one_is_kept() {
        let message = "another spelling of `https://a.io/x`";
        let text = redirects("'https://A.io:443/x', 'https://a.io/x'");
        let carets = format!("{}^^^^^^^^^^^^^^^^^^ {message}\n", " ".repeat(18));
        check(RULE, &(text.clone() + &carets));
        check_fix(RULE, &text, &redirects("'https://a.io/x'"));
        let text = redirects("'https://a.io/x', 'https://a.io:443/x'");
        check_fix(RULE, &text, &redirects("'https://a.io/x'"));
        let (_, report) = lint_text(&text);
        let fix = &report.diagnostics[0].diagnostic.fixes[0];
        assert_eq!(fix.title, "Remove `https://a.io:443/x`");
        assert_eq!(fix.applicability, Applicability::Unsafe);
    }

    #[test]
    fn another_spelling_is_one_finding() {
        let (_, report) = lint_text(&redirects("'https://a.io/x', 'https://A.io:443/x'"));
        let rules: Vec<&str> = report.diagnostics.iter().map(|found| found.code.name()).collect();
        assert_eq!(rules, ["duplicate-uri"]);
    }

    #[test]
    fn different_uris_and_lists_of_different_clients_are_not_compared() {
        check(RULE, &redirects("'https://a.io/x', 'https://a.io/X', 'https://a.io/x/'"));
        let two = redirects("'https://a.io/x'").replace("[client]", "[[client]]").repeat(2);
        check(RULE, &two);
    }
}
