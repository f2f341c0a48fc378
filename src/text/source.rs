//! Source text with its line index. All line and column arithmetic happens here.

use super::Span;

/// Decoded text and its line starts.
///
/// A line ends with `\n`, `\r\n` or a lone `\r`, as in the Language Server Protocol, so that the
/// command line and editors agree on line numbers.
#[derive(Clone, Debug)]
pub struct Source {
    text: String,
    file_name: Option<Box<str>>,
    encoding_error: Option<EncodingError>,
    line_starts: Vec<usize>,
    /// The starts of TOML lines, which end only with `\n`; `None` if they equal `line_starts`.
    toml_line_starts: Option<Vec<usize>>,
    /// The counts before each multiple of [`STRIDE`] bytes; empty for ASCII text, where every count
    /// equals the byte offset.
    checkpoints: Vec<Counts>,
}

/// Why a file is not valid UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodingError {
    /// Byte offset of the first invalid byte; also a valid offset into [`Source::text`].
    pub offset: usize,
    /// The invalid byte.
    pub byte: u8,
    /// Whether the file appears to be UTF-16.
    pub utf16: bool,
}

/// The unit in which an editor counts columns (LSP 3.17, `PositionEncodingKind`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, which every editor supports.
    #[default]
    Utf16,
    /// Characters (Unicode scalar values).
    Utf32,
}

impl Encoding {
    /// Returns the number of units that a character takes.
    pub fn width(self, character: char) -> usize {
        match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16 => character.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// Converts a column in this unit to a byte offset within the line. A column inside a character
    /// rounds down to its start; a column past the end of the line is clamped to it.
    pub fn byte_of_column(self, line: &str, column: usize) -> usize {
        if self == Self::Utf8 {
            return floor_char_boundary(line, column);
        }
        let mut units = 0;
        for (at, character) in line.char_indices() {
            units += self.width(character);
            if units > column {
                return at;
            }
        }
        line.len()
    }
}

/// A 1-based position for people. The column counts characters: a tab, a byte-order mark or a
/// combining mark counts as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A 0-based position for editors. The column counts units of an [`Encoding`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 0.
    pub line: usize,
    /// Column, from 0.
    pub column: usize,
}

/// The distance between checkpoints, in bytes. Checkpoints avoid rescanning a long line for every
/// position in it.
const STRIDE: usize = 1024;

/// The number of characters and UTF-16 code units before a byte offset.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    chars: usize,
    utf16: usize,
}

impl Counts {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            // Every byte except a continuation byte starts a character; a four-byte character takes
            // two UTF-16 code units.
            self.chars += usize::from(byte & 0xc0 != 0x80);
            self.utf16 += usize::from(byte & 0xc0 != 0x80) + usize::from(*byte >= 0xf0);
        }
    }
}

