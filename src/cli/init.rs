//! `cliq-lint init`: writes a new manifest from options and from answers, checking each answer.

use std::path::Path;

use super::ExitStatus;
use super::args::Init;
use super::error::Error;
use super::form::print_findings;
use super::output::print_text;
use super::prompt::{Respondent, TerminalUser, can_ask};
use super::terminal::Stream;
use crate::console::{ClientType, FIELDS, Field, RECORDS, Record};
use crate::diagnostic::Severity;
use crate::fix::FixOutcome;
use crate::fs;
use crate::new_manifest::{NewManifest, Question, fix_new_manifest};
use crate::text::escape::escape_for_terminal;
use crate::text::style::{LITERAL, SUCCESS};

pub(super) fn init(options: &Init) -> Result<ExitStatus, Error> {
    let path = if fs::is_dir(&options.path) {
        options.path.join("cliq-client.toml")
    } else {
        options.path.clone()
    };
    if !options.force && fs::exists(&path) {
        return Err(Error::AlreadyExists(path));
    }
    let mut given = Given { client_type: options.client_type, fields: option_values(options) };
    let missing = given.missing_options();
    if !missing.is_empty() {
        if !can_ask() {
            return Err(Error::AnswersMissing(missing));
        }
        given.ask_for_rest(&mut TerminalUser)?;
    }
    let Given { client_type: Some(client_type), fields } = given else {
        return Err(Error::AnswersMissing(missing));
    };
    let records = option_records(options);
    let outcome = fix_new_manifest(&NewManifest { client_type, fields, records });
    let text = outcome.manifest.text();
    if options.force {
        fs::write(&path, text.as_bytes(), None)?;
    } else if !fs::write_new(&path, text.as_bytes())? {
        return Err(Error::AlreadyExists(path));
    }
    report_new_manifest(&path, outcome)
}

/// The values known so far for the new client.
struct Given {
    client_type: Option<ClientType>,
    fields: Vec<(Field, Vec<String>)>,
}

impl Given {
    fn is_known(&self, field: Field) -> bool {
        self.fields.iter().any(|(known, _)| *known == field)
    }

    /// Returns the options for the values that are still missing, as far as they are known without the
    /// type.
    fn missing_options(&self) -> Vec<&'static str> {
        let type_option = self.client_type.is_none().then_some("--type");
        let required = self.client_type.map_or(&[Field::Name][..], |of| of.info().required);
        let missing = required.iter().filter(|field| !self.is_known(**field));
        type_option.into_iter().chain(missing.map(|field| option_name(*field))).collect()
    }

    /// Asks for the type, and then for every field that it requires.
    fn ask_for_rest(&mut self, respondent: &mut dyn Respondent) -> Result<(), Error> {
        let client_type = match self.client_type {
            Some(client_type) => client_type,
            None => respondent.client_type()?,
        };
        self.client_type = Some(client_type);
        for &field in client_type.info().required {
            if !self.is_known(field) {
                self.fields.push((field, ask_field(respondent, client_type, field)?));
            }
        }
        Ok(())
    }
}

/// Returns the name of a field's option.
fn option_name(field: Field) -> &'static str {
    match field {
        Field::Name => "--name",
        Field::HomepageUrl => "--homepage-url",
        Field::RedirectUris => "--redirect-uri",
        Field::JavascriptDomains => "--javascript-domain",
    }
}

/// Returns the fields given by options, with their values.
fn option_values(options: &Init) -> Vec<(Field, Vec<String>)> {
    let values = |field| match field {
        Field::Name => options.name.iter().cloned().collect(),
        Field::HomepageUrl => options.homepage_url.iter().cloned().collect(),
        Field::RedirectUris => options.redirect_uris.clone(),
        Field::JavascriptDomains => options.javascript_domains.clone(),
    };
    let fields = FIELDS.iter().map(|info| (info.field, values(info.field)));
    fields.filter(|(_, values): &(Field, Vec<String>)| !values.is_empty()).collect()
}

/// The records that options give, with their values. They are not asked for: a client has them only
/// once it is registered.
fn option_records(options: &Init) -> Vec<(Record, Vec<String>)> {
    let values = |record| match record {
        Record::ClientId => options.client_id.iter().cloned().collect(),
        Record::DataCenters => options.data_centers.clone(),
        Record::Scopes => options.scopes.clone(),
    };
    let records = RECORDS.iter().map(|info| (info.record, values(info.record)));
    records.filter(|(_, values): &(Record, Vec<String>)| !values.is_empty()).collect()
}

/// Asks for a field; for a list, until the answer is empty. Shows the fixes applied to each answer and
/// its warnings.
fn ask_field(
    respondent: &mut dyn Respondent,
    client_type: ClientType,
    field: Field,
) -> Result<Vec<String>, Error> {
    let mut question = Question { client_type, field, earlier: Vec::new() };
    loop {
        let written = respondent.answer(&question)?;
        let answer = match question.check(&written) {
            Ok(answer) => answer,
            Err(error) => {
                respondent.tell(&format!("error: {error}"));
                continue;
            }
        };
        for fix in &answer.fixes {
            respondent.tell(&format!("fixed: {fix}"));
        }
        for warning in &answer.warnings {
            respondent.tell(&format!("warning: {warning}"));
        }
        if question.is_end(&written) || !field.info().kind.is_list() {
            return Ok(answer.values);
        }
        question.earlier = answer.values;
    }
}

