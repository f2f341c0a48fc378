//! Code actions: the fixes of what is reported, suppressions of it, and the page of its rule.

use std::collections::HashSet;

use super::Analysis;
use crate::diagnostic::{Applicability, Fix, Severity};
use crate::fix;
use crate::lint::Reported;
use crate::manifest::Manifest;
use crate::rules::RuleId;
use crate::suppression::insert::{file_suppression, suppression_edits};
use crate::text::{Edits, Span, minimal_edit};

/// Something that the user can choose to do about a diagnostic.
#[derive(Clone, Debug)]
pub struct CodeAction<'a> {
    /// What it does, as an imperative.
    pub title: String,
    /// The diagnostic.
    pub reported: &'a Reported,
    /// What it does.
    pub effect: Effect,
    /// Whether it is the best one, which editors may apply at a keystroke.
    pub is_preferred: bool,
}

/// What a code action does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It changes the text.
    Edit(Edits),
    /// It opens the page of a rule.
    OpenPage(RuleId),
}

/// The actions for what is reported in a range, or beside it. Those that concern all of a rule's
/// diagnostics are offered for the first of them only.
pub fn quick_fixes(analysis: &Analysis, range: Span) -> Vec<CodeAction<'_>> {
    let is_in_range = |reported: &&Reported| {
        let span = reported.diagnostic.span;
        span.start <= range.end && range.start <= span.end
    };
    let mut codes = HashSet::new();
    let mut actions = Vec::new();
    for reported in analysis.report.diagnostics.iter().filter(is_in_range) {
        actions.extend(fixes(reported));
        if let Some((manifest, rule)) = analysis.manifest().zip(reported.code.rule()) {
            let is_first = codes.insert(rule);
            actions.extend(rule_actions(analysis, manifest, reported, rule, is_first));
        }
    }
    actions
}

/// All safe fixes, until nothing changes; `None` if there are none.
pub fn fix_all(analysis: &Analysis) -> Option<Edits> {
    let manifest = analysis.manifest()?;
    let outcome = fix::fix_all(
        manifest,
        &analysis.report,
        &analysis.levels,
        Severity::Hint,
        Applicability::Safe,
    );
    let outcome = outcome.ok()??;
    Some(minimal_edit(manifest.text(), outcome.manifest.text()).into())
}

fn fixes(reported: &Reported) -> Vec<CodeAction<'_>> {
    let fixes = &reported.diagnostic.fixes;
    let best = fixes.iter().position(|fix| fix.applicability == Applicability::Safe);
    let action = |(index, fix): (usize, &Fix)| CodeAction {
        title: fix.title.clone(),
        reported,
        effect: Effect::Edit(fix.edits.clone()),
        is_preferred: Some(index) == best,
    };
    fixes.iter().enumerate().map(action).collect()
}

