//! What a run prints: the findings of files and configurations, sorted by path, and a summary.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::Check;
use super::check::{Run, named_paths};
use super::error::{Error, full_message};
use super::{ExitStatus, print, print_error, print_to_stderr};
use crate::diagnostic::Severity;
use crate::fix::AppliedFix;
use crate::fs::{self, LoadedConfig};
use crate::lint::Report;
use crate::render::{self, Format, LintedFile, OutputStyle, Summary};
use crate::rules::RuleId;
use crate::text::escape::{escape_for_terminal, quote_for_message};
use crate::text::style::{DIM, LITERAL, Palette, STRONG, SUCCESS};
use crate::text::{Position, Source};

/// What became of the files so far, in any order.
#[derive(Default)]
pub(super) struct RunReport {
    files: Vec<FileReport>,
    failures: Vec<Error>,
    /// How many configurations were named, to be linted themselves.
    named_configs: usize,
}

/// What became of one file.
#[derive(Default)]
pub(super) struct FileReport {
    pub path: PathBuf,
    /// What was changed in it, a line for each change.
    pub changes: String,
    /// The part of the output that shows its findings.
    pub chunk: Vec<u8>,
    /// The part that shows them in each report that is written to a file.
    pub report_chunks: Vec<Vec<u8>>,
    pub summary: Summary,
    /// What `--diff` prints for it.
    pub diff: Vec<u8>,
    /// The line of a secret that the diff masks.
    pub masked_line: Option<usize>,
    /// Why some of what the options ask for was not done.
    pub failure: Option<Error>,
}

