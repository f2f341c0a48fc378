//! Errors of file system operations.

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

/// The operation that failed, the file, and the cause. Displays the first two; the cause is its
/// [`source`](std::error::Error::source).
#[derive(Debug)]
pub struct Error {
    /// The operation that failed, such as "cannot read".
    pub verb: &'static str,
    /// The file or folder; `None` for standard input.
    pub path: Option<PathBuf>,
    /// The cause.
    pub source: Cause,
}

/// The cause of an error.
#[derive(Debug)]
pub enum Cause {
    /// An error from the operating system.
    Io(io::Error),
    /// The path is a folder; a file is needed.
    IsFolder,
    /// The path is a device, a pipe or a socket; a regular file is needed.
    NotRegular,
    /// The path is a link to a file with another name; a configuration file is needed.
    NotConfiguration,
    /// The file exceeds the maximum size.
    TooLarge,
    /// The file contains bytes that cannot occur in text.
    NotText,
    /// The file is read-only.
    ReadOnly,
    /// The file has changed since it was read.
    Changed,
}

impl Error {
    pub(super) fn new(verb: &'static str, path: &Path, source: Cause) -> Self {
        Self { verb, path: Some(path.to_owned()), source }
    }
}

/// Creates an error from an operating system error at a path.
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
