//! TOML text to a spanned tree, its comments and its errors; total, and the only importer of
//! `toml`.

mod diagnose;
mod items;
mod statements;
mod strings;
mod tree;

pub use items::{Item, items};
pub use tree::{Entry, Kind, Table, Text, Value};

use statements::{Statement, StatementKind, split};
use toml::de::DeTable;

use crate::text::{EncodingFault, Source, Span};

/// The deepest nesting that one statement may have, counting brackets and dots.
const MAX_DEPTH: usize = 64;

/// The most syntax errors that are reported for one file.
pub const MAX_ERRORS: usize = 100;

/// A manifest's text, taken apart. Statements that are broken are left out of the tree, but for
/// their keys.
pub struct Document<'a> {
    /// The whole text, as in the file.
    pub text: &'a str,
    /// Why the file could not be read as UTF-8; the tree is empty then.
    pub unreadable: Option<EncodingFault>,
    /// The root table.
    pub root: Table,
    /// Tables whose header is broken, with what stands below it.
    pub strays: Vec<Stray>,
    /// Every comment, from its `#` to the end of its line, in order.
    pub comments: Vec<Span>,
    /// Where the first statement (a key or a header) begins; the end of the text where there is
    /// none.
    pub first_statement: usize,
    /// The errors, by place, at most [`MAX_ERRORS`].
    pub errors: Vec<SyntaxError>,
}

/// A table whose header is broken, as `[cli` is while it is typed.
pub struct Stray {
    /// The header as far as it goes.
    pub header: Span,
    /// What stands below it.
    pub table: Table,
}

/// One error of the TOML, with what is needed to word and to mend it.
#[derive(Debug, PartialEq)]
pub struct SyntaxError {
    /// What to underline.
    pub span: Span,
    /// What is wrong.
    pub kind: ErrorKind,
    /// Edits, each a place and its new text, after which the statement is right.
    pub mend: Option<Vec<(Span, String)>>,
}

/// What is wrong with a statement.
#[derive(Debug, PartialEq)]
pub enum ErrorKind {
    /// A string without its closing quote.
    UnclosedString,
    /// A multi-line string without its closing quotes.
    UnclosedMultiLineString,
    /// `[` without `]` in a value.
    UnclosedArray,
    /// `{` without `}`.
    UnclosedInlineTable,
    /// `[` or `[[` without its end in a header.
    UnclosedHeader,
    /// A header that names no table.
    EmptyHeader,
    /// A key, then `=`, then nothing.
    MissingValue,
    /// A key alone.
    MissingEquals,
    /// A key, `:` and a value.
    ColonForEquals,
    /// A word that ought to be a string; the span covers it.
    BareValue,
    /// Two elements without a comma between them.
    MissingComma,
    /// More text after the value.
    TextAfterValue,
    /// An escape that TOML does not have.
    BadEscape,
    /// A control character, which TOML does not allow in this place.
    ControlCharacter(char),
    /// Brackets and dots nest too deep.
    TooDeep,
    /// A key that was set before, at the given place.
    DuplicateKey(Option<Span>),
    /// A table that was opened before, at the given place.
    DuplicateTable(Option<Span>),
    /// Left by a merge that was not finished.
    MergeMarker,
    /// Anything else, in the words of the TOML parser.
    Other(String),
}

/// Takes a text apart. Total: any text gives a tree, and errors where it is not TOML.
#[must_use]
pub fn parse<'a>(source: &'a Source<'_>) -> Document<'a> {
    let mut document = Document {
        text: &source.text,
        unreadable: source.fault,
        root: Table::default(),
        strays: Vec::new(),
        comments: Vec::new(),
        first_statement: source.text.len(),
        errors: Vec::new(),
    };
    if source.fault.is_some() {
        return document;
    }
    let overview = statements::overview(document.text);
    document.comments = overview.comments;
    document.first_statement = overview.first_statement;
    if !overview.too_deep {
        let (root, errors) = DeTable::parse_recoverable(document.text);
        if errors.is_empty() {
            document.root = tree::table(root, 0);
            return document;
        }
    }
    recover(&mut document);
    document
}

