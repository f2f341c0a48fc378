//! What every edit must keep, on generated manifests: `properties` in the name lets
//! `just properties` find the module.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::console::{METADATA_KEY, known_keys};
use crate::manifest::{Client, Manifest};
use crate::syntax::{Entry, Item, Table, Value, ValueKind};
use crate::testing::manifests;
use crate::text::{Edit, Source};

/// A value without its layout. Tables without entries are left out: a dotted key makes and unmakes
/// them.
#[derive(Clone, Debug, PartialEq)]
enum Plain {
    Leaf(String),
    List(Vec<Self>),
    Table(BTreeMap<String, Self>),
}

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Key(String),
    Index(usize),
}

type Path = Vec<Step>;

impl Plain {
    fn of_table(source: &Source, table: &Table) -> Self {
        let entries = table
            .entries
            .iter()
            .map(|entry| (entry.key.clone(), Self::of_value(source, &entry.value)));
        Self::Table(entries.collect())
    }

    fn of_value(source: &Source, value: &Value) -> Self {
        match &value.kind {
            ValueKind::String(string) => Self::Leaf(format!("string {}", string.value)),
            ValueKind::Array(values) => {
                Self::List(values.iter().map(|value| Self::of_value(source, value)).collect())
            }
            ValueKind::Table(table) => Self::of_table(source, table),
            _ => Self::Leaf(source.slice(value.span).to_owned()),
        }
    }

    fn of(manifest: &Manifest) -> Self {
        Self::of_table(&manifest.source, &manifest.tree.root)
    }

    fn at(&mut self, path: &[Step]) -> &mut Self {
        path.iter().fold(self, |plain, step| match (plain, step) {
            (Self::Table(entries), Step::Key(key)) => {
                entries.entry(key.clone()).or_insert_with(|| Self::Table(BTreeMap::new()))
            }
            (Self::List(values), Step::Index(index)) => &mut values[*index],
            (plain, step) => panic!("{step:?} in {plain:?}"),
        })
    }

    fn entries(&mut self, path: &[Step]) -> &mut BTreeMap<String, Self> {
        let Self::Table(entries) = self.at(path) else { panic!("no table at {path:?}") };
        entries
    }

    fn list(&mut self, path: &[Step]) -> &mut Vec<Self> {
        let Self::List(values) = self.at(path) else { panic!("no list at {path:?}") };
        values
    }

    /// The same without empty tables.
    fn normalized(self) -> Self {
        match self {
            Self::Table(entries) => {
                let entries = entries.into_iter().map(|(key, value)| (key, value.normalized()));
                let is_empty = |value: &Self| *value == Self::Table(BTreeMap::new());
                Self::Table(entries.filter(|(_, value)| !is_empty(value)).collect())
            }
            Self::List(values) => Self::List(values.into_iter().map(Self::normalized).collect()),
            leaf @ Self::Leaf(_) => leaf,
        }
    }
}

/// An entry of a table, or an element of an array, and the way to it.
struct Node<'a> {
    path: Path,
    entry: Option<&'a Entry>,
    value: &'a Value,
}

fn nodes(manifest: &Manifest) -> Vec<Node<'_>> {
    let mut nodes = Vec::new();
    push_table(&manifest.tree.root, &Vec::new(), &mut nodes);
    nodes
}

fn push_table<'a>(table: &'a Table, path: &Path, nodes: &mut Vec<Node<'a>>) {
    for entry in &table.entries {
        push_value(Some(entry), &entry.value, with(path, Step::Key(entry.key.clone())), nodes);
    }
}

fn push_value<'a>(
    entry: Option<&'a Entry>,
    value: &'a Value,
    path: Path,
    nodes: &mut Vec<Node<'a>>,
) {
    match &value.kind {
        ValueKind::Table(table) => push_table(table, &path, nodes),
        ValueKind::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                push_value(None, value, with(&path, Step::Index(index)), nodes);
            }
        }
        _ => {}
    }
    nodes.push(Node { path, entry, value });
}

fn with(path: &Path, step: Step) -> Path {
    path.iter().cloned().chain([step]).collect()
}

