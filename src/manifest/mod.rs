//! Reads the clients of a source. Every field is optional, and reading never fails.

pub mod edit;
mod environment;
mod keys;
mod read;
mod record_list;
mod uri_list;

use std::sync::{Arc, OnceLock};

pub use environment::ProductionMarker;
pub use keys::{ResolvedKey, resolve_key};
pub use read::names_client;
pub use record_list::read_record_list;
pub use uri_list::{UriList, read_uri_list};

use crate::console::{CLIENT_ID_PREFIX, ClientType, FIELDS, Field, Record};
use crate::secrets::Secrets;
use crate::syntax::{self, Entry, Layout, StringValue, Table, Tree, Value, ValueKind};
use crate::text::escape::excerpt;
use crate::text::{Source, Span};
use crate::uri::Uri;

/// The key of the root under which clients are written.
pub const CLIENT_KEY: &str = "client";

/// The contents of a source. It owns the text and the tree, so that it can be kept.
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
    /// Whether one of them is a self client, of which an account can have only one.
    pub has_self_client: bool,
    /// Entries of the root that are neither clients nor belong to one.
    pub unknown_root_entries: Vec<Arc<Entry>>,
    /// Entries that belong to a client but are written outside it.
    pub misplaced: Vec<MisplacedKey>,
    /// Tables that each hold the client of an environment.
    pub environments: Vec<Environments>,
    /// The entry of the root that is read as the clients under a wrong name (`[clients]`).
    pub misspelled_client_table: Option<Arc<Entry>>,
    /// Values where a client should be that are not tables.
    pub non_table_clients: Vec<Value>,
    /// The layout, computed on first use.
    layout: OnceLock<Layout>,
}

/// How a client is written, which decides how keys are added to it.
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
    /// The entry of its metadata.
    pub metadata: Option<Arc<Entry>>,
    /// The entry of `type`, or what is read as that.
    pub type_entry: Option<Arc<Entry>>,
    /// The client's type, where it is certain.
    pub client_type: Option<ClientType>,
    /// The entries with a wrong name.
    pub misnamed: Vec<MisnamedKey>,
    /// Every URI, in the order of the fields, including those with placeholders.
    pub uris: Vec<UriValue>,
    /// Where the name has placeholders, in bytes of its text.
    pub name_placeholders: Vec<std::ops::Range<usize>>,
    /// The entry of each field, in the order of [`FIELDS`].
    fields: Vec<Option<Arc<Entry>>>,
    /// The entry of each record, in the order of [`RECORDS`](crate::console::RECORDS).
    records: Vec<Option<Arc<Entry>>>,
}

/// An entry with an unknown key.
#[derive(Clone, Debug)]
pub struct MisnamedKey {
    /// The entry.
    pub entry: Arc<Entry>,
    /// The key that is meant.
    pub suggestion: Option<ResolvedKey>,
    /// Whether the intended key is present too.
    pub conflicts: bool,
}

/// An entry that belongs to a client but is written outside it.
#[derive(Clone, Debug)]
pub struct MisplacedKey {
    /// The entry.
    pub entry: Arc<Entry>,
    /// The key that is meant.
    pub meant: ResolvedKey,
    /// Where it is.
    pub place: Misplacement,
    /// The index of its client; `None` if it may belong to several.
    pub client: Option<usize>,
    /// Whether the client has the key already.
    pub conflicts: bool,
}

/// Where a key of a client is written by mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misplacement {
    /// Above all headers.
    Root,
    /// In the client's metadata.
    Metadata,
}

/// Tables such as `[client.production]` and `[client.staging]`, each with the client of an environment.
#[derive(Clone, Debug)]
pub struct Environments {
    /// The entry of each.
    pub entries: Vec<Arc<Entry>>,
    /// Whether the table around them also has fields, which apply to all of them. Then they are one
    /// client in [`Manifest::clients`]; otherwise each of them is one.
    pub is_shared: bool,
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
    /// Where it has placeholders, in bytes of its text. They can cause its other problems.
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

    /// Returns `true` if the console asks this client for a field, or may ask because the type is
    /// unknown.
    pub fn accepts(&self, field: Field) -> bool {
        self.client_type.is_none_or(|client_type| client_type.requires(field))
    }

    /// The entry of a record, or what is read as that.
    pub fn record(&self, record: Record) -> Option<&Entry> {
        self.records[record as usize].as_deref()
    }

