//! The capabilities of the editor and of the server.

use tower_lsp::lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability,
    CodeLensOptions, CompletionOptions, DiagnosticOptions, DiagnosticServerCapabilities,
    DocumentLinkOptions, ExecuteCommandOptions, FileOperationFilter, FileOperationPattern,
    FileOperationRegistrationOptions, FoldingRangeProviderCapability, HoverProviderCapability,
    MarkupKind, OneOf, PositionEncodingKind, RenameClientCapabilities, RenameOptions,
    SelectionRangeProviderCapability, SemanticTokensFullOptions, SemanticTokensLegend,
    SemanticTokensOptions, SemanticTokensServerCapabilities, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, WorkDoneProgressOptions, WorkspaceClientCapabilities,
    WorkspaceFileOperationsServerCapabilities, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use super::convert::{FIX_ALL, FORM, OPEN_FORM, OPEN_PAGE, SHOW_FORM, token_types};
use super::snippet_edits::SnippetEdits;
use crate::text::Encoding;

/// The editor capabilities that affect what the server sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct EditorSupport {
    /// Edits that carry the document version.
    pub versioned_edits: bool,
    /// Pull diagnostics. If supported, the server pushes none.
    pub pulls_diagnostics: bool,
    /// Markdown in hovers.
    pub markdown_in_hover: bool,
    /// Markdown in the documentation of completions.
    pub markdown_in_completion: bool,
    /// Tab stops in completions.
    pub snippets: bool,
    /// Dynamic registration of file watchers.
    pub watches_files: bool,
    /// `workspace/configuration`.
    pub has_configuration: bool,
    /// `workspace/diagnostic/refresh`.
    pub refreshes_diagnostics: bool,
    /// File watchers for folders outside the workspace.
    pub watches_elsewhere: bool,
    /// `workspace/inlayHint/refresh`.
    pub refreshes_hints: bool,
    /// `workspace/codeLens/refresh`.
    pub refreshes_lenses: bool,
    /// Edits that need the user's confirmation.
    pub previews_edits: bool,
    /// `window/showDocument`.
    pub opens_pages: bool,
    /// Code actions whose edits are resolved when the user chooses them.
    pub resolves_actions: bool,
    /// Tab stops in edits.
    pub snippet_edits: Option<SnippetEdits>,
}

impl EditorSupport {
    /// Reads the capabilities that the editor declares.
    pub(super) fn new(editor: &ClientCapabilities) -> Self {
        let workspace = editor.workspace.clone().unwrap_or_default();
        let edits = workspace.workspace_edit.unwrap_or_default();
        let watching = workspace.did_change_watched_files.unwrap_or_default();
        let document = editor.text_document.clone().unwrap_or_default();
        let hover = document.hover.unwrap_or_default();
        let completion = document.completion.unwrap_or_default().completion_item;
        let completion = completion.unwrap_or_default();
        let actions = document.code_action.unwrap_or_default();
        let resolved = actions.resolve_support.map_or(Vec::new(), |support| support.properties);
        let window = editor.window.clone().unwrap_or_default();
        let has_markdown = |formats: Option<Vec<MarkupKind>>| {
            formats.is_some_and(|formats| formats.contains(&MarkupKind::Markdown))
        };
        Self {
            versioned_edits: edits.document_changes == Some(true),
            pulls_diagnostics: document.diagnostic.is_some(),
            markdown_in_hover: has_markdown(hover.content_format),
            markdown_in_completion: has_markdown(completion.documentation_format),
            snippets: completion.snippet_support == Some(true),
            watches_files: watching.dynamic_registration == Some(true),
            watches_elsewhere: watching.relative_pattern_support == Some(true),
            refreshes_hints: workspace
                .inlay_hint
                .is_some_and(|hints| hints.refresh_support == Some(true)),
            refreshes_lenses: workspace
                .code_lens
                .is_some_and(|lenses| lenses.refresh_support == Some(true)),
            has_configuration: workspace.configuration == Some(true),
            refreshes_diagnostics: workspace
                .diagnostic
                .is_some_and(|diagnostic| diagnostic.refresh_support == Some(true)),
            previews_edits: edits.change_annotation_support.is_some(),
            opens_pages: window.show_document.is_some_and(|documents| documents.support),
            snippet_edits: SnippetEdits::new(editor),
            resolves_actions: actions.data_support == Some(true)
                && resolved.iter().any(|property| property == "edit"),
        }
    }
}

impl EditorSupport {
    /// Returns `true` if the server can report withheld diagnostics later.
    pub(super) fn can_be_told_later(self) -> bool {
        !self.pulls_diagnostics || self.refreshes_diagnostics
    }
}

/// Chooses the column unit: the first supported one in the editor's list, or else UTF-16, which
/// every editor supports.
pub(super) fn negotiate_encoding(editor: &ClientCapabilities) -> Encoding {
    let offered = editor.general.as_ref().and_then(|general| general.position_encodings.as_ref());
    let known = |kind: &PositionEncodingKind| match kind.as_str() {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    };
    offered.and_then(|kinds| kinds.iter().find_map(known)).unwrap_or(Encoding::Utf16)
}