/// Parses each statement by itself, blanks out the broken ones (length and lines stay, so spans do)
/// and parses the rest.
fn recover(document: &mut Document) {
    let text = document.text;
    let statements = split(text);
    let (mut healthy, returns) = without_lone_returns(text);
    let in_statement = |at: usize| {
        statements
            .get(statements.partition_point(|one| one.span.end <= at))
            .is_some_and(|one| one.span.start <= at)
    };
    let between = returns.into_iter().filter(|at| !in_statement(*at)).take(MAX_ERRORS);
    document.errors.extend(between.map(diagnose::lone_return));
    let mut broken_entries: Vec<(Option<Span>, &Statement)> = Vec::new();
    let mut header: Option<&Statement> = None;
    let mut stray: Option<(Span, usize)> = None;
    let mut stray_bodies: Vec<(Span, Span)> = Vec::new();
    for statement in &statements {
        let error = diagnose::diagnose(text, statement);
        if statement.kind == StatementKind::Header {
            end_stray(&mut stray, statement.span.start, &mut stray_bodies);
            header = Some(statement);
            if error.is_some() {
                stray = Some((statement.span, statement.span.end));
            }
        }
        let Some(error) = error else { continue };
        blank(&mut healthy, statement.span);
        if statement.kind == StatementKind::KeyValue {
            broken_entries.push((header.map(|header| header.span), statement));
        }
        document.errors.push(error);
    }
    end_stray(&mut stray, text.len(), &mut stray_bodies);
    for (span, body) in stray_bodies {
        let (table, errors) = DeTable::parse_recoverable(body.of(&healthy));
        document.errors.extend(
            errors.iter().map(|error| diagnose::semantic(text, &statements, error, body.start)),
        );
        document.strays.push(Stray { header: span, table: tree::table(table, body.start) });
        blank(&mut healthy, body);
    }
    let (root, errors) = DeTable::parse_recoverable(&healthy);
    document
        .errors
        .extend(errors.iter().map(|error| diagnose::semantic(text, &statements, error, 0)));
    document.root = tree::table(root, 0);
    for (header, statement) in broken_entries {
        let stray = document.strays.iter_mut().find(|stray| Some(stray.header) == header);
        let table = match (stray, header) {
            (Some(stray), _) => Some(&mut stray.table),
            (None, None) => Some(&mut document.root),
            (None, Some(header)) => tree::find_by_header(&mut document.root, header),
        };
        if let Some(table) = table {
            tree::insert_broken(table, &statement.keys, statement.span);
        }
    }
    document.errors.sort_by_key(|error| error.span);
    document.errors.dedup_by_key(|error| error.span);
    document.errors.truncate(MAX_ERRORS);
}

fn end_stray(stray: &mut Option<(Span, usize)>, end: usize, bodies: &mut Vec<(Span, Span)>) {
    if let Some((header, start)) = stray.take() {
        bodies.push((header, Span::new(start, end)));
    }
}

/// The text with `\n` for each carriage return that no `\n` follows, and the places of those. TOML
/// has no such line end, but people and editors take it for one.
fn without_lone_returns(text: &str) -> (String, Vec<usize>) {
    let lone: Vec<usize> = text
        .match_indices('\r')
        .map(|(at, _)| at)
        .filter(|at| !text[at + 1..].starts_with('\n'))
        .collect();
    let mut healthy = text.as_bytes().to_vec();
    for at in &lone {
        healthy[*at] = b'\n';
    }
    (String::from_utf8(healthy).expect("one ASCII character took the place of another"), lone)
}

/// Overwrites a span with blanks, keeping its line ends.
fn blank(text: &mut String, span: Span) {
    let blanks: String = span
        .of(text)
        .bytes()
        .map(|byte| if matches!(byte, b'\n' | b'\r') { byte as char } else { ' ' })
        .collect();
    text.replace_range(span.start..span.end, &blanks);
}

#[cfg(test)]
mod tests;
