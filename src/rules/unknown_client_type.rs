//! `unknown-client-type`: a type that the console does not have.

use super::{Check, Descriptor, Rule};
use crate::console::{CLIENT_TYPES, ClientType, TYPE_SYNONYMS};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::Manifest;
use crate::syntax::StringValue;
use crate::text::Edit;
use crate::text::suggest::{did_you_mean, is_same_name};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "unknown-client-type",
        severity: Severity::Error,
        tag: None,
        summary: "a client type that the console does not have",
        rationale: "The console has five types, and the manifest has a word for each. The console's own labels (\"Server-based \
              Applications\"), other cases of the words and the names of older consoles are recognised.",
        sources: &[],
    },
    no_fix_reason: None,
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
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let types =
        manifest.clients.iter().filter_map(|client| client.type_entry.as_ref()?.value.as_string());
    types
        .filter(|text| ClientType::from_value(&text.value).is_none())
        .map(|text| unknown(manifest, text))
        .collect()
}

fn unknown(manifest: &Manifest, text: &StringValue) -> Diagnostic {
    let name = manifest.quote(&text.value);
    let write =
        |value: &str| (format!("write `{value}`"), Edit::replace(text.content_span(), value));
    if text.value.trim().is_empty() {
        return Diagnostic::new(text.highlight_span(), "the client type is empty").with_note(all());
    }
    if let Some(client_type) = ClientType::parse_lenient(&text.value) {
        let value = client_type.info().value;
        let (title, edits) = write(value);
        let diagnostic = Diagnostic::new(
            text.highlight_span(),
            format!("unknown client type {name}: it is written `{value}` here"),
        );
        return diagnostic.with_fix(Fix::safe(title, edits));
    }
    match guess_type(&text.value) {
        Some(value) => {
            let (title, edits) = write(value);
            Diagnostic::new(
                text.highlight_span(),
                format!("unknown client type {name}: did you mean `{value}`?"),
            )
            .with_note(all())
            .with_fix(Fix::unsafe_(title, edits))
        }
        None => Diagnostic::new(text.highlight_span(), format!("unknown client type {name}"))
            .with_note(all()),
    }
}

fn all() -> String {
    let types: Vec<String> =
        CLIENT_TYPES.iter().map(|info| format!("{} ({})", info.value, info.purpose)).collect();
    format!("the types are:\n{}", types.join("\n"))
}

fn guess_type(text: &str) -> Option<&'static str> {
    let synonym = TYPE_SYNONYMS.iter().find(|(name, _)| is_same_name(name, text));
    let synonym = synonym.map(|(_, client_type)| client_type.info().value);
    synonym.or_else(|| did_you_mean(text, CLIENT_TYPES.iter().map(|info| info.value)))
}
