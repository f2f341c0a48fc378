//! Code action requests: listing the actions for a range, and resolving the chosen action.

use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, Range,
};

use super::Server;
use crate::ide::{self, Effect};
use crate::lsp::convert::{ActionOrigin, FIX_ALL, FORM, is_requested};
use crate::lsp::session::Snapshot;

/// Returns the actions for a range.
pub(super) fn code_actions(
    server: &Server,
    params: &CodeActionParams,
) -> Option<CodeActionResponse> {
    let uri = &params.text_document.uri;
    let snapshot = server.snapshot(uri)?;
    let convert = snapshot.converter();
    server.note_cursor(&snapshot, uri, convert.offset(params.range.end));
    let only = params.context.only.as_deref();
    let mut actions = Vec::new();
    let is_lazy = snapshot.support.resolves_actions;
    for action in offered_actions(&snapshot, params.range, only) {
        let action = convert.code_action(&snapshot.analysis, action, params.range, is_lazy);
        actions.push(CodeActionOrCommand::CodeAction(action));
    }
    // Fixing everything affects the whole text, so it is offered on request and on save, but not in
    // the light bulb menu.
    if only.is_some() && is_requested(&FIX_ALL, only) {
        let fixed = ide::fix_all(&snapshot.analysis);
        actions.extend(fixed.map(|edits| convert.fix_all(&edits)));
    }
    Some(actions)
}

/// Resolves an action by adding its edits.
///
/// # Errors
///
/// Returns an error if the document has changed since the action was offered.
pub(super) fn resolve_code_action(server: &Server, action: &CodeAction) -> Result<CodeAction> {
    // Some editors resolve actions that only have a command.
    if action.command.is_some() {
        return Ok(action.clone());
    }
    let data = action.data.clone().unwrap_or_default();
    let origin: ActionOrigin = serde_json::from_value(data)
        .map_err(|_| Error::invalid_params("the action is not one of this server"))?;
    let Some(snapshot) = server.snapshot(&origin.uri) else { return Err(content_modified()) };
    let convert = snapshot.converter();
    let mut offered = offered_actions(&snapshot, origin.range, None).into_iter();
    let offered = offered.find(|offered| offered.title == action.title);
    match offered.filter(|_| convert.version == origin.version) {
        Some(offered) => Ok(convert.code_action(&snapshot.analysis, offered, origin.range, false)),
        None => Err(content_modified()),
    }
}

/// Returns the actions in a range that are of the requested kinds and that the editor supports.
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
    if is_requested(&FORM, only) {
        actions.extend(ide::form_action(&snapshot.analysis, span));
    }
    let opens_pages = snapshot.support.opens_pages;
    actions.retain(|action| opens_pages || !matches!(action.effect, Effect::OpenPage(_)));
    actions
}

/// The error for a request about an outdated version (LSP 3.17, `ContentModified`).
fn content_modified() -> Error {
    Error {
        code: ErrorCode::ContentModified,
        message: "the document has changed".into(),
        data: None,
    }
}
