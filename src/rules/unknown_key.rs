//! `unknown-key`: a key or table that a manifest does not have, or that is in the wrong place.

use std::sync::Arc;

use super::inapplicable_field::type_changes;
use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::RFC_7591_METADATA;
use crate::console::{ClientType, FIELDS, FieldInfo, METADATA_KEY, known_keys};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::edit::{
    Destination, merge_into_list, move_entry, remove_entry, rename_key, split_environments,
    string_to_list,
};
use crate::manifest::{
    CLIENT_KEY, Client, Environments, Manifest, MisnamedKey, MisplacedKey, Misplacement,
    ResolvedKey, resolve_key,
};
use crate::secrets::secret_kind;
use crate::syntax::{Entry, ValueKind};
use crate::text::suggest::is_same_name;
use crate::text::{Edit, Edits};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "unknown-key",
        severity: Severity::Error,
        summary: "a key or table that a manifest does not have, or that is in the wrong place",
        rationale: "A key that is not recognized is ignored, so its field is missing when you \
                    register the client. Other providers' names for a field (`client_name` and \
                    `client_uri` of RFC 7591, `callback_url`, `javascript_origins`) and other \
                    spellings (`redirectUris`, `redirect-uris`) are recognized, and their values \
                    are checked like those of the right key. Put custom keys under \
                    `[client.metadata]`, which is free-form.",
        sources: &[RFC_7591_METADATA],
    },
    fixes: Fixes::Safe(
        "Renaming a recognized key, adding its values to an existing list, or moving a key from \
         above `[client]` into it is safe: the key means nothing else there, and nothing is lost. \
         Renaming a misspelled key, or one that may mean something else (`title`, `url`, \
         `allowed_origins`), is always unsafe, and so is moving a key into or out of metadata.",
    ),
    when_to_suppress: "Suppress it if another tool needs the key in this place.",
    bad: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage = \"https://www.acme.com\"
^^^^^^^^ unknown key `homepage`; use `homepage_url`
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
    let environments = manifest.environments.iter().map(|one| environments(manifest, one));
    let misplaced = manifest.misplaced.iter().filter(|one| !is_reported_elsewhere(&one.entry));
    let misplaced = misplaced.map(|one| misplaced_key(manifest, one));
    let unknown = manifest.unknown_root_entries.iter().map(|entry| &**entry);
    let unknown = unknown.filter(|entry| !is_reported_elsewhere(entry));
    // Without a client, the missing client is the problem.
    let unknown = unknown.filter(|_| !manifest.clients.is_empty());
    let unknown = unknown.map(|entry| unknown_at_root(manifest, entry));
    let keys = manifest.clients.iter().flat_map(|client| {
        let misnamed = client.misnamed.iter().filter(|one| !is_reported_elsewhere(&one.entry));
        misnamed.map(move |misnamed| misnamed_key(manifest, client, misnamed))
    });
    table.into_iter().chain(environments).chain(misplaced).chain(unknown).chain(keys).collect()
}

/// Whether the entry is for another rule to report: `committed-secret`, or `invalid-toml` if its
/// line is incomplete.
fn is_reported_elsewhere(entry: &Entry) -> bool {
    let is_secret = secret_kind(&entry.key).is_some()
        && matches!(entry.value.kind, ValueKind::String(_) | ValueKind::Array(_));
    is_secret || matches!(entry.value.kind, ValueKind::Unparsed)
}

fn misspelled_table(manifest: &Manifest, entry: &Entry) -> Diagnostic {
    let name = manifest.quote(&entry.key);
    let is_certain = is_same_name(&entry.key, CLIENT_KEY) || is_same_name(&entry.key, "clients");
    let fix = |edits| Fix::safe_if(is_certain, format!("Rename to `{CLIENT_KEY}`"), edits);
    let message = if is_certain {
        format!("unknown table {name}; use `{CLIENT_KEY}`")
    } else {
        format!("unknown table {name}; did you mean `{CLIENT_KEY}`?")
    };
    Diagnostic::new(entry.key_span, message)
        .with_fix(rename_key(manifest, entry, CLIENT_KEY).map(fix))
}

