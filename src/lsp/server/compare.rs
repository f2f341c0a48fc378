//! The values that manifests of the workspace share, kept up to date.

use std::collections::BTreeSet;

use tower_lsp::lsp_types::{Diagnostic, Url};

use super::Server;
use crate::fs::ConfigCache;
use crate::lsp::workspace;

impl Server {
    /// Notes the values of a document, or of the file if it is not open, that no other manifest
    /// should have. Returns the manifests whose findings this changes.
    pub(super) fn note_claims(&self, uri: &Url, configs: &ConfigCache) -> Vec<Url> {
        let (is_open, encoding, folders) = {
            let session = self.session();
            (session.document(uri).is_some(), session.encoding, session.folders.clone())
        };
        if is_open {
            return self.session().note_claims(uri);
        }
        let claims = workspace::claims(uri, &folders, configs, encoding);
        self.session().set_claims(uri, claims)
    }

    /// Notes the claims of several documents; see [`Self::note_claims`].
    pub(super) async fn note_all_claims(
        &self,
        uris: &BTreeSet<Url>,
        configs: &ConfigCache,
    ) -> BTreeSet<Url> {
        let mut others = BTreeSet::new();
        for uri in uris {
            // Lets other messages be handled between two files.
            tokio::task::yield_now().await;
            others.extend(self.note_claims(uri, configs));
        }
        others
    }

    /// Compares the manifests of the workspace, for an editor that may have pulled diagnostics before
    /// the manifests were read.
    pub(super) fn compare_workspace(&self) {
        let server = self.clone();
        tokio::spawn(async move {
            let configs = workspace::config_cache(&server.session().settings);
            server.note_all_claims(&server.all_documents(&configs), &configs).await;
            server.watch_match_files(&configs);
            if server.session().claims.is_any_shared() {
                server.pull_again();
            }
        });
    }

    /// Returns the diagnostics of a file on disk.
    pub(super) fn file_diagnostics(&self, uri: &Url, configs: &ConfigCache) -> Vec<Diagnostic> {
        if let Some(diagnostics) = self.match_diagnostics(uri, configs) {
            return diagnostics;
        }
        let (shared, encoding) = {
            let session = self.session();
            (session.claims.findings(uri.as_str()), session.encoding)
        };
        workspace::diagnostics(uri, configs, encoding, shared)
    }
}
