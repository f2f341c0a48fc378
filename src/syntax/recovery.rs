//! Error recovery: parses a text after replacing its broken statements with spaces.
//!
//! Spaces preserve the length and lines of the text, so the spans of the rest remain valid.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::conflicts::{Conflicts, find_conflicts, overwrite_with_spaces};
use super::diagnose::{describe_conflict, diagnose};
use super::formats::recognize_format;
use super::parser::parse_toml;
use super::statements::{Statement, StatementKind, split};
use super::tokens::TokenKind;
use super::{
    ErrorKind, MAX_ERRORS, OrphanTable, Repair, RepairStep, SyntaxError, Table, Tree, tree,
};
use crate::text::{Edit, Source, Span};

/// Fills in the tree of a text that is not valid TOML. Checks each statement on its own; for broken
/// ones, only the errors and the key are kept.
pub(super) fn parse_with_recovery(source: &Source, tree: &mut Tree) {
    tree.comments = find_comments(source);
    tree.errors.extend(lone_carriage_returns(source));
    let source = with_line_feeds(source);
    match find_conflicts(&source) {
        Some(Conflicts { errors, ours, theirs, their_spans }) => {
            tree.errors.extend(errors);
            let statements = split(&theirs);
            let is_theirs = |statement: &&Statement| {
                let next = their_spans.partition_point(|span| span.end <= statement.span.start);
                their_spans.get(next).is_some_and(|span| span.contains(statement.span))
            };
            let theirs: Vec<&Statement> = statements.iter().filter(is_theirs).collect();
            parse_statements(&ours, &theirs, tree);
        }
        None => parse_statements(&source, &[], tree),
    }
    tree.errors.sort_by_key(|error| error.span);
    tree.errors.dedup_by_key(|error| (error.span, error.kind));
    tree.errors.truncate(MAX_ERRORS);
}

/// Finds all comments, without the lines that an unclosed string runs into.
fn find_comments(source: &Source) -> Vec<Span> {
    let tokens = split(source).into_iter().flat_map(|statement| statement.tokens);
    tokens.filter(|token| token.kind == TokenKind::Comment).map(|token| token.span).collect()
}

/// Returns an error if there are carriage returns without a line feed. They are not line ends in
/// TOML, but people and editors treat them as such.
fn lone_carriage_returns(source: &Source) -> Option<SyntaxError> {
    let lone: Vec<Span> =
        find_lone_carriage_returns(source.text()).map(|at| Span::new(at, at + 1)).collect();
    let first = *lone.first()?;
    let edits = lone.into_iter().map(|span| Edit::replace(span, "\n")).collect();
    Some(repaired(first, ErrorKind::LoneCarriageReturn, edits, true))
}

fn find_lone_carriage_returns(text: &str) -> impl Iterator<Item = usize> {
    let is_lone = |at: &usize| !text[at + 1..].starts_with('\n');
    text.match_indices('\r').map(|(at, _)| at).filter(is_lone)
}

/// Replaces each lone carriage return with a line feed.
pub(super) fn with_line_feeds(source: &Source) -> Cow<'_, Source> {
    let mut lone = find_lone_carriage_returns(source.text()).peekable();
    if lone.peek().is_none() {
        return Cow::Borrowed(source);
    }
    let mut bytes = source.text().as_bytes().to_vec();
    lone.for_each(|at| bytes[at] = b'\n');
    Cow::Owned(Source::new(String::from_utf8(bytes).expect("ASCII replaces ASCII")))
}

