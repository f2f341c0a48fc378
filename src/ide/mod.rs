//! Editor features in plain terms: each is a function of an [`Analysis`] and a place in bytes to
//! data in bytes. Places are character boundaries of the analysed text.

mod analysis;
mod code_actions;
mod completion;
mod document_links;
mod document_symbols;
mod folding_ranges;
mod hover;
mod inlay_hints;
mod refactorings;
mod selection_ranges;
mod semantic_tokens;
mod typing;

pub use analysis::{Analysis, DocumentKind};
pub use code_actions::{Change, CodeAction, Effect, fix_all, quick_fixes, refactorings};
pub use completion::{Completion, CompletionKind, completions};
pub use document_links::{DocumentLink, document_links};
pub use document_symbols::{DocumentSymbol, SymbolKind, document_symbols};
pub use folding_ranges::folding_ranges;
pub use hover::{Hover, hover};
pub use inlay_hints::{InlayHint, inlay_hints};
pub use selection_ranges::selection_ranges;
pub use semantic_tokens::{SemanticToken, TokenKind, semantic_tokens};
pub use typing::{diagnostics_while_typing, is_in_typed_word};

use crate::text::{Source, Span};

/// The word of a comment that a byte offset is in or beside: it may be a rule's name.
fn rule_name_at(source: &Source, comment: Span, offset: usize) -> Span {
    let is_part = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_');
    source.word_at(offset, comment, is_part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Levels;
    use crate::testing::analyze;

    /// Texts with characters of two, three and four bytes, valid and half typed.
    const NON_ASCII: &[&str] = &[
        "# Größe: insecure-http\n# クライアント\n",
        "# cliq-lint: allow(größe, insecure-http, 名前",
        "\u{feff}[client] # ü\r\ntype = \"クライアント\"\r\nname = \"Ünï çødé 😀\"\r\n",
        "[client]\ntype = \"server-based\"\nredirect_uris = [\n  'https://größe.de/😀?ä=ö#ü',\n]\n",
        "[クライアント]\nname = \"e\u{301}\"\n\n[client]\nnäme = 'x'\ngröße",
        "client = { näme = \"ß\", type = \"größe",
        "[client]\nname = \"\"\"\nü\n名\"\"\" # 😀\nü = '\u{2028}",
    ];

    #[test]
    fn every_feature_answers_at_every_offset_of_any_text() {
        for text in NON_ASCII {
            let analysis = analyze(text);
            let boundaries = || (0..=text.len()).filter(|at| text.is_char_boundary(*at));
            for offset in boundaries() {
                hover(&analysis, offset);
                completions(&analysis, offset);
                selection_ranges(&analysis, offset);
                for end in boundaries().filter(|end| *end >= offset) {
                    let range = Span::new(offset, end);
                    quick_fixes(&analysis, range);
                    inlay_hints(&analysis, range);
                }
            }
            document_links(&analysis);
            document_symbols(&analysis);
            folding_ranges(&analysis);
            semantic_tokens(&analysis);
            fix_all(&analysis);
        }
    }

    #[test]
    fn a_configuration_file_has_diagnostics_and_fixes_only() {
        let text = "[rules]\ninsecure-htp = \"off\"\n# insecure-http\n";
        let (source, levels) = (Source::new(text), Levels::default());
        let analysis = Analysis::new(source, DocumentKind::Configuration, levels);
        assert_eq!(analysis.report.diagnostics.len(), 1);
        let whole = Span::new(0, text.len());
        let titles = quick_fixes(&analysis, whole).into_iter().map(|action| action.title);
        assert_eq!(titles.collect::<Vec<_>>(), ["Rename to `insecure-http`"]);
        assert!(fix_all(&analysis).is_none());
        assert_eq!(hover(&analysis, text.len() - 3), None);
        assert_eq!(completions(&analysis, text.len()), []);
        assert_eq!(document_symbols(&analysis), []);
        assert_eq!(folding_ranges(&analysis), []);
        assert_eq!(selection_ranges(&analysis, 0), [whole]);
    }
}
