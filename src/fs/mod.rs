//! Reads files, and writes them atomically. Only `fs` accesses the file system.

#![cfg_attr(
    not(all(feature = "cli", feature = "lsp")),
    allow(dead_code, unused_imports, reason = "each edge uses a part")
)]

mod config_cache;
mod error;
mod in_order;
mod temp_file;
mod walk;
#[cfg(feature = "cli")]
pub(crate) mod watch;

#[cfg(feature = "lsp")]
pub(crate) use config_cache::lint_config_at;
pub(crate) use config_cache::{ConfigCache, ConfigSource, LoadedConfig, read_configuration};
pub(crate) use error::{Cause, Error};
pub(crate) use in_order::map_in_order;
pub(crate) use walk::{
    FoundManifest, WalkOptions, find_manifests, find_match_files, find_similar_names, is_excluded,
    is_in_met_folder, is_met, list_folders,
};

use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use error::io_error;
pub(crate) use temp_file::TempFolder;
use temp_file::{TempFile, remove_abandoned};

use crate::text::Date;

/// Returns the current date in UTC.
pub(crate) fn today() -> Date {
    let elapsed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Date::from_unix_seconds(elapsed.unwrap_or_default().as_secs())
}

/// The maximum file size, in bytes.
const MAX_SIZE: u64 = 64 << 20;

/// Reads a file.
///
/// # Errors
///
/// Returns an error if the file cannot be read, is not a regular file, or is larger than
/// [`MAX_SIZE`].
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let fail = |cause: Cause| Error::new("read", path, cause);
    // Check before opening the file, because opening a pipe blocks until it has a writer.
    let metadata = fs::metadata(path).map_err(|error| fail(error.into()))?;
    if metadata.is_dir() {
        return Err(fail(Cause::IsFolder));
    }
    if !metadata.is_file() {
        return Err(fail(Cause::NotRegular));
    }
    let size = usize::try_from(metadata.len().min(MAX_SIZE)).unwrap_or_default();
    let file = File::open(path).map_err(|error| fail(error.into()))?;
    read_limited(file, size).map_err(fail)
}

/// Reads standard input.
///
/// # Errors
///
/// Returns an error if it cannot be read or is longer than [`MAX_SIZE`].
pub(crate) fn read_stdin() -> Result<Vec<u8>, Error> {
    let fail = |source| Error { verb: "read", path: None, source };
    read_limited(io::stdin().lock(), 0).map_err(fail)
}

/// Reads all bytes of `reader`. `size` is the expected length in bytes.
fn read_limited(reader: impl Read, size: usize) -> Result<Vec<u8>, Cause> {
    let mut bytes = Vec::with_capacity(size);
    reader.take(MAX_SIZE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_SIZE { Err(Cause::TooLarge) } else { Ok(bytes) }
}

/// The size of the parts passed by [`read_parts`], in bytes. Parts with longer lines are larger.
const PART_SIZE: usize = 1 << 20;

/// Calls `visit` with consecutive parts of a text file of any size. Parts consist of whole lines,
/// unless a line is longer than [`MAX_SIZE`]. The path `-` means standard input.
///
/// # Errors
///
/// Returns an error if the file cannot be read, is a folder, or is not text.
#[cfg(feature = "cli")]
pub(crate) fn read_parts(path: &Path, visit: &mut impl FnMut(&[u8])) -> Result<(), Error> {
    if path == Path::new("-") {
        let fail = |source| Error { verb: "read", path: None, source };
        return read_parts_of(io::stdin().lock(), visit).map_err(fail);
    }
    let fail = |cause: Cause| Error::new("read", path, cause);
    let file = File::open(path).map_err(|error| fail(error.into()))?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(fail(Cause::IsFolder));
    }
    read_parts_of(file, visit).map_err(fail)
}

#[cfg(feature = "cli")]
fn read_parts_of(mut reader: impl Read, visit: &mut impl FnMut(&[u8])) -> Result<(), Cause> {
    let max_len = usize::try_from(MAX_SIZE).unwrap_or(usize::MAX);
    let mut buffer = vec![0; PART_SIZE];
    let mut filled = 0;
    let mut is_first = true;
    loop {
        let count = match reader.read(&mut buffer[filled..]) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            result => result?,
        };
        if is_first && buffer[..count].contains(&0) {
            return Err(Cause::NotText);
        }
        is_first = false;
        let is_end = count == 0;
        filled += count;
        if !is_end && filled < buffer.len() {
            continue;
        }
        let last_line_end = buffer[..filled].iter().rposition(|byte| *byte == b'\n');
        let part = match last_line_end {
            Some(at) if !is_end => at + 1,
            None if !is_end && filled < max_len => 0,
            _ => filled,
        };
        visit(&buffer[..part]);
        if is_end {
            return Ok(());
        }
        buffer.copy_within(part..filled, 0);
        filled -= part;
        if part == 0 {
            buffer.resize((2 * buffer.len()).min(max_len), 0);
        }
    }
}

