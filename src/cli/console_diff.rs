//! `cliq-lint diff`: what to change in the console when a manifest changes.

use std::path::{Path, PathBuf};

use super::args::Diff;
use super::error::Error;
use super::match_redirects::read_all_manifests;
use super::output::print_text;
use super::terminal::{self, Stream};
use super::{ExitStatus, STDIN, check_for_secrets};
use crate::console_changes::{ConsoleChange, console_changes, console_clients, render_changes};
use crate::fs;
use crate::manifest::Manifest;
use crate::text::Source;

pub(super) fn diff(options: &Diff) -> Result<ExitStatus, Error> {
    let is_stdin = |path: &Path| path == Path::new("-");
    if is_stdin(&options.old) && is_stdin(&options.new) {
        return Err(Error::StdinTwice);
    }
    let (old, new) = (read_side(&options.old)?, read_side(&options.new)?);
    if old.is_empty() && new.is_empty() {
        return Err(Error::NoManifest(options.new.clone()));
    }
    let clients = |manifests: &[(PathBuf, Manifest)]| {
        let clients = manifests
            .iter()
            .flat_map(|(path, manifest)| console_clients(&path.to_string_lossy(), manifest));
        clients.collect()
    };
    let changes = console_changes(clients(&old), clients(&new));
    for value in changes.iter().flat_map(ConsoleChange::values) {
        for (path, manifest) in old.iter().chain(&new) {
            check_for_secrets("changes", value, manifest, path)?;
        }
    }
    let palette = terminal::palette(options.color, Stream::Stdout.is_terminal());
    let status = print_text(&render_changes(options.format, palette, &changes))?;
    let has_changes = options.exit_code && !changes.is_empty();
    Ok(if has_changes { ExitStatus::Findings } else { status })
}

/// Reads the manifests of one side: a file, those below a folder, or standard input. A folder may have
/// none, if the first has not been written yet.
fn read_side(path: &Path) -> Result<Vec<(PathBuf, Manifest)>, Error> {
    let manifests = if path == Path::new("-") {
        let manifest = Manifest::new(Source::decode(&fs::read_stdin()?));
        vec![(PathBuf::from(STDIN), manifest)]
    } else {
        read_all_manifests(&[path.to_owned()])?
    };
    let is_invalid = |manifest: &Manifest| {
        manifest.tree.encoding_error.is_some() || !manifest.tree.errors.is_empty()
    };
    match manifests.iter().find(|(_, manifest)| is_invalid(manifest)) {
        Some((path, _)) => Err(Error::InvalidManifest(path.clone())),
        None => Ok(manifests),
    }
}
