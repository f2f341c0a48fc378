//! One JSON object; docs/json.md describes it, and its `version` changes when a reader would have
//! to.

use serde::Serialize;

use super::{LintedFile, Summary, url, visible_fixes};
use crate::diagnostic::{Applicability, Fix, Severity};
use crate::lint::Reported;
use crate::text::{LineIndex, Position, Span};

const VERSION: u32 = 1;

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    path: &'a str,
    rule: &'a str,
    level: Severity,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    span: JsonSpan,
    related: Vec<JsonRelated<'a>>,
    notes: &'a [String],
    fixes: Vec<JsonFix<'a>>,
    url: String,
}

#[derive(Serialize)]
struct JsonSpan {
    start: JsonPlace,
    end: JsonPlace,
}

#[derive(Serialize)]
struct JsonPlace {
    byte: usize,
    #[serde(flatten)]
    position: Position,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    span: JsonSpan,
    message: &'a str,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    title: &'a str,
    #[serde(rename = "safety")]
    applicability: Applicability,
    edits: Vec<JsonEdit<'a>>,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    span: JsonSpan,
    text: &'a str,
}

#[derive(Serialize)]
struct JsonSummary<'a> {
    files: usize,
    files_with_findings: usize,
    errors: usize,
    warnings: usize,
    hints: usize,
    fixed: usize,
    fixable: usize,
    unsafely_fixable: usize,
    rules: &'a std::collections::BTreeMap<&'static str, usize>,
}

/// The file's diagnostics, separated by commas.
pub(super) fn chunk(file: &LintedFile<'_>, index: &LineIndex) -> Vec<u8> {
    objects(file.report.diagnostics.iter().map(|found| object(file, index, found)))
}

fn object<'a>(
    file: &'a LintedFile<'_>,
    index: &LineIndex,
    found: &'a Reported,
) -> JsonDiagnostic<'a> {
    let finding = &found.finding;
    let span = |span: Span| span_of(file, index, span);
    let fix = |fix: &'a Fix| JsonFix {
        title: &fix.title,
        applicability: fix.applicability,
        edits: fix
            .edits()
            .iter()
            .map(|edit| JsonEdit { span: span(edit.span), text: &edit.text })
            .collect(),
    };
    JsonDiagnostic {
        path: file.path,
        rule: found.rule.name,
        level: found.severity,
        message: &finding.message,
        label: finding.label.as_deref(),
        span: span(finding.span),
        related: finding
            .related
            .iter()
            .map(|related| JsonRelated { span: span(related.span), message: &related.message })
            .collect(),
        notes: &finding.notes,
        fixes: visible_fixes(file, found).map(fix).collect(),
        url: url(found.rule.name),
    }
}

fn span_of(file: &LintedFile<'_>, index: &LineIndex, span: Span) -> JsonSpan {
    let place = |byte| JsonPlace { byte, position: index.position(file.text, byte) };
    JsonSpan { start: place(span.start), end: place(span.end) }
}

pub(super) fn document(chunks: &[Vec<u8>], summary: &Summary) -> Vec<u8> {
    let counts = JsonSummary {
        files: summary.files,
        files_with_findings: summary.files_with_findings,
        errors: summary.count(Severity::Error),
        warnings: summary.count(Severity::Warning),
        hints: summary.count(Severity::Hint),
        fixed: summary.fixed,
        fixable: summary.fixable,
        unsafely_fixable: summary.unsafely_fixable,
        rules: &summary.rules,
    };
    let counts = serde_json::to_string(&counts).expect("plain data has a JSON form");
    let (head, tail) = (
        format!("{{\"version\":{VERSION},\"diagnostics\":["),
        format!("],\"summary\":{counts}}}\n"),
    );
    wrap(&head, chunks, &tail)
}

/// The objects of all chunks, separated by commas, between two texts.
pub(super) fn wrap(head: &str, chunks: &[Vec<u8>], tail: &str) -> Vec<u8> {
    let chunks: Vec<&[u8]> =
        chunks.iter().map(Vec::as_slice).filter(|chunk| !chunk.is_empty()).collect();
    escape_hostile([head.as_bytes(), &chunks.join(&b",\n"[..]), tail.as_bytes()].concat())
}

/// Objects as a chunk: separated by commas.
pub(super) fn objects(objects: impl Iterator<Item = impl Serialize>) -> Vec<u8> {
    let objects =
        objects.map(|object| serde_json::to_string(&object).expect("plain data has a JSON form"));
    objects.collect::<Vec<_>>().join(",\n").into_bytes()
}

/// JSON escapes the controls of ASCII; what else a terminal must not see is escaped here. It stands
/// only inside of strings, where any character may be an escape.
fn escape_hostile(json: Vec<u8>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&json) else { return json };
    if !text.chars().any(crate::text::escape::needs_escape) {
        return json;
    }
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if crate::text::escape::needs_escape(character) {
            escaped.extend(
                character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")),
            );
        } else {
            escaped.push(character);
        }
    }
    escaped.into_bytes()
}