fn environments(manifest: &Manifest, environments: &Environments) -> Diagnostic {
    let (first, others) = environments.entries.split_first().expect("there is at least one");
    let is_of_root =
        manifest.tree.root.get(&first.key).is_some_and(|entry| Arc::ptr_eq(entry, first));
    if is_of_root && others.is_empty() {
        return misspelled_table(manifest, first);
    }
    let message = format!("use one `[[{CLIENT_KEY}]]` per environment");
    let diagnostic = Diagnostic::new(first.key_span, message).with_note(
        "a client cannot contain other clients; each environment is registered as a separate \
         client",
    );
    let diagnostic = others.iter().fold(diagnostic, |diagnostic, entry| {
        diagnostic.with_related(entry.key_span, "another environment")
    });
    let fix = |edits| Fix::unsafe_(format!("Turn each environment into `[[{CLIENT_KEY}]]`"), edits);
    diagnostic.with_fix(split_environments(manifest, environments).map(fix))
}

fn misplaced_key(manifest: &Manifest, misplaced: &MisplacedKey) -> Diagnostic {
    let MisplacedKey { entry, meant: ResolvedKey { key, is_known }, place, conflicts, .. } =
        misplaced;
    let name = manifest.quote(&entry.key);
    let client = misplaced.client.map(|index| &manifest.clients[index]);
    let at = |message: String| Diagnostic::new(entry.key_span, message);
    let diagnostic = match place {
        Misplacement::Root if !is_known => outside_client(manifest, entry, Some(key)),
        Misplacement::Root if *key == METADATA_KEY => {
            at(format!("table {name} is outside `[{CLIENT_KEY}]`"))
                .with_note(format!("write `[{CLIENT_KEY}.{METADATA_KEY}]`"))
        }
        Misplacement::Root => at(format!("key {name} is outside `[{CLIENT_KEY}]`")),
        Misplacement::Metadata => {
            at(format!("key {name} is in `[{CLIENT_KEY}.{METADATA_KEY}]`, where it has no effect"))
        }
    };
    let Some(client) = client else {
        return diagnostic
            .with_note(format!("move it below the `[[{CLIENT_KEY}]]` that it belongs to"));
    };
    if *conflicts {
        let diagnostic = with_existing(diagnostic, client, key);
        let fix = merge(manifest, client, entry, key, *is_known);
        let to_metadata = || move_to_metadata(manifest, client, entry).filter(|_| !is_known);
        return diagnostic.with_fix(fix.or_else(to_metadata));
    }
    // Metadata belongs to the team, so a key there may be intentional.
    let is_certain = *is_known && *place == Misplacement::Root;
    let new_name = if *key == entry.key { String::new() } else { format!(" as `{key}`") };
    let title = format!("Move {name} into `[{CLIENT_KEY}]`{new_name}");
    let fix = |edits| Fix::safe_if(is_certain, title, edits);
    diagnostic.with_fix(move_entry(manifest, entry, Destination::Client(client), key).map(fix))
}

fn unknown_at_root(manifest: &Manifest, entry: &Entry) -> Diagnostic {
    let meant = resolve_key(&entry.key).filter(|meant| meant.key != entry.key);
    let diagnostic = outside_client(manifest, entry, meant.map(|meant| meant.key));
    match manifest.clients.as_slice() {
        [client] => diagnostic.with_fix(move_to_metadata(manifest, client, entry)),
        _ => diagnostic,
    }
}

/// Reports a key or table outside `[client]` that does not belong to a client.
fn outside_client(manifest: &Manifest, entry: &Entry, meant: Option<&str>) -> Diagnostic {
    let name = manifest.quote(&entry.key);
    let what = if entry.value.is_inline { "key" } else { "table" };
    let question = meant.map_or_else(String::new, |key| format!("; did you mean `{key}`?"));
    let message = format!("unknown {what} {name} outside `[{CLIENT_KEY}]`{question}");
    Diagnostic::new(entry.key_span, message).with_note(format!(
        "a manifest consists of `[{CLIENT_KEY}]`, or several `[[{CLIENT_KEY}]]`; put custom keys \
         under `[{CLIENT_KEY}.{METADATA_KEY}]`"
    ))
}

