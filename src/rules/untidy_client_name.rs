//! `untidy-client-name`: blanks at the ends of a name, or doubled in it.

use super::{Check, Descriptor, Rule};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::Manifest;
use crate::syntax::StringValue;
use crate::text::Edit;

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "untidy-client-name",
        severity: Severity::Warning,
        tag: None,
        summary: "blanks at the ends of the name, or doubled in it",
        rationale: "Users see the name on the page that asks for their consent.",
        sources: &[],
    },
    no_fix_reason: None,
    bad: "\
[client]
type = \"self-client\"
name = \"Acme  Notifier\"
            ^^ the client name has a doubled blank
",
    good: "\
[client]
type = \"self-client\"
name = \"Acme Notifier\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest.names().filter_map(|(_, name)| untidy(name)).collect()
}

fn untidy(name: &StringValue) -> Option<Diagnostic> {
    if name.value.trim().is_empty() {
        return None;
    }
    let mut runs: Vec<(&str, std::ops::Range<usize>)> = Vec::new();
    let mut end = 0;
    for word in name.value.split(' ').filter(|word| !word.is_empty()) {
        let start = end + name.value[end..].find(word)?;
        match (end, start - end) {
            (0, 0) => {}
            (0, _) => runs.push(("a blank at its start", 0..start)),
            (_, 2..) => runs.push(("a doubled blank", end..start)),
            _ => {}
        }
        end = start + word.len();
    }
    if end < name.value.len() {
        runs.push(("a blank at its end", end..name.value.len()));
    }
    let (what, range) = runs.first()?.clone();
    let edits = runs.iter().map(|(what, range)| {
        Edit::replace(
            name.span_of(range.clone()),
            if *what == "a doubled blank" { " " } else { "" },
        )
    });
    let diagnostic = Diagnostic::new(name.span_of(range), format!("the client name has {what}"))
        .with_fix(Fix::safe("tidy the blanks", edits.collect::<Vec<_>>()));
    Some(runs[1..].iter().fold(diagnostic, |diagnostic, (what, range)| {
        diagnostic.with_related(name.span_of(range.clone()), *what)
    }))
}
