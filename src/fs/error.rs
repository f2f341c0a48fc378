//! Why the file system did not do what it was asked to.

#![cfg_attr(
    not(feature = "lsp"),
    allow(unreachable_pub, reason = "only the error of the language server is public")
)]

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::MAX_SIZE;
use crate::config::FILE_NAME;
use crate::text::escape::quote_for_message;

/// What could not be done, to which file, and why. Displays the first two; the third is its
/// [`source`](std::error::Error::source).
#[derive(Debug)]
pub struct Error {
    /// What could not be done, as in "cannot read".
    pub verb: &'static str,
    /// The file or folder; `None` for standard input.
    pub path: Option<PathBuf>,
    /// Why.
    pub source: Cause,
}

/// Why something could not be done to a file.
#[derive(Debug)]
pub enum Cause {
    /// The system reports an error.
    Io(io::Error),
    /// A file is needed, and this is a folder.
    IsFolder,
    /// A file is needed, and this is a device, a pipe or a socket.
    NotRegular,
    /// A configuration file is needed, and this is a link to a file of another name.
    NotConfiguration,
    /// The file is larger than any that is read.
    TooLarge,
    /// The file has bytes that no text has.
    NotText,
    /// The file's permissions do not let anyone write it.
    ReadOnly,
    /// The file does not hold what was read from it before.
    Changed,
}

impl Error {
    pub(super) fn new(verb: &'static str, path: &Path, source: Cause) -> Self {
        Self { verb, path: Some(path.to_owned()), source }
    }
}

/// An error of the system at a path.
pub(super) fn io_error(verb: &'static str, path: &Path, error: io::Error) -> Error {
    Error::new(verb, path, Cause::Io(error))
}

pub(super) fn quote_path(path: &Path) -> String {
    quote_for_message(&path.to_string_lossy())
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let object = self.path.as_deref().map_or("standard input".to_owned(), quote_path);
        write!(f, "cannot {} {object}", self.verb)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => match error.kind() {
                ErrorKind::NotFound => f.write_str("no such file or folder"),
                ErrorKind::PermissionDenied => f.write_str("permission denied"),
                ErrorKind::StorageFull => f.write_str("the disk is full"),
                ErrorKind::ReadOnlyFilesystem => f.write_str("the file system is read-only"),
                _ => error.fmt(f),
            },
            Self::IsFolder => f.write_str("it is a folder"),
            Self::NotRegular => f.write_str("it is not a regular file"),
            Self::NotConfiguration => write!(
                f,
                "it is a link to a file of another name; only files named {FILE_NAME} are read"
            ),
            Self::TooLarge => write!(f, "it is larger than {} MiB", MAX_SIZE >> 20),
            Self::NotText => f.write_str("it is not UTF-8 text"),
            Self::ReadOnly => f.write_str("it is read-only"),
            Self::Changed => f.write_str("it has changed since it was read"),
        }
    }
}

impl std::error::Error for Cause {}

impl From<io::Error> for Cause {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
