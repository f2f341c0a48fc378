//! The manifests among files and below folders.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::{DirEntry, WalkBuilder};

use super::error::io_error;
use super::{ConfigCache, Error, LoadedConfig};
use crate::config::{FILE_NAME, Globs, is_manifest_name};
use crate::text::suggest::did_you_mean;

/// Which files a walk leaves out.
#[derive(Default)]
pub(crate) struct WalkOptions {
    /// What the command line excludes; globs as in the configuration.
    pub exclude: Globs,
    /// Whether excludes also apply to files that are named.
    pub force_exclude: bool,
    /// Whether `.gitignore` and other ignore files are disregarded.
    pub no_ignore: bool,
}

/// A manifest and the configuration that applies to it.
pub(crate) type FoundManifest = (PathBuf, Arc<LoadedConfig>);

/// The manifests among the paths, sorted by path, and the paths that cannot be read. Folders are walked
/// as they are asked for; a named file is found whatever its name. A file that is reached in several
/// ways is found once: under the path that was named, or otherwise under its own path rather than
/// that of a link.
pub(crate) fn find_manifests<'a>(
    paths: &'a [PathBuf],
    options: &'a WalkOptions,
    configs: &'a ConfigCache,
) -> impl Iterator<Item = Result<FoundManifest, Error>> + Send + use<'a> {
    let mut seen = HashSet::new();
    let mut roots: Vec<&PathBuf> = paths.iter().collect();
    roots.retain(|path| path.is_dir() || is_new(&mut seen, path));
    roots.sort_by_key(|path| without_dot(path));
    let folders: Vec<&PathBuf> = roots.iter().copied().filter(|path| path.is_dir()).collect();
    // A walk does not meet a file twice, so only where there is more is it worth to remember each.
    let may_repeat = roots.len() > 1;
    let met = roots.into_iter().flat_map(|root| meet(root, options));
    met.filter_map(move |met| {
        let found = met.and_then(|met| match met {
            Met::Named(path) => accept_named(path, options, configs),
            Met::File(path) => {
                let found = accept_met(&path, options, configs)?;
                Ok(found.filter(|_| !may_repeat || is_new(&mut seen, &path)))
            }
            Met::Link(path) => {
                let is_own = leads_to_another(&folders, &path, options, configs);
                if is_own || !is_new(&mut seen, &path) {
                    return Ok(None);
                }
                accept_met(&path, options, configs)
            }
        });
        found.transpose()
    })
}

/// Finds the files to compare with the manifests, among the paths and below folders, sorted by path.
/// Below a folder, all its files are asked for that are not in a folder that Git ignores; links are
/// not followed.
pub(crate) fn find_match_files<'a>(
    paths: &'a [PathBuf],
    options: &'a WalkOptions,
    configs: &'a ConfigCache,
) -> impl Iterator<Item = FoundManifest> + 'a {
    let candidates = paths.iter().flat_map(|path| {
        if path.is_dir() { files_below(path, options) } else { vec![path.clone()] }
    });
    let candidates: BTreeSet<PathBuf> = candidates.collect();
    candidates.into_iter().filter_map(|path| {
        // That a configuration cannot be read is reported with the manifests.
        let config = configs.load(&path).ok()?;
        let is_found = config.is_match_file(&path) && !options.exclude.is_match(&path);
        is_found.then_some((path, config))
    })
}

/// Returns the files of a folder and its subfolders, hidden or ignored ones included, but not those
/// of ignored folders.
fn files_below(folder: &Path, options: &WalkOptions) -> Vec<PathBuf> {
    let folders = walk_folders(folder, options, |_| true);
    let entries = folders.filter_map(|folder| fs::read_dir(folder.path()).ok());
    let files = entries.flat_map(Iterator::flatten);
    let files = files.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    files.map(|entry| without_dot(&entry.path()).to_owned()).collect()
}

/// Whether a walk of the folders below a folder meets the folder of a file.
pub(crate) fn is_in_met_folder(folder: &Path, file: &Path) -> bool {
    let Some(target) = file.parent().map(Path::to_owned) else { return false };
    let is_above = {
        let target = target.clone();
        move |path: &Path| target.starts_with(path)
    };
    walk_folders(folder, &WalkOptions::default(), is_above).any(|entry| entry.path() == target)
}

/// Walks the folders below a folder that are not ignored, those that are hidden included.
fn walk_folders(
    folder: &Path,
    options: &WalkOptions,
    is_wanted: impl Fn(&Path) -> bool + Send + Sync + 'static,
) -> impl Iterator<Item = DirEntry> {
    let mut walk = walk_of(folder, options);
    walk.hidden(false).filter_entry(move |entry| {
        entry.file_type().is_some_and(|kind| kind.is_dir())
            && entry.file_name() != ".git"
            && is_wanted(entry.path())
    });
    walk.build().flatten()
}

