//! Inserts elements, entries and comments where a person would, in the existing layout.

use super::{line_start, next_line};
use crate::console::{TYPE_KEY, known_keys};
use crate::manifest::{Client, ClientLayout, Manifest};
use crate::syntax::{Container, Entry, Item, Layout, Value, ValueKind};
use crate::text::{Edit, Edits, Source, Span};

/// One level of indentation, if the text has none to copy.
const INDENT: &str = "    ";

/// Inserts an element, given as TOML, at the end of an array.
pub fn append_element(manifest: &Manifest, array: &Value, element: &str) -> Option<Edits> {
    let container = manifest.layout().container(array.span)?;
    Some(append_items(manifest, container, &[NewItem::from(element)]))
}

/// Inserts an element, given as TOML, before the one at an index.
pub fn insert_element(
    manifest: &Manifest,
    array: &Value,
    index: usize,
    element: &str,
) -> Option<Edits> {
    let container = manifest.layout().container(array.span)?;
    let items = [NewItem::from(element)];
    Some(match index.checked_sub(1) {
        _ if index >= container.elements.len() => append_items(manifest, container, &items),
        Some(previous) => insert_after(manifest, container, previous, &items),
        None => insert_first(&manifest.source, &container.elements, element),
    })
}

/// Inserts a key and its value, as TOML, into a client: where a person would look for it, in the
/// layout that the client has. `None` if that needs a header which a broken statement would read.
pub fn insert_entry(manifest: &Manifest, client: &Client, key: &str, value: &str) -> Option<Edits> {
    let entry = NewEntry { key: key.to_owned(), value, comments: NewComments::default() };
    Some(write_entries(manifest, &client_slot(manifest, client, key)?, &[entry]))
}

/// Inserts a comment on a line of its own above the line of a byte offset.
pub fn comment_above(source: &Source, offset: usize, comment: &str) -> Edit {
    let indent = source.indent_of(offset);
    let newline = source.line_ending_at(offset);
    Edit::insert(line_start(source, offset), format!("{indent}{comment}{newline}"))
}

/// The whitespace at the end of an item's last line, instead of which a comment can be written.
/// `None` if that has a comment or another item.
pub fn space_after(manifest: &Manifest, item: &Item) -> Option<Span> {
    let source = &manifest.source;
    let line = source.line_span(source.line_of(item.span.end));
    let comma = item.comma.filter(|comma| *comma < line.end);
    let rest = Span::new(comma.map_or(item.span.end, |comma| comma + 1), line.end);
    source.slice(rest).trim().is_empty().then_some(rest)
}

/// An element or an entry that is inserted, as TOML.
pub(super) struct NewItem<'a> {
    pub text: String,
    pub comments: NewComments<'a>,
}

/// The comments that are inserted with an item.
#[derive(Clone, Default)]
pub(super) struct NewComments<'a> {
    /// Those above it, one per line.
    pub above: Vec<&'a str>,
    /// The one at the end of its line, with the whitespace before it.
    pub after: &'a str,
}

impl NewComments<'_> {
    fn is_empty(&self) -> bool {
        self.above.is_empty() && self.after.is_empty()
    }
}

impl From<&str> for NewItem<'_> {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), comments: NewComments::default() }
    }
}

