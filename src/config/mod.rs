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
    /// The tables that have it.
    pub tables: &'static [ConfigTable],
    /// Whether its value is an array of globs.
    pub holds_globs: bool,
}

/// A table of a configuration whose keys are fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigTable {
    /// The root.
    Root,
    /// An element of `overrides`.
    Override,
    /// `match`.
    Match,
}

impl ConfigTable {
    /// Returns the table at a key path.
    pub fn at<K: AsRef<str>>(path: &[K]) -> Option<Self> {
        match path {
            [] => Some(Self::Root),
            [key] if key.as_ref() == "overrides" => Some(Self::Override),
            [key] if key.as_ref() == "match" => Some(Self::Match),
            _ => None,
        }
    }

    /// Returns the key of a name in this table.
    pub fn key(self, name: &str) -> Option<&'static ConfigKey> {
        self.keys().find(|key| key.name == name)
    }

    /// Iterates over the keys of this table, sorted by name.
    pub fn keys(self) -> impl Iterator<Item = &'static ConfigKey> {
        KEYS.iter().filter(move |key| key.tables.contains(&self))
    }
}

/// The keys of a configuration, sorted by name, for its parser, its schema and editors.
#[rustfmt::skip]
const KEYS: [ConfigKey; 8] = [
    ConfigKey { name: "exclude",   tables: &[ConfigTable::Root], holds_globs: true,  meaning: "Files and folders to skip; with --force-exclude, also files named on the command line." },
    ConfigKey { name: "extends",   tables: &[ConfigTable::Root], holds_globs: false, meaning: "The relative path of the cliq-lint.toml that this one extends, or several; what is set here wins." },
    ConfigKey { name: "files",     tables: &[ConfigTable::Override], holds_globs: true,  meaning: "The files that the override applies to." },
    ConfigKey { name: "files",     tables: &[ConfigTable::Match], holds_globs: true,  meaning: "The files whose redirect URIs are compared with the registered ones, such as .env*; files that Git ignores are included." },
    ConfigKey { name: "include",   tables: &[ConfigTable::Root], holds_globs: true,  meaning: "The files in a folder that are manifests; replaces cliq-client.toml and cliq-client.*.toml." },
    ConfigKey { name: "match",     tables: &[ConfigTable::Root], holds_globs: false, meaning: "Other files in which the application has its redirect URIs." },
    ConfigKey { name: "overrides", tables: &[ConfigTable::Root], holds_globs: false, meaning: "Levels for some files; a later override wins." },
    ConfigKey { name: "rules",     tables: &[ConfigTable::Root, ConfigTable::Override],  holds_globs: false, meaning: "The level of each rule." },
];

/// The descriptor of problems in a configuration. They cannot be turned off.
pub static INVALID_CONFIGURATION: Descriptor = Descriptor {
    name: "invalid-configuration",
    severity: Severity::Error,
    summary: "an error in `cliq-lint.toml`",
    rationale: "An invalid setting has no effect, so cliq-lint reports it instead of ignoring it.",
    sources: &[CONFIGURATION_FORMAT],
};

/// The levels of a rule, with their names in a configuration.
pub const LEVELS: [(&str, Option<Severity>); 4] = [
    ("off", None),
    ("hint", Some(Severity::Hint)),
    ("warning", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

/// The level of each rule's diagnostics, and today's date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    /// In the order of [`RuleId`]: the level for each default severity of a diagnostic; `None` if it is
    /// not reported.
    by_rule: Vec<[Option<Severity>; Severity::ALL.len()]>,
    /// The date that decides whether a suppression has expired; without one, none expires.
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

    /// Returns the level of a rule's diagnostic, which may be lower than the rule's own level (see
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

/// A configuration. Its methods take paths relative to the folder of its file, with `/` as the
/// separator.
#[derive(Clone, Default)]
pub struct Config {
    /// The configurations that it extends. If two set the same value, the last one wins.
    pub extends: Vec<Extended>,
    rules: Vec<RuleLevel>,
    include: Option<Globs>,
    exclude: Globs,
    overrides: Vec<Override>,
    /// Where the value of `include` is written.
    pub include_span: Option<Span>,
    /// Where the value of `exclude` is written.
    pub exclude_span: Option<Span>,
    /// The files whose redirect URIs are compared with the registered ones.
    match_files: Option<Globs>,
}

/// A configuration that another one extends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extended {
    /// Its path relative to the folder of the file that names it, with `/` as the separator.
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
        self.include_span.is_some()
            || self.exclude_span.is_some()
            || self.match_files.is_some()
            || !self.overrides.is_empty()
    }

    /// The levels for a file.
    pub fn levels(&self, path: &str) -> Levels {
        let mut levels = Levels::default();
        for RuleLevel { rule, level, .. } in self.rule_levels(path) {
            levels.set(*rule, *level);
        }
        levels
    }

    /// Returns the levels set for a file, in the order in which they apply: if a rule has several, the
    /// last one wins.
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

    /// Whether redirect URIs of other files are compared with the registered ones.
    pub fn has_match_files(&self) -> bool {
        self.match_files.is_some()
    }

    /// Iterates over globs for an editor to watch the files of [`Self::matches`] in any folder.
    pub fn match_globs(&self) -> impl Iterator<Item = String> {
        self.match_files.iter().flat_map(Globs::below_any_folder)
    }

    /// Whether the redirect URIs of a file are compared with the registered ones.
    pub fn matches(&self, path: &str) -> bool {
        self.match_files.as_ref().is_some_and(|files| files.is_match(path))
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
