//! Conversion between internal types and protocol types. Only this file knows both.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use tower_lsp::lsp_types::{
    AnnotatedTextEdit, ChangeAnnotation, CodeAction, CodeActionKind, CodeActionOrCommand,
    CodeDescription, CodeLens, Command, CompletionItem, CompletionItemKind, CompletionTextEdit,
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, DocumentChanges,
    DocumentLink, DocumentSymbol, Documentation, FoldingRange, Hover, HoverContents, InlayHint,
    InlayHintLabel, InsertTextFormat, Location, MarkupContent, MarkupKind, NumberOrString, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, SelectionRange, SemanticToken,
    SemanticTokenType, SymbolInformation, SymbolKind, TextDocumentContentChangeEvent,
    TextDocumentEdit, TextEdit, Url, WorkspaceEdit,
};

use super::capabilities::EditorSupport;
use super::document::Change;
use super::snippet_edits::SnippetEdits;
use crate::config::INVALID_CONFIGURATION;
use crate::diagnostic::Severity;
use crate::docs::strip_markdown;
use crate::ide::{self, Analysis, CompletionKind, Effect, TokenKind};
use crate::lint::Reported;
use crate::text::{Edit, Edits, Encoding, LineColumn, Source, Span};

/// The command that opens the page of a rule. Argument: the rule name.
pub(super) const OPEN_PAGE: &str = "cliq-lint.openPage";

/// The command that returns what to enter in the console. Argument: the manifest's URI.
pub(super) const SHOW_FORM: &str = "cliq-lint.showForm";

/// The command that shows what to enter in the console. Argument: the manifest's URI.
pub(super) const OPEN_FORM: &str = "cliq-lint.openForm";

/// The kind of the action that shows what to enter in the console.
pub(super) const FORM: CodeActionKind = CodeActionKind::new("source.form.cliq-lint");

/// The kind of the action that applies all safe fixes.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.cliq-lint");

/// Where a code action was offered. Together with its title, this identifies the action.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ActionOrigin {
    /// The document.
    pub uri: Url,
    /// The document version, if the editor supports versioned edits.
    pub version: Option<i32>,
    /// The range of the code action request.
    pub range: Range,
}

/// Converts data that belongs to one version of a document.
#[derive(Clone, Copy)]
pub(super) struct Converter<'a> {
    /// The document.
    pub uri: &'a Url,
    /// The version for edits; `None` if the editor does not support versioned edits.
    pub version: Option<i32>,
    /// The text of that version.
    pub source: &'a Source,
    /// The column unit.
    pub encoding: Encoding,
    /// The editor's syntax for edits with tab stops, if it supports them.
    pub snippet_edits: Option<SnippetEdits>,
}