/// Inserts items after the last of a container. One that is on one line gets lines where comments
/// come with the items.
pub(super) fn append_items(
    manifest: &Manifest,
    container: &Container,
    items: &[NewItem<'_>],
) -> Edits {
    let Some(last) = container.elements.len().checked_sub(1) else {
        return fill_container(manifest, container, items).into();
    };
    let has_comments = items.iter().any(|item| !item.comments.is_empty());
    if has_comments && is_on_one_line(manifest, container) {
        return split_lines(manifest, container, items);
    }
    insert_after(manifest, container, last, items)
}

/// Returns `true` if no line ends between the brackets and the elements.
fn is_on_one_line(manifest: &Manifest, container: &Container) -> bool {
    let source = &manifest.source;
    let starts = container.elements.iter().map(|element| element.span.start);
    let ends = container.elements.iter().map(|element| element.span.end);
    let gaps_start = std::iter::once(container.span.start).chain(ends);
    let mut gaps = gaps_start.zip(starts.chain([container.span.end - 1]));
    gaps.all(|(start, end)| source.line_of(start) == source.line_of(end))
}

/// Fills a container that has no elements.
fn fill_container(manifest: &Manifest, container: &Container, items: &[NewItem<'_>]) -> Edit {
    let source = &manifest.source;
    let inside = Span::new(container.span.start + 1, container.span.end - 1);
    let newline = source.line_ending_at(container.span.start);
    let base = base_indent(manifest, container);
    let lines = |indent: &str| -> String {
        let lines = items.iter().map(|item| item_lines(item, indent, indent, ",", newline));
        lines.map(|lines| lines + newline).collect()
    };
    if !is_on_one_line(manifest, container) {
        let own_line =
            |comment: &&Span| source.line_of(comment.start) > source.line_of(inside.start);
        let comment = manifest.layout().comments_in(inside).iter().rfind(own_line);
        let indent = comment.map(|comment| source.indent_of(comment.start).to_owned());
        let indent = indent.unwrap_or_else(|| format!("{base}{INDENT}"));
        return Edit::insert(line_start(source, inside.end), lines(&indent));
    }
    if items.iter().any(|item| !item.comments.is_empty()) {
        let lines = lines(&format!("{base}{INDENT}"));
        return Edit::replace(inside, format!("{newline}{lines}{base}"));
    }
    let texts: Vec<&str> = items.iter().map(|item| item.text.as_str()).collect();
    let space = if is_inline_table(source, container) { " " } else { "" };
    Edit::replace(inside, format!("{space}{}{space}", texts.join(", ")))
}

fn is_inline_table(source: &Source, container: &Container) -> bool {
    source.slice(container.span).starts_with('{')
}

/// Returns the indentation of the line with a container's bracket.
pub(super) fn base_indent<'a>(manifest: &'a Manifest, container: &Container) -> &'a str {
    let layout = manifest.layout();
    let mut item = layout.owner(container);
    while let Some(parent) = layout.parent(item).filter(|_| !item.starts_line) {
        item = parent;
    }
    manifest.source.indent_of(item.span.start)
}

/// Returns the lines of an item, the last one without its line end.
fn item_lines(
    item: &NewItem<'_>,
    indent: &str,
    prefix: &str,
    comma: &str,
    newline: &str,
) -> String {
    let NewItem { text, comments } = item;
    let above = comments.above.iter().map(|comment| format!("{indent}{comment}{newline}"));
    above.collect::<String>() + &format!("{prefix}{text}{comma}{}", comments.after)
}

