//! `cliq-lint form`: what to type into the console for a manifest.

use std::path::{Path, PathBuf};

use super::args::{Color, Form, FormFormat};
use super::error::{Error, full_message};
use super::match_redirects::read_manifests;
use super::output::{Output, print, print_error, print_text, print_to_stderr};
use super::prompt::{can_ask, choose};
use super::terminal::Stream;
use super::{ExitStatus, check_for_secrets, output_style, source_of, stdin_path};
use crate::console_form::{
    ConsoleForm, FormOptions, ManifestForms, fill_forms, render_forms, render_forms_as_html,
    render_forms_as_json,
};
use crate::diagnostic::Severity;
use crate::fs::{self, ConfigCache};
use crate::lint::{Report, lint};
use crate::manifest::Manifest;
use crate::render::{self, Format, LintedFile};
use crate::text::Source;
use crate::text::escape::escape_for_terminal;

pub(super) fn form(options: &Form) -> Result<ExitStatus, Error> {
    let configs = ConfigCache::default();
    let mut forms = Vec::new();
    for (path, manifest) in read_named(options)? {
        let mut report = lint(&manifest, &configs.load(&path)?.levels(&path).on(fs::today()));
        let mut errors = report.clone();
        errors.diagnostics.retain(|found| found.severity == Severity::Error);
        if !errors.diagnostics.is_empty() && !options.force {
            print_findings(&path, &manifest.source, &errors);
            print_error(&full_message(&Error::ManifestHasErrors(path)));
            return Ok(ExitStatus::Findings);
        }
        report.diagnostics.retain(|found| found.severity >= Severity::Warning);
        forms.push(fill(options, &path, &manifest, &report)?);
    }
    choose_clients(options, &mut forms)?;
    if let Some(key) = &options.copy {
        return copy(&forms, key);
    }
    print(&match options.format {
        FormFormat::Human => {
            let palette = Stream::Stdout.palette();
            let texts: Vec<String> =
                forms.iter().map(|forms| render_forms(forms, palette)).collect();
            Output::text(&texts.join("\n"))
        }
        FormFormat::Html => Output::markup(&render_forms_as_html(&forms)),
        FormFormat::Json => {
            Output::text(&forms.iter().map(render_forms_as_json).collect::<String>())
        }
    })
}

/// The manifests that are named, or the only one of the current folder; of several, the user
/// chooses one.
fn read_named(options: &Form) -> Result<Vec<(PathBuf, Manifest)>, Error> {
    if options.paths == [Path::new("-")] {
        let path = stdin_path(options.stdin_filename.as_ref());
        let manifest = Manifest::new(source_of(path, &fs::read_stdin()?));
        return Ok(vec![(path.to_owned(), manifest)]);
    }
    let mut manifests = read_manifests(&options.paths)?;
    if options.paths.is_empty() && manifests.len() > 1 {
        let paths: Vec<PathBuf> = manifests.iter().map(|(path, _)| path.clone()).collect();
        if !can_ask() {
            return Err(Error::SeveralManifests(paths));
        }
        let names: Vec<String> =
            paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let chosen = choose("Manifest", &names)?;
        return Ok(vec![manifests.swap_remove(chosen)]);
    }
    Ok(manifests)
}

/// The forms of a manifest, which show no secret.
fn fill(
    options: &Form,
    path: &Path,
    manifest: &Manifest,
    report: &Report,
) -> Result<ManifestForms, Error> {
    let given =
        FormOptions { client_id: options.client_id.clone(), scopes: options.scopes.clone() };
    let forms = fill_forms(&path.to_string_lossy(), manifest, report, &given);
    for value in forms.clients.iter().flat_map(ConsoleForm::values) {
        check_for_secrets("form", value, manifest, path)?;
    }
    Ok(forms)
}

/// Keeps the client that `--client` names.
fn choose_clients(options: &Form, forms: &mut [ManifestForms]) -> Result<(), Error> {
    let Some(name) = &options.client else { return Ok(()) };
    let names = names(forms);
    for forms in &mut *forms {
        forms.clients.retain(|form| form.title() == *name);
    }
    let is_found = forms.iter().any(|forms| !forms.clients.is_empty());
    if is_found { Ok(()) } else { Err(Error::NoClient { name: name.clone(), names }) }
}

fn names(forms: &[ManifestForms]) -> Vec<String> {
    forms.iter().flat_map(|forms| &forms.clients).map(ConsoleForm::title).collect()
}

/// Prints the values of one name: for a program, as they are and without a line end after the last, which
/// would be copied too.
fn copy(forms: &[ManifestForms], key: &str) -> Result<ExitStatus, Error> {
    let clients: Vec<_> = forms.iter().flat_map(|forms| &forms.clients).collect();
    let values = match clients.as_slice() {
        [client] => client.values_of(key),
        [] => Vec::new(),
        _ => return Err(Error::SeveralClients(names(forms))),
    };
    if values.is_empty() {
        return Err(Error::NothingToCopy(key.to_owned()));
    }
    let values = values.join("\n");
    if Stream::Stdout.is_terminal() {
        return print_text(&(escape_for_terminal(&values) + "\n"));
    }
    print(&Output::verbatim(values))
}

/// Prints findings on standard error, where they are not what was asked for.
pub(super) fn print_findings(path: &Path, source: &Source, report: &Report) {
    let file = LintedFile { path: &path.to_string_lossy(), source, report };
    let style = output_style(Color::Auto, Some(Stream::Stderr));
    let findings = render::render_file(Format::Human, style, &file);
    print_to_stderr(&Output::report(Format::Human, findings));
}
