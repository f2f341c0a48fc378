//! Allow-comments: `# cliq-lint: allow(rule, …, reason = "…")`, what each silences, and those that
//! silence nothing.

use std::collections::HashMap;

use crate::edits::whole_comment;
use crate::finding::{Edit, Finding, Fix};
use crate::rules;
use crate::syntax::Document;
use crate::text::{LineIndex, Span, line_end, line_start};

/// What begins an allow-comment, behind its `#`.
const MARK: &str = "cliq-lint:";

/// An allow-comment.
pub struct Allow {
    /// The comment.
    span: Span,
    /// Whether it stands above every key and table, and so counts for the file.
    for_file: bool,
    /// The start of the line that it counts for.
    line: usize,
    /// The names that it lists.
    names: Vec<Name>,
    /// Whether it could be read.
    is_legible: bool,
    /// Whether there is more in the comment than the names.
    says_more: bool,
}

struct Name {
    span: Span,
    /// The rule's position in [`rules::RULES`].
    rule: Option<usize>,
    used: bool,
}

/// The allow-comments of a document.
#[must_use]
pub fn allows(document: &Document<'_>) -> Vec<Allow> {
    document.comments.iter().filter_map(|comment| allow(document, *comment)).collect()
}

fn allow(document: &Document<'_>, span: Span) -> Option<Allow> {
    let text = document.text;
    let comment = span.of(text);
    let body = comment.trim_start_matches('#').trim_start().strip_prefix(MARK)?;
    let list = body
        .trim_start()
        .strip_prefix("allow")
        .map(str::trim_start)
        .and_then(|list| list.strip_prefix('('));
    let closed = list.and_then(|list| Some((list, closing(list)?)));
    let (names, says_more) = match closed {
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
    let is_legible = !names.is_empty();
    Some(Allow {
        span,
        for_file: alone && span.start < document.first_statement,
        line,
        names,
        is_legible,
        says_more,
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
fn names(text: &str, list: Span) -> (Vec<Name>, bool) {
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
            names.push(Name {
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

/// Takes out the findings that an allow-comment silences. Each finding comes with its rule's
/// position.
pub fn silence(text: &str, allows: &mut [Allow], findings: &mut Vec<(usize, Finding)>) {
    if allows.is_empty() {
        return;
    }
    let index = LineIndex::new(text);
    let mut names: HashMap<(Option<usize>, usize), Vec<&mut Name>> = HashMap::new();
    for allow in allows {
        let place = (!allow.for_file).then(|| index.line(allow.line));
        for name in &mut allow.names {
            if let Some(rule) = name.rule {
                names.entry((place, rule)).or_default().push(name);
            }
        }
    }
    findings.retain(|(rule, finding)| {
        let line = index.line(finding.span.start);
        let mut silenced = false;
        for place in [Some(line), None] {
            for name in names.get_mut(&(place, *rule)).into_iter().flatten() {
                name.used = true;
                silenced = true;
            }
        }
        !silenced
    });
}

/// What the rule `unused-allow` reports, after [`silence`]. A rule for which `is_on` is false is
/// not missed.
#[must_use]
pub fn unused(text: &str, allows: &[Allow], is_on: impl Fn(usize) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for allow in allows {
        if !allow.is_legible {
            let message = "this allow-comment cannot be read";
            findings.push(
                Finding::new(allow.span, message)
                    .note("it is written `# cliq-lint: allow(rule, reason = \"…\")`"),
            );
        }
        for (index, name) in allow.names.iter().enumerate() {
            match name.rule {
                None => findings.push(unknown(text, allow, index)),
                Some(rule) if !name.used && is_on(rule) => {
                    findings.push(silences_nothing(text, allow, index))
                }
                Some(_) => {}
            }
        }
    }
    findings
}

fn unknown(text: &str, allow: &Allow, index: usize) -> Finding {
    let span = allow.names[index].span;
    let name = span.of(text);
    let finding =
        Finding::new(span, format!("no rule is called {}", crate::characters::quoted(name)));
    match rules::nearest(name) {
        Some(near) => {
            finding.fix(Fix::safe(format!("write `{near}`"), vec![Edit::replace(span, near)]))
        }
        None => finding.fix(removal(text, allow, index)),
    }
}

fn silences_nothing(text: &str, allow: &Allow, index: usize) -> Finding {
    let span = allow.names[index].span;
    let place = if allow.for_file { "in this file" } else { "on its line" };
    Finding::new(span, format!("`{}` finds nothing to allow {place}", span.of(text)))
        .fix(removal(text, allow, index))
}

/// Removes a name, or the whole comment where it is the only one.
fn removal(text: &str, allow: &Allow, index: usize) -> Fix {
    if let [_] = allow.names[..] {
        let edits = vec![Edit::remove(whole_comment(text, allow.span))];
        let title = "remove the allow-comment";
        return if allow.says_more { Fix::guess(title, edits) } else { Fix::safe(title, edits) };
    }
    let name = &allow.names[index];
    let span = match allow.names.get(index + 1) {
        Some(next) => Span::new(name.span.start, next.span.start),
        None => Span::new(allow.names[index - 1].span.end, name.span.end),
    };
    Fix::safe(format!("remove `{}` from the list", name.span.of(text)), vec![Edit::remove(span)])
}
