//! Removes elements, entries and comments, each with what belongs to it.

use std::collections::{BTreeMap, HashSet};

use super::{RemovalEdits, line_start, next_line};
use crate::manifest::Manifest;
use crate::syntax::{Container, Entry, Item, Layout, OwnComments, Value, ValueKind};
use crate::text::{Edit, Edits, Source, Span};

/// Removes an element of an array with its comma and its comments.
pub fn remove_element(manifest: &Manifest, array: &Value, index: usize) -> Option<RemovalEdits> {
    remove_elements(manifest, array, &[index])
}

/// Removes several elements of an array.
pub fn remove_elements(
    manifest: &Manifest,
    array: &Value,
    indices: &[usize],
) -> Option<RemovalEdits> {
    let container = manifest.layout().container(array.span)?;
    let last = indices.iter().max()?;
    container.elements.get(*last)?;
    Some(removal(manifest, container_parts(manifest, container, indices)))
}

/// Removes an entry with its comments, from wherever it is written. `None` if its value is a
/// table with headers of its own, or is not valid.
pub fn remove_entry(manifest: &Manifest, entry: &Entry) -> Option<RemovalEdits> {
    remove_entries(manifest, &[entry])
}

/// Removes several entries at once. `None` if one of them cannot be removed.
pub fn remove_entries(manifest: &Manifest, entries: &[&Entry]) -> Option<RemovalEdits> {
    Some(removal(manifest, parts_of_entries(manifest, entries)?))
}

/// Removes a comment, with its line if nothing else is on it.
pub fn remove_comment(manifest: &Manifest, comment: Span) -> Edits {
    removal(manifest, vec![comment]).edits
}

/// Finds what is removed with an entry (see [`removal`]).
pub(super) fn entry_parts(manifest: &Manifest, entry: &Entry) -> Option<Vec<Span>> {
    parts_of_entries(manifest, &[entry])
}

fn parts_of_entries(manifest: &Manifest, entries: &[&Entry]) -> Option<Vec<Span>> {
    let layout = manifest.layout();
    let mut statements: Vec<&Item> = Vec::new();
    let mut containers: BTreeMap<Span, (&Container, Vec<usize>)> = BTreeMap::new();
    for entry in entries {
        let places = layout.places_of(entry.key_span);
        let (first, _) = places.first()?;
        if has_unparsed(&entry.value) || places.iter().any(|(item, _)| item.is_header()) {
            return None;
        }
        let items = places.iter().map(|(item, _)| *item);
        match layout.container_of(first) {
            Some(container) => {
                let (_, indices) =
                    containers.entry(container.span).or_insert((container, Vec::new()));
                indices.extend(items.map(Layout::index_of));
            }
            None => statements.extend(items),
        }
    }
    let removed: HashSet<Span> = statements.iter().map(|item| item.span).collect();
    let of_statements = statements.iter().flat_map(|item| item_parts(manifest, item, &removed));
    let of_containers = containers
        .into_values()
        .flat_map(|(container, indices)| container_parts(manifest, container, &indices));
    Some(of_statements.chain(of_containers).collect())
}

/// Returns `true` if a value, or one inside it, is not valid.
pub(super) fn has_unparsed(value: &Value) -> bool {
    match &value.kind {
        ValueKind::Unparsed => true,
        ValueKind::Table(table) => table.entries.iter().any(|entry| has_unparsed(&entry.value)),
        ValueKind::Array(elements) => elements.iter().any(has_unparsed),
        _ => false,
    }
}

/// An item and the comments around it that go with it.
fn item_parts(manifest: &Manifest, item: &Item, removed: &HashSet<Span>) -> Vec<Span> {
    let comments = comments_around(manifest, item, removed);
    std::iter::once(item.span).chain(comments.above).chain(comments.after).collect()
}

/// Returns the comments that are removed with an item when all items at some spans are removed. A
/// comment on a line describes each item on it, so it stays as long as one of them stays.
pub(super) fn comments_around(
    manifest: &Manifest,
    item: &Item,
    removed: &HashSet<Span>,
) -> OwnComments {
    let own = OwnComments { opening: None, ..item.comments.clone() };
    let beside = || manifest.layout().items_beside(&manifest.source, item);
    if own == OwnComments::default() || beside().iter().all(|one| removed.contains(&one.span)) {
        own
    } else {
        OwnComments::default()
    }
}

