//! Finds the errors of a broken statement, one for each cause, with the edits that correct it.

use super::parser::{ParseError, ParseErrorKind, is_toml, parse_toml};
use super::statements::{Statement, StatementKind};
use super::tokens::{Token, TokenKind};
use super::walk::{Problem, is_bare_key, is_odd_space, walk_after_header, walk_entry};
use super::{ErrorKind, Repair, RepairStep, SyntaxError};
use crate::text::{Edit, Edits, Source, Span};

/// Returns the errors of a statement; empty if it is valid on its own. Reports several errors only
/// if their combined edits make it valid, which proves that they are the causes; otherwise reports
/// only the first one.
pub(super) fn diagnose(source: &Source, statement: &Statement) -> Vec<SyntaxError> {
    if statement.too_deep {
        let span = first_line(source, statement.span);
        return vec![SyntaxError { span, kind: ErrorKind::TooDeep, repair: None }];
    }
    let written = source.slice(statement.span);
    let (_, parse_errors) = parse_toml(written);
    let has_misplaced_bom = statement.span.start > 0 && written.starts_with('\u{feff}');
    if parse_errors.is_empty() && !has_misplaced_bom {
        return Vec::new();
    }
    let mut problems = find_characters(source, statement);
    problems.extend(match statement.kind {
        StatementKind::Header => find_in_header(source, statement),
        StatementKind::KeyValue if is_merge_marker(written) => {
            let span = first_line(source, statement.span);
            vec![Problem::new(span, ErrorKind::MergeMarker)]
        }
        StatementKind::KeyValue => walk_entry(source, statement),
        StatementKind::Comment => Vec::new(),
    });
    if problems.is_empty() {
        let first = parse_errors.iter().min_by_key(|error| error.span.start);
        problems.extend(first.map(|error| other_problem(source, statement, *error)));
    }
    verify(source, statement, merge_causes(problems))
}

/// Merges problems of the same kind into one at the first position, with the edits of all.
fn merge_causes(problems: Vec<Problem>) -> Vec<Problem> {
    let mut causes: Vec<Problem> = Vec::new();
    for problem in problems {
        match causes.iter_mut().find(|cause| cause.kind == problem.kind) {
            Some(cause) => {
                cause.is_certain &= problem.is_certain;
                cause.edits = match (cause.edits.take(), problem.edits) {
                    (Some(mut edits), Some(more)) => {
                        edits.extend(more);
                        Some(edits)
                    }
                    _ => None,
                };
            }
            None => causes.push(problem),
        }
    }
    causes
}

/// Keeps edits only if they make the statement valid, either all together or those of the first
/// problem alone.
fn verify(source: &Source, statement: &Statement, mut problems: Vec<Problem>) -> Vec<SyntaxError> {
    let mut repair = repair_of(source, statement, &problems);
    if repair.is_none() {
        problems.truncate(1);
        repair = repair_of(source, statement, &problems);
    }
    let error = |problem: Problem| SyntaxError {
        span: problem.span,
        kind: problem.kind,
        repair: repair.clone(),
    };
    problems.into_iter().map(error).collect()
}

fn repair_of(source: &Source, statement: &Statement, problems: &[Problem]) -> Option<Repair> {
    let step = |problem: &Problem| {
        let edits = problem.edits.clone()?;
        Some(RepairStep { span: problem.span, kind: problem.kind, edits })
    };
    let steps: Vec<RepairStep> = problems.iter().map(step).collect::<Option<_>>()?;
    let edits = steps.iter().flat_map(|step| &step.edits).cloned().collect();
    let is_certain = problems.iter().all(|problem| problem.is_certain);
    is_valid_after(source, statement, edits).then_some(Repair { steps, is_certain })
}

/// Returns `true` if a statement parses after the edits, which must lie inside it or at its ends.
fn is_valid_after(source: &Source, statement: &Statement, mut edits: Vec<Edit>) -> bool {
    edits.sort_by_key(|edit| edit.span);
    if edits.windows(2).any(|pair| pair[0].span.end > pair[1].span.start) {
        return false;
    }
    let start = statement.span.start;
    // Text appended after the statement's end is part of its line.
    let end = edits.iter().map(|edit| edit.span.end).fold(statement.span.end, usize::max);
    for edit in &mut edits {
        edit.span = Span::new(edit.span.start - start, edit.span.end - start);
    }
    is_toml(&Edits::new(edits).apply(source.slice(Span::new(start, end))))
}