fn misnamed_key(manifest: &Manifest, client: &Client, misnamed: &MisnamedKey) -> Diagnostic {
    let entry = &*misnamed.entry;
    let name = manifest.quote(&entry.key);
    let at = |rest: &str| Diagnostic::new(entry.key_span, format!("unknown key {name}{rest}"));
    let to_metadata = || move_to_metadata(manifest, client, entry);
    let Some(ResolvedKey { key, is_known }) = misnamed.suggestion else {
        let known = known_keys().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        return at("")
            .with_note(format!("valid keys: {known}"))
            .with_note(format!("put custom keys under `[{CLIENT_KEY}.{METADATA_KEY}]`"))
            .with_fix(to_metadata());
    };
    let field = FIELDS.iter().find(|info| info.key == key);
    if let Some((info, client_type)) = field.zip(client.client_type)
        && !client_type.requires(info.field)
    {
        return inapplicable(manifest, client, client_type, entry, info);
    }
    if misnamed.conflicts {
        let fix = merge(manifest, client, entry, key, is_known);
        let diagnostic = with_existing(at(&format!(", and `{key}` is already set")), client, key);
        return diagnostic.with_fix(fix.or_else(to_metadata));
    }
    let diagnostic = if is_known {
        at(&format!("; use `{key}`"))
    } else {
        at(&format!("; did you mean `{key}`?"))
    };
    diagnostic.with_fix(rename(manifest, entry, key, is_known))
}

fn with_existing(diagnostic: Diagnostic, client: &Client, key: &str) -> Diagnostic {
    match client.table.get(key) {
        Some(entry) => diagnostic.with_related(entry.key_span, format!("`{key}` is here")),
        None => diagnostic,
    }
}

/// A name for a field that the client's type does not have.
fn inapplicable(
    manifest: &Manifest,
    client: &Client,
    client_type: ClientType,
    entry: &Entry,
    info: &FieldInfo,
) -> Diagnostic {
    let (key, clients) = (info.key, client_type.info().plural());
    let name = manifest.quote(&entry.key);
    let types: Vec<String> =
        info.field.types_requiring().map(|info| format!("`{}`", info.value)).collect();
    let message = format!("unknown key {name}; {clients} have no `{key}`");
    let diagnostic = Diagnostic::new(entry.key_span, message)
        .with_note(format!("client types with this field: {}", types.join(", ")))
        .with_fix(move_to_metadata(manifest, client, entry));
    let diagnostic = client.type_entry.iter().fold(diagnostic, |diagnostic, entry| {
        diagnostic.with_related(entry.value.span, "the type is set here")
    });
    let Some(renaming) = rename(manifest, entry, key, false) else { return diagnostic };
    let changes = type_changes(manifest, client, info.field);
    changes.into_iter().fold(diagnostic, |diagnostic, change| {
        let both: Vec<Edit> = change.edits.iter().chain(&renaming.edits).cloned().collect();
        let title = format!("{}, and rename {name} to `{key}`", change.title);
        diagnostic.with_fix(Fix::unsafe_(title, both))
    })
}

/// Renames a key; a single string becomes a list if the new key needs one.
fn rename(manifest: &Manifest, entry: &Entry, key: &str, is_certain: bool) -> Option<Fix> {
    let renaming = rename_key(manifest, entry, key)?;
    let is_list = FIELDS.iter().any(|info| info.key == key && info.kind.is_list());
    let becomes_list = is_list && matches!(entry.value.kind, ValueKind::String(_));
    let edits = if becomes_list {
        let list = string_to_list(&entry.value);
        Edits::new(renaming.iter().chain(&list).cloned().collect())
    } else {
        renaming
    };
    let rest = if becomes_list { " and make it a list" } else { "" };
    Some(Fix::safe_if(is_certain, format!("Rename to `{key}`{rest}"), edits))
}

/// Adds the values of an entry to the list that the client has under the right key, or removes the
/// entry if it repeats the value there.
fn merge(
    manifest: &Manifest,
    client: &Client,
    entry: &Entry,
    key: &str,
    is_certain: bool,
) -> Option<Fix> {
    let existing = client.table.get(key)?;
    let name = manifest.quote(&entry.key);
    let text = |entry: &Entry| entry.value.as_string().map(|text| text.value.clone());
    let (removal, title) = match merge_into_list(manifest, entry, existing) {
        Some(removal) => (removal, format!("Merge {name} into `{key}`")),
        None if text(entry).is_some() && text(entry) == text(existing) => {
            (remove_entry(manifest, entry)?, format!("Remove {name}, which repeats `{key}`"))
        }
        None => return None,
    };
    Some(if is_certain { removal.into_fix(title) } else { removal.into_unsafe_fix(title) })
}

