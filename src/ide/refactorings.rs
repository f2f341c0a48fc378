//! Refactorings that take several edits: inserting all required fields, and changing a client's
//! type.

use crate::console::{ClientType, FIELDS, Field, FieldKind};
use crate::manifest::edit::{
    RemovalEdits, insert_entry, remove_entries, remove_entry, replace_string,
};
use crate::manifest::{Client, Manifest, MisnamedKey};
use crate::syntax::Entry;
use crate::text::escape::toml_string;
use crate::text::{Edit, Edits, Source, join_with_and, minimal_edit};

/// Returns the fields that a client's type requires and that the client lacks.
pub(super) fn missing_fields(client: &Client) -> Vec<Field> {
    let required = client.client_type.map_or(&[][..], |client_type| client_type.info().required);
    required.iter().copied().filter(|field| client.field(*field).is_none()).collect()
}

/// Inserts all missing required fields of a client, with placeholders for values that only the user
/// knows. Clients are numbered from 0.
pub(super) fn insert_missing_fields(manifest: &Manifest, client: usize) -> Option<Edits> {
    let after = run_in_turn(manifest, client, &[&insert_missing_field])?;
    difference(manifest.text(), after.text()).map(Edits::from)
}

/// Inserts the first missing required field.
fn insert_missing_field(manifest: &Manifest, client: &Client) -> Option<Edits> {
    let field = *missing_fields(client).first()?;
    insert_entry(manifest, client, field.key(), &value_for(client, field))
}

/// Like [`insert_missing_fields`], with a tab stop in each placeholder, in field order.
pub(super) fn insert_fields_as_snippet(manifest: &Manifest, client: usize) -> Option<Edit> {
    let insert = |manifest: &Manifest, client: &Client| {
        let field = *missing_fields(client).first()?;
        let value = with_tab_stop(&value_for(client, field), field as usize + 1);
        insert_entry(manifest, client, field.key(), &value)
    };
    let after = run_in_turn(manifest, client, &[&insert])?;
    difference(manifest.text(), after.text())
}

/// Replaces the text inside the quotes of a TOML value with a tab stop that has it as the default.
/// Placeholders contain no snippet syntax.
fn with_tab_stop(value: &str, stop: usize) -> String {
    match (value.find('"'), value.rfind('"')) {
        (Some(open), Some(close)) if open < close => {
            let (before, content, after) =
                (&value[..=open], &value[open + 1..close], &value[close..]);
            format!("{before}${{{stop}:{content}}}{after}")
        }
        _ => value.to_owned(),
    }
}

/// Changes the type of a client: removes the fields that the console does not ask for with the new
/// type, and inserts the ones it requires.
pub(super) fn change_type(manifest: &Manifest, client: usize, to: ClientType) -> Option<Edits> {
    let set_type = |manifest: &Manifest, client: &Client| {
        let written = client.type_entry.as_ref()?.value.as_string()?;
        let value = to.info().value;
        (&*written.value != value).then(|| replace_string(&manifest.source, written, value))
    };
    // Insert first: new values may be derived from the ones that are removed.
    let with_fields = run_in_turn(manifest, client, &[&set_type, &insert_missing_field])?;
    // Without its fields, a table may no longer be a client, and another one takes its number: remove
    // all of them at once.
    let removal = removal(&with_fields, with_fields.clients.get(client)?, to);
    let text = with_fields.text();
    let after = removal.map_or(text.to_owned(), |(_, removal)| removal.edits.apply(text));
    difference(manifest.text(), &after).map(Edits::from)
}

