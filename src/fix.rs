//! Applies fixes in rounds until nothing changes.

use std::collections::{BTreeSet, HashSet};

use crate::config::Levels;
use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::lint::{Code, Report, Reported, lint};
use crate::manifest::Manifest;
use crate::rules::RuleId;
use crate::syntax::parse;
use crate::text::{Edits, Position, Source, Span};

/// The maximum number of rounds per file. A fix that enables another one costs a round; the longest
/// known chain is far shorter.
const MAX_ROUNDS: usize = 50;

/// A manifest after its fixes, with a new report.
#[derive(Clone, Debug)]
pub struct FixOutcome {
    /// The fixed manifest.
    pub manifest: Manifest,
    /// The remaining diagnostics.
    pub report: Report,
    /// The fixes that were applied, in order.
    pub applied: Vec<AppliedFix>,
}

/// A fix that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedFix {
    /// The source of the diagnostic.
    pub code: Code,
    /// The position of the problem when it was fixed.
    pub position: Position,
    /// What the fix did.
    pub title: String,
}

/// Fixes that never settle, or that break the TOML syntax. This is a bug in the named rules, never
/// in the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixError {
    /// The names of the rules whose fixes were applied in the last round.
    pub rules: Vec<&'static str>,
    /// What went wrong, as a clause.
    pub reason: &'static str,
}

/// Applies, for every diagnostic of at least level `least`, the first fix that `applicability`
/// allows. If two fixes overlap, the first in the text wins; the other one is applied in a later
/// round if it is still needed.
///
/// `report` must be the report for `manifest` with `levels`. Returns `None` if no fix can be
/// applied.
///
/// # Errors
///
/// Returns a [`FixError`] if the rounds do not settle or the text is no longer valid TOML. The
/// caller must then leave the file unchanged.
pub fn fix_all(
    manifest: &Manifest,
    report: &Report,
    levels: &Levels,
    least: Severity,
    applicability: Applicability,
) -> Result<Option<FixOutcome>, FixError> {
    let mut outcome: Option<FixOutcome> = None;
    let mut seen = HashSet::from([manifest.text().to_owned()]);
    let mut rules = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let (manifest, report) = match &outcome {
            Some(outcome) => (&outcome.manifest, &outcome.report),
            None => (manifest, report),
        };
        let wanted = report.diagnostics.iter().filter(|reported| reported.severity >= least);
        let mut fixes: Vec<(&Reported, &Fix)> = wanted
            .filter_map(|found| Some((found, pick_fix(&found.diagnostic, applicability)?)))
            .collect();
        // A misspelled suppression must be fixed before the problem that it is meant to suppress.
        let is_suppression =
            |(found, _): &(&Reported, &Fix)| found.code == Code::Rule(RuleId::UnusedAllow);
        if fixes.iter().any(is_suppression) {
            fixes.retain(is_suppression);
        }
        let Some((batch, after)) = next_manifest(manifest, &fixes)? else {
            return Ok(outcome);
        };
        rules = batch.rules();
        if !seen.insert(after.text().to_owned()) {
            break;
        }
        let newly_applied = batch.applied(&manifest.source);
        let mut applied = outcome.take().map_or(Vec::new(), |outcome| outcome.applied);
        applied.extend(newly_applied);
        let report = lint(&after, levels);
        outcome = Some(FixOutcome { manifest: after, report, applied });
    }
    Err(FixError { rules, reason: "do not settle" })
}

/// Returns the edits of the first safe fix of every diagnostic of one rule, except those that
/// overlap; `None` if fewer than two can be applied together. Unsafe fixes are left to the user,
/// because only their own titles say what they guess or remove.
pub fn fix_rule(report: &Report, rule: RuleId) -> Option<Edits> {
    let own = report.diagnostics.iter().filter(|reported| reported.code == Code::Rule(rule));
    let first = |diagnostic| pick_fix(diagnostic, Applicability::Safe);
    let fixes = own.filter_map(|reported| Some((reported, first(&reported.diagnostic)?)));
    let batch = select_non_overlapping(fixes);
    (batch.fixes.len() > 1).then(|| batch.edits())
}

/// Returns the first fix that `applicability` allows.
fn pick_fix(diagnostic: &Diagnostic, applicability: Applicability) -> Option<&Fix> {
    diagnostic.fixes.iter().find(|fix| fix.applicability <= applicability)
}

/// Runs one round. Returns the applied fixes and the new manifest, or `None` if there are no fixes.
fn next_manifest<'a>(
    manifest: &Manifest,
    fixes: &[Candidate<'a>],
) -> Result<Option<(FixBatch<'a>, Manifest)>, FixError> {
    let apply = |batch: FixBatch<'a>| {
        let after = (!batch.fixes.is_empty()).then(|| batch.edits().apply(manifest.text()))?;
        let mut after = Manifest::new(manifest.source.with_text(after));
        after.secrets.keep(&manifest.secrets, &after.source);
        Some((batch, after))
    };
    let syntax_errors = manifest.tree.errors.len();
    match apply(select_non_overlapping(fixes.iter().copied())) {
        Some((_, after)) if after.tree.errors.len() > syntax_errors => {
            Ok(apply(select_non_breaking(manifest.text(), fixes, syntax_errors)?))
        }
        next => Ok(next),
    }
}

