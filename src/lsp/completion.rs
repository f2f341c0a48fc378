//! Completion, from the text before the cursor: it is asked for in lines that are half typed, and
//! so no TOML yet.

use tower_lsp::lsp_types::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Documentation, InsertTextFormat,
    Position, TextEdit,
};

use super::convert::markup;
use super::document::Document;
use super::hover;
use super::session::Session;
use crate::console::{
    CLIENT_TYPES, FIELDS, Field, METADATA_KEY, TYPE_ALIASES, TYPE_KEY, known_keys,
};
use crate::docs::plain;
use crate::manifest::{Client, Manifest};
use crate::rules::RULES;
use crate::syntax::parse;
use crate::text::{Source, Span, line_start};

/// What can be typed at a place.
pub fn complete(session: &Session, document: &Document, position: Position) -> Vec<CompletionItem> {
    let text = document.text();
    let offset = document.offset(position, session.encoding);
    let line = &text[line_start(&text, offset)..offset];
    let items = match place(&text, line, offset) {
        CompletionContext::Rule(typed) => rules(typed),
        CompletionContext::Type(typed) => types(typed),
        CompletionContext::Uri(typed) => uris(typed),
        CompletionContext::Key(typed) => keys(&text, offset, typed, session.support.snippets),
        CompletionContext::Elsewhere => Vec::new(),
    };
    let edit = |item: Item| {
        let range = document.range(Span::new(offset - item.typed, offset), session.encoding);
        CompletionItem {
            label: item.label,
            kind: Some(item.kind),
            detail: item.detail,
            documentation: Some(documentation(item.docs, session.support.markdown_in_completion)),
            sort_text: Some(item.order),
            insert_text_format: item.is_snippet.then_some(InsertTextFormat::SNIPPET),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, item.text))),
            ..CompletionItem::default()
        }
    };
    items.into_iter().map(edit).collect()
}

/// Docs for the client: a client that names no format takes a plain text alone.
fn documentation(markdown: String, is_supported: bool) -> Documentation {
    if is_supported {
        Documentation::MarkupContent(markup(markdown, true))
    } else {
        Documentation::String(plain(&markdown))
    }
}

/// What the cursor stands in, with how many bytes of it are typed.
enum CompletionContext {
    Rule(usize),
    Type(usize),
    Uri(usize),
    Key(usize),
    Elsewhere,
}

struct Item {
    label: String,
    kind: CompletionItemKind,
    detail: Option<String>,
    docs: String,
    order: String,
    text: String,
    typed: usize,
    is_snippet: bool,
}

fn place(text: &str, line: &str, offset: usize) -> CompletionContext {
    if let Some((_, list)) = line
        .rsplit_once("cliq-lint: allow(")
        .filter(|(before, list)| before.contains('#') && !list.contains(')'))
    {
        let typed = list.rsplit([',', ' ']).next().unwrap_or_default();
        return CompletionContext::Rule(typed.len());
    }
    if let Some(typed) = open_string(line) {
        return match key_before(text, offset) {
            Some(key) if key == TYPE_KEY || TYPE_ALIASES.contains(&key) => {
                CompletionContext::Type(typed.len())
            }
            Some(key) if FIELDS.iter().any(|row| row.key == key && row.field != Field::Name) => {
                CompletionContext::Uri(typed.len())
            }
            _ => CompletionContext::Elsewhere,
        };
    }
    let word = line.trim_start().trim_start_matches("client.");
    let is_key = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if is_key { CompletionContext::Key(word.len()) } else { CompletionContext::Elsewhere }
}

/// What is typed of the string that is open at the end of a line; `None` where none is.
fn open_string(line: &str) -> Option<&str> {
    let mut open: Option<(char, usize)> = None;
    let mut is_escaped = false;
    for (at, character) in line.char_indices() {
        match (open, character) {
            (Some(('"', _)), '\\') if !is_escaped => {
                is_escaped = true;
                continue;
            }
            (Some((quote, _)), _) if quote == character && !is_escaped => open = None,
            (None, '"' | '\'') => open = Some((character, at + 1)),
            (None, '#') => return None,
            _ => {}
        }
        is_escaped = false;
    }
    open.map(|(_, start)| &line[start..])
}

