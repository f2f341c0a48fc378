//! `unknown-key`: a key that no manifest has.

use super::Rule;
use crate::console::{FIELDS, known_keys};
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::manifest::edit::remove_entry;
use crate::manifest::{CLIENT_KEY, Client, Manifest, MisnamedKey, resolve_key};
use crate::secrets::secret_kind;
use crate::syntax::{Entry, ValueKind};
use crate::text::escape::quote_for_message;

pub static RULE: Rule = Rule {
    name: "unknown-key",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a key that no manifest has",
    rationale: "A key that is not read is a field that is not registered. Names that other providers have for the same field \
          (RFC 7591's `client_name` and `client_uri`, Google's `javascript_origins`, `callback_url`, …) and other \
          spellings (`redirectUris`, `redirect-uris`) are known and renamed; its value is checked as that of the right key. \
          What is only for your team goes into `[client.metadata]`.",
    no_fix_reason: "",
    bad: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage = \"https://www.acme.com\"
^^^^^^^^ unknown key `homepage`: it is called `homepage_url` here
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
    let text = manifest.text();
    let renamed = manifest.misspelled_client_table.map(|entry| {
        let finding = Diagnostic::new(
            entry.key_span,
            format!(
                "unknown table {}: it is called `{CLIENT_KEY}` here",
                quote_for_message(&entry.key)
            ),
        );
        if matches!(entry.value.kind, ValueKind::Array(_)) && !entry.value.is_inline(text) {
            return finding.note(format!("write `[[{CLIENT_KEY}]]` for each"));
        }
        finding.fix(Fix::safe(
            format!("rename to `{CLIENT_KEY}`"),
            vec![Edit::replace(entry.key_span, CLIENT_KEY)],
        ))
    });
    let foreign = manifest
        .unknown_root_entries
        .iter()
        .filter(|entry| !manifest.clients.is_empty() && !is_reported_elsewhere(entry))
        .map(|entry| foreign(text, entry));
    let keys = manifest.clients.iter().flat_map(|client| {
        let misnamed =
            client.misnamed.iter().filter(|misnamed| !is_reported_elsewhere(misnamed.entry));
        misnamed.map(move |misnamed| unknown(text, client, misnamed))
    });
    renamed.into_iter().chain(foreign).chain(keys).collect()
}

/// Whether the entry is for another rule to speak of: `committed-secret`, or, where its line is
/// half typed, `invalid-toml`.
fn is_reported_elsewhere(entry: &Entry) -> bool {
    let is_secret = secret_kind(&entry.key).is_some()
        && matches!(entry.value.kind, ValueKind::String(_) | ValueKind::Array(_));
    is_secret || matches!(entry.value.kind, ValueKind::Unparsed)
}

fn foreign(text: &str, entry: &Entry) -> Diagnostic {
    let name = quote_for_message(&entry.key);
    if entry.key == "metadata" {
        return Diagnostic::new(entry.key_span, "`metadata` belongs to a client")
            .note("write `[client.metadata]`");
    }
    if resolve_key(&entry.key).is_some() {
        return Diagnostic::new(
            entry.key_span,
            format!("the key {name} stands outside of `[client]`"),
        )
        .note("move it below the header `[client]`");
    }
    let what = if entry.value.is_inline(text) { "key" } else { "table" };
    Diagnostic::new(entry.key_span, format!("unknown {what} {name}"))
        .note("a manifest has `[client]`, or several `[[client]]`, and nothing else")
}

fn unknown(text: &str, client: &Client<'_>, misnamed: &MisnamedKey<'_>) -> Diagnostic {
    let entry = misnamed.entry;
    let name = quote_for_message(&entry.key);
    let finding = |rest: &str| Diagnostic::new(entry.key_span, format!("unknown key {name}{rest}"));
    let remove = || {
        remove_entry(text, client.inline_span(), entry)
            .map(|removal| removal.into_unsafe_fix(format!("remove {name}")))
    };
    match misnamed.meant {
        Some((key, _)) if misnamed.conflicts => {
            finding(&format!(": `{key}` is there already")).fix(remove())
        }
        Some((key, known)) => {
            let verb = if known { "it is called" } else { "did you mean" };
            let end = if known { " here" } else { "?" };
            finding(&format!(": {verb} `{key}`{end}")).fix(rename(entry, key, known))
        }
        None if matches!(entry.key.as_str(), "client_id" | "clientId" | "client-id") => {
            finding(": Zoho gives it after the registration")
                .note("keep it in `[client.metadata]`")
                .fix(remove())
        }
        None => {
            let known: Vec<&str> = known_keys().collect();
            finding("")
                .note(format!(
                    "a client has {}; what is your own goes into `[client.metadata]`",
                    known.join(", ")
                ))
                .fix(remove())
        }
    }
}

/// Renames a key; a single string becomes the list that the new key takes.
fn rename(entry: &Entry, key: &str, known: bool) -> Fix {
    let mut edits = vec![Edit::replace(entry.key_span, key)];
    let is_list = FIELDS.iter().any(|row| row.key == key && row.is_list);
    let wraps = is_list && matches!(entry.value.kind, ValueKind::String(_));
    if wraps {
        edits.extend([
            Edit::insert(entry.value.span.start, "["),
            Edit::insert(entry.value.span.end, "]"),
        ]);
    }
    let title = format!("rename to `{key}`{}", if wraps { " and make it a list" } else { "" });
    if known { Fix::safe(title, edits) } else { Fix::unsafe_(title, edits) }
}
