//! Renames keys everywhere they are written, moves entries between tables, and merges lists.

use std::collections::HashSet;

use super::RemovalEdits;
use super::insert::{
    LineSlot, NewComments, NewEntry, NewItem, Slot, aligned_column, allows_header_below,
    append_items, client_slot, padding, write_entries,
};
use super::remove::{comments_around, entry_parts, has_unparsed, removal};
use crate::console::METADATA_KEY;
use crate::manifest::{Client, ClientLayout, Manifest};
use crate::syntax::{Entry, Item, ItemKind, Layout, OwnComments, Value, ValueKind};
use crate::text::escape::toml_string;
use crate::text::{Edit, Edits, Source, Span};

/// Renames a key everywhere it is written: in its own quotes, and with its `=` aligned as it was.
/// `None` if its table has another key with the new name.
pub fn rename_key(manifest: &Manifest, entry: &Entry, name: &str) -> Option<Edits> {
    let layout = manifest.layout();
    if layout.has_sibling(entry.key_span, name) {
        return None;
    }
    let places = layout.places_of(entry.key_span);
    let edits = places.iter().flat_map(|(item, part)| rename_part(manifest, item, *part, name));
    let edits: Vec<Edit> = edits.collect();
    (!edits.is_empty()).then(|| Edits::new(edits))
}

fn rename_part(manifest: &Manifest, item: &Item, part: usize, name: &str) -> Vec<Edit> {
    let source = &manifest.source;
    let span = item.key[part].span;
    let written = source.slice(span);
    let key = quote_like(written, name);
    let shift = key.chars().count().abs_diff(written.chars().count());
    let is_longer = key.chars().count() > written.chars().count();
    let mut edits = Vec::new();
    if let (Some((before, _)), Some(_)) = (padding(source, item), aligned_column(manifest, item)) {
        let width = before.chars().count();
        let width = if is_longer { width.saturating_sub(shift).max(1) } else { width + shift };
        let equals = item.equals.expect("it has padding");
        edits.push(Edit::replace(Span::new(equals - before.len(), equals), " ".repeat(width)));
    }
    edits.push(Edit::replace(span, key));
    edits
}

/// Writes a key in the quotes of another one.
fn quote_like(written: &str, name: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    match written.chars().next() {
        _ if name.is_empty() || !name.chars().all(is_bare) => toml_string(name),
        Some(quote @ ('"' | '\'')) => format!("{quote}{name}{quote}"),
        _ => name.to_owned(),
    }
}

/// A table that an entry is moved to.
#[derive(Clone, Copy, Debug)]
pub enum Destination<'a> {
    /// The client itself.
    Client(&'a Client),
    /// The table `metadata` of the client, which is created if there is none.
    Metadata(&'a Client),
}

/// Moves an entry with its comments to another table, where its key is `name`. `None` if that table
/// has the key or cannot be extended, or if the entry is not valid.
pub fn move_entry(
    manifest: &Manifest,
    entry: &Entry,
    destination: Destination<'_>,
    name: &str,
) -> Option<Edits> {
    let source = &manifest.source;
    let layout = manifest.layout();
    let places = layout.places_of(entry.key_span);
    if places.is_empty() || has_unparsed(&entry.value) {
        return None;
    }
    let way = match destination {
        Destination::Client(client) => way_to_client(manifest, name, &places, client),
        Destination::Metadata(client) => way_to_metadata(manifest, entry, name, &places, client),
    };
    let new_key = |written: &str| {
        if name == entry.key { written.to_owned() } else { quote_like(written, name) }
    };
    // Replaces the text before the key, and the key itself if it gets another name.
    let replace_prefix = |start: usize, key: Span, prefix: &str| {
        if name == entry.key {
            return Edit::replace(Span::new(start, key.start), prefix);
        }
        let key_text = new_key(source.slice(key));
        Edit::replace(Span::new(start, key.end), format!("{prefix}{key_text}"))
    };
    let slot = match way? {
        Way::Prefix(prefix) => {
            let keys = places.iter().map(|(item, part)| item.key[*part].span);
            let edits = keys.map(|key| replace_prefix(key.start, key, &prefix));
            return Some(Edits::new(edits.collect()));
        }
        Way::WithoutPrefix => {
            let edits = places.iter().map(|(item, part)| {
                replace_prefix(item.key[part - 1].span.start, item.key[*part].span, "")
            });
            return Some(Edits::new(edits.collect()));
        }
        Way::Slot(slot) => slot,
    };
    let removal = removal(manifest, entry_parts(manifest, entry)?);
    let moved: HashSet<Span> = places.iter().map(|(item, _)| item.span).collect();
    let entry_of = |(item, part): &(&Item, usize)| {
        let own = item.key[*part].span;
        let rest = Span::new(own.end, item.key.last()?.span.end);
        Some(NewEntry {
            key: new_key(source.slice(own)) + source.slice(rest),
            value: source.slice(item.value?),
            comments: new_comments(source, &comments_around(manifest, item, &moved)),
        })
    };
    let entries: Option<Vec<NewEntry<'_>>> = places.iter().map(entry_of).collect();
    let written = write_entries(manifest, &slot, &entries?);
    Some(Edits::new(removal.edits.iter().chain(&written).cloned().collect()))
}

/// How an entry gets into another table.
enum Way<'a> {
    /// The table's name is written before the key.
    Prefix(String),
    /// The part of the key before it is removed.
    WithoutPrefix,
    /// It is written again at another place.
    Slot(Slot<'a>),
}

type Places<'a> = [(&'a Item, usize)];

