//! The command line: arguments in, text on standard output and an exit code out. Only `cli` prints.

mod args;
mod check;
mod console_diff;
mod error;
mod form;
mod generate;
mod init;
mod match_redirects;
mod report;

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::docs;
#[cfg(feature = "lsp")]
use crate::lsp;
use crate::manifest::Manifest;
use crate::oauth_errors::{Lookup, find_error};
use crate::render::OutputStyle;
use crate::rules::{RuleId, suggest_rule};
use crate::secrets::Secret;
use crate::text::Source;
use crate::text::escape::escape_for_terminal;
use args::{Color, Command};
use error::{Error, full_message};

/// How a run ended; the numbers are the exit codes.
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
    let arguments = args::parse();
    let result = match &arguments.command {
        None => check::check(&arguments.check),
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
        Some(Command::Rules) => print(docs::rule_list().as_bytes()),
        Some(Command::Explain { subject }) => explain(&subject.join(" ")),
        Some(Command::Completions { shell }) => print(&generate::completions(*shell)),
        Some(Command::Man { folder: None }) => print(&generate::manual()),
        Some(Command::Man { folder: Some(folder) }) => generate::write_manuals(folder),
        Some(Command::Schema { of }) => print(of.text().as_bytes()),
    };
    let status = result.unwrap_or_else(|error| {
        print_error(&full_message(&error));
        ExitStatus::Failure
    });
    ExitCode::from(status as u8)
}

/// Explains a rule or an error, or lists both if nothing is named.
fn explain(subject: &str) -> Result<ExitStatus, Error> {
    if subject.is_empty() {
        return print(docs::explain_list().as_bytes());
    }
    if let Some(rule) = RuleId::from_name(subject) {
        return print(docs::explain(rule).as_bytes());
    }
    match find_error(subject) {
        Lookup::Found(error) => print(docs::explain_error(error).as_bytes()),
        lookup => {
            let near_rule = suggest_rule(subject).map(RuleId::name);
            let near_error =
                if let Lookup::Near(error) = lookup { Some(error.title) } else { None };
            let near = near_rule.or(near_error);
            Err(Error::NothingToExplain { subject: subject.to_owned(), near })
        }
    }
}

/// Writes to standard output. A reader that closed it has seen enough: that is a success.
fn print(bytes: &[u8]) -> Result<ExitStatus, Error> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Stdout(error)),
        _ => Ok(ExitStatus::Clean),
    }
}

fn print_error(message: &str) {
    print_to_stderr(format!("cliq-lint: {}\n", escape_for_terminal(message)).as_bytes());
}

/// Writes to standard error. If that fails, there is nobody left to tell.
fn print_to_stderr(bytes: &[u8]) {
    let _ = io::stderr().lock().write_all(bytes);
}

/// What the output may contain: escape sequences only for a terminal, unless they are asked for.
fn output_style(color: Color, is_terminal: bool) -> OutputStyle {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let auto = is_terminal
        && !is_set("NO_COLOR")
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
    let forced =
        std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0" && !is_set("NO_COLOR"));
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => auto || forced,
    };
    let supports_hyperlinks = || supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
    let hyperlinks = color && is_terminal && supports_hyperlinks();
    OutputStyle { color, hyperlinks, ..OutputStyle::default() }
}

fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// The path to report for standard input.
fn stdin_path(given: Option<&PathBuf>) -> &Path {
    given.map_or(Path::new("<stdin>"), PathBuf::as_path)
}

/// The source in the bytes of a file.
fn source_of(path: &Path, bytes: &[u8]) -> Source {
    let name = path.file_name().unwrap_or_default();
    Source::decode(bytes).in_file(&name.to_string_lossy())
}

/// Does not show what would expose a secret of a manifest.
fn check_for_secrets(
    output: &'static str,
    shown: &str,
    manifest: &Manifest,
    path: &Path,
) -> Result<(), Error> {
    let is_exposed = |secret: &&Secret| shown.contains(manifest.source.slice(secret.span));
    match manifest.secrets.iter().find(is_exposed) {
        None => Ok(()),
        Some(secret) => {
            let line = manifest.source.position(secret.span.start).line;
            Err(Error::ExposesSecret { output, path: path.to_owned(), line })
        }
    }
}
