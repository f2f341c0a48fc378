//! The language server: `cliq-lint lsp`, on standard input and output.
//!
//! `transport` frames messages, `server` hands them to `session`, which holds the open documents and answers from their
//! text as it stands; each capability is a file of its own.

mod actions;
mod capabilities;
mod completion;
mod convert;
mod diagnostics;
mod dispatch;
mod document;
mod editor_uris;
mod folding;
mod hints;
mod hover;
mod links;
mod log;
mod outbox;
mod selection;
mod server;
mod session;
mod settings;
mod symbols;
mod tokens;
mod transport;
mod workspace;

use std::fmt;
use std::io;
use std::path::Path;

use tower_lsp::LspService;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::util::TryInitError;

use crate::fs;

/// Why the language server did not start.
#[derive(Debug)]
pub enum Error {
    /// The log file cannot be written.
    LogFile(fs::Error),
    /// The process has a log already.
    Log(TryInitError),
    /// The runtime cannot be built.
    Runtime(io::Error),
}

/// Serves one client until it ends the session; the exit code is 0 if it had asked for the
/// shutdown, else 1. The log goes to a file, or to standard error.
///
/// # Errors
///
/// The server or its log cannot be started.
pub fn run(log_file: Option<&Path>, log_level: LevelFilter) -> Result<u8, Error> {
    log::start(log_file, log_level)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .map_err(Error::Runtime)?;
    let (service, socket) = LspService::new(server::Server::new);
    Ok(runtime.block_on(dispatch::serve(std::io::stdin(), std::io::stdout(), service, socket)))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LogFile(error) => error.fmt(f),
            Self::Log(error) => write!(f, "cannot start the log: {error}"),
            Self::Runtime(error) => write!(f, "cannot start the language server: {error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // It displays as this error does, so that what caused it comes next.
            Self::LogFile(error) => error.source(),
            Self::Log(_) | Self::Runtime(_) => None,
        }
    }
}
