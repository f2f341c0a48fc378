//! tower-lsp's handlers: each locks the session, without waiting, so that the order of messages is
//! kept.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
#[allow(
    clippy::wildcard_imports,
    reason = "eighty names of the protocol, all of them its own"
)]
use tower_lsp::lsp_types::*;
use tower_lsp::{Client, LanguageServer};

use super::session::Session;
use super::settings::{SECTION, Settings};
use super::workspace::resolve_config;
use super::{
    actions, completion, diagnostics, folding, hints, hover, links, selection, symbols, tokens,
    workspace,
};
use crate::config::FILE_NAME;
use crate::fs::ConfigCache;
use crate::render::url;
use crate::rules;

/// How often the client's process is looked for.
const CLIENT_CHECK: Duration = Duration::from_secs(3);

/// The server of one client.
#[derive(Clone)]
pub struct Server {
    client: Client,
    session: Arc<Mutex<Session>>,
}

impl Server {
    /// A server that talks to `client`.
    pub fn new(client: Client) -> Self {
        Self { client, session: Arc::default() }
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        // What a handler that panicked left is still a session.
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Pushes the diagnostics of a document once the messages that have come are handled, and only
    /// of its newest text.
    fn publish(&self, uri: Url) {
        let configs = workspace::config_cache(&self.session().settings);
        self.publish_with(uri, Arc::new(configs));
    }

    fn publish_with(&self, uri: Url, configs: Arc<ConfigCache>) {
        let version = self.session().document(&uri).map(|(_, document)| document.version);
        let server = self.clone();
        tokio::spawn(async move {
            tokio::task::yield_now().await;
            let Some(found) = server.found(&uri, version, &configs) else { return };
            server.client.publish_diagnostics(uri, found, version).await;
        });
    }

    /// What is to be pushed of a document: nothing where there is a newer text, or where the client
    /// asks for it itself.
    fn found(
        &self,
        uri: &Url,
        version: Option<i32>,
        configs: &ConfigCache,
    ) -> Option<Vec<Diagnostic>> {
        let session = self.session();
        if session.support.pulls_diagnostics {
            return None;
        }
        let Some((kind, document)) = session.document(uri) else {
            let is_of_workspace = uri
                .to_file_path()
                .is_ok_and(|path| session.folders.iter().any(|folder| path.starts_with(folder)));
            let on_disk = is_of_workspace
                .then(|| workspace::diagnostics(uri, configs, session.encoding))
                .flatten();
            return version.is_none().then(|| on_disk.unwrap_or_default());
        };
        (version == Some(document.version))
            .then(|| diagnostics::diagnostics(uri, kind, document, session.encoding))
    }

    /// Pushes the diagnostics of all documents, and of the manifests of the workspace that are not
    /// open.
    fn publish_all(&self) {
        let (uris, configs, support) = {
            let session = self.session();
            let configs = workspace::config_cache(&session.settings);
            let on_disk = workspace::manifests(&session.folders, &configs);
            let on_disk = on_disk.into_iter().filter_map(|path| Url::from_file_path(path).ok());
            (
                session.open_documents().into_iter().chain(on_disk).collect::<BTreeSet<Url>>(),
                Arc::new(configs),
                session.support,
            )
        };
        if !support.pulls_diagnostics {
            for uri in uris {
                self.publish_with(uri, configs.clone());
            }
        } else if support.refreshes_diagnostics {
            let client = self.client.clone();
            // A client that refuses asks anew when it likes.
            tokio::spawn(async move { client.workspace_diagnostic_refresh().await });
        }
    }

    /// Takes over what the client has set.
    fn set(&self, settings: &Value) {
        {
            let mut session = self.session();
            session.settings = Settings::read(settings, &session.folders);
        }
        self.reconfigure();
    }

    fn reconfigure(&self) {
        {
            let mut session = self.session();
            let configs = workspace::config_cache(&session.settings);
            session.reconfigure(|uri| resolve_config(uri, &configs));
        }
        self.publish_all();
    }

    /// Tells the client how far a long request is, if it has asked for that.
    async fn progress(&self, token: Option<&ProgressToken>, value: WorkDoneProgress) {
        if let Some(token) = token.cloned() {
            let params = ProgressParams { token, value: ProgressParamsValue::WorkDone(value) };
            self.client.send_notification::<notification::Progress>(params).await;
        }
    }

    /// Asks the client for its settings; the answer comes through the loop that a handler must not
    /// hold up.
    fn ask_for_settings(&self) {
        let server = self.clone();
        tokio::spawn(async move {
            let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
            let Ok(answer) = server.client.configuration(vec![item]).await else { return };
            if let Some(section) = answer.first().filter(|section| section.is_object()) {
                server.set(section);
            }
        });
    }
}

fn watched(pattern: &str) -> FileSystemWatcher {
    FileSystemWatcher { glob_pattern: GlobPattern::String(pattern.to_owned()), kind: None }
}

/// Ends the server when the client's process is gone, where processes can be looked up; elsewhere
/// the input ends.
fn exit_when_editor_dies(process: u32) {
    let processes = Path::new("/proc");
    if !processes.join("self").exists() {
        return;
    }
    std::thread::spawn(move || {
        while processes.join(process.to_string()).exists() {
            std::thread::sleep(CLIENT_CHECK);
        }
        std::process::exit(1);
    });
}

fn report(items: Vec<Diagnostic>, known: Option<&String>) -> DocumentDiagnosticReport {
    let result_id = diagnostics::result_id(&items);
    if known == Some(&result_id) {
        let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
        return DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report,
        });
    }
    let full_document_diagnostic_report =
        FullDocumentDiagnosticReport { result_id: Some(result_id), items };
    DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report,
    })
}