/// The maximum number of fixes that a round tries one by one.
const MAX_TRIED: usize = 200;

/// Selects fixes that together leave the text no more broken than before. Each fix is tried
/// together with the ones selected so far, because two valid fixes may add the same table, and an
/// edit next to a broken statement can change how that statement is parsed.
///
/// # Errors
///
/// Returns an error if a single fix breaks valid TOML.
fn select_non_breaking<'a>(
    text: &str,
    fixes: &[Candidate<'a>],
    syntax_errors: usize,
) -> Result<FixBatch<'a>, FixError> {
    let breaks = |fixes: &[Candidate<'a>]| {
        let after = select_non_overlapping(fixes.iter().copied()).edits().apply(text);
        count_syntax_errors(&after) > syntax_errors
    };
    let mut taken: Vec<Candidate<'a>> = Vec::new();
    for fix in fixes.iter().take(MAX_TRIED) {
        taken.push(*fix);
        if breaks(&taken) {
            taken.pop();
            if syntax_errors == 0 && breaks(&[*fix]) {
                let rules = FixBatch { fixes: vec![*fix] }.rules();
                return Err(FixError { rules, reason: "break the TOML" });
            }
        }
    }
    Ok(select_non_overlapping(taken.into_iter()))
}

fn count_syntax_errors(text: &str) -> usize {
    parse(&Source::new(text)).errors.len()
}

/// A diagnostic and the fix to apply for it.
type Candidate<'a> = (&'a Reported, &'a Fix);

/// The fixes of one round.
#[derive(Default)]
struct FixBatch<'a> {
    fixes: Vec<Candidate<'a>>,
}

impl FixBatch<'_> {
    fn edits(&self) -> Edits {
        Edits::new(self.fixes.iter().flat_map(|(_, fix)| fix.edits.iter().cloned()).collect())
    }

    /// The names of the rules, without duplicates.
    fn rules(&self) -> Vec<&'static str> {
        let rules: BTreeSet<_> =
            self.fixes.iter().map(|(reported, _)| reported.code.name()).collect();
        rules.into_iter().collect()
    }

    /// Returns the applied fixes, with positions in the text before the round.
    fn applied(&self, before: &Source) -> Vec<AppliedFix> {
        let applied = |(reported, fix): &Candidate<'_>| AppliedFix {
            code: reported.code,
            position: before.position(reported.diagnostic.span.start),
            title: fix.title.clone(),
        };
        self.fixes.iter().map(applied).collect()
    }
}

/// Selects each fix that does not overlap an earlier selection.
fn select_non_overlapping<'a>(fixes: impl Iterator<Item = Candidate<'a>>) -> FixBatch<'a> {
    let mut batch = FixBatch::default();
    let mut taken: BTreeSet<Span> = BTreeSet::new();
    for (reported, fix) in fixes {
        if !fix.edits.iter().any(|edit| overlaps(&taken, edit.span)) {
            taken.extend(fix.edits.iter().map(|edit| edit.span));
            batch.fixes.push((reported, fix));
        }
    }
    batch
}

