//! A code quality report for GitLab: an array of issues, in the subset of Code Climate's format
//! that GitLab reads.

use serde_json::{Value, json};

use super::fingerprint::fingerprints;
use super::json::join_objects;
use super::{LintedFile, portable_path};
use crate::diagnostic::Severity;
use crate::lint::Reported;

pub(super) fn render_file(file: &LintedFile<'_>) -> Vec<u8> {
    let diagnostics = file.report.diagnostics.iter().zip(fingerprints(file));
    join_objects(diagnostics.map(|(found, fingerprint)| issue(file, found, &fingerprint)))
}

pub(super) const HEAD: &str = "[";
pub(super) const TAIL: &str = "]\n";

fn issue(file: &LintedFile<'_>, found: &Reported, fingerprint: &str) -> Value {
    let severity = match found.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Hint => "info",
    };
    let line = |offset| file.source.position(offset).line;
    let span = found.diagnostic.span;
    json!({
        "description": found.diagnostic.full_message(),
        "check_name": found.code.name(),
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {
            "path": portable_path(file.path),
            "lines": { "begin": line(span.start), "end": line(span.end) },
        },
    })
}
