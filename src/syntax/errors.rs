//! What is wrong with a broken statement: one error each, the one that a person would name.

use toml::de::{DeTable, Error};
use toml_parser::lexer::TokenKind;

use super::statements::{Statement, StatementKind, Token, is_closed};
use super::{ErrorKind, SyntaxError};
use crate::text::{Span, floor_char_boundary, line_start, newline};

/// The error of a statement, or `None` where it is well-formed by itself.
pub(super) fn diagnose(text: &str, statement: &Statement) -> Option<SyntaxError> {
    if statement.too_deep {
        return Some(SyntaxError {
            span: first_line(text, statement.span),
            kind: ErrorKind::TooDeep,
            mend: None,
        });
    }
    if statement.span.start > 0 && statement.span.of(text).starts_with('\u{feff}') {
        let span = Span::new(statement.span.start, statement.span.start + '\u{feff}'.len_utf8());
        let error = SyntaxError {
            span,
            kind: ErrorKind::ControlCharacter('\u{feff}'),
            mend: Some(vec![(span, String::new())]),
        };
        return Some(keep_fix_if_valid(text, statement, error));
    }
    let (_, mut errors) = DeTable::parse_recoverable(statement.span.of(text));
    if errors.is_empty() {
        return None;
    }
    errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    let found = match statement.kind {
        StatementKind::Header => header_error(text, statement),
        StatementKind::KeyValue => key_value_error(text, statement),
        StatementKind::Comment => None,
    };
    let error = found.unwrap_or_else(|| parser_error(text, statement, &errors[0]));
    Some(keep_fix_if_valid(text, statement, error))
}

/// The error for a carriage return between two statements that no `\n` follows.
pub(super) fn lone_return(at: usize) -> SyntaxError {
    let span = Span::new(at, at + 1);
    SyntaxError {
        span,
        kind: ErrorKind::ControlCharacter('\r'),
        mend: Some(vec![(span, "\n".to_owned())]),
    }
}

/// Drops a mend that does not make the statement right.
fn keep_fix_if_valid(text: &str, statement: &Statement, error: SyntaxError) -> SyntaxError {
    let mend = error.mend.filter(|edits| {
        let mut fixed = statement.span.of(text).to_owned();
        for (span, replacement) in edits.iter().rev() {
            fixed.replace_range(
                span.start - statement.span.start..span.end - statement.span.start,
                replacement,
            );
        }
        DeTable::parse(&fixed).is_ok()
    });
    SyntaxError { mend, ..error }
}

fn header_error(text: &str, statement: &Statement) -> Option<SyntaxError> {
    let significant = non_trivia(statement);
    let count = |kind| significant.iter().filter(|token| token.kind == kind).count();
    let opened =
        significant.iter().take_while(|token| token.kind == TokenKind::LeftSquareBracket).count();
    let span = first_line(text, Span::new(statement.span.start, significant.last()?.span.end));
    if statement.keys.is_empty() && opened <= 2 {
        return Some(SyntaxError { span, kind: ErrorKind::EmptyHeader, mend: None });
    }
    let closed = count(TokenKind::RightSquareBracket);
    if opened <= 2 && closed < opened {
        let mend = Some(vec![(Span::empty(span.end), "]".repeat(opened - closed))]);
        return Some(SyntaxError { span, kind: ErrorKind::UnclosedHeader, mend });
    }
    None
}

fn key_value_error(text: &str, statement: &Statement) -> Option<SyntaxError> {
    let significant = non_trivia(statement);
    let error = |span, kind, mend| Some(SyntaxError { span, kind, mend });
    if is_merge_marker(statement.span.of(text)) {
        return error(first_line(text, statement.span), ErrorKind::MergeMarker, None);
    }
    if let Some(token) = significant.iter().find(|token| is_open_string(text, token)) {
        return Some(unclosed_string(text, token));
    }
    let Some(equals) = significant.iter().position(|token| token.kind == TokenKind::Equals) else {
        return missing_equals(text, statement, &significant);
    };
    let key = Span::new(statement.span.start, significant[equals.saturating_sub(1)].span.end);
    let Some(first) = significant.get(equals + 1) else {
        return error(
            Span::new(key.start, significant[equals].span.end),
            ErrorKind::MissingValue,
            None,
        );
    };
    if let Some((open, mend)) = unclosed_bracket(text, statement, &significant[equals + 1..]) {
        let kind = if open.kind == TokenKind::LeftSquareBracket {
            ErrorKind::UnclosedArray
        } else {
            ErrorKind::UnclosedInlineTable
        };
        return error(open.span, kind, Some(mend));
    }
    let value = Span::new(first.span.start, significant.last()?.span.end);
    (first.kind == TokenKind::Atom && equals > 0 && is_bare_word(value.of(text)))
        .then(|| bare_value(text, value))
}

fn non_trivia(statement: &Statement) -> Vec<&Token> {
    statement.tokens.iter().filter(|token| !token.is_trivia()).collect()
}

