//! `invalid-uri`: an invalid character, host, port or percent-encoding in a URI.

use std::ops::Range;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{
    RFC_1123_HOSTS, RFC_3986_CHARACTERS, RFC_3986_HOST, RFC_3986_PERCENT, RFC_3986_PORT,
    RFC_9110_HTTPS, URL_STANDARD,
};
use crate::diagnostic::{ConsoleReaction, Diagnostic, Fix, MAX_LABELS, Severity};
use crate::manifest::edit::replace_parts;
use crate::manifest::{Manifest, UriValue};
use crate::text::escape::quote_for_message;
use crate::text::unicode::describe_char;
use crate::uri::{Certainty, HostNameError, Reach, UriError, UriErrorKind, parse, percent};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "invalid-uri",
        severity: Severity::Error,
        summary: "an invalid character, host, port or percent-encoding in a URI",
        rationale: "A URI cannot contain spaces, control characters or backslashes. Its host is an \
                    IP address or a name that DNS allows, its port is a number from 1 to 65535, \
                    and `%` begins a percent-encoded byte (RFC 3986). Browsers and libraries \
                    correct some of these errors, each in its own way, so they may send a URI that \
                    differs from the registered one. The finding underlines the invalid part.",
        sources: &[
            RFC_3986_CHARACTERS,
            RFC_3986_PERCENT,
            RFC_3986_HOST,
            RFC_3986_PORT,
            RFC_9110_HTTPS,
            RFC_1123_HOSTS,
            URL_STANDARD,
        ],
    },
    fixes: Fixes::Safe(
        "The fix is safe if the standards (spaces at the end, a colon without a port) or all \
         browsers (`\\` in a path) treat the result as the same URI, or if it removes a repeated \
         scheme. Otherwise it is unsafe. `https:///acme.com` has an unsafe fix, because a path \
         would become the host, and `https:///callback.php` has none.",
    ),
    when_to_suppress: "Suppress it if the console accepted this URI, and sign-in works with it.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com\\\\callback\"]
                                      ^^ a URI cannot contain `\\`
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
    manifest.uris().filter_map(|(_, uri)| invalid(manifest, uri)).collect()
}

/// Reports the first error of a URI, with a label at each of the others.
fn invalid(manifest: &Manifest, uri: &UriValue) -> Option<Diagnostic> {
    let errors = uri.uri.errors.iter().take(MAX_LABELS);
    let (problems, corrections): (Vec<Diagnostic>, Vec<Option<Correction>>) =
        errors.map(|error| describe_error(manifest, uri, error)).unzip();
    let with_label =
        |first: Diagnostic, other: Diagnostic| first.with_related(other.span, other.message);
    let diagnostic = problems.into_iter().reduce(with_label)?;
    let corrections: Option<Vec<Correction>> = corrections.into_iter().collect();
    Some(
        diagnostic
            .with_console(ConsoleReaction::Likely(uri.field.info().console_error))
            .with_fix(corrections.map(|corrections| fix_all(manifest, uri, &corrections))),
    )
}

/// What replaces a part of a URI.
struct Correction {
    part: Range<usize>,
    text: String,
    certainty: Certainty,
    title: String,
}

/// One fix for all errors.
fn fix_all(manifest: &Manifest, uri: &UriValue, corrections: &[Correction]) -> Fix {
    let parts: Vec<(Range<usize>, &str)> = corrections
        .iter()
        .map(|correction| (correction.part.clone(), correction.text.as_str()))
        .collect();
    let mut titles: Vec<&str> =
        corrections.iter().map(|correction| correction.title.as_str()).collect();
    titles.dedup();
    let are_certain = corrections.iter().all(|one| one.certainty == Certainty::Certain);
    let certainty = if are_certain { Certainty::Certain } else { Certainty::Likely };
    Fix::if_certain(
        certainty,
        titles.join("; "),
        replace_parts(&manifest.source, &uri.string, &parts),
    )
}

