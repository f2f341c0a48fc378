//! `committed-secret`: a client secret, a token, a key or a password in the file.

use std::ops::Range;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{ACCOUNTS_CLIENT_SECRET, CLIQ_WEBHOOK_TOKENS};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::Manifest;
use crate::manifest::edit::{remove_comment, remove_element, remove_entry, replace_parts};
use crate::secrets::{Evidence, Secret};
use crate::syntax::{StringPlace, StringValue};
use crate::text::Span;
use crate::uri;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "committed-secret",
        severity: Severity::Error,
        summary: "a client secret, a token, a key or a password in the file",
        rationale: "What is committed to git stays in its history. Zoho asks you to keep the \
                    client secret confidential, and a webhook token alone is enough to post to \
                    Cliq. The rule checks the whole file, including metadata, comments and lines \
                    with syntax errors, for two kinds of secrets.\n\n\
                    The first has the form of the secrets in Zoho's samples, which is not \
                    documented: 42 lower-case hexadecimal digits, or `1000.` or `1001.` followed \
                    by two groups of 32. The second is the value of a key such as `client_secret`, \
                    `refresh_token`, `api_key`, `zapikey` or `password` in TOML or in the query of \
                    a URI, the text after such a word or after `Bearer`, or a password in the user \
                    info of a URI. Such a value is reported if it looks random: it has at least \
                    eight characters, and at one in five positions it changes between letters and \
                    digits or between cases, or has a pair of letters that English words do not \
                    have. Text with spaces, references to where the secret is stored \
                    (`${ZOHO_CLIENT_SECRET}`, `op://…`, `arn:…`, paths), UUIDs and git hashes are \
                    not secrets. No output shows a secret in full.\n\n\
                    Removing the secret is not enough. Reset it too: everyone who can read the \
                    repository has it.",
        sources: &[ACCOUNTS_CLIENT_SECRET, CLIQ_WEBHOOK_TOKENS],
    },
    fixes: Fixes::Unsafe(
        "The fix is unsafe because it removes a value, and only you can store that somewhere else.",
    ),
    when_to_suppress: "Suppress it if the value is not a secret, or if the secret has been reset \
                       and no longer works.",
    bad: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"

[client.metadata]
client_secret = \"s3cr3t-of-the-report\"
                 ^^^^^^^^^^^^^^^^^^^^ this looks like a client secret
",
    good: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"

[client.metadata]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    if manifest.secrets.is_empty() {
        return Vec::new();
    }
    let strings = manifest.tree.strings();
    manifest.secrets.iter().map(|secret| committed(manifest, &strings, secret)).collect()
}