/// Parses statement by statement. The keys of `others` also count as present.
fn parse_statements(source: &Source, others: &[&Statement], tree: &mut Tree) {
    let statements = split(source);
    if let Some(error) = recognize_format(source, &statements) {
        tree.errors.push(error);
        return;
    }
    let text = source.text();
    let mut parseable = Parseable { bytes: text.as_bytes().to_vec(), broken: HashMap::new() };
    let mut headers = Headers::default();
    let mut orphans: Vec<Orphan> = Vec::new();
    for section in sections(&statements, text.len()) {
        let header_start = section.header.map(|header| header.span.start);
        for statement in section.body {
            let errors = diagnose(source, statement);
            if !errors.is_empty() {
                tree.errors.extend(errors);
                parseable.overwrite_with_spaces(statement.span);
                parseable.broken.entry(header_start).or_default().push(statement);
            }
        }
        let Some(header) = section.header else { continue };
        let errors = diagnose(source, header);
        let body = Span::new(header.span.end, section.end);
        let parent = orphans.last_mut().filter(|parent| parent.is_parent_of(header));
        if !errors.is_empty() {
            tree.errors.extend(errors);
            orphans.push(Orphan { header, body, is_duplicate: false });
        } else if let Some(parent) = parent {
            parent.body.end = section.end;
            parseable.overwrite_with_spaces(parent.prefix_of(header));
        } else if let Some(first) = headers.open(header) {
            orphans.push(Orphan { header, body, is_duplicate: true });
            tree.errors.extend(duplicate_table(&statements, header, first, &mut headers));
        }
    }
    let header_starts: Vec<usize> =
        sections(&statements, text.len()).filter_map(|one| Some(one.header?.span.start)).collect();
    for statement in others {
        let next = header_starts.partition_point(|start| *start < statement.span.start);
        let header_start = next.checked_sub(1).map(|last| header_starts[last]);
        parseable.broken.entry(header_start).or_default().push(statement);
    }
    for Orphan { header, body, .. } in &orphans {
        let mut table = parseable.parse(source, &statements, *body, &mut tree.errors);
        if let Some(broken) = parseable.broken.remove(&Some(header.span.start)) {
            insert_unparsed_keys(&mut table, &broken);
        }
        parseable.insert_noted_keys(&mut table);
        tree.orphan_tables.push(OrphanTable { header: header.span, table });
        parseable.overwrite_with_spaces(Span::new(header.span.start, body.end));
    }
    let whole = Span::new(0, text.len());
    tree.root = parseable.parse(source, &statements, whole, &mut tree.errors);
    if let Some(broken) = parseable.broken.remove(&None) {
        insert_unparsed_keys(&mut tree.root, &broken);
    }
    parseable.insert_noted_keys(&mut tree.root);
}

/// A header and the statements below it. The first section of a text has no header.
struct Section<'a> {
    header: Option<&'a Statement>,
    body: &'a [Statement],
    /// The byte offset of the next section.
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

/// A table that is parsed separately, because its header is broken or opens an existing table
/// again.
struct Orphan<'a> {
    header: &'a Statement,
    /// The text below the header, including subtables.
    body: Span,
    is_duplicate: bool,
}

impl Orphan<'_> {
    /// Returns `true` if a header opens a subtable of this table.
    fn is_parent_of(&self, header: &Statement) -> bool {
        let own = names(self.header);
        let other = names(header);
        self.is_duplicate && other.len() > own.len() && other.starts_with(&own)
    }

    /// Returns the part of a subtable's header that names this table.
    fn prefix_of(&self, header: &Statement) -> Span {
        let part = |index: usize| header.key_path[index].1.start;
        Span::new(part(0), part(self.header.key_path.len()))
    }
}

fn names(statement: &Statement) -> Vec<&str> {
    statement.key_path.iter().map(|(name, _)| name.as_str()).collect()
}

fn is_array_header(header: &Statement) -> bool {
    let brackets = header.tokens.iter().take_while(|token| token.is_opening());
    brackets.count() > 1
}

/// The headers read so far.
#[derive(Default)]
struct Headers<'a> {
    /// The first header of each table, by name.
    opened: HashMap<Vec<&'a str>, &'a Statement>,
    /// The tables already reported as duplicates.
    reported: HashSet<Vec<&'a str>>,
}

