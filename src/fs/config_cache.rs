//! The configuration of a file, found and read once for all files that it applies to.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Error, absolute, read};
use crate::config::{Config, FILE_NAME, Levels, RuleLevel};
use crate::lint::{Report, lint_config};
use crate::text::{Source, Span};

/// Where the configuration is.
#[derive(Clone, Default)]
pub(crate) enum ConfigSource {
    /// In the folder of each file, or the nearest one above.
    #[default]
    Upward,
    /// In this file.
    File(PathBuf),
    /// Nowhere: the defaults apply.
    None,
}

/// The configurations that were read in one pass over some files.
///
/// It does not notice changes, so a pass that is to see them needs a new cache.
#[derive(Default)]
pub(crate) struct ConfigCache {
    source: ConfigSource,
    by_folder: Mutex<HashMap<PathBuf, Arc<LoadedConfig>>>,
}

impl ConfigCache {
    /// A cache that has read nothing yet.
    pub(crate) fn new(source: ConfigSource) -> Self {
        Self { source, by_folder: Mutex::default() }
    }

    /// The configuration for a file, which need not exist.
    ///
    /// # Errors
    ///
    /// The configuration cannot be read.
    pub(crate) fn load(&self, file: &Path) -> Result<Arc<LoadedConfig>, Error> {
        match &self.source {
            ConfigSource::None => self.load_once(Path::new(""), || Ok(Arc::default())),
            ConfigSource::File(path) => self.load_once(path, || read_config(path).map(Arc::new)),
            ConfigSource::Upward => {
                let absolute = absolute(file)?;
                self.load_upward(absolute.parent().unwrap_or(&absolute))
            }
        }
    }

    /// Reads a configuration that is named itself, whether or not it applies to anything.
    ///
    /// # Errors
    ///
    /// The configuration cannot be read.
    pub(crate) fn load_named(&self, path: &Path) -> Result<Arc<LoadedConfig>, Error> {
        let folder = absolute(path)?.parent().unwrap_or(path).to_owned();
        self.load_once(&folder, || read_config(path).map(Arc::new))
    }

    /// The file that is the configuration of all manifests.
    pub(crate) fn only_file(&self) -> Option<&Path> {
        if let ConfigSource::File(path) = &self.source { Some(path) } else { None }
    }

    /// The configurations that were read from files, sorted by path.
    pub(crate) fn loaded(&self) -> Vec<Arc<LoadedConfig>> {
        let mut loaded: Vec<Arc<LoadedConfig>> =
            self.lock().values().filter(|config| config.path.is_some()).cloned().collect();
        loaded.sort_by(|one, other| one.path.cmp(&other.path));
        loaded.dedup_by(|one, other| one.path == other.path);
        loaded
    }

    fn load_upward(&self, folder: &Path) -> Result<Arc<LoadedConfig>, Error> {
        self.load_once(folder, || {
            let path = folder.join(FILE_NAME);
            if path.is_file() {
                return read_config(&path).map(Arc::new);
            }
            folder.parent().map_or_else(|| Ok(Arc::default()), |parent| self.load_upward(parent))
        })
    }

