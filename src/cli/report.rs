//! What a run prints: the findings of files and configurations, sorted by path, and a summary.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::Check;
use super::check::Run;
use super::error::{Error, full_message};
use super::{ExitStatus, print, print_error, print_to_stderr};
use crate::diagnostic::Severity;
use crate::fix::AppliedFix;
use crate::fs::{self, LoadedConfig};
use crate::lint::Report;
use crate::render::{self, Format, LintedFile, Summary, pluralize};
use crate::text::escape::escape_for_terminal;
use crate::text::{Position, Source};

/// What became of the files so far, in any order.
#[derive(Default)]
pub(super) struct RunReport {
    files: Vec<FileReport>,
    failures: Vec<Error>,
}

/// What became of one file.
#[derive(Default)]
pub(super) struct FileReport {
    pub path: PathBuf,
    /// The part of the output that is about it.
    pub chunk: Vec<u8>,
    pub summary: Summary,
    /// What `--diff` prints for it.
    pub diff: Vec<u8>,
    /// Why some of what the options ask for was not done.
    pub failure: Option<Error>,
}

impl FileReport {
    /// Puts the suppressions that were added before the findings, a line each: `suppressed
    /// cliq-client.toml:3: insecure-http`.
    pub(super) fn add_suppressed(&mut self, run: &Run<'_>, suppressed: &[String]) {
        self.summary.suppressions = suppressed.len();
        self.summary.files_with_suppressions = usize::from(!suppressed.is_empty());
        let is_text = matches!(run.options.format, Format::Human | Format::Short);
        if is_text && !run.options.quiet && !run.options.statistics {
            let path = self.path.to_string_lossy();
            let path = escape_for_terminal(&path);
            let line = |line: &String| format!("suppressed {path}:{line}\n");
            self.chunk.splice(0..0, suppressed.iter().map(line).collect::<String>().into_bytes());
        }
    }
}

impl RunReport {
    pub(super) fn add(&mut self, result: Result<FileReport, Error>) {
        match result {
            Ok(mut file) => {
                self.failures.extend(file.failure.take());
                self.files.push(file);
            }
            Err(error) => self.failures.push(error),
        }
    }
}

/// The report of a file, with the findings that are to be shown.
pub(super) fn report_file(
    run: &Run<'_>,
    path: &Path,
    source: &Source,
    mut report: Report,
) -> FileReport {
    let least = match run.options {
        Check { quiet: true, .. } => Severity::Error,
        Check { verbose: true, .. } => Severity::Hint,
        _ => Severity::Warning,
    };
    report.diagnostics.retain(|found| found.severity >= least);
    let summary = Summary::of(&report);
    let chunk = if run.options.statistics {
        Vec::new()
    } else {
        let file = LintedFile { path: &path.to_string_lossy(), source, report: &report };
        render::render_file(run.options.format, run.style, &file)
    };
    FileReport { path: path.to_owned(), chunk, summary, ..FileReport::default() }
}

/// Adds a line for each fix that was applied to a file, in formats that are lines of text.
pub(super) fn report_applied(run: &Run<'_>, applied: &[AppliedFix], file: &mut FileReport) {
    if run.options.quiet || !run.options.format.is_text() {
        return;
    }
    let line = |fix: &AppliedFix| {
        let path = file.path.to_string_lossy();
        let Position { line, column } = fix.position;
        let line = format!("fixed {path}:{line}:{column} {}: {}", fix.code.name(), fix.title);
        format!("{}\n", escape_for_terminal(&line))
    };
    let mut chunk = applied.iter().map(line).collect::<String>().into_bytes();
    chunk.append(&mut file.chunk);
    file.chunk = chunk;
}

/// Prints the report of a run, and what failed.
pub(super) fn report_run(
    run: &Run<'_>,
    configs: &[Arc<LoadedConfig>],
    mut report: RunReport,
) -> ExitStatus {
    report.files.sort_by(|one, other| one.path.cmp(&other.path));
    let result = if run.options.show_files {
        report_paths(run, &report.files)
    } else {
        report_findings(run, configs, report.files)
    };
    let status = result.unwrap_or_else(|error| {
        report.failures.push(error);
        ExitStatus::Failure
    });
    let mut messages: Vec<String> = report.failures.iter().map(full_message).collect();
    messages.sort();
    // A configuration that cannot be read fails for each of its files.
    messages.dedup();
    for message in &messages {
        print_error(message);
    }
    if messages.is_empty() { status } else { ExitStatus::Failure }
}

