//! Commands: opening a rule's page, and showing what to enter in the console.

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{ExecuteCommandParams, MessageType, ShowDocumentParams, Url};

use super::Server;
use crate::console_form::{FormOptions, fill_forms, render_forms};
use crate::diagnostic::Severity;
use crate::lsp::convert::{OPEN_FORM, OPEN_PAGE, SHOW_FORM};
use crate::rules::RuleId;
use crate::text::style::Palette;

/// Executes a command.
///
/// # Errors
///
/// Returns an error if the command or its argument is unknown, or the form would expose a secret.
pub(super) fn execute_command(
    server: &Server,
    params: &ExecuteCommandParams,
) -> Result<Option<Value>> {
    let argument = params.arguments.first().and_then(Value::as_str).unwrap_or_default();
    match params.command.as_str() {
        OPEN_PAGE => open_page(server, argument).map(|()| None),
        OPEN_FORM => open_form(server, argument).map(|()| None),
        SHOW_FORM => render_form(server, argument).map(|form| Some(form.into())),
        _ => Err(Error::invalid_params("unknown command")),
    }
}

/// Opens a rule's page in the browser.
fn open_page(server: &Server, rule: &str) -> Result<()> {
    let rule = RuleId::from_name(rule).ok_or_else(|| Error::invalid_params("unknown rule"))?;
    if let Ok(page) = Url::parse(&rule.descriptor().url()) {
        show_document(server, page, true);
    }
    Ok(())
}

/// Shows what to enter in the console: as a document, or as a message if the editor cannot open
/// one.
fn open_form(server: &Server, uri: &str) -> Result<()> {
    let form = render_form(server, uri)?;
    let support = server.session().support;
    let name = format!("{}.form.txt", uri.rsplit('/').next().unwrap_or_default());
    let file = support.opens_pages.then(|| server.forms.write(&name, &form)).flatten();
    if let Some(file) = file.and_then(|path| Url::from_file_path(path).ok()) {
        show_document(server, file, false);
    } else {
        let editor = server.editor.clone();
        tokio::spawn(async move { editor.show_message(MessageType::INFO, form).await });
    }
    Ok(())
}

fn show_document(server: &Server, uri: Url, external: bool) {
    let editor = server.editor.clone();
    let document = ShowDocumentParams {
        uri,
        external: Some(external),
        take_focus: (!external).then_some(true),
        selection: None,
    };
    // The response says only whether the document was shown, which the user can see.
    tokio::spawn(async move { editor.show_document(document).await });
}

/// Renders, as text, what to enter in the console for an open manifest.
fn render_form(server: &Server, uri: &str) -> Result<String> {
    let uri = Url::parse(uri).ok();
    let snapshot = uri.as_ref().and_then(|uri| server.snapshot(uri));
    let manifest = snapshot.as_ref().and_then(|snapshot| snapshot.analysis.manifest());
    let Some((uri, manifest)) = uri.as_ref().zip(manifest) else {
        return Err(Error::invalid_params("the argument must be the URI of an open manifest"));
    };
    let report = snapshot.as_ref().map(|snapshot| snapshot.analysis.report.clone());
    let mut report = report.unwrap_or_default();
    report.diagnostics.retain(|found| found.severity >= Severity::Warning);
    let forms = fill_forms(uri.path(), manifest, &report, &FormOptions::default());
    let form = render_forms(&forms, Palette::PLAIN);
    if manifest.secrets.is_revealed_by(&form) {
        return Err(Error::invalid_params("the form would expose a secret; remove it first"));
    }
    Ok(form)
}
