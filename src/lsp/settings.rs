//! What the client can set: in `initializationOptions`, or in the section `cliq-lint` of its
//! configuration.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;

/// The settings; what is not given, or is not understood, has its default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    /// The configuration for all manifests, in place of the nearest `cliq-lint.toml` of each.
    pub config_path: Option<PathBuf>,
    /// Whether inlay hints are shown.
    pub inlay_hints: bool,
    /// How much is logged: `off`, `error`, `warn`, `info`, `debug` or `trace`.
    pub log_level: Option<String>,
}

/// The section of the client's configuration.
pub const SECTION: &str = "cliq-lint";

impl Settings {
    /// Reads the settings; the section may be given as a whole or by itself. A path is relative to
    /// the first folder of the workspace.
    #[must_use]
    pub fn read(value: &Value, folders: &[PathBuf]) -> Self {
        let section = value.get(SECTION).unwrap_or(value);
        let mut settings = Self::deserialize(section).unwrap_or_else(|error| {
            tracing::warn!(%error, "the settings are not understood");
            Self::default()
        });
        // Editors write a text that is not set as an empty one.
        settings.config_path = settings.config_path.filter(|path| !path.as_os_str().is_empty());
        if let (Some(path), Some(folder)) = (&mut settings.config_path, folders.first()) {
            *path = folder.join(&path);
        }
        if let Some(level) = &settings.log_level {
            super::log::set_level(level);
        }
        settings
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_is_below_the_first_folder_and_an_empty_one_is_none() {
        let path = |value: &str| {
            Settings::read(&json!({ "cliq-lint": { "configPath": value } }), &["/w".into()])
                .config_path
        };
        assert_eq!(path("etc/cliq-lint.toml"), Some("/w/etc/cliq-lint.toml".into()));
        assert_eq!(path(""), None);
    }
}
