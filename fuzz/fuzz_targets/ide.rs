//! Every capability of the editor answers at every place of any text, with edits that apply.

#![no_main]

use cliq_lint::config::Levels;
use cliq_lint::ide::{
    Analysis, DocumentKind, Effect, code_lenses, completions, document_links, document_symbols, fix_all,
    folding_ranges, hover, inlay_hints, quick_fixes, selection_ranges, semantic_tokens,
};
use cliq_lint::text::{Source, Span};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let analysis = Analysis::new(Source::new(text), DocumentKind::Manifest, Levels::default());
    let whole = Span::new(0, text.len());
    for action in quick_fixes(&analysis, whole) {
        if let Effect::Edit(edits) = action.effect {
            edits.apply(text);
        }
    }
    if let Some(edits) = fix_all(&analysis) {
        edits.apply(text);
    }
    code_lenses(&analysis);
    document_links(&analysis);
    document_symbols(&analysis);
    folding_ranges(&analysis);
    inlay_hints(&analysis, whole);
    semantic_tokens(&analysis);
    for (offset, _) in text.char_indices().take(200) {
        hover(&analysis, offset);
        selection_ranges(&analysis, offset);
        for completion in completions(&analysis, offset) {
            let _ = completion;
        }
    }
});