/// Finds control characters, and non-standard spaces and invisible characters outside strings.
fn find_characters(source: &Source, statement: &Statement) -> Vec<Problem> {
    let mut problems = Vec::new();
    for token in &statement.tokens {
        let text = source.slice(token.span);
        let is_outside = !token.is_string() && token.kind != TokenKind::Comment;
        for (at, character) in text.char_indices() {
            let start = token.span.start + at;
            let span = Span::new(start, start + character.len_utf8());
            if is_forbidden_control(character) {
                let kind = ErrorKind::ControlCharacter(character);
                problems.push(Problem::guess(span, kind, [Edit::remove(span)]));
            } else if is_outside && is_odd_space(character) {
                let kind = ErrorKind::InvisibleCharacter(character);
                let replacement = if character.is_whitespace() { " " } else { "" };
                problems.push(Problem::certain(span, kind, [Edit::replace(span, replacement)]));
            }
        }
    }
    problems
}

fn is_forbidden_control(character: char) -> bool {
    character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\r')
}

fn is_merge_marker(statement: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|marker| statement.starts_with(marker))
}

fn find_in_header(source: &Source, statement: &Statement) -> Vec<Problem> {
    let tokens = statement.non_trivia();
    let is_opening = |token: &&&Token| token.kind == TokenKind::LeftSquareBracket;
    let is_closing = |token: &&&Token| token.kind == TokenKind::RightSquareBracket;
    let opened = tokens.iter().take_while(is_opening).count();
    let name: Vec<&Token> =
        tokens[opened..].iter().take_while(|token| !token.is_closing()).copied().collect();
    let after_name = opened + name.len();
    let closed = tokens[after_name..].iter().take_while(is_closing).count();
    let line = first_line(source, statement.span);
    if name.is_empty() {
        return vec![Problem::new(line, ErrorKind::EmptyHeader)];
    }
    let Some(key) = header_name(source, &name) else {
        let is_list = name.iter().any(|token| token.kind == TokenKind::Comma);
        let kind = if is_list { ErrorKind::Unexpected } else { ErrorKind::InvalidHeader };
        return vec![Problem::new(line, kind)];
    };
    let end = tokens[(after_name + closed).max(1) - 1].span.end;
    let span = Span::new(statement.span.start, end);
    let missing = opened.saturating_sub(closed);
    if opened <= 2 && missing > 0 {
        let edit = Edit::insert(end, "]".repeat(missing));
        return vec![Problem::certain(span, ErrorKind::UnclosedHeader, [edit])];
    }
    if opened <= 2 && opened == closed {
        let after = walk_after_header(source, statement, after_name + closed);
        if !after.is_empty() {
            return after;
        }
    }
    let brackets = opened.min(2);
    let header = format!("{}{key}{}", "[".repeat(brackets), "]".repeat(brackets));
    vec![Problem::guess(span, ErrorKind::InvalidHeader, [Edit::replace(span, header)])]
}

/// Returns the name in a header, quoting the parts that need it.
fn header_name(source: &Source, tokens: &[&Token]) -> Option<String> {
    let mut name = String::new();
    for (index, token) in tokens.iter().enumerate() {
        let text = source.slice(token.span);
        match token.kind {
            TokenKind::Dot if index % 2 == 1 && index + 1 < tokens.len() => name.push('.'),
            TokenKind::Atom if index % 2 == 0 => {
                let text = text.trim_matches(['“', '”', '‘', '’', '`']);
                let text: String = text.chars().filter(|c| !is_odd_space(*c)).collect();
                let needs_quotes = !is_bare_key(&text);
                if needs_quotes && text.contains(['"', '\\']) {
                    return None;
                }
                let quote = if needs_quotes { "\"" } else { "" };
                name.extend([quote, &text, quote]);
            }
            _ if index % 2 == 0 && token.is_string() => name.push_str(text),
            _ => return None,
        }
    }
    Some(name)
}

