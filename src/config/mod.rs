//! `cliq-lint.toml`: levels, includes, excludes, overrides, and what it extends.

mod globs;
mod parse;

pub use globs::{GlobError, Globs, escape_glob};
pub use parse::{ParsedConfig, parse};

use crate::citations::CONFIGURATION_FORMAT;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{Descriptor, RuleId};
use crate::text::{Date, Span};

/// The name of a configuration file.
pub const FILE_NAME: &str = "cliq-lint.toml";

/// A key of a configuration.
pub struct ConfigKey {
    /// Its name.
    pub name: &'static str,
    /// What it is for, as a sentence.
    pub meaning: &'static str,
    /// Whether the root has it.
    pub is_in_root: bool,
    /// Whether an override has it.
    pub is_in_override: bool,
    /// Whether its value is an array of globs.
    pub holds_globs: bool,
}

/// The keys of a configuration, by name: for its reader, its schema and editors.
#[rustfmt::skip]
pub const KEYS: [ConfigKey; 6] = [
    ConfigKey { name: "exclude",   is_in_root: true,  is_in_override: false, holds_globs: true,  meaning: "What is left out when a folder is walked; with --force-exclude also where a file is named." },
    ConfigKey { name: "extends",   is_in_root: true,  is_in_override: false, holds_globs: false, meaning: "The cliq-lint.toml that this one builds on, by its path from here, or several of them; what is set here wins." },
    ConfigKey { name: "files",     is_in_root: false, is_in_override: true,  holds_globs: true,  meaning: "The files that it is for." },
    ConfigKey { name: "include",   is_in_root: true,  is_in_override: false, holds_globs: true,  meaning: "Which files are manifests when a folder is walked, in place of cliq-client.toml and cliq-client.*.toml." },
    ConfigKey { name: "overrides", is_in_root: true,  is_in_override: false, holds_globs: false, meaning: "Levels for some files; a later override wins." },
    ConfigKey { name: "rules",     is_in_root: true,  is_in_override: true,  holds_globs: false, meaning: "The level of each rule." },
];

/// What is reported of a configuration. It cannot be switched off.
pub static INVALID_CONFIGURATION: Descriptor = Descriptor {
    name: "invalid-configuration",
    severity: Severity::Error,
    summary: "an error in `cliq-lint.toml`",
    rationale: "An invalid setting has no effect, so cliq-lint reports it instead of ignoring it.",
    sources: &[CONFIGURATION_FORMAT],
};

/// The levels that a rule can be set to, by the words for them.
pub const LEVELS: [(&str, Option<Severity>); 4] = [
    ("off", None),
    ("hint", Some(Severity::Hint)),
    ("warning", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

/// The level of each rule's diagnostics, and the day for which they are reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    /// In the order of [`RuleId`]: for each severity that a diagnostic has by default, the level at
    /// which it is reported; `None` if it is not.
    by_rule: Vec<[Option<Severity>; Severity::ALL.len()]>,
    /// The day for which suppressions are judged; without one, none expires.
    pub today: Option<Date>,
}

impl Default for Levels {
    fn default() -> Self {
        let mut unchanged = Severity::ALL.map(Some);
        unchanged.sort();
        Self { by_rule: vec![unchanged; RuleId::ALL.len()], today: None }
    }
}

impl Levels {
    /// The same levels, for a day.
    #[must_use]
    pub fn on(self, today: Date) -> Self {
        Self { today: Some(today), ..self }
    }

    /// The level of a rule.
    pub fn level(&self, rule: RuleId) -> Option<Severity> {
        self.by_rule[rule as usize][rule.descriptor().severity as usize]
    }

    /// The level of a rule's diagnostic, which may be below that of the rule (see
    /// [`Diagnostic::at_most`]).
    pub fn level_of(&self, rule: RuleId, diagnostic: &Diagnostic) -> Option<Severity> {
        let severity = rule.descriptor().severity;
        let severity = diagnostic.at_most.map_or(severity, |most| most.min(severity));
        self.by_rule[rule as usize][severity as usize]
    }

    /// Whether a rule reports anything.
    pub fn is_on(&self, rule: RuleId) -> bool {
        self.by_rule[rule as usize].iter().any(Option::is_some)
    }

    /// Sets the level of all diagnostics of a rule.
    pub fn set(&mut self, rule: RuleId, level: Option<Severity>) {
        self.by_rule[rule as usize].fill(level);
    }

    /// Sets the level of every diagnostic that is at the level `from`.
    pub fn set_all(&mut self, from: Severity, level: Option<Severity>) {
        let levels = self.by_rule.iter_mut().flatten();
        levels.filter(|now| **now == Some(from)).for_each(|now| *now = level);
    }
}

/// A configuration. Paths that it is asked about are relative to the folder of its file, with `/`
/// between their parts.
#[derive(Clone, Default)]
pub struct Config {
    /// The configurations that it builds on; of two that set the same, the last wins.
    pub extends: Vec<Extended>,
    rules: Vec<RuleLevel>,
    include: Option<Globs>,
    exclude: Globs,
    overrides: Vec<Override>,
    /// Where the value of `include` is written.
    pub include_span: Option<Span>,
    /// Where the value of `exclude` is written.
    pub exclude_span: Option<Span>,
}

/// A configuration that another one builds on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extended {
    /// Its path, relative to the folder of the file that names it, with `/` between its parts.
    pub path: String,
    /// Where the path is written.
    pub span: Span,
}

