//! The state of one session: the open documents, the settings, the folders. No I/O: the caller
//! resolves the configuration of each document.

use std::collections::HashMap;
use std::path::PathBuf;

use tower_lsp::lsp_types::{Diagnostic, Url};

use super::capabilities::EditorSupport;
use super::convert::Converter;
use super::document::{Change, Document};
use super::settings::Settings;
use crate::config::Levels;
use crate::ide::{Analysis, DocumentKind};
use crate::text::Encoding;

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
    documents: HashMap<Url, Document>,
}

impl Session {
    /// Opens a document. It replaces one with this URI.
    pub fn open(&mut self, uri: Url, document: Document) {
        self.documents.insert(uri, document);
    }

    /// Changes a document, if it is open.
    pub fn change(&mut self, uri: &Url, version: i32, changes: &[Change]) {
        if let Some(document) = self.documents.get_mut(uri) {
            document.change(version, changes, self.encoding);
        }
    }

    /// Closes a document.
    pub fn close(&mut self, uri: &Url) {
        self.documents.remove(uri);
    }

    /// Resolves the kind and the levels of each open document again.
    pub fn reconfigure(&mut self, resolve_config: impl Fn(&Url) -> (DocumentKind, Levels)) {
        for (uri, document) in &mut self.documents {
            let (kind, levels) = resolve_config(uri);
            document.configure(kind, levels);
        }
    }

    /// An open manifest or configuration file.
    pub fn document(&self, uri: &Url) -> Option<&Document> {
        self.documents.get(uri).filter(|document| document.kind != DocumentKind::Other)
    }

    /// The analysis of an open manifest or configuration file, and what converts its places.
    pub fn analysis<'a>(&'a self, uri: &'a Url) -> Option<(&'a Analysis, Converter<'a>)> {
        let document = self.document(uri)?;
        let analysis = document.analysis();
        let converter = Converter {
            uri,
            version: self.support.versioned_edits.then_some(document.version),
            source: analysis.source(),
            encoding: self.encoding,
        };
        Some((analysis, converter))
    }

    /// The diagnostics of an open manifest or configuration file.
    pub fn diagnostics(&self, uri: &Url) -> Option<Vec<Diagnostic>> {
        let (analysis, convert) = self.analysis(uri)?;
        Some(convert.diagnostics(&analysis.report))
    }

    /// The URIs of the open documents.
    pub fn open_documents(&self) -> impl Iterator<Item = &Url> {
        self.documents.keys()
    }
}
