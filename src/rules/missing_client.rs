//! `missing-client`: the file has no client.

use super::Rule;
use crate::console::{ClientType, TYPE_KEY};
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::manifest::{Manifest, resolve_key};
use crate::text::{Span, bom_len, line_start, newline};

pub static RULE: Rule = Rule {
    name: "missing-client",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "there is no `[client]`",
    rationale: "A manifest is one table `[client]`, or several `[[client]]`. Keys above the first header belong to no client.",
    no_fix_reason: "",
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
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    let document = manifest.document;
    let root = &document.root;
    let is_there = !manifest.clients.is_empty()
        || !manifest.non_table_clients.is_empty()
        || root.get("client").is_some();
    if is_there
        || document.encoding_error.is_some()
        || !document.errors.is_empty()
        || !document.orphan_tables.is_empty()
    {
        return Vec::new();
    }
    let text = document.text;
    if let Some(first) = root.entries.iter().find(|entry| resolve_key(&entry.key).is_some()) {
        let line = line_start(text, first.key_span.start).max(bom_len(text));
        let fix = Fix::unsafe_(
            "insert `[client]`",
            vec![Edit::insert(line, format!("[client]{}", newline(text)))],
        );
        return vec![
            Diagnostic::new(first.key_span, "there is no `[client]` above these keys").fix(fix),
        ];
    }
    let message = if text.trim_matches('\u{feff}').is_empty() {
        "the file is empty: there is no `[client]`"
    } else {
        "there is no `[client]`"
    };
    let place = root.entries.first().map_or(Span::empty(bom_len(text)), |entry| entry.key_span);
    vec![
        Diagnostic::new(place, message)
            .fix(Fix::unsafe_("insert a client", vec![Edit::insert(text.len(), skeleton(text))])),
    ]
}

/// A client of the commonest type with a placeholder for each field that the console requires of
/// it.
fn skeleton(text: &str) -> String {
    let newline = newline(text);
    let row = ClientType::ServerBased.row();
    let fields =
        row.required.iter().map(|field| format!("{} = {}", field.key(), field.row().placeholder));
    let lines = ["[client]".to_owned(), format!("{TYPE_KEY} = \"{}\"", row.value)]
        .into_iter()
        .chain(fields);
    let gap = match text {
        "" | "\u{feff}" => "",
        _ if text.ends_with('\n') => newline,
        _ => &[newline, newline].concat(),
    };
    lines.fold(gap.to_owned(), |skeleton, line| skeleton + &line + newline)
}
