//! Changes strings within their quotes, and turns strings into lists and lists into strings.

use std::ops::Range;

use super::RemovalEdits;
use super::insert::separator_at;
use crate::manifest::Manifest;
use crate::syntax::{ItemKind, Layout, StringValue, Value, decode_string};
use crate::text::escape::{needs_escape, toml_escape};
use crate::text::{Edit, Edits, Source, Span, minimal_edit};

/// Replaces the text of a string; the common beginning and end of both texts stay untouched.
pub fn replace_string(source: &Source, string: &StringValue, text: &str) -> Edits {
    let change = minimal_edit(&string.value, text);
    replace_parts(source, string, &[(change.span.into(), &change.text)])
}

/// Replaces a part of a string's text, given in bytes of that text.
pub fn replace_in_string(
    source: &Source,
    string: &StringValue,
    part: Range<usize>,
    text: &str,
) -> Edits {
    replace_parts(source, string, &[(part, text)])
}

/// Replaces parts of a string's text that do not overlap. The string keeps its quotes, unless the
/// new text cannot be written between them.
pub fn replace_parts(
    source: &Source,
    string: &StringValue,
    parts: &[(Range<usize>, &str)],
) -> Edits {
    let replace = |(part, text): &(Range<usize>, &str)| Edit::replace(part.clone().into(), *text);
    let text = Edits::new(parts.iter().map(replace).collect()).apply(&string.value);
    if text == *string.value {
        return Edits::default();
    }
    let written = source.slice(string.span);
    let quotes = Quotes::of(written);
    let decodes_to_text = |written: &str| decode_string(written).is_some_and(|one| one == text);
    if let Some(edits) = replace_in_place(source, string, parts, quotes) {
        let shift = |edit: &Edit| {
            let span =
                Span::new(edit.span.start - string.span.start, edit.span.end - string.span.start);
            Edit::replace(span, edit.text.as_str())
        };
        if decodes_to_text(&Edits::new(edits.iter().map(shift).collect()).apply(written)) {
            return edits;
        }
    }
    let same_quotes = quotes.quote(&text).filter(|written| decodes_to_text(written));
    let rewritten = same_quotes.or_else(|| Quotes::Basic.quote(&text)).unwrap_or_default();
    let change = minimal_edit(written, &rewritten);
    Edit::replace(change.span.offset_by(string.span.start), change.text).into()
}

/// Returns edits of only the parts that change; `None` if the quotes do not allow a new part, or an
/// edit would split a line end.
fn replace_in_place(
    source: &Source,
    string: &StringValue,
    parts: &[(Range<usize>, &str)],
    quotes: Quotes,
) -> Option<Edits> {
    let cuts_line_end =
        |at: usize| source.text()[..at].ends_with('\r') && source.text()[at..].starts_with('\n');
    let changed = parts.iter().filter(|(part, text)| string.value[part.clone()] != **text);
    let edits: Option<Vec<Edit>> = changed
        .map(|(part, text)| {
            let span = string.span_of(part.clone());
            let is_whole = !cuts_line_end(span.start) && !cuts_line_end(span.end);
            Some(Edit::replace(span, quotes.escape(text).filter(|_| is_whole)?))
        })
        .collect();
    edits.map(Edits::new)
}

/// The four ways to quote a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quotes {
    Basic,
    Literal,
    MultiLineBasic,
    MultiLineLiteral,
}

impl Quotes {
    /// Returns the quotes of a string as written.
    fn of(written: &str) -> Self {
        match written {
            _ if written.starts_with("\"\"\"") => Self::MultiLineBasic,
            _ if written.starts_with("'''") => Self::MultiLineLiteral,
            _ if written.starts_with('\'') => Self::Literal,
            _ => Self::Basic,
        }
    }

    fn mark(self) -> &'static str {
        match self {
            Self::Basic => "\"",
            Self::Literal => "'",
            Self::MultiLineBasic => "\"\"\"",
            Self::MultiLineLiteral => "'''",
        }
    }

    /// Writes a text for these quotes; `None` if that is not possible.
    fn escape(self, text: &str) -> Option<String> {
        if matches!(self, Self::Basic | Self::MultiLineBasic) {
            return Some(text.chars().map(escape_char).collect());
        }
        let is_multi_line = self == Self::MultiLineLiteral;
        let is_allowed = |c: char| match c {
            '\'' => false,
            '\n' => is_multi_line,
            _ => c == '\t' || !c.is_control(),
        };
        text.chars().all(is_allowed).then(|| text.to_owned())
    }

    fn quote(self, text: &str) -> Option<String> {
        Some(format!("{0}{1}{0}", self.mark(), self.escape(text)?))
    }
}

/// Writes a character as in a basic string.
fn escape_char(character: char) -> String {
    match character {
        '"' | '\\' => format!("\\{character}"),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        _ if needs_escape(character) => toml_escape(character),
        _ => character.to_string(),
    }
}

/// Turns a string into an array with the string as its only element.
pub fn string_to_list(value: &Value) -> Edits {
    Edits::from([Edit::insert(value.span.start, "["), Edit::insert(value.span.end, "]")])
}

