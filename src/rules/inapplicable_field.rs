//! `inapplicable-field`: a field that the console does not have for this client type.

use super::missing_client_type::likely_types;
use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{ACCOUNTS_SETUP, CLIQ_REGISTER};
use crate::console::{ClientType, ClientTypeInfo, FIELDS, Field, FieldInfo};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::edit::{remove_entry, replace_string};
use crate::manifest::{Client, Manifest};
use crate::syntax::{Entry, ValueKind};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "inapplicable-field",
        severity: Severity::Warning,
        summary: "a field that the console does not have for this client type",
        rationale: "Zoho's table of required details lists the fields that the console has for \
                    each client type. Other fields cannot be registered: either the field has no \
                    effect, or the client type is wrong.",
        sources: &[CLIQ_REGISTER, ACCOUNTS_SETUP],
    },
    fixes: Fixes::Unsafe(
        "Both fixes are unsafe because only you know whether the field or the type is wrong.",
    ),
    when_to_suppress: "If another tool reads the field, move it to `[client.metadata]`, or \
                       suppress the rule.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Board\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
javascript_domains = [\"https://app.acme.com\"]
^^^^^^^^^^^^^^^^^^ server-based clients have no `javascript_domains`
",
    good: "\
[client]
type = \"client-based\"
name = \"Acme Board\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
javascript_domains = [\"https://app.acme.com\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for client in &manifest.clients {
        let Some(client_type) = client.client_type else { continue };
        for info in FIELDS.iter().filter(|info| !client_type.requires(info.field)) {
            let entry = client.field(info.field).filter(|entry| entry.key == info.key);
            let is_parsed = |entry: &&Entry| !matches!(entry.value.kind, ValueKind::Unparsed);
            if let Some(entry) = entry.filter(is_parsed) {
                diagnostics.push(inapplicable(manifest, client, client_type, info, entry));
            }
        }
    }
    diagnostics
}

fn inapplicable(
    manifest: &Manifest,
    client: &Client,
    client_type: ClientType,
    info: &FieldInfo,
    entry: &Entry,
) -> Diagnostic {
    let (clients, key) = (client_type.info().plural(), info.key);
    let message = format!("{clients} have no `{key}`");
    let types: Vec<String> =
        info.field.types_requiring().map(|info| format!("`{}`", info.value)).collect();
    let diagnostic = Diagnostic::new(entry.key_span, message);
    let diagnostic = client.type_entry.iter().fold(diagnostic, |diagnostic, entry| {
        diagnostic.with_related(entry.value.span, "the type is set here")
    });
    let changes = type_changes(manifest, client, info.field);
    let diagnostic = changes.into_iter().fold(diagnostic, Diagnostic::with_fix);
    let removal = remove_entry(manifest, entry);
    diagnostic
        .with_note(format!("client types with this field: {}", types.join(", ")))
        .with_fix(removal.map(|removal| removal.into_unsafe_fix(format!("Remove `{key}`"))))
}

/// Returns fixes that change the client's type to one with this field and every other field that is
/// given, and with as few more as possible.
pub(super) fn type_changes(manifest: &Manifest, client: &Client, field: Field) -> Vec<Fix> {
    let written = client.type_entry.as_ref().and_then(|entry| entry.value.as_string());
    let Some(written) = written else { return Vec::new() };
    let change = |info: &ClientTypeInfo| {
        let edits = replace_string(&manifest.source, written, info.value);
        Fix::unsafe_(format!("Change the type to `{}`", info.value), edits)
    };
    let has_field = |info: &&ClientTypeInfo| info.client_type.requires(field);
    likely_types(manifest, client).into_iter().filter(has_field).map(change).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, fix_titles};

    const RULE: RuleId = RuleId::InapplicableField;

    #[test]
    fn each_field_that_the_type_does_not_have_is_a_finding() {
        check(
            RULE,
            "\
[client]
type = 'self-client'
name = 'A'
homepage_url = 'https://acme.com'
^^^^^^^^^^^^ self clients have no `homepage_url`
redirect_uris = ['https://acme.com/cb']
^^^^^^^^^^^^^ self clients have no `redirect_uris`
",
        );
    }

    #[test]
    fn the_types_that_have_all_fields_are_offered_before_the_removal() {
        let text = "[client]\ntype = 'non-browser-based'\nname = 'A'\nhomepage_url = \
                    'https://acme.com'\nredirect_uris = ['https://acme.com/cb']\n";
        let titles = [
            "Change the type to `server-based`",
            "Change the type to `mobile-based`",
            "Remove `redirect_uris`",
        ];
        assert_eq!(fix_titles(RULE, text), titles);
    }

    #[test]
    fn a_type_that_was_the_slip_costs_no_field() {
        let text = |client_type: &str| {
            format!(
                "[client]\ntype = '{client_type}'\nname = 'A'\nhomepage_url = \
                 'https://acme.com'\nredirect_uris = ['https://acme.com/cb']\n"
            )
        };
        check_fix(RULE, &text("self-client"), &text("server-based"));
    }

    #[test]
    fn an_empty_list_can_only_be_removed() {
        let text = "[client]\ntype = 'self-client'\nname = 'A'\nredirect_uris = []\n";
        assert_eq!(fix_titles(RULE, text), ["Remove `redirect_uris`"]);
    }

    #[test]
    fn a_field_is_not_judged_where_its_line_or_the_type_is_not_valid() {
        check(RULE, "[client]\ntype = 'self-client'\nname = 'A'\nredirect_uris = \n");
        check(RULE, "[client]\ntype = 'foo'\nname = 'A'\nredirect_uris = []\n");
    }
}
