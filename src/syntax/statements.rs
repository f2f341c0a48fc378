//! Splits a text into statements such that a broken one cannot damage the next.
//!
//! A statement ends with its line, or, inside of brackets, where the next line can only be a new
//! statement: it begins like `key =` or is a header alone on its line.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::MAX_DEPTH;
use crate::text::{Span, line_end};

/// A token of the file; offsets are in bytes of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

impl Token {
    /// Whether the token is only there for people: blanks, line ends, comments.
    pub(super) fn is_trivia(&self) -> bool {
        matches!(
            self.kind,
            TokenKind::Whitespace | TokenKind::Newline | TokenKind::Comment | TokenKind::Eof
        )
    }

    fn is_key(&self) -> bool {
        matches!(self.kind, TokenKind::Atom | TokenKind::BasicString | TokenKind::LiteralString)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StatementKind {
    Header,
    KeyValue,
    Comment,
}

/// One statement.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) kind: StatementKind,
    /// From its first token to its last, the line end excluded.
    pub(super) span: Span,
    pub(super) tokens: Vec<Token>,
    /// The parts of the key, or of the header's name, as far as they can be read.
    pub(super) keys: Vec<(String, Span)>,
    pub(super) too_deep: bool,
}

/// What one pass over the tokens tells before anything is parsed.
pub(super) struct Scan {
    pub(super) comments: Vec<Span>,
    pub(super) first_statement: usize,
    pub(super) too_deep: bool,
}

pub(super) fn scan(text: &str) -> Scan {
    let mut scan = Scan { comments: Vec::new(), first_statement: text.len(), too_deep: false };
    let mut depth = Depth::default();
    for token in Source::new(text).lex() {
        let span = Span::new(token.span().start(), token.span().end());
        let token = Token { kind: token.kind(), span };
        if token.kind == TokenKind::Comment {
            scan.comments.push(span);
        } else if !token.is_trivia() {
            scan.first_statement = scan.first_statement.min(span.start);
        }
        depth.enter(token);
        scan.too_deep |= depth.exceeded;
    }
    scan
}

/// An upper bound of the nesting so far: every bracket and every dot of a key on the way down
/// counts.
#[derive(Default)]
struct Depth {
    dots: Vec<usize>,
    outermost_dots: usize,
    total: usize,
    exceeded: bool,
}

impl Depth {
    fn enter(&mut self, token: Token) {
        match token.kind {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                self.dots.push(0);
                self.total += 1;
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                if let Some(dots) = self.dots.pop() {
                    self.total -= dots + 1;
                }
            }
            TokenKind::Dot => {
                *self.dots.last_mut().unwrap_or(&mut self.outermost_dots) += 1;
                self.total += 1;
            }
            TokenKind::Comma | TokenKind::Newline => {
                self.total -=
                    std::mem::take(self.dots.last_mut().unwrap_or(&mut self.outermost_dots));
            }
            _ => {}
        }
        self.exceeded |= self.total > MAX_DEPTH;
    }
}

/// The statements of a text, in order; blank lines and the line ends between statements belong to
/// none.
pub(super) fn split(text: &str) -> Vec<Statement> {
    let mut tokens = lex(text, 0);
    let mut statements = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if matches!(tokens[at].kind, TokenKind::Whitespace | TokenKind::Newline | TokenKind::Eof) {
            at += 1;
            continue;
        }
        let end = end_of_statement(text, &mut tokens, at);
        statements.push(statement(text, &tokens[at..end]));
        at = end;
    }
    statements
}

fn lex(text: &str, from: usize) -> Vec<Token> {
    // The lexer passes over a byte-order mark; in the middle of a file it is a part of the text.
    let mark =
        if from > 0 && text[from..].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let start = from + mark;
    let tokens = Source::new(&text[start..]).lex();
    let at = |token: toml_parser::lexer::Token| {
        Span::new(token.span().start(), token.span().end()).offset_by(start)
    };
    let mark = (mark > 0).then_some(Token { kind: TokenKind::Atom, span: Span::new(from, start) });
    mark.into_iter()
        .chain(tokens.map(|token| Token { kind: token.kind(), span: at(token) }))
        .collect()
}

/// One past the last token of the statement that begins at token `start`. Where a multi-line string
/// is not closed, the tokens behind it are made anew.
fn end_of_statement(text: &str, tokens: &mut Vec<Token>, start: usize) -> usize {
    let is_header = tokens[start].kind == TokenKind::LeftSquareBracket;
    let mut open: Vec<TokenKind> = Vec::new();
    let mut last = TokenKind::Newline;
    let mut at = start;
    while at < tokens.len() {
        let token = tokens[at];
        match token.kind {
            TokenKind::Newline if is_header || open.is_empty() => return at,
            TokenKind::Newline if resumes(text, tokens, at + 1, &open, last) => return at,
            TokenKind::Eof => return at,
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => open.push(token.kind),
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                open.pop();
            }
            TokenKind::MlBasicString | TokenKind::MlLiteralString
                if !is_closed(token.span.of(text)) =>
            {
                let resume = resume_after(text, token.span.start);
                tokens.truncate(at);
                tokens.push(Token { kind: token.kind, span: Span::new(token.span.start, resume) });
                tokens.extend(lex(text, resume));
                return at + 1;
            }
            _ => {}
        }
        if !token.is_trivia() {
            last = token.kind;
        }
        at += 1;
    }
    at
}

