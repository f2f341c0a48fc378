//! `cliq-lint match`: which redirect URIs in a text are registered.

use std::path::{Path, PathBuf};

use super::args::Match;
use super::error::{Error, full_message};
use super::output::{Output, print, print_error};
use super::terminal::Stream;
use super::{ExitStatus, STDIN, output_style};
use crate::fs::{self, ConfigCache, FoundManifest, WalkOptions, find_manifests, map_in_order};
use crate::manifest::Manifest;
use crate::redirect_match::{MatchFormat, Matcher, Registry, find_uris, render_matches};
use crate::text::Source;

pub(super) fn match_redirects(options: &Match) -> Result<ExitStatus, Error> {
    let manifests = read_manifests(&options.manifests)?;
    let registry = register(&manifests);
    let mut matcher = Matcher::new(&registry, options.all);
    let mut failures = Vec::new();
    for input in &options.inputs {
        failures.extend(read_input(&mut matcher, input).err());
    }
    let style = output_style(options.color, Some(Stream::Stdout));
    let output = render_matches(options.format, style, &registry, &matcher);
    let status = print(&match options.format {
        MatchFormat::Github => Output::verbatim(output),
        MatchFormat::Human | MatchFormat::Short | MatchFormat::Json => Output::text(&output),
    })?;
    for failure in &failures {
        print_error(&full_message(failure));
    }
    Ok(if !failures.is_empty() {
        ExitStatus::Failure
    } else if matcher.has_errors() {
        ExitStatus::Findings
    } else {
        status
    })
}

/// The manifests among paths and below folders, sorted by path, of which there must be one: of the
/// current folder, if nothing is named.
pub(super) fn read_manifests(paths: &[PathBuf]) -> Result<Vec<(PathBuf, Manifest)>, Error> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let manifests = read_all_manifests(paths)?;
    if manifests.is_empty() { Err(Error::NoManifest(paths[0].clone())) } else { Ok(manifests) }
}

/// The manifests among paths and below folders, sorted by path.
pub(super) fn read_all_manifests(paths: &[PathBuf]) -> Result<Vec<(PathBuf, Manifest)>, Error> {
    let read = read_each_manifest(paths, &WalkOptions::default(), &ConfigCache::default());
    Ok(read.into_iter().collect::<Result<_, _>>()?)
}

/// Reads the manifests among paths and below folders, sorted by path; an error for each that cannot be
/// read.
pub(super) fn read_each_manifest(
    paths: &[PathBuf],
    options: &WalkOptions,
    configs: &ConfigCache,
) -> Vec<Result<(PathBuf, Manifest), fs::Error>> {
    let read = |found: Result<FoundManifest, fs::Error>| {
        let (path, _) = found?;
        let manifest = Manifest::new(Source::decode(&fs::read(&path)?));
        Ok((path.strip_prefix(".").unwrap_or(&path).to_owned(), manifest))
    };
    let mut manifests = Vec::new();
    map_in_order(find_manifests(paths, options, configs), read, |read| manifests.push(read));
    manifests
}

/// Collects what manifests register.
pub(super) fn register(manifests: &[(PathBuf, Manifest)]) -> Registry {
    let paths: Vec<_> = manifests.iter().map(|(path, _)| path.to_string_lossy()).collect();
    Registry::new(paths.iter().zip(manifests).map(|(path, (_, manifest))| (&**path, manifest)))
}

/// Reads a file, standard input, or the URIs of an argument that is not a file.
fn read_input(matcher: &mut Matcher<'_>, input: &Path) -> Result<(), Error> {
    matcher.begin_file();
    let is_stdin = input == Path::new("-");
    if !is_stdin && !fs::exists(input) {
        let text = input.to_string_lossy();
        return match find_uris(text.as_bytes()).next() {
            Some(_) => {
                matcher.read(None, text.as_bytes(), 1);
                Ok(())
            }
            None => Err(Error::NotUriOrFile(input.to_owned())),
        };
    }
    let name = if is_stdin { STDIN.into() } else { input.to_string_lossy() };
    let mut line = 1;
    fs::read_parts(input, &mut |part| {
        line = matcher.read(Some(&name), part, line);
    })?;
    Ok(())
}
