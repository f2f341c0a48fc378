//! What each suppression covers, and those that cover nothing.

use std::collections::HashMap;

use super::{SuppressedRule, Suppression};
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::manifest::edit::comment_with_line;
use crate::rules;
use crate::text::{LineIndex, Span};

/// Takes out the findings that an allow-comment silences. Each finding comes with its rule's
/// position.
pub fn apply_suppressions(
    text: &str,
    allows: &mut [Suppression],
    findings: &mut Vec<(usize, Diagnostic)>,
) {
    if allows.is_empty() {
        return;
    }
    let index = LineIndex::new(text);
    let mut names: HashMap<(Option<usize>, usize), Vec<&mut SuppressedRule>> = HashMap::new();
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
pub fn unused_suppressions(
    text: &str,
    allows: &[Suppression],
    is_on: impl Fn(usize) -> bool,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for allow in allows {
        if !allow.is_valid {
            let message = "this allow-comment cannot be read";
            findings.push(
                Diagnostic::new(allow.span, message)
                    .note("it is written `# cliq-lint: allow(rule, reason = \"…\")`"),
            );
        }
        for (index, name) in allow.names.iter().enumerate() {
            match name.rule {
                None => findings.push(unknown(text, allow, index)),
                Some(rule) if !name.used && is_on(rule) => {
                    findings.push(unused_suppression(text, allow, index))
                }
                Some(_) => {}
            }
        }
    }
    findings
}

fn unknown(text: &str, allow: &Suppression, index: usize) -> Diagnostic {
    let span = allow.names[index].span;
    let name = span.of(text);
    let finding = Diagnostic::new(
        span,
        format!("no rule is called {}", crate::text::escape::quote_for_message(name)),
    );
    match rules::nearest(name) {
        Some(near) => {
            finding.fix(Fix::safe(format!("write `{near}`"), vec![Edit::replace(span, near)]))
        }
        None => finding.fix(removal(text, allow, index)),
    }
}

fn unused_suppression(text: &str, allow: &Suppression, index: usize) -> Diagnostic {
    let span = allow.names[index].span;
    let place = if allow.for_file { "in this file" } else { "on its line" };
    Diagnostic::new(span, format!("`{}` finds nothing to allow {place}", span.of(text)))
        .fix(removal(text, allow, index))
}

/// Removes a name, or the whole comment where it is the only one.
fn removal(text: &str, allow: &Suppression, index: usize) -> Fix {
    if let [_] = allow.names[..] {
        let edits = vec![Edit::remove(comment_with_line(text, allow.span))];
        let title = "remove the allow-comment";
        return if allow.has_other_text {
            Fix::unsafe_(title, edits)
        } else {
            Fix::safe(title, edits)
        };
    }
    let name = &allow.names[index];
    let span = match allow.names.get(index + 1) {
        Some(next) => Span::new(name.span.start, next.span.start),
        None => Span::new(allow.names[index - 1].span.end, name.span.end),
    };
    Fix::safe(format!("remove `{}` from the list", name.span.of(text)), vec![Edit::remove(span)])
}
