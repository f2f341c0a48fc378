//! Applies edits to a text, and fixes round after round until nothing changes.

use std::collections::{BTreeSet, HashSet};

use crate::config::Levels;
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, Severity};
use crate::lint::{Reported, lint};
use crate::rules::Rule;
use crate::syntax::parse;
use crate::text::{Source, Span};

/// The most rounds of fixes that one text gets. A fix that opens the way for another costs a round,
/// and the longest such chain is far shorter.
const MAX_ROUNDS: usize = 50;

/// The text after edits that are sorted and disjoint, in one pass.
#[must_use]
pub fn apply_edits(text: &str, edits: &[Edit]) -> String {
    let mut after = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        after.push_str(&text[at..edit.span.start]);
        after.push_str(&edit.text);
        at = edit.span.end;
    }
    after + &text[at..]
}

/// A text after its fixes.
#[derive(Debug, PartialEq, Eq)]
pub struct FixOutcome {
    /// The new text; the old one where there was nothing to fix.
    pub text: String,
    /// How many fixes were applied.
    pub count: usize,
}

/// Fixes that do not settle, or that break the text: a defect of the rules named, never of the
/// manifest.
#[derive(Debug, PartialEq, Eq)]
pub struct FixError {
    /// The rules whose fixes were applied in the last round.
    pub rules: Vec<&'static str>,
    /// What they did, as a clause.
    pub fault: &'static str,
}

/// Applies the fixes of all findings of at least the level `least`, as far as `applicability`
/// allows: of each finding the first fix that may be applied. Of two that overlap the first in the
/// text is applied, the other in another round, if it is still wanted then.
///
/// # Errors
///
/// A [`FixError`], where the rounds do not come to an end or the text is no longer TOML; the text
/// is to be left as it was.
pub fn fixed(
    text: &str,
    levels: &Levels,
    least: Severity,
    applicability: Applicability,
) -> Result<FixOutcome, FixError> {
    let mut fixed = FixOutcome { text: text.to_owned(), count: 0 };
    let mut seen = HashSet::new();
    let mut rules = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let report = lint(&Source::from(fixed.text.as_str()), levels);
        let wanted = report.diagnostics.iter().filter(|found| found.severity >= least);
        let candidates: Vec<_> = wanted
            .filter_map(|found| Some((found, pick_fix(&found.finding, applicability)?)))
            .collect();
        let mut round = select_non_overlapping(candidates.iter().copied());
        if round.edits.is_empty() {
            return Ok(fixed);
        }
        let errors_before = errors(&fixed.text);
        let mut after = apply_edits(&fixed.text, &round.edits);
        if errors(&after) > errors_before {
            if errors_before == 0 {
                return Err(FixError {
                    rules: round.rules.into_iter().collect(),
                    fault: "break the TOML",
                });
            }
            round = select_non_breaking(&fixed.text, &candidates, errors_before);
            if round.edits.is_empty() {
                return Ok(fixed);
            }
            after = apply_edits(&fixed.text, &round.edits);
        }
        rules = round.rules.into_iter().collect();
        fixed.count += round.count;
        if !seen.insert(std::mem::replace(&mut fixed.text, after)) {
            break;
        }
    }
    Err(FixError { rules, fault: "do not settle" })
}

/// The text after the first fixes of all findings of one rule, those that overlap left out; `None`
/// where fewer than two can be applied together.
#[must_use]
pub fn fix_rule(text: &str, levels: &Levels, rule: &Rule) -> Option<String> {
    let report = lint(&Source::from(text), levels);
    let own = report.diagnostics.iter().filter(|found| found.rule.name == rule.name);
    let round = select_non_overlapping(
        own.filter_map(|found| Some((found, pick_fix(&found.finding, Applicability::Unsafe)?))),
    );
    (round.count > 1).then(|| apply_edits(text, &round.edits))
}

/// The most fixes that are tried one by one in a round.
const MAX_TRIED: usize = 200;

/// The fixes that together leave a broken text no worse than it is: beside a broken statement a
/// good edit can meet a bad neighbour, so each is tried with those that were taken before it.
fn select_non_breaking(
    text: &str,
    candidates: &[(&Reported, &Fix)],
    errors_before: usize,
) -> FixBatch {
    let mut taken: Vec<(&Reported, &Fix)> = Vec::new();
    for candidate in candidates.iter().take(MAX_TRIED) {
        taken.push(*candidate);
        if errors(&apply_edits(text, &select_non_overlapping(taken.iter().copied()).edits))
            > errors_before
        {
            taken.pop();
        }
    }
    select_non_overlapping(taken.into_iter())
}