/// A manifest before and after an operation.
struct Change<'a> {
    before: &'a Manifest,
    after: Manifest,
    edits: &'a Edits,
    lost: &'a [Span],
    operation: &'a str,
}

impl Change<'_> {
    fn describe(&self) -> String {
        let Self { before, after, edits, operation, .. } = self;
        format!("{operation}:\n{}\n=>\n{}\n{edits:?}", before.text(), after.text())
    }
}

/// Checks what every edit must keep (see [`check_meaning`]), and that what is not edited keeps its
/// text and its comments.
fn check(
    manifest: &Manifest,
    operation: &str,
    edits: &Edits,
    lost: &[Span],
    expect: impl FnOnce(&mut Plain),
) -> Result<(), TestCaseError> {
    check_meaning(manifest, operation, edits, lost, expect)?
        .map_or(Ok(()), |after| check_rest(&after))
}

/// Checks that a text is TOML after edits, that it says what `expect` makes of what it said, and that
/// it has all comments except for those that are lost. Of a broken text only the edits are checked.
fn check_meaning<'a>(
    before: &'a Manifest,
    operation: &'a str,
    edits: &'a Edits,
    lost: &'a [Span],
    expect: impl FnOnce(&mut Plain),
) -> Result<Option<Change<'a>>, TestCaseError> {
    check_edits(before, edits)?;
    if !before.tree.errors.is_empty() {
        return Ok(None);
    }
    let after = Manifest::new(Source::new(edits.apply(before.text())));
    let change = Change { before, after, edits, lost, operation };
    let after = &change.after;
    prop_assert!(after.tree.errors.is_empty(), "no longer TOML after {}", change.describe());

    let mut expected = Plain::of(before);
    expect(&mut expected);
    let said = Plain::of(after);
    prop_assert_eq!(said.normalized(), expected.normalized(), "after {}", change.describe());

    let kept: Vec<Span> =
        before.tree.comments.iter().filter(|one| !lost.contains(one)).copied().collect();
    let (kept, left) = (sorted(before, &kept), sorted(after, &after.tree.comments));
    prop_assert_eq!(left, kept, "after {}", change.describe());

    let has_no_new = space_lines(after) <= space_lines(before);
    prop_assert!(has_no_new, "a line of spaces after {}", change.describe());
    Ok(Some(change))
}

fn sorted<'a>(manifest: &'a Manifest, spans: &[Span]) -> Vec<&'a str> {
    let mut texts: Vec<&str> = spans.iter().map(|span| manifest.source.slice(*span)).collect();
    texts.sort_unstable();
    texts
}

/// Checks that no edit cuts a line end or comes before the byte-order mark.
fn check_edits(manifest: &Manifest, edits: &Edits) -> Result<(), TestCaseError> {
    let text = manifest.text();
    for offset in edits.iter().flat_map(|edit| [edit.span.start, edit.span.end]) {
        let cuts = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
        prop_assert!(!cuts, "a line end of {:?} is cut by {:?}", text, edits);
        prop_assert!(offset >= manifest.source.bom_len(), "the mark is moved by {:?}", edits);
    }
    Ok(())
}

/// How many lines outside strings have spaces and nothing else.
fn space_lines(manifest: &Manifest) -> usize {
    let source = &manifest.source;
    let nodes = nodes(manifest);
    let strings: Vec<Span> =
        nodes.iter().filter_map(|node| Some(node.value.as_string()?.span)).collect();
    let is_in_string = |line: &Span| strings.iter().any(|string| string.contains(*line));
    let lines = (0..source.line_count()).map(|line| source.line_span(line));
    let is_spaces = |line: &Span| !line.is_empty() && source.slice(*line).trim().is_empty();
    lines.filter(|line| is_spaces(line) && !is_in_string(line)).count()
}

