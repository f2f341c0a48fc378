//! What the manifests of a run share, which is known once all of them are read.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::check::{Run, levels_for};
use super::error::Error;
use super::report::{RunReport, least_shown, report_file};
use super::source_of;
use crate::diagnostic::Severity;
use crate::fs::{self, ConfigCache, FoundManifest, find_manifests};
use crate::lint::Report;
use crate::manifest::Manifest;
use crate::overlap::{Claim, Claims, read_claims};
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
        // A file that could not be read a moment ago has no claims.
        let Ok(manifest) = read_manifest(found) else { continue };
        if !diagnostics.is_empty() {
            let compared = Report { diagnostics, secrets: manifest.secrets.clone() };
            let compared = report_file(run, &found.0, &manifest.source, compared);
            report.add_compared(compared, shared.with_findings.contains(index));
        }
    }
}

fn read_manifest((path, _): &FoundManifest) -> Result<Manifest, Error> {
    Ok(Manifest::new(source_of(path, &fs::read(path)?)))
}
