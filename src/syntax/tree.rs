//! The spanned tree, and its construction from the `toml` crate's.

use std::collections::HashMap;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{StringValue, Tree};
use crate::text::Span;

/// A table: the root, opened by a header, created by dotted keys, or inline.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The entries, in file order.
    pub entries: Vec<Arc<Entry>>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The last part of the key, decoded.
    pub key: String,
    /// The span of that part, including quotes.
    pub key_span: Span,
    /// The value.
    pub value: Value,
}

/// A value and its span.
#[derive(Clone, Debug)]
pub struct Value {
    /// The span of the value, including quotes and brackets. For a table with a header, the header;
    /// for a table created by a dotted key, that part of the key.
    pub span: Span,
    /// The content.
    pub kind: ValueKind,
    /// Whether the value is written in one place, rather than created by a header or dotted keys.
    pub is_inline: bool,
}

/// The content of a value.
#[derive(Clone, Debug)]
pub enum ValueKind {
    /// A string.
    String(StringValue),
    /// An integer.
    Integer,
    /// A float.
    Float,
    /// A boolean.
    Boolean,
    /// A date, a time, or both.
    Datetime,
    /// An array, including an array of tables from `[[…]]`.
    Array(Vec<Value>),
    /// A table.
    Table(Table),
    /// A value whose statement has a TOML error. Only the key is known.
    Unparsed,
}

impl ValueKind {
    /// Returns the type with its article, such as `an array`.
    pub fn describe(&self) -> &'static str {
        match self {
            Self::String(_) => "a string",
            Self::Integer => "an integer",
            Self::Float => "a float",
            Self::Boolean => "a boolean",
            Self::Datetime => "a date",
            Self::Array(_) => "an array",
            Self::Table(_) => "a table",
            Self::Unparsed => "nothing",
        }
    }
}

/// A string and its position in the tree.
#[derive(Clone, Copy, Debug)]
pub struct StringPlace<'a> {
    /// The innermost entry whose value contains the string.
    pub entry: &'a Entry,
    /// The array that directly contains the string, and the index in it.
    pub element: Option<(&'a Value, usize)>,
    /// The string.
    pub string: &'a StringValue,
}

impl Tree {
    /// Returns the comment that contains a span.
    pub fn comment_around(&self, span: Span) -> Option<Span> {
        let next = self.comments.partition_point(|comment| comment.end < span.end);
        self.comments.get(next).copied().filter(|comment| comment.contains(span))
    }

    /// Returns all strings that are values or elements, sorted by position.
    pub fn strings(&self) -> Vec<StringPlace<'_>> {
        let mut strings = Vec::new();
        let orphans = self.orphan_tables.iter().map(|orphan| &orphan.table);
        for table in std::iter::once(&self.root).chain(orphans) {
            push_strings_of_table(table, &mut strings);
        }
        strings.sort_by_key(|place| place.string.span);
        strings
    }
}

fn push_strings_of_table<'a>(table: &'a Table, strings: &mut Vec<StringPlace<'a>>) {
    for entry in &table.entries {
        push_strings(entry, None, &entry.value, strings);
    }
}

fn push_strings<'a>(
    entry: &'a Entry,
    element: Option<(&'a Value, usize)>,
    value: &'a Value,
    strings: &mut Vec<StringPlace<'a>>,
) {
    match &value.kind {
        ValueKind::String(string) => strings.push(StringPlace { entry, element, string }),
        ValueKind::Array(elements) => {
            for (index, one) in elements.iter().enumerate() {
                push_strings(entry, Some((value, index)), one, strings);
            }
        }
        ValueKind::Table(table) => push_strings_of_table(table, strings),
        _ => {}
    }
}

impl Table {
    /// Returns the entry with a key.
    pub fn get(&self, key: &str) -> Option<&Arc<Entry>> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

impl Value {
    /// Returns the value as a string.
    pub fn as_string(&self) -> Option<&StringValue> {
        if let ValueKind::String(string) = &self.kind { Some(string) } else { None }
    }

    /// Returns the value as a table.
    pub fn as_table(&self) -> Option<&Table> {
        if let ValueKind::Table(table) = &self.kind { Some(table) } else { None }
    }