    /// Loads what is not in the cache. Other threads need not wait meanwhile: if two load the same,
    /// the first result stays.
    fn load_once(
        &self,
        folder: &Path,
        load: impl FnOnce() -> Result<Arc<LoadedConfig>, Error>,
    ) -> Result<Arc<LoadedConfig>, Error> {
        let known = self.lock().get(folder).cloned();
        if let Some(config) = known {
            return Ok(config);
        }
        let config = load()?;
        Ok(self.lock().entry(folder.to_owned()).or_insert(config).clone())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PathBuf, Arc<LoadedConfig>>> {
        self.by_folder.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A configuration, with the folder that its globs are relative to.
#[derive(Default)]
pub(crate) struct LoadedConfig {
    /// The file that it was read from; `None` for the defaults.
    pub path: Option<PathBuf>,
    /// The file's text.
    pub source: Source,
    /// What is wrong with it.
    pub report: Report,
    config: Config,
    folder: PathBuf,
}

impl LoadedConfig {
    /// The levels of the rules for a file.
    pub(crate) fn levels(&self, file: &Path) -> Levels {
        self.config.levels(&self.relative(file))
    }

    /// The levels that are set for a file, in the order in which they apply.
    pub(crate) fn rule_levels(&self, file: &Path) -> Vec<RuleLevel> {
        self.config.rule_levels(&self.relative(file)).copied().collect()
    }

    /// Where the values of `include` and `exclude` are written.
    pub(crate) fn glob_spans(&self) -> [Option<Span>; 2] {
        [self.config.include_span, self.config.exclude_span]
    }

    /// Whether a file that a walk meets is a manifest: included, and not excluded.
    pub(crate) fn is_manifest(&self, file: &Path) -> bool {
        let relative = self.relative(file);
        self.config.includes(&relative) && !self.config.excludes(&relative)
    }

    /// Whether a file is excluded.
    pub(crate) fn excludes(&self, file: &Path) -> bool {
        self.config.excludes(&self.relative(file))
    }

    /// A file's path as the globs see it: relative to the folder, with `/` between its parts.
    fn relative(&self, file: &Path) -> String {
        let absolute = absolute(file).unwrap_or_else(|_| file.to_owned());
        let relative = absolute.strip_prefix(&self.folder).unwrap_or(&absolute);
        relative.to_string_lossy().replace('\\', "/")
    }
}

fn read_config(path: &Path) -> Result<LoadedConfig, Error> {
    let bytes =
        read(path).map_err(|error| Error { verb: "read the configuration file", ..error })?;
    let source = Source::decode(&bytes);
    let (config, _, report) = lint_config(&source);
    let absolute = absolute(path)?;
    Ok(LoadedConfig {
        path: Some(path.to_owned()),
        source,
        report,
        config,
        folder: absolute.parent().unwrap_or(&absolute).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::config::FILE_NAME;

    #[test]
    fn the_nearest_configuration_above_a_file_applies_and_is_read_once() {
        let folder = tempfile::tempdir().unwrap();
        let root = std::path::absolute(folder.path()).unwrap();
        fs::create_dir_all(root.join("a/b")).unwrap();
        let write = |text: &str| fs::write(root.join(FILE_NAME), text).unwrap();
        write("exclude = [\"old.toml\"]");
        let configs = ConfigCache::default();
        let excludes =
            |file: &str| configs.load(&root.join(file)).unwrap().excludes(&root.join(file));
        assert!(excludes("a/b/old.toml"));
        // A second read would see that nothing is excluded any more.
        write("");
        assert!(excludes("old.toml") && excludes("a/old.toml") && !excludes("a/new.toml"));
        fs::write(root.join("a").join(FILE_NAME), "").unwrap();
        let paths = || configs.loaded().into_iter().filter_map(|config| config.path.clone());
        assert!(paths().eq([root.join(FILE_NAME)]), "a folder that was looked at is not again");
        assert!(
            !ConfigCache::default()
                .load(&root.join("a/b/x"))
                .unwrap()
                .excludes(&root.join("old.toml"))
        );
    }

    #[test]
    fn one_file_applies_to_all_if_it_is_given_and_none_if_that_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let root = std::path::absolute(folder.path()).unwrap();
        fs::write(root.join(FILE_NAME), "include = [\"*.txt\"]").unwrap();
        fs::write(root.join("other.toml"), "include = [\"*.md\"]").unwrap();
        let is_manifest = |source: ConfigSource, name: &str| {
            let file = root.join(name);
            ConfigCache::new(source).load(&file).unwrap().is_manifest(&file)
        };
        assert!(is_manifest(ConfigSource::Upward, "a.txt"));
        assert!(is_manifest(ConfigSource::File(root.join("other.toml")), "a.md"));
        assert!(is_manifest(ConfigSource::None, "cliq-client.toml"));
        let gone = ConfigCache::new(ConfigSource::File(root.join("gone.toml")));
        assert_eq!(gone.load(&root).err().unwrap().path, Some(root.join("gone.toml")));
    }
}
