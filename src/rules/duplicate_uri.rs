//! `duplicate-uri`: the same URI twice in a list.

use std::collections::HashMap;

use super::{Check, Descriptor, Rule};
use crate::console::FIELDS;
use crate::diagnostic::{Diagnostic, Severity, Tag};
use crate::manifest::edit::remove_element;
use crate::manifest::{Client, Manifest, UriValue};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "duplicate-uri",
        severity: Severity::Warning,
        tag: Some(Tag::Unnecessary),
        summary: "the same URI twice in a list",
        rationale: "The second does nothing. Two that are the same only after canonicalisation (`https://acme.com:443/` and \
              `https://acme.com/`) are one address in two spellings.",
        sources: &[],
    },
    no_fix_reason: None,
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\", \"https://app.acme.com/callback\"]
                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this URI is there twice
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
    let lists = manifest
        .clients
        .iter()
        .flat_map(|client| FIELDS.iter().map(move |info| (client, info.field)));
    lists
        .flat_map(|(client, field)| {
            let mut seen: HashMap<&str, &UriValue> = HashMap::new();
            let mut diagnostics = Vec::new();
            for uri in client.uris_of(field) {
                let canonical = uri.canonical().unwrap_or(uri.raw());
                match seen.get(canonical) {
                    Some(first) => diagnostics.push(duplicate(manifest, client, first, uri)),
                    None => drop(seen.insert(canonical, uri)),
                }
            }
            diagnostics
        })
        .collect()
}

fn duplicate(manifest: &Manifest, client: &Client, first: &UriValue, uri: &UriValue) -> Diagnostic {
    let array = client.field(uri.field).map(|entry| &entry.value);
    let removal =
        array.zip(uri.index).and_then(|(array, index)| remove_element(manifest, array, index));
    let diagnostic = |message: &str| {
        Diagnostic::new(uri.string.highlight_span(), message)
            .with_related(first.string.highlight_span(), "first listed here")
    };
    if uri.raw() == first.raw() {
        return diagnostic("this URI is there twice")
            .with_fix(removal.map(|removal| removal.into_fix("remove the second")));
    }
    diagnostic("this URI is there twice, in another spelling")
        .with_fix(removal.map(|removal| removal.into_unsafe_fix("remove the second")))
}
