//! Linting from the command line: files in, findings out, sorted by path.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::arguments::Check;
use super::{Outcome, fail, print, stdout_is_terminal, style, unknown_rule};
use crate::adopt::allow_comments;
use crate::config::{INVALID_CONFIGURATION, Levels, globs};
use crate::disk::{self, ConfigPlace, Configs, LoadedConfig, Selection};
use crate::finding::{Finding, Severity};
use crate::fix::applied;
use crate::lint::{Diagnostic, Report, lint};
use crate::render::{self, File, Format, Style, Summary};
use crate::rules;
use crate::text::Source;

/// What a run has come to so far; files are linted by several threads.
#[derive(Default)]
struct Results {
    files: Vec<Linted>,
    failures: Vec<String>,
}

/// A file that was linted, as it will be shown.
struct Linted {
    path: PathBuf,
    chunk: Vec<u8>,
    summary: Summary,
}

/// How a run lints and shows.
struct Run<'a> {
    options: &'a Check,
    selection: Selection,
    configs: Configs,
    changes: Vec<(LevelChange, Option<Severity>)>,
    style: Style,
}

/// What `--allow`, `--warn` or `--deny` names.
enum LevelChange {
    Rule(usize),
    Warnings,
}

pub fn check(options: &Check) -> Outcome {
    let run = match Run::new(options) {
        Ok(run) => run,
        Err(sentence) => return fail(&sentence),
    };
    let results = Mutex::new(Results::default());
    let lock = || results.lock().unwrap_or_else(PoisonError::into_inner);
    let (stdin, paths): (Vec<PathBuf>, Vec<PathBuf>) = options.paths.iter().cloned().partition(|path| path == Path::new("-"));
    let paths = if stdin.is_empty() && paths.is_empty() { vec![PathBuf::from(".")] } else { paths };
    let visit = |path: &Path| match run.visit(path) {
        Ok(linted) => lock().files.push(linted),
        Err(sentence) => lock().failures.push(sentence),
    };
    disk::manifests(&paths, &run.selection, &run.configs, &visit, &|sentence| lock().failures.push(sentence));
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
            Some(path) => ConfigPlace::File(path.clone()),
            None if options.no_config => ConfigPlace::None,
            None => ConfigPlace::Upward,
        };
        let exclude =
            globs(options.exclude.iter().map(String::as_str)).map_err(|reason| format!("--exclude is no glob: {reason}"))?;
        let selection = Selection { config, exclude, force_exclude: options.force_exclude, no_ignore: options.no_ignore };
        let style = style(options.color, stdout_is_terminal() && options.output_file.is_none());
        Ok(Self { options, selection, configs: Configs::default(), changes: level_changes(options)?, style })
    }

    fn visit(&self, path: &Path) -> Result<Linted, String> {
        let config = self.configs.of(&self.selection.config, path)?;
        if self.options.show_files {
            return Ok(Linted { path: path.to_owned(), chunk: Vec::new(), summary: Summary::default() });
        }
        let bytes = disk::read(path)?;
        let source = Source::decode(&bytes);
        let levels = self.levels(&config, path);
        let report = self.report(&source, &levels);
        if self.options.add_allow && source.fault.is_none() && !report.diagnostics.is_empty() {
            return self.adopt(path, &source.text, &report, &levels);
        }
        Ok(self.shown(path, &source.text, &report))
    }

    /// Writes an allow-comment for each finding; what is left is shown.
    fn adopt(&self, path: &Path, text: &str, report: &Report, levels: &Levels) -> Result<Linted, String> {
        let after = applied(text, &allow_comments(text, &report.diagnostics));
        disk::write(path, after.as_bytes(), Some(text.as_bytes()))?;
        Ok(self.shown(path, &after, &self.report(&Source::from(after.as_str()), levels)))
    }

    fn visit_stdin(&self) -> Result<Linted, String> {
        let path = self.options.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("<stdin>"));
        let config = self.configs.of(&self.selection.config, &path)?;
        let bytes = disk::read_stdin()?;
        let source = Source::decode(&bytes);
        Ok(self.shown(&path, &source.text, &self.report(&source, &self.levels(&config, &path))))
    }

    fn report(&self, source: &Source<'_>, levels: &Levels) -> Report {
        let mut report = lint(source, levels);
        let least = if self.options.quiet {
            Severity::Error
        } else if self.options.verbose {
            Severity::Hint
        } else {
            Severity::Warning
        };
        report.diagnostics.retain(|diagnostic| diagnostic.severity >= least);
        report
    }

    fn shown(&self, path: &Path, text: &str, report: &Report) -> Linted {
        let shown_path = path.to_string_lossy();
        let file = File { path: &shown_path, text, report };
        let chunk = if self.options.statistics { Vec::new() } else { render::chunk(self.options.format, self.style, &file) };
        Linted { path: path.to_owned(), chunk, summary: Summary::of(report) }
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

    fn finish(&self, mut results: Results) -> Outcome {
        results.files.sort_by(|one, other| one.path.cmp(&other.path));
        let mut outcome = Outcome::Clean;
        if self.options.show_files {
            let lines = results.files.iter().map(|file| format!("{}\n", render::harmless(&file.path.to_string_lossy())));
            outcome = outcome.max(self.write(lines.collect::<String>().as_bytes()));
        } else {
            outcome = outcome.max(self.show(&results.files));
        }
        results.failures.sort();
        results.failures.dedup();
        results.failures.iter().fold(outcome, |outcome, sentence| outcome.max(fail(sentence)))
    }

    /// Writes what was found in configurations and files, and the summary.
    fn show(&self, files: &[Linted]) -> Outcome {
        let mut outcome = Outcome::Clean;
        let mut summary = Summary::default();
        let mut chunks = Vec::new();
        for config in self.configs.read().iter().filter(|config| !config.findings.is_empty()) {
            let linted = self.shown_config(config);
            summary.add(&Summary { files: 0, ..linted.summary });
            chunks.push(linted.chunk);
            outcome = Outcome::Failure;
        }
        for file in files {
            summary.add(&file.summary);
        }
        chunks.extend(files.iter().map(|file| file.chunk.clone()));
        if summary.count(Severity::Error) > 0 && !self.options.exit_zero {
            outcome = outcome.max(Outcome::Findings);
        }
        let mut bytes = render::document(self.options.format, &chunks, &summary);
        if self.options.statistics && self.options.format != Format::Json {
            bytes = statistics(&summary).into_bytes();
        }
        if !self.options.quiet && self.options.format == Format::Human {
            let nothing = files.is_empty() && chunks.is_empty();
            let sentence = if nothing { "no manifests found".to_owned() } else { summary.sentence() };
            bytes.extend(format!("{sentence}\n").into_bytes());
        }
        outcome.max(self.write(&bytes))
    }

    fn shown_config(&self, config: &LoadedConfig) -> Linted {
        let diagnostic = |finding: &Finding| Diagnostic {
            rule: &INVALID_CONFIGURATION,
            severity: INVALID_CONFIGURATION.severity,
            finding: finding.clone(),
        };
        let report = Report { diagnostics: config.findings.iter().map(diagnostic).collect(), secrets: Vec::new() };
        let path = config.path.clone().unwrap_or_default();
        let current = std::env::current_dir().unwrap_or_default();
        self.shown(path.strip_prefix(&current).unwrap_or(&path), &config.text, &report)
    }

    fn write(&self, bytes: &[u8]) -> Outcome {
        match &self.options.output_file {
            None => print(bytes),
            Some(path) => disk::write(path, bytes, None).map_or_else(|sentence| fail(&sentence), |()| Outcome::Clean),
        }
    }
}

fn statistics(summary: &Summary) -> String {
    let mut counts: Vec<(&str, usize)> = summary.rules.iter().map(|(rule, count)| (*rule, *count)).collect();
    counts.sort_by_key(|(rule, count)| (std::cmp::Reverse(*count), *rule));
    counts.iter().map(|(rule, count)| format!("{count:6}  {rule}\n")).collect()
}

/// `--allow`, then `--warn`, then `--deny`; in each, `warnings` before the rules that are named.
fn level_changes(options: &Check) -> Result<Vec<(LevelChange, Option<Severity>)>, String> {
    let mut changes = Vec::new();
    let named = [(&options.allow, None), (&options.warn, Some(Severity::Warning)), (&options.deny, Some(Severity::Error))];
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
