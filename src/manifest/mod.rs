//! The tree of a manifest to its clients, every field optional; total.

pub mod edit;
mod keys;

pub use keys::resolve_key;

use std::cell::OnceCell;

use crate::console::{ClientType, FIELDS, Field, METADATA_KEY, TYPE_KEY, known_keys};
use crate::syntax::{Entry, Item, StringValue, Table, Tree, Value, ValueKind, items};
use crate::text::Span;
use crate::uri::{self, Uri};

/// The key of the root under which clients stand.
pub const CLIENT_KEY: &str = "client";

/// What a manifest says.
pub struct Manifest<'a> {
    /// The text and its tree.
    pub document: &'a Tree<'a>,
    /// The clients, in the order of the file.
    pub clients: Vec<Client<'a>>,
    /// Entries of the root that are no client.
    pub unknown_root_entries: Vec<&'a Entry>,
    /// The entry of the root that is read as the clients under a wrong name (`[clients]`).
    pub misspelled_client_table: Option<&'a Entry>,
    /// What stands where a client should, but is no table.
    pub non_table_clients: Vec<&'a Value>,
}

/// How a client is written, which is how keys are added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Below a header, at the span.
    Header(Span),
    /// Between braces, at the span.
    Inline(Span),
    /// As dotted keys of the root: `client.name = …`.
    Dotted,
    /// Only by the headers of tables inside of it.
    SubtablesOnly(Span),
}

/// One client.
pub struct Client<'a> {
    /// What stands for the client as a whole: its header, or its key.
    pub span: Span,
    /// How it is written.
    pub layout: Layout,
    /// Its entries.
    pub table: &'a Table,
    /// The entry of `type`, or what is read as that.
    pub type_entry: Option<&'a Entry>,
    /// The entries that are under another name than they should be.
    pub misnamed: Vec<MisnamedKey<'a>>,
    /// Every URI, in the order of the fields.
    pub uris: Vec<UriValue<'a>>,
    fields: [Option<&'a Entry>; 4],
    elements: [OnceCell<Vec<Item>>; 4],
    known_type: OnceCell<Option<ClientType>>,
    source: &'a str,
}

/// An entry whose key no manifest has.
pub struct MisnamedKey<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// The key that is meant, and whether that is known rather than guessed.
    pub meant: Option<(&'static str, bool)>,
    /// Whether the key that is meant is there too.
    pub conflicts: bool,
}

/// A string that should be a URI.
pub struct UriValue<'a> {
    /// The field that holds it.
    pub field: Field,
    /// The string.
    pub text: StringValue<'a>,
    /// Its parts.
    pub uri: Uri,
    /// Its place in the array that holds it, from 0; `None` for a field of one value.
    pub index: Option<usize>,
}

impl<'a> UriValue<'a> {
    /// The canonical form (see [`Uri::canonical`]).
    #[must_use]
    pub fn canonical(&self) -> Option<&str> {
        self.uri.canonical()
    }

    /// The bytes of the file for a range of the URI's raw text.
    #[must_use]
    pub fn at(&self, range: &std::ops::Range<usize>) -> Span {
        self.text.at(range.clone())
    }

    /// The raw text.
    #[must_use]
    pub fn raw(&self) -> &'a str {
        self.text.value
    }
}

impl<'a> Client<'a> {
    /// The entry of a field, or what is read as that.
    #[must_use]
    pub fn field(&self, field: Field) -> Option<&'a Entry> {
        self.fields[field as usize]
    }

    /// The elements of a field's array as they stand in the file, read once; none where it is no
    /// array.
    pub fn elements(&self, field: Field) -> &[Item] {
        self.elements[field as usize].get_or_init(|| {
            match self.field(field).map(|entry| &entry.value) {
                Some(array @ Value { kind: ValueKind::Array(_), .. }) => {
                    items(self.source, array.span)
                }
                _ => Vec::new(),
            }
        })
    }

    /// The client's type, where it is surely one of the five.
    pub fn client_type(&self) -> Option<ClientType> {
        let read =
            || ClientType::parse_lenient(self.type_entry?.value.as_string(self.source)?.value);
        *self.known_type.get_or_init(read)
    }

    /// Whether the console asks this client for a field; where the type is not known, it may.
    #[must_use]
    pub fn accepts(&self, field: Field) -> bool {
        self.client_type().is_none_or(|client_type| client_type.requires(field))
    }

    /// The client's name.
    #[must_use]
    pub fn name(&self) -> Option<StringValue<'a>> {
        self.field(Field::Name)?.value.as_string(self.source)
    }

    /// Whether an entry is under the name that it should have.
    #[must_use]
    pub fn is_misnamed(&self, entry: &Entry) -> bool {
        self.misnamed.iter().any(|misnamed| std::ptr::eq(misnamed.entry, entry))
    }

    /// The braces around the client's entries, where it is an inline table.
    #[must_use]
    pub fn inline_span(&self) -> Option<Span> {
        if let Layout::Inline(braces) = self.layout { Some(braces) } else { None }
    }

    /// From what stands for the client to the end of its last entry.
    #[must_use]
    pub fn full_span(&self) -> Span {
        let ends =
            self.table.entries.iter().map(|entry| entry.value.span.end.max(entry.key_span.end));
        Span::new(self.span.start, ends.fold(self.span.end, usize::max))
    }

    /// The URIs of one field that have no fault.
    pub fn valid_uris(&self, field: Field) -> impl Iterator<Item = &UriValue<'a>> {
        self.uris.iter().filter(move |uri| uri.field == field && uri.uri.is_valid())
    }
}

