//! What adding suppressions, and fixing them, must never do to any manifest.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::apply::{Scope, read_suppressions};
use super::insert::{file_suppression, suppression_edits};
use super::{SuppressedRule, Suppression};
use crate::config::Levels;
use crate::diagnostic::{Applicability, Severity};
use crate::fix::fix_all;
use crate::lint::{Code, Report, Reported};
use crate::manifest::Manifest;
use crate::rules::RuleId;
use crate::syntax::{Item, Layout, Table, Value, ValueKind};
use crate::testing::lint_text;
use crate::testing::manifests::{config, manifest};
use crate::text::{Edits, Source, Span};

/// Every value of a manifest with the keys that lead to it, in the order of the tree.
fn values(manifest: &Manifest) -> Vec<String> {
    let mut values = Vec::new();
    let orphans = manifest.tree.orphan_tables.iter().map(|orphan| &orphan.table);
    for table in std::iter::once(&manifest.tree.root).chain(orphans) {
        push_table(&manifest.source, table, "", &mut values);
    }
    values
}

fn push_table(source: &Source, table: &Table, path: &str, values: &mut Vec<String>) {
    for entry in &table.entries {
        push_value(source, &entry.value, &format!("{path}.{}", entry.key), values);
    }
}

fn push_value(source: &Source, value: &Value, path: &str, values: &mut Vec<String>) {
    match &value.kind {
        ValueKind::Table(table) => push_table(source, table, path, values),
        ValueKind::Array(elements) => {
            values.push(format!("{path} has {}", elements.len()));
            for element in elements {
                push_value(source, element, path, values);
            }
        }
        ValueKind::String(string) => values.push(format!("{path} = {:?}", string.value)),
        ValueKind::Unparsed => values.push(format!("{path} ?")),
        _ => values.push(format!("{path} = {}", source.slice(value.span))),
    }
}

fn place(reported: &Reported) -> Option<(RuleId, Span)> {
    Some((reported.code.rule()?, reported.diagnostic.span))
}

/// Whether `--add-allow` leaves a finding as it is.
fn is_left(reported: &Reported) -> bool {
    [RuleId::CommittedSecret, RuleId::InvalidToml, RuleId::UnusedAllow]
        .iter()
        .any(|rule| reported.code == Code::Rule(*rule))
}

/// How many findings there are of each rule and message, of those that are wanted.
fn count(report: &Report, is_wanted: impl Fn(&Reported) -> bool) -> BTreeMap<(Code, &str), usize> {
    let mut counts = BTreeMap::new();
    for found in report.diagnostics.iter().filter(|found| is_wanted(found)) {
        *counts.entry((found.code, &*found.diagnostic.message)).or_default() += 1;
    }
    counts
}

/// Checks that some edits add comments and nothing else.
fn check_comments(before: &Manifest, edits: &Edits, after: &Manifest) -> Result<(), TestCaseError> {
    let text = after.text();
    prop_assert_eq!(values(before), values(after), "{}", text);
    prop_assert_eq!(before.tree.errors.len(), after.tree.errors.len(), "{}", text);
    for edit in edits {
        let removed = before.source.slice(edit.span);
        prop_assert!(removed.trim_matches([' ', '\t']).is_empty(), "removes {:?}", removed);
        let line = edit.text.trim();
        prop_assert!(
            line.starts_with("# cliq-lint: allow(") || line.starts_with(", "),
            "{:?}",
            edit
        );
    }
    Ok(())
}

/// The rules that are suppressed in the whole file.
fn of_file(manifest: &Manifest) -> Vec<RuleId> {
    suppressed(manifest, |scope| matches!(scope, Scope::File(_)))
}

/// The rules that are suppressed in the whole file, or where nothing is covered.
fn of_no_statement(manifest: &Manifest) -> Vec<RuleId> {
    suppressed(manifest, |scope| !matches!(scope, Scope::Item { .. }))
}

fn suppressed(manifest: &Manifest, is_wanted: impl Fn(Scope) -> bool) -> Vec<RuleId> {
    let list = read_suppressions(manifest);
    let list = list.iter().filter(|placed| is_wanted(placed.scope));
    list.flat_map(|placed| &placed.suppression.rules).filter_map(|name| name.rule).collect()
}

/// The rules that have found something in each statement.
fn by_statement(manifest: &Manifest, report: &Report) -> Vec<Vec<RuleId>> {
    let layout = manifest.layout();
    let mut rules = vec![Vec::new(); layout.statements().len()];
    for (rule, span) in report.diagnostics.iter().filter_map(place) {
        if let Some(statement) = layout.statement_at(span.start) {
            rules[Layout::index_of(statement)].push(rule);
        }
    }
    rules
}

