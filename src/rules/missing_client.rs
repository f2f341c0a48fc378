//! `missing-client`: the file has no client.

use std::sync::Arc;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::MANIFEST_FORMAT;
use crate::console::{CLIENT_TYPES, TYPE_KEY};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::{CLIENT_KEY, Manifest, resolve_key};
use crate::syntax::{Entry, Table};
use crate::text::{Edit, Source, Span};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "missing-client",
        severity: Severity::Error,
        summary: "a file without a client",
        rationale: "A manifest has one `[client]` table, or several `[[client]]` tables. Keys \
                    above the first header belong to no client.",
        sources: &[MANIFEST_FORMAT],
    },
    fixes: Fixes::Safe(
        "Inserting `[client]` is safe if every key in the file is one that a client can have: \
         below the header, each is read as that.",
    ),
    when_to_suppress: "Suppress it if the file has no client yet.",
    bad: "\
type = \"self-client\"
^^^^ missing `[client]` above these keys
name = \"Nightly Report\"
",
    good: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let Manifest { source, tree, .. } = manifest;
    let root = &tree.root;
    let is_there = !manifest.clients.is_empty() || !manifest.non_table_clients.is_empty();
    let is_unreadable =
        tree.encoding_error.is_some() || !tree.errors.is_empty() || !tree.orphan_tables.is_empty();
    if is_there || is_unreadable {
        return Vec::new();
    }
    let clients = root.get(CLIENT_KEY).or(manifest.misspelled_client_table.as_ref());
    if let Some(clients) = clients {
        return vec![
            Diagnostic::new(clients.value.span, "empty list of clients").with_note(EXAMPLE),
        ];
    }
    let is_client_key = |entry: &&Arc<Entry>| resolve_key(&entry.key).is_some();
    if let Some(first) = root.entries.iter().find(is_client_key) {
        return vec![missing_header(source, root, first)];
    }
    let is_empty = source.text().trim_matches('\u{feff}').trim().is_empty();
    let message = if is_empty { "empty manifest" } else { "missing `[client]`" };
    let place = root.entries.first().map_or(Span::empty(source.bom_len()), |entry| entry.key_span);
    let edit = Edit::insert(source.text().len(), skeleton(source));
    let fix = Fix::unsafe_("Insert a client with placeholders to fill in", edit);
    vec![Diagnostic::new(place, message).with_note(EXAMPLE).with_fix(fix)]
}

const EXAMPLE: &str = "write `[client]`, or `[[client]]` for each of several clients";

fn missing_header(source: &Source, root: &Table, first: &Entry) -> Diagnostic {
    let line = source.content_line_start(first.key_span.start);
    let header = format!("[{CLIENT_KEY}]{}", source.line_ending_at(line));
    // Below a header, each of these keys is the client's.
    let is_surely_meant = |entry: &Arc<Entry>| {
        entry.value.is_inline && resolve_key(&entry.key).is_some_and(|meant| meant.is_known)
    };
    let is_certain = root.entries.iter().all(is_surely_meant);
    let title = format!("Insert `[{CLIENT_KEY}]`");
    let fix = Fix::safe_if(is_certain, title, Edit::insert(line, header));
    Diagnostic::new(first.key_span, format!("missing `[{CLIENT_KEY}]` above these keys"))
        .with_fix(fix)
}

/// A client of the first type, with a placeholder for each field that the console requires of it.
fn skeleton(source: &Source) -> String {
    let newline = source.line_ending();
    let info = &CLIENT_TYPES[0];
    let fields =
        info.required.iter().map(|field| format!("{} = {}", field.key(), field.info().placeholder));
    let lines = ["[client]".to_owned(), format!("{TYPE_KEY} = \"{}\"", info.value)]
        .into_iter()
        .chain(fields);
    let gap = match source.text() {
        "" | "\u{feff}" => "",
        text if text.ends_with('\n') => newline,
        _ => &[newline, newline].concat(),
    };
    lines.fold(gap.to_owned(), |skeleton, line| skeleton + &line + newline)
}

#[cfg(test)]
mod tests {
    use crate::lint::Code;
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix, lint_text};

    const RULE: RuleId = RuleId::MissingClient;

    #[test]
    fn a_file_without_keys_gets_a_client_with_placeholders() {
        check_fix(
            RULE,
            "# Zylker\n",
            "# Zylker\n\n[client]\ntype = \"server-based\"\nname = \"Your Application\"\n\
             homepage_url = \"https://www.yourdomain.com\"\n\
             redirect_uris = [\"https://www.yourdomain.com/callback\"]\n",
        );
        let (_, report) = lint_text("\u{feff} \n");
        assert_eq!(report.diagnostics[0].diagnostic.message, "empty manifest");
    }

    #[test]
    fn an_empty_list_of_clients_counts_as_missing() {
        check(
            RULE,
            "\
client = []
         ^^ empty list of clients
",
        );
        check_no_fix(RULE, "client = []\n");
        check_no_fix(RULE, "clients = []\n");
    }

    #[test]
    fn the_header_is_inserted_below_the_comments_of_the_file() {
        check_fix(
            RULE,
            "# cliq-lint: allow(untidy-client-name)\r\ntype = 'self-client'\r\nname = 'A'\r\n",
            "# cliq-lint: allow(untidy-client-name)\r\n[client]\r\ntype = 'self-client'\r\nname = 'A'\r\n",
        );
    }

    #[test]
    fn inserting_the_header_is_safe_only_where_all_keys_are_the_clients() {
        let is_safe = |text: &str| {
            let (_, report) = lint_text(text);
            let found = report.diagnostics.iter().find(|found| found.code == Code::Rule(RULE));
            let fix = &found.unwrap().diagnostic.fixes[0];
            fix.applicability == crate::diagnostic::Applicability::Safe
        };
        assert!(is_safe("type = 'self-client'\nname = 'A'\n"));
        assert!(!is_safe("type = 'self-client'\nowner = 'A'\n"));
        assert!(!is_safe("name = 'A'\n[other]\n"));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_not_without_a_client() {
        check(RULE, "[client\nname = 'A'\n");
        check(RULE, "client = \n");
        check(RULE, "{ \"client\": {} }\n");
    }

    #[test]
    fn a_table_under_another_name_is_a_client() {
        check(RULE, "[clients]\nname = 'A'\n");
        check(RULE, "[production]\ntype = 'self-client'\nname = 'A'\n");
    }
}
