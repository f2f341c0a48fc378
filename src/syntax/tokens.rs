//! The lexer: TOML tokens with their positions in the file.

pub(super) use toml_parser::lexer::TokenKind;

use crate::text::Span;

/// A token; its span is in bytes of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

impl Token {
    /// Returns `true` for whitespace, line ends and comments.
    pub(super) fn is_trivia(&self) -> bool {
        use TokenKind::{Comment, Eof, Newline, Whitespace};
        matches!(self.kind, Whitespace | Newline | Comment | Eof)
    }

    /// Returns `true` if the token can be part of a key.
    pub(super) fn is_key(&self) -> bool {
        use TokenKind::{Atom, BasicString, LiteralString};
        matches!(self.kind, Atom | BasicString | LiteralString)
    }

    /// Returns `true` for strings of any kind.
    pub(super) fn is_string(&self) -> bool {
        use TokenKind::{BasicString, LiteralString, MlBasicString, MlLiteralString};
        matches!(self.kind, BasicString | LiteralString | MlBasicString | MlLiteralString)
    }

    /// Returns `true` if the token opens an array, an inline table or a header.
    pub(super) fn is_opening(&self) -> bool {
        matches!(self.kind, TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket)
    }

    /// Returns `true` if the token closes what [`Self::is_opening`] opens.
    pub(super) fn is_closing(&self) -> bool {
        matches!(self.kind, TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket)
    }
}

/// Lexes a part of a text as if it were a separate text. The last token is `Eof`.
pub(super) fn lex(text: &str, part: Span) -> impl Iterator<Item = Token> {
    // The lexer skips a byte-order mark, but one is only valid at the start of a file; elsewhere it
    // is text.
    let rest = &text[part.start..part.end];
    let has_bom = part.start > 0 && rest.starts_with('\u{feff}');
    let bom_len = if has_bom { '\u{feff}'.len_utf8() } else { 0 };
    let start = part.start + bom_len;
    let bom =
        has_bom.then_some(Token { kind: TokenKind::Atom, span: Span::new(part.start, start) });
    let token = move |token: toml_parser::lexer::Token| {
        let span = Span::new(token.span().start(), token.span().end());
        Token { kind: token.kind(), span: span.offset_by(start) }
    };
    bom.into_iter().chain(toml_parser::Source::new(&text[start..part.end]).lex().map(token))
}
