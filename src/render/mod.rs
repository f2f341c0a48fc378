//! Diagnostics to bytes, in each format. A file gives a chunk, and the chunks of a run make a
//! document.
//!
//! Nothing that comes out of a manifest reaches the output raw: what a terminal must not see is
//! escaped, and secrets are mask.

mod diff;
mod fingerprint;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod sarif;
mod short;

pub use diff::diff;

use std::collections::BTreeMap;

use crate::diagnostic::{Applicability, Fix, Severity};
use crate::lint::{Report, Reported};
use crate::secrets::reveals_secret;
use crate::text::LineIndex;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With the lines of the file, notes and fixes
    Human,
    /// One line each: `path:line:column: level[rule]: message`
    Short,
    /// One JSON object (docs/json.md)
    Json,
    /// SARIF 2.1.0, for GitHub's code scanning and other viewers
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
    /// A code quality report for GitLab
    Gitlab,
    /// JUnit XML, a test case for each file
    Junit,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 7] = [
        Self::Human,
        Self::Short,
        Self::Json,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
    ];
}

/// What the output may hold beside text.
#[derive(Clone, Copy, Debug, Default)]
pub struct OutputStyle {
    /// Colours, as ANSI escape sequences.
    pub color: bool,
    /// Rule names that lead to their page, as OSC 8 escape sequences.
    pub hyperlinks: bool,
}

/// A file and what there is to say of it.
pub struct LintedFile<'a> {
    /// The path as the user knows it; escaped before it is shown.
    pub path: &'a str,
    /// The text.
    pub text: &'a str,
    /// Its report, of which only what is to be shown is left.
    pub report: &'a Report,
}

/// What a run found, over all files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many files were linted.
    pub files: usize,
    /// How many of them have a finding that is shown.
    pub files_with_findings: usize,
    /// How many findings there are of each level.
    pub levels: BTreeMap<Severity, usize>,
    /// How many findings there are of each rule.
    pub rules: BTreeMap<&'static str, usize>,
    /// How many findings were fixed, or with a diff, would be.
    pub fixed: usize,
    /// How many findings have a safe fix.
    pub fixable: usize,
    /// How many have only unsafe ones.
    pub unsafely_fixable: usize,
}

impl Summary {
    /// The summary of one file.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let mut summary = Self {
            files: 1,
            files_with_findings: usize::from(!report.diagnostics.is_empty()),
            ..Self::default()
        };
        for diagnostic in &report.diagnostics {
            *summary.levels.entry(diagnostic.severity).or_default() += 1;
            *summary.rules.entry(diagnostic.rule.name).or_default() += 1;
            match diagnostic
                .finding
                .fixes
                .iter()
                .map(|fix| fix.applicability)
                .min_by_key(|safety| *safety == Applicability::Unsafe)
            {
                Some(Applicability::Safe) => summary.fixable += 1,
                Some(Applicability::Unsafe) => summary.unsafely_fixable += 1,
                None => {}
            }
        }
        summary
    }

    /// Adds what was found elsewhere.
    pub fn add(&mut self, other: &Summary) {
        self.files += other.files;
        self.files_with_findings += other.files_with_findings;
        other
            .levels
            .iter()
            .for_each(|(level, count)| *self.levels.entry(*level).or_default() += count);
        other.rules.iter().for_each(|(rule, count)| *self.rules.entry(rule).or_default() += count);
        self.fixed += other.fixed;
        self.fixable += other.fixable;
        self.unsafely_fixable += other.unsafely_fixable;
    }

    /// How many findings there are of a level.
    #[must_use]
    pub fn count(&self, level: Severity) -> usize {
        self.levels.get(&level).copied().unwrap_or(0)
    }

    /// The summary as a line: `3 errors, 1 warning in 2 of 14 manifests; 2 can be fixed with
    /// --fix`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let levels = [Severity::Error, Severity::Warning, Severity::Hint]
            .map(|level| (level, self.count(level)));
        let found: Vec<String> = levels
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(level, count)| pluralize(*count, level.name()))
            .collect();
        let manifests = pluralize(self.files, "manifest");
        if found.is_empty() {
            return format!("no findings in {manifests}");
        }
        let place = match self.files {
            1 => manifests,
            _ => format!("{} of {manifests}", self.files_with_findings),
        };
        let unsafely = |word: &str| format!("{}{word} with --unsafe-fixes", self.unsafely_fixable);
        let fixes = match (self.fixable, self.unsafely_fixable) {
            (0, 0) => String::new(),
            (0, _) => format!("; {}", unsafely(" can be fixed")),
            (safe, 0) => format!("; {safe} can be fixed with --fix"),
            (safe, _) => format!("; {safe} can be fixed with --fix, {}", unsafely(" more")),
        };
        format!("{} in {place}{fixes}", found.join(", "))
    }
}

fn pluralize(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The part of the output that a file gives; empty where nothing was found, but for
/// [`Format::Junit`].
#[must_use]
pub fn chunk(format: Format, style: OutputStyle, file: &LintedFile<'_>) -> Vec<u8> {
    if file.report.diagnostics.is_empty() && format != Format::Junit {
        return Vec::new();
    }
    let index = LineIndex::new(file.text);
    match format {
        Format::Human => human::chunk(style, file, &index),
        Format::Short => short::chunk(file, &index),
        Format::Json => json::chunk(file, &index),
        Format::Sarif => sarif::chunk(file, &index),
        Format::Github => github::chunk(file, &index),
        Format::Gitlab => gitlab::chunk(file, &index),
        Format::Junit => junit::chunk(file, &index),
    }
}

/// The output of a run: its chunks, in the order of the files, and what goes around them.
#[must_use]
pub fn document(format: Format, chunks: &[Vec<u8>], summary: &Summary) -> Vec<u8> {
    match format {
        Format::Human | Format::Short | Format::Github => chunks.concat(),
        Format::Json => json::document(chunks, summary),
        Format::Sarif => sarif::document(chunks),
        Format::Gitlab => gitlab::document(chunks),
        Format::Junit => junit::document(chunks, summary),
    }
}

/// The address of a rule's page.
#[must_use]
pub fn url(rule: &str) -> String {
    format!("{}/blob/main/docs/rules.md#{rule}", env!("CARGO_PKG_REPOSITORY"))
}

/// The message and the notes of a diagnostic, a line each.
fn words(diagnostic: &Reported) -> String {
    std::iter::once(&diagnostic.finding.message)
        .chain(&diagnostic.finding.notes)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The fixes of a diagnostic that can be shown: those that write no secret.
fn visible_fixes<'a>(
    file: &'a LintedFile<'_>,
    diagnostic: &'a Reported,
) -> impl Iterator<Item = &'a Fix> {
    diagnostic
        .finding
        .fixes
        .iter()
        .filter(|fix| !fix.edits().iter().any(|edit| reveals(file, &edit.text)))
}

/// A path as programs write it that know the folder it is below: with `/` between its parts, and no
/// `./` before it.
fn portable_path(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    path.trim_start_matches("./").to_owned()
}

/// Whether a text, made from the file's, holds a part of a secret.
fn reveals(file: &LintedFile<'_>, text: &str) -> bool {
    file.report.secrets.iter().any(|secret| reveals_secret(secret.span.of(file.text), text))
}

#[cfg(test)]
mod tests;
