//! Code actions, made from a fresh lint of the text as it stands: each fix, all safe fixes, and
//! allow-comments.

use tower_lsp::lsp_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, Command, Range, Url,
};

use super::convert::{minimal_edit, text_edits};
use super::diagnostics::{diagnostic, found};
use super::document::Document;
use super::session::{DocumentKind, Session};
use crate::diagnostic::{Applicability, Edit, Severity};
use crate::fix::{fix_rule, fixed};
use crate::lint::Reported;
use crate::suppression::insert::{file_suppression, suppression_edits};
use crate::text::Span;

/// The command that opens the page of the rule that is its argument.
pub const OPEN_PAGE: &str = "cliq-lint.openPage";

/// The kind of the action that applies all safe fixes.
pub const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.cliq-lint");

/// The actions for a range, of the kinds that are asked for.
pub fn actions(
    session: &Session,
    uri: &Url,
    range: Range,
    context: &CodeActionContext,
) -> Vec<CodeActionOrCommand> {
    let Some((kind, document)) = session.document(uri) else { return Vec::new() };
    let wants = |kind: &CodeActionKind| {
        let is_or_is_below = |wanted: &CodeActionKind| {
            kind.as_str().strip_prefix(wanted.as_str()).is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('.') || wanted.as_str().is_empty()
            })
        };
        context.only.as_ref().is_none_or(|only| only.iter().any(is_or_is_below))
    };
    let mut actions = Vec::new();
    if wants(&CodeActionKind::QUICKFIX) {
        let encoding = session.encoding;
        let asked =
            Span::new(document.offset(range.start, encoding), document.offset(range.end, encoding));
        let at_range = |found: &Reported| {
            found.finding.span.start <= asked.end && asked.start <= found.finding.span.end
        };
        for found in found(kind, document).into_iter().filter(at_range) {
            actions.extend(fixes(session, uri, document, &found));
            if kind == DocumentKind::Manifest {
                actions.extend(fix_all_of_rule(session, uri, document, &found));
                actions.extend(allows(session, uri, document, &found));
                actions.extend(session.support.opens_pages.then(|| open_page(&found)));
            }
        }
    }
    // Fixing all is for the text as a whole: it is not offered with the light bulb, but on saving
    // and on demand.
    if kind == DocumentKind::Manifest && context.only.is_some() && wants(&FIX_ALL) {
        actions.extend(fix_all(session, uri, document));
    }
    actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

fn fixes(session: &Session, uri: &Url, document: &Document, found: &Reported) -> Vec<CodeAction> {
    let best = found.finding.fixes.iter().position(|fix| fix.applicability == Applicability::Safe);
    let fixes = found.finding.fixes.iter().enumerate();
    fixes
        .map(|(index, fix)| CodeAction {
            is_preferred: Some(Some(index) == best),
            ..action(session, uri, document, Some(found), &fix.title, fix.edits())
        })
        .collect()
}

fn allows(session: &Session, uri: &Url, document: &Document, found: &Reported) -> Vec<CodeAction> {
    let text = document.text();
    let here = suppression_edits(&text, std::slice::from_ref(found));
    if here.is_empty() {
        return Vec::new();
    }
    let name = found.rule.name;
    vec![
        action(session, uri, document, Some(found), &format!("allow {name} here"), &here),
        action(
            session,
            uri,
            document,
            Some(found),
            &format!("allow {name} in this file"),
            &[file_suppression(&text, name)],
        ),
    ]
}

/// The fixes of all findings of one rule, where there are several.
fn fix_all_of_rule(
    session: &Session,
    uri: &Url,
    document: &Document,
    found: &Reported,
) -> Option<CodeAction> {
    let text = document.text();
    let fixed = fix_rule(&text, &document.levels, found.rule)?;
    let edit = minimal_edit(&text, &fixed);
    Some(action(
        session,
        uri,
        document,
        Some(found),
        &format!("fix all {} in this file", found.rule.name),
        &[edit],
    ))
}

fn open_page(found: &Reported) -> CodeAction {
    let name = found.rule.name;
    let title = format!("open the page of {name}");
    let command = Command::new(title.clone(), OPEN_PAGE.to_owned(), Some(vec![name.into()]));
    CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        command: Some(command),
        ..CodeAction::default()
    }
}

/// All safe fixes, as one edit from the text as it is to the text as it will be.
fn fix_all(session: &Session, uri: &Url, document: &Document) -> Option<CodeAction> {
    let text = document.text();
    let fixed = fixed(&text, &document.levels, Severity::Hint, Applicability::Safe)
        .ok()
        .filter(|fixed| fixed.text != text)?;
    let edit = minimal_edit(&text, &fixed.text);
    Some(CodeAction {
        kind: Some(FIX_ALL),
        ..action(session, uri, document, None, "apply all safe fixes", &[edit])
    })
}

fn action(
    session: &Session,
    uri: &Url,
    document: &Document,
    found: Option<&Reported>,
    title: &str,
    edits: &[Edit],
) -> CodeAction {
    let encoding = session.encoding;
    CodeAction {
        title: title.to_owned(),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: found.map(|found| vec![diagnostic(uri, document, encoding, found)]),
        edit: Some(session.workspace_edit(
            uri,
            document.version,
            text_edits(document, encoding, edits),
        )),
        ..CodeAction::default()
    }
}
