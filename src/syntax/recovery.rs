//! Parses what is left when broken statements are blanked out.
//!
//! Length and lines of the text stay as they are, so that the spans of the rest do too.

use std::collections::HashMap;

use toml::de::DeTable;

use super::statements::{Statement, StatementKind, split};
use super::{MAX_ERRORS, OrphanTable, SyntaxError, Table, Tree, errors, tree};
use crate::text::{Source, Span};

/// Fills in the tree of a text that is not TOML as a whole: each statement is judged by itself, and
/// those that are broken leave only their error and their key.
pub(super) fn parse_with_recovery(source: &Source, tree: &mut Tree) {
    let text = source.text();
    let statements = split(source);
    let mut parseable = Parseable::new(text);
    tree.errors.extend(lone_carriage_returns_between(text, &statements));
    for section in sections(&statements, text.len()) {
        let header_error = section.header.and_then(|header| errors::diagnose(source, header));
        let has_broken_header = header_error.is_some();
        tree.errors.extend(header_error);
        let mut broken = Vec::new();
        for statement in section.body {
            if let Some(error) = errors::diagnose(source, statement) {
                tree.errors.push(error);
                parseable.blank_out(statement.span);
                broken.push(statement);
            }
        }
        match section.header.filter(|_| has_broken_header) {
            Some(header) => {
                parseable.blank_out(header.span);
                let body = Span::new(header.span.end, section.end);
                let mut table = parseable.parse(source, &statements, body, &mut tree.errors);
                insert_unparsed_keys(&mut table, &broken);
                tree.orphan_tables.push(OrphanTable { header: header.span, table });
                parseable.blank_out(body);
            }
            None => parseable.note_broken(section.header, broken),
        }
    }
    let whole = Span::new(0, text.len());
    tree.root = parseable.parse(source, &statements, whole, &mut tree.errors);
    parseable.insert_noted_keys(&mut tree.root);
    tree.errors.sort_by_key(|error| error.span);
    tree.errors.dedup_by_key(|error| error.span);
    tree.errors.truncate(MAX_ERRORS);
}

/// A header and the statements below it; the first section of a text has no header.
struct Section<'a> {
    header: Option<&'a Statement>,
    body: &'a [Statement],
    /// The byte offset at which the next section begins.
    end: usize,
}

fn sections(statements: &[Statement], text_len: usize) -> impl Iterator<Item = Section<'_>> {
    let is_header = |statement: &Statement| statement.kind == StatementKind::Header;
    let mut rest = statements;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let header = rest.first().filter(|first| is_header(first));
        let body_start = usize::from(header.is_some());
        let body_len = rest[body_start..].iter().take_while(|one| !is_header(one)).count();
        let (section, next) = rest.split_at(body_start + body_len);
        rest = next;
        let end = next.first().map_or(text_len, |statement| statement.span.start);
        Some(Section { header, body: &section[body_start..], end })
    })
}

/// The errors for carriage returns between statements that no line feed follows. TOML has no such
/// line end, but people and editors take it for one.
fn lone_carriage_returns_between(
    text: &str,
    statements: &[Statement],
) -> impl Iterator<Item = SyntaxError> {
    let is_in_statement = |at: usize| {
        let next = statements.partition_point(|statement| statement.span.end <= at);
        statements.get(next).is_some_and(|statement| statement.span.start <= at)
    };
    let lone = lone_carriage_returns(text).filter(move |at| !is_in_statement(*at));
    lone.take(MAX_ERRORS).map(errors::lone_carriage_return)
}

fn lone_carriage_returns(text: &str) -> impl Iterator<Item = usize> {
    let is_lone = |at: &usize| !text[at + 1..].starts_with('\n');
    text.match_indices('\r').map(|(at, _)| at).filter(is_lone)
}

/// A text of which everything that is broken becomes spaces.
struct Parseable<'a> {
    bytes: Vec<u8>,
    /// The broken statements below each header, by the offset at which the header begins; those
    /// above every header under `None`.
    broken: HashMap<Option<usize>, Vec<&'a Statement>>,
}

impl<'a> Parseable<'a> {
    /// The text with `\n` for each lone carriage return.
    fn new(text: &str) -> Self {
        let mut bytes = text.as_bytes().to_vec();
        lone_carriage_returns(text).for_each(|at| bytes[at] = b'\n');
        Self { bytes, broken: HashMap::new() }
    }

    /// Overwrites a span with spaces, except for its line ends.
    fn blank_out(&mut self, span: Span) {
        let is_text = |byte: &&mut u8| !matches!(**byte, b'\n' | b'\r');
        self.bytes[span.start..span.end].iter_mut().filter(is_text).for_each(|byte| *byte = b' ');
    }

    /// Parses a part by itself; what is wrong with it is what its statements do together.
    fn parse(
        &self,
        source: &Source,
        statements: &[Statement],
        part: Span,
        errors: &mut Vec<SyntaxError>,
    ) -> Table {
        let text = std::str::from_utf8(&self.bytes).expect("whole statements were blanked out");
        let (table, found) = DeTable::parse_recoverable(&text[part.start..part.end]);
        let found = found.iter().take(MAX_ERRORS);
        errors.extend(
            found.map(|error| errors::duplicate_error(source, statements, error, part.start)),
        );
        tree::build_table(text, table.into_inner(), part.start)
    }

    fn note_broken(&mut self, header: Option<&Statement>, broken: Vec<&'a Statement>) {
        if !broken.is_empty() {
            self.broken.insert(header.map(|header| header.span.start), broken);
        }
    }

    /// Puts the keys of the broken statements back, so that nobody calls them missing.
    fn insert_noted_keys(mut self, root: &mut Table) {
        if let Some(broken) = self.broken.remove(&None) {
            insert_unparsed_keys(root, &broken);
        }
        if !self.broken.is_empty() {
            tree::for_each_header(root, &mut |header, table| {
                if let Some(broken) = self.broken.remove(&Some(header.start)) {
                    insert_unparsed_keys(table, &broken);
                }
            });
        }
    }
}

fn insert_unparsed_keys(table: &mut Table, broken: &[&Statement]) {
    let assignments = broken.iter().filter(|one| one.kind == StatementKind::KeyValue);
    assignments.for_each(|one| tree::insert_unparsed(table, &one.key_path, one.span));
}
