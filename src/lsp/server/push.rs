//! Push diagnostics, and when to show diagnostics about text being typed.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tower_lsp::lsp_types::{Diagnostic, Url};

use super::Server;
use crate::fs::ConfigCache;
use crate::ide::{self, DocumentKind};
use crate::lsp::session::Snapshot;
use crate::lsp::workspace::{self, resolve_config};

/// How long the user must pause before diagnostics about the typed text are shown.
const TYPING_PAUSE: Duration = Duration::from_millis(500);

impl Server {
    /// Pushes the diagnostics of a document. They are computed after the messages that have already
    /// arrived are handled, so that outdated text is not linted.
    pub(super) fn publish(&self, uri: Url) {
        let configs = workspace::config_cache(&self.session().settings);
        self.publish_with(uri, Arc::new(configs));
    }

    fn publish_with(&self, uri: Url, configs: Arc<ConfigCache>) {
        let version = self.session().document(&uri).map(|document| document.version);
        let server = self.clone();
        tokio::spawn(async move {
            tokio::task::yield_now().await;
            if let Some(diagnostics) = server.diagnostics_to_push(&uri, version, &configs) {
                let has_file_diagnostics = version.is_none() && !diagnostics.is_empty();
                server.session().note_report(&uri, !has_file_diagnostics);
                server.editor.publish_diagnostics(uri, diagnostics, version).await;
            }
        });
    }

    /// Returns the diagnostics of a document version, or of the file if it is not open. Returns
    /// `None` if the editor pulls diagnostics or the version is outdated.
    fn diagnostics_to_push(
        &self,
        uri: &Url,
        version: Option<i32>,
        configs: &ConfigCache,
    ) -> Option<Vec<Diagnostic>> {
        let (support, open, encoding, folders) = {
            let session = self.session();
            let snapshot = session.snapshot(uri);
            (session.support, snapshot, session.encoding, session.folders.clone())
        };
        if support.pulls_diagnostics || open.as_ref().map(Snapshot::version) != version {
            return None;
        }
        if let Some(snapshot) = open {
            return Some(snapshot.diagnostics());
        }
        let is_reported = workspace::is_reported(uri, &folders, configs);
        let on_disk = is_reported.then(|| workspace::diagnostics(uri, configs, encoding));
        Some(on_disk.unwrap_or_default())
    }

    /// Pushes the diagnostics of all open documents and all manifests of the workspace, or asks an
    /// editor that pulls diagnostics to pull again.
    pub(super) fn publish_all(&self) {
        let support = self.session().support;
        if support.pulls_diagnostics {
            return self.pull_again();
        }
        let configs = Arc::new(workspace::config_cache(&self.session().settings));
        let mut uris = self.all_documents(&configs);
        uris.append(&mut self.session().reported.clone());
        for uri in uris {
            self.publish_with(uri, configs.clone());
        }
    }

    /// Reports changed files, and files that had diagnostics in folders that are gone. For an open
    /// document, the editor's text is used, not the file's.
    pub(super) fn publish_files(&self, changed: &[Url]) {
        let configs = Arc::new(workspace::config_cache(&self.session().settings));
        let mut uris = BTreeSet::new();
        for uri in changed {
            uris.extend(self.session().reported_at(uri));
            if resolve_config(uri, &configs).0 == DocumentKind::Manifest {
                uris.insert(uri.clone());
            }
        }
        uris.retain(|uri| self.session().document(uri).is_none());
        if uris.is_empty() {
            return;
        }
        if self.session().support.pulls_diagnostics {
            return self.pull_again();
        }
        for uri in uris {
            self.publish_with(uri, configs.clone());
        }
    }

    /// Shows all diagnostics of a version after the user has paused.
    pub(super) fn end_typing_after_pause(&self, uri: Url, version: i32) {
        let server = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(TYPING_PAUSE).await;
            let now = server.session().document(&uri).map(|document| document.version);
            if now == Some(version) {
                server.end_typing(uri);
            }
        });
    }

    /// Shows all diagnostics of a document if some were withheld.
    pub(super) fn end_typing(&self, uri: Url) {
        let has_more = self.session().end_typing(&uri);
        let pulls = self.session().support.pulls_diagnostics;
        if has_more && pulls {
            self.ask_to_pull();
        } else if has_more {
            self.publish(uri);
        }
    }

    /// Shows all diagnostics of a document if the cursor has left the typed text.
    pub(super) fn note_cursor(&self, snapshot: &Snapshot, uri: &Url, cursor: usize) {
        let typing = snapshot.typing;
        if typing.is_some_and(|edit| !ide::is_in_typed_word(&snapshot.analysis, edit, cursor)) {
            self.end_typing(uri.clone());
        }
    }
}
