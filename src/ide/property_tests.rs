//! Properties that every change offered in editors must preserve, tested on generated manifests.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::code_actions::{Change, fix_all, quick_fixes, refactorings};
use super::{Analysis, Effect};
use crate::lint::{Code, Reported};
use crate::manifest::Manifest;
use crate::rules::RuleId;
use crate::suppression::insert::suppression_edits;
use crate::suppression::parse_suppressions;
use crate::syntax::{Table, Value, ValueKind};
use crate::testing::analyze;
use crate::testing::manifests::{config, manifest};
use crate::text::{Edits, Span};

/// An action and the resulting text.
struct Applied {
    title: String,
    change: Option<Change>,
    is_preferred: bool,
    /// The spans that the action is about.
    places: Vec<Span>,
    after: Analysis,
}

/// Applies every distinct action that is offered at a finding, on a type or for the whole text.
fn apply_all(analysis: &Analysis) -> Vec<Applied> {
    let text = analysis.source().text();
    let found = analysis.report.diagnostics.iter().map(|found| found.diagnostic.span);
    let types = analysis.clients().iter().filter_map(|client| client.type_entry.as_ref());
    let whole = Span::new(0, text.len());
    let ranges = found.chain(types.map(|entry| entry.value.span)).chain([whole]);
    let mut all: Vec<Applied> = Vec::new();
    for range in ranges {
        let actions = quick_fixes(analysis, range).into_iter();
        for action in actions.chain(refactorings(analysis, range)) {
            let (edits, change) = match action.effect {
                Effect::Edit(edits) => (edits, None),
                Effect::Change(change) => {
                    let edits = change.edits(analysis);
                    (edits.expect("only what changes something is offered"), Some(change))
                }
                Effect::OpenPage(_) | Effect::OpenForm => continue,
            };
            let after = edits.apply(text);
            let is_known = |one: &Applied| {
                one.title == action.title
                    && one.change == change
                    && one.after.source().text() == after
            };
            if !all.iter().any(is_known) {
                let places = match change {
                    Some(Change::FixRule(rule)) => {
                        let all = analysis.report.diagnostics.iter();
                        all.filter(|one| one.code == Code::Rule(rule)).flat_map(places).collect()
                    }
                    Some(Change::ChangeType(client, _)) => {
                        let entry = analysis.clients()[client].type_entry.iter();
                        entry.map(|entry| entry.value.span).collect()
                    }
                    Some(_) => Vec::new(),
                    None => action.reported.into_iter().flat_map(places).collect(),
                };
                let after = analyze(&after);
                let (title, is_preferred) = (action.title, action.is_preferred);
                all.push(Applied { title, change, is_preferred, places, after });
            }
        }
    }
    all
}

/// Returns the span of a finding and its related spans.
fn places(found: &Reported) -> Vec<Span> {
    let related = found.diagnostic.related.iter().map(|related| related.span);
    std::iter::once(found.diagnostic.span).chain(related).collect()
}

fn manifest_of(analysis: &Analysis) -> &Manifest {
    analysis.manifest().expect("it is a manifest")
}

fn is_toml(analysis: &Analysis) -> bool {
    manifest_of(analysis).tree.errors.is_empty()
}

/// A string in a manifest, with its span and key path.
struct Written {
    text: String,
    span: Span,
    keys: Vec<(String, Span)>,
}

fn strings(analysis: &Analysis) -> Vec<Written> {
    let mut strings = Vec::new();
    push_table(&manifest_of(analysis).tree.root, &[], &mut strings);
    strings
}

fn push_table(table: &Table, keys: &[(String, Span)], strings: &mut Vec<Written>) {
    for entry in &table.entries {
        let own = (entry.key.clone(), entry.key_span);
        let keys: Vec<_> = keys.iter().cloned().chain([own]).collect();
        push_value(&entry.value, &keys, strings);
    }
}

fn push_value(value: &Value, keys: &[(String, Span)], strings: &mut Vec<Written>) {
    match &value.kind {
        ValueKind::Table(table) => push_table(table, keys, strings),
        ValueKind::Array(elements) => {
            for element in elements {
                push_value(element, keys, strings);
            }
        }
        ValueKind::String(string) => {
            let (text, keys) = (string.value.to_string(), keys.to_vec());
            strings.push(Written { text, span: value.span, keys });
        }
        _ => {}
    }
}

/// Checks that an action keeps every string, unless the action is about the string or its title
/// names the string's key.
fn check_strings(before: &Analysis, applied: &Applied) -> Result<(), TestCaseError> {
    let Applied { title, places, after, .. } = applied;
    let left: BTreeSet<String> = strings(after).into_iter().map(|one| one.text).collect();
    for Written { text, span, keys } in strings(before) {
        let is_about =
            |span: Span| places.iter().any(|place| place.intersects(span) || *place == span);
        let is_named =
            keys.iter().any(|(key, span)| is_about(*span) || title.contains(&format!("`{key}`")));
        prop_assert!(
            left.contains(&text) || is_named || is_about(span),
            "`{}` loses {:?} in\n{}",
            title,
            text,
            after.source().text()
        );
    }
    Ok(())
}

/// Returns the comments of a text.
fn comments(analysis: &Analysis) -> Vec<&str> {
    let source = analysis.source();
    let comments = manifest_of(analysis).tree.comments.iter();
    let comments = comments.map(|comment| source.slice(*comment).trim_end());
    comments.collect()
}

