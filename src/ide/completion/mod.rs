//! Completion: whole manifests, headers, keys, client types, URIs, and rules in suppressions.

mod uris;

use std::collections::BTreeSet;

use self::uris::uri_completions;
use super::{Analysis, configuration, rule_name_at};
use crate::console::{
    CLIENT_TYPES, ClientType, ClientTypeInfo, FIELDS, Field, FieldInfo, FieldKind, METADATA_KEY,
    RECORDS, Record, RecordInfo, TYPE_KEY, known_keys,
};
use crate::data_centers::{DATA_CENTERS, DataCenter};
use crate::docs::{data_center_docs, key_docs, type_docs};
use crate::manifest::{CLIENT_KEY, Client, ClientLayout, Manifest, names_client, resolve_key};
use crate::rules::RuleId;
use crate::scopes::cliq_scopes;
use crate::suppression::{
    self, TERM_KEYS, TermKey, expects_keyword, expects_rule, is_suppressible,
};
use crate::syntax::{CursorContext, cursor_at};
use crate::text::Span;
use crate::text::escape::toml_string;

/// A completion item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The label in the list, which editors match against the typed text.
    pub label: String,
    /// The kind of item.
    pub kind: CompletionKind,
    /// A short description.
    pub detail: String,
    /// What it means; Markdown.
    pub docs: String,
    /// The key by which the list is sorted.
    pub sort_key: String,
    /// The text to replace: the typed text and the rest of the same word or string.
    pub replaced: Span,
    /// The text to insert.
    pub text: String,
    /// The text to insert with tab stops (LSP 3.17, "Snippet Syntax"), if there is something to
    /// fill in.
    pub snippet: Option<String>,
}

/// The kind of a completion item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// A rule name.
    Rule,
    /// A value of `type`.
    ClientType,
    /// A data center or a scope.
    Value,
    /// A URI or the start of one.
    Uri,
    /// A key.
    Key,
    /// The name in a header.
    Header,
    /// A folder.
    Folder,
    /// Multiple lines.
    Lines,
}

/// Returns the completions at a byte offset. The text may be incomplete TOML.
pub fn completions(analysis: &Analysis, offset: usize) -> Vec<Completion> {
    let Some(manifest) = analysis.manifest() else {
        return configuration::completions(analysis, offset);
    };
    match cursor_at(&manifest.source, offset).context {
        CursorContext::Comment(comment) => rules(analysis, manifest, comment, offset),
        CursorContext::Header { path, name, is_array } => headers(manifest, &path, name, is_array),
        CursorContext::Key { path, key, is_alone } => match path.as_slice() {
            [] if manifest.clients.is_empty() && is_alone => new_clients(key),
            [table] if names_client(table) => keys(manifest, key, is_alone),
            _ => Vec::new(),
        },
        CursorContext::Value { path, value, is_element } => match path.as_slice() {
            [table, key] if names_client(table) => {
                let quote = |one| quoted(one, key, is_element);
                values(manifest, key, value, offset).into_iter().map(quote).collect()
            }
            _ => Vec::new(),
        },
        CursorContext::String { path, content } => match path.as_slice() {
            [table, key] if names_client(table) => values(manifest, key, content, offset),
            _ => Vec::new(),
        },
        CursorContext::Other => Vec::new(),
    }
}

/// Completes rules in the list of a suppression and, after a rule, the terms. Rules that report
/// something at that place come first.
fn rules(
    analysis: &Analysis,
    manifest: &Manifest,
    comment: Span,
    offset: usize,
) -> Vec<Completion> {
    let before = manifest.source.slice(Span::new(comment.start, offset));
    if let Some(len) = expects_keyword(before) {
        return keywords(manifest.source.text(), Span::new(offset - len, offset));
    }
    if !expects_rule(before) {
        return Vec::new();
    }
    let replaced = rule_name_at(&manifest.source, comment, offset);
    let owner = manifest.layout().owner_of(comment).map(|item| item.span);
    let is_here = |span: Span| owner.is_none_or(|owner| owner.contains(span));
    let reporting: BTreeSet<RuleId> = analysis
        .report
        .diagnostics
        .iter()
        .filter(|reported| is_here(reported.diagnostic.span))
        .filter_map(|reported| reported.code.rule())
        .collect();
    let completion = |rule: &RuleId| rule_completion(*rule, reporting.contains(rule), replaced);
    // The first item must be a rule.
    let is_first = before.rfind('(') > before.rfind(',');
    let terms = TERM_KEYS.iter().filter(|_| !is_first);
    let terms = terms.map(|term| term_completion(term, replaced));
    let rules = RuleId::ALL.iter().filter(|rule| is_suppressible(**rule));
    rules.map(completion).chain(terms).collect()
}

