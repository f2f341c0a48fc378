//! The language server: `cliq-lint lsp`, on standard input and output.
//!
//! `transport` converts between bytes and messages, `dispatch` handles messages in order, `server`
//! looks up the document in the `session` and calls a capability, and `outbox` queues the messages
//! to write.

mod capabilities;
mod convert;
mod dispatch;
mod document;
mod editor_uris;
mod log;
mod outbox;
mod server;
mod session;
mod settings;
mod snippet_edits;
mod transport;
mod workspace;

use std::fmt;
use std::io::{self, Read, Write, stdin, stdout};
use std::path::Path;

use tower_lsp::LspService;

use crate::fs;
pub use log::LevelFilter;

/// Why the language server did not start.
#[derive(Debug)]
pub enum Error {
    /// The log file cannot be written.
    LogFile(fs::Error),
    /// The process already has a log.
    Log(log::StartError),
    /// The async runtime cannot be built.
    Runtime(io::Error),
}

/// Serves one editor on standard input and output. Returns the exit code: 0 after a shutdown,
/// otherwise 1. Logs to a file or to standard error.
///
/// # Errors
///
/// Returns an error if the server or its log cannot be started.
pub fn run(log_file: Option<&Path>, log_level: LevelFilter) -> Result<u8, Error> {
    log::start(log_file, log_level)?;
    serve(stdin(), stdout())
}

/// Serves one editor on the given reader and writer, without a log. Returns the exit code.
///
/// # Errors
///
/// Returns an error if the server cannot be started.
pub fn serve(
    reader: impl Read + Send + 'static,
    writer: impl Write + Send + 'static,
) -> Result<u8, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .map_err(Error::Runtime)?;
    let (service, socket) = LspService::new(server::Server::new);
    Ok(runtime.block_on(dispatch::serve(reader, writer, service, socket)))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LogFile(_) | Self::Log(_) => "cannot start the log",
            Self::Runtime(_) => "cannot start the language server",
        })
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(match self {
            Self::LogFile(error) => error,
            Self::Log(error) => error,
            Self::Runtime(error) => error,
        })
    }
}
