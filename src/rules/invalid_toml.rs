//! `invalid-toml`: each error of the TOML.

use super::{Check, Descriptor, Rule};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::Manifest;
use crate::secrets::Secrets;
use crate::syntax::{ErrorKind, SyntaxError};
use crate::text::unicode::describe_char;
use crate::text::{Edits, Source};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "invalid-toml",
        severity: Severity::Error,
        tag: None,
        summary: "the text is not TOML",
        rationale: "Every error is reported, each with what to do about it, and the rest of the file is still linted. A value in a \
              broken line is not looked at, and its key counts as present. The grammar is that of [TOML 1.1](https://toml.io/en/v1.1.0), \
              which takes all of TOML 1.0.",
        sources: &[],
    },
    no_fix_reason: None,
    bad: "\
[client]
type = self-client
       ^^^^^^^^^^^ `self-client` is a text without quotes
name = \"Nightly Report\"
",
    good: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let describe = |error| describe_syntax_error(&manifest.source, &manifest.secrets, error);
    manifest.tree.errors.iter().map(describe).collect()
}

/// Words a syntax error, of a manifest or a configuration.
pub fn describe_syntax_error(
    source: &Source,
    secrets: &Secrets,
    error: &SyntaxError,
) -> Diagnostic {
    let fix = error.edits.as_ref().map(|edits| fix(&error.kind, edits.clone()));
    message_for(source, secrets, error).with_fix(fix)
}

fn message_for(source: &Source, secrets: &Secrets, error: &SyntaxError) -> Diagnostic {
    let written = secrets.quote(source.slice(error.span));
    let at = |message: &str| Diagnostic::new(error.span, message);
    match &error.kind {
        ErrorKind::UnclosedString => at("this string is not closed")
            .with_note("a string ends on its line, with the quote that it begins with"),
        ErrorKind::UnclosedMultiLineString => at("this multi-line string is not closed")
            .with_note("it ends with the three quotes that it begins with"),
        ErrorKind::UnclosedArray => at("this array is not closed").with_note("it ends with `]`"),
        ErrorKind::UnclosedInlineTable => {
            at("this inline table is not closed").with_note("it ends with `}`")
        }
        ErrorKind::UnclosedHeader => at("this header is not closed")
            .with_note("a table begins with `[client]`, one of several with `[[client]]`"),
        ErrorKind::EmptyHeader => at("this header names no table")
            .with_note("a client begins with `[client]`, one of several with `[[client]]`"),
        ErrorKind::MissingValue => at("this key has no value")
            .with_note("a text stands in quotes, a list between `[` and `]`"),
        ErrorKind::MissingEquals => at("there is no `=` in this line")
            .with_note("a line is `key = value`, a header `[client]` or a comment `# …`"),
        ErrorKind::ColonInsteadOfEquals => at("TOML has `=` between a key and its value, not `:`"),
        ErrorKind::BareValue => {
            Diagnostic::new(error.span, format!("{written} is a text without quotes"))
        }
        ErrorKind::MissingComma => at("a comma is missing between two values"),
        ErrorKind::TextAfterValue => {
            Diagnostic::new(error.span, format!("{written} stands behind the value"))
                .with_note("each `key = value` has a line of its own")
        }
        ErrorKind::InvalidEscape => {
            Diagnostic::new(error.span, format!("{written} is no escape that TOML has"))
                .with_note("a backslash is written `\\\\`, or the string in single quotes")
        }
        ErrorKind::ControlCharacter(character) => Diagnostic::new(
            error.span,
            format!("a control character ({}) cannot stand here", describe_char(*character)),
        ),
        ErrorKind::TooDeep => at("brackets and dots nest too deep here"),
        ErrorKind::DuplicateKey(first) => {
            let diagnostic =
                Diagnostic::new(error.span, format!("the key {written} is there twice"));
            first.map_or(diagnostic.clone(), |first| {
                diagnostic.with_related(first, "first set here")
            })
        }
        ErrorKind::DuplicateTable(first) => {
            let diagnostic =
                Diagnostic::new(error.span, format!("the table {written} is there twice"))
                    .with_note("several clients are written `[[client]]`");
            first.map_or(diagnostic.clone(), |first| {
                diagnostic.with_related(first, "first opened here")
            })
        }
        ErrorKind::MergeMarker => at("a merge was not finished here"),
        ErrorKind::Other(message) => Diagnostic::new(error.span, message.clone()),
    }
}

fn fix(kind: &ErrorKind, edits: Edits) -> Fix {
    match kind {
        ErrorKind::ControlCharacter(_) => Fix::unsafe_("take it out", edits),
        ErrorKind::UnclosedString => Fix::safe("close the string", edits),
        ErrorKind::UnclosedArray => Fix::safe("close the array", edits),
        ErrorKind::UnclosedInlineTable => Fix::safe("close the table", edits),
        ErrorKind::UnclosedHeader => Fix::safe("close the header", edits),
        ErrorKind::BareValue => Fix::safe("put it in quotes", edits),
        ErrorKind::MissingComma => Fix::safe("insert the comma", edits),
        ErrorKind::ColonInsteadOfEquals => Fix::safe("write `=`", edits),
        ErrorKind::MissingEquals => Fix::unsafe_("insert `=`", edits),
        ErrorKind::DuplicateTable(_) => Fix::unsafe_("make them two clients", edits),
        _ => Fix::unsafe_("mend the line", edits),
    }
}