/// Checks that each statement and element without an edit inside it is there with its comments.
fn check_rest(change: &Change<'_>) -> Result<(), TestCaseError> {
    let Change { before, after, edits, lost, .. } = change;
    let mut left: Vec<_> = items(after).iter().map(|item| with_comments(after, item)).collect();
    let is_edited = |item: &Item| {
        edits.iter().any(|edit| {
            let is_prefix = edit.span == Span::empty(item.span.start) && edit.text.ends_with('.');
            is_prefix
                || item.comments.iter().any(|comment| lost.contains(&comment))
                || edit.span.start < item.span.end && item.span.start < edit.span.end
        })
    };
    for item in items(before).into_iter().filter(|item| !is_edited(item)) {
        let item = with_comments(before, item);
        let found = left.iter().position(|other| other.iter().any(|other| item.contains(other)));
        prop_assert!(found.is_some(), "{:?} is not the same after {}", item, change.describe());
        left.swap_remove(found.expect("it was just found"));
    }
    Ok(())
}

fn items(manifest: &Manifest) -> Vec<&Item> {
    let layout = manifest.layout();
    let containers = layout.containers().iter();
    layout.statements().iter().chain(containers.flat_map(|one| &one.elements)).collect()
}

/// An item as it is written, with the comments above it and after it.
type Written<'a> = (Vec<&'a str>, &'a str, Option<&'a str>);

/// An item with its own comments, and with those of its line, which are its own once it is alone on
/// that.
fn with_comments<'a>(manifest: &'a Manifest, item: &Item) -> [Written<'a>; 2] {
    let slice = |span: Span| manifest.source.slice(span);
    let written = |first: &Item, last: &Item| {
        let above = first.comments.above.iter().map(|comment| slice(*comment)).collect();
        (above, slice(item.span), last.comments.after.map(slice))
    };
    let beside = manifest.layout().items_beside(&manifest.source, item);
    let of_line = written(beside.first().unwrap_or(item), beside.last().unwrap_or(item));
    [written(item, item), of_line]
}

/// The way to a client's table; nowhere for one whose header is broken.
fn path_of(nodes: &[Node<'_>], client: &Client) -> Path {
    let is_client = |node: &&Node<'_>| {
        node.value.span == client.span && node.value.as_table().is_some() && node.path.len() <= 2
    };
    nodes.iter().find(is_client).map_or_else(Vec::new, |node| node.path.clone())
}

fn split(path: &Path) -> (&[Step], &str) {
    match path.split_last() {
        Some((Step::Key(key), table)) => (table, key),
        _ => panic!("no key at the end of {path:?}"),
    }
}

/// A node whose value is one of the tree, not one made by a header or a dotted key.
fn is_array(node: &Node<'_>) -> bool {
    node.value.is_inline && node.value.as_array().is_some()
}

fn check_elements(manifest: &Manifest) -> Result<(), TestCaseError> {
    let nodes = nodes(manifest);
    let new = || Plain::Leaf("string new".to_owned());
    for Node { path, value, .. } in nodes.iter().filter(|node| is_array(node)) {
        let len = value.as_array().map_or(0, <[Value]>::len);
        for index in 0..len {
            let removal = remove_element(manifest, value, index).expect("the element is there");
            let RemovalEdits { edits, lost_comments } = &removal;
            check(manifest, "remove_element", edits, lost_comments, |plain| {
                plain.list(path).remove(index);
            })?;
        }
        let every_other: Vec<usize> = (0..len).step_by(2).collect();
        if let Some(RemovalEdits { edits, lost_comments }) =
            remove_elements(manifest, value, &every_other)
        {
            check(manifest, "remove_elements", &edits, &lost_comments, |plain| {
                let mut index = 0;
                plain.list(path).retain(|_| {
                    index += 1;
                    index % 2 == 0
                });
            })?;
        }
        for index in 0..=len {
            let Some(edits) = insert_element(manifest, value, index, "'new'") else {
                // After a broken statement, the layout may read the array as something else.
                prop_assert!(!manifest.tree.errors.is_empty(), "it is an array");
                continue;
            };
            check(manifest, "insert_element", &edits, &[], |plain| {
                plain.list(path).insert(index, new());
            })?;
        }
    }
    Ok(())
}

