//! What to type into the console for a manifest's clients, and how to try the resulting client, as
//! `form` prints it.

mod html;
mod steps;
mod text;

use serde_json::{Value as Json, json};

pub use html::render_forms_as_html;
pub use text::render_forms;

use crate::citations::Citation;
use crate::console::{ClientType, Field, RECORDS, Record, RecordInfo};
use crate::data_centers::{DATA_CENTERS, DataCenter, data_center};
use crate::lint::Report;
use crate::manifest::{Client, Manifest};
use crate::syntax::{Entry, ValueKind};
use crate::text::Source;
use crate::text::escape::escape_json;

/// Values that a form needs and a manifest may lack.
#[derive(Clone, Debug, Default)]
pub struct FormOptions {
    /// The client ID, which replaces the manifest's.
    pub client_id: Option<String>,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
}

/// The forms of one manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestForms {
    /// The manifest's displayed path.
    pub path: String,
    /// The problems in the manifest, errors first.
    pub problems: Vec<FormProblem>,
    /// The form of each client, in the order of the file.
    pub clients: Vec<ConsoleForm>,
}

/// A problem in a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormProblem {
    /// Its level.
    pub level: &'static str,
    /// The rule that reports it.
    pub rule: &'static str,
    /// The line, from 1.
    pub line: usize,
    /// The problem, as a clause.
    pub message: String,
}

/// What to type into the console for one client, and what to do afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleForm {
    /// The line of the manifest, from 1, at which the client begins.
    pub line: usize,
    /// The client's name.
    pub name: Option<String>,
    /// The console's name for its type; `None` if the manifest does not say.
    pub client_type: Option<&'static str>,
    /// The address of the console of its first data center.
    pub console: String,
    /// The fields in the console's order.
    pub fields: Vec<FormField>,
    /// The other values in the manifest, each as one string.
    pub records: Vec<FormRecord>,
    /// The steps, in order. They include the fields.
    pub steps: Vec<Step>,
}

/// A field of the console's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// Its key in the manifest.
    pub key: &'static str,
    /// The console's label for it.
    pub label: &'static str,
    /// The values to type; click [+] before each but the first.
    pub values: Vec<String>,
    /// Whether the console requires it, but the manifest has no value for it.
    pub missing: bool,
}

/// A value that the application needs, but the console's form does not ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormRecord {
    /// Its key in the manifest.
    pub key: &'static str,
    /// Its label.
    pub label: &'static str,
    /// Its values, joined by commas as Zoho's pages join scopes.
    pub text: String,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What to do, as a sentence.
    pub text: String,
    /// The values to copy for it.
    pub values: Vec<StepValue>,
    /// Zoho's page on it.
    pub source: Option<Citation>,
}

/// A value to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepValue {
    /// The name by which `--copy` prints it.
    pub key: &'static str,
    /// Its label.
    pub label: &'static str,
    /// The value; `None` if the console requires one and the manifest has none.
    pub value: Option<String>,
}

/// The names of the values that can be copied, in the order of a form.
pub const COPY_KEYS: [&str; 10] = [
    "console",
    "name",
    "homepage_url",
    "redirect_uris",
    "javascript_domains",
    "client_id",
    "scopes",
    "exchange",
    "device_code",
    "authorization_url",
];

/// Creates the forms of a manifest, with the problems in it.
pub fn fill_forms(
    path: &str,
    manifest: &Manifest,
    report: &Report,
    options: &FormOptions,
) -> ManifestForms {
    let clients = manifest.clients.iter().map(|client| fill_form(manifest, client, options));
    ManifestForms {
        path: path.to_owned(),
        problems: problems(&manifest.source, report),
        clients: clients.collect(),
    }
}

fn problems(source: &Source, report: &Report) -> Vec<FormProblem> {
    let mut found: Vec<_> = report.diagnostics.iter().collect();
    found.sort_by_key(|found| std::cmp::Reverse(found.severity));
    let problem = |found: &crate::lint::Reported| FormProblem {
        level: found.severity.name(),
        rule: found.code.name(),
        line: source.position(found.diagnostic.span.start).line,
        message: found.diagnostic.message.clone(),
    };
    found.into_iter().map(problem).collect()
}

fn fill_form(manifest: &Manifest, client: &Client, options: &FormOptions) -> ConsoleForm {
    let info = client.client_type.map(ClientType::info);
    let required = info.map_or(&[][..], |info| info.required);
    let fields: Vec<FormField> = required.iter().map(|field| fill_field(client, *field)).collect();
    let records: Vec<FormRecord> =
        RECORDS.iter().filter_map(|info| fill_record(client, info, options)).collect();
    let record = |record: Record| {
        let found = records.iter().find(|one| one.key == record.info().key);
        found.map(|one| one.text.clone())
    };
    let facts = ClientFacts {
        client_type: client.client_type,
        centers: client.data_centers().filter_map(|name| data_center(&name.value)).collect(),
        client_id: record(Record::ClientId),
        scope: record(Record::Scopes),
    };
    ConsoleForm {
        line: manifest.source.position(client.span.start).line,
        name: client.name().map(|name| manifest.secrets.mask(&name.value).into_owned()),
        client_type: info.map(|info| info.label),
        console: facts.console(),
        steps: steps::list_steps(&facts, &fields, &records),
        fields,
        records,
    }
}