fn committed(manifest: &Manifest, strings: &[StringPlace<'_>], secret: &Secret) -> Diagnostic {
    let what = secret.what;
    let message = match secret.evidence {
        Evidence::Shape => format!("committed {what}"),
        Evidence::Key => {
            let article = if what.starts_with(['a', 'e', 'A']) { "an" } else { "a" };
            format!("this looks like {article} {what}")
        }
        Evidence::Copy => "copy of a secret in this file".to_owned(),
    };
    Diagnostic::new(secret.span, message)
        .with_note("remove it, and reset it: git keeps it in the history")
        .with_fix(removal(manifest, strings, secret))
}

/// Removes a secret with as little else as possible.
fn removal(manifest: &Manifest, strings: &[StringPlace<'_>], secret: &Secret) -> Option<Fix> {
    if let Some(comment) = manifest.tree.comment_around(secret.span) {
        return Some(Fix::unsafe_("Remove the comment", remove_comment(manifest, comment)));
    }
    let next = strings.partition_point(|place| place.string.span.end < secret.span.end);
    let place = strings.get(next).filter(|place| place.string.span.contains(secret.span))?;
    let written = manifest.source.slice(place.string.content_span());
    if written.trim() == manifest.source.slice(secret.span) {
        if let Some((array, index)) = place.element {
            let removal = remove_element(manifest, array, index)?;
            return Some(removal.into_unsafe_fix("Remove the element"));
        }
        let title = format!("Remove {}", manifest.quote(&place.entry.key));
        return Some(remove_entry(manifest, place.entry)?.into_unsafe_fix(title));
    }
    let (title, range) = part_of_uri(manifest, place.string, secret.span)?;
    let edits = replace_parts(&manifest.source, place.string, &[(range, "")]);
    Some(Fix::unsafe_(title, edits))
}

/// The part of a URI that a secret is in, which can be removed without the rest: the user info, or a
/// parameter with what separates it from others.
fn part_of_uri(
    manifest: &Manifest,
    string: &StringValue,
    secret: Span,
) -> Option<(String, Range<usize>)> {
    let uri = uri::parse(string.value.clone());
    let is_in = |range: &Range<usize>| string.span_of(range.clone()).contains(secret);
    if let Some(user_info) = uri.userinfo.clone().filter(is_in) {
        return Some(("Remove the user info".to_owned(), user_info.start..user_info.end + 1));
    }
    let (name, value) = uri.query_parameters().find(|(_, value)| is_in(value))?;
    let title = format!("Remove the parameter {}", manifest.quote(&uri.raw[name.clone()]));
    let follows_another = uri.raw[..name.start].ends_with('&');
    let is_last = !uri.raw[value.end..].starts_with('&');
    let range = match (follows_another, is_last) {
        (false, false) => name.start..value.end + 1,
        _ => name.start - 1..value.end,
    };
    Some((title, range))
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Applicability;
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix, lint_text};

    const RULE: RuleId = RuleId::CommittedSecret;

    fn with_metadata(line: &str) -> String {
        format!("[client]\ntype = 'self-client'\nname = 'A'\n[client.metadata]\n{line}\n")
    }

    #[track_caller]
    fn check_removal(before: &str, after: &str) {
        check_fix(RULE, &with_metadata(before), &with_metadata(after));
    }

    /// The messages of what is reported, and the titles of the fixes.
    fn found(line: &str) -> Vec<String> {
        let (_, report) = lint_text(&with_metadata(line));
        let texts = report.diagnostics.into_iter().flat_map(|found| {
            assert!(
                found
                    .diagnostic
                    .fixes
                    .iter()
                    .all(|fix| { fix.applicability == Applicability::Unsafe })
            );
            let titles = found.diagnostic.fixes.into_iter().map(|fix| fix.title);
            std::iter::once(found.diagnostic.message).chain(titles)
        });
        texts.collect()
    }

    #[test]
    fn a_message_says_what_the_secret_is_known_by() {
        let shape = "0123456789abcdef0123456789abcdef0123456789";
        assert_eq!(found(&format!("x = '{shape}'")), ["committed client secret", "Remove `x`"]);
        let key = found("api_key = 'hunter2Zq9Xk'");
        assert_eq!(key, ["this looks like an API key", "Remove `api_key`"]);
        let copy = found("password = 'hunter2Zq9Xk' # not hunter2Zq9Xk");
        assert_eq!(
            copy,
            [
                "this looks like a password",
                "Remove `password` and its comment",
                "copy of a secret in this file",
                "Remove the comment"
            ]
        );
    }

    #[test]
    fn a_secret_in_an_array_is_removed_without_the_others() {
        check_removal("tokens = ['hunter2Zq9Xk', 'see the vault']", "tokens = ['see the vault']");
        check_removal(
            "client_secret = [['hunter2Zq9Xk'], 'see the vault']",
            "client_secret = [[], 'see the vault']",
        );
        check_removal(
            "x = [\n  'a',\n  'https://me:hunter2Zq9Xk@acme.com/cb', # main\n]",
            "x = [\n  'a',\n  'https://acme.com/cb', # main\n]",
        );
    }

    #[test]
    fn a_secret_in_a_query_is_removed_without_the_other_parameters() {
        let uri = |query: &str| format!("x = [\"https://acme.com/cb{query}\"]");
        for (before, after) in [
            ("?client_secret=hunter2Zq9Xk", ""),
            ("?a=1&client_secret=hunter2Zq9Xk", "?a=1"),
            ("?client_secret=hunter2Zq9Xk&b=2", "?b=2"),
            ("?a=1&client_secret=hunter2Zq9Xk&b=2#f", "?a=1&b=2#f"),
            ("?a=1&client_secret=hunter\\u0032Zq9Xk", "?a=1"),
        ] {
            check_removal(&uri(before), &uri(after));
        }
        let titles = found(&uri("?zapikey=hunter2Zq9Xk"));
        assert_eq!(titles, ["this looks like a webhook token", "Remove the parameter `zapikey`"]);
    }

    #[test]
    fn a_secret_that_cannot_be_removed_alone_has_no_fix() {
        for line in [
            "client_secret = hunter2Zq9Xk",
            "client_secret = 'hunter2Zq9Xk",
            "x = 'the password: hunter2Zq9Xk'",
        ] {
            check_no_fix(RULE, &with_metadata(line));
        }
    }

    #[test]
    fn what_else_is_wrong_with_a_secret_is_not_reported() {
        check(
            RULE,
            &with_metadata(
                "x = 'https://me:hunter2Zq9Xk@acme.com' # 1\n                \
                 ^^^^^^^^^^^^ this looks like a password",
            ),
        );
    }
}
