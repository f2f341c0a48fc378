//! The one error that a person would name in a broken statement, and the edits that fix it.

use toml::de::{DeTable, Error};

use super::statements::{Statement, StatementKind, is_closed};
use super::tokens::{Token, TokenKind};
use super::{ErrorKind, SyntaxError};
use crate::text::{Edit, Edits, Source, Span};

/// The error of a statement; `None` where it is valid by itself.
pub(super) fn diagnose(source: &Source, statement: &Statement) -> Option<SyntaxError> {
    let error = find_error(source, statement)?;
    let edits = error.edits.filter(|edits| is_valid_after(source, statement, edits));
    Some(SyntaxError { edits, ..error })
}

/// The error for a carriage return between two statements that no line feed follows.
pub(super) fn lone_carriage_return(at: usize) -> SyntaxError {
    replaced(Span::new(at, at + 1), ErrorKind::ControlCharacter('\r'), "\n")
}

fn find_error(source: &Source, statement: &Statement) -> Option<SyntaxError> {
    if statement.too_deep {
        return Some(unfixable(first_line(source, statement.span), ErrorKind::TooDeep));
    }
    let written = source.slice(statement.span);
    if statement.span.start > 0 && written.starts_with('\u{feff}') {
        let span = Span::new(statement.span.start, statement.span.start + '\u{feff}'.len_utf8());
        return Some(replaced(span, ErrorKind::ControlCharacter('\u{feff}'), ""));
    }
    let (_, errors) = DeTable::parse_recoverable(written);
    let first = errors.iter().min_by_key(|error| error.span().map_or(0, |span| span.start))?;
    let error = match statement.kind {
        StatementKind::Header => header_error(source, statement),
        StatementKind::KeyValue => key_value_error(source, statement),
        StatementKind::Comment => None,
    };
    Some(error.unwrap_or_else(|| parser_error(source, statement, first)))
}

/// Whether a statement parses after edits, all of which are inside it or at its ends.
fn is_valid_after(source: &Source, statement: &Statement, edits: &Edits) -> bool {
    let start = statement.span.start;
    let shift = |edit: &Edit| {
        let span = Span::new(edit.span.start - start, edit.span.end - start);
        Edit::replace(span, edit.text.as_str())
    };
    let edits = Edits::new(edits.iter().map(shift).collect());
    DeTable::parse(&edits.apply(source.slice(statement.span))).is_ok()
}

fn unfixable(span: Span, kind: ErrorKind) -> SyntaxError {
    SyntaxError { span, kind, edits: None }
}

/// An error that goes away when its own span is replaced.
fn replaced(span: Span, kind: ErrorKind, replacement: impl Into<String>) -> SyntaxError {
    SyntaxError { span, kind, edits: Some(Edit::replace(span, replacement).into()) }
}

fn header_error(source: &Source, statement: &Statement) -> Option<SyntaxError> {
    let tokens = statement.non_trivia();
    let is_opening = |token: &&&Token| token.kind == TokenKind::LeftSquareBracket;
    let opened = tokens.iter().take_while(is_opening).count();
    let closed = tokens.iter().filter(|token| token.kind == TokenKind::RightSquareBracket).count();
    let span = first_line(source, Span::new(statement.span.start, tokens.last()?.span.end));
    if opened > 2 {
        return None;
    }
    if statement.key_path.is_empty() {
        return Some(unfixable(span, ErrorKind::EmptyHeader));
    }
    let missing = opened.checked_sub(closed).filter(|missing| *missing > 0)?;
    let edits = Edit::insert(span.end, "]".repeat(missing)).into();
    Some(SyntaxError { span, kind: ErrorKind::UnclosedHeader, edits: Some(edits) })
}

