//! Counts the findings and changes of a run, and renders them as one line.

use std::collections::BTreeMap;

use crate::diagnostic::{Applicability, Severity, severity_style};
use crate::lint::Report;
use crate::text::style::{Palette, SUCCESS};

/// Counts over all files of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many files were linted.
    pub files: usize,
    /// How many of them are compared with manifests rather than manifests themselves.
    pub match_files: usize,
    /// How many of them have a diagnostic that is shown.
    pub files_with_findings: usize,
    /// How many of them had none when they were linted by themselves.
    pub clean_files: usize,
    /// How many configurations were named, to be linted themselves.
    pub configs: usize,
    /// How many diagnostics there are of each level.
    pub levels: BTreeMap<Severity, usize>,
    /// How many diagnostics there are of each rule, by its name.
    pub rules: BTreeMap<&'static str, usize>,
    /// How many diagnostics are below the level that is shown.
    pub hidden: usize,
    /// How many diagnostics were fixed, or would be in a diff.
    pub fixed: usize,
    /// How many values are placeholders that fixes put in.
    pub new_placeholders: usize,
    /// How many suppressions were added.
    pub suppressions: usize,
    /// How many files had suppressions added.
    pub files_with_suppressions: usize,
    /// How many diagnostics have a safe fix.
    pub fixable: usize,
    /// How many have unsafe fixes only.
    pub unsafely_fixable: usize,
}

impl Summary {
    /// The summary of one file.
    pub fn of(report: &Report) -> Self {
        let mut summary = Self {
            files: 1,
            files_with_findings: usize::from(!report.diagnostics.is_empty()),
            clean_files: usize::from(report.diagnostics.is_empty()),
            ..Self::default()
        };
        for found in &report.diagnostics {
            *summary.levels.entry(found.severity).or_default() += 1;
            *summary.rules.entry(found.code.name()).or_default() += 1;
            match found.diagnostic.fixes.iter().map(|fix| fix.applicability).min() {
                Some(Applicability::Safe) => summary.fixable += 1,
                Some(Applicability::Unsafe) => summary.unsafely_fixable += 1,
                None => {}
            }
        }
        summary
    }

    /// Adds the counts of other files.
    pub fn add(&mut self, other: &Self) {
        self.files += other.files;
        self.match_files += other.match_files;
        self.files_with_findings += other.files_with_findings;
        self.clean_files += other.clean_files;
        self.configs += other.configs;
        for (level, count) in &other.levels {
            *self.levels.entry(*level).or_default() += count;
        }
        for (rule, count) in &other.rules {
            *self.rules.entry(rule).or_default() += count;
        }
        self.hidden += other.hidden;
        self.fixed += other.fixed;
        self.new_placeholders += other.new_placeholders;
        self.suppressions += other.suppressions;
        self.files_with_suppressions += other.files_with_suppressions;
        self.fixable += other.fixable;
        self.unsafely_fixable += other.unsafely_fixable;
    }

    /// How many diagnostics there are of a level.
    pub fn count(&self, level: Severity) -> usize {
        self.levels.get(&level).copied().unwrap_or(0)
    }

    /// How many diagnostics there are of any level.
    fn total(&self) -> usize {
        self.levels.values().sum()
    }

    /// The summary as a line: `3 errors, 1 warning in 2 of 14 manifests; 2 can be fixed with
    /// --fix`.
    pub fn describe(&self, palette: Palette) -> String {
        let found = match self.describe_levels(palette) {
            Some(levels) => {
                format!("{levels} in {}{}", self.describe_place(), self.describe_fixes())
            }
            None if self.hidden == 0 => {
                palette.paint(SUCCESS, "no findings") + " in " + &self.describe_place()
            }
            None => {
                palette.paint(SUCCESS, "no errors or warnings") + " in " + &self.describe_place()
            }
        };
        self.describe_changes() + &found + &self.describe_hidden()
    }

    /// The summary of a run that shows what fixes would change: what they would resolve, and what
    /// would be left.
    pub fn describe_diff(&self, palette: Palette) -> String {
        if self.fixed == 0 {
            return self.describe(palette);
        }
        let fixed = pluralize(self.fixed, "finding");
        let left = self.describe_levels(palette);
        let left = left.unwrap_or_else(|| palette.paint(SUCCESS, "no errors or warnings"));
        let placeholders = match self.new_placeholders {
            0 => String::new(),
            count => format!(", and {} to fill in", pluralize(count, "placeholder")),
        };
        let place = self.describe_place();
        let hidden = self.describe_hidden();
        format!("{fixed} would be fixed; {left} would remain in {place}{placeholders}{hidden}")
    }

