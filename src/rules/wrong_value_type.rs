//! `wrong-value-type`: a string where a list belongs, a number where a string does, and similar.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::CLIQ_REGISTER;
use crate::console::{FIELDS, FieldInfo, RECORDS, RecordInfo, TYPE_KEY};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::edit::{list_to_string, string_to_list};
use crate::manifest::{CLIENT_KEY, Client, Manifest, read_uri_list};
use crate::syntax::{Entry, Value, ValueKind};
use crate::text::Edit;
use crate::text::escape::toml_string;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "wrong-value-type",
        severity: Severity::Error,
        summary: "a value of the wrong type",
        rationale: "`type`, `name` and `homepage_url` are strings. `redirect_uris` and \
                    `javascript_domains` are arrays of strings, with one element for each row of \
                    the console's form.",
        sources: &[CLIQ_REGISTER],
    },
    fixes: Fixes::Safe(
        "Turning a string into an array, or an array of one string into a string, is safe because \
         the string stays the same. Quoting a number, a date or a boolean is unsafe because it \
         may have been meant for another key.",
    ),
    when_to_suppress: "You should not need to suppress it: the value cannot be read.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = \"https://app.acme.com/callback\"
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `redirect_uris` must be an array of strings, not a string
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
    let table = |value: &Value| {
        let message = format!("`{CLIENT_KEY}` must be a table, not {}", value.kind.describe());
        Diagnostic::new(value.span, message)
    };
    let tables = manifest.non_table_clients.iter().map(table);
    let clients = manifest.clients.iter().flat_map(|client| in_client(manifest, client));
    tables.chain(clients).collect()
}

fn in_client(manifest: &Manifest, client: &Client) -> Vec<Diagnostic> {
    let type_value = client.type_entry.as_ref().map(|entry| &entry.value);
    let of_type =
        type_value.and_then(|value| expect_string(manifest, &format!("`{TYPE_KEY}`"), value));
    let mut diagnostics: Vec<Diagnostic> = of_type.into_iter().collect();
    for info in FIELDS.iter().filter(|info| client.accepts(info.field)) {
        let Some(entry) = client.field(info.field) else { continue };
        if info.kind.is_list() {
            diagnostics.extend(expect_list(manifest, client, info, entry));
        } else {
            diagnostics.extend(expect_string(manifest, &format!("`{}`", info.key), &entry.value));
        }
    }
    let records = RECORDS.iter().filter_map(|row| Some((row, client.record(row.record)?)));
    diagnostics.extend(records.flat_map(|(row, entry)| expect_record(manifest, row, &entry.value)));
    diagnostics
}

/// Expects a string, or an array of strings if a list is possible.
fn expect_record(manifest: &Manifest, row: &RecordInfo, value: &Value) -> Vec<Diagnostic> {
    let key = format!("`{}`", row.key);
    match &value.kind {
        ValueKind::Array(elements) if row.may_be_list => {
            let name = format!("each element of {key}");
            elements.iter().filter_map(|element| expect_string(manifest, &name, element)).collect()
        }
        _ => expect_string(manifest, &key, value).into_iter().collect(),
    }
}

fn expect_string(manifest: &Manifest, name: &str, value: &Value) -> Option<Diagnostic> {
    let fix = match &value.kind {
        ValueKind::String(_) | ValueKind::Unparsed => return None,
        ValueKind::Integer | ValueKind::Float | ValueKind::Boolean | ValueKind::Datetime => {
            let written = toml_string(manifest.source.slice(value.span));
            let edit = Edit::replace(value.span, written);
            Some(Fix::unsafe_("Put quotes around the value", edit))
        }
        ValueKind::Array(_) => list_to_string(manifest, value)
            .map(|removal| removal.into_fix("Remove the brackets around the string")),
        ValueKind::Table(_) => None,
    };
    let message = format!("{name} must be a string, not {}", value.kind.describe());
    Some(Diagnostic::new(value.span, message).with_fix(fix))
}

fn expect_list(
    manifest: &Manifest,
    client: &Client,
    info: &FieldInfo,
    entry: &Entry,
) -> Vec<Diagnostic> {
    let value = &entry.value;
    let name = info.key;
    let not_a_list = || {
        let kind = value.kind.describe();
        Diagnostic::new(value.span, format!("`{name}` must be an array of strings, not {kind}"))
    };
    match &value.kind {
        ValueKind::Unparsed => Vec::new(),
        ValueKind::Array(elements) => {
            let name = format!("each element of `{name}`");
            elements.iter().filter_map(|element| expect_string(manifest, &name, element)).collect()
        }
        ValueKind::String(string) => {
            let is_empty = string.value.trim().is_empty();
            let is_split = read_uri_list(&string.value).is_some();
            // Other findings make it an array, or there is nothing to put into one.
            if is_empty || is_split || client.is_misnamed(entry) {
                return Vec::new();
            }
            vec![not_a_list().with_fix(Fix::safe("Make it an array", string_to_list(value)))]
        }
        _ => vec![not_a_list()],
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix, lint_text};

    const RULE: RuleId = RuleId::WrongValueType;

    #[test]
    fn every_kind_of_value_is_named() {
        check(
            RULE,
            "\
[client]
type = 3
       ^ `type` must be a string, not an integer
name = 1.5
       ^^^ `name` must be a string, not a float
homepage_url = 2024-01-01
               ^^^^^^^^^^ `homepage_url` must be a string, not a date
redirect_uris = true
                ^^^^ `redirect_uris` must be an array of strings, not a boolean
javascript_domains = ['https://acme.com', [], {}]
                                          ^^ each element of `javascript_domains` must be a string, not an array
                                              ^^ each element of `javascript_domains` must be a string, not a table
",
        );
    }

    #[test]
    fn a_client_is_a_table() {
        check(
            RULE,
            "\
client = 'x'
         ^^^ `client` must be a table, not a string
",
        );
        check(
            RULE,
            "\
client = [1]
          ^ `client` must be a table, not an integer
",
        );
    }

    #[test]
    fn an_array_of_one_string_is_that_string() {
        check_fix(
            RULE,
            "[client]\ntype = ['self-client'] # x\n",
            "[client]\ntype = 'self-client' # x\n",
        );
        check_no_fix(RULE, "[client]\nhomepage_url = ['https://a.com', 'https://b.com']\n");
    }

    #[test]
    fn quoting_a_value_of_another_type_is_unsafe() {
        let (_, report) = lint_text("[client]\ntype = 'self-client'\nname = 2024\n");
        let fix = &report.diagnostics[0].diagnostic.fixes[0];
        assert_eq!(fix.applicability, crate::diagnostic::Applicability::Unsafe);
        check_fix(RULE, "[client]\nname = true\n", "[client]\nname = \"true\"\n");
    }

    #[test]
    fn a_string_that_another_rule_makes_an_array_is_not_reported_twice() {
        check(RULE, "[client]\nredirect_uri = 'https://acme.com/cb'\n");
        check(RULE, "[client]\nredirect_uris = 'https://acme.com/1, https://acme.com/2'\n");
        check(RULE, "[client]\nredirect_uris = ''\n");
    }

    #[test]
    fn a_field_that_the_type_does_not_have_is_not_checked() {
        check(RULE, "[client]\ntype = 'self-client'\nname = 'A'\nredirect_uris = 3\n");
    }
}
