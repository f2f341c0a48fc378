//! `invalid-uri`: a URI that no client can use.

use super::Rule;
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, Severity};
use crate::manifest::{Manifest, UriValue};
use crate::text::escape::quote_for_message;
use crate::text::unicode::{describe_char, is_invisible};
use crate::uri::{HostNameError, UriError, UriErrorKind};

pub static RULE: Rule = Rule {
    name: "invalid-uri",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a URI that no client can use",
    rationale: "Blanks, control characters, backslashes, a missing host, a host name that DNS does not know, a port that is \
          none, a broken percent-encoding: RFC 3986 has no such URI. Browsers mend some of it, each in its own way, and what \
          they send is then not what was registered. The part that is wrong is underlined.",
    no_fix_reason: "",
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
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    manifest.uris().filter_map(|(_, uri)| invalid(uri)).collect()
}

/// The first fault; the others of the same URI have a label.
fn invalid(uri: &UriValue<'_>) -> Option<Diagnostic> {
    let faults: Vec<Diagnostic> =
        uri.uri.errors.iter().take(MAX_LABELS).map(|fault| at_fault(uri, fault)).collect();
    let fix = fix_of_all(&faults);
    let mut faults = faults.into_iter();
    let first = Diagnostic { fixes: Vec::new(), ..faults.next()? };
    let finding = faults.fold(first, |finding, other| finding.related(other.span, other.message));
    Some(finding.console(uri.field.row().console_error).fix(fix))
}

/// The most faults of one URI that get a label.
const MAX_LABELS: usize = 20;

/// One fix of all faults, where each can be replacement.
fn fix_of_all(faults: &[Diagnostic]) -> Option<Fix> {
    let fixes: Vec<&Fix> = faults.iter().map(|fault| fault.fixes.first()).collect::<Option<_>>()?;
    if let [only] = fixes[..] {
        return Some(only.clone());
    }
    let edits = fixes.iter().flat_map(|fix| fix.edits().to_vec()).collect();
    let safety = if fixes.iter().all(|fix| fix.applicability == Applicability::Safe) {
        Applicability::Safe
    } else {
        Applicability::Unsafe
    };
    Some(Fix::new("mend all of these", safety, edits))
}

fn at_fault(uri: &UriValue<'_>, fault: &UriError) -> Diagnostic {
    let span = uri.at(&fault.range);
    let written = &uri.raw()[fault.range.clone()];
    let shown = quote_for_message(written);
    let at = |message: String| {
        Diagnostic::new(
            if fault.range.is_empty() { uri.text.highlight_span() } else { span },
            message,
        )
    };
    let not_an_encoding = || {
        at(format!("{shown} is no percent-encoding of a character"))
            .note("it is `%` and two hexadecimal digits, and never `%00`")
    };
    match &fault.kind {
        UriErrorKind::TrailingWhitespace => at("there is a blank at the end".to_owned())
            .fix(Fix::safe("remove it", vec![Edit::remove(span)])),
        UriErrorKind::InvalidCharacter(character) => {
            let finding = at(format!("a URI has no {}", name(*character)));
            if written.chars().all(|c| is_invisible(c) && !c.is_whitespace()) {
                return finding.fix(Fix::unsafe_("remove it", vec![Edit::remove(span)]));
            }
            let in_path =
                fault.range.start >= uri.uri.path.start && written.chars().all(|c| c == ' ');
            finding.fix(in_path.then(|| {
                Fix::unsafe_("percent-encode it", vec![Edit::replace(span, encoded(written))])
            }))
        }
        UriErrorKind::NeedsPercentEncoding(character) => {
            at(format!("{} stands in a URI only percent-encoded", describe_char(*character)))
                .fix(Fix::unsafe_("percent-encode it", vec![Edit::replace(span, encoded(written))]))
        }
        UriErrorKind::Backslash => at("a URI has `/`, not a backslash".to_owned())
            .fix(Fix::safe("write `/`", vec![Edit::replace(span, "/".repeat(written.len()))])),
        UriErrorKind::DoubledScheme => at("the scheme is there twice".to_owned())
            .fix(Fix::safe("remove the second", vec![Edit::remove(span)])),
        UriErrorKind::MissingHost => {
            let authority = &uri.raw()[fault.range.end..];
            let begins_with_host = authority.starts_with(|c: char| c.is_alphanumeric());
            let fix = (!fault.range.is_empty() && begins_with_host)
                .then(|| Fix::safe("remove the slashes", vec![Edit::remove(span)]));
            at("there is no host behind the scheme".to_owned()).fix(fix)
        }
        UriErrorKind::PlaceholderHost => at(format!("{shown} stands where the host should be"))
            .note("a manifest is taken as it is: nothing is put in for placeholders"),
        UriErrorKind::InvalidHostName(error) => {
            at(format!("{shown} is no host name: {}", describe_host_name_error(*error)))
        }
        UriErrorKind::InvalidIpAddress => at(format!("{shown} is no IP address")),
        UriErrorKind::NonCanonicalIpAddress(address) => {
            at(format!("{shown} is no IP address in its full form")).fix(Fix::unsafe_(
                format!("write `{address}`"),
                vec![Edit::replace(span, address.to_string())],
            ))
        }
        UriErrorKind::MissingPort => at("there is no port behind the colon".to_owned())
            .fix(Fix::safe("remove the colon", vec![Edit::remove(span)])),
        UriErrorKind::InvalidPort => {
            at(format!("{shown} is no port")).note("a port is a number from 1 to 65535")
        }
        UriErrorKind::StrayPercentSign => {
            not_an_encoding().fix(Fix::unsafe_("write `%25`", vec![Edit::replace(span, "%25")]))
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
