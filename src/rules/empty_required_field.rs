//! `empty-required-field`: a field that is there, and empty.

use super::Rule;
use crate::console::{FIELDS, FieldInfo};
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::edit::remove_element;
use crate::manifest::{Client, Manifest};
use crate::syntax::{Value, ValueKind};

pub static RULE: Rule = Rule {
    name: "empty-required-field",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a field that is there, and empty",
    rationale: "What is empty is not filled in, and the console requires it. A list with an empty element has a row in the console \
          that was added with [+] and never filled in.",
    no_fix_reason: "",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\", \"\"]
                                                  ^^ an element of `redirect_uris` is empty
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    let fields =
        manifest.clients.iter().flat_map(|client| FIELDS.iter().map(move |row| (client, row)));
    fields.flat_map(|(client, row)| empty(manifest.text(), client, row)).collect()
}

fn empty(text: &str, client: &Client<'_>, row: &FieldInfo) -> Vec<Diagnostic> {
    let Some(entry) = client.field(row.field).filter(|_| client.accepts(row.field)) else {
        return Vec::new();
    };
    match &entry.value.kind {
        ValueKind::Array(elements) if row.is_list && elements.is_empty() => {
            vec![
                Diagnostic::new(entry.value.span, format!("`{}` has no element", row.key))
                    .console(row.console_error),
            ]
        }
        ValueKind::Array(elements) if row.is_list => {
            let empty = elements.iter().enumerate().filter(|(_, element)| is_blank(text, element));
            let message = format!("an element of `{}` is empty", row.key);
            let finding = |(index, element): (usize, &Value)| {
                let fix = remove_element(text, client.elements(row.field), index)
                    .map(|removal| removal.into_fix("remove the empty element"));
                Diagnostic::new(element.span, message.clone())
                    .console(row.console_error)
                    .fix(fix.filter(|_| elements.len() > 1))
            };
            empty.map(finding).collect()
        }
        _ if is_blank(text, &entry.value) => {
            vec![
                Diagnostic::new(entry.value.span, format!("`{}` is empty", row.key))
                    .console(row.console_error),
            ]
        }
        _ => Vec::new(),
    }
}

fn is_blank(text: &str, value: &Value) -> bool {
    value.as_string(text).is_some_and(|text| text.value.trim().is_empty())
}
