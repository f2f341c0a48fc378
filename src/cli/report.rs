//! Prints the findings of files and configurations, sorted by path, and a summary.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ExitStatus;
use super::args::Check;
use super::check::{Run, named_paths};
use super::error::{Error, full_message};
use super::output::{Output, print, print_error, print_to_stderr};
use super::progress::Progress;
use crate::diagnostic::Severity;
use crate::fix::AppliedFix;
use crate::fs::{self, LoadedConfig};
use crate::lint::Report;
use crate::overlap::Claim;
use crate::render::{self, Assembly, Format, LintedFile, OutputStyle, Summary};
use crate::rules::RuleId;
use crate::text::escape::{escape_for_terminal, quote_for_message};
use crate::text::style::{DIM, LITERAL, Palette, STRONG, SUCCESS};
use crate::text::{Position, Source};

/// What a run has printed so far, and what it prints at its end.
pub(super) struct RunReport<'a> {
    run: &'a Run<'a>,
    progress: &'a Progress,
    /// What `--output-file` or standard output gets: findings, or diffs, or paths.
    output: Destination<'a>,
    findings: Assembly,
    /// Findings that go to standard error once the run has ended, since standard output is for others.
    held_findings: Output,
    /// The reports that are written to files, each with its content so far.
    reports: Vec<(Assembly, &'a Path, Output)>,
    summary: Summary,
    /// The configurations whose findings are reported.
    reported_configs: HashSet<PathBuf>,
    has_invalid_config: bool,
    /// Whether there was a file to lint.
    has_files: bool,
    shows_findings: bool,
    has_diff: bool,
    /// Diffs that cannot be applied, as messages.
    altered: Vec<String>,
    failures: Vec<Error>,
}

