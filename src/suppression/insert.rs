//! Edits that add suppressions: to adopt the linter where there are many findings.

use std::collections::BTreeMap;

use super::{join_names, parse_suppression, suppression_comment};
use crate::manifest::Manifest;
use crate::rules::RuleId;
use crate::text::{Edit, Edits, Source, Span};

/// The edits that suppress rules at places: at the end of the line, or above the line where that
/// ends with another comment or is not TOML. What cannot be suppressed so (a file that is not UTF-8,
/// a suppression itself) is left out.
pub fn suppression_edits(
    manifest: &Manifest,
    places: impl IntoIterator<Item = (RuleId, Span)>,
) -> Edits {
    let mut lines: BTreeMap<usize, Vec<RuleId>> = BTreeMap::new();
    for (rule, span) in places {
        if !matches!(rule, RuleId::InvalidEncoding | RuleId::UnusedAllow) {
            lines.entry(manifest.source.line_start(span.start)).or_default().push(rule);
        }
    }
    let edits = lines.into_iter().map(|(line, rules)| line_suppression(manifest, line, rules));
    Edits::new(edits.collect())
}

/// The edit that suppresses a rule in the whole file: in a comment above everything else.
pub fn file_suppression(source: &Source, rule: RuleId) -> Edit {
    let newline = source.line_ending();
    // An empty line keeps the comment apart from one that belongs to what follows.
    let comment = format!("{}{newline}{newline}", suppression_comment(&[rule]));
    Edit::insert(source.bom_len(), comment)
}

/// The edit that suppresses rules on the line that starts at a byte offset.
fn line_suppression(manifest: &Manifest, line: usize, mut rules: Vec<RuleId>) -> Edit {
    rules.sort_unstable();
    rules.dedup();
    let source = &manifest.source;
    let content = source.slice(Span::new(line, source.line_end(line))).trim_end();
    if let Some(list_end) = existing_list_end(manifest, Span::new(line, line + content.len())) {
        return Edit::insert(list_end, format!(", {}", join_names(&rules)));
    }
    let comment = suppression_comment(&rules);
    let is_toml = !rules.contains(&RuleId::InvalidToml);
    let ends_in_string =
        ["\"\"\"", "'''"].iter().any(|quotes| content.matches(quotes).count() % 2 == 1);
    let is_empty = content.trim_matches('\u{feff}').is_empty();
    if is_toml && !ends_in_string && !is_empty && !content.contains('#') {
        return Edit::insert(line + content.len(), format!(" {comment}"));
    }
    let indent = source.indent_of(line);
    let start = source.content_line_start(line);
    Edit::insert(start, format!("{indent}{comment}{}", source.line_ending()))
}

/// Where the list of the suppression at the end of a line ends, if the line has one.
fn existing_list_end(manifest: &Manifest, line: Span) -> Option<usize> {
    let comments = &manifest.tree.comments;
    let next = comments.partition_point(|comment| comment.end < line.end);
    let comment = comments.get(next).filter(|comment| comment.start >= line.start)?;
    let suppression = parse_suppression(manifest.source.slice(*comment), comment.start)?;
    suppression.is_valid.then_some(suppression.rule_list_end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Levels;
    use crate::lint::{Reported, lint};

    /// The text with a suppression for every diagnostic, after which nothing is reported.
    fn suppress_all(text: &str) -> String {
        let manifest = Manifest::new(Source::new(text));
        let report = lint(&manifest, &Levels::default());
        let place = |reported: &Reported| Some((reported.code.rule()?, reported.diagnostic.span));
        let places = report.diagnostics.iter().filter_map(place);
        let after = suppression_edits(&manifest, places).apply(text);
        let left = lint(&Manifest::new(Source::new(after.as_str())), &Levels::default());
        assert_eq!(left.diagnostics, [], "{after}");
        after
    }

    #[test]
    fn each_line_gets_one_comment() {
        let text = "[client]\ntype = \"self-client\"\nname = \"a!  b\"\nfoo = 1 # why\n";
        let after = "[client]\ntype = \"self-client\"\n\
                     name = \"a!  b\" # cliq-lint: allow(invalid-client-name, untidy-client-name)\n\
                     # cliq-lint: allow(unknown-key)\nfoo = 1 # why\n";
        assert_eq!(suppress_all(text), after);
    }

    #[test]
    fn a_broken_line_and_an_empty_file_get_theirs_above() {
        assert_eq!(suppress_all(""), "# cliq-lint: allow(missing-client)\n");
        suppress_all("[client]\r\ntype = \"self-client\"\r\nname = \"x\r\n");
        suppress_all(
            "[client]\ntype = \"self-client\"\n\
             name = \"a!  b\" # cliq-lint: allow(untidy-client-name)\nname = 2",
        );
    }
}