/// The first fix of a finding that may be applied.
fn pick_fix(finding: &Diagnostic, applicability: Applicability) -> Option<&Fix> {
    finding.fixes.iter().find(|fix| {
        applicability == Applicability::Unsafe || fix.applicability == Applicability::Safe
    })
}

fn errors(text: &str) -> usize {
    parse(&Source::from(text)).errors.len()
}

/// The edits of one round.
#[derive(Default)]
struct FixBatch {
    edits: Vec<Edit>,
    rules: BTreeSet<&'static str>,
    count: usize,
}

/// Takes each fix that overlaps none that was taken before.
fn select_non_overlapping<'a>(fixes: impl Iterator<Item = (&'a Reported, &'a Fix)>) -> FixBatch {
    let mut round = FixBatch::default();
    let mut taken: BTreeSet<Span> = BTreeSet::new();
    for (diagnostic, fix) in fixes {
        if fix.edits().iter().any(|edit| overlaps(&taken, edit.span)) {
            continue;
        }
        taken.extend(fix.edits().iter().map(|edit| edit.span));
        round.edits.extend(fix.edits().iter().cloned());
        round.rules.insert(diagnostic.rule.name);
        round.count += 1;
    }
    round.edits.sort_by_key(|edit| edit.span);
    round
}

/// Whether a span shares a byte with one that is taken, or an insertion stands at its edge. The
/// taken spans are disjoint, so only the neighbours count.
fn overlaps(taken: &BTreeSet<Span>, span: Span) -> bool {
    let collides = |other: &Span| {
        let is_insertion = span.start == span.end || other.start == other.end;
        if is_insertion {
            span.start <= other.end && other.start <= span.end
        } else {
            span.start < other.end && other.start < span.end
        }
    };
    taken.range(..=span).next_back().is_some_and(collides)
        || taken.range(span..).next().is_some_and(collides)
        || taken.range(Span::new(span.end, 0)..).next().is_some_and(collides)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str, applicability: Applicability) -> (String, usize) {
        let fixed = fixed(text, &Levels::default(), Severity::Warning, applicability).unwrap();
        (fixed.text, fixed.count)
    }

    #[test]
    fn fixes_that_open_the_way_for_others_are_applied_in_rounds() {
        let text = "[client]\ntype = server-based\nname = \"A\"\nhomepage = \"HTTPS://acme.com \"\nredirect_uri = \"https:/acme.com/1, https://acme.com/2\" # two\n";
        let expected = "[client]\ntype = \"server-based\"\nname = \"A\"\nhomepage_url = \"https://acme.com\"\nredirect_uris = [\"https://acme.com/1\", \"https://acme.com/2\"] # two\n";
        assert_eq!(after(text, Applicability::Safe), (expected.to_owned(), 7));
    }

    #[test]
    fn a_guess_is_applied_only_when_it_is_asked_for() {
        let text = "[client]\ntype = \"self-client\"\nname = \"a!\"";
        assert_eq!(after(text, Applicability::Safe), (text.to_owned(), 0));
        assert_eq!(after(text, Applicability::Unsafe), (text.replace('!', "_"), 1));
    }

    #[test]
    fn beside_a_broken_statement_fixes_that_do_not_go_together_are_left_out() {
        let text = "[client]\ntype = \"self-client\"\nname = 'a!'\n\n[client\na¡";
        let after = fixed(text, &Levels::default(), Severity::Hint, Applicability::Unsafe);
        assert!(after.is_ok_and(|after| after.text.contains("name = 'a_'")));
    }

    #[test]
    fn two_insertions_at_one_place_take_two_rounds() {
        let (text, count) = after("[client]\ntype = \"server-based\"\n", Applicability::Unsafe);
        let keys: Vec<&str> = text.lines().filter_map(|line| line.split(" =").next()).collect();
        assert_eq!(
            (keys, count),
            (vec!["[client]", "type", "name", "homepage_url", "redirect_uris"], 3)
        );
    }

    #[test]
    fn an_insertion_at_the_edge_of_an_edit_overlaps_it() {
        let taken = BTreeSet::from([Span::new(2, 4), Span::empty(8)]);
        let overlapping = [
            Span::empty(2),
            Span::empty(4),
            Span::new(3, 9),
            Span::new(6, 8),
            Span::empty(8),
            Span::new(1, 3),
        ];
        assert!(overlapping.iter().all(|span| overlaps(&taken, *span)));
        let free =
            [Span::new(0, 2), Span::new(4, 6), Span::empty(1), Span::empty(6), Span::new(9, 10)];
        assert!(free.iter().all(|span| !overlaps(&taken, *span)));
    }
}
