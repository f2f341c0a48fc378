//! The elements of an array, or the entries of an inline table, as they are written.

use super::tokens::{TokenKind, lex};
use crate::text::{Source, Span};

/// One element or entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    /// From its first byte to its last, comments and whitespace around it excluded.
    pub span: Span,
    /// The byte offset of the comma that follows it.
    pub comma: Option<usize>,
}

/// The elements between the brackets of the array or the inline table at `container`, in order.
pub fn elements(source: &Source, container: Span) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    let mut current: Option<Span> = None;
    let mut depth = 0;
    for token in lex(source.text(), container) {
        let span = token.span;
        let outermost = depth <= 1;
        match token.kind {
            _ if token.is_opening() => depth += 1,
            _ if token.is_closing() => depth -= 1,
            TokenKind::Comma if outermost => {
                elements.extend(current.take().map(|span| Element { span, comma: None }));
                if let Some(element) = elements.last_mut() {
                    element.comma = element.comma.or(Some(span.start));
                }
                continue;
            }
            _ if token.is_trivia() => continue,
            _ => {}
        }
        let is_bracket_of_container = outermost && (span.start == container.start || depth == 0);
        if !is_bracket_of_container {
            let start = current.map_or(span.start, |current| current.start);
            current = Some(Span::new(start, span.end));
        }
    }
    elements.extend(current.map(|span| Element { span, comma: None }));
    elements
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each element of an array or inline table as it is written, with `,` where one follows.
    fn written(text: &str) -> Vec<String> {
        let source = Source::new(text);
        let elements = elements(&source, Span::new(0, text.len()));
        let comma = |element: &Element| if element.comma.is_some() { "," } else { "" };
        let written =
            |element: &Element| format!("{}{}", source.slice(element.span), comma(element));
        elements.iter().map(written).collect()
    }

    #[test]
    fn commas_in_strings_comments_and_inner_brackets_do_not_count() {
        let text = "[ \"a,b\", # one, two\n [1, 2] ,{ x = 1, y = 2 } ]";
        assert_eq!(written(text), ["\"a,b\",", "[1, 2],", "{ x = 1, y = 2 }"]);
    }

    #[test]
    fn entries_of_an_inline_table_are_elements() {
        assert_eq!(written("{ a.b = 1, c = [ 2 ], }"), ["a.b = 1,", "c = [ 2 ],"]);
        assert_eq!(written("[]"), [""; 0]);
    }
}
