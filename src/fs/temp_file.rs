//! Temporary files: those that replace another file once they are complete, and those that are only
//! for viewing.

use std::fs::{self, File, Permissions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use same_file::Handle;
use tempfile::{TempDir, TempPath};

/// A temporary folder for files to view, created for the first one and removed on drop.
#[derive(Default)]
pub(crate) struct TempFolder(OnceLock<Option<TempDir>>);

impl TempFolder {
    /// Writes a file and returns its path; `None` if it cannot be written.
    pub(crate) fn write(&self, name: &str, content: &str) -> Option<PathBuf> {
        let folder = self.0.get_or_init(|| TempDir::with_prefix("cliq-lint-").ok()).as_ref()?;
        let path = folder.path().join(name);
        fs::write(&path, content).ok().map(|()| path)
    }
}

/// A temporary file that is removed on drop unless it replaces its target.
///
/// Its name depends only on the target, and its writer holds a lock on it. A killed process
/// therefore leaves at most one such file per target. The next process that writes the target, or
/// finds that it does not need to, removes that file, because an unlocked file has no owner.
pub(super) struct TempFile {
    path: TempPath,
    file: File,
}

impl TempFile {
    /// Writes `content` to a new file in the folder of `target`, and syncs it to disk. Waits while
    /// another process writes the same target.
    pub(super) fn write_beside(
        target: &Path,
        content: &[u8],
        permissions: Option<Permissions>,
    ) -> io::Result<Self> {
        let mut temp = Self::create(&path_beside(target), permissions.as_ref())?;
        temp.file.write_all(content)?;
        if let Some(permissions) = permissions {
            temp.file.set_permissions(permissions)?;
        }
        temp.file.sync_all()?;
        Ok(temp)
    }

    fn create(path: &Path, permissions: Option<&Permissions>) -> io::Result<Self> {
        loop {
            match new_file_options(permissions).open(path) {
                Ok(file) => {
                    // Not every file system supports locks; without them, nobody waits.
                    let _ = file.lock();
                    if is_still_at(path, &file) {
                        return Ok(Self { path: TempPath::try_from_path(path)?, file });
                    }
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => remove_left_over(path)?,
                Err(error) => return Err(error),
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Moves the file to `target`, replacing any existing file.
    pub(super) fn replace(self, target: &Path) -> io::Result<()> {
        self.path.persist(target).map_err(|error| error.error)
    }

    /// Moves the file to `target` unless a file already exists there.
    pub(super) fn become_new(self, target: &Path) -> io::Result<()> {
        self.path.persist_noclobber(target).map_err(|error| error.error)
    }
}

fn path_beside(target: &Path) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    target.file_name().hash(&mut hasher);
    target.with_file_name(format!(".cliq-lint-{:016x}", hasher.finish()))
}

/// Returns options that always create the file and never open an existing one, such as a link to
/// another place.
fn new_file_options(permissions: Option<&Permissions>) -> fs::OpenOptions {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if let Some(permissions) = permissions {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(permissions.mode());
    }
    options
}

/// Removes the file of a process that was killed while writing to `target`. A file that another
/// process is still writing is kept.
pub(super) fn remove_abandoned(target: &Path) -> io::Result<()> {
    let path = path_beside(target);
    if !fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
        return Ok(());
    }
    let file = File::open(&path)?;
    let is_abandoned = file.try_lock().is_ok() && is_still_at(&path, &file);
    if is_abandoned { fs::remove_file(&path) } else { Ok(()) }
}

/// Removes the file of a killed process. Waits while a process that is writing it holds the lock.
fn remove_left_over(path: &Path) -> io::Result<()> {
    let ignore_missing = |error: io::Error| match error.kind() {
        ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    };
    match fs::symlink_metadata(path) {
        Err(error) => return ignore_missing(error),
        // This is not one of our files, which are always regular files.
        Ok(metadata) if !metadata.is_file() => {
            return fs::remove_file(path).or_else(ignore_missing);
        }
        Ok(_) => {}
    }
    match File::open(path) {
        Ok(file) => {
            let _ = file.lock();
            if is_still_at(path, &file) {
                fs::remove_file(path).or_else(ignore_missing)
            } else {
                Ok(())
            }
        }
        Err(error) => ignore_missing(error),
    }
}

/// Returns `true` if the path still refers to the opened file.
fn is_still_at(path: &Path, file: &File) -> bool {
    let opened = file.try_clone().and_then(Handle::from_file);
    opened.is_ok_and(|opened| Handle::from_path(path).is_ok_and(|found| found == opened))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.toml");
        fs::write(path_beside(&target), "half of").unwrap();
        TempFile::write_beside(&target, b"all", None).unwrap().replace(&target).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"all");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_process_left_beside_a_file_that_needs_no_change_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.toml");
        let count = || fs::read_dir(&folder).unwrap().count();
        let being_written = TempFile::write_beside(&target, b"all", None).unwrap();
        remove_abandoned(&target).unwrap();
        assert_eq!(count(), 1, "another process still writes it");
        being_written.replace(&target).unwrap();
        fs::write(path_beside(&target), "half of").unwrap();
        remove_abandoned(&target).unwrap();
        assert_eq!(count(), 1);
        remove_abandoned(&folder.path().join("gone/b.toml")).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_its_place_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (target, other) = (folder.path().join("a.toml"), folder.path().join("other"));
        fs::write(&other, "theirs").unwrap();
        std::os::unix::fs::symlink(&other, path_beside(&target)).unwrap();
        TempFile::write_beside(&target, b"all", None).unwrap().replace(&target).unwrap();
        assert_eq!(fs::read(&other).unwrap(), b"theirs");
        assert_eq!(fs::read(&target).unwrap(), b"all");
    }

    #[test]
    fn two_that_write_one_file_wait_for_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.toml");
        std::thread::scope(|scope| {
            for text in ["one", "two"] {
                let target = &target;
                scope.spawn(move || {
                    for _ in 0..50 {
                        let temp = TempFile::write_beside(target, text.as_bytes(), None).unwrap();
                        temp.replace(target).unwrap();
                    }
                });
            }
        });
        assert!(["one", "two"].contains(&fs::read_to_string(&target).unwrap().as_str()));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    }
}