/// Reports the written file, the applied fixes and the next step, or the remaining problems.
fn report_new_manifest(path: &Path, outcome: FixOutcome) -> Result<ExitStatus, Error> {
    let FixOutcome { manifest, mut report, applied } = outcome;
    let palette = Stream::Stdout.palette();
    let name = path.to_string_lossy();
    let name = escape_for_terminal(&name);
    let fixed = palette.paint(SUCCESS, "fixed");
    let mut lines: Vec<String> = applied
        .iter()
        .map(|fix| format!("{fixed} {}: {}\n", fix.code.name(), escape_for_terminal(&fix.title)))
        .collect();
    lines.push(format!("{} {name}\n", palette.paint(SUCCESS, "wrote")));
    report.diagnostics.retain(|found| found.severity > Severity::Hint);
    let has_errors = report.diagnostics.iter().any(|found| found.severity == Severity::Error);
    if !has_errors {
        let next = palette.paint(LITERAL, format!("cliq-lint form {}", quote_argument(&name)));
        lines.push(format!("next: run `{next}` to see what to enter in the API Console\n"));
    }
    print_text(&lines.concat())?;
    print_findings(path, &manifest.source, &report);
    Ok(if has_errors { ExitStatus::Findings } else { ExitStatus::Clean })
}

/// Quotes a path as a shell argument.
fn quote_argument(path: &str) -> String {
    if path.contains(|c: char| c.is_whitespace() || "'\"\\$`&;|<>()*?[]#~!".contains(c)) {
        format!("'{}'", path.replace('\'', "'\\''"))
    } else {
        path.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers in their order, and what was told meanwhile.
    struct Script<'a> {
        answers: std::slice::Iter<'a, &'static str>,
        told: Vec<String>,
    }

    impl Respondent for Script<'_> {
        fn client_type(&mut self) -> Result<ClientType, Error> {
            ClientType::parse_lenient(self.answers.next().unwrap()).ok_or(Error::Canceled)
        }

        fn answer(&mut self, question: &Question) -> Result<String, Error> {
            self.told.push(question.message());
            self.answers.next().map(|answer| (*answer).to_owned()).ok_or(Error::Canceled)
        }

        fn tell(&mut self, line: &str) {
            self.told.push(line.to_owned());
        }
    }

    fn ask(given: &mut Given, answers: &[&'static str]) -> Vec<String> {
        let mut script = Script { answers: answers.iter(), told: Vec::new() };
        given.ask_for_rest(&mut script).unwrap();
        assert_eq!(script.answers.next(), None, "every answer is asked for");
        script.told
    }

    #[test]
    fn what_options_do_not_give_is_asked_for() {
        let mut given = Given { client_type: None, fields: Vec::new() };
        assert_eq!(given.missing_options(), ["--type", "--name"]);
        let answers = ["Non-browser Applications", "Board!", "Board", "HTTPS://acme.com"];
        let told = ask(&mut given, &answers);
        assert_eq!(
            told,
            [
                "Client Name",
                "error: client name contains the special character `!`",
                "Client Name",
                "Homepage URL",
                "fixed: Replace `HTTPS://` with `https://`",
            ]
        );
        let url = vec!["https://acme.com".to_owned()];
        let expected = [(Field::Name, vec!["Board".to_owned()]), (Field::HomepageUrl, url)];
        assert_eq!(given.fields, expected);
        assert_eq!(given.missing_options(), [""; 0]);
    }

    #[test]
    fn a_list_is_asked_for_until_an_empty_answer() {
        let fields = vec![
            (Field::Name, vec!["A".to_owned()]),
            (Field::HomepageUrl, vec!["https://acme.com".to_owned()]),
        ];
        let mut given = Given { client_type: Some(ClientType::ServerBased), fields };
        assert_eq!(given.missing_options(), ["--redirect-uri"]);
        let told = ask(&mut given, &["https://acme.com/1", "https://acme.com/2", ""]);
        let label = "Authorized Redirect URIs";
        let next = |number| format!("{label} ({number}, or Enter to continue)");
        assert_eq!(told, [label.to_owned(), next(2), next(3)]);
        let values = vec!["https://acme.com/1".to_owned(), "https://acme.com/2".to_owned()];
        assert_eq!(given.fields.last(), Some(&(Field::RedirectUris, values)));
    }

    #[test]
    fn a_path_is_quoted_where_a_shell_would_split_it() {
        assert_eq!(quote_argument("a/b.toml"), "a/b.toml");
        assert_eq!(quote_argument("a b's.toml"), "'a b'\\''s.toml'");
    }
}
