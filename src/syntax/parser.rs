//! Wraps the parser of the `toml` crate: converts its errors, and rejects what it accepts by
//! mistake.

use toml::de::{DeInteger, DeTable, DeValue};

use crate::text::Span;

/// A parser error, limited to what can be determined without relying on its wording.
#[derive(Clone, Copy, Debug)]
pub(super) struct ParseError {
    /// The span in bytes of the parsed text. It may be empty or split a character.
    pub(super) span: Span,
    pub(super) kind: ParseErrorKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ParseErrorKind {
    /// A key or table that is already defined.
    Duplicate,
    /// A key below a value that is not a table, or is an inline table.
    NotATable,
    /// Any other error: the statement is invalid on its own.
    Syntax,
}

/// Parses a text. If it is not valid TOML, parses as much as possible.
pub(super) fn parse_toml(text: &str) -> (DeTable<'_>, Vec<ParseError>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let table = table.into_inner();
    let error = |error: &toml::de::Error| ParseError {
        span: error.span().map_or(Span::empty(0), Span::from),
        kind: classify(error.message()),
    };
    let mut errors: Vec<ParseError> = errors.iter().map(error).collect();
    find_invalid_integers(&table, &mut errors);
    (table, errors)
}

/// Returns `true` if a text is valid TOML.
pub(super) fn is_toml(text: &str) -> bool {
    parse_toml(text).1.is_empty()
}

/// Classifies a parser error. The parser's errors carry only a message, so this is the only place
/// that depends on its wording.
fn classify(message: &str) -> ParseErrorKind {
    if message.starts_with("duplicate key") {
        ParseErrorKind::Duplicate
    } else if message.starts_with("cannot extend value of type") {
        ParseErrorKind::NotATable
    } else {
        ParseErrorKind::Syntax
    }
}

/// Finds invalid integers that the parser accepts: `0x`, `0o` and `0b` without digits, and
/// non-ASCII digits.
fn find_invalid_integers(table: &DeTable<'_>, errors: &mut Vec<ParseError>) {
    table.values().for_each(|value| find_in_value(value, errors));
}

fn find_in_value(value: &toml::Spanned<DeValue<'_>>, errors: &mut Vec<ParseError>) {
    match value.get_ref() {
        DeValue::Integer(integer) if !is_valid(integer) => {
            errors.push(ParseError { span: value.span().into(), kind: ParseErrorKind::Syntax });
        }
        DeValue::Array(elements) => elements.iter().for_each(|one| find_in_value(one, errors)),
        DeValue::Table(table) => find_invalid_integers(table, errors),
        _ => {}
    }
}

fn is_valid(integer: &DeInteger<'_>) -> bool {
    let digits = integer.as_str().trim_start_matches(['+', '-']);
    !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(integer.radix()))
}
