//! The handlers of requests and notifications. Each one finds the document, calls the capability
//! and converts the result; longer handlers have their own files.
//!
//! A handler locks the session only to read or change it, and never waits or reads a file
//! meanwhile, so that messages take effect in order.

mod code_actions;
mod commands;
mod compare;
mod configuration;
mod manifests;
mod match_files;
mod pull;
mod push;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Notify;
use tower_lsp::jsonrpc::Result;
#[allow(clippy::wildcard_imports, reason = "dozens of types, all of the protocol")]
use tower_lsp::lsp_types::*;
use tower_lsp::{Client as Editor, LanguageServer};

use super::capabilities::{EditorSupport, negotiate_encoding, server_capabilities};
use super::convert::changes;
use super::document::Document;
use super::session::{Session, Snapshot};
use super::workspace::{self, resolve_config};
use crate::fs::{ConfigCache, TempFolder};
use crate::ide;
use crate::text::Encoding;
use configuration::read_settings;

/// How often the server checks that the editor's process is still running.
const EDITOR_CHECK_INTERVAL: Duration = Duration::from_secs(3);

/// The server for one editor. Clones share the session.
#[derive(Clone)]
pub(super) struct Server {
    editor: Editor,
    session: Arc<Mutex<Session>>,
    /// Signals that the diagnostics of files that are not open may have changed.
    files_changed: Arc<Notify>,
    /// The temporary files that show forms.
    forms: Arc<TempFolder>,
}

