//! Diagnostics, with related locations, notes and fixes.

use std::sync::Arc;

use crate::manifest::edit::RemovalEdits;
use crate::text::escape::escape_for_terminal;
use crate::text::style::{ERROR, HINT, Style, WARNING};
use crate::text::{Edit, Edits, LineColumn, Span};
use crate::uri::Certainty;

/// The severity of a problem, ordered from least to most severe: hint, warning, error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Shown in editors; on the command line only with `-v`.
    Hint,
    /// The console accepts the value, but it is unsafe, has no effect or is probably unintended.
    Warning,
    /// The console rejects the value, or the OAuth flow cannot work.
    Error,
}

impl Severity {
    /// All severities, the most severe first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Hint];

    /// The name in output and configuration: `hint`, `warning` or `error`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The terminal style of a severity's name and its underline.
pub fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
        Severity::Hint => HINT,
    }
}

/// Whether a fix can be applied without review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// The fix preserves the meaning or is certain to match the user's intent, and keeps comments.
    Safe,
    /// The fix may not match the user's intent, or removes text.
    Unsafe,
}

impl Applicability {
    /// The name in output: `safe` or `unsafe`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

/// One way to resolve a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does, in the imperative.
    pub title: String,
    /// Whether the fix can be applied without review.
    pub applicability: Applicability,
    /// The edits of the fix.
    pub edits: Edits,
}

impl Fix {
    /// Creates a fix that preserves the meaning or is certain to match the user's intent.
    ///
    /// # Panics
    ///
    /// Panics if two edits overlap (see [`Edits::new`]).
    pub fn safe(title: impl Into<String>, edits: impl Into<Edits>) -> Self {
        Self { title: title.into(), applicability: Applicability::Safe, edits: edits.into() }
    }

    /// Creates a fix that is safe only if it is certain.
    ///
    /// # Panics
    ///
    /// Panics if two edits overlap (see [`Edits::new`]).
    pub fn if_certain(
        certainty: Certainty,
        title: impl Into<String>,
        edits: impl Into<Edits>,
    ) -> Self {
        match certainty {
            Certainty::Certain => Self::safe(title, edits),
            Certainty::Likely => Self::unsafe_(title, edits),
        }
    }

    /// Creates a fix that may not match the user's intent, or that loses something.
    ///
    /// # Panics
    ///
    /// Panics if two edits overlap (see [`Edits::new`]).
    pub fn unsafe_(title: impl Into<String>, edits: impl Into<Edits>) -> Self {
        Self { applicability: Applicability::Unsafe, ..Self::safe(title, edits) }
    }

    /// Creates a fix that is safe if `is_certain`, and unsafe otherwise.
    ///
    /// # Panics
    ///
    /// Panics if two edits overlap (see [`Edits::new`]).
    pub fn safe_if(is_certain: bool, title: impl Into<String>, edits: impl Into<Edits>) -> Self {
        Self::safe(title, edits).unsafe_unless(is_certain)
    }

    /// Returns the fix as an unsafe one unless a condition holds.
    #[must_use]
    pub fn unsafe_unless(self, is_certain: bool) -> Self {
        if is_certain { self } else { Self { applicability: Applicability::Unsafe, ..self } }
    }
}

/// What is known about the console's reaction to a value. Messages must use this type to make
/// claims about the console, so that their wording matches the evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsoleReaction {
    /// Zoho's page lists this cause under this error.
    Documented(&'static str),
    /// Zoho's page has this error for the field but does not list this cause.
    Likely(&'static str),
    /// The console accepts the value; the clause says what happens later.
    Accepted(&'static str),
}

impl std::fmt::Display for ConsoleReaction {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Documented(error) => write!(formatter, "console error: \"{error}\""),
            Self::Likely(error) => {
                write!(formatter, "if the console rejects it, it shows \"{error}\"")
            }
            Self::Accepted(later) => write!(formatter, "the console accepts it, but {later}"),
        }
    }
}

/// Another location that a diagnostic refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The location, in the same file.
    pub span: Span,
    /// How the location relates to the diagnostic.
    pub message: String,
}

/// A place in another file that a diagnostic mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The file, as the caller that compared the files names it.
    pub file: Arc<str>,
    /// What is there, as a noun: `the other`.
    pub role: &'static str,
    /// The place, in bytes of that file.
    pub span: Span,
    /// The start, in the encoding that the files were compared in.
    pub start: LineColumn,
    /// The end.
    pub end: LineColumn,
}

