//! What each suppression covers, and those that cover nothing.

use std::collections::HashMap;

use super::{Suppression, parse_suppression};
use crate::diagnostic::{Diagnostic, Fix};
use crate::manifest::Manifest;
use crate::manifest::edit::remove_comment;
use crate::rules::{RuleId, describe_old_name, suggest_rule};
use crate::text::{Edit, Source, Span};

/// The suppressions of a manifest, and what they have covered so far.
pub struct Suppressions<'a> {
    manifest: &'a Manifest,
    list: Vec<Placed>,
    /// The names that cover a rule in a place, as positions in `list` and in its rules.
    by_place: HashMap<(Scope, RuleId), Vec<(usize, usize)>>,
}

/// A suppression and what it covers.
struct Placed {
    suppression: Suppression,
    scope: Scope,
    /// For each of its names, whether it has covered anything.
    used: Vec<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Scope {
    /// Everything: the suppression is above all keys and tables.
    File,
    /// One line, from 0.
    Line(usize),
}

impl<'a> Suppressions<'a> {
    /// Reads the suppressions of a manifest.
    pub fn new(manifest: &'a Manifest) -> Self {
        let source = &manifest.source;
        let place = |comment: &Span| {
            let suppression = parse_suppression(source.slice(*comment), comment.start)?;
            let scope = scope_of(source, *comment, manifest.tree.first_statement);
            let used = vec![false; suppression.rules.len()];
            Some(Placed { suppression, scope, used })
        };
        let list: Vec<Placed> = manifest.tree.comments.iter().filter_map(place).collect();
        let mut by_place: HashMap<_, Vec<_>> = HashMap::new();
        for (index, Placed { suppression, scope, .. }) in list.iter().enumerate() {
            for (name, suppressed) in suppression.rules.iter().enumerate() {
                if let Some(rule) = suppressed.rule {
                    by_place.entry((*scope, rule)).or_default().push((index, name));
                }
            }
        }
        Self { manifest, list, by_place }
    }

    /// Removes the diagnostics that a suppression covers.
    pub fn apply(&mut self, diagnostics: &mut Vec<(RuleId, Diagnostic)>) {
        if self.list.is_empty() {
            return;
        }
        diagnostics.retain(|(rule, diagnostic)| {
            let line = self.manifest.source.line_of(diagnostic.span.start);
            let mut is_suppressed = false;
            for scope in [Scope::Line(line), Scope::File] {
                for (index, name) in self.by_place.get(&(scope, *rule)).into_iter().flatten() {
                    self.list[*index].used[*name] = true;
                    is_suppressed = true;
                }
            }
            !is_suppressed
        });
    }
}

fn scope_of(source: &Source, comment: Span, first_statement: usize) -> Scope {
    let line_start = source.content_line_start(comment.start);
    if !source.slice(Span::new(line_start, comment.start)).trim().is_empty() {
        Scope::Line(source.line_of(comment.start))
    } else if comment.start < first_statement {
        Scope::File
    } else {
        Scope::Line(source.line_of(next_content_line(source, comment.end)))
    }
}

/// The start of the first line after `offset` that holds more than a comment.
fn next_content_line(source: &Source, offset: usize) -> usize {
    let mut line = source.line_end(offset);
    while line < source.text().len() {
        let end = source.line_end(line);
        let content = source.slice(Span::new(line, end)).trim();
        if !content.is_empty() && !content.starts_with('#') {
            break;
        }
        line = end;
    }
    line
}

/// What the rule `unused-allow` reports, after [`Suppressions::apply`]. A rule for which `is_on` is
/// false is not missed.
pub fn unused(suppressions: &Suppressions, is_on: impl Fn(RuleId) -> bool) -> Vec<Diagnostic> {
    let manifest = suppressions.manifest;
    let mut diagnostics = Vec::new();
    for placed in &suppressions.list {
        if !placed.suppression.is_valid {
            let message = "this allow-comment cannot be read";
            diagnostics.push(
                Diagnostic::new(placed.suppression.span, message)
                    .with_note("it is written `# cliq-lint: allow(rule, reason = \"…\")`"),
            );
        }
        for (index, name) in placed.suppression.rules.iter().enumerate() {
            match name.rule {
                None => diagnostics.push(unknown_rule(manifest, &placed.suppression, index)),
                Some(RuleId::UnusedAllow) => {}
                Some(rule) if !placed.used[index] && is_on(rule) => {
                    diagnostics.push(unused_suppression(manifest, placed, index));
                }
                Some(rule) => {
                    let written = manifest.source.slice(name.span);
                    diagnostics.extend(describe_old_name(name.span, written, rule));
                }
            }
        }
    }
    diagnostics
}

fn unknown_rule(manifest: &Manifest, suppression: &Suppression, index: usize) -> Diagnostic {
    let span = suppression.rules[index].span;
    let name = manifest.source.slice(span);
    let message = format!("no rule is called {}", manifest.quote(name));
    let fix = match suggest_rule(name) {
        Some(near) => {
            Fix::safe(format!("write `{}`", near.name()), Edit::replace(span, near.name()))
        }
        None => removal(manifest, suppression, index),
    };
    Diagnostic::new(span, message).with_fix(fix)
}

fn unused_suppression(manifest: &Manifest, placed: &Placed, index: usize) -> Diagnostic {
    let span = placed.suppression.rules[index].span;
    let place = if placed.scope == Scope::File { "in this file" } else { "on its line" };
    let message = format!("`{}` finds nothing to allow {place}", manifest.source.slice(span));
    let fix = removal(manifest, &placed.suppression, index);
    Diagnostic::new(span, message).with_fix(fix)
}

/// Removes a name, or the whole comment where it is the only one.
fn removal(manifest: &Manifest, suppression: &Suppression, index: usize) -> Fix {
    let name = &suppression.rules[index];
    if let [_] = suppression.rules[..] {
        let edits = remove_comment(manifest, suppression.span);
        let make = if suppression.has_other_text { Fix::unsafe_ } else { Fix::safe };
        return make("remove the allow-comment", edits);
    }
    let span = match suppression.rules.get(index + 1) {
        Some(next) => Span::new(name.span.start, next.span.start),
        None => Span::new(suppression.rules[index - 1].span.end, name.span.end),
    };
    let title =
        format!("remove {} from the list", manifest.quote(manifest.source.slice(name.span)));
    Fix::safe(title, Edit::remove(span))
}