/// Returns the entries of a client that the console does not ask for with another type, and the
/// edits that remove them; `None` if there are none.
fn removal<'a>(
    manifest: &Manifest,
    client: &'a Client,
    to: ClientType,
) -> Option<(Vec<&'a Entry>, RemovalEdits)> {
    let fields = FIELDS.iter().filter(|info| !to.requires(info.field));
    // Include every alias of a field: if the first one is removed, the next is read as the field.
    let entries = fields.flat_map(|info| {
        let is_field = |misnamed: &&MisnamedKey| {
            misnamed.suggestion.is_some_and(|meant| meant.key == info.key)
        };
        let misnamed = client.misnamed.iter().filter(is_field).map(|misnamed| &*misnamed.entry);
        let own = client.field(info.field);
        let others =
            misnamed.filter(move |entry| own.is_none_or(|own| own.key_span != entry.key_span));
        own.into_iter().chain(others)
    });
    // A key above the client can be read as its own; it is left to the fix that moves it.
    let is_inside = |entry: &&Entry| {
        client.table.entries.iter().any(|inside| inside.key_span == entry.key_span)
    };
    let is_removable = |entry: &&Entry| remove_entry(manifest, entry).is_some();
    let entries: Vec<&Entry> = entries.filter(is_inside).filter(is_removable).collect();
    let removal = (!entries.is_empty()).then(|| remove_entries(manifest, &entries))??;
    Some((entries, removal))
}

/// Describes a type change in the imperative, including the keys that it removes.
pub(super) fn describe_type_change(manifest: &Manifest, client: &Client, to: ClientType) -> String {
    let change = format!("Change the type to `{}`", to.info().value);
    let removal = removal(manifest, client, to);
    let entries = removal.iter().flat_map(|(entries, _)| entries);
    let keys: Vec<String> = entries.map(|entry| manifest.quote(&entry.key)).collect();
    if keys.is_empty() {
        return format!("{change}, with its fields");
    }
    let keys = join_with_and(&keys);
    let has_comments = removal.is_some_and(|(_, removal)| !removal.lost_comments.is_empty());
    let comments = if has_comments { " with comments" } else { "" };
    format!("{change}, and remove {keys}{comments}")
}

/// A step of a change; returns `None` when it has nothing left to do.
type Step<'a> = &'a dyn Fn(&Manifest, &Client) -> Option<Edits>;

/// The maximum number of edits per step, which is more than the number of fields.
const MAX_EDITS: usize = 8;

