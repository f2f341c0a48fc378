//! What can be wrong with a text that is not TOML.

use crate::text::{Edit, Edits, Span};

/// A TOML error: one cause, with what is needed to word and to fix it.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxError {
    /// What to underline.
    pub span: Span,
    /// What is wrong.
    pub kind: ErrorKind,
    /// How to correct it, where that is known.
    pub repair: Option<Repair>,
}

/// Edits that make a statement valid. Its errors share them: half of them may make it worse.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// What is corrected, one step for each cause.
    pub steps: Vec<RepairStep>,
    /// Whether the result is surely what was meant.
    pub is_certain: bool,
}

/// The edits that correct one cause, at every place that has it.
#[derive(Clone, Debug, PartialEq)]
pub struct RepairStep {
    /// The first place.
    pub span: Span,
    /// What is wrong there.
    pub kind: ErrorKind,
    /// The edits.
    pub edits: Vec<Edit>,
}

impl Repair {
    /// The edits of all steps.
    pub fn edits(&self) -> Edits {
        Edits::new(self.steps.iter().flat_map(|step| &step.edits).cloned().collect())
    }
}

/// What is wrong with a text, a statement or a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text is JSON.
    Json,
    /// The text is YAML.
    Yaml,
    /// Both sides of a merge, with markers around them.
    MergeConflict,
    /// One line that a merge left.
    MergeMarker,
    /// Carriage returns without line feeds.
    LoneCarriageReturn,
    /// A control character, which TOML does not allow in this place.
    ControlCharacter(char),
    /// A space that is not U+0020, or a character that cannot be seen, outside strings.
    InvisibleCharacter(char),
    /// Brackets and dots nest too deep.
    TooDeep,
    /// A comment that begins with the marker of another language: `//`, `;` or `--`.
    CommentMarker,

    /// `[` or `[[` without its end in a header.
    UnclosedHeader,
    /// A header that names no table.
    EmptyHeader,
    /// A header that is neither `[table]` nor `[[table]]`.
    InvalidHeader,
    /// More text after a header.
    TextAfterHeader,
    /// A table that was defined before, at the given place.
    DuplicateTable(Option<Span>),

    /// A value without a key.
    MissingKey,
    /// A key of characters that need quotes.
    InvalidKey,
    /// A key that was defined before, at the given place.
    DuplicateKey(Option<Span>),
    /// A key below one whose value, at the given place, is not a table.
    NotATable(Option<Span>),
    /// A key alone, or without `=` before its value.
    MissingEquals,
    /// `:` between a key and its value.
    ColonInsteadOfEquals,
    /// More than `=` between a key and its value: `==`, `=>`, `:=`.
    ExtraEquals,
    /// A key, then `=`, then nothing.
    MissingValue,
    /// More text after the value.
    TextAfterValue,
    /// A comma or a semicolon after the value.
    TrailingPunctuation(char),
    /// A key and its value after another on the same line.
    TwoOnOneLine,

    /// Text that needs quotes.
    BareValue,
    /// A word for no value, as `null`.
    Null,
    /// `True`, `FALSE` and similar.
    CapitalizedBoolean,
    /// A number that TOML does not have.
    InvalidNumber,
    /// A date or a time that does not exist.
    InvalidDate,

    /// A string without its closing quote.
    UnclosedString,
    /// A multi-line string without its closing quotes.
    UnclosedMultiLineString,
    /// A line break in a string that is not a multi-line one.
    LineBreakInString,
    /// Typographic quotes around a key or a value.
    CurlyQuotes,
    /// Backticks around a value.
    Backticks,
    /// Letters before a string, as in `f"…"`.
    StringPrefix,
    /// A quote in a string that is delimited by the same quotes.
    QuoteInString,
    /// An escape that TOML does not have.
    InvalidEscape,
    /// A Unicode escape without all of its digits.
    IncompleteUnicodeEscape,
    /// A Unicode escape of a code point that is not a character.
    NotACharacter,

    /// `[` without `]` in a value.
    UnclosedArray,
    /// `{` without `}`.
    UnclosedInlineTable,
    /// `(…)` for an array.
    Parentheses,
    /// Two elements or entries without a comma between them.
    MissingComma,
    /// A comma with no element before it.
    ExtraComma,
    /// `;` between two elements or entries.
    SemicolonInsteadOfComma,

    /// Anything else: the text does not belong here.
    Unexpected,
}
