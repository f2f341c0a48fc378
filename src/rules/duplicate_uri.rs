//! `duplicate-uri`: the same URI twice in a list.

use std::collections::HashMap;

use super::Rule;
use crate::console::FIELDS;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::edit::remove_element;
use crate::manifest::{Client, Manifest, UriValue};

pub static RULE: Rule = Rule {
    name: "duplicate-uri",
    severity: Severity::Warning,
    is_about_unnecessary: true,
    summary: "the same URI twice in a list",
    rationale: "The second does nothing. Two that are the same only after canonicalisation (`https://acme.com:443/` and \
          `https://acme.com/`) are one address in two spellings.",
    no_fix_reason: "",
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
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    let lists = manifest
        .clients
        .iter()
        .flat_map(|client| FIELDS.iter().map(move |row| (client, row.field)));
    lists
        .flat_map(|(client, field)| {
            let mut seen: HashMap<&str, &UriValue<'_>> = HashMap::new();
            let mut findings = Vec::new();
            for uri in client.uris.iter().filter(|uri| uri.field == field) {
                let canonical = uri.canonical().unwrap_or(uri.raw());
                match seen.get(canonical) {
                    Some(first) => findings.push(duplicate(manifest.text(), client, first, uri)),
                    None => drop(seen.insert(canonical, uri)),
                }
            }
            findings
        })
        .collect()
}

fn duplicate(
    text: &str,
    client: &Client<'_>,
    first: &UriValue<'_>,
    uri: &UriValue<'_>,
) -> Diagnostic {
    let removal =
        uri.index.and_then(|index| remove_element(text, client.elements(uri.field), index));
    let finding = |message: &str| {
        Diagnostic::new(uri.text.highlight_span(), message)
            .related(first.text.highlight_span(), "first listed here")
    };
    if uri.raw() == first.raw() {
        return finding("this URI is there twice")
            .fix(removal.map(|removal| removal.into_fix("remove the second")));
    }
    finding("this URI is there twice, in another spelling")
        .fix(removal.map(|removal| removal.into_unsafe_fix("remove the second")))
}