impl Source {
    /// Creates a source from decoded text.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let line_starts: Vec<usize> = std::iter::once(0).chain(line_ends(&text)).collect();
        let is_toml_start = |start: &usize| *start == 0 || text.as_bytes()[start - 1] == b'\n';
        let toml_line_starts = (!line_starts.iter().all(is_toml_start))
            .then(|| line_starts.iter().copied().filter(is_toml_start).collect());
        let checkpoints = if text.is_ascii() { Vec::new() } else { checkpoints(&text) };
        Self {
            text,
            file_name: None,
            encoding_error: None,
            line_starts,
            toml_line_starts,
            checkpoints,
        }
    }

    /// Sets the file name.
    #[must_use]
    pub fn in_file(self, name: &str) -> Self {
        Self { file_name: Some(name.into()), ..self }
    }

    /// Creates a source with different text and the same file name.
    #[must_use]
    pub fn with_text(&self, text: impl Into<String>) -> Self {
        Self { file_name: self.file_name.clone(), ..Self::new(text) }
    }

    /// The file name without its directory, if known.
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// Decodes bytes as UTF-8. Never fails: invalid bytes are replaced with U+FFFD, and the first
    /// error is recorded.
    pub fn decode(bytes: &[u8]) -> Self {
        let utf16 = is_utf16(bytes);
        let offset = match std::str::from_utf8(bytes) {
            Ok(text) if !utf16 => return Self::new(text),
            Ok(_) => 0,
            Err(error) => error.valid_up_to(),
        };
        let encoding_error = Some(EncodingError { offset, byte: bytes[offset], utf16 });
        Self { encoding_error, ..Self::new(String::from_utf8_lossy(bytes)) }
    }

    /// The full text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Consumes the source and returns its text.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The decoding error, if the bytes were not valid UTF-8.
    pub fn encoding_error(&self) -> Option<EncodingError> {
        self.encoding_error
    }

    /// Returns the text of a span.
    ///
    /// # Panics
    ///
    /// Panics if the span is out of bounds or does not lie on character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.start..span.end]
    }

    /// Returns the number of lines. Text that ends with a line end has an empty last line.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// Returns the 0-based line of a byte offset; offsets past the end are on the last line.
    pub fn line_of(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset) - 1
    }

    /// Returns the span of a 0-based line, without its line end.
    pub fn line_span(&self, line: usize) -> Span {
        let start = self.line_starts[line];
        let end = self.line_starts.get(line + 1).copied().unwrap_or(self.text.len());
        let written = &self.text[start..end];
        let content = written.strip_suffix('\n').unwrap_or(written);
        Span::new(start, start + content.strip_suffix('\r').unwrap_or(content).len())
    }

    /// Converts a byte offset to a position for people. An offset inside a character rounds down to
    /// its start; an offset past the end is clamped to it.
    pub fn position(&self, offset: usize) -> Position {
        let LineColumn { line, column } = self.line_column(offset, Encoding::Utf32);
        Position { line: line + 1, column: column + 1 }
    }

    /// Converts a byte offset to a position for editors. Offsets are rounded as in
    /// [`Self::position`].
    pub fn line_column(&self, offset: usize, encoding: Encoding) -> LineColumn {
        let offset = self.floor_char_boundary(offset);
        let line = self.line_of(offset);
        let start = self.line_starts[line];
        let column = self.units_before(offset, encoding) - self.units_before(start, encoding);
        LineColumn { line, column }
    }

    /// Converts an editor's position to a byte offset. A column inside a character rounds down to
    /// its start, a column past the line is clamped to the end of the line (LSP 3.17, `Position`),
    /// and a line past the text is clamped to the end of the text.
    pub fn offset(&self, place: LineColumn, encoding: Encoding) -> usize {
        if place.line >= self.line_count() {
            return self.text.len();
        }
        let line = self.line_span(place.line);
        line.start + encoding.byte_of_column(self.slice(line), place.column)
    }

    /// Returns the number of units before a byte offset, which must be on a character boundary.
    fn units_before(&self, offset: usize, encoding: Encoding) -> usize {
        if self.checkpoints.is_empty() || encoding == Encoding::Utf8 {
            return offset;
        }
        let stride = (offset / STRIDE).min(self.checkpoints.len() - 1);
        let mut counts = self.checkpoints[stride];
        counts.add(&self.text.as_bytes()[stride * STRIDE..offset]);
        if encoding == Encoding::Utf16 { counts.utf16 } else { counts.chars }
    }

    /// Returns the last character boundary at or before `offset`.
    pub fn floor_char_boundary(&self, offset: usize) -> usize {
        floor_char_boundary(&self.text, offset)
    }

    /// Returns the run of characters around `offset` that satisfy `is_part`, limited to `within`;
    /// empty if neither neighbor does. `offset` must be a character boundary inside `within`.
    pub fn word_at(&self, offset: usize, within: Span, is_part: impl Fn(char) -> bool) -> Span {
        let before = self.slice(Span::new(within.start, offset));
        let after = self.slice(Span::new(offset, within.end));
        let start = before.trim_end_matches(&is_part).len();
        let rest = after.trim_start_matches(&is_part).len();
        Span::new(within.start + start, within.end - rest)
    }

    /// Returns the length of the byte-order mark in bytes, or 0 if there is none.
    pub fn bom_len(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// Returns the line ending of the first line, which new text should use.
    pub fn line_ending(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }

    /// Returns the line ending for text inserted at `offset`: that of the line at `offset`, or of
    /// the previous line if the last line has none.
    pub fn line_ending_at(&self, offset: usize) -> &'static str {
        let line = self.line_of(offset);
        let end = self.line_starts.get(line + 1).unwrap_or(&self.line_starts[line]);
        if self.text[..*end].ends_with("\r\n") { "\r\n" } else { "\n" }
    }

    /// Returns the start of the TOML line at `offset`. TOML lines end only with `\n`.
    pub fn line_start(&self, offset: usize) -> usize {
        let starts = self.toml_line_starts();
        starts[starts.partition_point(|start| *start <= offset) - 1]
    }

    /// Like [`Self::line_start`], but after a byte-order mark.
    pub fn content_line_start(&self, offset: usize) -> usize {
        let start = self.line_start(offset);
        if start == 0 { self.bom_len() } else { start }
    }

    /// Returns the offset after the TOML line at `offset`, including its line end.
    pub fn line_end(&self, offset: usize) -> usize {
        let starts = self.toml_line_starts();
        let next = starts.partition_point(|start| *start <= offset);
        starts.get(next).copied().unwrap_or(self.text.len())
    }

    fn toml_line_starts(&self) -> &[usize] {
        self.toml_line_starts.as_deref().unwrap_or(&self.line_starts)
    }

    /// Returns the leading spaces and tabs of the TOML line at `offset`.
    pub fn indent_of(&self, offset: usize) -> &str {
        let line = &self.text[self.content_line_start(offset)..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }
}