/// Finds what is removed with some elements of a container: the elements, their comments, and as
/// many commas. If the container has nothing else, everything between its brackets.
fn container_parts(manifest: &Manifest, container: &Container, indices: &[usize]) -> Vec<Span> {
    let elements = &container.elements;
    let mut indices = indices.to_vec();
    indices.sort_unstable();
    indices.dedup();
    let removed: HashSet<Span> = indices.iter().map(|index| elements[*index].span).collect();
    let parts_of = |index: &usize| item_parts(manifest, &elements[*index], &removed);
    let mut parts: Vec<Span> = indices.iter().flat_map(parts_of).collect();
    let layout = manifest.layout();
    let comments: usize = parts.iter().map(|part| layout.comments_in(*part).len()).sum();
    let leaves_comments = comments < layout.comments_in(container.span).len();
    if indices.len() == elements.len() && !leaves_comments {
        return vec![Span::new(container.span.start + 1, container.span.end - 1)];
    }
    for run in indices.chunk_by(|index, next| index + 1 == *next) {
        parts.extend(commas(&manifest.source, elements, run[0], run[run.len() - 1]));
    }
    parts
}

/// The commas that go with some elements in a row: their own, or, where the last has none or they
/// begin their lines, those before them.
fn commas(source: &Source, elements: &[Item], first: usize, last: usize) -> Vec<Span> {
    let is_on_line = |comma: usize, offset: usize| source.line_of(comma) == source.line_of(offset);
    let before = first.checked_sub(1).and_then(|previous| elements[previous].comma);
    let begins_line = before.is_some_and(|comma| is_on_line(comma, elements[first].span.start));
    let takes_those_before = match elements[last].comma {
        Some(comma) => begins_line && !is_on_line(comma, elements[last].span.end),
        None => before.is_some(),
    };
    let from = if takes_those_before { first - 1..last } else { first..last + 1 };
    let commas = elements[from].iter().filter_map(|element| element.comma);
    commas.map(|comma| Span::new(comma, comma + 1)).collect()
}

/// The edits that remove some parts of a text, which are whole tokens, with the whitespace that is
/// left over: a line on which nothing stays is removed, too.
pub(super) fn removal(manifest: &Manifest, mut parts: Vec<Span>) -> RemovalEdits {
    let source = &manifest.source;
    parts.sort_unstable();
    let mut runs: Vec<Span> = Vec::new();
    for part in parts {
        match runs.last_mut() {
            Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
            Some(last) if is_whitespace_only(source, Span::new(last.end, part.start)) => {
                last.end = part.end;
            }
            _ => runs.push(part),
        }
    }
    let layout = manifest.layout();
    let comments = runs.iter().flat_map(|run| layout.comments_in(*run)).copied();
    let lost_comments = comments.collect();
    let mut removed: Vec<Span> = Vec::new();
    for span in runs.into_iter().map(|run| with_whitespace(source, run)) {
        match removed.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => removed.push(span),
        }
    }
    let edits = removed.into_iter().map(Edit::remove).collect();
    RemovalEdits { edits: Edits::new(edits), lost_comments }
}

/// Extends a part of a text by the whitespace that must not remain in its place.
fn with_whitespace(source: &Source, part: Span) -> Span {
    let (first_line, last_line) = (source.line_of(part.start), source.line_of(part.end));
    let line_start = line_start(source, part.start);
    let line_end = source.line_span(last_line).end;
    let before = source.slice(Span::new(line_start, part.start));
    let after = source.slice(Span::new(part.end, line_end));
    let start = line_start + before.trim_end_matches(WHITESPACE).len();
    let end = line_end - after.trim_start_matches(WHITESPACE).len();
    match (start == line_start, end == line_end) {
        (true, true) => whole_lines(source, line_start, first_line, last_line),
        (false, true) => Span::new(start, end),
        (false, false) if source.text()[end..].starts_with([']', '}', '#']) => {
            Span::new(start, part.end)
        }
        // The indentation, or the space after the previous token, stays for the text that follows.
        (_, false) => Span::new(part.start, end),
    }
}

/// Extends whole lines by one of the empty lines around them, if there are some on both sides.
fn whole_lines(source: &Source, start: usize, first: usize, last: usize) -> Span {
    let is_empty = |line: usize| is_whitespace_only(source, source.line_span(line));
    let end = next_line(source, source.line_span(last).end);
    let is_end = end == source.text().len();
    if first > 0 && is_empty(first - 1) && (is_end || is_empty(last + 1)) {
        return Span::new(source.line_span(first - 1).start, end);
    }
    let takes_next = first == 0 && !is_end && is_empty(last + 1);
    Span::new(start, if takes_next { next_line(source, end) } else { end })
}

const WHITESPACE: [char; 2] = [' ', '\t'];

