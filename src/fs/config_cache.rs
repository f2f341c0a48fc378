//! The configuration of a file, found and read once for all files that it applies to.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Cause, Error, absolute, read};
use crate::config::{Config, FILE_NAME, INVALID_CONFIGURATION, Levels, RuleLevel};
use crate::diagnostic::Diagnostic;
use crate::lint::{Code, Report, Reported, lint_config};
use crate::redirect_match::Registry;
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

/// The configurations that were read in one pass over some files, and what manifests register.
///
/// It does not notice changes, so a pass that is to see them needs a new cache.
#[derive(Default)]
pub(crate) struct ConfigCache {
    source: ConfigSource,
    by_folder: Mutex<HashMap<PathBuf, Arc<LoadedConfig>>>,
    /// What the manifests below a folder register, by folder.
    registries: Mutex<HashMap<PathBuf, Arc<Registry>>>,
}

impl ConfigCache {
    /// A cache that has read nothing yet.
    pub(crate) fn new(source: ConfigSource) -> Self {
        Self { source, ..Self::default() }
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

    /// The configurations that were read from files, those that are extended included, sorted by
    /// path.
    pub(crate) fn loaded(&self) -> Vec<Arc<LoadedConfig>> {
        let with_bases = |config: &Arc<LoadedConfig>| {
            config.bases.iter().chain([config]).cloned().collect::<Vec<_>>()
        };
        let mut loaded: Vec<Arc<LoadedConfig>> =
            self.lock().values().flat_map(with_bases).collect();
        loaded.retain(|config| config.path.is_some());
        loaded.sort_by(|one, other| one.path.cmp(&other.path));
        loaded.dedup_by(|one, other| one.path == other.path);
        loaded
    }

    /// Returns what the manifests below a folder register, read once.
    pub(crate) fn registry(&self, folder: &Path, read: impl FnOnce() -> Registry) -> Arc<Registry> {
        let registries = || self.registries.lock().unwrap_or_else(PoisonError::into_inner);
        let known = registries().get(folder).cloned();
        known.unwrap_or_else(|| {
            let registry = Arc::new(read());
            registries().insert(folder.to_owned(), registry.clone());
            registry
        })
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

/// A configuration, with the folder that its globs are relative to, and those that it extends.
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
    /// The configurations that it extends, itself or through others; of two that set the same, the
    /// last wins. These have none of their own here.
    bases: Vec<Arc<Self>>,
}

impl LoadedConfig {
    /// The levels of the rules for a file.
    pub(crate) fn levels(&self, file: &Path) -> Levels {
        let mut levels = Levels::default();
        for (_, RuleLevel { rule, level, .. }) in self.rule_levels(file) {
            levels.set(rule, level);
        }
        levels
    }

    /// The levels that are set for a file, in the order in which they apply, each with the
    /// configuration that sets it.
    pub(crate) fn rule_levels(&self, file: &Path) -> Vec<(&Self, RuleLevel)> {
        let levels_of = |layer: &Self| {
            layer.config.rule_levels(&layer.relative(file)).copied().collect::<Vec<_>>()
        };
        let of_layer = |layer| levels_of(layer).into_iter().map(move |level| (layer, level));
        self.layers().flat_map(of_layer).collect()
    }

    /// The configurations that set `include` and `exclude`, and where their values are written.
    pub(crate) fn glob_spans(&self) -> [Option<(&Self, Span)>; 2] {
        let place = |span: fn(&Config) -> Option<Span>| {
            self.layers().rev().find_map(|layer| Some((layer, span(&layer.config)?)))
        };
        [place(|config| config.include_span), place(|config| config.exclude_span)]
    }

    /// Whether a file that a walk meets is a manifest: included, and not excluded.
    pub(crate) fn is_manifest(&self, file: &Path) -> bool {
        let [include, _] = self.glob_spans();
        let layer = include.map_or(self, |(layer, _)| layer);
        layer.config.includes(&layer.relative(file)) && !self.excludes(file)
    }

    /// Whether a file is excluded.
    pub(crate) fn excludes(&self, file: &Path) -> bool {
        let [_, exclude] = self.glob_spans();
        exclude.is_some_and(|(layer, _)| layer.config.excludes(&layer.relative(file)))
    }

    /// Returns the configuration that lists the files to compare with the manifests.
    fn match_layer(&self) -> Option<&Self> {
        self.layers().rev().find(|layer| layer.config.has_match_files())
    }

    /// Returns globs for an editor to watch the files to compare with the manifests.
    #[cfg(feature = "lsp")]
    pub(crate) fn match_globs(&self) -> Vec<String> {
        self.match_layer().map(|layer| layer.config.match_globs().collect()).unwrap_or_default()
    }

    /// Whether there are files to compare with the manifests.
    pub(crate) fn has_match_files(&self) -> bool {
        self.match_layer().is_some()
    }

    /// Whether a file is one to compare with the manifests: listed, not excluded, and neither a
    /// manifest nor a configuration.
    pub(crate) fn is_match_file(&self, file: &Path) -> bool {
        let Some(layer) = self.match_layer() else { return false };
        layer.config.matches(&layer.relative(file))
            && file.file_name().is_none_or(|name| name != FILE_NAME)
            && !self.is_manifest(file)
            && !self.excludes(file)
    }

    /// Returns the folder of its file, whose manifests its `[match]` is about.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many configurations it extends, itself or through others.
    #[cfg(feature = "cli")]
    pub(crate) fn count_bases(&self) -> usize {
        self.bases.len()
    }

    /// All that applies, from the farthest to this one.
    fn layers(&self) -> impl DoubleEndedIterator<Item = &Self> {
        self.bases.iter().map(|base| &**base).chain([self])
    }

    /// A file's path as the globs see it: relative to the folder, with `/` between its parts. Where
    /// there are none its name is enough, and the system need not be asked for the current folder.
    fn relative<'a>(&self, file: &'a Path) -> Cow<'a, str> {
        if !self.config.has_globs() {
            return file.file_name().unwrap_or_default().to_string_lossy();
        }
        let absolute = absolute(file).unwrap_or_else(|_| file.to_owned());
        let relative = absolute.strip_prefix(&self.folder).unwrap_or(&absolute);
        relative.to_string_lossy().replace('\\', "/").into()
    }
}

