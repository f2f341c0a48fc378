//! `cliq-lint.toml`: levels, includes, excludes and overrides. Pure: text in, configuration and findings out.

mod parse;

pub use parse::parse;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::diagnostic::Severity;
use crate::rules::{RULES, Rule};

/// The name of a configuration file.
pub const FILE_NAME: &str = "cliq-lint.toml";

/// What is reported of a configuration. It is no rule of manifests, and cannot be switched off.
pub static INVALID_CONFIGURATION: Rule = Rule {
    name: "invalid-configuration",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a mistake in `cliq-lint.toml`",
    rationale: "A configuration that is not understood would silently not do what it says.",
    no_fix_reason: "",
    bad: "",
    good: "",
    check: |_| Vec::new(),
};

/// The levels that a rule can be set to, by the words for them.
pub const LEVELS: [(&str, Option<Severity>); 4] = [
    ("off", None),
    ("hint", Some(Severity::Hint)),
    ("warning", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

/// The level of each rule, by its position in [`RULES`]; `None` where the rule is off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels(Vec<Option<Severity>>);

impl Default for Levels {
    fn default() -> Self {
        Self(RULES.iter().map(|rule| Some(rule.severity)).collect())
    }
}

impl Levels {
    /// The level of the rule at a position of [`RULES`].
    #[must_use]
    pub fn of(&self, rule: usize) -> Option<Severity> {
        self.0[rule]
    }

    /// Sets the level of the rule at a position of [`RULES`].
    pub fn set(&mut self, rule: usize, level: Option<Severity>) {
        self.0[rule] = level;
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
    include: Option<GlobSet>,
    exclude: GlobSet,
    overrides: Vec<Override>,
}

/// Levels of rules, by their positions in [`RULES`].
type RuleLevels = Vec<(usize, Option<Severity>)>;

/// Levels for the files that match.
#[derive(Clone)]
struct Override {
    files: GlobSet,
    levels: RuleLevels,
}

/// What could not be read, and has been reported.
struct AlreadyReported;

impl Config {
    /// The levels for a file.
    #[must_use]
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
    #[must_use]
    pub fn includes(&self, path: &str) -> bool {
        match &self.include {
            Some(include) => include.is_match(path),
            None => is_manifest_name(path.rsplit('/').next().unwrap_or(path)),
        }
    }

    /// Whether a file or a folder is excluded.
    #[must_use]
    pub fn excludes(&self, path: &str) -> bool {
        self.exclude.is_match(path)
    }
}

/// Whether a file's name is that of a manifest: `cliq-client.toml` or
/// `cliq-client.<anything>.toml`.
#[must_use]
pub fn is_manifest_name(name: &str) -> bool {
    let middle = name.strip_prefix("cliq-client").and_then(|rest| rest.strip_suffix(".toml"));
    middle.is_some_and(|middle| middle.is_empty() || middle.starts_with('.') && middle.len() > 1)
}

/// Globs that match a path as a whole, or where they have no `/`, its last part; those that end
/// with `/` or name a folder match all below it.
///
/// # Errors
///
/// The message for the first glob that cannot be read.
pub fn compile_globs<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let whole = pattern.trim_start_matches("./").trim_end_matches('/');
        let anchored = if let Some(rooted) = whole.strip_prefix('/') {
            rooted.to_owned()
        } else if whole.contains('/') {
            whole.to_owned()
        } else {
            format!("**/{whole}")
        };
        for glob in [anchored.clone(), format!("{anchored}/**")] {
            set.add(
                GlobBuilder::new(&glob)
                    .literal_separator(true)
                    .build()
                    .map_err(|error| error.kind().to_string())?,
            );
        }
    }
    set.build().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;
    use crate::text::Source;

    fn read(text: &str) -> (Config, Vec<String>) {
        let (config, findings) = parse(&Source::from(text));
        (
            config,
            findings
                .into_iter()
                .map(|finding| format!("{}: {}", finding.span.of(text), finding.message))
                .collect(),
        )
    }

    #[test]
    fn levels_are_set_for_all_files_and_for_some() {
        let text = "[rules]\ninsecure-http = \"error\"\n[[overrides]]\nfiles = [\"staging/**\"]\n[overrides.rules]\ninsecure-http = \"off\"\n";
        let (config, findings) = read(text);
        let rule = rules::position("insecure-http").unwrap();
        assert_eq!(findings, [""; 0]);
        assert_eq!(config.levels("a/cliq-client.toml").of(rule), Some(Severity::Error));
        assert_eq!(config.levels("staging/a/cliq-client.toml").of(rule), None);
    }

    #[test]
    fn mistakes_are_findings_at_their_place() {
        let text = "exlude = []\ninclude = \"x\"\n[rules]\ninsecure-htp = \"off\"\nunknown-key = \"warn\"\nduplicate-uri = 1\n[[overrides]]\nfiles = [\"a[\"]\n";
        assert_eq!(
            read(text).1,
            [
                "exlude: unknown key `exlude`",
                "\"x\": expected an array of globs, found a string",
                "insecure-htp: no rule is called `insecure-htp`",
                "warn: `warn` is no level",
                "1: expected a string, found an integer",
                "a[: `a[` is no glob: unclosed character class; missing ']'",
            ]
        );
        assert_eq!(read("[rules\n").1, ["[rules: this header is not closed"]);
        assert_eq!(
            read("[[overrides]]\n").1,
            ["[[overrides]]: this override does not say for which `files` it is"]
        );
    }

    #[test]
    fn a_glob_without_a_slash_matches_at_any_depth_and_a_folder_all_below_it() {
        let config = read("exclude = [\"vendor\", \"/top/*.toml\"]").0;
        assert!(
            config.excludes("vendor/a.toml")
                && config.excludes("x/vendor")
                && config.excludes("top/a.toml")
        );
        assert!(!config.excludes("x/top/a.toml") && !config.excludes("vendored/a.toml"));
    }

    #[test]
    fn the_names_of_manifests() {
        assert!(
            is_manifest_name("cliq-client.toml") && is_manifest_name("cliq-client.staging.toml")
        );
        assert!(
            !is_manifest_name("cliq-client..toml")
                && !is_manifest_name("my-cliq-client.toml")
                && !is_manifest_name("cliq-clients.toml")
        );
    }
}
