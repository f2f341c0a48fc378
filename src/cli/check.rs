//! Linting from the command line: which files, and what happens to each of them.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::args::Check;
use super::error::Error;
use super::report::{FileReport, RunReport, below_current_dir, report_file, report_run};
use super::{ExitStatus, output_style, print, print_to_stderr, stdout_is_terminal};
use crate::config::{Globs, Levels};
use crate::diagnostic::{Applicability, Severity};
use crate::fix::{FixOutcome, fix_all};
use crate::fs::watch::watch;
use crate::fs::{self, ConfigCache, ConfigSource, LoadedConfig, WalkOptions, walk_manifests};
use crate::lint::{Report, Reported, lint};
use crate::manifest::Manifest;
use crate::render::{self, OutputStyle};
use crate::rules::RuleId;
use crate::secrets::Secret;
use crate::suppression::insert::suppression_edits;
use crate::text::Source;

/// What the options say, for all files alike.
pub(super) struct Run<'a> {
    pub options: &'a Check,
    pub style: OutputStyle,
    config: ConfigSource,
    walk: WalkOptions,
    level_changes: Vec<LevelChange>,
}

/// What `--allow`, `--warn` or `--deny` changes.
struct LevelChange {
    target: LevelTarget,
    level: Option<Severity>,
}

enum LevelTarget {
    Rule(RuleId),
    Warnings,
}

pub(super) fn check(options: &Check) -> Result<ExitStatus, Error> {
    let run = Run::new(options)?;
    if options.watch { run_watch(&run) } else { Ok(run_once(&run)) }
}

/// Runs once, and again after each change, until the process is asked to end. On a terminal, each
/// run starts on a clean screen.
fn run_watch(run: &Run<'_>) -> Result<ExitStatus, Error> {
    if reads_stdin(run.options) {
        return Err(Error::WatchStdin);
    }
    watch(&named_paths(run.options), || {
        if stdout_is_terminal() {
            let _ = print(CLEAR_SCREEN);
        }
        run_once(run);
        print_to_stderr(b"watching for changes; press Ctrl-C to stop\n");
    })
    .map_err(Error::Watch)?;
    Ok(ExitStatus::Clean)
}

/// Clears the screen and the scrollback, and moves to the first line.
const CLEAR_SCREEN: &[u8] = b"\x1b[2J\x1b[3J\x1b[H";

fn run_once(run: &Run<'_>) -> ExitStatus {
    let configs = ConfigCache::new(run.config.clone());
    let report = Mutex::new(RunReport::default());
    let add = |result: Result<FileReport, Error>| {
        report.lock().unwrap_or_else(PoisonError::into_inner).add(result);
    };
    walk_manifests(&named_paths(run.options), &run.walk, &configs, &|found| {
        add(found.map_err(Error::from).and_then(|(path, config)| {
            lint_and_apply(run, &Input { path, config: &config, is_stdin: false })
        }));
    });
    if reads_stdin(run.options) {
        let path = run.options.stdin_filename.as_deref().unwrap_or(Path::new("<stdin>"));
        add(configs.load(path).map_err(Error::from).and_then(|config| {
            lint_and_apply(run, &Input { path, config: &config, is_stdin: true })
        }));
    }
    let report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
    report_run(run, &configs.loaded(), report)
}

fn reads_stdin(options: &Check) -> bool {
    options.paths.iter().any(|path| path == Path::new("-"))
}

/// The files and folders to lint: the current folder if nothing is named.
fn named_paths(options: &Check) -> Vec<PathBuf> {
    if options.paths.is_empty() {
        return vec![PathBuf::from(".")];
    }
    options.paths.iter().filter(|path| *path != Path::new("-")).cloned().collect()
}

/// A file, or standard input under the path that its text is from.
struct Input<'a> {
    path: &'a Path,
    config: &'a LoadedConfig,
    is_stdin: bool,
}

/// What the options ask to make of a manifest.
struct Change {
    manifest: Manifest,
    report: Report,
    fixed: usize,
    diff: Vec<u8>,
}

impl<'a> Run<'a> {
    fn new(options: &'a Check) -> Result<Self, Error> {
        let config = match &options.config {
            Some(path) => ConfigSource::File(path.clone()),
            None if options.no_config => ConfigSource::None,
            None => ConfigSource::Upward,
        };
        let walk = WalkOptions {
            exclude: Globs::new(options.exclude.iter().map(String::as_str))
                .map_err(Error::InvalidExclude)?,
            force_exclude: options.force_exclude,
            no_ignore: options.no_ignore,
        };
        let mut run = Self {
            options,
            style: OutputStyle::default(),
            config,
            walk,
            level_changes: level_changes(options)?,
        };
        let is_terminal =
            options.output_file.is_none() && !run.needs_stdout() && stdout_is_terminal();
        run.style = output_style(options.color, is_terminal);
        Ok(run)
    }

    /// Whether standard output is for a diff or a changed text, and findings go to standard error.
    pub(super) fn needs_stdout(&self) -> bool {
        self.options.diff || self.writes_changes() && reads_stdin(self.options)
    }

    fn writes_changes(&self) -> bool {
        (self.options.add_allow || self.wants_fixes()) && !self.options.diff
    }

    fn wants_fixes(&self) -> bool {
        self.options.fix || self.options.unsafe_fixes || self.options.diff
    }
}