/// Reads a configuration and all that it extends.
fn read_config(path: &Path) -> Result<LoadedConfig, Error> {
    let mut reader = Reader::default();
    let config = reader.read(path)?;
    let bases = reader.bases.into_iter().map(|(_, base)| base).collect();
    Ok(LoadedConfig { bases, ..config })
}

/// What is wrong with the text of a configuration at a path, and with what it extends.
#[cfg(feature = "lsp")]
pub(crate) fn lint_config_at(path: &Path, source: &Source) -> Report {
    let (config, _, mut report) = lint_config(source);
    Reader::default().extend(path, &config, &mut report);
    report
}

/// How many configurations may extend each other in a row: more than anyone writes.
const MAX_DEPTH: usize = 16;

/// Reads configurations, each once.
#[derive(Default)]
struct Reader {
    /// The files that extend the one that is read, without links.
    open: Vec<PathBuf>,
    /// Those that are extended, in the order in which they apply, with their paths without links.
    bases: Vec<(PathBuf, Arc<LoadedConfig>)>,
}

impl Reader {
    fn read(&mut self, path: &Path) -> Result<LoadedConfig, Error> {
        let bytes = read_configuration(path)?;
        let source = Source::decode(&bytes);
        let (config, _, mut report) = lint_config(&source);
        self.extend(path, &config, &mut report);
        Ok(LoadedConfig {
            path: Some(path.to_owned()),
            source,
            report,
            config,
            folder: folder_of(path),
            bases: Vec::new(),
        })
    }

