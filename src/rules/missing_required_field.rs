//! `missing-required-field`: a field that the console requires is not there.

use super::Rule;
use crate::console::{ClientType, Field};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::edit::insert_entry;
use crate::manifest::{Client, Manifest};

pub static RULE: Rule = Rule {
    name: "missing-required-field",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a field that the console requires of this type is not there",
    rationale: "Zoho's page \"Register your Application\" has a table of what each type requires, and the console does not create \
          the client without it. Of a self client's name Zoho's pages disagree: the table requires it, while older guides \
          create one without.",
    no_fix_reason: "",
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
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    let typed = manifest.clients.iter().filter_map(|client| Some((client, client.client_type()?)));
    typed
        .flat_map(|(client, client_type)| {
            let missing =
                client_type.row().required.iter().filter(|field| client.field(**field).is_none());
            missing.map(move |field| missing_field(manifest.text(), client, client_type, *field))
        })
        .collect()
}

fn missing_field(
    text: &str,
    client: &Client<'_>,
    client_type: ClientType,
    field: Field,
) -> Diagnostic {
    let row = field.row();
    let edit = insert_entry(text, client, row.key, row.placeholder);
    let finding = Diagnostic::new(client.span, format!("`{}` is missing", row.key))
        .console(row.console_error);
    let finding = match client.type_entry {
        Some(entry) => finding.related(
            entry.value.span,
            format!("the console requires \"{}\" of {}", row.label, client_type.row().label),
        ),
        None => finding,
    };
    let finding = if client_type == ClientType::SelfClient {
        finding.note("Zoho's table requires it; older guides create a self client without a name")
    } else {
        finding
    };
    finding.fix(Fix::unsafe_(format!("insert `{} = {}`", row.key, row.placeholder), vec![edit]))
}
