//! What to say about a redirect URI that was found. Secrets are masked.

use super::compare::{Difference, DifferenceKind};
use super::{FoundRedirect, Problem, Registry, Verdict};
use crate::citations::ACCOUNTS_INVALID_REDIRECT;
use crate::diagnostic::Severity;
use crate::rules::RuleId;
use crate::secrets::Secrets;
use crate::text::escape::escape_for_terminal;
use crate::text::{Source, join_with_and};

/// A problem of a redirect URI or its request.
pub(super) struct Finding {
    pub severity: Severity,
    /// The name of the rule, or of the problem with the request.
    pub code: &'static str,
    pub message: String,
    pub notes: Vec<String>,
    /// What to do, as a sentence without a full stop.
    pub help: String,
}

/// Describes the problems of a redirect URI that was found, and of its request.
pub(super) fn findings(registry: &Registry, found: &FoundRedirect) -> Vec<Finding> {
    let of_problem = |problem: &Problem| Finding {
        severity: problem.severity,
        code: problem.code,
        message: problem.message.clone(),
        notes: vec![format!("see {}: {}", problem.source.title, problem.source.url)],
        help: problem.help.clone(),
    };
    let problems = found.problems.iter().map(of_problem);
    let mismatch = mismatch(registry, found).map(|finding| {
        let place = nearest_of(found).map(|(uri, _)| place_of(registry, uri));
        let place = place.map(|place| format!("registered in {place}"));
        Finding { notes: place.into_iter().chain(finding.notes).collect(), ..finding }
    });
    mismatch.into_iter().chain(problems).collect()
}

/// Describes how a redirect URI differs from the registered ones; `None` if it does not.
pub(super) fn mismatch(registry: &Registry, found: &FoundRedirect) -> Option<Finding> {
    let sent = quote_masked(&found.sent);
    let (message, notes, help) = match &found.verdict {
        Verdict::Match(_) | Verdict::Unrelated => return None,
        Verdict::Mismatch { nearest: Some((uri, differences)) } if is_near(differences) => {
            let messages: Vec<&str> =
                differences.iter().map(|difference| difference.message.as_str()).collect();
            let registered = quote_masked(&registry.uris[*uri].address.text);
            let help =
                format!("Send {registered}, or add {sent} to `redirect_uris` and to the console");
            let notes = differences.iter().filter_map(|difference| note_on(difference.kind));
            let notes = notes.map(str::to_owned).collect();
            (format!("redirect URI is registered {}", join_with_and(&messages)), notes, help)
        }
        Verdict::Mismatch { .. } => {
            let help = format!("Add {sent} to `redirect_uris` and to the console");
            ("redirect URI is not registered".to_owned(), vec![registered_list(registry)], help)
        }
        Verdict::OtherClient { uri, client } => {
            let other = &registry.clients[registry.uris[*uri].client];
            let client = &registry.clients[*client];
            let message = format!(
                "redirect URI is registered for {}, but `client_id` belongs to {}",
                other.label, client.label
            );
            let help = format!(
                "Send the `client_id` of {}, or add {sent} to {} and to the console",
                other.label, client.label
            );
            (message, Vec::new(), help)
        }
        Verdict::EncodedTwice(uri) => {
            let registered = &registry.uris[*uri].address.text;
            let encoded = format!("{}%3A%2F%2F…", registered.split(':').next().unwrap_or_default());
            let help =
                format!("Encode the parameter `redirect_uri` once, so that it begins `{encoded}`");
            ("redirect URI is percent-encoded twice".to_owned(), Vec::new(), help)
        }
    };
    let source = ACCOUNTS_INVALID_REDIRECT;
    let exact = format!("Zoho compares redirect URIs character by character: {}", source.url);
    let notes = notes.into_iter().chain([exact]).collect();
    Some(Finding {
        severity: Severity::Error,
        code: RuleId::RedirectUriMismatch.name(),
        message,
        notes,
        help,
    })
}

/// Returns `true` if the nearest URI is worth showing: it has the same host or the same path.
fn is_near(differences: &[Difference]) -> bool {
    let has = |kind| differences.iter().any(|difference| difference.kind == kind);
    !(has(DifferenceKind::Host) && has(DifferenceKind::Path))
}

/// Returns the registered URI to show below the one that was found, and their differences.
pub(super) fn nearest_of(found: &FoundRedirect) -> Option<(usize, &[Difference])> {
    match &found.verdict {
        Verdict::Mismatch { nearest: Some((uri, differences)) } if is_near(differences) => {
            Some((*uri, differences.as_slice()))
        }
        Verdict::OtherClient { uri, .. } | Verdict::EncodedTwice(uri) => Some((*uri, &[])),
        _ => None,
    }
}

/// Names a common cause of a difference.
fn note_on(kind: DifferenceKind) -> Option<&'static str> {
    match kind {
        DifferenceKind::Scheme => Some(
            "behind a proxy that terminates TLS, an application builds `http://` URIs until its \
             framework trusts the proxy's headers",
        ),
        DifferenceKind::Loopback => {
            Some("`localhost` and `127.0.0.1` are the same machine, but not the same text")
        }
        DifferenceKind::DoubleSlash => {
            Some("a base URL that ends with `/` is a common cause of the second slash")
        }
        _ => None,
    }
}

/// The maximum number of URIs in a note.
const MAX_LISTED: usize = 5;

fn registered_list(registry: &Registry) -> String {
    let texts = registry.uris.iter().take(MAX_LISTED).map(|uri| quote_masked(&uri.address.text));
    let texts: Vec<String> = texts.collect();
    match registry.uris.len().saturating_sub(MAX_LISTED) {
        _ if texts.is_empty() => "no redirect URI is registered".to_owned(),
        0 => format!("registered: {}", texts.join(", ")),
        more => format!("registered: {}, and {more} more", texts.join(", ")),
    }
}

pub(super) fn place_of(registry: &Registry, uri: usize) -> String {
    let uri = &registry.uris[uri];
    let client = &registry.clients[uri.client];
    let path = escape_for_terminal(&client.manifest);
    format!("{path}:{}:{}, {}", uri.position().line, uri.position().column, client.label)
}

pub(super) fn masked(text: &str) -> String {
    secrets_of(text).mask(text).into_owned()
}

/// Quotes user text for a message, with its secrets masked.
pub(super) fn quote_masked(text: &str) -> String {
    secrets_of(text).quote(text)
}

fn secrets_of(text: &str) -> Secrets {
    Secrets::find_in_text(&Source::new(text))
}