#[tower_lsp::async_trait]
impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let mut session = self.session();
        session.negotiate(&params.capabilities);
        let folders =
            params.workspace_folders.unwrap_or_default().into_iter().map(|folder| folder.uri);
        session.folders = folders.filter_map(|uri| uri.to_file_path().ok()).collect();
        if session.folders.is_empty() {
            session.folders.extend(params.root_uri.and_then(|uri| uri.to_file_path().ok()));
        }
        let settings = params
            .initialization_options
            .as_ref()
            .map(|options| Settings::read(options, &session.folders));
        session.settings = settings.unwrap_or_default();
        if let Some(process) = params.process_id {
            exit_when_editor_dies(process);
        }
        Ok(InitializeResult {
            server_info: Some(ServerInfo {
                name: "cliq-lint".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            capabilities: capabilities(&session, &params.capabilities),
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        let support = self.session().support;
        if support.watches_files {
            let watchers =
                vec![watched(&format!("**/{FILE_NAME}")), watched("**/cliq-client*.toml")];
            let registration = Registration {
                id: "cliq-lint-files".to_owned(),
                method: "workspace/didChangeWatchedFiles".to_owned(),
                register_options: serde_json::to_value(DidChangeWatchedFilesRegistrationOptions {
                    watchers,
                })
                .ok(),
            };
            let client = self.client.clone();
            // A client that refuses does not watch.
            tokio::spawn(async move { client.register_capability(vec![registration]).await });
        }
        if support.has_configuration {
            self.ask_for_settings();
        }
        if !support.pulls_diagnostics {
            self.publish_all();
        }
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        {
            let mut session = self.session();
            let configs = workspace::config_cache(&session.settings);
            let (kind, levels) = resolve_config(&document.uri, &configs);
            session.open(document.uri.clone(), document.version, &document.text, kind, levels);
        }
        self.publish(document.uri);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.session().change(&params.text_document, &params.content_changes);
        self.publish(params.text_document.uri);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.session().close(&params.text_document.uri);
        self.publish(params.text_document.uri);
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let is_configuration =
            |uri: &Url| Path::new(uri.path()).file_name().is_some_and(|name| name == FILE_NAME);
        if params.changes.iter().any(|change| is_configuration(&change.uri)) {
            return self.reconfigure();
        }
        let is_open = |uri: &Url| self.session().document(uri).is_some();
        let closed: Vec<Url> = params
            .changes
            .into_iter()
            .map(|change| change.uri)
            .filter(|uri| !is_open(uri))
            .collect();
        if self.session().support.pulls_diagnostics {
            return self.publish_all();
        }
        for uri in closed {
            self.publish(uri);
        }
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        if self.session().support.has_configuration {
            return self.ask_for_settings();
        }
        if params.settings.is_object() {
            self.set(&params.settings);
        }
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |folders: Vec<WorkspaceFolder>| -> Vec<PathBuf> {
            folders.into_iter().filter_map(|folder| folder.uri.to_file_path().ok()).collect()
        };
        let (added, removed) = (paths(params.event.added), paths(params.event.removed));
        {
            let mut session = self.session();
            session.folders.retain(|folder| !removed.contains(folder));
            session.folders.extend(added);
        }
        self.publish_all();
    }

    async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        let session = self.session();
        let uri = params.text_document.uri;
        let items = session.document(&uri).map(|(kind, document)| {
            diagnostics::diagnostics(&uri, kind, document, session.encoding)
        });
        Ok(DocumentDiagnosticReportResult::Report(report(
            items.unwrap_or_default(),
            params.previous_result_id.as_ref(),
        )))
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        let known: HashMap<Url, String> = params
            .previous_result_ids
            .into_iter()
            .map(|previous| (previous.uri, previous.value))
            .collect();
        let (folders, configs) = {
            let session = self.session();
            (session.folders.clone(), workspace::config_cache(&session.settings))
        };
        let token = params.work_done_progress_params.work_done_token;
        let begin = WorkDoneProgressBegin {
            title: "linting manifests".to_owned(),
            ..WorkDoneProgressBegin::default()
        };
        self.progress(token.as_ref(), WorkDoneProgress::Begin(begin)).await;
        let on_disk = workspace::manifests(&folders, &configs)
            .into_iter()
            .filter_map(|path| Url::from_file_path(path).ok());
        let uris: BTreeSet<Url> = on_disk.chain(known.keys().cloned()).collect();
        let mut items = Vec::new();
        for (done, uri) in uris.into_iter().enumerate() {
            if done % 100 == 99 {
                let message = Some(format!("{} linted", done + 1));
                let report =
                    WorkDoneProgressReport { message, ..WorkDoneProgressReport::default() };
                self.progress(token.as_ref(), WorkDoneProgress::Report(report)).await;
            }
            // Between two files other messages are handled, a cancellation among them.
            tokio::task::yield_now().await;
            let session = self.session();
            if session.document(&uri).is_some() {
                continue;
            }
            let found =
                workspace::diagnostics(&uri, &configs, session.encoding).unwrap_or_default();
            items.push(match report(found, known.get(&uri)) {
                DocumentDiagnosticReport::Full(report) => {
                    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                        uri,
                        version: None,
                        full_document_diagnostic_report: report.full_document_diagnostic_report,
                    })
                }
                DocumentDiagnosticReport::Unchanged(report) => {
                    WorkspaceDocumentDiagnosticReport::Unchanged(
                        WorkspaceUnchangedDocumentDiagnosticReport {
                            uri,
                            version: None,
                            unchanged_document_diagnostic_report: report
                                .unchanged_document_diagnostic_report,
                        },
                    )
                }
            });
        }
        self.progress(token.as_ref(), WorkDoneProgress::End(WorkDoneProgressEnd::default())).await;
        Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items }))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        Ok(Some(actions::actions(
            &self.session(),
            &params.text_document.uri,
            params.range,
            &params.context,
        )))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        let rule = params
            .arguments
            .first()
            .and_then(Value::as_str)
            .filter(|name| rules::position(name).is_some());
        let page = rule
            .and_then(|rule| Url::parse(&url(rule)).ok())
            .filter(|_| params.command == actions::OPEN_PAGE);
        let Some(uri) = page else {
            return Err(Error::invalid_params("there is no such command, or no such rule"));
        };
        let client = self.client.clone();
        let page =
            ShowDocumentParams { uri, external: Some(true), take_focus: None, selection: None };
        tokio::spawn(async move { client.show_document(page).await });
        Ok(None)
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let session = self.session();
        let place = params.text_document_position;
        let document = session.manifest(&place.text_document.uri);
        Ok(document.map(|document| {
            CompletionResponse::Array(completion::complete(&session, document, place.position))
        }))
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let session = self.session();
        let place = params.text_document_position_params;
        Ok(session
            .manifest(&place.text_document.uri)
            .and_then(|document| hover::hover(&session, document, place.position)))
    }

    async fn document_symbol(
        &self,
        params: DocumentSymbolParams,
    ) -> Result<Option<DocumentSymbolResponse>> {
        let session = self.session();
        let document = session.manifest(&params.text_document.uri);
        Ok(document.map(|document| {
            DocumentSymbolResponse::Nested(symbols::symbols(document, session.encoding))
        }))
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let session = self.session();
        Ok(session
            .manifest(&params.text_document.uri)
            .map(|document| links::links(document, session.encoding)))
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        let session = self.session();
        Ok(session
            .manifest(&params.text_document.uri)
            .map(|document| folding::folds(document, session.encoding)))
    }

    async fn selection_range(
        &self,
        params: SelectionRangeParams,
    ) -> Result<Option<Vec<SelectionRange>>> {
        let session = self.session();
        let document = session.manifest(&params.text_document.uri);
        Ok(document
            .map(|document| selection::selections(document, &params.positions, session.encoding)))
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        let session = self.session();
        let data = session
            .manifest(&params.text_document.uri)
            .map(|document| tokens::tokens(document, session.encoding));
        Ok(data.map(|data| SemanticTokensResult::Tokens(SemanticTokens { result_id: None, data })))
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let session = self.session();
        let document =
            session.manifest(&params.text_document.uri).filter(|_| session.settings.inlay_hints);
        Ok(document.map(|document| hints::hints(document, params.range, session.encoding)))
    }
}