fn key_value_error(source: &Source, statement: &Statement) -> Option<SyntaxError> {
    let tokens = statement.non_trivia();
    if is_merge_marker(source.slice(statement.span)) {
        return Some(unfixable(first_line(source, statement.span), ErrorKind::MergeMarker));
    }
    if let Some(string) = tokens.iter().find(|token| is_open_string(source, token)) {
        return Some(unclosed_string(source, string));
    }
    let Some(equals) = tokens.iter().position(|token| token.kind == TokenKind::Equals) else {
        return missing_equals(source, statement, &tokens);
    };
    let Some(first) = tokens.get(equals + 1) else {
        let span = Span::new(statement.span.start, tokens[equals].span.end);
        return Some(unfixable(span, ErrorKind::MissingValue));
    };
    if let Some(error) = unclosed_bracket(source, statement, &tokens[equals + 1..]) {
        return Some(error);
    }
    let value = Span::new(first.span.start, tokens.last()?.span.end);
    let is_word = first.kind == TokenKind::Atom && is_bare_word(source.slice(value));
    (equals > 0 && is_word).then(|| bare_value(source, value))
}

fn is_merge_marker(statement: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|marker| statement.starts_with(marker))
}

fn is_open_string(source: &Source, token: &Token) -> bool {
    use TokenKind::{BasicString, LiteralString, MlBasicString, MlLiteralString};
    matches!(token.kind, BasicString | LiteralString | MlBasicString | MlLiteralString)
        && !is_closed(source.slice(token.span))
}

/// An open string is closed at the end of its line, unless it may end earlier: before a comment, or
/// before the next element of a list.
fn unclosed_string(source: &Source, string: &Token) -> SyntaxError {
    let span = first_line(source, string.span);
    if matches!(string.kind, TokenKind::MlBasicString | TokenKind::MlLiteralString) {
        return unfixable(span, ErrorKind::UnclosedMultiLineString);
    }
    let (quote, content) = source.slice(span).split_at(1);
    let may_end_earlier = content.contains(['#', ',', ']', '}', '"', '\'', '\\']);
    let is_certain = !content.is_empty() && !may_end_earlier;
    let edits = is_certain.then(|| Edit::insert(span.end, quote).into());
    SyntaxError { span, kind: ErrorKind::UnclosedString, edits }
}

fn missing_equals(
    source: &Source,
    statement: &Statement,
    tokens: &[&Token],
) -> Option<SyntaxError> {
    let (_, key) = statement.key_path.last()?;
    let next = tokens.iter().find(|token| token.span.start >= key.end);
    let colon = match next {
        _ if source.slice(*key).ends_with(':') => Some(key.end - 1),
        Some(next) if source.slice(next.span).starts_with(':') => Some(next.span.start),
        _ => None,
    };
    if let Some(colon) = colon {
        let span = Span::new(colon, colon + 1);
        return Some(replaced(span, ErrorKind::ColonInsteadOfEquals, " ="));
    }
    let span = first_line(source, Span::new(statement.span.start, tokens.last()?.span.end));
    let edits = next.map(|value| Edit::insert(value.span.start, "= ").into());
    Some(SyntaxError { span, kind: ErrorKind::MissingEquals, edits })
}

/// The outermost bracket that stays open. The fix closes all of them: after the last value, or,
/// where an array has lines of its own, on a new one.
fn unclosed_bracket(
    source: &Source,
    statement: &Statement,
    value: &[&Token],
) -> Option<SyntaxError> {
    let mut open: Vec<&Token> = Vec::new();
    for token in value {
        if token.is_opening() {
            open.push(token);
        } else if token.is_closing() {
            open.pop();
        }
    }
    let outermost = open.first()?;
    let closing_of =
        |token: &&Token| if token.kind == TokenKind::LeftSquareBracket { ']' } else { '}' };
    let closing: String = open.iter().rev().map(closing_of).collect();
    let last = value.last()?.span.end;
    let has_own_lines = closing == "]" && source.text()[outermost.span.end..last].contains('\n');
    let edit = if has_own_lines {
        let is_blank = |token: &Token| {
            matches!(token.kind, TokenKind::Whitespace | TokenKind::Newline | TokenKind::Eof)
        };
        let end = statement.tokens.iter().rfind(|token| !is_blank(token))?.span.end;
        let indent = source.indent_of(statement.span.start);
        Edit::insert(end, format!("{}{indent}{closing}", source.line_ending()))
    } else {
        Edit::insert(last, closing)
    };
    let is_array = outermost.kind == TokenKind::LeftSquareBracket;
    let kind = if is_array { ErrorKind::UnclosedArray } else { ErrorKind::UnclosedInlineTable };
    Some(SyntaxError { span: outermost.span, kind, edits: Some(edit.into()) })
}