fn has_header(places: &Places<'_>) -> bool {
    places.iter().any(|(item, _)| item.is_header())
}

fn way_to_client<'a>(
    manifest: &'a Manifest,
    name: &str,
    places: &Places<'_>,
    client: &Client,
) -> Option<Way<'a>> {
    if client.table.get(name).is_some() {
        return None;
    }
    let layout = manifest.layout();
    let metadata = client.metadata.as_ref().and_then(|metadata| layout.key_at(metadata.key_span));
    let is_in_dotted_metadata = |(item, part): &(&Item, usize)| {
        let metadata = metadata.map(|(item, part)| &item.key[part]);
        let before = part.checked_sub(1).map(|before| &item.key[before]);
        before.zip(metadata).is_some_and(|(before, metadata)| before.is_same(metadata))
    };
    if !has_header(places) && places.iter().all(is_in_dotted_metadata) {
        return Some(Way::WithoutPrefix);
    }
    if let Some(prefix) = prefix_of_root_entry(manifest, places, client) {
        return Some(Way::Prefix(prefix));
    }
    if has_header(places) {
        return None;
    }
    client_slot(manifest, client, name).map(Way::Slot)
}

/// What makes an entry of the root one of a client where it is; `None` if another place is
/// needed.
fn prefix_of_root_entry(
    manifest: &Manifest,
    places: &Places<'_>,
    client: &Client,
) -> Option<String> {
    let source = &manifest.source;
    let layout = manifest.layout();
    let is_at_root = |(item, part): &(&Item, usize)| {
        *part == 0 && layout.header_of(item).is_none() && layout.container_of(item).is_none()
    };
    if !places.iter().all(is_at_root) {
        return None;
    }
    let name = match client.layout {
        ClientLayout::Header(span) if has_header(places) => {
            let header = layout.statement_at(span.start)?;
            let is_below = |(item, _): &(&Item, usize)| belongs_below(layout, header, item);
            key_span(header).filter(|_| places.iter().all(is_below))?
        }
        ClientLayout::Dotted if !has_header(places) => {
            layout.key_at(client.span).map(|(item, part)| item.key[part].span)?
        }
        _ => return None,
    };
    Some(format!("{}.", source.slice(name)))
}

/// Whether a subtable with a header is one of the table of `header`: of an array of tables only the
/// last before it can be extended.
fn belongs_below(layout: &Layout, header: &Item, item: &Item) -> bool {
    let between = Layout::index_of(header) + 1..Layout::index_of(item);
    let is_next = |other: &Item| {
        other.kind == ItemKind::ArrayHeader && other.key.len() == 1 && is_same_key(other, header)
    };
    header.kind == ItemKind::Header
        || Layout::index_of(item) > Layout::index_of(header)
            && !layout.statements()[between].iter().any(is_next)
}

fn is_same_key(one: &Item, other: &Item) -> bool {
    one.key.iter().map(|part| &part.name).eq(other.key.iter().map(|part| &part.name))
}

