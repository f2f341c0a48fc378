//! What can be said on the command line; help is made from this.

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::render::Format;

/// A linter for cliq-client.toml, the manifest of an OAuth client that is registered with Zoho Cliq.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub check: Check,
}

const EXIT_CODES: &str =
    "Exit codes: 0 nothing at error level; 1 findings at error level; 2 the job could not be done, or not all of it";

#[derive(Subcommand)]
pub enum Command {
    /// Explain a rule: what it reports, why, and how it is mended
    Explain {
        /// The rule's name, as `insecure-http`
        rule: String,
    },
    /// List the rules
    Rules,
}

/// The options of linting.
#[derive(Args)]
pub struct Check {
    /// Files and folders; `-` is standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Human, help_heading = "Output")]
    pub format: Format,

    /// Write findings to a file instead of standard output
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub output_file: Option<PathBuf>,

    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN", help_heading = "Output")]
    pub color: Color,

    /// Count the findings of each rule instead of showing them
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,

    /// Show errors only, and no summary
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,

    /// Show hints too, which are else for editors
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,

    /// Exit with 0 where there are findings at error level
    #[arg(long, help_heading = "Output")]
    pub exit_zero: bool,

    /// Switch a rule off; `warnings` stands for all that are at that level
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub allow: Vec<String>,

    /// Make a rule a warning
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub warn: Vec<String>,

    /// Make a rule an error; `warnings` stands for all that are at that level
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub deny: Vec<String>,

    /// Write an allow-comment for each finding that there is
    #[arg(long, help_heading = "Rules")]
    pub add_allow: bool,

    /// Take the configuration from this file [default: the nearest cliq-lint.toml above each manifest]
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    pub config: Option<PathBuf>,

    /// Look for no configuration
    #[arg(long, conflicts_with = "config", help_heading = "Files")]
    pub no_config: bool,

    /// Leave out what matches
    #[arg(long, value_name = "GLOB", help_heading = "Files")]
    pub exclude: Vec<String>,

    /// Leave excluded files out even where they are named, as pre-commit does
    #[arg(long, help_heading = "Files")]
    pub force_exclude: bool,

    /// Walk into what .gitignore and its like leave out
    #[arg(long, help_heading = "Files")]
    pub no_ignore: bool,

    /// List the files that would be linted
    #[arg(long, help_heading = "Files")]
    pub show_files: bool,

    /// The path that the text of standard input is from
    #[arg(long, value_name = "PATH", help_heading = "Files")]
    pub stdin_filename: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// Where standard output is a terminal
    Auto,
    Always,
    Never,
}

/// The command line as clap has it, for help.
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}