    /// Reads what a configuration extends, and reports what cannot be.
    fn extend(&mut self, path: &Path, config: &Config, report: &mut Report) {
        self.open.push(without_links(path));
        for extended in &config.extends {
            if let Err(reason) = self.read_base(&folder_of(path).join(&extended.path)) {
                let written = report.secrets.quote(&extended.path);
                let message = format!("cannot extend {written}: {reason}");
                report.diagnostics.push(Reported {
                    code: Code::InvalidConfiguration,
                    severity: INVALID_CONFIGURATION.severity,
                    diagnostic: Diagnostic::new(extended.span, message),
                });
            }
        }
        report.diagnostics.sort_by_key(|found| found.diagnostic.span);
        self.open.pop();
    }

    fn read_base(&mut self, path: &Path) -> Result<(), String> {
        let path = absolute(path).unwrap_or_else(|_| path.to_owned());
        let place = without_links(&path);
        if self.open.contains(&place) {
            return Err("it extends this file itself".to_owned());
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(format!("more than {MAX_DEPTH} configurations extend each other"));
        }
        if self.bases.iter().all(|(known, _)| *known != place) {
            let base = self.read(&path).map_err(|error| error.source.to_string())?;
            self.bases.push((place, Arc::new(base)));
        }
        Ok(())
    }
}

fn folder_of(path: &Path) -> PathBuf {
    let absolute = absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.parent().unwrap_or(&absolute).to_owned()
}

