//! The user's settings, which the editor sends as `initializationOptions` or as the section
//! `cliq-lint` of its configuration.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;

use crate::text::escape::{escape_for_terminal, quote_for_message};
use crate::text::suggest::did_you_mean;

/// The settings. Missing settings have their default values.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Settings {
    /// The configuration file for all manifests, instead of the nearest `cliq-lint.toml`.
    pub config_path: Option<PathBuf>,
    /// Whether code lenses are shown.
    pub code_lens: bool,
    /// Whether inlay hints are shown.
    pub inlay_hints: bool,
    /// The log level: `off`, `error`, `warn`, `info`, `debug` or `trace`.
    pub log_level: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { config_path: None, code_lens: true, inlay_hints: false, log_level: None }
    }
}

/// The name of the section in the editor's configuration.
pub(super) const SECTION: &str = "cliq-lint";

/// The names of the settings.
const NAMES: [&str; 4] = ["codeLens", "configPath", "inlayHints", "logLevel"];

impl Settings {
    /// Reads the settings from the section itself or from an object that contains it. Invalid
    /// settings get their default values, and a message names them. Paths are relative to the first
    /// workspace folder.
    pub(super) fn read(value: &Value, folders: &[PathBuf]) -> (Self, Vec<String>) {
        let section = value.get(SECTION).unwrap_or(value);
        let mut messages = Vec::new();
        let mut settings = Self::deserialize(section).unwrap_or_else(|error| {
            let error = error.to_string();
            messages.push(format!("invalid settings are ignored: {}", escape_for_terminal(&error)));
            Self::default()
        });
        // An editor may store its own settings next to the server's.
        let keys = section.as_object().into_iter().flat_map(|members| members.keys());
        messages.extend(keys.filter(|key| !NAMES.contains(&key.as_str())).filter_map(|key| {
            let near = did_you_mean(key, NAMES)?;
            let setting = quote_for_message(&format!("{SECTION}.{key}"));
            Some(format!("unknown setting {setting}; did you mean `{near}`?"))
        }));
        // Editors send an empty string for a setting without a value.
        settings.config_path = settings.config_path.filter(|path| !path.as_os_str().is_empty());
        if let (Some(path), Some(folder)) = (&mut settings.config_path, folders.first()) {
            *path = folder.join(&path);
        }
        (settings, messages)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_is_relative_to_the_first_folder_and_an_empty_one_is_not_set() {
        let path = |value: &str| {
            Settings::read(&json!({ "cliq-lint": { "configPath": value } }), &["/w".into()])
                .0
                .config_path
        };
        assert_eq!(path("etc/cliq-lint.toml"), Some("/w/etc/cliq-lint.toml".into()));
        assert_eq!(path(""), None);
    }

    #[test]
    fn the_section_may_come_by_itself_or_in_an_object() {
        let set = Settings { inlay_hints: true, ..Settings::default() };
        assert_eq!(Settings::read(&json!({ "inlayHints": true }), &[]).0, set);
        assert_eq!(Settings::read(&json!({ "cliq-lint": { "inlayHints": true } }), &[]).0, set);
    }

    #[test]
    fn code_lenses_are_shown_unless_they_are_turned_off() {
        let has_lenses = |value: Value| Settings::read(&value, &[]).0.code_lens;
        assert!(has_lenses(json!({})) && has_lenses(json!({ "inlayHints": true })));
        assert!(!has_lenses(json!({ "codeLens": false })));
    }

    #[test]
    fn invalid_settings_are_ignored() {
        for value in [json!(null), json!(3), json!({ "inlayHints": "yes", "configPath": "a" })] {
            assert_eq!(Settings::read(&value, &[]).0, Settings::default(), "{value}");
        }
    }

    #[test]
    fn misspelled_settings_are_named_and_those_of_the_editor_are_not() {
        let messages = |value: Value| Settings::read(&value, &[]).1;
        assert_eq!(
            messages(json!({ "configpath": "a", "path": "x", "trace": { "server": "off" } })),
            ["unknown setting `cliq-lint.configpath`; did you mean `configPath`?"]
        );
        assert_eq!(messages(json!({ "inlayHints": "yes" })).len(), 1);
        assert_eq!(messages(json!({ "inlayHints": true })), [""; 0]);
    }
}
