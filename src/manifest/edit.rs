//! The edits that fixes are made of: keys and elements inserted and removed as a careful person
//! would.

use super::{Client, Layout};
use crate::console::{TYPE_KEY, known_keys};
use crate::syntax::{Element, Entry, Value, ValueKind, elements};
use crate::text::{Edit, Edits, Source, Span};

/// The edits that remove something, and whether a comment goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalEdits {
    /// The edits.
    pub edits: Edits,
    /// Whether they remove a comment, too.
    pub loses_comment: bool,
}

/// Removes one of the elements of an array, with its comma, its line and its own comment.
pub fn remove_element(source: &Source, elements: &[Element], index: usize) -> Option<RemovalEdits> {
    remove_item(source, elements, index, TrailingComma::Allowed)
}

/// Removes an entry: its lines and its own comment, or, from the inline table at `container`, its
/// part of that. `None` where its value is a table with headers of its own.
pub fn remove_entry(
    source: &Source,
    container: Option<Span>,
    entry: &Entry,
) -> Option<RemovalEdits> {
    if let Some(container) = container {
        let elements = elements(source, container);
        let index = elements.iter().position(|element| element.span.contains(entry.key_span))?;
        return remove_item(source, &elements, index, TrailingComma::Forbidden);
    }
    if !entry.value.is_inline || entry.value.span.start < entry.key_span.end {
        return None;
    }
    let start = source.content_line_start(entry.key_span.start);
    let end = source.line_end(entry.value.span.end);
    let loses_comment = source.text()[entry.value.span.end..end].contains('#');
    Some(RemovalEdits { edits: Edit::remove(Span::new(start, end)).into(), loses_comment })
}

/// Whether a comma may stay after the last item between brackets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TrailingComma {
    Allowed,
    Forbidden,
}

/// Removes one of the items between brackets: its whole line, where nothing else is on it, or else
/// the item and one comma.
fn remove_item(
    source: &Source,
    items: &[Element],
    index: usize,
    trailing_comma: TrailingComma,
) -> Option<RemovalEdits> {
    let item = items.get(index)?;
    let previous = index.checked_sub(1).map(|index| items[index]);
    let is_last = index + 1 == items.len();
    let line = ItemLine::new(source, *item);
    let keeps_a_comma = item.comma.is_some() || index == 0;
    let may_leave_comma = trailing_comma == TrailingComma::Allowed || keeps_a_comma;
    let comma_is_elsewhere = item.comma.is_some() && line.comma.is_none();
    if line.is_blank_before() && line.ends_after() && may_leave_comma && !comma_is_elsewhere {
        return Some(line.removal());
    }
    let comma_before = previous.and_then(|previous| previous.comma);
    let begins_with_comma = line.before.trim() == "," && comma_before >= Some(line.span.start);
    if begins_with_comma && line.comma.is_none() && line.ends_after() {
        return Some(line.removal());
    }
    let edits = match (line.comma, previous) {
        (Some(comma), _) if !is_last || previous.is_none() => {
            let rest = &source.text()[comma + 1..];
            let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            Edit::remove(Span::new(item.span.start, comma + 1 + spaces)).into()
        }
        (_, Some(Element { span, comma: Some(comma) })) if is_last => {
            let is_adjacent =
                span.end == comma && source.text()[comma + 1..item.span.start].trim().is_empty();
            if is_adjacent {
                Edit::remove(Span::new(span.end, item.span.end)).into()
            } else {
                Edits::from([Edit::remove(Span::new(comma, comma + 1)), Edit::remove(item.span)])
            }
        }
        _ => {
            let comma = item.comma.map(|comma| Span::new(comma, comma + 1));
            Edits::new(std::iter::once(item.span).chain(comma).map(Edit::remove).collect())
        }
    };
    Some(RemovalEdits { edits, loses_comment: false })
}

/// The line or lines that an item is written on.
struct ItemLine<'a> {
    /// From the start of the item's first line to the end of its last.
    span: Span,
    /// What is written before the item.
    before: &'a str,
    /// The item's comma, where it follows on the same line.
    comma: Option<usize>,
    /// What is written after the item and that comma, without whitespace around it.
    after: &'a str,
    has_line_end: bool,
}

impl<'a> ItemLine<'a> {
    fn new(source: &'a Source, item: Element) -> Self {
        let start = source.content_line_start(item.span.start);
        let follows = |comma: &usize| {
            let between = &source.text()[item.span.end..*comma];
            between.trim().is_empty() && !between.contains('\n')
        };
        let comma = item.comma.filter(follows);
        let after = comma.map_or(item.span.end, |comma| comma + 1);
        let end = source.line_end(after);
        Self {
            span: Span::new(start, end),
            before: &source.text()[start..item.span.start],
            comma,
            after: source.text()[after..end].trim(),
            has_line_end: end > after,
        }
    }

    fn is_blank_before(&self) -> bool {
        self.before.trim().is_empty()
    }

    /// Whether the line ends after the item, but for a comment.
    fn ends_after(&self) -> bool {
        self.has_line_end && (self.after.is_empty() || self.after.starts_with('#'))
    }

    fn removal(&self) -> RemovalEdits {
        RemovalEdits {
            edits: Edit::remove(self.span).into(),
            loses_comment: self.after.starts_with('#'),
        }
    }
}

/// A comment with its line, where it has one of its own, else with the whitespace before it.
pub fn comment_with_line(source: &Source, comment: Span) -> Span {
    let line = source.content_line_start(comment.start);
    let before = source.slice(Span::new(line, comment.start));
    if before.trim().is_empty() {
        Span::new(line, source.line_end(comment.end))
    } else {
        Span::new(line + before.trim_end().len(), comment.end)
    }
}

