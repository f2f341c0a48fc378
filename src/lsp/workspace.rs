//! Manifests and configurations in the workspace that are not open.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tower_lsp::lsp_types::{Diagnostic, Url};

use super::convert::{Converter, unreadable_configuration};
use super::settings::Settings;
use crate::config::{FILE_NAME, Levels, is_manifest_name};
use crate::fs::{
    self, ConfigCache, ConfigSource, LoadedConfig, WalkOptions, find_manifests, is_met,
};
use crate::ide::{Analysis, DocumentKind};
use crate::lint::Reported;
use crate::manifest::Manifest;
use crate::overlap::{Claim, read_claims};
use crate::redirect_match::{Registry, lint_redirects};
use crate::text::{Encoding, Source};

/// Resolves the kind of a document and its configured levels as of today, exactly as the command
/// line does for files.
pub(super) fn resolve_config(uri: &Url, configs: &ConfigCache) -> (DocumentKind, Levels) {
    let name = file_name(uri);
    let file = uri.to_file_path().ok();
    let is_only = file.as_deref().is_some_and(|file| configs.only_file() == Some(file));
    if name == FILE_NAME || is_only {
        return (DocumentKind::Configuration, Levels::default());
    }
    // An unreadable configuration is reported separately; use the defaults here.
    let (is_manifest, levels) = match load_config(uri, configs) {
        Some((file, config)) => (config.is_manifest(&file), config.levels(&file)),
        None => (is_manifest_name(name), Levels::default()),
    };
    let kind = if is_manifest { DocumentKind::Manifest } else { DocumentKind::Other };
    (kind, levels.on(fs::today()))
}

/// Returns the file name in a URI.
pub(super) fn file_name(uri: &Url) -> &str {
    uri.path().rsplit('/').next().unwrap_or_default()
}

/// Creates a cache for one pass over documents, so that each pass sees the current configurations.
pub(super) fn config_cache(settings: &Settings) -> ConfigCache {
    let source = settings.config_path.clone();
    ConfigCache::new(source.map_or(ConfigSource::Upward, ConfigSource::File))
}

/// Finds the manifests below the folders, and the configurations that apply to them and to the open
/// documents.
pub(super) fn find_files(
    folders: &[PathBuf],
    open: &[Url],
    configs: &ConfigCache,
) -> BTreeSet<Url> {
    // If the user's configuration cannot be read, the defaults apply.
    let defaults = ConfigCache::new(ConfigSource::None);
    let is_readable = configs.only_file().is_none_or(|path| configs.load(path).is_ok());
    let walked = if is_readable { configs } else { &defaults };
    let options = WalkOptions::default();
    // A path that cannot be read has no diagnostics.
    let found = find_manifests(folders, &options, walked).filter_map(Result::ok);
    let paths = found.map(|(path, _)| path).chain(configs.only_file().map(Path::to_owned));
    let mut uris: BTreeSet<Url> = paths.filter_map(|path| Url::from_file_path(path).ok()).collect();
    for uri in open {
        resolve_config(uri, configs);
    }
    uris.extend(configurations(configs));
    if configs.loaded().iter().any(|config| config.has_match_files()) {
        uris.append(&mut find_match_files(folders, configs));
    }
    uris
}

/// Returns the configurations that were read.
pub(super) fn configurations(configs: &ConfigCache) -> Vec<Url> {
    let paths = configs.loaded().into_iter().filter_map(|config| config.path.clone());
    paths.filter_map(|path| Url::from_file_path(path).ok()).collect()
}

/// Finds the files below the folders that are compared with manifests.
pub(super) fn find_match_files(folders: &[PathBuf], configs: &ConfigCache) -> BTreeSet<Url> {
    let options = WalkOptions::default();
    let paths = fs::find_match_files(folders, &options, configs).map(|(path, _)| path);
    paths.filter_map(|path| Url::from_file_path(path).ok()).collect()
}

/// Returns `true` if a configuration compares other files with the manifests around a file.
pub(super) fn has_match_files(uri: &Url, configs: &ConfigCache) -> bool {
    load_config(uri, configs).is_some_and(|(_, config)| config.has_match_files())
}

/// Returns the path and the configuration of a file that is compared with manifests.
pub(super) fn match_config(
    uri: &Url,
    configs: &ConfigCache,
) -> Option<(PathBuf, Arc<LoadedConfig>)> {
    load_config(uri, configs).filter(|(path, config)| config.is_match_file(path))
}

/// Returns the path of a file and the configuration that applies to it, if that can be read.
fn load_config(uri: &Url, configs: &ConfigCache) -> Option<(PathBuf, Arc<LoadedConfig>)> {
    let path = uri.to_file_path().ok()?;
    let config = configs.load(&path).ok()?;
    Some((path, config))
}

