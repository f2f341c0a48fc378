//! The server's log, on standard error or in a file. Standard output is reserved for the protocol.

use std::path::Path;
use std::sync::OnceLock;

pub use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::reload::{self, Handle};
use tracing_subscriber::util::SubscriberInitExt;
pub(super) use tracing_subscriber::util::TryInitError as StartError;
use tracing_subscriber::{Registry, fmt};

use super::Error;
use crate::fs;

/// The current level, which the user's settings can change.
static LEVEL: OnceLock<Handle<LevelFilter, Registry>> = OnceLock::new();

/// Starts the log.
///
/// # Errors
///
/// Returns an error if the file cannot be written or the process already has a log.
pub(super) fn start(file: Option<&Path>, level: LevelFilter) -> Result<(), Error> {
    let (filter, handle) = reload::Layer::new(level);
    let registry = tracing_subscriber::registry().with(filter);
    let layer = fmt::layer().with_ansi(false);
    let started = match file {
        None => registry.with(layer.with_writer(std::io::stderr)).try_init(),
        Some(path) => {
            let file = std::sync::Mutex::new(fs::open_append(path).map_err(Error::LogFile)?);
            registry.with(layer.with_writer(file)).try_init()
        }
    };
    started.map_err(Error::Log)?;
    // A process runs only one server.
    let _ = LEVEL.set(handle);
    Ok(())
}

/// Sets the level by name. Unknown names are ignored.
pub(super) fn set_level(name: &str) {
    let Ok(level) = name.parse::<LevelFilter>() else {
        tracing::warn!(name, "ignored an unknown log level");
        return;
    };
    if let Some(handle) = LEVEL.get() {
        // This fails only after the log has ended.
        let _ = handle.modify(|filter| *filter = level);
    }
}
