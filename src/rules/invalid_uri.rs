//! `invalid-uri`: a URI that no client can use.

use super::Rule;
use crate::characters::{describe, is_invisible, quoted};
use crate::finding::{Edit, Finding, Fix, Safety, Severity};
use crate::manifest::{ClientUri, Manifest};
use crate::uri::{Fault, FaultKind};

pub static RULE: Rule = Rule {
    name: "invalid-uri",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a URI that no client can use",
    why: "Blanks, control characters, backslashes, a missing host, a host name that DNS does not know, a port that is \
          none, a broken percent-encoding: RFC 3986 has no such URI. Browsers mend some of it, each in its own way, and what \
          they send is then not what was registered. The part that is wrong is underlined.",
    no_fix: "",
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

fn check(manifest: &Manifest<'_>) -> Vec<Finding> {
    manifest.uris().filter_map(|(_, uri)| invalid(uri)).collect()
}

/// The first fault; the others of the same URI have a label.
fn invalid(uri: &ClientUri<'_>) -> Option<Finding> {
    let faults: Vec<Finding> =
        uri.uri.faults.iter().take(MAX_LABELS).map(|fault| at_fault(uri, fault)).collect();
    let fix = fix_of_all(&faults);
    let mut faults = faults.into_iter();
    let first = Finding { fixes: Vec::new(), ..faults.next()? };
    let finding = faults.fold(first, |finding, other| finding.related(other.span, other.message));
    Some(finding.console(uri.field.row().refusal).fix(fix))
}

/// The most faults of one URI that get a label.
const MAX_LABELS: usize = 20;

/// One fix of all faults, where each can be mended.
fn fix_of_all(faults: &[Finding]) -> Option<Fix> {
    let fixes: Vec<&Fix> = faults.iter().map(|fault| fault.fixes.first()).collect::<Option<_>>()?;
    if let [only] = fixes[..] {
        return Some(only.clone());
    }
    let edits = fixes.iter().flat_map(|fix| fix.edits().to_vec()).collect();
    let safety = if fixes.iter().all(|fix| fix.safety == Safety::Safe) {
        Safety::Safe
    } else {
        Safety::Unsafe
    };
    Some(Fix::new("mend all of these", safety, edits))
}

fn at_fault(uri: &ClientUri<'_>, fault: &Fault) -> Finding {
    let span = uri.at(&fault.range);
    let written = &uri.raw()[fault.range.clone()];
    let shown = quoted(written);
    let at = |message: String| {
        Finding::new(if fault.range.is_empty() { uri.text.visible() } else { span }, message)
    };
    match &fault.kind {
        FaultKind::TrailingBlank => at("there is a blank at the end".to_owned())
            .fix(Fix::safe("remove it", vec![Edit::remove(span)])),
        FaultKind::Character(character) => {
            let finding = at(format!("a URI has no {}", name(*character)));
            if written.chars().all(|c| is_invisible(c) && !c.is_whitespace()) {
                return finding.fix(Fix::guess("remove it", vec![Edit::remove(span)]));
            }
            let in_path =
                fault.range.start >= uri.uri.path.start && written.chars().all(|c| c == ' ');
            finding.fix(in_path.then(|| {
                Fix::guess("percent-encode it", vec![Edit::replace(span, encoded(written))])
            }))
        }
        FaultKind::Unencoded(character) => {
            at(format!("{} stands in a URI only percent-encoded", describe(*character)))
                .fix(Fix::guess("percent-encode it", vec![Edit::replace(span, encoded(written))]))
        }
        FaultKind::Backslash => at("a URI has `/`, not a backslash".to_owned())
            .fix(Fix::safe("write `/`", vec![Edit::replace(span, "/".repeat(written.len()))])),
        FaultKind::DoubledScheme => at("the scheme is there twice".to_owned())
            .fix(Fix::safe("remove the second", vec![Edit::remove(span)])),
        FaultKind::NoHost => {
            let authority = &uri.raw()[fault.range.end..];
            let begins_with_host = authority.starts_with(|c: char| c.is_alphanumeric());
            let fix = (!fault.range.is_empty() && begins_with_host)
                .then(|| Fix::safe("remove the slashes", vec![Edit::remove(span)]));
            at("there is no host behind the scheme".to_owned()).fix(fix)
        }
        FaultKind::Placeholder => at(format!("{shown} stands where the host should be"))
            .note("a manifest is taken as it is: nothing is put in for placeholders"),
        FaultKind::HostName(reason) => at(format!("{shown} is no host name: {reason}")),
        FaultKind::IpAddress(None) => at(format!("{shown} is no IP address")),
        FaultKind::IpAddress(Some(address)) => {
            at(format!("{shown} is no IP address in its full form")).fix(Fix::guess(
                format!("write `{address}`"),
                vec![Edit::replace(span, address.to_string())],
            ))
        }
        FaultKind::Port => match written {
            ":" => at("there is no port behind the colon".to_owned())
                .fix(Fix::safe("remove the colon", vec![Edit::remove(span)])),
            _ => at(format!("{shown} is no port")).note("a port is a number from 1 to 65535"),
        },
        FaultKind::PercentEncoding => {
            let finding = at(format!("{shown} is no percent-encoding of a character"));
            let fix = (written == "%")
                .then(|| Fix::guess("write `%25`", vec![Edit::replace(span, "%25")]));
            finding.note("it is `%` and two hexadecimal digits, and never `%00`").fix(fix)
        }
        FaultKind::Refused => at(format!("{shown} is no host that a URI can have")),
    }
}

fn name(character: char) -> String {
    match describe(character) {
        blank if blank == "a blank" => "blanks".to_owned(),
        other => other,
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
