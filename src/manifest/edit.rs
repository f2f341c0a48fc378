//! The edits that fixes are made of: keys and elements added and removed as a careful person would.

use crate::console::{TYPE_KEY, known_keys};
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::manifest::{Client, Layout};
use crate::syntax::{Entry, Item, Table, Value, ValueKind, items};
use crate::text::{Span, bom_len, line_end, line_start, newline};

/// The edits that remove something, and whether a comment goes with it.
pub struct RemovalEdits {
    edits: Vec<Edit>,
    loses_comment: bool,
}

impl RemovalEdits {
    /// A fix that is safe unless a comment would be lost.
    #[must_use]
    pub fn into_fix(self, title: impl Into<String>) -> Fix {
        let safety = if self.loses_comment { Applicability::Unsafe } else { Applicability::Safe };
        Fix::new(title, safety, self.edits)
    }

    /// A fix that is for the user to choose.
    #[must_use]
    pub fn into_unsafe_fix(self, title: impl Into<String>) -> Fix {
        Fix::unsafe_(title, self.edits)
    }
}

/// Removes one of the elements of an array, with its comma, its line and its own comment.
#[must_use]
pub fn remove_element(text: &str, elements: &[Item], index: usize) -> Option<RemovalEdits> {
    remove_item(text, elements, index, true)
}

/// Removes an entry: its lines and its own comment, or, inside of the inline table at `container`,
/// its part of that.
/// `None` where its value is a table with headers of its own.
#[must_use]
pub fn remove_entry(text: &str, container: Option<Span>, entry: &Entry) -> Option<RemovalEdits> {
    if let Some(container) = container {
        let items = items(text, container);
        let index = items.iter().position(|item| item.span.contains(entry.key_span))?;
        return remove_item(text, &items, index, false);
    }
    if !entry.value.is_inline(text) || entry.value.span.start < entry.key_span.end {
        return None;
    }
    let start = content_line_start(text, entry.key_span.start);
    let end = line_end(text, entry.value.span.end);
    let loses_comment = text[entry.value.span.end..end].contains('#');
    Some(RemovalEdits { edits: vec![Edit::remove(Span::new(start, end))], loses_comment })
}

/// The start of a line, behind a byte-order mark.
fn content_line_start(text: &str, offset: usize) -> usize {
    let start = line_start(text, offset);
    start + bom_len(&text[start..])
}

/// Removes one of the items between brackets. A comma may stay behind the last item where
/// `trailing_comma` allows it.
fn remove_item(
    text: &str,
    items: &[Item],
    index: usize,
    trailing_comma: bool,
) -> Option<RemovalEdits> {
    let item = items.get(index)?;
    let line = content_line_start(text, item.span.start);
    let comma_in_line = item.comma.filter(|comma| {
        text[item.span.end..*comma].trim().is_empty() && !text[item.span.end..*comma].contains('\n')
    });
    let after = comma_in_line.map_or(item.span.end, |comma| comma + 1);
    let end = line_end(text, after);
    let rest = text[after..end].trim();
    let stands_alone =
        text[line..item.span.start].trim().is_empty() && (rest.is_empty() || rest.starts_with('#'));
    let keeps_comma = trailing_comma || item.comma.is_some() || index == 0;
    if stands_alone
        && end > after
        && keeps_comma
        && (comma_in_line.is_some() || item.comma.is_none())
    {
        let loses_comment = rest.starts_with('#');
        return Some(RemovalEdits {
            edits: vec![Edit::remove(Span::new(line, end))],
            loses_comment,
        });
    }
    let previous = index.checked_sub(1).map(|index| items[index]);
    let leading_comma = text[line..item.span.start].trim() == ","
        && previous.is_some_and(|previous| previous.comma >= Some(line));
    if leading_comma
        && end > after
        && comma_in_line.is_none()
        && (rest.is_empty() || rest.starts_with('#'))
    {
        return Some(RemovalEdits {
            edits: vec![Edit::remove(Span::new(line, end))],
            loses_comment: !rest.is_empty(),
        });
    }
    let edits = match (comma_in_line, previous) {
        (Some(comma), _) if index + 1 < items.len() || previous.is_none() => {
            let blanks =
                text[comma + 1..].len() - text[comma + 1..].trim_start_matches([' ', '\t']).len();
            vec![Edit::remove(Span::new(item.span.start, comma + 1 + blanks))]
        }
        (_, Some(Item { span, comma: Some(comma) })) if index + 1 == items.len() => {
            let between = &text[comma + 1..item.span.start];
            if between.trim().is_empty() && text[span.end..comma].is_empty() {
                vec![Edit::remove(Span::new(span.end, item.span.end))]
            } else {
                vec![Edit::remove(Span::new(comma, comma + 1)), Edit::remove(item.span)]
            }
        }
        _ => std::iter::once(item.span)
            .chain(item.comma.map(|comma| Span::new(comma, comma + 1)))
            .map(Edit::remove)
            .collect(),
    };
    Some(RemovalEdits { edits, loses_comment: false })
}

/// A comment with its line, where it has one of its own, else with the blanks before it.
#[must_use]
pub fn comment_with_line(text: &str, comment: Span) -> Span {
    let line = line_start(text, comment.start);
    let before = text[line..comment.start].trim_start_matches('\u{feff}');
    if before.trim().is_empty() {
        Span::new(comment.start - before.len(), line_end(text, comment.end))
    } else {
        Span::new(comment.start - (before.len() - before.trim_end().len()), comment.end)
    }
}

