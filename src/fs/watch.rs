//! Waits for file changes for `--watch`. The only module that imports `notify` and `ctrlc`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecursiveMode, Watcher};

use super::error::quote_path;
use super::{exists, is_dir};
use crate::config::FILE_NAME;

/// How long to wait for further changes before acting on one, because an editor writes a file in
/// several steps.
const DEBOUNCE: Duration = Duration::from_millis(50);

/// Why watching failed.
#[derive(Debug)]
pub(crate) enum WatchError {
    /// The Ctrl-C handler could not be installed.
    CtrlC(ctrlc::Error),
    /// The system does not support watching files, or its limit is reached.
    Files(notify::Error),
    /// This folder cannot be watched.
    Folder(PathBuf, notify::Error),
}

enum Message {
    Changed,
    Ended,
}

/// Calls `on_change` immediately, and again after each change of a manifest, a configuration or an
/// ignore file in the folders of `paths` or next to its files. Returns when the process receives
/// Ctrl-C or SIGTERM.
///
/// # Errors
///
/// Returns an error if something cannot be watched.
pub(crate) fn watch(paths: &[PathBuf], mut on_change: impl FnMut()) -> Result<(), WatchError> {
    let (sender, messages) = channel();
    let end = sender.clone();
    ctrlc::set_handler(move || _ = end.send(Message::Ended)).map_err(WatchError::CtrlC)?;
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // After an error, anything may have changed.
        if event.map_or(true, |event| is_relevant(&event)) {
            let _ = sender.send(Message::Changed);
        }
    })
    .map_err(WatchError::Files)?;
    for (folder, mode) in paths.iter().flat_map(|path| watch_targets(path)) {
        watcher.watch(&folder, mode).map_err(|error| WatchError::Folder(folder, error))?;
    }
    on_change();
    loop {
        match messages.recv() {
            Ok(Message::Changed) => {}
            Ok(Message::Ended) | Err(_) => return Ok(()),
        }
        loop {
            match messages.recv_timeout(DEBOUNCE) {
                Ok(Message::Changed) => {}
                Ok(Message::Ended) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Err(RecvTimeoutError::Timeout) => break,
            }
        }
        on_change();
    }
}

/// Returns the folders to watch for a path, including parent folders that contain a configuration.
/// A folder is watched recursively. For a file, its folder is watched, which also reports when the
/// file is replaced.
fn watch_targets(path: &Path) -> Vec<(PathBuf, RecursiveMode)> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (folder, mode) = match path.parent() {
        Some(parent) if !is_dir(&path) => (parent, RecursiveMode::NonRecursive),
        _ => (path.as_path(), RecursiveMode::Recursive),
    };
    let above = folder.ancestors().skip(1).filter(|above| exists(&above.join(FILE_NAME)));
    let above = above.map(|above| (above.to_owned(), RecursiveMode::NonRecursive));
    std::iter::once((folder.to_owned(), mode)).chain(above).collect()
}

/// Returns `true` if an event may change the findings. Reads cannot, and linting itself causes
/// them.
fn is_relevant(event: &Event) -> bool {
    let is_change = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
        _ => true,
    };
    is_change && event.paths.iter().any(|path| is_relevant_path(path))
}

/// Returns `true` for TOML files, ignore files and folders. A removed folder can only be recognized
/// by its lack of an extension.
fn is_relevant_path(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_in_git = path.components().any(|part| part.as_os_str() == ".git");
    !is_in_git
        && (name.ends_with(".toml")
            || name.ends_with("ignore")
            || path.extension().is_none()
            || is_dir(path))
}

impl fmt::Display for WatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CtrlC(error) => write!(f, "cannot handle Ctrl-C: {error}"),
            Self::Files(error) => write!(f, "cannot watch files: {error}"),
            Self::Folder(folder, error) => {
                write!(f, "cannot watch {}: ", quote_path(folder))?;
                match &error.kind {
                    notify::ErrorKind::MaxFilesWatch => f.write_str(
                        "too many folders; the limit is the sysctl fs.inotify.max_user_watches",
                    ),
                    notify::ErrorKind::PathNotFound => f.write_str("no such file or folder"),
                    _ => error.fmt(f),
                }
            }
        }
    }
}

impl std::error::Error for WatchError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changes_of_manifests_configurations_ignore_files_and_folders_are_relevant() {
        let event = |kind, path: &str| Event::new(kind).add_path(path.into());
        let changed = EventKind::Modify(ModifyKind::Any);
        for path in ["a/cliq-client.toml", "a/.gitignore", "a/gone"] {
            assert!(is_relevant(&event(changed, path)), "{path}");
        }
        for path in ["a/notes.txt", ".git/index", "a/.git/HEAD"] {
            assert!(!is_relevant(&event(changed, path)), "{path}");
        }
        let read = EventKind::Access(AccessKind::Read);
        assert!(!is_relevant(&event(read, "a.toml")), "linting would cause linting");
        let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
        assert!(is_relevant(&event(written, "a.toml")));
    }

    #[test]
    fn a_folder_is_watched_with_all_below_it_and_a_file_by_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let root = std::path::absolute(folder.path()).unwrap();
        let inner = root.join("a");
        std::fs::create_dir(&inner).unwrap();
        std::fs::write(root.join(FILE_NAME), "").unwrap();
        let above = (root.clone(), RecursiveMode::NonRecursive);
        let below = |mode| vec![(inner.clone(), mode), above.clone()];
        assert_eq!(watch_targets(&inner), below(RecursiveMode::Recursive));
        assert_eq!(watch_targets(&inner.join("one.toml")), below(RecursiveMode::NonRecursive));
    }
}
