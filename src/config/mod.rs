//! `cliq-lint.toml`: levels, includes, excludes and overrides.

mod globs;
mod parse;

pub use globs::{GlobError, Globs};
pub use parse::{ParsedConfig, parse};

use crate::diagnostic::Severity;
use crate::rules::{Descriptor, RuleId};

/// The name of a configuration file.
pub const FILE_NAME: &str = "cliq-lint.toml";

/// What is reported of a configuration. It cannot be switched off.
pub static INVALID_CONFIGURATION: Descriptor = Descriptor {
    name: "invalid-configuration",
    severity: Severity::Error,
    tag: None,
    summary: "a mistake in `cliq-lint.toml`",
    rationale: "A configuration that is not understood would silently not do what it says.",
    sources: &[],
};

/// The levels that a rule can be set to, by the words for them.
pub const LEVELS: [(&str, Option<Severity>); 4] = [
    ("off", None),
    ("hint", Some(Severity::Hint)),
    ("warning", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

/// The level of each rule, in the order of [`RuleId`]; `None` where the rule is off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels(Vec<Option<Severity>>);

impl Default for Levels {
    fn default() -> Self {
        Self(RuleId::ALL.iter().map(|rule| Some(rule.descriptor().severity)).collect())
    }
}

impl Levels {
    /// The level of a rule.
    pub fn level(&self, rule: RuleId) -> Option<Severity> {
        self.0[rule as usize]
    }

    /// Sets the level of a rule.
    pub fn set(&mut self, rule: RuleId, level: Option<Severity>) {
        self.0[rule as usize] = level;
    }

    /// Sets the level of every rule that is at the level `from`.
    pub fn set_all(&mut self, from: Severity, level: Option<Severity>) {
        self.0.iter_mut().filter(|now| **now == Some(from)).for_each(|now| *now = level);
    }
}

/// A configuration. Paths that it is asked about are relative to the folder of its file, with `/`
/// between their parts.
#[derive(Clone, Default)]
pub struct Config {
    levels: Levels,
    include: Option<Globs>,
    exclude: Globs,
    overrides: Vec<Override>,
}

/// Levels of some rules.
type RuleLevels = Vec<(RuleId, Option<Severity>)>;

/// Levels for the files that match.
#[derive(Clone)]
struct Override {
    files: Globs,
    levels: RuleLevels,
}

impl Config {
    /// The levels for a file.
    pub fn levels(&self, path: &str) -> Levels {
        let mut levels = self.levels.clone();
        for (rule, level) in
            self.overrides.iter().filter(|one| one.files.is_match(path)).flat_map(|one| &one.levels)
        {
            levels.set(*rule, *level);
        }
        levels
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
    fn a_manifest_is_known_by_its_name() {
        for name in ["cliq-client.toml", "cliq-client.staging.toml"] {
            assert!(is_manifest_name(name), "{name}");
        }
        for name in ["cliq-client..toml", "my-cliq-client.toml", "cliq-clients.toml"] {
            assert!(!is_manifest_name(name), "{name}");
        }
    }
}