/// Adds an element, as TOML, at the end of an array that has these elements.
#[must_use]
pub fn append_element(text: &str, array: &Value, elements: &[Item], element: &str) -> Edit {
    let Some(last) = elements.last() else {
        return Edit::insert(array.span.start + 1, element);
    };
    let line = line_start(text, last.span.start);
    let indent = &text[line..last.span.start];
    let own_line = indent.trim().is_empty() && line > array.span.start;
    match (own_line, last.comma) {
        (true, Some(comma)) => {
            Edit::insert(comma + 1, format!("{}{indent}{element},", newline(text)))
        }
        (true, None) => Edit::insert(last.span.end, format!(",{}{indent}{element}", newline(text))),
        (false, Some(comma)) => Edit::insert(comma + 1, format!(" {element}")),
        (false, None) => Edit::insert(last.span.end, format!(", {element}")),
    }
}

/// Adds a key and its value, as TOML, to a client: where a person would look for it, in the form
/// that the client has.
#[must_use]
pub fn insert_entry(text: &str, client: &Client<'_>, key: &str, value: &str) -> Edit {
    let before = preceding_entry(text, client, key);
    match client.layout {
        Layout::Header(header) => match before {
            Some(entry) => insert_line(
                text,
                value_end(&entry.value),
                line_start(text, entry.key_span.start),
                &format!("{key} = {value}"),
            ),
            None => insert_line(
                text,
                header.end,
                line_start(text, header.start),
                &format!("{key} = {value}"),
            ),
        },
        Layout::Dotted => match before
            .or_else(|| client.table.entries.iter().rfind(|entry| is_own_line(text, entry)))
        {
            Some(entry) => insert_line(
                text,
                value_end(&entry.value),
                line_start(text, entry.key_span.start),
                &format!("client.{key} = {value}"),
            ),
            None => Edit::insert(
                content_line_start(text, client.span.start),
                format!("client.{key} = {value}{}", newline(text)),
            ),
        },
        Layout::SubtablesOnly(first) => {
            let newline = newline(text);
            Edit::insert(
                content_line_start(text, first.start),
                format!("[client]{newline}{key} = {value}{newline}{newline}"),
            )
        }
        Layout::Inline(braces) => {
            let items = items(text, braces);
            match items.last() {
                None => Edit::replace(braces, format!("{{ {key} = {value} }}")),
                Some(Item { comma: Some(comma), .. }) => {
                    Edit::insert(comma + 1, format!(" {key} = {value}"))
                }
                Some(item) => Edit::insert(item.span.end, format!(", {key} = {value}")),
            }
        }
    }
}

/// The last entry of the client's own lines that stands before `key` in the order of a manifest, or
/// else the last one that is known at all.
fn preceding_entry<'a>(text: &str, client: &Client<'a>, key: &str) -> Option<&'a Entry> {
    let order: Vec<&str> = known_keys().take_while(|known| *known != key).collect();
    let entries = client.table.entries.iter().filter(|entry| is_own_line(text, entry));
    let known =
        entries.filter(|entry| order.contains(&entry.key.as_str()) || entry.key == TYPE_KEY);
    known.max_by_key(|entry| entry.key_span).filter(|_| key != TYPE_KEY)
}

/// Whether an entry stands on lines of its own, which are not broken: another may follow it.
fn is_own_line(text: &str, entry: &Entry) -> bool {
    entry.value.is_inline(text) && !matches!(entry.value.kind, ValueKind::Unparsed)
}

/// The end of a value; of a table made by dotted keys, that of its last entry.
fn value_end(value: &Value) -> usize {
    match &value.kind {
        ValueKind::Table(Table { entries }) => entries
            .iter()
            .map(|entry| value_end(&entry.value))
            .max()
            .unwrap_or(0)
            .max(value.span.end),
        _ => value.span.end,
    }
}

/// Inserts a line after the one that holds `offset`, indented as the one that begins at `like`.
fn insert_line(text: &str, offset: usize, like: usize, content: &str) -> Edit {
    let like = text[like..].strip_prefix('\u{feff}').unwrap_or(&text[like..]);
    let indent = &like[..like.len() - like.trim_start_matches([' ', '\t']).len()];
    let end = line_end(text, offset);
    let newline = newline(text);
    if text[..end].ends_with('\n') {
        Edit::insert(end, format!("{indent}{content}{newline}"))
    } else {
        Edit::insert(end, format!("{newline}{indent}{content}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;
    use crate::text::Source;

    /// The text after the removal of the array's element that is written `"x"`, and whether a
    /// comment is lost.
    fn without(text: &str) -> (String, bool) {
        let source = Source::from(text);
        let document = parse(&source);
        let array = &document.root.get("a").unwrap().value;
        let elements = items(text, array.span);
        let index = elements.iter().position(|item| item.span.of(text) == "\"x\"").unwrap();
        let removal = remove_element(text, &elements, index).unwrap();
        let mut after = text.to_owned();
        for edit in removal.edits.iter().rev() {
            after.replace_range(edit.span.start..edit.span.end, &edit.text);
        }
        assert!(parse(&Source::from(after.as_str())).errors.is_empty(), "{after}");
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
            let (text, lost) = without(before);
            assert_eq!((text.as_str(), lost), (after, loses_comment), "{before}");
        }
    }
}
