//! Properties that every fix must preserve, tested on generated manifests: every TOML layout, every
//! mix of findings, and comments everywhere.
//!
//! Runs few cases by default; `PROPTEST_CASES=10000 cargo test --release --test it properties` runs
//! more.

use std::collections::BTreeMap;
use std::ops::Range;

use cliq_lint::config::Levels;
use cliq_lint::diagnostic::{Applicability, Fix, Severity};
use cliq_lint::fix::{self, FixError};
use cliq_lint::lint::{Reported, lint};
use cliq_lint::manifest::Manifest;
use cliq_lint::suppression::parse_suppressions;
use cliq_lint::syntax::parse;
use cliq_lint::text::Source;
use proptest::prelude::*;
use toml::de::{DeTable, DeValue};

use crate::manifests::{config, manifest};

fn diagnostics(text: &str) -> Vec<Reported> {
    lint(&Manifest::new(Source::new(text)), &Levels::default()).diagnostics
}

/// Returns the text after fixing all findings, including hints, and the number of applied fixes.
fn fix_all(text: &str, applicability: Applicability) -> Result<(String, usize), FixError> {
    let levels = Levels::default();
    let manifest = Manifest::new(Source::new(text));
    let report = lint(&manifest, &levels);
    let outcome = fix::fix_all(&manifest, &report, &levels, Severity::Hint, applicability)?;
    Ok(match outcome {
        Some(outcome) => (outcome.manifest.text().to_owned(), outcome.applied.len()),
        None => (text.to_owned(), 0),
    })
}

/// Applies every fix of a text separately. Returns the finding, the fix and the resulting text.
fn single_fixes(text: &str) -> Vec<(Reported, Fix, String)> {
    let found = diagnostics(text).into_iter();
    let fixes = found.flat_map(|found| {
        found.diagnostic.fixes.clone().into_iter().map(move |fix| (found.clone(), fix))
    });
    fixes
        .map(|(found, fix)| {
            let after = fix.edits.apply(text);
            (found, fix, after)
        })
        .collect()
}

/// Counts the selected findings by rule and message.
fn counts(
    text: &str,
    is_wanted: impl Fn(&Reported) -> bool,
) -> BTreeMap<(&'static str, String), usize> {
    let mut counts = BTreeMap::new();
    for found in diagnostics(text).into_iter().filter(is_wanted) {
        *counts.entry((found.code.name(), found.diagnostic.message)).or_default() += 1;
    }
    counts
}

fn is_toml(text: &str) -> bool {
    parse(&Source::from(text)).errors.is_empty()
}

/// Returns the comments of a text, without suppressions.
fn comments(text: &str) -> Vec<String> {
    let source = Source::from(text);
    let tree = parse(&source);
    let comments = tree.comments.iter().map(|span| source.slice(*span).trim_end().to_owned());
    let mut comments: Vec<String> =
        comments.filter(|comment| parse_suppressions(comment, 0).is_empty()).collect();
    comments.sort();
    comments
}

/// A value that is neither a table nor an array, as parsed by the `toml` crate.
pub struct Leaf {
    /// The key and the text of the value.
    pub written: (String, String),
    /// The range of the key, including its other parts and the keys of enclosing inline tables.
    key: Range<usize>,
    value: Range<usize>,
}

/// Returns the leaves of a valid TOML text.
pub fn leaves(text: &str) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    if let Ok(root) = DeTable::parse(text) {
        push_leaves_of_table(text, root.get_ref(), &(0..0), false, &mut leaves);
    }
    leaves
}

fn push_leaves_of_table(
    text: &str,
    table: &DeTable<'_>,
    table_key: &Range<usize>,
    is_inline: bool,
    leaves: &mut Vec<Leaf>,
) {
    for (key, value) in table {
        let name = key.get_ref().to_string();
        let span = key.span();
        let between = text.get(table_key.end..span.start).unwrap_or_default();
        let is_dotted = between.trim() == ".";
        let start = if is_dotted || is_inline { table_key.start } else { span.start };
        push_leaves(text, &name, &(start..span.end), value.get_ref(), value.span(), leaves);
    }
}

fn push_leaves(
    text: &str,
    name: &str,
    key: &Range<usize>,
    value: &DeValue<'_>,
    span: Range<usize>,
    leaves: &mut Vec<Leaf>,
) {
    match value {
        DeValue::Table(table) => {
            let is_inline = text[span.start..].starts_with('{');
            push_leaves_of_table(text, table, key, is_inline, leaves);
        }
        DeValue::Array(elements) => {
            for element in elements {
                push_leaves(text, name, key, element.get_ref(), element.span(), leaves);
            }
        }
        _ => leaves.push(Leaf {
            written: (name.to_owned(), text[span.clone()].to_owned()),
            key: key.clone(),
            value: span,
        }),
    }
}

/// Rules whose findings hide others, which are reported once the first are fixed.
const HIDING: &[&str] = &[
    "comma-separated-list",
    "invalid-toml",
    "invalid-uri",
    "invalid-uri-scheme",
    "missing-client",
    "missing-client-type",
    "unknown-client-type",
    "unknown-key",
    "wrong-value-type",
    "committed-secret",
    "custom-scheme-redirect",
    "inapplicable-field",
];