/// Puts each element of a container on a line of its own, with more of them after the last.
fn split_lines(manifest: &Manifest, container: &Container, items: &[NewItem<'_>]) -> Edits {
    let newline = manifest.source.line_ending_at(container.span.start);
    let base = base_indent(manifest, container);
    let indent = format!("{base}{INDENT}");
    let mut edits = Vec::new();
    let mut gap = container.span.start + 1;
    for element in &container.elements {
        let span = Span::new(gap, element.span.start);
        edits.push(Edit::replace(span, format!("{newline}{indent}")));
        gap = element.comma.map_or(element.span.end, |comma| comma + 1);
        if element.comma.is_none() {
            edits.push(Edit::insert(gap, ","));
        }
    }
    let lines = items.iter().map(|item| item_lines(item, &indent, &indent, ",", newline));
    let lines: String = lines.map(|lines| format!("{newline}{lines}")).collect();
    let span = Span::new(gap, container.span.end - 1);
    edits.push(Edit::replace(span, format!("{lines}{newline}{base}")));
    Edits::new(edits)
}

/// Inserts items after an element: on lines of their own where the elements there are, or where a
/// comment would otherwise change hands.
fn insert_after(
    manifest: &Manifest,
    container: &Container,
    index: usize,
    items: &[NewItem<'_>],
) -> Edits {
    let source = &manifest.source;
    let elements = &container.elements;
    let element = &elements[index];
    let prefix = comma_first_prefix(source, elements, index);
    let comma = element.comma.filter(|_| prefix.is_none());
    let anchor = comma.map_or(element.span.end, |comma| comma + 1);
    let line_end = source.line_span(source.line_of(anchor)).end;
    let rest = source.slice(Span::new(anchor, line_end)).trim();
    let mut edits = Vec::new();
    if comma.is_none() && prefix.is_none() {
        edits.push(Edit::insert(element.span.end, ","));
    }
    let has_comments = items.iter().any(|item| !item.comments.is_empty());
    let comma_after = |at: usize| {
        if comma.is_some() || prefix.is_none() && at + 1 < items.len() { "," } else { "" }
    };
    let wants_lines = prefix.is_some() || has_lines(elements, index) || rest.starts_with('#');
    if !wants_lines && !has_comments {
        let texts = items.iter().enumerate();
        let texts = texts.map(|(at, item)| format!(" {}{}", item.text, comma_after(at)));
        edits.push(Edit::insert(anchor, texts.collect::<String>()));
        return Edits::new(edits);
    }
    let newline = source.line_ending_at(element.span.start);
    let indent = if element.starts_line {
        source.indent_of(element.span.start).to_owned()
    } else {
        format!("{}{INDENT}", base_indent(manifest, container))
    };
    let prefix = prefix.unwrap_or(&indent);
    let lines = items.iter().enumerate().map(|(at, item)| {
        newline.to_owned() + &item_lines(item, &indent, prefix, comma_after(at), newline)
    });
    let mut lines: String = lines.collect();
    let is_free = rest.is_empty() || rest.starts_with('#');
    if !is_free && items.last().is_some_and(|item| !item.comments.after.is_empty()) {
        lines.extend([newline, base_indent(manifest, container)]);
    }
    edits.push(Edit::insert(if is_free { line_end } else { anchor }, lines));
    Edits::new(edits)
}

/// Returns the text between an element and one that is inserted after it: the comma, before or
/// after a line break.
pub(super) fn separator_at(manifest: &Manifest, container: &Container, index: usize) -> String {
    let source = &manifest.source;
    let elements = &container.elements;
    let element = &elements[index];
    let newline = source.line_ending_at(element.span.start);
    match comma_first_prefix(source, elements, index) {
        Some(prefix) => format!("{newline}{prefix}"),
        None if has_lines(elements, index) => {
            format!(",{newline}{}", source.indent_of(element.span.start))
        }
        None => ", ".to_owned(),
    }
}

/// Returns `true` if an element and those next to it are on separate lines.
fn has_lines(elements: &[Item], index: usize) -> bool {
    let neighbors = index.saturating_sub(1)..(index + 2).min(elements.len());
    elements[neighbors].iter().all(|element| element.starts_line)
}

/// What is before an element on its line, where the elements beside a place begin their lines with
/// the comma of the one before; `None` if the comma after the place does not.
fn comma_first_prefix<'a>(source: &'a Source, elements: &[Item], index: usize) -> Option<&'a str> {
    let is_on_line = |comma: usize, offset| source.line_of(comma) == source.line_of(offset);
    if elements[index].comma.is_some_and(|comma| is_on_line(comma, elements[index].span.end)) {
        return None;
    }
    let prefix = |at: usize| {
        let element = elements.get(at).filter(|element| element.starts_line)?;
        let comma = elements[at.checked_sub(1)?].comma?;
        let line = line_start(source, element.span.start);
        let prefix = source.slice(Span::new(line, element.span.start));
        is_on_line(comma, element.span.start).then_some(prefix)
    };
    prefix(index).or_else(|| prefix(index + 1))
}

/// Inserts an element before the first one.
fn insert_first(source: &Source, elements: &[Item], text: &str) -> Edits {
    let first = &elements[0];
    let has_line = elements.get(1).is_none_or(|second| second.starts_line);
    if !first.starts_line || !has_line && first.comments.above.is_empty() {
        return Edit::insert(first.span.start, format!("{text}, ")).into();
    }
    let indent = source.indent_of(first.span.start);
    let newline = source.line_ending_at(first.span.start);
    let start = start_of_lines(source, first);
    match comma_first_prefix(source, elements, 0) {
        Some(prefix) => {
            let line = line_start(source, first.span.start);
            Edits::from([
                Edit::insert(start, format!("{indent}{text}{newline}")),
                Edit::replace(Span::new(line, first.span.start), prefix),
            ])
        }
        None => Edit::insert(start, format!("{indent}{text},{newline}")).into(),
    }
}