impl Converter<'_> {
    /// Converts a position to a byte offset.
    pub(super) fn offset(&self, position: Position) -> usize {
        self.source.offset(line_column(position), self.encoding)
    }

    /// Converts a range to a span. A range that ends before it starts becomes an empty span at its
    /// start.
    pub(super) fn span(&self, range: Range) -> Span {
        let start = self.offset(range.start);
        Span::new(start, self.offset(range.end).max(start))
    }

    fn position(&self, offset: usize) -> Position {
        let LineColumn { line, column } = self.source.line_column(offset, self.encoding);
        Position::new(to_u32(line), to_u32(column))
    }

    /// Converts a span to a range.
    pub(super) fn range(&self, span: Span) -> Range {
        Range::new(self.position(span.start), self.position(span.end))
    }

    /// Converts diagnostics, keeping their order.
    pub(super) fn diagnostics<'r>(
        &self,
        reported: impl IntoIterator<Item = &'r Reported>,
    ) -> Vec<Diagnostic> {
        reported.into_iter().map(|reported| self.diagnostic(reported)).collect()
    }

    fn diagnostic(&self, reported: &Reported) -> Diagnostic {
        let (diagnostic, descriptor) = (&reported.diagnostic, reported.code.descriptor());
        let related = diagnostic.related.iter().map(|related| DiagnosticRelatedInformation {
            location: Location::new(self.uri.clone(), self.range(related.span)),
            message: related.message.clone(),
        });
        let elsewhere = diagnostic.elsewhere.iter().filter_map(|place| {
            let position = |at: LineColumn| Position::new(to_u32(at.line), to_u32(at.column));
            let range = Range::new(position(place.start), position(place.end));
            Some(DiagnosticRelatedInformation {
                location: Location::new(Url::parse(&place.file).ok()?, range),
                message: place.message(),
            })
        });
        let related: Vec<_> = related.chain(elsewhere).collect();
        Diagnostic {
            range: self.range(diagnostic.span),
            severity: Some(match reported.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
                Severity::Hint => DiagnosticSeverity::HINT,
            }),
            code: Some(NumberOrString::String(descriptor.name.to_owned())),
            code_description: Url::parse(&descriptor.url())
                .ok()
                .map(|href| CodeDescription { href }),
            source: Some("cliq-lint".to_owned()),
            message: diagnostic.message_with_notes(),
            related_information: (!related.is_empty()).then_some(related),
            tags: diagnostic.is_unnecessary().then(|| vec![DiagnosticTag::UNNECESSARY]),
            data: None,
        }
    }

    /// Converts a code action. If `is_lazy`, omits edits that are computed on demand and stores the
    /// action's origin instead.
    pub(super) fn code_action(
        &self,
        analysis: &Analysis,
        action: ide::CodeAction<'_>,
        range: Range,
        is_lazy: bool,
    ) -> CodeAction {
        let kind = match (action.reported, &action.effect) {
            (Some(_), _) => CodeActionKind::QUICKFIX,
            (None, Effect::OpenForm) => FORM,
            (None, _) => CodeActionKind::REFACTOR_REWRITE,
        };
        let diagnostics = action.reported.map(|reported| vec![self.diagnostic(reported)]);
        let mut converted = CodeAction {
            title: action.title,
            kind: Some(kind),
            is_preferred: action.is_preferred.then_some(true),
            diagnostics,
            ..CodeAction::default()
        };
        match action.effect {
            Effect::Edit(edits) => converted.edit = Some(self.workspace_edit(&edits)),
            Effect::Change(_) if is_lazy => {
                let origin = ActionOrigin { uri: self.uri.clone(), version: self.version, range };
                converted.data = serde_json::to_value(origin).ok();
            }
            Effect::Change(change) => {
                converted.edit = self
                    .snippet_edit(analysis, change)
                    .or_else(|| change.edits(analysis).map(|edits| self.workspace_edit(&edits)));
            }
            Effect::OpenForm => {
                converted.command = Some(self.open_form(converted.title.clone()));
            }
            Effect::OpenPage(rule) => {
                converted.diagnostics = None;
                let (title, arguments) = (converted.title.clone(), vec![rule.name().into()]);
                let command = Command::new(title, OPEN_PAGE.to_owned(), Some(arguments));
                converted.command = Some(command);
            }
        }
        converted
    }

    /// Converts a code lens.
    pub(super) fn code_lens(&self, lens: ide::CodeLens) -> CodeLens {
        CodeLens {
            range: self.range(lens.span),
            command: Some(self.open_form(lens.title.to_owned())),
            data: None,
        }
    }

    /// Creates the command that shows what to enter in the console for this document.
    fn open_form(&self, title: String) -> Command {
        Command::new(title, OPEN_FORM.to_owned(), Some(vec![self.uri.as_str().into()]))
    }

    /// Converts the action that applies all safe fixes.
    pub(super) fn fix_all(&self, edits: &Edits) -> CodeActionOrCommand {
        CodeActionOrCommand::CodeAction(CodeAction {
            title: "Apply all safe fixes".to_owned(),
            kind: Some(FIX_ALL),
            edit: Some(self.workspace_edit(edits)),
            ..CodeAction::default()
        })
    }

    /// Returns a change as an edit with tab stops, if it has any and the editor supports them.
    fn snippet_edit(&self, analysis: &Analysis, change: ide::Change) -> Option<WorkspaceEdit> {
        let support = self.snippet_edits.filter(|_| self.version.is_some())?;
        let edit = support.mark(self.only_edit(&change.snippet(analysis)?));
        Some(self.versioned_edit(vec![OneOf::Right(edit)]))
    }

    fn workspace_edit(&self, edits: &Edits) -> WorkspaceEdit {
        let edits = self.text_edits(edits);
        if self.version.is_none() {
            let changes = HashMap::from([(self.uri.clone(), edits)]);
            return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
        }
        self.versioned_edit(edits.into_iter().map(OneOf::Left).collect())
    }

    fn versioned_edit(&self, edits: Vec<OneOf<TextEdit, AnnotatedTextEdit>>) -> WorkspaceEdit {
        let changes = DocumentChanges::Edits(vec![TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier {
                uri: self.uri.clone(),
                version: self.version,
            },
            edits,
        }]);
        WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
    }

    fn text_edits(&self, edits: &Edits) -> Vec<TextEdit> {
        let mut all = edits.iter();
        match (all.next(), all.next()) {
            (Some(only), None) => vec![self.only_edit(only)],
            _ => edits
                .iter()
                .map(|edit| TextEdit::new(self.range(edit.span), edit.text.clone()))
                .collect(),
        }
    }

    /// Converts a single edit. Lines appended at the end of the text are inserted before its last
    /// line break instead, because Neovim 0.11 adds an empty line after text at the very end.
    fn only_edit(&self, edit: &Edit) -> TextEdit {
        let text = self.source.text();
        let line_break = if text.ends_with("\r\n") { "\r\n" } else { "\n" };
        let before = text.strip_suffix(line_break).map(str::len);
        let lines = edit.text.strip_suffix(line_break);
        match before.zip(lines) {
            Some((before, lines)) if edit.span == Span::empty(text.len()) => {
                TextEdit::new(self.range(Span::empty(before)), format!("{line_break}{lines}"))
            }
            _ => TextEdit::new(self.range(edit.span), edit.text.clone()),
        }
    }

    /// Converts a completion.
    pub(super) fn completion(
        &self,
        completion: ide::Completion,
        support: EditorSupport,
    ) -> CompletionItem {
        let snippet = completion.snippet.filter(|_| support.snippets);
        let format = snippet.is_some().then_some(InsertTextFormat::SNIPPET);
        let text = snippet.unwrap_or(completion.text);
        let edit = TextEdit::new(self.range(completion.replaced), text);
        CompletionItem {
            label: completion.label,
            kind: Some(match completion.kind {
                CompletionKind::Rule | CompletionKind::ClientType => {
                    CompletionItemKind::ENUM_MEMBER
                }
                CompletionKind::Uri | CompletionKind::Value => CompletionItemKind::VALUE,
                CompletionKind::Key => CompletionItemKind::FIELD,
                CompletionKind::Header => CompletionItemKind::STRUCT,
                CompletionKind::Folder => CompletionItemKind::FOLDER,
                CompletionKind::Lines => CompletionItemKind::SNIPPET,
            }),
            detail: Some(completion.detail),
            documentation: Some(documentation(completion.docs, support.markdown_in_completion)),
            sort_text: Some(completion.sort_key),
            insert_text_format: format,
            text_edit: Some(CompletionTextEdit::Edit(edit)),
            ..CompletionItem::default()
        }
    }

    /// Converts a hover.
    pub(super) fn hover(&self, hover: ide::Hover, support: EditorSupport) -> Hover {
        let content = if support.markdown_in_hover {
            MarkupContent { kind: MarkupKind::Markdown, value: hover.docs }
        } else {
            MarkupContent { kind: MarkupKind::PlainText, value: strip_markdown(&hover.docs) }
        };
        Hover { contents: HoverContents::Markup(content), range: Some(self.range(hover.span)) }
    }

    /// Converts a document symbol with its children.
    pub(super) fn document_symbol(&self, symbol: ide::DocumentSymbol) -> DocumentSymbol {
        let children = symbol.children.into_iter().map(|child| self.document_symbol(child));
        let children: Vec<_> = children.collect();
        #[expect(
            deprecated,
            reason = "the struct has no constructor, and this field has a successor"
        )]
        DocumentSymbol {
            name: symbol.name,
            detail: None,
            kind: match symbol.kind {
                ide::SymbolKind::Client => SymbolKind::OBJECT,
                ide::SymbolKind::Entry => SymbolKind::FIELD,
            },
            tags: None,
            deprecated: None,
            range: self.range(symbol.span),
            selection_range: self.range(symbol.selection),
            children: (!children.is_empty()).then_some(children),
        }
    }

    /// Converts a document link.
    pub(super) fn document_link(&self, link: &ide::DocumentLink) -> DocumentLink {
        DocumentLink {
            range: self.range(link.span),
            target: Url::parse(&link.target).ok(),
            tooltip: None,
            data: None,
        }
    }

    /// Converts a span to a location in this document.
    pub(super) fn location(&self, span: Span) -> Location {
        Location::new(self.uri.clone(), self.range(span))
    }

    /// Creates edits that replace each span with the same text.
    pub(super) fn replacements(&self, spans: &[Span], text: &str) -> Vec<TextEdit> {
        spans.iter().map(|span| TextEdit::new(self.range(*span), text.to_owned())).collect()
    }

    /// Converts a client to a workspace symbol.
    pub(super) fn workspace_symbol(&self, symbol: &ide::DocumentSymbol) -> SymbolInformation {
        let file = self.uri.path_segments().and_then(Iterator::last).map(str::to_owned);
        #[expect(
            deprecated,
            reason = "the struct has no constructor, and this field has a successor"
        )]
        SymbolInformation {
            name: symbol.name.clone(),
            kind: SymbolKind::OBJECT,
            tags: None,
            deprecated: None,
            location: self.location(symbol.selection),
            container_name: file,
        }
    }

    /// Converts a folding range.
    pub(super) fn folding_range(&self, span: Span) -> FoldingRange {
        let Range { start, end } = self.range(span);
        FoldingRange { start_line: start.line, end_line: end.line, ..FoldingRange::default() }
    }

    /// Converts nested spans, innermost first, to a selection range. Returns `None` only for an
    /// empty slice.
    pub(super) fn selection_range(&self, spans: &[Span]) -> Option<SelectionRange> {
        spans.iter().rev().fold(None, |parent, span| {
            Some(SelectionRange { range: self.range(*span), parent: parent.map(Box::new) })
        })
    }

    /// Converts tokens in text order to relative positions.
    pub(super) fn semantic_tokens(&self, tokens: &[ide::SemanticToken]) -> Vec<SemanticToken> {
        let mut last = Position::default();
        let relative = |token: &ide::SemanticToken| {
            let Range { start, end } = self.range(token.span);
            let is_same_line = start.line == last.line;
            let relative = SemanticToken {
                delta_line: start.line - last.line,
                delta_start: start.character - if is_same_line { last.character } else { 0 },
                length: end.character - start.character,
                token_type: token.kind as u32,
                token_modifiers_bitset: 0,
            };
            last = start;
            relative
        };
        tokens.iter().map(relative).collect()
    }

    /// Converts an inlay hint.
    pub(super) fn inlay_hint(&self, hint: ide::InlayHint) -> InlayHint {
        InlayHint {
            position: self.position(hint.offset),
            label: InlayHintLabel::String(hint.label.to_owned()),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: Some(true),
            data: None,
        }
    }
}

