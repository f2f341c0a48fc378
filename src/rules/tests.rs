//! What every rule must pass: its `bad` example reports exactly its carets, `good` nothing, and the
//! first fix of `bad` gives `good`.

use super::*;
use crate::config::Levels;
use crate::diagnostic::Severity;
use crate::lint::{Reported, lint};
use crate::text::{LineIndex, Source};

/// A finding as a caret line has it: line, first column and last column (from 1, in characters),
/// and message.
type Caret = (usize, usize, usize, String);

/// Takes the caret lines out of an example.
fn without_carets(example: &str) -> (String, Vec<Caret>) {
    let mut text = String::new();
    let mut carets = Vec::new();
    let mut line = 0;
    for raw in example.split_inclusive('\n') {
        let indented = raw.trim_start();
        if indented.starts_with('^') {
            let first = raw.chars().count() - indented.chars().count() + 1;
            let width = indented.len() - indented.trim_start_matches('^').len();
            carets.push((
                line,
                first,
                first + width - 1,
                indented.trim_start_matches('^').trim().to_owned(),
            ));
        } else {
            text.push_str(raw);
            line += 1;
        }
    }
    (text, carets)
}

fn carets(text: &str, diagnostics: &[&Reported]) -> Vec<Caret> {
    let index = LineIndex::new(text);
    let caret = |diagnostic: &&Reported| {
        let finding = &diagnostic.finding;
        let (start, end) =
            (index.position(text, finding.span.start), index.position(text, finding.span.end));
        (start.line, start.column, (end.column - 1).max(start.column), finding.message.clone())
    };
    diagnostics.iter().map(caret).collect()
}

/// The example as a file; U+FFFD stands for a byte that is not UTF-8.
fn bytes(text: &str) -> Vec<u8> {
    text.split('\u{fffd}').map(str::as_bytes).collect::<Vec<_>>().join(&0xe9)
}

#[test]
fn names_are_unique_sorted_and_in_kebab_case() {
    assert!(RULES.windows(2).all(|pair| pair[0].name < pair[1].name));
    assert!(
        RULES
            .iter()
            .all(|rule| rule.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
    );
}

#[test]
fn every_file_in_the_folder_is_a_rule_of_the_list() {
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules")).unwrap();
    let names = files
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().replace('_', "-"));
    let mut names: Vec<String> = names.filter(|name| name != "mod" && name != "tests").collect();
    names.sort();
    assert_eq!(names, RULES.iter().map(|rule| rule.name).collect::<Vec<_>>());
}

#[test]
fn the_bad_example_reports_exactly_its_carets() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let (text, expected) = without_carets(rule.bad);
        let bytes = bytes(&text);
        let report = lint(&Source::decode(&bytes), &Levels::default());
        let (own, others): (Vec<&Reported>, Vec<&Reported>) =
            report.diagnostics.iter().partition(|found| found.rule.name == rule.name);
        let found = carets(&text, &own);
        if expected.is_empty() || found != expected {
            wrong.push(format!("{}: {found:?} instead of {expected:?}", rule.name));
        }
        let others = others.iter().filter(|found| found.severity > Severity::Hint);
        wrong.extend(others.map(|other| {
            format!(
                "{}: also reported by {}: {}",
                rule.name, other.rule.name, other.finding.message
            )
        }));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_good_example_reports_nothing() {
    for rule in RULES {
        let report = lint(&Source::from(rule.good), &Levels::default());
        let found = report
            .diagnostics
            .iter()
            .filter(|found| found.severity > Severity::Hint || found.rule.name == rule.name);
        assert_eq!(
            found.map(|found| &found.finding.message).collect::<Vec<_>>(),
            [""; 0],
            "{}",
            rule.name
        );
    }
}

#[test]
fn the_fixes_of_the_bad_example_give_the_good_one_or_the_docs_say_why_there_is_none() {
    for rule in RULES {
        let (mut text, _) = without_carets(rule.bad);
        if rule.name == "missing-required-field" {
            continue; // its fix inserts a placeholder, which is a finding again
        }
        let bytes = bytes(&text);
        let report = lint(&Source::decode(&bytes), &Levels::default());
        let own = report.diagnostics.iter().filter(|found| found.rule.name == rule.name);
        let fixes: Vec<_> = own.filter_map(|found| found.finding.fixes.first()).collect();
        assert_eq!(fixes.is_empty(), !rule.no_fix_reason.is_empty(), "{}", rule.name);
        if fixes.is_empty() {
            continue;
        }
        for edit in fixes.iter().flat_map(|fix| fix.edits()).rev() {
            text.replace_range(edit.span.start..edit.span.end, &edit.text);
        }
        assert_eq!(text, rule.good, "{}", rule.name);
    }
}

#[test]
fn names_nearly_right_are_recognised() {
    assert_eq!(nearest("insecure_http"), Some("insecure-http"));
    assert_eq!(nearest("duplicate-uris"), Some("duplicate-uri"));
    assert_eq!(nearest("line-length"), None);
}