/// Completes the keywords of suppressions. `typed` is the part before the cursor.
fn keywords(text: &str, typed: Span) -> Vec<Completion> {
    let after = &text[typed.end..];
    let rest = after.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '-');
    let replaced = Span::new(typed.start, text.len() - rest.len());
    let has_list = rest.starts_with('(');
    let completion = |(keyword, kind): (&str, suppression::Kind)| Completion {
        label: keyword.to_owned(),
        kind: CompletionKind::Key,
        detail: kind.meaning().to_owned(),
        docs: String::new(),
        sort_key: keyword.to_owned(),
        replaced,
        text: if has_list { keyword.to_owned() } else { format!("{keyword}()") },
        snippet: (!has_list).then(|| format!("{keyword}($1)")),
    };
    suppression::Kind::ALL.map(completion).to_vec()
}

fn term_completion(term: &TermKey, replaced: Span) -> Completion {
    Completion {
        label: term.name.to_owned(),
        kind: CompletionKind::Key,
        detail: term.meaning.to_owned(),
        docs: String::new(),
        sort_key: format!("2{}", term.name),
        replaced,
        text: format!("{} = ", term.name),
        snippet: Some(format!("{} = {}", term.name, term.snippet)),
    }
}

fn rule_completion(rule: RuleId, reports_here: bool, replaced: Span) -> Completion {
    let descriptor = rule.descriptor();
    let group = if reports_here { "0" } else { "1" };
    Completion {
        label: descriptor.name.to_owned(),
        kind: CompletionKind::Rule,
        detail: descriptor.summary.to_owned(),
        docs: descriptor.rationale.to_owned(),
        sort_key: format!("{group}{}", descriptor.name),
        replaced,
        text: descriptor.name.to_owned(),
        snippet: None,
    }
}

/// Completes header names, including the missing closing brackets.
fn headers(manifest: &Manifest, path: &[String], name: Span, is_array: bool) -> Vec<Completion> {
    let names: &[(&str, &str)] = match path {
        [] if manifest.clients.is_empty() || is_array => &[(CLIENT_KEY, "a client")],
        [] => &[(CLIENT_KEY, "a client"), ("client.metadata", METADATA_DETAIL)],
        [table] if names_client(table) => &[(METADATA_KEY, METADATA_DETAIL)],
        _ => &[],
    };
    let rest = manifest.source.text()[name.end..].trim_start_matches([' ', '\t']);
    let closing = if is_array { "]]" } else { "]" };
    let closed = rest.len() - rest.trim_start_matches(']').len();
    let missing = &closing[closed.min(closing.len())..];
    let completion = |(index, (label, detail)): (usize, &(&str, &str))| Completion {
        label: (*label).to_owned(),
        kind: CompletionKind::Header,
        detail: (*detail).to_owned(),
        docs: String::new(),
        sort_key: index.to_string(),
        replaced: name,
        text: format!("{label}{missing}"),
        snippet: None,
    };
    names.iter().enumerate().map(completion).collect()
}

