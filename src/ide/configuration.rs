//! Editor features for `cliq-lint.toml`, driven by the table of its keys and the rules.

use super::{Analysis, Completion, CompletionKind, DocumentSymbol, Hover, SymbolKind};
use crate::config::{ConfigKey, ConfigTable, LEVELS, escape_glob};
use crate::docs::rule_docs;
use crate::rules::RuleId;
use crate::syntax::{CursorContext, Entry, Table, Value, ValueKind, cursor_at};
use crate::text::Span;
use crate::text::escape::toml_string;

/// Returns the completions at a byte offset of a configuration.
pub(super) fn completions(analysis: &Analysis, offset: usize) -> Vec<Completion> {
    let source = analysis.source();
    match cursor_at(source, offset).context {
        CursorContext::Header { path, name, .. } if path.is_empty() => {
            let headers = [
                ("rules", "the level of each rule"),
                ("overrides", "for some files"),
                ("match", "other files with redirect URIs"),
            ];
            headers.map(|(label, detail)| completion(label, detail, name)).to_vec()
        }
        CursorContext::Header { path, name, .. } if path == ["overrides"] => {
            vec![completion("rules", "the level of each rule", name)]
        }
        CursorContext::Key { path, key, is_alone } => {
            let taken = taken_keys(analysis, &path, key.start);
            if let Some(table) = ConfigTable::at(&path) {
                return keys(key, is_alone, &taken, table);
            }
            match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                ["rules"] | ["overrides", "rules"] => rules(key, is_alone, &taken),
                _ => Vec::new(),
            }
        }
        CursorContext::Value { path, value, .. } if is_level(&path) => {
            let quote = |level: Completion| Completion { text: toml_string(&level.text), ..level };
            levels(value).map(quote).collect()
        }
        CursorContext::String { path, content } if is_level(&path) => levels(content).collect(),
        _ => Vec::new(),
    }
}

/// Returns `true` if a byte offset of a configuration is in an array of globs, so that
/// [`glob_completions`] needs the list of folders.
pub fn is_glob_at(analysis: &Analysis, offset: usize) -> bool {
    glob_at(analysis, offset).is_some()
}

/// Completes globs at a byte offset: one per folder. `folders` are relative to the folder of the
/// configuration and use `/` as the separator.
pub fn glob_completions(analysis: &Analysis, offset: usize, folders: &[String]) -> Vec<Completion> {
    let Some(Glob { key, replaced, is_quoted }) = glob_at(analysis, offset) else {
        return Vec::new();
    };
    let files = if key == "include" { "*.toml" } else { "**" };
    let completion_of = |folder: &String| {
        let glob = format!("{}/{files}", escape_glob(folder));
        let text = if is_quoted { glob.clone() } else { toml_string(&glob) };
        let detail = format!("what is in the folder {folder}");
        Completion { kind: CompletionKind::Folder, text, ..completion(&glob, &detail, replaced) }
    };
    // These names need no escaping in either kind of quotes.
    let is_plain = |folder: &&String| {
        !folder.contains('\'') && toml_string(folder).trim_matches('"') == folder.as_str()
    };
    folders.iter().filter(is_plain).map(completion_of).collect()
}

/// A position where a glob is expected.
struct Glob {
    /// The key of the array.
    key: String,
    /// The text to replace.
    replaced: Span,
    /// Whether the text is already quoted.
    is_quoted: bool,
}

fn glob_at(analysis: &Analysis, offset: usize) -> Option<Glob> {
    analysis.configuration()?;
    let (path, replaced, is_quoted) = match cursor_at(analysis.source(), offset).context {
        CursorContext::Value { path, value, is_element: true } => (path, value, false),
        CursorContext::String { path, content } => (path, content, true),
        _ => return None,
    };
    let (key, tables) = path.split_last()?;
    let info = ConfigTable::at(tables)?.key(key)?;
    info.holds_globs.then(|| Glob { key: key.clone(), replaced, is_quoted })
}

/// Returns `true` if the key path leads to the level of a rule.
fn is_level(path: &[String]) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    matches!(path.as_slice(), ["rules", _] | ["overrides", "rules", _])
}

