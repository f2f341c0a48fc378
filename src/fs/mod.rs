//! Reads files, and writes each as a whole or not at all. Only `fs` touches the file system.

#![cfg_attr(
    not(all(feature = "cli", feature = "lsp")),
    allow(dead_code, unused_imports, reason = "each edge uses a part")
)]

mod config_cache;
mod error;
mod walk;
#[cfg(feature = "cli")]
pub(crate) mod watch;

pub(crate) use config_cache::{ConfigCache, ConfigSource, LoadedConfig};
pub(crate) use error::{Cause, Error};
pub(crate) use walk::{WalkOptions, walk_manifests};

use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use error::io_error;

/// The largest file that is read, in bytes.
const MAX_SIZE: u64 = 64 << 20;

/// Reads a file.
///
/// # Errors
///
/// The file cannot be read, is a folder, or is larger than [`MAX_SIZE`].
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let fail = |cause: Cause| Error::new("read", path, cause);
    let file = File::open(path).map_err(|error| fail(error.into()))?;
    let metadata = file.metadata().map_err(|error| fail(error.into()))?;
    if metadata.is_dir() {
        return Err(fail(Cause::IsFolder));
    }
    let size = usize::try_from(metadata.len().min(MAX_SIZE)).unwrap_or_default();
    read_limited(file, size).map_err(fail)
}

/// Reads standard input.
///
/// # Errors
///
/// It cannot be read, or is longer than [`MAX_SIZE`].
pub(crate) fn read_stdin() -> Result<Vec<u8>, Error> {
    let fail = |source| Error { verb: "read", path: None, source };
    read_limited(io::stdin().lock(), 0).map_err(fail)
}

/// All bytes of `reader`, which has about `size` of them.
fn read_limited(reader: impl Read, size: usize) -> Result<Vec<u8>, Cause> {
    let mut bytes = Vec::with_capacity(size);
    reader.take(MAX_SIZE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_SIZE { Err(Cause::TooLarge) } else { Ok(bytes) }
}

/// Writes a file as a whole or not at all. Follows links, and keeps the file's permissions. With
/// `expected`, writes only if the file still holds that.
///
/// # Errors
///
/// The file cannot be written, is read-only, or does not hold `expected`; it is left as it was.
pub(crate) fn write(path: &Path, content: &[u8], expected: Option<&[u8]>) -> Result<(), Error> {
    let fail = |cause: Cause| Error::new("write", path, cause);
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(error) if error.kind() == ErrorKind::NotFound && expected.is_none() => path.to_owned(),
        Err(error) => return Err(fail(error.into())),
    };
    let metadata = fs::metadata(&target).ok();
    let permissions = metadata.as_ref().map(Metadata::permissions);
    if permissions.as_ref().is_some_and(Permissions::readonly) {
        return Err(fail(Cause::ReadOnly));
    }
    let file =
        write_temp_beside(&target, content, permissions).map_err(|error| fail(error.into()))?;
    keep_owner(file.path(), metadata.as_ref());
    if expected.is_some_and(|expected| fs::read(&target).ok().as_deref() != Some(expected)) {
        return Err(fail(Cause::Changed));
    }
    file.persist(&target).map_err(|error| fail(error.error.into()))?;
    Ok(())
}

/// Writes a file that does not exist yet, as a whole or not at all. Returns `false` if it exists.
///
/// # Errors
///
/// The file cannot be written.
pub(crate) fn write_new(path: &Path, content: &[u8]) -> Result<bool, Error> {
    let fail = |error| io_error("write", path, error);
    match write_temp_beside(path, content, None).map_err(fail)?.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(fail(error.error)),
    }
}

/// Writes the content to a temporary file in the folder of `target`, down to the disk.
fn write_temp_beside(
    target: &Path,
    content: &[u8],
    permissions: Option<Permissions>,
) -> io::Result<tempfile::NamedTempFile> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cliq-lint-");
    #[cfg(unix)]
    builder.permissions(
        permissions
            .clone()
            .unwrap_or_else(|| std::os::unix::fs::PermissionsExt::from_mode(NEW_FILE_MODE)),
    );
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(content)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

/// The permissions of a new file, before the umask: a temporary file is private by default, but
/// this one becomes an ordinary file.
#[cfg(unix)]
const NEW_FILE_MODE: u32 = 0o666;

/// Gives a file the owner of the one that it replaces, if the system allows that.
#[cfg(unix)]
fn keep_owner(path: &Path, metadata: Option<&Metadata>) {
    use std::os::unix::fs::MetadataExt;
    if let Some(metadata) = metadata {
        // Only a privileged user may change owners. For others, the file already is theirs, or a
        // group of theirs may write it.
        let _ = std::os::unix::fs::chown(path, Some(metadata.uid()), Some(metadata.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: Option<&Metadata>) {}

/// Creates a folder and the missing ones above it.
///
/// # Errors
///
/// The folder cannot be created.
pub(crate) fn create_dir(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|error| io_error("create", path, error))
}

/// Opens a file, such as a log, to append lines to it.
///
/// # Errors
///
/// The file cannot be written.
pub(crate) fn open_append(path: &Path) -> Result<File, Error> {
    File::options()
        .create(true)
        .append(true)
        .open(path)
        .map_err(|error| io_error("write", path, error))
}

/// Whether there is a file or a folder at a path; a broken link is one.
pub(crate) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Whether there is a folder at a path.
pub(crate) fn is_dir(path: &Path) -> bool {
    path.is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_or_vanished_since_it_was_read_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, "theirs").unwrap();
        let error = write(&path, b"ours", Some(b"before")).unwrap_err();
        assert!(matches!(error.source, Cause::Changed), "{error:?}");
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        write(&path, b"ours", Some(b"theirs")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"ours");
        fs::remove_file(&path).unwrap();
        let error = write(&path, b"ours", Some(b"ours")).unwrap_err();
        assert_eq!(error.source.to_string(), "no such file or folder");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "no temporary file is left");
    }

    #[test]
    fn a_new_file_is_written_only_if_none_exists() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        assert!(write_new(&path, b"one").unwrap());
        assert!(!write_new(&path, b"two").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert!(write_new(&folder.path().join("gone/a.toml"), b"").is_err());
    }

    #[test]
    fn more_bytes_than_the_limit_are_not_read() {
        let bytes = |size: u64| read_limited(io::repeat(b'#').take(size), 0);
        assert_eq!(bytes(MAX_SIZE).unwrap().len() as u64, MAX_SIZE);
        assert!(matches!(bytes(MAX_SIZE + 1), Err(Cause::TooLarge)));
    }
}
