//! `untidy-client-name`: spaces at the ends of a client's name, or several in a row.

use std::ops::Range;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::CLIQ_CONSENT;
use crate::diagnostic::{Diagnostic, Fix, MAX_LABELS, Severity};
use crate::manifest::Manifest;
use crate::manifest::edit::replace_parts;
use crate::syntax::StringValue;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "untidy-client-name",
        severity: Severity::Warning,
        summary: "leading, trailing or repeated spaces in the client name",
        rationale: "Users see the name on the consent page. Extra spaces are easy to miss in the \
                    manifest, and the name typed into the console then differs from the one in \
                    the manifest.",
        sources: &[CLIQ_CONSENT],
    },
    fixes: Fixes::Safe("The fix is safe because the name reads the same: only its spaces change."),
    when_to_suppress: "Suppress it if the client is registered with exactly these spaces.",
    bad: "\
[client]
type = \"self-client\"
name = \"Acme  Notifier\"
            ^^ client name contains several spaces in a row
",
    good: "\
[client]
type = \"self-client\"
name = \"Acme Notifier\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest.names().filter_map(|(_, name)| untidy(manifest, name)).collect()
}

fn untidy(manifest: &Manifest, name: &StringValue) -> Option<Diagnostic> {
    let runs = untidy_runs(&name.value);
    let (first, rest) = runs.split_first()?;
    let span = |run: &Run| name.span_of(run.range.clone());
    let diagnostic = Diagnostic::new(span(first), format!("client name {}", first.problem()));
    let labeled = rest.iter().take(MAX_LABELS - 1);
    let diagnostic = labeled
        .fold(diagnostic, |diagnostic, run| diagnostic.with_related(span(run), run.problem()));
    let parts: Vec<_> = runs.iter().map(|run| (run.range.clone(), run.replacement())).collect();
    let edits = replace_parts(&manifest.source, name, &parts);
    let tidy: String =
        name.value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    Some(diagnostic.with_fix(Fix::safe(format!("Write {}", manifest.quote(&tidy)), edits)))
}

/// Spaces that should be one space or none.
struct Run {
    range: Range<usize>,
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    Start,
    Middle,
    End,
}

impl Run {
    fn problem(&self) -> &'static str {
        match self.place {
            Place::Start => "starts with a space",
            Place::Middle => "contains several spaces in a row",
            Place::End => "ends with a space",
        }
    }

    fn replacement(&self) -> &'static str {
        if matches!(self.place, Place::Middle) { " " } else { "" }
    }
}

fn untidy_runs(name: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut start = 0;
    while let Some(at) = name[start..].find(' ').map(|at| start + at) {
        let end = name[at..].find(|c| c != ' ').map_or(name.len(), |length| at + length);
        let place = match (at, end) {
            (0, _) => Some(Place::Start),
            (_, end) if end == name.len() => Some(Place::End),
            _ => (end - at > 1).then_some(Place::Middle),
        };
        runs.extend(place.map(|place| Run { range: at..end, place }));
        start = end;
    }
    runs
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, fix_titles, lint_text};

    const RULE: RuleId = RuleId::UntidyClientName;

    fn client(name: &str) -> String {
        format!("[client]\ntype = 'self-client'\nname = \"{name}\"\n")
    }

    #[test]
    fn each_place_has_its_message() {
        check(RULE, &(client(" Zylker") + "        ^ client name starts with a space\n"));
        check(RULE, &(client("Zylker  ") + "              ^^ client name ends with a space\n"));
        check(
            RULE,
            &(client("Zylker   Desk")
                + "              ^^^ client name contains several spaces in a row\n"),
        );
    }

    #[test]
    fn one_fix_tidies_the_whole_name() {
        let text = client("  Zylker  Cliq   Desk ");
        check_fix(RULE, &text, &client("Zylker Cliq Desk"));
        assert_eq!(fix_titles(RULE, &text), ["Write `Zylker Cliq Desk`"]);
        assert_eq!(lint_text(&text).1.diagnostics[0].diagnostic.related.len(), 2);
        check_fix(RULE, &client("\\u0020Zylker"), &client("Zylker"));
    }

    #[test]
    fn tidy_and_empty_names_and_other_spaces_are_not_reported() {
        for name in ["Zylker Desk", "", "   ", "Zylker\u{a0}\u{a0}Desk"] {
            check(RULE, &client(name));
        }
    }
}
