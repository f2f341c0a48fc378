//! Reads the clients of a tree, wherever their keys are written.

use std::sync::Arc;

use super::{
    CLIENT_KEY, Client, ClientLayout, Environments, MisnamedKey, MisplacedKey, Misplacement,
    ResolvedKey, UriValue, read_uri_list, resolve_key,
};
use crate::console::{ClientType, FIELDS, Field, METADATA_KEY, RECORDS, TYPE_KEY, known_keys};
use crate::placeholder;
use crate::syntax::{Entry, OrphanTable, StringValue, Table, Tree, Value, ValueKind};
use crate::text::suggest::did_you_mean;
use crate::text::{Source, Span};
use crate::uri;

/// What is read of the root.
#[derive(Default)]
pub(super) struct Clients {
    pub(super) found: Vec<Client>,
    pub(super) unknown: Vec<Arc<Entry>>,
    pub(super) misplaced: Vec<MisplacedKey>,
    pub(super) environments: Vec<Environments>,
    pub(super) misspelled_table: Option<Arc<Entry>>,
    pub(super) non_tables: Vec<Value>,
}

/// Reads the clients of a tree.
pub(super) fn read_clients(source: &Source, tree: &Tree) -> Clients {
    let mut clients = Clients::default();
    let exact = tree.root.get(CLIENT_KEY);
    for entry in &tree.root.entries {
        let is_misspelled = exact.is_none()
            && clients.misspelled_table.is_none()
            && resembles_client(&entry.key, &entry.value);
        if entry.key == CLIENT_KEY || is_misspelled {
            clients.misspelled_table = is_misspelled.then(|| entry.clone());
            clients.read(source, &entry.value);
        } else {
            clients.unknown.push(entry.clone());
        }
    }
    for OrphanTable { header, table } in &tree.orphan_tables {
        let written = source.slice(*header).split('#').next().unwrap_or_default();
        let name = written.trim_matches(|c: char| !c.is_alphanumeric());
        if names_client(name) {
            clients.found.push(Client::new(*header, ClientLayout::Header(*header), table));
        }
    }
    if clients.found.is_empty() && exact.is_none() && clients.misspelled_table.is_none() {
        clients.read_environments_of_root(source);
    }
    clients.found.sort_by_key(|client| client.span);
    clients.assign_root_entries();
    for index in 0..clients.found.len() {
        clients.assign_metadata(index);
        clients.found[index].read_values();
    }
    clients
}

/// Returns `true` if the name of a table means a client, such as `cli` while somebody types it.
pub fn names_client(name: &str) -> bool {
    CLIENT_KEY.starts_with(name) || did_you_mean(name, [CLIENT_KEY]).is_some()
}

/// Whether an entry of the root is meant to hold the clients.
fn resembles_client(key: &str, value: &Value) -> bool {
    let is_table = matches!(value.kind, ValueKind::Table(_) | ValueKind::Array(_));
    is_table && did_you_mean(key, [CLIENT_KEY]).is_some()
}

impl Clients {
    fn read(&mut self, source: &Source, value: &Value) {
        match &value.kind {
            ValueKind::Table(table) => self.read_table(source, value, table),
            ValueKind::Array(elements) => {
                for element in elements {
                    self.read(source, element);
                }
            }
            ValueKind::Unparsed => {}
            _ => self.non_tables.push(value.clone()),
        }
    }

    fn read_table(&mut self, source: &Source, value: &Value, table: &Table) {
        let entries: Vec<Arc<Entry>> =
            table.entries.iter().filter(|entry| is_environment(entry)).cloned().collect();
        let is_shared = entries.is_empty() || table.entries.iter().any(|entry| is_field(entry));
        if is_shared {
            let mut client = Client::new(value.span, layout(source, value, table), table);
            client.misnamed.retain(|misnamed| !is_environment(&misnamed.entry));
            for own in entries.iter().filter_map(|entry| entry.value.as_table()) {
                own.entries.iter().for_each(|entry| client.assign_unread(entry));
            }
            self.found.push(client);
        } else {
            self.read_environments(source, &entries);
        }
        if !entries.is_empty() {
            self.environments.push(Environments { entries, is_shared });
        }
    }

    /// Reads `[production]` and `[staging]` as clients if there is no `[client]`.
    fn read_environments_of_root(&mut self, source: &Source) {
        let is_environment = |entry: &mut Arc<Entry>| is_environment(entry);
        let entries: Vec<Arc<Entry>> = self.unknown.extract_if(.., is_environment).collect();
        if !entries.is_empty() {
            self.read_environments(source, &entries);
            self.environments.push(Environments { entries, is_shared: false });
        }
    }

    fn read_environments(&mut self, source: &Source, entries: &[Arc<Entry>]) {
        for entry in entries {
            let Some(table) = entry.value.as_table() else { continue };
            let layout = layout(source, &entry.value, table);
            self.found.push(Client::new(entry.value.span, layout, table));
        }
    }

    /// Assigns client keys above all headers to their client. With several clients, the key could belong
    /// to any of them, so none gets it.
    fn assign_root_entries(&mut self) {
        let Self { found, unknown, misplaced, .. } = self;
        if found.is_empty() {
            return;
        }
        unknown.retain(|entry| {
            let is_table = matches!(entry.value.kind, ValueKind::Table(_));
            let fits = |meant: &ResolvedKey| is_table == (meant.key == METADATA_KEY);
            let has_one = found.len() == 1;
            let meant = resolve_key(&entry.key).filter(fits);
            let Some(meant) = meant.filter(|meant| meant.is_known || has_one) else {
                return true;
            };
            let place = Misplacement::Root;
            let (client, conflicts) = match found.as_mut_slice() {
                [client] => (Some(0), client.assign(meant.key, entry)),
                clients => {
                    for client in clients {
                        client.assign_unread(entry);
                    }
                    (None, false)
                }
            };
            misplaced.push(MisplacedKey { entry: entry.clone(), meant, place, client, conflicts });
            false
        });
    }

