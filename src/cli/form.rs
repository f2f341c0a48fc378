//! `cliq-lint form`: what to type into the console for a manifest.

use std::path::Path;

use super::args::{Color, Form, FormFormat};
use super::error::{Error, full_message};
use super::terminal::Stream;
use super::{
    ExitStatus, check_for_secrets, output_style, print, print_error, print_to_stderr, source_of,
    stdin_path,
};
use crate::console_form::{fill_forms, render_forms, render_forms_as_json};
use crate::diagnostic::Severity;
use crate::fs::{self, ConfigCache};
use crate::lint::{Report, lint};
use crate::manifest::Manifest;
use crate::render::{self, Format, LintedFile};
use crate::text::Source;

pub(super) fn form(options: &Form) -> Result<ExitStatus, Error> {
    let is_stdin = options.path == Path::new("-");
    let (path, bytes) = if is_stdin {
        (stdin_path(options.stdin_filename.as_ref()), fs::read_stdin()?)
    } else {
        (options.path.as_path(), fs::read(&options.path)?)
    };
    let manifest = Manifest::new(source_of(path, &bytes));
    let config = ConfigCache::default().load(path)?;
    let mut report = lint(&manifest, &config.levels(path).on(fs::today()));
    report.diagnostics.retain(|found| found.severity == Severity::Error);
    if !report.diagnostics.is_empty() && !options.force {
        print_findings(path, &manifest.source, &report);
        print_error(&full_message(&Error::ManifestHasErrors(path.to_owned())));
        return Ok(ExitStatus::Findings);
    }
    let forms = fill_forms(&manifest);
    let fields = forms.iter().flat_map(|form| &form.fields).flat_map(|field| &field.values);
    let records = forms.iter().flat_map(|form| &form.records).map(|record| &record.text);
    for value in fields.chain(records) {
        check_for_secrets("form", value, &manifest, path)?;
    }
    let name = path.to_string_lossy();
    match options.format {
        FormFormat::Human => {
            print(render_forms(&name, &forms, Stream::Stdout.palette()).as_bytes())
        }
        FormFormat::Json => print(render_forms_as_json(&name, &forms).as_bytes()),
    }
}

/// Prints findings on standard error, where they are not what was asked for.
pub(super) fn print_findings(path: &Path, source: &Source, report: &Report) {
    let file = LintedFile { path: &path.to_string_lossy(), source, report };
    let style = output_style(Color::Auto, Some(Stream::Stderr));
    print_to_stderr(&render::render_file(Format::Human, style, &file));
}
