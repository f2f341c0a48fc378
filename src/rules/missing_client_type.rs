//! `missing-client-type`: a client without a `type`.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::CLIQ_REGISTER;
use crate::console::{CLIENT_TYPES, ClientType, ClientTypeInfo, FIELDS, TYPE_KEY};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::edit::insert_entry;
use crate::manifest::{Client, Manifest};
use crate::syntax::{Entry, ValueKind};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "missing-client-type",
        severity: Severity::Error,
        summary: "a client without a `type`",
        rationale: "Registration begins with the client type, which decides which fields the \
                    console asks for. Without it, the other fields cannot be checked.",
        sources: &[CLIQ_REGISTER],
    },
    fixes: Fixes::Unsafe("The fix is unsafe because it infers the type from the fields."),
    when_to_suppress: "Suppress it only until you decide on a type. Until then, the fields are not \
                       checked.",
    bad: "\
[client]
^^^^^^^^ missing `type`
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
    let untyped = manifest.clients.iter().filter(|client| client.type_entry.is_none());
    untyped.map(|client| missing(manifest, client)).collect()
}

fn missing(manifest: &Manifest, client: &Client) -> Diagnostic {
    let diagnostic = Diagnostic::new(client.span, format!("missing `{TYPE_KEY}`"))
        .with_note(list_types("valid types:", CLIENT_TYPES));
    let insert = |info: &ClientTypeInfo| {
        let value = format!("\"{}\"", info.value);
        let edits = insert_entry(manifest, client, TYPE_KEY, &value)?;
        Some(Fix::unsafe_(format!("Insert `{TYPE_KEY} = {value}`"), edits))
    };
    let likely = likely_types(manifest, client).into_iter();
    likely.filter_map(insert).fold(diagnostic, Diagnostic::with_fix)
}

/// Lists client types with their purposes, one per line.
pub(super) fn list_types<'a>(
    head: &str,
    types: impl IntoIterator<Item = &'a ClientTypeInfo>,
) -> String {
    let line = |info: &ClientTypeInfo| format!("\n`{}`: {}", info.value, info.purpose);
    std::iter::once(head.to_owned()).chain(types.into_iter().map(line)).collect()
}

/// The types that require each field that the client has, and the fewest others. If that would be a
/// second self client, no type is likely.
pub(super) fn likely_types(manifest: &Manifest, client: &Client) -> Vec<&'static ClientTypeInfo> {
    let is_given = |entry: &Entry| !matches!(&entry.value.kind, ValueKind::Array(elements) if elements.is_empty());
    let given = || {
        let fields = FIELDS.iter().map(|info| info.field);
        fields.filter(|field| client.field(*field).is_some_and(is_given))
    };
    let fitting: Vec<&ClientTypeInfo> = CLIENT_TYPES
        .iter()
        .filter(|info| given().all(|field| info.client_type.requires(field)))
        .collect();
    let fewest = fitting.iter().map(|info| info.required.len()).min();
    let is_possible = |info: &&ClientTypeInfo| {
        Some(info.required.len()) == fewest
            && !(manifest.has_self_client && info.client_type == ClientType::SelfClient)
    };
    fitting.into_iter().filter(is_possible).collect()
}

#[cfg(test)]
mod tests {
    use crate::console::{CLIENT_TYPES, FIELDS, Field};
    use crate::rules::RuleId;
    use crate::testing::{check, check_no_fix, fix_titles};

    const RULE: RuleId = RuleId::MissingClientType;

    /// A client with a value for each of some fields, and no type.
    fn untyped(fields: &[Field]) -> String {
        let line = |field: &Field| {
            let values: Vec<String> =
                field.info().examples.iter().map(|example| format!("'{example}'")).collect();
            let list = format!("[{}]", values.join(", "));
            let value = if field.info().kind.is_list() { &list } else { &values[0] };
            format!("{} = {value}\n", field.key())
        };
        format!("[client]\n{}", fields.iter().map(line).collect::<String>())
    }

    #[test]
    fn the_types_that_require_just_the_given_fields_are_offered() {
        for info in CLIENT_TYPES {
            let same = CLIENT_TYPES.iter().filter(|other| other.required == info.required);
            let titles = same.map(|info| format!("Insert `type = \"{}\"`", info.value));
            let text = untyped(info.required);
            assert_eq!(fix_titles(RULE, &text), titles.collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn each_type_that_is_offered_requires_the_given_fields() {
        for info in FIELDS {
            let titles = fix_titles(RULE, &untyped(&[info.field]));
            let requiring = info.field.types_requiring();
            let expected: Vec<String> =
                requiring.map(|info| format!("Insert `type = \"{}\"`", info.value)).collect();
            assert!(!titles.is_empty(), "{}", info.key);
            assert!(titles.iter().all(|title| expected.contains(title)), "{titles:?}");
        }
    }

    #[test]
    fn no_second_self_client_is_offered() {
        let text = "[[client]]\ntype = 'self-client'\nname = 'A'\n\n[[client]]\nname = 'B'\n";
        check_no_fix(RULE, text);
    }

    #[test]
    fn an_empty_list_says_nothing_of_the_type() {
        let without_list = fix_titles(RULE, "[client]\nname = 'A'\n");
        assert_eq!(fix_titles(RULE, "[client]\nname = 'A'\nredirect_uris = []\n"), without_list);
    }

    #[test]
    fn a_type_under_another_name_or_with_another_value_is_not_missing() {
        check(RULE, "[client]\nclient_type = 'self-client'\nname = 'A'\n");
        check(RULE, "[client]\ntype = ''\nname = 'A'\n");
        check(RULE, "[client]\ntype = 3\nname = 'A'\n");
        check(RULE, "[client]\ntype =\nname = 'A'\n");
    }
}
