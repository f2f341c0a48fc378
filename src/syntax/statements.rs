//! Splits a text into statements such that a broken one cannot damage the next.
//!
//! A statement ends with its line, or, inside brackets, where the next line can only be a new
//! statement: it begins like `key =` or is a header alone on its line.

use super::MAX_DEPTH;
use super::tokens::{Token, TokenKind, lex};
use crate::text::{Source, Span};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StatementKind {
    /// `[table]` or `[[table]]`.
    Header,
    /// `key = value`, or what should be one.
    KeyValue,
    /// A comment on lines of its own.
    Comment,
}

/// One statement.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) kind: StatementKind,
    /// From its first token to its last, the line end excluded.
    pub(super) span: Span,
    /// All of its tokens, in order.
    pub(super) tokens: Vec<Token>,
    /// The parts of the key, or of the header's name, as far as they can be read.
    pub(super) key_path: Vec<(String, Span)>,
    /// Whether brackets and dots nest deeper than [`MAX_DEPTH`].
    pub(super) too_deep: bool,
}

impl Statement {
    /// The tokens that are not trivia.
    pub(super) fn non_trivia(&self) -> Vec<&Token> {
        self.tokens.iter().filter(|token| !token.is_trivia()).collect()
    }
}

/// What one pass over the tokens tells before anything is parsed.
pub(super) struct Scan {
    /// Every comment, in order.
    pub(super) comments: Vec<Span>,
    /// Whether brackets and dots nest deeper than [`MAX_DEPTH`] anywhere.
    pub(super) too_deep: bool,
}

/// Looks over the tokens of a whole text.
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

/// The statements of a text, in order; empty lines and the line ends between statements belong to
/// none.
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

/// One past the last token of the statement that begins at token `start`. Where a multi-line string
/// is not closed, the tokens after it are lexed anew.
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
            // The comments above a new statement are not of the one that is not closed.
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

/// Whether a token is a parenthesis where a list may be meant: one that opens is all there is after
/// `=`.
fn is_parenthesis(source: &Source, token: Token, parenthesis: &str, last: TokenKind) -> bool {
    let is_place = parenthesis == ")" || last == TokenKind::Equals;
    is_place && token.kind == TokenKind::Atom && source.slice(token.span) == parenthesis
}

/// Lexes a part of a text. A string that a line break divides is one token, and a quote begins a
/// string wherever it is, as in `f"…"`.
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

/// The rest of a string that is broken in two: the next line up to the only quote in it, after which
/// nothing but punctuation follows.
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

/// Where the first line after `start` begins that looks like a statement, or the comments directly
/// above it; the end of the text where none does.
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

/// Whether the line that begins at token `at` can only be a new statement, inside the brackets
/// `open`, after a token of the kind `last`.
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

/// The most lines among which the brace is looked for that closes an inline table.
const MAX_TABLE_LINES: usize = 64;

/// Whether one of the lines from token `at` on begins with the brace that closes the inline table
/// around them: they are its entries, of which a comma is missing, since no statement begins so.
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

/// Whether a word can only be a name: a value in an array begins otherwise.
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

/// The dotted key at the start of a statement.
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

/// The name that a part of a key is meant to have, its escapes aside.
pub(super) fn key_name<'a>(source: &'a Source, token: &Token) -> &'a str {
    let written = source.slice(token.span).trim_start_matches('\u{feff}');
    written.trim_end_matches(':').trim_matches(['"', '\''])
}
