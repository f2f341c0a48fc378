//! Completion: rules in suppressions, client types, how URIs begin, and the keys of a client.

use super::{Analysis, rule_name_at};
use crate::console::{
    CLIENT_TYPES, ClientTypeInfo, FIELDS, FieldInfo, FieldKind, METADATA_KEY, TYPE_KEY, known_keys,
};
use crate::docs::{key_docs, type_docs};
use crate::manifest::{Client, Manifest, names_client, resolve_key};
use crate::rules::RuleId;
use crate::suppression::expects_rule;
use crate::syntax::{CursorContext, cursor_context};
use crate::text::Span;

/// Something that can be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What the list shows.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// What it is, in a few words.
    pub detail: String,
    /// What it means; Markdown.
    pub docs: String,
    /// The list is sorted by this.
    pub sort_key: String,
    /// What is typed so far; the rest is inserted in its place.
    pub typed: Span,
    /// What is inserted.
    pub text: String,
    /// The same with tab stops (LSP 3.17, "Snippet Syntax"), where there is something to fill in.
    pub snippet: Option<String>,
}

/// What a completion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// A rule's name.
    Rule,
    /// A value of `type`.
    ClientType,
    /// The beginning of a URI.
    UriPrefix,
    /// A key.
    Key,
}

/// What can be typed at a byte offset, in text that need not be TOML yet.
pub fn completions(analysis: &Analysis, offset: usize) -> Vec<Completion> {
    let Some(manifest) = analysis.manifest() else { return Vec::new() };
    match cursor_context(&manifest.source, offset) {
        CursorContext::Comment(comment) => rules(manifest, comment, offset),
        CursorContext::String { path, typed } => match path.as_slice() {
            [table, key] if names_client(table) => values(key, typed),
            _ => Vec::new(),
        },
        CursorContext::Key { path, typed } => match path.as_slice() {
            [table] if names_client(table) => keys(manifest, typed),
            _ => Vec::new(),
        },
        CursorContext::Other => Vec::new(),
    }
}

/// The rules, where the cursor is in the list of a suppression.
fn rules(manifest: &Manifest, comment: Span, offset: usize) -> Vec<Completion> {
    let before = manifest.source.slice(Span::new(comment.start, offset));
    if !expects_rule(before) {
        return Vec::new();
    }
    let typed = Span::new(rule_name_at(&manifest.source, comment, offset).start, offset);
    RuleId::ALL.iter().map(|rule| rule_completion(*rule, typed)).collect()
}

fn rule_completion(rule: RuleId, typed: Span) -> Completion {
    Completion {
        label: rule.name().to_owned(),
        kind: CompletionKind::Rule,
        detail: rule.descriptor().summary.to_owned(),
        docs: rule.descriptor().rationale.to_owned(),
        sort_key: rule.name().to_owned(),
        typed,
        text: rule.name().to_owned(),
        snippet: None,
    }
}

/// The values of a key that are known.
fn values(key: &str, typed: Span) -> Vec<Completion> {
    let Some(resolved) = resolve_key(key) else { return Vec::new() };
    if resolved.key == TYPE_KEY {
        let rows = CLIENT_TYPES.iter().enumerate();
        return rows.map(|(index, info)| type_completion(index, info, typed)).collect();
    }
    let field = FIELDS.iter().find(|field| field.key == resolved.key);
    if field.is_some_and(|field| field.kind.holds_uris()) {
        let prefixes = URI_PREFIXES.iter().enumerate();
        return prefixes.map(|(index, prefix)| uri_completion(index, prefix, typed)).collect();
    }
    Vec::new()
}

fn type_completion(index: usize, info: &ClientTypeInfo, typed: Span) -> Completion {
    Completion {
        label: info.value.to_owned(),
        kind: CompletionKind::ClientType,
        detail: info.purpose.to_owned(),
        docs: type_docs(info),
        sort_key: index.to_string(),
        typed,
        text: info.value.to_owned(),
        snippet: None,
    }
}

/// How a URI can begin, and where that is used.
const URI_PREFIXES: [(&str, &str); 2] = [
    ("https://", "for every host other than this machine"),
    ("http://localhost:", "for this machine, during development"),
];