/// Whether a value can be meant as a string: not a number, a date or a boolean with a slip in it.
fn is_bare_word(value: &str) -> bool {
    let first = value.chars().next().unwrap_or('0');
    let is_boolean = value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false");
    let looks_numeric = first.is_ascii_digit() || matches!(first, '+' | '-' | '=' | '.');
    !is_boolean && !looks_numeric && !value.contains(['"', '\'', '\n'])
}

/// The fix puts quotes around a word, replacing typographic quotes.
fn bare_value(source: &Source, span: Span) -> SyntaxError {
    let word = source.slice(span).trim_matches(['“', '”', '„', '‘', '’', '«', '»']);
    if word.contains('\\') {
        return unfixable(span, ErrorKind::BareValue);
    }
    replaced(span, ErrorKind::BareValue, format!("\"{word}\""))
}

/// The parser's first error, where none of our own cases fits.
fn parser_error(source: &Source, statement: &Statement, error: &Error) -> SyntaxError {
    let reported = error_span(source, error, statement.span.start);
    let span =
        if reported.is_empty() { non_empty_span(source, reported, statement) } else { reported };
    let next = source.text()[span.end..].chars().next();
    let control = source.slice(span).chars().chain(next).find(|c| is_forbidden_control(*c));
    if let Some(control) = control {
        return unfixable(span, ErrorKind::ControlCharacter(control));
    }
    match ParserError::classify(error.message()) {
        ParserError::UnquotedString if is_bare_word(source.slice(span)) => bare_value(source, span),
        ParserError::MissingComma => {
            let before = statement.non_trivia();
            let previous = before.iter().rfind(|token| token.span.end <= reported.start);
            let end = previous.map_or(reported.start, |token| token.span.end);
            let edits = Some(Edit::insert(end, ",").into());
            SyntaxError { span, kind: ErrorKind::MissingComma, edits }
        }
        ParserError::TextAfterValue => unfixable(span, ErrorKind::TextAfterValue),
        ParserError::InvalidEscape => unfixable(span, ErrorKind::InvalidEscape),
        _ => {
            let message = error.message().trim_end_matches(", expected nothing").to_owned();
            unfixable(span, ErrorKind::Other(message))
        }
    }
}

/// What the `toml` crate found. Its errors carry only a message, so this is the one place that
/// depends on its wording.
enum ParserError {
    UnquotedString,
    MissingComma,
    TextAfterValue,
    InvalidEscape,
    DuplicateKey,
    Other,
}

impl ParserError {
    fn classify(message: &str) -> Self {
        match message.split(", expected").next().unwrap_or(message) {
            "string values must be quoted" => Self::UnquotedString,
            "missing comma between array elements" | "missing comma between key-value pairs" => {
                Self::MissingComma
            }
            "unexpected key or value" => Self::TextAfterValue,
            "missing escaped value" | "too few unicode value digits" => Self::InvalidEscape,
            "duplicate key" => Self::DuplicateKey,
            _ => Self::Other,
        }
    }
}

fn is_forbidden_control(character: char) -> bool {
    character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\r')
}