/// The path of the file that a path leads to; the same path if there is none.
fn without_links(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Reads the file of a configuration.
///
/// # Errors
///
/// The file cannot be read, or is a link that is named as a configuration and leads to something
/// else: a repository may have one to any file, whose lines would be shown as errors.
pub(crate) fn read_configuration(path: &Path) -> Result<Vec<u8>, Error> {
    let fail = |error: Error| Error { verb: "read the configuration file", ..error };
    let is_named = |path: &Path| path.to_string_lossy().ends_with(FILE_NAME);
    if is_named(path) && !is_named(&without_links(path)) {
        return Err(fail(Error::new("read", path, Cause::NotConfiguration)));
    }
    read(path).map_err(fail)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::config::FILE_NAME;
    use crate::diagnostic::Severity;
    use crate::rules::RuleId;

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

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_file_of_another_name_is_not_read_as_a_configuration() {
        let folder = tempfile::tempdir().unwrap();
        let root = std::path::absolute(folder.path()).unwrap();
        let path = root.join("a").join(FILE_NAME);
        fs::create_dir(root.join("a")).unwrap();
        fs::write(root.join("credentials"), "password=hunter2").unwrap();
        fs::write(root.join("shared-cliq-lint.toml"), "exclude = [\"x.toml\"]").unwrap();
        let file = root.join("a/x.toml");
        let load = || ConfigCache::default().load(&file);
        std::os::unix::fs::symlink("../credentials", &path).unwrap();
        assert!(matches!(load().err().unwrap().source, Cause::NotConfiguration));
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("../shared-cliq-lint.toml", &path).unwrap();
        assert!(load().unwrap().excludes(&file));
    }

    /// A folder with configurations, and what is loaded for a file of it.
    fn load_from(
        files: &[(&str, &str)],
        file: &str,
    ) -> (tempfile::TempDir, PathBuf, Arc<LoadedConfig>) {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let config = ConfigCache::default().load(&root.join(file)).unwrap();
        (folder, root, config)
    }

    fn messages(config: &LoadedConfig) -> Vec<(&str, &str)> {
        let reported = config.report.diagnostics.iter().map(|found| &found.diagnostic);
        reported.map(|found| (config.source.slice(found.span), &*found.message)).collect()
    }

    #[test]
    fn what_is_nearest_wins_and_globs_are_relative_to_their_own_file() {
        let (_folder, root, config) = load_from(
            &[
                (
                    FILE_NAME,
                    "exclude = [\"a/old.toml\"]\ninclude = [\"a/*.x\"]\n\
                     [rules]\ninsecure-http = \"error\"\nduplicate-uri = \"off\"\n\
                     [[overrides]]\nfiles = [\"a/s.x\"]\nrules.implicit-grant = \"error\"\n",
                ),
                (
                    "a/cliq-lint.toml",
                    "extends = \"../cliq-lint.toml\"\ninclude = [\"*.y\"]\n\
                     [rules]\ninsecure-http = \"hint\"\n",
                ),
            ],
            "a/s.x",
        );
        let file = |name: &str| root.join("a").join(name);
        let levels = config.levels(&file("s.x"));
        assert_eq!(levels.level(RuleId::InsecureHttp), Some(Severity::Hint));
        assert_eq!(levels.level(RuleId::DuplicateUri), None);
        assert_eq!(levels.level(RuleId::ImplicitGrant), Some(Severity::Error));
        assert!(config.excludes(&file("old.toml")) && !config.excludes(&file("a/old.toml")));
        assert!(config.is_manifest(&file("s.y")) && !config.is_manifest(&file("s.x")));
        assert_eq!(messages(&config), []);
    }

    #[test]
    fn of_several_that_are_extended_the_last_wins() {
        let rule = |level: &str| format!("[rules]\ninsecure-http = \"{level}\"\n");
        let (_folder, root, config) = load_from(
            &[
                (FILE_NAME, "extends = ['b/cliq-lint.toml', 'c/cliq-lint.toml']"),
                ("b/cliq-lint.toml", &rule("error")),
                ("c/cliq-lint.toml", &rule("off")),
            ],
            "x.toml",
        );
        assert_eq!(config.levels(&root.join("x.toml")).level(RuleId::InsecureHttp), None);
    }

    #[test]
    fn what_cannot_be_extended_is_reported_at_its_place() {
        let (_folder, root, config) = load_from(
            &[
                (
                    FILE_NAME,
                    "extends = [\n'gone/cliq-lint.toml',\n'b/cliq-lint.toml',\n'd/cliq-lint.toml']",
                ),
                (
                    "b/cliq-lint.toml",
                    "extends = '../c/../c/cliq-lint.toml'\n[rules]\ninsecure-http = 'off'",
                ),
                ("c/cliq-lint.toml", "extends = '../b/cliq-lint.toml'\nx = 1"),
                ("d/cliq-lint.toml/x", ""),
            ],
            "x.toml",
        );
        assert_eq!(
            messages(&config),
            [
                (
                    "gone/cliq-lint.toml",
                    "cannot extend `gone/cliq-lint.toml`: no such file or folder"
                ),
                ("d/cliq-lint.toml", "cannot extend `d/cliq-lint.toml`: it is a folder"),
            ]
        );
        let itself = "cannot extend `../b/cliq-lint.toml`: it extends this file itself";
        assert_eq!(messages(&config.bases[0])[0], ("../b/cliq-lint.toml", itself));
        assert_eq!(messages(&config.bases[0])[1].1, "unknown key `x`");
        let level = config.levels(&root.join("x.toml")).level(RuleId::InsecureHttp);
        assert_eq!(level, None, "the rest counts");
    }

    #[test]
    fn many_that_extend_each_other_are_read_once_each_or_not_at_all() {
        let name = |index: usize| format!("{index}/cliq-lint.toml");
        let text = |index: usize| {
            let (next, after) = (name(index + 1), name(index + 2));
            format!("extends = ['../{next}', '../{after}']")
        };
        let files: Vec<(String, String)> = (0..100).map(|at| (name(at), text(at))).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(at, text)| (&**at, &**text)).collect();
        let (_folder, _, config) = load_from(&files, "0/x.toml");
        let reported = config.bases.iter().flat_map(|base| messages(base));
        let depths = reported.filter(|(_, message)| message.contains("more than 16"));
        assert!(config.bases.len() <= 32 && depths.count() > 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_not_extended_and_not_waited_for() {
        let (folder, _, _) = load_from(&[("a/b", "")], "x.toml");
        let pipe = folder.path().join("a").join(FILE_NAME);
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        fs::write(folder.path().join(FILE_NAME), "extends = 'a/cliq-lint.toml'").unwrap();
        let config = ConfigCache::default().load(&folder.path().join("x.toml")).unwrap();
        let expected = "cannot extend `a/cliq-lint.toml`: it is not a regular file";
        assert_eq!(messages(&config), [("a/cliq-lint.toml", expected)]);
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
