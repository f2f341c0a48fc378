//! `missing-required-field`: a field that the console requires is missing.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{
    ACCOUNTS_SELF_CLIENT, ACCOUNTS_SETUP, CATALYST_REGISTER, CLIQ_REGISTER, KAIZEN_4,
};
use crate::console::{ClientType, Field};
use crate::diagnostic::{ConsoleReaction, Diagnostic, Fix, Severity};
use crate::manifest::edit::insert_entry;
use crate::manifest::{Client, Manifest};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "missing-required-field",
        severity: Severity::Error,
        summary: "a field that the console requires for this client type is missing",
        rationale: "The console's form has required fields for each client type, and creates no \
                    client while one of them is empty. A self client without a name is a warning: \
                    the tables of Zoho Cliq and Zoho Accounts require the name, but other Zoho \
                    pages create a self client without entering anything.",
        sources: &[
            CLIQ_REGISTER,
            ACCOUNTS_SETUP,
            ACCOUNTS_SELF_CLIENT,
            CATALYST_REGISTER,
            KAIZEN_4,
        ],
    },
    fixes: Fixes::Unsafe(
        "The fix inserts a placeholder, which stays reported until you replace it.",
    ),
    when_to_suppress: "Suppress it if the console created the client without this field, as it \
                       may for a self client.",
    bad: "\
[client]
^^^^^^^^ missing `homepage_url`, which non-browser-based clients require
type = \"non-browser-based\"
name = \"Acme TV\"
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
    let typed = manifest.clients.iter().filter_map(|client| Some((client, client.client_type?)));
    let missing = typed.flat_map(|(client, client_type)| {
        let required = client_type.info().required.iter();
        let missing = required.filter(|field| client.field(**field).is_none());
        missing.map(move |field| (client, client_type, *field))
    });
    missing
        .map(|(client, client_type, field)| missing_field(manifest, client, client_type, field))
        .collect()
}

fn missing_field(
    manifest: &Manifest,
    client: &Client,
    client_type: ClientType,
    field: Field,
) -> Diagnostic {
    let info = field.info();
    let (key, placeholder) = (info.key, info.placeholder);
    let edits = insert_entry(manifest, client, key, placeholder);
    let title = format!("Insert `{key}` with a placeholder to fill in");
    let fix = edits.map(|edits| Fix::unsafe_(title, edits));
    let diagnostic = |message: String| {
        fix.into_iter().fold(Diagnostic::new(client.span, message), Diagnostic::with_fix)
    };
    if client_type.info().disputed.contains(&field) {
        return diagnostic(format!("missing `{key}`, which the console may require"))
            .at_most(Severity::Warning)
            .with_note(format!(
                "Zoho's pages disagree: two tables require it, other pages create a {} without it",
                client_type.info().value
            ));
    }
    let clients = client_type.info().plural();
    let diagnostic = diagnostic(format!("missing `{key}`, which {clients} require"));
    let type_entry = client.type_entry.iter();
    type_entry
        .fold(diagnostic, |diagnostic, entry| {
            diagnostic.with_related(entry.value.span, "the type is set here")
        })
        .with_console(ConsoleReaction::Likely(info.console_error))
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Severity;
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, lint_text};

    const RULE: RuleId = RuleId::MissingRequiredField;

    #[test]
    fn each_missing_field_is_a_finding() {
        check(
            RULE,
            "\
[client]
^^^^^^^^ missing `name`, which client-based clients require
^^^^^^^^ missing `homepage_url`, which client-based clients require
^^^^^^^^ missing `redirect_uris`, which client-based clients require
^^^^^^^^ missing `javascript_domains`, which client-based clients require
type = 'client-based'
",
        );
    }

    #[test]
    fn a_dotted_client_is_underlined_where_it_begins() {
        check(
            RULE,
            "\
client.type = 'self-client'
^^^^^^ missing `name`, which the console may require
",
        );
    }

    #[test]
    fn a_self_client_without_a_name_is_a_warning() {
        let (_, report) = lint_text("[client]\ntype = 'self-client'\n");
        assert_eq!(report.diagnostics[0].severity, Severity::Warning);
    }

    #[test]
    fn nothing_is_required_of_an_unknown_type() {
        check(RULE, "[client]\nname = 'A'\n");
        check(RULE, "[client]\ntype = 'web'\nname = 'A'\n");
    }

    #[test]
    fn a_field_that_is_misspelled_or_half_typed_is_not_missing() {
        check(RULE, "[client]\ntype = 'self-client'\nclient_name = 'A'\n");
        check(RULE, "[client]\ntype = 'self-client'\nname = \n");
    }

    #[test]
    fn the_fix_inserts_a_placeholder() {
        check_fix(
            RULE,
            "[client]\ntype = 'self-client'\n",
            "[client]\ntype = 'self-client'\nname = \"Your Application\"\n",
        );
    }
}
