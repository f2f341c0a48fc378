//! The state of one session: the open documents, the settings, the folders. No I/O: the caller
//! resolves the configuration of each document.

use std::collections::HashMap;
use std::path::PathBuf;

use tower_lsp::lsp_types::{
    TextDocumentContentChangeEvent, TextEdit, Url, VersionedTextDocumentIdentifier, WorkspaceEdit,
};

use super::capabilities::EditorSupport;
use super::convert;
use super::document::{Document, Encoding};
use super::settings::Settings;
use crate::config::Levels;

/// What a document is to the linter, by its name and the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// A manifest.
    Manifest,
    /// A `cliq-lint.toml`.
    Configuration,
    /// Neither; it is ignored.
    Other,
}

/// The session of one editor.
#[derive(Default)]
pub struct Session {
    /// The unit of columns.
    pub encoding: Encoding,
    /// What the editor supports.
    pub support: EditorSupport,
    /// The user's settings.
    pub settings: Settings,
    /// The folders of the workspace.
    pub folders: Vec<PathBuf>,
    documents: HashMap<Url, (DocumentKind, Document)>,
}

impl Session {
    /// Opens a document. It replaces one with this URI.
    pub fn open(&mut self, uri: Url, version: i32, text: &str, kind: DocumentKind, levels: Levels) {
        self.documents.insert(uri, (kind, Document::new(version, text, levels)));
    }

    /// Changes a document, if it is open.
    pub fn change(
        &mut self,
        identifier: &VersionedTextDocumentIdentifier,
        changes: &[TextDocumentContentChangeEvent],
    ) {
        if let Some((_, document)) = self.documents.get_mut(&identifier.uri) {
            document.change(identifier.version, changes, self.encoding);
        }
    }

    /// Closes a document.
    pub fn close(&mut self, uri: &Url) {
        self.documents.remove(uri);
    }

    /// Resolves the kind and the levels of each open document again.
    pub fn reconfigure(&mut self, resolve_config: impl Fn(&Url) -> (DocumentKind, Levels)) {
        for (uri, (kind, document)) in &mut self.documents {
            (*kind, document.levels) = resolve_config(uri);
        }
    }

    /// An open manifest or configuration file, with its kind.
    pub fn document(&self, uri: &Url) -> Option<(DocumentKind, &Document)> {
        self.documents
            .get(uri)
            .filter(|(kind, _)| *kind != DocumentKind::Other)
            .map(|(kind, document)| (*kind, document))
    }

    /// An open manifest.
    pub fn manifest(&self, uri: &Url) -> Option<&Document> {
        self.document(uri)
            .filter(|(kind, _)| *kind == DocumentKind::Manifest)
            .map(|(_, document)| document)
    }

    /// The URIs of the open documents.
    pub fn open_documents(&self) -> impl Iterator<Item = &Url> {
        self.documents.keys()
    }

    /// Edits of a document as an edit of the workspace. They are for `version` only, if the editor
    /// supports that.
    pub fn workspace_edit(&self, uri: &Url, version: i32, edits: Vec<TextEdit>) -> WorkspaceEdit {
        convert::workspace_edit(uri, self.support.versioned_edits.then_some(version), edits)
    }
}