impl Server {
    /// Creates an uninitialized server.
    pub(super) fn new(editor: Editor) -> Self {
        Self {
            editor,
            session: Arc::default(),
            files_changed: Arc::default(),
            forms: Arc::default(),
        }
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        // A handler that panics leaves the session valid.
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a snapshot of an open manifest or configuration file.
    fn snapshot(&self, uri: &Url) -> Option<Snapshot> {
        self.session().snapshot(uri)
    }

    /// Returns the column unit and the editor's capabilities.
    fn protocol(&self) -> (Encoding, EditorSupport) {
        let session = self.session();
        (session.encoding, session.support)
    }

    /// Returns the URIs of the open documents and of the workspace's manifests.
    fn all_documents(&self, configs: &ConfigCache) -> BTreeSet<Url> {
        let (open, folders) = {
            let session = self.session();
            (session.open_documents(), session.folders.clone())
        };
        let mut uris = workspace::find_files(&folders, &open, configs);
        uris.extend(open);
        uris
    }
}

#[tower_lsp::async_trait]
impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        if let Some(process) = params.process_id {
            exit_when_editor_dies(process);
        }
        let mut folders = folder_paths(params.workspace_folders.unwrap_or_default());
        if folders.is_empty() {
            folders.extend(params.root_uri.and_then(|uri| uri.to_file_path().ok()));
        }
        let encoding = negotiate_encoding(&params.capabilities);
        let support = EditorSupport::new(&params.capabilities);
        *self.session() = Session::new(encoding, support, folders);
        if let Some(options) = &params.initialization_options {
            let messages = read_settings(&mut self.session(), options);
            self.session().untold = messages;
        }
        Ok(InitializeResult {
            server_info: Some(ServerInfo {
                name: "cliq-lint".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            capabilities: server_capabilities(&params.capabilities),
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        let support = self.session().support;
        let messages = std::mem::take(&mut self.session().untold);
        self.tell(messages);
        if support.watches_files {
            self.register_watchers();
            let path = self.session().settings.config_path.clone();
            self.watch_configuration(false, path.as_deref());
        }
        if support.has_configuration {
            self.request_settings();
        }
        if support.pulls_diagnostics {
            self.compare_workspace();
        } else {
            self.publish_all();
        }
    }

    async fn shutdown(&self) -> Result<()> {
        self.files_changed.notify_waiters();
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let TextDocumentItem { uri, version, text, .. } = params.text_document;
        let configs = workspace::config_cache(&self.session().settings);
        let (kind, levels) = resolve_config(&uri, &configs);
        let document = Document::new(version, &text, &uri, kind, levels);
        self.session().open(uri.clone(), document);
        self.publish_opened(uri, configs);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let VersionedTextDocumentIdentifier { uri, version } = params.text_document;
        self.session().change(&uri, version, &changes(params.content_changes));
        self.publish(uri.clone());
        self.end_typing_after_pause(uri, version);
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        let uri = params.text_document.uri;
        if self.is_configuration(&uri) || !self.session().support.watches_files {
            self.reconfigure();
        } else {
            self.publish_matched(&uri);
        }
        self.end_typing(uri);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.session().close(&params.text_document.uri);
        self.files_changed.notify_waiters();
        self.publish(params.text_document.uri);
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let changed: Vec<Url> = params.changes.into_iter().map(|change| change.uri).collect();
        if changed.iter().any(|uri| self.is_configuration(uri)) {
            return self.reconfigure();
        }
        self.publish_files(&changed);
    }

    async fn did_rename_files(&self, params: RenameFilesParams) {
        let uris = params.files.iter().flat_map(|file| [&file.old_uri, &file.new_uri]);
        let uris: Vec<Url> = uris.filter_map(|uri| Url::parse(uri).ok()).collect();
        self.publish_files(&uris);
    }

    async fn did_delete_files(&self, params: DeleteFilesParams) {
        let uris = params.files.iter().filter_map(|file| Url::parse(&file.uri).ok());
        self.publish_files(&uris.collect::<Vec<_>>());
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        if self.session().support.has_configuration {
            return self.request_settings();
        }
        if params.settings.is_object() {
            self.apply_settings(&params.settings);
        }
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let removed = folder_paths(params.event.removed);
        {
            let mut session = self.session();
            session.folders.retain(|folder| !removed.contains(folder));
            session.folders.extend(folder_paths(params.event.added));
        }
        self.publish_all();
    }

    async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        Ok(DocumentDiagnosticReportResult::Report(pull::pull_document(self, &params)))
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        let report = pull::pull_workspace(self, params).await;
        Ok(WorkspaceDiagnosticReportResult::Report(report))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        Ok(code_actions::code_actions(self, &params))
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        code_actions::resolve_code_action(self, &action)
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        Ok(manifests::references(self, &params))
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let place = params.text_document_position_params;
        let uri = &place.text_document.uri;
        let Some(snapshot) = self.snapshot(uri) else { return Ok(None) };
        let convert = snapshot.converter();
        let offset = convert.offset(place.position);
        self.note_cursor(&snapshot, uri, offset);
        let Some((_, shared)) = ide::shared_at(&snapshot.analysis, offset) else { return Ok(None) };
        let spans = ide::occurrences(&snapshot.analysis, &shared).into_iter();
        let highlight = |span| DocumentHighlight {
            range: convert.range(span),
            kind: Some(DocumentHighlightKind::TEXT),
        };
        Ok(Some(spans.map(highlight).collect()))
    }

    async fn prepare_rename(
        &self,
        params: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        let Some(snapshot) = self.snapshot(&params.text_document.uri) else { return Ok(None) };
        let convert = snapshot.converter();
        let shared = ide::shared_at(&snapshot.analysis, convert.offset(params.position));
        Ok(shared.map(|(span, _)| PrepareRenameResponse::Range(convert.range(span))))
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        manifests::rename(self, &params)
    }

    async fn symbol(
        &self,
        params: WorkspaceSymbolParams,
    ) -> Result<Option<Vec<SymbolInformation>>> {
        Ok(Some(manifests::clients(self, &params.query)))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        commands::execute_command(self, &params)
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let place = params.text_document_position;
        let Some(snapshot) = self.snapshot(&place.text_document.uri) else { return Ok(None) };
        let convert = snapshot.converter();
        let (analysis, offset) = (&snapshot.analysis, convert.offset(place.position));
        let completions = if ide::is_glob_at(analysis, offset) {
            let folders = workspace::folders_beside(&place.text_document.uri);
            ide::glob_completions(analysis, offset, &folders)
        } else {
            ide::completions(analysis, offset)
        };
        let items = completions.into_iter().map(|one| convert.completion(one, snapshot.support));
        Ok(Some(CompletionResponse::Array(items.collect())))
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let place = params.text_document_position_params;
        let Some(snapshot) = self.snapshot(&place.text_document.uri) else { return Ok(None) };
        let convert = snapshot.converter();
        let hover = ide::hover(&snapshot.analysis, convert.offset(place.position));
        Ok(hover.map(|hover| convert.hover(hover, snapshot.support)))
    }

    async fn document_symbol(
        &self,
        params: DocumentSymbolParams,
    ) -> Result<Option<DocumentSymbolResponse>> {
        let Some(snapshot) = self.snapshot(&params.text_document.uri) else { return Ok(None) };
        let convert = snapshot.converter();
        let symbols = ide::document_symbols(&snapshot.analysis).into_iter();
        let symbols = symbols.map(|symbol| convert.document_symbol(symbol)).collect();
        Ok(Some(DocumentSymbolResponse::Nested(symbols)))
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let Some(snapshot) = self.snapshot(&params.text_document.uri) else { return Ok(None) };
        let convert = snapshot.converter();
        let links = ide::document_links(&snapshot.analysis);
        Ok(Some(links.iter().map(|link| convert.document_link(link)).collect()))
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        let Some(snapshot) = self.snapshot(&params.text_document.uri) else { return Ok(None) };
        let convert = snapshot.converter();
        let spans = ide::folding_ranges(&snapshot.analysis).into_iter();
        Ok(Some(spans.map(|span| convert.folding_range(span)).collect()))
    }

    async fn selection_range(
        &self,
        params: SelectionRangeParams,
    ) -> Result<Option<Vec<SelectionRange>>> {
        let Some(snapshot) = self.snapshot(&params.text_document.uri) else { return Ok(None) };
        let convert = snapshot.converter();
        let around = |position: Position| {
            let spans = ide::selection_ranges(&snapshot.analysis, convert.offset(position));
            convert.selection_range(&spans)
        };
        Ok(Some(params.positions.into_iter().filter_map(around).collect()))
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        let Some(snapshot) = self.snapshot(&params.text_document.uri) else { return Ok(None) };
        let convert = snapshot.converter();
        let data = convert.semantic_tokens(&ide::semantic_tokens(&snapshot.analysis));
        Ok(Some(SemanticTokensResult::Tokens(SemanticTokens { result_id: None, data })))
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        if !self.session().settings.code_lens {
            return Ok(None);
        }
        let Some(snapshot) = self.snapshot(&params.text_document.uri) else { return Ok(None) };
        let convert = snapshot.converter();
        let lenses = ide::code_lenses(&snapshot.analysis).into_iter();
        Ok(Some(lenses.map(|lens| convert.code_lens(lens)).collect()))
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        if !self.session().settings.inlay_hints {
            return Ok(None);
        }
        let Some(snapshot) = self.snapshot(&params.text_document.uri) else { return Ok(None) };
        let convert = snapshot.converter();
        let hints = ide::inlay_hints(&snapshot.analysis, convert.span(params.range)).into_iter();
        Ok(Some(hints.map(|hint| convert.inlay_hint(hint)).collect()))
    }
}

/// Ends the server when the editor's process is gone. Only Linux has `/proc`; elsewhere the server
/// ends with its input.
fn exit_when_editor_dies(process: u32) {
    let processes = Path::new("/proc");
    if !processes.join("self").exists() {
        return;
    }
    std::thread::spawn(move || {
        while processes.join(process.to_string()).exists() {
            std::thread::sleep(EDITOR_CHECK_INTERVAL);
        }
        std::process::exit(1);
    });
}

fn folder_paths(folders: Vec<WorkspaceFolder>) -> Vec<PathBuf> {
    folders.into_iter().filter_map(|folder| folder.uri.to_file_path().ok()).collect()
}
