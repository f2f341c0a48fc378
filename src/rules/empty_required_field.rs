//! `empty-required-field`: a required field without a value.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{ACCOUNTS_SETUP, CLIQ_REGISTER};
use crate::console::{ClientType, FieldInfo};
use crate::diagnostic::{ConsoleReaction, Diagnostic, Severity};
use crate::manifest::edit::remove_element;
use crate::manifest::{Client, Manifest};
use crate::syntax::Value;
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "empty-required-field",
        severity: Severity::Error,
        summary: "a required field without a value",
        rationale: "The console requires the field, and does not accept an empty value. An empty \
                    element of a list is a row of the console's form that was added with [+] and \
                    left empty.",
        sources: &[CLIQ_REGISTER, ACCOUNTS_SETUP],
    },
    fixes: Fixes::Safe(
        "Removing an empty element is safe because it holds nothing. If it has a comment, the fix \
         is unsafe, and its title says what is removed.",
    ),
    when_to_suppress: "Suppress it only until you know the value. The console does not create the \
                       client without it.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\", \"\"]
                                                  ^^ empty element in `redirect_uris`
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let fields = manifest.accepted_fields();
    fields.flat_map(|(client, field)| empty(manifest, client, field.info())).collect()
}

fn empty(manifest: &Manifest, client: &Client, info: &FieldInfo) -> Vec<Diagnostic> {
    let Some(entry) = client.field(info.field) else { return Vec::new() };
    let value = &entry.value;
    let at = |span: Span, message: String| {
        let diagnostic = Diagnostic::new(span, message)
            .with_console(ConsoleReaction::Likely(info.console_error));
        let types = client.client_type.map(ClientType::info);
        let is_disputed = types.is_some_and(|types| types.disputed.contains(&info.field));
        if is_disputed { diagnostic.at_most(Severity::Warning) } else { diagnostic }
    };
    let is_filled_in = match value.as_array() {
        Some(elements) => elements.iter().any(|element| !is_empty(element)),
        None => !is_empty(value),
    };
    if !is_filled_in {
        return vec![at(value.span, format!("`{}` is empty", info.key))];
    }
    let elements = value.as_array().unwrap_or_default().iter().enumerate();
    let element = |(index, element): (usize, &Value)| {
        let removal = remove_element(manifest, value, index);
        let fix = removal.map(|removal| removal.into_fix("Remove the empty element"));
        at(element.span, format!("empty element in `{}`", info.key)).with_fix(fix)
    };
    elements.filter(|(_, element)| is_empty(element)).map(element).collect()
}

fn is_empty(value: &Value) -> bool {
    value.as_string().is_some_and(|text| text.value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Severity;
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix, lint_text};

    const RULE: RuleId = RuleId::EmptyRequiredField;

    #[test]
    fn a_string_of_spaces_is_empty() {
        check(
            RULE,
            "\
[client]
type = 'non-browser-based'
name = '  '
       ^^^^ `name` is empty
homepage_url = ''
               ^^ `homepage_url` is empty
",
        );
    }

    #[test]
    fn a_list_is_empty_without_elements_and_with_only_empty_ones() {
        for list in ["[]", "['']", "['', ' ']", "''"] {
            let text = format!(
                "[client]\ntype = 'mobile-based'\nname = 'A'\nhomepage_url = 'https://acme.com'\nredirect_uris = {list}\n"
            );
            let (manifest, report) = lint_text(&text);
            let found: Vec<(&str, &str)> = report
                .diagnostics
                .iter()
                .map(|found| (found.code.name(), manifest.source.slice(found.diagnostic.span)))
                .collect();
            assert_eq!(found, [("empty-required-field", list)]);
            check_no_fix(RULE, &text);
        }
    }

    #[test]
    fn an_empty_element_is_removed_with_its_line() {
        check_fix(
            RULE,
            "[client]\nredirect_uris = [\n  'https://acme.com/cb',\n  '',\n]\n",
            "[client]\nredirect_uris = [\n  'https://acme.com/cb',\n]\n",
        );
    }

    #[test]
    fn a_self_client_with_an_empty_name_is_a_warning() {
        let (_, report) = lint_text("[client]\ntype = 'self-client'\nname = ''\n");
        assert_eq!(report.diagnostics[0].severity, Severity::Warning);
    }

    #[test]
    fn a_field_that_is_not_required_may_be_empty() {
        check(RULE, "[client]\ntype = 'self-client'\nname = 'A'\nhomepage_url = ''\n");
    }

    #[test]
    fn an_element_that_is_not_valid_is_not_empty() {
        check(RULE, "[client]\nredirect_uris = [1]\n");
        check(RULE, "[client]\nredirect_uris = [x]\n");
    }
}
