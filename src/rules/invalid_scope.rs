//! `invalid-scope`: a scope without a service, a name or an operation.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{ACCOUNTS_SCOPES, ACCOUNTS_SIGN_IN, CRM_OPERATIONS};
use crate::console::Record;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::edit::{replace_in_string, replace_string};
use crate::manifest::{Client, Manifest};
use crate::placeholder;
use crate::scopes::{OPERATIONS, ScopeError, check_scope};
use crate::syntax::StringValue;
use crate::text::escape::quote_for_message;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "invalid-scope",
        severity: Severity::Warning,
        summary: "a scope without a service, a name or an operation",
        rationale: "A scope consists of the service, a name and an operation, with dots between \
                    them: `ZohoCliq.Channels.READ`. Only `openid`, `email` and `profile`, for \
                    signing in with Zoho, have one part. Zoho's sign-in page rejects a request \
                    with a scope that does not exist. Case is ignored, because Zoho's pages are \
                    not consistent about it.",
        sources: &[ACCOUNTS_SCOPES, CRM_OPERATIONS, ACCOUNTS_SIGN_IN],
    },
    fixes: Fixes::Unsafe("The fix is unsafe because it guesses from the spelling."),
    when_to_suppress: "Suppress it if Zoho's page on an API names this scope.",
    bad: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"
scopes = [\"ZohoCliq.Channels.READ\", \"Bots.READ\"]
                                     ^^^^^^^^^ `Bots.READ` is not a complete scope
",
    good: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"
scopes = [\"ZohoCliq.Channels.READ\", \"ZohoCliq.Bots.READ\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let scopes =
        manifest.clients.iter().flat_map(|client: &Client| client.values_of(Record::Scopes));
    let chosen = scopes.filter(|scope| placeholder::in_name(&scope.value).is_empty());
    chosen.filter_map(|scope| check_one(manifest, scope)).collect()
}

fn check_one(manifest: &Manifest, scope: &StringValue) -> Option<Diagnostic> {
    let at = |message: String| Diagnostic::new(scope.highlight_span(), message);
    let quoted = manifest.quote(&scope.value);
    let replace = |text: &str| {
        let edits = replace_string(&manifest.source, scope, text);
        Fix::unsafe_(format!("Replace with `{text}`"), edits)
    };
    Some(match check_scope(&scope.value)? {
        ScopeError::Incomplete(meant) => at(format!("{quoted} is not a complete scope"))
            .with_note(
                "a scope has a service, a name and an operation, such as `ZohoCliq.Channels.READ`",
            )
            .with_fix(meant.map(|meant| replace(&meant))),
        ScopeError::Character(character) => {
            let character = quote_for_message(&character.to_string());
            at(format!("a scope cannot contain {character}")).with_note(
                "a scope has a service, a name and an operation, such as `ZohoCliq.Channels.READ`",
            )
        }
        ScopeError::Operation(meant) => {
            let start = scope.value.rfind('.').map_or(0, |dot| dot + 1);
            let part = start..scope.value.len();
            let operation = manifest.quote(&scope.value[part.clone()]);
            let edits = replace_in_string(&manifest.source, scope, part.clone(), meant);
            let known: Vec<String> =
                OPERATIONS.iter().map(|operation| format!("`{operation}`")).collect();
            Diagnostic::new(
                scope.span_of(part),
                format!("unknown operation {operation}; did you mean `{meant}`?"),
            )
            .with_note(format!("operations on Zoho's pages: {}", known.join(", ")))
            .with_fix(Fix::unsafe_(format!("Replace with `{meant}`"), edits))
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix};

    const RULE: RuleId = RuleId::InvalidScope;

    fn client(scopes: &str) -> String {
        format!("[client]\ntype = 'self-client'\nname = 'A'\nscopes = {scopes}\n")
    }

    #[test]
    fn scopes_of_any_service_and_placeholders_are_accepted() {
        check(RULE, &client("['AaaServer.profile.Read', 'ZohoCRM.modules.contacts.ALL', 'email']"));
        check(RULE, &client("'ZohoCliq.Webhooks.CREATE'"));
        check(RULE, &client("['<scope>', '${SCOPES}']"));
    }

    #[test]
    fn a_slip_in_an_operation_is_underlined_and_corrected() {
        let text = client("['ZohoCliq.Bots.RAED']");
        check(
            RULE,
            &format!(
                "{text}                         ^^^^ unknown operation `RAED`; did you mean `READ`?\n"
            ),
        );
        check_fix(RULE, &text, &client("['ZohoCliq.Bots.READ']"));
    }

    #[test]
    fn a_scope_of_another_form_has_no_fix() {
        for scope in
            ["['ZohoCliq.Channels']", "['channels:read']", "['']", "['ZohoCliq.Bots.READ ']"]
        {
            check_no_fix(RULE, &client(scope));
        }
    }

    #[test]
    fn a_list_in_one_string_is_for_another_rule() {
        check(RULE, &client("'ZohoCliq.Bots.READ,Bots'"));
    }
}
