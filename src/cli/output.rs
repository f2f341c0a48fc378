//! What commands write, and where. Nothing reaches a stream before its kind decides how a CI system is
//! kept from obeying it in its log.

use std::io::{self, ErrorKind, Write};

use super::ExitStatus;
use super::error::Error;
use super::terminal::Stream;
use crate::render::Format;
use crate::text::escape::{escape_commands, escape_for_terminal};
use crate::text::style::ERROR;

/// Bytes that can be written.
#[derive(Debug, Default)]
pub(super) struct Output(Vec<u8>);

impl Output {
    /// Whole lines for people, or JSON.
    pub(super) fn text(text: &str) -> Self {
        Self(escape_commands(text, "\\u0023").into_owned().into_bytes())
    }

    /// Whole lines of HTML or XML.
    pub(super) fn markup(markup: &str) -> Self {
        Self(escape_commands(markup, "&#35;").into_owned().into_bytes())
    }

    /// What a program reads as it is: a text or a script that goes into a file, or a command that a CI
    /// system should obey.
    pub(super) fn verbatim(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// A part of a report: whole lines in its format.
    pub(super) fn report(format: Format, part: Vec<u8>) -> Self {
        match (format, std::str::from_utf8(&part)) {
            (Format::Github | Format::Azure, _) | (_, Err(_)) => Self(part),
            (Format::Junit | Format::Checkstyle, Ok(markup)) => Self::markup(markup),
            (_, Ok(text)) => Self::text(text),
        }
    }

    pub(super) fn push(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// The number of bytes.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Writes to standard output. A closed pipe counts as success: the reader has seen enough.
pub(super) fn print(output: &Output) -> Result<ExitStatus, Error> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(&output.0).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Stdout(error)),
        _ => Ok(ExitStatus::Clean),
    }
}

/// Prints whole lines for people, or JSON.
pub(super) fn print_text(text: &str) -> Result<ExitStatus, Error> {
    print(&Output::text(text))
}

pub(super) fn print_error(message: &str) {
    let name = Stream::Stderr.palette().paint(ERROR, "cliq-lint:");
    print_to_stderr(&Output::text(&format!("{name} {}\n", escape_for_terminal(message))));
}

/// Writes to standard error. Failures are ignored, because there is no place left to report them.
pub(super) fn print_to_stderr(output: &Output) {
    let _ = io::stderr().lock().write_all(&output.0);
}