/// The edits of one document, with its version if it is open.
pub(super) type DocumentEdits = (Url, Option<i32>, Vec<TextEdit>);

/// Creates an edit of several documents, with a preview if the editor supports it.
pub(super) fn edit_of_documents(
    files: Vec<DocumentEdits>,
    support: EditorSupport,
) -> WorkspaceEdit {
    if !support.versioned_edits {
        let changes = files.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let is_previewed = support.previews_edits && files.len() > 1;
    let edit = |text_edit: TextEdit| {
        if is_previewed {
            let annotation_id = RENAME_ANNOTATION.to_owned();
            OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id })
        } else {
            OneOf::Left(text_edit)
        }
    };
    let documents = files.into_iter().map(|(uri, version, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(edit).collect(),
    });
    let annotation = ChangeAnnotation {
        label: "Rename in all manifests".to_owned(),
        needs_confirmation: Some(true),
        description: None,
    };
    WorkspaceEdit {
        document_changes: Some(DocumentChanges::Edits(documents.collect())),
        change_annotations: is_previewed
            .then(|| HashMap::from([(RENAME_ANNOTATION.to_owned(), annotation)])),
        ..WorkspaceEdit::default()
    }
}

/// The change annotation for rename edits.
const RENAME_ANNOTATION: &str = "rename";

