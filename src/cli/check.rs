//! Linting from the command line: files in, findings out, sorted by path.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::args::Check;
use super::{ExitStatus, fail, print, print_to_stderr, stdout_is_terminal, style, unknown_rule};
use crate::config::{INVALID_CONFIGURATION, Levels, compile_globs};
use crate::diagnostic::{Applicability, Diagnostic, Severity};
use crate::fix::{FixError, FixOutcome, apply_edits, fixed};
use crate::fs::watch;
use crate::fs::{self, ConfigCache, ConfigSource, LoadedConfig, WalkOptions};
use crate::lint::{Report, Reported, lint};
use crate::render::{self, Format, LintedFile, OutputStyle, Summary};
use crate::rules;
use crate::secrets::reveals_secret;
use crate::suppression::insert::suppression_edits;
use crate::text::Source;
use crate::text::escape::escape_for_terminal;
use crate::text::escape::quote_for_message;

/// What a run has come to so far; files are linted by several threads.
#[derive(Default)]
struct RunReport {
    files: Vec<FileReport>,
    failures: Vec<String>,
}

/// A file that was linted, as it will be shown.
#[derive(Default)]
struct FileReport {
    path: PathBuf,
    chunk: Vec<u8>,
    summary: Summary,
    /// What `--diff` prints for it.
    diff: Vec<u8>,
    /// Why not all could be done.
    failure: Option<String>,
}

/// How a run lints and shows.
struct Run<'a> {
    options: &'a Check,
    selection: WalkOptions,
    configs: ConfigCache,
    changes: Vec<(LevelChange, Option<Severity>)>,
    style: OutputStyle,
}

/// What `--allow`, `--warn` or `--deny` names.
enum LevelChange {
    Rule(usize),
    Warnings,
}

pub fn check(options: &Check) -> ExitStatus {
    if options.watch { watched(options) } else { checked(options) }
}

/// Lints again and again, on a terminal each time on a clean screen, until the process is asked to
/// end.
fn watched(options: &Check) -> ExitStatus {
    if options.paths.iter().any(|path| path == Path::new("-")) {
        return fail("standard input cannot be watched");
    }
    if let Err(sentence) = Run::new(options) {
        return fail(&sentence);
    }
    let here = [PathBuf::from(".")];
    let paths = if options.paths.is_empty() { &here[..] } else { &options.paths };
    let ended = watch::watch(paths, || {
        if stdout_is_terminal() {
            print(CLEAR_SCREEN);
        }
        checked(options);
        print_to_stderr(b"watching for changes; Ctrl-C ends\n");
    });
    ended.map_or_else(|sentence| fail(&sentence), |()| ExitStatus::Clean)
}

/// Clears the screen and what was scrolled off it, and goes to its first line.
const CLEAR_SCREEN: &[u8] = b"\x1b[2J\x1b[3J\x1b[H";

