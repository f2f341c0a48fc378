//! TOML text to a spanned tree, its comments and its errors; total, and the only importer of
//! `toml`.

mod errors;
mod elements;
mod statements;
mod strings;
mod tree;

pub use elements::{Item, items};
pub use tree::{Entry, StringValue, Table, Value, ValueKind};

use statements::{Statement, StatementKind, split};
use toml::de::DeTable;

use crate::text::{EncodingError, Source, Span};

/// The deepest nesting that one statement may have, counting brackets and dots.
const MAX_DEPTH: usize = 64;

/// The most syntax errors that are reported for one file.
pub const MAX_ERRORS: usize = 100;

/// A manifest's text, taken apart. Statements that are broken are left out of the tree, but for
/// their keys.
pub struct Tree<'a> {
    /// The whole text, as in the file.
    pub text: &'a str,
    /// Why the file could not be read as UTF-8; the tree is empty then.
    pub encoding_error: Option<EncodingError>,
    /// The root table.
    pub root: Table,
    /// Tables whose header is broken, with what stands below it.
    pub orphan_tables: Vec<OrphanTable>,
    /// Every comment, from its `#` to the end of its line, in order.
    pub comments: Vec<Span>,
    /// Where the first statement (a key or a header) begins; the end of the text where there is
    /// none.
    pub first_statement: usize,
    /// The errors, by place, at most [`MAX_ERRORS`].
    pub errors: Vec<SyntaxError>,
}

/// A table whose header is broken, as `[cli` is while it is typed.
pub struct OrphanTable {
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
    ColonInsteadOfEquals,
    /// A word that ought to be a string; the span covers it.
    BareValue,
    /// Two elements without a comma between them.
    MissingComma,
    /// More text after the value.
    TextAfterValue,
    /// An escape that TOML does not have.
    InvalidEscape,
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
pub fn parse<'a>(source: &'a Source<'_>) -> Tree<'a> {
    let mut document = Tree {
        text: &source.text,
        encoding_error: source.fault,
        root: Table::default(),
        orphan_tables: Vec::new(),
        comments: Vec::new(),
        first_statement: source.text.len(),
        errors: Vec::new(),
    };
    if source.fault.is_some() {
        return document;
    }
    let scan = statements::scan(document.text);
    document.comments = scan.comments;
    document.first_statement = scan.first_statement;
    if !scan.too_deep {
        let (root, errors) = DeTable::parse_recoverable(document.text);
        if errors.is_empty() {
            document.root = tree::table(root, 0);
            return document;
        }
    }
    parse_with_recovery(&mut document);
    document
}

/// Parses each statement by itself, blanks out the broken ones (length and lines stay, so spans do)
/// and parses the rest.
fn parse_with_recovery(document: &mut Tree) {
    let text = document.text;
    let statements = split(text);
    let (mut healthy, returns) = normalize_lone_cr(text);
    let in_statement = |at: usize| {
        statements
            .get(statements.partition_point(|one| one.span.end <= at))
            .is_some_and(|one| one.span.start <= at)
    };
    let between = returns.into_iter().filter(|at| !in_statement(*at)).take(MAX_ERRORS);
    document.errors.extend(between.map(errors::lone_return));
    let mut broken_entries: Vec<(Option<Span>, &Statement)> = Vec::new();
    let mut header: Option<&Statement> = None;
    let mut orphan: Option<(Span, usize)> = None;
    let mut orphan_bodies: Vec<(Span, Span)> = Vec::new();
    for statement in &statements {
        let error = errors::diagnose(text, statement);
        if statement.kind == StatementKind::Header {
            close_orphan(&mut orphan, statement.span.start, &mut orphan_bodies);
            header = Some(statement);
            if error.is_some() {
                orphan = Some((statement.span, statement.span.end));
            }
        }
        let Some(error) = error else { continue };
        blank_out(&mut healthy, statement.span);
        if statement.kind == StatementKind::KeyValue {
            broken_entries.push((header.map(|header| header.span), statement));
        }
        document.errors.push(error);
    }
    close_orphan(&mut orphan, text.len(), &mut orphan_bodies);
    for (span, body) in orphan_bodies {
        let (table, errors) = DeTable::parse_recoverable(body.of(&healthy));
        document.errors.extend(
            errors
                .iter()
                .map(|error| errors::duplicate_error(text, &statements, error, body.start)),
        );
        document
            .orphan_tables
            .push(OrphanTable { header: span, table: tree::table(table, body.start) });
        blank_out(&mut healthy, body);
    }
    let (root, errors) = DeTable::parse_recoverable(&healthy);
    document
        .errors
        .extend(errors.iter().map(|error| errors::duplicate_error(text, &statements, error, 0)));
    document.root = tree::table(root, 0);
    for (header, statement) in broken_entries {
        let orphan = document.orphan_tables.iter_mut().find(|orphan| Some(orphan.header) == header);
        let table = match (orphan, header) {
            (Some(orphan), _) => Some(&mut orphan.table),
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

fn close_orphan(orphan: &mut Option<(Span, usize)>, end: usize, bodies: &mut Vec<(Span, Span)>) {
    if let Some((header, start)) = orphan.take() {
        bodies.push((header, Span::new(start, end)));
    }
}

/// The text with `\n` for each carriage return that no `\n` follows, and the places of those. TOML
/// has no such line end, but people and editors take it for one.
fn normalize_lone_cr(text: &str) -> (String, Vec<usize>) {
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
fn blank_out(text: &mut String, span: Span) {
    let blanks: String = span
        .of(text)
        .bytes()
        .map(|byte| if matches!(byte, b'\n' | b'\r') { byte as char } else { ' ' })
        .collect();
    text.replace_range(span.start..span.end, &blanks);
}

#[cfg(test)]
mod tests;
