//! Linting from the command line: which files, and what happens to each of them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::args::Check;
use super::compare::{Tally, compare_manifests, match_files};
use super::error::Error;
use super::output::{Output, print, print_to_stderr};
use super::progress::Progress;
use super::report::{
    Altered, FileReport, RunReport, below_current_dir, report_applied, report_file,
};
use super::settings::show_settings;
use super::terminal::{self, Stream};
use super::{ExitStatus, STDIN, find_rule, output_style, source_of, stdin_path};
use crate::config::{FILE_NAME, Globs, Levels};
use crate::diagnostic::{Applicability, Severity};
use crate::fix::{FixOutcome, fix_all};
use crate::fs::watch::watch;
use crate::fs::{
    self, ConfigCache, ConfigSource, FoundManifest, LoadedConfig, WalkOptions, find_manifests,
    is_excluded, map_in_order,
};
use crate::lint::{Report, lint};
use crate::manifest::Manifest;
use crate::overlap::read_claims;
use crate::render::{Format, OutputStyle, render_diff};
use crate::rules::RuleId;
use crate::secrets::Secret;
use crate::suppression::insert::{NewSuppression, plan_suppressions};
use crate::suppression::{Terms, join_names};
use crate::text::{Edits, Encoding, Span};

/// What the options say, for all files alike.
pub(super) struct Run<'a> {
    pub options: &'a Check,
    pub style: OutputStyle,
    pub config: ConfigSource,
    pub walk: WalkOptions,
    pub level_changes: Vec<LevelChange>,
    /// The root of the repository, which paths in reports for CI are relative to.
    root: LazyLock<PathBuf>,
}

/// What `--allow`, `--warn` or `--deny` changes.
pub(super) struct LevelChange {
    /// The option, as it is written.
    pub option: &'static str,
    pub target: LevelTarget,
    pub level: Option<Severity>,
}

pub(super) enum LevelTarget {
    Rule(RuleId),
    Warnings,
}

pub(super) fn check(options: &Check) -> Result<ExitStatus, Error> {
    let run = Run::new(options)?;
    if options.show_settings {
        return show_settings(&run);
    }
    if options.watch { run_watch(&run) } else { Ok(run_once(&run)) }
}

/// Runs once, and again after each change, until the process is asked to end. On a terminal, each
/// run starts on a clean screen.
fn run_watch(run: &Run<'_>) -> Result<ExitStatus, Error> {
    if reads_stdin(run.options) {
        return Err(Error::WatchStdin);
    }
    watch(&named_paths(run.options), || {
        if Stream::Stdout.is_terminal() {
            let _ = print(&Output::verbatim(CLEAR_SCREEN));
        }
        run_once(run);
        print_to_stderr(&Output::text("watching for changes; press Ctrl-C to stop\n"));
    })
    .map_err(Error::Watch)?;
    Ok(ExitStatus::Clean)
}

/// Clears the screen and the scrollback, and moves to the first line.
const CLEAR_SCREEN: &[u8] = b"\x1b[2J\x1b[3J\x1b[H";