fn encoding_kind(encoding: Encoding) -> PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    }
}

/// Returns the server's capabilities, limited to what the editor supports.
pub(super) fn server_capabilities(editor: &ClientCapabilities) -> ServerCapabilities {
    let support = EditorSupport::new(editor);
    let document = editor.text_document.clone().unwrap_or_default();
    let workspace = editor.workspace.clone().unwrap_or_default();
    let has_action_literals =
        document.code_action.is_some_and(|actions| actions.code_action_literal_support.is_some());
    let has_symbol_trees = document
        .document_symbol
        .is_some_and(|symbols| symbols.hierarchical_document_symbol_support == Some(true));
    ServerCapabilities {
        position_encoding: Some(encoding_kind(negotiate_encoding(editor))),
        text_document_sync: Some(TextDocumentSyncCapability::Options(text_sync())),
        diagnostic_provider: support.pulls_diagnostics.then(diagnostics),
        code_action_provider: has_action_literals.then(|| code_actions(support.resolves_actions)),
        execute_command_provider: commands(
            support,
            has_action_literals || document.code_lens.is_some(),
            workspace.execute_command.is_some(),
        ),
        references_provider: document.references.map(|_| OneOf::Left(true)),
        document_highlight_provider: document.document_highlight.map(|_| OneOf::Left(true)),
        rename_provider: document.rename.as_ref().map(rename),
        workspace_symbol_provider: workspace.symbol.as_ref().map(|_| OneOf::Left(true)),
        code_lens_provider: document
            .code_lens
            .map(|_| CodeLensOptions { resolve_provider: Some(false) }),
        completion_provider: document.completion.map(|_| completion()),
        hover_provider: document.hover.map(|_| HoverProviderCapability::Simple(true)),
        document_symbol_provider: has_symbol_trees.then_some(OneOf::Left(true)),
        document_link_provider: document.document_link.map(|_| document_links()),
        folding_range_provider: document
            .folding_range
            .map(|_| FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: document
            .selection_range
            .map(|_| SelectionRangeProviderCapability::Simple(true)),
        semantic_tokens_provider: document.semantic_tokens.map(|_| semantic_tokens()),
        inlay_hint_provider: document.inlay_hint.map(|_| OneOf::Left(true)),
        workspace: Some(workspace_capabilities(&workspace)).filter(|offered| {
            offered.workspace_folders.is_some() || offered.file_operations.is_some()
        }),
        ..ServerCapabilities::default()
    }
}

fn text_sync() -> TextDocumentSyncOptions {
    TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(TextDocumentSyncSaveOptions::Supported(true)),
        ..TextDocumentSyncOptions::default()
    }
}

fn diagnostics() -> DiagnosticServerCapabilities {
    DiagnosticServerCapabilities::Options(DiagnosticOptions {
        identifier: Some("cliq-lint".to_owned()),
        workspace_diagnostics: true,
        work_done_progress_options: WorkDoneProgressOptions { work_done_progress: Some(true) },
        ..DiagnosticOptions::default()
    })
}

fn code_actions(resolves: bool) -> CodeActionProviderCapability {
    CodeActionProviderCapability::Options(CodeActionOptions {
        code_action_kinds: Some(vec![
            CodeActionKind::QUICKFIX,
            CodeActionKind::REFACTOR_REWRITE,
            FIX_ALL,
            FORM,
        ]),
        resolve_provider: Some(resolves),
        ..CodeActionOptions::default()
    })
}

/// Returns the commands. Code actions and lenses use the first two; not every editor that runs them declares
/// so.
fn commands(
    support: EditorSupport,
    opens_forms: bool,
    has_commands: bool,
) -> Option<ExecuteCommandOptions> {
    let offered = [
        support.opens_pages.then_some(OPEN_PAGE),
        opens_forms.then_some(OPEN_FORM),
        has_commands.then_some(SHOW_FORM),
    ];
    let commands: Vec<String> = offered.into_iter().flatten().map(str::to_owned).collect();
    (!commands.is_empty())
        .then(|| ExecuteCommandOptions { commands, ..ExecuteCommandOptions::default() })
}

fn rename(editor: &RenameClientCapabilities) -> OneOf<bool, RenameOptions> {
    if editor.prepare_support != Some(true) {
        return OneOf::Left(true);
    }
    OneOf::Right(RenameOptions {
        prepare_provider: Some(true),
        work_done_progress_options: WorkDoneProgressOptions::default(),
    })
}

fn completion() -> CompletionOptions {
    CompletionOptions {
        trigger_characters: Some(["\"", "'", "[", "(", ","].map(str::to_owned).to_vec()),
        ..CompletionOptions::default()
    }
}

fn document_links() -> DocumentLinkOptions {
    DocumentLinkOptions {
        resolve_provider: Some(false),
        work_done_progress_options: WorkDoneProgressOptions::default(),
    }
}