impl<'a> Manifest<'a> {
    /// Reads the tree of a document.
    #[must_use]
    pub fn new(document: &'a Tree<'a>) -> Self {
        let mut manifest = Self {
            document,
            clients: Vec::new(),
            unknown_root_entries: Vec::new(),
            misspelled_client_table: None,
            non_table_clients: Vec::new(),
        };
        let exact = document.root.get(CLIENT_KEY);
        for entry in &document.root.entries {
            let is_client = entry.key == CLIENT_KEY;
            let resembles_client = exact.is_none()
                && manifest.misspelled_client_table.is_none()
                && resembles_client(entry);
            if is_client || resembles_client {
                manifest.misspelled_client_table = resembles_client.then_some(entry);
                manifest.read_clients(&entry.value);
            } else {
                manifest.unknown_root_entries.push(entry);
            }
        }
        for orphan in &document.orphan_tables {
            let name = orphan.header.of(document.text).trim_matches(['[', ']', ' ', '\t']);
            if CLIENT_KEY.starts_with(name) || strsim::osa_distance(name, CLIENT_KEY) <= 2 {
                manifest.clients.push(client(
                    document,
                    orphan.header,
                    Layout::Header(orphan.header),
                    &orphan.table,
                ));
            }
        }
        manifest.clients.sort_by_key(|client| client.span);
        manifest
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.document.text
    }

    /// Every URI of every client, with its client.
    pub fn uris(&self) -> impl Iterator<Item = (&Client<'a>, &UriValue<'a>)> {
        self.clients.iter().flat_map(|client| client.uris.iter().map(move |uri| (client, uri)))
    }

    /// Every URI without a fault, with its client.
    pub fn valid_uris(&self) -> impl Iterator<Item = (&Client<'a>, &UriValue<'a>)> {
        self.uris().filter(|(_, uri)| uri.uri.is_valid())
    }

    fn read_clients(&mut self, value: &'a Value) {
        match &value.kind {
            ValueKind::Table(table) => {
                let layout = form(self.document.text, value, table);
                self.clients.push(client(self.document, value.span, layout, table));
            }
            ValueKind::Array(elements) => {
                elements.iter().for_each(|element| self.read_clients(element))
            }
            ValueKind::Unparsed => {}
            _ => self.non_table_clients.push(value),
        }
    }
}

/// Whether an entry of the root is meant to hold the clients.
fn resembles_client(entry: &Entry) -> bool {
    let is_table = matches!(entry.value.kind, ValueKind::Table(_) | ValueKind::Array(_));
    is_table && strsim::osa_distance(&entry.key.to_lowercase(), CLIENT_KEY) <= 2
}

fn form(text: &str, value: &Value, table: &Table) -> Layout {
    if value.is_inline(text) {
        return Layout::Inline(value.span);
    }
    if text.as_bytes().get(value.span.start) == Some(&b'[') {
        return Layout::Header(value.span);
    }
    let line = text[..value.span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let in_header =
        text[line..value.span.start].trim_start_matches('\u{feff}').trim_start().starts_with('[');
    if in_header && !table.entries.is_empty() {
        Layout::SubtablesOnly(value.span)
    } else {
        Layout::Dotted
    }
}

fn client<'a>(document: &'a Tree<'a>, span: Span, layout: Layout, table: &'a Table) -> Client<'a> {
    let mut client = Client {
        span,
        layout,
        table,
        type_entry: table.get(TYPE_KEY),
        misnamed: Vec::new(),
        uris: Vec::new(),
        fields: FIELDS.each_ref().map(|row| table.get(row.key)),
        elements: std::array::from_fn(|_| OnceCell::new()),
        known_type: OnceCell::new(),
        source: document.text,
    };
    for entry in &table.entries {
        if !known_keys().any(|key| key == entry.key) {
            let meant = resolve_key(&entry.key);
            let conflicts = meant.is_some_and(|(key, _)| client.adopt(key, entry));
            client.misnamed.push(MisnamedKey { entry, meant, conflicts });
        }
    }
    let fields = FIELDS
        .iter()
        .map(|row| row.field)
        .filter(|field| *field != Field::Name && client.accepts(*field));
    client.uris =
        fields.flat_map(|field| uris(document.text, field, client.field(field))).collect();
    client
}

