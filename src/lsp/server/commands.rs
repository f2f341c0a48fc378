//! Commands: the page of a rule, and what to type into the console.

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{ExecuteCommandParams, ShowDocumentParams, Url};

use super::Server;
use crate::console_form::{fill_forms, render_forms};
use crate::lsp::convert::{OPEN_PAGE, SHOW_FORM};
use crate::rules::RuleId;
use crate::text::style::Palette;

/// Carries out a command of the editor.
///
/// # Errors
///
/// The command or its argument is unknown, or the form would expose a secret.
pub(super) fn execute_command(
    server: &Server,
    params: &ExecuteCommandParams,
) -> Result<Option<Value>> {
    if params.command == SHOW_FORM {
        return show_form(server, &params.arguments);
    }
    let rule = params.arguments.first().and_then(Value::as_str).and_then(RuleId::from_name);
    let page = rule.and_then(|rule| Url::parse(&rule.descriptor().url()).ok());
    let Some(uri) = page.filter(|_| params.command == OPEN_PAGE) else {
        return Err(Error::invalid_params("unknown command or rule"));
    };
    let editor = server.editor.clone();
    let page = ShowDocumentParams { uri, external: Some(true), take_focus: None, selection: None };
    tokio::spawn(async move { editor.show_document(page).await });
    Ok(None)
}

/// What to type into the console for an open manifest, as text.
fn show_form(server: &Server, arguments: &[Value]) -> Result<Option<Value>> {
    let uri = arguments.first().and_then(Value::as_str).and_then(|uri| Url::parse(uri).ok());
    let snapshot = uri.as_ref().and_then(|uri| server.snapshot(uri));
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