/// Returns the start of an item's first line, including the comments above it.
fn start_of_lines(source: &Source, item: &Item) -> usize {
    let first = item.comments.above.first().unwrap_or(&item.span);
    line_start(source, first.start)
}

/// A key and its value that are inserted, as TOML.
pub(super) struct NewEntry<'a> {
    pub key: String,
    pub value: &'a str,
    pub comments: NewComments<'a>,
}

/// A place for keys.
pub(super) enum Slot<'a> {
    Lines(LineSlot<'a>),
    Braces {
        container: &'a Container,
        /// The text before each key, as in [`LineSlot`].
        prefix: String,
    },
}

impl Slot<'_> {
    /// The same place, for keys of a table in it that is written as a part of them.
    pub(super) fn with_prefix(mut self, table: &str) -> Self {
        let (Slot::Lines(LineSlot { prefix, .. }) | Slot::Braces { prefix, .. }) = &mut self;
        prefix.extend([table, "."]);
        self
    }
}

/// A place for keys on lines of their own.
pub(super) struct LineSlot<'a> {
    /// Where the lines begin: at the start of a line or at the end of the text.
    pub offset: usize,
    pub indent: &'a str,
    /// The lines to insert before the keys.
    pub before: String,
    /// The text before each key, such as `client.`.
    pub prefix: String,
    /// The nearest key of the same table, whose style is copied.
    pub model: Option<&'a Item>,
    /// The lines to insert after the keys.
    pub after: String,
}

impl<'a> LineSlot<'a> {
    /// Returns the place below a statement.
    pub(super) fn below(manifest: &'a Manifest, statement: &'a Item) -> Self {
        let source = &manifest.source;
        let first = || manifest.layout().section(Some(statement)).first();
        let model = if statement.is_header() { first() } else { Some(statement) };
        Self {
            offset: next_line(source, statement.span.end),
            indent: source.indent_of(model.unwrap_or(statement).span.start),
            before: String::new(),
            prefix: String::new(),
            model,
            after: String::new(),
        }
    }

    /// Returns the place above a statement and its comments.
    pub(super) fn above(manifest: &'a Manifest, statement: &'a Item) -> Self {
        Self {
            offset: start_of_lines(&manifest.source, statement),
            indent: manifest.source.indent_of(statement.span.start),
            model: None,
            ..Self::below(manifest, statement)
        }
    }
}

/// Finds the place of a client's key: after the keys that come before it in the order of a
/// manifest.
pub(super) fn client_slot<'a>(
    manifest: &'a Manifest,
    client: &Client,
    key: &str,
) -> Option<Slot<'a>> {
    let source = &manifest.source;
    let layout = manifest.layout();
    let newline = source.line_ending_at(client.span.start);
    let statement = layout.statement_at(client.span.start);
    Some(Slot::Lines(match (client.layout, statement) {
        (ClientLayout::Inline(braces), _) if layout.container(braces).is_some() => {
            let container = layout.container(braces).expect("it was just found");
            return Some(Slot::Braces { container, prefix: String::new() });
        }
        (ClientLayout::SubtablesOnly(name), Some(first)) => {
            let before = &layout.statements()[..Layout::index_of(first)];
            if !allows_header_below(manifest, before) {
                return None;
            }
            let slot = LineSlot::above(manifest, first);
            let before = format!("{}[{}]{newline}", slot.indent, source.slice(name));
            LineSlot { before, after: newline.to_owned(), ..slot }
        }
        (ClientLayout::Dotted, Some(statement)) => {
            let siblings = layout.section(None);
            let before = preceding_statement(layout, client, siblings, key);
            let last = || client.table.entries.iter().rfind(|entry| has_own_lines(entry));
            let last = || statement_of(layout, siblings, last()?);
            let prefix = |one: &Item| {
                let name = source.slice(Span::new(one.key[0].span.start, one.key[1].span.start));
                name.to_owned()
            };
            match before.or_else(last).filter(|one| one.key.len() > 1) {
                Some(one) => LineSlot { prefix: prefix(one), ..LineSlot::below(manifest, one) },
                None => LineSlot {
                    prefix: "client.".to_owned(),
                    ..LineSlot::above(manifest, statement)
                },
            }
        }
        (_, Some(header)) => {
            let siblings = layout.section(Some(header));
            let before = preceding_statement(layout, client, siblings, key);
            LineSlot::below(manifest, before.unwrap_or(header))
        }
        (_, None) => unreachable!("a client is written in a statement"),
    }))
}

