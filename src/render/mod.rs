//! Diagnostics to bytes, in each format. Each file gives a chunk, and the chunks of a run are
//! assembled to one output.
//!
//! Nothing that comes out of a manifest reaches the output raw: what must not reach a terminal is
//! escaped, and secrets are masked.

mod azure;
mod checkstyle;
mod diff;
mod fingerprint;
pub(crate) mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod markdown;
mod rdjson;
mod sarif;
mod short;

use std::collections::BTreeMap;

pub use diff::render_diff;

use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::lint::Report;
use crate::text::Source;

/// How diagnostics are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: with the lines of the file, notes and fixes.
    Human,
    /// A line per diagnostic.
    Short,
    /// docs/json.md.
    Json,
    /// For viewers of static analysis.
    Sarif,
    /// For the log of a GitHub workflow.
    Github,
    /// For GitLab's merge requests.
    Gitlab,
    /// For CI systems that read test reports.
    Junit,
    /// For viewers and bots that read Checkstyle's reports.
    Checkstyle,
    /// For reviewdog.
    Rdjson,
    /// For the log of an Azure pipeline.
    Azure,
    /// For the summary of a CI job.
    Markdown,
}

impl Format {
    /// Every format, in the order in which they are offered.
    pub const ALL: &[Self] = &[
        Self::Human,
        Self::Short,
        Self::Json,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Checkstyle,
        Self::Rdjson,
        Self::Azure,
        Self::Markdown,
    ];

    /// The format of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// The word for it on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Short => "short",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Checkstyle => "checkstyle",
            Self::Rdjson => "rdjson",
            Self::Azure => "azure",
            Self::Markdown => "markdown",
        }
    }

    /// Whether its output is lines for people, which other lines may come between.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Human | Self::Short | Self::Github | Self::Azure)
    }

    /// What it is, for the help of the command line.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Human => "With the lines of the file, notes and fixes",
            Self::Short => "One line each: `path:line:column: level[rule]: message`",
            Self::Json => "One JSON object (docs/json.md)",
            Self::Sarif => "SARIF 2.1.0, for GitHub's code scanning and other viewers",
            Self::Github => "Annotations of a GitHub workflow",
            Self::Gitlab => "A code quality report for GitLab",
            Self::Junit => "JUnit XML, a test case for each file",
            Self::Checkstyle => "Checkstyle's XML",
            Self::Rdjson => "One JSON object for reviewdog",
            Self::Azure => "Issues of an Azure pipeline",
            Self::Markdown => "A Markdown table, for the summary of a CI job",
        }
    }
}

/// What the output may hold beside text.
#[derive(Clone, Copy, Debug, Default)]
pub struct OutputStyle {
    /// Colors, as ANSI escape sequences.
    pub color: bool,
    /// Rule names that link to their page, as OSC 8 escape sequences.
    pub hyperlinks: bool,
    /// What unsafe fixes change, not only what they do.
    pub unsafe_fixes: bool,
}

/// A file and its diagnostics.
#[derive(Clone, Copy, Debug)]
pub struct LintedFile<'a> {
    /// The path as the user knows it; it is escaped before it is shown.
    pub path: &'a str,
    /// The text.
    pub source: &'a Source,
    /// Its report, with only the diagnostics to show.
    pub report: &'a Report,
}

/// The part of the output that a file gives; empty for a file without diagnostics, except in
/// [`Format::Junit`].
pub fn render_file(format: Format, style: OutputStyle, file: &LintedFile<'_>) -> Vec<u8> {
    if file.report.diagnostics.is_empty() && format != Format::Junit {
        return Vec::new();
    }
    match format {
        Format::Human => human::render_file(style, file),
        Format::Short => short::render_file(file),
        Format::Json => json::render_file(file),
        Format::Sarif => sarif::render_file(file),
        Format::Github => github::render_file(file),
        Format::Gitlab => gitlab::render_file(file),
        Format::Junit => junit::render_file(file),
        Format::Checkstyle => checkstyle::render_file(file),
        Format::Rdjson => rdjson::render_file(file),
        Format::Azure => azure::render_file(file),
        Format::Markdown => markdown::render_file(file),
    }
}

/// The output of a run: the chunks of its files, in order, and what goes around them.
pub fn assemble(format: Format, chunks: &[Vec<u8>], summary: &Summary) -> Vec<u8> {
    match format {
        Format::Human | Format::Short | Format::Github | Format::Azure => chunks.concat(),
        Format::Json => json::assemble(chunks, summary),
        Format::Sarif => sarif::assemble(chunks),
        Format::Gitlab => gitlab::assemble(chunks),
        Format::Junit => junit::assemble(chunks, summary),
        Format::Checkstyle => checkstyle::assemble(chunks),
        Format::Rdjson => rdjson::assemble(chunks),
        Format::Markdown => markdown::assemble(chunks, summary),
    }
}

/// Counts over all files of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many files were linted.
    pub files: usize,
    /// How many of them have a diagnostic that is shown.
    pub files_with_findings: usize,
    /// How many diagnostics there are of each level.
    pub levels: BTreeMap<Severity, usize>,
    /// How many diagnostics there are of each rule, by its name.
    pub rules: BTreeMap<&'static str, usize>,
    /// How many diagnostics were fixed, or would be in a diff.
    pub fixed: usize,
    /// How many values are placeholders that fixes put in.
    pub new_placeholders: usize,
    /// How many suppressions were added.
    pub suppressions: usize,
    /// In how many files.
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
        self.files_with_findings += other.files_with_findings;
        for (level, count) in &other.levels {
            *self.levels.entry(*level).or_default() += count;
        }
        for (rule, count) in &other.rules {
            *self.rules.entry(rule).or_default() += count;
        }
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

    /// The summary as a line: `3 errors, 1 warning in 2 of 14 manifests; 2 can be fixed with
    /// --fix`.
    pub fn describe(&self) -> String {
        let levels = Severity::ALL.map(|level| (level, self.count(level)));
        let levels = levels.iter().filter(|(_, count)| *count > 0);
        let found: Vec<String> =
            levels.map(|(level, count)| pluralize(*count, level.name())).collect();
        let manifests = pluralize(self.files, "manifest");
        if found.is_empty() {
            return format!("no findings in {manifests}");
        }
        let place = match self.files {
            1 => manifests,
            _ => format!("{} of {manifests}", self.files_with_findings),
        };
        let fixes = match (self.fixable, self.unsafely_fixable) {
            (0, 0) => String::new(),
            (0, more) => format!("; {more} can be fixed with --fix --unsafe-fixes"),
            (safe, 0) => format!("; {safe} can be fixed with --fix"),
            (safe, more) => {
                format!("; {safe} can be fixed with --fix, {more} more with --fix --unsafe-fixes")
            }
        };
        format!("{} in {place}{fixes}", found.join(", "))
    }
}

/// A count and its noun: `1 error`, `2 errors`.
pub fn pluralize(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The fixes of a diagnostic that can be shown: those that do not write a secret.
fn visible_fixes<'a>(
    file: &LintedFile<'_>,
    diagnostic: &'a Diagnostic,
) -> impl Iterator<Item = &'a Fix> {
    let secrets = &file.report.secrets;
    let is_visible = |fix: &&Fix| !fix.edits.iter().any(|edit| secrets.is_revealed_by(&edit.text));
    diagnostic.fixes.iter().filter(is_visible)
}

/// A path for programs that know the folder it is below: with `/` between its parts, and without
/// `./` before it.
fn portable_path(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    path.trim_start_matches("./").to_owned()
}

#[cfg(test)]
mod tests;