/// Describes one error, and what corrects it.
fn describe_error(
    manifest: &Manifest,
    uri: &UriValue,
    error: &UriError,
) -> (Diagnostic, Option<Correction>) {
    let range = error.range.clone();
    let written = &uri.raw()[range.clone()];
    let shown = manifest.quote(written);
    let correct = |certainty, text: &str, title: String| {
        Some(Correction { part: range.clone(), text: text.to_owned(), certainty, title })
    };
    let mut note = None;
    let (message, correction) = match &error.kind {
        UriErrorKind::TrailingFiller => {
            let is_space = written.chars().all(char::is_whitespace);
            let what = if is_space { "whitespace" } else { "invisible text" };
            let correction = correct(Certainty::Certain, "", format!("Remove the {what}"));
            (format!("{what} after the URI"), correction)
        }
        UriErrorKind::TrailingQuote => {
            let shown = manifest.quote(written.trim());
            let correction = correct(Certainty::Likely, "", format!("Remove {shown}"));
            (format!("{shown} after the URI"), correction)
        }
        UriErrorKind::InvalidCharacter(character) => {
            let message = format!("a URI cannot contain {}", name_of(*character));
            (message, correct_character(uri, range.clone(), *character))
        }
        UriErrorKind::NeedsPercentEncoding(character) => {
            let message = format!("{} must be percent-encoded in a URI", describe_char(*character));
            let encoded = percent::encode(written);
            let title = format!("Replace {shown} with `{encoded}`");
            (message, correct(Certainty::Likely, &encoded, title))
        }
        UriErrorKind::Backslash(certainty) => {
            let in_path = uri.uri.path.contains(&range.start);
            let replacement = if in_path { "/" } else { "%5C" };
            let title = format!("Replace `\\` with `{replacement}`");
            let correction = correct(*certainty, &replacement.repeat(written.len()), title);
            ("a URI cannot contain `\\`".to_owned(), correction)
        }
        UriErrorKind::StrayPercentSign => {
            note = Some("write `%25` for a literal percent sign");
            let message = "`%` must be followed by two hex digits".to_owned();
            (message, correct(Certainty::Likely, "%25", "Replace `%` with `%25`".to_owned()))
        }
        UriErrorKind::EncodedNull => {
            note = Some("programs that expect text should reject it (RFC 3986 section 7.3)");
            ("`%00` encodes the null character".to_owned(), None)
        }
        UriErrorKind::DoubledScheme { other, certainty } => {
            let other = manifest.quote(&uri.raw()[other.clone()]);
            let (message, title) = if *certainty == Some(Certainty::Certain) {
                ("repeated scheme".to_owned(), format!("Remove the second {shown}"))
            } else {
                (format!("two schemes: {shown} and {other}"), format!("Remove {shown}"))
            };
            (message, certainty.and_then(|certainty| correct(certainty, "", title)))
        }
        UriErrorKind::MissingHost { is_before_host } => {
            let title = format!("Remove {shown}, so that a host follows the scheme");
            let correction = correct(Certainty::Likely, "", title).filter(|_| *is_before_host);
            ("missing host after the scheme".to_owned(), correction)
        }
        UriErrorKind::InvalidHostName(error) => {
            let message = describe_host_name_error(&shown, *error);
            (message, correct_host_name(uri, range.clone(), *error))
        }
        UriErrorKind::InvalidIpAddress => (format!("{shown} is not a valid IP address"), None),
        UriErrorKind::NonCanonicalIpAddress(address) => {
            let address = address.to_string();
            let reach = parse(format!("http://{address}")).reach();
            let title = format!("Replace with `{address}`");
            let correction = correct(Certainty::Likely, &address, title)
                .filter(|_| !matches!(reach, Reach::Private(_)));
            (format!("{shown} is a short form of an IP address"), correction)
        }
        UriErrorKind::MissingPort => {
            // On a loopback host, the port was more likely forgotten.
            let is_loopback = uri.uri.reach() == Reach::Loopback;
            let certainty = if is_loopback { Certainty::Likely } else { Certainty::Certain };
            let correction = correct(certainty, "", "Remove the `:`".to_owned());
            ("missing port after `:`".to_owned(), correction)
        }
        UriErrorKind::InvalidPort => {
            note = Some(if &uri.raw()[range.clone()] == "*" {
                "wildcards are not supported; list a URI for each port"
            } else {
                "a port is a number from 1 to 65535"
            });
            (format!("{shown} is not a valid port"), None)
        }
        UriErrorKind::RejectedHost => (format!("{shown} is not a valid host"), None),
    };
    let span = if range.is_empty() { uri.string.highlight_span() } else { uri.span_of(&range) };
    let diagnostic = Diagnostic::new(span, message);
    (note.into_iter().fold(diagnostic, Diagnostic::with_note), correction)
}

