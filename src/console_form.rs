//! What to type into the console for the clients of a manifest: what `form` prints.

use std::fmt::Write;

use serde::Serialize;

use crate::console::Field;
use crate::manifest::Manifest;
use crate::syntax::{ValueKind, parse};
use crate::text::escape::escape_for_terminal;
use crate::text::{LineIndex, Source};

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
                    ValueKind::Array(elements) => {
                        elements.iter().filter_map(|element| element.as_string(text)).collect()
                    }
                    _ => value.as_string(text).into_iter().collect(),
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
        write!(sheet, "\n{}:{}\n\n", escape_for_terminal(path), form.line)
            .expect("a string takes all");
        sheet += "  1. Click GET STARTED, or ADD CLIENT where there is a client already.\n";
        writeln!(sheet, "  2. Hover over \"{client_type}\" and click CREATE NOW.\n  3. Enter:")
            .expect("a string takes all");
        sheet.push('\n');
        for field in &form.fields {
            let mut label = field.label;
            for value in &field.values {
                writeln!(sheet, "     {label:26}{}", escape_for_terminal(value))
                    .expect("a string takes all");
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