fn is_merge_marker(statement: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|marker| statement.starts_with(marker))
}

fn is_open_string(text: &str, token: &Token) -> bool {
    use TokenKind::{BasicString, LiteralString, MlBasicString, MlLiteralString};
    matches!(token.kind, BasicString | LiteralString | MlBasicString | MlLiteralString)
        && !is_closed(token.span.of(text))
}

/// An open string is closed at the end of its line, unless it may end earlier: in front of a
/// comment, or of the next element of a list.
fn unclosed_string(text: &str, token: &Token) -> SyntaxError {
    let multi_line = matches!(token.kind, TokenKind::MlBasicString | TokenKind::MlLiteralString);
    let literal = token.span.of(text).lines().next().unwrap_or_default().trim_end();
    let span = Span::new(token.span.start, token.span.start + literal.len());
    if multi_line {
        return SyntaxError { span, kind: ErrorKind::UnclosedMultiLineString, mend: None };
    }
    let certain =
        literal.len() > 1 && !literal[1..].contains(['#', ',', ']', '}', '"', '\'', '\\']);
    let mend = certain.then(|| vec![(Span::empty(span.end), literal[..1].to_owned())]);
    SyntaxError { span, kind: ErrorKind::UnclosedString, mend }
}

fn missing_equals(
    text: &str,
    statement: &Statement,
    significant: &[&Token],
) -> Option<SyntaxError> {
    let (_, key) = statement.keys.last()?;
    let behind: Vec<_> = significant.iter().filter(|token| token.span.start >= key.end).collect();
    let word = key.of(text);
    let colon = match behind.first() {
        _ if word.ends_with(':') => Some(Span::new(key.end - 1, key.end)),
        Some(token) if token.span.of(text).starts_with(':') => {
            Some(Span::new(token.span.start, token.span.start + 1))
        }
        _ => None,
    };
    let end = significant.last()?.span.end;
    let span = first_line(text, Span::new(statement.span.start, end));
    Some(match (colon, behind.first()) {
        (Some(colon), _) => SyntaxError {
            span: colon,
            kind: ErrorKind::ColonInsteadOfEquals,
            mend: Some(vec![(colon, " =".to_owned())]),
        },
        (None, Some(value)) => {
            let mend = vec![(Span::empty(value.span.start), "= ".to_owned())];
            SyntaxError { span, kind: ErrorKind::MissingEquals, mend: Some(mend) }
        }
        (None, None) => SyntaxError { span, kind: ErrorKind::MissingEquals, mend: None },
    })
}

/// The outermost bracket that stays open, and the edit that closes all of them: behind the last
/// value, or, where an array has lines of its own, on a new one.
fn unclosed_bracket(
    text: &str,
    statement: &Statement,
    value: &[&Token],
) -> Option<(Token, Vec<(Span, String)>)> {
    let mut open: Vec<&Token> = Vec::new();
    for token in value {
        match token.kind {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => open.push(token),
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                open.pop();
            }
            _ => {}
        }
    }
    let closing = open
        .iter()
        .rev()
        .map(|token| if token.kind == TokenKind::LeftSquareBracket { ']' } else { '}' });
    let closing: String = closing.collect();
    let (first, last) = (**open.first()?, value.last()?.span.end);
    let has_lines = closing == "]" && text[first.span.end..last].contains('\n');
    if !has_lines {
        return Some((first, vec![(Span::empty(last), closing)]));
    }
    let line = line_start(text, statement.span.start);
    let indent = text[line..statement.span.start].trim_start_matches('\u{feff}');
    let written = statement
        .tokens
        .iter()
        .rfind(|token| !matches!(token.kind, TokenKind::Whitespace | TokenKind::Newline))?;
    Some((
        first,
        vec![(Span::empty(written.span.end), format!("{}{indent}{closing}", newline(text)))],
    ))
}

/// Whether a value can be meant for a string: not a number, a date or a boolean with a slip in it.
fn is_bare_word(value: &str) -> bool {
    let first = value.chars().next().unwrap_or('0');
    let boolean = value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false");
    !boolean
        && !value.contains(['"', '\'', '\n'])
        && !first.is_ascii_digit()
        && !matches!(first, '+' | '-' | '=' | '.')
}

/// Puts quotes around a word, in place of typographic quotes where it has those.
fn bare_value(text: &str, span: Span) -> SyntaxError {
    let word = span.of(text).trim_matches(['“', '”', '„', '‘', '’', '«', '»']);
    let mend = (!word.contains('\\')).then(|| vec![(span, format!("\"{word}\""))]);
    SyntaxError { span, kind: ErrorKind::BareValue, mend }
}