/// Returns the keys of the table at a byte offset, except the key being typed.
fn taken_keys(analysis: &Analysis, path: &[String], offset: usize) -> Vec<String> {
    let Some(tree) = analysis.configuration() else { return Vec::new() };
    let mut table = &tree.root;
    for key in path {
        let Some(entry) = table.get(key) else { return Vec::new() };
        // If there are several overrides, use the last one that starts before the offset.
        let mut candidates = match &entry.value.kind {
            ValueKind::Array(elements) => elements.iter(),
            _ => std::slice::from_ref(&entry.value).iter(),
        };
        let around = candidates.rfind(|value| value.span.start <= offset);
        let Some(inner) = around.and_then(Value::as_table) else { return Vec::new() };
        table = inner;
    }
    let others = table.entries.iter().filter(|entry| !entry.key_span.touches(offset));
    others.map(|entry| entry.key.clone()).collect()
}

fn completion(label: &str, detail: &str, replaced: Span) -> Completion {
    Completion {
        label: label.to_owned(),
        kind: CompletionKind::Key,
        detail: detail.to_owned(),
        docs: String::new(),
        sort_key: label.to_owned(),
        replaced,
        text: label.to_owned(),
        snippet: None,
    }
}

fn keys(replaced: Span, is_alone: bool, taken: &[String], table: ConfigTable) -> Vec<Completion> {
    let missing = table.keys().filter(|info| !taken.iter().any(|key| key == info.name));
    let completion = |info: &'static ConfigKey| {
        let mut completion = completion(info.name, info.meaning, replaced);
        if is_alone && info.holds_globs {
            completion.text = format!("{} = [\"\"]", info.name);
            completion.snippet = Some(format!("{} = [\"$1\"]", info.name));
        }
        completion
    };
    missing.map(completion).collect()
}

fn rules(replaced: Span, is_alone: bool, taken: &[String]) -> Vec<Completion> {
    let missing = RuleId::ALL.iter().filter(|rule| !taken.iter().any(|key| key == rule.name()));
    let levels = LEVELS.map(|(name, _)| name).join(",");
    let completion = |rule: &RuleId| {
        let descriptor = rule.descriptor();
        let detail = format!("{} by default: {}", descriptor.severity.name(), descriptor.summary);
        let name = descriptor.name;
        Completion {
            kind: CompletionKind::Rule,
            docs: descriptor.rationale.to_owned(),
            text: if is_alone { format!("{name} = \"off\"") } else { name.to_owned() },
            snippet: is_alone.then(|| format!("{name} = \"${{1|{levels}|}}\"")),
            ..completion(name, &detail, replaced)
        }
    };
    missing.map(completion).collect()
}

fn levels(replaced: Span) -> impl Iterator<Item = Completion> {
    LEVELS.into_iter().enumerate().map(move |(index, (name, level))| Completion {
        kind: CompletionKind::ClientType,
        sort_key: index.to_string(),
        ..completion(name, level_meaning(level.is_some()), replaced)
    })
}

fn level_meaning(is_on: bool) -> &'static str {
    if is_on { "report at this level" } else { "report nothing" }
}

/// Returns the hover at a byte offset: the meaning of a key, or what a rule reports.
pub(super) fn hover(analysis: &Analysis, offset: usize) -> Option<Hover> {
    let tree = analysis.configuration()?;
    hover_in_table(&tree.root, &mut Vec::new(), offset)
}

fn hover_in_table<'a>(table: &'a Table, path: &mut Vec<&'a str>, offset: usize) -> Option<Hover> {
    table.entries.iter().find_map(|entry| hover_of_entry(entry, path, offset))
}

/// Returns the hover of an entry of the table at a key path, or of what is below the entry.
fn hover_of_entry<'a>(entry: &'a Entry, path: &mut Vec<&'a str>, offset: usize) -> Option<Hover> {
    if entry.key_span.touches(offset) {
        let key = ConfigTable::at(path).and_then(|table| table.key(&entry.key));
        let docs = match RuleId::from_name(&entry.key) {
            Some(rule) => rule_docs(rule),
            None => key?.meaning.to_owned(),
        };
        return Some(Hover { span: entry.key_span, docs });
    }
    path.push(&entry.key);
    let hover = match &entry.value.kind {
        ValueKind::Table(table) => hover_in_table(table, path, offset),
        ValueKind::Array(elements) => {
            let mut tables = elements.iter().filter_map(Value::as_table);
            tables.find_map(|table| hover_in_table(table, path, offset))
        }
        _ => None,
    };
    path.pop();
    hover
}

