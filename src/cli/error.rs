//! The errors of commands, and their wording.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::config::GlobError;
use crate::fix::FixError;
use crate::fs;
use crate::fs::watch::WatchError;
#[cfg(feature = "lsp")]
use crate::lsp;
use crate::rules::{RuleId, suggest_rule};
use crate::text::escape::quote_for_message;

/// Why a command failed, wholly or in part.
#[derive(Debug)]
pub(super) enum Error {
    /// A file could not be read or written.
    File(fs::Error),
    /// Files cannot be watched.
    Watch(WatchError),
    /// Standard input cannot be watched.
    WatchStdin,
    /// The language server did not start.
    #[cfg(feature = "lsp")]
    Server(lsp::Error),
    /// No rule has this name.
    UnknownRule(String),
    /// There is no rule and no error of this name.
    NothingToExplain { subject: String, near: Option<&'static str> },
    /// `fix` is not a command.
    FixIsAnOption,
    /// `--format` names several formats to print.
    SeveralFormats,
    /// An argument of `--exclude` is not a glob.
    InvalidExclude(GlobError),
    /// `init` does not overwrite this file.
    AlreadyExists(PathBuf),
    /// The fixes for this file are wrong.
    Fix(PathBuf, FixError),
    /// The form of a manifest, or what changes in it, is not shown.
    ExposesSecret { output: &'static str, path: PathBuf, line: usize },
    /// The form of a manifest with errors is not shown.
    ManifestHasErrors(PathBuf),
    /// There is no manifest where one is needed.
    NoManifest(PathBuf),
    /// Several manifests fit, and there is no terminal to ask at which is meant.
    SeveralManifests(Vec<PathBuf>),
    /// No client has the name that was given; these are the names there are.
    NoClient { name: String, names: Vec<String> },
    /// Several clients have a value to copy; these are their names.
    SeveralClients(Vec<String>),
    /// The form has no value of this name.
    NothingToCopy(String),
    /// An argument is neither a URI nor a file.
    NotUriOrFile(PathBuf),
    /// A manifest has syntax errors, so that it is not known what it says.
    InvalidManifest(PathBuf),
    /// Both manifests should be read from standard input.
    StdinTwice,
    /// A question could not be asked, or its answer not be read.
    Prompt(io::Error),
    /// The user ended the questions.
    Canceled,
    /// These options are missing, and there is no terminal to ask for them at.
    AnswersMissing(Vec<&'static str>),
    /// Standard output cannot be written.
    Stdout(io::Error),
}

/// Returns the message of an error with its causes, as one sentence.
pub(super) fn full_message(error: &Error) -> String {
    let mut parts = vec![error.to_string()];
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        parts.push(error.to_string());
        cause = error.source();
    }
    parts.join(": ")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::Watch(error) => error.fmt(f),
            Self::WatchStdin => f.write_str("cannot watch standard input"),
            #[cfg(feature = "lsp")]
            Self::Server(error) => error.fmt(f),
            Self::UnknownRule(name) => {
                write!(f, "unknown rule {}; ", quote_for_message(name))?;
                match suggest_rule(name).map(RuleId::name) {
                    Some(near) => write!(f, "did you mean `{near}`?"),
                    None => f.write_str("`cliq-lint rules` lists the rules"),
                }
            }
            Self::NothingToExplain { subject, near } => {
                write!(f, "no rule or known error is called {}; ", quote_for_message(subject))?;
                match near {
                    Some(near) => write!(f, "did you mean `{near}`?"),
                    None => f.write_str("`cliq-lint explain` lists them all"),
                }
            }
            Self::FixIsAnOption => f.write_str(
                "unrecognized subcommand `fix`; run `cliq-lint --fix` to apply safe fixes, \
                 or `cliq-lint --diff` to see them first",
            ),
            Self::SeveralFormats => f.write_str(
                "only one format can be printed; write the others to files, as in \
                 `--format sarif=report.sarif`",
            ),
            Self::InvalidExclude(error) => {
                write!(f, "invalid glob {} in --exclude", quote_for_message(&error.pattern))
            }
            Self::AlreadyExists(path) => {
                write!(f, "{} already exists; pass --force to overwrite it", quote_path(path))
            }
            Self::Fix(path, error) => write!(
                f,
                "the fixes of {} {}; {} is left unchanged; \
                 this is a bug in cliq-lint, report it at {}/issues",
                error.rules.join(", "),
                error.reason,
                quote_path(path),
                env!("CARGO_PKG_REPOSITORY")
            ),
            Self::ExposesSecret { output, path, line } => write!(
                f,
                "no {output} shown for {}: it would expose the secret on line {line}; \
                 remove the secret first",
                quote_path(path)
            ),
            Self::ManifestHasErrors(path) => write!(
                f,
                "{} has errors; fix them, or pass --force to show the form anyway",
                quote_path(path)
            ),
            Self::NoManifest(path) => write!(
                f,
                "no manifest found in {}; name one (for `match`, with --manifest), or write one with \
                 `cliq-lint init`",
                quote_path(path)
            ),
            Self::SeveralManifests(paths) => {
                let paths: Vec<String> = paths.iter().map(|path| quote_path(path)).collect();
                write!(f, "several manifests match; name one of them: {}", paths.join(", "))
            }
            Self::NoClient { name, names } => {
                let name = quote_for_message(name);
                write!(f, "no client is named {name}; the clients are {}", quote_all(names))
            }
            Self::SeveralClients(names) => {
                write!(f, "several clients match; name one with --client: {}", quote_all(names))
            }
            Self::NothingToCopy(key) => {
                write!(f, "the form has no value for {}", quote_for_message(key))
            }
            Self::NotUriOrFile(path) => write!(
                f,
                "{} is neither a file nor a URI; a URI begins with `https://` or `http://`",
                quote_path(path)
            ),
            Self::InvalidManifest(path) => {
                write!(
                    f,
                    "{} is not valid TOML; run `cliq-lint` on it to see why",
                    quote_path(path)
                )
            }
            Self::StdinTwice => f.write_str("only one of the manifests can be standard input"),
            Self::Prompt(error) => write!(f, "cannot show a prompt on this terminal: {error}"),
            Self::Canceled => f.write_str("canceled; nothing was written"),
            Self::AnswersMissing(options) => write!(
                f,
                "missing {}; nothing was written (questions are asked only at a terminal)",
                options.join(", ")
            ),
            Self::Stdout(error) => write!(f, "cannot write to standard output: {error}"),
        }
    }
}

fn quote_all(names: &[String]) -> String {
    names.iter().map(|name| quote_for_message(name)).collect::<Vec<_>>().join(", ")
}

fn quote_path(path: &Path) -> String {
    quote_for_message(&path.to_string_lossy())
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // These variants display their source, so skip to the source of that.
            Self::File(error) => error.source(),
            #[cfg(feature = "lsp")]
            Self::Server(error) => error.source(),
            Self::InvalidExclude(error) => Some(error),
            _ => None,
        }
    }
}

impl From<fs::Error> for Error {
    fn from(error: fs::Error) -> Self {
        Self::File(error)
    }
}
