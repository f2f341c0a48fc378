//! What to type into the console for the clients of a manifest, and how to try the client that
//! results: what `form` prints.

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

/// What a form needs, and a manifest may not have.
#[derive(Clone, Debug, Default)]
pub struct FormOptions {
    /// The client ID, in place of the manifest's.
    pub client_id: Option<String>,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
}

/// The forms of one manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestForms {
    /// The manifest's path, as it is shown.
    pub path: String,
    /// What is wrong with the manifest, errors first.
    pub problems: Vec<FormProblem>,
    /// The form of each client, in the order of the file.
    pub clients: Vec<ConsoleForm>,
}

/// Something that is wrong with a manifest.
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

/// What to type into the console for one client, and what to do with it then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleForm {
    /// The line of the manifest, from 1, at which the client begins.
    pub line: usize,
    /// The client's name.
    pub name: Option<String>,
    /// What the console calls its type; `None` if the manifest does not say.
    pub client_type: Option<&'static str>,
    /// The address of the console of its first data center.
    pub console: String,
    /// The fields in the console's order.
    pub fields: Vec<FormField>,
    /// What the manifest says beside the fields, each as one text.
    pub records: Vec<FormRecord>,
    /// What to do, in order. The fields are part of it.
    pub steps: Vec<Step>,
}

/// A field of the console's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// Its key in the manifest.
    pub key: &'static str,
    /// What the console calls it.
    pub label: &'static str,
    /// What to type; each value of a list but the first after a click on [+].
    pub values: Vec<String>,
    /// Whether the console requires it and the manifest has no value for it.
    pub missing: bool,
}

/// What the console's form does not ask for, and the application needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormRecord {
    /// Its key in the manifest.
    pub key: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Its values, joined by commas as Zoho's pages join scopes.
    pub text: String,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What to do, as a sentence.
    pub text: String,
    /// What to copy for it.
    pub values: Vec<StepValue>,
    /// Where Zoho says so.
    pub source: Option<Citation>,
}

/// A value to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepValue {
    /// The name by which `--copy` prints it.
    pub key: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// The value; `None` where the console requires one and the manifest has none.
    pub value: Option<String>,
}

/// The names by which values can be copied, in the order of a form.
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

/// The forms of a manifest, after what is wrong with it.
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

/// What the steps of a client depend on, beside its fields.
struct ClientFacts {
    client_type: Option<ClientType>,
    /// The data centers that the manifest names.
    centers: Vec<&'static DataCenter>,
    client_id: Option<String>,
    /// The scopes, separated by commas.
    scope: Option<String>,
}

impl ClientFacts {
    /// The data center in which the client is registered; the first one where the manifest does
    /// not say.
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

impl ConsoleForm {
    /// Every value that the form shows.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        let values = self.steps.iter().flat_map(|step| &step.values);
        let records = self.records.iter().map(|record| record.text.as_str());
        values.filter_map(|value| value.value.as_deref()).chain(records)
    }

    /// The values of a name of [`COPY_KEYS`].
    pub fn values_of(&self, key: &str) -> Vec<&str> {
        let values = self.steps.iter().flat_map(|step| &step.values);
        values.filter(|value| value.key == key).filter_map(|value| value.value.as_deref()).collect()
    }

    /// What the client is called: its name, or else its line.
    pub fn title(&self) -> String {
        self.name
            .as_deref()
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| format!("Client of line {}", self.line))
    }
}

/// `2 warnings`, `1 error and 2 warnings`; `None` if nothing is wrong.
fn count_problems(problems: &[FormProblem]) -> Option<String> {
    let count = |level: &str| match problems.iter().filter(|problem| problem.level == level).count()
    {
        0 => None,
        count => Some(crate::render::pluralize(count, level)),
    };
    let counts: Vec<String> = ["error", "warning"].into_iter().filter_map(count).collect();
    (!counts.is_empty()).then(|| counts.join(" and "))
}

/// The forms of a manifest for programs: one JSON object on one line, whose `version` changes when
/// readers must change.
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
    format!("{}\n", json!({ "version": 1, "path": path, "problems": problems, "clients": clients }))
}

#[cfg(test)]
mod tests;
