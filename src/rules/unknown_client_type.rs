//! `unknown-client-type`: a type that the console does not have.

use super::Rule;
use crate::console::{CLIENT_TYPES, ClientType, TYPE_SYNONYMS};
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::manifest::Manifest;
use crate::syntax::StringValue;
use crate::text::escape::quote_for_message;

pub static RULE: Rule = Rule {
    name: "unknown-client-type",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a client type that the console does not have",
    rationale: "The console has five types, and the manifest has a word for each. The console's own labels (\"Server-based \
          Applications\"), other cases of the words and the names of older consoles are recognised.",
    no_fix_reason: "",
    bad: "\
[client]
type = \"Self Client\"
        ^^^^^^^^^^^ unknown client type `Self Client`: it is written `self-client` here
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
    let types = manifest
        .clients
        .iter()
        .filter_map(|client| client.type_entry?.value.as_string(manifest.text()));
    types.filter(|text| ClientType::from_value(text.value).is_none()).map(unknown).collect()
}

fn unknown(text: StringValue<'_>) -> Diagnostic {
    let name = quote_for_message(text.value);
    let write =
        |value: &str| (format!("write `{value}`"), vec![Edit::replace(text.content_span(), value)]);
    if text.value.trim().is_empty() {
        return Diagnostic::new(text.highlight_span(), "the client type is empty").note(all());
    }
    if let Some(client_type) = ClientType::parse_lenient(text.value) {
        let value = client_type.row().value;
        let (title, edits) = write(value);
        let finding = Diagnostic::new(
            text.highlight_span(),
            format!("unknown client type {name}: it is written `{value}` here"),
        );
        return finding.fix(Fix::safe(title, edits));
    }
    match guess_type(text.value) {
        Some(value) => {
            let (title, edits) = write(value);
            Diagnostic::new(
                text.highlight_span(),
                format!("unknown client type {name}: did you mean `{value}`?"),
            )
            .note(all())
            .fix(Fix::unsafe_(title, edits))
        }
        None => Diagnostic::new(text.highlight_span(), format!("unknown client type {name}"))
            .note(all()),
    }
}

fn all() -> String {
    let types: Vec<String> =
        CLIENT_TYPES.iter().map(|row| format!("{} ({})", row.value, row.purpose)).collect();
    format!("the types are:\n{}", types.join("\n"))
}

fn guess_type(text: &str) -> Option<&'static str> {
    let lower = text.trim().to_lowercase();
    let nickname = TYPE_SYNONYMS
        .iter()
        .find(|(name, _)| *name == lower || *name == lower.replace(['-', '_'], " "));
    let nearest = || {
        let (distance, row) = CLIENT_TYPES
            .iter()
            .map(|row| (strsim::osa_distance(&lower, row.value), row))
            .min_by_key(|(distance, _)| *distance)?;
        (distance <= 3).then_some(row.value)
    };
    nickname.map(|(_, client_type)| client_type.row().value).or_else(nearest)
}
