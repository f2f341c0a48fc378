//! The manifests among files and below folders.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobSet;
use ignore::{DirEntry, WalkBuilder, WalkState};

use super::error::io_error;
use super::{ConfigCache, Error, LoadedConfig};
use crate::config::FILE_NAME;

/// Which files a walk leaves out.
#[derive(Default)]
pub(crate) struct WalkOptions {
    /// What the command line excludes; globs as in the configuration.
    pub exclude: GlobSet,
    /// Whether excludes also apply to files that are named.
    pub force_exclude: bool,
    /// Whether `.gitignore` and other ignore files are disregarded.
    pub no_ignore: bool,
}

/// A manifest and the configuration that applies to it.
pub(crate) type Manifest<'a> = (&'a Path, Arc<LoadedConfig>);

/// Calls `visit` for each manifest among the paths and for each path that cannot be read, from
/// several threads and in no order. Folders are walked; a named file is visited whatever its name.
pub(crate) fn walk_manifests(
    paths: &[PathBuf],
    options: &WalkOptions,
    configs: &ConfigCache,
    visit: &(impl Fn(Result<Manifest<'_>, Error>) + Sync),
) {
    let (folders, files): (Vec<&PathBuf>, Vec<&PathBuf>) =
        paths.iter().partition(|path| path.is_dir());
    for file in files {
        if let Some(found) = named_file(file, options, configs).transpose() {
            visit(found);
        }
    }
    let Some((first, rest)) = folders.split_first() else { return };
    let mut walk = WalkBuilder::new(first);
    for folder in rest {
        walk.add(folder);
    }
    walk.standard_filters(!options.no_ignore).hidden(true).require_git(false);
    walk.build_parallel().run(|| {
        Box::new(|entry| {
            match entry {
                Ok(entry) if may_be_manifest(&entry) => {
                    let path = without_dot(entry.path());
                    if let Some(found) = met_file(path, options, configs).transpose() {
                        visit(found);
                    }
                }
                Ok(_) => {}
                Err(error) => visit(Err(walk_error(error, first))),
            }
            WalkState::Continue
        })
    });
}

/// A file that was named, unless it is excluded and excludes apply to it.
fn named_file<'a>(
    path: &'a Path,
    options: &WalkOptions,
    configs: &ConfigCache,
) -> Result<Option<Manifest<'a>>, Error> {
    fs::metadata(path).map_err(|error| io_error("read", path, error))?;
    let config = configs.load(path)?;
    let is_excluded = options.exclude.is_match(without_dot(path)) || config.excludes(path);
    Ok((!options.force_exclude || !is_excluded).then_some((path, config)))
}

/// A file that the walk met, if it is a manifest.
fn met_file<'a>(
    path: &'a Path,
    options: &WalkOptions,
    configs: &ConfigCache,
) -> Result<Option<Manifest<'a>>, Error> {
    let config = configs.load(path)?;
    let is_manifest = config.is_manifest(path) && !options.exclude.is_match(path);
    Ok(is_manifest.then_some((path, config)))
}

/// Whether to ask the configuration about a file, which takes longer than this.
fn may_be_manifest(entry: &DirEntry) -> bool {
    let path = entry.path();
    path.extension().is_some_and(|extension| extension == "toml")
        && path.file_name().is_none_or(|name| name != FILE_NAME)
        && entry
            .file_type()
            .is_some_and(|kind| kind.is_file() || kind.is_symlink() && path.is_file())
}

/// `./a` as `a`: paths below the current folder are shown without it.
fn without_dot(path: &Path) -> &Path {
    path.strip_prefix("./").unwrap_or(path)
}

/// An error of the walk, with the path that it names; `root` if it names none.
fn walk_error(error: ignore::Error, root: &Path) -> Error {
    let mut inner = &error;
    let path = loop {
        match inner {
            ignore::Error::WithPath { path, .. } => break path.as_path(),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
                inner = err;
            }
            _ => break root,
        }
    };
    let path = without_dot(path).to_owned();
    let message = error.to_string();
    let error = error.into_io_error().unwrap_or_else(|| std::io::Error::other(message));
    io_error("read", &path, error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;

    #[test]
    fn an_error_of_the_walk_names_the_folder() {
        let denied = ignore::Error::WithDepth {
            depth: 1,
            err: Box::new(ignore::Error::WithPath {
                path: "./a/b".into(),
                err: Box::new(ignore::Error::Io(ErrorKind::PermissionDenied.into())),
            }),
        };
        let error = walk_error(denied, Path::new("."));
        assert_eq!(error.to_string(), "cannot read `a/b`");
        assert_eq!(error.source.to_string(), "permission denied");
    }
}
