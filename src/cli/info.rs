//! `info`: what a report of a bug needs. It shows no path outside the current folder, no text of a
//! file and no value of a variable.

use std::path::Path;

use super::ExitStatus;
use super::args::Color;
use super::error::Error;
use super::output::print_text;
use super::terminal::{self, Stream, color_of_environment};
use crate::config::FILE_NAME;
use crate::fs::{self, ConfigCache, FoundManifest, LoadedConfig, WalkOptions};

/// The commit that the program was built from, where who built it has said so.
const COMMIT: Option<&str> = option_env!("CLIQ_LINT_COMMIT");

pub(super) fn print_info() -> Result<ExitStatus, Error> {
    let configs = ConfigCache::default();
    let config = match configs.load(Path::new(FILE_NAME)) {
        Ok(config) => describe_config(&config),
        Err(error) => format!("cannot be read: {}", error.source),
    };
    let lines = [
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("commit", COMMIT.unwrap_or("unknown").to_owned()),
        ("target", target()),
        ("features", features().join(", ")),
        ("configuration", config),
        ("manifests", describe_manifests(&configs)),
        ("standard output", describe_stream(Stream::Stdout)),
        ("standard error", describe_stream(Stream::Stderr)),
        ("colors", describe_colors().to_owned()),
    ];
    let lines = lines.map(|(name, value)| format!("{name:16} {value}\n"));
    print_text(&lines.concat())
}

fn target() -> String {
    let environment = if cfg!(target_env = "musl") {
        "-musl"
    } else if cfg!(target_env = "gnu") {
        "-gnu"
    } else if cfg!(target_env = "msvc") {
        "-msvc"
    } else {
        ""
    };
    format!("{}-{}{environment}", std::env::consts::ARCH, std::env::consts::OS)
}

fn features() -> Vec<&'static str> {
    let lsp = if cfg!(feature = "lsp") { Some("lsp") } else { None };
    ["cli"].into_iter().chain(lsp).collect()
}

fn describe_config(config: &LoadedConfig) -> String {
    let Some(path) = &config.path else { return "none".to_owned() };
    let current = std::env::current_dir().unwrap_or_default();
    let folder = path.parent().unwrap_or(path);
    let place = match current.ancestors().position(|above| above == folder) {
        Some(0) => "in this folder".to_owned(),
        Some(1) => "1 folder above".to_owned(),
        Some(count) => format!("{count} folders above"),
        None => "elsewhere".to_owned(),
    };
    let errors = match config.report.diagnostics.len() {
        0 => String::new(),
        1 => ", 1 error".to_owned(),
        count => format!(", {count} errors"),
    };
    let bases = match config.count_bases() {
        0 => String::new(),
        count => format!(", extends {count}"),
    };
    format!("{FILE_NAME} {place}{bases}{errors}")
}

/// How many manifests a run without arguments lints.
fn describe_manifests(configs: &ConfigCache) -> String {
    let (paths, options) = ([".".into()], WalkOptions::default());
    let is_readable = |found: &Result<FoundManifest, fs::Error>| {
        found.as_ref().is_ok_and(|(path, _)| fs::exists(path))
    };
    let (found, failed): (Vec<_>, Vec<_>) =
        fs::find_manifests(&paths, &options, configs).partition(is_readable);
    match failed.len() {
        0 => format!("{} below this folder", found.len()),
        failed => format!("{} below this folder, {failed} not readable", found.len()),
    }
}

fn describe_stream(stream: Stream) -> String {
    match terminal::width(stream) {
        _ if !stream.is_terminal() => "not a terminal".to_owned(),
        Some(width) => format!("terminal, {width} columns"),
        None => "terminal, unknown width".to_owned(),
    }
}

fn describe_colors() -> &'static str {
    match color_of_environment() {
        Color::Auto => "on terminals",
        Color::Always => "always, set by an environment variable",
        Color::Never => "never, set by an environment variable",
    }
}
