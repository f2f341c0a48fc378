//! What to type into the console for the clients of a manifest: what `form` prints.

use serde_json::{Value as Json, json};

use crate::console::{FIELDS, Field, RECORDS, RecordInfo};
use crate::manifest::{Client, Manifest};
use crate::syntax::{Entry, ValueKind};
use crate::text::escape::escape_for_terminal;
use crate::text::style::{ERROR, LITERAL, Palette, STRONG, Style};

/// What to type into the console for one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleForm {
    /// The line of the manifest, from 1, at which the client begins.
    pub line: usize,
    /// What the console calls its type; `None` if the manifest does not say.
    pub client_type: Option<&'static str>,
    /// The fields in the console's order.
    pub fields: Vec<FormField>,
    /// What the manifest says beside the fields, each as one text.
    pub records: Vec<FormRecord>,
}

/// What the console's form does not ask for, and the application needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormRecord {
    /// What it is called.
    pub label: &'static str,
    /// Its values, joined by commas as Zoho's pages join scopes.
    pub text: String,
}

/// A field of the console's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// What the console calls it.
    pub label: &'static str,
    /// What to type; each value of a list but the first after a click on [+].
    pub values: Vec<String>,
    /// Whether the console requires it and the manifest has no value for it.
    pub missing: bool,
}

/// Fills in the console's form for each client of a manifest, in the order of the file.
pub fn fill_forms(manifest: &Manifest) -> Vec<ConsoleForm> {
    manifest.clients.iter().map(|client| fill_form(manifest, client)).collect()
}

fn fill_form(manifest: &Manifest, client: &Client) -> ConsoleForm {
    let info = client.client_type.map(super::console::ClientType::info);
    let required = info.map_or(&[][..], |info| info.required);
    ConsoleForm {
        line: manifest.source.position(client.span.start).line,
        client_type: info.map(|info| info.label),
        fields: required.iter().map(|field| fill_field(client, *field)).collect(),
        records: RECORDS.iter().filter_map(|info| fill_record(client, info)).collect(),
    }
}

fn fill_record(client: &Client, info: &'static RecordInfo) -> Option<FormRecord> {
    let values: Vec<&str> =
        client.record_strings(info.record).map(|value| value.value.trim()).collect();
    let text = values.join(",");
    (!text.is_empty()).then_some(FormRecord { label: info.label, text })
}

fn fill_field(client: &Client, field: Field) -> FormField {
    let values = client.field(field).map_or(Vec::new(), values_of);
    FormField { label: field.info().label, missing: values.is_empty(), values }
}

/// The strings of an entry's value that are not empty.
pub(crate) fn values_of(entry: &Entry) -> Vec<String> {
    let values = match &entry.value.kind {
        ValueKind::Array(elements) => elements,
        _ => std::slice::from_ref(&entry.value),
    };
    let strings = values.iter().filter_map(|value| value.as_string());
    let texts = strings.map(|string| string.value.to_string());
    texts.filter(|text| !text.trim().is_empty()).collect()
}

/// The forms for people: steps, with all that is needed to fill in the console.
pub fn render_forms(path: &str, forms: &[ConsoleForm], palette: Palette) -> String {
    let head =
        "In the Zoho API Console (https://api-console.zoho.com, or your data center's console):\n";
    let path = escape_for_terminal(path);
    let forms = forms.iter().map(|form| render_form(&path, form, palette));
    std::iter::once(head.to_owned()).chain(forms).collect()
}

fn render_form(path: &str, form: &ConsoleForm, palette: Palette) -> String {
    let client_type = form.client_type.unwrap_or("(the manifest has no valid client type)");
    let fields: String = form.fields.iter().map(|field| render_field(field, palette)).collect();
    let records: String = form
        .records
        .iter()
        .map(|record| {
            render_line(palette, record.label, LITERAL, &escape_for_terminal(&record.text))
        })
        .collect();
    let records =
        if records.is_empty() { records } else { format!("\n  In the application:\n\n{records}") };
    format!(
        "
{path}:{}

  1. Click GET STARTED, or ADD CLIENT if you already have a client.
  2. Hover over \"{client_type}\" and click CREATE NOW.
  3. Enter:

{fields}
  4. Click CREATE.
{records}",
        form.line
    )
}

fn render_field(field: &FormField, palette: Palette) -> String {
    if field.missing {
        return render_line(palette, field.label, ERROR, "(missing: the console requires it)");
    }
    let labels = std::iter::once(field.label).chain(std::iter::repeat("  [+]"));
    let lines = labels.zip(&field.values);
    lines
        .map(|(label, value)| render_line(palette, label, LITERAL, &escape_for_terminal(value)))
        .collect()
}

