//! The arguments of the command line, and their help. The only importer of clap.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::console::{CLIENT_TYPES, ClientType};
#[cfg(feature = "lsp")]
use crate::lsp::LevelFilter;
use crate::render::Format;
use crate::schema::Schema;

/// A linter for cliq-client.toml, the manifest of an OAuth client that is registered with Zoho
/// Cliq.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub check: Check,
}

const EXIT_CODES: &str = "Exit codes: 0 nothing at error level; 1 findings at error level; 2 the job could not be done, or not all of it";

#[derive(Subcommand)]
pub enum Command {
    #[cfg(feature = "lsp")]
    /// Run the language server on standard input and output
    #[command(after_long_help = include_str!("lsp_help.txt"))]
    Lsp(Lsp),
    /// Write a manifest: asks for what is not given
    Init(Init),
    /// Show what to type into the console, field by field
    Form(Form),
    /// Explain a rule: what it reports, why, and how it is fixed
    Explain {
        /// The rule's name, as `insecure-http`
        rule: String,
    },
    /// List the rules
    Rules,
    /// Print the JSON Schema of the manifest or of the configuration
    Schema {
        /// What the schema describes
        #[arg(value_enum, default_value_t = Schema::Manifest)]
        of: Schema,
    },
    /// Print what a shell completes the command line by
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print the manual page, or write those of all commands
    Man {
        /// The folder to write `cliq-lint.1` and the pages of the commands to
        #[arg(value_name = "FOLDER")]
        folder: Option<PathBuf>,
    },
}

/// The shells that there are completions for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    Powershell,
    Zsh,
}

/// The options of `lsp`.
#[cfg(feature = "lsp")]
#[derive(Args)]
pub struct Lsp {
    /// Write the log to a file instead of standard error
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,

    /// How much to log: off, error, warn, info, debug or trace
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    pub log_level: LevelFilter,

    /// For clients that name the way to talk; there is no other
    #[arg(long, hide = true)]
    pub stdio: bool,
}

/// The options of `init`.
#[derive(Args)]
pub struct Init {
    /// The file, or the folder that it goes into
    #[arg(value_name = "PATH", default_value = "cliq-client.toml")]
    pub path: PathBuf,

    /// The client's type; nothing is asked where it is given
    #[arg(long = "type", value_name = "TYPE", value_parser = client_type)]
    pub client_type: Option<ClientType>,

    /// The client's name, which users see
    #[arg(long)]
    pub name: Option<String>,

    /// The address of the home page
    #[arg(long, value_name = "URL")]
    pub homepage_url: Option<String>,

    /// Where the answer to an authorization request is sent; may be given several times
    #[arg(long = "redirect-uri", value_name = "URI")]
    pub redirect_uris: Vec<String>,

    /// An origin whose pages use the tokens; may be given several times
    #[arg(long = "javascript-domain", value_name = "ORIGIN")]
    pub javascript_domains: Vec<String>,

    /// Overwrite a file that is there
    #[arg(long)]
    pub force: bool,
}

fn client_type(value: &str) -> Result<ClientType, String> {
    let types = || CLIENT_TYPES.iter().map(|row| row.value).collect::<Vec<_>>().join(", ");
    ClientType::parse_lenient(value).ok_or_else(|| format!("the types are: {}", types()))
}

/// The options of `form`.
#[derive(Args)]
pub struct Form {
    /// The manifest; `-` is standard input
    #[arg(value_name = "PATH", default_value = "cliq-client.toml")]
    pub path: PathBuf,

    /// The path that the text of standard input is from
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,

    /// How the form is written
    #[arg(long, value_enum, default_value_t = FormFormat::Human)]
    pub format: FormFormat,

    /// Show the form of a manifest with errors too
    #[arg(long)]
    pub force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormFormat {
    /// Steps and values to type
    Human,
    /// One JSON object
    Json,
}

/// The options of linting.
#[derive(Args)]
pub struct Check {
    /// Files and folders; `-` is standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Apply the safe fixes
    #[arg(long, conflicts_with = "add_allow", help_heading = "Fixes")]
    pub fix: bool,

    /// Apply the unsafe fixes too, which are guesses or lose something
    #[arg(long, conflicts_with = "add_allow", help_heading = "Fixes")]
    pub unsafe_fixes: bool,

    /// Show the fixes as a diff for `git apply` or `patch -p1`, and write nothing
    #[arg(long, conflicts_with = "add_allow", help_heading = "Fixes")]
    pub diff: bool,

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

    /// Take the configuration from this file [default: the nearest cliq-lint.toml above each
    /// manifest]
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

    /// Lint again whenever a file changes, until Ctrl-C
    #[arg(short, long, conflicts_with_all = ["fix", "unsafe_fixes", "diff", "add_allow", "show_files", "output_file"], help_heading = "Files")]
    pub watch: bool,

    /// The path that the text of standard input is from
    #[arg(long, value_name = "PATH", help_heading = "Files")]
    pub stdin_filename: Option<PathBuf>,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Human => ("human", "With the lines of the file, notes and fixes"),
            Self::Short => ("short", "One line each: `path:line:column: level[rule]: message`"),
            Self::Json => ("json", "One JSON object (docs/json.md)"),
            Self::Sarif => ("sarif", "SARIF 2.1.0, for GitHub's code scanning and other viewers"),
            Self::Github => ("github", "Annotations of a GitHub workflow"),
            Self::Gitlab => ("gitlab", "A code quality report for GitLab"),
            Self::Junit => ("junit", "JUnit XML, a test case for each file"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

impl ValueEnum for Schema {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Manifest, Self::Config]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Manifest => ("manifest", "The manifest, `cliq-client.toml`"),
            Self::Config => ("config", "The configuration, `cliq-lint.toml`"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// Where standard output is a terminal
    Auto,
    Always,
    Never,
}

/// The command line that the process was started with; exits if it is wrong.
pub fn parse() -> Arguments {
    Arguments::parse()
}

/// The command line as clap describes it, for what is generated from it.
pub fn command() -> clap::Command {
    Arguments::command()
}