/// Names a character that no URI contains, in the plural if it has one.
fn name_of(character: char) -> String {
    match character {
        ' ' => "spaces".to_owned(),
        '\t' => "tabs".to_owned(),
        '\n' | '\r' => "line breaks".to_owned(),
        _ => describe_char(character),
    }
}

/// Browsers drop tabs and line breaks wherever they are, and invisible characters are rarely typed.
/// A space in a path can be intended; one in a host cannot be corrected.
fn correct_character(uri: &UriValue, part: Range<usize>, first: char) -> Option<Correction> {
    let written = &uri.raw()[part.clone()];
    let can_go = |c: char| matches!(c, '\t' | '\n' | '\r') || !c.is_whitespace();
    let (text, title) = if written.chars().all(can_go) {
        let what = match first {
            '\t' => "the tab".to_owned(),
            '\n' | '\r' => "the line break".to_owned(),
            _ => describe_char(first),
        };
        (String::new(), format!("Remove {what}"))
    } else if written.chars().all(|c| c == ' ') && part.start >= uri.uri.path.start {
        let encoded = percent::encode(written);
        let title = format!("Replace the space with `{encoded}`");
        (encoded, title)
    } else {
        return None;
    };
    Some(Correction { part, text, certainty: Certainty::Likely, title })
}

fn describe_host_name_error(shown: &str, error: HostNameError) -> String {
    match error {
        HostNameError::PercentEncoded => {
            format!("{shown} is percent-encoded, which is not allowed in a host name")
        }
        HostNameError::EmptyLabel => {
            "a host name cannot begin with a dot or contain two in a row".to_owned()
        }
        HostNameError::LongLabel => {
            "a part of a host name cannot be longer than 63 characters".to_owned()
        }
        HostNameError::HyphenAtEdge => {
            "a part of a host name cannot begin or end with `-`".to_owned()
        }
        HostNameError::InvalidCharacter(character) => {
            format!("a host name cannot contain {}", describe_char(character))
        }
        HostNameError::FileName => format!("{shown} is a file name, not a host name"),
        HostNameError::InvalidIdn => {
            format!("{shown} is not a valid internationalized domain name")
        }
        HostNameError::TooLong => "a host name cannot be longer than 253 characters".to_owned(),
    }
}