/// Inserts an element, as TOML, at the end of an array that has these elements.
pub fn append_element(source: &Source, array: &Value, elements: &[Element], element: &str) -> Edit {
    let Some(last) = elements.last() else {
        return Edit::insert(array.span.start + 1, element);
    };
    let line = source.line_start(last.span.start);
    let indent = &source.text()[line..last.span.start];
    let has_own_line = indent.trim().is_empty() && line > array.span.start;
    let newline = source.line_ending();
    match (has_own_line, last.comma) {
        (true, Some(comma)) => Edit::insert(comma + 1, format!("{newline}{indent}{element},")),
        (true, None) => Edit::insert(last.span.end, format!(",{newline}{indent}{element}")),
        (false, Some(comma)) => Edit::insert(comma + 1, format!(" {element}")),
        (false, None) => Edit::insert(last.span.end, format!(", {element}")),
    }
}

/// Inserts a key and its value, as TOML, into a client: where a person would look for it, in the
/// layout that the client has.
pub fn insert_entry(source: &Source, client: &Client, key: &str, value: &str) -> Edit {
    let before = preceding_entry(client, key);
    let newline = source.line_ending();
    match client.layout {
        Layout::Header(header) => {
            let (offset, sibling) = before.map_or((header.end, header.start), |entry| {
                (entry.value.end(), entry.key_span.start)
            });
            insert_line(source, offset, sibling, &format!("{key} = {value}"))
        }
        Layout::Dotted => {
            let last = || client.table.entries.iter().rfind(|entry| has_own_lines(entry));
            let line = format!("client.{key} = {value}");
            if let Some(entry) = before.or_else(|| last().map(|entry| &**entry)) {
                insert_line(source, entry.value.end(), entry.key_span.start, &line)
            } else {
                let start = source.content_line_start(client.span.start);
                Edit::insert(start, line + newline)
            }
        }
        Layout::SubtablesOnly(first) => Edit::insert(
            source.content_line_start(first.start),
            format!("[client]{newline}{key} = {value}{newline}{newline}"),
        ),
        Layout::Inline(braces) => match elements(source, braces).last() {
            None => Edit::replace(braces, format!("{{ {key} = {value} }}")),
            Some(Element { comma: Some(comma), .. }) => {
                Edit::insert(comma + 1, format!(" {key} = {value}"))
            }
            Some(element) => Edit::insert(element.span.end, format!(", {key} = {value}")),
        },
    }
}

/// The last entry on lines of its own that comes before `key` in the order of a manifest; `None`
/// for the first key of all.
fn preceding_entry<'a>(client: &'a Client, key: &str) -> Option<&'a Entry> {
    let order: Vec<&str> = known_keys().take_while(|known| *known != key).collect();
    let comes_before =
        |entry: &&Entry| order.contains(&entry.key.as_str()) || entry.key == TYPE_KEY;
    let entries = client.table.entries.iter().map(|entry| &**entry);
    let known = entries.filter(|entry| has_own_lines(entry)).filter(comes_before);
    known.max_by_key(|entry| entry.key_span).filter(|_| key != TYPE_KEY)
}

/// Whether an entry is written on lines of its own that are valid, so that another may follow it.
fn has_own_lines(entry: &Entry) -> bool {
    entry.value.is_inline && !matches!(entry.value.kind, ValueKind::Unparsed)
}

/// Inserts a line after the one of `offset`, indented as the line of `sibling`.
fn insert_line(source: &Source, offset: usize, sibling: usize, content: &str) -> Edit {
    let indent = source.indent_of(sibling);
    let end = source.line_end(offset);
    let newline = source.line_ending();
    if source.text()[..end].ends_with('\n') {
        Edit::insert(end, format!("{indent}{content}{newline}"))
    } else {
        Edit::insert(end, format!("{newline}{indent}{content}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;

    /// The text after the removal of the array's element that is written `"x"`, and whether a
    /// comment is lost.
    fn without_x(text: &str) -> (String, bool) {
        let source = Source::new(text);
        let array = &parse(&source).root.get("a").unwrap().value.clone();
        let elements = elements(&source, array.span);
        let index = elements.iter().position(|one| source.slice(one.span) == "\"x\"").unwrap();
        let removal = remove_element(&source, &elements, index).unwrap();
        let after = removal.edits.apply(text);
        assert_eq!(parse(&Source::new(after.as_str())).errors, [], "{after}");
        (after, removal.loses_comment)
    }

    #[test]
    fn an_element_takes_its_comma_its_line_and_its_comment() {
        for (before, after, loses_comment) in [
            ("a = [\"x\"]", "a = []", false),
            ("a = [\"x\",]", "a = []", false),
            ("a = [\"x\", 1]", "a = [1]", false),
            ("a = [1, \"x\"]", "a = [1]", false),
            ("a = [1, \"x\",]", "a = [1,]", false),
            ("a = [1, \"x\", 2]", "a = [1, 2]", false),
            ("a = [\n  1,\n  \"x\", # why\n  2\n]", "a = [\n  1,\n  2\n]", true),
            ("a = [\r\n  1,\r\n  \"x\"\r\n]", "a = [\r\n  1,\r\n]", false),
            ("a = [\n  1 # one\n  , \"x\"\n  , 2\n]", "a = [\n  1 # one\n  , 2\n]", false),
            ("a = [\n  1, # one\n  \"x\" # x\n  , 2]", "a = [\n  1, # one\n   # x\n   2]", false),
        ] {
            assert_eq!(without_x(before), (after.to_owned(), loses_comment), "{before}");
        }
    }
}
