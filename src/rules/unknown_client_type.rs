//! `unknown-client-type`: a client type that does not exist.

use super::{Check, Descriptor, Rule};
use crate::citations::{ACCOUNTS_TYPES, CLIQ_REGISTER, CRM_REGISTER};
use crate::console::{CLIENT_TYPES, ClientType};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::Manifest;
use crate::manifest::edit::replace_string;
use crate::syntax::StringValue;
use crate::text::Edits;
use crate::text::suggest::did_you_mean;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "unknown-client-type",
        severity: Severity::Error,
        tag: None,
        summary: "a client type that does not exist",
        rationale: "The client type decides which fields the console asks for. A label of the console, such as `Self Client`, \
              and other names of a type are recognized. The fix is safe where a name can mean only one type: in another case \
              or with other separators it is still the same name, and Zoho's pages or everyday use give it to no other type.",
        sources: &[CLIQ_REGISTER, CRM_REGISTER, ACCOUNTS_TYPES],
    },
    no_fix_reason: None,
    bad: "\
[client]
type = \"Self Client\"
        ^^^^^^^^^^^ unknown client type `Self Client`; use `self-client`
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
    let types =
        manifest.clients.iter().filter_map(|client| client.type_entry.as_ref()?.value.as_string());
    types
        .filter(|text| ClientType::from_value(&text.value).is_none())
        .map(|text| unknown(manifest, text))
        .collect()
}

fn unknown(manifest: &Manifest, text: &StringValue) -> Diagnostic {
    let diagnostic = |message: String| Diagnostic::new(text.highlight_span(), message);
    if text.value.trim().is_empty() {
        return diagnostic("empty client type".to_owned()).with_note(valid_types());
    }
    let message = format!("unknown client type {}", manifest.quote(&text.value));
    match ClientType::meant_by(&text.value)[..] {
        [only] => {
            let (title, edit) = replace(manifest, text, only);
            diagnostic(format!("{message}; use `{}`", only.info().value))
                .with_fix(Fix::safe(title, edit))
        }
        [] => {
            let values = CLIENT_TYPES.iter().map(|info| info.value);
            let near = did_you_mean(&text.value, values).and_then(ClientType::from_value);
            let suggestion = near.map(|near| format!("; did you mean `{}`?", near.info().value));
            diagnostic(message + &suggestion.unwrap_or_default())
                .with_note(valid_types())
                .with_fix(near.map(|near| unsafe_fix(manifest, text, near)))
        }
        ref several => {
            let diagnostic = diagnostic(message).with_note(list("it can mean:", several));
            several.iter().fold(diagnostic, |diagnostic, client_type| {
                diagnostic.with_fix(unsafe_fix(manifest, text, *client_type))
            })
        }
    }
}

fn unsafe_fix(manifest: &Manifest, text: &StringValue, client_type: ClientType) -> Fix {
    let (title, edit) = replace(manifest, text, client_type);
    Fix::unsafe_(title, edit)
}

fn replace(manifest: &Manifest, text: &StringValue, client_type: ClientType) -> (String, Edits) {
    let value = client_type.info().value;
    (format!("Replace with `{value}`"), replace_string(&manifest.source, text, value))
}

fn valid_types() -> String {
    list("valid types:", CLIENT_TYPES.iter().map(|info| &info.client_type))
}

fn list<'a>(head: &str, types: impl IntoIterator<Item = &'a ClientType>) -> String {
    let lines = types.into_iter().map(|client_type| {
        let info = client_type.info();
        format!("\n`{}`: {}", info.value, info.purpose)
    });
    std::iter::once(head.to_owned()).chain(lines).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, lint_text};

    const RULE: RuleId = RuleId::UnknownClientType;

    fn client(client_type: &str) -> String {
        format!("[client]\ntype = {client_type}\nname = \"Zylker Report\"\n")
    }

    /// The titles of the fixes of a type, with their applicability.
    fn fixes(client_type: &str) -> Vec<String> {
        let (_, report) = lint_text(&client(&format!("\"{client_type}\"")));
        let own =
            report.diagnostics.iter().filter(|found| found.code == crate::lint::Code::Rule(RULE));
        let fixes = own.flat_map(|found| &found.diagnostic.fixes);
        fixes.map(|fix| format!("{}: {}", fix.applicability.name(), fix.title)).collect()
    }

    #[test]
    fn a_name_that_means_one_type_has_a_safe_fix() {
        for (name, value) in [
            ("Server-based Applications", "server-based"),
            ("CLIENT_BASED", "client-based"),
            ("Java Script", "client-based"),
            ("spa", "client-based"),
            ("iOS", "mobile-based"),
            ("Non-browser based application", "non-browser-based"),
            ("TV", "non-browser-based"),
            ("Self Client", "self-client"),
        ] {
            assert_eq!(fixes(name), [format!("safe: Replace with `{value}`")], "{name}");
        }
    }

    #[test]
    fn a_name_that_can_mean_two_types_has_an_unsafe_fix_for_each() {
        let expected =
            ["unsafe: Replace with `server-based`", "unsafe: Replace with `client-based`"];
        assert_eq!(fixes("web app"), expected);
        check(
            RULE,
            "\
[client]
type = \"web app\"
        ^^^^^^^ unknown client type `web app`
name = \"Zylker Report\"
",
        );
    }

    #[test]
    fn a_misspelled_type_has_an_unsafe_fix() {
        assert_eq!(fixes("sever-based"), ["unsafe: Replace with `server-based`"]);
        check(
            RULE,
            "\
[client]
type = \"sever-based\"
        ^^^^^^^^^^^ unknown client type `sever-based`; did you mean `server-based`?
name = \"Zylker Report\"
",
        );
    }

    #[test]
    fn another_word_or_an_empty_string_has_no_fix() {
        for name in ["oauth", "TODO", "", " "] {
            assert_eq!(fixes(name), [""; 0], "{name}");
        }
        check(RULE, "[client]\ntype = ''\n       ^^ empty client type\nname = 'A'\n");
    }

    #[test]
    fn a_fix_keeps_the_quotes() {
        check_fix(RULE, &client("'Self Client'"), &client("'self-client'"));
    }

    #[test]
    fn a_value_that_is_not_a_string_and_a_missing_type_are_left_to_other_rules() {
        check(RULE, &client("3"));
        check(RULE, "[client]\nname = 'A'\n");
    }
}
