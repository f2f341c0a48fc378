//! `--show-settings`: what applies to a file, and where each value is from, as a configuration file
//! with comments.

use std::path::{Path, PathBuf};

use super::ExitStatus;
use super::check::{LevelTarget, Run, named_paths};
use super::error::Error;
use super::output::print_text;
use super::report::below_current_dir;
use crate::config::LEVELS;
use crate::diagnostic::Severity;
use crate::fs::{self, ConfigCache, LoadedConfig};
use crate::rules::RuleId;
use crate::text::Span;
use crate::text::escape::{escape_for_terminal, toml_string};
use crate::text::style::{DIM, LITERAL, Palette, STRONG};

/// Prints the settings of each path; those of a folder are those of a manifest in it.
pub(super) fn show_settings(run: &Run<'_>) -> Result<ExitStatus, Error> {
    let configs = ConfigCache::new(run.config.clone());
    let mut shown = Vec::new();
    for path in named_paths(run.options) {
        let path = if fs::is_dir(&path) { path.join("cliq-client.toml") } else { path };
        let path = path.strip_prefix("./").unwrap_or(&path);
        let config = configs.load(path)?;
        shown.push(render_settings(run, path, &config));
    }
    print_text(&shown.join("\n"))
}

fn render_settings(run: &Run<'_>, path: &Path, config: &LoadedConfig) -> String {
    let palette = run.style.palette;
    let from = match &config.path {
        Some(path) => format!("from {}", below_current_dir(path).display()),
        None => "no configuration file".to_owned(),
    };
    let title = format!("# Settings for {} ({from})", path.display());
    let [include, exclude] = config.glob_spans();
    let default = "[\"cliq-client.toml\", \"cliq-client.*.toml\"]";
    let mut lines = vec![
        palette.paint(STRONG, escape_for_terminal(&title)),
        glob_line(palette, "include", include, default),
        glob_line(palette, "exclude", exclude, "[]"),
    ];
    lines.extend(
        run.options
            .exclude
            .iter()
            .map(|glob| palette.paint(DIM, format!("# --exclude {}", escape_for_terminal(glob)))),
    );
    lines.push(format!("\n{}", palette.paint(STRONG, "[rules]")));
    let rules = RuleId::ALL.iter().map(|rule| rule_line(run, path, config, *rule));
    lines.extend(rules);
    lines.join("\n") + "\n"
}

fn glob_line(
    palette: Palette,
    key: &str,
    written: Option<(&LoadedConfig, Span)>,
    default: &str,
) -> String {
    let origin = written.map_or("default".to_owned(), |(config, span)| place(config, span));
    let written = written.map_or(default, |(config, span)| config.source.slice(span));
    // An array on several lines is shown on one.
    let value = written.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    setting(palette, key, &escape_for_terminal(&value), &origin)
}

/// The level of a rule: by an option, else by the configuration, else by default.
fn rule_line(run: &Run<'_>, path: &Path, config: &LoadedConfig, rule: RuleId) -> String {
    let mut level = Some(rule.descriptor().severity);
    let mut origin = "default".to_owned();
    for (config, set) in config.rule_levels(path).iter().filter(|(_, set)| set.rule == rule) {
        (level, origin) = (set.level, place(config, set.span));
    }
    for change in &run.level_changes {
        let applies = match change.target {
            LevelTarget::Rule(changed) => changed == rule,
            LevelTarget::Warnings => level == Some(Severity::Warning),
        };
        if applies {
            (level, origin) = (change.level, change.option.to_owned());
        }
    }
    let name = LEVELS.iter().find(|(_, value)| *value == level).map_or("off", |(name, _)| name);
    let key = format!("{:1$}", rule.name(), longest_name());
    setting(run.style.palette, &key, &format!("{:9}", toml_string(name)), &origin)
}

fn longest_name() -> usize {
    RuleId::ALL.iter().map(|rule| rule.name().len()).max().unwrap_or(0)
}

/// A line of the configuration file: `key = value  # origin`.
fn setting(palette: Palette, key: &str, value: &str, origin: &str) -> String {
    let origin = palette.paint(DIM, format!("# {origin}"));
    format!("{key} = {}  {origin}", palette.paint(LITERAL, value))
}

/// A place in a configuration file, as `cliq-lint.toml:3`.
fn place(config: &LoadedConfig, span: Span) -> String {
    let path = config.path.as_deref().map_or(PathBuf::new(), below_current_dir);
    let line = config.source.position(span.start).line;
    format!("{}:{line}", escape_for_terminal(&path.to_string_lossy()))
}
