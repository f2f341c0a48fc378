//! What a run compares once all manifests are read: the manifests with each other, and other files
//! with them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::check::{Run, levels_for};
use super::error::Error;
use super::match_redirects::{read_each_manifest, register};
use super::report::{FileReport, RunReport, below_current_dir, least_shown, report_file};
use super::source_of;
use crate::config::FILE_NAME;
use crate::diagnostic::Severity;
use crate::fs::{self, ConfigCache, FoundManifest, LoadedConfig, find_manifests, find_match_files};
use crate::lint::Report;
use crate::manifest::Manifest;
use crate::overlap::{Claim, Claims, read_claims};
use crate::redirect_match::{Registry, lint_redirects};
use crate::render::Summary;
use crate::text::Encoding;

/// The claims of all manifests of a run, in 16 bytes each, so that a run keeps neither paths nor
/// texts. A file that turns out to share a value is read again.
#[derive(Default)]
pub(super) struct Tally {
    entries: Vec<Entry>,
    files: u32,
}

struct Entry {
    value: u64,
    /// The index of the file among those that the run found.
    file: u32,
    severity: Option<Severity>,
    has_findings: bool,
}

/// The values that several files of a run have.
#[derive(Default)]
struct Shared {
    /// The number of findings that are not shown.
    hidden: usize,
    /// The files that have a value of a shown finding.
    files: BTreeSet<u32>,
    /// The files that have findings besides.
    with_findings: BTreeSet<u32>,
}

impl Tally {
    /// Adds the next file of the run, with its claims and whether it has findings of its own.
    pub(super) fn add(&mut self, claims: &[Claim], has_findings: bool) {
        let file = self.files;
        let entry = |claim: &Claim| Entry {
            value: claim.value,
            file,
            severity: claim.severity,
            has_findings,
        };
        self.entries.extend(claims.iter().map(entry));
        self.files += 1;
    }

    /// Finds what several files have. Findings below the level `least` are not shown.
    fn find_shared(mut self, least: Severity) -> Shared {
        self.entries.sort_unstable_by_key(|entry| entry.value);
        let mut shared = Shared::default();
        let groups = self.entries.chunk_by(|one, next| one.value == next.value);
        for holders in groups.filter(|holders| holders.len() > 1) {
            let severities = || holders.iter().filter_map(|entry| entry.severity);
            shared.hidden += severities().filter(|severity| *severity < least).count();
            if severities().any(|severity| severity >= least) {
                shared.files.extend(holders.iter().map(|entry| entry.file));
                let with_findings = holders.iter().filter(|entry| entry.has_findings);
                shared.with_findings.extend(with_findings.map(|entry| entry.file));
            }
        }
        shared
    }
}

/// Reports what the manifests of a run share, after the findings of each of them.
pub(super) fn compare_manifests(
    run: &Run<'_>,
    configs: &ConfigCache,
    paths: &[PathBuf],
    tally: Tally,
    report: &mut RunReport<'_>,
) {
    let least = least_shown(run.options);
    let shared = tally.find_shared(least);
    report.add_hidden(shared.hidden);
    if shared.files.is_empty() {
        return;
    }
    let found = (0..).zip(find_manifests(paths, &run.walk, configs));
    let sharing = found.filter(|(index, _)| shared.files.contains(index));
    let sharing: Vec<(u32, FoundManifest)> =
        sharing.filter_map(|(index, found)| Some((index, found.ok()?))).collect();
    let mut claims = Claims::default();
    for (_, found) in &sharing {
        match read_manifest(found) {
            Ok(manifest) => {
                let levels = levels_for(run, &found.0, &found.1);
                let read = read_claims(&manifest, &levels, Encoding::Utf32);
                claims.set(&found.0.to_string_lossy(), read);
            }
            Err(error) => report.add_failure(error),
        }
    }
    for (index, found) in &sharing {
        let mut diagnostics = claims.findings(&found.0.to_string_lossy());
        diagnostics.retain(|found| found.severity >= least);
        if diagnostics.is_empty() {
            continue;
        }
        // It could be read a moment ago.
        let Ok(manifest) = read_manifest(found) else { continue };
        let compared = Report { diagnostics, secrets: manifest.secrets.clone() };
        let compared = report_file(run, &found.0, &manifest.source, compared);
        report.add_compared(compared, shared.with_findings.contains(index));
    }
}

/// Reports the redirect URIs of other files, as the configurations of the run ask for it.
pub(super) fn match_files(
    run: &Run<'_>,
    configs: &ConfigCache,
    paths: &[PathBuf],
    report: &mut RunReport<'_>,
) {
    // Without such a configuration, nothing is walked.
    let is_asked = |path: &PathBuf| {
        let has_match_files = |config: Arc<LoadedConfig>| config.has_match_files();
        !fs::is_dir(path) || configs.load(&path.join(FILE_NAME)).is_ok_and(has_match_files)
    };
    let is_below = configs.loaded().iter().any(|config| config.has_match_files());
    if !is_below && !paths.iter().any(is_asked) {
        return;
    }
    for (path, config) in find_match_files(paths, &run.walk, configs) {
        if run.options.show_files {
            report.add(Ok(FileReport { path, ..FileReport::default() }));
            continue;
        }
        let folder = config.folder();
        let registry = configs.registry(folder, || {
            let (registry, failures) = read_registry(run, configs, folder);
            for error in failures {
                report.add_failure(error);
            }
            registry
        });
        report.add(match_file(run, &path, &config, &registry));
    }
}

/// Reads what the manifests below a folder register, and why some of them cannot be read.
fn read_registry(run: &Run<'_>, configs: &ConfigCache, folder: &Path) -> (Registry, Vec<Error>) {
    let mut folders = [below_current_dir(folder)];
    if folders[0].as_os_str().is_empty() {
        folders = [PathBuf::from(".")];
    }
    let (mut manifests, mut failures) = (Vec::new(), Vec::new());
    for read in read_each_manifest(&folders, &run.walk, configs) {
        match read {
            Ok(manifest) => manifests.push(manifest),
            Err(error) => failures.push(error.into()),
        }
    }
    (register(&manifests), failures)
}

/// Compares the redirect URIs of a file with the registered ones.
fn match_file(
    run: &Run<'_>,
    path: &Path,
    config: &LoadedConfig,
    registry: &Registry,
) -> Result<FileReport, Error> {
    let source = source_of(path, &fs::read(path)?);
    let compared = lint_redirects(&source, registry, &levels_for(run, path, config));
    let report = report_file(run, path, &source, compared);
    let summary = Summary { match_files: 1, ..report.summary };
    Ok(FileReport { summary, ..report })
}

fn read_manifest((path, _): &FoundManifest) -> Result<Manifest, Error> {
    Ok(Manifest::new(source_of(path, &fs::read(path)?)))
}
