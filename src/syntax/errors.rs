//! TOML syntax errors and their repairs.

use crate::text::{Edit, Edits, Span};

/// A TOML error with a single cause, and the data needed to describe and fix it.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxError {
    /// The text to underline.
    pub span: Span,
    /// The kind of error.
    pub kind: ErrorKind,
    /// The correction, if known.
    pub repair: Option<Repair>,
}

/// Edits that make a statement valid. The errors of the statement share them, because applying only
/// some of them could make it worse.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// The correction steps, one per cause.
    pub steps: Vec<RepairStep>,
    /// Whether the result is certain to match the author's intent.
    pub is_certain: bool,
}

/// The edits that correct one cause everywhere it occurs.
#[derive(Clone, Debug, PartialEq)]
pub struct RepairStep {
    /// The first occurrence.
    pub span: Span,
    /// The kind of error there.
    pub kind: ErrorKind,
    /// The edits.
    pub edits: Vec<Edit>,
}

impl Repair {
    /// Returns the edits of all steps.
    pub fn edits(&self) -> Edits {
        Edits::new(self.steps.iter().flat_map(|step| &step.edits).cloned().collect())
    }
}

/// The kind of error in a text, a statement or a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text is JSON.
    Json,
    /// The text is YAML.
    Yaml,
    /// Both sides of a merge conflict, with markers around them.
    MergeConflict,
    /// A single leftover conflict marker.
    MergeMarker,
    /// Carriage returns without line feeds.
    LoneCarriageReturn,
    /// A control character that TOML does not allow here.
    ControlCharacter(char),
    /// A space other than U+0020, or an invisible character, outside strings.
    InvisibleCharacter(char),
    /// Brackets and dots that are nested too deeply.
    TooDeep,
    /// A comment with the marker of another language: `//`, `;` or `--`.
    CommentMarker,

    /// `[` or `[[` without its closing brackets in a header.
    UnclosedHeader,
    /// A header that names no table.
    EmptyHeader,
    /// A header that is neither `[table]` nor `[[table]]`.
    InvalidHeader,
    /// Extra text after a header.
    TextAfterHeader,
    /// A table that is already defined at the given span.
    DuplicateTable(Option<Span>),

    /// A value without a key.
    MissingKey,
    /// A key with characters that need quotes.
    InvalidKey,
    /// A key that is already defined at the given span.
    DuplicateKey(Option<Span>),
    /// A key below another key whose value, at the given span, is not a table.
    NotATable(Option<Span>),
    /// A key without a value, or without `=` before its value.
    MissingEquals,
    /// `:` between a key and its value.
    ColonInsteadOfEquals,
    /// An operator longer than `=`: `==`, `=>`, `:=`.
    ExtraEquals,
    /// A key and `=` without a value.
    MissingValue,
    /// Extra text after the value.
    TextAfterValue,
    /// A comma or semicolon after the value.
    TrailingPunctuation(char),
    /// A second key and value on the same line.
    TwoOnOneLine,

    /// Text that needs quotes.
    BareValue,
    /// A word for "no value", such as `null`.
    Null,
    /// `True`, `FALSE` and similar.
    CapitalizedBoolean,
    /// A number format that TOML does not support.
    InvalidNumber,
    /// A date or time that does not exist.
    InvalidDate,

    /// A string without its closing quote.
    UnclosedString,
    /// A multi-line string without its closing quotes.
    UnclosedMultiLineString,
    /// A line break in a single-line string.
    LineBreakInString,
    /// Typographic quotes around a key or a value.
    CurlyQuotes,
    /// Backticks around a value.
    Backticks,
    /// A prefix before a string, such as `f"…"`.
    StringPrefix,
    /// An unescaped quote in a string with the same delimiters.
    QuoteInString,
    /// An escape that TOML does not support.
    InvalidEscape,
    /// A Unicode escape with too few digits.
    IncompleteUnicodeEscape,
    /// A Unicode escape for a code point that is not a character.
    NotACharacter,

    /// `[` without `]` in a value.
    UnclosedArray,
    /// `{` without `}`.
    UnclosedInlineTable,
    /// `(…)` instead of an array.
    Parentheses,
    /// A missing comma between two elements or entries.
    MissingComma,
    /// A comma without an element before it.
    ExtraComma,
    /// `;` between two elements or entries.
    SemicolonInsteadOfComma,

    /// Any other text that does not belong here.
    Unexpected,
}