/// What the server has, of that which the client can use.
fn capabilities(session: &Session, client: &ClientCapabilities) -> ServerCapabilities {
    let document = client.text_document.clone().unwrap_or_default();
    let pulled = DiagnosticServerCapabilities::Options(DiagnosticOptions {
        identifier: Some("cliq-lint".to_owned()),
        workspace_diagnostics: true,
        work_done_progress_options: WorkDoneProgressOptions { work_done_progress: Some(true) },
        ..DiagnosticOptions::default()
    });
    let legend =
        SemanticTokensLegend { token_types: tokens::KINDS.to_vec(), token_modifiers: Vec::new() };
    let semantic_tokens = SemanticTokensOptions {
        legend,
        full: Some(SemanticTokensFullOptions::Bool(true)),
        ..SemanticTokensOptions::default()
    };
    let code_actions = CodeActionOptions {
        code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, actions::FIX_ALL]),
        ..CodeActionOptions::default()
    };
    let takes_actions =
        document.code_action.is_some_and(|actions| actions.code_action_literal_support.is_some());
    let takes_trees = document
        .document_symbol
        .is_some_and(|symbols| symbols.hierarchical_document_symbol_support == Some(true));
    let command = ExecuteCommandOptions {
        commands: vec![actions::OPEN_PAGE.to_owned()],
        ..ExecuteCommandOptions::default()
    };
    let completion = CompletionOptions {
        trigger_characters: Some(["\"", "'", "(", ","].map(str::to_owned).to_vec()),
        ..CompletionOptions::default()
    };
    let links = DocumentLinkOptions {
        resolve_provider: Some(false),
        work_done_progress_options: WorkDoneProgressOptions::default(),
    };
    let folders = WorkspaceFoldersServerCapabilities {
        supported: Some(true),
        change_notifications: Some(OneOf::Left(true)),
    };
    let has_folders = client
        .workspace
        .as_ref()
        .is_some_and(|workspace| workspace.workspace_folders == Some(true));
    ServerCapabilities {
        position_encoding: Some(session.encoding_kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Kind(
            TextDocumentSyncKind::INCREMENTAL,
        )),
        diagnostic_provider: session.support.pulls_diagnostics.then_some(pulled),
        code_action_provider: takes_actions
            .then_some(CodeActionProviderCapability::Options(code_actions)),
        execute_command_provider: session.support.opens_pages.then_some(command),
        completion_provider: document.completion.is_some().then_some(completion),
        hover_provider: document.hover.is_some().then_some(HoverProviderCapability::Simple(true)),
        document_symbol_provider: takes_trees.then_some(OneOf::Left(true)),
        document_link_provider: document.document_link.is_some().then_some(links),
        folding_range_provider: document
            .folding_range
            .is_some()
            .then_some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: document
            .selection_range
            .is_some()
            .then_some(SelectionRangeProviderCapability::Simple(true)),
        semantic_tokens_provider: document
            .semantic_tokens
            .is_some()
            .then_some(SemanticTokensServerCapabilities::SemanticTokensOptions(semantic_tokens)),
        inlay_hint_provider: document.inlay_hint.is_some().then_some(OneOf::Left(true)),
        workspace: has_folders.then_some(WorkspaceServerCapabilities {
            workspace_folders: Some(folders),
            file_operations: None,
        }),
        ..ServerCapabilities::default()
    }
}
