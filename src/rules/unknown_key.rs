//! `unknown-key`: a key that no manifest has.

use super::{Check, Descriptor, Rule};
use crate::console::{FIELDS, METADATA_KEY, known_keys};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::edit::remove_entry;
use crate::manifest::{CLIENT_KEY, Manifest, MisnamedKey, ResolvedKey, resolve_key};
use crate::secrets::secret_kind;
use crate::syntax::{Entry, ValueKind};
use crate::text::Edit;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "unknown-key",
        severity: Severity::Error,
        tag: None,
        summary: "a key that no manifest has",
        rationale: "A key that is not read is a field that is not registered. Names that other providers have for the same field \
              (RFC 7591's `client_name` and `client_uri`, Google's `javascript_origins`, `callback_url`, …) and other \
              spellings (`redirectUris`, `redirect-uris`) are known and renamed; its value is checked as that of the right key. \
              What is only for your team goes into `[client.metadata]`.",
        sources: &[],
    },
    no_fix_reason: None,
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
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let misspelled = manifest.misspelled_client_table.as_deref();
    let table = misspelled.map(|entry| misspelled_table(manifest, entry));
    let is_own = |entry: &&Entry| !is_reported_elsewhere(entry);
    let root = manifest.unknown_root_entries.iter().map(|entry| &**entry).filter(is_own);
    let root = root.filter(|_| !manifest.clients.is_empty()).map(|entry| at_root(manifest, entry));
    let keys = manifest.clients.iter().flat_map(|client| {
        let misnamed = client.misnamed.iter().filter(|one| !is_reported_elsewhere(&one.entry));
        misnamed.map(|misnamed| in_client(manifest, misnamed))
    });
    table.into_iter().chain(root).chain(keys).collect()
}

/// Whether the entry is for another rule to report: `committed-secret`, or, where its line is half
/// typed, `invalid-toml`.
fn is_reported_elsewhere(entry: &Entry) -> bool {
    let is_secret = secret_kind(&entry.key).is_some()
        && matches!(entry.value.kind, ValueKind::String(_) | ValueKind::Array(_));
    is_secret || matches!(entry.value.kind, ValueKind::Unparsed)
}

fn misspelled_table(manifest: &Manifest, entry: &Entry) -> Diagnostic {
    let name = manifest.quote(&entry.key);
    let message = format!("unknown table {name}: it is called `{CLIENT_KEY}` here");
    let diagnostic = Diagnostic::new(entry.key_span, message);
    if matches!(entry.value.kind, ValueKind::Array(_)) && !entry.value.is_inline {
        return diagnostic.with_note(format!("write `[[{CLIENT_KEY}]]` for each"));
    }
    let edit = Edit::replace(entry.key_span, CLIENT_KEY);
    diagnostic.with_fix(Fix::safe(format!("rename to `{CLIENT_KEY}`"), edit))
}

fn at_root(manifest: &Manifest, entry: &Entry) -> Diagnostic {
    let name = manifest.quote(&entry.key);
    let at = |message: String| Diagnostic::new(entry.key_span, message);
    if entry.key == METADATA_KEY {
        return at(format!("`{METADATA_KEY}` belongs to a client"))
            .with_note(format!("write `[{CLIENT_KEY}.{METADATA_KEY}]`"));
    }
    if resolve_key(&entry.key).is_some() {
        return at(format!("the key {name} stands outside of `[client]`"))
            .with_note("move it below the header `[client]`");
    }
    let what = if entry.value.is_inline { "key" } else { "table" };
    at(format!("unknown {what} {name}"))
        .with_note("a manifest has `[client]`, or several `[[client]]`, and nothing else")
}

fn in_client(manifest: &Manifest, misnamed: &MisnamedKey) -> Diagnostic {
    let entry = &*misnamed.entry;
    let name = manifest.quote(&entry.key);
    let at = |rest: &str| Diagnostic::new(entry.key_span, format!("unknown key {name}{rest}"));
    let remove = || {
        let removal = remove_entry(manifest, entry)?;
        Some(removal.into_unsafe_fix(format!("remove {name}")))
    };
    match misnamed.suggestion {
        Some(ResolvedKey { key, .. }) if misnamed.conflicts => {
            at(&format!(": `{key}` is there already")).with_fix(remove())
        }
        Some(ResolvedKey { key, is_known: true }) => {
            at(&format!(": it is called `{key}` here")).with_fix(rename(entry, key, Fix::safe))
        }
        Some(ResolvedKey { key, is_known: false }) => {
            at(&format!(": did you mean `{key}`?")).with_fix(rename(entry, key, Fix::unsafe_))
        }
        None if matches!(entry.key.as_str(), "client_id" | "clientId" | "client-id") => {
            at(": Zoho gives it after the registration")
                .with_note("keep it in `[client.metadata]`")
                .with_fix(remove())
        }
        None => {
            let known = known_keys().collect::<Vec<_>>().join(", ");
            let note =
                format!("a client has {known}; what is your own goes into `[client.metadata]`");
            at("").with_note(note).with_fix(remove())
        }
    }
}

/// Renames a key; a single string becomes the list that the new key takes.
fn rename(entry: &Entry, key: &str, make: fn(String, Vec<Edit>) -> Fix) -> Fix {
    let mut edits = vec![Edit::replace(entry.key_span, key)];
    let is_list = FIELDS.iter().any(|info| info.key == key && info.kind.is_list());
    let wraps = is_list && matches!(entry.value.kind, ValueKind::String(_));
    if wraps {
        edits.push(Edit::insert(entry.value.span.start, "["));
        edits.push(Edit::insert(entry.value.span.end, "]"));
    }
    let title = format!("rename to `{key}`{}", if wraps { " and make it a list" } else { "" });
    make(title, edits)
}
