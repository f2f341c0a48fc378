//! The language server: `cliq-lint lsp`, on standard input and output.
//!
//! `transport` frames messages, `server` hands them to `session`, which holds the open documents and answers from their
//! text as it stands; each capability is a file of its own.

mod actions;
mod completion;
mod convert;
mod diagnostics;
mod document;
mod folding;
mod hints;
mod hover;
mod links;
mod log;
mod selection;
mod server;
mod session;
mod settings;
mod symbols;
mod tokens;
mod transport;
mod editor_uris;
mod workspace;

use std::path::Path;

use tower_lsp::LspService;
use tracing_subscriber::filter::LevelFilter;

/// Serves one client until it ends the session; the exit code is 0 if it had asked for the
/// shutdown, else 1. The log goes to a file, or to standard error.
///
/// # Errors
///
/// A sentence, where the server or its log cannot be started.
pub fn run(log_file: Option<&Path>, log_level: LevelFilter) -> Result<u8, String> {
    log::start(log_file, log_level)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|error| format!("cannot start the language server: {error}"))?;
    let (service, socket) = LspService::new(server::Server::new);
    Ok(runtime.block_on(transport::serve(std::io::stdin(), std::io::stdout(), service, socket)))
}