/// The key of the value that the cursor stands in: the last `key =` at the start of a line, or
/// behind a brace or a comma.
fn key_before(text: &str, offset: usize) -> Option<&str> {
    let mut before = &text[..offset];
    loop {
        let equals = before.rfind('=')?;
        let key = before[..equals].trim_end();
        let start = key
            .rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
            .map_or(0, |at| at + 1);
        let name = &key[start..];
        let is_key = key[..start]
            .trim_end_matches([' ', '\t', '"', '\'', '.'])
            .ends_with(['\n', '{', ',', '\u{feff}'])
            || key[..start].trim().is_empty();
        if !name.is_empty() && (is_key || key[..start].ends_with("client.")) {
            return Some(name);
        }
        before = &before[..equals];
    }
}

fn rules(typed: usize) -> Vec<Item> {
    let item = |rule: &&crate::rules::Rule| Item {
        label: rule.name.to_owned(),
        kind: CompletionItemKind::ENUM_MEMBER,
        detail: Some(rule.summary.to_owned()),
        docs: rule.rationale.to_owned(),
        order: rule.name.to_owned(),
        text: rule.name.to_owned(),
        typed,
        is_snippet: false,
    };
    RULES.iter().map(item).collect()
}

fn types(typed: usize) -> Vec<Item> {
    let item = |(index, row): (usize, &crate::console::ClientTypeInfo)| Item {
        label: row.value.to_owned(),
        kind: CompletionItemKind::ENUM_MEMBER,
        detail: Some(row.purpose.to_owned()),
        docs: hover::of_type(row),
        order: index.to_string(),
        text: row.value.to_owned(),
        typed,
        is_snippet: false,
    };
    CLIENT_TYPES.iter().enumerate().map(item).collect()
}

fn uris(typed: usize) -> Vec<Item> {
    let starts = [
        ("https://", "what everything but your own machine should have"),
        ("http://localhost:", "your own machine, while developing"),
    ];
    let item = |(index, (start, detail)): (usize, &(&str, &str))| Item {
        label: (*start).to_owned(),
        kind: CompletionItemKind::VALUE,
        detail: Some((*detail).to_owned()),
        docs: "The console has a URI begin with `https://` or `http://`.".to_owned(),
        order: index.to_string(),
        text: (*start).to_owned(),
        typed,
        is_snippet: false,
    };
    starts.iter().enumerate().map(item).collect()
}

/// The keys that the client does not have yet: first those that its type requires, and none that it
/// is never asked for.
fn keys(text: &str, offset: usize, typed: usize, snippets: bool) -> Vec<Item> {
    let source = Source::from(text);
    let document = parse(&source);
    let manifest = Manifest::new(&document);
    let Some(client) = manifest.clients.iter().rfind(|client| client.span.start <= offset) else {
        return Vec::new();
    };
    let is_here = |span: Span| span.start <= offset && offset <= span.end;
    let is_present = |key: &str| {
        client.table.entries.iter().any(|entry| entry.key == key && !is_here(entry.key_span))
    };
    known_keys()
        .filter(|key| !is_present(key))
        .filter_map(|key| key_item(client, key, typed, snippets))
        .collect()
}

fn key_item(client: &Client<'_>, key: &str, typed: usize, snippets: bool) -> Option<Item> {
    let row = FIELDS.iter().find(|row| row.key == key);
    let (order, detail, value) = match row {
        Some(row) if !client.accepts(row.field) => return None,
        Some(row) => {
            let is_required = client.client_type().is_some();
            let detail = if is_required {
                format!("{} (required)", row.label)
            } else {
                row.label.to_owned()
            };
            let value = if row.is_list {
                "[\"${1:https://}\"]"
            } else if row.field == Field::Name {
                "\"$1\""
            } else {
                "\"${1:https://}\""
            };
            (format!("{}{}", u8::from(!is_required), row.field as usize + 1), detail, value)
        }
        None if key == METADATA_KEY => {
            ("9".to_owned(), "your own: never linted, but for secrets".to_owned(), "{ $1 }")
        }
        None => (
            "00".to_owned(),
            "the client's type (required)".to_owned(),
            "\"${1|server-based,client-based,mobile-based,non-browser-based,self-client|}\"",
        ),
    };
    let text = if snippets { format!("{key} = {value}") } else { format!("{key} = ") };
    let docs = hover::of_key(key).unwrap_or_default();
    Some(Item {
        label: key.to_owned(),
        kind: CompletionItemKind::FIELD,
        detail: Some(detail),
        docs,
        order,
        text,
        typed,
        is_snippet: snippets,
    })
}
