//! Finds, reads and writes manifests and configurations: the only file that touches the file
//! system.

pub mod watch;

use std::collections::HashMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use globset::GlobSet;
use ignore::{WalkBuilder, WalkState};

use crate::config::{self, Config, FILE_NAME};
use crate::diagnostic::Diagnostic;
use crate::text::Source;

/// The greatest file that is read, in bytes.
const MAX_SIZE: u64 = 64 << 20;

/// Which files are linted, and by which configuration.
#[derive(Default)]
pub struct WalkOptions {
    /// Where the configuration is.
    pub config: ConfigSource,
    /// What the command line excludes; globs as in the configuration.
    pub exclude: GlobSet,
    /// Whether excludes count for files that are named too.
    pub force_exclude: bool,
    /// Whether `.gitignore` and its like are not looked at.
    pub no_ignore: bool,
}

/// Where the configuration is.
#[derive(Default)]
pub enum ConfigSource {
    /// In the folder of each file, or the nearest one above.
    #[default]
    Upward,
    /// In this file.
    File(PathBuf),
    /// Nowhere: defaults count.
    None,
}

/// A configuration that was read, with the folder that its globs are relative to.
pub struct LoadedConfig {
    /// The file; `None` for the defaults.
    pub path: Option<PathBuf>,
    /// Its text.
    pub text: String,
    /// What it says.
    pub config: Config,
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
    folder: PathBuf,
}

impl LoadedConfig {
    fn defaults() -> Self {
        Self {
            path: None,
            text: String::new(),
            config: Config::default(),
            findings: Vec::new(),
            folder: PathBuf::new(),
        }
    }

    /// A file's path as the configuration's globs see it: relative to its folder, with `/`.
    #[must_use]
    pub fn relative(&self, path: &Path) -> String {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let relative = absolute.strip_prefix(&self.folder).unwrap_or(&absolute);
        relative.to_string_lossy().replace('\\', "/")
    }
}

/// The configurations of a run, each read once.
#[derive(Default)]
pub struct ConfigCache {
    by_folder: Mutex<HashMap<PathBuf, Arc<LoadedConfig>>>,
}

impl ConfigCache {
    /// The configuration for a file, which need not exist.
    ///
    /// # Errors
    ///
    /// A sentence that names the configuration which cannot be read.
    pub fn of(&self, place: &ConfigSource, file: &Path) -> Result<Arc<LoadedConfig>, String> {
        match place {
            ConfigSource::None => {
                self.cached(Path::new(""), || Ok(Arc::new(LoadedConfig::defaults())))
            }
            ConfigSource::File(path) => self.cached(path, || read_config(path).map(Arc::new)),
            ConfigSource::Upward => {
                let absolute =
                    std::path::absolute(file).map_err(|error| cannot("find", file, &error))?;
                self.upward(absolute.parent().unwrap_or(&absolute))
            }
        }
    }

    fn upward(&self, folder: &Path) -> Result<Arc<LoadedConfig>, String> {
        self.cached(folder, || {
            let path = folder.join(FILE_NAME);
            if path.is_file() {
                return read_config(&path).map(Arc::new);
            }
            match folder.parent() {
                Some(parent) => self.upward(parent),
                None => Ok(Arc::new(LoadedConfig::defaults())),
            }
        })
    }

    fn cached(
        &self,
        key: &Path,
        read: impl FnOnce() -> Result<Arc<LoadedConfig>, String>,
    ) -> Result<Arc<LoadedConfig>, String> {
        let configs = || self.by_folder.lock().unwrap_or_else(PoisonError::into_inner);
        let known = configs().get(key).cloned();
        if let Some(config) = known {
            Ok(config)
        } else {
            let config = read()?;
            Ok(configs().entry(key.to_owned()).or_insert(config).clone())
        }
    }

    /// The configuration files that were read, sorted by path, each once.
    #[must_use]
    pub fn read(&self) -> Vec<Arc<LoadedConfig>> {
        let configs = self.by_folder.lock().unwrap_or_else(PoisonError::into_inner);
        let mut read: Vec<Arc<LoadedConfig>> =
            configs.values().filter(|config| config.path.is_some()).cloned().collect();
        read.sort_by(|one, other| one.path.cmp(&other.path));
        read.dedup_by(|one, other| one.path == other.path);
        read
    }
}

