//! Waits for files to change: for `--watch`. The only importer of `notify` and `ctrlc`.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecursiveMode, Watcher};

use crate::config::FILE_NAME;
use crate::fs;
use crate::text::escape::quote_for_message;

/// So long nothing must change before what did is looked at: an editor writes a file in several
/// steps.
const DEBOUNCE: Duration = Duration::from_millis(50);

enum Message {
    Changed,
    Ended,
}

/// Calls `on_change` at once, and again after each change of what could be a manifest, a
/// configuration or a list of ignored files in the folders, or beside the files, of `paths`;
/// returns when the process is asked to end (Ctrl-C, SIGTERM).
///
/// # Errors
///
/// The sentence why something cannot be watched.
pub fn watch(paths: &[PathBuf], mut on_change: impl FnMut()) -> Result<(), String> {
    let (sender, messages) = channel();
    let ended: Sender<Message> = sender.clone();
    ctrlc::set_handler(move || _ = ended.send(Message::Ended))
        .map_err(|error| format!("cannot wait for Ctrl-C: {error}"))?;
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // What could not be told may have been anything.
        if event.map_or(true, |event| counts(&event)) {
            let _ = sender.send(Message::Changed);
        }
    })
    .map_err(|error| format!("cannot watch files: {error}"))?;
    for (folder, mode) in paths.iter().flat_map(|path| places(path)) {
        watcher.watch(&folder, mode).map_err(|error| {
            format!(
                "cannot watch {}: {}",
                quote_for_message(&folder.to_string_lossy()),
                reason(&error)
            )
        })?;
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

/// The folders to watch for a path: itself with all below it, or the folder of a file, which sees
/// the file replaced; and those above that hold a configuration.
fn places(path: &Path) -> Vec<(PathBuf, RecursiveMode)> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (folder, mode) = match path.parent() {
        Some(parent) if !fs::is_folder(&path) => (parent, RecursiveMode::NonRecursive),
        _ => (path.as_path(), RecursiveMode::Recursive),
    };
    let above = folder.ancestors().skip(1).filter(|above| fs::exists(&above.join(FILE_NAME)));
    let above = above.map(|above| (above.to_owned(), RecursiveMode::NonRecursive));
    std::iter::once((folder.to_owned(), mode)).chain(above).collect()
}

/// Whether an event may change what is reported. Reading, which linting does too, does not.
fn counts(event: &Event) -> bool {
    let is_change = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
        _ => true,
    };
    is_change && event.paths.iter().any(|path| is_relevant_path(path))
}

/// TOML and lists of ignored files; and folders, which are told by their lack of an extension once
/// they are gone.
fn is_relevant_path(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_in_git = path.components().any(|part| part.as_os_str() == ".git");
    !is_in_git
        && (name.ends_with(".toml")
            || name.ends_with("ignore")
            || path.extension().is_none()
            || fs::is_folder(path))
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "there are more folders than the system lets a program watch (fs.inotify.max_user_watches)".to_owned()
        }
        notify::ErrorKind::PathNotFound => "it is not there".to_owned(),
        _ => error.to_string(),
    }
}
