//! Documentation of manifest keys, client types and data centers: the tables in the README and the
//! reference, and hover text in editors.

use super::markdown::markdown_table;
use crate::console::{
    CLIENT_TYPES, ClientTypeInfo, FIELDS, FieldInfo, FieldKind, METADATA_KEY, RECORDS, RecordInfo,
    TYPE_KEY,
};
use crate::data_centers::{DATA_CENTERS, DataCenter};

/// Renders the README table of the fields that the console requires of each client type.
pub fn required_fields_table() -> String {
    let keys = FIELDS.iter().map(|field| format!("`{}`", field.key));
    let header = ["`type`", "the console calls it"].map(str::to_owned).into_iter().chain(keys);
    let row = |info: &'static ClientTypeInfo| {
        let cells = FIELDS.iter().map(|field| required_cell(info, field));
        [format!("`{}`", info.value), info.label.to_owned()].into_iter().chain(cells)
    };
    markdown_table(header, CLIENT_TYPES.iter().map(row))
}

/// Renders one cell: whether the console requires the field for the client type.
fn required_cell(info: &ClientTypeInfo, field: &FieldInfo) -> String {
    if info.required.contains(&field.field) { "required" } else { "–" }.to_owned()
}

/// Renders the reference sections for the keys that correspond to console fields.
pub fn manifest_keys() -> String {
    let types: String = CLIENT_TYPES.iter().map(type_row).collect();
    let head = format!(
        "\n## `{TYPE_KEY}`\n\nThe client type, which the console asks for first. \
         [Which client type do I need?](client-types.md)\n\n\
         | Value | In the console | For |\n|---|---|---|\n{types}"
    );
    let records = RECORDS.iter().map(record_section);
    std::iter::once(head).chain(FIELDS.iter().map(key_section)).chain(records).collect()
}

fn type_row(info: &ClientTypeInfo) -> String {
    format!("| `{}` | {} | {} |\n", info.value, info.label, info.purpose)
}

fn key_section(field: &FieldInfo) -> String {
    let value = match field.kind {
        FieldKind::Text => "a string",
        FieldKind::Uri => "a string with one URI",
        FieldKind::UriList => "an array of strings, each with one URI",
    };
    let requires = |info: &&ClientTypeInfo| info.required.contains(&field.field);
    let code = |text: &str| format!("`{text}`");
    let types: Vec<String> =
        CLIENT_TYPES.iter().filter(requires).map(|info| code(info.value)).collect();
    let examples: Vec<String> = field.examples.iter().map(|example| code(example)).collect();
    let aliases: Vec<String> = field.aliases.iter().map(|alias| code(alias)).collect();
    let error = field.console_error;
    let facts = [
        ["In the console", field.label],
        ["Value", value],
        ["Required for", &types.join(", ")],
        ["Examples", &examples.join("<br>")],
        ["Console error", &format!("[{error}]({}.md)", error_page(field))],
        ["Also recognized as", &aliases.join(", ")],
    ];
    let table = markdown_table(["", ""], facts.iter());
    format!("\n## `{}`\n\n{}\n\n{table}", field.key, field.meaning)
}

fn record_section(row: &RecordInfo) -> String {
    let value = if row.may_be_list { "a string, or an array of strings" } else { "a string" };
    let aliases: Vec<String> = row.aliases.iter().map(|alias| format!("`{alias}`")).collect();
    let example = format!("`{}`", row.placeholder);
    let facts = [
        ["Value", value],
        ["Required for", "–"],
        ["Example", &example],
        ["Also recognized as", &aliases.join(", ")],
    ];
    let table = markdown_table(["", ""], facts.iter());
    format!("\n## `{}`\n\n{}\n\n{table}", row.key, row.meaning)
}

/// Returns the name, without extension, of the website page on the console's error for a field.
pub fn error_page(field: &FieldInfo) -> String {
    let error = field.console_error.trim_end_matches('.').to_lowercase();
    format!("errors/{}", error.replace(' ', "-"))
}

/// Renders the table of Zoho's data centers.
pub fn data_centers_table() -> String {
    let row = |center: &DataCenter| {
        let link = format!("[{0}](https://{0})", center.console_host);
        let hosts = [center.accounts_host, center.api_host].map(|host| format!("`{host}`"));
        let [accounts, api] = hosts;
        [center.name.to_owned(), format!("`{}`", center.code), link, accounts, api]
    };
    let header = ["Data center", "`location`", "Console", "Tokens", "APIs"];
    markdown_table(header, DATA_CENTERS.iter().map(row))
}