fn check_comments(before: &Analysis, applied: &Applied) -> Result<(), TestCaseError> {
    let Applied { title, after, .. } = applied;
    // A suppression may be appended to a comment.
    let left = comments(after).into_iter();
    let mut left: Vec<&str> =
        left.map(|one| one.split_once(" # cliq-lint:").map_or(one, |(own, _)| own)).collect();
    let own = comments(before).into_iter();
    let own = own.filter(|comment| parse_suppressions(comment, 0).is_empty());
    for comment in own.filter(|_| !title.contains("comment")) {
        let kept = left.iter().position(|one| *one == comment);
        prop_assert!(kept.is_some(), "`{}` loses {}\n{}", title, comment, after.source().text());
        left.swap_remove(kept.expect("it was just found"));
    }
    Ok(())
}

/// The maximum number of times that a change is repeated until nothing is left to do.
const MAX_TIMES: usize = 8;

/// Checks that repeating a change eventually leaves nothing to do.
fn check_repeated(applied: &Applied) -> Result<(), TestCaseError> {
    let Some(change) = applied.change else { return Ok(()) };
    let mut now = analyze(applied.after.source().text());
    for _ in 0..MAX_TIMES {
        let text = now.source().text();
        let Some(edits) = again(change, &now) else { return Ok(()) };
        prop_assert!(
            matches!(change, Change::FixRule(_)),
            "`{}` changes again\n{}",
            applied.title,
            text
        );
        now = analyze(&edits.apply(text));
    }
    let (title, text) = (&applied.title, now.source().text());
    Err(TestCaseError::fail(format!("`{title}` does not settle in\n{text}")))
}

/// Returns the edits of the same change in another version of the text.
fn again(change: Change, analysis: &Analysis) -> Option<Edits> {
    match change {
        // This change is only offered for diagnostics, and none are left.
        Change::SuppressIn(..) | Change::SuppressInFile(_) => None,
        change => change.edits(analysis),
    }
}

/// Returns the text after applying all safe fixes.
fn fixed(analysis: &Analysis) -> String {
    let text = analysis.source().text();
    fix_all(analysis).map_or_else(|| text.to_owned(), |edits| edits.apply(text))
}

/// Returns the rule of a finding if `--add-allow` suppresses it.
fn rule_to_suppress(found: &Reported) -> Option<RuleId> {
    const LEFT: [RuleId; 3] = [RuleId::CommittedSecret, RuleId::InvalidToml, RuleId::UnusedAllow];
    found.code.rule().filter(|rule| !LEFT.contains(rule))
}

/// Returns the lines of a text, sorted, because the position of a moved key depends on what else is
/// present at the time.
fn sorted_lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.sort_unstable();
    lines
}

/// Counts the rule names in the suppressions of a text.
fn count_suppressed(text: &str) -> usize {
    text.lines().flat_map(|line| parse_suppressions(line, 0)).map(|one| one.rules.len()).sum()
}

proptest! {
    #![proptest_config(config(8))]

    #[test]
    fn an_action_keeps_what_its_title_does_not_name(text in manifest()) {
        let analysis = analyze(&text);
        for applied in apply_all(&analysis) {
            if is_toml(&analysis) {
                prop_assert!(is_toml(&applied.after), "`{}` gives no TOML", applied.title);
                check_strings(&analysis, &applied)?;
                check_comments(&analysis, &applied)?;
            }
        }
    }

    #[test]
    fn a_change_leaves_nothing_of_it_to_do(text in manifest()) {
        let analysis = analyze(&text);
        for applied in apply_all(&analysis) {
            check_repeated(&applied)?;
        }
    }

    #[test]
    fn safe_fixes_one_by_one_and_by_rule_are_those_of_the_command_line(text in manifest()) {
        let analysis = analyze(&text);
        // An unused suppression is removed immediately, even if a fix of another finding would need
        // it.
        if !is_toml(&analysis) || count_suppressed(&text) > 0 {
            return Ok(());
        }
        let expected = fixed(&analysis);
        for applied in apply_all(&analysis) {
            if applied.is_preferred || matches!(applied.change, Some(Change::FixRule(_))) {
                let fixed = fixed(&applied.after);
                prop_assert_eq!(sorted_lines(&fixed), sorted_lines(&expected), "after `{}`", applied.title);
            }
        }
    }

    #[test]
    fn suppressions_one_by_one_do_what_those_of_the_command_line_do(text in manifest()) {
        let analysis = analyze(&text);
        let found = analysis.report.diagnostics.iter();
        let found = found.filter_map(|found| Some((rule_to_suppress(found)?, found.diagnostic.span)));
        let at_once = suppression_edits(manifest_of(&analysis), found).apply(&text);
        let mut now = analysis;
        let next = |analysis: &Analysis| {
            let mut found = analysis.report.diagnostics.iter();
            found.find_map(|found| Some((rule_to_suppress(found)?, found.diagnostic.span)))
        };
        while let Some((rule, span)) = next(&now) {
            let edits = Change::SuppressIn(rule, span).edits(&now);
            let text = now.source().text();
            prop_assert!(edits.is_some(), "{} cannot be suppressed in {}", rule.name(), text);
            now = analyze(&edits.expect("there are edits").apply(text));
        }
        let (one_by_one, at_once) = (now, analyze(&at_once));
        prop_assert_eq!(next(&at_once), None);
        let text = one_by_one.source().text();
        prop_assert!(count_suppressed(text) <= count_suppressed(at_once.source().text()), "{}", text);
        let values = |analysis: &Analysis| -> Vec<String> {
            strings(analysis).into_iter().map(|one| one.text).collect()
        };
        prop_assert_eq!(values(&one_by_one), values(&at_once));
    }
}
