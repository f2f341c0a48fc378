//! The command line: arguments in, text on standard output and an exit code out. Only `cli` prints.

mod args;
mod check;
mod compare;
mod console_diff;
mod error;
mod form;
mod generate;
mod info;
mod init;
mod match_redirects;
mod output;
mod progress;
mod prompt;
mod report;
mod settings;
mod terminal;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::config::INVALID_CONFIGURATION;
use crate::docs;
#[cfg(feature = "lsp")]
use crate::lsp;
use crate::manifest::Manifest;
use crate::oauth_errors::{Lookup, find_error, find_error_by_name};
use crate::render::{OutputStyle, render_rules, render_rules_as_json};
use crate::rules::{RuleId, suggest_rule};
use crate::secrets::Secret;
use crate::text::Source;
use args::{Color, Command, ListFormat};
use error::{Error, full_message};
use output::{Output, print, print_error, print_text};
use terminal::{Stream, color_of_environment};

/// How a run ended. The numbers are the exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ExitStatus {
    /// No findings at error level.
    Clean = 0,
    /// Findings at error level.
    Findings = 1,
    /// Some input could not be processed.
    Failure = 2,
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let arguments = args::parse(color_of_environment());
    let result = match &arguments.command {
        None => check::check(&arguments.check),
        Some(Command::Check(options)) => check::check(options),
        Some(Command::Fix { .. }) => Err(Error::FixIsAnOption),
        Some(Command::Version) => {
            print_text(concat!("cliq-lint ", env!("CARGO_PKG_VERSION"), "\n"))
        }
        #[cfg(feature = "lsp")]
        Some(Command::Lsp(options)) => {
            match lsp::run(options.log_file.as_deref(), options.log_level) {
                Ok(code) => return ExitCode::from(code),
                Err(error) => Err(Error::Server(error)),
            }
        }
        Some(Command::Init(options)) => init::init(options),
        Some(Command::Form(options)) => form::form(options),
        Some(Command::Diff(options)) => console_diff::diff(options),
        Some(Command::Match(options)) => match_redirects::match_redirects(options),
        Some(Command::Explain { subject }) => explain(&subject.join(" ")),
        Some(Command::Rules { format: ListFormat::Human }) => list_rules(),
        Some(Command::Rules { format: ListFormat::Json }) => print_text(&render_rules_as_json()),
        Some(Command::Info) => info::print_info(),
        Some(Command::Completions { shell }) => {
            print(&Output::verbatim(generate::completions(*shell)))
        }
        Some(Command::Man { folder: None }) => print(&Output::verbatim(generate::manual())),
        Some(Command::Man { folder: Some(folder) }) => generate::write_manuals(folder),
        Some(Command::Schema { of }) => print(&Output::verbatim(of.text())),
    };
    let status = result.unwrap_or_else(|error| {
        print_error(&full_message(&error));
        ExitStatus::Failure
    });
    ExitCode::from(status as u8)
}

/// Explains a rule or an error, or lists both if nothing is named.
fn explain(subject: &str) -> Result<ExitStatus, Error> {
    let palette = Stream::Stdout.palette();
    if subject.is_empty() {
        return print_text(&docs::explain_list(palette));
    }
    if subject == INVALID_CONFIGURATION.name {
        return print_text(&docs::explain_invalid_configuration(palette));
    }
    // An error may have the name of a rule in another spelling.
    let error = find_error_by_name(subject).filter(|_| RuleId::from_name(subject).is_none());
    if let Some(error) = error {
        return print_text(&docs::explain_error(error, palette));
    }
    if let Ok(rule) = find_rule(subject) {
        return print_text(&docs::explain(rule, palette));
    }
    match find_error(subject) {
        Lookup::Found(error) => print_text(&docs::explain_error(error, palette)),
        lookup => {
            let near_rule = suggest_rule(subject).map(RuleId::name);
            let near_error =
                if let Lookup::Near(error) = lookup { Some(error.title) } else { None };
            let near = near_rule.or(near_error);
            Err(Error::NothingToExplain { subject: subject.to_owned(), near })
        }
    }
}

fn list_rules() -> Result<ExitStatus, Error> {
    print_text(&render_rules(Stream::Stdout.palette()))
}

/// Returns the rule with a name, ignoring case and separators.
fn find_rule(name: &str) -> Result<RuleId, Error> {
    let folded = || name.to_lowercase().replace(['_', ' '], "-");
    RuleId::from_name(name)
        .or_else(|| RuleId::from_name(&folded()))
        .ok_or_else(|| Error::UnknownRule(name.to_owned()))
}

/// Returns the style for a stream: escape sequences only for a terminal, unless the user asks for
/// them.
fn output_style(color: Color, stream: Option<Stream>) -> OutputStyle {
    let is_terminal = stream.is_some_and(Stream::is_terminal);
    let palette = terminal::palette(color, is_terminal);
    let supports_hyperlinks = || supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
    OutputStyle {
        palette,
        hyperlinks: palette.is_colored() && is_terminal && supports_hyperlinks(),
        wrap_width: stream.and_then(terminal::width),
        ..OutputStyle::default()
    }
}

/// The name of standard input if the user gives no path for it.
const STDIN: &str = "<stdin>";

/// The path to report for standard input.
fn stdin_path(given: Option<&PathBuf>) -> &Path {
    given.map_or(Path::new(STDIN), PathBuf::as_path)
}

/// The source in the bytes of a file.
fn source_of(path: &Path, bytes: &[u8]) -> Source {
    let name = path.file_name().unwrap_or_default();
    Source::decode(bytes).in_file(&name.to_string_lossy())
}

/// Returns an error instead of a text that would expose a secret of a manifest.
fn check_for_secrets(
    output: &'static str,
    shown: &str,
    manifest: &Manifest,
    path: &Path,
) -> Result<(), Error> {
    let is_exposed = |secret: &&Secret| shown.contains(manifest.source.slice(secret.span));
    // A secret that is written with escapes is shown in another form.
    let is_revealed = manifest.secrets.is_revealed_by(shown);
    let any = || manifest.secrets.iter().next().filter(|_| is_revealed);
    match manifest.secrets.iter().find(is_exposed).or_else(any) {
        None => Ok(()),
        Some(secret) => {
            let line = manifest.source.position(secret.span.start).line;
            Err(Error::ExposesSecret { output, path: path.to_owned(), line })
        }
    }
}