/// The result of one file.
#[derive(Default)]
pub(super) struct FileReport {
    pub path: PathBuf,
    /// The changes to it, one line each.
    pub changes: String,
    /// Its part of the output.
    pub chunk: Vec<u8>,
    /// The part that shows them in each report that is written to a file.
    pub report_chunks: Vec<Vec<u8>>,
    pub summary: Summary,
    /// The values in it that no other manifest should have.
    pub claims: Vec<Claim>,
    /// What `--diff` prints for it.
    pub diff: Output,
    /// Why the diff cannot be applied, if it cannot.
    pub altered: Option<Altered>,
    /// The errors that prevented a part of the work.
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

impl<'a> RunReport<'a> {
    pub(super) fn new(run: &'a Run<'a>, progress: &'a Progress) -> Self {
        let reports = run.options.reports();
        Self {
            run,
            progress,
            output: Destination {
                file: run.options.output_file.as_deref(),
                ..Destination::default()
            },
            findings: Assembly::new(run.options.format()),
            held_findings: Output::default(),
            reports: reports
                .map(|(format, file)| (Assembly::new(format), file, Output::default()))
                .collect(),
            summary: Summary::default(),
            reported_configs: HashSet::new(),
            has_invalid_config: false,
            has_files: false,
            shows_findings: false,
            has_diff: false,
            altered: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// Adds a configuration that was named.
    pub(super) fn add_named_config(&mut self, result: Result<Arc<LoadedConfig>, Error>) {
        match result {
            Ok(config) => {
                self.summary.configs += 1;
                self.add_config(&config);
            }
            Err(error) => self.failures.push(error),
        }
    }

    /// Adds a configuration, whose findings are shown once, before those of the files that it is for.
    pub(super) fn add_config(&mut self, config: &LoadedConfig) {
        let Some(path) = &config.path else { return };
        let has_findings = !config.report.diagnostics.is_empty() && !self.run.options.show_files;
        if has_findings && self.reported_configs.insert(path.clone()) {
            let report = report_config(self.run, config);
            self.has_invalid_config |= report.summary.count(Severity::Error) > 0;
            self.add_report(&report);
        }
    }

    /// Adds findings of a comparison with other files to those of a file that was added before.
    pub(super) fn add_compared(&mut self, compared: FileReport, had_findings: bool) {
        let summary = &compared.summary;
        let files_with_findings = if had_findings { 0 } else { summary.files_with_findings };
        let summary = Summary { files: 0, files_with_findings, ..summary.clone() };
        self.add_report(&FileReport { summary, ..compared });
    }

    /// Counts findings that are not shown.
    pub(super) fn add_hidden(&mut self, count: usize) {
        self.summary.hidden += count;
    }

    /// Adds a failure.
    pub(super) fn add_failure(&mut self, error: Error) {
        self.failures.push(error);
    }

    /// Adds what became of a file.
    pub(super) fn add(&mut self, result: Result<FileReport, Error>) {
        let mut report = match result {
            Ok(report) => report,
            Err(error) => return self.failures.push(error),
        };
        self.failures.extend(report.failure.take());
        self.has_files = true;
        if self.run.options.show_files {
            let path = report.path.to_string_lossy();
            let line = format!("{}\n", escape_for_terminal(&path));
            return self.output.write(Output::text(&line), self.progress);
        }
        if self.run.options.diff {
            self.has_diff |= report.diff.len() > 0;
            self.output.write(std::mem::take(&mut report.diff), self.progress);
            self.altered.extend(describe_altered(&report));
            if self.run.options.format() == Format::Human {
                // They are those after the fixes, at places in a text that nobody has.
                report.chunk.clear();
            }
        }
        self.add_report(&report);
    }

    fn add_report(&mut self, report: &FileReport) {
        self.shows_findings |= !report.chunk.is_empty();
        self.summary.add(&report.summary);
        for ((assembly, _, content), chunk) in self.reports.iter_mut().zip(&report.report_chunks) {
            content.push(Output::report(assembly.format(), assembly.push(chunk)));
        }
        if !shows_statistics(self.run.options) {
            let findings = self.findings.push(&report.chunk);
            self.print_findings(Output::text(&report.changes));
            self.print_findings(Output::report(self.findings.format(), findings));
        }
    }

    fn print_findings(&mut self, findings: Output) {
        if self.prints_to_stderr() {
            self.held_findings.push(findings);
        } else {
            self.output.write(findings, self.progress);
        }
    }

    /// Whether findings go to standard error.
    fn prints_to_stderr(&self) -> bool {
        let options = self.run.options;
        options.diff || self.run.needs_stdout() && options.output_file.is_none()
    }

    /// Prints what remains: the end of the output, the summary, and what failed.
    pub(super) fn finish(mut self, configs: &[Arc<LoadedConfig>]) -> ExitStatus {
        for config in configs {
            self.add_config(config);
        }
        let is_empty = !self.has_files && self.failures.is_empty() && self.summary.configs == 0;
        if is_empty && !self.run.options.quiet {
            report_no_manifests(self.run, configs);
        }
        let mut failures = std::mem::take(&mut self.failures);
        let status = self.finish_output().unwrap_or_else(|error| {
            failures.push(error);
            ExitStatus::Failure
        });
        let mut messages: Vec<String> = failures.iter().map(full_message).collect();
        messages.sort();
        // A configuration that cannot be read fails for each of its files.
        messages.dedup();
        for message in &messages {
            print_error(message);
        }
        if messages.is_empty() { status } else { ExitStatus::Failure }
    }

    fn finish_output(mut self) -> Result<ExitStatus, Error> {
        let options = self.run.options;
        if options.show_files {
            self.output.finish(self.progress)?;
            return Ok(ExitStatus::Clean);
        }
        for (assembly, file, mut content) in std::mem::take(&mut self.reports) {
            let format = assembly.format();
            content.push(Output::report(format, assembly.finish(&self.summary)));
            if format == Format::Human {
                content.push(Output::text(&(self.summary.describe(Palette::PLAIN) + "\n")));
            }
            fs::write_output(file, content.as_bytes())?;
        }
        let findings = std::mem::replace(&mut self.findings, Assembly::new(options.format()));
        let end = if shows_statistics(options) {
            Output::text(&statistics(&self.summary, self.run.style.palette))
        } else {
            Output::report(options.format(), findings.finish(&self.summary))
        };
        self.print_findings(end);
        self.print_findings(Output::text(&describe_run(&self)));
        self.output.finish(self.progress)?;
        self.altered.iter().for_each(|message| print_error(message));
        print_to_stderr(&self.held_findings);
        let has_findings = if options.diff { self.has_diff } else { fails(options, &self.summary) };
        Ok(if self.has_invalid_config {
            ExitStatus::Failure
        } else if has_findings && !options.exit_zero {
            ExitStatus::Findings
        } else {
            ExitStatus::Clean
        })
    }
}

/// Output that is written as it comes, or at the end as a file.
#[derive(Default)]
struct Destination<'a> {
    file: Option<&'a Path>,
    pending: Output,
    /// Why nothing more can be written.
    error: Option<Error>,
}

/// How much output is written at once, in bytes.
const OUTPUT_SIZE: usize = 64 << 10;

impl Destination<'_> {
    fn write(&mut self, output: Output, progress: &Progress) {
        self.pending.push(output);
        if self.file.is_none() && self.pending.len() >= OUTPUT_SIZE {
            self.flush(progress);
        }
    }

    fn flush(&mut self, progress: &Progress) {
        let pending = std::mem::take(&mut self.pending);
        if self.error.is_none() {
            self.error = progress.suspend(|| print(&pending)).err();
        }
    }

    fn finish(&mut self, progress: &Progress) -> Result<(), Error> {
        match self.file {
            Some(file) => fs::write_output(file, self.pending.as_bytes())?,
            None => self.flush(progress),
        }
        self.error.take().map_or(Ok(()), Err)
    }
}

/// Whether numbers are printed in place of the findings.
fn shows_statistics(options: &Check) -> bool {
    options.statistics && options.format() != Format::Json
}

/// Returns the report of a file with only the findings to show.
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
        let report = rename_elsewhere(&report, |file| run.path_for(format, file));
        let file = LintedFile { path: &path.to_string_lossy(), source, report: &report };
        render::render_file(format, style, &file)
    };
    let chunk =
        if run.options.statistics { Vec::new() } else { render(run.options.format(), run.style) };
    let plain = OutputStyle { unsafe_fixes: run.options.unsafe_fixes, ..OutputStyle::default() };
    let report_chunks = run.options.reports().map(|(format, _)| render(format, plain)).collect();
    FileReport { path: path.to_owned(), chunk, report_chunks, summary, ..FileReport::default() }
}