fn checked(options: &Check) -> ExitStatus {
    let run = match Run::new(options) {
        Ok(run) => run,
        Err(sentence) => return fail(&sentence),
    };
    let results = Mutex::new(RunReport::default());
    let lock = || results.lock().unwrap_or_else(PoisonError::into_inner);
    let (stdin, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        options.paths.iter().cloned().partition(|path| path == Path::new("-"));
    let paths = if stdin.is_empty() && paths.is_empty() { vec![PathBuf::from(".")] } else { paths };
    let visit = |path: &Path| match run.visit(path) {
        Ok(linted) => lock().files.push(linted),
        Err(sentence) => lock().failures.push(sentence),
    };
    fs::manifests(&paths, &run.selection, &run.configs, &visit, &|sentence| {
        lock().failures.push(sentence)
    });
    if !stdin.is_empty() {
        match run.visit_stdin() {
            Ok(linted) => lock().files.push(linted),
            Err(sentence) => lock().failures.push(sentence),
        }
    }
    run.finish(results.into_inner().unwrap_or_else(PoisonError::into_inner))
}

impl<'a> Run<'a> {
    fn new(options: &'a Check) -> Result<Self, String> {
        let config = match &options.config {
            Some(path) => ConfigSource::File(path.clone()),
            None if options.no_config => ConfigSource::None,
            None => ConfigSource::Upward,
        };
        let exclude = compile_globs(options.exclude.iter().map(String::as_str))
            .map_err(|reason| format!("--exclude is no glob: {reason}"))?;
        let selection = WalkOptions {
            config,
            exclude,
            force_exclude: options.force_exclude,
            no_ignore: options.no_ignore,
        };
        Ok(Self {
            options,
            selection,
            configs: ConfigCache::default(),
            changes: level_changes(options)?,
            style: OutputStyle::default(),
        }
        .with_style())
    }

    fn visit(&self, path: &Path) -> Result<FileReport, String> {
        let config = self.configs.of(&self.selection.config, path)?;
        if self.options.show_files {
            return Ok(FileReport { path: path.to_owned(), ..FileReport::default() });
        }
        let bytes = fs::read(path)?;
        let source = Source::decode(&bytes);
        let levels = self.levels(&config, path);
        let changed = self.changed(&source, &levels);
        Ok(self.linted(path, &source, &levels, changed, |change| {
            fs::write(path, change.text.as_bytes(), Some(&bytes))
        }))
    }

    /// Lints standard input; with `--fix`, the fixed text goes to standard output, whatever could
    /// be fixed.
    fn visit_stdin(&self) -> Result<FileReport, String> {
        let path = self.options.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("<stdin>"));
        let config = self.configs.of(&self.selection.config, &path)?;
        let bytes = fs::read_stdin()?;
        let source = Source::decode(&bytes);
        let levels = self.levels(&config, &path);
        let changed = self.changed(&source, &levels);
        if self.fixes() && !self.options.diff {
            print(
                changed
                    .as_ref()
                    .ok()
                    .and_then(Option::as_ref)
                    .map_or(&bytes, |change| change.text.as_bytes()),
            );
        }
        Ok(self.linted(&path, &source, &levels, changed, |_| Ok(())))
    }

    /// The file as it is shown: as it is, as its change leaves it, or as its diff; `apply` makes
    /// the change.
    fn linted(
        &self,
        path: &Path,
        source: &Source<'_>,
        levels: &Levels,
        changed: Result<Option<FixOutcome>, FixError>,
        apply: impl FnOnce(&FixOutcome) -> Result<(), String>,
    ) -> FileReport {
        match changed {
            Ok(None) => self.shown(path, source, levels),
            Ok(Some(change)) if self.options.diff => self.shown_diff(path, source, &change, levels),
            Ok(Some(change)) => match apply(&change) {
                Ok(()) => self.shown_change(path, &change, levels),
                Err(sentence) => self.shown_failure(path, source, levels, sentence),
            },
            Err(defect) => self.shown_failure(path, source, levels, defect_of(path, &defect)),
        }
    }

    /// Whether standard output is for a text or a diff, and findings go to standard error.
    fn keeps_stdout(&self) -> bool {
        self.options.diff
            || self.fixes() && self.options.paths.iter().any(|path| path == Path::new("-"))
    }

    fn with_style(mut self) -> Self {
        let is_terminal =
            self.options.output_file.is_none() && !self.keeps_stdout() && stdout_is_terminal();
        self.style = style(self.options.color, is_terminal);
        self
    }

    /// Whether fixes are wanted, to be applied or shown.
    fn fixes(&self) -> bool {
        self.options.fix || self.options.unsafe_fixes || self.options.diff
    }

    /// The text as it is to be, where that is another: after its fixes, or with allow-comments.
    fn changed(
        &self,
        source: &Source<'_>,
        levels: &Levels,
    ) -> Result<Option<FixOutcome>, FixError> {
        if source.fault.is_some() {
            return Ok(None);
        }
        let least = if self.options.verbose { Severity::Hint } else { Severity::Warning };
        let change = if self.options.add_allow {
            let mut diagnostics = lint(source, levels).diagnostics;
            diagnostics.retain(|found| found.severity >= least);
            FixOutcome {
                text: apply_edits(&source.text, &suppression_edits(&source.text, &diagnostics)),
                count: 0,
            }
        } else if self.fixes() {
            fixed(
                &source.text,
                levels,
                least,
                if self.options.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe },
            )?
        } else {
            return Ok(None);
        };
        Ok(Some(change).filter(|change| change.text != source.text))
    }

    /// The file as it is.
    fn shown(&self, path: &Path, source: &Source<'_>, levels: &Levels) -> FileReport {
        self.shown_report(path, &source.text, lint(source, levels))
    }

    fn shown_change(&self, path: &Path, change: &FixOutcome, levels: &Levels) -> FileReport {
        let mut linted = self.shown(path, &Source::from(change.text.as_str()), levels);
        linted.summary.fixed = change.count;
        linted
    }

    fn shown_diff(
        &self,
        path: &Path,
        before: &Source<'_>,
        change: &FixOutcome,
        levels: &Levels,
    ) -> FileReport {
        let diff = render::diff(path, &before.text, &change.text);
        let secrets = lint(before, levels).secrets;
        if secrets.iter().any(|secret| {
            reveals_secret(secret.span.of(&before.text), &String::from_utf8_lossy(&diff))
        }) {
            let sentence = format!(
                "the diff of {} would show a secret: remove that first",
                quote_for_message(&path.to_string_lossy())
            );
            return self.shown_failure(path, before, levels, sentence);
        }
        FileReport { diff, ..self.shown_change(path, change, levels) }
    }

    fn shown_failure(
        &self,
        path: &Path,
        source: &Source<'_>,
        levels: &Levels,
        sentence: String,
    ) -> FileReport {
        FileReport { failure: Some(sentence), ..self.shown(path, source, levels) }
    }

    fn shown_report(&self, path: &Path, text: &str, mut report: Report) -> FileReport {
        let least = match self.options {
            Check { quiet: true, .. } => Severity::Error,
            Check { verbose: true, .. } => Severity::Hint,
            _ => Severity::Warning,
        };
        report.diagnostics.retain(|diagnostic| diagnostic.severity >= least);
        let name = path.to_string_lossy();
        let file = LintedFile { path: &name, text, report: &report };
        let chunk = if self.options.statistics {
            Vec::new()
        } else {
            render::chunk(self.options.format, self.style, &file)
        };
        FileReport {
            path: path.to_owned(),
            chunk,
            summary: Summary::of(&report),
            ..FileReport::default()
        }
    }

    fn levels(&self, config: &LoadedConfig, path: &Path) -> Levels {
        let mut levels = config.config.levels(&config.relative(path));
        for (change, level) in &self.changes {
            match change {
                LevelChange::Rule(rule) => levels.set(*rule, *level),
                LevelChange::Warnings => levels.set_all(Severity::Warning, *level),
            }
        }
        levels
    }

    fn finish(&self, mut results: RunReport) -> ExitStatus {
        results.files.sort_by(|one, other| one.path.cmp(&other.path));
        results.failures.extend(results.files.iter_mut().filter_map(|file| file.failure.take()));
        let mut outcome = ExitStatus::Clean;
        if self.options.show_files {
            let lines = results
                .files
                .iter()
                .map(|file| format!("{}\n", escape_for_terminal(&file.path.to_string_lossy())));
            outcome = outcome.max(self.write(lines.collect::<String>().as_bytes()));
        } else {
            outcome = outcome.max(self.show(std::mem::take(&mut results.files)));
        }
        results.failures.sort();
        results.failures.dedup();
        results.failures.iter().fold(outcome, |outcome, sentence| outcome.max(fail(sentence)))
    }

    /// Writes what was found in configurations and files, and the summary.
    fn show(&self, files: Vec<FileReport>) -> ExitStatus {
        let mut outcome = ExitStatus::Clean;
        let mut summary = Summary::default();
        let mut chunks = Vec::new();
        for config in self.configs.read().iter().filter(|config| !config.findings.is_empty()) {
            let linted = self.shown_config(config);
            summary.add(&Summary { files: 0, files_with_findings: 0, ..linted.summary });
            chunks.push(linted.chunk);
            outcome = ExitStatus::Failure;
        }
        let nothing = files.is_empty() && chunks.is_empty();
        let mut diff = Vec::new();
        for file in files {
            summary.add(&file.summary);
            chunks.push(file.chunk);
            diff.extend(file.diff);
        }
        let has_findings =
            if self.options.diff { !diff.is_empty() } else { summary.count(Severity::Error) > 0 };
        if has_findings && !self.options.exit_zero {
            outcome = outcome.max(ExitStatus::Findings);
        }
        let mut bytes = render::document(self.options.format, &chunks, &summary);
        if self.options.statistics && self.options.format != Format::Json {
            bytes = statistics(&summary).into_bytes();
        }
        if !self.options.quiet && self.options.format == Format::Human {
            let would = if self.options.diff { "would be " } else { "" };
            let fixed = if summary.fixed > 0 {
                format!("{} {would}fixed; ", summary.fixed)
            } else {
                String::new()
            };
            let sentence =
                if nothing { "no manifests found".to_owned() } else { fixed + &summary.sentence() };
            bytes.extend(format!("{sentence}\n").into_bytes());
        }
        if self.keeps_stdout() {
            print_to_stderr(&bytes);
            return if self.options.diff { outcome.max(self.write(&diff)) } else { outcome };
        }
        outcome.max(self.write(&bytes))
    }

    fn shown_config(&self, config: &LoadedConfig) -> FileReport {
        let diagnostic = |finding: &Diagnostic| Reported {
            rule: &INVALID_CONFIGURATION,
            severity: INVALID_CONFIGURATION.severity,
            finding: finding.clone(),
        };
        let report = Report {
            diagnostics: config.findings.iter().map(diagnostic).collect(),
            secrets: Vec::new(),
        };
        let path = config.path.clone().unwrap_or_default();
        let current = std::env::current_dir().unwrap_or_default();
        self.shown_report(path.strip_prefix(&current).unwrap_or(&path), &config.text, report)
    }

    fn write(&self, bytes: &[u8]) -> ExitStatus {
        match &self.options.output_file {
            None => print(bytes),
            Some(path) => fs::write(path, bytes, None)
                .map_or_else(|sentence| fail(&sentence), |()| ExitStatus::Clean),
        }
    }
}

