//! The files whose redirect URIs are compared with the manifests, as the configuration asks for it.

use std::collections::BTreeSet;
use std::path::Path;

use tower_lsp::lsp_types::{
    Diagnostic, FileSystemWatcher, GlobPattern, Registration, Unregistration, Url,
};

use super::Server;
use super::configuration::{WATCHED_FILES, watch_registration};
use crate::fs::ConfigCache;
use crate::lsp::workspace;
use crate::redirect_match::Registry;

/// The registration id of the watcher for these files.
const WATCHER: &str = "cliq-lint-match-files";

impl Server {
    /// Returns the diagnostics of a file that is compared with manifests; `None` for another file.
    pub(super) fn match_diagnostics(
        &self,
        uri: &Url,
        configs: &ConfigCache,
    ) -> Option<Vec<Diagnostic>> {
        let (path, config) = workspace::match_config(uri, configs)?;
        let folder = config.folder();
        let registry = configs.registry(folder, || self.read_registry(folder));
        let encoding = self.session().encoding;
        Some(workspace::match_diagnostics(uri, &path, &config, &registry, encoding))
    }

    /// Reads what the manifests below a folder register, in the text of the editor if they are open.
    fn read_registry(&self, folder: &Path) -> Registry {
        let mut manifests = self.manifests();
        manifests.retain(|(uri, ..)| uri.to_file_path().is_ok_and(|path| path.starts_with(folder)));
        let registered = manifests
            .iter()
            .filter_map(|(uri, _, analysis)| Some((uri.as_str(), analysis.manifest()?)));
        Registry::in_encoding(self.session().encoding, registered)
    }

    /// Returns the files to report again since files have changed that the configuration compares.
    pub(super) fn match_files_beside(
        &self,
        changed: &[Url],
        configs: &ConfigCache,
    ) -> BTreeSet<Url> {
        let is_compared = |uri: &Url| workspace::has_match_files(uri, configs);
        if !changed.iter().any(is_compared) {
            return BTreeSet::new();
        }
        let folders = self.session().folders.clone();
        workspace::find_match_files(&folders, configs)
    }

    /// Reports files again that are compared with a manifest, which has been saved.
    pub(super) fn publish_matched(&self, manifest: &Url) {
        let configs = workspace::config_cache(&self.session().settings);
        if workspace::has_match_files(manifest, &configs) {
            self.publish_files(std::slice::from_ref(manifest));
        }
    }

    /// Asks the editor to watch the files that the loaded configurations list.
    pub(super) fn watch_match_files(&self, configs: &ConfigCache) {
        let globs: BTreeSet<String> =
            configs.loaded().iter().flat_map(|config| config.match_globs()).collect();
        let before = std::mem::replace(&mut self.session().watched_globs, globs.clone());
        if !self.session().support.watches_files || globs == before {
            return;
        }
        let watcher =
            |glob| FileSystemWatcher { glob_pattern: GlobPattern::String(glob), kind: None };
        let registration: Vec<Registration> = if globs.is_empty() {
            Vec::new()
        } else {
            vec![watch_registration(WATCHER, globs.into_iter().map(watcher).collect())]
        };
        let editor = self.editor.clone();
        tokio::spawn(async move {
            // An editor that rejects a request watches what it watched before.
            if !before.is_empty() {
                let old =
                    Unregistration { id: WATCHER.to_owned(), method: WATCHED_FILES.to_owned() };
                let _ = editor.unregister_capability(vec![old]).await;
            }
            if !registration.is_empty() {
                let _ = editor.register_capability(registration).await;
            }
        });
    }
}