/// Returns the complete key of an item.
fn key_span(item: &Item) -> Option<Span> {
    Some(Span::new(item.key.first()?.span.start, item.key.last()?.span.end))
}

fn way_to_metadata<'a>(
    manifest: &'a Manifest,
    entry: &Entry,
    name: &str,
    places: &Places<'_>,
    client: &Client,
) -> Option<Way<'a>> {
    let layout = manifest.layout();
    let metadata = client.metadata.as_deref();
    let table = match metadata {
        Some(metadata) => Some(metadata.value.as_table()?),
        None => None,
    };
    let first = table.and_then(|table| table.entries.first());
    if first.is_some_and(|first| first.key == name || layout.has_sibling(first.key_span, name)) {
        return None;
    }
    let written = metadata.map_or_else(Vec::new, |entry| layout.places_of(entry.key_span));
    if let Some(metadata) = metadata.filter(|metadata| metadata.value.is_inline) {
        let container = layout.container(metadata.value.span)?;
        let braces = Slot::Braces { container, prefix: String::new() };
        return (!has_header(places)).then_some(Way::Slot(braces));
    }
    let is_own_header =
        |(item, part): &&(&Item, usize)| item.is_header() && part + 1 == item.key.len();
    let header = written.iter().find(is_own_header).map(|(item, _)| *item);
    let dotted = written.iter().rfind(|(item, _)| !item.is_header());
    let has_lines =
        matches!(client.layout, ClientLayout::Header(_) | ClientLayout::SubtablesOnly(_));
    let only_headers = places.iter().all(|(item, _)| item.is_header());
    let own = client.table.entries.first();
    let is_own = own.is_some_and(|own| layout.are_siblings(own.key_span, entry.key_span));
    let can_have_prefix = only_headers || header.is_none() && (dotted.is_some() || !has_lines);
    if can_have_prefix {
        let of_client = if is_own { Some(String::new()) } else { None };
        let of_client = of_client.or_else(|| prefix_of_root_entry(manifest, places, client));
        if let Some(of_client) = of_client {
            return Some(Way::Prefix(format!("{of_client}{METADATA_KEY}.")));
        }
    }
    if has_header(places) {
        return None;
    }
    Some(Way::Slot(match (header, dotted) {
        (Some(header), _) => {
            let last = layout.section(Some(header)).last().unwrap_or(header);
            Slot::Lines(LineSlot::below(manifest, last))
        }
        (None, Some((item, part))) => dotted_slot(manifest, item, *part),
        (None, None) if has_lines => new_metadata(manifest, client)?,
        (None, None) => client_slot(manifest, client, METADATA_KEY)?.with_prefix(METADATA_KEY),
    }))
}

/// The place after an item in whose dotted key a table is written, for another key of that.
fn dotted_slot<'a>(manifest: &'a Manifest, item: &'a Item, part: usize) -> Slot<'a> {
    let end = item.key.get(part + 1).map_or(item.span.start, |next| next.span.start);
    let prefix = manifest.source.slice(Span::new(item.span.start, end)).to_owned();
    match manifest.layout().container_of(item) {
        Some(container) => Slot::Braces { container, prefix },
        None => Slot::Lines(LineSlot { prefix, ..LineSlot::below(manifest, item) }),
    }
}

/// Returns the place below a new header `[client.metadata]` after the keys of the client.
fn new_metadata<'a>(manifest: &'a Manifest, client: &Client) -> Option<Slot<'a>> {
    let source = &manifest.source;
    let layout = manifest.layout();
    let header = layout.statement_at(client.span.start)?;
    let name = match client.layout {
        ClientLayout::SubtablesOnly(name) => name,
        _ => key_span(header)?,
    };
    let name = source.slice(name);
    let siblings = layout.section(Some(header));
    let is_valid =
        source.slice(header.span).ends_with(']') && allows_header_below(manifest, siblings);
    let newline = source.line_ending_at(header.span.end);
    let below = LineSlot::below(manifest, siblings.last().unwrap_or(header));
    let next = &source.text()[below.offset..];
    let is_end = next.is_empty() || next.starts_with(['\r', '\n']);
    let indent = source.indent_of(header.span.start);
    let before = format!("{newline}{indent}[{name}.{METADATA_KEY}]{newline}");
    let after = if is_end { String::new() } else { newline.to_owned() };
    is_valid.then_some(Slot::Lines(LineSlot { before, after, ..below }))
}