impl Default for Source {
    fn default() -> Self {
        Self::new("")
    }
}

impl From<&str> for Source {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// Iterates over the byte offsets after each line end.
fn line_ends(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let ends_line = move |at: usize| match bytes[at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    (0..bytes.len()).filter(move |at| ends_line(*at)).map(|at| at + 1)
}

fn checkpoints(text: &str) -> Vec<Counts> {
    let mut counts = Counts::default();
    let before = |chunk| {
        let before = counts;
        counts.add(chunk);
        before
    };
    text.as_bytes().chunks(STRIDE).map(before).collect()
}

/// Returns the last character boundary of `text` at or before `offset`.
fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Guesses whether bytes are UTF-16: they start with a byte-order mark, or every second byte at the
/// start is zero, as in UTF-16 encoded ASCII.
fn is_utf16(bytes: &[u8]) -> bool {
    let pairs = bytes.chunks_exact(2).take(8);
    let are_zero = |second: usize| pairs.len() > 1 && pairs.clone().all(|pair| pair[second] == 0);
    let is_text = |second: usize| pairs.clone().all(|pair| pair[second] != 0);
    let has_mark = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    has_mark || are_zero(1) && is_text(0) || are_zero(0) && is_text(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    #[test]
    fn lines_of_toml_end_at_line_feeds_alone() {
        for text in ["", "a", "a\nb\n", "a\rb\nc\r", "\r\r\n\r", "a\r\nb\r\n"] {
            let source = Source::new(text);
            for offset in 0..=text.len() {
                let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
                let rest = text[offset..].find('\n');
                let end = rest.map_or(text.len(), |newline| offset + newline + 1);
                assert_eq!(source.line_start(offset), start, "{text:?} {offset}");
                assert_eq!(source.line_end(offset), end, "{text:?} {offset}");
            }
        }
    }

    #[test]
    fn columns_for_people_count_characters() {
        let source = Source::new("\u{feff}a\tß😀x\r\ny");
        let at = |needle| source.position(source.text().find(needle).unwrap());
        assert_eq!(at("x"), Position { line: 1, column: 6 });
        assert_eq!(at("y"), Position { line: 2, column: 1 });
        assert_eq!(source.slice(source.line_span(0)), "\u{feff}a\tß😀x");
    }

    #[test]
    fn columns_for_editors_count_the_units_of_the_encoding() {
        let source = Source::new("aß😀x");
        let column = |encoding| source.line_column(source.text().len(), encoding).column;
        assert_eq!(ENCODINGS.map(column), [8, 5, 4]);
    }

    #[test]
    fn a_column_on_a_long_line_is_exact() {
        let text = format!("x\n{}!", "é😀".repeat(STRIDE));
        let source = Source::new(text.as_str());
        assert_eq!(source.position(text.len() - 1).column, 2 * STRIDE + 1);
        let place = source.line_column(text.len() - 1, Encoding::Utf16);
        assert_eq!(place, LineColumn { line: 1, column: 3 * STRIDE });
    }

    #[test]
    fn every_character_boundary_survives_a_round_trip() {
        let source = Source::new("a\r\n\rß😀\n\n名前\u{2028}e\u{301}\r");
        for (offset, _) in source.text().char_indices().chain([(source.text().len(), ' ')]) {
            let is_inside_crlf = source.text()[..offset].ends_with('\r')
                && source.text()[offset..].starts_with('\n');
            for encoding in ENCODINGS.into_iter().filter(|_| !is_inside_crlf) {
                let place = source.line_column(offset, encoding);
                assert_eq!(source.offset(place, encoding), offset, "{place:?} {encoding:?}");
            }
        }
    }

    #[test]
    fn places_outside_the_text_and_inside_a_character_are_clamped() {
        let source = Source::new("ß😀\nx");
        assert_eq!(source.position(1), Position { line: 1, column: 1 });
        assert_eq!(source.position(99), Position { line: 2, column: 2 });
        let offset = |line, column| source.offset(LineColumn { line, column }, Encoding::Utf16);
        assert_eq!([offset(0, 2), offset(0, 99), offset(9, 0)], [2, 6, 8]);
    }

    #[test]
    fn a_word_is_found_beside_characters_of_any_width() {
        let source = Source::new("# größe ßab-c");
        let within = Span::new(1, source.text().len());
        let word = |at: &str, is_part: fn(char) -> bool| {
            let offset = source.text().find(at).unwrap();
            source.slice(source.word_at(offset, within, is_part))
        };
        assert_eq!(word("öße", char::is_alphabetic), "größe");
        assert_eq!(word("b-c", |c| c.is_ascii_lowercase() || c == '-'), "ab-c");
        assert_eq!(word("öße", |c| c.is_ascii_lowercase()), "gr");
        assert_eq!(word(" größe", |c| c.is_ascii_digit()), "");
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line_as_in_editors() {
        let source = Source::new("a\rb\r\nc\n");
        let lines: Vec<_> =
            (0..source.line_count()).map(|line| source.slice(source.line_span(line))).collect();
        assert_eq!(lines, ["a", "b", "c", ""]);
    }

    #[test]
    fn the_first_byte_that_is_not_utf_8_is_named() {
        let source = Source::decode(b"a\xe9b");
        let error = EncodingError { offset: 1, byte: 0xe9, utf16: false };
        assert_eq!((source.text(), source.encoding_error()), ("a\u{fffd}b", Some(error)));
        for utf16 in [&b"\xff\xfea\0"[..], b"[\0c\0", b"\0[\0c", b"[\0c\0\xe9\0\n\0"] {
            assert!(Source::decode(utf16).encoding_error().unwrap().utf16, "{utf16:?}");
        }
        for utf8 in [&b"a\0"[..], b"\0\0\0\0", b"a\0bc"] {
            assert!(Source::decode(utf8).encoding_error().is_none(), "{utf8:?}");
        }
        assert!(Source::decode("é".as_bytes()).encoding_error().is_none());
    }
}
