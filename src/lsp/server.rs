//! tower-lsp's handlers: each locks the session, without waiting, so that the order of messages is kept.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionProviderCapability, CodeActionResponse, CompletionOptions,
    CompletionParams, CompletionResponse, DiagnosticOptions, DiagnosticServerCapabilities, DidChangeTextDocumentParams,
    DidChangeWatchedFilesParams, DidChangeWatchedFilesRegistrationOptions, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult, DocumentLink, DocumentLinkOptions,
    DocumentLinkParams, DocumentSymbolParams, DocumentSymbolResponse, FileSystemWatcher, FoldingRange, FoldingRangeParams,
    FoldingRangeProviderCapability, FullDocumentDiagnosticReport, GlobPattern, Hover, HoverParams, HoverProviderCapability,
    InitializeParams, InitializeResult, InitializedParams, OneOf, Registration, RelatedFullDocumentDiagnosticReport,
    ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind, Url, WorkDoneProgressOptions,
};
use tower_lsp::{Client, LanguageServer};

use super::session::{Role, Session};
use super::{actions, completion, diagnostics, folding, hover, links, symbols};
use crate::config::{FILE_NAME, Levels, is_manifest_name};
use crate::disk::{ConfigPlace, Configs};

/// The server of one client.
pub struct Server {
    client: Client,
    session: Mutex<Session>,
}

impl Server {
    /// A server that talks to `client`.
    pub fn new(client: Client) -> Self {
        Self { client, session: Mutex::default() }
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        // What a handler that panicked left is still a session.
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Pushes the diagnostics of a document, unless the client asks for them itself.
    async fn publish(&self, uri: Url) {
        let (found, version) = {
            let session = self.session();
            if session.support.pulls_diagnostics {
                return;
            }
            match session.document(&uri) {
                Some((role, document)) => {
                    (diagnostics::diagnostics(&uri, role, document, session.encoding), Some(document.version))
                }
                None => (Vec::new(), None),
            }
        };
        self.client.publish_diagnostics(uri, found, version).await;
    }
}

/// What a document is, and the levels that its configuration sets: the command line's, for a file.
fn configured(uri: &Url) -> (Role, Levels) {
    let path = uri.to_file_path().unwrap_or_else(|()| PathBuf::from(uri.path().rsplit('/').next().unwrap_or_default()));
    if path.file_name().is_some_and(|name| name == FILE_NAME) {
        return (Role::Configuration, Levels::default());
    }
    let config = Configs::default().of(&ConfigPlace::Upward, &path).ok().filter(|_| uri.scheme() == "file");
    match config {
        Some(config) => {
            let relative = config.relative(&path);
            let is_manifest = config.config.includes(&relative) && !config.config.excludes(&relative);
            (if is_manifest { Role::Manifest } else { Role::Other }, config.config.levels(&relative))
        }
        None => {
            let is_manifest = path.file_name().is_some_and(|name| is_manifest_name(&name.to_string_lossy()));
            (if is_manifest { Role::Manifest } else { Role::Other }, Levels::default())
        }
    }
}

#[tower_lsp::async_trait]
impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let mut session = self.session();
        session.agree(&params.capabilities);
        let pulled = DiagnosticServerCapabilities::Options(DiagnosticOptions {
            identifier: Some("cliq-lint".to_owned()),
            ..DiagnosticOptions::default()
        });
        let code_actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, actions::FIX_ALL]),
            ..CodeActionOptions::default()
        };
        let triggers = ["\"", "'", "(", ","].map(str::to_owned).to_vec();
        Ok(InitializeResult {
            server_info: Some(ServerInfo { name: "cliq-lint".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) }),
            capabilities: ServerCapabilities {
                position_encoding: Some(session.encoding_kind()),
                text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::INCREMENTAL)),
                diagnostic_provider: session.support.pulls_diagnostics.then_some(pulled),
                code_action_provider: Some(CodeActionProviderCapability::Options(code_actions)),
                completion_provider: Some(CompletionOptions {
                    trigger_characters: Some(triggers),
                    ..CompletionOptions::default()
                }),
                hover_provider: Some(HoverProviderCapability::Simple(true)),
                document_symbol_provider: Some(OneOf::Left(true)),
                document_link_provider: Some(DocumentLinkOptions {
                    resolve_provider: Some(false),
                    work_done_progress_options: WorkDoneProgressOptions::default(),
                }),
                folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
                ..ServerCapabilities::default()
            },
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        if !self.session().support.watches_files {
            return;
        }
        let watchers = vec![FileSystemWatcher { glob_pattern: GlobPattern::String(format!("**/{FILE_NAME}")), kind: None }];
        let options = serde_json::to_value(DidChangeWatchedFilesRegistrationOptions { watchers }).ok();
        let registration = Registration {
            id: "cliq-lint-configurations".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: options,
        };
        let client = self.client.clone();
        // The answer comes through the loop that this handler must not hold up. A client that refuses does not watch.
        tokio::spawn(async move { client.register_capability(vec![registration]).await });
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let (role, levels) = configured(&document.uri);
        self.session().open(document.uri.clone(), document.version, &document.text, role, levels);
        self.publish(document.uri).await;
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.session().change(&params.text_document, &params.content_changes);
        self.publish(params.text_document.uri).await;
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.session().close(&params.text_document.uri);
        self.publish(params.text_document.uri).await;
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let is_configuration = |uri: &Url| Path::new(uri.path()).file_name().is_some_and(|name| name == FILE_NAME);
        if !params.changes.iter().any(|change| is_configuration(&change.uri)) {
            return;
        }
        let (uris, pulls) = {
            let mut session = self.session();
            session.reconfigure(configured);
            (session.open_documents(), session.support.pulls_diagnostics)
        };
        if pulls {
            let client = self.client.clone();
            tokio::spawn(async move { client.workspace_diagnostic_refresh().await });
        }
        for uri in uris {
            self.publish(uri).await;
        }
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let session = self.session();
        let uri = params.text_document.uri;
        let items =
            session.document(&uri).map(|(role, document)| diagnostics::diagnostics(&uri, role, document, session.encoding));
        let report = FullDocumentDiagnosticReport { result_id: None, items: items.unwrap_or_default() };
        let report = RelatedFullDocumentDiagnosticReport { related_documents: None, full_document_diagnostic_report: report };
        Ok(DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Full(report)))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        Ok(Some(actions::actions(&self.session(), &params.text_document.uri, params.range, &params.context)))
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let session = self.session();
        let place = params.text_document_position;
        let document = session.manifest(&place.text_document.uri);
        Ok(document.map(|document| CompletionResponse::Array(completion::complete(&session, document, place.position))))
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let session = self.session();
        let place = params.text_document_position_params;
        Ok(session.manifest(&place.text_document.uri).and_then(|document| hover::hover(&session, document, place.position)))
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        let session = self.session();
        let document = session.manifest(&params.text_document.uri);
        Ok(document.map(|document| DocumentSymbolResponse::Nested(symbols::symbols(document, session.encoding))))
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let session = self.session();
        Ok(session.manifest(&params.text_document.uri).map(|document| links::links(document, session.encoding)))
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        let session = self.session();
        Ok(session.manifest(&params.text_document.uri).map(|document| folding::folds(document, session.encoding)))
    }
}
