//! Determines what a cursor is in from the tokens before it, because incomplete text is rarely
//! valid TOML.

use super::statements::{Statement, StatementKind, is_closed, key_name, split};
use super::tokens::TokenKind;
use crate::text::{Source, Span};

/// What a cursor is in, and the statement around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The cursor's context.
    pub context: CursorContext,
    /// The statement that contains the cursor or ends at it.
    pub statement: Option<Span>,
}

/// What a cursor is in. The typed text lies between the start of the span and the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CursorContext {
    /// A comment.
    Comment(Span),
    /// The name in a header.
    Header {
        /// The preceding parts of the name.
        path: Vec<String>,
        /// The current part; empty if nothing is typed yet.
        name: Span,
        /// Whether the header is `[[…]]`.
        is_array: bool,
    },
    /// A position for a key.
    Key {
        /// The keys of the enclosing tables, from the root.
        path: Vec<String>,
        /// The current part of the key; empty if nothing is typed yet.
        key: Span,
        /// Whether the key stands alone: nothing that belongs to it follows on its line.
        is_alone: bool,
    },
    /// A position for an unquoted value or element.
    Value {
        /// The keys of the value, from the root. Arrays do not count.
        path: Vec<String>,
        /// The text of the value; empty if nothing is typed yet.
        value: Span,
        /// Whether it is an element of an array.
        is_element: bool,
    },
    /// A string that is a value or an element.
    String {
        /// The keys of the value, from the root. Arrays do not count.
        path: Vec<String>,
        /// The string's content on its first line, without its quotes.
        content: Span,
    },
    /// Anything else.
    Other,
}

/// Returns the context of the cursor at a byte offset. Text after the cursor is used only to find
/// the ends of words and strings.
pub fn cursor_at(source: &Source, offset: usize) -> Cursor {
    let mut statements = split(source);
    statements.retain(|statement| statement.span.start < offset);
    let last = statements.pop_if(|last| {
        // A new statement starts on a line after the last statement.
        offset <= last.span.end || !ends_line(source, Span::new(last.span.end, offset))
    });
    let header = statements.iter().rfind(|statement| statement.kind == StatementKind::Header);
    let keys = header.map_or(&[][..], |header| &header.key_path);
    let path = keys.iter().map(|(name, _)| name.clone()).collect();
    let context = match &last {
        Some(header) if header.kind == StatementKind::Header => {
            context_in_header(source, header, offset)
        }
        Some(statement) => context_in(source, statement, path, offset),
        None => {
            let key = word_after(source, offset);
            CursorContext::Key { path, key, is_alone: is_alone(source, key) }
        }
    };
    Cursor { context, statement: last.map(|last| last.span) }
}

fn ends_line(source: &Source, span: Span) -> bool {
    source.slice(span).contains(['\n', '\r'])
}

/// Returns the bare key that starts at a byte offset; empty if there is none.
fn word_after(source: &Source, offset: usize) -> Span {
    let rest = &source.text()[offset..source.line_end(offset)];
    let word = rest.trim_start_matches(|one: char| one.is_alphanumeric() || "-_".contains(one));
    Span::new(offset, offset + rest.len() - word.len())
}

/// Returns `true` if neither `=` nor another key part follows a key.
fn is_alone(source: &Source, key: Span) -> bool {
    let rest = &source.text()[key.end..source.line_end(key.end)];
    !rest.trim_start().starts_with(['=', '.', '\'', '"'])
}

fn context_in_header(source: &Source, header: &Statement, offset: usize) -> CursorContext {
    let mut path = Vec::new();
    let mut brackets = 0;
    let mut is_closed = false;
    let mut name = Span::empty(offset);
    for token in header.tokens.iter().take_while(|token| token.span.start < offset) {
        match token.kind {
            TokenKind::Comment if token.span.touches(offset) => {
                return CursorContext::Comment(token.span);
            }
            TokenKind::RightSquareBracket => is_closed = true,
            _ if token.is_opening() => brackets += 1,
            _ if token.is_key() && token.span.touches(offset) => name = token.span,
            _ if token.is_key() => path.push(key_name(source, token).to_owned()),
            _ => {}
        }
    }
    if is_closed {
        return CursorContext::Other;
    }
    CursorContext::Header { path, name, is_array: brackets > 1 }
}

/// The expected next token of a statement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// The first or next part of a key.
    Key,
    /// A dot or an equals sign after a key part.
    KeyEnd,
    /// A value.
    Value,
    /// A comma or a closing bracket.
    ValueEnd,
}