/// Creates a diagnostic for a configuration that cannot be read.
pub(super) fn unreadable_configuration(message: String) -> Diagnostic {
    Diagnostic {
        severity: Some(DiagnosticSeverity::ERROR),
        code: Some(NumberOrString::String(INVALID_CONFIGURATION.name.to_owned())),
        source: Some("cliq-lint".to_owned()),
        message,
        ..Diagnostic::default()
    }
}

/// Returns the semantic token types, in the order of [`TokenKind`].
pub(super) fn token_types() -> Vec<SemanticTokenType> {
    let token_type = |kind| match kind {
        TokenKind::Key => SemanticTokenType::PROPERTY,
        TokenKind::ClientType => SemanticTokenType::ENUM_MEMBER,
        TokenKind::Scheme => SemanticTokenType::KEYWORD,
        TokenKind::Host => SemanticTokenType::NAMESPACE,
        TokenKind::Port => SemanticTokenType::NUMBER,
        TokenKind::Query => SemanticTokenType::PARAMETER,
    };
    TokenKind::ALL.map(token_type).to_vec()
}

/// Returns `true` if the request's `only` list is missing or includes `kind`. A kind includes its
/// sub-kinds: `source` includes `source.fixAll`.
pub(super) fn is_requested(kind: &CodeActionKind, only: Option<&[CodeActionKind]>) -> bool {
    let includes = |wanted: &CodeActionKind| {
        let rest = kind.as_str().strip_prefix(wanted.as_str());
        rest.is_some_and(|rest| {
            rest.is_empty() || rest.starts_with('.') || wanted.as_str().is_empty()
        })
    };
    only.is_none_or(|only| only.iter().any(includes))
}

