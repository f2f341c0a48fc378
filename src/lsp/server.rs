//! The handlers of requests and notifications: each finds the document, calls the capability and
//! converts.
//!
//! A handler locks the session only to look up or to change it: it neither waits nor reads a file
//! meanwhile, so that messages take effect in their order.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Notify;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
#[allow(clippy::wildcard_imports, reason = "dozens of types, all of the protocol")]
use tower_lsp::lsp_types::*;
use tower_lsp::{Client as Editor, LanguageServer};

use super::capabilities::{EditorSupport, negotiate_encoding, server_capabilities};
use super::convert::{
    ActionOrigin, Converter, FIX_ALL, OPEN_PAGE, SHOW_FORM, changes, edit_of_documents,
    is_requested,
};
use super::document::Document;
use super::session::{Session, Snapshot};
use super::settings::{SECTION, Settings};
use super::workspace::resolve_config;
use super::{log, workspace};
use crate::config::FILE_NAME;
use crate::console_form::{fill_forms, render_forms};
use crate::fs::ConfigCache;
use crate::ide::{self, Analysis, DocumentKind, Effect, Shared};
use crate::rules::RuleId;
use crate::text::Encoding;
use crate::text::style::Palette;

/// How often the server checks that the editor's process exists.
const EDITOR_CHECK_INTERVAL: Duration = Duration::from_secs(3);

/// How long the user pauses before what is typed is judged.
const TYPING_PAUSE: Duration = Duration::from_millis(500);

/// How many files are linted between two reports of progress.
const PROGRESS_STEP: usize = 100;

/// The server of one editor; clones share the session.
#[derive(Clone)]
pub(super) struct Server {
    editor: Editor,
    session: Arc<Mutex<Session>>,
    /// Signals that files which are not open may have other diagnostics.
    files_changed: Arc<Notify>,
}

