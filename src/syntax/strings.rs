//! A TOML string: its decoded text, and the mapping from that text to bytes of the file.

use std::ops::Range;
use std::sync::Arc;

use toml::de::DeValue;

use crate::text::Span;

/// A string value. It maps each part of the decoded text to its position in the file, so that a
/// character inside it can be underlined or replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StringValue {
    /// The span of the literal, including quotes.
    pub span: Span,
    /// The decoded text.
    pub value: Arc<str>,
    /// The span between the quotes, without the newline that TOML drops after the opening quotes of
    /// a multi-line string.
    content: Span,
    /// The characters and escapes of the content; empty if every byte represents itself.
    units: Arc<[Unit]>,
}

/// A character or an escape of a basic string. An escaped line end decodes to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unit {
    /// The span in the file.
    written: Span,
    /// The byte offset in the decoded text.
    decoded: usize,
    /// The length in the decoded text, in bytes.
    decoded_len: usize,
}

impl StringValue {
    /// Creates the string whose literal, including quotes, is at `span` of `text` and decodes to
    /// `value`.
    pub(super) fn new(text: &str, span: Span, value: Arc<str>) -> Self {
        let content = content_span(text, span);
        let written = &text[span.start..span.end];
        let has_escapes = written.starts_with('"') && written.contains('\\');
        let units = if has_escapes { escape_units(text, content) } else { Arc::default() };
        Self { span, value, content, units }
    }

    /// Returns the span in the file for a byte range of the decoded text. Escapes are included
    /// whole.
    pub fn span_of(&self, range: Range<usize>) -> Span {
        if self.units.is_empty() {
            let offset = |at: usize| (self.content.start + at).min(self.content.end);
            return Span::new(offset(range.start), offset(range.end));
        }
        let first =
            self.units.partition_point(|unit| unit.decoded + unit.decoded_len <= range.start);
        let Some(start) = self.units.get(first).map(|unit| unit.written.start) else {
            return Span::empty(self.content.end);
        };
        if range.is_empty() {
            return Span::empty(start);
        }
        let after = self.units.partition_point(|unit| unit.decoded < range.end);
        Span::new(start, self.units[after - 1].written.end)
    }

    /// Iterates over the characters of the decoded text with their spans in the file.
    pub fn chars(&self) -> impl Iterator<Item = (char, Span)> {
        let written =
            self.units.iter().filter(|unit| unit.decoded_len > 0).map(|unit| unit.written);
        let mut written = written.collect::<Vec<_>>().into_iter();
        let start = self.content.start;
        self.value.char_indices().map(move |(at, character)| {
            let itself = Span::new(start + at, start + at + character.len_utf8());
            (character, written.next().unwrap_or(itself))
        })
    }

    /// Returns the span between the quotes.
    pub fn content_span(&self) -> Span {
        self.content
    }

    /// Returns the span to underline for the whole string: the content, or the quotes if it is
    /// empty.
    pub fn highlight_span(&self) -> Span {
        if self.content.is_empty() { self.span } else { self.content }
    }
}

/// Decodes a string literal; `None` if the text is not a single string.
pub fn decode_string(written: &str) -> Option<String> {
    match DeValue::parse(written).ok()?.into_inner() {
        DeValue::String(value) => Some(value.into_owned()),
        _ => None,
    }
}

/// Returns the span between the quotes, without the newline after the opening quotes of a
/// multi-line string.
fn content_span(text: &str, span: Span) -> Span {
    let written = &text[span.start..span.end];
    let is_multi_line = written.starts_with("\"\"\"") || written.starts_with("'''");
    let quotes = if is_multi_line { 3 } else { 1 };
    let start = span.start + quotes;
    let end = (span.end - quotes).max(start);
    let newline = match &text[start..end] {
        content if is_multi_line && content.starts_with("\r\n") => 2,
        content if is_multi_line && content.starts_with('\n') => 1,
        _ => 0,
    };
    Span::new(start + newline, end)
}

