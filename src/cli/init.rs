//! `cliq-lint init`: a new manifest from options, or from answers that are checked one by one.

use std::io::{self, BufRead, Write};
use std::path::Path;

use super::args::Init;
use super::error::Error;
use super::form::print_findings;
use super::{ExitStatus, print};
use crate::config::Levels;
use crate::console::{CLIENT_TYPES, ClientType, FIELDS, Field};
use crate::diagnostic::Severity;
use crate::fs;
use crate::lint::lint;
use crate::manifest::Manifest;
use crate::new_manifest::{NewManifest, check_answer};
use crate::text::Source;
use crate::text::escape::escape_for_terminal;

pub(super) fn init(options: &Init) -> Result<ExitStatus, Error> {
    let path = if fs::is_dir(&options.path) {
        options.path.join("cliq-client.toml")
    } else {
        options.path.clone()
    };
    if !options.force && fs::exists(&path) {
        return Err(Error::AlreadyExists(path));
    }
    let text = new_manifest(options)?.to_toml();
    if options.force {
        fs::write(&path, text.as_bytes(), None)?;
    } else if !fs::write_new(&path, text.as_bytes())? {
        return Err(Error::AlreadyExists(path));
    }
    print(format!("wrote {}\n", escape_for_terminal(&path.to_string_lossy())).as_bytes())?;
    Ok(report_new_manifest(&path, &text))
}

/// The manifest that the options describe. Asks for the type if it is not among them, and then for
/// all that the type requires.
fn new_manifest(options: &Init) -> Result<NewManifest, Error> {
    let mut fields: Vec<(Field, Vec<String>)> = FIELDS
        .iter()
        .map(|info| (info.field, option_values(options, info.field)))
        .filter(|(_, values)| !values.is_empty())
        .collect();
    if let Some(client_type) = options.client_type {
        return Ok(NewManifest { client_type, fields });
    }
    let client_type = ask_type()?;
    for &field in client_type.info().required {
        if !fields.iter().any(|(given, _)| *given == field) {
            fields.push((field, ask_field(client_type, field)?));
        }
    }
    Ok(NewManifest { client_type, fields })
}

fn option_values(options: &Init, field: Field) -> Vec<String> {
    match field {
        Field::Name => options.name.iter().cloned().collect(),
        Field::HomepageUrl => options.homepage_url.iter().cloned().collect(),
        Field::RedirectUris => options.redirect_uris.clone(),
        Field::JavascriptDomains => options.javascript_domains.clone(),
    }
}

fn ask_type() -> Result<ClientType, Error> {
    let types: String = CLIENT_TYPES
        .iter()
        .zip(1..)
        .map(|(info, number)| format!("  {number}  {:18} {}\n", info.value, info.purpose))
        .collect();
    let mut question = format!("Which type of client?\n{types}> ");
    loop {
        let answer = ask(&question)?;
        let number = answer.parse::<usize>().ok();
        let by_number = number.and_then(|number| CLIENT_TYPES.get(number.checked_sub(1)?));
        let client_type = by_number.map(|info| info.client_type);
        if let Some(client_type) = client_type.or_else(|| ClientType::parse_lenient(&answer)) {
            return Ok(client_type);
        }
        question = format!("Enter a number from 1 to {}, or a type:\n> ", CLIENT_TYPES.len());
    }
}

/// Asks for a field until the answer has no error; for a list, until an empty line.
fn ask_field(client_type: ClientType, field: Field) -> Result<Vec<String>, Error> {
    let info = field.info();
    let mut values: Vec<String> = Vec::new();
    let mut question = format!("{} – {}\n> ", info.label, info.meaning);
    loop {
        let answer = ask(&question)?;
        if answer.is_empty() && !values.is_empty() {
            return Ok(values);
        }
        values.push(answer);
        let findings = check_answer(client_type, field, &values);
        for found in &findings {
            print_prompt(&format!("{}: {}\n", found.severity.name(), found.diagnostic.message))?;
        }
        let is_rejected = findings.iter().any(|found| found.severity == Severity::Error);
        if is_rejected {
            values.pop();
        } else if !info.kind.is_list() {
            return Ok(values);
        }
        let next = if is_rejected { "> " } else { "another, or an empty line\n> " };
        next.clone_into(&mut question);
    }
}

/// Asks on standard error, so that standard output holds only the result, and reads one line.
fn ask(question: &str) -> Result<String, Error> {
    print_prompt(question)?;
    let mut line = String::new();
    match io::stdin().lock().read_line(&mut line) {
        Ok(0) => Err(Error::AnswersMissing),
        Ok(_) => Ok(line.trim_end_matches(['\n', '\r']).to_owned()),
        Err(error) => Err(Error::Answer(error)),
    }
}

fn print_prompt(text: &str) -> Result<(), Error> {
    let mut stderr = io::stderr().lock();
    stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush()).map_err(Error::Prompt)
}

/// Prints the problems of a manifest that was just written.
fn report_new_manifest(path: &Path, text: &str) -> ExitStatus {
    let manifest = Manifest::new(Source::new(text));
    let mut report = lint(&manifest, &Levels::default());
    report.diagnostics.retain(|found| found.severity > Severity::Hint);
    print_findings(path, &manifest.source, &report);
    if report.diagnostics.iter().any(|found| found.severity == Severity::Error) {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    }
}