impl Server {
    /// A server that has not been initialized.
    pub(super) fn new(editor: Editor) -> Self {
        Self { editor, session: Arc::default(), files_changed: Arc::default() }
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        // A handler that panicked leaves a valid session.
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An open manifest or configuration file as it is now.
    fn snapshot(&self, uri: &Url) -> Option<Snapshot> {
        self.session().snapshot(uri)
    }

    /// Pushes the diagnostics of a document. They are computed once the messages that have arrived
    /// are handled, so that an outdated text is not linted.
    fn publish(&self, uri: Url) {
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

    /// The diagnostics of a version of a document, or of the file if it is not open. `None` if the
    /// editor pulls diagnostics, or if there is another version by now.
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

    /// Pushes the diagnostics of all open documents and of all manifests of the workspace, or asks
    /// an editor that pulls them to do so again.
    fn publish_all(&self) {
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

    /// Shows all diagnostics of a version once the user has paused for a moment.
    fn end_typing_after_pause(&self, uri: Url, version: i32) {
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
    fn end_typing(&self, uri: Url) {
        let has_more = self.session().end_typing(&uri);
        let pulls = self.session().support.pulls_diagnostics;
        if has_more && pulls {
            self.ask_to_pull();
        } else if has_more {
            self.publish(uri);
        }
    }

    /// Shows all diagnostics of a document if the cursor has left what is typed.
    fn note_cursor(&self, snapshot: &Snapshot, uri: &Url, cursor: usize) {
        let typing = snapshot.typing;
        if typing.is_some_and(|edit| !ide::is_in_typed_word(&snapshot.analysis, edit, cursor)) {
            self.end_typing(uri.clone());
        }
    }

    /// Reports files that have changed, and what was reported below folders that are gone. The text
    /// of an open document is the editor's, not the file's.
    fn publish_files(&self, changed: &[Url]) {
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

    /// Whether a file is a configuration: by its name, or because the user has set it.
    fn is_configuration(&self, uri: &Url) -> bool {
        let configs = workspace::config_cache(&self.session().settings);
        resolve_config(uri, &configs).0 == DocumentKind::Configuration
    }

    /// Lets an editor that pulls diagnostics pull all of them again.
    fn pull_again(&self) {
        self.files_changed.notify_waiters();
        self.ask_to_pull();
    }

    /// The manifests of the workspace and those that are open, with the versions of those.
    fn manifests(&self) -> Vec<(Url, Option<i32>, Arc<Analysis>)> {
        let configs = workspace::config_cache(&self.session().settings);
        let mut manifests = Vec::new();
        for uri in self.all_documents(&configs) {
            let open = self.snapshot(&uri);
            let found = match open {
                Some(open) => Some((Some(open.version()), open.analysis)),
                None => workspace::analyze_file(&uri, &configs).map(|one| (None, Arc::new(one))),
            };
            manifests.extend(found.map(|(version, analysis)| (uri, version, analysis)));
        }
        manifests
    }

    /// The unit of columns, and what the editor supports.
    fn protocol(&self) -> (Encoding, EditorSupport) {
        let session = self.session();
        (session.encoding, session.support)
    }

    /// Asks an editor that pulls diagnostics to do so again, if it can be asked.
    fn ask_to_pull(&self) {
        if self.session().support.refreshes_diagnostics {
            let editor = self.editor.clone();
            // An editor that rejects the request pulls at its own times.
            tokio::spawn(async move { editor.workspace_diagnostic_refresh().await });
        }
    }

    /// The URIs of the open documents and of the manifests of the workspace.
    fn all_documents(&self, configs: &ConfigCache) -> BTreeSet<Url> {
        let (open, folders) = {
            let session = self.session();
            (session.open_documents(), session.folders.clone())
        };
        let mut uris = workspace::find_files(&folders, configs);
        uris.extend(open);
        uris
    }

    fn apply_settings(&self, settings: &Value) {
        let (support, before, messages, now) = {
            let mut session = self.session();
            let before = session.settings.clone();
            let messages = read_settings(&mut session, settings);
            (session.support, before, messages, session.settings.clone())
        };
        self.tell(messages);
        if support.watches_files && now.config_path != before.config_path {
            self.watch_configuration(before.config_path.is_some(), now.config_path.as_deref());
        }
        if support.refreshes_hints && now.inlay_hints != before.inlay_hints {
            let editor = self.editor.clone();
            // An editor that rejects the request asks at its own times.
            tokio::spawn(async move { editor.inlay_hint_refresh().await });
        }
        self.reconfigure();
    }

    /// Tells the user what is wrong with the settings, each message once.
    fn tell(&self, messages: Vec<String>) {
        for message in messages {
            tracing::warn!("{message}");
            if self.session().told.insert(message.clone()) {
                let editor = self.editor.clone();
                tokio::spawn(async move {
                    editor
                        .show_message(MessageType::WARNING, format!("cliq-lint: {message}"))
                        .await;
                });
            }
        }
    }

    /// Asks the editor to watch the configuration that the user has set.
    fn watch_configuration(&self, is_watched: bool, path: Option<&Path>) {
        let watches_elsewhere = self.session().support.watches_elsewhere;
        let registration = path.and_then(|path| watcher_of(path, watches_elsewhere));
        let editor = self.editor.clone();
        tokio::spawn(async move {
            if is_watched {
                let unregistration = Unregistration {
                    id: CONFIGURATION_WATCHER.to_owned(),
                    method: "workspace/didChangeWatchedFiles".to_owned(),
                };
                // An editor that rejects the request goes on watching.
                let _ = editor.unregister_capability(vec![unregistration]).await;
            }
            if let Some(registration) = registration {
                // An editor that rejects the request does not watch.
                let _ = editor.register_capability(vec![registration]).await;
            }
        });
    }

    /// Reads the configuration files again.
    fn reconfigure(&self) {
        let (open, configs) = {
            let session = self.session();
            (session.open_documents(), workspace::config_cache(&session.settings))
        };
        for uri in open {
            let (kind, levels) = resolve_config(&uri, &configs);
            self.session().configure(&uri, kind, levels);
        }
        self.publish_all();
    }

    /// Asks the editor for the user's settings. A handler must not wait for the response, because
    /// the next message is read only after the handler.
    fn request_settings(&self) {
        let server = self.clone();
        tokio::spawn(async move {
            let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
            let Ok(sections) = server.editor.configuration(vec![item]).await else { return };
            if let Some(section) = sections.first().filter(|section| section.is_object()) {
                server.apply_settings(section);
            }
        });
    }

    /// Asks the editor to watch manifests and configuration files.
    fn register_watchers(&self) {
        let watcher = |glob: &str, kind| FileSystemWatcher {
            glob_pattern: GlobPattern::String(glob.to_owned()),
            kind,
        };
        let watchers = vec![
            watcher(&format!("**/{FILE_NAME}"), None),
            watcher("**/cliq-client*.toml", None),
            // The folder of a manifest may be removed.
            watcher("**", Some(WatchKind::Delete)),
        ];
        let registration = watch_registration("cliq-lint-files", watchers);
        let editor = self.editor.clone();
        // An editor that rejects the request does not watch.
        tokio::spawn(async move { editor.register_capability(vec![registration]).await });
    }

    /// Reports on the manifests and configuration files that are not open, and on the files that
    /// the editor has diagnostics of, under their ids.
    async fn lint_files(
        &self,
        known: &HashMap<Url, String>,
        token: Option<&ProgressToken>,
    ) -> Vec<WorkspaceDocumentDiagnosticReport> {
        let (folders, configs, encoding) = {
            let session = self.session();
            let configs = workspace::config_cache(&session.settings);
            (session.folders.clone(), configs, session.encoding)
        };
        let begin = WorkDoneProgressBegin {
            title: "Linting manifests".to_owned(),
            ..WorkDoneProgressBegin::default()
        };
        self.report_progress(token, WorkDoneProgress::Begin(begin)).await;
        let on_disk = workspace::find_files(&folders, &configs);
        // A file that the editor has diagnostics of may be gone by now.
        let uris: BTreeSet<Url> = on_disk.iter().chain(known.keys()).cloned().collect();
        let total = uris.len();
        let mut items = Vec::new();
        for (done, uri) in uris.into_iter().enumerate() {
            if done > 0 && done % PROGRESS_STEP == 0 {
                let report = WorkDoneProgressReport {
                    message: Some(format!("{done} of {total}")),
                    ..WorkDoneProgressReport::default()
                };
                self.report_progress(token, WorkDoneProgress::Report(report)).await;
            }
            // Lets other messages be handled between two files, among them a cancellation.
            tokio::task::yield_now().await;
            // The editor pulls the diagnostics of open documents one by one.
            let is_open = self.session().document(&uri).is_some();
            if !is_open {
                let is_on_disk = on_disk.contains(&uri);
                let found = is_on_disk.then(|| workspace::diagnostics(&uri, &configs, encoding));
                let found = found.unwrap_or_default();
                self.session().note_report(&uri, found.is_empty());
                let was_closed = self.session().closed.remove(&uri);
                let known = known.get(&uri).filter(|_| !was_closed);
                items.push(workspace_report(document_report(found, known), uri));
            }
        }
        let end = WorkDoneProgress::End(WorkDoneProgressEnd::default());
        self.report_progress(token, end).await;
        items
    }

    /// What to type into the console for an open manifest, as text.
    fn show_form(&self, arguments: &[Value]) -> Result<Option<Value>> {
        let uri = arguments.first().and_then(Value::as_str).and_then(|uri| Url::parse(uri).ok());
        let snapshot = uri.as_ref().and_then(|uri| self.snapshot(uri));
        let manifest = snapshot.as_ref().and_then(|snapshot| snapshot.analysis.manifest());
        let Some((uri, manifest)) = uri.as_ref().zip(manifest) else {
            return Err(Error::invalid_params("the argument must be the URI of an open manifest"));
        };
        let form = render_forms(uri.path(), &fill_forms(manifest), Palette::PLAIN);
        if manifest.secrets.is_revealed_by(&form) {
            return Err(Error::invalid_params("the form would expose a secret; remove it first"));
        }
        Ok(Some(form.into()))
    }

    /// Reports the progress of a request, if the editor asked for it.
    async fn report_progress(&self, token: Option<&ProgressToken>, value: WorkDoneProgress) {
        if let Some(token) = token.cloned() {
            let params = ProgressParams { token, value: ProgressParamsValue::WorkDone(value) };
            self.editor.send_notification::<notification::Progress>(params).await;
        }
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
        if !support.pulls_diagnostics {
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
        let document = Document::new(version, &text, workspace::file_name(&uri), kind, levels);
        self.session().open(uri.clone(), document);
        self.publish(uri);
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
        let snapshot = self.snapshot(&params.text_document.uri);
        let items = snapshot.map(|snapshot| snapshot.diagnostics());
        Ok(DocumentDiagnosticReportResult::Report(document_report(
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
        let token = params.work_done_progress_params.work_done_token;
        let changed = self.files_changed.notified();
        let mut items = self.lint_files(&known, token.as_ref()).await;
        // An editor pulls again as soon as it has a response: one that says nothing new is held.
        if items.iter().all(is_unchanged) {
            changed.await;
            items = self.lint_files(&known, None).await;
        }
        Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items }))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = &params.text_document.uri;
        let Some(snapshot) = self.snapshot(uri) else { return Ok(None) };
        let convert = snapshot.converter();
        self.note_cursor(&snapshot, uri, convert.offset(params.range.end));
        let only = params.context.only.as_deref();
        let mut actions = Vec::new();
        let is_lazy = snapshot.support.resolves_actions;
        for action in offered_actions(&snapshot, params.range, only) {
            let action = convert.code_action(&snapshot.analysis, action, params.range, is_lazy);
            actions.push(CodeActionOrCommand::CodeAction(action));
        }
        // Fixing all concerns the whole text: it is offered on demand and on save, not with the
        // light bulb.
        if only.is_some() && is_requested(&FIX_ALL, only) {
            let fixed = ide::fix_all(&snapshot.analysis);
            actions.extend(fixed.map(|edits| convert.fix_all(&edits)));
        }
        Ok(Some(actions))
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        let data = action.data.clone().unwrap_or_default();
        let origin: ActionOrigin = serde_json::from_value(data)
            .map_err(|_| Error::invalid_params("the action is not one of this server"))?;
        let Some(snapshot) = self.snapshot(&origin.uri) else { return Err(content_modified()) };
        let convert = snapshot.converter();
        let mut offered = offered_actions(&snapshot, origin.range, None).into_iter();
        let offered = offered.find(|offered| offered.title == action.title);
        match offered.filter(|_| convert.version == origin.version) {
            Some(offered) => {
                Ok(convert.code_action(&snapshot.analysis, offered, origin.range, false))
            }
            None => Err(content_modified()),
        }
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let place = params.text_document_position;
        let Some(snapshot) = self.snapshot(&place.text_document.uri) else { return Ok(None) };
        let offset = snapshot.converter().offset(place.position);
        let Some((_, shared)) = ide::shared_at(&snapshot.analysis, offset) else { return Ok(None) };
        let (encoding, _) = self.protocol();
        let mut locations = Vec::new();
        for (uri, _, analysis) in self.manifests() {
            let source = analysis.source();
            let convert = Converter { uri: &uri, version: None, source, encoding };
            let spans = ide::occurrences(&analysis, &shared).into_iter();
            locations.extend(spans.map(|span| convert.location(span)));
        }
        Ok(Some(locations))
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
        let place = params.text_document_position;
        let Some(snapshot) = self.snapshot(&place.text_document.uri) else { return Ok(None) };
        let offset = snapshot.converter().offset(place.position);
        let Some((_, shared)) = ide::shared_at(&snapshot.analysis, offset) else { return Ok(None) };
        if !shared.can_become(&params.new_name) {
            let what = match shared {
                Shared::Host(_) => "a host, such as `app.acme.com`",
                Shared::Origin(_) => "an origin, such as `https://app.acme.com`",
                Shared::Uri(_) => "a URI, such as `https://app.acme.com/callback`",
            };
            return Err(Error::invalid_params(format!("the new name must be {what}")));
        }
        let (encoding, support) = self.protocol();
        let mut files = Vec::new();
        for (uri, version, analysis) in self.manifests() {
            let spans = ide::occurrences(&analysis, &shared);
            if !spans.is_empty() {
                let source = analysis.source();
                let convert = Converter { uri: &uri, version, source, encoding };
                let edits = convert.replacements(&spans, &params.new_name);
                files.push((uri.clone(), version, edits));
            }
        }
        Ok(Some(edit_of_documents(files, support)))
    }

    async fn symbol(
        &self,
        params: WorkspaceSymbolParams,
    ) -> Result<Option<Vec<SymbolInformation>>> {
        let query = params.query.to_lowercase();
        let (encoding, _) = self.protocol();
        let mut symbols = Vec::new();
        for (uri, _, analysis) in self.manifests() {
            let source = analysis.source();
            let convert = Converter { uri: &uri, version: None, source, encoding };
            let found = ide::document_symbols(&analysis).into_iter();
            let found = found.filter(|symbol| {
                analysis.manifest().is_some() && symbol.name.to_lowercase().contains(&query)
            });
            symbols.extend(found.map(|symbol| convert.workspace_symbol(&symbol)));
        }
        Ok(Some(symbols))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        if params.command == SHOW_FORM {
            return self.show_form(&params.arguments);
        }
        let rule = params.arguments.first().and_then(Value::as_str).and_then(RuleId::from_name);
        let page = rule.and_then(|rule| Url::parse(&rule.descriptor().url()).ok());
        let Some(uri) = page.filter(|_| params.command == OPEN_PAGE) else {
            return Err(Error::invalid_params("unknown command or rule"));
        };
        let editor = self.editor.clone();
        let page =
            ShowDocumentParams { uri, external: Some(true), take_focus: None, selection: None };
        tokio::spawn(async move { editor.show_document(page).await });
        Ok(None)
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let place = params.text_document_position;
        let Some(snapshot) = self.snapshot(&place.text_document.uri) else { return Ok(None) };
        let convert = snapshot.converter();
        let completions =
            ide::completions(&snapshot.analysis, convert.offset(place.position)).into_iter();
        let items = completions.map(|one| convert.completion(one, snapshot.support));
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

/// Ends the server once the editor's process is gone. Only Linux has `/proc`; elsewhere the server
/// ends when its input does.
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

/// The actions in a range of the kinds that are requested and the editor can carry out.
fn offered_actions<'a>(
    snapshot: &'a Snapshot,
    range: Range,
    only: Option<&[CodeActionKind]>,
) -> Vec<ide::CodeAction<'a>> {
    let span = snapshot.converter().span(range);
    let mut actions = Vec::new();
    if is_requested(&CodeActionKind::QUICKFIX, only) {
        actions.extend(ide::quick_fixes(&snapshot.analysis, span));
    }
    if is_requested(&CodeActionKind::REFACTOR_REWRITE, only) {
        actions.extend(ide::refactorings(&snapshot.analysis, span));
    }
    let opens_pages = snapshot.support.opens_pages;
    actions.retain(|action| opens_pages || !matches!(action.effect, Effect::OpenPage(_)));
    actions
}

/// What a request gets about a version that is gone (LSP 3.17, `ContentModified`).
fn content_modified() -> Error {
    Error {
        code: ErrorCode::ContentModified,
        message: "the document has changed".into(),
        data: None,
    }
}

/// The id of the registration that watches the configuration that the user has set.
const CONFIGURATION_WATCHER: &str = "cliq-lint-configuration";

fn watch_registration(id: &str, watchers: Vec<FileSystemWatcher>) -> Registration {
    let options = DidChangeWatchedFilesRegistrationOptions { watchers };
    Registration {
        id: id.to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    }
}

/// The registration that watches one file, which may be outside of the workspace.
fn watcher_of(path: &Path, watches_elsewhere: bool) -> Option<Registration> {
    let name = path.file_name()?.to_str()?.to_owned();
    let folder = path.parent().and_then(|folder| Url::from_directory_path(folder).ok());
    let glob_pattern = match folder.filter(|_| watches_elsewhere) {
        Some(folder) => {
            GlobPattern::Relative(RelativePattern { base_uri: OneOf::Right(folder), pattern: name })
        }
        None => GlobPattern::String(format!("**/{name}")),
    };
    let watcher = FileSystemWatcher { glob_pattern, kind: None };
    Some(watch_registration(CONFIGURATION_WATCHER, vec![watcher]))
}

/// Reads the settings; returns what is wrong with them.
fn read_settings(session: &mut Session, value: &Value) -> Vec<String> {
    let (settings, messages) = Settings::read(value, &session.folders);
    session.settings = settings;
    if let Some(level) = &session.settings.log_level {
        log::set_level(level);
    }
    messages
}

fn folder_paths(folders: Vec<WorkspaceFolder>) -> Vec<PathBuf> {
    folders.into_iter().filter_map(|folder| folder.uri.to_file_path().ok()).collect()
}

/// The diagnostics of a document, unless the editor has them already under the `known` id.
fn document_report(items: Vec<Diagnostic>, known: Option<&String>) -> DocumentDiagnosticReport {
    let result_id = result_id(&items);
    if known == Some(&result_id) {
        DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
        })
    } else {
        let result_id = Some(result_id);
        DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
        })
    }
}

/// A name for diagnostics: equal where they are.
fn result_id(diagnostics: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(diagnostics).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn is_unchanged(report: &WorkspaceDocumentDiagnosticReport) -> bool {
    matches!(report, WorkspaceDocumentDiagnosticReport::Unchanged(_))
}

/// A report on a document as a part of the report on the workspace.
fn workspace_report(
    report: DocumentDiagnosticReport,
    uri: Url,
) -> WorkspaceDocumentDiagnosticReport {
    match report {
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
    }
}