fn report_paths(run: &Run<'_>, files: &[FileReport]) -> Result<ExitStatus, Error> {
    let line =
        |file: &FileReport| format!("{}\n", escape_for_terminal(&file.path.to_string_lossy()));
    write_output(run, files.iter().map(line).collect::<String>().as_bytes())?;
    Ok(ExitStatus::Clean)
}

/// Prints the findings in configurations and files, the summary, and with `--diff` the diffs.
fn report_findings(
    run: &Run<'_>,
    configs: &[Arc<LoadedConfig>],
    files: Vec<FileReport>,
) -> Result<ExitStatus, Error> {
    let options = run.options;
    let mut reports: Vec<FileReport> = configs
        .iter()
        .filter(|config| !config.report.diagnostics.is_empty())
        .map(|config| report_config(run, config))
        .collect();
    let has_errors = |report: &FileReport| report.summary.count(Severity::Error) > 0;
    let has_invalid_config = reports.iter().any(has_errors);
    reports.extend(files);
    let mut summary = Summary::default();
    for report in &reports {
        summary.add(&report.summary);
    }
    let diffs: Vec<&[u8]> = reports.iter().map(|report| report.diff.as_slice()).collect();
    let diff = diffs.concat();
    let has_findings = if options.diff {
        !diff.is_empty()
    } else {
        // A placeholder that a fix put in is not yet a registration.
        summary.count(Severity::Error) > 0 || summary.new_placeholders > 0
    };

    let output = render_output(run, reports, &summary);
    if options.diff {
        print_to_stderr(&output);
        write_output(run, &diff)?;
    } else if run.needs_stdout() && options.output_file.is_none() {
        print_to_stderr(&output);
    } else {
        write_output(run, &output)?;
    }
    Ok(if has_invalid_config {
        ExitStatus::Failure
    } else if has_findings && !options.exit_zero {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    })
}

/// The report of a configuration, which is not counted among the files.
fn report_config(run: &Run<'_>, config: &LoadedConfig) -> FileReport {
    let path = below_current_dir(config.path.as_deref().unwrap_or(Path::new("")));
    let mut report = report_file(run, &path, &config.source, config.report.clone());
    report.summary.files = 0;
    // Fixes are applied to manifests only.
    (report.summary.fixable, report.summary.unsafely_fixable) = (0, 0);
    report.summary.files_with_findings = 0;
    report
}

/// The findings in the format of the run, or their statistics; and for people, the summary.
fn render_output(run: &Run<'_>, reports: Vec<FileReport>, summary: &Summary) -> Vec<u8> {
    let options = run.options;
    let is_empty = reports.is_empty();
    let mut output = if options.statistics && options.format != Format::Json {
        statistics(summary).into_bytes()
    } else {
        let chunks: Vec<Vec<u8>> = reports.into_iter().map(|report| report.chunk).collect();
        render::assemble(options.format, &chunks, summary)
    };
    if !options.quiet && options.format == Format::Human {
        let line = if is_empty {
            "no manifests found".to_owned()
        } else {
            summary_line(summary, options.diff)
        };
        output.extend_from_slice(format!("{line}\n").as_bytes());
    }
    output
}

/// The count of findings of each rule, the most frequent first.
fn statistics(summary: &Summary) -> String {
    let mut counts: Vec<_> = summary.rules.iter().collect();
    counts.sort_by_key(|(rule, count)| (Reverse(**count), **rule));
    counts.iter().map(|(rule, count)| format!("{count:6}  {rule}\n")).collect()
}

fn summary_line(summary: &Summary, is_diff: bool) -> String {
    let fixed = match summary.fixed {
        0 => String::new(),
        count => format!("{count} {}fixed; ", if is_diff { "would be " } else { "" }),
    };
    let placeholders = match summary.new_placeholders {
        0 => String::new(),
        1 => "1 placeholder left to fill in; ".to_owned(),
        count => format!("{count} placeholders left to fill in; "),
    };
    let suppressed = match summary.suppressions {
        0 => String::new(),
        count => format!(
            "added {} in {}; ",
            pluralize(count, "suppression"),
            pluralize(summary.files_with_suppressions, "manifest")
        ),
    };
    fixed + &placeholders + &suppressed + &summary.describe()
}

/// Writes to `--output-file`, or to standard output.
fn write_output(run: &Run<'_>, bytes: &[u8]) -> Result<(), Error> {
    match &run.options.output_file {
        None => _ = print(bytes)?,
        Some(path) => fs::write_output(path, bytes)?,
    }
    Ok(())
}

/// A path relative to the current folder, if it is below that.
pub(super) fn below_current_dir(path: &Path) -> PathBuf {
    let current = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(current).unwrap_or(path).to_owned()
}
