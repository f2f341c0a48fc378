//! Test helpers for texts with carets under the expected diagnostics, and texts with a cursor.

pub(crate) mod manifests;

use crate::config::Levels;
use crate::diagnostic::Applicability;
use crate::ide::{Analysis, Completion, DocumentKind, completions};
use crate::lint::{Code, Report, lint};
use crate::manifest::Manifest;
use crate::rules::{Fixes, RuleId};
use crate::text::{Source, Span};

/// A caret line: line number, first and last column (1-based, in characters), and message.
pub(crate) type Caret = (usize, usize, usize, String);

/// Splits an example into its text and its caret lines. A line whose first non-space character is
/// `^` belongs to the line above.
pub(crate) fn split_carets(example: &str) -> (String, Vec<Caret>) {
    let mut text = String::new();
    let mut carets = Vec::new();
    let mut line = 0;
    for written in example.split_inclusive('\n') {
        let indented = written.trim_start();
        if indented.starts_with('^') {
            let first = written.chars().count() - indented.chars().count() + 1;
            let message = indented.trim_start_matches('^');
            let width = indented.len() - message.len();
            carets.push((line, first, first + width - 1, message.trim().to_owned()));
        } else {
            text.push_str(written);
            line += 1;
        }
    }
    (text, carets)
}

/// Returns the text without `$0`, and the byte offset of that marker.
pub(crate) fn split_cursor(text: &str) -> (String, usize) {
    let offset = text.find("$0").expect("the text has a cursor, `$0`");
    (text.replacen("$0", "", 1), offset)
}

/// Returns the text without its two `$0` markers, and the span between them.
pub(crate) fn split_range(text: &str) -> (String, Span) {
    let (text, start) = split_cursor(text);
    let (text, end) = split_cursor(&text);
    (text, Span::new(start, end))
}

/// Analyzes a manifest with the default levels, for tests of editor features.
pub(crate) fn analyze(text: &str) -> Analysis {
    Analysis::new(Source::new(text), DocumentKind::Manifest, Levels::default())
}

/// Returns the completions at `$0` in a document, in list order.
pub(crate) fn completions_at(kind: DocumentKind, marked: &str) -> Vec<Completion> {
    let (text, offset) = split_cursor(marked);
    let analysis = Analysis::new(Source::new(text), kind, Levels::default());
    let mut completions = completions(&analysis, offset);
    completions.sort_by(|one, other| one.sort_key.cmp(&other.sort_key));
    completions
}

/// Returns the text after accepting the completion with this label at `$0`.
#[track_caller]
pub(crate) fn complete_at(kind: DocumentKind, marked: &str, label: &str) -> String {
    let (mut text, _) = split_cursor(marked);
    let all = completions_at(kind, marked);
    let chosen = all.iter().find(|completion| completion.label == label);
    let labels: Vec<&str> = all.iter().map(|completion| completion.label.as_str()).collect();
    let chosen = chosen.unwrap_or_else(|| panic!("no {label} in {labels:?}"));
    let inserted = chosen.snippet.as_ref().unwrap_or(&chosen.text);
    text.replace_range(chosen.replaced.start..chosen.replaced.end, inserted);
    text
}

/// Lints a text with the default levels. Also checks that only rules that document a reason have
/// safe fixes, and that rules documented to have no fixes have none.
#[track_caller]
pub(crate) fn lint_text(text: &str) -> (Manifest, Report) {
    let manifest = Manifest::new(Source::new(text));
    let report = lint(&manifest, &Levels::default());
    for found in &report.diagnostics {
        let fixes = &found.diagnostic.fixes;
        let is_safe = fixes.iter().any(|fix| fix.applicability == Applicability::Safe);
        let is_explained = match found.code.rule().map(|rule| rule.rule().fixes) {
            Some(Fixes::Never(_)) => fixes.is_empty(),
            Some(Fixes::Unsafe(_)) => !is_safe,
            Some(Fixes::Safe(_)) | None => true,
        };
        assert!(is_explained, "{}: {fixes:?}", found.code.name());
    }
    (manifest, report)
}

/// Returns the diagnostics of one rule as carets.
pub(crate) fn carets_of(rule: RuleId, manifest: &Manifest, report: &Report) -> Vec<Caret> {
    let own = report.diagnostics.iter().filter(|reported| reported.code == Code::Rule(rule));
    let caret = |reported: &crate::lint::Reported| {
        let span = reported.diagnostic.span;
        let start = manifest.source.position(span.start);
        let end = manifest.source.position(span.end);
        let last = (end.column - 1).max(start.column);
        (start.line, start.column, last, reported.diagnostic.message.clone())
    };
    own.map(caret).collect()
}

/// Checks that a rule reports exactly the carets of an example; without carets, nothing.
#[track_caller]
pub(crate) fn check(rule: RuleId, example: &str) {
    let (text, expected) = split_carets(example);
    let (manifest, report) = lint_text(&text);
    assert_eq!(carets_of(rule, &manifest, &report), expected, "{} in\n{text}", rule.name());
}

/// Checks that the first fix of a rule's first diagnostic turns `before` into `after`.
#[track_caller]
pub(crate) fn check_fix(rule: RuleId, before: &str, after: &str) {
    let (_, report) = lint_text(before);
    let mut own = report.diagnostics.iter().filter(|reported| reported.code == Code::Rule(rule));
    let fix = own.find_map(|reported| reported.diagnostic.fixes.first());
    let fix = fix.unwrap_or_else(|| panic!("{} offers no fix in\n{before}", rule.name()));
    assert_eq!(fix.edits.apply(before), after, "{}", fix.title);
}

/// Checks that a rule reports something but offers no fix.
#[track_caller]
pub(crate) fn check_no_fix(rule: RuleId, text: &str) {
    let (_, report) = lint_text(text);
    let own = report.diagnostics.iter().filter(|reported| reported.code == Code::Rule(rule));
    let fixes: Vec<usize> = own.map(|reported| reported.diagnostic.fixes.len()).collect();
    assert!(!fixes.is_empty(), "{} reports nothing in\n{text}", rule.name());
    assert!(fixes.iter().all(|count| *count == 0), "{} offers a fix in\n{text}", rule.name());
}

/// Returns the titles of the fixes that a rule offers, in order.
pub(crate) fn fix_titles(rule: RuleId, text: &str) -> Vec<String> {
    let (_, report) = lint_text(text);
    let own = report.diagnostics.iter().filter(|reported| reported.code == Code::Rule(rule));
    own.flat_map(|reported| &reported.diagnostic.fixes).map(|fix| fix.title.clone()).collect()
}

/// Removes escape sequences for colors from a text.
pub(crate) fn strip_colors(text: &str) -> String {
    let mut parts = text.split('\x1b');
    let plain = parts.next().unwrap_or_default().to_owned();
    let colored = parts.map(|part| part.split_once('m').map_or(part, |(_, rest)| rest));
    plain + &colored.collect::<String>()
}
