//! The user's settings, and file watchers.

use std::path::Path;

use serde_json::Value;
use tower_lsp::lsp_types::{
    ConfigurationItem, DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern,
    MessageType, OneOf, Registration, RelativePattern, Unregistration, Url, WatchKind,
};

use super::Server;
use crate::config::FILE_NAME;
use crate::ide::DocumentKind;
use crate::lsp::log;
use crate::lsp::session::Session;
use crate::lsp::settings::{SECTION, Settings};
use crate::lsp::workspace::{self, resolve_config};

/// The registration id of the watcher for the configuration that the user has set.
const CONFIGURATION_WATCHER: &str = "cliq-lint-configuration";

/// The notification about watched files.
pub(super) const WATCHED_FILES: &str = "workspace/didChangeWatchedFiles";

impl Server {
    /// Requests the user's settings from the editor. A handler must not wait for the response,
    /// because the next message is read only after the handler returns.
    pub(super) fn request_settings(&self) {
        let server = self.clone();
        tokio::spawn(async move {
            let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
            let Ok(sections) = server.editor.configuration(vec![item]).await else { return };
            if let Some(section) = sections.first().filter(|section| section.is_object()) {
                server.apply_settings(section);
            }
        });
    }

    pub(super) fn apply_settings(&self, settings: &Value) {
        let (support, before, messages, now) = {
            let mut session = self.session();
            let before = session.settings.clone();
            let messages = read_settings(&mut session, settings);
            (session.support, before, messages, session.settings.clone())
        };
        self.tell(messages);
        if support.watches_files && now.config_path != before.config_path {
            self.watch_configuration(before.config_path.is_some(), now.config_path.as_deref());
        }
        if support.refreshes_hints && now.inlay_hints != before.inlay_hints {
            let editor = self.editor.clone();
            // An editor that rejects the request refreshes on its own schedule.
            tokio::spawn(async move { editor.inlay_hint_refresh().await });
        }
        if support.refreshes_lenses && now.code_lens != before.code_lens {
            let editor = self.editor.clone();
            tokio::spawn(async move { editor.code_lens_refresh().await });
        }
        self.reconfigure();
    }

    /// Shows messages about the settings to the user, each only once.
    pub(super) fn tell(&self, messages: Vec<String>) {
        for message in messages {
            tracing::warn!("{message}");
            if self.session().told.insert(message.clone()) {
                let editor = self.editor.clone();
                tokio::spawn(async move {
                    editor
                        .show_message(MessageType::WARNING, format!("cliq-lint: {message}"))
                        .await;
                });
            }
        }
    }

    /// Returns `true` if a file is a configuration, either by its name or because the user has set
    /// it.
    pub(super) fn is_configuration(&self, uri: &Url) -> bool {
        let configs = workspace::config_cache(&self.session().settings);
        resolve_config(uri, &configs).0 == DocumentKind::Configuration
    }

    /// Reloads the configuration files.
    pub(super) fn reconfigure(&self) {
        let (open, configs) = {
            let session = self.session();
            (session.open_documents(), workspace::config_cache(&session.settings))
        };
        for uri in open {
            let (kind, levels) = resolve_config(&uri, &configs);
            self.session().configure(&uri, kind, levels);
        }
        self.publish_all();
    }

    /// Asks the editor to watch manifests and configuration files.
    pub(super) fn register_watchers(&self) {
        let watcher = |glob: &str, kind| FileSystemWatcher {
            glob_pattern: GlobPattern::String(glob.to_owned()),
            kind,
        };
        let watchers = vec![
            watcher(&format!("**/{FILE_NAME}"), None),
            watcher("**/cliq-client*.toml", None),
            // The folder of a manifest may be deleted.
            watcher("**", Some(WatchKind::Delete)),
        ];
        let registration = watch_registration("cliq-lint-files", watchers);
        let editor = self.editor.clone();
        // An editor that rejects the request does not watch.
        tokio::spawn(async move { editor.register_capability(vec![registration]).await });
    }

    /// Asks the editor to watch the configuration that the user has set.
    pub(super) fn watch_configuration(&self, is_watched: bool, path: Option<&Path>) {
        let watches_elsewhere = self.session().support.watches_elsewhere;
        let registration = path.and_then(|path| watcher_of(path, watches_elsewhere));
        let editor = self.editor.clone();
        tokio::spawn(async move {
            if is_watched {
                let unregistration = Unregistration {
                    id: CONFIGURATION_WATCHER.to_owned(),
                    method: WATCHED_FILES.to_owned(),
                };
                // An editor that rejects the request keeps watching.
                let _ = editor.unregister_capability(vec![unregistration]).await;
            }
            if let Some(registration) = registration {
                // An editor that rejects the request does not watch.
                let _ = editor.register_capability(vec![registration]).await;
            }
        });
    }
}

/// Reads the settings and returns messages about invalid ones.
pub(super) fn read_settings(session: &mut Session, value: &Value) -> Vec<String> {
    let (settings, messages) = Settings::read(value, &session.folders);
    session.settings = settings;
    if let Some(level) = &session.settings.log_level {
        log::set_level(level);
    }
    messages
}

pub(super) fn watch_registration(id: &str, watchers: Vec<FileSystemWatcher>) -> Registration {
    let options = DidChangeWatchedFilesRegistrationOptions { watchers };
    Registration {
        id: id.to_owned(),
        method: WATCHED_FILES.to_owned(),
        register_options: serde_json::to_value(options).ok(),
    }
}

/// Creates the registration of a watcher for one file, which may be outside the workspace.
fn watcher_of(path: &Path, watches_elsewhere: bool) -> Option<Registration> {
    let name = path.file_name()?.to_str()?.to_owned();
    let folder = path.parent().and_then(|folder| Url::from_directory_path(folder).ok());
    let glob_pattern = match folder.filter(|_| watches_elsewhere) {
        Some(folder) => {
            GlobPattern::Relative(RelativePattern { base_uri: OneOf::Right(folder), pattern: name })
        }
        None => GlobPattern::String(format!("**/{name}")),
    };
    let watcher = FileSystemWatcher { glob_pattern, kind: None };
    Some(watch_registration(CONFIGURATION_WATCHER, vec![watcher]))
}
