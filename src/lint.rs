//! The pipeline: text and levels in, diagnostics out.

use crate::config::Levels;
use crate::finding::{Finding, Severity};
use crate::manifest::Manifest;
use crate::rules::{self, RULES, Rule};
use crate::secrets::{Secret, secrets};
use crate::suppress;
use crate::syntax;
use crate::text::Source;

/// A finding together with its rule and level.
#[derive(Clone)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// Its level in this file.
    pub severity: Severity,
    /// What was found.
    pub finding: Finding,
}

/// What there is to say of one file.
pub struct Report {
    /// The diagnostics, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The secrets of the text, which nothing that is shown may hold.
    pub secrets: Vec<Secret>,
}

/// Lints a manifest. Total: any text gives a report.
#[must_use]
pub fn lint(source: &Source<'_>, levels: &Levels) -> Report {
    let document = syntax::parse(source);
    let manifest = Manifest::new(&document);
    let mut findings: Vec<(usize, Finding)> = Vec::new();
    for (index, rule) in RULES.iter().enumerate().filter(|(index, _)| levels.of(*index).is_some()) {
        findings.extend((rule.check)(&manifest).into_iter().map(|finding| (index, finding)));
    }
    let mut allows = suppress::allows(&document);
    suppress::silence(document.text, &mut allows, &mut findings);
    let unused = rules::position("unused-allow").filter(|index| levels.of(*index).is_some());
    if let Some(index) = unused {
        let mut reports = suppress::unused(document.text, &allows, |rule| levels.of(rule).is_some() && rule != index)
            .into_iter().map(|finding| (index, finding)).collect();
        suppress::silence(document.text, &mut allows, &mut reports);
        findings.extend(reports);
    }
    findings.sort_by(|(rule, finding), (other_rule, other)| (finding.span, rule).cmp(&(other.span, other_rule)));
    let secrets = secrets(&document);
    let diagnostics = findings.into_iter().filter_map(|(index, finding)| {
        Some(Diagnostic { rule: RULES[index], severity: levels.of(index)?, finding })
    });
    Report { diagnostics: diagnostics.collect(), secrets }
}