/// Whether a header below statements is one: a broken statement can read it as a part of its value.
/// The last statement may be what moves there.
pub(super) fn allows_header_below(manifest: &Manifest, statements: &[Item]) -> bool {
    let is_broken = |item: &Item| {
        let errors = &manifest.tree.errors;
        let next = errors.partition_point(|error| error.span.end <= item.span.start);
        errors.get(next).is_some_and(|error| error.span.start < item.span.end)
    };
    !statements.iter().rev().take(2).any(is_broken)
}

/// The last statement of a client that comes before `key` in the order of a manifest; `None` for
/// the first key of all.
fn preceding_statement<'a>(
    layout: &'a Layout,
    client: &Client,
    siblings: &'a [Item],
    key: &str,
) -> Option<&'a Item> {
    let order: Vec<&str> = known_keys().take_while(|known| *known != key).collect();
    let comes_before =
        |entry: &&Entry| order.contains(&entry.key.as_str()) || entry.key == TYPE_KEY;
    let entries = client.table.entries.iter().map(|entry| &**entry);
    let known = entries.filter(|entry| has_own_lines(entry)).filter(comes_before);
    let statements = known.filter_map(|entry| statement_of(layout, siblings, entry));
    statements.max_by_key(|statement| statement.span).filter(|_| key != TYPE_KEY)
}

/// Returns `true` if an entry is on separate, valid lines, so that another one can follow it.
fn has_own_lines(entry: &Entry) -> bool {
    entry.value.is_inline && !matches!(entry.value.kind, ValueKind::Unparsed)
}

/// Returns the statement of an entry, if it is one of these.
fn statement_of<'a>(layout: &Layout, siblings: &'a [Item], entry: &Entry) -> Option<&'a Item> {
    let (statement, _) = layout.key_at(entry.key_span)?;
    let index = siblings.binary_search_by_key(&statement.span, |sibling| sibling.span).ok()?;
    Some(&siblings[index])
}

/// Writes entries into a place. Comments that have no place between braces go above the statement.
pub(super) fn write_entries(
    manifest: &Manifest,
    slot: &Slot<'_>,
    entries: &[NewEntry<'_>],
) -> Edits {
    match slot {
        Slot::Lines(slot) => write_lines(manifest, slot, entries).into(),
        Slot::Braces { container, prefix } => {
            write_between_braces(manifest, container, prefix, entries)
        }
    }
}

fn write_lines(manifest: &Manifest, slot: &LineSlot<'_>, entries: &[NewEntry<'_>]) -> Edit {
    let source = &manifest.source;
    let newline = source.line_ending_at(slot.offset.saturating_sub(1));
    let indent = slot.indent;
    let mut lines = slot.before.clone();
    for NewEntry { key, value, comments } in entries {
        lines.extend(comments.above.iter().map(|comment| format!("{indent}{comment}{newline}")));
        let key = format!("{}{key}", slot.prefix);
        let equals = equals_like(manifest, slot.model, &key);
        lines.extend([indent, &key, &equals, value, comments.after, newline]);
    }
    lines += &slot.after;
    if slot.offset == source.text().len() && !source.text().ends_with('\n') {
        lines = format!("{newline}{}", &lines[..lines.len() - newline.len()]);
    }
    Edit::insert(slot.offset, lines)
}