    /// Returns the elements, if the value is an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        if let ValueKind::Array(elements) = &self.kind { Some(elements) } else { None }
    }

    /// Returns the byte offset after the value. For a table with a header or from dotted keys, this
    /// is the end of its last entry.
    pub fn end(&self) -> usize {
        let entries = self.as_table().map_or(&[][..], |table| &table.entries);
        let elements = self.as_array().unwrap_or_default().iter().map(Self::end);
        let ends = entries.iter().map(|entry| entry.value.end()).chain(elements);
        ends.fold(self.span.end, usize::max)
    }
}

/// Builds our tree from the `toml` crate's. `text` is the whole text, and `parsed` starts at byte
/// `base` of it.
pub(super) fn build_table(text: &str, parsed: DeTable<'_>, base: usize) -> Table {
    let entries = parsed.into_iter().map(|(key, value)| {
        Arc::new(Entry {
            key_span: Span::from(key.span()).offset_by(base),
            key: key.into_inner().into_owned(),
            value: build_value(text, value, base),
        })
    });
    Table { entries: entries.collect() }
}

fn build_value(text: &str, parsed: Spanned<DeValue<'_>>, base: usize) -> Value {
    let span = Span::from(parsed.span()).offset_by(base);
    let mut is_inline = true;
    let kind = match parsed.into_inner() {
        DeValue::String(value) => {
            ValueKind::String(StringValue::new(text, span, value.as_ref().into()))
        }
        DeValue::Integer(_) => ValueKind::Integer,
        DeValue::Float(_) => ValueKind::Float,
        DeValue::Boolean(_) => ValueKind::Boolean,
        DeValue::Datetime(_) => ValueKind::Datetime,
        DeValue::Array(elements) => {
            let build = |element| build_value(text, element, base);
            let elements: Vec<Value> = elements.into_iter().map(build).collect();
            is_inline = elements.first().is_none_or(|first| first.span.start != span.start);
            ValueKind::Array(elements)
        }
        DeValue::Table(table) => {
            is_inline = text[span.start..].starts_with('{');
            ValueKind::Table(build_table(text, table, base))
        }
    };
    Value { span, kind, is_inline }
}

/// Calls `visit` for each table that a header opens, with the span of the table's value, which
/// starts at the header.
pub(super) fn for_each_header(table: &mut Table, visit: &mut impl FnMut(Span, &mut Table)) {
    for entry in &mut table.entries {
        visit_headers(&mut Arc::make_mut(entry).value, visit);
    }
}

fn visit_headers(value: &mut Value, visit: &mut impl FnMut(Span, &mut Table)) {
    match &mut value.kind {
        ValueKind::Table(table) => {
            visit(value.span, table);
            for_each_header(table, visit);
        }
        ValueKind::Array(elements) => {
            for element in elements {
                visit_headers(element, visit);
            }
        }
        _ => {}
    }
}

/// Adds the keys of broken statements, each with the span of its statement.
pub(super) fn insert_unparsed(table: &mut Table, keys: &[(&[(String, Span)], Span)]) {
    let indices = table.entries.iter().enumerate().map(|(index, entry)| (entry.key.clone(), index));
    let mut indices: HashMap<String, usize> = indices.collect();
    for (key_path, statement) in keys {
        insert_unparsed_key(table, &mut indices, key_path, *statement);
    }
}

/// Adds one such key. `indices` maps the keys of the table to their entries.
fn insert_unparsed_key(
    table: &mut Table,
    indices: &mut HashMap<String, usize>,
    key_path: &[(String, Span)],
    statement: Span,
) {
    let Some(((key, key_span), rest)) = key_path.split_first() else { return };
    let index = *indices.entry(key.clone()).or_insert_with(|| {
        let kind =
            if rest.is_empty() { ValueKind::Unparsed } else { ValueKind::Table(Table::default()) };
        let span = if rest.is_empty() { statement } else { *key_span };
        let value = Value { span, kind, is_inline: rest.is_empty() };
        table.entries.push(Arc::new(Entry { key: key.clone(), key_span: *key_span, value }));
        table.entries.len() - 1
    });
    if let ValueKind::Table(table) = &mut Arc::make_mut(&mut table.entries[index]).value.kind {
        insert_unparsed(table, &[(rest, statement)]);
    }
}
