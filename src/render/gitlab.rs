//! A code quality report for GitLab: an array of issues, in the form of Code Climate that GitLab
//! reads.

use serde_json::json;

use super::json::{objects, wrap};
use super::{LintedFile, fingerprint, portable_path, words};
use crate::diagnostic::Severity;
use crate::text::LineIndex;

pub(super) fn chunk(file: &LintedFile<'_>, index: &LineIndex) -> Vec<u8> {
    let diagnostics = file.report.diagnostics.iter().zip(fingerprint::fingerprints(file, index));
    objects(diagnostics.map(|(found, fingerprint)| {
        let line = |offset| index.position(file.text, offset).line;
        let severity = match found.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Hint => "info",
        };
        json!({
            "description": words(found),
            "check_name": found.rule.name,
            "fingerprint": fingerprint,
            "severity": severity,
            "location": {
                "path": portable_path(file.path),
                "lines": { "begin": line(found.finding.span.start), "end": line(found.finding.span.end) },
            },
        })
    }))
}

pub(super) fn document(chunks: &[Vec<u8>]) -> Vec<u8> {
    wrap("[", chunks, "]\n")
}