/// Returns the diagnostics of a file on disk that is compared with what manifests register. A file
/// that is missing or not text has none.
pub(super) fn match_diagnostics(
    uri: &Url,
    path: &Path,
    config: &LoadedConfig,
    registry: &Registry,
    encoding: Encoding,
) -> Vec<Diagnostic> {
    let source = Source::decode(&fs::read(path).unwrap_or_default());
    let report = lint_redirects(&source, registry, &config.levels(path).on(fs::today()));
    let convert = Converter { uri, version: None, source: &source, encoding, snippet_edits: None };
    convert.diagnostics(&report.diagnostics)
}

/// Returns `true` if a file that is not open is reported: a configuration that is below one of the
/// folders or was read, a manifest that is below one of them and neither hidden nor ignored, or a
/// file below them that is compared with manifests.
pub(super) fn is_reported(uri: &Url, folders: &[PathBuf], configs: &ConfigCache) -> bool {
    let Ok(path) = uri.to_file_path() else { return false };
    let mut around = folders.iter().filter(|folder| path.starts_with(folder));
    match resolve_config(uri, configs).0 {
        DocumentKind::Manifest => around.any(|folder| is_met(folder, &path)),
        DocumentKind::Configuration => {
            let was_read = || configurations(configs).contains(uri);
            around.next().is_some() || configs.only_file() == Some(&path) || was_read()
        }
        DocumentKind::Other => {
            match_config(uri, configs).is_some()
                && around.any(|folder| fs::is_in_met_folder(folder, &path))
        }
    }
}

/// Returns the subfolders of a file's folder, relative to it, with `/` as the separator.
pub(super) fn folders_beside(uri: &Url) -> Vec<String> {
    let file = uri.to_file_path().ok();
    let folder = file.as_deref().and_then(Path::parent);
    folder.map_or(Vec::new(), fs::list_folders)
}

/// Analyzes a manifest on disk.
pub(super) fn analyze_file(uri: &Url, configs: &ConfigCache) -> Option<Analysis> {
    let (kind, levels) = resolve_config(uri, configs);
    let path = uri.to_file_path().ok().filter(|_| kind == DocumentKind::Manifest)?;
    let bytes = fs::read(&path).ok()?;
    Some(Analysis::new(Source::decode(&bytes), kind, levels))
}

/// Returns the values of a manifest on disk that no other should have; none if the manifest is not
/// reported.
pub(super) fn claims(
    uri: &Url,
    folders: &[PathBuf],
    configs: &ConfigCache,
    encoding: Encoding,
) -> Vec<Claim> {
    let (kind, levels) = resolve_config(uri, configs);
    let is_manifest = kind == DocumentKind::Manifest && is_reported(uri, folders, configs);
    let Some(path) = uri.to_file_path().ok().filter(|_| is_manifest) else { return Vec::new() };
    let Ok(bytes) = fs::read(&path) else { return Vec::new() };
    read_claims(&Manifest::new(Source::decode(&bytes)), &levels, encoding)
}

/// Returns the diagnostics of a file on disk, with the findings of `shared`, which are those of a
/// comparison with other manifests. A missing file has none, unless it is the configuration that the
/// user has set.
pub(super) fn diagnostics(
    uri: &Url,
    configs: &ConfigCache,
    encoding: Encoding,
    shared: Vec<Reported>,
) -> Vec<Diagnostic> {
    let (kind, levels) = resolve_config(uri, configs);
    let Some(path) = uri.to_file_path().ok().filter(|_| kind != DocumentKind::Other) else {
        return Vec::new();
    };
    let is_configuration = kind == DocumentKind::Configuration;
    let read = if is_configuration { fs::read_configuration } else { fs::read };
    match read(&path) {
        Ok(bytes) => {
            let source = Source::decode(&bytes).in_file(file_name(uri));
            let mut analysis = Analysis::new(source, kind, levels);
            if is_configuration {
                analysis.report = fs::lint_config_at(&path, analysis.source());
            }
            analysis.report.add(shared);
            let convert = Converter {
                uri,
                version: None,
                source: analysis.source(),
                encoding,
                snippet_edits: None,
            };
            convert.diagnostics(&analysis.report.diagnostics)
        }
        Err(error) if configs.only_file() == Some(&path) => {
            let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            vec![unreadable_configuration(format!("{error}{cause}"))]
        }
        Err(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_readable_configuration_a_manifest_is_known_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let gone = ConfigCache::new(ConfigSource::File(folder.path().join("gone.toml")));
        let kind = |uri: Url| resolve_config(&uri, &gone).0;
        let file = |name: &str| Url::from_file_path(folder.path().join(name)).unwrap();
        assert_eq!(kind(file("cliq-client.toml")), DocumentKind::Manifest);
        assert_eq!(kind(file("Cargo.toml")), DocumentKind::Other);
        let unsaved = "untitled:/a/cliq-client.x.toml".parse().unwrap();
        assert_eq!(kind(unsaved), DocumentKind::Manifest);
    }
}