impl<'a> Client<'a> {
    /// Reads an entry as that of another key, unless that is there already.
    fn adopt(&mut self, key: &str, entry: &'a Entry) -> bool {
        let place = match FIELDS.iter().position(|row| row.key == key) {
            Some(index) => &mut self.fields[index],
            None if key == TYPE_KEY => &mut self.type_entry,
            None => return self.table.get(METADATA_KEY).is_some(),
        };
        let conflicts = place.is_some();
        place.get_or_insert(entry);
        conflicts
    }
}

/// The URIs of a field: a list's elements, or the one value. A value of the wrong type gives none.
fn uris<'a>(source: &'a str, field: Field, entry: Option<&'a Entry>) -> Vec<UriValue<'a>> {
    let values: Vec<(&Value, Option<usize>)> = match entry.map(|entry| &entry.value) {
        Some(Value { kind: ValueKind::Array(elements), .. }) if field.row().is_list => {
            elements.iter().zip((0..).map(Some)).collect()
        }
        Some(value) if !field.row().is_list => vec![(value, None)],
        _ => Vec::new(),
    };
    let texts =
        values.into_iter().filter_map(|(value, index)| Some((value.as_string(source)?, index)));
    let single = texts
        .filter(|(text, _)| !text.value.trim().is_empty() && !has_several_uris(field, text.value));
    single
        .map(|(text, index)| UriValue { field, text, uri: uri::parse(text.value), index })
        .collect()
}

/// Whether one string of a list holds several URIs, as the console's own form takes them: parts
/// between commas, semicolons or blanks of which two or more begin like a URI, or a host with a
/// comma at its end.
#[must_use]
pub fn has_several_uris(field: Field, text: &str) -> bool {
    field.row().is_list && split_uris(text).len() > 1
}

/// The byte ranges of the URIs that one string holds; one range where it is a single URI.
#[must_use]
pub fn split_uris(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut parts: Vec<std::ops::Range<usize>> = Vec::new();
    let mut start = 0;
    let separators =
        text.char_indices().filter(|(_, c)| matches!(c, ',' | ';') || c.is_whitespace());
    for (at, separator) in separators.chain(std::iter::once((text.len(), ','))) {
        let part = &text[start..at.max(start)];
        if !part.is_empty() {
            parts.push(start..at);
        }
        start = at + if at < text.len() { separator.len_utf8() } else { 0 };
    }
    let begin_like_uris =
        parts.iter().filter(|part| begins_like_uri(&text[(*part).clone()])).count();
    if parts.len() > 1 && begin_like_uris == parts.len() {
        parts
    } else {
        std::iter::once(0..text.len()).collect()
    }
}

fn begins_like_uri(part: &str) -> bool {
    let lower = part.to_ascii_lowercase();
    lower.starts_with("http") && lower.contains(':')
        || lower.starts_with("www.")
        || lower.starts_with("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_other_providers_and_spellings_are_known() {
        for (key, meant) in [
            ("homepage", "homepage_url"),
            ("redirectUris", "redirect_uris"),
            ("callback-url", "redirect_uris"),
            ("clientType", "type"),
            ("Name", "name"),
            ("javascript_origins", "javascript_domains"),
        ] {
            assert_eq!(resolve_key(key), Some((meant, true)), "{key}");
        }
        assert_eq!(resolve_key("redirct_uris"), Some(("redirect_uris", false)));
        assert_eq!(resolve_key("scopes"), None);
    }

    #[test]
    fn a_string_of_several_uris_is_split_at_its_separators() {
        assert_eq!(split_uris("https://a.com, https://b.com"), [0..13, 15..28]);
        assert_eq!(split_uris("https://a.com/x,y").len(), 1);
        assert_eq!(split_uris("https://a.com/x y").len(), 1);
    }
}