/// The level that a configuration sets for a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleLevel {
    /// The rule.
    pub rule: RuleId,
    /// Its level.
    pub level: Option<Severity>,
    /// Where its name is written.
    pub span: Span,
}

/// Levels for the files that match.
#[derive(Clone)]
struct Override {
    files: Globs,
    rules: Vec<RuleLevel>,
}

impl Config {
    /// Whether anything depends on a file's path, rather than on its name alone.
    pub fn has_globs(&self) -> bool {
        self.include_span.is_some() || self.exclude_span.is_some() || !self.overrides.is_empty()
    }

    /// The levels for a file.
    pub fn levels(&self, path: &str) -> Levels {
        let mut levels = Levels::default();
        for RuleLevel { rule, level, .. } in self.rule_levels(path) {
            levels.set(*rule, *level);
        }
        levels
    }

    /// The levels that are set for a file, in the order in which they apply: of several for one
    /// rule, the last counts.
    pub fn rule_levels(&self, path: &str) -> impl Iterator<Item = &RuleLevel> {
        let overrides = self.overrides.iter().filter(move |one| one.files.is_match(path));
        self.rules.iter().chain(overrides.flat_map(|one| &one.rules))
    }

    /// Whether a file that is met in a folder is a manifest: by `include`, or by its name.
    pub fn includes(&self, path: &str) -> bool {
        match &self.include {
            Some(include) => include.is_match(path),
            None => is_manifest_name(path.rsplit('/').next().unwrap_or(path)),
        }
    }

    /// Whether a file or a folder is excluded.
    pub fn excludes(&self, path: &str) -> bool {
        self.exclude.is_match(path)
    }
}

/// Whether a file's name is that of a manifest: `cliq-client.toml` or
/// `cliq-client.<anything>.toml`.
pub fn is_manifest_name(name: &str) -> bool {
    let middle = name.strip_prefix("cliq-client").and_then(|rest| rest.strip_suffix(".toml"));
    middle.is_some_and(|middle| middle.is_empty() || middle.starts_with('.') && middle.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_below_its_rule_follows_levels_that_are_set_for_all() {
        let rule = RuleId::MissingRequiredField;
        let lower = Diagnostic::new(Span::empty(0), "").at_most(Severity::Warning);
        let mut levels = Levels::default();
        assert_eq!(levels.level(rule), Some(Severity::Error));
        assert_eq!(levels.level_of(rule, &lower), Some(Severity::Warning));
        levels.set_all(Severity::Warning, Some(Severity::Error));
        assert_eq!(levels.level_of(rule, &lower), Some(Severity::Error));
        levels.set(rule, Some(Severity::Hint));
        assert_eq!(levels.level_of(rule, &lower), Some(Severity::Hint));
        levels.set(rule, None);
        assert!(!levels.is_on(rule));
        let higher = Diagnostic::new(Span::empty(0), "").at_most(Severity::Error);
        let of_hint = Levels::default().level_of(RuleId::ImplicitGrant, &higher);
        assert_eq!(of_hint, Some(Severity::Hint));
    }

    #[test]
    fn a_manifest_is_known_by_its_name() {
        for name in ["cliq-client.toml", "cliq-client.staging.toml"] {
            assert!(is_manifest_name(name), "{name}");
        }
        for name in ["cliq-client..toml", "my-cliq-client.toml", "cliq-clients.toml"] {
            assert!(!is_manifest_name(name), "{name}");
        }
    }
}
