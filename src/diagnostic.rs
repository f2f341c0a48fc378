//! What a check can say: diagnostics, with related places, notes and fixes.

use crate::manifest::edit::RemovalEdits;
use crate::text::style::{ERROR, HINT, Style, WARNING};
use crate::text::{Edit, Edits, Span};
use crate::uri::Certainty;

/// How bad a problem is. Ordered: a hint is less than a warning, a warning less than an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Shown in editors; on the command line only with `-v`.
    Hint,
    /// The console accepts it, but it is unsafe, useless or a likely slip.
    Warning,
    /// The console rejects it, or the OAuth flow cannot work.
    Error,
}

impl Severity {
    /// All severities, the gravest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Hint];

    /// The word that people read and write: `hint`, `warning` or `error`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What a level's name looks like on a terminal, and what is underlined.
pub fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
        Severity::Hint => HINT,
    }
}

/// Whether a fix can be applied without looking at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// It means the same, or surely what was meant; comments are kept.
    Safe,
    /// It may not be what was meant, or it loses some text.
    Unsafe,
}

impl Applicability {
    /// The word that people read: `safe` or `unsafe`.
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
    /// What it does, as an imperative.
    pub title: String,
    /// Whether it can be applied without looking at it.
    pub applicability: Applicability,
    /// The edits.
    pub edits: Edits,
}

impl Fix {
    /// A fix that means the same, or surely what was meant.
    ///
    /// # Panics
    ///
    /// Where two edits overlap (see [`Edits::new`]).
    pub fn safe(title: impl Into<String>, edits: impl Into<Edits>) -> Self {
        Self { title: title.into(), applicability: Applicability::Safe, edits: edits.into() }
    }

    /// A fix that is safe only if it is certain.
    ///
    /// # Panics
    ///
    /// Where two edits overlap (see [`Edits::new`]).
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

    /// A fix that may not be what was meant, or loses something.
    ///
    /// # Panics
    ///
    /// Where two edits overlap (see [`Edits::new`]).
    pub fn unsafe_(title: impl Into<String>, edits: impl Into<Edits>) -> Self {
        Self { applicability: Applicability::Unsafe, ..Self::safe(title, edits) }
    }

    /// A fix that is safe where it is certain, and else one that the user must choose.
    ///
    /// # Panics
    ///
    /// Where two edits overlap (see [`Edits::new`]).
    pub fn safe_if(is_certain: bool, title: impl Into<String>, edits: impl Into<Edits>) -> Self {
        let fix = Self::safe(title, edits);
        if is_certain { fix } else { Self { applicability: Applicability::Unsafe, ..fix } }
    }
}

/// What is known of how the console reacts to the value, and how it is worded: the only way to say
/// something about the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsoleReaction {
    /// Zoho's page lists this cause under this error.
    Documented(&'static str),
    /// Zoho's page has this error for the field, but does not list this cause.
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

/// Another place that a diagnostic mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The place, in the same file.
    pub span: Span,
    /// What it has to do with the diagnostic.
    pub message: String,
}

/// The most places that one diagnostic labels: no reader looks at more.
pub const MAX_LABELS: usize = 3;

/// A problem at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is underlined.
    pub span: Span,
    /// The problem: lower case, no full stop, the user's text in backticks.
    pub message: String,
    /// The level that this diagnostic does not exceed by default, where its rule's is higher.
    pub at_most: Option<Severity>,
    /// What is special about the underlined place, where the message alone does not say it.
    pub label: Option<String>,
    /// Other places.
    pub related: Vec<Related>,
    /// How the console reacts.
    pub console: Option<ConsoleReaction>,
    /// The standard, and what else helps.
    pub notes: Vec<String>,
    /// Ways to resolve it, the best first.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            at_most: None,
            label: None,
            related: Vec::new(),
            console: None,
            notes: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// At most at this level, where the problem is less grave than the rule's others. A level that
    /// the configuration sets for the rule still applies.
    #[must_use]
    pub fn at_most(mut self, severity: Severity) -> Self {
        self.at_most = Some(severity);
        self
    }

    /// With a label at the place.
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// With another place.
    #[must_use]
    pub fn with_related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { span, message: message.into() });
        self
    }

    /// With a note.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// With what is known of the console's reaction.
    #[must_use]
    pub fn with_console(mut self, reaction: ConsoleReaction) -> Self {
        self.console = Some(reaction);
        self
    }

    /// With a fix, if there is one.
    #[must_use]
    pub fn with_fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fixes.extend(fix.into());
        self
    }

    /// Whether what is underlined can go without loss: its best fix is certain, and removes it.
    pub fn is_unnecessary(&self) -> bool {
        let best = self.fixes.first().filter(|fix| fix.applicability == Applicability::Safe);
        let removes = |edit: &Edit| edit.text.is_empty() && edit.span.contains(self.span);
        !self.span.is_empty() && best.is_some_and(|fix| fix.edits.iter().any(removes))
    }

    /// The console's reaction and the notes, as sentences.
    pub fn all_notes(&self) -> impl Iterator<Item = String> {
        let console = self.console.iter().map(ConsoleReaction::to_string);
        console.chain(self.notes.iter().cloned())
    }

    /// The message and all notes, a line each: for places that show one text.
    pub fn full_message(&self) -> String {
        std::iter::once(self.message.clone()).chain(self.all_notes()).collect::<Vec<_>>().join("\n")
    }
}

impl RemovalEdits {
    /// A fix that is safe unless it loses a comment, as its title then says.
    pub fn into_fix(self, title: impl Into<String>) -> Fix {
        let make = if self.lost_comments.is_empty() { Fix::safe } else { Fix::unsafe_ };
        make(self.title(title), self.edits)
    }

    /// A fix that the user must choose.
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
