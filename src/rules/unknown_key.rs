//! `unknown-key`: a key that no manifest has.

use super::Rule;
use crate::characters::quoted;
use crate::edits::remove_entry;
use crate::finding::{Edit, Finding, Fix, Severity};
use crate::manifest::{CLIENT_KEY, Client, Manifest, Misnamed, meaning_of_key};
use crate::matrix::{FIELDS, known_keys};
use crate::secrets::secret_of_key;
use crate::syntax::{Entry, Kind};

pub static RULE: Rule = Rule {
    name: "unknown-key",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a key that no manifest has",
    why: "A key that is not read is a field that is not registered. Names that other providers have for the same field \
          (RFC 7591's `client_name` and `client_uri`, Google's `javascript_origins`, `callback_url`, …) and other \
          spellings (`redirectUris`, `redirect-uris`) are known and renamed; its value is checked as that of the right key. \
          What is only for your team goes into `[client.metadata]`.",
    no_fix: "",
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

fn check(manifest: &Manifest<'_>) -> Vec<Finding> {
    let text = manifest.text();
    let renamed = manifest.renamed_root.map(|entry| {
        let finding = Finding::new(
            entry.key_span,
            format!("unknown table {}: it is called `{CLIENT_KEY}` here", quoted(&entry.key)),
        );
        if matches!(entry.value.kind, Kind::Array(_)) && !entry.value.is_inline(text) {
            return finding.note(format!("write `[[{CLIENT_KEY}]]` for each"));
        }
        finding.fix(Fix::safe(
            format!("rename to `{CLIENT_KEY}`"),
            vec![Edit::replace(entry.key_span, CLIENT_KEY)],
        ))
    });
    let foreign = manifest
        .foreign
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
    let is_secret = secret_of_key(&entry.key).is_some()
        && matches!(entry.value.kind, Kind::String(_) | Kind::Array(_));
    is_secret || matches!(entry.value.kind, Kind::Broken)
}

fn foreign(text: &str, entry: &Entry) -> Finding {
    let name = quoted(&entry.key);
    if entry.key == "metadata" {
        return Finding::new(entry.key_span, "`metadata` belongs to a client")
            .note("write `[client.metadata]`");
    }
    if meaning_of_key(&entry.key).is_some() {
        return Finding::new(
            entry.key_span,
            format!("the key {name} stands outside of `[client]`"),
        )
        .note("move it below the header `[client]`");
    }
    let what = if entry.value.is_inline(text) { "key" } else { "table" };
    Finding::new(entry.key_span, format!("unknown {what} {name}"))
        .note("a manifest has `[client]`, or several `[[client]]`, and nothing else")
}

fn unknown(text: &str, client: &Client<'_>, misnamed: &Misnamed<'_>) -> Finding {
    let entry = misnamed.entry;
    let name = quoted(&entry.key);
    let finding = |rest: &str| Finding::new(entry.key_span, format!("unknown key {name}{rest}"));
    let remove = || {
        remove_entry(text, client.braces(), entry)
            .map(|removal| removal.guess(format!("remove {name}")))
    };
    match misnamed.meant {
        Some((key, _)) if misnamed.is_taken => {
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
    let wraps = is_list && matches!(entry.value.kind, Kind::String(_));
    if wraps {
        edits.extend([
            Edit::insert(entry.value.span.start, "["),
            Edit::insert(entry.value.span.end, "]"),
        ]);
    }
    let title = format!("rename to `{key}`{}", if wraps { " and make it a list" } else { "" });
    if known { Fix::safe(title, edits) } else { Fix::guess(title, edits) }
}