fn read_config(path: &Path) -> Result<LoadedConfig, String> {
    let bytes = read(path)?;
    let source = Source::decode(&bytes);
    let (config, findings) = config::parse(&source);
    let folder = std::path::absolute(path)
        .ok()
        .and_then(|path| path.parent().map(Path::to_owned))
        .unwrap_or_default();
    Ok(LoadedConfig {
        path: Some(path.to_owned()),
        text: source.text.into_owned(),
        config,
        findings,
        folder,
    })
}

/// Reads a file.
///
/// # Errors
///
/// A sentence that names the file.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    let file = fs::File::open(path).map_err(|error| cannot("read", path, &error))?;
    let metadata = file.metadata().map_err(|error| cannot("read", path, &error))?;
    if metadata.is_dir() {
        return Err(format!("cannot read {}: it is a folder", shown(path)));
    }
    let size = usize::try_from(metadata.len().min(MAX_SIZE)).unwrap_or_default();
    read_limited(file, size)
        .map_err(|error| cannot("read", path, &error))?
        .ok_or_else(|| too_large(&shown(path)))
}

/// Reads standard input.
///
/// # Errors
///
/// A sentence.
pub fn read_stdin() -> Result<Vec<u8>, String> {
    read_limited(std::io::stdin().lock(), 0)
        .map_err(|error| format!("cannot read standard input: {error}"))?
        .ok_or_else(|| too_large("standard input"))
}

/// All bytes, or `None` where there are more than [`MAX_SIZE`].
fn read_limited(reader: impl Read, size: usize) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::with_capacity(size);
    reader.take(MAX_SIZE + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_SIZE).then_some(bytes))
}

fn too_large(what: &str) -> String {
    format!("cannot read {what}: it has more than {} MiB, which no manifest has", MAX_SIZE >> 20)
}

fn cannot(verb: &str, path: &Path, error: &std::io::Error) -> String {
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        std::io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        _ => error.to_string(),
    };
    format!("cannot {verb} {}: {reason}", shown(path))
}

fn shown(path: &Path) -> String {
    crate::text::escape::quote_for_message(&path.to_string_lossy())
}

/// Writes a file as a whole or not at all, through links and with its permissions kept. With
/// `expected`, only where the file still holds that.
///
/// # Errors
///
/// A sentence that names the file; it is then as it was.
pub fn write(path: &Path, content: &[u8], expected: Option<&[u8]>) -> Result<(), String> {
    let fail = |error: std::io::Error| cannot("write", path, &error);
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && expected.is_none() => {
            path.to_owned()
        }
        Err(error) => return Err(fail(error)),
    };
    let metadata = fs::metadata(&target).ok();
    let permissions = metadata.as_ref().map(fs::Metadata::permissions);
    if permissions.as_ref().is_some_and(fs::Permissions::readonly) {
        return Err(format!("cannot write {}: it is read-only", shown(path)));
    }
    let file = write_temp_beside(&target, content, permissions).map_err(fail)?;
    keep_owner(file.path(), metadata.as_ref());
    if expected.is_some_and(|expected| fs::read(&target).ok().as_deref() != Some(expected)) {
        return Err(format!("cannot write {}: it has changed since it was read", shown(path)));
    }
    file.persist(&target).map_err(|error| fail(error.error))?;
    Ok(())
}

/// Makes a folder and those above it, where they are not there.
///
/// # Errors
///
/// A sentence that names the folder.
pub fn create_dir(path: &Path) -> Result<(), String> {
    fs::create_dir_all(path).map_err(|error| cannot("make", path, &error))
}

/// Writes a file that is not there yet, as a whole or not at all. Whether it was written: `false`
/// where one is there.
///
/// # Errors
///
/// A sentence that names the file.
pub fn write_new(path: &Path, content: &[u8]) -> Result<bool, String> {
    let fail = |error: std::io::Error| cannot("write", path, &error);
    match write_temp_beside(path, content, None).map_err(fail)?.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(fail(error.error)),
    }
}

/// Opens a file for lines to be added, a log.
///
/// # Errors
///
/// A sentence that names the file.
pub fn open_append(path: &Path) -> Result<fs::File, String> {
    fs::File::options()
        .create(true)
        .append(true)
        .open(path)
        .map_err(|error| cannot("write", path, &error))
}