/// What may be a manifest.
enum Met<'a> {
    /// A path that was named.
    Named(&'a Path),
    /// A file that a walk met.
    File(PathBuf),
    /// A link to a file that a walk met.
    Link(PathBuf),
}

/// A file itself, or what a walk of a folder meets, sorted by path.
fn meet<'a>(
    root: &'a Path,
    options: &WalkOptions,
) -> Box<dyn Iterator<Item = Result<Met<'a>, Error>> + Send + 'a> {
    if !root.is_dir() {
        return Box::new(iter::once(Ok(Met::Named(root))));
    }
    let walk = walk_of(root, options).sort_by_file_name(Ord::cmp).build();
    Box::new(walk.filter_map(|entry| match entry {
        Ok(entry) if may_be_manifest(&entry) => {
            let path = without_dot(entry.path()).to_owned();
            let is_link = entry.path_is_symlink();
            Some(Ok(if is_link { Met::Link(path) } else { Met::File(path) }))
        }
        Ok(_) => None,
        Err(error) => Some(Err(walk_error(error, root))),
    }))
}

/// Whether no file is the same as this one; it is remembered. That a file cannot be read is reported.
fn is_new(seen: &mut HashSet<FileIdentity>, path: &Path) -> bool {
    file_identity(path).map_or(true, |identity| seen.insert(identity))
}

fn walk_of(folder: &Path, options: &WalkOptions) -> WalkBuilder {
    let mut walk = WalkBuilder::new(folder);
    walk.standard_filters(!options.no_ignore).hidden(true).require_git(false);
    walk
}

/// Whether a walk of a folder meets a file: it is neither hidden nor ignored.
pub(crate) fn is_met(folder: &Path, file: &Path) -> bool {
    meets(folder, file, &WalkOptions::default())
}

fn meets(folder: &Path, file: &Path, options: &WalkOptions) -> bool {
    let target = file.to_owned();
    let mut walk = walk_of(folder, options);
    walk.filter_entry(move |entry| target.starts_with(entry.path()));
    walk.build().any(|entry| entry.is_ok_and(|entry| entry.path() == file))
}

/// How deep folders are listed, and how many: nobody chooses from a longer list.
const MAX_DEPTH: usize = 4;
const MAX_FOLDERS: usize = 200;

/// The folders below a folder that are neither hidden nor ignored, relative to it, with `/` between
/// their parts, sorted.
pub(crate) fn list_folders(folder: &Path) -> Vec<String> {
    let mut walk = walk_of(folder, &WalkOptions::default());
    walk.max_depth(Some(MAX_DEPTH)).sort_by_file_name(Ord::cmp);
    walk.filter_entry(|entry| entry.file_type().is_some_and(|kind| kind.is_dir()));
    let below = walk.build().filter_map(|entry| {
        let entry = entry.ok()?;
        let parts = entry.path().strip_prefix(folder).ok()?.iter();
        let parts: Option<Vec<&str>> = parts.map(|part| part.to_str()).collect();
        Some(parts?.join("/"))
    });
    below.filter(|path| !path.is_empty()).take(MAX_FOLDERS).collect()
}

/// The files below folders that have nearly the name of a manifest, such as `cliq_client.toml` or
/// `cliq-client.yaml`, sorted by path.
pub(crate) fn find_similar_names(paths: &[PathBuf], options: &WalkOptions) -> Vec<PathBuf> {
    let folders = paths.iter().filter(|path| path.is_dir());
    let entries = folders.flat_map(|folder| walk_of(folder, options).build());
    let files =
        entries.flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let is_similar = |entry: &DirEntry| is_similar_name(&entry.file_name().to_string_lossy());
    let mut similar: Vec<PathBuf> =
        files.filter(is_similar).map(|entry| without_dot(entry.path()).to_owned()).collect();
    similar.sort();
    similar
}

/// Whether a name is nearly that of a manifest, but not quite.
fn is_similar_name(name: &str) -> bool {
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    let is_data = ["toml", "yaml", "yml", "json"].contains(&&*extension.to_lowercase());
    let stem = stem.split('.').next().unwrap_or(stem);
    is_data && !is_manifest_name(name) && did_you_mean(stem, ["cliq-client"]).is_some()
}