/// Whether a string, as written, ends with the quotes that it begins with.
pub(super) fn is_closed(literal: &str) -> bool {
    let quotes = match literal.get(..3) {
        Some(quotes @ ("\"\"\"" | "'''")) => quotes,
        _ => &literal[..1],
    };
    if literal.len() < 2 * quotes.len() || !literal.ends_with(quotes) {
        return false;
    }
    let inner = &literal[quotes.len()..literal.len() - quotes.len()];
    let backslashes = inner.len() - inner.trim_end_matches('\\').len();
    quotes.starts_with('\'') || backslashes.is_multiple_of(2)
}

/// Where the first line after `start` begins that looks like a statement; the end of the text where
/// none does.
fn resume_after(text: &str, start: usize) -> usize {
    let mut line = line_end(text, start);
    while line < text.len() {
        let end = line_end(text, line);
        let tokens = lex(&text[..end], line);
        if resumes(text, &tokens, 0, &[TokenKind::LeftSquareBracket], TokenKind::Comma) {
            return line;
        }
        line = end;
    }
    text.len()
}

/// Whether the line that begins at token `at` can only be a new statement, inside of the brackets
/// `open`, after a token of the kind `last`.
fn resumes(text: &str, tokens: &[Token], at: usize, open: &[TokenKind], last: TokenKind) -> bool {
    let line = tokens[at..]
        .iter()
        .take_while(|token| !matches!(token.kind, TokenKind::Newline | TokenKind::Eof));
    let mut line = line.filter(|token| !token.is_trivia()).take(64).peekable();
    let expects_key = open.last() == Some(&TokenKind::LeftCurlyBracket)
        && matches!(last, TokenKind::Comma | TokenKind::LeftCurlyBracket);
    let mut brackets = 0;
    while line.next_if(|token| token.kind == TokenKind::LeftSquareBracket).is_some() {
        brackets += 1;
    }
    let Some(first) = line.next_if(|token| token.is_key()) else { return false };
    while line.next_if(|token| token.kind == TokenKind::Dot).is_some() {
        if line.next_if(|token| token.is_key()).is_none() {
            return false;
        }
    }
    match brackets {
        0 => !expects_key && line.next().is_some_and(|token| token.kind == TokenKind::Equals),
        1 | 2 => {
            let closed = (0..brackets).all(|_| {
                line.next().is_some_and(|token| token.kind == TokenKind::RightSquareBracket)
            });
            closed && line.next().is_none() && is_name(first.span.of(text))
        }
        _ => false,
    }
}

/// Whether a word can only be a name: a value in an array begins otherwise.
fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_alphabetic())
        && !matches!(word, "true" | "false" | "inf" | "nan")
}

fn statement(text: &str, tokens: &[Token]) -> Statement {
    let kind = match tokens[0].kind {
        TokenKind::LeftSquareBracket => StatementKind::Header,
        TokenKind::Comment => StatementKind::Comment,
        _ => StatementKind::KeyValue,
    };
    let mut depth = Depth::default();
    for token in tokens {
        depth.enter(*token);
    }
    let end = tokens.last().map_or(tokens[0].span.end, |last| last.span.end);
    Statement {
        kind,
        span: Span::new(tokens[0].span.start, end),
        keys: keys(text, tokens),
        tokens: tokens.to_vec(),
        too_deep: depth.exceeded,
    }
}

/// The dotted key at the start of a statement.
fn keys(text: &str, tokens: &[Token]) -> Vec<(String, Span)> {
    let mut keys = Vec::new();
    let mut expects_key = true;
    for token in tokens.iter().filter(|token| !token.is_trivia()).take(2 * MAX_DEPTH) {
        match token.kind {
            TokenKind::LeftSquareBracket if keys.is_empty() => {}
            TokenKind::Dot if !expects_key => expects_key = true,
            _ if expects_key && token.is_key() => {
                let word = token
                    .span
                    .of(text)
                    .trim_start_matches('\u{feff}')
                    .trim_end_matches(':')
                    .trim_matches(['"', '\'']);
                if !word.is_empty() {
                    keys.push((word.to_owned(), token.span));
                }
                expects_key = false;
            }
            _ => break,
        }
    }
    keys
}
