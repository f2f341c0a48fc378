//! `cliq-lint form`: what to type into the console for a manifest.

use std::path::Path;

use serde_json::json;

use super::args::{Form, FormFormat};
use super::error::{Error, full_message};
use super::{ExitStatus, print, print_error, print_to_stderr};
use crate::console_form::{forms, sheet};
use crate::diagnostic::Severity;
use crate::fs::{self, ConfigCache};
use crate::lint::{Report, lint};
use crate::render::{self, Format, LintedFile, OutputStyle};
use crate::secrets::Secret;
use crate::text::{LineIndex, Source};

pub(super) fn form(options: &Form) -> Result<ExitStatus, Error> {
    let is_stdin = options.path == Path::new("-");
    let bytes = if is_stdin { fs::read_stdin()? } else { fs::read(&options.path)? };
    let path = if is_stdin {
        options.stdin_filename.as_deref().unwrap_or(Path::new("<stdin>"))
    } else {
        &options.path
    };
    let source = Source::decode(&bytes);
    let config = ConfigCache::default().load(path)?;
    let mut report = lint(&source, &config.levels(path));
    report.diagnostics.retain(|found| found.severity == Severity::Error);
    if !report.diagnostics.is_empty() && !options.force {
        print_findings(path, &source.text, &report);
        print_error(&full_message(&Error::ManifestHasErrors(path.to_owned())));
        return Ok(ExitStatus::Findings);
    }
    let forms = forms(&source.text);
    let values = || forms.iter().flat_map(|form| &form.fields).flat_map(|field| &field.values);
    let is_shown = |secret: &&Secret| {
        let secret = secret.span.of(&source.text);
        values().any(|value| value.contains(secret))
    };
    if let Some(secret) = report.secrets.iter().find(is_shown) {
        return Err(Error::ExposesSecret {
            output: "form",
            path: path.to_owned(),
            line: LineIndex::new(&source.text).position(&source.text, secret.span.start).line,
        });
    }
    let name = path.to_string_lossy();
    match options.format {
        FormFormat::Human => print(sheet(&name, &forms).as_bytes()),
        FormFormat::Json => {
            let json = json!({ "version": 1, "path": name, "clients": forms });
            print(format!("{json}\n").as_bytes())
        }
    }
}

/// Prints findings on standard error, where they are not what was asked for.
pub(super) fn print_findings(path: &Path, text: &str, report: &Report) {
    let file = LintedFile { path: &path.to_string_lossy(), text, report };
    print_to_stderr(&render::chunk(Format::Human, OutputStyle::default(), &file));
}