fn move_to_metadata(manifest: &Manifest, client: &Client, entry: &Entry) -> Option<Fix> {
    let edits = move_entry(manifest, entry, Destination::Metadata(client), &entry.key)?;
    let name = manifest.quote(&entry.key);
    Some(Fix::unsafe_(format!("Move {name} to `[{CLIENT_KEY}.{METADATA_KEY}]`"), edits))
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Applicability;
    use crate::lint::Code;
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix, fix_titles, lint_text};

    const RULE: RuleId = RuleId::UnknownKey;
    const HEAD: &str =
        "[client]\ntype = 'mobile-based'\nname = 'A'\nhomepage_url = 'https://acme.com'\n";

    /// Checks the fix of what is below a client's other keys, and whether it is safe.
    #[track_caller]
    fn check_below(before: &str, after: &str, applicability: Applicability) {
        let text = format!("{HEAD}{before}");
        check_fix(RULE, &text, &format!("{HEAD}{after}"));
        let (_, report) = lint_text(&text);
        let found = report.diagnostics.iter().find(|found| found.code == Code::Rule(RULE)).unwrap();
        assert_eq!(found.diagnostic.fixes[0].applicability, applicability, "{before}");
    }

    /// The rules that report something in a text.
    fn rules_of(text: &str) -> Vec<&'static str> {
        let (_, report) = lint_text(text);
        report.diagnostics.iter().map(|found| found.code.name()).collect()
    }

    #[test]
    fn a_recognized_name_is_renamed_safely() {
        use Applicability::Safe;
        check_below(
            "redirectUris = ['https://acme.com/cb'] # x\n",
            "redirect_uris = ['https://acme.com/cb'] # x\n",
            Safe,
        );
        check_below(
            "callback_url = 'https://acme.com/cb'\n",
            "redirect_uris = ['https://acme.com/cb']\n",
            Safe,
        );
    }

    #[test]
    fn a_slip_or_a_name_that_may_mean_something_else_is_renamed_unsafely() {
        check(
            RULE,
            "\
[client]
type = 'non-browser-based'
title = 'A'
^^^^^ unknown key `title`; did you mean `name`?
url = 'https://acme.com'
^^^ unknown key `url`; did you mean `homepage_url`?
",
        );
        check_below(
            "redirct_uris = ['https://acme.com/cb']\n",
            "redirect_uris = ['https://acme.com/cb']\n",
            Applicability::Unsafe,
        );
        check_below(
            "callback = 'https://acme.com/cb'\n",
            "redirect_uris = ['https://acme.com/cb']\n",
            Applicability::Unsafe,
        );
    }

    #[test]
    fn a_second_list_is_merged_into_the_first() {
        let list = "redirect_uris = ['https://acme.com/a']\n";
        let merged = "redirect_uris = ['https://acme.com/a', 'https://acme.com/b']\n";
        for key in ["redirect_uri", "callback_url", "redirectUris"] {
            check_below(
                &format!("{key} = 'https://acme.com/b'\n{list}"),
                merged,
                Applicability::Safe,
            );
        }
        check_below(
            &format!("{list}callback = 'https://acme.com/b'\n"),
            merged,
            Applicability::Unsafe,
        );
        let text = format!("{HEAD}{list}redirect_uri = 'https://acme.com/b'\n");
        assert_eq!(fix_titles(RULE, &text), ["Merge `redirect_uri` into `redirect_uris`"]);
        check(
            RULE,
            "\
[client]
redirect_uris = ['https://acme.com/a']
redirect_uri = 'https://acme.com/b'
^^^^^^^^^^^^ unknown key `redirect_uri`, and `redirect_uris` is already set
",
        );
    }

    #[test]
    fn a_second_value_is_removed_only_where_it_repeats_the_first() {
        let uris = "redirect_uris = ['https://acme.com/cb']\n";
        check_below(&format!("client_name = 'A'\n{uris}"), uris, Applicability::Safe);
        check_below(
            &format!("{uris}client_name = 'B'\n"),
            &format!("{uris}\n[client.metadata]\nclient_name = 'B'\n"),
            Applicability::Unsafe,
        );
    }

    #[test]
    fn keys_of_the_teams_own_are_moved_to_the_metadata() {
        for key in ["team", "owner", "description"] {
            check_below(
                &format!("{key} = 'x' # y\n"),
                &format!("\n[client.metadata]\n{key} = 'x' # y\n"),
                Applicability::Unsafe,
            );
        }
        let taken = format!("{HEAD}owner = 'x'\n[client.metadata]\nowner = 'y'\n");
        check_no_fix(RULE, &taken);
    }

    #[test]
    fn a_name_for_a_field_that_the_type_lacks_is_one_finding() {
        let text = "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://acme.com'\nredirect_uris = ['https://acme.com/cb']\nallowed_origins = ['https://acme.com']\n";
        assert_eq!(rules_of(text), ["unknown-key"]);
        let titles = [
            "Move `allowed_origins` to `[client.metadata]`",
            "Change the type to `client-based`, and rename `allowed_origins` to `javascript_domains`",
        ];
        assert_eq!(fix_titles(RULE, text), titles);
    }

    #[test]
    fn a_table_under_another_name_is_renamed_wherever_it_is_written() {
        check_fix(
            RULE,
            "clients.type = 'self-client'\nclients.name = 'A'\n",
            "client.type = 'self-client'\nclient.name = 'A'\n",
        );
        check_fix(
            RULE,
            "[clients]\ntype = 'self-client'\nname = 'A'\n[clients.metadata]\n",
            "[client]\ntype = 'self-client'\nname = 'A'\n[client.metadata]\n",
        );
        check_fix(
            RULE,
            "[[Client]]\ntype = 'self-client'\nname = 'A'\n[[Client]]\nname = 'B'\n",
            "[[client]]\ntype = 'self-client'\nname = 'A'\n[[client]]\nname = 'B'\n",
        );
        check_fix(
            RULE,
            "[client]\ntype = 'self-client'\nname = 'A'\nMetadata.a = 1\nMetadata.b = 2\n",
            "[client]\ntype = 'self-client'\nname = 'A'\nmetadata.a = 1\nmetadata.b = 2\n",
        );
    }

    #[test]
    fn a_key_above_the_client_is_moved_into_it_and_not_missing() {
        let before = "name = 'A' # x\n\n[client]\ntype = 'self-client'\n";
        assert_eq!(rules_of(before), ["unknown-key"]);
        check_fix(RULE, before, "[client]\ntype = 'self-client'\nname = 'A' # x\n");
        check(
            RULE,
            "\
redirect_uris = ['https://acme.com/cb']
^^^^^^^^^^^^^ key `redirect_uris` is outside `[client]`
[client]
type = 'mobile-based'
",
        );
    }

    #[test]
    fn a_key_above_the_client_that_has_it_too_is_merged_or_left() {
        check_fix(
            RULE,
            "redirect_uris = ['https://acme.com/a']\n[client]\nredirect_uris = ['https://acme.com/b']\n",
            "[client]\nredirect_uris = ['https://acme.com/b', 'https://acme.com/a']\n",
        );
        check_no_fix(RULE, "name = 'A'\n[client]\ntype = 'self-client'\nname = 'B'\n");
    }

    #[test]
    fn a_misnamed_key_above_the_client_is_moved_into_it_under_the_right_name() {
        let client = "[client]\ntype = 'non-browser-based'\nname = 'A'\n";
        let moved = format!("{client}homepage_url = 'https://acme.com' # x\n");
        for (key, applicability) in [
            ("homepage", Applicability::Safe),
            ("homepge_url", Applicability::Unsafe),
            ("url", Applicability::Unsafe),
        ] {
            let before = format!("{key} = 'https://acme.com' # x\n{client}");
            assert_eq!(rules_of(&before), ["unknown-key"]);
            check_fix(RULE, &before, &moved);
            let title = format!("Move `{key}` into `[client]` as `homepage_url`");
            assert_eq!(fix_titles(RULE, &before), [title]);
            let (_, report) = lint_text(&before);
            let fix = &report.diagnostics[0].diagnostic.fixes[0];
            assert_eq!(fix.applicability, applicability, "{key}");
        }
        check(
            RULE,
            "\
homepge_url = 'https://acme.com'
^^^^^^^^^^^ unknown key `homepge_url` outside `[client]`; did you mean `homepage_url`?
[client]
type = 'non-browser-based'
name = 'A'
",
        );
        check_fix(
            RULE,
            "[client]\ntype = 'self-client'\nname = 'A'\n[metadat]\nx = 1\n",
            "[client]\ntype = 'self-client'\nname = 'A'\n[client.metadata]\nx = 1\n",
        );
    }

    #[test]
    fn a_misspelled_key_above_the_client_that_has_it_is_merged_or_moved_to_the_metadata() {
        check_fix(
            RULE,
            "redirct_uris = ['https://acme.com/a']\n[client]\nredirect_uris = ['https://acme.com/b']\n",
            "[client]\nredirect_uris = ['https://acme.com/b', 'https://acme.com/a']\n",
        );
        check_fix(
            RULE,
            "title = 'B'\n[client]\ntype = 'self-client'\nname = 'A'\n",
            "[client]\ntype = 'self-client'\nname = 'A'\n\n[client.metadata]\ntitle = 'B'\n",
        );
    }

    #[test]
    fn a_key_above_several_clients_is_one_finding() {
        let text = "type = 'self-client'\n[[client]]\nname = 'A'\n[[client]]\nname = 'B'\n";
        assert_eq!(rules_of(text), ["unknown-key"]);
        check_no_fix(RULE, text);
    }

    #[test]
    fn a_field_in_the_metadata_of_a_client_that_lacks_it_is_moved() {
        let before =
            "[client]\ntype = 'self-client'\n\n[client.metadata]\nowner = 'x'\nname = 'A'\n";
        assert_eq!(rules_of(before), ["unknown-key"]);
        check_fix(
            RULE,
            before,
            "[client]\ntype = 'self-client'\nname = 'A'\n\n[client.metadata]\nowner = 'x'\n",
        );
        check(
            RULE,
            "\
[client]
type = 'mobile-based'
name = 'A'
[client.metadata]
name = 'mine'
redirect_uris = ['https://acme.com/cb']
^^^^^^^^^^^^^ key `redirect_uris` is in `[client.metadata]`, where it has no effect
",
        );
    }

    #[test]
    fn values_in_the_wrong_place_are_checked() {
        let text = "homepage_url = 'https://acme.com/a b'\n[client]\ntype = 'non-browser-based'\nname = 'A'\n";
        assert_eq!(rules_of(text), ["unknown-key", "invalid-uri"]);
    }

    #[test]
    fn what_belongs_to_no_client_is_moved_to_the_metadata() {
        check(
            RULE,
            "\
owner = 'x'
^^^^^ unknown key `owner` outside `[client]`
[client]
type = 'self-client'
name = 'A'
[tool]
 ^^^^ unknown table `tool` outside `[client]`
x = 1
",
        );
        check_fix(
            RULE,
            "owner = 'x'\n[client]\ntype = 'self-client'\nname = 'A'\n",
            "[client]\ntype = 'self-client'\nname = 'A'\n\n[client.metadata]\nowner = 'x'\n",
        );
        check_fix(
            RULE,
            "[client]\ntype = 'self-client'\nname = 'A'\n[metadata]\nx = 1\n",
            "[client]\ntype = 'self-client'\nname = 'A'\n[client.metadata]\nx = 1\n",
        );
    }

    #[test]
    fn environments_are_one_finding_and_clients_of_their_own() {
        let text = "\
[client.production]
        ^^^^^^^^^^ use one `[[client]]` per environment
type = 'self-client'
name = 'A'
[client.staging]
type = 'server-based'
name = 'a!'
";
        check(RULE, text);
        let (text, _) = crate::testing::split_carets(text);
        let rules = rules_of(&text);
        assert_eq!(rules.iter().filter(|rule| **rule == "missing-required-field").count(), 2);
        assert!(rules.contains(&"invalid-client-name"), "{rules:?}");
        let after = "\
[[client]] # production
type = 'self-client'
name = 'A'
[[client]] # staging
type = 'server-based'
name = 'a!'
";
        check_fix(RULE, &text, after);
    }

    #[test]
    fn environments_that_share_fields_are_one_finding_without_a_fix() {
        let text = "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://acme.com'\n\
                    [client.production]\nredirect_uris = ['https://acme.com/cb']\n\
                    [client.staging]\nredirect_uris = ['https://staging.acme.com/cb']\n";
        assert_eq!(rules_of(text), ["unknown-key"]);
        check_no_fix(RULE, text);
    }

    #[test]
    fn environments_without_a_client_around_them_are_clients() {
        let client = "type = 'self-client'\nname = 'A'\n";
        check(
            RULE,
            &format!(
                "[production]\n ^^^^^^^^^^ unknown table `production`; did you mean `client`?\n{client}"
            ),
        );
        check_fix(RULE, &format!("[production]\n{client}"), &format!("[client]\n{client}"));
        check_fix(
            RULE,
            &format!("[production]\n{client}[staging]\n"),
            &format!("[client]\n{client}[staging]\n"),
        );
    }

    #[test]
    fn a_table_about_the_client_is_not_an_environment() {
        check(
            RULE,
            "\
[client]
type = 'self-client'
name = 'A'
owner = { name = 'Jane' }
^^^^^ unknown key `owner`
",
        );
    }

    #[test]
    fn half_typed_keys_and_secrets_are_left_to_other_rules() {
        check(RULE, "[client]\nfoo = \n");
        check(RULE, "[client]\nclient_secret = 's3cr3t-of-the-report-9876'\n");
    }
}
