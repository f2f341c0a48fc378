//! The spanned tree, and its making from the `toml` crate's.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::strings;
use crate::text::Span;

/// A table: of the root, of a header, of dotted keys, or inline.
#[derive(Debug, Default)]
pub struct Table {
    /// The entries in the order of the file.
    pub entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Debug)]
pub struct Entry {
    /// The last part of the key, decoded.
    pub key: String,
    /// Where that part stands, its quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Value,
}

/// A value and its place.
#[derive(Debug)]
pub struct Value {
    /// The value as written, its quotes and brackets included; of a table with a header, the
    /// header; of one made by a dotted key, that part of the key.
    pub span: Span,
    /// What it is.
    pub kind: ValueKind,
}

/// What a value is.
#[derive(Debug)]
pub enum ValueKind {
    /// A string, decoded.
    String(String),
    /// An integer.
    Integer,
    /// A float.
    Float,
    /// A boolean.
    Boolean,
    /// A date, a time, or both.
    Datetime,
    /// An array, or the tables of `[[…]]`.
    Array(Vec<Value>),
    /// A table.
    Table(Table),
    /// A value whose statement has a TOML error: its key is there, of its value nothing is known.
    Unparsed,
}

impl ValueKind {
    /// The value's type as a sentence has it: `an array`.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match self {
            ValueKind::String(_) => "a string",
            ValueKind::Integer => "an integer",
            ValueKind::Float => "a float",
            ValueKind::Boolean => "a boolean",
            ValueKind::Datetime => "a date",
            ValueKind::Array(_) => "an array",
            ValueKind::Table(_) => "a table",
            ValueKind::Unparsed => "nothing",
        }
    }
}

impl Table {
    /// The entry of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

impl Value {
    /// The string that this value is.
    #[must_use]
    pub fn as_string<'a>(&'a self, source: &'a str) -> Option<StringValue<'a>> {
        match &self.kind {
            ValueKind::String(value) => Some(StringValue { source, span: self.span, value }),
            _ => None,
        }
    }

    /// Whether the value is written between brackets or braces, or is a scalar: not made by a
    /// header or a dotted key.
    #[must_use]
    pub fn is_inline(&self, source: &str) -> bool {
        match &self.kind {
            ValueKind::Table(_) => source.as_bytes().get(self.span.start) == Some(&b'{'),
            ValueKind::Array(elements) => {
                elements.first().is_none_or(|first| first.span.start != self.span.start)
            }
            _ => true,
        }
    }
}

/// A string value together with its place, for spans inside of it.
#[derive(Clone, Copy, Debug)]
pub struct StringValue<'a> {
    source: &'a str,
    /// The string as written, with its quotes.
    pub span: Span,
    /// The decoded text.
    pub value: &'a str,
}

impl StringValue<'_> {
    /// The bytes of the file that stand for `range`, in bytes of the decoded text; an escape is
    /// taken whole.
    #[must_use]
    pub fn at(&self, range: Range<usize>) -> Span {
        strings::locate(self.source, self.span, range)
    }

    /// Each character of the decoded text with the bytes of the file that stand for it, in one
    /// pass.
    #[must_use]
    pub fn characters(&self) -> Vec<(char, Span)> {
        strings::characters(self.source, self.span, self.value)
    }

    /// The bytes of the file between the quotes.
    #[must_use]
    pub fn content_span(&self) -> Span {
        self.at(0..self.value.len())
    }

    /// What to underline for the string as a whole: what is between the quotes, or the quotes where
    /// that is nothing.
    #[must_use]
    pub fn highlight_span(&self) -> Span {
        let inner = self.content_span();
        if inner.start == inner.end { self.span } else { inner }
    }
}

/// The tree of a parsed text that stands `base` bytes into the file.
pub(super) fn table(parsed: Spanned<DeTable<'_>>, base: usize) -> Table {
    table_of(parsed.into_inner(), base)
}

fn table_of(parsed: DeTable<'_>, base: usize) -> Table {
    let entries = parsed.into_iter().map(|(key, value)| Entry {
        key_span: Span::from(key.span()).offset_by(base),
        key: key.into_inner().into_owned(),
        value: value_of(value, base),
    });
    Table { entries: entries.collect() }
}

fn value_of(parsed: Spanned<DeValue<'_>>, base: usize) -> Value {
    let span = Span::from(parsed.span()).offset_by(base);
    let kind = match parsed.into_inner() {
        DeValue::String(value) => ValueKind::String(value.into_owned()),
        DeValue::Integer(_) => ValueKind::Integer,
        DeValue::Float(_) => ValueKind::Float,
        DeValue::Boolean(_) => ValueKind::Boolean,
        DeValue::Datetime(_) => ValueKind::Datetime,
        DeValue::Array(elements) => {
            ValueKind::Array(elements.into_iter().map(|element| value_of(element, base)).collect())
        }
        DeValue::Table(table) => ValueKind::Table(table_of(table, base)),
    };
    Value { span, kind }
}

/// The table that a header opens.
pub(super) fn find_by_header(table: &mut Table, header: Span) -> Option<&mut Table> {
    table.entries.iter_mut().find_map(|entry| find_in_value(&mut entry.value, header))
}

fn find_in_value(value: &mut Value, header: Span) -> Option<&mut Table> {
    let opened_here = value.span.start == header.start && header.contains(value.span);
    match &mut value.kind {
        ValueKind::Table(table) => {
            if opened_here {
                Some(table)
            } else {
                find_by_header(table, header)
            }
        }
        ValueKind::Array(elements) => {
            elements.iter_mut().find_map(|element| find_in_value(element, header))
        }
        _ => None,
    }
}

/// Notes the key of a broken statement, so that nobody calls it missing.
pub(super) fn insert_broken(table: &mut Table, keys: &[(String, Span)], statement: Span) {
    let Some(((key, key_span), rest)) = keys.split_first() else { return };
    let index = table.entries.iter().position(|entry| entry.key == *key).unwrap_or_else(|| {
        let kind =
            if rest.is_empty() { ValueKind::Unparsed } else { ValueKind::Table(Table::default()) };
        let span = if rest.is_empty() { statement } else { *key_span };
        table.entries.push(Entry {
            key: key.clone(),
            key_span: *key_span,
            value: Value { span, kind },
        });
        table.entries.len() - 1
    });
    if let ValueKind::Table(table) = &mut table.entries[index].value.kind {
        insert_broken(table, rest, statement);
    }
}
