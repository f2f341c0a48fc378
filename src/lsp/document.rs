//! The text of an open document as the client edits it, and positions in the client's units.

use ropey::{Rope, RopeSlice};
use tower_lsp::lsp_types::{Position, Range, TextDocumentContentChangeEvent};

use crate::config::Levels;
use crate::manifest::Manifest;
use crate::syntax::parse;
use crate::text::{Source, Span};

/// The unit in which a client counts the columns of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what every client knows.
    #[default]
    Utf16,
    /// Characters (Unicode scalar values).
    Utf32,
}

/// An open document.
pub struct Document {
    /// The version that the client gave it last.
    pub version: i32,
    /// The levels of the rules for it.
    pub levels: Levels,
    rope: Rope,
}

impl Document {
    /// A document as it is opened.
    #[must_use]
    pub fn new(version: i32, text: &str, levels: Levels) -> Self {
        Self { version, levels, rope: Rope::from_str(text) }
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from(&self.rope)
    }

    /// Reads the text as a manifest, for as long as `look` looks at it.
    pub fn read<T>(&self, look: impl FnOnce(&str, &Manifest<'_>) -> T) -> T {
        let text = self.text();
        let source = Source::from(text.as_str());
        look(&text, &Manifest::new(&parse(&source)))
    }

    /// Applies the changes of one notification, each to the text that those before it made.
    pub fn change(
        &mut self,
        version: i32,
        changes: &[TextDocumentContentChangeEvent],
        encoding: Encoding,
    ) {
        self.version = version;
        for change in changes {
            match change.range {
                None => self.rope = Rope::from_str(&change.text),
                Some(range) => {
                    let start = self.character(range.start, encoding);
                    let end = self.character(range.end, encoding).max(start);
                    self.rope.remove(start..end);
                    self.rope.insert(start, &change.text);
                }
            }
        }
    }

    /// The byte offset of a position; one outside of the text is moved to the end of its line or of
    /// the text.
    #[must_use]
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        self.rope.char_to_byte(self.character(position, encoding))
    }

    /// The position of a byte offset, which is moved to the start of the character that holds it.
    #[must_use]
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let character = self.rope.byte_to_char(offset.min(self.rope.len_bytes()));
        let line = self.rope.char_to_line(character);
        let start = self.rope.line_to_char(line);
        let before = self.rope.slice(start..character);
        let column = match encoding {
            Encoding::Utf8 => before.len_bytes(),
            Encoding::Utf16 => before.len_utf16_cu(),
            Encoding::Utf32 => before.len_chars(),
        };
        Position::new(number(line), number(column))
    }

    /// The range of a span.
    #[must_use]
    pub fn range(&self, span: Span, encoding: Encoding) -> Range {
        Range::new(self.position(span.start, encoding), self.position(span.end, encoding))
    }

    /// The character that a position stands before.
    fn character(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        if line >= self.rope.len_lines() {
            return self.rope.len_chars();
        }
        let content = without_line_end(self.rope.line(line));
        let column = position.character as usize;
        let before = match encoding {
            Encoding::Utf8 => content.byte_to_char(column.min(content.len_bytes())),
            Encoding::Utf16 => content.utf16_cu_to_char(column.min(content.len_utf16_cu())),
            Encoding::Utf32 => column.min(content.len_chars()),
        };
        self.rope.line_to_char(line) + before
    }
}

fn without_line_end(line: RopeSlice<'_>) -> RopeSlice<'_> {
    let mut end = line.len_chars();
    while end > 0 && matches!(line.char(end - 1), '\n' | '\r') {
        end -= 1;
    }
    line.slice(..end)
}

/// A count as the protocol has it. Texts of more than 4 GiB do not pass the transport.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a position means, computed from the text alone: the lines end at `\n`, `\r\n` and `\r`.
    fn offset_in(text: &str, position: Position, encoding: Encoding) -> usize {
        let mut start = 0;
        for _ in 0..position.line {
            let Some(end) = text[start..].find(['\n', '\r']) else { return text.len() };
            start += end + if text[start + end..].starts_with("\r\n") { 2 } else { 1 };
        }
        let mut units = 0;
        for (at, character) in text[start..].char_indices() {
            let width = match encoding {
                Encoding::Utf8 => character.len_utf8(),
                Encoding::Utf16 => character.len_utf16(),
                Encoding::Utf32 => 1,
            };
            units += number(width);
            if units > position.character || matches!(character, '\n' | '\r') {
                return start + at;
            }
        }
        text.len()
    }

    /// Numbers that look random and are the same in every run (a linear congruential generator).
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap() % limit
        }
    }

    #[test]
    fn ten_thousand_random_edits_leave_the_text_that_they_should() {
        let pieces = [
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
        let mut numbers = Numbers(7);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let mut text = String::from("[client]\nname = \"😀\"\r\n");
            let mut document = Document::new(0, &text, Levels::default());
            let mut version = 0;
            let mut edits = 0;
            while edits < 3_400 {
                let mut changes = Vec::new();
                for _ in 0..=numbers.below(3) {
                    let inserted: String = (0..numbers.below(3))
                        .map(|_| pieces[numbers.below(pieces.len())])
                        .collect();
                    if text.len() > 400 || numbers.below(200) == 0 {
                        text.clone_from(&inserted);
                        changes.push(TextDocumentContentChangeEvent {
                            range: None,
                            range_length: None,
                            text: inserted,
                        });
                        continue;
                    }
                    let mut place =
                        || Position::new(number(numbers.below(12)), number(numbers.below(24)));
                    let (one, other) = (place(), place());
                    let (start, end) = if one <= other { (one, other) } else { (other, one) };
                    let (from, to) =
                        (offset_in(&text, start, encoding), offset_in(&text, end, encoding));
                    text.replace_range(from..to.max(from), &inserted);
                    changes.push(TextDocumentContentChangeEvent {
                        range: Some(Range::new(start, end)),
                        range_length: None,
                        text: inserted,
                    });
                }
                edits += changes.len();
                version += 1;
                document.change(version, &changes, encoding);
                assert_eq!(document.text(), text, "{encoding:?} {changes:?}");
                let offset = numbers.below(text.len() + 1);
                let offset = crate::text::floor_char_boundary(&text, offset);
                let position = document.position(offset, encoding);
                let is_inside_crlf =
                    text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
                if !is_inside_crlf {
                    assert_eq!(
                        document.offset(position, encoding),
                        offset,
                        "{encoding:?} {position:?} in {text:?}"
                    );
                }
            }
        }
    }
}
