//! The command line: arguments in, text on standard output and an exit code out. The only module
//! that prints.

mod args;
mod check;
mod form;
mod init;
mod generate;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::docs;
use crate::lsp;
use crate::render::OutputStyle;
use crate::rules::{self, RULES};
use crate::text::escape::escape_for_terminal;
use args::{Arguments, Color, Command};

pub use args::command;

/// How a run ended; the numbers are the exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ExitStatus {
    /// Nothing at error level, or standard output was closed.
    Clean = 0,
    /// Findings at error level.
    Findings = 1,
    /// The job could not be done, or not all of it.
    Failure = 2,
}

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match &arguments.command {
        None => check::check(&arguments.check),
        Some(Command::Lsp(options)) => {
            match lsp::run(options.log_file.as_deref(), options.log_level) {
                Ok(code) => return ExitCode::from(code),
                Err(sentence) => fail(&sentence),
            }
        }
        Some(Command::Init(options)) => init::init(options),
        Some(Command::Form(options)) => form::form(options),
        Some(Command::Rules) => print(docs::list().as_bytes()),
        Some(Command::Explain { rule }) => explain(rule),
        Some(Command::Completions { shell }) => print(&generate::completions(*shell)),
        Some(Command::Man { folder: None }) => print(&generate::manual()),
        Some(Command::Man { folder: Some(folder) }) => generate::write_manuals(folder)
            .map_or_else(|sentence| fail(&sentence), |()| ExitStatus::Clean),
        Some(Command::Schema { of }) => print(of.text().as_bytes()),
    };
    ExitCode::from(outcome as u8)
}

fn explain(name: &str) -> ExitStatus {
    match rules::position(name) {
        Some(position) => print(docs::explain(RULES[position]).as_bytes()),
        None => fail(&unknown_rule(name)),
    }
}

/// The sentence for a name that no rule has.
fn unknown_rule(name: &str) -> String {
    let help = match rules::nearest(name) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`cliq-lint rules` lists them".to_owned(),
    };
    format!("no rule is called {}: {help}", crate::text::escape::quote_for_message(name))
}

/// Writes to standard output. A reader that has closed it has seen enough.
fn print(bytes: &[u8]) -> ExitStatus {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            fail(&format!("cannot write to standard output: {error}"))
        }
        _ => ExitStatus::Clean,
    }
}

/// Writes to standard error; where nobody can be told, there is nobody to tell.
fn print_to_stderr(bytes: &[u8]) {
    let _ = std::io::stderr().lock().write_all(bytes);
}

/// Tells on standard error why something could not be done.
fn fail(sentence: &str) -> ExitStatus {
    print_to_stderr(format!("cliq-lint: {}\n", escape_for_terminal(sentence)).as_bytes());
    ExitStatus::Failure
}

/// What the output may hold: escape sequences go to a terminal only, unless they are asked for.
fn style(color: Color, is_terminal: bool) -> OutputStyle {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let auto = is_terminal
        && !set("NO_COLOR")
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            auto || std::env::var_os("CLICOLOR_FORCE")
                .is_some_and(|value| value != "0" && !set("NO_COLOR"))
        }
    };
    OutputStyle {
        color,
        hyperlinks: color
            && is_terminal
            && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
    }
}

fn stdout_is_terminal() -> bool {
    std::io::stdout().is_terminal()
}
