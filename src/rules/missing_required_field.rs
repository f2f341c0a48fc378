//! `missing-required-field`: a field that the console requires is not there.

use super::{Check, Descriptor, Rule};
use crate::console::{ClientType, Field};
use crate::diagnostic::{ConsoleReaction, Diagnostic, Fix, Severity};
use crate::manifest::edit::insert_entry;
use crate::manifest::{Client, Manifest};
use crate::text::Source;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "missing-required-field",
        severity: Severity::Error,
        tag: None,
        summary: "a field that the console requires of this type is not there",
        rationale: "Zoho's page \"Register your Application\" has a table of what each type requires, and the console does not create \
              the client without it. Of a self client's name Zoho's pages disagree: the table requires it, while older guides \
              create one without.",
        sources: &[],
    },
    no_fix_reason: None,
    bad: "\
[client]
^^^^^^^^ `homepage_url` is missing
type = \"non-browser-based\"
name = \"Acme TV\"
",
    good: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.acme.com\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let typed = manifest.clients.iter().filter_map(|client| Some((client, client.client_type?)));
    typed
        .flat_map(|(client, client_type)| {
            let missing =
                client_type.info().required.iter().filter(|field| client.field(**field).is_none());
            missing.map(move |field| missing_field(&manifest.source, client, client_type, *field))
        })
        .collect()
}

fn missing_field(
    source: &Source,
    client: &Client,
    client_type: ClientType,
    field: Field,
) -> Diagnostic {
    let info = field.info();
    let edit = insert_entry(source, client, info.key, info.placeholder);
    let diagnostic = Diagnostic::new(client.span, format!("`{}` is missing", info.key))
        .with_console(ConsoleReaction::Likely(info.console_error));
    let diagnostic = match &client.type_entry {
        Some(entry) => diagnostic.with_related(
            entry.value.span,
            format!("the console requires \"{}\" of {}", info.label, client_type.info().label),
        ),
        None => diagnostic,
    };
    let diagnostic = if client_type == ClientType::SelfClient {
        diagnostic
            .with_note("Zoho's table requires it; older guides create a self client without a name")
    } else {
        diagnostic
    };
    diagnostic
        .with_fix(Fix::unsafe_(format!("insert `{} = {}`", info.key, info.placeholder), vec![edit]))
}