/// Runs each step until it has nothing left to do.
fn run_in_turn(manifest: &Manifest, client: usize, steps: &[Step<'_>]) -> Option<Manifest> {
    let mut now = manifest.clone();
    for step in steps {
        for _ in 0..MAX_EDITS {
            let Some(edits) = step(&now, now.clients.get(client)?) else { break };
            now = Manifest::new(Source::new(edits.apply(now.text())));
        }
    }
    Some(now)
}

/// Returns a whole change as one edit; `None` if it changes nothing.
fn difference(before: &str, after: &str) -> Option<Edit> {
    let edit = minimal_edit(before, after);
    (!edit.span.is_empty() || !edit.text.is_empty()).then_some(edit)
}

/// Guesses the value of a field, as TOML: for JavaScript domains, the origins of the redirect URIs;
/// otherwise a placeholder.
fn value_for(client: &Client, field: Field) -> String {
    let mut origins: Vec<String> = Vec::new();
    if field == Field::JavascriptDomains {
        for uri in client.valid_uris(Field::RedirectUris) {
            let origin = toml_string(&uri.uri.origin());
            if !origins.contains(&origin) {
                origins.push(origin);
            }
        }
    }
    let info = field.info();
    if origins.is_empty() || info.kind != FieldKind::UriList {
        return info.placeholder.to_owned();
    }
    format!("[{}]", origins.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(text: &str) -> Manifest {
        Manifest::new(Source::new(text))
    }

    #[track_caller]
    fn changed(text: &str, to: ClientType) -> String {
        change_type(&manifest(text), 0, to).expect("there is something to change").apply(text)
    }

    #[test]
    fn all_that_a_type_requires_is_inserted_in_any_layout() {
        let inserted = |text: &str| {
            let edits = insert_missing_fields(&manifest(text), 0).expect("something is missing");
            edits.apply(text)
        };
        assert_eq!(
            inserted("[client]\ntype = \"server-based\"\n"),
            "[client]\ntype = \"server-based\"\nname = \"Your Application\"\n\
             homepage_url = \"https://www.yourdomain.com\"\n\
             redirect_uris = [\"https://www.yourdomain.com/callback\"]\n"
        );
        assert_eq!(
            inserted("client = { type = 'non-browser-based' }\n"),
            "client = { type = 'non-browser-based', name = \"Your Application\", \
             homepage_url = \"https://www.yourdomain.com\" }\n"
        );
        assert!(insert_missing_fields(&manifest("[client]\ntype = 'x'\n"), 0).is_none());
    }

    #[test]
    fn another_type_takes_what_it_requires_and_loses_what_it_has_not() {
        let server = "[client]\ntype = 'server-based' # ours\nname = 'A'\n\
                      homepage_url = 'https://a.com'\nredirect_uris = ['https://b.a.com/cb']\n";
        assert_eq!(
            changed(server, ClientType::ClientBased),
            server.replace("server-based", "client-based")
                + "javascript_domains = [\"https://b.a.com\"]\n"
        );
        assert_eq!(
            changed(server, ClientType::SelfClient),
            "[client]\ntype = 'self-client' # ours\nname = 'A'\n"
        );
        let client = "[client]\ntype = 'self-client'\nname = 'A'\n";
        assert_eq!(
            changed(client, ClientType::NonBrowserBased),
            "[client]\ntype = 'non-browser-based'\nname = 'A'\n\
             homepage_url = \"https://www.yourdomain.com\"\n"
        );
    }

    #[test]
    fn a_change_of_the_type_keeps_keys_above_the_client() {
        let above = "redirect_uri = ['https://www.acme.com']\n";
        let text = format!("{above}client = {{ type = 'server-based', redirect_uris = [] }}\n");
        let after = changed(&text, ClientType::NonBrowserBased);
        assert!(after.starts_with(above) && !after.contains("redirect_uris"), "{after}");
    }

    #[test]
    fn a_change_of_the_type_says_what_it_removes() {
        let text = "[client]\ntype = 'server-based'\nname = 'A'\nhomepage = 'https://a.com'\n\
                    redirect_uris = ['https://b.a.com/cb']\ncallback = 'https://a.com/cb' # old\n";
        let manifest = manifest(text);
        let describe = |to| describe_type_change(&manifest, &manifest.clients[0], to);
        assert_eq!(
            describe(ClientType::SelfClient),
            "Change the type to `self-client`, and remove `homepage`, `redirect_uris` and \
             `callback` with comments"
        );
        assert_eq!(
            describe(ClientType::ClientBased),
            "Change the type to `client-based`, with its fields"
        );
    }

    #[test]
    fn a_change_of_the_type_changes_no_other_client() {
        let other = "[client.staging]\ntype = 'server-based'\nname = 'B'\n\
                     homepage_url = 'https://b.com'\nredirect_uris = ['https://b.com/cb']\n";
        for own in [
            "[client.production]\nname = 'A'\nmetadata.type = 'client-based'\njavascript_domains = ['https://a.com']\n",
            "[client]\nhomepage_url = 'https://a.com'\nmetadata.type = 'client-based'\n",
            "client.metadata.type = 'client-based'\nclient.javascript_domains = ['https://a.com']\n",
        ] {
            let text = format!("{own}{other}");
            let after = changed(&text, ClientType::SelfClient);
            assert!(after.ends_with(other), "{after}");
        }
    }

    #[test]
    fn a_type_that_the_client_has_changes_nothing() {
        let text = "[client]\ntype = 'self-client'\nname = 'A'\n";
        assert!(change_type(&manifest(text), 0, ClientType::SelfClient).is_none());
    }
}