/// Whether something is at a path, a link that leads nowhere included.
#[must_use]
pub fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Whether a folder is at a path.
#[must_use]
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// A temporary file in the folder of `target` that holds the content, down to the disk.
fn write_temp_beside(
    target: &Path,
    content: &[u8],
    permissions: Option<fs::Permissions>,
) -> std::io::Result<tempfile::NamedTempFile> {
    let folder =
        target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cliq-lint-");
    #[cfg(unix)]
    builder.permissions(
        permissions
            .clone()
            .unwrap_or_else(|| std::os::unix::fs::PermissionsExt::from_mode(NEW_FILE_MODE)),
    );
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(content)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

/// Gives a file the owner of the one that it replaces, where the system lets us.
#[cfg(unix)]
fn keep_owner(path: &Path, metadata: Option<&fs::Metadata>) {
    use std::os::unix::fs::MetadataExt;
    if let Some(metadata) = metadata {
        // Only a privileged user may; for others the file is theirs already, or was writable by a
        // group of theirs.
        let _ = std::os::unix::fs::chown(path, Some(metadata.uid()), Some(metadata.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: Option<&fs::Metadata>) {}

/// The permissions of a new file, before the process's mask: those of any new file, not of a
/// private temporary one.
#[cfg(unix)]
const NEW_FILE_MODE: u32 = 0o666;

/// Calls `visit` for each manifest among the paths, from several threads and in no order, and
/// `fail` with a sentence for each path that cannot be reached. Folders are walked; a file that is
/// named is visited whatever its name.
pub fn manifests(
    paths: &[PathBuf],
    selection: &WalkOptions,
    configs: &ConfigCache,
    visit: &(impl Fn(&Path) + Sync),
    fail: &(impl Fn(String) + Sync),
) {
    let mut folders = Vec::new();
    for path in paths {
        match fs::metadata(path) {
            Err(error) => fail(cannot("read", path, &error)),
            Ok(metadata) if metadata.is_dir() => folders.push(path),
            Ok(_) if selection.force_exclude && is_excluded(path, selection, configs) => {}
            Ok(_) => visit(path),
        }
    }
    let Some((first, rest)) = folders.split_first() else { return };
    let mut walk = WalkBuilder::new(first);
    for folder in rest {
        walk.add(folder);
    }
    walk.standard_filters(!selection.no_ignore).hidden(true).require_git(false);
    walk.build_parallel().run(|| {
        Box::new(|entry| {
            match entry {
                Err(error) => fail(format!("cannot walk: {error}")),
                Ok(entry) => {
                    let is_file = entry.file_type().is_some_and(|kind| {
                        kind.is_file() || kind.is_symlink() && entry.path().is_file()
                    });
                    if is_file
                        && may_be_manifest(entry.path())
                        && is_included(entry.path(), selection, configs)
                    {
                        visit(without_dot(entry.path()));
                    }
                }
            }
            WalkState::Continue
        })
    });
}

/// `./a` as `a`: a path that was made from the current folder is shown without it.
fn without_dot(path: &Path) -> &Path {
    path.strip_prefix("./").unwrap_or(path)
}

/// Whether a name is worth asking the configuration for: a manifest is a TOML file, and a
/// configuration none.
fn may_be_manifest(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
        && path.file_name().is_none_or(|name| name != FILE_NAME)
}

fn is_included(path: &Path, selection: &WalkOptions, configs: &ConfigCache) -> bool {
    // A configuration that cannot be read is reported when the file is linted.
    let Ok(config) = configs.of(&selection.config, path) else { return true };
    config.config.includes(&config.relative(path)) && !is_excluded(path, selection, configs)
}

fn is_excluded(path: &Path, selection: &WalkOptions, configs: &ConfigCache) -> bool {
    let by_command_line = selection.exclude.is_match(without_dot(path));
    let config = configs.of(&selection.config, path);
    by_command_line || config.is_ok_and(|config| config.config.excludes(&config.relative(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_or_vanished_since_it_was_read_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, "theirs").unwrap();
        assert!(
            write(&path, b"ours", Some(b"before"))
                .unwrap_err()
                .ends_with("it has changed since it was read")
        );
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        write(&path, b"ours", Some(b"theirs")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"ours");
        fs::remove_file(&path).unwrap();
        assert!(
            write(&path, b"ours", Some(b"ours"))
                .unwrap_err()
                .ends_with("there is no such file or folder")
        );
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "no temporary file is left");
    }

    #[test]
    fn a_new_file_is_written_only_where_none_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        assert_eq!(write_new(&path, b"one"), Ok(true));
        assert_eq!(write_new(&path, b"two"), Ok(false));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert!(write_new(&folder.path().join("gone/a.toml"), b"").is_err());
    }
}
