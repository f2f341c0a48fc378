//! A new manifest from answers: what `init` writes.

use crate::config::Levels;
use crate::console::{ClientType, FIELDS, Field, FieldInfo, TYPE_KEY};
use crate::diagnostic::Severity;
use crate::lint::{Code, Reported, lint};
use crate::manifest::{CLIENT_KEY, Manifest};
use crate::rules::RuleId;
use crate::text::Source;
use crate::text::escape::toml_string;

/// What a new manifest is made from: the client's type and the values of its fields.
#[derive(Clone, Debug)]
pub struct NewManifest {
    /// The client's type.
    pub client_type: ClientType,
    /// The fields that were answered, with their values; one value for a field that is not a list.
    pub fields: Vec<(Field, Vec<String>)>,
}

impl NewManifest {
    /// The text of the manifest. Fields are in the console's order; a list of several values has a
    /// line for each.
    pub fn to_toml(&self) -> String {
        let client_type = toml_string(self.client_type.info().value);
        let head = format!("[{CLIENT_KEY}]\n{TYPE_KEY} = {client_type}\n");
        let fields = FIELDS.iter().filter_map(|info| {
            let (_, values) = self.fields.iter().find(|(field, _)| *field == info.field)?;
            Some(field_line(info, values))
        });
        std::iter::once(head).chain(fields).collect()
    }
}

fn field_line(info: &FieldInfo, values: &[String]) -> String {
    let strings: Vec<String> = values.iter().map(|value| toml_string(value)).collect();
    let value = match strings.as_slice() {
        [string] if info.kind.is_list() => format!("[{string}]"),
        _ if info.kind.is_list() => format!("[\n    {},\n]", strings.join(",\n    ")),
        _ => strings.concat(),
    };
    format!("{} = {value}\n", info.key)
}

/// The errors and warnings about one answer on its own, whatever else is not answered yet.
pub fn check_answer(client_type: ClientType, field: Field, values: &[String]) -> Vec<Reported> {
    let answer = NewManifest { client_type, fields: vec![(field, values.to_vec())] };
    let manifest = Manifest::new(Source::new(answer.to_toml()));
    let mut diagnostics = lint(&manifest, &Levels::default()).diagnostics;
    diagnostics.retain(|found| {
        found.severity > Severity::Hint && found.code != Code::Rule(RuleId::MissingRequiredField)
    });
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_manifest_has_the_fields_in_the_consoles_order_and_is_clean() {
        let fields = vec![
            (
                Field::RedirectUris,
                vec!["https://acme.com/1".to_owned(), "http://localhost/2".to_owned()],
            ),
            (Field::HomepageUrl, vec!["https://acme.com".to_owned()]),
            (Field::Name, vec!["A \"& B".to_owned()]),
        ];
        let text = NewManifest { client_type: ClientType::ServerBased, fields }.to_toml();
        let expected = "[client]\ntype = \"server-based\"\nname = \"A \\\"& B\"\nhomepage_url = \"https://acme.com\"\nredirect_uris = [\n    \"https://acme.com/1\",\n    \"http://localhost/2\",\n]\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn an_answer_is_checked_by_itself() {
        let codes = |field, value: &str| {
            let found = check_answer(ClientType::ServerBased, field, &[value.to_owned()]);
            found.iter().map(|found| found.code.name()).collect::<Vec<_>>()
        };
        assert_eq!(codes(Field::Name, "Acme"), [""; 0]);
        assert_eq!(codes(Field::Name, "Acme!"), ["invalid-client-name"]);
        assert_eq!(codes(Field::HomepageUrl, "acme.com"), ["invalid-uri-scheme"]);
        assert_eq!(codes(Field::RedirectUris, ""), ["empty-required-field"]);
    }
}