proptest! {
    #![proptest_config(config(15))]

    #[test]
    fn suppressions_of_all_findings_add_comments_and_leave_only_what_cannot_be_suppressed(
        text in manifest().boxed(),
    ) {
        let (before, report) = lint_text(&text);
        let places = report.diagnostics.iter().filter(|found| !is_left(found)).filter_map(place);
        let edits = suppression_edits(&before, places);
        let (after, left) = lint_text(&edits.apply(&text));
        check_comments(&before, &edits, &after)?;
        prop_assert_eq!(count(&report, is_left), count(&left, |_| true), "{}", after.text());
        let again = left.diagnostics.iter().filter(|found| !is_left(found)).filter_map(place);
        prop_assert!(suppression_edits(&after, again).is_empty());
    }

    #[test]
    fn a_suppression_covers_no_other_rule_and_no_other_statement(text in manifest().boxed()) {
        let (before, report) = lint_text(&text);
        let is_suppressible = |found: &&Reported| {
            !is_left(found) || found.code == Code::Rule(RuleId::CommittedSecret)
        };
        for found in report.diagnostics.iter().filter(is_suppressible) {
            let Some((rule, span)) = place(found) else { continue };
            let edits = suppression_edits(&before, [(rule, span)]);
            let (after, left) = lint_text(&edits.apply(&text));
            check_comments(&before, &edits, &after)?;
            let same = |other: &Reported| other.code == found.code;
            let other = |other: &Reported| other.code != found.code;
            prop_assert_eq!(count(&report, other), count(&left, other), "{}", after.text());
            let others = by_statement(&before, &report).into_iter().map(|rules| {
                rules.into_iter().filter(|one| *one == rule).count()
            });
            let others: Vec<usize> = others.collect();
            let statement = before.layout().statement_at(span.start).map(Layout::index_of);
            let here = statement.map_or(1, |index| others[index]);
            let (all, now) =
                (report.diagnostics.iter().filter(|one| same(one)).count(),
                 left.diagnostics.iter().filter(|one| same(one)).count());
            prop_assert!(now < all && all <= now + here.max(1), "{} of {} left in {}", now, all, after.text());
        }
    }

    #[test]
    fn a_suppression_of_the_file_covers_all_of_one_rule(text in manifest().boxed()) {
        let (before, report) = lint_text(&text);
        for rule in report.diagnostics.iter().filter_map(|found| found.code.rule()) {
            let Some(edit) = file_suppression(&before, rule) else { continue };
            let edits = Edits::from(edit);
            let (after, left) = lint_text(&edits.apply(&text));
            check_comments(&before, &edits, &after)?;
            let other = |found: &Reported| found.code != Code::Rule(rule);
            prop_assert_eq!(count(&report, other), count(&left, |_| true), "{}", after.text());
        }
    }

    #[test]
    fn a_run_removes_no_suppression_that_is_not_written_exactly(text in manifest().boxed()) {
        let inexact = |text: &str| -> usize {
            let manifest = Manifest::new(Source::new(text));
            let list = read_suppressions(&manifest).into_iter();
            let is_exact = |name: &SuppressedRule| {
                name.rule.is_some_and(|rule| manifest.source.slice(name.span) == rule.name())
            };
            list.map(|one| match one.suppression {
                Suppression { error: Some(_), rules, .. } => rules.len(),
                Suppression { rules, .. } => rules.iter().filter(|name| !is_exact(name)).count(),
            })
            .sum()
        };
        let names = |text: &str| -> usize {
            let list = read_suppressions(&Manifest::new(Source::new(text)));
            list.iter().map(|one| one.suppression.rules.len()).sum()
        };
        let (before, report) = lint_text(&text);
        let levels = Levels::default();
        let outcome =
            fix_all(&before, &report, &levels, Severity::Hint, Applicability::Safe).unwrap();
        let after = outcome.map_or(text.clone(), |outcome| outcome.manifest.text().to_owned());
        prop_assert!(names(&after) >= inexact(&text), "{}", after);
    }

    #[test]
    fn no_fix_makes_a_suppression_of_a_statement_one_of_the_file(text in manifest().boxed()) {
        let (before, report) = lint_text(&text);
        let rules = of_no_statement(&before);
        for fix in report.diagnostics.iter().flat_map(|found| &found.diagnostic.fixes) {
            if fix.title != "Suppress in the whole file" {
                let (after, _) = lint_text(&fix.edits.apply(&text));
                for rule in of_file(&after) {
                    prop_assert!(rules.contains(&rule), "`{}` in\n{}", fix.title, after.text());
                }
            }
        }
    }

    #[test]
    fn no_suppression_is_unused_whose_finding_another_one_hides(text in manifest().boxed()) {
        let (before, report) = lint_text(&text);
        let found_before = by_statement(&before, &report);
        for (found, fix) in report.diagnostics.iter().flat_map(|found| {
            found.diagnostic.fixes.iter().map(move |fix| (found, fix))
        }) {
            // A fix that makes the client one of another type, or moves statements, reveals nothing.
            let others = ["Move", "Change the type"];
            if found.code == Code::Rule(RuleId::UnusedAllow)
                || others.iter().any(|title| fix.title.starts_with(title))
            {
                continue;
            }
            let (after, fixed) = lint_text(&fix.edits.apply(&text));
            let found_after = by_statement(&after, &fixed);
            if found_after.len() != found_before.len() {
                continue;
            }
            for (index, rules) in found_after.iter().enumerate() {
                let statement = &before.layout().statements()[index];
                let fixed = &after.layout().statements()[index];
                let key = |item: &Item| item.key.last().map(|part| part.name.clone());
                let value = |manifest: &Manifest, item: &Item| {
                    item.value.map(|value| manifest.source.slice(value).to_owned())
                };
                let is_same = key(statement) == key(fixed)
                    || value(&before, statement) == value(&after, fixed);
                if !is_same {
                    continue;
                }
                let is_new = |rule: &&RuleId| {
                    !found_before[index].contains(rule) && found.code != Code::Rule(**rule)
                };
                for rule in rules.iter().filter(is_new) {
                    let edits = suppression_edits(&before, [(*rule, statement.span)]);
                    let (suppressed, left) = lint_text(&edits.apply(&text));
                    let is_unused = |found: &Reported| {
                        found.code == Code::Rule(RuleId::UnusedAllow)
                            && found.diagnostic.message.contains(rule.name())
                    };
                    prop_assert_eq!(
                        count(&report, is_unused), count(&left, is_unused),
                        "{:?} is hidden until `{}` in\n{}", rule, fix.title, suppressed.text()
                    );
                }
            }
        }
    }
}