fn semantic_tokens() -> SemanticTokensServerCapabilities {
    SemanticTokensServerCapabilities::SemanticTokensOptions(SemanticTokensOptions {
        legend: SemanticTokensLegend { token_types: token_types(), token_modifiers: Vec::new() },
        full: Some(SemanticTokensFullOptions::Bool(true)),
        ..SemanticTokensOptions::default()
    })
}

fn workspace_capabilities(editor: &WorkspaceClientCapabilities) -> WorkspaceServerCapabilities {
    let has_folders = editor.workspace_folders == Some(true);
    let operations = editor.file_operations.clone().unwrap_or_default();
    let registered = |is_offered: Option<bool>| {
        (is_offered == Some(true))
            .then(|| FileOperationRegistrationOptions { filters: vec![file_filter()] })
    };
    let operations = WorkspaceFileOperationsServerCapabilities {
        did_rename: registered(operations.did_rename),
        did_delete: registered(operations.did_delete),
        ..WorkspaceFileOperationsServerCapabilities::default()
    };
    WorkspaceServerCapabilities {
        workspace_folders: has_folders.then_some(WorkspaceFoldersServerCapabilities {
            supported: Some(true),
            change_notifications: Some(OneOf::Left(true)),
        }),
        file_operations: Some(operations)
            .filter(|offered| offered.did_rename.is_some() || offered.did_delete.is_some()),
    }
}

/// Matches all files and folders, because any folder may contain manifests.
fn file_filter() -> FileOperationFilter {
    FileOperationFilter {
        scheme: Some("file".to_owned()),
        pattern: FileOperationPattern { glob: "**".to_owned(), matches: None, options: None },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn editor(capabilities: Value) -> ClientCapabilities {
        serde_json::from_value(capabilities).unwrap()
    }

    #[test]
    fn columns_are_in_the_first_unit_of_the_editor_that_is_known() {
        let negotiated = |encodings: Value| {
            negotiate_encoding(&editor(json!({ "general": { "positionEncodings": encodings } })))
        };
        assert_eq!(negotiated(json!(["utf-8", "utf-16"])), Encoding::Utf8);
        assert_eq!(negotiated(json!(["utf-64", "utf-32", "utf-8"])), Encoding::Utf32);
        assert_eq!(negotiated(json!(["utf-7"])), Encoding::Utf16);
        assert_eq!(negotiated(json!(null)), Encoding::Utf16);
    }

    #[test]
    fn an_editor_that_declares_nothing_is_offered_only_the_text_and_its_columns() {
        assert_eq!(EditorSupport::new(&editor(json!({}))), EditorSupport::default());
        let offered = serde_json::to_value(server_capabilities(&editor(json!({})))).unwrap();
        assert_eq!(
            offered,
            json!({
                "positionEncoding": "utf-16",
                "textDocumentSync": { "openClose": true, "change": 2, "save": true },
            })
        );
    }

    #[test]
    fn a_capability_declared_as_false_is_not_supported() {
        let declared = editor(json!({
            "textDocument": {
                "completion": { "completionItem": { "snippetSupport": false, "documentationFormat": ["plaintext"] } },
                "hover": { "contentFormat": ["plaintext"] },
            },
            "window": { "showDocument": { "support": false } },
            "workspace": {
                "configuration": false,
                "diagnostic": { "refreshSupport": false },
                "didChangeWatchedFiles": { "dynamicRegistration": false },
                "workspaceEdit": { "documentChanges": false },
            },
        }));
        assert_eq!(EditorSupport::new(&declared), EditorSupport::default());
    }

    #[test]
    fn every_declared_capability_is_supported() {
        let declared = editor(json!({
            "textDocument": {
                "codeAction": { "dataSupport": true, "resolveSupport": { "properties": ["edit"] } },
                "completion": { "completionItem": { "snippetSupport": true, "documentationFormat": ["markdown"] } },
                "diagnostic": {},
                "hover": { "contentFormat": ["plaintext", "markdown"] },
            },
            "window": { "showDocument": { "support": true } },
            "workspace": {
                "configuration": true,
                "diagnostic": { "refreshSupport": true },
                "didChangeWatchedFiles": {
                    "dynamicRegistration": true,
                    "relativePatternSupport": true,
                },
                "codeLens": { "refreshSupport": true },
                "inlayHint": { "refreshSupport": true },
                "workspaceEdit": { "documentChanges": true, "changeAnnotationSupport": {} },
            },
            "experimental": { "snippetTextEdit": true },
        }));
        let all = EditorSupport {
            versioned_edits: true,
            pulls_diagnostics: true,
            markdown_in_hover: true,
            markdown_in_completion: true,
            snippets: true,
            watches_files: true,
            has_configuration: true,
            refreshes_diagnostics: true,
            watches_elsewhere: true,
            refreshes_hints: true,
            refreshes_lenses: true,
            previews_edits: true,
            opens_pages: true,
            resolves_actions: true,
            snippet_edits: Some(SnippetEdits::Extension),
        };
        assert_eq!(EditorSupport::new(&declared), all);
    }
}
