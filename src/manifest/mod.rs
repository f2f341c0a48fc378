//! A source to its clients, every field optional; total.

pub mod edit;
mod environment;
mod keys;
mod uri_list;

use std::sync::{Arc, OnceLock};

pub use keys::{ResolvedKey, resolve_key};
pub use uri_list::{UriList, read_uri_list};

use crate::console::{ClientType, FIELDS, Field, METADATA_KEY, TYPE_KEY, known_keys};
use crate::placeholder;
use crate::secrets::Secrets;
use crate::syntax::{self, Entry, Layout, OrphanTable, StringValue, Table, Tree, Value, ValueKind};
use crate::text::suggest::did_you_mean;
use crate::text::{Source, Span};
use crate::uri::{self, Uri};

/// The key of the root under which clients are written.
pub const CLIENT_KEY: &str = "client";

/// What a source says. It owns the text and the tree, so that it can be kept.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The text.
    pub source: Source,
    /// Its tree.
    pub tree: Tree,
    /// The secrets in the text, which no message may show.
    pub secrets: Secrets,
    /// The clients, in the order of the file.
    pub clients: Vec<Client>,
    /// Entries of the root that are not clients.
    pub unknown_root_entries: Vec<Arc<Entry>>,
    /// The entry of the root that is read as the clients under a wrong name (`[clients]`).
    pub misspelled_client_table: Option<Arc<Entry>>,
    /// Values where a client should be that are not tables.
    pub non_table_clients: Vec<Value>,
    /// Where everything is written, once it is asked for.
    layout: OnceLock<Layout>,
}

/// How a client is written, which is how keys are added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientLayout {
    /// Below a header, at the span.
    Header(Span),
    /// Between braces, at the span.
    Inline(Span),
    /// As dotted keys of the root: `client.name = …`.
    Dotted,
    /// Only by the headers of its subtables; the span is the client's name in the first.
    SubtablesOnly(Span),
}

/// One client.
#[derive(Clone, Debug)]
pub struct Client {
    /// What represents the client as a whole: its header, or its key.
    pub span: Span,
    /// How it is written.
    pub layout: ClientLayout,
    /// Its entries.
    pub table: Table,
    /// The entry of `type`, or what is read as that.
    pub type_entry: Option<Arc<Entry>>,
    /// The client's type, where it is certain.
    pub client_type: Option<ClientType>,
    /// The entries that have another name than they should.
    pub misnamed: Vec<MisnamedKey>,
    /// Every URI, in the order of the fields, with those that have placeholders.
    pub uris: Vec<UriValue>,
    /// Where the name has placeholders, in bytes of its text.
    pub name_placeholders: Vec<std::ops::Range<usize>>,
    /// The entry of each field, in the order of [`FIELDS`].
    fields: Vec<Option<Arc<Entry>>>,
}

/// An entry whose key no manifest has.
#[derive(Clone, Debug)]
pub struct MisnamedKey {
    /// The entry.
    pub entry: Arc<Entry>,
    /// The key that is meant.
    pub suggestion: Option<ResolvedKey>,
    /// Whether the key that is meant is there too.
    pub conflicts: bool,
}

/// A string that should be a URI.
#[derive(Clone, Debug)]
pub struct UriValue {
    /// The field that holds it.
    pub field: Field,
    /// The string.
    pub string: StringValue,
    /// Its components.
    pub uri: Uri,
    /// Its place in the array that holds it, from 0; `None` for a field of one value.
    pub index: Option<usize>,
    /// Where it has placeholders, in bytes of its text. What else is wrong with it can be a
    /// consequence of them.
    pub placeholders: Vec<std::ops::Range<usize>>,
}

impl UriValue {
    /// Whether a client can use the URI: it has neither placeholders nor errors.
    pub fn is_valid(&self) -> bool {
        !self.has_placeholders() && self.uri.is_valid()
    }

    /// Whether a part of the URI is still to be filled in.
    pub fn has_placeholders(&self) -> bool {
        !self.placeholders.is_empty()
    }

    /// The canonical form (see [`Uri::canonical`]).
    pub fn canonical(&self) -> Option<&str> {
        self.uri.canonical()
    }

    /// The bytes of the file for a range of the URI's text.
    pub fn span_of(&self, range: &std::ops::Range<usize>) -> Span {
        self.string.span_of(range.clone())
    }

    /// The text.
    pub fn raw(&self) -> &str {
        &self.string.value
    }
}

impl Client {
    /// The entry of a field, or what is read as that.
    pub fn field(&self, field: Field) -> Option<&Entry> {
        self.fields[field as usize].as_deref()
    }

    /// Whether the console asks this client for a field; where the type is not known, it may.
    pub fn accepts(&self, field: Field) -> bool {
        self.client_type.is_none_or(|client_type| client_type.requires(field))
    }