fn uri_completion(index: usize, (prefix, detail): &(&str, &str), typed: Span) -> Completion {
    Completion {
        label: (*prefix).to_owned(),
        kind: CompletionKind::UriPrefix,
        detail: (*detail).to_owned(),
        docs: "A URI must begin with `https://` or `http://`.".to_owned(),
        sort_key: index.to_string(),
        typed,
        text: (*prefix).to_owned(),
        snippet: None,
    }
}

/// The keys that the client does not have yet: first those that its type requires, and none that
/// the console does not ask it for.
fn keys(manifest: &Manifest, typed: Span) -> Vec<Completion> {
    let mut clients = manifest.clients.iter();
    let Some(client) = clients.rfind(|client| client.span.start <= typed.end) else {
        return Vec::new();
    };
    // The key that is typed right now is an entry already.
    let entries = client.table.entries.iter().filter(|entry| !entry.key_span.touches(typed.end));
    let has_key = |key: &&str| entries.clone().any(|entry| entry.key == **key);
    known_keys()
        .filter(|key| !has_key(key))
        .filter_map(|key| key_completion(client, key, typed))
        .collect()
}

fn key_completion(client: &Client, key: &str, typed: Span) -> Option<Completion> {
    let field = FIELDS.iter().find(|field| field.key == key);
    let (sort_key, detail, snippet) = match field {
        Some(field) if !client.accepts(field.field) => return None,
        Some(field) => {
            // A type requires every field that it accepts.
            let is_required = client.client_type.is_some();
            let group = u8::from(!is_required);
            let detail = format!("{}{}", field.label, if is_required { " (required)" } else { "" });
            (format!("{group}{}", field.field as usize + 1), detail, snippet_of_field(field))
        }
        None if key == METADATA_KEY => {
            let detail = "free-form; scanned only for secrets";
            ("9".to_owned(), detail.to_owned(), "{ $1 }".to_owned())
        }
        None => ("00".to_owned(), "the client's type (required)".to_owned(), snippet_of_type()),
    };
    Some(Completion {
        label: key.to_owned(),
        kind: CompletionKind::Key,
        detail,
        docs: key_docs(key)?,
        sort_key,
        typed,
        text: format!("{key} = "),
        snippet: Some(format!("{key} = {snippet}")),
    })
}

fn snippet_of_field(field: &FieldInfo) -> String {
    let snippet = match field.kind {
        FieldKind::Text => "\"$1\"",
        FieldKind::Uri => "\"${1:https://}\"",
        FieldKind::UriList => "[\"${1:https://}\"]",
    };
    snippet.to_owned()
}

