//! Diagnostics: the command line's, with the same words and levels.

use std::hash::{DefaultHasher, Hash, Hasher};

use tower_lsp::lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    Location, NumberOrString, Url,
};

use super::document::{Document, Encoding};
use super::session::DocumentKind;
use crate::config::{self, INVALID_CONFIGURATION, Levels};
use crate::diagnostic::Severity;
use crate::lint::{Reported, lint};
use crate::render::url;
use crate::text::Source;

/// What there is to say of a document's text as it stands.
pub fn found(kind: DocumentKind, document: &Document) -> Vec<Reported> {
    found_in(kind, &Source::from(document.text().as_str()), &document.levels)
}

/// What there is to say of a text.
pub fn found_in(kind: DocumentKind, source: &Source<'_>, levels: &Levels) -> Vec<Reported> {
    match kind {
        DocumentKind::Manifest => lint(source, levels).diagnostics,
        DocumentKind::Configuration => {
            let findings = config::parse(source).1.into_iter();
            let severity = INVALID_CONFIGURATION.severity;
            findings
                .map(|finding| Reported { rule: &INVALID_CONFIGURATION, severity, finding })
                .collect()
        }
        DocumentKind::Other => Vec::new(),
    }
}

/// The diagnostics of a document, for the client.
pub fn diagnostics(
    uri: &Url,
    kind: DocumentKind,
    document: &Document,
    encoding: Encoding,
) -> Vec<Diagnostic> {
    found(kind, document).iter().map(|found| diagnostic(uri, document, encoding, found)).collect()
}

/// A name for a state of a document: equal where the diagnostics are.
pub fn result_id(diagnostics: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(diagnostics).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// One diagnostic.
pub fn diagnostic(
    uri: &Url,
    document: &Document,
    encoding: Encoding,
    found: &Reported,
) -> Diagnostic {
    let finding = &found.finding;
    let location = |span| Location::new(uri.clone(), document.range(span, encoding));
    let related = finding.related.iter().map(|related| DiagnosticRelatedInformation {
        location: location(related.span),
        message: related.message.clone(),
    });
    let related: Vec<_> = related.collect();
    let message = std::iter::once(&finding.message)
        .chain(&finding.notes)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join("\n");
    Diagnostic {
        range: document.range(finding.span, encoding),
        severity: Some(match found.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Hint => DiagnosticSeverity::HINT,
        }),
        code: Some(NumberOrString::String(found.rule.name.to_owned())),
        code_description: Url::parse(&url(found.rule.name))
            .ok()
            .map(|href| CodeDescription { href }),
        source: Some("cliq-lint".to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        tags: found.rule.is_about_unnecessary.then(|| vec![DiagnosticTag::UNNECESSARY]),
        data: None,
    }
}