fn escape_units(text: &str, content: Span) -> Arc<[Unit]> {
    let mut units = Vec::new();
    let mut at = content.start;
    let mut decoded = 0;
    while at < content.end {
        let (written_len, decoded_len) = escape_unit(&text[at..content.end]);
        units.push(Unit { written: Span::new(at, at + written_len), decoded, decoded_len });
        at += written_len;
        decoded += decoded_len;
    }
    units.into()
}

/// Returns the written and decoded lengths, in bytes, of the first character or escape in the
/// content of a basic string (TOML 1.1, "String").
fn escape_unit(rest: &str) -> (usize, usize) {
    let mut characters = rest.chars();
    let first_len = characters.next().map_or(1, char::len_utf8);
    if !rest.starts_with('\\') {
        return (first_len, first_len);
    }
    let digits = match characters.next() {
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        Some(' ' | '\t' | '\r' | '\n') => {
            // A backslash at the end of a line removes all whitespace up to the next character.
            let is_text = |character: char| !matches!(character, ' ' | '\t' | '\r' | '\n');
            return (1 + rest[1..].find(is_text).unwrap_or(rest.len() - 1), 0);
        }
        Some(_) => return (2, 1),
        None => return (1, 1),
    };
    let code = rest.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    ((2 + digits).min(rest.len()), code.and_then(char::from_u32).map_or(1, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;
    use crate::text::Source;

    fn string(literal: &str) -> (Source, StringValue) {
        let source = Source::new(format!("k = {literal} # end"));
        let tree = parse(&source);
        assert_eq!(tree.errors, []);
        let string = tree.root.get("k").unwrap().value.as_string().unwrap().clone();
        (source, string)
    }

    /// Returns the text in the file that encodes `part` of the decoded string.
    fn written(literal: &str, part: &str) -> String {
        let (source, string) = string(literal);
        let start = string.value.find(part).unwrap();
        source.slice(string.span_of(start..start + part.len())).to_owned()
    }

    #[test]
    fn a_character_of_a_plain_string_is_itself() {
        assert_eq!(written("\"a!b\"", "!"), "!");
        assert_eq!(written("'a\\!b'", "!"), "!");
        assert_eq!(written("'''\na!b'''", "!"), "!");
    }

    #[test]
    fn an_escape_is_underlined_as_written() {
        assert_eq!(written(r#""a\u0021b""#, "!"), r"\u0021");
        assert_eq!(written(r#""\té\x21b""#, "!"), r"\x21");
        assert_eq!(written(r#""\U0001F600!""#, "!"), "!");
        assert_eq!(written(r#""\"!\"""#, "!\""), "!\\\"");
    }

    #[test]
    fn an_escaped_line_end_decodes_to_nothing() {
        assert_eq!(written("\"\"\"\r\na \\\r\n   !b\"\"\"", "!b"), "!b");
    }

    #[test]
    fn each_character_has_its_own_place() {
        for literal in ["\"a\\u00e9\\\\é\"", "'a\\é'", "\"\"\"\na\\\n  \\tb\"\"\""] {
            let (source, string) = string(literal);
            let (characters, spans): (String, Vec<Span>) = string.chars().unzip();
            assert_eq!(*characters, *string.value);
            for ((at, character), span) in string.value.char_indices().zip(spans) {
                assert_eq!(string.span_of(at..at + character.len_utf8()), span, "{literal}");
                assert!(source.text().is_char_boundary(span.start));
            }
        }
    }

    #[test]
    fn the_end_of_a_string_is_before_its_closing_quote() {
        for literal in ["\"ab\"", "\"a\\n\"", "''"] {
            let (source, string) = string(literal);
            let end = string.span_of(string.value.len()..string.value.len());
            assert_eq!(
                (end, string.content_span().end),
                (Span::empty(string.span.end - 1), end.start)
            );
            assert_eq!(source.slice(string.span), literal);
        }
    }
}
