//! Suppression-comments: `# cliq-lint: allow(rule, …, reason = "…")`, what each silences, and those
//! that silence nothing.

mod apply;
pub mod insert;

pub use apply::{apply_suppressions, unused_suppressions};

use crate::rules;
use crate::syntax::Tree;
use crate::text::{Span, line_end, line_start};

/// What begins an allow-comment, behind its `#`.
const PREFIX: &str = "cliq-lint:";

/// An allow-comment.
pub struct Suppression {
    /// The comment.
    span: Span,
    /// Whether it stands above every key and table, and so counts for the file.
    for_file: bool,
    /// The start of the line that it counts for.
    line: usize,
    /// The names that it lists.
    names: Vec<SuppressedRule>,
    /// Whether it could be read.
    is_valid: bool,
    /// Whether there is more in the comment than the names.
    has_other_text: bool,
}

struct SuppressedRule {
    span: Span,
    /// The rule's position in [`rules::RULES`].
    rule: Option<usize>,
    used: bool,
}

/// The allow-comments of a document.
#[must_use]
pub fn allows(document: &Tree<'_>) -> Vec<Suppression> {
    document.comments.iter().filter_map(|comment| allow(document, *comment)).collect()
}

fn allow(document: &Tree<'_>, span: Span) -> Option<Suppression> {
    let text = document.text;
    let comment = span.of(text);
    let body = comment.trim_start_matches('#').trim_start().strip_prefix(PREFIX)?;
    let list = body
        .trim_start()
        .strip_prefix("allow")
        .map(str::trim_start)
        .and_then(|list| list.strip_prefix('('));
    let closed = list.and_then(|list| Some((list, closing(list)?)));
    let (names, has_other_text) = match closed {
        Some((list, end)) => {
            let start = span.end - list.len();
            let (names, has_reason) = names(text, Span::new(start, start + end));
            (names, has_reason || !list[end + 1..].trim().is_empty())
        }
        None => (Vec::new(), false),
    };
    let own_line = line_start(text, span.start);
    let alone = text[own_line..span.start].trim_start_matches('\u{feff}').trim().is_empty();
    let line = if alone { next_line(text, span.end) } else { own_line };
    let is_valid = !names.is_empty();
    Some(Suppression {
        span,
        for_file: alone && span.start < document.first_statement,
        line,
        names,
        is_valid,
        has_other_text,
    })
}

/// The byte offset of the parenthesis that closes a list of names, quotes respected.
fn closing(list: &str) -> Option<usize> {
    let mut quoted = false;
    list.char_indices()
        .find(|(_, character)| {
            quoted ^= *character == '"';
            *character == ')' && !quoted
        })
        .map(|(at, _)| at)
}

/// The names between the parentheses, and whether a reason stands among them.
fn names(text: &str, list: Span) -> (Vec<SuppressedRule>, bool) {
    let mut names = Vec::new();
    let mut start = list.start;
    for part in list.of(text).split(',') {
        let name = part.trim();
        let at = start + (part.len() - part.trim_start().len());
        start += part.len() + 1;
        let assignment = name.split_once('=').map(|(key, _)| key.trim());
        if assignment == Some("reason") {
            return (names, true);
        }
        if !name.is_empty() {
            names.push(SuppressedRule {
                span: Span::new(at, at + name.len()),
                rule: rules::position(name),
                used: false,
            });
        }
    }
    (names, false)
}

/// The start of the first line after `offset` that holds more than a comment.
fn next_line(text: &str, offset: usize) -> usize {
    let mut line = line_end(text, offset);
    while line < text.len() {
        let end = line_end(text, line);
        let content = text[line..end].trim();
        if !content.is_empty() && !content.starts_with('#') {
            break;
        }
        line = end;
    }
    line
}