/// Returns the tables and keys of a configuration.
pub(super) fn document_symbols(analysis: &Analysis) -> Vec<DocumentSymbol> {
    let Some(tree) = analysis.configuration() else { return Vec::new() };
    tree.root.entries.iter().flat_map(|entry| symbols_of(analysis, entry)).collect()
}

fn symbols_of(analysis: &Analysis, entry: &Entry) -> Vec<DocumentSymbol> {
    let tables: Vec<&Value> = match &entry.value.kind {
        ValueKind::Array(elements) if elements.iter().any(|one| one.as_table().is_some()) => {
            elements.iter().collect()
        }
        _ => vec![&entry.value],
    };
    let is_one = tables.len() == 1;
    let symbol = |value: &Value| {
        let selection = if is_one { entry.key_span } else { value.span };
        let entries = value.as_table().map_or(&[][..], |table| &table.entries);
        let children: Vec<DocumentSymbol> =
            entries.iter().flat_map(|entry| symbols_of(analysis, entry)).collect();
        let ends = children.iter().map(|child| child.span.end);
        let start = selection.start.min(value.span.start);
        let end = ends.fold(value.span.end.max(selection.end), usize::max);
        DocumentSymbol {
            name: analysis.report.secrets.excerpt(&entry.key),
            kind: if children.is_empty() { SymbolKind::Entry } else { SymbolKind::Client },
            span: Span::new(start, end),
            selection,
            children,
        }
    };
    tables.into_iter().map(symbol).filter(|symbol| !symbol.name.is_empty()).collect()
}

/// Returns the foldable spans: tables and arrays.
pub(super) fn folding_ranges(analysis: &Analysis) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut symbols = document_symbols(analysis);
    while let Some(mut symbol) = symbols.pop() {
        spans.push(symbol.span);
        symbols.append(&mut symbol.children);
    }
    spans.sort();
    spans
}

#[cfg(test)]
mod tests {
    use super::super::{document_symbols, folding_ranges, hover};
    use super::*;
    use crate::config::Levels;
    use crate::ide::DocumentKind;
    use crate::testing::{complete_at, completions_at, split_cursor};
    use crate::text::Source;

    fn analyze(text: &str) -> Analysis {
        Analysis::new(Source::new(text), DocumentKind::Configuration, Levels::default())
    }

    fn at(marked: &str) -> Vec<Completion> {
        completions_at(DocumentKind::Configuration, marked)
    }

    fn labels(marked: &str) -> Vec<String> {
        at(marked).into_iter().map(|completion| completion.label).collect()
    }

    #[track_caller]
    fn complete(marked: &str, label: &str) -> String {
        complete_at(DocumentKind::Configuration, marked, label)
    }

    #[test]
    fn keys_are_offered_where_they_belong() {
        assert_eq!(labels("$0"), ["exclude", "extends", "include", "match", "overrides", "rules"]);
        assert_eq!(
            labels("include = []\n$0"),
            ["exclude", "extends", "match", "overrides", "rules"]
        );
        assert_eq!(labels("[match]\n$0"), ["files"]);
        assert_eq!(labels("[[overrides]]\n$0"), ["files", "rules"]);
        assert_eq!(labels("[[overrides]]\nfiles = []\n$0"), ["rules"]);
        assert_eq!(labels("[other]\n$0"), [""; 0]);
        assert_eq!(complete("ex$0", "exclude"), "exclude = [\"$1\"]");
    }

    #[test]
    fn a_key_that_two_tables_have_is_explained_for_its_table() {
        let docs = |marked: &str| {
            let (text, offset) = split_cursor(marked);
            hover(&analyze(&text), offset).unwrap().docs
        };
        assert!(docs("[match]\nfi$0les = []").starts_with("The files whose redirect URIs"));
        assert!(docs("[[overrides]]\nfi$0les = []").starts_with("The files that the override"));
    }

    #[test]
    fn headers_are_offered() {
        assert_eq!(labels("[$0]"), ["match", "overrides", "rules"]);
        assert_eq!(
            complete("[[overrides]]\n[overrides.$0]", "rules"),
            "[[overrides]]\n[overrides.rules]"
        );
    }