fn run_once(run: &Run<'_>) -> ExitStatus {
    let configs = ConfigCache::new(run.config.clone());
    let progress = Progress::new(!run.options.quiet && Stream::Stderr.is_terminal());
    let mut report = RunReport::new(run, &progress);
    let is_config = |path: &Path| path.file_name().is_some_and(|name| name == FILE_NAME);
    let (named_configs, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        named_paths(run.options).into_iter().partition(|path| is_config(path) && !fs::is_dir(path));
    for config in named_configs {
        report.add_named_config(configs.load_named(&config).map_err(Error::from));
    }
    let lint = |found: Result<FoundManifest, fs::Error>| {
        let (path, config) = found.map_err(Error::from)?;
        let linted = lint_and_apply(run, &Input { path: &path, config: &config, is_stdin: false })?;
        progress.advance();
        Ok((linted, config))
    };
    let mut tally = Tally::default();
    map_in_order(find_manifests(&paths, &run.walk, &configs), lint, |linted| {
        if let Ok((linted, config)) = &linted {
            report.add_config(config);
            tally.add(&linted.claims, linted.summary.files_with_findings > 0);
        } else {
            tally.add(&[], false);
        }
        report.add(linted.map(|(linted, _)| linted));
    });
    if reads_stdin(run.options) {
        let path = stdin_path(run.options.stdin_filename.as_ref());
        let linted = configs.load(path).map_err(Error::from).and_then(|config| {
            if is_excluded(path, &run.walk, &config) {
                return pass_through(run);
            }
            report.add_config(&config);
            lint_and_apply(run, &Input { path, config: &config, is_stdin: true }).map(Some)
        });
        if let Some(linted) = linted.transpose() {
            report.add(linted);
        }
    }
    compare_manifests(run, &configs, &paths, tally, &mut report);
    match_files(run, &configs, &paths, &mut report);
    progress.finish();
    report.finish(&configs.loaded())
}

/// Standard input as it is, where its changed text is expected.
fn pass_through(run: &Run<'_>) -> Result<Option<FileReport>, Error> {
    if run.writes_changes() {
        print(&Output::verbatim(fs::read_stdin()?))?;
    }
    Ok(None)
}

fn reads_stdin(options: &Check) -> bool {
    options.paths.iter().any(|path| path == Path::new("-"))
}

/// The files and folders to lint: the current folder if nothing is named.
pub(super) fn named_paths(options: &Check) -> Vec<PathBuf> {
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

/// A manifest as the options ask to change it, and the diff that shows this.
struct Change {
    outcome: FixOutcome,
    diff: Output,
    /// Why the diff cannot be applied, if it cannot.
    altered: Option<Altered>,
    /// The rules that were suppressed, each with its line.
    suppressed: Vec<String>,
}

impl<'a> Run<'a> {
    fn new(options: &'a Check) -> Result<Self, Error> {
        let config = match &options.config {
            Some(path) => ConfigSource::File(path.clone()),
            None if options.no_config => ConfigSource::None,
            None => ConfigSource::Upward,
        };
        if let ConfigSource::File(path) = &config {
            // A missing file is reported once, even if it applies to nothing.
            ConfigCache::new(config.clone()).load(path)?;
        }
        let walk = WalkOptions {
            exclude: Globs::new(options.exclude.iter().map(String::as_str))
                .map_err(Error::InvalidExclude)?,
            force_exclude: options.force_exclude,
            no_ignore: options.no_ignore,
        };
        if options.printed_formats().count() > 1 {
            return Err(Error::SeveralFormats);
        }
        let mut run = Self {
            options,
            style: OutputStyle::default(),
            config,
            walk,
            level_changes: level_changes(options)?,
            root: LazyLock::new(repository_root),
        };
        let stream = match &options.output_file {
            Some(_) => None,
            None if run.needs_stdout() => Some(Stream::Stderr),
            None => Some(Stream::Stdout),
        };
        run.style = OutputStyle {
            unsafe_fixes: options.unsafe_fixes,
            ..output_style(options.color, stream)
        };
        Ok(run)
    }

    /// The path of a file for a format: as the user named it, or from the root of the repository for
    /// programs, which know the file by that.
    pub(super) fn path_for(&self, format: Format, path: &Path) -> PathBuf {
        if !format.has_paths_from_root() || path == Path::new(STDIN) {
            return path.to_owned();
        }
        let absolute = fs::absolute(path).unwrap_or_else(|_| path.to_owned());
        absolute.strip_prefix(&*self.root).map_or_else(|_| path.to_owned(), Path::to_owned)
    }

    /// Whether standard output is for a diff or a changed text, and findings go to standard error.
    pub(super) fn needs_stdout(&self) -> bool {
        self.options.diff || self.writes_changes() && reads_stdin(self.options)
    }

    fn writes_changes(&self) -> bool {
        (self.options.add_allow || self.wants_fixes()) && !self.options.diff
    }

    fn wants_fixes(&self) -> bool {
        self.options.fix || self.options.diff
    }
}

/// The root of the repository that the current folder is in, as CI says it or as git has it; else
/// the current folder.
fn repository_root() -> PathBuf {
    let current = std::env::current_dir().unwrap_or_default();
    let of_ci = ROOT_VARIABLES.iter().filter_map(std::env::var_os).map(PathBuf::from);
    let mut roots = of_ci.filter(|root| root.is_absolute() && current.starts_with(root));
    roots.next().unwrap_or_else(|| {
        let root = current.ancestors().find(|folder| fs::exists(&folder.join(".git")));
        root.unwrap_or(&current).to_owned()
    })
}

/// The variables in which GitHub, GitLab and Azure say where the repository is.
const ROOT_VARIABLES: [&str; 3] = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY"];

/// All that happens to one file, in order. If a change cannot be made, the file is reported as it
/// is, with the failure.
fn lint_and_apply(run: &Run<'_>, input: &Input<'_>) -> Result<FileReport, Error> {
    let path = input.path;
    if run.options.show_files {
        return Ok(FileReport { path: path.to_owned(), ..FileReport::default() });
    }
    let bytes = if input.is_stdin { fs::read_stdin()? } else { fs::read(path)? };
    let manifest = Manifest::new(source_of(path, &bytes));
    let levels = levels_for(run, path, input.config);
    let report = lint(&manifest, &levels);
    // Standard input may be a file of the run, and a diff is of fixes alone.
    let is_compared = !input.is_stdin && !run.options.diff;
    let claims_of = |manifest: &Manifest| {
        let read = || read_claims(manifest, &levels, Encoding::Utf32);
        is_compared.then(read).unwrap_or_default()
    };
    let change = plan_change(run, path, &manifest, &report, &levels);
    Ok(match apply_change(run, input, &bytes, change) {
        Ok(None) => {
            let claims = claims_of(&manifest);
            FileReport { claims, ..report_file(run, path, &manifest.source, report) }
        }
        Ok(Some(Change { outcome, diff, altered, suppressed })) => {
            let new_placeholders = outcome.manifest.count_placeholders();
            let new_placeholders = new_placeholders.saturating_sub(manifest.count_placeholders());
            let source = &outcome.manifest.source;
            let mut file = report_file(run, path, source, outcome.report);
            file.summary.fixed = outcome.applied.len();
            file.summary.new_placeholders = new_placeholders;
            report_applied(run, &outcome.applied, &mut file);
            file.add_suppressed(run, &suppressed);
            let claims = claims_of(&outcome.manifest);
            FileReport { claims, diff, altered, ..file }
        }
        Err(error) => {
            let file = report_file(run, path, &manifest.source, report);
            FileReport { failure: Some(error), ..file }
        }
    })
}

/// The levels of the configuration, changed by the options.
pub(super) fn levels_for(run: &Run<'_>, path: &Path, config: &LoadedConfig) -> Levels {
    let mut levels = config.levels(path).on(fs::today());
    for change in &run.level_changes {
        match change.target {
            LevelTarget::Rule(rule) => levels.set(rule, change.level),
            LevelTarget::Warnings => levels.set_all(Severity::Warning, change.level),
        }
    }
    levels
}

/// The change that the options ask for: fixes, or suppressions. `None` if there is nothing to
/// change.
fn plan_change(
    run: &Run<'_>,
    path: &Path,
    manifest: &Manifest,
    report: &Report,
    levels: &Levels,
) -> Result<Option<Change>, Error> {
    // Bytes that are not UTF-8 are not in the text, and would be lost.
    if manifest.source.encoding_error().is_some() {
        return Ok(None);
    }
    let least = if run.options.verbose { Severity::Hint } else { Severity::Warning };
    if run.options.add_allow {
        let terms = Terms { reason: run.options.reason.clone(), until: run.options.until };
        return Ok(suppress_all(manifest, report, levels, least, &terms));
    }
    let outcome = if run.wants_fixes() {
        let applicability =
            if run.options.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
        fix_all(manifest, report, levels, least, applicability)
            .map_err(|error| Error::Fix(path.to_owned(), error))?
    } else {
        None
    };
    let Some(outcome) = outcome else { return Ok(None) };
    let (diff, altered) = if run.options.diff {
        harmless_diff(run, path, manifest, &outcome.manifest)
    } else {
        (Output::default(), None)
    };
    Ok(Some(Change { outcome, diff, altered, suppressed: Vec::new() }))
}

/// The diff between two manifests with every secret masked and what a CI system would obey escaped, and
/// why it cannot be applied, if it cannot.
fn harmless_diff(
    run: &Run<'_>,
    path: &Path,
    before: &Manifest,
    after: &Manifest,
) -> (Output, Option<Altered>) {
    let is_terminal = Stream::Stdout.is_terminal();
    let palette = terminal::palette(run.options.color, is_terminal);
    let has_reader = run.options.output_file.is_none() && (is_terminal || palette.is_colored());
    let reader = has_reader.then_some(palette);
    let path = below_current_dir(path);
    let diff = render_diff(&path, &mask_secrets(before), &mask_secrets(after), reader);
    let escaped = Output::text(&diff);
    let is_escaped = escaped.as_bytes() != diff.as_bytes();
    let masked = masked_line(&path, before, after).map(Altered::Secret);
    (escaped, masked.or(is_escaped.then_some(Altered::Command)))
}

/// The line of the first secret that the diff between two manifests masks.
fn masked_line(path: &Path, before: &Manifest, after: &Manifest) -> Option<usize> {
    if before.secrets.is_empty() {
        return None;
    }
    let plain = render_diff(path, before.text(), after.text(), None);
    let shown: HashSet<&str> = plain.lines().filter_map(|line| line.get(1..)).collect();
    let line_of = |secret: &Secret| before.source.line_of(secret.span.start);
    let is_shown = |line: &usize| {
        shown.contains(before.source.slice(before.source.line_span(*line)).trim_end_matches('\r'))
    };
    before.secrets.iter().map(line_of).find(is_shown).map(|line| line + 1)
}

/// The text of a manifest with every secret masked, wherever it is written.
fn mask_secrets(manifest: &Manifest) -> String {
    let secrets = &manifest.secrets;
    let whole = Span::new(0, manifest.text().len());
    secrets.mask(&secrets.mask_span(&manifest.source, whole)).into_owned()
}

/// A suppression for each finding of at least the level `least`, except for secrets: to keep one is
/// decided for each.
fn suppress_all(
    manifest: &Manifest,
    report: &Report,
    levels: &Levels,
    least: Severity,
    terms: &Terms,
) -> Option<Change> {
    let found = report.diagnostics.iter().filter(|found| found.severity >= least);
    let places = found.filter_map(|found| Some((found.code.rule()?, found.diagnostic.span)));
    let places = places.filter(|(rule, _)| *rule != RuleId::CommittedSecret);
    let planned = plan_suppressions(manifest, places, terms);
    if planned.is_empty() {
        return None;
    }
    let edits = Edits::new(planned.iter().map(|new| new.edit.clone()).collect());
    let suppressed = Manifest::new(manifest.source.with_text(edits.apply(manifest.text())));
    let mut shift = 0;
    let line = |new: &NewSuppression| {
        let NewSuppression { edit, rules } = new;
        let start = edit.span.start + shift;
        shift += edit.text.len();
        shift -= edit.span.end - edit.span.start;
        let line = suppressed.source.position(start).line;
        format!("{line}: {}", join_names(rules))
    };
    let lines = planned.iter().map(line).collect();
    let report = lint(&suppressed, levels);
    let outcome = FixOutcome { manifest: suppressed, report, applied: Vec::new() };
    Some(Change { outcome, diff: Output::default(), altered: None, suppressed: lines })
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
    let text = match &change {
        Ok(Some(change)) => Some(change.outcome.manifest.text().as_bytes()),
        _ => None,
    };
    if input.is_stdin {
        // Changed or not, the text replaces what came in.
        print(&Output::verbatim(text.unwrap_or(bytes)))?;
    } else if let Some(text) = text {
        fs::write(input.path, text, Some(bytes))?;
    } else {
        fs::remove_left_over(input.path);
    }
    change
}

/// The changes in the order in which they apply: `--allow`, `--warn`, `--deny`; and before those of
/// rules by name, those of all `warnings`.
fn level_changes(options: &Check) -> Result<Vec<LevelChange>, Error> {
    let mut of_warnings = Vec::new();
    let mut of_rules = Vec::new();
    for (option, names, level) in [
        ("--allow", &options.allow, None),
        ("--warn", &options.warn, Some(Severity::Warning)),
        ("--deny", &options.deny, Some(Severity::Error)),
    ] {
        for name in names {
            if name == "warnings" {
                let target = LevelTarget::Warnings;
                of_warnings.push(LevelChange { option, target, level });
            } else {
                let target = LevelTarget::Rule(find_rule(name)?);
                of_rules.push(LevelChange { option, target, level });
            }
        }
    }
    of_warnings.append(&mut of_rules);
    Ok(of_warnings)
}
