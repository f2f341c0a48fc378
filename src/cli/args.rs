//! The arguments of the command line, and their help. The only importer of clap.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::builder::styling::{AnsiColor, Styles};
use clap::builder::{
    EnumValueParser, PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser,
};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{
    Arg, Args, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
    ValueHint,
};

use super::output::{Output, print_to_stderr};
use crate::console::{CLIENT_TYPES, ClientType, ClientTypeInfo};
use crate::console_changes::ChangesFormat;
use crate::console_form::COPY_KEYS;
use crate::diagnostic::Severity;
#[cfg(feature = "lsp")]
use crate::lsp::LevelFilter;
use crate::redirect_match::MatchFormat;
use crate::render::Format;
use crate::rules::RuleId;
use crate::schema::Schema;
use crate::text::Date;
use crate::text::escape::{escape_for_terminal, needs_escape};
use crate::text::suggest::did_you_mean;

/// A linter and language server for cliq-client.toml, the manifest of an OAuth client registered
/// with Zoho Cliq.
#[derive(Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    after_help = EXIT_CODES,
    styles = STYLES
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub check: Check,
}

/// The colors of the help and of errors, as cargo and ruff have them.
const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXIT_CODES: &str = "Exit codes:
  0  no errors
  1  at least one error remains (with --diff: at least one fix is available)
  2  some input could not be processed";

#[derive(Subcommand)]
pub(super) enum Command {
    #[cfg(feature = "lsp")]
    /// Run the language server on standard input and output
    #[command(after_long_help = include_str!("lsp_help.txt"))]
    Lsp(Lsp),
    /// Create a manifest, interactively or from options
    #[command(after_help = INIT_EXAMPLE)]
    Init(Init),
    /// Show what to type into the console, field by field
    #[command(after_long_help = FORM_EXAMPLES)]
    Form(Form),
    /// Show which redirect URIs in a URL, a file or a log are registered, and how the others differ
    #[command(after_long_help = MATCH_EXAMPLES)]
    Match(Match),
    /// Show what to change in the console when a manifest changes
    #[command(after_long_help = DIFF_EXAMPLES)]
    Diff(Diff),
    /// Explain a rule, or an error from the console, from sign-in or from an API
    #[command(after_long_help = EXPLAIN_EXAMPLES)]
    Explain {
        /// A rule's name, or an error as you see it [default: list both]
        #[arg(value_name = "RULE|ERROR", value_parser = RuleNames, hide_possible_values = true)]
        subject: Vec<String>,
    },
    /// List the rules
    Rules {
        /// Output format
        #[arg(long, value_enum, default_value_t = ListFormat::Human)]
        format: ListFormat,
    },
    /// Print the JSON Schema of the manifest or the configuration file
    Schema {
        /// What the schema describes
        #[arg(value_enum, default_value_t = Schema::Manifest)]
        of: Schema,
    },
    /// Print information for a bug report, without secrets or values of environment variables
    Info,
    /// Print a shell completion script
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print the manual page, or write the pages of all commands
    Man {
        /// The folder to write the pages to
        #[arg(value_name = "FOLDER", value_hint = ValueHint::DirPath)]
        folder: Option<PathBuf>,
    },
    /// Lint, as without a command
    #[command(hide = true, alias = "lint")]
    Check(Box<Check>),
    /// Say how fixes are applied
    #[command(hide = true)]
    Fix {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<std::ffi::OsString>,
    },
    /// Print the version
    #[command(hide = true)]
    Version,
}

/// The formats of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// One line per rule
    Human,
    /// One JSON object
    Json,
}

/// The names of rules, which completion offers. Accepts any word: an unknown rule is reported later,
/// with a suggestion.
#[derive(Clone)]
struct RuleNames;

impl TypedValueParser for RuleNames {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(RuleId::ALL.iter().map(|rule| PossibleValue::new(rule.name()))))
    }
}

/// The client types, by their names in a manifest, which completion offers. Every word that linting
/// understands is accepted.
#[derive(Clone)]
struct ClientTypes;