    #[test]
    fn rules_are_offered_with_their_levels_unless_they_are_set() {
        assert_eq!(labels("[rules]\n$0").len(), RuleId::ALL.len());
        let others = labels("[rules]\ninsecure-http = 'off'\n$0");
        assert!(!others.contains(&"insecure-http".to_owned()));
        assert_eq!(
            complete("[overrides.rules]\ninsec$0", "insecure-http"),
            "[overrides.rules]\ninsecure-http = \"${1|off,hint,warning,error|}\""
        );
        assert_eq!(
            complete("[rules]\ninsec$0 = 'off'", "insecure-http"),
            "[rules]\ninsecure-http = 'off'"
        );
    }

    #[test]
    fn levels_replace_the_whole_value() {
        let levels = LEVELS.map(|(name, _)| name);
        assert_eq!(labels("[rules]\ninsecure-http = \"$0\""), levels);
        assert_eq!(
            complete("[rules]\ninsecure-http = \"wa$0rn\"", "warning"),
            "[rules]\ninsecure-http = \"warning\""
        );
        assert_eq!(
            complete("[rules]\ninsecure-http = $0", "off"),
            "[rules]\ninsecure-http = \"off\""
        );
    }

    #[test]
    fn globs_of_the_folders_that_there_are_complete_in_arrays_of_globs() {
        let complete = |marked: &str| {
            let (mut text, offset) = split_cursor(marked);
            let analysis = analyze(&text);
            let folders = ["eu/staging".to_owned(), "a[1]".to_owned()];
            let completions = glob_completions(&analysis, offset, &folders);
            assert_eq!(is_glob_at(&analysis, offset), !completions.is_empty());
            let first = completions.first()?;
            text.replace_range(first.replaced.start..first.replaced.end, &first.text);
            Some((text, completions[1].label.clone()))
        };
        for (marked, completed, other) in [
            ("exclude = [\"$0\"]\n", "exclude = [\"eu/staging/**\"]\n", "a[[]1[]]/**"),
            ("include = ['eu$0']\n", "include = ['eu/staging/*.toml']\n", "a[[]1[]]/*.toml"),
            ("exclude = [$0]\n", "exclude = [\"eu/staging/**\"]\n", "a[[]1[]]/**"),
            (
                "[[overrides]]\nfiles = [\"a\", \"e$0\"]\n",
                "[[overrides]]\nfiles = [\"a\", \"eu/staging/**\"]\n",
                "a[[]1[]]/**",
            ),
        ] {
            assert_eq!(complete(marked), Some((completed.to_owned(), other.to_owned())));
        }
        for marked in
            ["files = [\"$0\"]", "$0", "[rules]\ninclude = [\"$0\"]", "[x]\nfiles = ['$0']"]
        {
            assert_eq!(complete(marked), None, "{marked}");
        }
    }

    #[test]
    fn keys_and_rules_have_their_docs() {
        let shown = |marked: &str| {
            let (text, offset) = split_cursor(marked);
            hover(&analyze(&text), offset).map(|hover| hover.docs)
        };
        let rule = "[[overrides]]\nfiles = []\n[overrides.rules]\ninsecure$0-http = 'off'\n";
        assert_eq!(shown(rule), Some(rule_docs(RuleId::InsecureHttp)));
        assert!(shown("excl$0ude = []\n").is_some_and(|docs| docs.contains("to skip")));
        assert_eq!(shown("oth$0er = []\n"), None);
    }

    #[test]
    fn tables_are_symbols_and_fold() {
        let text = "include = ['a']\n[rules]\ninsecure-http = 'off'\n\
                    [[overrides]]\nfiles = [\n  'a',\n]\n[[overrides]]\nfiles = []\n";
        let analysis = analyze(text);
        let symbols = document_symbols(&analysis);
        let names: Vec<&str> = symbols.iter().map(|symbol| symbol.name.as_str()).collect();
        assert_eq!(names, ["include", "rules", "overrides", "overrides"]);
        assert_eq!(symbols[1].children[0].name, "insecure-http");
        let folded: Vec<&str> = folding_ranges(&analysis)
            .into_iter()
            .map(|span| analysis.source().slice(span))
            .collect();
        assert!(folded.contains(&"[rules]\ninsecure-http = 'off'"), "{folded:?}");
        assert!(folded.contains(&"files = [\n  'a',\n]"), "{folded:?}");
    }
}