/// Returns the `=` of a new key with the whitespace around it, as at the key whose style is copied,
/// and aligned if that is.
fn equals_like(manifest: &Manifest, model: Option<&Item>, key: &str) -> String {
    let padding = model.and_then(|model| Some((model, padding(&manifest.source, model)?)));
    let Some((model, (before, after))) = padding else { return " = ".to_owned() };
    let before = match aligned_column(manifest, model) {
        Some(column) => " ".repeat(column.saturating_sub(key.chars().count()).max(1)),
        None => before.to_owned(),
    };
    format!("{before}={}", if after.is_empty() { "" } else { " " })
}

/// The column of a statement's `=`, in characters from its key, where it is aligned: there is more
/// than a space before it, or before one in the same column on the statement above or below.
pub(super) fn aligned_column(manifest: &Manifest, statement: &Item) -> Option<usize> {
    let source = &manifest.source;
    let layout = manifest.layout();
    if layout.container_of(statement).is_some() {
        return None;
    }
    let column = |one: &Item| {
        let equals = one.equals?;
        Some(source.slice(Span::new(one.span.start, equals)).chars().count())
    };
    let is_padded = |one: &Item| padding(source, one).is_some_and(|(before, _)| before.len() > 1);
    let statements = layout.statements();
    let index = Layout::index_of(statement);
    let neighbors = index.saturating_sub(1)..(index + 2).min(statements.len());
    let mut neighbors = statements[neighbors].iter();
    let is_aligned = neighbors.any(|one| is_padded(one) && column(one) == column(statement));
    column(statement).filter(|_| is_aligned)
}

/// Returns the whitespace before and after the `=` of an item; `None` if there is anything else.
pub(super) fn padding<'a>(source: &'a Source, item: &Item) -> Option<(&'a str, &'a str)> {
    let (equals, value) = (item.equals?, item.value?);
    let before = source.slice(Span::new(item.key.last()?.span.end, equals));
    let after = source.slice(Span::new(equals + 1, value.start));
    (before.trim().is_empty() && after.trim().is_empty()).then_some((before, after))
}