/// The token that begins at an empty span, or else the character there, or the one before it.
fn non_empty_span(source: &Source, span: Span, statement: &Statement) -> Span {
    let starts_here = |token: &&Token| !token.is_trivia() && token.span.start == span.start;
    if let Some(token) = statement.tokens.iter().find(starts_here) {
        return token.span;
    }
    let statement = statement.span;
    let rest = &source.text()[span.start..statement.end.max(span.start)];
    if let Some(next) = rest.chars().next().filter(|next| !matches!(next, '\n' | '\r')) {
        return Span::new(span.start, span.start + next.len_utf8());
    }
    let before = source.text()[statement.start.min(span.start)..span.start].chars().next_back();
    Span::new(span.start - before.map_or(0, char::len_utf8), span.start)
}

/// An error of statements that are valid by themselves: a key or a table that is already defined.
pub(super) fn duplicate_error(
    source: &Source,
    statements: &[Statement],
    error: &Error,
    base: usize,
) -> SyntaxError {
    let span = error_span(source, error, base);
    let position = statements.partition_point(|statement| statement.span.end <= span.start);
    let second = statements.get(position);
    let first = second.and_then(|second| first_definition(&statements[..position], second));
    let is_header = second.is_some_and(|second| second.kind == StatementKind::Header);
    match ParserError::classify(error.message()) {
        ParserError::DuplicateKey if is_header => {
            let edits = first.and_then(|first| array_of_tables_edits(source, statements, first));
            SyntaxError { span, kind: ErrorKind::DuplicateTable(first), edits }
        }
        ParserError::DuplicateKey => unfixable(span, ErrorKind::DuplicateKey(first)),
        _ => unfixable(span, ErrorKind::Other(error.message().to_owned())),
    }
}

/// Where the key of `second`, in the same table, is defined first.
fn first_definition(earlier: &[Statement], second: &Statement) -> Option<Span> {
    let is_same_key = |statement: &Statement| {
        let names = |one: &Statement| one.key_path.iter().map(|(key, _)| key.clone()).collect();
        let (one, other): (Vec<String>, Vec<String>) = (names(statement), names(second));
        statement.kind == second.kind && one == other
    };
    let is_in_table = |statement: &&Statement| {
        second.kind == StatementKind::Header || statement.kind != StatementKind::Header
    };
    let in_table = earlier.iter().rev().take_while(is_in_table);
    let first = in_table.filter(|statement| is_same_key(statement)).last()?;
    Some(Span::new(first.key_path.first()?.1.start, first.key_path.last()?.1.end))
}

/// Turns every `[name]` into `[[name]]`; `first` is the name in one of them.
fn array_of_tables_edits(source: &Source, statements: &[Statement], first: Span) -> Option<Edits> {
    let name = source.slice(first);
    let mut edits = Vec::new();
    for header in statements.iter().filter(|one| one.kind == StatementKind::Header) {
        let tokens = header.non_trivia();
        let is_opening = |token: &&&Token| token.kind == TokenKind::LeftSquareBracket;
        let is_named_so =
            matches!(header.key_path.as_slice(), [(_, span)] if source.slice(*span) == name);
        if is_named_so && tokens.iter().filter(is_opening).count() == 1 {
            edits.push(Edit::insert(tokens.first()?.span.start, "["));
            edits.push(Edit::insert(tokens.last()?.span.end, "]"));
        }
    }
    (edits.len() > 2).then(|| Edits::new(edits))
}

/// Where the parser puts an error, on character boundaries; `base` is where the parsed part begins.
fn error_span(source: &Source, error: &Error, base: usize) -> Span {
    let span = error.span().map_or(Span::empty(0), Span::from).offset_by(base);
    Span::new(source.floor_char_boundary(span.start), source.floor_char_boundary(span.end))
}

/// The first line of a span, without whitespace at its end.
fn first_line(source: &Source, span: Span) -> Span {
    let line = source.slice(span).lines().next().unwrap_or_default();
    Span::new(span.start, span.start + line.trim_end().len())
}
