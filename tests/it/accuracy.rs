//! The accuracy corpus: realistic values, each with the verdict that a person would give based on
//! the facts, and the reason. Most entries are valid, because false positives cost the most trust.
//!
//! Each file in `accuracy/` has `entries`, and above them the defaults of their keys:
//!
//! - `manifest`: a whole manifest. Alternatively, `type` names the type of a valid client, and the
//!   other keys change that client. Findings that the unchanged client already has are ignored.
//! - `field` and `value`: the value of a field. The field `host` is the host of the redirect URI; a
//!   `value` of `javascript_domains` that is not a list is a second one.
//! - `written`: lines of TOML, added to the client or, with the field `metadata`, to its metadata.
//!   With `replaces`, they replace a field.
//! - `comment`: a comment above the client.
//! - `expect`: the expected findings, as `level rule`, separated by commas; none if missing.
//! - `reason`: why, with the source.
//! - `disputed`: why the program deliberately differs from the verdict.

use std::collections::BTreeMap;
use std::fs;

use cliq_lint::config::Levels;
use cliq_lint::console::{ClientType, Field};
use cliq_lint::lint::lint;
use cliq_lint::manifest::Manifest;
use cliq_lint::rules::RuleId;
use cliq_lint::text::Source;
use cliq_lint::text::escape::toml_string;
use toml::de::{DeTable, DeValue};

use crate::support::root;

/// The minimum number of entries, and the minimum percentage of entries without a warning or error.
const LEAST: (usize, usize) = (300, 60);

#[test]
fn verdicts_are_those_of_a_person() {
    let entries = read_entries();
    let differences: Vec<String> = entries.iter().filter_map(difference).collect();
    assert!(
        differences.is_empty(),
        "{} of {} verdicts agree; these differ:\n\n{}",
        entries.len() - differences.len(),
        entries.len(),
        differences.join("\n\n")
    );
}

#[test]
fn most_values_are_fine() {
    let entries = read_entries();
    let is_fine = |entry: &&Entry| entry.expected().iter().all(|one| one.starts_with("hint"));
    let fine = entries.iter().filter(is_fine).count();
    assert!(entries.len() >= LEAST.0, "{}", entries.len());
    assert!(fine * 100 >= entries.len() * LEAST.1, "{fine} of {}", entries.len());
}

#[test]
fn verdicts_name_rules_and_have_reasons() {
    for entry in read_entries() {
        assert!(entry.text("reason").is_some_and(|reason| !reason.is_empty()), "{entry:?}");
        for one in entry.expected() {
            let (level, rule) = one.split_once(' ').unwrap_or_default();
            assert!(["error", "warning", "hint"].contains(&level), "{one}");
            assert!(RuleId::from_name(rule).is_some(), "{one}");
        }
    }
}

/// One entry: strings, and lists of strings, by key.
#[derive(Clone, Debug, Default)]
struct Entry {
    file: String,
    texts: BTreeMap<String, String>,
    lists: BTreeMap<String, Vec<String>>,
}

const KEYS: &[&str] = &[
    "comment", "disputed", "expect", "field", "manifest", "reason", "replaces", "type", "value",
    "written",
];

impl Entry {
    fn text(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    fn expected(&self) -> Vec<String> {
        let expected = self.text("expect").unwrap_or_default().split(',').map(str::trim);
        sorted(expected.filter(|one| !one.is_empty()).map(str::to_owned).collect())
    }

    fn client_type(&self) -> ClientType {
        self.text("type").and_then(ClientType::from_value).expect("a type")
    }

    fn set(&mut self, key: &str, value: &DeValue) {
        assert!(KEYS.contains(&key), "unknown key `{key}` in {}", self.file);
        let text = |value: &DeValue| value.as_str().expect("a string").to_owned();
        if let DeValue::Array(elements) = value {
            let texts = elements.iter().map(|element| text(element.get_ref())).collect();
            self.lists.insert(key.to_owned(), texts);
        } else {
            self.texts.insert(key.to_owned(), text(value));
        }
    }
}

fn read_entries() -> Vec<Entry> {
    let folder = root().join("tests/it/accuracy");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut entries = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let table =
            DeTable::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut defaults = Entry { file, ..Entry::default() };
        let mut lists = Vec::new();
        for (key, value) in table.get_ref() {
            match value.get_ref() {
                DeValue::Array(list) if key.get_ref() == "entries" => lists.push(list),
                value => defaults.set(key.get_ref(), value),
            }
        }
        for written in lists.into_iter().flatten() {
            let mut entry = defaults.clone();
            for (key, value) in written.get_ref().as_table().expect("a table") {
                entry.set(key.get_ref(), value.get_ref());
            }
            entries.push(entry);
        }
    }
    entries
}

