//! SARIF 2.1.0 (OASIS): one run, with the rules and their pages, and for each result its place,
//! related places, fixes and a fingerprint. Columns are in characters (`unicodeCodePoints`), as
//! everywhere in cliq-lint.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::json::{objects, wrap};
use super::{LintedFile, fingerprint, portable_path, url, visible_fixes, words};
use crate::config::INVALID_CONFIGURATION;
use crate::diagnostic::{Fix, Severity};
use crate::lint::Reported;
use crate::rules::{self, RULES, Rule};
use crate::text::{LineIndex, Span};

/// The folder that relative paths begin at: the one that cliq-lint ran in, whose place only the
/// reader knows.
const BASE: &str = "%SRCROOT%";

/// What is percent-encoded in a path: all but the unreserved characters of RFC 3986 §2.3 and `/`.
const OUTSIDE_OF_PATHS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

pub(super) fn chunk(file: &LintedFile<'_>, index: &LineIndex) -> Vec<u8> {
    let diagnostics = file.report.diagnostics.iter().zip(fingerprint::fingerprints(file, index));
    objects(diagnostics.map(|(found, fingerprint)| result(file, index, found, &fingerprint)))
}

pub(super) fn document(chunks: &[Vec<u8>]) -> Vec<u8> {
    let rules: Vec<Value> = RULES
        .iter()
        .copied()
        .chain(std::iter::once(&INVALID_CONFIGURATION))
        .map(descriptor)
        .collect();
    let driver = json!({
        "name": "cliq-lint",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "informationUri": env!("CARGO_PKG_REPOSITORY"),
        "rules": rules,
    });
    let base = json!({ BASE: { "description": { "text": "The folder that cliq-lint ran in." } } });
    let head = format!(
        "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{{\
         \"tool\":{{\"driver\":{driver}}},\"originalUriBaseIds\":{base},\"columnKind\":\"unicodeCodePoints\",\"results\":["
    );
    wrap(&head, chunks, "]}]}\n")
}

fn descriptor(rule: &Rule) -> Value {
    let address = url(rule.name);
    let examples = if rule.bad.is_empty() { String::new() } else { rule.examples() };
    json!({
        "id": rule.name,
        "shortDescription": { "text": rule.sentence() },
        "fullDescription": { "text": rule.rationale },
        "help": {
            "text": format!("{} {} {address}", rule.sentence(), rule.rationale),
            "markdown": format!("{} {}\n\n{examples}\n[More]({address})", rule.sentence(), rule.rationale),
        },
        "helpUri": address,
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn result(file: &LintedFile<'_>, index: &LineIndex, found: &Reported, fingerprint: &str) -> Value {
    let finding = &found.finding;
    let related = finding.related.iter().zip(1..).map(|(related, id)| {
        json!({ "id": id, "physicalLocation": location(file, index, related.span), "message": { "text": related.message } })
    });
    json!({
        "ruleId": found.rule.name,
        "ruleIndex": rules::position(found.rule.name).unwrap_or(RULES.len()),
        "level": level(found.severity),
        "message": { "text": words(found) },
        "locations": [{ "physicalLocation": location(file, index, finding.span) }],
        "relatedLocations": related.collect::<Vec<_>>(),
        "partialFingerprints": { "cliqLint/v1": fingerprint },
        "fixes": visible_fixes(file, found).map(|fix| fix_of(file, index, fix)).collect::<Vec<_>>(),
    })
}

fn fix_of(file: &LintedFile<'_>, index: &LineIndex, fix: &Fix) -> Value {
    let replacements = fix
        .edits()
        .iter()
        .map(|edit| json!({ "deletedRegion": region(file, index, edit.span), "insertedContent": { "text": edit.text } }));
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{ "artifactLocation": artifact(file), "replacements": replacements.collect::<Vec<_>>() }],
        "properties": { "safety": fix.applicability },
    })
}

fn location(file: &LintedFile<'_>, index: &LineIndex, span: Span) -> Value {
    json!({ "artifactLocation": artifact(file), "region": region(file, index, span) })
}

fn region(file: &LintedFile<'_>, index: &LineIndex, span: Span) -> Value {
    let (start, end) = (index.position(file.text, span.start), index.position(file.text, span.end));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

/// The file: relative to [`BASE`], or by itself where the path is absolute.
fn artifact(file: &LintedFile<'_>) -> Value {
    let path = portable_path(file.path);
    let uri = utf8_percent_encode(&path, OUTSIDE_OF_PATHS).to_string();
    if path.starts_with('/') {
        json!({ "uri": format!("file://{uri}") })
    } else if path.get(1..3) == Some(":/") {
        json!({ "uri": format!("file:///{}", uri.replacen("%3A", ":", 1)) })
    } else {
        json!({ "uri": uri, "uriBaseId": BASE })
    }
}