fn new_comments<'a>(source: &'a Source, comments: &OwnComments) -> NewComments<'a> {
    let above = comments.above.iter().map(|comment| source.slice(*comment)).collect();
    let after = comments.after.map_or("", |comment| with_space(source, comment));
    NewComments { above, after }
}

/// A comment with the whitespace before it.
fn with_space(source: &Source, comment: Span) -> &str {
    let before = source.text()[..comment.start].trim_end_matches([' ', '\t']);
    source.slice(Span::new(before.len(), comment.end))
}

/// Moves the elements of a list, or the string in its place, to the end of an array, with their
/// comments. Strings that the array already contains are only removed. `None` if either is
/// something else.
pub fn merge_into_list(manifest: &Manifest, from: &Entry, into: &Entry) -> Option<RemovalEdits> {
    let source = &manifest.source;
    let layout = manifest.layout();
    let array = layout.container(into.value.span).filter(|_| into.value.as_array().is_some())?;
    let (item, _) = layout.key_at(from.key_span)?;
    let values = match &from.value.kind {
        ValueKind::String(_) => std::slice::from_ref(&from.value),
        ValueKind::Array(values) if from.value.is_inline => values.as_slice(),
        _ => return None,
    };
    let existing = into.value.as_array()?.iter().filter_map(Value::as_string);
    let mut existing: HashSet<&str> = existing.map(|string| &*string.value).collect();
    let strings = values.iter().map(Value::as_string);
    let is_new = strings.map(|string| string.is_none_or(|string| existing.insert(&string.value)));
    let is_new: Vec<bool> = is_new.collect();
    let (mut items, mut kept) = new_items(manifest, from, values, &is_new);
    let mut removal = removal(manifest, entry_parts(manifest, from)?);
    if let Some((first, rest)) = items.split_first_mut() {
        let own = loose_comments(layout, item, from.value.span);
        let own: Vec<Span> = item.comments.above.iter().copied().chain(own).collect();
        first.comments.above.splice(..0, own.iter().map(|comment| source.slice(*comment)));
        if let Some(after) = item.comments.after {
            if rest.is_empty() && first.comments.after.is_empty() {
                first.comments.after = with_space(source, after);
            } else {
                first.comments.above.insert(own.len(), source.slice(after));
            }
        }
        kept.extend(own.into_iter().chain(item.comments.after));
    }
    let inserted =
        if items.is_empty() { Edits::default() } else { append_items(manifest, array, &items) };
    removal.edits = Edits::new(removal.edits.iter().chain(&inserted).cloned().collect());
    removal.lost_comments.retain(|comment| !kept.contains(comment));
    Some(removal)
}

/// The new ones of some values, which are those of an entry, as elements with their comments, and
/// which comments these are. A comment on a line of several elements goes with those that are new.
fn new_items<'a>(
    manifest: &'a Manifest,
    from: &Entry,
    values: &[Value],
    is_new: &[bool],
) -> (Vec<NewItem<'a>>, HashSet<Span>) {
    let source = &manifest.source;
    let layout = manifest.layout();
    let elements = layout.elements(from.value.span);
    let old = elements.iter().zip(is_new).filter(|(_, is_new)| !**is_new);
    let old: HashSet<Span> = old.map(|(element, _)| element.span).collect();
    let mut items: Vec<NewItem<'_>> = Vec::new();
    let mut kept: HashSet<Span> = HashSet::new();
    let mut above: Vec<Span> = Vec::new();
    for (index, (value, is_new)) in values.iter().zip(is_new).enumerate() {
        let own = elements.get(index).map(|element| &element.comments);
        let lost = elements.get(index).map(|element| comments_around(manifest, element, &old));
        let own = own.filter(|own| *is_new || lost.is_some_and(|lost| lost != **own));
        above.extend(own.into_iter().flat_map(|own| own.above.iter().copied()));
        if *is_new {
            let comments =
                OwnComments { above: std::mem::take(&mut above), ..OwnComments::default() };
            let comments = new_comments(source, &comments);
            items.push(NewItem { text: source.slice(value.span).to_owned(), comments });
            kept.extend(layout.comments_in(value.span));
        }
        if let Some((after, item)) = own.and_then(|own| own.after).zip(items.last_mut()) {
            item.comments.after = with_space(source, after);
        }
        kept.extend(own.into_iter().flat_map(OwnComments::iter));
    }
    (items, kept)
}

