//! `cliq-lint init`: a new manifest from flags, or from questions that are checked as they are answered.

use std::io::{BufRead, Write};
use std::path::Path;

use super::args::Init;
use super::{ExitStatus, fail, form, print};
use crate::config::Levels;
use crate::console::{CLIENT_TYPES, ClientType, Field};
use crate::diagnostic::Severity;
use crate::fs;
use crate::lint::lint;
use crate::new_manifest::NewManifest;
use crate::text::Source;
use crate::text::escape::escape_for_terminal;
use crate::text::escape::quote_for_message;

pub fn init(options: &Init) -> ExitStatus {
    write(options).unwrap_or_else(|sentence| fail(&sentence))
}

fn write(options: &Init) -> Result<ExitStatus, String> {
    let path = if fs::is_folder(&options.path) {
        options.path.join("cliq-client.toml")
    } else {
        options.path.clone()
    };
    if !options.force && fs::exists(&path) {
        return Err(there_already(&path));
    }
    let given = [
        (Field::Name, options.name.iter().cloned().collect()),
        (Field::HomepageUrl, options.homepage_url.iter().cloned().collect()),
        (Field::RedirectUris, options.redirect_uris.clone()),
        (Field::JavascriptDomains, options.javascript_domains.clone()),
    ];
    let mut fields: Vec<(Field, Vec<String>)> =
        given.into_iter().filter(|(_, values): &(Field, Vec<String>)| !values.is_empty()).collect();
    let client_type = if let Some(client_type) = options.client_type {
        client_type
    } else {
        let client_type = ask_type()?;
        for field in client_type.row().required {
            if !fields.iter().any(|(given, _)| given == field) {
                fields.push((*field, ask_field(client_type, *field)?));
            }
        }
        client_type
    };
    let text = NewManifest { client_type, fields }.manifest();
    if options.force {
        fs::write(&path, text.as_bytes(), None)?;
    } else if !fs::write_new(&path, text.as_bytes())? {
        return Err(there_already(&path));
    }
    let outcome =
        print(format!("wrote {}\n", escape_for_terminal(&path.to_string_lossy())).as_bytes());
    let mut report = lint(&Source::from(text.as_str()), &Levels::default());
    report.diagnostics.retain(|found| found.severity > Severity::Hint);
    form::tell(&path.to_string_lossy(), &text, &report);
    let has_errors = report.diagnostics.iter().any(|found| found.severity == Severity::Error);
    Ok(outcome.max(if has_errors { ExitStatus::Findings } else { ExitStatus::Clean }))
}

fn there_already(path: &Path) -> String {
    format!(
        "{} is there already; --force overwrites it",
        quote_for_message(&path.to_string_lossy())
    )
}

fn ask_type() -> Result<ClientType, String> {
    let rows = CLIENT_TYPES
        .iter()
        .zip(1..)
        .map(|(row, number)| format!("  {number}  {:18} {}\n", row.value, row.purpose));
    let types: String = rows.collect();
    let mut question = format!("Which type of client?\n{types}> ");
    loop {
        let answer = ask(&question)?;
        let by_number = answer
            .parse::<usize>()
            .ok()
            .and_then(|number| CLIENT_TYPES.get(number.checked_sub(1)?))
            .map(|row| row.client_type);
        if let Some(client_type) = by_number.or(ClientType::parse_lenient(&answer)) {
            return Ok(client_type);
        }
        "A number from 1 to 5, or a name:\n> ".clone_into(&mut question);
    }
}

/// Asks for a field until the answer has no error; a list until an empty line.
fn ask_field(client_type: ClientType, field: Field) -> Result<Vec<String>, String> {
    let row = field.row();
    let mut values: Vec<String> = Vec::new();
    let mut question = format!("{} – {}\n> ", row.label, row.meaning);
    loop {
        let answer = ask(&question)?;
        if answer.is_empty() && !values.is_empty() {
            return Ok(values);
        }
        values.push(answer);
        let findings = NewManifest::findings_of(client_type, field, &values);
        for found in &findings {
            tell(&format!("{}: {}\n", found.severity.name(), found.finding.message))?;
        }
        let is_refused = findings.iter().any(|found| found.severity == Severity::Error);
        if is_refused {
            values.pop();
        } else if !row.is_list {
            return Ok(values);
        }
        let next = if is_refused { "> " } else { "another, or an empty line\n> " };
        next.clone_into(&mut question);
    }
}

/// Asks on standard error, so that standard output stays for the result, and reads a line of
/// standard input.
fn ask(question: &str) -> Result<String, String> {
    tell(question)?;
    let mut line = String::new();
    let count = std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| format!("cannot read standard input: {error}"))?;
    if count == 0 {
        return Err("standard input ended before all was answered; nothing was written".to_owned());
    }
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

fn tell(text: &str) -> Result<(), String> {
    let mut stderr = std::io::stderr().lock();
    stderr
        .write_all(text.as_bytes())
        .and_then(|()| stderr.flush())
        .map_err(|error| format!("cannot ask: {error}"))
}
