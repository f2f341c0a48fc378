//! `invalid-uri`: a URI that no client can use.

use super::{Check, Descriptor, Rule};
use crate::diagnostic::{Applicability, ConsoleReaction, Diagnostic, Fix, MAX_LABELS, Severity};
use crate::manifest::{Manifest, UriValue};
use crate::text::Edit;
use crate::text::unicode::{describe_char, is_invisible};
use crate::uri::{HostNameError, UriError, UriErrorKind};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "invalid-uri",
        severity: Severity::Error,
        tag: None,
        summary: "a URI that no client can use",
        rationale: "Blanks, control characters, backslashes, a missing host, a host name that DNS does not know, a port that is \
              none, a broken percent-encoding: RFC 3986 has no such URI. Browsers mend some of it, each in its own way, and what \
              they send is then not what was registered. The part that is wrong is underlined.",
        sources: &[],
    },
    no_fix_reason: None,
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com\\\\callback\"]
                                      ^^ a URI has `/`, not a backslash
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

/// The first fault; the others of the same URI have a label.
fn invalid(manifest: &Manifest, uri: &UriValue) -> Option<Diagnostic> {
    let faults: Vec<Diagnostic> = uri
        .uri
        .errors
        .iter()
        .take(MAX_LABELS)
        .map(|fault| describe_error(manifest, uri, fault))
        .collect();
    let fix = fix_of_all(&faults);
    let mut faults = faults.into_iter();
    let first = Diagnostic { fixes: Vec::new(), ..faults.next()? };
    let diagnostic =
        faults.fold(first, |diagnostic, other| diagnostic.with_related(other.span, other.message));
    Some(
        diagnostic
            .with_console(ConsoleReaction::Likely(uri.field.info().console_error))
            .with_fix(fix),
    )
}

/// One fix of all faults, where each can be replacement.
fn fix_of_all(faults: &[Diagnostic]) -> Option<Fix> {
    let fixes: Vec<&Fix> = faults.iter().map(|fault| fault.fixes.first()).collect::<Option<_>>()?;
    if let [only] = fixes[..] {
        return Some(only.clone());
    }
    let edits: Vec<Edit> = fixes.iter().flat_map(|fix| fix.edits.iter().cloned()).collect();
    let are_safe = fixes.iter().all(|fix| fix.applicability == Applicability::Safe);
    let make = if are_safe { Fix::safe } else { Fix::unsafe_ };
    Some(make("mend all of these", edits))
}

fn describe_error(manifest: &Manifest, uri: &UriValue, fault: &UriError) -> Diagnostic {
    let span = uri.span_of(&fault.range);
    let written = &uri.raw()[fault.range.clone()];
    let shown = manifest.quote(written);
    let at = |message: String| {
        Diagnostic::new(
            if fault.range.is_empty() { uri.string.highlight_span() } else { span },
            message,
        )
    };
    let not_an_encoding = || {
        at(format!("{shown} is no percent-encoding of a character"))
            .with_note("it is `%` and two hexadecimal digits, and never `%00`")
    };
    match &fault.kind {
        UriErrorKind::TrailingWhitespace => at("there is a blank at the end".to_owned())
            .with_fix(Fix::safe("remove it", Edit::remove(span))),
        UriErrorKind::InvalidCharacter(character) => {
            let diagnostic = at(format!("a URI has no {}", name(*character)));
            if written.chars().all(|c| is_invisible(c) && !c.is_whitespace()) {
                return diagnostic.with_fix(Fix::unsafe_("remove it", Edit::remove(span)));
            }
            let in_path =
                fault.range.start >= uri.uri.path.start && written.chars().all(|c| c == ' ');
            diagnostic.with_fix(
                in_path.then(|| {
                    Fix::unsafe_("percent-encode it", Edit::replace(span, encoded(written)))
                }),
            )
        }
        UriErrorKind::NeedsPercentEncoding(character) => {
            at(format!("{} stands in a URI only percent-encoded", describe_char(*character)))
                .with_fix(Fix::unsafe_("percent-encode it", Edit::replace(span, encoded(written))))
        }
        UriErrorKind::Backslash => at("a URI has `/`, not a backslash".to_owned())
            .with_fix(Fix::safe("write `/`", Edit::replace(span, "/".repeat(written.len())))),
        UriErrorKind::DoubledScheme => at("the scheme is there twice".to_owned())
            .with_fix(Fix::safe("remove the second", Edit::remove(span))),
        UriErrorKind::MissingHost => {
            let authority = &uri.raw()[fault.range.end..];
            let begins_with_host = authority.starts_with(|c: char| c.is_alphanumeric());
            let fix = (!fault.range.is_empty() && begins_with_host)
                .then(|| Fix::safe("remove the slashes", Edit::remove(span)));
            at("there is no host behind the scheme".to_owned()).with_fix(fix)
        }
        UriErrorKind::InvalidHostName(error) => {
            at(format!("{shown} is no host name: {}", describe_host_name_error(*error)))
        }
        UriErrorKind::InvalidIpAddress => at(format!("{shown} is no IP address")),
        UriErrorKind::NonCanonicalIpAddress(address) => {
            at(format!("{shown} is no IP address in its full form")).with_fix(Fix::unsafe_(
                format!("write `{address}`"),
                Edit::replace(span, address.to_string()),
            ))
        }
        UriErrorKind::MissingPort => at("there is no port behind the colon".to_owned())
            .with_fix(Fix::safe("remove the colon", Edit::remove(span))),
        UriErrorKind::InvalidPort => {
            at(format!("{shown} is no port")).with_note("a port is a number from 1 to 65535")
        }
        UriErrorKind::StrayPercentSign => {
            not_an_encoding().with_fix(Fix::unsafe_("write `%25`", Edit::replace(span, "%25")))
        }
        UriErrorKind::EncodedNull => not_an_encoding(),
        UriErrorKind::RejectedHost => at(format!("{shown} is no host that a URI can have")),
    }
}

fn describe_host_name_error(error: HostNameError) -> &'static str {
    match error {
        HostNameError::PercentEncoded => "a host name is never percent-encoded",
        HostNameError::EmptyLabel => "it has an empty part between two dots",
        HostNameError::LongLabel => "a part of it has more than 63 characters",
        HostNameError::HyphenAtEdge => "a part of it begins or ends with `-`",
        HostNameError::InvalidCharacter => "it has a character that no host name has",
        HostNameError::InvalidIdn => {
            "it is no host name by the rules of internationalised names (IDNA)"
        }
        HostNameError::TooLong => "it has more than 253 characters",
    }
}

fn name(character: char) -> String {
    match describe_char(character) {
        blank if blank == "a blank" => "blanks".to_owned(),
        other => other,
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