/// Returns the context in a statement that is not a header. `path` is the name of the header above.
fn context_in(
    source: &Source,
    statement: &Statement,
    mut path: Vec<String>,
    offset: usize,
) -> CursorContext {
    let mut expected = Expected::Key;
    // For each open bracket: the length of the path before it, and whether it opens an inline
    // table.
    let mut brackets: Vec<(usize, bool)> = Vec::new();
    for token in statement.tokens.iter().take_while(|token| token.span.start < offset) {
        let is_at_cursor = token.span.touches(offset);
        match token.kind {
            TokenKind::Comment if is_at_cursor => return CursorContext::Comment(token.span),
            _ if token.is_trivia() => {}
            _ if token.is_opening() => {
                let is_table = token.kind == TokenKind::LeftCurlyBracket;
                brackets.push((path.len(), is_table));
                expected = if is_table { Expected::Key } else { Expected::Value };
            }
            _ if token.is_closing() => {
                brackets.pop().inspect(|(len, _)| path.truncate(*len));
                expected = Expected::ValueEnd;
            }
            TokenKind::Comma => {
                expected = Expected::Value;
                if let Some((len, true)) = brackets.last() {
                    path.truncate(*len);
                    expected = Expected::Key;
                }
            }
            TokenKind::Dot if expected == Expected::KeyEnd => expected = Expected::Key,
            TokenKind::Equals => expected = Expected::Value,
            TokenKind::Atom if expected == Expected::Key && is_at_cursor => {
                let is_alone = is_alone(source, token.span);
                return CursorContext::Key { path, key: token.span, is_alone };
            }
            _ if expected == Expected::Key && token.is_key() => {
                path.push(key_name(source, token).to_owned());
                expected = Expected::KeyEnd;
            }
            _ if expected == Expected::Value && token.is_string() && is_at_cursor => {
                return match content_of_string(source, token.span, offset) {
                    Some(content) => CursorContext::String { path, content },
                    None => CursorContext::Other,
                };
            }
            TokenKind::Atom if expected == Expected::Value && is_at_cursor => {
                let is_element = matches!(brackets.last(), Some((_, false)));
                return CursorContext::Value { path, value: token.span, is_element };
            }
            _ => expected = Expected::ValueEnd,
        }
    }
    match expected {
        Expected::Key => {
            let key = word_after(source, offset);
            CursorContext::Key { path, key, is_alone: is_alone(source, key) }
        }
        Expected::Value if !is_before_value(source, offset) => {
            let is_element = matches!(brackets.last(), Some((_, false)));
            CursorContext::Value { path, value: Span::empty(offset), is_element }
        }
        Expected::KeyEnd | Expected::Value | Expected::ValueEnd => CursorContext::Other,
    }
}

/// Returns `true` if a value directly follows a byte offset.
fn is_before_value(source: &Source, offset: usize) -> bool {
    let next = source.text()[offset..].chars().next();
    next.is_some_and(|next| !next.is_whitespace() && !matches!(next, ']' | '}' | ',' | '#'))
}

