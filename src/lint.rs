//! The lint pipeline: takes a manifest and levels, returns a report.

use crate::config::{self, Config, INVALID_CONFIGURATION, Levels};
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::Manifest;
use crate::rules::{Check, Descriptor, RuleId};
use crate::secrets::Secrets;
use crate::suppression::{self, Suppressions};
use crate::syntax::Tree;
use crate::text::{Source, Span};

/// The rule or other source that reported a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A manifest rule.
    Rule(RuleId),
    /// The reader of `cliq-lint.toml`.
    InvalidConfiguration,
}

impl Code {
    /// Returns the name, default level and documentation.
    pub fn descriptor(self) -> &'static Descriptor {
        match self {
            Self::Rule(rule) => rule.descriptor(),
            Self::InvalidConfiguration => &INVALID_CONFIGURATION,
        }
    }

    /// Returns the name used in reports.
    pub fn name(self) -> &'static str {
        self.descriptor().name
    }

    /// Returns the rule, if this is one.
    pub fn rule(self) -> Option<RuleId> {
        if let Self::Rule(rule) = self { Some(rule) } else { None }
    }
}

/// A diagnostic with its source and its level in this file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The source of the diagnostic.
    pub code: Code,
    /// The level in this file.
    pub severity: Severity,
    /// The problem.
    pub diagnostic: Diagnostic,
}

/// The lint result for one file.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The diagnostics, sorted by position.
    pub diagnostics: Vec<Reported>,
    /// The secrets in the text, which must never appear in output.
    pub secrets: Secrets,
}

impl Report {
    /// Adds the findings of a comparison with other manifests.
    pub fn add(&mut self, findings: Vec<Reported>) {
        self.diagnostics.extend(findings);
        self.diagnostics.sort_by_key(|found| (found.diagnostic.span, found.code));
    }
}

/// Lints one manifest by itself. Never fails: every manifest produces a report.
pub fn lint(manifest: &Manifest, levels: &Levels) -> Report {
    let is_on = |rule: RuleId| levels.is_on(rule);
    let mut found: Vec<(RuleId, Diagnostic)> = Vec::new();
    for rule in RuleId::ALL.iter().copied().filter(|rule| is_on(*rule)) {
        if let Check::Manifest(check) = rule.rule().check {
            found.extend(check(manifest).into_iter().map(|diagnostic| (rule, diagnostic)));
        }
    }
    let mut suppressions = Suppressions::new(manifest, levels.today);
    suppressions.apply(&mut found);
    if is_on(RuleId::UnusedAllow) {
        let mut unused: Vec<(RuleId, Diagnostic)> = suppression::unused(&suppressions, is_on)
            .into_iter()
            .map(|diagnostic| (RuleId::UnusedAllow, diagnostic))
            .collect();
        suppressions.apply(&mut unused);
        found.extend(unused);
    }
    withhold_fixes_of_secrets(manifest, &mut found);
    if is_on(RuleId::CommittedSecret) {
        // Other problems with a secret's text do not matter, unless they make it unreadable for
        // every program.
        found.retain(|(rule, diagnostic)| {
            matches!(rule, RuleId::CommittedSecret | RuleId::InvalidToml)
                || !manifest.secrets.intersects(diagnostic.span)
        });
    }
    found.sort_by_key(|(rule, diagnostic)| (diagnostic.span, *rule));
    let report = |(rule, diagnostic)| {
        let severity = levels.level_of(rule, &diagnostic)?;
        Some(Reported { code: Code::Rule(rule), severity, diagnostic })
    };
    Report {
        diagnostics: found.into_iter().filter_map(report).collect(),
        secrets: manifest.secrets.clone(),
    }
}

/// Drops the fixes of strings that contain a secret, except fixes for the secret itself: the
/// corrected text would show the secret in another form.
fn withhold_fixes_of_secrets(manifest: &Manifest, found: &mut [(RuleId, Diagnostic)]) {
    if manifest.secrets.is_empty() {
        return;
    }
    let strings = manifest.tree.strings().into_iter().map(|place| place.string.span);
    let with_secrets: Vec<Span> =
        strings.filter(|string| manifest.secrets.intersects(*string)).collect();
    let others = found.iter_mut().filter(|(rule, _)| *rule != RuleId::CommittedSecret);
    for (_, diagnostic) in others {
        let next = with_secrets.partition_point(|string| string.end <= diagnostic.span.start);
        if with_secrets.get(next).is_some_and(|string| string.intersects(diagnostic.span)) {
            diagnostic.fixes.clear();
        }
    }
}

/// Reads a configuration, and returns it with its syntax tree and a report.
pub fn lint_config(source: &Source) -> (Config, Tree, Report) {
    let parsed = config::parse(source);
    let report = |diagnostic: Diagnostic| Reported {
        code: Code::InvalidConfiguration,
        severity: diagnostic.at_most.unwrap_or(INVALID_CONFIGURATION.severity),
        diagnostic,
    };
    let report = Report {
        diagnostics: parsed.diagnostics.into_iter().map(report).collect(),
        secrets: parsed.secrets,
    };
    (parsed.config, parsed.tree, report)
}
