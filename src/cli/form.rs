//! `cliq-lint form`: a manifest as what to type into the console.

use std::path::Path;

use serde_json::json;

use super::args::{Form, FormFormat};
use super::{ExitStatus, fail, print};
use crate::console_form::{forms, sheet};
use crate::diagnostic::Severity;
use crate::fs::{self, ConfigCache, ConfigSource};
use crate::lint::{Report, lint};
use crate::render::{self, Format, LintedFile, OutputStyle};
use crate::text::Source;
use crate::text::escape::quote_for_message;

pub fn form(options: &Form) -> ExitStatus {
    shown(options).unwrap_or_else(|sentence| fail(&sentence))
}

fn shown(options: &Form) -> Result<ExitStatus, String> {
    let is_stdin = options.path == Path::new("-");
    let bytes = if is_stdin { fs::read_stdin()? } else { fs::read(&options.path)? };
    let path = if is_stdin {
        options.stdin_filename.as_deref().unwrap_or(Path::new("<stdin>"))
    } else {
        &options.path
    };
    let name = path.to_string_lossy();
    let source = Source::decode(&bytes);
    let config = ConfigCache::default().of(&ConfigSource::Upward, path)?;
    let mut report = lint(&source, &config.config.levels(&config.relative(path)));
    report.diagnostics.retain(|found| found.severity == Severity::Error);
    if !report.diagnostics.is_empty() && !options.force {
        tell(&name, &source.text, &report);
        fail(&format!(
            "{} has errors: mend them, or show the form all the same with --force",
            quote_for_message(&name)
        ));
        return Ok(ExitStatus::Findings);
    }
    let forms = forms(&source.text);
    let mut values = forms.iter().flat_map(|form| &form.fields).flat_map(|field| &field.values);
    if values.any(|value| {
        report.secrets.iter().any(|secret| value.contains(secret.span.of(&source.text)))
    }) {
        return Err(format!("the form of {} would show a secret", quote_for_message(&name)));
    }
    Ok(match options.format {
        FormFormat::Human => print(sheet(&name, &forms).as_bytes()),
        FormFormat::Json => print(
            format!("{}\n", json!({ "version": 1, "path": name, "clients": forms })).as_bytes(),
        ),
    })
}

/// Shows findings on standard error, where they are not what was asked for.
pub(super) fn tell(path: &str, text: &str, report: &Report) {
    let file = LintedFile { path, text, report };
    super::print_to_stderr(&render::chunk(Format::Human, OutputStyle::default(), &file));
}