/// Returns the first line of the string literal without its quotes; `None` if the cursor is outside
/// the quotes or on another line.
fn content_of_string(source: &Source, literal: Span, offset: usize) -> Option<Span> {
    let written = source.slice(literal);
    let is_multi_line = written.starts_with("\"\"\"") || written.starts_with("'''");
    let quotes = if is_multi_line { 3 } else { 1 };
    let content_end = literal.end - if is_closed(written) { quotes } else { 0 };
    let content = Span::new(literal.start + quotes, content_end);
    if !content.touches(offset) || ends_line(source, Span::new(content.start, offset)) {
        return None;
    }
    let first_line = source.slice(content).split(['\n', '\r']).next().unwrap_or_default();
    Some(Span::new(content.start, content.start + first_line.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::split_cursor;

    /// Returns the context at `$0` as one line.
    fn context(marked: &str) -> String {
        let (text, offset) = split_cursor(marked);
        let source = Source::new(text);
        let cursor = cursor_at(&source, offset);
        let (kind, path, span) = match cursor.context {
            CursorContext::Comment(span) => ("comment", Vec::new(), span),
            CursorContext::Header { path, name, is_array: false } => ("header", path, name),
            CursorContext::Header { path, name, is_array: true } => ("array header", path, name),
            CursorContext::Key { path, key, is_alone: true } => ("key", path, key),
            CursorContext::Key { path, key, is_alone: false } => ("key before more", path, key),
            CursorContext::Value { path, value, is_element: false } => ("value", path, value),
            CursorContext::Value { path, value, is_element: true } => ("element", path, value),
            CursorContext::String { path, content } => ("string", path, content),
            CursorContext::Other => return "other".to_owned(),
        };
        format!("{kind} {}: {}", path.join("."), source.slice(span))
    }

    #[track_caller]
    fn check(cases: &[(&str, &str)]) {
        for (marked, expected) in cases {
            assert_eq!(context(marked), *expected, "{marked}");
        }
    }

    #[test]
    fn a_key_begins_where_a_statement_can() {
        check(&[
            ("$0", "key : "),
            ("\u{feff}$0", "key : "),
            ("[client]\n$0", "key client: "),
            ("[client]\r\n  $0\r\nname = 1", "key client: "),
            ("[client]\nname = 1\nre$0", "key client: re"),
            ("[client]\nna$0me = 1", "key before more client: name"),
            ("[client]\nna$0me", "key client: name"),
            ("[[client]]\n$0name = 1", "key before more client: name"),
            ("[client.metadata]\nx$0", "key client.metadata: x"),
            ("client.na$0", "key client: na"),
            ("cli$0.name = 1", "key before more : cli"),
            ("client.$0", "key client: "),
            ("client . $0", "key client: "),
            ("größe = 1\ngr$0öße = 1", "key before more : größe"),
            ("[クライアント]\n名$0前", "key クライアント: 名前"),
        ]);
    }

    #[test]
    fn inline_tables_have_keys_too() {
        check(&[
            ("client = { $0", "key client: "),
            ("client = { type = 1, na$0me = 2 }", "key before more client: name"),
            ("client = [{ a.b = [1, 2], $0 }]", "key client: "),
            ("client = { metadata = { x = 1 }, $0", "key client: "),
            ("client = { metadata = { o$0", "key client.metadata: o"),
        ]);
    }

    #[test]
    fn a_string_knows_its_keys() {
        check(&[
            ("[client]\ntype = \"$0", "string client.type: "),
            ("[client]\ntype = 'se$0rver'", "string client.type: server"),
            ("[client]\ntype = '$0'\nname = 'x'", "string client.type: "),
            ("client.type = \"s$0", "string client.type: s"),
            ("client = { type = \"a$0", "string client.type: a"),
            ("[client]\nuris = [\n  \"a\",\n  \"b$0", "string client.uris: b"),
            ("[client]\nuris = [\"a\", '$0']", "string client.uris: "),
            ("client = [{ type = 'x' }, { name = 'ö$0' }]", "string client.name: ö"),
            ("x = \"\"\"a$0\"\"\"", "string x: a"),
            ("x = \"a\\\"b$0\"", "string x: a\\\"b"),
        ]);
    }

    #[test]
    fn beside_a_string_and_on_its_later_lines_nothing_is_typed() {
        check(&[
            ("x = $0'a'", "other"),
            ("x = 'a'$0", "other"),
            ("x = \"$0\"\"a\"\"\"", "other"),
            ("x = \"\"\"a\nb$0\"\"\"", "other"),
        ]);
    }

    #[test]
    fn a_comment_is_one_wherever_it_is() {
        check(&[
            ("# a$0b", "comment : # ab"),
            ("$0# ab", "key : "),
            ("x = 1 # Grö$0ße", "comment : # Größe"),
            ("x = [ # a$0\n]", "comment : # a"),
            ("[client] # a$0", "comment : # a"),
            ("x = '# a$0'", "string x: # a"),
        ]);
    }

    #[test]
    fn a_header_has_a_name_of_parts() {
        check(&[
            ("[$0", "header : "),
            ("[cl$0ient]", "header : client"),
            ("[client.$0]", "header client: "),
            ("[client.me$0ta", "header client: meta"),
            ("x = 1\n[[$0]]", "array header : "),
            ("[client]$0", "other"),
            ("[client] $0", "other"),
        ]);
    }

    #[test]
    fn a_value_without_quotes_knows_its_keys() {
        check(&[
            ("type = $0", "value type: "),
            ("[client]\ntype =$0\nname = 1", "value client.type: "),
            ("client.type = se$0", "value client.type: se"),
            ("uris = [$0", "element uris: "),
            ("uris = [\n  'a',\n  $0\n]", "element uris: "),
            ("client = { type = $0 }", "value client.type: "),
        ]);
    }

    #[test]
    fn after_a_key_or_a_value_nothing_is_typed() {
        check(&[
            ("name $0", "other"),
            ("name = 'a' $0", "other"),
            ("uris = ['a' $0]", "other"),
            ("a b$0", "other"),
            ("\"na$0me\" = 1", "other"),
        ]);
    }

    #[test]
    fn a_cursor_is_in_the_statement_that_it_is_at_the_end_of() {
        let statement = |marked: &str| {
            let (text, offset) = split_cursor(marked);
            let source = Source::new(text);
            cursor_at(&source, offset).statement.map(|span| source.slice(span).to_owned())
        };
        assert_eq!(statement("a = 1\nname = $0\n").as_deref(), Some("name = "));
        assert_eq!(statement("uris = [\n  'a',\n$0]\n").as_deref(), Some("uris = [\n  'a',\n]"));
        assert_eq!(statement("a = 1\n$0\nb = 1\n"), None);
    }
}