impl TypedValueParser for ClientTypes {
    type Value = ClientType;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<ClientType, clap::Error> {
        let written = value.to_string_lossy();
        ClientType::parse_lenient(&written).ok_or_else(|| {
            let meant = ClientType::meant_by(&written);
            let possible =
                |info: &&ClientTypeInfo| meant.is_empty() || meant.contains(&info.client_type);
            let names = CLIENT_TYPES.iter().filter(possible).map(|info| info.value.to_owned());
            let names = names.collect();
            let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
            let arg = arg.map_or(String::new(), ToString::to_string);
            error.insert(ContextKind::InvalidArg, ContextValue::String(arg));
            let written = ContextValue::String(written.into_owned());
            error.insert(ContextKind::InvalidValue, written);
            error.insert(ContextKind::ValidValue, ContextValue::Strings(names));
            error
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value = |info: &ClientTypeInfo| PossibleValue::new(info.value).help(info.purpose);
        Some(Box::new(CLIENT_TYPES.iter().map(value)))
    }
}

/// The shells that completion scripts exist for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Shell {
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
pub(super) struct Lsp {
    /// Write the log to a file instead of standard error
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,

    /// How much to log: off, error, warn, info, debug or trace
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    pub log_level: LevelFilter,

    /// Accepted for editors that name the transport; there is no other
    #[arg(long, hide = true)]
    pub stdio: bool,
}

const INIT_EXAMPLE: &str = "Example:
  cliq-lint init --type self-client --name 'Nightly Report'";

/// The options of `init`.
#[derive(Args)]
pub(super) struct Init {
    /// The file to write, or a folder to write it to
    #[arg(value_name = "PATH", default_value = "cliq-client.toml", value_hint = ValueHint::FilePath)]
    pub path: PathBuf,

    /// The client's type, by its name in a manifest or in the console
    #[arg(
        long = "type",
        value_name = "TYPE",
        value_parser = ClientTypes,
        hide_possible_values = true
    )]
    pub client_type: Option<ClientType>,

    /// The client's name, shown to users
    #[arg(long)]
    pub name: Option<String>,

    /// The URL of the home page
    #[arg(long, value_name = "URL")]
    pub homepage_url: Option<String>,

    /// Where Zoho sends the authorization response; may be repeated
    #[arg(long = "redirect-uri", value_name = "URI")]
    pub redirect_uris: Vec<String>,

    /// An origin whose pages use the tokens; may be repeated
    #[arg(long = "javascript-domain", value_name = "ORIGIN")]
    pub javascript_domains: Vec<String>,

    /// The client ID, if the console has issued it
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,

    /// A data center in which the client is registered, such as `eu`; may be repeated
    #[arg(long = "data-center", value_name = "NAME")]
    pub data_centers: Vec<String>,

    /// A scope, such as `ZohoCliq.Channels.READ`; may be repeated
    #[arg(long = "scope", value_name = "SCOPE")]
    pub scopes: Vec<String>,

    /// Overwrite an existing file
    #[arg(long)]
    pub force: bool,
}

const FORM_EXAMPLES: &str = "Examples:
  cliq-lint form                                    the steps for the only manifest in this folder
  cliq-lint form --scope ZohoCliq.Channels.READ     with scopes in the addresses to try
  cliq-lint form --format html > form.html          a page with buttons that copy the values
  cliq-lint form --copy redirect_uris | pbcopy      one value, verbatim";

/// The options of `form`.
#[derive(Args)]
pub(super) struct Form {
    /// Manifests and folders; `-` reads standard input [default: the only manifest in this folder]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,

    /// Treat standard input as the file at this path
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,

    /// Output format
    #[arg(long, value_enum, default_value_t = FormFormat::Human)]
    pub format: FormFormat,

    /// Print only this value, verbatim; for a list, one value per line
    #[arg(long, value_name = "FIELD", value_parser = PossibleValuesParser::new(COPY_KEYS), conflicts_with = "format")]
    pub copy: Option<String>,

