//! Recognizes texts in other formats.

use super::diagnose::first_line;
use super::statements::{Statement, StatementKind};
use super::tokens::TokenKind;
use super::{ErrorKind, SyntaxError};
use crate::text::Source;

/// Returns an error if the whole text is JSON or YAML.
pub(super) fn recognize_format(source: &Source, statements: &[Statement]) -> Option<SyntaxError> {
    let begins_with =
        |statement: &Statement, start: &str| source.slice(statement.span).starts_with(start);
    let is_comment = |statement: &&Statement| {
        statement.kind == StatementKind::Comment || begins_with(statement, "//")
    };
    let mut content = statements.iter().filter(|statement| !is_comment(statement));
    let first = content.next()?;
    let kind = if is_json(first, content.next()) {
        ErrorKind::Json
    } else if is_yaml(source, statements) {
        ErrorKind::Yaml
    } else {
        return None;
    };
    Some(SyntaxError { span: first_line(source, first.span), kind, repair: None })
}

/// Returns `true` if a text starts with `{`, or with `[` and `{`, which is never valid TOML.
fn is_json(first: &Statement, second: Option<&Statement>) -> bool {
    let following = second.map(Statement::non_trivia).unwrap_or_default();
    let mut kinds = first.non_trivia().into_iter().chain(following).map(|token| token.kind);
    match kinds.next() {
        Some(TokenKind::LeftCurlyBracket) => true,
        Some(TokenKind::LeftSquareBracket) => kinds.next() == Some(TokenKind::LeftCurlyBracket),
        _ => false,
    }
}

/// Returns `true` if the statements look like YAML: no headers and no `=`, but either `key:` with
/// its value on other lines, or several lines with a colon.
fn is_yaml(source: &Source, statements: &[Statement]) -> bool {
    let mut colons = 0;
    let mut is_nested = false;
    for statement in statements {
        let tokens = statement.non_trivia();
        let has_equals = tokens.iter().any(|token| token.kind == TokenKind::Equals);
        match statement.kind {
            StatementKind::Comment => continue,
            StatementKind::Header => return false,
            StatementKind::KeyValue if has_equals => return false,
            StatementKind::KeyValue => {}
        }
        let first = source.slice(tokens[0].span);
        let has_colon = first.ends_with(':')
            || tokens.get(1).is_some_and(|next| source.slice(next.span) == ":");
        colons += usize::from(has_colon);
        is_nested |= has_colon && source.slice(statement.span).trim_end().ends_with(':');
    }
    is_nested || colons > 1
}
