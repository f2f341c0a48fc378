//! Diagnostics to bytes, in each format. Each file gives a chunk, and the chunks of a run are
//! assembled to one output.
//!
//! Nothing that comes out of a manifest reaches the output raw: what must not reach a terminal is
//! escaped, and secrets are masked.

mod azure;
mod checkstyle;
mod change;
mod diff;
mod fingerprint;
pub(crate) mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod markdown;
mod rdjson;
mod rules;
mod sarif;
mod short;
mod summary;

pub use diff::render_diff;
pub use rules::{render_rules, render_rules_as_json};
pub use summary::{Summary, pluralize};

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::Report;
use crate::text::Source;
use crate::text::style::Palette;

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

    /// Whether its paths are those of the repository, by which the reader knows the files, rather
    /// than those that the user named.
    pub fn has_paths_from_root(self) -> bool {
        !matches!(self, Self::Human | Self::Short | Self::Json)
    }

    /// Whether its output is lines for people, which other lines may come between.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Human | Self::Short | Self::Github | Self::Azure)
    }

    /// What it is, for the help of the command line.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Human => "Lines of the file, with notes and fixes",
            Self::Short => "One line per finding: `path:line:column: level[rule]: message`",
            Self::Json => "One JSON object (docs/json.md)",
            Self::Sarif => "SARIF 2.1.0, for GitHub's code scanning and other viewers",
            Self::Github => "GitHub workflow annotations",
            Self::Gitlab => "GitLab code quality report",
            Self::Junit => "JUnit XML, with one test suite per file",
            Self::Checkstyle => "Checkstyle XML",
            Self::Rdjson => "One JSON object, for reviewdog",
            Self::Azure => "Azure Pipelines issues",
            Self::Markdown => "A Markdown table, for the summary of a CI job",
        }
    }
}

/// What the output may hold beside text.
#[derive(Clone, Copy, Debug, Default)]
pub struct OutputStyle {
    /// The colors of text.
    pub palette: Palette,
    /// Rule names that link to their page, as OSC 8 escape sequences.
    pub hyperlinks: bool,
    /// What unsafe fixes change, not only what they do.
    pub unsafe_fixes: bool,
    /// How many columns the terminal has, where text is wrapped to them; long lines of a file are
    /// cut in any case.
    pub wrap_width: Option<usize>,
}

/// The most characters of a file's line that are shown where no terminal sets the width.
const DEFAULT_WIDTH: usize = 160;

/// The fewest, however narrow the terminal is.
const MIN_WIDTH: usize = 40;

impl OutputStyle {
    /// How many characters of a line of a file are shown after a line number of so many digits.
    fn line_width(self, digits: usize) -> usize {
        // The border, its spaces, and a `…` at both ends.
        let frame = digits + 5;
        let width = self.wrap_width.map(|width| width.saturating_sub(frame).max(MIN_WIDTH));
        width.unwrap_or(DEFAULT_WIDTH)
    }
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
        Format::Short => short::render_file(style, file),
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
    let mut assembly = Assembly::new(format);
    let mut output = Vec::new();
    for chunk in chunks {
        output.extend(assembly.push(chunk));
    }
    output.extend(assembly.finish(summary));
    output
}

/// The output of a run while its chunks are made. It holds back only what depends on the summary.
pub struct Assembly {
    format: Format,
    has_chunks: bool,
    /// The chunks so far, in formats that begin with numbers of the whole run.
    held: Vec<u8>,
}

impl Assembly {
    /// The output of a run that has no chunks yet.
    pub fn new(format: Format) -> Self {
        Self { format, has_chunks: false, held: Vec::new() }
    }

    /// Its format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// What can be written once a chunk is there.
    #[must_use]
    pub fn push(&mut self, chunk: &[u8]) -> Vec<u8> {
        if chunk.is_empty() {
            return Vec::new();
        }
        let before = if self.has_chunks { self.separator().to_owned() } else { self.head() };
        self.has_chunks = true;
        if self.begins_with_numbers() {
            self.held.extend_from_slice(chunk);
            return Vec::new();
        }
        [before.as_bytes(), chunk].concat()
    }

    /// What remains to be written after the last chunk.
    #[must_use]
    pub fn finish(self, summary: &Summary) -> Vec<u8> {
        let tail = match self.format {
            Format::Human | Format::Short | Format::Github | Format::Azure => String::new(),
            Format::Json => json::tail(summary),
            Format::Sarif => sarif::TAIL.to_owned(),
            Format::Gitlab => gitlab::TAIL.to_owned(),
            Format::Checkstyle => checkstyle::TAIL.to_owned(),
            Format::Rdjson => rdjson::TAIL.to_owned(),
            Format::Junit => return junit::assemble(&self.held, summary),
            Format::Markdown => return markdown::assemble(&self.held, summary),
        };
        let head = if self.has_chunks { String::new() } else { self.head() };
        (head + &tail).into_bytes()
    }

    fn begins_with_numbers(&self) -> bool {
        matches!(self.format, Format::Junit | Format::Markdown)
    }

    fn head(&self) -> String {
        match self.format {
            Format::Json => json::head(),
            Format::Sarif => sarif::head(),
            Format::Gitlab => gitlab::HEAD.to_owned(),
            Format::Checkstyle => checkstyle::HEAD.to_owned(),
            Format::Rdjson => rdjson::head(),
            _ => String::new(),
        }
    }

    fn separator(&self) -> &'static str {
        match self.format {
            Format::Json | Format::Sarif | Format::Gitlab | Format::Rdjson => json::SEPARATOR,
            _ => "",
        }
    }
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