/// A choice of the client types.
fn snippet_of_type() -> String {
    let types: Vec<&str> = CLIENT_TYPES.iter().map(|info| info.value).collect();
    format!("\"${{1|{}|}}\"", types.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{analyze, split_cursor};

    /// The completions at `$0` in the order of the list.
    fn at(marked: &str) -> Vec<Completion> {
        let (text, offset) = split_cursor(marked);
        let mut completions = completions(&analyze(&text), offset);
        completions.sort_by(|one, other| one.sort_key.cmp(&other.sort_key));
        completions
    }

    fn labels(marked: &str) -> Vec<String> {
        at(marked).into_iter().map(|completion| completion.label).collect()
    }

    /// The text after the completion of a label.
    #[track_caller]
    fn complete(marked: &str, label: &str) -> String {
        let (mut text, _) = split_cursor(marked);
        let all = at(marked);
        let chosen = all.iter().find(|completion| completion.label == label);
        let chosen = chosen.unwrap_or_else(|| panic!("no {label} in {:?}", labels(marked)));
        let inserted = chosen.snippet.as_ref().unwrap_or(&chosen.text);
        text.replace_range(chosen.typed.start..chosen.typed.end, inserted);
        text
    }

    #[test]
    fn the_keys_that_a_client_does_not_have_yet_come_in_the_order_of_the_console() {
        let all: Vec<&str> = known_keys().collect();
        assert_eq!(labels("[client]\n$0\n"), all);
        assert_eq!(
            labels("[client]\ntype = \"server-based\"\nname = \"A\"\n$0"),
            ["homepage_url", "redirect_uris", "metadata"]
        );
        assert_eq!(labels("[client]\ntype = \"self-client\"\n$0\n"), ["name", "metadata"]);
        let others = labels("[client]\n$0\nname = \"A\"\n[client.metadata]\n");
        assert_eq!(others.len(), all.len() - 2);
    }

    #[test]
    fn a_field_is_called_required_once_the_type_is_known() {
        let detail =
            |marked| at(marked).into_iter().find(|one| one.label == "name").unwrap().detail;
        assert_eq!(detail("[client]\ntype = \"self-client\"\n$0"), "Client Name (required)");
        assert_eq!(detail("[client]\n$0"), "Client Name");
    }

    #[test]
    fn the_key_that_is_typed_is_offered_and_replaced() {
        assert_eq!(
            complete("[client]\nname = 'A'\nredi$0", "redirect_uris"),
            "[client]\nname = 'A'\nredirect_uris = [\"${1:https://}\"]"
        );
        assert_eq!(complete("client.na$0", "name"), "client.name = \"$1\"");
        assert_eq!(complete("[client]\n  n$0ame", "name"), "[client]\n  name = \"$1\"ame");
        assert_eq!(complete("[client]\nname$0 = 'A'", "name"), "[client]\nname = \"$1\" = 'A'");
        assert_eq!(
            complete("client = { name = 'A', $0 }", "homepage_url"),
            "client = { name = 'A', homepage_url = \"${1:https://}\" }"
        );
        assert_eq!(complete("[client]\nü$0", "metadata"), "[client]\nmetadata = { $1 }");
    }

    #[test]
    fn the_snippet_of_the_type_is_a_choice_of_all() {
        let values: Vec<&str> = CLIENT_TYPES.iter().map(|info| info.value).collect();
        let choice = format!("[client]\ntype = \"${{1|{}|}}\"", values.join(","));
        assert_eq!(complete("[client]\n$0", "type"), choice);
    }

    #[test]
    fn keys_are_offered_for_the_client_around_the_cursor_only() {
        let text = "[[client]]\nname = 'A'\n$0\n[[client]]\nhomepage_url = ''\n";
        assert!(!labels(text).contains(&"name".to_owned()));
        assert!(labels(text).contains(&"homepage_url".to_owned()));
        for marked in
            ["$0", "[other]\n$0", "[client]\n[client.metadata]\n$0", "[client]\nx = [\n$0"]
        {
            assert_eq!(labels(marked), [""; 0], "{marked}");
        }
    }

    #[test]
    fn types_are_offered_in_the_string_of_the_type() {
        let types = CLIENT_TYPES.iter().map(|info| info.value).collect::<Vec<_>>();
        for marked in [
            "[client]\ntype = \"$0",
            "[client]\ntype = '$0'",
            "[client]\nclient_type = '$0'",
            "client.type = \"$0\"",
            "client = { type = \"$0",
            "[cli\ntype = \"$0\"",
        ] {
            assert_eq!(labels(marked), types, "{marked}");
        }
        assert_eq!(
            complete("[client]\ntype = 'größe$0'", "self-client"),
            "[client]\ntype = 'self-client'"
        );
        assert_eq!(labels("[client.metadata]\ntype = \"$0"), [""; 0]);
        assert_eq!(labels("[client]\ntype = $0"), [""; 0]);
    }

    #[test]
    fn the_beginning_of_a_uri_is_offered_where_a_field_holds_uris() {
        for marked in [
            "[client]\nhomepage_url = \"ht$0",
            "[client]\nredirect_uris = [\n  \"https://a.com\",\n  \"$0",
            "client = [{ javascript_domains = ['$0'] }]",
        ] {
            assert_eq!(labels(marked), ["https://", "http://localhost:"], "{marked}");
        }
        assert_eq!(labels("[client]\nname = \"$0\""), [""; 0]);
        assert_eq!(labels("[client]\nowner = \"$0\""), [""; 0]);
    }

    #[test]
    fn rules_are_offered_in_the_list_of_a_suppression() {
        let marked = "[client]\nname = 'A' # cliq-lint: allow(duplicate-uri, in$0)";
        assert_eq!(labels(marked).len(), RuleId::ALL.len());
        assert_eq!(
            complete(marked, "insecure-http"),
            "[client]\nname = 'A' # cliq-lint: allow(duplicate-uri, insecure-http)"
        );
        assert_eq!(
            complete("# cliq-lint: allow($0", "unknown-key"),
            "# cliq-lint: allow(unknown-key"
        );
        for marked in [
            "# allow($0",
            "# cliq-lint: $0",
            "# cliq-lint: allow(unknown-key)$0",
            "# cliq-lint: allow(unknown-key, reason = \"$0",
        ] {
            assert_eq!(labels(marked), [""; 0], "{marked}");
        }
    }
}