/// Returns the comments inside an item's list that do not belong to an element.
fn loose_comments(layout: &Layout, item: &Item, list: Span) -> Vec<Span> {
    let is_in_element = |comment: &Span| {
        layout.element_at(comment.start).is_some_and(|element| list.contains(element.span))
    };
    let has_owner =
        |comment: &Span| layout.owner_of(*comment).is_some_and(|owner| owner.span != item.span);
    let comments = layout.comments_in(list).iter().copied();
    comments.filter(|comment| !is_in_element(comment) && !has_owner(comment)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text after the edits, if there are any, which are the same with `\r\n`.
    #[track_caller]
    fn apply(text: &str, edit: impl Fn(&Manifest) -> Option<Edits>) -> Option<String> {
        let apply = |text: &str| {
            let manifest = Manifest::new(Source::new(text));
            assert_eq!(manifest.tree.errors, [], "{text}");
            let after = edit(&manifest)?.apply(text);
            assert_eq!(Manifest::new(Source::new(after.as_str())).tree.errors, [], "{after}");
            Some(after)
        };
        let after = apply(text);
        let with_crlf = apply(&text.replace('\n', "\r\n"));
        assert_eq!(after.as_ref().map(|after| after.replace('\n', "\r\n")), with_crlf);
        after
    }

    fn find<'a>(table: &'a crate::syntax::Table, key: &str) -> Option<&'a Entry> {
        table.entries.iter().find_map(|entry| {
            let inner = match &entry.value.kind {
                ValueKind::Table(table) => find(table, key),
                ValueKind::Array(values) => {
                    values.iter().filter_map(Value::as_table).find_map(|table| find(table, key))
                }
                _ => None,
            };
            inner.or((entry.key == key).then_some(entry))
        })
    }

    /// The text after the renaming of a key.
    #[track_caller]
    fn renamed(text: &str, from: &str, to: &str) -> Option<String> {
        apply(text, |manifest| rename_key(manifest, find(&manifest.tree.root, from).unwrap(), to))
    }

    #[track_caller]
    fn check_rename(before: &str, from: &str, to: &str, after: &str) {
        assert_eq!(renamed(before, from, to).as_deref(), Some(after));
    }

    #[test]
    fn a_key_is_renamed_everywhere_it_is_written() {
        let before = "clients.type = 1\nclients.name = 2\n";
        check_rename(before, "clients", "client", "client.type = 1\nclient.name = 2\n");
        let before = "[clients]\nname = 2\n[clients.metadata] # m\nclients = 3\n";
        let after = "[client]\nname = 2\n[client.metadata] # m\nclients = 3\n";
        let top =
            |manifest: &Manifest| rename_key(manifest, &manifest.tree.root.entries[0], "client");
        assert_eq!(apply(before, top).as_deref(), Some(after));
        let before = "[client]\nMetadata.a = 1\nname = 2\nMetadata . b = 3\n[client.Metadata.c]\n";
        let after = "[client]\nmetadata.a = 1\nname = 2\nmetadata . b = 3\n[client.metadata.c]\n";
        check_rename(before, "Metadata", "metadata", after);
        let before = "[[clients]]\na = 1\n[clients.b]\n[[clients]]\n";
        check_rename(before, "clients", "client", "[[client]]\na = 1\n[client.b]\n[[client]]\n");
        let before = "client = { Metadata.a = 1, Metadata.b = 2 }";
        check_rename(before, "Metadata", "metadata", "client = { metadata.a = 1, metadata.b = 2 }");
    }

    #[test]
    fn only_the_table_that_is_meant_is_renamed() {
        let before = "[[client]]\nMetadata.a = 1\n[[client]]\nMetadata.a = 1\n";
        let after = "[[client]]\nmetadata.a = 1\n[[client]]\nMetadata.a = 1\n";
        check_rename(before, "Metadata", "metadata", after);
    }

    #[test]
    fn no_key_is_renamed_to_one_that_is_there() {
        assert_eq!(renamed("[client]\nnmae = 1\nname = 2", "nmae", "name"), None);
        assert_eq!(renamed("[client]\nnmae = 1\nname.a = 2", "nmae", "name"), None);
        assert_eq!(renamed("[clients]\na = 1\n[client.b]\nc = 1\n", "clients", "client"), None);
        assert_eq!(renamed("a = { nmae = 1, 'name' = 2 }", "nmae", "name"), None);
    }

    #[test]
    fn a_renamed_key_keeps_its_quotes_and_its_alignment() {
        check_rename("'nmae' = 1", "nmae", "name", "'name' = 1");
        check_rename("\"n\\u006dae\" = 1", "nmae", "name", "\"name\" = 1");
        check_rename("a   = 1\nnam = 2\n", "nam", "name", "a   = 1\nname = 2\n");
        check_rename("names = 1\nb     = 2\n", "names", "name", "name  = 1\nb     = 2\n");
        check_rename("type  = 1\ntitle = 2\n", "title", "name", "type  = 1\nname  = 2\n");
        check_rename("longer = 1\nnames = 2\n", "names", "name", "longer = 1\nname = 2\n");
        check_rename("names=1\n", "names", "name", "name=1\n");
    }

    fn moved(text: &str, key: &str, to_metadata: bool) -> Option<String> {
        apply(text, |manifest| {
            let client = &manifest.clients[0];
            let destination = if to_metadata {
                Destination::Metadata(client)
            } else {
                Destination::Client(client)
            };
            move_entry(manifest, find(&manifest.tree.root, key).unwrap(), destination, key)
        })
    }

    #[track_caller]
    fn check_to_metadata(before: &str, after: &str) {
        assert_eq!(moved(before, "owner", true).as_deref(), Some(after));
    }

    #[track_caller]
    fn check_to_client(before: &str, after: &str) {
        assert_eq!(moved(before, "name", false).as_deref(), Some(after));
    }

    #[test]
    fn an_entry_is_moved_below_the_header_of_metadata_with_its_comments() {
        check_to_metadata(
            "[client]\n# who\nowner = 'x' # team\nname = 'y'\n\n[client.metadata] # m\na = 1 # 1\n\n[b]\n",
            "[client]\nname = 'y'\n\n[client.metadata] # m\na = 1 # 1\n# who\nowner = 'x' # team\n\n[b]\n",
        );
        check_to_metadata(
            "[client.metadata]\n  a   = 1\n[client]\nname = 1\nowner = [\n  1, # 1\n]\n",
            "[client.metadata]\n  a   = 1\n  owner = [\n  1, # 1\n]\n[client]\nname = 1\n",
        );
        check_to_metadata(
            "client.name = 1\nclient.owner = 2\n[client.metadata]",
            "client.name = 1\n[client.metadata]\nowner = 2",
        );
    }

    #[test]
    fn a_header_for_metadata_is_created_after_the_keys_of_the_client() {
        check_to_metadata(
            "[client]\nowner = 1\nname = 2",
            "[client]\nname = 2\n\n[client.metadata]\nowner = 1",
        );
        check_to_metadata(
            "[[client]]\n  name = 2\n  # who\n  owner = 1 # team\n\n[[client]]\n",
            "[[client]]\n  name = 2\n\n[client.metadata]\n  # who\n  owner = 1 # team\n\n[[client]]\n",
        );
        check_to_metadata(
            "[client]\nowner.a = 1\nname = 2\nowner.b = 3\n[b]\n",
            "[client]\nname = 2\n\n[client.metadata]\nowner.a = 1\nowner.b = 3\n\n[b]\n",
        );
    }

    #[test]
    fn where_the_client_has_no_header_metadata_is_a_part_of_the_key() {
        check_to_metadata(
            "client.owner = 1 # 1\nclient.name = 2",
            "client.metadata.owner = 1 # 1\nclient.name = 2",
        );
        check_to_metadata(
            "client = { owner = 1, name = 2 }",
            "client = { metadata.owner = 1, name = 2 }",
        );
        check_to_metadata(
            "[client]\nowner = 1\nmetadata.a = 2",
            "[client]\nmetadata.owner = 1\nmetadata.a = 2",
        );
        check_to_metadata("[client.owner]\na = 1\n", "[client.metadata.owner]\na = 1\n");
    }

    #[test]
    fn an_entry_is_moved_between_the_braces_of_metadata() {
        check_to_metadata(
            "[client]\n# who\nowner = 1 # 1\nname = 2\nmetadata = { a = 1 } # m\n",
            "[client]\nname = 2\n# who\n# 1\nmetadata = { a = 1, owner = 1 } # m\n",
        );
        check_to_metadata(
            "client = { metadata = {}, owner = 1 }",
            "client = { metadata = { owner = 1 } }",
        );
        check_to_metadata(
            "[client]\nowner = 1 # 1\nmetadata = {\n  a = 1, # a\n}\n",
            "[client]\nmetadata = {\n  a = 1, # a\n  owner = 1, # 1\n}\n",
        );
    }

    #[test]
    fn an_entry_is_moved_into_the_client_from_above_and_from_below() {
        check_to_client(
            "# n\nname = 'x' # 1\n\n[client]\ntype = 1\nhomepage_url = 2\n",
            "[client]\ntype = 1\n# n\nname = 'x' # 1\nhomepage_url = 2\n",
        );
        check_to_client(
            "[client]\ntype   = 1 # t\n\n[client.metadata]\nname = 'x'\nowner = 2",
            "[client]\ntype   = 1 # t\nname   = 'x'\n\n[client.metadata]\nowner = 2",
        );
        check_to_client(
            "[client]\ntype = 1\nmetadata = { name = 'x', owner = 2 }\n",
            "[client]\ntype = 1\nname = 'x'\nmetadata = { owner = 2 }\n",
        );
        check_to_client(
            "name = 'x' # 1\nclient.type = 2\n",
            "client.name = 'x' # 1\nclient.type = 2\n",
        );
        check_to_client(
            "client.type = 2\n[client.metadata]\nname = 1\n",
            "client.type = 2\nclient.name = 1\n[client.metadata]\n",
        );
        check_to_client(
            "# n\nname = 1\nclient = { type = 2 }",
            "# n\nclient = { type = 2, name = 1 }",
        );
        check_to_client(
            "[client.metadata]\nname = 1\n",
            "[client]\nname = 1\n\n[client.metadata]\n",
        );
    }

    #[test]
    fn a_table_of_the_root_is_moved_into_the_client_by_its_header() {
        let metadata = |text: &str| moved(text, "metadata", false);
        assert_eq!(
            metadata("[client]\nname = 1\n[metadata]\na = 1\n[metadata.b]\n").as_deref(),
            Some("[client]\nname = 1\n[client.metadata]\na = 1\n[client.metadata.b]\n")
        );
        assert_eq!(
            metadata("[[client]]\nname = 1\n[metadata]\na = 1\n[[client]]\n").as_deref(),
            Some("[[client]]\nname = 1\n[client.metadata]\na = 1\n[[client]]\n")
        );
        assert_eq!(metadata("[[client]]\n[[client]]\n[metadata]\n"), None);
        assert_eq!(metadata("client = {}\n[metadata]\n"), None);
    }

    #[test]
    fn an_entry_gets_its_new_name_where_it_is_moved() {
        let renamed = |text: &str, from: &str, to: &str| {
            apply(text, |manifest| {
                let destination = Destination::Client(&manifest.clients[0]);
                move_entry(manifest, find(&manifest.tree.root, from).unwrap(), destination, to)
            })
        };
        for (before, after) in [
            (
                "# n\n'nmae' = 'x' # 1\n\n[client]\ntype = 1\nhomepage_url = 2\n",
                "[client]\ntype = 1\n# n\n'name' = 'x' # 1\nhomepage_url = 2\n",
            ),
            ("nmae = 'x' # 1\nclient.type = 2\n", "client.name = 'x' # 1\nclient.type = 2\n"),
            ("client.type = 2\nclient.metadata.nmae = 1", "client.type = 2\nclient.name = 1"),
            ("nmae = 1\nclient = { type = 2 }", "client = { type = 2, name = 1 }"),
        ] {
            assert_eq!(renamed(before, "nmae", "name").as_deref(), Some(after));
        }
        assert_eq!(
            renamed("[client]\n[metadat]\na = 1\n[metadat.b]\n", "metadat", "metadata").as_deref(),
            Some("[client]\n[client.metadata]\na = 1\n[client.metadata.b]\n")
        );
        assert_eq!(
            renamed("metadat.a = 1\nmetadat.b = 2\n[client]\n", "metadat", "metadata").as_deref(),
            Some("[client]\nmetadata.a = 1\nmetadata.b = 2\n")
        );
        assert_eq!(renamed("nmae = 1\n[client]\nname = 2\n", "nmae", "name"), None);
    }

    #[test]
    fn an_entry_is_not_moved_onto_another() {
        assert_eq!(moved("[client]\nowner = 1\nmetadata.owner = 2", "owner", true), None);
        assert_eq!(moved("[client]\nowner = 1\nmetadata = 2", "owner", true), None);
        assert_eq!(moved("name = 1\n[client]\nname = 2", "name", false), None);
    }

    /// The text after `b` is merged into `a`, and what is lost.
    #[track_caller]
    fn check_merge(before: &str, after: &str, lost: &[&str]) {
        let merge = |manifest: &Manifest| {
            let find = |key| find(&manifest.tree.root, key).unwrap();
            let removal = merge_into_list(manifest, find("b"), find("a"))?;
            let comments = removal.lost_comments.iter();
            let comments: Vec<&str> =
                comments.map(|comment| manifest.source.slice(*comment)).collect();
            assert_eq!(comments, lost);
            Some(removal.edits)
        };
        assert_eq!(apply(before, merge).as_deref(), Some(after));
    }

    #[test]
    fn a_string_is_merged_into_a_list() {
        check_merge("b = \"b\"\na = ['a']\n", "a = ['a', \"b\"]\n", &[]);
        check_merge("a = []\nb = 'b'", "a = ['b']\n", &[]);
        check_merge("c = { b = 'b', a = ['a'] }", "c = { a = ['a', 'b'] }", &[]);
        check_merge(
            "a = [\n  'a', # a\n]\n# b\nb = 'b' # 1\n",
            "a = [\n  'a', # a\n  # b\n  'b', # 1\n]\n",
            &[],
        );
    }

    #[test]
    fn a_list_gets_lines_for_the_comments_that_come_into_it() {
        check_merge(
            "  a = ['a', 'c'] # a\n  b = 'b' # 1\n",
            "  a = [\n      'a',\n      'c',\n      'b', # 1\n  ] # a\n",
            &[],
        );
        check_merge("a = []\nb = 'b' # 1", "a = [\n    'b', # 1\n]\n", &[]);
        check_merge("a = ['a',\n  'c']\nb = 'b' # 1\n", "a = ['a',\n  'c',\n  'b' # 1\n]\n", &[]);
    }

    #[test]
    fn a_list_is_merged_into_another_with_all_its_comments() {
        check_merge(
            "a = [\n  'a',\n]\n# 1\nb = [ # 2\n  # 3\n  'b', # 4\n  'c',\n  # 5\n] # 6\n",
            "a = [\n  'a',\n  # 1\n  # 2\n  # 5\n  # 6\n  # 3\n  'b', # 4\n  'c',\n]\n",
            &[],
        );
    }

    #[test]
    fn what_a_list_has_already_is_not_added_again() {
        check_merge("a = ['a']\nb = 'a' # 1\n", "a = ['a']\n", &["# 1"]);
        check_merge(
            "a = [\n  'a',\n]\nb = [\n  # 1\n  'a', 'b', # 2\n  'c', 'a', # 3\n  # 4\n  'a', 'a', # 5\n]\n",
            "a = [\n  'a',\n  # 1\n  'b', # 2\n  'c', # 3\n]\n",
            &["# 4", "# 5"],
        );
        check_merge(
            "a = [\n  'a',\n]\nb = [\n  'a', # 1\n  'b', # 2\n] # 3\n",
            "a = [\n  'a',\n  # 3\n  'b', # 2\n]\n",
            &["# 1"],
        );
    }

    #[test]
    fn only_strings_and_lists_are_merged() {
        let merge = |text: &str| {
            let manifest = Manifest::new(Source::new(text));
            let root = &manifest.tree.root;
            merge_into_list(&manifest, root.get("b").unwrap(), root.get("a").unwrap())
        };
        assert_eq!(merge("a = 'a'\nb = 'b'"), None);
        assert_eq!(merge("a = []\nb = 1"), None);
        assert_eq!(merge("a = []\n[[b]]"), None);
    }
}