fn write_between_braces(
    manifest: &Manifest,
    container: &Container,
    prefix: &str,
    entries: &[NewEntry<'_>],
) -> Edits {
    let has_lines = !is_on_one_line(manifest, container);
    let mut comments = Vec::new();
    let items: Vec<NewItem<'_>> = entries
        .iter()
        .map(|entry| {
            let own = entry.comments.clone();
            let text = format!("{prefix}{} = {}", entry.key, entry.value);
            if has_lines {
                return NewItem { text, comments: own };
            }
            comments.extend(own.above);
            comments.extend(Some(own.after.trim_start()).filter(|after| !after.is_empty()));
            NewItem { text, comments: NewComments::default() }
        })
        .collect();
    let mut edits: Vec<Edit> = append_items(manifest, container, &items).iter().cloned().collect();
    if let Some(statement) = manifest.layout().statement_at(container.span.start) {
        let start = statement.span.start;
        edits.extend(comments.iter().map(|one| comment_above(&manifest.source, start, one)));
    }
    Edits::new(edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the text after an operation, and that it does the same with `\r\n`.
    #[track_caller]
    fn check(before: &str, edit: impl Fn(&Manifest) -> Edits, after: &str) {
        for (before, after) in [
            (before.to_owned(), after.to_owned()),
            (before.replace('\n', "\r\n"), after.replace('\n', "\r\n")),
        ] {
            let manifest = Manifest::new(Source::new(before.as_str()));
            assert_eq!(manifest.tree.errors, [], "{before}");
            assert_eq!(edit(&manifest).apply(&before), after, "{before}");
        }
    }

    #[track_caller]
    fn check_append(before: &str, after: &str) {
        check(before, |manifest| append_element(manifest, array(manifest), "'x'").unwrap(), after);
    }

    #[track_caller]
    fn check_insert(index: usize, before: &str, after: &str) {
        let insert =
            |manifest: &Manifest| insert_element(manifest, array(manifest), index, "'x'").unwrap();
        check(before, insert, after);
    }

    fn array(manifest: &Manifest) -> &Value {
        &manifest.tree.root.entries[0].value
    }

    #[test]
    fn an_element_is_appended_on_the_line_of_the_others() {
        check_append("a = []", "a = ['x']");
        check_append("a = [ ]", "a = ['x']");
        check_append("a = [1]", "a = [1, 'x']");
        check_append("a = [ 1 ]", "a = [ 1, 'x' ]");
        check_append("a = [1, ]", "a = [1, 'x', ]");
        check_append("a = [\n  1, 2,\n  3, 4,\n]", "a = [\n  1, 2,\n  3, 4, 'x',\n]");
        check_append("a = [\n  1, 2,\n  3\n]", "a = [\n  1, 2,\n  3, 'x'\n]");
        check_append("a = [1,\n     2]", "a = [1,\n     2, 'x']");
    }

    #[test]
    fn an_element_is_appended_on_a_line_of_its_own() {
        check_append("a = [\n]", "a = [\n    'x',\n]");
        check_append("  a = [ # a\n    # none\n  ]", "  a = [ # a\n    # none\n    'x',\n  ]");
        check_append("a = [\n  1,\n]", "a = [\n  1,\n  'x',\n]");
        check_append("a = [\n\t1,\n\t2\n]", "a = [\n\t1,\n\t2,\n\t'x'\n]");
        check_append("a = [\n  1]", "a = [\n  1,\n  'x']");
        check_append("a = [\n  1\n  ,\n]", "a = [\n  1\n  ,\n  'x',\n]");
    }

    #[test]
    fn a_comment_stays_beside_its_element_when_another_is_appended() {
        check_append("a = [\n  1, # 1\n]", "a = [\n  1, # 1\n  'x',\n]");
        check_append("a = [\n  1 # 1\n]", "a = [\n  1, # 1\n  'x'\n]");
        check_append("a = [1, 2 # 2\n]", "a = [1, 2, # 2\n    'x'\n]");
        check_append("a = [\n  1,\n  # 2,\n]", "a = [\n  1,\n  'x',\n  # 2,\n]");
        check_append("a = [\n  1\n  , # 2\n]", "a = [\n  1\n  , # 2\n  'x',\n]");
    }

    #[test]
    fn a_comma_first_array_stays_one() {
        let (before, after) = ("a = [\n    1 # 1\n  , 2 # 2\n]", "a = [\n    1 # 1\n  , 2 # 2\n");
        check_append(before, &format!("{after}  , 'x'\n]"));
        check_append("a = [ 1\n    , 2 ]", "a = [ 1\n    , 2\n    , 'x' ]");
        check_insert(1, before, "a = [\n    1 # 1\n  , 'x'\n  , 2 # 2\n]");
        check_insert(0, before, "a = [\n    'x'\n  , 1 # 1\n  , 2 # 2\n]");
    }

    #[test]
    fn an_element_is_inserted_between_others() {
        check_insert(0, "a = []", "a = ['x']");
        check_insert(0, "a = [ 1, 2 ]", "a = [ 'x', 1, 2 ]");
        check_insert(1, "a = [ 1, 2 ]", "a = [ 1, 'x', 2 ]");
        check_insert(9, "a = [ 1, 2 ]", "a = [ 1, 2, 'x' ]");
        let before = "a = [\n  # 1\n  1, # 1\n  # 2\n  2,\n]";
        check_insert(0, before, "a = [\n  'x',\n  # 1\n  1, # 1\n  # 2\n  2,\n]");
        check_insert(1, before, "a = [\n  # 1\n  1, # 1\n  'x',\n  # 2\n  2,\n]");
        check_insert(1, "a = [\n  1, 2,\n]", "a = [\n  1, 'x', 2,\n]");
        check_insert(0, "a = [\n  1, 2,\n]", "a = [\n  'x', 1, 2,\n]");
    }

    /// The text after `name` is inserted into the first client.
    #[track_caller]
    fn check_entry(before: &str, after: &str) {
        let insert = |manifest: &Manifest| {
            insert_entry(manifest, &manifest.clients[0], "name", "'x'").unwrap()
        };
        check(before, insert, after);
    }

    #[test]
    fn a_key_is_inserted_after_those_that_come_before_it() {
        check_entry("# c\n[client]", "# c\n[client]\nname = 'x'");
        check_entry("[client]\n", "[client]\nname = 'x'\n");
        check_entry(
            "[client] # c\n# h\nhomepage_url = 1\n",
            "[client] # c\nname = 'x'\n# h\nhomepage_url = 1\n",
        );
        check_entry(
            "[client]\nhomepage_url = 1\ntype = 2 # t\n",
            "[client]\nhomepage_url = 1\ntype = 2 # t\nname = 'x'\n",
        );
        check_entry(
            "[[client]]\n  type = 2\n\n[[client]]\n",
            "[[client]]\n  type = 2\n  name = 'x'\n\n[[client]]\n",
        );
        check_entry(
            "[client]\ntype = '''\n[a]\n'''\n[b]",
            "[client]\ntype = '''\n[a]\n'''\nname = 'x'\n[b]",
        );
        check_entry(
            "[client]\ntype = [\n  1, # 1\n]\n[b]",
            "[client]\ntype = [\n  1, # 1\n]\nname = 'x'\n[b]",
        );
    }

    #[test]
    fn a_key_is_inserted_into_a_client_of_any_layout() {
        check_entry("\nclient.type = 1", "\nclient.type = 1\nclient.name = 'x'");
        check_entry(
            "'client' . type = 1\na = 2\n",
            "'client' . type = 1\n'client' . name = 'x'\na = 2\n",
        );
        check_entry("client.foo = 1\n[b]\n", "client.foo = 1\nclient.name = 'x'\n[b]\n");
        check_entry(
            "# c\n[client.metadata]\na = 1",
            "[client]\nname = 'x'\n\n# c\n[client.metadata]\na = 1",
        );
        check_entry("client = { type = 1 } # c", "client = { type = 1, name = 'x' } # c");
        check_entry("client = {}", "client = { name = 'x' }");
        check_entry(
            "client = {\n  type = 1, # t\n}",
            "client = {\n  type = 1, # t\n  name = 'x',\n}",
        );
    }

    #[test]
    fn the_equals_sign_of_a_new_key_is_as_those_of_its_neighbors() {
        check_entry(
            "[client]\ntype         = 1\n",
            "[client]\ntype         = 1\nname         = 'x'\n",
        );
        check_entry("[client]\ntype=1\n", "[client]\ntype=1\nname='x'\n");
        check_entry(
            "[client]\ntype = 1\nhomepage_url = 1\n",
            "[client]\ntype = 1\nname = 'x'\nhomepage_url = 1\n",
        );
        check_entry("[client]\na  = 1\ntype = 1", "[client]\na  = 1\ntype = 1\nname = 'x'");
    }

    #[test]
    fn the_line_end_is_that_of_the_place() {
        let manifest = Manifest::new(Source::new("a = 1\r\n[client]\ntype = 1\nb = 2\r\n"));
        let edits = insert_entry(&manifest, &manifest.clients[0], "name", "'x'").unwrap();
        let after = "a = 1\r\n[client]\ntype = 1\nname = 'x'\nb = 2\r\n";
        assert_eq!(edits.apply(manifest.text()), after);
    }

    #[test]
    fn a_comment_is_inserted_above_a_line_or_at_its_end() {
        let text = "# a\na = [\n  1,\n  2, 3\n] # b\nc = '''\n''' \n";
        let manifest = Manifest::new(Source::new(text));
        let start = |needle| text.find(needle).unwrap();
        let above =
            |needle| Edits::from(comment_above(&manifest.source, start(needle), "# x")).apply(text);
        assert_eq!(above("a ="), text.replace("a =", "# x\na ="));
        assert_eq!(above("2"), text.replace("  2", "  # x\n  2"));
        let after = |needle| {
            let space = space_after(&manifest, manifest.layout().item_at(start(needle)).unwrap());
            space.map(|space| Edits::from(Edit::replace(space, " # x")).apply(text))
        };
        assert_eq!(after("a ="), None);
        assert_eq!(after("1"), Some(text.replace("1,", "1, # x")));
        assert_eq!(after("2"), None);
        assert_eq!(after("3"), Some(text.replace('3', "3 # x")));
        assert_eq!(after("c ="), Some(text.replace("''' \n", "''' # x\n")));
    }
}
