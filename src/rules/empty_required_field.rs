//! `empty-required-field`: a field that is there, and empty.

use super::{Check, Descriptor, Rule};
use crate::console::{FIELDS, FieldInfo};
use crate::diagnostic::{ConsoleReaction, Diagnostic, Severity};
use crate::manifest::edit::remove_element;
use crate::manifest::{Client, Manifest};
use crate::syntax::{Value, ValueKind};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "empty-required-field",
        severity: Severity::Error,
        tag: None,
        summary: "a field that is there, and empty",
        rationale: "What is empty is not filled in, and the console requires it. A list with an empty element has a row in the console \
              that was added with [+] and never filled in.",
        sources: &[],
    },
    no_fix_reason: None,
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
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let fields =
        manifest.clients.iter().flat_map(|client| FIELDS.iter().map(move |info| (client, info)));
    fields.flat_map(|(client, info)| empty(manifest, client, info)).collect()
}

fn empty(manifest: &Manifest, client: &Client, info: &FieldInfo) -> Vec<Diagnostic> {
    let Some(entry) = client.field(info.field).filter(|_| client.accepts(info.field)) else {
        return Vec::new();
    };
    match &entry.value.kind {
        ValueKind::Array(elements) if info.kind.is_list() && elements.is_empty() => {
            vec![
                Diagnostic::new(entry.value.span, format!("`{}` has no element", info.key))
                    .with_console(ConsoleReaction::Likely(info.console_error)),
            ]
        }
        ValueKind::Array(elements) if info.kind.is_list() => {
            let empty = elements.iter().enumerate().filter(|(_, element)| is_blank(element));
            let message = format!("an element of `{}` is empty", info.key);
            let diagnostic = |(index, element): (usize, &Value)| {
                let fix = remove_element(manifest, &entry.value, index)
                    .map(|removal| removal.into_fix("remove the empty element"));
                Diagnostic::new(element.span, message.clone())
                    .with_console(ConsoleReaction::Likely(info.console_error))
                    .with_fix(fix.filter(|_| elements.len() > 1))
            };
            empty.map(diagnostic).collect()
        }
        _ if is_blank(&entry.value) => {
            vec![
                Diagnostic::new(entry.value.span, format!("`{}` is empty", info.key))
                    .with_console(ConsoleReaction::Likely(info.console_error)),
            ]
        }
        _ => Vec::new(),
    }
}

fn is_blank(value: &Value) -> bool {
    value.as_string().is_some_and(|text| text.value.trim().is_empty())
}
