//! `placeholder-value`: what docs and our own fixes put in, left as it was.

use std::ops::Range;

use super::{Check, Descriptor, Rule};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, MAX_LABELS, Severity};
use crate::manifest::{Client, Manifest};
use crate::syntax::StringValue;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "placeholder-value",
        severity: Severity::Warning,
        tag: None,
        summary: "a value that stands for one to come: `yourdomain.com`, `example.com`, `TODO`, `<…>`",
        rationale: "The console accepts a dummy value, and users then meet `invalid_redirect_uri`. These are the values of Zoho's pages \
              and of this tool's own fixes (`example.com` is kept for documentation, RFC 2606 §3).",
        sources: &[],
    },
    no_fix_reason: Some("The value only you know."),
    bad: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.yourdomain.com\"
                            ^^^^^^^^^^^^^^ `yourdomain.com` looks like a placeholder
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
    manifest.clients.iter().flat_map(|client| in_client(manifest, client)).collect()
}

fn in_client(manifest: &Manifest, client: &Client) -> Vec<Diagnostic> {
    let name = client.name().and_then(|name| {
        let placeholders = &client.name_placeholders;
        placeholder(manifest, name, placeholders, Field::Name)
    });
    let uris = client
        .uris
        .iter()
        .filter_map(|uri| placeholder(manifest, &uri.string, &uri.placeholders, uri.field));
    name.into_iter().chain(uris).collect()
}

fn placeholder(
    manifest: &Manifest,
    string: &StringValue,
    placeholders: &[Range<usize>],
    field: Field,
) -> Option<Diagnostic> {
    let (first, others) = placeholders.split_first()?;
    let written = manifest.quote(&string.value[first.clone()]);
    let message = format!("{written} looks like a placeholder");
    let diagnostic = Diagnostic::new(string.span_of(first.clone()), message).with_note(format!(
        "placeholders are not expanded; write the actual {}",
        field.info().noun
    ));
    Some(others.iter().take(MAX_LABELS - 1).fold(diagnostic, |diagnostic, other| {
        diagnostic.with_related(string.span_of(other.clone()), "another placeholder")
    }))
}