fn check_entries(manifest: &Manifest) -> Result<(), TestCaseError> {
    let nodes = nodes(manifest);
    for Node { path, entry, .. } in &nodes {
        let Some(entry) = entry else { continue };
        let (table, key) = split(path);
        if let Some(RemovalEdits { edits, lost_comments }) = remove_entry(manifest, entry) {
            check(manifest, "remove_entry", &edits, &lost_comments, |plain| {
                plain.entries(table).remove(key);
            })?;
        }
        for name in ["type", "new_name"] {
            let exists = Plain::of(manifest).entries(table).contains_key(name);
            let edits = rename_key(manifest, entry, name);
            let is_broken = !manifest.tree.errors.is_empty();
            prop_assert!(is_broken || edits.is_none() == exists, "{} to {}", key, name);
            let Some(edits) = edits else { continue };
            check(manifest, "rename_key", &edits, &[], |plain| {
                let value = plain.entries(table).remove(key).expect("it is there");
                plain.entries(table).insert(name.to_owned(), value);
            })?;
        }
    }
    for client in &manifest.clients {
        let path = path_of(&nodes, client);
        for key in known_keys().chain(["new_key"]).filter(|key| client.table.get(key).is_none()) {
            let edits = insert_entry(manifest, client, key, "'new'").expect("the TOML is valid");
            check(manifest, "insert_entry", &edits, &[], |plain| {
                let value = Plain::Leaf("string new".to_owned());
                plain.entries(&path).insert(key.to_owned(), value);
            })?;
        }
    }
    Ok(())
}

fn check_moves(manifest: &Manifest) -> Result<(), TestCaseError> {
    let nodes = nodes(manifest);
    for client in &manifest.clients {
        let path = path_of(&nodes, client);
        let metadata = with(&path, Step::Key(METADATA_KEY.to_owned()));
        for node in &nodes {
            let Some(entry) = node.entry else { continue };
            let (table, key) = split(&node.path);
            let is_around = path.starts_with(&node.path) || metadata.starts_with(&node.path);
            let ways: &[_] = match table {
                _ if is_around => &[],
                _ if table == path => &[(Destination::Metadata(client), &metadata)],
                [] => &[
                    (Destination::Client(client), &path),
                    (Destination::Metadata(client), &metadata),
                ],
                _ if table == metadata => &[(Destination::Client(client), &path)],
                _ => &[],
            };
            for (destination, to) in ways {
                for name in [key, "new_name"] {
                    let edits = move_entry(manifest, entry, *destination, name);
                    let Some(edits) = edits else { continue };
                    check(manifest, &format!("move {key} to {to:?}"), &edits, &[], |plain| {
                        let value = plain.entries(table).remove(key).expect("it is there");
                        plain.entries(to).insert(name.to_owned(), value);
                    })?;
                }
            }
        }
    }
    Ok(())
}

fn check_merges(manifest: &Manifest) -> Result<(), TestCaseError> {
    let nodes = nodes(manifest);
    let entries = || nodes.iter().filter_map(|node| Some((node, node.entry?)));
    for (from, from_entry) in entries() {
        for (into, into_entry) in entries().filter(|(into, _)| into.path != from.path) {
            let (from_table, key) = split(&from.path);
            let is_around = into.path.starts_with(&from.path) || from.path.starts_with(&into.path);
            if is_around || into.path.len() != from.path.len() {
                continue;
            }
            let Some(removal) = merge_into_list(manifest, from_entry, into_entry) else { continue };
            let RemovalEdits { edits, lost_comments } = &removal;
            check(manifest, "merge_into_list", edits, lost_comments, |plain| {
                let moved = match plain.entries(from_table).remove(key).expect("it is there") {
                    Plain::List(values) => values,
                    leaf => vec![leaf],
                };
                let list = plain.list(&into.path);
                for value in moved {
                    let is_string =
                        matches!(&value, Plain::Leaf(text) if text.starts_with("string "));
                    if !is_string || !list.contains(&value) {
                        list.push(value);
                    }
                }
            })?;
        }
    }
    Ok(())
}