/// The first error of the parser, where no case of ours fits.
fn parser_error(text: &str, statement: &Statement, error: &Error) -> SyntaxError {
    let reported = place(text, error, statement.span.start);
    let span = if reported.start == reported.end {
        non_empty_span(text, reported, statement)
    } else {
        reported
    };
    let message = error.message();
    let control = span
        .of(text)
        .chars()
        .chain(text[span.end..].chars().take(1))
        .find(|c| is_forbidden_control(*c));
    let plain = |kind| SyntaxError { span, kind, mend: None };
    match message.split(", expected").next().unwrap_or(message) {
        _ if control.is_some() => plain(ErrorKind::ControlCharacter(control.unwrap_or_default())),
        "string values must be quoted" if is_bare_word(span.of(text)) => bare_value(text, span),
        "missing comma between array elements" | "missing comma between key-value pairs" => {
            let mend = Some(vec![(
                Span::empty(end_of_previous(statement, reported.start)),
                ",".to_owned(),
            )]);
            SyntaxError { span, kind: ErrorKind::MissingComma, mend }
        }
        "unexpected key or value" => plain(ErrorKind::TextAfterValue),
        "missing escaped value" | "too few unicode value digits" => plain(ErrorKind::InvalidEscape),
        _ => plain(ErrorKind::Other(message.trim_end_matches(", expected nothing").to_owned())),
    }
}

fn is_forbidden_control(character: char) -> bool {
    character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\r')
}

/// The token that begins at an empty span, or else the character there, or the one before it.
fn non_empty_span(text: &str, span: Span, statement: &Statement) -> Span {
    if let Some(token) =
        statement.tokens.iter().find(|token| !token.is_trivia() && token.span.start == span.start)
    {
        return token.span;
    }
    let statement = statement.span;
    let character = text[span.start..statement.end.max(span.start)].chars().next();
    match character.filter(|character| *character != '\n' && *character != '\r') {
        Some(character) => Span::new(span.start, span.start + character.len_utf8()),
        None => Span::new(
            floor_char_boundary(text, span.start.saturating_sub(1)).max(statement.start),
            span.start,
        ),
    }
}

fn end_of_previous(statement: &Statement, offset: usize) -> usize {
    let mut previous =
        statement.tokens.iter().filter(|token| !token.is_trivia() && token.span.end <= offset);
    previous.next_back().map_or(offset, |token| token.span.end)
}

/// An error that well-formed statements make together: a key or a table that is there twice.
pub(super) fn duplicate_error(
    text: &str,
    statements: &[Statement],
    error: &Error,
    base: usize,
) -> SyntaxError {
    let span = place(text, error, base);
    let position = statements.partition_point(|statement| statement.span.end <= span.start);
    let first =
        statements.get(position).and_then(|second| first_definition(statements, position, second));
    let kind = match error.message() {
        "duplicate key"
            if statements
                .get(position)
                .is_some_and(|statement| statement.kind == StatementKind::Header) =>
        {
            ErrorKind::DuplicateTable(first)
        }
        "duplicate key" => ErrorKind::DuplicateKey(first),
        message => ErrorKind::Other(message.to_owned()),
    };
    let mend = match (&kind, first) {
        (ErrorKind::DuplicateTable(_), Some(first)) => {
            mend_as_array_of_tables(text, statements, first)
        }
        _ => None,
    };
    SyntaxError { span, kind, mend }
}

/// The statement before `position` that has the same key in the same table.
fn first_definition(statements: &[Statement], position: usize, second: &Statement) -> Option<Span> {
    let names = |statement: &Statement| {
        statement.keys.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>()
    };
    let wanted = names(second);
    let earlier = statements[..position].iter().rev();
    let same_table = earlier.take_while(|statement| {
        second.kind == StatementKind::Header || statement.kind != StatementKind::Header
    });
    let first = same_table
        .filter(|statement| statement.kind == second.kind && names(statement) == wanted)
        .last()?;
    Some(Span::new(first.keys.first()?.1.start, first.keys.last()?.1.end))
}

/// Several `[client]` become several `[[client]]`.
fn mend_as_array_of_tables(
    text: &str,
    statements: &[Statement],
    first: Span,
) -> Option<Vec<(Span, String)>> {
    let name = first.of(text);
    let headers = statements.iter().filter(|statement| statement.kind == StatementKind::Header);
    let same = headers.filter(|statement| {
        matches!(statement.keys.as_slice(), [(_, span)] if span.of(text) == name)
            && non_trivia(statement)
                .iter()
                .filter(|token| token.kind == TokenKind::LeftSquareBracket)
                .count()
                == 1
    });
    let mut edits = Vec::new();
    for header in same {
        let brackets = non_trivia(header);
        edits.push((Span::empty(brackets.first()?.span.start), "[".to_owned()));
        edits.push((Span::empty(brackets.last()?.span.end), "]".to_owned()));
    }
    (edits.len() > 2).then_some(edits)
}

fn place(text: &str, error: &Error, base: usize) -> Span {
    let span = error.span().map_or(Span::empty(0), Span::from).offset_by(base);
    Span::new(floor_char_boundary(text, span.start), floor_char_boundary(text, span.end))
}

fn first_line(text: &str, span: Span) -> Span {
    let line = span.of(text).lines().next().unwrap_or_default();
    Span::new(span.start, span.start + line.trim_end().len())
}
