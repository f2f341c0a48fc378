//! SARIF 2.1.0 (OASIS): one run, with the rules and their pages, and for each result its place,
//! related places, fixes and a fingerprint. Columns are in characters (`unicodeCodePoints`), as
//! everywhere in cliq-lint.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::fingerprint::fingerprints;
use super::json::join_objects;
use super::{LintedFile, portable_path, visible_fixes};
use crate::citations::Citation;
use crate::diagnostic::{Elsewhere, Fix, Severity};
use crate::docs::{THEMES, capitalize, examples, references};
use crate::lint::{Code, Reported};
use crate::rules::RuleId;
use crate::text::escape::escape_json;
use crate::text::{Edit, Span};

/// The folder that relative paths start from: the root of the repository, or the folder that
/// cliq-lint ran in. Only the reader knows where that is.
const BASE: &str = "%SRCROOT%";

/// The characters to percent-encode in a path: all except `/` and the unreserved ones (RFC 3986
/// section 2.3).
const NOT_IN_PATHS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

pub(super) fn render_file(file: &LintedFile<'_>) -> Vec<u8> {
    let diagnostics = file.report.diagnostics.iter().zip(fingerprints(file));
    join_objects(diagnostics.map(|(found, fingerprint)| result(file, found, &fingerprint)))
}

pub(super) fn head() -> String {
    let codes = RuleId::ALL.iter().copied().map(Code::Rule).chain([Code::InvalidConfiguration]);
    let driver = json!({
        "name": "cliq-lint",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "informationUri": env!("CARGO_PKG_REPOSITORY"),
        "rules": codes.map(reporting_descriptor).collect::<Vec<_>>(),
    });
    let base = json!({ BASE: { "description": { "text": "The root of the repository, or the folder that cliq-lint ran in." } } });
    escape_json(format!(
        "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\
         \"runs\":[{{\"tool\":{{\"driver\":{driver}}},\"originalUriBaseIds\":{base},\
         \"columnKind\":\"unicodeCodePoints\",\"results\":["
    ))
}

pub(super) const TAIL: &str = "]}]}\n";

fn reporting_descriptor(code: Code) -> Value {
    let descriptor = code.descriptor();
    let summary = format!("{}.", capitalize(descriptor.summary));
    let (rationale, url) = (descriptor.rationale, descriptor.url());
    let examples = code.rule().map(|rule| examples(rule.rule())).unwrap_or_default();
    let references = references(descriptor, "**References.**");
    json!({
        "id": descriptor.name,
        "shortDescription": { "text": summary },
        "fullDescription": { "text": rationale },
        "help": {
            "text": format!("{summary} {rationale} {url}"),
            "markdown": format!("{summary} {rationale}\n\n{examples}{references}\n[More]({url})"),
        },
        "helpUri": url,
        "properties": properties(code),
        "defaultConfiguration": { "level": level(descriptor.severity) },
    })
}

/// Properties that SARIF does not define: the tags and the severity that GitHub's code scanning filters
/// by, and the sources.
fn properties(code: Code) -> Value {
    let rule = code.rule();
    let theme = THEMES.iter().find(|theme| rule.is_some_and(|rule| theme.rules.contains(&rule)));
    let theme = theme.map(|theme| theme.title.to_lowercase().replace(' ', "-"));
    let severity = rule.and_then(security_severity);
    let tags = theme.into_iter().chain(severity.map(|_| "security".to_owned()));
    let sources = code.descriptor().sources.iter().map(source);
    let mut properties = json!({
        "tags": tags.collect::<Vec<_>>(),
        "sources": sources.collect::<Vec<_>>(),
    });
    if let Some(severity) = severity {
        properties["security-severity"] = json!(severity);
    }
    properties
}