fn check_settling(text: &str) -> Result<(), TestCaseError> {
    for applicability in [Applicability::Safe, Applicability::Unsafe] {
        let (once, _) = fix_all(text, applicability)
            .map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        prop_assert_eq!(fix_all(&once, applicability), Ok((once.clone(), 0)));
        prop_assert!(!is_toml(text) || is_toml(&once), "no longer TOML: {}", once);
    }
    Ok(())
}

fn check_safe_fixes(text: &str) -> Result<(), TestCaseError> {
    let (after, _) = fix_all(text, Applicability::Safe).unwrap();
    if is_toml(text) {
        prop_assert_eq!(comments(text), comments(&after), "{}", after);
    }
    prop_assert_eq!(text.starts_with('\u{feff}'), after.starts_with('\u{feff}'));
    let (crlf, lf) = (text.matches("\r\n").count(), text.matches('\n').count());
    if crlf == lf {
        prop_assert_eq!(after.matches("\r\n").count(), after.matches('\n').count(), "{:?}", after);
    } else if crlf == 0 {
        prop_assert!(!after.contains('\r'));
    }
    Ok(())
}

fn check_each_fix(text: &str) -> Result<(), TestCaseError> {
    let is_error = |found: &Reported| found.severity == Severity::Error;
    let errors_before = counts(text, is_error);
    for (found, fix, after) in single_fixes(text) {
        let name = found.code.name();
        let is_same = |other: &Reported| {
            other.code.name() == name && other.diagnostic.message == found.diagnostic.message
        };
        let count = |text: &str| counts(text, is_same).values().sum::<usize>();
        // In a broken text, the second of two equal keys counts once the first is gone.
        let may_stay = !is_toml(text) && name != "invalid-toml";
        prop_assert!(
            may_stay || count(&after) < count(text),
            "{}: {} is still there after `{}` in\n{}",
            name,
            found.diagnostic.message,
            fix.title,
            after
        );
        prop_assert!(!is_toml(text) || is_toml(&after), "`{}` gives no TOML: {}", fix.title, after);
        if !HIDING.contains(&name) {
            for (error, count) in counts(&after, is_error) {
                let before = errors_before.get(&error).copied().unwrap_or(0);
                prop_assert!(count <= before, "{} adds {:?} in\n{}", name, error, after);
            }
        }
    }
    Ok(())
}

fn check_values(text: &str) -> Result<(), TestCaseError> {
    let before = leaves(text);
    for (found, fix, after) in single_fixes(text) {
        // Related locations are part of the problem, too, such as the type that lacks a field.
        let related = found.diagnostic.related.iter().map(|related| related.span);
        let spans: Vec<_> = std::iter::once(found.diagnostic.span).chain(related).collect();
        let touches = |range: &Range<usize>| {
            spans.iter().any(|span| range.start <= span.end && span.start <= range.end)
        };
        let mut left: Vec<_> = leaves(&after).into_iter().map(|leaf| leaf.written).collect();
        for leaf in before.iter().filter(|leaf| !touches(&leaf.key) && !touches(&leaf.value)) {
            let kept = left.iter().position(|written| *written == leaf.written);
            prop_assert!(kept.is_some(), "`{}` loses {:?} in\n{}", fix.title, leaf.written, after);
            left.swap_remove(kept.unwrap());
        }
    }
    Ok(())
}

/// Manifests for which a property failed in the past.
const FOUND: &[&str] = &[
    "owner = 'Acme'\nclient = {}\nmetadata = 3",
    "metadata.redirect_uri = { a.b = 1, c = [2] }\nclient = {}\nmetadata = 3",
    "name = { a.b = 1, c = [2] }\nclient = {\n}",
    "client = {}\n[client]\n[client]",
    "homepge_url = 'https://acme.com'\n\n[client.metadat]",
    "[client.metadata]\nclient_secret = [['a1b2c3d4e5f6g7'], 'https://acme.com/cb']",
];

#[test]
fn every_property_holds_for_the_manifests_that_once_broke_one() {
    for text in FOUND {
        for check in [check_settling, check_safe_fixes, check_each_fix, check_values] {
            check(text).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(config(15))]

    #[test]
    fn fixes_settle_and_a_second_run_changes_nothing(text in manifest()) {
        check_settling(&text)?;
    }

    #[test]
    fn safe_fixes_keep_comments_line_endings_and_the_byte_order_mark(text in manifest()) {
        check_safe_fixes(&text)?;
    }

    #[test]
    fn each_fix_resolves_its_finding_and_adds_no_error(text in manifest()) {
        check_each_fix(&text)?;
    }

    #[test]
    fn a_fix_keeps_every_value_that_its_finding_is_not_about(text in manifest()) {
        check_values(&text)?;
    }

    #[test]
    fn any_text_is_linted_and_fixed_without_a_panic(
        text in "(?s).{0,200}",
        cut in any::<prop::sample::Index>(),
        whole in manifest(),
    ) {
        let cut = cut.index(whole.len() + 1);
        let cut = (0..=cut).rev().find(|at| whole.is_char_boundary(*at)).unwrap();
        for text in [&text, &whole[..cut], &format!("{}{text}", &whole[..cut])] {
            for found in diagnostics(text) {
                let span = found.diagnostic.span;
                prop_assert!(text.get(span.start..span.end).is_some(), "{:?}", span);
            }
            let fixed = fix_all(text, Applicability::Unsafe);
            prop_assert!(fixed.is_ok(), "{:?}", fixed);
        }
    }
}