/// The maximum number of locations that a diagnostic labels; readers do not look at more.
pub const MAX_LABELS: usize = 3;

/// A problem at a location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The text to underline.
    pub span: Span,
    /// The problem, in lower case, without a full stop, with the user's text in backticks.
    pub message: String,
    /// An upper limit for the default severity, below that of the rule.
    pub at_most: Option<Severity>,
    /// What is special about the underlined text, if the message does not already say it.
    pub label: Option<String>,
    /// Other locations.
    pub related: Vec<Related>,
    /// Places in other files, such as those that have the same value.
    pub elsewhere: Vec<Elsewhere>,
    /// The console's reaction.
    pub console: Option<ConsoleReaction>,
    /// Notes: the standard, and other helpful facts.
    pub notes: Vec<String>,
    /// The available fixes, the best first.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// Creates a diagnostic.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            at_most: None,
            label: None,
            related: Vec::new(),
            elsewhere: Vec::new(),
            console: None,
            notes: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// Limits the severity because this problem is less severe than others of the same rule. A
    /// level configured for the rule takes precedence.
    #[must_use]
    pub fn at_most(mut self, severity: Severity) -> Self {
        self.at_most = Some(severity);
        self
    }

    /// Sets the label.
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds a related location.
    #[must_use]
    pub fn with_related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { span, message: message.into() });
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Sets the console's reaction.
    #[must_use]
    pub fn with_console(mut self, reaction: ConsoleReaction) -> Self {
        self.console = Some(reaction);
        self
    }

    /// Adds a fix, if there is one.
    #[must_use]
    pub fn with_fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fixes.extend(fix.into());
        self
    }

    /// Returns `true` if the underlined text can be removed without loss: the best fix is safe and
    /// removes it.
    pub fn is_unnecessary(&self) -> bool {
        let best = self.fixes.first().filter(|fix| fix.applicability == Applicability::Safe);
        let removes = |edit: &Edit| edit.text.is_empty() && edit.span.contains(self.span);
        !self.span.is_empty() && best.is_some_and(|fix| fix.edits.iter().any(removes))
    }

    /// Iterates over the console's reaction and the notes, as sentences.
    pub fn all_notes(&self) -> impl Iterator<Item = String> {
        let console = self.console.iter().map(ConsoleReaction::to_string);
        console.chain(self.notes.iter().cloned())
    }

    /// Returns the message and all notes, one per line, for interfaces that show places in other
    /// files by themselves.
    pub fn message_with_notes(&self) -> String {
        std::iter::once(self.message.clone()).chain(self.all_notes()).collect::<Vec<_>>().join("\n")
    }

    /// Returns the message, all notes and the places in other files, one per line, for interfaces
    /// that show a single string.
    pub fn full_message(&self) -> String {
        let places = self.elsewhere.iter().map(|place| format!("\n{place}"));
        self.message_with_notes() + &places.collect::<String>()
    }
}

impl Elsewhere {
    /// Returns the message for interfaces that show the place by themselves.
    pub fn message(&self) -> String {
        format!("{} is here", self.role)
    }
}

impl std::fmt::Display for Elsewhere {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { file, role, start: LineColumn { line, column }, .. } = self;
        write!(formatter, "{role} is at {}:{}:{}", escape_for_terminal(file), line + 1, column + 1)
    }
}

impl RemovalEdits {
    /// Creates a fix that is safe unless it removes a comment; in that case the title says so.
    pub fn into_fix(self, title: impl Into<String>) -> Fix {
        let make = if self.lost_comments.is_empty() { Fix::safe } else { Fix::unsafe_ };
        make(self.title(title), self.edits)
    }

    /// Creates a fix that the user must choose.
    pub fn into_unsafe_fix(self, title: impl Into<String>) -> Fix {
        Fix::unsafe_(self.title(title), self.edits)
    }

    fn title(&self, title: impl Into<String>) -> String {
        let title = title.into();
        let also = if title.starts_with("Remove ") { " and" } else { ", and remove" };
        match self.lost_comments.len() {
            0 => title,
            1 => format!("{title}{also} its comment"),
            _ => format!("{title}{also} its comments"),
        }
    }
}
