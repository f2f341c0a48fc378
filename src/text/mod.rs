//! Byte spans, decoded sources, and the only code that turns bytes into lines and columns.

pub mod escape;
pub mod unicode;

use std::borrow::Cow;
use std::ops::Range;

/// A half-open range of bytes in a manifest's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span of the bytes `start..end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The empty span at a byte offset: a place to insert.
    #[must_use]
    pub fn empty(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The text that the span covers; `text` must be the one that the span was made for.
    #[must_use]
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn contains(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte, or are the same place.
    #[must_use]
    pub fn intersects(&self, other: Span) -> bool {
        (self.start < other.end && other.start < self.end) || self == &other
    }

    /// The same length, `offset` bytes further on.
    #[must_use]
    pub fn offset_by(&self, offset: usize) -> Self {
        Self::new(self.start + offset, self.end + offset)
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// The bytes of a file as text, and what stood in the way of reading them so.
pub struct Source<'a> {
    /// The text; where the file is not UTF-8, with U+FFFD for what could not be read.
    pub text: Cow<'a, str>,
    /// The first fault of the encoding.
    pub fault: Option<EncodingError>,
}

/// Why the bytes of a file are not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodingError {
    /// Offset, in bytes, of the first byte that is not UTF-8; valid in [`Source::text`] too.
    pub offset: usize,
    /// That byte.
    pub byte: u8,
    /// Whether the file begins with the byte-order mark of UTF-16.
    pub utf16: bool,
}

impl<'a> Source<'a> {
    /// Reads bytes as UTF-8. Total: what is not UTF-8 is replaced, and the first fault kept.
    #[must_use]
    pub fn decode(bytes: &'a [u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self { text: Cow::Borrowed(text), fault: None },
            Err(error) => {
                let offset = error.valid_up_to();
                let utf16 = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
                Self {
                    text: String::from_utf8_lossy(bytes),
                    fault: Some(EncodingError { offset, byte: bytes[offset], utf16 }),
                }
            }
        }
    }
}

impl<'a> From<&'a str> for Source<'a> {
    fn from(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), fault: None }
    }
}

/// A place as people count: both from 1, the column in characters (a tab, a byte-order mark and a
/// combining mark are one each).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Where each line of a text begins. A line ends with `\n` (TOML has no other line end but `\r\n`).
pub struct LineIndex {
    starts: Vec<usize>,
    /// How many characters begin before each multiple of [`STRIDE`] bytes, so that a long line is
    /// not counted again and again.
    characters: Vec<usize>,
}

/// The distance, in bytes, of the places that [`LineIndex`] remembers.
const STRIDE: usize = 1024;

impl LineIndex {
    /// Reads the text once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let after =
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let counts = text.as_bytes().chunks(STRIDE).scan(0, |count, chunk| {
            let before = *count;
            *count += count_chars(chunk);
            Some(before)
        });
        Self { starts: std::iter::once(0).chain(after).collect(), characters: counts.collect() }
    }

    /// How many characters begin before a byte offset of `text`.
    fn chars_before(&self, text: &str, offset: usize) -> usize {
        let stride = (offset / STRIDE).min(self.characters.len().saturating_sub(1));
        let known = self.characters.get(stride).copied().unwrap_or(0);
        known + count_chars(&text.as_bytes()[stride * STRIDE..offset])
    }

    /// The number of lines; a text that ends with a newline has an empty last one.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The line, from 0, that holds a byte offset; the last line for offsets past the end.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    /// The bytes of a line (from 0), its line end excluded.
    #[must_use]
    pub fn span(&self, text: &str, line: usize) -> Span {
        let start = self.starts[line];
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let content = text[start..end].trim_end_matches('\n');
        let content =
            if content.len() < end - start { content.trim_end_matches('\r') } else { content };
        Span::new(start, start + content.len())
    }

    /// The place of a byte offset of `text`, the text that the index was made from.
    #[must_use]
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = floor_char_boundary(text, offset);
        let line = self.line(offset);
        let column =
            self.chars_before(text, offset) - self.chars_before(text, self.starts[line]) + 1;
        Position { line: line + 1, column }
    }
}

/// How many characters begin in some bytes of UTF-8.
fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// The greatest character boundary of `text` that is not after `offset`.
#[must_use]
pub fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Where the text begins behind its byte-order mark.
#[must_use]
pub fn bom_len(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The start of the line that holds `offset`.
#[must_use]
pub fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The end of the line that holds `offset`, its line end included.
#[must_use]
pub fn line_end(text: &str, offset: usize) -> usize {
    text[offset..].find('\n').map_or(text.len(), |newline| offset + newline + 1)
}

/// The line end that the text uses: that of its first line.
#[must_use]
pub fn newline(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "\u{feff}a\tß😀x\r\ny";
        let index = LineIndex::new(text);
        let at = |needle| index.position(text, text.find(needle).unwrap());
        assert_eq!(at("x"), Position { line: 1, column: 6 });
        assert_eq!(at("y"), Position { line: 2, column: 1 });
        assert_eq!(index.span(text, 0).of(text), "\u{feff}a\tß😀x");
    }

    #[test]
    fn columns_of_a_long_line_are_counted_right() {
        let text = format!("x\n{}!", "é".repeat(3 * STRIDE));
        let index = LineIndex::new(&text);
        assert_eq!(
            index.position(&text, text.len() - 1),
            Position { line: 2, column: 3 * STRIDE + 1 }
        );
    }

    #[test]
    fn offsets_past_the_end_and_inside_a_character_are_clamped() {
        let text = "ß";
        let index = LineIndex::new(text);
        assert_eq!(index.position(text, 1), Position { line: 1, column: 1 });
        assert_eq!(index.position(text, 99), Position { line: 1, column: 2 });
    }

    #[test]
    fn the_first_byte_that_is_not_utf_8_is_named() {
        let source = Source::decode(b"a\xe9b");
        assert_eq!(source.fault, Some(EncodingError { offset: 1, byte: 0xe9, utf16: false }));
        assert!(Source::decode(b"\xff\xfea\0").fault.unwrap().utf16);
        assert!(Source::decode("é".as_bytes()).fault.is_none());
    }
}