/// Converts the changes of a notification.
pub(super) fn changes(events: Vec<TextDocumentContentChangeEvent>) -> Vec<Change> {
    let change = |event: TextDocumentContentChangeEvent| Change {
        range: event.range.map(|range| line_column(range.start)..line_column(range.end)),
        text: event.text,
    };
    events.into_iter().map(change).collect()
}

fn line_column(position: Position) -> LineColumn {
    LineColumn { line: position.line as usize, column: position.character as usize }
}

/// Converts a count to the protocol's type. The transport rejects texts over 4 GiB.
fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Editors that do not declare a documentation format get plain text.
fn documentation(markdown: String, is_supported: bool) -> Documentation {
    if is_supported {
        let kind = MarkupKind::Markdown;
        Documentation::MarkupContent(MarkupContent { kind, value: markdown })
    } else {
        Documentation::String(strip_markdown(&markdown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_of_actions_includes_those_below_it() {
        let requested = |kind: &CodeActionKind, only: &'static str| {
            is_requested(kind, Some(&[CodeActionKind::from(only)]))
        };
        assert!(requested(&FIX_ALL, "source") && requested(&FIX_ALL, "source.fixAll"));
        assert!(requested(&FIX_ALL, "source.fixAll.cliq-lint") && requested(&FIX_ALL, ""));
        assert!(!requested(&FIX_ALL, "sour") && !requested(&FIX_ALL, "source.fixAll.x"));
        assert!(!requested(&CodeActionKind::QUICKFIX, "refactor"));
        assert!(is_requested(&FIX_ALL, None));
        assert!(!is_requested(&FIX_ALL, Some(&[])));
    }

    #[test]
    fn every_kind_of_token_has_its_own_type() {
        let types = token_types();
        assert_eq!(types[TokenKind::Host as usize], SemanticTokenType::NAMESPACE);
        assert!(types.iter().enumerate().all(|(at, one)| !types[..at].contains(one)));
    }
}