/// Converts the parser's first error, for causes that this module does not recognize.
fn other_problem(source: &Source, statement: &Statement, error: ParseError) -> Problem {
    let span = error_span(source, error, statement.span.start);
    let span = if span.is_empty() { non_empty_span(source, span, statement) } else { span };
    match error.kind {
        ParseErrorKind::Duplicate => {
            let first = first_of_same_name(source, statement, span);
            Problem::new(span, ErrorKind::DuplicateKey(first))
        }
        ParseErrorKind::NotATable => {
            let first = first_of_same_name(source, statement, span);
            Problem::new(span, ErrorKind::NotATable(first))
        }
        ParseErrorKind::Syntax => Problem::new(span, ErrorKind::Unexpected),
    }
}

/// Returns the earlier occurrence, in the same statement, of the key at a span.
fn first_of_same_name(source: &Source, statement: &Statement, span: Span) -> Option<Span> {
    let is_same = |token: &&Token| {
        token.is_key()
            && token.span.start < span.start
            && source.slice(token.span) == source.slice(span)
    };
    statement.tokens.iter().find(is_same).map(|token| token.span)
}

/// Returns the token that starts at an empty span, or otherwise the character there or before it.
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

/// Returns the error for a key or table that is already defined; the statements are valid on their
/// own. `base` is the offset of the parsed part.
pub(super) fn describe_conflict(
    source: &Source,
    statements: &[Statement],
    error: ParseError,
    base: usize,
) -> SyntaxError {
    let span = error_span(source, error, base);
    let position = statements.partition_point(|statement| statement.span.end <= span.start);
    let second = statements.get(position);
    let is_header = second.is_some_and(|second| second.kind == StatementKind::Header);
    let kind = match error.kind {
        ParseErrorKind::Duplicate => {
            let first = second.and_then(|second| first_definition(&statements[..position], second));
            if is_header {
                ErrorKind::DuplicateTable(first)
            } else {
                ErrorKind::DuplicateKey(first)
            }
        }
        ParseErrorKind::NotATable => {
            let first = second.and_then(|second| {
                let part = second.key_path.iter().position(|(_, part)| *part == span)?;
                definition_of(&statements[..position], second, part + 1)
            });
            ErrorKind::NotATable(first)
        }
        ParseErrorKind::Syntax => ErrorKind::Unexpected,
    };
    SyntaxError { span, kind, repair: None }
}

/// Returns the first definition, in the same table, of the key of `second`.
fn first_definition(earlier: &[Statement], second: &Statement) -> Option<Span> {
    definition_of(earlier, second, second.key_path.len())
}

/// Returns the earlier statement in the same table whose key equals the first `len` parts of the
/// key of `second`.
fn definition_of(earlier: &[Statement], second: &Statement, len: usize) -> Option<Span> {
    let path = &second.key_path[..len];
    let is_same_key = |statement: &Statement| {
        statement.kind == second.kind
            && statement.key_path.len() == len
            && statement.key_path.iter().zip(path).all(|((one, _), (other, _))| one == other)
    };
    let is_in_table = |statement: &&Statement| {
        second.kind == StatementKind::Header || statement.kind != StatementKind::Header
    };
    let in_table = earlier.iter().rev().take_while(is_in_table);
    let first = in_table.filter(|statement| is_same_key(statement)).last()?;
    Some(Span::new(first.key_path.first()?.1.start, first.key_path.last()?.1.end))
}

/// Returns the span of a parser error, on character boundaries. `base` is the offset of the parsed
/// part.
fn error_span(source: &Source, error: ParseError, base: usize) -> Span {
    let span = error.span.offset_by(base);
    Span::new(source.floor_char_boundary(span.start), source.floor_char_boundary(span.end))
}

/// Returns the first line of a span, without trailing whitespace.
pub(super) fn first_line(source: &Source, span: Span) -> Span {
    let line = source.slice(span).lines().next().unwrap_or_default();
    Span::new(span.start, span.start + line.trim_end().len())
}
