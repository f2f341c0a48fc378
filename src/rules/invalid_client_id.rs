//! `invalid-client-id`: a client ID that does not look like one that the console issues.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::ACCOUNTS_AUTHORIZATION;
use crate::console::{CLIENT_ID_PREFIX, Record};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::edit::replace_string;
use crate::manifest::{Client, Manifest};
use crate::placeholder;
use crate::secrets::is_indirect;
use crate::syntax::StringValue;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "invalid-client-id",
        severity: Severity::Warning,
        summary: "a client ID that does not look like one that the console issues",
        rationale: "`cliq-lint match` and `diff` recognize a client by its ID, and Zoho rejects a \
                    request with an ID that it did not issue. In the samples on Zoho's pages, \
                    every client ID is `1000.` followed by letters and digits. A placeholder, or a \
                    reference such as `${ZOHO_CLIENT_ID}`, is not reported.",
        sources: &[ACCOUNTS_AUTHORIZATION],
    },
    fixes: Fixes::Safe(
        "Removing whitespace around a client ID is safe because no client ID contains any. \
         Otherwise, only the console shows the right client ID.",
    ),
    when_to_suppress: "Suppress it if the console shows this client ID.",
    bad: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"
client_id = \"1000.EXAMPLE0CLIENT0ID0OF0ACME0APP1 \"
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ whitespace around the client ID
",
    good: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"
client_id = \"1000.EXAMPLE0CLIENT0ID0OF0ACME0APP1\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let ids =
        manifest.clients.iter().flat_map(|client: &Client| client.values_of(Record::ClientId));
    ids.filter_map(|id| check_id(manifest, id)).collect()
}

fn check_id(manifest: &Manifest, id: &StringValue) -> Option<Diagnostic> {
    let text = id.value.trim();
    let digits = text.strip_prefix(CLIENT_ID_PREFIX);
    let is_id = digits.is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if is_id && text != &*id.value {
        let fix = Fix::safe("Remove the whitespace", replace_string(&manifest.source, id, text));
        let message = "whitespace around the client ID";
        return Some(Diagnostic::new(id.highlight_span(), message).with_fix(fix));
    }
    let is_placeholder = |text: &str| !placeholder::in_name(text).is_empty();
    let is_open = text.is_empty()
        || is_placeholder(text)
        || is_indirect(text)
        || digits.is_some_and(|digits| digits.is_empty() || is_placeholder(digits));
    (!is_id && !is_open).then(|| {
        let message = format!("{} is not a client ID", manifest.quote(text));
        Diagnostic::new(id.highlight_span(), message).with_note(
            "in the samples on Zoho's pages, a client ID is `1000.` followed by letters and digits",
        )
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, lint_text};

    const RULE: RuleId = RuleId::InvalidClientId;

    fn client(id: &str) -> String {
        format!("[client]\ntype = 'self-client'\nname = 'A'\nclient_id = {id}\n")
    }

    #[test]
    fn ids_of_any_length_and_placeholders_are_accepted() {
        for id in [
            "1000.EXAMPLE0CLIENT0ID0OF0ACME0APP1",
            "1000.ABC",
            "",
            "1000.",
            "1000.YOUR_CLIENT_ID",
            "1000.xxxxxxxxxxxx",
            "YOUR_CLIENT_ID",
            "<client id>",
            "${ZOHO_CLIENT_ID}",
            "env:ZOHO_CLIENT_ID",
        ] {
            check(RULE, &client(&format!("'{id}'")));
        }
    }

    #[test]
    fn other_texts_are_reported() {
        let text = client("'acme-notifier'");
        check(
            RULE,
            &format!("{text}             ^^^^^^^^^^^^^ `acme-notifier` is not a client ID\n"),
        );
        let text = client("'1000.ABC-DEF'");
        check(
            RULE,
            &format!("{text}             ^^^^^^^^^^^^ `1000.ABC-DEF` is not a client ID\n"),
        );
    }

    #[test]
    fn whitespace_is_removed_in_any_quotes() {
        check_fix(RULE, &client("'\t1000.ABCD '"), &client("'1000.ABCD'"));
    }

    #[test]
    fn what_looks_like_the_secret_is_reported_as_one_alone() {
        for (secret, is_secret) in [
            ("0123456789abcdef0123456789abcdef0123456789", true),
            ("0123456789abcdef0123456789abcdef01234567", true),
            ("Iv1.8a61f9b3a7aba766", false),
        ] {
            let (_, report) = lint_text(&client(&format!("'{secret}'")));
            let rules: Vec<_> = report.diagnostics.iter().map(|found| found.code.name()).collect();
            let rule = if is_secret { "committed-secret" } else { "invalid-client-id" };
            assert_eq!(rules, [rule], "{secret}");
        }
    }
}
