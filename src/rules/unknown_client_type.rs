//! `unknown-client-type`: a client type that does not exist.

use super::missing_client_type::{likely_types, list_types};
use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{ACCOUNTS_TYPES, CLIQ_REGISTER, CRM_REGISTER};
use crate::console::{CLIENT_TYPES, ClientType, ClientTypeInfo, FIELDS, Field};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::edit::replace_string;
use crate::manifest::{Client, Manifest};
use crate::syntax::StringValue;
use crate::text::suggest::did_you_mean;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "unknown-client-type",
        severity: Severity::Error,
        summary: "a client type that does not exist",
        rationale: "The client type decides which fields the console asks for. The console's \
                    labels, such as `Self Client`, and other names for a type are recognized.",
        sources: &[CLIQ_REGISTER, CRM_REGISTER, ACCOUNTS_TYPES],
    },
    fixes: Fixes::Safe(
        "The fix is safe if a name can mean only one type: it differs from the type's name only \
         in case or separators, or Zoho's pages and common usage give it to no other type.",
    ),
    when_to_suppress: "Suppress it if the console offers a client type that your version of \
                       cliq-lint does not know.",
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
    let types = manifest.clients.iter().filter_map(|client| {
        let text = client.type_entry.as_ref()?.value.as_string()?;
        ClientType::from_value(&text.value).is_none().then(|| unknown(manifest, client, text))
    });
    types.collect()
}

fn unknown(manifest: &Manifest, client: &Client, text: &StringValue) -> Diagnostic {
    let diagnostic = |message: String| Diagnostic::new(text.highlight_span(), message);
    let replace = |info: &ClientTypeInfo| {
        let edits = replace_string(&manifest.source, text, info.value);
        (format!("Replace with `{}`", info.value), edits)
    };
    let unsafe_fixes = |diagnostic: Diagnostic, types: &[&ClientTypeInfo]| {
        types.iter().fold(diagnostic, |diagnostic, info| {
            let (title, edits) = replace(info);
            diagnostic.with_fix(Fix::unsafe_(title, edits))
        })
    };
    let valid_types = || list_types("valid types:", CLIENT_TYPES);
    if text.value.trim().is_empty() {
        let diagnostic = diagnostic("empty client type".to_owned()).with_note(valid_types());
        return unsafe_fixes(diagnostic, &likely_types(manifest, client));
    }
    let message = format!("unknown client type {}", manifest.quote(&text.value));
    let meant: Vec<&ClientTypeInfo> =
        ClientType::meant_by(&text.value).into_iter().map(ClientType::info).collect();
    match meant[..] {
        [only] => {
            let (title, edits) = replace(only);
            diagnostic(format!("{message}; use `{}`", only.value)).with_fix(Fix::safe(title, edits))
        }
        [] => match nearest_type(&text.value) {
            Some(near) => {
                let message = format!("{message}; did you mean `{}`?", near.value);
                let diagnostic = diagnostic(message).with_note(valid_types());
                let extra = fields_without(client, near).map(|field| format!("`{}`", field.key()));
                match extra.collect::<Vec<_>>()[..] {
                    [] => unsafe_fixes(diagnostic, &[near]),
                    ref extra => {
                        let (clients, keys) = (near.plural(), extra.join(" and "));
                        diagnostic.with_note(format!("{clients} have no {keys}"))
                    }
                }
            }
            None => diagnostic(message).with_note(valid_types()),
        },
        ref several => {
            let note = list_types("possible types:", several.iter().copied());
            let is_fitting = |info: &&ClientTypeInfo| fields_without(client, info).next().is_none();
            let fitting: Vec<_> = several.iter().copied().filter(is_fitting).collect();
            unsafe_fixes(diagnostic(message).with_note(note), &fitting)
        }
    }
}

/// The fields of a client that a type does not have; if there is one, another type is more likely.
fn fields_without(client: &Client, info: &ClientTypeInfo) -> impl Iterator<Item = Field> {
    let client_type = info.client_type;
    let given = FIELDS.iter().map(|info| info.field);
    given.filter(move |field| client.field(*field).is_some() && !client_type.requires(*field))
}

fn nearest_type(text: &str) -> Option<&'static ClientTypeInfo> {
    let near = did_you_mean(text, CLIENT_TYPES.iter().map(|info| info.value))?;
    ClientType::from_value(near).map(ClientType::info)
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, fix_titles, lint_text};

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
    fn a_guess_that_the_fields_contradict_has_no_fix() {
        let redirect =
            "homepage_url = 'https://zylker.com'\nredirect_uris = ['https://zylker.com/cb']\n";
        let with_redirect = |client_type: &str| client(client_type) + redirect;
        assert_eq!(fix_titles(RULE, &with_redirect("'slef-client'")), [""; 0]);
        assert_eq!(
            fix_titles(RULE, &with_redirect("'clent-based'")),
            ["Replace with `client-based`"]
        );
        assert_eq!(fix_titles(RULE, &with_redirect("'backend'")), ["Replace with `server-based`"]);
        let client = format!("[client]\ntype = 'slef-client'\nname = 'A'\n{redirect}");
        let (_, report) = lint_text(&client);
        let notes = &report.diagnostics[0].diagnostic.notes;
        assert!(
            notes.contains(&"self clients have no `homepage_url` and `redirect_uris`".to_owned())
        );
    }

    #[test]
    fn another_word_has_no_fix() {
        for name in ["oauth", "TODO", "<type>"] {
            assert_eq!(fixes(name), [""; 0], "{name}");
        }
    }

    #[test]
    fn an_empty_type_has_a_fix_for_each_type_that_fits_the_fields() {
        for name in ["", " "] {
            assert_eq!(fixes(name), ["unsafe: Replace with `self-client`"]);
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
