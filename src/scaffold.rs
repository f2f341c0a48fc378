//! Before and after the manifest: a new one from answers, and what to type into the console from
//! one that is there.

use std::fmt::Write;

use serde::Serialize;

use crate::config::Levels;
use crate::edits::quote;
use crate::finding::Severity;
use crate::lint::{Diagnostic, lint};
use crate::manifest::Manifest;
use crate::matrix::{ClientType, FIELDS, Field, TYPE_KEY};
use crate::render::harmless;
use crate::syntax::{Kind, parse};
use crate::text::{LineIndex, Source};

/// What a new manifest is made from: the type, and for each field its values (one, but for lists).
#[derive(Clone, Debug)]
pub struct Answers {
    /// The client's type.
    pub client_type: ClientType,
    /// The fields that were answered, with their values.
    pub fields: Vec<(Field, Vec<String>)>,
}

impl Answers {
    /// The manifest, its fields in the console's order; lists of several have a line for each.
    #[must_use]
    pub fn manifest(&self) -> String {
        let mut text = format!("[client]\n{TYPE_KEY} = \"{}\"\n", self.client_type.row().value);
        for row in &FIELDS {
            let Some((_, values)) = self.fields.iter().find(|(field, _)| *field == row.field)
            else {
                continue;
            };
            let quoted: Vec<String> = values.iter().map(|value| quote(value)).collect();
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
    pub fn findings_of(
        client_type: ClientType,
        field: Field,
        values: &[String],
    ) -> Vec<Diagnostic> {
        let text = Answers { client_type, fields: vec![(field, values.to_vec())] }.manifest();
        let diagnostics = lint(&Source::from(text.as_str()), &Levels::default()).diagnostics;
        let about_others = |found: &Diagnostic| {
            found.rule.name == "missing-required-field" || found.severity == Severity::Hint
        };
        diagnostics.into_iter().filter(|found| !about_others(found)).collect()
    }
}

/// What to type into the console for one client.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Form {
    /// The line of the manifest, from 1, at which the client begins.
    pub line: usize,
    /// What the console calls its type; `None` where the manifest does not say.
    pub client_type: Option<&'static str>,
    /// The fields in the console's order.
    pub fields: Vec<FormField>,
}

/// A field of the console's form.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct FormField {
    /// What the console calls it.
    pub label: &'static str,
    /// What to type, for a list one each after a click on [+].
    pub values: Vec<String>,
    /// Whether the console requires it and the manifest has nothing for it.
    pub missing: bool,
}

/// The forms for the clients of a manifest, in the order of the file.
#[must_use]
pub fn forms(text: &str) -> Vec<Form> {
    let source = Source::from(text);
    let document = parse(&source);
    let index = LineIndex::new(text);
    let manifest = Manifest::new(&document);
    let form = |client: &crate::manifest::Client<'_>| {
        let required =
            client.client_type().map_or(&[][..], |client_type| client_type.row().required);
        let field = |field: &Field| {
            let values = match client.field(*field).map(|entry| &entry.value) {
                Some(value) => match &value.kind {
                    Kind::Array(elements) => {
                        elements.iter().filter_map(|element| element.as_text(text)).collect()
                    }
                    _ => value.as_text(text).into_iter().collect(),
                },
                None => Vec::new(),
            };
            let values: Vec<String> = values
                .iter()
                .map(|value| value.value.to_owned())
                .filter(|value| !value.trim().is_empty())
                .collect();
            FormField { label: field.row().label, missing: values.is_empty(), values }
        };
        Form {
            line: index.position(text, client.span.start).line,
            client_type: client.client_type().map(|client_type| client_type.row().label),
            fields: required.iter().map(field).collect(),
        }
    };
    manifest.clients.iter().map(form).collect()
}

/// The forms for people: with nothing but this, the console can be filled in.
#[must_use]
pub fn sheet(path: &str, forms: &[Form]) -> String {
    let mut sheet = String::from(
        "In the Zoho API Console (https://api-console.zoho.com, or that of your data centre):\n",
    );
    for form in forms {
        let client_type = form.client_type.unwrap_or("(the manifest does not say which)");
        write!(sheet, "\n{}:{}\n\n", harmless(path), form.line).expect("a string takes all");
        sheet += "  1. Click GET STARTED, or ADD CLIENT where there is a client already.\n";
        writeln!(sheet, "  2. Hover over \"{client_type}\" and click CREATE NOW.\n  3. Enter:")
            .expect("a string takes all");
        sheet.push('\n');
        for field in &form.fields {
            let mut label = field.label;
            for value in &field.values {
                writeln!(sheet, "     {label:26}{}", harmless(value)).expect("a string takes all");
                label = "  [+]";
            }
            if field.missing {
                writeln!(sheet, "     {label:26}(missing: the console requires it)")
                    .expect("a string takes all");
            }
        }
        sheet += "\n  4. Click CREATE.\n";
    }
    sheet
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
        let text = Answers { client_type: ClientType::ServerBased, fields }.manifest();
        let expected = "[client]\ntype = \"server-based\"\nname = \"A \\\"& B\"\nhomepage_url = \"https://acme.com\"\nredirect_uris = [\n    \"https://acme.com/1\",\n    \"http://localhost/2\",\n]\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn an_answer_is_checked_by_itself() {
        let findings = |field, value: &str| {
            Answers::findings_of(ClientType::ServerBased, field, &[value.to_owned()]).len()
        };
        assert_eq!(findings(Field::Name, "Acme"), 0);
        assert_eq!(findings(Field::Name, "Acme!"), 1);
        assert_eq!(findings(Field::HomepageUrl, "acme.com"), 1);
        assert_eq!(findings(Field::RedirectUris, ""), 1);
    }

    #[test]
    fn the_form_has_the_labels_and_what_is_missing() {
        let forms = forms(
            "\n[client]\ntype = 'non-browser-based'\nname = \"A\\u001b\"\nredirect_uris = ['https://x']\n",
        );
        let fields: Vec<_> = forms[0]
            .fields
            .iter()
            .map(|field| (field.label, field.values.len(), field.missing))
            .collect();
        assert_eq!((forms[0].line, forms[0].client_type), (2, Some("Non-browser Applications")));
        assert_eq!(fields, [("Client Name", 1, false), ("Homepage URL", 0, true)]);
        let sheet = sheet("a.toml", &forms);
        assert!(
            sheet.contains("Client Name               A\\u001B\n") && sheet.contains("(missing"),
            "{sheet}"
        );
    }
}
