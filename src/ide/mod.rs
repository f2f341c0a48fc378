//! Editor features, independent of the protocol. Each is a function from an [`Analysis`] and a byte
//! offset or span to byte-based data. Offsets must be character boundaries of the analyzed text.

mod analysis;
mod code_actions;
mod code_lens;
mod completion;
mod configuration;
mod document_links;
mod document_symbols;
mod folding_ranges;
mod hover;
mod inlay_hints;
mod occurrences;
#[cfg(test)]
mod property_tests;
mod refactorings;
mod selection_ranges;
mod semantic_tokens;
mod typing;

pub use analysis::{Analysis, DocumentKind};
pub use code_actions::{
    Change, CodeAction, Effect, fix_all, form_action, quick_fixes, refactorings,
};
pub use code_lens::{CodeLens, code_lenses};
pub use completion::{Completion, CompletionKind, completions};
pub use configuration::{glob_completions, is_glob_at};
pub use document_links::{DocumentLink, document_links};
pub use document_symbols::{DocumentSymbol, SymbolKind, document_symbols};
pub use folding_ranges::folding_ranges;
pub use hover::{Hover, hover};
pub use inlay_hints::{InlayHint, inlay_hints};
pub use occurrences::{Shared, occurrences, shared_at};
pub use selection_ranges::selection_ranges;
pub use semantic_tokens::{SemanticToken, TokenKind, semantic_tokens};
pub use typing::{diagnostics_while_typing, is_in_typed_word};

use crate::text::{Source, Span};

/// Returns the word of a comment that touches a byte offset; it may be a rule name.
fn rule_name_at(source: &Source, comment: Span, offset: usize) -> Span {
    let is_part = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_');
    source.word_at(offset, comment, is_part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::Levels;
    use crate::testing::analyze;

    /// Texts with two-, three- and four-byte characters, valid and incomplete.
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
            use_every_feature(&analyze(text));
        }
    }

    /// Generates random text from words of manifests and arbitrary characters.
    fn any_text() -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec![
            "[client]\n",
            "type = \"",
            "client",
            "[[",
            "]",
            "{",
            "}",
            "name",
            " = ",
            "\n",
            "\r\n",
            "'",
            "\"",
            "\"\"\"",
            "# cliq-lint: allow(",
            "insecure-http",
            "https://",
            "rules",
            "metadata",
            ",",
            "redirect_uris = [",
            "größe",
            "クライアント",
            "e\u{301}",
            "😀",
            "\u{2028}",
            "\\",
            ".",
        ]);
        let piece = prop_oneof![word.prop_map(str::to_owned), "\\PC{0,3}"];
        prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

        #[test]
        fn no_feature_panics_at_any_offset_of_random_text(text in any_text()) {
            for kind in [DocumentKind::Manifest, DocumentKind::Configuration] {
                let source = Source::new(text.as_str());
                let analysis = Analysis::new(source, kind, Levels::default());
                use_every_feature(&analysis);
            }
        }
    }

    /// Calls every feature at every offset.
    fn use_every_feature(analysis: &Analysis) {
        let text = analysis.source().text();
        for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            hover(analysis, offset);
            completions(analysis, offset);
            selection_ranges(analysis, offset);
            shared_at(analysis, offset).inspect(|(_, shared)| drop(occurrences(analysis, shared)));
            diagnostics_while_typing(analysis, offset);
            is_in_typed_word(analysis, offset, text.len());
            let range = Span::new(offset, text.len());
            let refactorings = refactorings(analysis, range);
            for action in quick_fixes(analysis, range).into_iter().chain(refactorings) {
                let edits = match action.effect {
                    Effect::Edit(edits) => Some(edits),
                    Effect::Change(change) => change.edits(analysis),
                    Effect::OpenPage(_) | Effect::OpenForm => None,
                };
                edits.inspect(|edits| drop(edits.apply(text)));
            }
            inlay_hints(analysis, range);
            form_action(analysis, range);
            glob_completions(analysis, offset, &["a".to_owned()]);
        }
        code_lenses(analysis);
        document_links(analysis);
        document_symbols(analysis);
        folding_ranges(analysis);
        semantic_tokens(analysis);
        fix_all(analysis);
    }

    #[test]
    fn a_configuration_file_has_its_own_features() {
        let text = "[rules]\ninsecure-htp = \"off\"\n# insecure-http\n";
        let (source, levels) = (Source::new(text), Levels::default());
        let analysis = Analysis::new(source, DocumentKind::Configuration, levels);
        assert_eq!(analysis.report.diagnostics.len(), 1);
        let whole = Span::new(0, text.len());
        let titles = quick_fixes(&analysis, whole).into_iter().map(|action| action.title);
        assert_eq!(titles.collect::<Vec<_>>(), ["Rename to `insecure-http`"]);
        assert!(fix_all(&analysis).is_none());
        assert!(hover(&analysis, 2).is_some());
        assert_eq!(completions(&analysis, text.find("off").unwrap()).len(), 4);
        assert_eq!(document_symbols(&analysis).len(), 1);
        assert!(!folding_ranges(&analysis).is_empty());
        assert_eq!(selection_ranges(&analysis, 0), [whole]);
    }
}