/// Turns an array of one string into that string; `None` for any other array.
pub fn list_to_string(manifest: &Manifest, array: &Value) -> Option<RemovalEdits> {
    let container = manifest.layout().container(array.span)?;
    let ([element], [_]) = (array.as_array()?, container.elements.as_slice()) else { return None };
    let string = element.as_string()?.span;
    let brackets =
        [Span::new(container.span.start, string.start), Span::new(string.end, container.span.end)];
    Some(RemovalEdits {
        edits: Edits::from(brackets.map(Edit::remove)),
        lost_comments: manifest.layout().comments_in(container.span).to_vec(),
    })
}

/// Turns several parts of a string into elements, in the quotes of the string. If the string is not
/// in an array, creates one. The parts are in order; the text between them is removed.
pub fn split_string(manifest: &Manifest, string: &StringValue, parts: &[Range<usize>]) -> Edits {
    let source = &manifest.source;
    let layout = manifest.layout();
    let is_whole = |element: &&crate::syntax::Item| {
        element.kind == ItemKind::Element && element.span == string.span
    };
    let element = layout.element_at(string.span.start).filter(is_whole);
    let place = element.and_then(|one| Some((layout.container_of(one)?, Layout::index_of(one))));
    let separator = place
        .map_or(", ".to_owned(), |(container, index)| separator_at(manifest, container, index));
    let (open, close) = if place.is_some() { ("", "") } else { ("[", "]") };
    let mark = Quotes::of(source.slice(string.span)).mark();
    let between = parts.windows(2).map(|pair| pair[0].end..pair[1].start);
    let start = parts.first().map_or(0, |first| first.start);
    let end = parts.last().map_or(0, |last| last.end);
    let after = std::iter::once(end..string.value.len());
    let gaps = std::iter::once(0..start).chain(between).chain(after);
    let gaps: Vec<Span> = gaps.map(|gap| string.span_of(gap)).collect();
    let contents = gaps.windows(2).map(|pair| source.slice(Span::new(pair[0].end, pair[1].start)));
    let is_part = |(content, part): (&str, &Range<usize>)| {
        decode_string(&format!("{mark}{content}{mark}")).as_deref()
            == string.value.get(part.clone())
    };
    if !contents.zip(parts).all(is_part) {
        let texts =
            parts.iter().filter_map(|part| Quotes::Basic.quote(&string.value[part.clone()]));
        let list = texts.collect::<Vec<_>>().join(&separator);
        return Edit::replace(string.span, format!("{open}{list}{close}")).into();
    }
    let last = gaps.len() - 1;
    let mut edits = vec![Edit::insert(string.span.start, open)];
    edits.extend(gaps.iter().enumerate().map(|(index, gap)| match index {
        0 => Edit::remove(*gap),
        _ if index == last => Edit::remove(*gap),
        _ => Edit::replace(*gap, format!("{mark}{separator}{mark}")),
    }));
    edits.push(Edit::insert(string.span.end, close));
    edits.retain(|edit| !edit.span.is_empty() || !edit.text.is_empty());
    Edits::new(edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_value(manifest: &Manifest) -> &Value {
        &manifest.tree.root.entries[0].value
    }

    fn first_string(manifest: &Manifest) -> &StringValue {
        let value = first_value(manifest);
        value.as_string().or_else(|| value.as_array()?[0].as_string()).unwrap()
    }

    /// Checks how a string is written after its text is replaced, and what is edited of it.
    #[track_caller]
    fn check_replace(before: &str, text: &str, after: &str, edited: &str) {
        let manifest = Manifest::new(Source::new(format!("a = {before}")));
        let edits = replace_string(&manifest.source, first_string(&manifest), text);
        assert_eq!(edits.apply(manifest.text()), format!("a = {after}"));
        assert_eq!(decode_string(after).as_deref(), Some(text));
        let spans: Vec<&str> = edits.iter().map(|edit| manifest.source.slice(edit.span)).collect();
        assert_eq!(spans.join("|"), edited, "{before}");
    }

    #[test]
    fn a_string_keeps_its_quotes_and_only_the_change_is_edited() {
        check_replace("'acme-1'", "acme_1", "'acme_1'", "-");
        check_replace("\"acme-1\"", "acme_1", "\"acme_1\"", "-");
        check_replace("'''\nacme-1'''", "acme_1", "'''\nacme_1'''", "-");
        check_replace("\"\"\"acme-1\"\"\"", "acme_1", "\"\"\"acme_1\"\"\"", "-");
        check_replace("\"\\u00fcb\\u00e9r!\"", "übér", "\"\\u00fcb\\u00e9r\"", "!");
        check_replace("'a'", "", "''", "a");
        check_replace("''", "a", "'a'", "");
        check_replace("'a'", "a", "'a'", "");
    }

    #[test]
    fn only_what_the_quotes_need_is_escaped() {
        check_replace("'C:\\x'", "C:\\y\"", "'C:\\y\"'", "x");
        check_replace("\"a\"", "a\\\"'", "\"a\\\\\\\"'\"", "");
        check_replace("\"\"\"a\"\"\"", "a\"\n", "\"\"\"a\\\"\\n\"\"\"", "");
        check_replace("'''a'''", "a\nb", "'''a\nb'''", "");
        check_replace("\"a\"", "a\u{200b}", "\"a\\u200B\"", "");
    }

    #[test]
    fn other_quotes_are_used_only_where_the_old_cannot_hold_the_text() {
        check_replace("'a'", "it's", "\"it's\"", "'a'");
        check_replace("'a'", "a\nb", "\"a\\nb\"", "'a'");
        check_replace("'''a'''", "a\u{7}", "\"a\\u0007\"", "'''a'''");
    }

    #[test]
    fn whitespace_after_an_escaped_line_end_is_not_lost() {
        check_replace("\"\"\"a \\\n  b c\"\"\"", "a  c", "\"\"\"a  c\"\"\"", "\\\n  b");
        check_replace("\"\"\"a \\\n  b\"\"\"", "a c", "\"\"\"a \\\n  c\"\"\"", "b");
    }

    #[test]
    fn an_edit_never_cuts_a_line_end() {
        check_replace("'''a\r\nb'''", "a\n\r\nb", "'''a\n\r\nb'''", "");
        check_replace("\"\"\"a\r\nb\"\"\"", "a\nb", "\"\"\"a\\nb\"\"\"", "\r\n");
    }

    #[test]
    fn several_parts_are_replaced_and_the_rest_stays_as_it_is_written() {
        let manifest = Manifest::new(Source::new("a = \"a\\u002db-c\""));
        let string = first_string(&manifest);
        let edits = replace_parts(&manifest.source, string, &[(1..2, "_"), (3..4, "_")]);
        assert_eq!(edits.apply(manifest.text()), "a = \"a_b_c\"");
        let edits = replace_in_string(&manifest.source, string, 3..4, "_");
        assert_eq!(edits.apply(manifest.text()), "a = \"a\\u002db_c\"");
    }

    /// Checks how the first string is split at its commas.
    #[track_caller]
    fn check_split(before: &str, after: &str) {
        let manifest = Manifest::new(Source::new(before));
        let string = first_string(&manifest);
        let start_of = |part: &str| part.as_ptr() as usize - string.value.as_ptr() as usize;
        let parts = string.value.split(',').map(str::trim);
        let parts: Vec<Range<usize>> =
            parts.map(|part| start_of(part)..start_of(part) + part.len()).collect();
        let after_split = split_string(&manifest, string, &parts).apply(before);
        assert_eq!(after_split, after);
        let manifest = Manifest::new(Source::new(after_split));
        let texts = first_value(&manifest).as_array().unwrap();
        let texts = texts.iter().map(|value| value.as_string().unwrap().value.to_string());
        let expected = parts.iter().map(|part| &string.value[part.clone()]);
        assert_eq!(texts.take(parts.len()).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }

    #[test]
    fn each_part_of_a_string_becomes_an_element_in_its_quotes() {
        check_split("a = ['b, c']", "a = ['b', 'c']");
        check_split("a = \"b,\\u0063\" # 1", "a = [\"b\", \"\\u0063\"] # 1");
        check_split("a = ['''\n b,\n c,\n d\n''', 1]", "a = ['''\nb''', '''c''', '''d''', 1]");
        check_split("a = [\"\"\"b, \\\n  c\"\"\"]", "a = [\"\"\"b\"\"\", \"\"\"\\\n  c\"\"\"]");
    }

    #[test]
    fn the_parts_of_a_string_get_lines_where_the_others_have_them() {
        check_split(
            "a = [\r\n  'b, c', # 1\r\n  'd'\r\n]",
            "a = [\r\n  'b',\r\n  'c', # 1\r\n  'd'\r\n]",
        );
        check_split("a = [\n    'b, c' # 1\n  , 'd'\n]", "a = [\n    'b'\n  , 'c' # 1\n  , 'd'\n]");
        check_split("a = [\n  'b, c', 'd',\n]", "a = [\n  'b', 'c', 'd',\n]");
    }

    #[test]
    fn a_string_becomes_a_list_and_a_list_of_one_string_that_string() {
        let manifest = Manifest::new(Source::new("a = '''b''' # 1"));
        let edits = string_to_list(first_value(&manifest));
        assert_eq!(edits.apply(manifest.text()), "a = ['''b'''] # 1");
        let unwrap = |text: &str| {
            let manifest = Manifest::new(Source::new(text));
            let removal = list_to_string(&manifest, first_value(&manifest))?;
            Some((removal.edits.apply(text), removal.lost_comments.len()))
        };
        assert_eq!(unwrap("a = [ 'b', ] # 1"), Some(("a = 'b' # 1".to_owned(), 0)));
        assert_eq!(unwrap("a = [ # 1\n 'b', # 2\n] # 3"), Some(("a = 'b' # 3".to_owned(), 2)));
        assert_eq!(
            [unwrap("a = []"), unwrap("a = ['b', 'c']"), unwrap("a = [1]")],
            [None, None, None]
        );
    }
}
