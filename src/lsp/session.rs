//! The state of one session: open documents, settings and folders. Does no I/O; the caller resolves
//! the configuration of each document.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use tower_lsp::lsp_types::{Diagnostic, Url};

use super::capabilities::EditorSupport;
use super::convert::Converter;
use super::document::{Change, Document};
use super::settings::Settings;
use crate::config::Levels;
use crate::ide::{Analysis, DocumentKind, diagnostics_while_typing};
use crate::overlap::{Claim, Claims};
use crate::text::Encoding;

/// The session of one editor.
#[derive(Default)]
pub(super) struct Session {
    /// The column unit.
    pub encoding: Encoding,
    /// The editor's capabilities.
    pub support: EditorSupport,
    /// The user's settings.
    pub settings: Settings,
    /// The workspace folders.
    pub folders: Vec<PathBuf>,
    /// The files that are not open but have diagnostics in the editor.
    pub reported: BTreeSet<Url>,
    /// The globs of the files that are compared with manifests, which the editor watches.
    pub watched_globs: BTreeSet<String>,
    /// Documents that were closed and not reported since. The editor may still show diagnostics of
    /// text that was never saved.
    pub closed: BTreeSet<Url>,
    /// Messages about the settings to show once the session has started.
    pub untold: Vec<String>,
    /// Messages about the settings that were already shown.
    pub told: BTreeSet<String>,
    /// What manifests have that no other should have, by their URIs: of those of the workspace and of
    /// those that are open.
    pub claims: Claims,
    documents: HashMap<Url, Document>,
}

impl Session {
    /// Creates a session without documents.
    pub(super) fn new(encoding: Encoding, support: EditorSupport, folders: Vec<PathBuf>) -> Self {
        Self { encoding, support, folders, ..Self::default() }
    }

    /// Opens a document, replacing any document with the same URI.
    pub(super) fn open(&mut self, uri: Url, document: Document) {
        self.documents.insert(uri, document);
    }

    /// Changes a document, if it is open.
    pub(super) fn change(&mut self, uri: &Url, version: i32, changes: &[Change]) {
        if let Some(document) = self.documents.get_mut(uri) {
            document.change(version, changes, self.encoding);
        }
    }

    /// Closes a document.
    pub(super) fn close(&mut self, uri: &Url) {
        self.documents.remove(uri);
        self.closed.insert(uri.clone());
    }

    /// Sets the kind and levels of a document, if it is open.
    pub(super) fn configure(&mut self, uri: &Url, kind: DocumentKind, levels: Levels) {
        if let Some(document) = self.documents.get_mut(uri) {
            document.configure(kind, levels);
        }
    }

    /// Returns an open manifest or configuration file.
    pub(super) fn document(&self, uri: &Url) -> Option<&Document> {
        self.documents.get(uri).filter(|document| document.kind != DocumentKind::Other)
    }

    /// Notes the values of an open document that no other manifest should have. Returns the
    /// manifests whose findings this changes.
    pub(super) fn note_claims(&mut self, uri: &Url) -> Vec<Url> {
        let Some(document) = self.document(uri) else { return Vec::new() };
        let claims = document.claims(self.encoding).to_vec();
        self.set_claims(uri, claims)
    }

    /// Notes the values of a manifest that no other should have; see [`Self::note_claims`].
    pub(super) fn set_claims(&mut self, uri: &Url, claims: Vec<Claim>) -> Vec<Url> {
        let changed = self.claims.set(uri.as_str(), claims);
        changed.iter().filter_map(|file| Url::parse(file).ok()).collect()
    }

    /// Ends typing in a document, so that all of its diagnostics are shown. Returns `true` if any
    /// were withheld.
    pub(super) fn end_typing(&mut self, uri: &Url) -> bool {
        let withholds = self.snapshot(uri).is_some_and(|snapshot| snapshot.withholds_diagnostics());
        if let Some(document) = self.documents.get_mut(uri) {
            document.typing = None;
        }
        withholds
    }

    /// Returns a snapshot of an open manifest or configuration file. The snapshot outlives the
    /// session's lock.
    pub(super) fn snapshot(&self, uri: &Url) -> Option<Snapshot> {
        let document = self.document(uri)?;
        let analysis = document.analysis();
        let shared = self.claims.findings_of(uri.as_str(), document.claims(self.encoding));
        Some(Snapshot {
            uri: uri.clone(),
            version: document.version,
            analysis: if shared.is_empty() {
                analysis
            } else {
                Arc::new(analysis.with_findings(shared))
            },
            typing: document.typing.filter(|_| self.support.can_be_told_later()),
            support: self.support,
            encoding: self.encoding,
        })
    }

    /// Records whether the editor has diagnostics for a file that is not open.
    pub(super) fn note_report(&mut self, uri: &Url, is_empty: bool) {
        if is_empty {
            self.reported.remove(uri);
        } else {
            self.reported.insert(uri.clone());
        }
    }

    /// Returns the reported files at `path` or in the folder `path`.
    pub(super) fn reported_at(&self, path: &Url) -> Vec<Url> {
        let Ok(path) = path.to_file_path() else { return Vec::new() };
        let is_below = |uri: &&Url| uri.to_file_path().is_ok_and(|file| file.starts_with(&path));
        self.reported.iter().filter(is_below).cloned().collect()
    }

    /// Returns the URIs of the open documents.
    pub(super) fn open_documents(&self) -> Vec<Url> {
        self.documents.keys().cloned().collect()
    }
}

/// One version of a document, with everything needed to respond to a request about it.
pub(super) struct Snapshot {
    uri: Url,
    version: i32,
    /// The analysis of this version.
    pub analysis: Arc<Analysis>,
    /// The editor's capabilities.
    pub support: EditorSupport,
    /// The byte offset at which the user is typing.
    pub typing: Option<usize>,
    encoding: Encoding,
}

impl Snapshot {
    /// Returns the editor's version number.
    pub(super) fn version(&self) -> i32 {
        self.version
    }

    /// Returns a converter for this version.
    pub(super) fn converter(&self) -> Converter<'_> {
        Converter {
            uri: &self.uri,
            version: self.support.versioned_edits.then_some(self.version),
            source: self.analysis.source(),
            encoding: self.encoding,
            snippet_edits: self.support.snippet_edits,
        }
    }

    /// Returns the diagnostics of this version, except those that further typing may resolve.
    pub(super) fn diagnostics(&self) -> Vec<Diagnostic> {
        let convert = self.converter();
        match self.typing {
            Some(edit) => convert.diagnostics(diagnostics_while_typing(&self.analysis, edit)),
            None => convert.diagnostics(&self.analysis.report.diagnostics),
        }
    }

    /// Returns `true` if some diagnostics are withheld.
    fn withholds_diagnostics(&self) -> bool {
        let all = self.analysis.report.diagnostics.len();
        self.typing.is_some_and(|edit| diagnostics_while_typing(&self.analysis, edit).len() < all)
    }
}
