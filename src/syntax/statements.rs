//! Splits a text into statements so that a broken statement cannot affect the next one.
//!
//! A statement ends at the end of its line. Inside brackets, it ends where the next line can only
//! be a new statement because it starts like `key =` or is a header alone on its line.

use super::MAX_DEPTH;
use super::tokens::{Token, TokenKind, lex};
use crate::text::{Source, Span};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StatementKind {
    /// `[table]` or `[[table]]`.
    Header,
    /// `key = value`, or an attempt at it.
    KeyValue,
    /// Comments on their own lines.
    Comment,
}

/// One statement.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) kind: StatementKind,
    /// The span from the first token to the last, without the line end.
    pub(super) span: Span,
    /// All tokens, in order.
    pub(super) tokens: Vec<Token>,
    /// The parts of the key or header name, as far as they can be parsed.
    pub(super) key_path: Vec<(String, Span)>,
    /// Whether brackets and dots are nested deeper than [`MAX_DEPTH`].
    pub(super) too_deep: bool,
}

impl Statement {
    /// Returns the tokens that are not trivia.
    pub(super) fn non_trivia(&self) -> Vec<&Token> {
        self.tokens.iter().filter(|token| !token.is_trivia()).collect()
    }
}

/// The result of one pass over the tokens, before parsing.
pub(super) struct Scan {
    /// All comments, in order.
    pub(super) comments: Vec<Span>,
    /// Whether brackets and dots are nested deeper than [`MAX_DEPTH`] anywhere.
    pub(super) too_deep: bool,
}

/// Scans the tokens of a whole text.
pub(super) fn scan(text: &str) -> Scan {
    let mut scan = Scan { comments: Vec::new(), too_deep: false };
    let mut depth = Depth::default();
    for token in lex(text, Span::new(0, text.len())) {
        if token.kind == TokenKind::Comment {
            scan.comments.push(token.span);
        }
        depth.enter(token);
        scan.too_deep |= depth.exceeded;
    }
    scan
}

/// An upper bound on the nesting depth so far. Counts every bracket, and every dot of an enclosing
/// key.
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
            _ if token.is_opening() => {
                self.dots.push(0);
                self.total += 1;
            }
            _ if token.is_closing() => {
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

/// Returns the statements of a text, in order. Empty lines and the line ends between statements
/// belong to none.
pub(super) fn split(source: &Source) -> Vec<Statement> {
    let text = source.text();
    let mut tokens = lex_lines(source, Span::new(0, text.len()));
    let mut statements = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if matches!(tokens[at].kind, TokenKind::Whitespace | TokenKind::Newline | TokenKind::Eof) {
            at += 1;
            continue;
        }
        let end = end_of_statement(source, &mut tokens, at);
        statements.push(build_statement(source, &tokens[at..end]));
        at = end;
    }
    statements
}

/// Returns the index after the last token of the statement that starts at token `start`. If a
/// multi-line string is not closed, lexes the tokens after it again.
fn end_of_statement(source: &Source, tokens: &mut Vec<Token>, start: usize) -> usize {
    let is_header = tokens[start].kind == TokenKind::LeftSquareBracket;
    let mut open: Vec<TokenKind> = Vec::new();
    let mut last = TokenKind::Newline;
    let mut last_line_end = None;
    let mut at = start;
    while at < tokens.len() {
        let token = tokens[at];
        match token.kind {
            TokenKind::Newline if is_header || open.is_empty() => return at,
            // The comments above a new statement do not belong to the unclosed one.
            TokenKind::Newline if starts_statement(source, tokens, at + 1, &open, last) => {
                return last_line_end.unwrap_or(at);
            }
            TokenKind::Newline => last_line_end = last_line_end.or(Some(at)),
            TokenKind::Eof => return at,
            _ if token.is_opening() || is_parenthesis(source, token, "(", last) => {
                open.push(token.kind);
            }
            _ if token.is_closing() || is_parenthesis(source, token, ")", last) => {
                open.pop();
            }
            TokenKind::MlBasicString | TokenKind::MlLiteralString
                if !is_closed(source.slice(token.span)) =>
            {
                let start = token.span.start;
                let resume = resume_after(source, start);
                let string = source.slice(Span::new(start, resume)).trim_end_matches(['\r', '\n']);
                tokens.truncate(at);
                tokens
                    .push(Token { kind: token.kind, span: Span::new(start, start + string.len()) });
                tokens.extend(lex_lines(source, Span::new(resume, source.text().len())));
                return at + 1;
            }
            _ => {}
        }
        if !token.is_trivia() {
            last = token.kind;
            last_line_end = None;
        }
        at += 1;
    }
    at
}

/// Returns `true` if a token is a parenthesis that may be meant as an array bracket. An opening one
/// must come directly after `=`, with nothing else after it.
fn is_parenthesis(source: &Source, token: Token, parenthesis: &str, last: TokenKind) -> bool {
    let is_place = parenthesis == ")" || last == TokenKind::Equals;
    is_place && token.kind == TokenKind::Atom && source.slice(token.span) == parenthesis
}

/// Lexes a part of a text. A string with a line break in it is one token, and a quote always starts
/// a string, as in `f"…"`.
fn lex_lines(source: &Source, part: Span) -> Vec<Token> {
    let text = source.text();
    let mut tokens = Vec::new();
    let mut rest: Box<dyn Iterator<Item = Token>> = Box::new(lex(text, part));
    while let Some(mut token) = rest.next() {
        let resume = match token.kind {
            TokenKind::Atom => {
                source.slice(token.span).find(['"', '\'']).map(|at| at + token.span.start)
            }
            _ => second_half(source, token).map(|second| second.end),
        };
        if let Some(resume) = resume {
            token.span.end = resume;
            rest = Box::new(lex(text, Span::new(resume, part.end)));
        }
        tokens.push(token);
    }
    tokens
}

