//! Reviewdog's diagnostic format (`rdjson`): one object with all diagnostics. Columns are in bytes of
//! UTF-8, as its definition says.

use serde_json::{Value, json};

use super::json::join_objects;
use super::{LintedFile, portable_path, visible_fixes};
use crate::diagnostic::{Fix, Severity};
use crate::lint::Reported;
use crate::text::{Edit, Encoding, Span};

pub(super) fn render_file(file: &LintedFile<'_>) -> Vec<u8> {
    join_objects(file.report.diagnostics.iter().map(|found| diagnostic(file, found)))
}

pub(super) fn head() -> String {
    let source = json!({ "name": "cliq-lint", "url": env!("CARGO_PKG_REPOSITORY") });
    format!("{{\"source\":{source},\"diagnostics\":[")
}

pub(super) const TAIL: &str = "]}\n";

fn diagnostic(file: &LintedFile<'_>, found: &Reported) -> Value {
    let severity = match found.severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Hint => "INFO",
    };
    let fixes = visible_fixes(file, &found.diagnostic);
    json!({
        "message": found.diagnostic.full_message(),
        "location": { "path": portable_path(file.path), "range": range(file, found.diagnostic.span) },
        "severity": severity,
        "code": { "value": found.code.name(), "url": found.code.descriptor().url() },
        "suggestions": fixes.filter_map(|fix| suggestion(file, fix)).collect::<Vec<_>>(),
    })
}

/// A fix that is one edit: suggestions are alternatives, so that several edits cannot be one.
fn suggestion(file: &LintedFile<'_>, fix: &Fix) -> Option<Value> {
    let edits: Vec<&Edit> = fix.edits.iter().collect();
    let [edit] = edits[..] else { return None };
    Some(json!({ "range": range(file, edit.span), "text": edit.text }))
}

fn range(file: &LintedFile<'_>, span: Span) -> Value {
    let position = |offset| {
        let place = file.source.line_column(offset, Encoding::Utf8);
        json!({ "line": place.line + 1, "column": place.column + 1 })
    };
    json!({ "start": position(span.start), "end": position(span.end) })
}