/// Returns a report with other paths for the places in other files.
fn rename_elsewhere(report: &Report, rename: impl Fn(&Path) -> PathBuf) -> Cow<'_, Report> {
    if report.diagnostics.iter().all(|found| found.diagnostic.elsewhere.is_empty()) {
        return Cow::Borrowed(report);
    }
    let mut report = report.clone();
    for place in report.diagnostics.iter_mut().flat_map(|found| &mut found.diagnostic.elsewhere) {
        place.file = rename(Path::new(&*place.file)).to_string_lossy().into();
    }
    Cow::Owned(report)
}

/// Returns the lowest level to show. Findings that fail the run are always shown.
pub(super) fn least_shown(options: &Check) -> Severity {
    let least = match options {
        Check { quiet: true, .. } => Severity::Error,
        Check { verbose: true, .. } => Severity::Hint,
        _ => Severity::Warning,
    };
    let least_counted = options.max_warnings.map_or(Severity::Error, |_| Severity::Warning);
    least.min(options.fail_on).min(least_counted)
}

/// Adds a line for each fix that was applied to a file or is part of its diff, in text formats.
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

/// Says which files cliq-lint looked for, and names files with similar names.
fn report_no_manifests(run: &Run<'_>, configs: &[Arc<LoadedConfig>]) {
    let mut folders = named_paths(run.options);
    folders.retain(|path| fs::is_dir(path));
    let quote = |path: &Path| quote_for_message(&path.to_string_lossy());
    let mut lines = vec![if folders.is_empty() {
        "no manifests to lint: everything that is named is excluded".to_owned()
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
        format!("  `include` and `exclude` in {path} may be the reason")
    }));
    let similar = fs::find_similar_names(&folders, &run.walk);
    lines.extend(similar.iter().take(MAX_SIMILAR_NAMES).map(|path| {
        let path = quote(path);
        format!("  {path} is not the name of a manifest; rename it to `cliq-client.toml`")
    }));
    print_to_stderr(&Output::text(&(lines.join("\n") + "\n")));
}

/// The maximum number of files with similar names to list.
const MAX_SIMILAR_NAMES: usize = 5;

/// Returns `true` if the findings fail the run.
fn fails(options: &Check, summary: &Summary) -> bool {
    let is_failing = |level: &Severity| *level >= options.fail_on && summary.count(*level) > 0;
    Severity::ALL.iter().any(is_failing)
        // A manifest with an inserted placeholder cannot be registered yet.
        || summary.new_placeholders > 0
        || options.max_warnings.is_some_and(|most| summary.count(Severity::Warning) > most)
}

/// Why a diff cannot be applied.
#[derive(Clone, Copy, Debug)]
pub(super) enum Altered {
    /// The secret on this line is masked.
    Secret(usize),
    /// A line that a CI system would obey in its log is escaped.
    Command,
}

/// Says why the diff of a file cannot be applied, if it cannot.
fn describe_altered(file: &FileReport) -> Option<String> {
    let path = quote_for_message(&file.path.to_string_lossy());
    Some(match file.altered? {
        Altered::Secret(line) => format!(
            "the diff of {path} masks the secret on line {line} and cannot be applied; remove the \
             secret first"
        ),
        Altered::Command => format!(
            "the diff of {path} escapes text that a CI system would obey in its log, and cannot be \
             applied"
        ),
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

/// The last lines for people: how many findings there were, and how to read about them.
fn describe_run(report: &RunReport<'_>) -> String {
    let RunReport { run, summary, .. } = report;
    let options = run.options;
    let has_configs = summary.configs > 0 || !report.reported_configs.is_empty();
    if options.quiet || options.format() != Format::Human || !(report.has_files || has_configs) {
        return String::new();
    }
    let palette = run.style.palette;
    let line =
        if options.diff { summary.describe_diff(palette) } else { summary.describe(palette) };
    let has_hint = report.shows_findings && !run.style.hyperlinks;
    line + "\n" + &if has_hint { explain_hint(summary, palette) } else { String::new() }
}

/// Says how to read about a rule, for terminals without hyperlinks.
fn explain_hint(summary: &Summary, palette: Palette) -> String {
    let counts = sorted_counts(summary);
    let rule = counts.iter().find(|(name, _)| RuleId::from_name(name).is_some());
    let hint = |(name, _): &(&str, usize)| format!("explain: cliq-lint explain {name}");
    rule.map_or(String::new(), |rule| palette.paint(DIM, hint(rule)) + "\n")
}

/// Renders the number of findings of each rule, the most frequent first.
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

/// A path relative to the current folder, if it is below that.
pub(super) fn below_current_dir(path: &Path) -> PathBuf {
    let current = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(current).unwrap_or(path).to_owned()
}