/// All that happens to one file, in order. A change that cannot be made is a failure, and the
/// file is reported as it is.
fn lint_and_apply(run: &Run<'_>, input: &Input<'_>) -> Result<FileReport, Error> {
    let path = input.path;
    if run.options.show_files {
        return Ok(FileReport { path: path.to_owned(), ..FileReport::default() });
    }
    let bytes = if input.is_stdin { fs::read_stdin()? } else { fs::read(path)? };
    let manifest = Manifest::new(Source::decode(&bytes));
    let levels = levels(run, input);
    let report = lint(&manifest, &levels);
    let change = plan_change(run, path, &manifest, &levels, &report);
    Ok(match apply_change(run, input, &bytes, change) {
        Ok(None) => report_file(run, path, &manifest.source, report),
        Ok(Some(change)) => {
            let mut file = report_file(run, path, &change.manifest.source, change.report);
            file.summary.fixed = change.fixed;
            file.diff = change.diff;
            file
        }
        Err(error) => {
            let file = report_file(run, path, &manifest.source, report);
            FileReport { failure: Some(error), ..file }
        }
    })
}

fn levels(run: &Run<'_>, input: &Input<'_>) -> Levels {
    let mut levels = input.config.levels(input.path);
    for change in &run.level_changes {
        match change.target {
            LevelTarget::Rule(rule) => levels.set(rule, change.level),
            LevelTarget::Warnings => levels.set_all(Severity::Warning, change.level),
        }
    }
    levels
}

/// The change that the options ask for: fixes, or suppressions. `None` if it leaves the text as
/// it is.
fn plan_change(
    run: &Run<'_>,
    path: &Path,
    manifest: &Manifest,
    levels: &Levels,
    report: &Report,
) -> Result<Option<Change>, Error> {
    // What is not UTF-8 is only partly in the text, and would be lost.
    if manifest.source.encoding_error().is_some() {
        return Ok(None);
    }
    let least = if run.options.verbose { Severity::Hint } else { Severity::Warning };
    let outcome = if run.options.add_allow {
        let found = report.diagnostics.iter().filter(|found| found.severity >= least);
        let place = |found: &Reported| Some((found.code.rule()?, found.diagnostic.span));
        let edits = suppression_edits(manifest, found.filter_map(place));
        (!edits.is_empty()).then(|| {
            let manifest = Manifest::new(Source::new(edits.apply(manifest.text())));
            let report = lint(&manifest, levels);
            FixOutcome { manifest, report, count: 0 }
        })
    } else if run.wants_fixes() {
        let applicability =
            if run.options.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
        fix_all(manifest, report, levels, least, applicability)
            .map_err(|error| Error::Fix(path.to_owned(), error))?
    } else {
        None
    };
    let Some(FixOutcome { manifest: after, report: report_after, count }) = outcome else {
        return Ok(None);
    };
    let diff = if run.options.diff {
        diff_without_secrets(path, manifest, after.text())?
    } else {
        Vec::new()
    };
    Ok(Some(Change { manifest: after, report: report_after, fixed: count, diff }))
}

/// Writes the change that was planned, unless it is only to be shown.
fn apply_change(
    run: &Run<'_>,
    input: &Input<'_>,
    bytes: &[u8],
    change: Result<Option<Change>, Error>,
) -> Result<Option<Change>, Error> {
    if !run.writes_changes() {
        return change;
    }
    if input.is_stdin {
        // Changed or not, the text replaces what came in.
        print(match &change {
            Ok(Some(change)) => change.manifest.text().as_bytes(),
            _ => bytes,
        })?;
    } else if let Ok(Some(change)) = &change {
        fs::write(input.path, change.manifest.text().as_bytes(), Some(bytes))?;
    }
    change
}

/// The diff of a file, unless it would show a secret of it.
fn diff_without_secrets(path: &Path, before: &Manifest, after: &str) -> Result<Vec<u8>, Error> {
    let diff = render::render_diff(&below_current_dir(path), before.text(), after);
    let shown = String::from_utf8_lossy(&diff);
    let is_exposed = |secret: &&Secret| shown.contains(before.source.slice(secret.span));
    match before.secrets.iter().find(is_exposed) {
        None => Ok(diff),
        Some(secret) => Err(Error::ExposesSecret {
            output: "diff",
            path: path.to_owned(),
            line: before.source.position(secret.span.start).line,
        }),
    }
}

/// The changes in the order in which they apply: `--allow`, `--warn`, `--deny`; and before those of
/// rules by name, those of all `warnings`.
fn level_changes(options: &Check) -> Result<Vec<LevelChange>, Error> {
    let mut of_warnings = Vec::new();
    let mut of_rules = Vec::new();
    for (names, level) in [
        (&options.allow, None),
        (&options.warn, Some(Severity::Warning)),
        (&options.deny, Some(Severity::Error)),
    ] {
        for name in names {
            if name == "warnings" {
                of_warnings.push(LevelChange { target: LevelTarget::Warnings, level });
            } else {
                let rule =
                    RuleId::from_name(name).ok_or_else(|| Error::UnknownRule(name.to_owned()))?;
                of_rules.push(LevelChange { target: LevelTarget::Rule(rule), level });
            }
        }
    }
    of_warnings.append(&mut of_rules);
    Ok(of_warnings)
}