impl<'a> Headers<'a> {
    /// Records a header. Returns the first header of the table if this one illegally opens it
    /// again.
    fn open(&mut self, header: &'a Statement) -> Option<&'a Statement> {
        let name = names(header);
        let first = self.opened.get(&name).copied();
        let is_element = is_array_header(header);
        if first.is_some_and(|first| !is_element || !is_array_header(first)) {
            return first;
        }
        if is_element && first.is_some() {
            // Subtables belong to the preceding element of the array.
            self.opened.retain(|other, _| other.len() <= name.len() || !other.starts_with(&name));
        }
        self.opened.entry(name).or_insert(header);
        None
    }
}

/// Returns the error for a table that is opened again, once per name.
fn duplicate_table<'a>(
    statements: &[Statement],
    header: &'a Statement,
    first: &Statement,
    headers: &mut Headers<'a>,
) -> Option<SyntaxError> {
    if headers.reported.len() >= MAX_ERRORS || !headers.reported.insert(names(header)) {
        return None;
    }
    let key_span = |header: &Statement| {
        let path = &header.key_path;
        Some(Span::new(path.first()?.1.start, path.last()?.1.end))
    };
    let (span, kind) = (key_span(header)?, ErrorKind::DuplicateTable(key_span(first)));
    Some(match array_of_tables_edits(statements, header) {
        Some(edits) => repaired(span, kind, edits, false),
        None => SyntaxError { span, kind, repair: None },
    })
}

/// Returns edits that turn every `[name]` into `[[name]]`. Returns `None` for the header of a
/// subtable, and if a subtable or a key of the table precedes the first `[name]`, which is not
/// allowed for an array.
fn array_of_tables_edits(statements: &[Statement], header: &Statement) -> Option<Vec<Edit>> {
    let [(name, _)] = header.key_path.as_slice() else { return None };
    let headers = || statements.iter().filter(|one| one.kind == StatementKind::Header);
    let is_of_table = |one: &&Statement| one.key_path.first().is_some_and(|(key, _)| key == name);
    let mut root = statements.iter().take_while(|one| one.kind != StatementKind::Header);
    let is_written_above = root.any(|one| is_of_table(&one))
        || headers().find(is_of_table).is_some_and(|first| first.key_path.len() > 1);
    if is_written_above {
        return None;
    }
    let mut edits = Vec::new();
    for header in headers() {
        let is_same = matches!(header.key_path.as_slice(), [(other, _)] if other == name);
        if is_same && !is_array_header(header) {
            let closing = header.tokens.iter().rfind(|token| token.is_closing())?;
            edits.push(Edit::insert(header.span.start, "["));
            edits.push(Edit::insert(closing.span.end, "]"));
        }
    }
    Some(edits)
}

/// Creates an error with a repair.
fn repaired(span: Span, kind: ErrorKind, edits: Vec<Edit>, is_certain: bool) -> SyntaxError {
    let steps = vec![RepairStep { span, kind, edits }];
    SyntaxError { span, kind, repair: Some(Repair { steps, is_certain }) }
}

/// A text whose broken parts are overwritten with spaces.
struct Parseable<'a> {
    bytes: Vec<u8>,
    /// The broken statements below each header, keyed by the header's offset; statements above all
    /// headers are under `None`.
    broken: HashMap<Option<usize>, Vec<&'a Statement>>,
}

impl Parseable<'_> {
    fn overwrite_with_spaces(&mut self, span: Span) {
        overwrite_with_spaces(&mut self.bytes, span);
    }

    /// Parses a part on its own. Any errors come from the combination of its statements.
    fn parse(
        &self,
        source: &Source,
        statements: &[Statement],
        part: Span,
        errors: &mut Vec<SyntaxError>,
    ) -> Table {
        let bytes = &self.bytes[part.start..part.end];
        let text = std::str::from_utf8(bytes).expect("whole statements were blanked out");
        let (table, found) = parse_toml(text);
        let found = found.iter().take(MAX_ERRORS);
        errors.extend(found.map(|error| describe_conflict(source, statements, *error, part.start)));
        tree::build_table(source.text(), table, part.start)
    }

    /// Adds the keys of broken statements to their tables, so that they are not reported as
    /// missing.
    fn insert_noted_keys(&mut self, table: &mut Table) {
        if !self.broken.is_empty() {
            tree::for_each_header(table, &mut |header, table| {
                if let Some(broken) = self.broken.remove(&Some(header.start)) {
                    insert_unparsed_keys(table, &broken);
                }
            });
        }
    }
}

fn insert_unparsed_keys(table: &mut Table, broken: &[&Statement]) {
    let assignments = broken.iter().filter(|one| one.kind == StatementKind::KeyValue);
    let keys: Vec<_> = assignments.map(|one| (one.key_path.as_slice(), one.span)).collect();
    tree::insert_unparsed(table, &keys);
}