/// The sentence for fixes that go wrong.
fn defect_of(path: &Path, defect: &FixError) -> String {
    let path = quote_for_message(&path.to_string_lossy());
    format!(
        "the fixes of {} {} in {path}, which is left as it is: please report this",
        defect.rules.join(", "),
        defect.fault
    )
}

fn statistics(summary: &Summary) -> String {
    let mut counts: Vec<(&str, usize)> =
        summary.rules.iter().map(|(rule, count)| (*rule, *count)).collect();
    counts.sort_by_key(|(rule, count)| (std::cmp::Reverse(*count), *rule));
    counts.iter().map(|(rule, count)| format!("{count:6}  {rule}\n")).collect()
}

/// `--allow`, then `--warn`, then `--deny`; in each, `warnings` before the rules that are named.
fn level_changes(options: &Check) -> Result<Vec<(LevelChange, Option<Severity>)>, String> {
    let mut changes = Vec::new();
    let named = [
        (&options.allow, None),
        (&options.warn, Some(Severity::Warning)),
        (&options.deny, Some(Severity::Error)),
    ];
    for (names, level) in &named {
        if names.iter().any(|name| name == "warnings") {
            changes.push((LevelChange::Warnings, *level));
        }
    }
    for (names, level) in &named {
        for name in names.iter().filter(|name| *name != "warnings") {
            let rule = rules::position(name).ok_or_else(|| unknown_rule(name))?;
            changes.push((LevelChange::Rule(rule), *level));
        }
    }
    Ok(changes)
}
