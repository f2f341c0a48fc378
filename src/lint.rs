//! The pipeline: text and levels in, diagnostics out.

use crate::config::Levels;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::Manifest;
use crate::rules::{self, RULES, Rule};
use crate::secrets::{Secret, mask, reveals_secret, secrets};
use crate::suppression;
use crate::syntax;
use crate::text::Source;

/// A finding together with its rule and level.
#[derive(Clone)]
pub struct Reported {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// Its level in this file.
    pub severity: Severity,
    /// What was found.
    pub finding: Diagnostic,
}

/// What there is to say of one file.
pub struct Report {
    /// The diagnostics, by place.
    pub diagnostics: Vec<Reported>,
    /// The secrets of the text, which nothing that is shown may hold.
    pub secrets: Vec<Secret>,
}

/// Lints a manifest. Total: any text gives a report.
#[must_use]
pub fn lint(source: &Source<'_>, levels: &Levels) -> Report {
    let document = syntax::parse(source);
    let manifest = Manifest::new(&document);
    let mut findings: Vec<(usize, Diagnostic)> = Vec::new();
    for (index, rule) in RULES.iter().enumerate().filter(|(index, _)| levels.of(*index).is_some()) {
        findings.extend((rule.check)(&manifest).into_iter().map(|finding| (index, finding)));
    }
    let mut allows = suppression::allows(&document);
    suppression::apply_suppressions(document.text, &mut allows, &mut findings);
    let unused = rules::position("unused-allow").filter(|index| levels.of(*index).is_some());
    if let Some(index) = unused {
        let mut reports = suppression::unused_suppressions(document.text, &allows, |rule| {
            levels.of(rule).is_some() && rule != index
        })
        .into_iter()
        .map(|finding| (index, finding))
        .collect();
        suppression::apply_suppressions(document.text, &mut allows, &mut reports);
        findings.extend(reports);
    }
    findings.sort_by(|(rule, finding), (other_rule, other)| {
        (finding.span, rule).cmp(&(other.span, other_rule))
    });
    let secrets = secrets(&document);
    if !secrets.is_empty() {
        findings.retain(|(rule, finding)| !overlaps_secret(*rule, finding, &secrets, levels));
        for (_, finding) in &mut findings {
            mask_secrets(document.text, &secrets, finding);
        }
    }
    let diagnostics = findings.into_iter().filter_map(|(index, finding)| {
        Some(Reported { rule: RULES[index], severity: levels.of(index)?, finding })
    });
    Report { diagnostics: diagnostics.collect(), secrets }
}

/// Whether a finding is a consequence of a secret that is reported: what else is wrong with its
/// text does not matter.
fn overlaps_secret(rule: usize, finding: &Diagnostic, secrets: &[Secret], levels: &Levels) -> bool {
    let reporter =
        rules::position("committed-secret").filter(|reporter| levels.of(*reporter).is_some());
    let next = secrets.partition_point(|secret| secret.span.end <= finding.span.start);
    reporter.is_some_and(|reporter| reporter != rule)
        && secrets.get(next).is_some_and(|secret| secret.span.intersects(finding.span))
}

/// Masks the secrets in all that a finding says. Its edits stay as they are: they are text of the
/// file.
fn mask_secrets(text: &str, secrets: &[Secret], finding: &mut Diagnostic) {
    let said =
        [&mut finding.message].into_iter().chain(&mut finding.label).chain(&mut finding.notes);
    let said = said.chain(finding.related.iter_mut().map(|related| &mut related.message));
    for sentence in said.chain(finding.fixes.iter_mut().map(|fix| &mut fix.title)) {
        if secrets.iter().any(|secret| reveals_secret(secret.span.of(text), sentence)) {
            let quotes = sentence.split('`').enumerate().map(|(index, part)| {
                let secret = secrets
                    .iter()
                    .map(|secret| secret.span.of(text))
                    .find(|secret| reveals_secret(secret, part));
                secret.filter(|_| index % 2 == 1).map_or(part.to_owned(), mask)
            });
            *sentence = quotes.collect::<Vec<_>>().join("`");
        }
    }
}
