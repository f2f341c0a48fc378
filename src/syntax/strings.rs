//! A TOML string: its decoded text, and which bytes of the file encode which part of it.

use std::ops::Range;
use std::sync::Arc;

use toml::de::DeValue;

use crate::text::Span;

/// A string value. It knows where each part of its decoded text is written, so that a character
/// inside it can be underlined or replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StringValue {
    /// The string as written, with its quotes.
    pub span: Span,
    /// The decoded text.
    pub value: Arc<str>,
    /// What is written between the quotes, without the newline that TOML drops after the opening
    /// quotes of a multi-line string.
    content: Span,
    /// The characters and escapes of the content; empty if each byte encodes itself.
    units: Arc<[Unit]>,
}

/// A character or an escape of a basic string. An escaped line end decodes to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unit {
    /// Where it is written, in bytes of the file.
    written: Span,
    /// The offset in the decoded text, in bytes, at which its decoded text begins.
    decoded: usize,
    /// The length of its decoded text in bytes.
    decoded_len: usize,
}

impl StringValue {
    /// The string that is written at `span` of `text`, quotes included, and decoded is `value`.
    pub(super) fn new(text: &str, span: Span, value: Arc<str>) -> Self {
        let content = content_span(text, span);
        let written = &text[span.start..span.end];
        let has_escapes = written.starts_with('"') && written.contains('\\');
        let units = if has_escapes { escape_units(text, content) } else { Arc::default() };
        Self { span, value, content, units }
    }

    /// The bytes of the file that encode `range`, which is in bytes of the decoded text. An
    /// escape is taken whole.
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

    /// Each character of the decoded text with the bytes of the file that encode it.
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

    /// The bytes of the file between the quotes.
    pub fn content_span(&self) -> Span {
        self.content
    }

    /// What to underline for the string as a whole: what is between the quotes, or the quotes where
    /// that is nothing.
    pub fn highlight_span(&self) -> Span {
        if self.content.is_empty() { self.span } else { self.content }
    }
}

/// The text that a string as written decodes to; `None` if it is not one string.
pub fn decode_string(written: &str) -> Option<String> {
    match DeValue::parse(written).ok()?.into_inner() {
        DeValue::String(value) => Some(value.into_owned()),
        _ => None,
    }
}

/// What is between the quotes, without the newline that may follow those of a multi-line string.
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

/// How many bytes the first character or escape of a basic string's content takes as written, and
/// how many as decoded (TOML 1.1, "String").
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

    /// The text of the file that encodes `part` of the decoded string.
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