/// Returns how the program's verdict differs from the entry's, or that a dispute is settled.
fn difference(entry: &Entry) -> Option<String> {
    let text = manifest_of(entry);
    let mut found = verdict(&text);
    if entry.text("manifest").is_none() {
        for one in verdict(&client(&fields_of(entry.client_type()))) {
            if let Some(at) = found.iter().position(|other| *other == one) {
                found.remove(at);
            }
        }
    }
    let expected = entry.expected();
    let is_disputed = entry.text("disputed").is_some();
    if (found == expected) != is_disputed {
        return None;
    }
    let reason = entry.text("reason").unwrap_or_default();
    let problem = if is_disputed { "agrees now: remove `disputed`" } else { reason };
    Some(format!(
        "{}: {problem}\nexpected [{}], found [{}] in\n{text}",
        entry.file,
        expected.join(", "),
        found.join(", ")
    ))
}

/// Returns the findings as `level rule`.
fn verdict(text: &str) -> Vec<String> {
    let report = lint(&Manifest::new(Source::new(text)), &Levels::default());
    let name = |reported: &cliq_lint::lint::Reported| {
        format!("{} {}", reported.severity.name(), reported.code.name())
    };
    sorted(report.diagnostics.iter().map(name).collect())
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

/// The lines of a client, by field.
type Fields = Vec<(&'static str, String)>;

/// Returns the fields of a valid client.
fn fields_of(client_type: ClientType) -> Fields {
    let info = client_type.info();
    let line = |field: &Field| (field.key(), format!("{} = {}", field.key(), value_of(*field)));
    let of_type = ("type", format!("type = \"{}\"", info.value));
    std::iter::once(of_type).chain(info.required.iter().map(line)).collect()
}

/// The other values of the client under test; fields not listed here use the table's example.
const VALUES: &[(Field, &str)] = &[
    (Field::Name, "Zylker Desk"),
    (Field::HomepageUrl, "https://www.zylker.com"),
    (Field::RedirectUris, "https://app.zylker.com/callback"),
    (Field::JavascriptDomains, "https://app.zylker.com"),
];

fn value_of(field: Field) -> String {
    let info = field.info();
    let value = VALUES.iter().find(|(other, _)| *other == field).map(|(_, value)| *value);
    let string = toml_string(value.unwrap_or(info.examples[0]));
    if info.kind.is_list() { format!("[{string}]") } else { string }
}

fn client(fields: &Fields) -> String {
    let lines = fields.iter().map(|(_, line)| format!("{line}\n"));
    std::iter::once("[client]\n".to_owned()).chain(lines).collect()
}

fn manifest_of(entry: &Entry) -> String {
    if let Some(manifest) = entry.text("manifest") {
        return manifest.to_owned();
    }
    let mut fields = fields_of(entry.client_type());
    if let Some(comment) = entry.text("comment") {
        return format!("# {comment}\n{}", client(&fields));
    }
    let field = entry.text("field");
    if let Some(written) = entry.text("written") {
        match entry.text("replaces") {
            Some(replaced) => set_line(&mut fields, replaced, written.to_owned()),
            None if field == Some("metadata") => {
                return format!("{}\n[client.metadata]\n{written}\n", client(&fields));
            }
            None => return format!("{}{written}\n", client(&fields)),
        }
        return client(&fields);
    }
    let list = |texts: &[String]| {
        let elements: Vec<String> = texts.iter().map(|text| toml_string(text)).collect();
        format!("[{}]", elements.join(", "))
    };
    let field = field.expect("a field");
    let (key, value) = match (field, entry.text("value")) {
        (_, None) => (field, list(entry.lists.get("value").expect("a value"))),
        ("host", Some(host)) => ("redirect_uris", list(&[format!("https://{host}/zoho/callback")])),
        ("redirect_uris", Some(uri)) => (field, list(&[uri.to_owned()])),
        ("javascript_domains", Some(domain)) => {
            (field, list(&["https://app.zylker.com".to_owned(), domain.to_owned()]))
        }
        (_, Some(text)) => (field, toml_string(text)),
    };
    set_line(&mut fields, key, format!("{key} = {value}"));
    client(&fields)
}

/// Replaces the line of a field, or adds one if the client does not have the field.
fn set_line(fields: &mut Fields, key: &str, line: String) {
    match fields.iter_mut().find(|(name, _)| *name == key) {
        Some((_, old)) => *old = line,
        None => fields.push(("", line)),
    }
}
