//! Hover: what a key, a type or a rule name means, and the parts of a URI that something is wrong
//! with.

use tower_lsp::lsp_types::{Hover, HoverContents, Position};

use super::convert::markup;
use super::document::Document;
use super::session::Session;
use crate::console::{CLIENT_TYPES, ClientType, ClientTypeInfo, FIELDS, METADATA_KEY, TYPE_KEY};
use crate::lint::lint;
use crate::manifest::{Manifest, UriValue, resolve_key};
use crate::rules::{self, RULES};
use crate::syntax::parse;
use crate::text::escape::quote_for_message;
use crate::text::{Source, Span};

/// What there is to say of a place.
pub fn hover(session: &Session, document: &Document, position: Position) -> Option<Hover> {
    let text = document.text();
    let offset = document.offset(position, session.encoding);
    let (span, value) = meaning(&text, offset, document)?;
    let contents = HoverContents::Markup(markup(value, session.support.markdown_in_hover));
    Some(Hover { contents, range: Some(document.range(span, session.encoding)) })
}

fn meaning(text: &str, offset: usize, document: &Document) -> Option<(Span, String)> {
    let source = Source::from(text);
    let parsed = parse(&source);
    let holds = |span: Span| span.start <= offset && offset <= span.end;
    if let Some(comment) = parsed.comments.iter().find(|comment| holds(**comment)) {
        let (span, name) = word(text, *comment, offset);
        return rules::position(name).map(|rule| (span, of_rule(RULES[rule])));
    }
    let manifest = Manifest::new(&parsed);
    for client in &manifest.clients {
        if let Some(entry) = client.table.entries.iter().find(|entry| holds(entry.key_span)) {
            let key = resolve_key(&entry.key).map_or(entry.key.as_str(), |(key, _)| key);
            return Some((entry.key_span, of_key(key)?));
        }
        if let Some(value) =
            client.type_entry.map(|entry| &entry.value).filter(|value| holds(value.span))
        {
            let client_type = ClientType::parse_lenient(value.as_string(text)?.value)?;
            return Some((value.span, of_type(client_type.row())));
        }
        if let Some(uri) = client.uris.iter().find(|uri| holds(uri.text.span)) {
            let found = lint(&source, &document.levels).diagnostics;
            let is_suspicious =
                found.iter().any(|found| uri.text.span.intersects(found.finding.span));
            return is_suspicious.then(|| (uri.text.span, of_uri(uri)));
        }
    }
    None
}

/// The word of a rule's name that holds an offset.
fn word(text: &str, around: Span, offset: usize) -> (Span, &str) {
    let is_part = |c: char| c.is_ascii_lowercase() || c == '-';
    let start = text[around.start..offset]
        .rfind(|c| !is_part(c))
        .map_or(around.start, |at| around.start + at + 1);
    let end = text[offset..around.end].find(|c| !is_part(c)).map_or(around.end, |at| offset + at);
    (Span::new(start, end), &text[start..end])
}

fn of_rule(rule: &rules::Rule) -> String {
    format!(
        "**{}** ({})\n\n{}.\n\n{}",
        rule.name,
        rule.severity.name(),
        rule.summary,
        rule.rationale
    )
}

/// A key's page: its meaning, what the console calls it, and which types require it.
pub fn of_key(key: &str) -> Option<String> {
    if key == TYPE_KEY {
        let types: String = CLIENT_TYPES
            .iter()
            .map(|row| format!("| `{}` | {} |\n", row.value, row.purpose))
            .collect();
        return Some(format!(
            "The client's type: the first thing that the console asks.\n\n| type | for |\n|---|---|\n{types}"
        ));
    }
    if key == METADATA_KEY {
        return Some(
            "Your own: never linted, but for secrets. The console does not ask for it.".to_owned(),
        );
    }
    let row = FIELDS.iter().find(|row| row.key == key)?;
    let types: String = CLIENT_TYPES
        .iter()
        .map(|kind| {
            format!(
                "| `{}` | {} |\n",
                kind.value,
                if kind.client_type.requires(row.field) { "required" } else { "–" }
            )
        })
        .collect();
    Some(format!(
        "{}\n\nThe console calls it **{}**.\n\n| type | |\n|---|---|\n{types}\n```toml\n{} = {}\n```",
        row.meaning, row.label, row.key, row.placeholder
    ))
}

/// A type's page: what it is for, and what the console asks of it.
pub fn of_type(row: &ClientTypeInfo) -> String {
    let fields: String = row
        .required
        .iter()
        .map(|field| format!("- {} (`{}`)\n", field.row().label, field.key()))
        .collect();
    format!("**{}**: {}.\n\nThe console asks for:\n\n{fields}", row.label, row.purpose)
}

fn of_uri(uri: &UriValue<'_>) -> String {
    let parts = &uri.uri;
    let mut table = String::from("| part | |\n|---|---|\n");
    let mut part = |name: &str, range: Option<&std::ops::Range<usize>>| {
        if let Some(range) = range.filter(|range| !range.is_empty()) {
            let shown = quote_for_message(&uri.raw()[range.clone()]).replace('|', "\\|");
            table += &["| ", name, " | ", &shown, " |\n"].concat();
        }
    };
    part("credentials", parts.userinfo.as_ref());
    part("host", Some(&parts.host));
    part("port", parts.port.as_ref());
    part("path", Some(&parts.path));
    part("query", parts.query.as_ref());
    part("fragment", parts.fragment.as_ref());
    match parts.canonical().filter(|canonical| *canonical != uri.raw()) {
        Some(canonical) => format!("{table}\nBrowsers send {}.", quote_for_message(canonical)),
        None => table,
    }
}
