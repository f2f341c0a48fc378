//! What the server knows of the client and its documents. No I/O: what a document's rules are is
//! told from outside.

use std::collections::HashMap;
use std::path::PathBuf;

use tower_lsp::lsp_types::{
    ClientCapabilities, MarkupKind, PositionEncodingKind, TextDocumentContentChangeEvent, TextEdit,
    Url, VersionedTextDocumentIdentifier,
};

use super::document::{Document, Encoding};
use super::settings::Settings;
use crate::config::Levels;

/// What a file is to the linter, by its name and the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// A manifest.
    Manifest,
    /// A `cliq-lint.toml`.
    Configuration,
    /// Neither: nothing is said of it.
    Other,
}

/// What the client can take.
#[derive(Clone, Copy, Debug, Default)]
pub struct EditorSupport {
    /// Edits that name the version of the document that they are for.
    pub versioned_edits: bool,
    /// Diagnostics that it asks for; none are pushed then.
    pub pulls_diagnostics: bool,
    /// Markdown in what hover shows.
    pub markdown_in_hover: bool,
    /// Markdown in the docs of completions.
    pub markdown_in_completion: bool,
    /// `$1` and its like in completions.
    pub snippets: bool,
    /// A request to watch files.
    pub watches_files: bool,
    /// A request for its configuration.
    pub has_configuration: bool,
    /// A request to ask for diagnostics anew.
    pub refreshes_diagnostics: bool,
    /// A request to open a page.
    pub opens_pages: bool,
}

/// One client's session.
#[derive(Default)]
pub struct Session {
    /// The unit of columns that was agreed on.
    pub encoding: Encoding,
    /// What the client can take.
    pub support: EditorSupport,
    /// What the client has set.
    pub settings: Settings,
    /// The folders of the workspace.
    pub folders: Vec<PathBuf>,
    documents: HashMap<Url, (DocumentKind, Document)>,
}

impl Session {
    /// Notes what the client can, and agrees on the unit of columns: the first of its list that is
    /// known, else UTF-16.
    pub fn negotiate(&mut self, capabilities: &ClientCapabilities) {
        let known = |kind: &PositionEncodingKind| match kind.as_str() {
            "utf-8" => Some(Encoding::Utf8),
            "utf-16" => Some(Encoding::Utf16),
            "utf-32" => Some(Encoding::Utf32),
            _ => None,
        };
        let general =
            capabilities.general.as_ref().and_then(|general| general.position_encodings.as_ref());
        self.encoding = general.and_then(|kinds| kinds.iter().find_map(known)).unwrap_or_default();
        let document = capabilities.text_document.as_ref();
        let workspace = capabilities.workspace.as_ref();
        let item =
            document.and_then(|document| document.completion.as_ref()?.completion_item.as_ref());
        let hover_formats =
            document.and_then(|document| document.hover.as_ref()?.content_format.as_ref());
        self.support = EditorSupport {
            versioned_edits: workspace
                .and_then(|workspace| workspace.workspace_edit.as_ref()?.document_changes)
                .unwrap_or(false),
            pulls_diagnostics: document.is_some_and(|document| document.diagnostic.is_some()),
            markdown_in_hover: hover_formats
                .is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            markdown_in_completion: item
                .and_then(|item| item.documentation_format.as_ref())
                .is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            snippets: item.and_then(|item| item.snippet_support).unwrap_or(false),
            has_configuration: workspace
                .and_then(|workspace| workspace.configuration)
                .unwrap_or(false),
            refreshes_diagnostics: workspace
                .and_then(|workspace| workspace.diagnostic.as_ref()?.refresh_support)
                .unwrap_or(false),
            opens_pages: capabilities
                .window
                .as_ref()
                .and_then(|window| Some(window.show_document.as_ref()?.support))
                .unwrap_or(false),
            watches_files: workspace
                .and_then(|workspace| workspace.did_change_watched_files?.dynamic_registration)
                .unwrap_or(false),
        };
    }

    /// The name of the unit of columns.
    #[must_use]
    pub fn encoding_kind(&self) -> PositionEncodingKind {
        match self.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// Opens a document; one that is open already is taken anew.
    pub fn open(&mut self, uri: Url, version: i32, text: &str, kind: DocumentKind, levels: Levels) {
        self.documents.insert(uri, (kind, Document::new(version, text, levels)));
    }

    /// Changes a document; one that is not open is left alone.
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

    /// Tells each open document its kind and levels anew.
    pub fn reconfigure(&mut self, resolve_config: impl Fn(&Url) -> (DocumentKind, Levels)) {
        for (uri, (kind, document)) in &mut self.documents {
            (*kind, document.levels) = resolve_config(uri);
        }
    }

    /// An open document that something is to be said of, with its kind.
    #[must_use]
    pub fn document(&self, uri: &Url) -> Option<(DocumentKind, &Document)> {
        self.documents
            .get(uri)
            .filter(|(kind, _)| *kind != DocumentKind::Other)
            .map(|(kind, document)| (*kind, document))
    }

    /// An open manifest.
    #[must_use]
    pub fn manifest(&self, uri: &Url) -> Option<&Document> {
        self.document(uri)
            .filter(|(kind, _)| *kind == DocumentKind::Manifest)
            .map(|(_, document)| document)
    }

    /// The addresses of the open documents, in a fixed order.
    #[must_use]
    pub fn open_documents(&self) -> Vec<Url> {
        let mut uris: Vec<Url> = self.documents.keys().cloned().collect();
        uris.sort();
        uris
    }

    /// Edits of a document as a change of the workspace, for the document's version where the
    /// client takes that.
    #[must_use]
    pub fn workspace_edit(
        &self,
        uri: &Url,
        version: i32,
        edits: Vec<TextEdit>,
    ) -> tower_lsp::lsp_types::WorkspaceEdit {
        super::convert::workspace_edit(uri, self.support.versioned_edits.then_some(version), edits)
    }
}