fn check_strings(manifest: &Manifest) -> Result<(), TestCaseError> {
    let source = &manifest.source;
    for Node { path, value, .. } in &nodes(manifest) {
        if let Some(RemovalEdits { edits, lost_comments }) = list_to_string(manifest, value) {
            check_meaning(manifest, "list_to_string", &edits, &lost_comments, |plain| {
                *plain.at(path) = plain.list(path).remove(0);
            })?;
        }
        let Some(string) = value.as_string() else { continue };
        check_meaning(manifest, "string_to_list", &string_to_list(value), &[], |plain| {
            *plain.at(path) = Plain::List(vec![plain.at(path).clone()]);
        })?;
        let text = &*string.value;
        let middle = source_floor(text, text.len() / 2);
        for new in [
            String::new(),
            text.trim().to_owned(),
            format!("{text}'"),
            format!("\u{200b}\"{text}\\"),
            format!("{}\n{}", &text[..middle], &text[middle..]),
            text[middle..].to_owned(),
            format!(" \t{}", &text[middle..]),
        ] {
            check(
                manifest,
                "replace_string",
                &replace_string(source, string, &new),
                &[],
                |plain| {
                    *plain.at(path) = Plain::Leaf(format!("string {new}"));
                },
            )?;
        }
        let is_separator = |c: char| matches!(c, ',' | '/' | ' ' | '\n');
        let start_of = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
        let parts = text.split(is_separator).filter(|part| !part.is_empty());
        let parts: Vec<&str> = parts.collect();
        if parts.is_empty() {
            continue;
        }
        let ranges: Vec<_> =
            parts.iter().map(|part| start_of(part)..start_of(part) + part.len()).collect();
        let edits = split_string(manifest, string, &ranges);
        check(manifest, "split_string", &edits, &[], |plain| {
            let values = parts.iter().map(|part| Plain::Leaf(format!("string {part}")));
            if let Some((Step::Index(index), list)) = path.split_last() {
                plain.list(list).splice(*index..=*index, values);
            } else {
                *plain.at(path) = Plain::List(values.collect());
            }
        })?;
    }
    Ok(())
}

/// The greatest character boundary of a text that is not after `at`.
fn source_floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn check_comments(manifest: &Manifest) -> Result<(), TestCaseError> {
    for comment in manifest.layout().comments() {
        let edits = remove_comment(manifest, *comment);
        check(manifest, "remove_comment", &edits, &[*comment], |_| {})?;
    }
    for item in items(manifest) {
        let above = || comment_above(&manifest.source, item.span.start, "# new");
        let after = space_after(manifest, item).map(|space| Edit::replace(space, " # new"));
        for edit in item.starts_line.then(above).into_iter().chain(after) {
            check_new_comment(manifest, item, &edit)?;
        }
    }
    Ok(())
}

/// Checks that a new comment changes nothing, and belongs to what it was made for.
fn check_new_comment(manifest: &Manifest, item: &Item, edit: &Edit) -> Result<(), TestCaseError> {
    let edits = Edits::from(edit.clone());
    check_edits(manifest, &edits)?;
    if !manifest.tree.errors.is_empty() {
        return Ok(());
    }
    let after = Manifest::new(Source::new(edits.apply(manifest.text())));
    prop_assert_eq!(Plain::of(&after), Plain::of(manifest), "{:?}", edit);
    let is_new = |comment: &&Span| after.source.slice(**comment) == "# new";
    let comment = after.layout().comments().iter().find(is_new);
    let owner = comment.and_then(|comment| after.layout().owner_of(*comment));
    let owner = owner.map(|owner| after.source.slice(owner.span));
    prop_assert_eq!(owner, Some(manifest.source.slice(item.span)), "{:?}", edit);
    Ok(())
}

mod properties {
    use super::*;