fn render_line(palette: Palette, label: &str, style: Style, text: &str) -> String {
    let longest = FIELDS.iter().map(|info| info.label.chars().count()).max().unwrap_or(0);
    let label = palette.paint(STRONG, format!("{label:0$}", longest + 2));
    format!("     {label}{}\n", palette.paint(style, text))
}

/// The forms for programs: one JSON object, whose `version` changes when a reader would have to.
pub fn render_forms_as_json(path: &str, forms: &[ConsoleForm]) -> String {
    let field = |field: &FormField| json!({ "label": field.label, "values": field.values, "missing": field.missing });
    let record = |record: &FormRecord| json!({ "label": record.label, "text": record.text });
    let form = |form: &ConsoleForm| {
        json!({
            "line": form.line,
            "client_type": form.client_type,
            "fields": form.fields.iter().map(field).collect::<Vec<Json>>(),
            "records": form.records.iter().map(record).collect::<Vec<Json>>(),
        })
    };
    let clients: Vec<Json> = forms.iter().map(form).collect();
    format!("{}\n", json!({ "version": 1, "path": path, "clients": clients }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    fn forms(text: &str) -> Vec<ConsoleForm> {
        fill_forms(&Manifest::new(Source::new(text)))
    }

    #[test]
    fn a_form_has_the_fields_that_the_console_requires_of_the_type() {
        let forms = forms(
            "\n[client]\ntype = 'non-browser-based'\nname = \"A\"\nredirect_uris = ['https://x']\n",
        );
        let field = |label, values: &[&str]| FormField {
            label,
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            missing: values.is_empty(),
        };
        let expected = ConsoleForm {
            line: 2,
            client_type: Some("Non-browser Applications"),
            fields: vec![field("Client Name", &["A"]), field("Homepage URL", &[])],
            records: Vec::new(),
        };
        assert_eq!(forms, [expected]);
    }

    #[test]
    fn the_steps_name_each_value_and_what_is_missing() {
        let forms = forms(
            "[client]\ntype = 'server-based'\nname = \"A\\u001b\"\nredirect_uris = ['https://x', '', 'https://y']\n",
        );
        let expected = "\
In the Zoho API Console (https://api-console.zoho.com, or your data center's console):

a.toml:1

  1. Click GET STARTED, or ADD CLIENT if you already have a client.
  2. Hover over \"Server-based Applications\" and click CREATE NOW.
  3. Enter:

     Client Name               A\\u001B
     Homepage URL              (missing: the console requires it)
     Authorized Redirect URIs  https://x
       [+]                     https://y

  4. Click CREATE.
";
        assert_eq!(render_forms("a.toml", &forms, Palette::PLAIN), expected);
    }

    #[test]
    fn what_the_application_needs_is_below_and_scopes_are_joined() {
        let forms = forms(
            "[client]\ntype = 'self-client'\nname = 'A'\ndata_centers = 'eu'\n\
             scopes = ['ZohoCliq.Bots.READ', 'ZohoCliq.Channels.READ']\nclient_id = ''\n",
        );
        let end = "  4. Click CREATE.\n\n  In the application:\n\n\
                        Data centers              eu\n     \
                        Scopes                    ZohoCliq.Bots.READ,ZohoCliq.Channels.READ\n";
        let end = end.replacen("\n\nData", "\n\n     Data", 1);
        let rendered = render_forms("a.toml", &forms, Palette::PLAIN);
        assert!(rendered.ends_with(&end), "{rendered}");
    }

    #[test]
    fn a_client_without_a_type_has_a_form_without_fields() {
        let forms = forms("[client]\nname = 'A'\n");
        assert_eq!((forms[0].client_type, forms[0].fields.len()), (None, 0));
        assert!(
            render_forms("a", &forms, Palette::PLAIN)
                .contains("\"(the manifest has no valid client type)\"")
        );
    }

    #[test]
    fn json_has_the_path_and_a_form_per_client() {
        let forms = forms("[client]\ntype = 'self-client'\nname = 'A'\n");
        let expected = json!({
            "version": 1,
            "path": "a.toml",
            "clients": [{
                "line": 1,
                "client_type": "Self Client",
                "fields": [{ "label": "Client Name", "values": ["A"], "missing": false }],
                "records": [],
            }],
        });
        assert_eq!(render_forms_as_json("a.toml", &forms), format!("{expected}\n"));
    }
}
