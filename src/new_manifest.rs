//! A new manifest from answers: what `init` asks for and writes.

use crate::config::Levels;
use crate::console::{ClientType, FIELDS, Field, RECORDS, Record, TYPE_KEY};
use crate::diagnostic::{Applicability, Severity};
use crate::fix::{FixOutcome, fix_all};
use crate::lint::{Code, Report, Reported, lint};
use crate::manifest::{CLIENT_KEY, Manifest};
use crate::rules::RuleId;
use crate::syntax::ValueKind;
use crate::text::Source;
use crate::text::escape::toml_string;

/// What a new manifest is made from: the client's type and the values of its fields.
#[derive(Clone, Debug)]
pub struct NewManifest {
    /// The client's type.
    pub client_type: ClientType,
    /// The fields that were answered, with their values; one value for a field that is not a list.
    pub fields: Vec<(Field, Vec<String>)>,
    /// The records that were given, with their values.
    pub records: Vec<(Record, Vec<String>)>,
}

impl NewManifest {
    /// The text of the manifest. Fields are in the console's order; a list of several values has a
    /// line for each.
    pub fn to_toml(&self) -> String {
        let client_type = toml_string(self.client_type.info().value);
        let head = format!("[{CLIENT_KEY}]\n{TYPE_KEY} = {client_type}\n");
        let fields = FIELDS.iter().filter_map(|info| {
            let (_, values) = self.fields.iter().find(|(field, _)| *field == info.field)?;
            Some(line(info.key, info.kind.is_list(), values))
        });
        let records = RECORDS.iter().filter_map(|info| {
            let (_, values) = self.records.iter().find(|(record, _)| *record == info.record)?;
            Some(line(info.key, info.may_be_list, values))
        });
        std::iter::once(head).chain(fields).chain(records).collect()
    }
}

fn line(key: &str, is_list: bool, values: &[String]) -> String {
    let strings: Vec<String> = values.iter().map(|value| toml_string(value)).collect();
    let value = match strings.as_slice() {
        [string] if is_list => format!("[{string}]"),
        _ if is_list => format!("[\n    {},\n]", strings.join(",\n    ")),
        _ => strings.concat(),
    };
    format!("{key} = {value}\n")
}

/// A question for the value of a field, or for one more of a list.
#[derive(Clone, Debug)]
pub struct Question {
    /// The client's type.
    pub client_type: ClientType,
    /// The field.
    pub field: Field,
    /// The values of the list so far.
    pub earlier: Vec<String>,
}

/// An answer that has no errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// All values of the field with this answer, safe fixes applied.
    pub values: Vec<String>,
    /// What these fixes did.
    pub fixes: Vec<String>,
    /// The messages of the warnings that are left.
    pub warnings: Vec<String>,
}

impl Question {
    /// The question, in a few words.
    pub fn message(&self) -> String {
        let label = self.field.info().label;
        match self.earlier.len() {
            0 => label.to_owned(),
            count => format!("{label} ({}, or Enter to continue)", count + 1),
        }
    }

    /// What is asked for.
    pub fn help(&self) -> &'static str {
        self.field.info().meaning
    }

    /// Whether an answer says that the list is complete.
    pub fn is_end(&self, answer: &str) -> bool {
        answer.trim().is_empty() && !self.earlier.is_empty()
    }

    /// The answer by itself, whatever else is not answered yet, with its safe fixes applied.
    ///
    /// # Errors
    ///
    /// The message of the first error that is left.
    pub fn check(&self, answer: &str) -> Result<Answer, String> {
        if self.is_end(answer) {
            let values = self.earlier.clone();
            return Ok(Answer { values, fixes: Vec::new(), warnings: Vec::new() });
        }
        let mut values = self.earlier.clone();
        values.push(answer.to_owned());
        let fields = vec![(self.field, values)];
        let new = NewManifest { client_type: self.client_type, fields, records: Vec::new() };
        let fixed = fix_new_manifest(&new);
        let (errors, warnings): (Vec<Reported>, Vec<Reported>) =
            problems(fixed.report).into_iter().partition(|found| found.severity == Severity::Error);
        if let Some(error) = errors.into_iter().next() {
            return Err(error.diagnostic.message);
        }
        Ok(Answer {
            values: field_values(&fixed.manifest, self.field),
            fixes: fixed.applied.into_iter().map(|fix| fix.title).collect(),
            warnings: warnings.into_iter().map(|found| found.diagnostic.message).collect(),
        })
    }
}

/// The errors and warnings about one answer on its own, whatever else is not answered yet.
pub fn check_answer(client_type: ClientType, field: Field, values: &[String]) -> Vec<Reported> {
    let fields = vec![(field, values.to_vec())];
    let answer = NewManifest { client_type, fields, records: Vec::new() };
    let manifest = Manifest::new(Source::new(answer.to_toml()));
    problems(lint(&manifest, &Levels::default()))
}

/// The errors and warnings of a report, except for fields that are not answered yet.
fn problems(report: Report) -> Vec<Reported> {
    let mut diagnostics = report.diagnostics;
    diagnostics.retain(|found| {
        found.severity > Severity::Hint && found.code != Code::Rule(RuleId::MissingRequiredField)
    });
    diagnostics
}