    proptest! {
        #![proptest_config(manifests::config(8))]

        #[test]
        fn elements_are_inserted_and_removed_with_what_is_theirs(text in manifests::toml_manifest()) {
            check_valid(&text, check_elements)?;
        }

        #[test]
        fn entries_are_inserted_removed_and_renamed_with_what_is_theirs(
            text in manifests::toml_manifest(),
        ) {
            check_valid(&text, check_entries)?;
        }

        #[test]
        fn entries_are_moved_with_what_is_theirs(text in manifests::toml_manifest()) {
            check_valid(&text, check_moves)?;
        }

        #[test]
        fn lists_are_merged_with_what_is_theirs(text in manifests::toml_manifest()) {
            check_valid(&text, check_merges)?;
        }

        #[test]
        fn strings_are_changed_to_what_they_should_be(text in manifests::toml_manifest()) {
            check_valid(&text, check_strings)?;
        }

        #[test]
        fn comments_are_removed_and_inserted_beside_what_they_belong_to(
            text in manifests::toml_manifest(),
        ) {
            check_valid(&text, check_comments)?;
        }

        #[test]
        fn broken_manifests_are_edited_without_a_panic(
            whole in manifests::manifest(),
            cut in any::<prop::sample::Index>(),
        ) {
            let cut = source_floor(&whole, cut.index(whole.len() + 1));
            for text in [&whole, &whole[..cut], &whole.replace('\n', "\r")] {
                let manifest = Manifest::new(Source::new(text));
                if !manifest.tree.errors.is_empty() {
                    check_elements(&manifest)?;
                    check_entries(&manifest)?;
                    check_moves(&manifest)?;
                    check_merges(&manifest)?;
                    check_strings(&manifest)?;
                    check_comments(&manifest)?;
                }
            }
        }
    }

    fn check_valid(
        text: &str,
        check: impl Fn(&Manifest) -> Result<(), TestCaseError>,
    ) -> Result<(), TestCaseError> {
        let manifest = Manifest::new(Source::new(text));
        prop_assume!(manifest.tree.errors.is_empty());
        check(&manifest)
    }
}

/// The text after an operation on the first client.
#[track_caller]
fn check_example(before: &str, edit: impl Fn(&Manifest, &Client) -> Option<Edits>, after: &str) {
    let manifest = Manifest::new(Source::new(before));
    let edits = edit(&manifest, &manifest.clients[0]).expect("the operation is possible");
    assert_eq!(edits.apply(before), after);
}

#[test]
fn a_comment_stays_beside_its_url_when_another_is_added() {
    check_example(
        "[client]\njavascript_domains = [\n  \"https://www.zylker.com\", # main\n]\n",
        |manifest, client| {
            let domains = &client.table.get("javascript_domains")?.value;
            append_element(manifest, domains, "\"https://app.zylker.com\"")
        },
        "[client]\njavascript_domains = [\n  \"https://www.zylker.com\", # main\n  \
         \"https://app.zylker.com\",\n]\n",
    );
}

#[test]
fn a_misnamed_key_beside_the_right_one_is_merged_into_it() {
    let merge = |manifest: &Manifest, client: &Client| {
        let get = |key| client.table.get(key);
        let removal = merge_into_list(manifest, get("redirect_uri")?, get("redirect_uris")?)?;
        assert_eq!(removal.lost_comments, []);
        Some(removal.edits)
    };
    check_example(
        "[client]\nredirect_uri = \"https://b.com\"\nredirect_uris = [\"https://a.com\"]\n",
        merge,
        "[client]\nredirect_uris = [\"https://a.com\", \"https://b.com\"]\n",
    );
    check_example(
        "[client]\r\nredirect_uris = [\r\n  'https://a.com', # a\r\n]\r\n# staging\r\n\
         redirect_uri = 'https://b.com' # b\r\n",
        merge,
        "[client]\r\nredirect_uris = [\r\n  'https://a.com', # a\r\n  # staging\r\n  \
         'https://b.com', # b\r\n]\r\n",
    );
}

#[test]
fn the_comment_above_a_removed_duplicate_goes_with_it() {
    let before = "[client]\nredirect_uris = [\n  \"https://a.com\",\n  # again\n  \
                  \"https://a.com\"\n  , # why\n  \"https://b.com\",\n]\n";
    let remove = |manifest: &Manifest, client: &Client| {
        let removal = remove_element(manifest, &client.table.get("redirect_uris")?.value, 1)?;
        let lost: Vec<&str> =
            removal.lost_comments.iter().map(|one| manifest.source.slice(*one)).collect();
        assert_eq!(lost, ["# again"]);
        assert_eq!(removal.clone().into_fix("Remove it").title, "Remove it and its comment");
        Some(removal.edits)
    };
    check_example(
        before,
        remove,
        "[client]\nredirect_uris = [\n  \"https://a.com\",\n  # why\n  \"https://b.com\",\n]\n",
    );
}