/// Whether a link is not to be followed: it leads to a manifest that is found under its own path, or
/// out of the folders. The latter could make a stranger's repository show or change any file of the
/// machine.
fn leads_to_another(
    folders: &[&PathBuf],
    link: &Path,
    options: &WalkOptions,
    configs: &ConfigCache,
) -> bool {
    let Ok(target) = fs::canonicalize(link) else { return true };
    let place_in = |folder: &Path| {
        let relative = target.strip_prefix(fs::canonicalize(folder).ok()?).ok()?;
        Some(folder.join(relative))
    };
    let is_found = |folder: &Path, path: &Path| {
        has_extension_of_toml(path)
            && meets(folder, path, options)
            && accept_met(without_dot(path), options, configs).is_ok_and(|found| found.is_some())
    };
    let places: Vec<(&PathBuf, PathBuf)> =
        folders.iter().filter_map(|folder| Some((*folder, place_in(folder)?))).collect();
    places.is_empty() || places.iter().any(|(folder, path)| is_found(folder, path))
}

/// What a file is the same by, under whatever path.
#[cfg(unix)]
type FileIdentity = (u64, u64);

#[cfg(unix)]
fn file_identity(path: &Path) -> io::Result<FileIdentity> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(path)?;
    Ok((metadata.dev(), metadata.ino()))
}

/// What a file is the same by, under whatever path.
#[cfg(not(unix))]
type FileIdentity = PathBuf;

#[cfg(not(unix))]
fn file_identity(path: &Path) -> io::Result<FileIdentity> {
    fs::canonicalize(path)
}

/// Accepts a file that was named, unless it is excluded and excludes apply to it.
fn accept_named(
    path: &Path,
    options: &WalkOptions,
    configs: &ConfigCache,
) -> Result<Option<FoundManifest>, Error> {
    fs::metadata(path).map_err(|error| io_error("read", path, error))?;
    let config = configs.load(path)?;
    let is_left_out = is_excluded(path, options, &config) || config.is_match_file(path);
    Ok((!is_left_out).then(|| (path.to_owned(), config)))
}

/// Whether a file that was named is left out: only if excludes are forced.
pub(crate) fn is_excluded(path: &Path, options: &WalkOptions, config: &LoadedConfig) -> bool {
    options.force_exclude && (options.exclude.is_match(without_dot(path)) || config.excludes(path))
}

/// Accepts a file that the walk met, if it is a manifest.
fn accept_met(
    path: &Path,
    options: &WalkOptions,
    configs: &ConfigCache,
) -> Result<Option<FoundManifest>, Error> {
    let config = configs.load(path)?;
    let is_manifest = config.is_manifest(path) && !options.exclude.is_match(path);
    Ok(is_manifest.then(|| (path.to_owned(), config)))
}

/// Whether to ask the configuration about a file, which takes longer than this.
fn may_be_manifest(entry: &DirEntry) -> bool {
    let path = entry.path();
    has_extension_of_toml(path)
        && path.file_name().is_none_or(|name| name != FILE_NAME)
        && entry
            .file_type()
            .is_some_and(|kind| kind.is_file() || kind.is_symlink() && path.is_file())
}