    /// Show only the client with this name
    #[arg(long, value_name = "NAME")]
    pub client: Option<String>,

    /// The client ID, if the manifest does not have it
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,

    /// The scopes to ask for, such as `ZohoCliq.Channels.READ`; may be repeated
    #[arg(long = "scope", value_name = "SCOPE", value_delimiter = ',')]
    pub scopes: Vec<String>,

    /// Show the form even if the manifest has errors
    #[arg(long)]
    pub force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormFormat {
    /// Steps, and the values to type
    Human,
    /// A page with a button that copies each value
    Html,
    /// One JSON object per manifest, one per line
    Json,
}

const DIFF_EXAMPLES: &str = "Examples:
  git show main:cliq-client.toml | cliq-lint diff - cliq-client.toml
  cliq-lint diff cliq-client.staging.toml cliq-client.production.toml";

/// The options of `diff`.
#[derive(Args)]
pub(super) struct Diff {
    /// What the console has now: a manifest, a folder with manifests, or `-` for standard input
    #[arg(value_name = "OLD")]
    pub old: PathBuf,

    /// What the console should have
    #[arg(value_name = "NEW")]
    pub new: PathBuf,

    /// Output format
    #[arg(long, value_enum, default_value_t = ChangesFormat::Human)]
    pub format: ChangesFormat,

    /// Exit with 1 if there is something to change
    #[arg(long)]
    pub exit_code: bool,

    /// When to use colors
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
}

const EXPLAIN_EXAMPLES: &str = "Examples:
  cliq-lint explain insecure-http
  cliq-lint explain invalid_redirect_uri
  cliq-lint explain Enter a valid redirect URI";

const MATCH_EXAMPLES: &str = "Examples:
  cliq-lint match 'https://accounts.zoho.com/oauth/v2/auth?...'   the address that fails
  cliq-lint match .env config/production.yaml                     files of the application
  docker logs app | cliq-lint match -                             a log

Exit codes:
  0  every redirect URI is registered
  1  at least one is not, or a request for it would fail
  2  some input could not be processed";

/// The options of `match`.
#[derive(Args)]
pub(super) struct Match {
    /// URIs, files with URIs, or `-` for standard input
    #[arg(value_name = "TEXT|FILE", required = true)]
    pub inputs: Vec<PathBuf>,

    /// The manifest, or a folder with manifests; may be repeated [default: the current folder]
    #[arg(long = "manifest", value_name = "PATH")]
    pub manifests: Vec<PathBuf>,

    /// Output format
    #[arg(long, value_enum, default_value_t = MatchFormat::Human)]
    pub format: MatchFormat,

    /// Also show URIs that have nothing to do with the manifest
    #[arg(long)]
    pub all: bool,

    /// When to use colors
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
}

/// The options of linting.
#[derive(Args)]
pub(super) struct Check {
    /// Files and folders; `-` reads standard input [default: the current folder]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,

    /// Apply safe fixes
    #[arg(long, conflicts_with = "add_allow", help_heading = "Fixes")]
    pub fix: bool,

    /// Show what unsafe fixes change, and include them in --fix and --diff
    #[arg(long, conflicts_with = "add_allow", help_heading = "Fixes")]
    pub unsafe_fixes: bool,

    /// Print the fixes as a diff for `git apply` or `patch -p1` instead of applying them
    #[arg(long, conflicts_with = "add_allow", help_heading = "Fixes")]
    pub diff: bool,

    /// List the fixes that are applied, even with --quiet or --diff
    #[arg(long, help_heading = "Fixes")]
    pub show_fixes: bool,