/// Returns the second half of a string with a line break: the next line up to its only quote, if
/// only punctuation follows.
fn second_half(source: &Source, token: Token) -> Option<Span> {
    let is_single_line = matches!(token.kind, TokenKind::BasicString | TokenKind::LiteralString);
    let written = source.slice(token.span);
    if !is_single_line || is_closed(written) || written.trim_end().ends_with(',') {
        return None;
    }
    let start = source.line_end(token.span.start);
    let line = Span::new(start, source.line_end(start));
    let text = source.slice(line);
    let (before, after) = text.split_once(&written[..1])?;
    let is_end = |after: &str| {
        let after = after.trim_start_matches([',', ']', '}', ' ', '\t', '\r', '\n']);
        after.is_empty() || after.starts_with('#')
    };
    let is_text = !before.trim().is_empty() && !before.contains(['"', '\'', '=', '[', '#', '\\']);
    (is_text && is_end(after)).then(|| Span::new(start, start + before.len() + 1))
}

/// Returns `true` if a string literal ends with the quotes that it starts with.
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

/// Returns the offset of the first line after `start` that looks like a statement, or of the
/// comments directly above it; the end of the text if there is none.
fn resume_after(source: &Source, start: usize) -> usize {
    let mut line = source.line_end(start);
    let mut comments = None;
    while line < source.text().len() {
        let end = source.line_end(line);
        let tokens: Vec<Token> = lex(source.text(), Span::new(line, end)).collect();
        if starts_statement(source, &tokens, 0, &[TokenKind::LeftSquareBracket], TokenKind::Comma) {
            return comments.unwrap_or(line);
        }
        let is_comment = source.slice(Span::new(line, end)).trim_start().starts_with('#');
        comments = comments.or(Some(line)).filter(|_| is_comment);
        line = end;
    }
    source.text().len()
}

/// Returns `true` if the line that starts at token `at` can only be a new statement, given the open
/// brackets and the kind of the last token.
fn starts_statement(
    source: &Source,
    tokens: &[Token],
    at: usize,
    open: &[TokenKind],
    last: TokenKind,
) -> bool {
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
        0 => {
            let is_entry = line.next().is_some_and(|token| token.kind == TokenKind::Equals);
            let is_in_table = open.last() == Some(&TokenKind::LeftCurlyBracket);
            is_entry && !expects_key && !(is_in_table && closes_below(tokens, at))
        }
        1 | 2 => {
            let closed = (0..brackets).all(|_| {
                line.next().is_some_and(|token| token.kind == TokenKind::RightSquareBracket)
            });
            closed && line.next().is_none() && is_name(source.slice(first.span))
        }
        _ => false,
    }
}

/// The maximum number of lines to search for the closing brace of an inline table.
const MAX_TABLE_LINES: usize = 64;

/// Returns `true` if one of the lines from token `at` on starts with the closing brace of the
/// surrounding inline table. No statement starts with a brace, so the lines are entries of the
/// table, and a comma is missing.
fn closes_below(tokens: &[Token], at: usize) -> bool {
    let mut depth = 0_usize;
    let mut lines = 0;
    let mut is_first = true;
    for token in tokens[at..].iter().filter(|token| token.kind != TokenKind::Whitespace) {
        match token.kind {
            TokenKind::Newline => lines += 1,
            TokenKind::RightCurlyBracket if depth == 0 => return is_first,
            TokenKind::LeftSquareBracket if depth == 0 && is_first => return false,
            _ if token.is_opening() => depth += 1,
            _ if token.is_closing() => depth = depth.saturating_sub(1),
            _ => {}
        }
        if lines == MAX_TABLE_LINES {
            return false;
        }
        is_first = token.kind == TokenKind::Newline;
    }
    false
}

/// Returns `true` if a word can only be a name, because no array element starts like it.
fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_alphabetic())
        && !matches!(word, "true" | "false" | "inf" | "nan")
}

fn build_statement(source: &Source, tokens: &[Token]) -> Statement {
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
        key_path: key_path(source, tokens),
        tokens: tokens.to_vec(),
        too_deep: depth.exceeded,
    }
}

/// Returns the dotted key at the start of a statement.
pub(super) fn key_path(source: &Source, tokens: &[Token]) -> Vec<(String, Span)> {
    let mut key_path = Vec::new();
    let mut expects_key = true;
    for token in tokens.iter().filter(|token| !token.is_trivia()).take(2 * MAX_DEPTH) {
        match token.kind {
            TokenKind::LeftSquareBracket if key_path.is_empty() => {}
            TokenKind::Dot if !expects_key => expects_key = true,
            _ if expects_key && token.is_key() => {
                let name = key_name(source, token);
                if !name.is_empty() {
                    key_path.push((name.to_owned(), token.span));
                }
                expects_key = false;
            }
            _ => break,
        }
    }
    key_path
}

/// Returns the intended name of a key part, without decoding escapes.
pub(super) fn key_name<'a>(source: &'a Source, token: &Token) -> &'a str {
    let written = source.slice(token.span).trim_start_matches('\u{feff}');
    written.trim_end_matches(':').trim_matches(['"', '\''])
}
