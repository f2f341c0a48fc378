//! `redirect-uri-mismatch`: lints the redirect URIs of files that are not manifests.

use super::describe::{mismatch, nearest_of};
use super::{Matcher, Registry};
use crate::config::Levels;
use crate::diagnostic::{Diagnostic, Elsewhere};
use crate::lint::{Code, Report, Reported};
use crate::rules::RuleId;
use crate::secrets::Secrets;
use crate::text::{Source, Span};

/// Reports each place of a text where a redirect URI is written that is nearly, but not exactly,
/// one of the registered ones. What is not text, because it has a NUL character, has none.
pub fn lint_redirects(source: &Source, registry: &Registry, levels: &Levels) -> Report {
    let rule = RuleId::RedirectUriMismatch;
    let Some(severity) = levels.level(rule) else { return Report::default() };
    if source.text().contains('\0') {
        return Report::default();
    }
    let mut matcher = Matcher::new(registry, false);
    let mut places = Vec::new();
    matcher.read_with(Some(""), source.text().as_bytes(), 1, |found, range| {
        places.push((found, Span::new(range.start, range.end)));
    });
    let report = |(found, span): (usize, Span)| {
        let found = &matcher.found[found];
        let finding = mismatch(registry, found)?;
        let mut diagnostic = Diagnostic::new(span, finding.message);
        diagnostic.elsewhere =
            nearest_of(found).map(|(uri, _)| registered_at(registry, uri)).into_iter().collect();
        diagnostic.notes = [vec![begin_lower_case(&finding.help)], finding.notes].concat();
        Some(Reported { code: Code::Rule(rule), severity, diagnostic })
    };
    let diagnostics: Vec<Reported> = places.into_iter().filter_map(report).collect();
    // Nothing is shown of a text without findings.
    let secrets =
        if diagnostics.is_empty() { Secrets::default() } else { Secrets::find_in_text(source) };
    Report { diagnostics, secrets }
}

/// Returns the place where a URI is registered.
fn registered_at(registry: &Registry, uri: usize) -> Elsewhere {
    let uri = &registry.uris[uri];
    Elsewhere {
        file: registry.clients[uri.client].manifest.as_str().into(),
        role: "the registered redirect URI",
        span: uri.span,
        start: uri.start,
        end: uri.end,
    }
}

/// Returns an English sentence as a note.
fn begin_lower_case(sentence: &str) -> String {
    let mut characters = sentence.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}