    /// The strings of a record, in an array or alone, without those that hold several values (see
    /// [`read_record_list`]).
    pub fn values_of(&self, record: Record) -> impl Iterator<Item = &StringValue> {
        let strings = self.record_strings(record);
        strings.filter(move |string| read_record_list(record, &string.value).is_none())
    }

    /// The strings of a record, in an array or alone.
    pub fn record_strings(&self, record: Record) -> impl Iterator<Item = &StringValue> {
        let value = self.record(record).map(|entry| &entry.value);
        let values = match value.map(|value| &value.kind) {
            Some(ValueKind::Array(elements)) => elements.as_slice(),
            _ => value.map(std::slice::from_ref).unwrap_or_default(),
        };
        values.iter().filter_map(Value::as_string)
    }

    /// The client ID; `None` for a placeholder as well.
    pub fn client_id(&self) -> Option<&StringValue> {
        let id = self.values_of(Record::ClientId).next()?;
        let digits = id.value.strip_prefix(CLIENT_ID_PREFIX)?;
        let is_id = digits.len() > 9 && digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let first = digits.chars().next()?;
        (is_id && digits.chars().any(|character| character != first)).then_some(id)
    }

    /// The names of the data centers, as they are written.
    pub fn data_centers(&self) -> impl Iterator<Item = &StringValue> {
        self.values_of(Record::DataCenters)
    }

    /// The client's name.
    pub fn name(&self) -> Option<&StringValue> {
        self.field(Field::Name)?.value.as_string()
    }

    /// Whether an entry has another name than it should.
    pub fn is_misnamed(&self, entry: &Entry) -> bool {
        self.misnamed.iter().any(|misnamed| misnamed.entry.key_span == entry.key_span)
    }

    /// Returns the span from the client's header or key to the end of its last entry, including
    /// subtables.
    pub fn full_span(&self) -> Span {
        let entries = self.table.entries.iter();
        let ends = entries.map(|entry| entry.value.end().max(entry.key_span.end));
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
        let clients = read::read_clients(&source, &tree);
        let is_self_client = |client: &Client| client.client_type == Some(ClientType::SelfClient);
        let has_self_client = clients.found.iter().any(is_self_client);
        Self {
            source,
            tree,
            secrets,
            clients: clients.found,
            has_self_client,
            unknown_root_entries: clients.unknown,
            misplaced: clients.misplaced,
            environments: clients.environments,
            misspelled_client_table: clients.misspelled_table,
            non_table_clients: clients.non_tables,
            layout: OnceLock::new(),
        }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// Returns the layout, which edits and suppressions are based on. It is computed once.
    pub fn layout(&self) -> &Layout {
        self.layout.get_or_init(|| Layout::new(&self.source))
    }

    /// Shows the key of an entry on one line. In an unquoted secret with dots, each part is a key, so the
    /// written text is masked.
    pub fn key_excerpt(&self, entry: &Entry) -> String {
        if self.secrets.within(entry.key_span).is_empty() {
            return self.secrets.excerpt(&entry.key);
        }
        excerpt(&self.secrets.mask_span(&self.source, entry.key_span))
    }

    /// Quotes user text for a message, with its secrets masked (see [`Secrets::quote`]).
    pub fn quote(&self, text: &str) -> String {
        self.secrets.quote(text)
    }

    /// Every name that is neither empty nor a placeholder, with its client.
    pub fn names(&self) -> impl Iterator<Item = (&Client, &StringValue)> {
        let chosen = self.clients.iter().filter(|client| client.name_placeholders.is_empty());
        let names = chosen.filter_map(|client| Some((client, client.name()?)));
        names.filter(|(_, name)| !name.value.trim().is_empty())
    }

    /// Iterates over every URI without placeholders, with its client. Only `placeholder-value` looks at
    /// URIs with placeholders, which are in [`Client::uris`].
    pub fn uris(&self) -> impl Iterator<Item = (&Client, &UriValue)> {
        let all =
            self.clients.iter().flat_map(|client| client.uris.iter().map(move |uri| (client, uri)));
        all.filter(|(_, uri)| !uri.has_placeholders())
    }

    /// Every URI that has neither placeholders nor errors, with its client.
    pub fn valid_uris(&self) -> impl Iterator<Item = (&Client, &UriValue)> {
        self.uris().filter(|(_, uri)| uri.is_valid())
    }

    /// Counts the values with placeholders.
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