    /// Renders the counts by level; `None` if all are 0.
    fn describe_levels(&self, palette: Palette) -> Option<String> {
        let levels = Severity::ALL.map(|level| (level, self.count(level)));
        let count = |(level, count): &(Severity, usize)| {
            palette.paint(severity_style(*level), pluralize(*count, level.name()))
        };
        let counts: Vec<String> =
            levels.iter().filter(|(_, count)| *count > 0).map(count).collect();
        (!counts.is_empty()).then(|| counts.join(", "))
    }

    fn describe_place(&self) -> String {
        let noun = if self.match_files == 0 { "manifest" } else { "file" };
        let manifests = pluralize(self.files, noun);
        match self.files {
            0 if self.configs > 0 => pluralize(self.configs, "configuration file"),
            _ if self.total() == 0 => manifests,
            1 => manifests,
            _ => format!("{} of {manifests}", self.files_with_findings),
        }
    }

    /// Describes the changes made before the findings were counted.
    fn describe_changes(&self) -> String {
        let fixed = (self.fixed > 0).then(|| format!("{} fixed; ", self.fixed));
        let placeholders = pluralize(self.new_placeholders, "placeholder");
        let placeholders =
            (self.new_placeholders > 0).then(|| format!("{placeholders} left to fill in; "));
        let suppressions = pluralize(self.suppressions, "suppression");
        let files = pluralize(self.files_with_suppressions, "manifest");
        let suppressed =
            (self.suppressions > 0).then(|| format!("added {suppressions} in {files}; "));
        [fixed, placeholders, suppressed].into_iter().flatten().collect()
    }

    fn describe_fixes(&self) -> String {
        match (self.fixable, self.unsafely_fixable) {
            (0, 0) => String::new(),
            (0, more) => format!("; {more} can be fixed with --fix --unsafe-fixes"),
            (safe, 0) => format!("; {safe} can be fixed with --fix"),
            (safe, more) => {
                format!("; {safe} can be fixed with --fix, {more} more with --fix --unsafe-fixes")
            }
        }
    }

    fn describe_hidden(&self) -> String {
        match self.hidden {
            0 => String::new(),
            count => format!("; {} hidden, show with -v", pluralize(count, "hint")),
        }
    }
}

/// A count and its noun: `1 error`, `2 errors`.
pub fn pluralize(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describe(summary: &Summary) -> String {
        summary.describe(Palette::PLAIN)
    }

    fn one_manifest() -> Summary {
        Summary { files: 1, ..Summary::default() }
    }

    #[test]
    fn the_summary_is_a_sentence() {
        let mut summary =
            Summary { files: 14, files_with_findings: 2, fixable: 2, ..Summary::default() };
        summary.levels.extend([(Severity::Error, 3), (Severity::Warning, 1)]);
        let sentence = "3 errors, 1 warning in 2 of 14 manifests; 2 can be fixed with --fix";
        assert_eq!(describe(&summary), sentence);
        summary.unsafely_fixable = 1;
        assert_eq!(describe(&summary), format!("{sentence}, 1 more with --fix --unsafe-fixes"));
        assert_eq!(describe(&one_manifest()), "no findings in 1 manifest");
    }

    #[test]
    fn what_is_hidden_is_counted() {
        let mut summary = Summary { hidden: 4, ..one_manifest() };
        let expected = "no errors or warnings in 1 manifest; 4 hints hidden, show with -v";
        assert_eq!(describe(&summary), expected);
        (summary.hidden, summary.files_with_findings) = (1, 1);
        summary.levels.insert(Severity::Error, 1);
        assert_eq!(describe(&summary), "1 error in 1 manifest; 1 hint hidden, show with -v");
    }

    #[test]
    fn a_diff_is_summed_up_by_what_would_be_fixed_and_what_would_remain() {
        let mut summary = Summary { fixed: 1, ..one_manifest() };
        let expected = "1 finding would be fixed; no errors or warnings would remain in 1 manifest";
        assert_eq!(summary.describe_diff(Palette::PLAIN), expected);
        (summary.fixed, summary.new_placeholders) = (2, 1);
        summary.levels.insert(Severity::Warning, 2);
        let expected = "2 findings would be fixed; 2 warnings would remain in 1 manifest, \
                        and 1 placeholder to fill in";
        assert_eq!(summary.describe_diff(Palette::PLAIN), expected);
    }

    #[test]
    fn the_counts_have_the_colors_of_their_levels() {
        let mut summary = one_manifest();
        summary.levels.insert(Severity::Error, 1);
        let shown = summary.describe(Palette::COLORED);
        assert_eq!(shown, "\x1b[1m\x1b[91m1 error\x1b[0m in 1 manifest");
    }
}
