//! Where a part of a decoded string stands in the file.

use std::ops::Range;

use crate::text::Span;

/// The bytes of `source` that stand for the bytes `range` of the decoded text of the string at
/// `span`, quotes included in `span`. An escape, or the line end that `\` at the end of a line
/// removes, is taken whole.
pub(super) fn locate(source: &str, span: Span, range: Range<usize>) -> Span {
    let content = content(source, span);
    if !has_escapes(source, span) {
        return Span::new(
            (content.start + range.start).min(content.end),
            (content.start + range.end).min(content.end),
        );
    }
    let mut start = None;
    let mut decoded = 0;
    for (piece, at) in escape_units(source, content) {
        let holds_start = decoded + piece.decoded > range.start;
        if start.is_none() && holds_start {
            start = Some(at);
        }
        if range.is_empty() && start.is_some() {
            return Span::empty(at);
        }
        decoded += piece.decoded;
        if decoded >= range.end && start.is_some() {
            return Span::new(start.unwrap_or(at), at + piece.written);
        }
    }
    Span::new(start.unwrap_or(content.end), content.end)
}

/// Each character of the decoded text `value` of a string with the bytes of `source` that stand for
/// it.
pub(super) fn characters(source: &str, span: Span, value: &str) -> Vec<(char, Span)> {
    let content = content(source, span);
    if !has_escapes(source, span) {
        let place = |at, character: char| {
            Span::new(content.start + at, content.start + at + character.len_utf8())
        };
        return value
            .char_indices()
            .map(|(at, character)| (character, place(at, character)))
            .collect();
    }
    let written = escape_units(source, content).filter(|(piece, _)| piece.decoded > 0);
    value.chars().zip(written.map(|(piece, at)| Span::new(at, at + piece.written))).collect()
}

/// The bytes between the quotes, without the newline that may follow those of a multi-line string.
fn content(source: &str, span: Span) -> Span {
    let literal = span.of(source);
    let quotes = if literal.starts_with("\"\"\"") || literal.starts_with("'''") { 3 } else { 1 };
    let start = span.start + quotes;
    let end = (span.end - quotes).max(start);
    let newline = if quotes == 3 { leading_newline(&source[start..end]) } else { 0 };
    Span::new(start + newline, end)
}

fn has_escapes(source: &str, span: Span) -> bool {
    let literal = span.of(source);
    literal.starts_with('"') && literal.contains('\\')
}

/// The characters and escapes of a basic string, each with its place.
fn escape_units(source: &str, content: Span) -> impl Iterator<Item = (Piece, usize)> {
    let mut at = content.start;
    std::iter::from_fn(move || {
        let rest = &source[at..content.end];
        let piece = (!rest.is_empty()).then(|| (escape_unit(rest), at))?;
        at += piece.0.written;
        Some(piece)
    })
}

/// A newline straight after the opening quotes is not part of a multi-line string.
fn leading_newline(inner: &str) -> usize {
    if inner.starts_with("\r\n") { 2 } else { usize::from(inner.starts_with('\n')) }
}

/// The bytes as written, and the bytes that they stand for, of one character or escape.
struct Piece {
    written: usize,
    decoded: usize,
}

fn escape_unit(rest: &str) -> Piece {
    let mut characters = rest.chars();
    let first = characters.next().map_or(1, char::len_utf8);
    if !rest.starts_with('\\') {
        return Piece { written: first, decoded: first };
    }
    let digits = match characters.next() {
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        Some(' ' | '\t' | '\r' | '\n') => {
            let blank = rest[1..]
                .find(|c: char| !matches!(c, ' ' | '\t' | '\r' | '\n'))
                .unwrap_or(rest.len() - 1);
            return Piece { written: 1 + blank, decoded: 0 };
        }
        Some(_) => return Piece { written: 2, decoded: 1 },
        None => return Piece { written: 1, decoded: 1 },
    };
    let code = rest.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    Piece { written: 2 + digits, decoded: code.and_then(char::from_u32).map_or(1, char::len_utf8) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of the file that stands for `part` of the decoded string.
    fn written(literal: &str, part: &str) -> String {
        let source = format!("k = {literal} # end");
        let span = Span::new(4, 4 + literal.len());
        let parsed: toml::de::DeTable = toml::de::DeTable::parse(&source).unwrap().into_inner();
        let value = parsed.get("k").unwrap().as_ref().as_str().unwrap().to_owned();
        let start = value.find(part).unwrap();
        locate(&source, span, start..start + part.len()).of(&source).to_owned()
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
    fn a_line_that_is_continued_counts_as_nothing() {
        assert_eq!(written("\"\"\"\r\na \\\r\n   !b\"\"\"", "!b"), "!b");
    }
}
