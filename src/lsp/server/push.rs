//! Push diagnostics, and when to show diagnostics about text being typed.

use std::collections::BTreeSet;
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
        self.publish_with(BTreeSet::from([uri]), configs);
    }

    /// Pushes the diagnostics of a document that was opened, and of broken configurations that apply to
    /// it: no other file may be in the workspace to report them.
    pub(super) fn publish_opened(&self, uri: Url, configs: ConfigCache) {
        let mut broken = workspace::configurations(&configs);
        broken.retain(|config| {
            let is_open = self.session().document(config).is_some();
            !is_open && !self.file_diagnostics(config, &configs).is_empty()
        });
        if !broken.is_empty() {
            self.files_changed.notify_waiters();
        }
        self.publish_with(broken.into_iter().chain([uri]).collect(), configs);
    }

    /// Pushes the diagnostics of documents or files, and of those whose findings they change. What
    /// each of them claims is noted before any is pushed, so that each is pushed once.
    fn publish_with(&self, uris: BTreeSet<Url>, configs: ConfigCache) {
        let version = |uri: &Url| self.session().document(uri).map(|document| document.version);
        let versions: Vec<Option<i32>> = uris.iter().map(version).collect();
        let server = self.clone();
        tokio::spawn(async move {
            tokio::task::yield_now().await;
            let mut others = server.note_all_claims(&uris, &configs).await;
            others.retain(|other| !uris.contains(other));
            for (uri, version) in uris.into_iter().zip(versions) {
                server.push(uri, version, &configs).await;
            }
            for uri in others {
                let version = server.session().document(&uri).map(|document| document.version);
                server.push(uri, version, &configs).await;
            }
        });
    }

    /// Pushes the diagnostics of a document version, or of the file if it is not open.
    async fn push(&self, uri: Url, version: Option<i32>, configs: &ConfigCache) {
        if let Some(diagnostics) = self.diagnostics_to_push(&uri, version, configs) {
            let has_file_diagnostics = version.is_none() && !diagnostics.is_empty();
            self.session().note_report(&uri, !has_file_diagnostics);
            self.editor.publish_diagnostics(uri, diagnostics, version).await;
        }
    }

    /// Returns the diagnostics of a document version, or of the file if it is not open. Returns
    /// `None` if the editor pulls diagnostics or the version is outdated.
    fn diagnostics_to_push(
        &self,
        uri: &Url,
        version: Option<i32>,
        configs: &ConfigCache,
    ) -> Option<Vec<Diagnostic>> {
        let (support, open, folders) = {
            let session = self.session();
            let snapshot = session.snapshot(uri);
            (session.support, snapshot, session.folders.clone())
        };
        if support.pulls_diagnostics || open.as_ref().map(Snapshot::version) != version {
            return None;
        }
        if let Some(snapshot) = open {
            return Some(snapshot.diagnostics());
        }
        let is_reported = workspace::is_reported(uri, &folders, configs);
        Some(if is_reported { self.file_diagnostics(uri, configs) } else { Vec::new() })
    }

    /// Pushes the diagnostics of all open documents and all manifests of the workspace, or asks an
    /// editor that pulls diagnostics to pull again.
    pub(super) fn publish_all(&self) {
        if self.session().support.pulls_diagnostics {
            self.compare_workspace();
            return self.pull_again();
        }
        let configs = workspace::config_cache(&self.session().settings);
        let mut uris = self.all_documents(&configs);
        self.watch_match_files(&configs);
        uris.append(&mut self.session().reported.clone());
        self.publish_with(uris, configs);
    }

    /// Reports changed files, and files that had diagnostics in folders that are gone. For an open
    /// document, the editor's text is used, not the file's.
    pub(super) fn publish_files(&self, changed: &[Url]) {
        let configs = workspace::config_cache(&self.session().settings);
        let mut uris = BTreeSet::new();
        for uri in changed {
            uris.extend(self.session().reported_at(uri));
            if resolve_config(uri, &configs).0 == DocumentKind::Manifest {
                uris.insert(uri.clone());
            }
        }
        uris.append(&mut self.match_files_beside(changed, &configs));
        uris.retain(|uri| self.session().document(uri).is_none());
        if uris.is_empty() {
            return;
        }
        if self.session().support.pulls_diagnostics {
            for uri in &uris {
                self.note_claims(uri, &configs);
            }
            return self.pull_again();
        }
        self.publish_with(uris, configs);
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