    /// Output format; FORMAT=FILE writes an additional report to a file [default: human]
    #[arg(
        long = "format",
        value_name = "FORMAT[=FILE]",
        value_parser = ReportFormats,
        help_heading = "Output"
    )]
    formats: Vec<ReportFormat>,

    /// Write findings to a file instead of standard output
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub output_file: Option<PathBuf>,

    /// When to use colors
    #[arg(
        long,
        value_enum,
        default_value_t = Color::Auto,
        value_name = "WHEN",
        help_heading = "Output"
    )]
    pub color: Color,

    /// Print the number of findings of each rule instead of the findings
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,

    /// Show only errors, and no summary
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,

    /// Also show hints (normally shown only in editors)
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,

    /// Exit with 0 even if errors remain
    #[arg(long, help_heading = "Exit code")]
    pub exit_zero: bool,

    /// Exit with 1 if a finding at this level or above remains
    #[arg(
        long,
        value_enum,
        value_name = "LEVEL",
        default_value_t = Severity::Error,
        help_heading = "Exit code"
    )]
    pub fail_on: Severity,

    /// Exit with 1 if more than this many warnings remain
    #[arg(long, value_name = "NUMBER", help_heading = "Exit code")]
    pub max_warnings: Option<usize>,

    /// Turn a rule off; `warnings` means every rule at that level
    #[arg(
        long,
        value_name = "RULE",
        value_delimiter = ',',
        value_parser = RuleNames,
        hide_possible_values = true,
        help_heading = "Rules"
    )]
    pub allow: Vec<String>,

    /// Set a rule to the level warning
    #[arg(
        long,
        value_name = "RULE",
        value_delimiter = ',',
        value_parser = RuleNames,
        hide_possible_values = true,
        help_heading = "Rules"
    )]
    pub warn: Vec<String>,

    /// Set a rule to the level error; `warnings` means every rule at that level
    #[arg(
        long,
        value_name = "RULE",
        value_delimiter = ',',
        value_parser = RuleNames,
        hide_possible_values = true,
        help_heading = "Rules"
    )]
    pub deny: Vec<String>,

    /// Suppress every current finding with a comment, except for secrets and syntax errors
    #[arg(long, help_heading = "Rules")]
    pub add_allow: bool,

    /// The reason to give in the comments that --add-allow writes
    #[arg(
        long,
        value_name = "TEXT",
        requires = "add_allow",
        value_parser = one_line,
        help_heading = "Rules"
    )]
    pub reason: Option<String>,

    /// The last day on which the comments that --add-allow writes apply, as YYYY-MM-DD
    #[arg(
        long,
        value_name = "DATE",
        requires = "add_allow",
        value_parser = parse_date,
        help_heading = "Rules"
    )]
    pub until: Option<Date>,

    /// Use this configuration file [default: the nearest cliq-lint.toml above each manifest]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Files")]
    pub config: Option<PathBuf>,

    /// Don't use configuration files
    #[arg(long, conflicts_with = "config", help_heading = "Files")]
    pub no_config: bool,

    /// Skip files and folders that match
    #[arg(long, value_name = "GLOB", help_heading = "Files")]
    pub exclude: Vec<String>,

    /// Skip excluded files even if they are named, as pre-commit does
    #[arg(long, help_heading = "Files")]
    pub force_exclude: bool,

    /// Don't respect ignore files
    #[arg(long, help_heading = "Files")]
    pub no_ignore: bool,

    /// List the files that would be linted
    #[arg(long, help_heading = "Files")]
    pub show_files: bool,

    /// Print the settings for each path, and where each value comes from
    #[arg(long, conflicts_with = "show_files", help_heading = "Files")]
    pub show_settings: bool,

    /// Lint again after every change, until Ctrl-C
    #[arg(
        short,
        long,
        conflicts_with_all =
            ["diff", "add_allow", "show_files", "show_settings", "output_file"],
        help_heading = "Files"
    )]
    pub watch: bool,

    /// Treat standard input as the file at this path
    #[arg(long, value_name = "PATH", help_heading = "Files")]
    pub stdin_filename: Option<PathBuf>,
}

fn parse_date(value: &str) -> Result<Date, &'static str> {
    Date::parse(value).ok_or("expected a day as YYYY-MM-DD")
}

/// Parses a reason that fits into a comment.
fn one_line(value: &str) -> Result<String, &'static str> {
    if value.contains('\n') || value.chars().any(needs_escape) {
        return Err("a reason must be on one line, without control characters");
    }
    Ok(value.to_owned())
}