    /// Assigns to a client the fields that are missing in it but present in its metadata.
    fn assign_metadata(&mut self, index: usize) {
        let client = &mut self.found[index];
        client.read_type();
        let metadata = client.metadata.clone();
        let Some(metadata) = metadata.as_ref().and_then(|entry| entry.value.as_table()) else {
            return;
        };
        let mut adopted: Vec<(&'static str, &Arc<Entry>)> = Vec::new();
        if let Some(entry) = metadata.get(TYPE_KEY).filter(|entry| names_type(entry))
            && client.type_entry.is_none()
        {
            client.type_entry = Some(entry.clone());
            client.read_type();
            adopted.push((TYPE_KEY, entry));
        }
        for info in FIELDS {
            let is_lacking = client.accepts(info.field) && client.field(info.field).is_none();
            if let Some(entry) = metadata.get(info.key).filter(|_| is_lacking) {
                client.assign(info.key, entry);
                adopted.push((info.key, entry));
            }
        }
        self.misplaced.extend(adopted.into_iter().map(|(key, entry)| MisplacedKey {
            entry: entry.clone(),
            meant: ResolvedKey { key, is_known: true },
            place: Misplacement::Metadata,
            client: Some(index),
            conflicts: false,
        }));
    }
}

/// Whether an entry is a table that is a client of its own, as `[client.production]` is: it has a
/// type, or a field of URIs. A name alone has the owner of a client, too.
fn is_environment(entry: &Entry) -> bool {
    let has_uris =
        |entry: &Entry| FIELDS.iter().any(|info| info.key == entry.key && info.kind.holds_uris());
    let is_client =
        |table: &Table| table.entries.iter().any(|own| names_type(own) || has_uris(own));
    entry.value.as_table().is_some_and(is_client)
        && resolve_key(&entry.key).is_none_or(|meant| !meant.is_known)
}

/// Whether an entry is the type of a client.
fn names_type(entry: &Entry) -> bool {
    let written = entry.value.as_string().filter(|_| entry.key == TYPE_KEY);
    written.is_some_and(|text| ClientType::parse_lenient(&text.value).is_some())
}

/// Whether an entry is a field of a client or its type.
fn is_field(entry: &Entry) -> bool {
    let meant = resolve_key(&entry.key);
    meant.is_some_and(|meant| meant.is_known && meant.key != METADATA_KEY)
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

impl Client {
    /// A client with its entries, whose values are not read yet.
    fn new(span: Span, layout: ClientLayout, table: &Table) -> Self {
        let mut client = Self {
            span,
            layout,
            table: table.clone(),
            metadata: table.get(METADATA_KEY).cloned(),
            type_entry: table.get(TYPE_KEY).cloned(),
            client_type: None,
            misnamed: Vec::new(),
            uris: Vec::new(),
            name_placeholders: Vec::new(),
            fields: FIELDS.iter().map(|info| table.get(info.key).cloned()).collect(),
            records: RECORDS.iter().map(|row| table.get(row.key).cloned()).collect(),
        };
        let is_known = |entry: &&Arc<Entry>| known_keys().any(|key| key == entry.key);
        for entry in table.entries.iter().filter(|entry| !is_known(entry)) {
            let suggestion = resolve_key(&entry.key);
            let conflicts =
                suggestion.as_ref().is_some_and(|meant| client.assign(meant.key, entry));
            client.misnamed.push(MisnamedKey { entry: entry.clone(), suggestion, conflicts });
        }
        client
    }

    /// Assigns an entry to a key, unless the key already has one. Returns `true` in that case.
    fn assign(&mut self, key: &str, entry: &Arc<Entry>) -> bool {
        let field = FIELDS.iter().position(|info| info.key == key);
        let record = RECORDS.iter().position(|row| row.key == key);
        let place = match (field, record) {
            (Some(index), _) => &mut self.fields[index],
            (None, Some(index)) => &mut self.records[index],
            (None, None) if key == TYPE_KEY => &mut self.type_entry,
            (None, None) => return self.metadata.is_some(),
        };
        let conflicts = place.is_some();
        place.get_or_insert_with(|| entry.clone());
        conflicts
    }

    /// Records that a field is present, with an unknown value.
    fn assign_unread(&mut self, entry: &Arc<Entry>) {
        if let Some(meant) = resolve_key(&entry.key).filter(|meant| meant.is_known) {
            let value = Value { kind: ValueKind::Unparsed, ..entry.value.clone() };
            self.assign(meant.key, &Arc::new(Entry { value, ..Entry::clone(entry) }));
        }
    }

    fn read_type(&mut self) {
        let written = self.type_entry.as_ref().and_then(|entry| entry.value.as_string());
        self.client_type = written.and_then(|written| ClientType::parse_lenient(&written.value));
    }

    fn read_values(&mut self) {
        let uri_fields = FIELDS.iter().filter(|info| info.kind.holds_uris());
        let accepted = uri_fields.map(|info| info.field).filter(|field| self.accepts(*field));
        self.uris = accepted.flat_map(|field| read_uri_values(field, self.field(field))).collect();
        self.name_placeholders =
            self.name().map(|name| placeholder::in_name(&name.value)).unwrap_or_default();
    }
}

/// Returns the URIs of a field: the elements of a list, or the single value. A value of the wrong type
/// has none.
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
