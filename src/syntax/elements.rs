//! The elements of an array, or the entries of an inline table, as they stand in the file.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::text::Span;

/// One element or entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// From its first byte to its last, comments and blanks around it excluded.
    pub span: Span,
    /// The byte offset of the comma that follows it.
    pub comma: Option<usize>,
}

/// The items between the brackets of the array or the inline table at `container`, in order.
#[must_use]
pub fn items(text: &str, container: Span) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut current: Option<Span> = None;
    let mut depth = 0;
    for token in Source::new(container.of(text)).lex() {
        let span = Span::new(token.span().start(), token.span().end()).offset_by(container.start);
        let outermost = depth <= 1;
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => depth += 1,
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => depth -= 1,
            TokenKind::Comma if outermost => {
                items.extend(current.take().map(|span| Item { span, comma: None }));
                if let Some(item) = items.last_mut() {
                    item.comma = item.comma.or(Some(span.start));
                }
                continue;
            }
            TokenKind::Whitespace | TokenKind::Newline | TokenKind::Comment | TokenKind::Eof => {
                continue;
            }
            _ => {}
        }
        let is_bracket_of_container = outermost && (span.start == container.start || depth == 0);
        if !is_bracket_of_container {
            let start = current.map_or(span.start, |current| current.start);
            current = Some(Span::new(start, span.end));
        }
    }
    items.extend(current.map(|span| Item { span, comma: None }));
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Vec<(&str, bool)> {
        items(text, Span::new(0, text.len()))
            .iter()
            .map(|item| (item.span.of(text), item.comma.is_some()))
            .collect()
    }

    #[test]
    fn commas_in_strings_comments_and_inner_brackets_do_not_count() {
        let text = "[ \"a,b\", # one, two\n [1, 2] ,{ x = 1, y = 2 } ]";
        assert_eq!(
            written(text),
            [("\"a,b\"", true), ("[1, 2]", true), ("{ x = 1, y = 2 }", false)]
        );
    }

    #[test]
    fn entries_of_an_inline_table_are_items() {
        assert_eq!(written("{ a.b = 1, c = [ 2 ], }"), [("a.b = 1", true), ("c = [ 2 ]", true)]);
        assert_eq!(written("[]"), []);
    }
}
