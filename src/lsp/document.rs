//! An open document: its text and the analysis of its current version.

use std::borrow::Cow;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use ropey::Rope;
use tower_lsp::lsp_types::Url;

use super::workspace::file_name;
use crate::config::Levels;
use crate::fs;
use crate::ide::{Analysis, DocumentKind};
use crate::overlap::Claim;
use crate::text::{Encoding, LineColumn, Source, minimal_edit};

/// An open document.
pub(super) struct Document {
    /// The latest version number from the editor.
    pub version: i32,
    /// The kind of document.
    pub kind: DocumentKind,
    /// The byte offset where the last change ended, until the user pauses or moves the cursor away.
    pub typing: Option<usize>,
    file_name: String,
    /// The file path, if the document is a file.
    path: Option<PathBuf>,
    levels: Levels,
    rope: Rope,
    /// Computed on first use, and dropped when the text or the configuration changes.
    analysis: OnceLock<Arc<Analysis>>,
    /// What this version has that no other manifest should have.
    claims: OnceLock<Vec<Claim>>,
}

/// A change that the editor makes to a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The range to replace; `None` for the whole text.
    pub range: Option<Range<LineColumn>>,
    /// The new text.
    pub text: String,
}

impl Document {
    /// Creates a document when the editor opens it.
    pub(super) fn new(
        version: i32,
        text: &str,
        uri: &Url,
        kind: DocumentKind,
        levels: Levels,
    ) -> Self {
        Self {
            version,
            kind,
            typing: None,
            file_name: file_name(uri).to_owned(),
            path: uri.to_file_path().ok(),
            levels,
            rope: Rope::from_str(text),
            analysis: OnceLock::new(),
            claims: OnceLock::new(),
        }
    }

    /// The whole text.
    pub(super) fn text(&self) -> String {
        String::from(&self.rope)
    }

    /// Returns the analysis of this version; computed once.
    pub(super) fn analysis(&self) -> Arc<Analysis> {
        let analyze = || {
            let source = Source::new(self.text()).in_file(&self.file_name);
            let mut analysis = Analysis::new(source, self.kind, self.levels.clone());
            if let (DocumentKind::Configuration, Some(path)) = (self.kind, &self.path) {
                analysis.report = fs::lint_config_at(path, analysis.source());
            }
            analysis.into()
        };
        self.analysis.get_or_init(analyze).clone()
    }

    /// Returns the values of this version that no other manifest should have. They are read once.
    pub(super) fn claims(&self, encoding: Encoding) -> &[Claim] {
        self.claims.get_or_init(|| self.analysis().claims(encoding))
    }

    /// Applies the changes of one notification in order, each to the result of the previous one.
    pub(super) fn change(&mut self, version: i32, changes: &[Change], encoding: Encoding) {
        self.version = version;
        for Change { range, text } in changes {
            match range {
                None => {
                    let edit = minimal_edit(&self.text(), text);
                    self.rope = Rope::from_str(text);
                    self.typing = Some(edit.span.start + edit.text.len());
                }
                Some(range) => {
                    let start = self.char_at(range.start, encoding);
                    let end = self.char_at(range.end, encoding).max(start);
                    self.rope.remove(start..end);
                    self.rope.insert(start, text);
                    self.typing = Some(self.rope.char_to_byte(start) + text.len());
                }
            }
        }
        self.forget_analysis();
    }

    fn forget_analysis(&mut self) {
        (self.analysis, self.claims) = (OnceLock::new(), OnceLock::new());
    }

    /// Sets the document's kind and its configured levels.
    pub(super) fn configure(&mut self, kind: DocumentKind, levels: Levels) {
        // A file that the configuration extends may have changed.
        let is_configuration = kind == DocumentKind::Configuration;
        if is_configuration || (self.kind, &self.levels) != (kind, &levels) {
            (self.kind, self.levels) = (kind, levels);
            self.forget_analysis();
        }
    }