/// Completes a whole manifest for each client type, and the headers.
fn new_clients(replaced: Span) -> Vec<Completion> {
    let manifests = CLIENT_TYPES.iter().enumerate().map(|(index, info)| {
        let head = format!("[{CLIENT_KEY}]\n{TYPE_KEY} = {}\n", toml_string(info.value));
        let lines = |field_lines: String| format!("{head}{field_lines}\n");
        Completion {
            label: format!("{CLIENT_KEY} {}", info.value),
            kind: CompletionKind::Lines,
            detail: format!("a whole manifest: {}", info.purpose),
            docs: type_docs(info),
            sort_key: format!("0{index}"),
            replaced,
            text: lines(lines_of(info.required)),
            snippet: Some(lines(snippet_lines_of(info.required))),
        }
    });
    let headers = [("[client]", "a client"), ("[[client]]", "one of several clients")];
    let headers = headers.into_iter().enumerate().map(|(index, (header, detail))| Completion {
        label: header.to_owned(),
        kind: CompletionKind::Header,
        detail: detail.to_owned(),
        docs: String::new(),
        sort_key: format!("1{index}"),
        replaced,
        text: format!("{header}\n"),
        snippet: None,
    });
    manifests.chain(headers).collect()
}

/// Returns one line per field, with placeholders.
fn lines_of(fields: &[Field]) -> String {
    let line = |field: &Field| format!("{} = {}", field.key(), field.info().placeholder);
    fields.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Returns one line per field, with tab stops.
fn snippet_lines_of(fields: &[Field]) -> String {
    let line = |(index, field): (usize, &Field)| {
        format!("{} = {}", field.key(), snippet_of_field(field.info(), index + 1))
    };
    fields.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// Completes the known values of a key.
fn values(manifest: &Manifest, key: &str, replaced: Span, offset: usize) -> Vec<Completion> {
    let Some(resolved) = resolve_key(key) else { return Vec::new() };
    if resolved.key == TYPE_KEY {
        let types = CLIENT_TYPES.iter().enumerate();
        return types.map(|(index, info)| type_completion(index, info, replaced)).collect();
    }
    if let Some(info) = RECORDS.iter().find(|info| info.key == resolved.key) {
        let known = record_values(info.record).into_iter().enumerate();
        return known.map(|(index, value)| value_completion(index, value, replaced)).collect();
    }
    let field = FIELDS.iter().find(|field| field.key == resolved.key);
    match field.filter(|field| field.kind.holds_uris()) {
        Some(info) => uri_completions(manifest, info.field, replaced, offset),
        None => Vec::new(),
    }
}

fn type_completion(index: usize, info: &ClientTypeInfo, replaced: Span) -> Completion {
    Completion {
        label: info.value.to_owned(),
        kind: CompletionKind::ClientType,
        detail: info.purpose.to_owned(),
        docs: type_docs(info),
        sort_key: index.to_string(),
        replaced,
        text: info.value.to_owned(),
        snippet: None,
    }
}

fn value_completion(index: usize, known: KnownValue, replaced: Span) -> Completion {
    let KnownValue { value, detail, docs } = known;
    Completion {
        label: value.clone(),
        kind: CompletionKind::Value,
        detail: detail.to_owned(),
        docs,
        sort_key: format!("{index:04}"),
        replaced,
        text: value,
        snippet: None,
    }
}

/// Adds quotes to a value, and brackets if the key takes a list.
fn quoted(completion: Completion, key: &str, is_element: bool) -> Completion {
    let key = resolve_key(key).map(|resolved| resolved.key);
    let is_list = FIELDS.iter().any(|info| Some(info.key) == key && info.kind.is_list())
        || RECORDS.iter().any(|info| Some(info.key) == key && info.may_be_list);
    let (open, close) = if is_list && !is_element { ("[\"", "\"]") } else { ("\"", "\"") };
    let text = format!("{open}{}{close}", completion.text);
    let is_start = completion.kind == CompletionKind::Uri;
    let snippet = is_start.then(|| format!("{open}{}$1{close}", completion.text));
    Completion { text, snippet, ..completion }
}

/// Returns the client at a byte offset.
fn client_at(manifest: &Manifest, offset: usize) -> Option<&Client> {
    manifest.clients.iter().rfind(|client| client.span.start <= offset)
}

/// Completes the keys that the client does not have yet: the ones that its type requires first,
/// without the ones that the console does not ask for. If other text follows the key, only the key
/// is inserted.
fn keys(manifest: &Manifest, replaced: Span, is_alone: bool) -> Vec<Completion> {
    let Some(client) = client_at(manifest, replaced.end) else { return Vec::new() };
    // The key being typed is already an entry.
    let entries = client.table.entries.iter();
    let others = entries.filter(|entry| !entry.key_span.touches(replaced.end));
    let has_key = |key: &&str| others.clone().any(|entry| entry.key == **key);
    let keys = known_keys().filter(|key| !has_key(key));
    let keys = keys.filter_map(|key| key_completion(client, key, replaced, is_alone));
    let missing: Vec<Field> = client.client_type.map_or(Vec::new(), |client_type| {
        let required = client_type.info().required.iter().copied();
        required.filter(|field| !has_key(&field.key())).collect()
    });
    let all = match (client.client_type, client.layout) {
        (Some(client_type), ClientLayout::Header(_)) if is_alone && missing.len() > 1 => {
            Some(all_fields(client_type, &missing, replaced))
        }
        _ => None,
    };
    all.into_iter().chain(keys).collect()
}

/// Completes all missing fields that a client type requires.
fn all_fields(client_type: ClientType, missing: &[Field], replaced: Span) -> Completion {
    let info = client_type.info();
    Completion {
        label: format!("all that {} requires", info.value),
        kind: CompletionKind::Lines,
        detail: missing.iter().map(|field| field.key()).collect::<Vec<_>>().join(", "),
        docs: type_docs(info),
        sort_key: "000".to_owned(),
        replaced,
        text: lines_of(missing),
        snippet: Some(snippet_lines_of(missing)),
    }
}

/// The description of the metadata key.
const METADATA_DETAIL: &str = "free-form; scanned only for secrets";

fn key_completion(
    client: &Client,
    key: &str,
    replaced: Span,
    is_alone: bool,
) -> Option<Completion> {
    let field = FIELDS.iter().find(|field| field.key == key);
    let (sort_key, detail, value) = match field {
        Some(field) if !client.accepts(field.field) => return None,
        Some(field) => {
            // A client type requires every field that it accepts.
            let is_required = client.client_type.is_some();
            let group = u8::from(!is_required);
            let detail = format!("{}{}", field.label, if is_required { " (required)" } else { "" });
            (format!("{group}{}", field.field as usize + 1), detail, snippet_of_field(field, 1))
        }
        None => match RECORDS.iter().find(|info| info.key == key) {
            Some(info) => (format!("8{key}"), info.detail.to_owned(), snippet_of_record(info)),
            None if key == METADATA_KEY => {
                ("9".to_owned(), METADATA_DETAIL.to_owned(), "{ $1 }".to_owned())
            }
            None => ("00".to_owned(), "the client's type (required)".to_owned(), snippet_of_type()),
        },
    };
    Some(Completion {
        label: key.to_owned(),
        kind: CompletionKind::Key,
        detail,
        docs: key_docs(key)?,
        sort_key,
        replaced,
        text: if is_alone { format!("{key} = ") } else { key.to_owned() },
        snippet: is_alone.then(|| format!("{key} = {value}")),
    })
}

/// Returns the value of a field with a tab stop.
fn snippet_of_field(field: &FieldInfo, stop: usize) -> String {
    match field.kind {
        FieldKind::Text => format!("\"${stop}\""),
        FieldKind::Uri => format!("\"https://${stop}\""),
        FieldKind::UriList => format!("[\"https://${stop}\"]"),
    }
}

/// Returns the value of a record: the common prefix of its values, or a choice of known values.
fn snippet_of_record(info: &RecordInfo) -> String {
    let stop = if info.prefix.is_empty() {
        let values: Vec<String> =
            record_values(info.record).into_iter().map(|known| known.value).collect();
        format!("${{1|{}|}}", values.join(","))
    } else {
        format!("{}$1", info.prefix)
    };
    if info.may_be_list { format!("[\"{stop}\"]") } else { format!("\"{stop}\"") }
}

/// A known value of a record.
struct KnownValue {
    value: String,
    detail: &'static str,
    docs: String,
}

/// Returns the known values of a record.
fn record_values(record: Record) -> Vec<KnownValue> {
    match record {
        Record::ClientId => Vec::new(),
        Record::DataCenters => {
            let known = |center: &DataCenter| KnownValue {
                value: center.code.to_owned(),
                detail: center.name,
                docs: data_center_docs(center),
            };
            DATA_CENTERS.iter().map(known).collect()
        }
        Record::Scopes => {
            let known =
                |value| KnownValue { value, detail: "a scope of Cliq's", docs: String::new() };
            cliq_scopes().map(known).collect()
        }
    }
}

/// Returns a choice of all client types.
fn snippet_of_type() -> String {
    let types: Vec<&str> = CLIENT_TYPES.iter().map(|info| info.value).collect();
    format!("\"${{1|{}|}}\"", types.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::ide::DocumentKind;
    use crate::testing::{analyze, complete_at, completions_at};

    fn at(marked: &str) -> Vec<Completion> {
        completions_at(DocumentKind::Manifest, marked)
    }

    fn labels(marked: &str) -> Vec<String> {
        at(marked).into_iter().map(|completion| completion.label).collect()
    }

    #[track_caller]
    fn complete(marked: &str, label: &str) -> String {
        complete_at(DocumentKind::Manifest, marked, label)
    }

    #[test]
    fn the_keys_that_a_client_does_not_have_yet_come_in_the_order_of_the_console() {
        let all: Vec<&str> = known_keys().collect();
        assert_eq!(labels("[client]\n$0\n"), all);
        assert_eq!(
            labels("[client]\ntype = \"server-based\"\nname = \"A\"\n$0"),
            [
                "all that server-based requires",
                "homepage_url",
                "redirect_uris",
                "client_id",
                "data_centers",
                "scopes",
                "metadata"
            ]
        );
        assert_eq!(
            labels("[client]\ntype = \"self-client\"\n$0\n"),
            ["name", "client_id", "data_centers", "scopes", "metadata"]
        );
        let others = labels("[client]\n$0\nname = \"A\"\n[client.metadata]\n");
        assert_eq!(others.len(), all.len() - 2);
    }

    #[test]
    fn records_are_completed_with_what_is_known_of_their_values() {
        let client = |rest: &str| format!("[client]\ntype = 'self-client'\n{rest}");
        let complete = |rest: &str, label| complete(&client(rest), label);
        assert_eq!(complete("$0", "client_id"), client("client_id = \"1000.$1\""));
        assert_eq!(complete("$0", "scopes"), client("scopes = [\"ZohoCliq.$1\"]"));
        assert!(complete("$0", "data_centers").contains("data_centers = [\"${1|us,eu,"));
        assert_eq!(complete("data_centers = $0", "jp"), client("data_centers = [\"jp\"]"));
        assert_eq!(complete("dc = ['us', '$0']", "eu"), client("dc = ['us', 'eu']"));
        let scope = "ZohoCliq.Webhooks.CREATE";
        assert_eq!(
            complete("scopes = [$0]", scope),
            client("scopes = [\"ZohoCliq.Webhooks.CREATE\"]")
        );
        assert_eq!(
            complete("scopes = ['Zoh$0o']", scope),
            client("scopes = ['ZohoCliq.Webhooks.CREATE']")
        );
        assert!(labels(&client("client_id = '$0'")).is_empty());
    }

    #[test]
    fn a_field_is_called_required_once_the_type_is_known() {
        let detail =
            |marked| at(marked).into_iter().find(|one| one.label == "name").unwrap().detail;
        assert_eq!(detail("[client]\ntype = \"self-client\"\n$0"), "Client Name (required)");
        assert_eq!(detail("[client]\n$0"), "Client Name");
    }

    #[test]
    fn all_that_a_type_requires_is_one_completion() {
        assert_eq!(
            complete(
                "[client]\ntype = 'client-based'\nname = 'A'\n$0",
                "all that client-based requires"
            ),
            "[client]\ntype = 'client-based'\nname = 'A'\nhomepage_url = \"https://$1\"\n\
             redirect_uris = [\"https://$2\"]\njavascript_domains = [\"https://$3\"]"
        );
    }

    #[test]
    fn the_key_that_is_typed_is_offered_and_replaced() {
        assert_eq!(
            complete("[client]\nname = 'A'\nredi$0", "redirect_uris"),
            "[client]\nname = 'A'\nredirect_uris = [\"https://$1\"]"
        );
        assert_eq!(complete("client.na$0", "name"), "client.name = \"$1\"");
        assert_eq!(complete("[client]\n  n$0ame", "name"), "[client]\n  name = \"$1\"");
        assert_eq!(
            complete("client = { name = 'A', $0 }", "homepage_url"),
            "client = { name = 'A', homepage_url = \"https://$1\" }"
        );
        assert_eq!(complete("client = { $0 }", "name"), "client = { name = \"$1\" }");
        assert_eq!(complete("[client]\nü$0", "metadata"), "[client]\nmetadata = { $1 }");
    }

    #[test]
    fn a_key_that_has_a_value_is_completed_alone() {
        assert_eq!(complete("[client]\nna$0 = \"x\"", "name"), "[client]\nname = \"x\"");
        assert_eq!(complete("[client]\nna$0me='A'", "homepage_url"), "[client]\nhomepage_url='A'");
        assert_eq!(complete("[client]\nmeta$0.x = 1", "metadata"), "[client]\nmetadata.x = 1");
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
        for marked in [
            "[other]\n$0",
            "[client]\n[client.metadata]\n$0",
            "[client]\n[client.metadata]\ntype = \"$0\"",
            "[client]\nmetadata = { $0 }",
            "[client]\nx = [\n$0",
        ] {
            assert_eq!(labels(marked), [""; 0], "{marked}");
        }
    }

    #[test]
    fn an_empty_file_can_become_a_manifest_of_each_type() {
        for marked in ["$0", "# A comment.\n$0\n", "cli$0"] {
            let manifests = CLIENT_TYPES.iter().map(|info| format!("client {}", info.value));
            let headers = ["[client]", "[[client]]"].map(str::to_owned);
            assert_eq!(labels(marked), manifests.chain(headers).collect::<Vec<_>>(), "{marked}");
        }
        assert_eq!(
            complete("$0", "client non-browser-based"),
            "[client]\ntype = \"non-browser-based\"\nname = \"$1\"\n\
             homepage_url = \"https://$2\"\n"
        );
        for manifest in at("$0").into_iter().filter(|one| one.kind == CompletionKind::Lines) {
            let report = analyze(&manifest.text).report;
            let errors = report.diagnostics.iter().filter(|one| one.severity > Severity::Hint);
            let mut codes = errors.map(|reported| reported.code.name());
            assert!(codes.all(|code| code == "placeholder-value"), "{report:?}");
        }
    }

    #[test]
    fn headers_are_completed_with_the_brackets_that_are_missing() {
        assert_eq!(complete("[$0", "client"), "[client]");
        assert_eq!(complete("[cl$0]", "client"), "[client]");
        assert_eq!(complete("[[$0", "client"), "[[client]]");
        assert_eq!(complete("[[client]]\n[[$0]]", "client"), "[[client]]\n[[client]]");
        assert_eq!(complete("[client]\n[client.$0", "metadata"), "[client]\n[client.metadata]");
        assert_eq!(complete("[client]\n[$0]", "client.metadata"), "[client]\n[client.metadata]");
        assert_eq!(labels("[other.$0"), [""; 0]);
        assert_eq!(labels("[client]$0"), [""; 0]);
    }

    #[test]
    fn types_are_offered_in_the_string_of_the_type() {
        let types = CLIENT_TYPES.iter().map(|info| info.value).collect::<Vec<_>>();
        for marked in [
            "[client]\ntype = \"$0",
            "[client]\ntype = '$0'",
            "[client]\ntype = $0",
            "[client]\nclient_type = '$0'",
            "client.type = \"$0\"",
            "client = { type = \"$0",
            "[cli\ntype = \"$0\"",
        ] {
            assert_eq!(labels(marked), types, "{marked}");
        }
        assert_eq!(labels("[client.metadata]\ntype = \"$0"), [""; 0]);
    }

    #[test]
    fn a_type_replaces_the_whole_value() {
        let completed = "[client]\ntype = \"self-client\"\n";
        for marked in [
            "[client]\ntype = \"self$0-client\"\n",
            "[client]\ntype = \"größe$0\"\n",
            "[client]\ntype = \"$0server-based\"\n",
        ] {
            assert_eq!(complete(marked, "self-client"), completed, "{marked}");
        }
        assert_eq!(complete("client.type = 's$0x'", "self-client"), "client.type = 'self-client'");
    }

    #[test]
    fn a_value_without_quotes_gets_them() {
        assert_eq!(
            complete("[client]\ntype = $0", "self-client"),
            "[client]\ntype = \"self-client\""
        );
        assert_eq!(
            complete("client = { type = se$0 }", "self-client"),
            "client = { type = \"self-client\" }"
        );
        assert_eq!(
            complete("[client]\nredirect_uris = [$0]", "https://"),
            "[client]\nredirect_uris = [\"https://$1\"]"
        );
        assert_eq!(
            complete("[client]\nredirect_uris = $0", "https://"),
            "[client]\nredirect_uris = [\"https://$1\"]"
        );
        assert_eq!(
            complete("[client]\nhomepage_url = $0", "https://"),
            "[client]\nhomepage_url = \"https://$1\""
        );
    }

    #[test]
    fn the_beginning_of_a_uri_is_offered_where_a_field_holds_uris() {
        for marked in [
            "[client]\nhomepage_url = \"ht$0",
            "[client]\nredirect_uris = [\n  \"$0\",\n]",
            "client = [{ javascript_domains = ['$0'] }]",
        ] {
            assert_eq!(labels(marked)[..2], ["https://", "http://localhost:"], "{marked}");
        }
        assert_eq!(labels("[client]\nname = \"$0\""), [""; 0]);
        assert_eq!(labels("[client]\nowner = \"$0\""), [""; 0]);
    }

    #[test]
    fn the_origins_of_the_manifest_are_offered_for_redirects() {
        let marked = "[client]\nhomepage_url = 'https://www.acme.com'\n\
                      redirect_uris = ['https://app.acme.com/cb', '$0']\n";
        assert_eq!(
            labels(marked)[..4],
            ["https://app.acme.com/", "https://www.acme.com/", "https://", "http://localhost:"]
        );
    }

    #[test]
    fn callbacks_are_offered_below_the_origins_of_the_manifest() {
        let client = "[client]\nhomepage_url = 'https://www.acme.com'\n";
        let offered = labels(&format!("{client}redirect_uris = ['$0']\n"));
        let products =
            ["https://oauth.pstmn.io/v1/callback", "https://dre.zoho.eu/delugeauth/callback"];
        for uri in ["https://www.acme.com/api/auth/callback/zoho"].iter().chain(&products) {
            let place = offered.iter().position(|label| label == uri);
            assert!(place.is_some_and(|place| place > 2), "{uri}: {offered:?}");
        }
        // What is typed has an origin of its own.
        let offered = labels(&format!("{client}redirect_uris = ['https://b.com:8443/o$0']\n"));
        assert!(offered.contains(&"https://b.com:8443/login/oauth2/code/zoho".to_owned()));
        assert!(!offered.iter().any(|label| label.starts_with("https://www.acme.com/l")));
        // Without any origin, only products have a whole URI.
        let offered = labels("[client]\nredirect_uris = ['$0']\n");
        assert!(offered.iter().all(|label| !label.ends_with("/zoho")), "{offered:?}");
        assert!(!labels("[client]\nhomepage_url = '$0'\n").iter().any(|label| label.len() > 20));
    }

    #[test]
    fn the_origins_of_the_redirects_are_offered_as_domains() {
        let client = "[[client]]\nredirect_uris = ['https://b.com/x']\n[[client]]\n\
                      homepage_url = 'https://acme.com'\n\
                      redirect_uris = ['https://app.acme.com/cb', 'https://a.com:8443/cb']\n";
        assert_eq!(
            labels(&format!("{client}javascript_domains = [\"$0\"]\n")),
            ["https://a.com:8443", "https://app.acme.com", "https://", "http://localhost:"]
        );
        assert_eq!(
            labels(&format!("{client}javascript_domains = ['https://app.acme.com', '$0']\n")),
            ["https://a.com:8443", "https://", "http://localhost:"]
        );
    }

    #[test]
    fn rules_are_offered_in_the_list_of_a_suppression() {
        let marked = "[client]\nname = 'A' # cliq-lint: allow(duplicate-uri, in$0)";
        let offered = labels(marked);
        assert!(offered.contains(&"committed-secret".to_owned()));
        for rule in [RuleId::InvalidToml, RuleId::InvalidEncoding] {
            assert!(!offered.contains(&rule.name().to_owned()), "{offered:?}");
        }
        assert!(offered.ends_with(&["reason".to_owned(), "until".to_owned()]));
        assert!(!labels("# cliq-lint: allow($0").contains(&"until".to_owned()));
        assert_eq!(
            complete("# cliq-lint: allow(unknown-key, re$0)", "reason"),
            "# cliq-lint: allow(unknown-key, reason = \"$1\")"
        );
        assert_eq!(
            complete(marked, "insecure-http"),
            "[client]\nname = 'A' # cliq-lint: allow(duplicate-uri, insecure-http)"
        );
        assert_eq!(
            complete("# cliq-lint: allow($0", "unknown-key"),
            "# cliq-lint: allow(unknown-key"
        );
        assert_eq!(
            complete("# cliq-lint: allow(unk$0nown-kee)", "unknown-key"),
            "# cliq-lint: allow(unknown-key)"
        );
        for marked in [
            "# allow($0",
            "# cliq-lint: allow(unknown-key)$0",
            "# cliq-lint: allow(unknown-key, reason = \"$0",
            "# cliq-lint: allow(unknown-key, reason = \"$0\")",
            "# cliq-lint: allow(unknown-key, reason = \"a (b, $0\")",
        ] {
            assert_eq!(labels(marked), [""; 0], "{marked}");
        }
    }

    #[test]
    fn keywords_are_offered_after_the_name_in_a_suppression() {
        let keywords = ["allow", "allow-begin", "allow-end"];
        for marked in ["# cliq-lint: $0", "#cliq-lint:al$0", "a = 1 # cliq-lint: allow-$0begin(x)"]
        {
            assert_eq!(labels(marked), keywords, "{marked}");
        }
        for marked in ["# cliq-lint$0", "# see cliq-lint: $0", "cliq-lint: $0", "# other: $0"] {
            let offered = labels(marked);
            assert!(keywords.iter().all(|one| !offered.contains(&(*one).to_owned())), "{marked}");
        }
        assert_eq!(complete("# cliq-lint: al$0", "allow"), "# cliq-lint: allow($1)");
        assert_eq!(
            complete("# cliq-lint: all$0ow(x)", "allow-begin"),
            "# cliq-lint: allow-begin(x)"
        );
    }

    #[test]
    fn rules_that_report_something_where_the_suppression_is_come_first() {
        let head = "[client]\ntype = 'self-client'\n";
        let first = |marked: &str| labels(marked)[0].clone();
        assert_eq!(
            first(&format!("{head}name = 'A!' # cliq-lint: allow($0)\nowner = 1\n")),
            "invalid-client-name"
        );
        assert_eq!(
            first(&format!("{head}name = 'A!'\n# cliq-lint: allow($0)\nowner = 1\n")),
            "unknown-key"
        );
    }
}
