//! One JSON object. docs/json.md describes it; its `version` changes when a reader would have to.
//!
//! The structs below are the contract: no other type of cliq-lint decides what the output looks
//! like.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{LintedFile, Summary, visible_fixes};
use crate::diagnostic::{Fix, Related, Severity};
use crate::lint::Reported;
use crate::text::escape::escape_json;
use crate::text::{Edit, LineColumn, Source, Span};

const VERSION: u32 = 1;

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    path: &'a str,
    rule: &'a str,
    level: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    span: JsonSpan,
    related: Vec<JsonRelated<'a>>,
    notes: Vec<String>,
    fixes: Vec<JsonFix<'a>>,
    url: String,
}

#[derive(Serialize)]
struct JsonSpan {
    start: JsonPosition,
    end: JsonPosition,
}

#[derive(Serialize)]
struct JsonPosition {
    byte: usize,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    /// The file, if it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    span: JsonSpan,
    message: Cow<'a, str>,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    title: &'a str,
    safety: &'a str,
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
    hidden: usize,
    fixed: usize,
    fixable: usize,
    fixable_unsafely: usize,
    rules: &'a BTreeMap<&'static str, usize>,
}

/// The diagnostics of a file, separated by commas.
pub(super) fn render_file(file: &LintedFile<'_>) -> Vec<u8> {
    join_objects(file.report.diagnostics.iter().map(|found| json_diagnostic(file, found)))
}

pub(super) fn head() -> String {
    format!("{{\"version\":{VERSION},\"diagnostics\":[")
}

pub(super) fn tail(summary: &Summary) -> String {
    let summary = to_json(&JsonSummary {
        files: summary.files,
        files_with_findings: summary.files_with_findings,
        errors: summary.count(Severity::Error),
        warnings: summary.count(Severity::Warning),
        hints: summary.count(Severity::Hint),
        hidden: summary.hidden,
        fixed: summary.fixed,
        fixable: summary.fixable,
        fixable_unsafely: summary.unsafely_fixable,
        rules: &summary.rules,
    });
    format!("],\"summary\":{summary}}}\n")
}

fn json_diagnostic<'a>(file: &LintedFile<'a>, found: &'a Reported) -> JsonDiagnostic<'a> {
    let (source, diagnostic) = (file.source, &found.diagnostic);
    let related = diagnostic.related.iter().map(|related: &Related| JsonRelated {
        path: None,
        span: json_span(source, related.span),
        message: related.message.as_str().into(),
    });
    let elsewhere = diagnostic.elsewhere.iter().map(|place| JsonRelated {
        path: Some(&place.file),
        span: JsonSpan {
            start: json_position(place.span.start, place.start),
            end: json_position(place.span.end, place.end),
        },
        message: place.message().into(),
    });
    JsonDiagnostic {
        path: file.path,
        rule: found.code.name(),
        level: found.severity.name(),
        message: &diagnostic.message,
        label: diagnostic.label.as_deref(),
        span: json_span(source, diagnostic.span),
        related: related.chain(elsewhere).collect(),
        notes: diagnostic.all_notes().collect(),
        fixes: visible_fixes(file, diagnostic).map(|fix| json_fix(source, fix)).collect(),
        url: found.code.descriptor().url(),
    }
}

fn json_fix<'a>(source: &Source, fix: &'a Fix) -> JsonFix<'a> {
    let edit = |edit: &'a Edit| JsonEdit { span: json_span(source, edit.span), text: &edit.text };
    JsonFix {
        title: &fix.title,
        safety: fix.applicability.name(),
        edits: fix.edits.iter().map(edit).collect(),
    }
}

fn json_span(source: &Source, span: Span) -> JsonSpan {
    let position = |byte| {
        let position = source.position(byte);
        JsonPosition { byte, line: position.line, column: position.column }
    };
    JsonSpan { start: position(span.start), end: position(span.end) }
}

fn json_position(byte: usize, place: LineColumn) -> JsonPosition {
    JsonPosition { byte, line: place.line + 1, column: place.column + 1 }
}

/// What is between the objects of a list, and between chunks of them.
pub(super) const SEPARATOR: &str = ",\n";

/// Objects as a chunk.
pub(super) fn join_objects(objects: impl Iterator<Item = impl Serialize>) -> Vec<u8> {
    let mut chunk = String::new();
    for object in objects {
        if !chunk.is_empty() {
            chunk.push_str(SEPARATOR);
        }
        chunk.push_str(&escape_json(to_json(&object)));
    }
    chunk.into_bytes()
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data has a JSON form")
}
