//! What a cursor is in, by the tokens before it: a text that is half typed is seldom TOML.

use super::statements::{Statement, StatementKind, is_closed, key_name, split};
use super::tokens::TokenKind;
use crate::text::{Source, Span};

/// What a cursor is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CursorContext {
    /// A comment, at the span.
    Comment(Span),
    /// A place for a key.
    Key {
        /// The keys of the tables around it, from the root.
        path: Vec<String>,
        /// What is typed of this part of the key.
        typed: Span,
    },
    /// A string that is a value, or an element of one.
    String {
        /// The keys of the value, from the root; arrays do not count.
        path: Vec<String>,
        /// What is typed of the string, after its quotes.
        typed: Span,
    },
    /// Anything else.
    Other,
}

/// What the cursor at a byte offset is in. What follows the cursor only tells where strings end.
pub fn cursor_context(source: &Source, offset: usize) -> CursorContext {
    let mut statements = split(source);
    statements.retain(|statement| statement.span.start < offset);
    let header = statements.iter().rfind(|statement| statement.kind == StatementKind::Header);
    let keys = header.map_or(&[][..], |header| &header.key_path);
    let path = keys.iter().map(|(name, _)| name.clone()).collect();
    let last = statements.last().filter(|last| {
        // On a line after the last statement another one begins.
        offset <= last.span.end || !ends_line(source, Span::new(last.span.end, offset))
    });
    match last {
        Some(statement) => context_in(source, statement, path, offset),
        None => CursorContext::Key { path, typed: Span::empty(offset) },
    }
}

fn ends_line(source: &Source, span: Span) -> bool {
    source.slice(span).contains(['\n', '\r'])
}

/// What the next token of a statement is expected to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// The first part of a key, or the next.
    Key,
    /// A dot or an equals sign after a part of a key.
    KeyEnd,
    /// A value or a part of one.
    Value,
}

/// The context in a statement below a header of the keys `path`.
fn context_in(
    source: &Source,
    statement: &Statement,
    mut path: Vec<String>,
    offset: usize,
) -> CursorContext {
    let is_header = statement.kind == StatementKind::Header;
    let mut expected = if is_header { Expected::Value } else { Expected::Key };
    // Each open bracket: how long the path was before it, and whether it opens an inline table.
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
                expected = Expected::Value;
            }
            TokenKind::Comma => {
                expected = Expected::Value;
                if let Some((len, true)) = brackets.last() {
                    path.truncate(*len);
                    expected = Expected::Key;
                }
            }
            TokenKind::Dot if expected == Expected::KeyEnd => expected = Expected::Key,
            TokenKind::Atom if expected == Expected::Key && is_at_cursor => {
                let typed = Span::new(token.span.start, offset);
                return CursorContext::Key { path, typed };
            }
            _ if expected == Expected::Key && token.is_key() => {
                path.push(key_name(source, token).to_owned());
                expected = Expected::KeyEnd;
            }
            _ if expected == Expected::Value && token.is_string() && is_at_cursor => {
                return match typed_of_string(source, token.span, offset) {
                    Some(typed) => CursorContext::String { path, typed },
                    None => CursorContext::Other,
                };
            }
            _ => expected = Expected::Value,
        }
    }
    match expected {
        Expected::Key => CursorContext::Key { path, typed: Span::empty(offset) },
        Expected::KeyEnd | Expected::Value => CursorContext::Other,
    }
}

/// What is before the cursor of the string that is written at `literal`; `None` where the cursor is
/// beside the quotes, or on another line than they are.
fn typed_of_string(source: &Source, literal: Span, offset: usize) -> Option<Span> {
    let written = source.slice(literal);
    let is_multi_line = written.starts_with("\"\"\"") || written.starts_with("'''");
    let quotes = if is_multi_line { 3 } else { 1 };
    let content_end = literal.end - if is_closed(written) { quotes } else { 0 };
    let content = Span::new(literal.start + quotes, content_end);
    let typed = Span::new(content.start, offset);
    (content.touches(offset) && !ends_line(source, typed)).then_some(typed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::split_cursor;

    /// The context at `$0`, as a line.
    fn context(marked: &str) -> String {
        let (text, offset) = split_cursor(marked);
        let source = Source::new(text);
        match cursor_context(&source, offset) {
            CursorContext::Comment(span) => format!("comment `{}`", source.slice(span)),
            CursorContext::Key { path, typed } => {
                format!("key {}`{}`", path.join(".") + " ", source.slice(typed))
            }
            CursorContext::String { path, typed } => {
                format!("string {} `{}`", path.join("."), source.slice(typed))
            }
            CursorContext::Other => "other".to_owned(),
        }
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
            ("$0", "key  ``"),
            ("\u{feff}$0", "key  ``"),
            ("[client]\n$0", "key client ``"),
            ("[client]\r\n  $0\r\nname = 1", "key client ``"),
            ("[client]\nname = 1\nre$0", "key client `re`"),
            ("[client]\nna$0me = 1", "key client `na`"),
            ("[[client]]\n$0name = 1", "key client ``"),
            ("[client.metadata]\nx$0", "key client.metadata `x`"),
            ("client.na$0", "key client `na`"),
            ("client.$0", "key client ``"),
            ("client . $0", "key client ``"),
            ("größe = 1\ngr$0öße = 1", "key  `gr`"),
            ("[クライアント]\n名$0前", "key クライアント `名`"),
        ]);
    }

    #[test]
    fn inline_tables_have_keys_too() {
        check(&[
            ("client = { $0", "key client ``"),
            ("client = { type = 1, na$0me = 2 }", "key client `na`"),
            ("client = [{ a.b = [1, 2], $0 }]", "key client ``"),
            ("client = { metadata = { x = 1 }, $0", "key client ``"),
            ("client = { metadata = { o$0", "key client.metadata `o`"),
        ]);
    }

    #[test]
    fn a_string_knows_its_keys() {
        check(&[
            ("[client]\ntype = \"$0", "string client.type ``"),
            ("[client]\ntype = 'se$0rver'", "string client.type `se`"),
            ("[client]\ntype = '$0'\nname = 'x'", "string client.type ``"),
            ("client.type = \"s$0", "string client.type `s`"),
            ("client = { type = \"a$0", "string client.type `a`"),
            ("[client]\nuris = [\n  \"a\",\n  \"b$0", "string client.uris `b`"),
            ("[client]\nuris = [\"a\", '$0']", "string client.uris ``"),
            ("client = [{ type = 'x' }, { name = 'ö$0' }]", "string client.name `ö`"),
            ("x = \"\"\"a$0\"\"\"", "string x `a`"),
            ("x = \"a\\\"b$0\"", "string x `a\\\"b`"),
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
            ("# a$0b", "comment `# ab`"),
            ("$0# ab", "key  ``"),
            ("x = 1 # Grö$0ße", "comment `# Größe`"),
            ("x = [ # a$0\n]", "comment `# a`"),
            ("[client] # a$0", "comment `# a`"),
            ("x = '# a$0'", "string x `# a`"),
        ]);
    }

    #[test]
    fn headers_values_and_what_follows_a_key_are_none_of_these() {
        check(&[
            ("[cl$0", "other"),
            ("[client] $0", "other"),
            ("name $0", "other"),
            ("name = $0", "other"),
            ("name = 1$0", "other"),
            ("a b$0", "other"),
            ("uris = [$0", "other"),
            ("uris = [\n  $0\n]", "other"),
            ("\"na$0me\" = 1", "other"),
        ]);
    }
}