/// The actions for a diagnostic of a rule that are not its own fixes.
fn rule_actions<'a>(
    analysis: &Analysis,
    manifest: &Manifest,
    reported: &'a Reported,
    rule: RuleId,
    is_first: bool,
) -> Vec<CodeAction<'a>> {
    let name = rule.name();
    let mut actions = Vec::new();
    let mut push = |title, effect| {
        actions.push(CodeAction { title, reported, effect, is_preferred: false });
    };
    if is_first && let Some(edits) = fix::fix_rule(&analysis.report, rule) {
        push(format!("Fix all `{name}` in this file"), Effect::Edit(edits));
    }
    // Some problems cannot be suppressed, as that of a file that is not UTF-8.
    let suppression = suppression_edits(manifest, [(rule, reported.diagnostic.span)]);
    if !suppression.is_empty() {
        push(format!("Suppress `{name}` here"), Effect::Edit(suppression));
    }
    if let Some(edit) = file_suppression(manifest, rule).filter(|_| is_first) {
        push(format!("Suppress `{name}` in this file"), Effect::Edit(edit.into()));
    }
    if is_first {
        push(format!("Open documentation for `{name}`"), Effect::OpenPage(rule));
    }
    actions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{analyze, split_cursor, split_range};

    const TWO_SCHEMES: &str = "[client]\ntype = \"server-based\"\nname = \"A\"\n\
        homepage_url = \"HT$0TPS://acme.com\"\nredirect_uris = [\"https:/acme.com/cb\"]\n";

    fn titles(marked: &str) -> Vec<String> {
        let (text, offset) = split_cursor(marked);
        let analysis = analyze(&text);
        let actions = quick_fixes(&analysis, Span::empty(offset)).into_iter();
        actions.map(|action| action.title).collect()
    }

    /// The text after an action at `$0`.
    #[track_caller]
    fn apply(marked: &str, title: &str) -> String {
        let (text, offset) = split_cursor(marked);
        let analysis = analyze(&text);
        let mut actions = quick_fixes(&analysis, Span::empty(offset)).into_iter();
        let action = actions.find(|action| action.title == title);
        match action.map(|action| action.effect) {
            Some(Effect::Edit(edits)) => edits.apply(&text),
            other => panic!("{title}: {other:?}"),
        }
    }

    #[test]
    fn a_diagnostic_has_its_fixes_those_of_its_rule_suppressions_and_a_page() {
        assert_eq!(
            titles(TWO_SCHEMES),
            [
                "Replace `HTTPS://` with `https://`",
                "Fix all `invalid-uri-scheme` in this file",
                "Suppress `invalid-uri-scheme` here",
                "Suppress `invalid-uri-scheme` in this file",
                "Open documentation for `invalid-uri-scheme`"
            ]
        );
    }

    #[test]
    fn each_action_makes_its_edit() {
        let text = TWO_SCHEMES.replace("$0", "");
        let fixed = text.replace("HTTPS", "https");
        let all_fixed = fixed.replace("https:/acme.com/cb", "https://acme.com/cb");
        assert_eq!(apply(TWO_SCHEMES, "Replace `HTTPS://` with `https://`"), fixed);
        assert_eq!(apply(TWO_SCHEMES, "Fix all `invalid-uri-scheme` in this file"), all_fixed);
        let comment = "# cliq-lint: allow(invalid-uri-scheme)";
        assert_eq!(
            apply(TWO_SCHEMES, "Suppress `invalid-uri-scheme` here"),
            text.replace("acme.com\"\n", &format!("acme.com\" {comment}\n"))
        );
        assert_eq!(
            apply(TWO_SCHEMES, "Suppress `invalid-uri-scheme` in this file"),
            format!("{comment}\n\n{text}")
        );
        assert_eq!(fix_all(&analyze(&text)).map(|edits| edits.apply(&text)), Some(all_fixed));
    }

    #[test]
    fn only_the_first_safe_fix_is_preferred() {
        let preferred = |marked: &str| -> Vec<bool> {
            let (text, offset) = split_cursor(marked);
            let analysis = analyze(&text);
            let actions = quick_fixes(&analysis, Span::empty(offset)).into_iter();
            actions.map(|action| action.is_preferred).collect()
        };
        assert_eq!(preferred(TWO_SCHEMES), [true, false, false, false, false]);
        let unsafe_only = "[client]\ntype = 'self-client'\nname = 'a$0!'\n";
        assert!(preferred(unsafe_only).iter().all(|is_preferred| !is_preferred));
    }

    #[test]
    fn one_fix_of_a_rule_is_not_offered_a_second_time() {
        let titles = titles("[client]\ntype = 'self-client'\nname = 'a$0!'\n");
        assert!(titles.iter().all(|title| !title.starts_with("Fix all")), "{titles:?}");
    }

    #[test]
    fn actions_are_those_of_what_is_reported_in_the_range_or_beside_it() {
        for (marked, is_reported) in [
            ("homepage_url = $0\"$0HTTPS://acme.com\"", true),
            ("homepage_url = \"HT$0$0TPS://acme.com\"", true),
            ("homepage_url = \"HTTPS://$0acme$0.com\"", true),
            ("$0homepage_url = \"HTTPS://acme.com\"$0", true),
            ("$0homepage_url = $0\"HTTPS://acme.com\"", false),
            ("homepage_url = \"HTTPS://a$0cme.com\"$0", false),
        ] {
            let (text, range) = split_range(&format!("[client]\n{marked}\n"));
            let analysis = analyze(&text);
            let mut actions = quick_fixes(&analysis, range).into_iter();
            let is_offered =
                actions.any(|action| action.title == "Replace `HTTPS://` with `https://`");
            assert_eq!(is_offered, is_reported, "{marked}");
        }
    }

    #[test]
    fn what_concerns_all_diagnostics_of_a_rule_is_offered_once() {
        let text = TWO_SCHEMES.replace("$0", "");
        let analysis = analyze(&text);
        let actions = quick_fixes(&analysis, Span::new(0, text.len())).into_iter();
        let titles: Vec<String> = actions.map(|action| action.title).collect();
        assert_eq!(
            titles,
            [
                "Replace `HTTPS://` with `https://`",
                "Fix all `invalid-uri-scheme` in this file",
                "Suppress `invalid-uri-scheme` here",
                "Suppress `invalid-uri-scheme` in this file",
                "Open documentation for `invalid-uri-scheme`",
                "Replace `https:/` with `https://`",
                "Suppress `invalid-uri-scheme` here",
            ]
        );
    }

    #[test]
    fn what_cannot_be_suppressed_is_not_offered_to_be() {
        let text =
            "[client]\ntype = 'self-client'\nname = 'A' # cliq-lint: allow(insecure-ht$0tp)\n";
        assert_eq!(
            titles(text),
            ["Remove the suppression", "Open documentation for `unused-allow`"]
        );
    }

    #[test]
    fn fixing_all_is_not_offered_where_nothing_is_to_be_fixed() {
        assert_eq!(fix_all(&analyze("[client]\ntype = 'self-client'\nname = 'A'\n")), None);
        assert_eq!(fix_all(&analyze("[client]\ntype = 'self-client'\nname = 'a!'\n")), None);
    }
}
