//! Where a part of a decoded string stands in the file.

use std::ops::Range;

use crate::text::Span;

/// The bytes of `source` that stand for the bytes `range` of the decoded text of the string at `span`, quotes included
/// in `span`. An escape, or the line end that `\` at the end of a line removes, is taken whole.
pub(super) fn locate(source: &str, span: Span, range: Range<usize>) -> Span {
    let literal = span.of(source);
    let quote = match literal.get(..3) {
        Some("\"\"\"" | "'''") => 3,
        _ => 1,
    };
    let basic = literal.starts_with('"');
    let multi_line = quote == 3;
    let mut at = span.start + quote;
    let end = (span.end - quote).max(at);
    if multi_line {
        at += leading_newline(&source[at..end]);
    }
    if !(basic && source[at..end].contains('\\')) {
        return Span::new((at + range.start).min(end), (at + range.end).min(end));
    }
    let mut decoded = 0;
    let mut found = Span::at(end);
    while at < end {
        let piece = piece(&source[at..end]);
        if decoded <= range.start && (decoded + piece.decoded > range.start || range.is_empty() && decoded == range.start) {
            found.start = at;
        }
        if range.is_empty() && decoded >= range.start {
            return Span::at(found.start);
        }
        decoded += piece.decoded;
        at += piece.written;
        if decoded >= range.end {
            return Span::new(found.start, at);
        }
    }
    found
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

fn piece(rest: &str) -> Piece {
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
            let blank = rest[1..].find(|c: char| !matches!(c, ' ' | '\t' | '\r' | '\n')).unwrap_or(rest.len() - 1);
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