/// A new manifest after its safe fixes, laid out as one that needed none, and linted.
pub fn fix_new_manifest(new: &NewManifest) -> FixOutcome {
    let levels = Levels::default();
    let manifest = Manifest::new(Source::new(new.to_toml()));
    let report = lint(&manifest, &levels);
    let fixed = fix_all(&manifest, &report, &levels, Severity::Warning, Applicability::Safe);
    let Ok(Some(outcome)) = fixed else {
        return FixOutcome { manifest, report, applied: Vec::new() };
    };
    let values = |field: Field| (field, field_values(&outcome.manifest, field));
    let fields = new.fields.iter().map(|(field, _)| values(*field));
    let fields = fields.filter(|(_, values)| !values.is_empty()).collect();
    let values = |record: Record| (record, record_values(&outcome.manifest, record));
    let records = new.records.iter().map(|(record, _)| values(*record)).collect();
    let new = NewManifest { client_type: new.client_type, fields, records };
    let manifest = Manifest::new(Source::new(new.to_toml()));
    FixOutcome { report: lint(&manifest, &levels), manifest, applied: outcome.applied }
}

/// The strings of a record of the first client.
fn record_values(manifest: &Manifest, record: Record) -> Vec<String> {
    let clients = manifest.clients.iter().take(1);
    let strings = clients.flat_map(|client| client.record_strings(record));
    strings.map(|string| string.value.to_string()).collect()
}

/// The strings of a field of the first client.
fn field_values(manifest: &Manifest, field: Field) -> Vec<String> {
    let entry = manifest.clients.first().and_then(|client| client.field(field));
    let values = entry.map_or(&[][..], |entry| match &entry.value.kind {
        ValueKind::Array(elements) => elements,
        _ => std::slice::from_ref(&entry.value),
    });
    values.iter().filter_map(|value| Some(value.as_string()?.value.to_string())).collect()
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
        let new = NewManifest { client_type: ClientType::ServerBased, fields, records: Vec::new() };
        let text = new.to_toml();
        let expected = "[client]\ntype = \"server-based\"\nname = \"A \\\"& B\"\nhomepage_url = \"https://acme.com\"\nredirect_uris = [\n    \"https://acme.com/1\",\n    \"http://localhost/2\",\n]\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn records_come_after_the_fields_and_are_fixed_like_them() {
        let new = NewManifest {
            client_type: ClientType::SelfClient,
            fields: vec![(Field::Name, vec!["A".to_owned()])],
            records: vec![
                (Record::Scopes, vec!["A.b.READ,A.c.READ".to_owned()]),
                (Record::ClientId, vec!["1000.ABCDEFGHIJK ".to_owned()]),
                (Record::DataCenters, vec!["eu".to_owned()]),
            ],
        };
        let expected = "[client]\ntype = \"self-client\"\nname = \"A\"\nclient_id = \"1000.ABCDEFGHIJK\"\ndata_centers = [\"eu\"]\nscopes = [\n    \"A.b.READ\",\n    \"A.c.READ\",\n]\n";
        assert_eq!(fix_new_manifest(&new).manifest.text(), expected);
    }

    fn check(field: Field, earlier: &[&str], answer: &str) -> Result<Answer, String> {
        let earlier = earlier.iter().map(|value| (*value).to_owned()).collect();
        Question { client_type: ClientType::ServerBased, field, earlier }.check(answer)
    }

    fn answer(values: &[&str]) -> Answer {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Answer { values, fixes: Vec::new(), warnings: Vec::new() }
    }

    #[test]
    fn an_answer_is_checked_by_itself() {
        assert_eq!(check(Field::Name, &[], "Acme"), Ok(answer(&["Acme"])));
        let error = check(Field::Name, &[], "Acme!").unwrap_err();
        assert_eq!(error, "client name contains the special character `!`");
        assert!(check(Field::RedirectUris, &[], "").is_err());
        let warned = check(Field::HomepageUrl, &[], "http://acme.com").unwrap();
        assert_eq!(warned.warnings.len(), 1);
    }

    #[test]
    fn safe_fixes_are_applied_to_an_answer_and_told() {
        let fixed = check(Field::HomepageUrl, &[], "htps://acme.com").unwrap();
        assert_eq!(fixed.values, ["https://acme.com"]);
        assert_eq!(fixed.fixes, ["Replace `htps://` with `https://`"]);
        let split = check(Field::RedirectUris, &[], "https://a.com/1, https://a.com/2").unwrap();
        assert_eq!(split.values, ["https://a.com/1", "https://a.com/2"]);
    }

    #[test]
    fn a_list_goes_on_until_an_empty_answer() {
        let earlier = ["https://a.com/1"];
        let next = check(Field::RedirectUris, &earlier, "https://a.com/2");
        assert_eq!(next, Ok(answer(&["https://a.com/1", "https://a.com/2"])));
        assert_eq!(check(Field::RedirectUris, &earlier, " "), Ok(answer(&earlier)));
    }
}
