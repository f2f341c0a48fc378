//! Manifests of the workspace that are not open.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use tower_lsp::lsp_types::{Diagnostic, Url};

use super::convert::Converter;
use super::settings::Settings;
use crate::config::{FILE_NAME, Levels, is_manifest_name};
use crate::fs::{self, ConfigCache, ConfigSource, WalkOptions, walk_manifests};
use crate::ide::{Analysis, DocumentKind};
use crate::text::{Encoding, Source};

/// What a document is, and the levels that its configuration sets: the command line's, for a file.
pub(super) fn resolve_config(uri: &Url, configs: &ConfigCache) -> (DocumentKind, Levels) {
    let name = uri.path().rsplit('/').next().unwrap_or_default();
    if name == FILE_NAME {
        return (DocumentKind::Configuration, Levels::default());
    }
    let file = uri.to_file_path().ok();
    // A configuration that cannot be read is reported when it is opened; the defaults apply.
    let config = file.and_then(|file| Some((configs.load(&file).ok()?, file)));
    let (is_manifest, levels) = match config {
        Some((config, file)) => (config.is_manifest(&file), config.levels(&file)),
        None => (is_manifest_name(name), Levels::default()),
    };
    (if is_manifest { DocumentKind::Manifest } else { DocumentKind::Other }, levels)
}

/// A cache for one pass over documents: each pass sees the configurations as they are then.
pub(super) fn config_cache(settings: &Settings) -> ConfigCache {
    let source = settings.config_path.clone();
    ConfigCache::new(source.map_or(ConfigSource::Upward, ConfigSource::File))
}

/// The manifests below the folders, sorted.
pub(super) fn find_manifests(folders: &[PathBuf], configs: &ConfigCache) -> Vec<PathBuf> {
    let found = Mutex::new(BTreeSet::new());
    walk_manifests(folders, &WalkOptions::default(), configs, &|manifest| {
        // A path that cannot be read has no diagnostics.
        if let Ok((path, _)) = manifest {
            found.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect()
}

/// The diagnostics of a manifest as it is on the disk; none if there is no such file.
pub(super) fn diagnostics(uri: &Url, configs: &ConfigCache, encoding: Encoding) -> Vec<Diagnostic> {
    let (kind, levels) = resolve_config(uri, configs);
    let bytes = uri.to_file_path().ok().and_then(|path| fs::read(&path).ok());
    let Some(bytes) = bytes.filter(|_| kind == DocumentKind::Manifest) else { return Vec::new() };
    let analysis = Analysis::new(Source::decode(&bytes), kind, levels);
    let convert = Converter { uri, version: None, source: analysis.source(), encoding };
    convert.diagnostics(&analysis.report.diagnostics)
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