/// Returns the severity of a weakness on the CVSS scale from 0.1 to 10.0, which GitHub divides into low
/// (below 4.0), medium (below 7.0), high, and critical (above 9.0). Returns `None` for other rules.
fn security_severity(rule: RuleId) -> Option<&'static str> {
    Some(match rule {
        RuleId::CommittedSecret => "8.0",
        RuleId::ThirdPartyRedirect => "7.0",
        RuleId::InsecureHttp | RuleId::OpenRedirectParameter | RuleId::UriCredentials => "5.0",
        RuleId::TemporaryHost | RuleId::SuspiciousUri => "4.0",
        RuleId::ImplicitGrant | RuleId::LocalhostInProduction | RuleId::MixedScriptName => "3.0",
        _ => return None,
    })
}

/// A page or a standard that a rule rests on.
fn source(citation: &Citation) -> Value {
    let Citation { title, url, quote } = citation;
    match quote {
        Some(quote) => json!({ "title": title, "url": url, "quote": quote }),
        None => json!({ "title": title, "url": url }),
    }
}

/// The place of a code's descriptor in the list of the run.
fn rule_index(code: Code) -> usize {
    code.rule().map_or(RuleId::ALL.len(), |rule| rule as usize)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn result(file: &LintedFile<'_>, found: &Reported, fingerprint: &str) -> Value {
    let diagnostic = &found.diagnostic;
    let related = diagnostic
        .related
        .iter()
        .map(|related| (physical_location(file, related.span), related.message.clone()));
    let elsewhere = diagnostic.elsewhere.iter();
    let elsewhere = elsewhere.map(|place| (location_elsewhere(place), place.message()));
    let related = related.chain(elsewhere).zip(1..).map(|((location, message), id)| {
        json!({ "id": id, "physicalLocation": location, "message": { "text": message } })
    });
    let fixes = visible_fixes(file, diagnostic).map(|fix| fix_object(file, fix));
    json!({
        "ruleId": found.code.name(),
        "ruleIndex": rule_index(found.code),
        "level": level(found.severity),
        "message": { "text": diagnostic.full_message() },
        "locations": [{ "physicalLocation": physical_location(file, diagnostic.span) }],
        "relatedLocations": related.collect::<Vec<_>>(),
        "partialFingerprints": { "cliqLint/v1": fingerprint },
        "fixes": fixes.collect::<Vec<_>>(),
    })
}

fn location_elsewhere(place: &Elsewhere) -> Value {
    json!({
        "artifactLocation": artifact_location(&place.file),
        "region": {
            "startLine": place.start.line + 1,
            "startColumn": place.start.column + 1,
            "endLine": place.end.line + 1,
            "endColumn": place.end.column + 1,
        },
    })
}

fn fix_object(file: &LintedFile<'_>, fix: &Fix) -> Value {
    let replacement = |edit: &Edit| {
        json!({
            "deletedRegion": region(file, edit.span),
            "insertedContent": { "text": edit.text },
        })
    };
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{
            "artifactLocation": artifact_location(file.path),
            "replacements": fix.edits.iter().map(replacement).collect::<Vec<_>>(),
        }],
        "properties": { "safety": fix.applicability.name() },
    })
}

fn physical_location(file: &LintedFile<'_>, span: Span) -> Value {
    json!({ "artifactLocation": artifact_location(file.path), "region": region(file, span) })
}

fn region(file: &LintedFile<'_>, span: Span) -> Value {
    let (start, end) = (file.source.position(span.start), file.source.position(span.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// A file: relative to [`BASE`], or by itself if the path is absolute.
fn artifact_location(path: &str) -> Value {
    let path = portable_path(path);
    let uri = utf8_percent_encode(&path, NOT_IN_PATHS).to_string();
    if path.starts_with('/') {
        json!({ "uri": format!("file://{uri}") })
    } else if path.get(1..3) == Some(":/") {
        json!({ "uri": format!("file:///{}", uri.replacen("%3A", ":", 1)) })
    } else {
        json!({ "uri": uri, "uriBaseId": BASE })
    }
}
