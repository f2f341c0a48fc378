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
mod selection;
mod server;
mod session;
mod settings;
mod symbols;
mod tokens;
mod transport;
mod uris;
mod workspace;

use tower_lsp::LspService;

/// Serves one client until it ends the session; the exit code is 0 if it had asked for the shutdown, else 1.
///
/// # Errors
///
/// A sentence, where the server cannot be started.
pub fn run() -> Result<u8, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|error| format!("cannot start the language server: {error}"))?;
    let (service, socket) = LspService::new(server::Server::new);
    Ok(runtime.block_on(transport::serve(std::io::stdin(), std::io::stdout(), service, socket)))
}

#[cfg(test)]
mod tests;
