//! `missing-client`: the file has no client.

use super::{Check, Descriptor, Rule};
use crate::console::{ClientType, TYPE_KEY};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::{CLIENT_KEY, Manifest, resolve_key};
use crate::text::Edit;
use crate::text::{Source, Span};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "missing-client",
        severity: Severity::Error,
        tag: None,
        summary: "there is no `[client]`",
        rationale: "A manifest is one table `[client]`, or several `[[client]]`. Keys above the first header belong to no client.",
        sources: &[],
    },
    no_fix_reason: None,
    bad: "\
type = \"self-client\"
^^^^ there is no `[client]` above these keys
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
    let is_there = !manifest.clients.is_empty()
        || !manifest.non_table_clients.is_empty()
        || root.get(CLIENT_KEY).is_some();
    if is_there
        || tree.encoding_error.is_some()
        || !tree.errors.is_empty()
        || !tree.orphan_tables.is_empty()
    {
        return Vec::new();
    }
    if let Some(first) = root.entries.iter().find(|entry| resolve_key(&entry.key).is_some()) {
        let line = source.content_line_start(first.key_span.start);
        let fix = Fix::unsafe_(
            "insert `[client]`",
            Edit::insert(line, format!("[client]{}", source.line_ending())),
        );
        return vec![
            Diagnostic::new(first.key_span, "there is no `[client]` above these keys")
                .with_fix(fix),
        ];
    }
    let message = if source.text().trim_matches('\u{feff}').is_empty() {
        "the file is empty: there is no `[client]`"
    } else {
        "there is no `[client]`"
    };
    let place = root.entries.first().map_or(Span::empty(source.bom_len()), |entry| entry.key_span);
    vec![Diagnostic::new(place, message).with_fix(Fix::unsafe_(
        "insert a client",
        Edit::insert(source.text().len(), skeleton(source)),
    ))]
}

/// A client of the commonest type with a placeholder for each field that the console requires of
/// it.
fn skeleton(source: &Source) -> String {
    let newline = source.line_ending();
    let info = ClientType::ServerBased.info();
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