    /// The client's name.
    pub fn name(&self) -> Option<&StringValue> {
        self.field(Field::Name)?.value.as_string()
    }

    /// Whether an entry has another name than it should.
    pub fn is_misnamed(&self, entry: &Entry) -> bool {
        self.misnamed.iter().any(|misnamed| misnamed.entry.key_span == entry.key_span)
    }

    /// From what represents the client to the end of its last entry.
    pub fn full_span(&self) -> Span {
        let entries = self.table.entries.iter();
        let ends = entries.map(|entry| entry.value.span.end.max(entry.key_span.end));
        Span::new(self.span.start, ends.fold(self.span.end, usize::max))
    }

    /// The URIs of one field, without those that have placeholders.
    pub fn uris_of(&self, field: Field) -> impl Iterator<Item = &UriValue> {
        self.uris.iter().filter(move |uri| uri.field == field && !uri.has_placeholders())
    }

    /// The URIs of one field that have neither placeholders nor errors.
    pub fn valid_uris(&self, field: Field) -> impl Iterator<Item = &UriValue> {
        self.uris_of(field).filter(|uri| uri.is_valid())
    }
}

impl Manifest {
    /// Reads a source.
    pub fn new(source: Source) -> Self {
        let tree = syntax::parse(&source);
        let secrets = Secrets::find(&source, &tree);
        let mut clients = Clients::default();
        let exact = tree.root.get(CLIENT_KEY);
        for entry in &tree.root.entries {
            let is_misspelled = exact.is_none()
                && clients.misspelled_table.is_none()
                && resembles_client(&entry.key, &entry.value);
            if entry.key == CLIENT_KEY || is_misspelled {
                clients.misspelled_table = is_misspelled.then(|| entry.clone());
                clients.read(&source, &entry.value);
            } else {
                clients.unknown.push(entry.clone());
            }
        }
        for OrphanTable { header, table } in &tree.orphan_tables {
            let name = source.slice(*header).trim_matches(|c: char| !c.is_alphanumeric());
            if names_client(name) {
                clients.found.push(read_client(*header, ClientLayout::Header(*header), table));
            }
        }
        clients.found.sort_by_key(|client| client.span);
        Self {
            source,
            tree,
            secrets,
            clients: clients.found,
            unknown_root_entries: clients.unknown,
            misspelled_client_table: clients.misspelled_table,
            non_table_clients: clients.non_tables,
            layout: OnceLock::new(),
        }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// Where everything is written, read once: what edits and suppressions go by.
    pub fn layout(&self) -> &Layout {
        self.layout.get_or_init(|| Layout::new(&self.source))
    }

    /// A text of the user's for a message, its secrets masked (see [`Secrets::quote`]).
    pub fn quote(&self, text: &str) -> String {
        self.secrets.quote(text)
    }

    /// Every name that is neither empty nor a placeholder, with its client.
    pub fn names(&self) -> impl Iterator<Item = (&Client, &StringValue)> {
        let chosen = self.clients.iter().filter(|client| client.name_placeholders.is_empty());
        let names = chosen.filter_map(|client| Some((client, client.name()?)));
        names.filter(|(_, name)| !name.value.trim().is_empty())
    }

    /// Every URI without placeholders, with its client: what rules judge. Those with placeholders,
    /// which are in [`Client::uris`], are for `placeholder-value` alone.
    pub fn uris(&self) -> impl Iterator<Item = (&Client, &UriValue)> {
        let all =
            self.clients.iter().flat_map(|client| client.uris.iter().map(move |uri| (client, uri)));
        all.filter(|(_, uri)| !uri.has_placeholders())
    }

    /// Every URI that has neither placeholders nor errors, with its client.
    pub fn valid_uris(&self) -> impl Iterator<Item = (&Client, &UriValue)> {
        self.uris().filter(|(_, uri)| uri.is_valid())
    }

    /// How many values have placeholders.
    pub fn count_placeholders(&self) -> usize {
        let in_client = |client: &Client| {
            let uris = client.uris.iter().filter(|uri| uri.has_placeholders()).count();
            uris + usize::from(!client.name_placeholders.is_empty())
        };
        self.clients.iter().map(in_client).sum()
    }

    /// Every client with each of its fields that the console asks for.
    pub fn accepted_fields(&self) -> impl Iterator<Item = (&Client, Field)> {
        let fields = |client| FIELDS.iter().map(move |info| (client, info.field));
        let accepted = |(client, field): &(&Client, Field)| client.accepts(*field);
        self.clients.iter().flat_map(fields).filter(accepted)
    }
}

/// What is read of the root so far.
#[derive(Default)]
struct Clients {
    found: Vec<Client>,
    unknown: Vec<Arc<Entry>>,
    misspelled_table: Option<Arc<Entry>>,
    non_tables: Vec<Value>,
}

impl Clients {
    fn read(&mut self, source: &Source, value: &Value) {
        match &value.kind {
            ValueKind::Table(table) => {
                let layout = layout(source, value, table);
                self.found.push(read_client(value.span, layout, table));
            }
            ValueKind::Array(elements) => {
                for element in elements {
                    self.read(source, element);
                }
            }
            ValueKind::Unparsed => {}
            _ => self.non_tables.push(value.clone()),
        }
    }
}

/// Whether a table's name is meant to be that of a client, as `cli` is while it is typed.
pub fn names_client(name: &str) -> bool {
    CLIENT_KEY.starts_with(name) || did_you_mean(name, [CLIENT_KEY]).is_some()
}

/// Whether an entry of the root is meant to hold the clients.
fn resembles_client(key: &str, value: &Value) -> bool {
    let is_table = matches!(value.kind, ValueKind::Table(_) | ValueKind::Array(_));
    is_table && did_you_mean(key, [CLIENT_KEY]).is_some()
}

fn layout(source: &Source, value: &Value, table: &Table) -> ClientLayout {
    if value.is_inline {
        return ClientLayout::Inline(value.span);
    }
    if source.text()[value.span.start..].starts_with('[') {
        return ClientLayout::Header(value.span);
    }
    let line = Span::new(source.content_line_start(value.span.start), value.span.start);
    let is_in_header = source.slice(line).trim_start().starts_with('[');
    if is_in_header && !table.entries.is_empty() {
        return ClientLayout::SubtablesOnly(value.span);
    }
    ClientLayout::Dotted
}

fn read_client(span: Span, layout: ClientLayout, table: &Table) -> Client {
    let mut client = Client {
        span,
        layout,
        table: table.clone(),
        type_entry: table.get(TYPE_KEY).cloned(),
        client_type: None,
        misnamed: Vec::new(),
        uris: Vec::new(),
        name_placeholders: Vec::new(),
        fields: FIELDS.iter().map(|info| table.get(info.key).cloned()).collect(),
    };
    let is_known = |entry: &&Arc<Entry>| known_keys().any(|key| key == entry.key);
    for entry in table.entries.iter().filter(|entry| !is_known(entry)) {
        let suggestion = resolve_key(&entry.key);
        let conflicts =
            suggestion.as_ref().is_some_and(|meant| client.assign_alias(meant.key, entry));
        client.misnamed.push(MisnamedKey { entry: entry.clone(), suggestion, conflicts });
    }
    let written_type = client.type_entry.as_ref().and_then(|entry| entry.value.as_string());
    client.client_type = written_type.and_then(|written| ClientType::parse_lenient(&written.value));
    let uri_fields = FIELDS.iter().filter(|info| info.kind.holds_uris());
    let accepted = uri_fields.map(|info| info.field).filter(|field| client.accepts(*field));
    client.uris = accepted.flat_map(|field| read_uri_values(field, client.field(field))).collect();
    client.name_placeholders =
        client.name().map(|name| placeholder::in_name(&name.value)).unwrap_or_default();
    client
}

impl Client {
    /// Reads an entry as that of another key, unless that is there already. Whether it is.
    fn assign_alias(&mut self, key: &str, entry: &Arc<Entry>) -> bool {
        let place = match FIELDS.iter().position(|info| info.key == key) {
            Some(index) => &mut self.fields[index],
            None if key == TYPE_KEY => &mut self.type_entry,
            None => return self.table.get(METADATA_KEY).is_some(),
        };
        let conflicts = place.is_some();
        place.get_or_insert_with(|| entry.clone());
        conflicts
    }
}

/// The URIs of a field: a list's elements, or the one value. A value of the wrong type gives none.
fn read_uri_values(field: Field, entry: Option<&Entry>) -> Vec<UriValue> {
    let is_list = field.info().kind.is_list();
    let values: Vec<(&Value, Option<usize>)> = match entry.map(|entry| &entry.value) {
        Some(Value { kind: ValueKind::Array(elements), .. }) if is_list => {
            elements.iter().zip((0..).map(Some)).collect()
        }
        Some(value) if !is_list => vec![(value, None)],
        _ => Vec::new(),
    };
    let strings = values.into_iter().filter_map(|(value, index)| Some((value.as_string()?, index)));
    let single = strings.filter(|(string, _)| {
        !string.value.trim().is_empty() && read_uri_list(&string.value).is_none()
    });
    let read = |(string, index): (&StringValue, _)| UriValue {
        field,
        string: string.clone(),
        uri: uri::parse(string.value.clone()),
        index,
        placeholders: placeholder::in_uri(&string.value),
    };
    single.map(read).collect()
}