/// Describes a client key: its meaning, the console's name for it, and the types that require it.
pub fn key_docs(key: &str) -> Option<String> {
    match key {
        TYPE_KEY => {
            let row =
                |info: &ClientTypeInfo| [format!("`{}`", info.value), info.purpose.to_owned()];
            let table = markdown_table(["type", "for"], CLIENT_TYPES.iter().map(row));
            Some(format!("The client type, which the console asks for first.\n\n{table}"))
        }
        METADATA_KEY => {
            let docs = "Free-form; scanned only for secrets. The console does not ask for it.";
            Some(docs.to_owned())
        }
        _ => {
            let field = FIELDS.iter().find(|field| field.key == key).map(field_docs);
            field.or_else(|| RECORDS.iter().find(|row| row.key == key).map(record_docs))
        }
    }
}

fn field_docs(field: &FieldInfo) -> String {
    let row = |info: &ClientTypeInfo| [format!("`{}`", info.value), required_cell(info, field)];
    format!(
        "{}\n\nThe console calls it **{}**.\n\n{}\n```toml\n{} = {}\n```",
        field.meaning,
        field.label,
        markdown_table(["type", ""], CLIENT_TYPES.iter().map(row)),
        field.key,
        field.placeholder
    )
}

/// Describes a data center: its hosts, and where Zoho's pages disagree.
pub fn data_center_docs(center: &DataCenter) -> String {
    let DataCenter { name, console_host, accounts_host, api_host, note, .. } = center;
    let hosts = [("Console", console_host), ("Tokens", accounts_host), ("APIs", api_host)];
    let rows = hosts.map(|(what, host)| [what.to_owned(), format!("`{host}`")]);
    let table = markdown_table(["", ""], rows.iter());
    let note = note.map(|note| format!("\n{note}")).unwrap_or_default();
    format!("**{name}**\n\n{table}{note}")
}

fn record_docs(row: &RecordInfo) -> String {
    let RecordInfo { key, meaning, placeholder, .. } = row;
    format!("{meaning}\n\nOptional for every client type.\n\n```toml\n{key} = {placeholder}\n```")
}

/// Describes a client type: its purpose and the fields that the console requires.
pub fn type_docs(info: &ClientTypeInfo) -> String {
    let required = info.required.iter().map(|field| field.info());
    let fields: String =
        required.map(|field| format!("- {} (`{}`)\n", field.label, field.key)).collect();
    format!("**{}**: {}.\n\nThe console asks for:\n\n{fields}", info.label, info.purpose)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::{ClientType, Field, known_keys};

    #[test]
    fn a_key_has_its_meaning_its_label_and_the_types_that_require_it() {
        let row = |info: &ClientTypeInfo| {
            let is_required = info.required.contains(&Field::HomepageUrl);
            format!("| `{}` | {} |\n", info.value, if is_required { "required" } else { "–" })
        };
        let expected = format!(
            "The complete URL of the application's home page.\n\n\
             The console calls it **Homepage URL**.\n\n\
             | type |  |\n|---|---|\n{}\n\
             ```toml\nhomepage_url = \"https://www.yourdomain.com\"\n```",
            CLIENT_TYPES.iter().map(row).collect::<String>()
        );
        assert_eq!(key_docs("homepage_url").as_deref(), Some(&*expected));
        assert_eq!(key_docs("owner"), None);
    }

    #[test]
    fn every_key_has_docs_and_that_of_the_type_lists_all_types() {
        assert!(known_keys().all(|key| key_docs(key).is_some()));
        let docs = key_docs(TYPE_KEY).unwrap();
        assert!(CLIENT_TYPES.iter().all(|info| docs.contains(info.purpose)), "{docs}");
    }

    #[test]
    fn a_type_has_its_purpose_and_its_fields() {
        let expected = "\
**Non-browser Applications**: a device without a browser, such as a TV or a printer.

The console asks for:

- Client Name (`name`)
- Homepage URL (`homepage_url`)
";
        assert_eq!(type_docs(ClientType::NonBrowserBased.info()), expected);
    }
}