fn has_extension_of_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
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
    use std::io::ErrorKind;

    use super::*;

    /// A folder with these files, which hold their second part.
    fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    /// The manifests among some paths of a folder, in the order in which they are found, relative to it;
    /// errors as they are displayed.
    fn walked(folder: &Path, paths: &[&str], options: &WalkOptions) -> Vec<String> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| folder.join(path)).collect();
        let configs = ConfigCache::default();
        let name = |manifest: Result<FoundManifest, Error>| {
            let name = match manifest {
                Ok((path, _)) => path.strip_prefix(folder).unwrap().to_string_lossy().into_owned(),
                Err(error) => error.source.to_string(),
            };
            name.replace('\\', "/")
        };
        find_manifests(&paths, options, &configs).map(name).collect()
    }

    #[test]
    fn a_walk_meets_manifests_by_their_name_or_by_what_is_included() {
        let folder = folder_with(&[
            ("cliq-client.toml", ""),
            ("a/cliq-client.x.toml", ""),
            ("a/other.toml", ""),
            ("a/.hidden/cliq-client.toml", ""),
            ("b/cliq-lint.toml", "include = [\"*\"]\nexclude = [\"c.toml\"]"),
            ("b/a.toml", ""),
            ("b/b.txt", ""),
            ("b/c.toml", ""),
            ("b/d.toml/readme", ""),
        ]);
        let options = WalkOptions::default();
        let all = ["a/cliq-client.x.toml", "b/a.toml", "cliq-client.toml"];
        assert_eq!(walked(folder.path(), &["",], &options), all);
        assert_eq!(walked(folder.path(), &["a", "b"], &options), all[..2]);
    }

    #[test]
    fn a_named_file_is_visited_whatever_its_name_unless_excludes_are_forced() {
        let folder = folder_with(&[
            ("cliq-lint.toml", "exclude = [\"a.txt\"]"),
            ("a.txt", ""),
            ("b.txt", ""),
            ("c.txt", ""),
        ]);
        let named = ["a.txt", "b.txt", "c.txt", "gone.txt"];
        let exclude = Globs::new(["b.txt"]).unwrap();
        let mut options = WalkOptions { exclude, ..WalkOptions::default() };
        let gone = "no such file or folder";
        let found = walked(folder.path(), &named, &options);
        assert_eq!(found, ["a.txt", "b.txt", "c.txt", gone]);
        options.force_exclude = true;
        assert_eq!(walked(folder.path(), &named, &options), ["c.txt", gone]);
    }

    #[test]
    fn ignore_files_and_excludes_are_respected_in_a_walk() {
        let folder = folder_with(&[
            (".gitignore", "ignored"),
            ("ignored/cliq-client.toml", ""),
            ("old/cliq-client.toml", ""),
            ("cliq-client.toml", ""),
        ]);
        let exclude = Globs::new(["old"]).unwrap();
        let mut options = WalkOptions { exclude, ..WalkOptions::default() };
        assert_eq!(walked(folder.path(), &[""], &options), ["cliq-client.toml"]);
        options.no_ignore = true;
        let found = walked(folder.path(), &[""], &options);
        assert_eq!(found, ["cliq-client.toml", "ignored/cliq-client.toml"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_file_is_followed_and_a_link_to_a_folder_is_not() {
        use std::os::unix::fs::symlink;
        let folder = folder_with(&[("a/text", ""), ("b/cliq-client.toml", "")]);
        symlink(folder.path().join("a/text"), folder.path().join("cliq-client.toml")).unwrap();
        symlink(folder.path().join("b"), folder.path().join("cliq-client.b.toml")).unwrap();
        let found = walked(folder.path(), &[""], &WalkOptions::default());
        assert_eq!(found, ["b/cliq-client.toml", "cliq-client.toml"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_reached_in_several_ways_is_visited_once() {
        use std::os::unix::fs::symlink;
        let folder = folder_with(&[("b/cliq-client.toml", "")]);
        symlink("b/cliq-client.toml", folder.path().join("cliq-client.a.toml")).unwrap();
        let walked = |paths: &[&str]| walked(folder.path(), paths, &WalkOptions::default());
        assert_eq!(walked(&[""]), ["b/cliq-client.toml"], "not by its link");
        assert_eq!(walked(&["", "b"]), ["b/cliq-client.toml"]);
        let link = "cliq-client.a.toml";
        assert_eq!(walked(&[link, "b/cliq-client.toml", ""]), [link], "by the name given first");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leaves_the_folder_is_not_followed_in_a_walk() {
        use std::os::unix::fs::symlink;
        let folder = folder_with(&[("outside", ""), ("inside/other.toml", "")]);
        let link = folder.path().join("inside/cliq-client.toml");
        symlink("../outside", &link).unwrap();
        assert_eq!(walked(folder.path(), &["inside"], &WalkOptions::default()), [""; 0]);
        let named = walked(folder.path(), &["inside/cliq-client.toml"], &WalkOptions::default());
        assert_eq!(named, ["inside/cliq-client.toml"]);
    }

    #[test]
    fn names_that_are_nearly_those_of_manifests_are_found() {
        let folder = folder_with(&[
            ("cliq_client.toml", ""),
            ("a/cliq-client.yaml", ""),
            ("a/Cliq-Client.staging.toml", ""),
            ("a/cliqclient.toml", ""),
            ("a/cliq-client.toml", ""),
            ("a/cliq-lint.toml", ""),
            ("a/cliq_client.rs", ""),
            ("Cargo.toml", ""),
        ]);
        let found = find_similar_names(&[folder.path().to_owned()], &WalkOptions::default());
        let relative = found.iter().map(|path| path.strip_prefix(folder.path()).unwrap());
        let names: Vec<String> =
            relative.map(|path| path.to_string_lossy().replace('\\', "/")).collect();
        let expected = [
            "a/Cliq-Client.staging.toml",
            "a/cliq-client.yaml",
            "a/cliqclient.toml",
            "cliq_client.toml",
        ];
        assert_eq!(names, expected);
    }

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