    /// Returns the character index of an editor's position, clamped to the text as in
    /// [`Source::offset`].
    fn char_at(&self, place: LineColumn, encoding: Encoding) -> usize {
        if place.line >= self.rope.len_lines() {
            return self.rope.len_chars();
        }
        let line = Cow::from(self.rope.line(place.line));
        let content = line.trim_end_matches(['\n', '\r']);
        let start = self.rope.line_to_byte(place.line);
        self.rope.byte_to_char(start + encoding.byte_of_column(content, place.column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document::new(
            1,
            text,
            &"untitled:/cliq-client.toml".parse().unwrap(),
            DocumentKind::Manifest,
            Levels::default(),
        )
    }

    /// Converts a position to a byte offset independently of the rope: lines end at `\n`, `\r\n`
    /// and `\r`.
    fn offset_in(text: &str, place: LineColumn, encoding: Encoding) -> usize {
        let mut start = 0;
        for _ in 0..place.line {
            let Some(end) = text[start..].find(['\n', '\r']) else { return text.len() };
            start += end + if text[start + end..].starts_with("\r\n") { 2 } else { 1 };
        }
        let mut units = 0;
        for (at, character) in text[start..].char_indices() {
            units += match encoding {
                Encoding::Utf8 => character.len_utf8(),
                Encoding::Utf16 => character.len_utf16(),
                Encoding::Utf32 => 1,
            };
            if units > place.column || matches!(character, '\n' | '\r') {
                return start + at;
            }
        }
        text.len()
    }

    /// A reproducible pseudorandom number generator (linear congruential).
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap() % limit
        }

        fn place(&mut self) -> LineColumn {
            LineColumn { line: self.below(12), column: self.below(24) }
        }
    }

    const PIECES: [&str; 14] = [
        "",
        "a",
        "\n",
        "\r\n",
        "\r",
        "é",
        "😀",
        "e\u{301}",
        "名前",
        "[client]\n",
        "name = \"x\"",
        "\u{2028}",
        "\u{85}",
        "\u{b}",
    ];

    /// Creates a random change and applies it to `text`.
    fn random_change(numbers: &mut Numbers, text: &mut String, encoding: Encoding) -> Change {
        let pieces = 0..numbers.below(3);
        let inserted: String = pieces.map(|_| PIECES[numbers.below(PIECES.len())]).collect();
        if text.len() > 400 || numbers.below(200) == 0 {
            text.clone_from(&inserted);
            return Change { range: None, text: inserted };
        }
        let (one, other) = (numbers.place(), numbers.place());
        let range = one.min(other)..one.max(other);
        let start = offset_in(text, range.start, encoding);
        let end = offset_in(text, range.end, encoding).max(start);
        text.replace_range(start..end, &inserted);
        Change { range: Some(range), text: inserted }
    }

    #[test]
    fn random_changes_leave_the_text_that_they_should() {
        let mut numbers = Numbers(7);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let mut text = String::from("[client]\nname = \"😀\"\r\n");
            let mut document = document(&text);
            for version in 0..1_000 {
                let count = 1 + numbers.below(3);
                let changes: Vec<Change> =
                    (0..count).map(|_| random_change(&mut numbers, &mut text, encoding)).collect();
                document.change(version, &changes, encoding);
                assert_eq!(document.text(), text, "{encoding:?} {changes:?}");
                let (place, source) = (numbers.place(), Source::new(text.as_str()));
                assert_eq!(
                    source.offset(place, encoding),
                    offset_in(&text, place, encoding),
                    "{encoding:?} {place:?} in {text:?}"
                );
            }
        }
    }

    #[test]
    fn a_version_is_analyzed_once_and_a_change_makes_another_analysis() {
        let mut document = document("[client]\ntype = 'self-client'\nname = 'a!'\n");
        let first = document.analysis();
        assert!(Arc::ptr_eq(&first, &document.analysis()));
        assert_eq!(document.analysis().report.diagnostics.len(), 1);
        let place = |column| LineColumn { line: 2, column };
        let change = Change { range: Some(place(9)..place(10)), text: String::new() };
        document.change(2, &[change], Encoding::Utf16);
        assert_eq!(document.analysis().source().text(), document.text());
        assert_eq!(document.analysis().report.diagnostics, []);
    }

    #[test]
    fn only_another_configuration_makes_another_analysis() {
        let mut document = document("[client]\ntype = 'self-client'\nname = 'a!'\n");
        let first = document.analysis();
        document.configure(DocumentKind::Manifest, Levels::default());
        assert!(Arc::ptr_eq(&first, &document.analysis()));
        document.configure(DocumentKind::Other, Levels::default());
        assert_eq!(document.analysis().report.diagnostics, []);
    }
}
