//! Manifests of the workspace that are not open.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tower_lsp::lsp_types::{Diagnostic, Url};

use super::diagnostics;
use super::document::{Document, Encoding};
use super::session::DocumentKind;
use super::settings::Settings;
use crate::config::{FILE_NAME, Levels, is_manifest_name};
use crate::fs::{self, ConfigCache, ConfigSource, WalkOptions};
use crate::text::Source;

/// What a document is, and the levels that its configuration sets: the command line's, for a file.
pub fn resolve_config(uri: &Url, settings: &Settings) -> (DocumentKind, Levels) {
    let Ok(path) = uri.to_file_path() else {
        let is_manifest = is_manifest_name(uri.path().rsplit('/').next().unwrap_or_default());
        return (
            if is_manifest { DocumentKind::Manifest } else { DocumentKind::Other },
            Levels::default(),
        );
    };
    if path.file_name().is_some_and(|name| name == FILE_NAME) {
        return (DocumentKind::Configuration, Levels::default());
    }
    // Of a configuration that cannot be read the file itself tells when it is opened.
    let Ok(config) = ConfigCache::default().of(&place(settings), &path) else {
        return (DocumentKind::Manifest, Levels::default());
    };
    let relative = config.relative(&path);
    let is_manifest = config.config.includes(&relative) && !config.config.excludes(&relative);
    (
        if is_manifest { DocumentKind::Manifest } else { DocumentKind::Other },
        config.config.levels(&relative),
    )
}

fn place(settings: &Settings) -> ConfigSource {
    settings.config_path.clone().map_or(ConfigSource::Upward, ConfigSource::File)
}

/// The manifests below the folders, sorted.
pub fn manifests(folders: &[PathBuf], settings: &Settings) -> Vec<PathBuf> {
    let selection = WalkOptions { config: place(settings), ..WalkOptions::default() };
    let found = Mutex::new(Vec::new());
    let visit =
        |path: &Path| found.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
    // What cannot be reached has no diagnostics.
    fs::manifests(folders, &selection, &ConfigCache::default(), &visit, &|_| ());
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort();
    found.dedup();
    found
}

/// The diagnostics of a file as it is on the disk; `None` where there is none.
pub fn diagnostics(uri: &Url, settings: &Settings, encoding: Encoding) -> Option<Vec<Diagnostic>> {
    let bytes = fs::read(&uri.to_file_path().ok()?).ok()?;
    let (kind, levels) = resolve_config(uri, settings);
    let source = Source::decode(&bytes);
    let found = if kind == DocumentKind::Manifest {
        diagnostics::found_in(kind, &source, &levels)
    } else {
        Vec::new()
    };
    let document = Document::new(0, &source.text, levels);
    Some(
        found
            .iter()
            .map(|found| diagnostics::diagnostic(uri, &document, encoding, found))
            .collect(),
    )
}