impl FileReport {
    /// Adds a line for each suppression that was added: `suppressed cliq-client.toml:3:
    /// insecure-http`.
    pub(super) fn add_suppressed(&mut self, run: &Run<'_>, suppressed: &[String]) {
        self.summary.suppressions = suppressed.len();
        self.summary.files_with_suppressions = usize::from(!suppressed.is_empty());
        let is_text = matches!(run.options.format(), Format::Human | Format::Short);
        if is_text && !run.options.quiet && !run.options.statistics {
            let verb = run.style.palette.paint(SUCCESS, "suppressed");
            let path = self.path.to_string_lossy();
            let path = escape_for_terminal(&path);
            self.changes.extend(suppressed.iter().map(|line| format!("{verb} {path}:{line}\n")));
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

    /// Adds a configuration that was named. Its findings are shown with those of the others.
    pub(super) fn add_config(&mut self, result: Result<Arc<LoadedConfig>, Error>) {
        match result {
            Ok(_) => self.named_configs += 1,
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
    let least = least_shown(run.options);
    let found = report.diagnostics.len();
    report.diagnostics.retain(|found| found.severity >= least);
    let hidden = found - report.diagnostics.len();
    let summary = Summary { hidden, ..Summary::of(&report) };
    let render = |format, style| {
        let path = run.path_for(format, path);
        let file = LintedFile { path: &path.to_string_lossy(), source, report: &report };
        render::render_file(format, style, &file)
    };
    let chunk =
        if run.options.statistics { Vec::new() } else { render(run.options.format(), run.style) };
    let plain = OutputStyle { unsafe_fixes: run.options.unsafe_fixes, ..OutputStyle::default() };
    let report_chunks = run.options.reports().map(|(format, _)| render(format, plain)).collect();
    FileReport { path: path.to_owned(), chunk, report_chunks, summary, ..FileReport::default() }
}

/// The least level that is shown. What makes a run fail is always shown.
fn least_shown(options: &Check) -> Severity {
    let least = match options {
        Check { quiet: true, .. } => Severity::Error,
        Check { verbose: true, .. } => Severity::Hint,
        _ => Severity::Warning,
    };
    let least_counted = options.max_warnings.map_or(Severity::Error, |_| Severity::Warning);
    least.min(options.fail_on).min(least_counted)
}

/// Adds a line for each fix that was applied to a file, or of which the diff is shown, in formats
/// that are lines of text.
pub(super) fn report_applied(run: &Run<'_>, applied: &[AppliedFix], file: &mut FileReport) {
    let is_silent = run.options.quiet || run.options.diff;
    if is_silent && !run.options.show_fixes || !run.options.format().is_text() {
        return;
    }
    let palette = run.style.palette;
    let verb = palette.paint(SUCCESS, if run.options.diff { "would fix" } else { "fixed" });
    let path = file.path.to_string_lossy();
    let line = |fix: &AppliedFix| {
        let Position { line, column } = fix.position;
        let place = format!("{path}:{line}:{column}");
        let place = palette.paint(STRONG, escape_for_terminal(&place));
        format!("{verb} {place} {}: {}\n", fix.code.name(), escape_for_terminal(&fix.title))
    };
    file.changes = applied.iter().map(line).collect();
}

/// Prints the report of a run, and what failed.
pub(super) fn report_run(
    run: &Run<'_>,
    configs: &[Arc<LoadedConfig>],
    mut report: RunReport,
) -> ExitStatus {
    report.files.sort_by(|one, other| one.path.cmp(&other.path));
    let named_configs = report.named_configs;
    let is_empty = report.files.is_empty() && report.failures.is_empty() && named_configs == 0;
    let result = if run.options.show_files {
        report_paths(run, &report.files)
    } else {
        report_findings(run, configs, report.files, named_configs)
    };
    if is_empty && !run.options.quiet {
        report_no_manifests(run, configs);
    }
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

/// Says which files were looked for, and names those that have nearly such a name.
fn report_no_manifests(run: &Run<'_>, configs: &[Arc<LoadedConfig>]) {
    let mut folders = named_paths(run.options);
    folders.retain(|path| fs::is_dir(path));
    let quote = |path: &Path| quote_for_message(&path.to_string_lossy());
    let mut lines = vec![if folders.is_empty() {
        "no manifests to lint: what is named is excluded".to_owned()
    } else {
        let names: Vec<String> = folders.iter().map(|path| quote(path)).collect();
        format!(
            "no manifests found in {}; looked for `cliq-client.toml` and `cliq-client.*.toml`",
            names.join(", ")
        )
    }];
    let configs = configs.iter().filter_map(|config| config.path.as_deref());
    lines.extend(configs.map(|path| {
        let path = quote(&below_current_dir(path));
        format!("  {path} may say otherwise in `include` and `exclude`")
    }));
    let similar = fs::find_similar_names(&folders, &run.walk);
    lines.extend(similar.iter().take(MAX_SIMILAR_NAMES).map(|path| {
        let path = quote(path);
        format!("  {path} is not the name of a manifest; rename it to `cliq-client.toml`")
    }));
    print_to_stderr((lines.join("\n") + "\n").as_bytes());
}

/// The most files with nearly the name of a manifest that are named.
const MAX_SIMILAR_NAMES: usize = 5;

/// Prints with `--diff` the diffs, then the findings in configurations and files, and the summary.
fn report_findings(
    run: &Run<'_>,
    configs: &[Arc<LoadedConfig>],
    mut files: Vec<FileReport>,
    named_configs: usize,
) -> Result<ExitStatus, Error> {
    let options = run.options;
    let mut reports: Vec<FileReport> = configs
        .iter()
        .filter(|config| !config.report.diagnostics.is_empty())
        .map(|config| report_config(run, config))
        .collect();
    let has_errors = |report: &FileReport| report.summary.count(Severity::Error) > 0;
    let has_invalid_config = reports.iter().any(has_errors);
    let diff: Vec<u8> = files.iter().flat_map(|file| file.diff.iter().copied()).collect();
    if options.diff && options.format() == Format::Human {
        // They are those after the fixes, at places in a text that nobody has.
        for file in &mut files {
            file.chunk.clear();
        }
    }
    if options.diff {
        write_output(run, &diff)?;
        files.iter().for_each(report_masked);
    }
    reports.extend(files);
    let mut summary = Summary { configs: named_configs, ..Summary::default() };
    for report in &reports {
        summary.add(&report.summary);
    }
    let has_findings = if options.diff { !diff.is_empty() } else { fails(options, &summary) };
    write_reports(run, &reports, &summary)?;
    let output = render_output(run, reports, &summary);
    if options.diff || run.needs_stdout() && options.output_file.is_none() {
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

/// Whether what was found makes a run fail.
fn fails(options: &Check, summary: &Summary) -> bool {
    let is_failing = |level: &Severity| *level >= options.fail_on && summary.count(*level) > 0;
    Severity::ALL.iter().any(is_failing)
        // A placeholder that a fix put in is not yet a registration.
        || summary.new_placeholders > 0
        || options.max_warnings.is_some_and(|most| summary.count(Severity::Warning) > most)
}

/// Writes the reports that `--format FORMAT=FILE` asks for.
fn write_reports(run: &Run<'_>, reports: &[FileReport], summary: &Summary) -> Result<(), Error> {
    for (index, (format, file)) in run.options.reports().enumerate() {
        let chunks: Vec<Vec<u8>> =
            reports.iter().map(|report| report.report_chunks[index].clone()).collect();
        let mut output = render::assemble(format, &chunks, summary);
        if format == Format::Human {
            output.extend_from_slice((summary.describe(Palette::PLAIN) + "\n").as_bytes());
        }
        fs::write_output(file, &output)?;
    }
    Ok(())
}

/// Says that the diff of a file cannot be applied.
fn report_masked(file: &FileReport) {
    if let Some(line) = file.masked_line {
        let path = quote_for_message(&file.path.to_string_lossy());
        print_error(&format!(
            "the diff of {path} masks the secret on line {line} and cannot be applied; remove the \
             secret first"
        ));
    }
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

/// The changes, and the findings in the format of the run, or their statistics; and for people, the
/// summary.
fn render_output(run: &Run<'_>, reports: Vec<FileReport>, summary: &Summary) -> Vec<u8> {
    let options = run.options;
    let is_empty = reports.is_empty();
    let shows_findings = reports.iter().any(|report| !report.chunk.is_empty());
    let mut output = if options.statistics && options.format() != Format::Json {
        statistics(summary, run.style.palette).into_bytes()
    } else {
        let chunk = |report: FileReport| [report.changes.into_bytes(), report.chunk].concat();
        let chunks: Vec<Vec<u8>> = reports.into_iter().map(chunk).collect();
        render::assemble(options.format(), &chunks, summary)
    };
    let is_empty = is_empty && summary.configs == 0;
    if !options.quiet && options.format() == Format::Human && !is_empty {
        let palette = run.style.palette;
        let line =
            if options.diff { summary.describe_diff(palette) } else { summary.describe(palette) };
        output.extend_from_slice(format!("{line}\n").as_bytes());
        if shows_findings && !run.style.hyperlinks {
            output.extend_from_slice(explain_hint(summary, palette).as_bytes());
        }
    }
    output
}

/// How to read about a rule, if its name cannot be a link.
fn explain_hint(summary: &Summary, palette: Palette) -> String {
    let counts = sorted_counts(summary);
    let rule = counts.iter().find(|(name, _)| RuleId::from_name(name).is_some());
    let hint = |(name, _): &(&str, usize)| format!("explain: cliq-lint explain {name}");
    rule.map_or(String::new(), |rule| palette.paint(DIM, hint(rule)) + "\n")
}

/// The count of findings of each rule, the most frequent first.
fn statistics(summary: &Summary, palette: Palette) -> String {
    let line = |(rule, count): &(&str, usize)| {
        let count = palette.paint(STRONG, format!("{count:6}"));
        format!("{count}  {}\n", palette.paint(LITERAL, rule))
    };
    sorted_counts(summary).iter().map(line).collect()
}

/// The rules with the numbers of their findings, the most frequent first.
fn sorted_counts(summary: &Summary) -> Vec<(&'static str, usize)> {
    let mut counts: Vec<_> = summary.rules.iter().map(|(rule, count)| (*rule, *count)).collect();
    counts.sort_by_key(|(rule, count)| (Reverse(*count), *rule));
    counts
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