fn is_whitespace_only(source: &Source, span: Span) -> bool {
    source.slice(span).trim_start_matches([' ', '\t', '\r', '\n']).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the text after the removal of the element or entry that is written `x`, and which
    /// comments are lost; with `\r\n` too.
    #[track_caller]
    fn check(before: &str, after: &str, lost: &[&str]) {
        for (before, after) in [
            (before.to_owned(), after.to_owned()),
            (before.replace('\n', "\r\n"), after.replace('\n', "\r\n")),
        ] {
            let manifest = Manifest::new(Source::new(before.as_str()));
            assert_eq!(manifest.tree.errors, [], "{before}");
            let removal = remove_x(&manifest).expect("there is an `x`");
            assert_eq!(removal.edits.apply(&before), after, "{before}");
            let comments = removal.lost_comments.iter();
            let comments: Vec<&str> =
                comments.map(|comment| manifest.source.slice(*comment)).collect();
            assert_eq!(comments, lost, "{before}");
        }
    }

    fn remove_x(manifest: &Manifest) -> Option<RemovalEdits> {
        let root = &manifest.tree.root;
        if let Some(entry) = find_entry(root, "x") {
            return remove_entry(manifest, entry);
        }
        let array = &root.entries[0].value;
        let is_x = |value: &Value| value.as_string().is_some_and(|string| &*string.value == "x");
        let indices = array.as_array()?.iter().enumerate().filter(|(_, value)| is_x(value));
        let indices: Vec<usize> = indices.map(|(index, _)| index).collect();
        remove_elements(manifest, array, &indices)
    }

    fn find_entry<'a>(table: &'a crate::syntax::Table, key: &str) -> Option<&'a Entry> {
        table.entries.iter().find_map(|entry| {
            let inner = entry.value.as_table().and_then(|table| find_entry(table, key));
            inner.or((entry.key == key).then_some(entry))
        })
    }

    #[test]
    fn an_element_takes_one_comma_and_the_space_beside_it() {
        for (before, after) in [
            ("a = ['x']", "a = []"),
            ("a = [ 'x' ]", "a = []"),
            ("a = ['x',]", "a = []"),
            ("a = ['x', 1]", "a = [1]"),
            ("a = [ 'x', 1 ]", "a = [ 1 ]"),
            ("a = [1, 'x']", "a = [1]"),
            ("a = [ 1, 'x' ]", "a = [ 1 ]"),
            ("a = [1, 'x',]", "a = [1,]"),
            ("a = [1, 'x', 2]", "a = [1, 2]"),
            ("a = [1 , 'x' , 2]", "a = [1 , 2]"),
            ("a = [1,'x',2]", "a = [1,2]"),
            ("a = ['x', 'x', 1, 'x', 'x', 2, 'x', 'x']", "a = [1, 2]"),
            ("a = ['x', 'x']", "a = []"),
        ] {
            check(before, after, &[]);
        }
    }

    #[test]
    fn an_element_on_lines_of_its_own_takes_them_and_its_comments_along() {
        check("a = [\n  1,\n  'x', # x\n  2\n]", "a = [\n  1,\n  2\n]", &["# x"]);
        check(
            "a = [\n  1,\n  # x\n  'x',\n  # 2\n  2,\n]",
            "a = [\n  1,\n  # 2\n  2,\n]",
            &["# x"],
        );
        check("a = [\n  1, # 1\n  'x', # x\n]", "a = [\n  1, # 1\n]", &["# x"]);
        check("a = [\n  'x',\n  # rest\n]", "a = [\n  # rest\n]", &[]);
        check("a = [ # a\n  'x',\n]", "a = [ # a\n]", &[]);
        check("a = [\n  'x',\n]", "a = []", &[]);
    }

    #[test]
    fn a_list_without_a_comma_at_its_end_gets_none() {
        check("a = [\n  1,\n  'x'\n]", "a = [\n  1\n]", &[]);
        check("a = [\n  1, # 1\n  'x' # x\n]", "a = [\n  1 # 1\n]", &["# x"]);
        check("a = [1, # 1\n  'x']", "a = [1 # 1\n  ]", &[]);
        check("a = [ 1,\n  'x' ]", "a = [ 1 ]", &[]);
    }

    #[test]
    fn a_comma_at_the_start_of_a_line_goes_with_its_line() {
        check("a = [\n    1 # 1\n  , 'x' # x\n  , 2\n]", "a = [\n    1 # 1\n  , 2\n]", &["# x"]);
        check("a = [\n    1\n  # x\n  , 'x'\n]", "a = [\n    1\n]", &["# x"]);
        check("a = [\n    'x'\n  , 1\n  , 2\n]", "a = [\n    1\n  , 2\n]", &[]);
        check("a = [\n    'x' # x\n  , 1\n]", "a = [\n    1\n]", &["# x"]);
        check("a = [\n  1, # 1\n  'x' # x\n  , 2]", "a = [\n  1, # 1\n  2]", &["# x"]);
    }

    #[test]
    fn of_several_elements_on_a_line_only_one_goes() {
        check("a = [\n  1, 'x',\n  2, 3,\n]", "a = [\n  1,\n  2, 3,\n]", &[]);
        check("a = ['x',\n  2]", "a = [\n  2]", &[]);
    }

    #[test]
    fn a_comment_on_a_line_of_several_elements_goes_with_the_last_of_them() {
        check("a = [\n  # 1\n  1, 'x', # x\n  2,\n]", "a = [\n  # 1\n  1, # x\n  2,\n]", &[]);
        check("a = [\n  # x\n  'x', 1, # 1\n]", "a = [\n  # x\n  1, # 1\n]", &[]);
        check("a = [\n  # x\n  'x', 'x', # x\n  1,\n]", "a = [\n  1,\n]", &["# x", "# x"]);
        check("a = {\n  # b\n  x = 1, b = 2, # c\n}", "a = {\n  # b\n  b = 2, # c\n}", &[]);
        check(
            "a = {\n  # x\n  x.b = 1, x.c = 2, # x\n  d = 3,\n}",
            "a = {\n  d = 3,\n}",
            &["# x", "# x"],
        );
    }

    #[test]
    fn an_entry_takes_its_lines_and_its_comments_along() {
        check("a = 1 # a\n# x\nx = 2 # x\nb = 3", "a = 1 # a\nb = 3", &["# x", "# x"]);
        check("a = 1\n# not x\n\nx = 2", "a = 1\n# not x\n", &[]);
        check("x = [ # 1\n  1, # 2\n  # 3\n] # 4\n", "", &["# 1", "# 2", "# 3", "# 4"]);
        check("\u{feff}x = 1\na = 1", "\u{feff}a = 1", &[]);
        check("[client]\n  x = '''\n\n''' # x\n  a = 1\n", "[client]\n  a = 1\n", &["# x"]);
        check("client.x = 1\nclient.a = 1", "client.a = 1", &[]);
    }

    #[test]
    fn an_entry_written_in_several_places_is_removed_from_all() {
        check("[client]\nx.a = 1\nb = 1\n# c\nx.c = 1\n", "[client]\nb = 1\n", &["# c"]);
        check("a = { x.b = 1, c = 2, x.d = 3 }", "a = { c = 2 }", &[]);
    }

    #[test]
    fn an_entry_of_an_inline_table_takes_one_comma() {
        check("a = { x = 1 }", "a = {}", &[]);
        check("a = { x = 1, b = 2 }", "a = { b = 2 }", &[]);
        check("a = { b = 1, x = 2 }", "a = { b = 1 }", &[]);
        check("a = {b = 1, x = 2, c = 3}", "a = {b = 1, c = 3}", &[]);
        check("a = {\n  b = 1,\n  x = 2, # x\n}", "a = {\n  b = 1,\n}", &["# x"]);
    }

    #[test]
    fn of_the_empty_lines_on_both_sides_one_goes() {
        check("a = 1\n\nx = 2\n\nb = 3\n", "a = 1\n\nb = 3\n", &[]);
        check("a = 1\n\nx = 2\nb = 3\n", "a = 1\n\nb = 3\n", &[]);
        check("a = 1\n\nx = 2\n", "a = 1\n", &[]);
        check("x = 2\n\na = 1\n", "a = 1\n", &[]);
        check("# a\n\nx = 2\n\n# b\nb = 3\n", "# a\n\n# b\nb = 3\n", &[]);
    }

    #[test]
    fn a_table_with_headers_and_a_broken_entry_stay() {
        let remove = |text: &str| remove_x(&Manifest::new(Source::new(text)));
        assert_eq!(remove("[x]\na = 1"), None);
        assert_eq!(remove("x.a = 1\n[x.b]"), None);
        assert_eq!(remove("x = \na = 1"), None);
        assert_eq!(remove("x.y{z#\na"), None);
    }

    #[test]
    fn a_comment_goes_with_its_line_or_the_space_before_it() {
        let without = |text: &str| {
            let manifest = Manifest::new(Source::new(text));
            remove_comment(&manifest, manifest.tree.comments[0]).apply(text)
        };
        assert_eq!(without("a = 1  # x\r\nb = 2"), "a = 1\r\nb = 2");
        assert_eq!(without("a = 1\r\n  # x\r\nb = 2"), "a = 1\r\nb = 2");
        assert_eq!(without("\u{feff}# x\n\na = 1"), "\u{feff}a = 1");
        assert_eq!(without("a = [1, # x\n]"), "a = [1,\n]");
    }
}
