//! Pull diagnostics, for an open document and for the files that are not open.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

#[allow(clippy::wildcard_imports, reason = "dozens of types, all of the protocol")]
use tower_lsp::lsp_types::*;

use super::Server;
use crate::lsp::workspace;

/// The number of files linted between two progress reports.
const PROGRESS_STEP: usize = 100;

/// Returns the diagnostics of an open document.
pub(super) fn pull_document(
    server: &Server,
    params: &DocumentDiagnosticParams,
) -> DocumentDiagnosticReport {
    let uri = &params.text_document.uri;
    let others = server.session().note_claims(uri);
    if !others.is_empty() {
        server.pull_again();
    }
    let snapshot = server.snapshot(uri);
    let items = snapshot.map(|snapshot| snapshot.diagnostics());
    document_report(items.unwrap_or_default(), params.previous_result_id.as_ref())
}

/// Returns the diagnostics of the files that are not open. An editor pulls again as soon as it has
/// a response, so a response without news is held until a file changes.
pub(super) async fn pull_workspace(
    server: &Server,
    params: WorkspaceDiagnosticParams,
) -> WorkspaceDiagnosticReport {
    let previous = params.previous_result_ids.into_iter();
    let known = previous.map(|previous| (previous.uri, previous.value)).collect();
    let token = params.work_done_progress_params.work_done_token;
    let changed = server.files_changed.notified();
    let mut items = server.lint_files(&known, token.as_ref()).await;
    if items.iter().all(is_unchanged) {
        changed.await;
        items = server.lint_files(&known, None).await;
    }
    WorkspaceDiagnosticReport { items }
}

impl Server {
    /// Makes an editor that pulls diagnostics pull all of them again.
    pub(super) fn pull_again(&self) {
        self.files_changed.notify_waiters();
        self.ask_to_pull();
    }

    /// Asks an editor that pulls diagnostics to pull again, if it supports that.
    pub(super) fn ask_to_pull(&self) {
        if self.session().support.refreshes_diagnostics {
            let editor = self.editor.clone();
            // An editor that rejects the request pulls on its own schedule.
            tokio::spawn(async move { editor.workspace_diagnostic_refresh().await });
        }
    }

    /// Reports on the manifests and configuration files that are not open, and on every file whose
    /// diagnostics the editor has. `known` maps files to their result ids.
    async fn lint_files(
        &self,
        known: &HashMap<Url, String>,
        token: Option<&ProgressToken>,
    ) -> Vec<WorkspaceDocumentDiagnosticReport> {
        let (folders, open, configs) = {
            let session = self.session();
            let configs = workspace::config_cache(&session.settings);
            (session.folders.clone(), session.open_documents(), configs)
        };
        let begin = WorkDoneProgressBegin {
            title: "Linting manifests".to_owned(),
            ..WorkDoneProgressBegin::default()
        };
        self.report_progress(token, WorkDoneProgress::Begin(begin)).await;
        let on_disk = workspace::find_files(&folders, &open, &configs);
        // A file with known diagnostics may have been deleted.
        let uris: BTreeSet<Url> = on_disk.iter().chain(known.keys()).cloned().collect();
        let total = uris.len();
        let manifests = on_disk.iter().cloned().chain(open).collect();
        self.note_all_claims(&manifests, &configs).await;
        let mut items = Vec::new();
        for (done, uri) in uris.into_iter().enumerate() {
            if done > 0 && done % PROGRESS_STEP == 0 {
                let report = WorkDoneProgressReport {
                    message: Some(format!("{done} of {total}")),
                    ..WorkDoneProgressReport::default()
                };
                self.report_progress(token, WorkDoneProgress::Report(report)).await;
            }
            // Let other messages, such as a cancellation, be handled between two files.
            tokio::task::yield_now().await;
            // The editor pulls the diagnostics of open documents separately.
            let is_open = self.session().document(&uri).is_some();
            if !is_open {
                let is_on_disk = on_disk.contains(&uri);
                let found = is_on_disk.then(|| self.file_diagnostics(&uri, &configs));
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

    /// Reports the progress of a request, if the editor asked for it.
    async fn report_progress(&self, token: Option<&ProgressToken>, value: WorkDoneProgress) {
        if let Some(token) = token.cloned() {
            let params = ProgressParams { token, value: ProgressParamsValue::WorkDone(value) };
            self.editor.send_notification::<notification::Progress>(params).await;
        }
    }
}

/// Creates the report for a document. If the result id equals `known`, the report is "unchanged".
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

/// Returns an id for diagnostics that is equal for equal diagnostics.
fn result_id(diagnostics: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(diagnostics).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn is_unchanged(report: &WorkspaceDocumentDiagnosticReport) -> bool {
    matches!(report, WorkspaceDocumentDiagnosticReport::Unchanged(_))
}

/// Converts a document report to part of a workspace report.
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