/// Returns `true` if `span` shares a byte with a taken span, or is an insertion at the edge of one.
/// The taken spans are disjoint, so checking the neighbors is enough.
fn overlaps(taken: &BTreeSet<Span>, span: Span) -> bool {
    let collides = |other: &Span| {
        if span.is_empty() || other.is_empty() {
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
    use crate::text::Edit;

    fn fix(text: &str, least: Severity, applicability: Applicability) -> (String, usize) {
        let manifest = Manifest::new(Source::new(text));
        let levels = Levels::default();
        let report = lint(&manifest, &levels);
        match fix_all(&manifest, &report, &levels, least, applicability).unwrap() {
            Some(outcome) => (outcome.manifest.text().to_owned(), outcome.applied.len()),
            None => (text.to_owned(), 0),
        }
    }

    #[test]
    fn fixes_that_open_the_way_for_others_are_applied_in_rounds() {
        let text = "[client]\ntype = server-based\nname = \"A\"\nhomepage = \"HTTPS://acme.com \"\n\
                    redirect_uri = \"https//acme.com/1, https://acme.com/2\" # two\n";
        let expected = "[client]\ntype = \"server-based\"\nname = \"A\"\n\
                        homepage_url = \"https://acme.com\"\n\
                        redirect_uris = [\"https://acme.com/1\", \"https://acme.com/2\"] # two\n";
        let fixed = fix(text, Severity::Warning, Applicability::Safe);
        assert_eq!(fixed, (expected.to_owned(), 7));
    }

    #[test]
    fn an_unsafe_fix_is_applied_only_when_it_is_asked_for() {
        let text = "[client]\ntype = \"self-client\"\nname = \"a!b\"";
        let fix = |applicability| fix(text, Severity::Warning, applicability);
        assert_eq!(fix(Applicability::Safe), (text.to_owned(), 0));
        assert_eq!(fix(Applicability::Unsafe), (text.replace('!', "_"), 1));
    }

    #[test]
    fn beside_a_broken_statement_fixes_that_do_not_go_together_are_left_out() {
        let text = "[client]\ntype = \"self-client\"\nname = 'a!b'\n\n[client\na¡";
        let (after, _) = fix(text, Severity::Hint, Applicability::Unsafe);
        assert!(after.contains("name = 'a_b'"), "{after}");
    }

    /// Creates a reported problem with one fix per edit.
    fn reported(edits: Vec<Edit>) -> Reported {
        let mut diagnostic = Diagnostic::new(Span::empty(0), "");
        diagnostic.fixes = edits.into_iter().map(|edit| Fix::safe("", edit)).collect();
        let code = Code::Rule(RuleId::UnknownKey);
        Reported { code, severity: Severity::Error, diagnostic }
    }

    #[test]
    fn a_fix_that_breaks_the_toml_is_an_error() {
        let manifest = Manifest::new(Source::new("[client]\n"));
        let reported = reported(vec![Edit::insert(8, "]")]);
        let fixes = [(&reported, &reported.diagnostic.fixes[0])];
        let error = next_manifest(&manifest, &fixes).err().unwrap();
        assert_eq!(error, FixError { rules: vec!["unknown-key"], reason: "break the TOML" });
    }

    #[test]
    fn in_a_broken_text_a_fix_that_breaks_it_further_is_left_out() {
        let manifest = Manifest::new(Source::new("[client\nname = 'a'\ntype = 'b'\n"));
        let breaking_and_good = vec![Edit::insert(17, "'"), Edit::replace(Span::new(27, 28), "c")];
        let reported = reported(breaking_and_good);
        let fixes: Vec<Candidate<'_>> =
            reported.diagnostic.fixes.iter().map(|fix| (&reported, fix)).collect();
        let (batch, after) = next_manifest(&manifest, &fixes).unwrap().unwrap();
        assert_eq!(batch.fixes.len(), 1);
        assert_eq!(after.text(), "[client\nname = 'a'\ntype = 'c'\n");
    }

    #[test]
    fn no_table_is_added_after_a_broken_statement_that_would_read_its_header() {
        for broken in ["r[\"", "r = [\"", "r = [1,"] {
            let text =
                format!("[client]\ntype = \"self-client\"\nname = \"A\"\n{broken}\ne=\"n\"\n");
            let (after, _) = fix(&text, Severity::Hint, Applicability::Unsafe);
            let (again, count) = fix(&after, Severity::Hint, Applicability::Unsafe);
            assert_eq!((again.as_str(), count), (after.as_str(), 0), "{broken}");
        }
        for found_by_fuzzing in [
            "[_\nr[\"\ne=n\n[client.m[",
            "x = [\"a\"t\u{0}\nredirect_uris = []\n\n[1lient.metadata]\nowner = 1\n",
        ] {
            for applicability in [Applicability::Safe, Applicability::Unsafe] {
                fix(found_by_fuzzing, Severity::Hint, applicability);
            }
        }
    }

    #[test]
    fn two_insertions_at_one_place_take_two_rounds() {
        let text = "[client]\ntype = \"server-based\"\n";
        let (text, count) = fix(text, Severity::Warning, Applicability::Unsafe);
        let keys: Vec<&str> = text.lines().filter_map(|line| line.split(" =").next()).collect();
        assert_eq!(keys, ["[client]", "type", "name", "homepage_url", "redirect_uris"]);
        assert_eq!(count, 3);
    }

    #[test]
    fn what_was_applied_is_told_with_its_place_and_title() {
        let manifest = Manifest::new(Source::new("[client]\ntype = 'Self Client'\nname = ' A'\n"));
        let levels = Levels::default();
        let report = lint(&manifest, &levels);
        let fix = |least| fix_all(&manifest, &report, &levels, least, Applicability::Safe);
        let applied = fix(Severity::Error).unwrap().unwrap().applied;
        let [only] = &applied[..] else { panic!("{applied:?}") };
        assert_eq!(only.code, Code::Rule(RuleId::UnknownClientType));
        assert_eq!(only.position, Position { line: 2, column: 9 });
        assert!(only.title.contains("`self-client`"), "{}", only.title);
    }

    #[test]
    fn an_insertion_at_the_edge_of_an_edit_overlaps_it() {
        let taken = BTreeSet::from([Span::new(2, 4), Span::empty(8)]);
        for span in [
            Span::empty(2),
            Span::empty(4),
            Span::new(3, 9),
            Span::new(6, 8),
            Span::empty(8),
            Span::new(1, 3),
        ] {
            assert!(overlaps(&taken, span), "{span:?}");
        }
        for span in
            [Span::new(0, 2), Span::new(4, 6), Span::empty(1), Span::empty(6), Span::new(9, 10)]
        {
            assert!(!overlaps(&taken, span), "{span:?}");
        }
    }
}