/// What a client's steps depend on, other than its fields.
struct ClientFacts {
    client_type: Option<ClientType>,
    /// The data centers that the manifest names.
    centers: Vec<&'static DataCenter>,
    client_id: Option<String>,
    /// The scopes, separated by commas.
    scope: Option<String>,
}

impl ClientFacts {
    /// Returns the data center in which the client is registered; the first one if the manifest
    /// does not say.
    fn center(&self) -> &'static DataCenter {
        self.centers.first().copied().unwrap_or(&DATA_CENTERS[0])
    }

    fn console(&self) -> String {
        format!("https://{}", self.center().console_host)
    }
}

fn fill_record(
    client: &Client,
    info: &'static RecordInfo,
    options: &FormOptions,
) -> Option<FormRecord> {
    let of_manifest = || {
        let values = client.values_of(info.record).map(|value| value.value.trim());
        values.collect::<Vec<_>>().join(",")
    };
    let text = match info.record {
        Record::ClientId => options.client_id.clone().unwrap_or_else(of_manifest),
        Record::Scopes if !options.scopes.is_empty() => options.scopes.join(","),
        _ => of_manifest(),
    };
    (!text.is_empty()).then_some(FormRecord { key: info.key, label: info.label, text })
}

fn fill_field(client: &Client, field: Field) -> FormField {
    let values = client.field(field).map_or(Vec::new(), values_of);
    let info = field.info();
    FormField { key: info.key, label: info.label, missing: values.is_empty(), values }
}

/// Returns the strings of an entry's value that are not empty.
pub(crate) fn values_of(entry: &Entry) -> Vec<String> {
    let values = match &entry.value.kind {
        ValueKind::Array(elements) => elements,
        _ => std::slice::from_ref(&entry.value),
    };
    let strings = values.iter().filter_map(|value| value.as_string());
    let texts = strings.map(|string| string.value.to_string());
    texts.filter(|text| !text.trim().is_empty()).collect()
}

impl ConsoleForm {
    /// Returns every value that the form shows.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        let values = self.steps.iter().flat_map(|step| &step.values);
        let records = self.records.iter().map(|record| record.text.as_str());
        values.filter_map(|value| value.value.as_deref()).chain(records)
    }

    /// Returns the values with a name of [`COPY_KEYS`].
    pub fn values_of(&self, key: &str) -> Vec<&str> {
        let values = self.steps.iter().flat_map(|step| &step.values);
        values.filter(|value| value.key == key).filter_map(|value| value.value.as_deref()).collect()
    }

    /// Returns the client's name or, if it has none, its line.
    pub fn title(&self) -> String {
        self.name
            .as_deref()
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| format!("Client of line {}", self.line))
    }
}

/// Counts the problems: `2 warnings`, `1 error and 2 warnings`; `None` if there are none.
fn count_problems(problems: &[FormProblem]) -> Option<String> {
    let count = |level: &str| match problems.iter().filter(|problem| problem.level == level).count()
    {
        0 => None,
        count => Some(crate::render::pluralize(count, level)),
    };
    let counts: Vec<String> = ["error", "warning"].into_iter().filter_map(count).collect();
    (!counts.is_empty()).then(|| counts.join(" and "))
}

/// Renders the forms of a manifest as one JSON object on one line. Its `version` changes when
/// programs that read it must change.
pub fn render_forms_as_json(forms: &ManifestForms) -> String {
    let field = |field: &FormField| json!({ "key": field.key, "label": field.label, "values": field.values, "missing": field.missing });
    let record = |record: &FormRecord| json!({ "key": record.key, "label": record.label, "text": record.text });
    let value =
        |value: &StepValue| json!({ "key": value.key, "label": value.label, "value": value.value });
    let step = |step: &Step| {
        json!({
            "text": step.text,
            "values": step.values.iter().map(value).collect::<Vec<Json>>(),
            "source": step.source.map(|source| source.url),
        })
    };
    let form = |form: &ConsoleForm| {
        json!({
            "line": form.line,
            "client_type": form.client_type,
            "console": form.console,
            "fields": form.fields.iter().map(field).collect::<Vec<Json>>(),
            "records": form.records.iter().map(record).collect::<Vec<Json>>(),
            "steps": form.steps.iter().map(step).collect::<Vec<Json>>(),
        })
    };
    let problem = |problem: &FormProblem| {
        json!({
            "level": problem.level,
            "rule": problem.rule,
            "line": problem.line,
            "message": problem.message,
        })
    };
    let clients: Vec<Json> = forms.clients.iter().map(form).collect();
    let problems: Vec<Json> = forms.problems.iter().map(problem).collect();
    let path = &forms.path;
    let json = json!({ "version": 1, "path": path, "problems": problems, "clients": clients });
    escape_json(format!("{json}\n"))
}

#[cfg(test)]
mod tests;
