//! A new manifest from answers: what `init` writes.

use std::fmt::Write;

use crate::config::Levels;
use crate::console::{ClientType, FIELDS, Field, TYPE_KEY};
use crate::diagnostic::Severity;
use crate::lint::{Reported, lint};
use crate::text::Source;
use crate::text::escape::toml_string;

/// What a new manifest is made from: the type, and for each field its values (one, but for lists).
#[derive(Clone, Debug)]
pub struct NewManifest {
    /// The client's type.
    pub client_type: ClientType,
    /// The fields that were answered, with their values.
    pub fields: Vec<(Field, Vec<String>)>,
}

impl NewManifest {
    /// The manifest, its fields in the console's order; lists of several have a line for each.
    #[must_use]
    pub fn manifest(&self) -> String {
        let mut text = format!("[client]\n{TYPE_KEY} = \"{}\"\n", self.client_type.row().value);
        for row in &FIELDS {
            let Some((_, values)) = self.fields.iter().find(|(field, _)| *field == row.field)
            else {
                continue;
            };
            let quoted: Vec<String> = values.iter().map(|value| toml_string(value)).collect();
            let value = match quoted.as_slice() {
                [one] if row.is_list => format!("[{one}]"),
                _ if row.is_list => format!("[\n    {},\n]", quoted.join(",\n    ")),
                _ => quoted.concat(),
            };
            writeln!(text, "{} = {value}", row.key).expect("a string takes all");
        }
        text
    }

    /// What the linter has to say of one answer by itself: its errors and warnings.
    #[must_use]
    pub fn findings_of(client_type: ClientType, field: Field, values: &[String]) -> Vec<Reported> {
        let text = NewManifest { client_type, fields: vec![(field, values.to_vec())] }.manifest();
        let diagnostics = lint(&Source::from(text.as_str()), &Levels::default()).diagnostics;
        let about_others = |found: &Reported| {
            found.rule.name == "missing-required-field" || found.severity == Severity::Hint
        };
        diagnostics.into_iter().filter(|found| !about_others(found)).collect()
    }
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
        let text = NewManifest { client_type: ClientType::ServerBased, fields }.manifest();
        let expected = "[client]\ntype = \"server-based\"\nname = \"A \\\"& B\"\nhomepage_url = \"https://acme.com\"\nredirect_uris = [\n    \"https://acme.com/1\",\n    \"http://localhost/2\",\n]\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn an_answer_is_checked_by_itself() {
        let findings = |field, value: &str| {
            NewManifest::findings_of(ClientType::ServerBased, field, &[value.to_owned()]).len()
        };
        assert_eq!(findings(Field::Name, "Acme"), 0);
        assert_eq!(findings(Field::Name, "Acme!"), 1);
        assert_eq!(findings(Field::HomepageUrl, "acme.com"), 1);
        assert_eq!(findings(Field::RedirectUris, ""), 1);
    }
}