/// Writes a file atomically. Follows links and keeps the file's permissions. With `expected`,
/// writes only if that is still the file's content.
///
/// # Errors
///
/// Returns an error if the file cannot be written, is read-only, or does not contain `expected`.
/// The file is then unchanged.
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
    let temp = TempFile::write_beside(&target, content, permissions)
        .map_err(|error| fail(error.into()))?;
    keep_owner(temp.path(), metadata.as_ref());
    if expected.is_some_and(|expected| fs::read(&target).ok().as_deref() != Some(expected)) {
        return Err(fail(Cause::Changed));
    }
    temp.replace(&target).map_err(|error| fail(error.into()))
}

/// Removes the temporary file of a process that was killed while writing `path`.
pub(crate) fn remove_left_over(path: &Path) {
    // If this fails, a later run will retry.
    let _ = fs::canonicalize(path).and_then(|target| remove_abandoned(&target));
}

/// Writes output to a path that the user chose. Regular files are written as by [`write`]; anything
/// else, such as a device or a pipe, is written directly, because replacing it would destroy it.
///
/// # Errors
///
/// Returns an error if the output cannot be written.
pub(crate) fn write_output(path: &Path, content: &[u8]) -> Result<(), Error> {
    let is_special = fs::metadata(path).is_ok_and(|metadata| !metadata.is_file());
    // `/dev/stdout` may be a link to a file that the shell has opened.
    if !is_special && !path.starts_with("/dev") {
        return write(path, content, None);
    }
    let mut file =
        File::options().append(true).open(path).map_err(|error| io_error("write", path, error))?;
    file.write_all(content).map_err(|error| io_error("write", path, error))
}

/// Creates a file atomically. Returns `false` if it already exists.
///
/// # Errors
///
/// Returns an error if the file cannot be written.
pub(crate) fn write_new(path: &Path, content: &[u8]) -> Result<bool, Error> {
    let temp = TempFile::write_beside(path, content, None);
    match temp.and_then(|temp| temp.become_new(path)) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(io_error("write", path, error)),
    }
}

/// Gives a file the owner of the one that it replaces, if the system allows it.
#[cfg(unix)]
fn keep_owner(path: &Path, metadata: Option<&Metadata>) {
    use std::os::unix::fs::MetadataExt;
    if let Some(metadata) = metadata {
        // Only a privileged user may change the owner. Other users already own the file, or write
        // to it through a group.
        let _ = std::os::unix::fs::chown(path, Some(metadata.uid()), Some(metadata.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: Option<&Metadata>) {}

/// Creates a folder and its missing parents.
///
/// # Errors
///
/// Returns an error if the folder cannot be created.
pub(crate) fn create_dir(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|error| io_error("create", path, error))
}

/// Opens a file, such as a log, for appending.
///
/// # Errors
///
/// Returns an error if the file cannot be opened for writing.
pub(crate) fn open_append(path: &Path) -> Result<File, Error> {
    File::options()
        .create(true)
        .append(true)
        .open(path)
        .map_err(|error| io_error("write", path, error))
}

/// Returns the absolute path, without `.` and `..`.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, Error> {
    let absolute = std::path::absolute(path).map_err(|error| io_error("find", path, error))?;
    let mut normal = PathBuf::new();
    for component in absolute.components() {
        match component {
            Component::ParentDir => _ = normal.pop(),
            component => normal.push(component),
        }
    }
    Ok(normal)
}

/// Returns `true` if a file or folder exists at the path, including a broken link.
pub(crate) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Returns `true` if the path is a folder.
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

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_neither_waited_for_nor_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
        assert!(made.success());
        assert!(matches!(read(&path).unwrap_err().source, Cause::NotRegular));
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| fs::read(&path).unwrap());
            write_output(&path, b"text").unwrap();
            assert_eq!(reader.join().unwrap(), b"text");
        });
        write_output(Path::new("/dev/null"), b"text").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn more_bytes_than_the_limit_are_not_read() {
        let bytes = |size: u64| read_limited(io::repeat(b'#').take(size), 0);
        assert_eq!(bytes(MAX_SIZE).unwrap().len() as u64, MAX_SIZE);
        assert!(matches!(bytes(MAX_SIZE + 1), Err(Cause::TooLarge)));
    }

    #[test]
    #[cfg(feature = "cli")]
    fn a_text_is_read_in_whole_lines() {
        let long = "x".repeat(PART_SIZE + 7);
        let text = format!("{}{long}\n{long}", "a line\n".repeat(PART_SIZE / 4));
        let mut parts: Vec<Vec<u8>> = Vec::new();
        read_parts_of(text.as_bytes(), &mut |part| parts.push(part.to_vec())).unwrap();
        let (last, whole) = parts.split_last().unwrap();
        assert!(whole.iter().all(|part| part.is_empty() || part.ends_with(b"\n")));
        assert!(last.ends_with(b"x") && parts.concat() == text.as_bytes());
    }

    #[test]
    #[cfg(feature = "cli")]
    fn a_file_with_a_null_byte_is_not_text() {
        let error = read_parts_of(&b"a\0b"[..], &mut |_| {}).unwrap_err();
        assert_eq!(error.to_string(), "it is not UTF-8 text");
    }
}