/// What replaces the part of a host name, if that results in a valid URI with a reachable host.
fn correct_host_name(
    uri: &UriValue,
    part: Range<usize>,
    error: HostNameError,
) -> Option<Correction> {
    let raw = uri.raw();
    let written = &raw[part.clone()];
    let text = match error {
        HostNameError::PercentEncoded => percent::decode(written)?,
        HostNameError::EmptyLabel if part.start == uri.uri.host.start => String::new(),
        HostNameError::EmptyLabel | HostNameError::InvalidCharacter(',') => ".".to_owned(),
        _ => return None,
    };
    let after = format!("{}{text}{}", &raw[..part.start], &raw[part.end..]);
    let title = if text.is_empty() {
        "Remove the dot".to_owned()
    } else {
        format!("Replace {} with {}", quote_for_message(written), quote_for_message(&text))
    };
    let correction = Correction { part, text, certainty: Certainty::Likely, title };
    let after = parse(after);
    let is_usable = after.is_valid() && !matches!(after.reach(), Reach::Private(_));
    is_usable.then_some(correction)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Applicability;
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix, lint_text};

    const RULE: RuleId = RuleId::InvalidUri;

    /// A server-based client with this redirect URI, in a literal string.
    fn redirect(uri: &str) -> String {
        format!(
            "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://acme.com'\n\
             redirect_uris = ['{uri}']\n"
        )
    }

    /// Checks a redirect URI and the carets below it.
    #[track_caller]
    fn check_redirect(uri: &str, carets: &str) {
        let indent = " ".repeat("redirect_uris = ['".len());
        check(RULE, &format!("{}{indent}{carets}\n", redirect(uri)));
    }

    #[test]
    fn a_wildcard_in_place_of_the_port_is_called_so() {
        let (_, report) = lint_text(&redirect("http://localhost:*/callback"));
        let notes = &report.diagnostics[0].diagnostic.notes;
        assert_eq!(notes[0], "wildcards are not supported; list a URI for each port");
    }

    /// The fix of a redirect URI: the text after it, its title, and whether it is safe.
    fn fix_of(uri: &str) -> Option<(String, String, Applicability)> {
        let text = redirect(uri);
        let (_, report) = lint_text(&text);
        let found = report.diagnostics.iter().find(|found| found.code.rule() == Some(RULE))?;
        let fix = found.diagnostic.fixes.first()?;
        let after = fix.edits.apply(&text);
        let (_, after) = after.split_once("redirect_uris = ['")?;
        Some((after.strip_suffix("']\n")?.to_owned(), fix.title.clone(), fix.applicability))
    }

    #[track_caller]
    fn check_safe(uri: &str, after: &str, title: &str) {
        let expected = (after.to_owned(), title.to_owned(), Applicability::Safe);
        assert_eq!(fix_of(uri), Some(expected), "{uri}");
    }

    #[track_caller]
    fn check_unsafe(uri: &str, after: &str, title: &str) {
        let expected = (after.to_owned(), title.to_owned(), Applicability::Unsafe);
        assert_eq!(fix_of(uri), Some(expected), "{uri}");
    }

    #[test]
    fn the_part_that_is_wrong_is_underlined() {
        for (uri, carets) in [
            ("https://acme.com/a b", "                  ^ a URI cannot contain spaces"),
            ("https://acme.com:0/", "                 ^ `0` is not a valid port"),
            ("https://acme.com/%4", "                 ^ `%` must be followed by two hex digits"),
            ("https://acme.com/{a", "                 ^ `{` must be percent-encoded in a URI"),
            ("https://acme,com/", "            ^ a host name cannot contain `,`"),
            ("https://", "^^^^^^^^ missing host after the scheme"),
            ("https:///cb", "        ^ missing host after the scheme"),
            ("https://0x7f.1/", "        ^^^^^^ `0x7f.1` is a short form of an IP address"),
            ("https://256.1.1.1/", "        ^^^^^^^^^ `256.1.1.1` is not a valid IP address"),
            ("https://a\u{200b}.com/", "         ^ a URI cannot contain U+200B ZERO WIDTH SPACE"),
            ("https://acme.com/%00", "                 ^^^ `%00` encodes the null character"),
            (
                "https://a..com/",
                "         ^^ a host name cannot begin with a dot or contain two in a row",
            ),
            ("https://-a.com/", "        ^^ a part of a host name cannot begin or end with `-`"),
        ] {
            check_redirect(uri, carets);
        }
    }

    #[test]
    fn an_escape_is_underlined_as_it_is_written() {
        let text = redirect("").replace("''", "\"https://acme.com/\\U00000020x\"");
        let carets = "                                   ^^^^^^^^^^ a URI cannot contain spaces\n";
        check(RULE, &(text + carets));
    }

    #[test]
    fn several_errors_are_one_finding_with_one_fix() {
        check_unsafe(
            "https://acme.com\\a{ ",
            "https://acme.com/a%7B",
            "Replace `\\` with `/`; Replace `{` with `%7B`; Remove the whitespace",
        );
        check_no_fix(RULE, &redirect("https://acme.com:0\\cb"));
    }

    #[test]
    fn a_space_after_a_port_is_a_space_at_the_end() {
        check_redirect("http://localhost:3000 ", "                     ^ whitespace after the URI");
        for (uri, after, title) in [
            ("http://localhost:3000 ", "http://localhost:3000", "Remove the whitespace"),
            ("https://acme.com/cb\u{a0}", "https://acme.com/cb", "Remove the whitespace"),
            ("https://acme.com/cb\u{200b}", "https://acme.com/cb", "Remove the invisible text"),
        ] {
            check_safe(uri, after, title);
        }
        check_fix(
            RULE,
            &redirect("").replace("''", "\"\"\"\nhttps://acme.com/cb\n\"\"\""),
            &redirect("").replace("''", "\"\"\"\nhttps://acme.com/cb\"\"\""),
        );
    }

    #[test]
    fn a_closing_quote_at_the_end_is_not_part_of_the_uri() {
        check_redirect("https://acme.com/cb\"", "                   ^ `\"` after the URI");
        for quote in ["\"", "`", ">"] {
            let uri = format!("https://acme.com/cb{quote}");
            check_unsafe(&uri, "https://acme.com/cb", &format!("Remove `{quote}`"));
        }
        check_unsafe(
            "https://acme.com/\"cb\"",
            "https://acme.com/%22cb%22",
            "Replace `\"` with `%22`",
        );
    }

    #[test]
    fn a_backslash_is_certainly_a_slash_only_in_a_path() {
        let title = "Replace `\\` with `/`";
        check_safe("https://acme.com\\a\\b", "https://acme.com/a/b", title);
        check_unsafe("https://acme.com\\@evil.io", "https://acme.com/@evil.io", title);
        check_unsafe(
            "https://acme.com/cb?x=\\a",
            "https://acme.com/cb?x=%5Ca",
            "Replace `\\` with `%5C`",
        );
    }

    #[test]
    fn a_scheme_that_is_written_twice_is_removed_safely_and_another_one_not() {
        check_redirect("https://https://acme.com", "        ^^^^^^^^ repeated scheme");
        check_safe("https://https://acme.com", "https://acme.com", "Remove the second `https://`");
        check_safe("http://http:/localhost", "http://localhost", "Remove the second `http:/`");
        check_redirect("http://https://acme.com", "^^^^^^^ two schemes: `http://` and `https://`");
        check_unsafe("http://https://acme.com", "https://acme.com", "Remove `http://`");
        check_unsafe("https://http://acme.com", "https://acme.com", "Remove `http://`");
        check_unsafe("https://http://localhost", "http://localhost", "Remove `https://`");
        check_no_fix(RULE, &redirect("https://https://"));
    }

    #[test]
    fn a_path_does_not_become_a_host() {
        check_no_fix(RULE, &redirect("https:///callback.php"));
        check_no_fix(RULE, &redirect("https:///oauth/cb"));
        for host in ["acme.com", "log.in", "localhost:3000"] {
            check_unsafe(
                &format!("https:///{host}/cb"),
                &format!("https://{host}/cb"),
                "Remove `/`, so that a host follows the scheme",
            );
        }
    }

    #[test]
    fn the_name_of_a_file_is_not_a_host() {
        check_redirect(
            "https://index.html",
            "        ^^^^^^^^^^ `index.html` is a file name, not a host name",
        );
        check_no_fix(RULE, &redirect("https://callback.php?x"));
    }

    #[test]
    fn a_host_name_is_corrected_where_a_valid_uri_of_a_reachable_host_results() {
        for (uri, after, title) in [
            ("https://acme,com/cb", "https://acme.com/cb", "Replace `,` with `.`"),
            ("https://a...com/", "https://a.com/", "Replace `...` with `.`"),
            ("https://.a.com/", "https://a.com/", "Remove the dot"),
            (
                "https://acme.com%2Fcb",
                "https://acme.com/cb",
                "Replace `acme.com%2Fcb` with `acme.com/cb`",
            ),
        ] {
            check_unsafe(uri, after, title);
        }
        check_no_fix(RULE, &redirect("https://a,/cb"));
        check_no_fix(RULE, &redirect("https://a!.com/cb"));
    }

    #[test]
    fn a_short_ip_address_is_written_in_full_unless_nobody_can_reach_it() {
        check_unsafe("http://127.1/cb", "http://127.0.0.1/cb", "Replace with `127.0.0.1`");
        check_no_fix(RULE, &redirect("http://0/cb"));
        check_no_fix(RULE, &redirect("http://10.1/cb"));
    }

    #[test]
    fn a_colon_without_a_port_means_the_default_port_but_on_the_machine_itself() {
        check_safe("https://acme.com:/cb", "https://acme.com/cb", "Remove the `:`");
        check_unsafe("http://localhost:/cb", "http://localhost/cb", "Remove the `:`");
    }

    #[test]
    fn the_fix_of_a_space_is_unsafe_in_a_path_and_missing_in_a_host() {
        for (uri, after, title) in [
            ("https://acme.com/a b", "https://acme.com/a%20b", "Replace the space with `%20`"),
            ("https://acme.com/a\tb", "https://acme.com/ab", "Remove the tab"),
            ("https://a\u{200b}.com/", "https://a.com/", "Remove U+200B ZERO WIDTH SPACE"),
        ] {
            check_unsafe(uri, after, title);
        }
        check_no_fix(RULE, &redirect("https://ac me.com/"));
    }

    #[test]
    fn hosts_of_any_script_and_width_are_valid() {
        for uri in ["https://zylker。com/cb", "https://ｚｙｌｋｅｒ.com/cb", "https://bücher.de/cb"]
        {
            check(RULE, &redirect(uri));
        }
    }
}