impl Check {
    /// The formats without a file, of which there may be one.
    pub(super) fn printed_formats(&self) -> impl Iterator<Item = Format> {
        self.formats.iter().filter(|format| format.file.is_none()).map(|format| format.format)
    }

    /// The format of what is printed.
    pub(super) fn format(&self) -> Format {
        self.printed_formats().next().unwrap_or(Format::Human)
    }

    /// The reports to write to files as well.
    pub(super) fn reports(&self) -> impl Iterator<Item = (Format, &Path)> {
        self.formats.iter().filter_map(|format| Some((format.format, format.file.as_deref()?)))
    }
}

/// A format, and the file that a report in it is written to.
#[derive(Clone)]
struct ReportFormat {
    format: Format,
    file: Option<PathBuf>,
}

/// `FORMAT` or `FORMAT=FILE`; completion offers the formats.
#[derive(Clone)]
struct ReportFormats;

impl TypedValueParser for ReportFormats {
    type Value = ReportFormat;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<ReportFormat, clap::Error> {
        let value = value.to_string_lossy();
        let (name, file) = match value.split_once('=') {
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (&*value, None),
        };
        let format = EnumValueParser::<Format>::new().parse_ref(command, arg, OsStr::new(name))?;
        Ok(ReportFormat { format, file })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Format::ALL.iter().filter_map(Format::to_possible_value)))
    }
}

impl ValueEnum for Severity {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).help(self.summary()))
    }
}

impl ValueEnum for ChangesFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Human, Self::Markdown, Self::Json]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Human => ("human", "What to do for each client, field by field"),
            Self::Markdown => ("markdown", "A task list, for a pull request"),
            Self::Json => ("json", "One JSON object"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

impl ValueEnum for MatchFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Human, Self::Short, Self::Json, Self::Github]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Human => ("human", "One URI above the other, with carets where they differ"),
            Self::Short => {
                ("short", "One line per finding: `path:line:column: level[code]: message`")
            }
            Self::Json => ("json", "One JSON object"),
            Self::Github => ("github", "GitHub workflow annotations"),
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
pub(super) enum Color {
    /// If standard output is a terminal
    Auto,
    Always,
    Never,
}

/// Parses the command line of the process; exits if it is invalid.
pub(super) fn parse(color: Color) -> Arguments {
    let choice = match color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    let mut command = command().color(choice);
    let matches = command.try_get_matches_from_mut(std::env::args_os());
    let matches = matches.unwrap_or_else(|error| exit_with(&error));
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| exit_with(&error));
    if let Some(error) = unrecognized_command(&command, &arguments) {
        exit_with(&error);
    }
    arguments
}

/// Prints an error, or the help that was asked for, and exits. An argument may be the path of a stranger's
/// file, which a hook passes and which begins like an option.
fn exit_with(error: &clap::Error) -> ! {
    let text = error.to_string();
    let output = Output::text(&escape_for_terminal(&text));
    if error.use_stderr() && output.as_bytes() != text.as_bytes() {
        print_to_stderr(&output);
        std::process::exit(error.exit_code());
    }
    error.exit()
}

/// Returns an error for a first word that is not a file, but almost a command.
fn unrecognized_command(command: &clap::Command, arguments: &Arguments) -> Option<clap::Error> {
    let first = arguments.check.paths.first().filter(|path| !path.exists())?;
    let word = first.to_str().filter(|_| arguments.command.is_none())?;
    let near = did_you_mean(word, command.get_subcommands().map(clap::Command::get_name))?;
    let mut error = clap::Error::new(ErrorKind::InvalidSubcommand).with_cmd(command);
    let similar = ContextValue::Strings(vec![near.to_owned()]);
    error.insert(ContextKind::InvalidSubcommand, ContextValue::String(word.to_owned()));
    error.insert(ContextKind::SuggestedSubcommand, similar);
    Some(error)
}

/// Returns the command line as clap describes it, for generated pages and scripts.
pub(super) fn command() -> clap::Command {
    Arguments::command()
}
