//! Writes allow-comments for findings: `--add-allow`, for adopting the linter where there are many.

use std::collections::BTreeMap;

use crate::diagnostic::Edit;
use crate::lint::Reported;
use crate::text::{Span, bom_len, line_end, line_start, newline};

/// The edits, by place, that silence each finding where it stands: at the end of its line, or above
/// the line where that ends with another comment or is not TOML. What cannot be silenced so (a file
/// that is not UTF-8, an allow-comment itself) is left out.
#[must_use]
pub fn suppression_edits(text: &str, diagnostics: &[Reported]) -> Vec<Edit> {
    let mut lines: BTreeMap<usize, Vec<&Reported>> = BTreeMap::new();
    let can_be_allowed =
        |found: &&Reported| !matches!(found.rule.name, "invalid-encoding" | "unused-allow");
    for found in diagnostics.iter().filter(can_be_allowed) {
        lines.entry(line_start(text, found.finding.span.start)).or_default().push(found);
    }
    lines.into_iter().map(|(line, found)| line_suppression(text, line, &found)).collect()
}

/// The edit that silences a rule in the whole file: in a comment above everything else.
#[must_use]
pub fn file_suppression(text: &str, rule: &str) -> Edit {
    let newline = newline(text);
    // A blank line keeps the comment apart from one that belongs to what follows.
    Edit::insert(bom_len(text), format!("# cliq-lint: allow({rule}){newline}{newline}"))
}

fn line_suppression(text: &str, line: usize, found: &[&Reported]) -> Edit {
    let mut rules: Vec<&str> = found.iter().map(|found| found.rule.name).collect();
    rules.sort_unstable();
    rules.dedup();
    let list = rules.join(", ");
    let content = Span::new(line, line_end(text, line));
    let written = content.of(text).trim_end();
    let is_toml = !rules.contains(&"invalid-toml");
    let ends_in_text =
        written.matches("\"\"\"").count() % 2 == 1 || written.matches("'''").count() % 2 == 1;
    if let Some(end) = rule_list_end(written) {
        return Edit::insert(line + end, format!(", {list}"));
    }
    let comment = format!("# cliq-lint: allow({list})");
    if is_toml
        && !ends_in_text
        && !written.contains('#')
        && !written.trim_matches('\u{feff}').is_empty()
    {
        return Edit::insert(line + written.len(), format!(" {comment}"));
    }
    let start = line + bom_len(written);
    let indent = &text[start
        ..start + (text[start..].len() - text[start..].trim_start_matches([' ', '\t']).len())];
    Edit::insert(start, format!("{indent}{comment}{}", newline(text)))
}

/// Where the list of names of the allow-comment at the end of a line ends.
fn rule_list_end(line: &str) -> Option<usize> {
    let start = line.rfind("# cliq-lint: allow(")?;
    let names = start + "# cliq-lint: allow(".len();
    let list = &line[names..line.len()];
    let end = list.find(", reason").or_else(|| list.find(')'))?;
    Some(names + end)
}

#[cfg(test)]
mod tests {
    use crate::config::Levels;
    use crate::lint::lint;
    use crate::text::Source;

    fn adopted(text: &str) -> String {
        let report = lint(&Source::from(text), &Levels::default());
        let mut after = text.to_owned();
        for edit in super::suppression_edits(text, &report.diagnostics).iter().rev() {
            after.replace_range(edit.span.start..edit.span.end, &edit.text);
        }
        let left = lint(&Source::from(after.as_str()), &Levels::default()).diagnostics;
        assert!(
            left.is_empty(),
            "{after}\n{:?}",
            left.iter().map(|found| &found.finding).collect::<Vec<_>>()
        );
        after
    }

    #[test]
    fn each_line_gets_one_comment() {
        let text = "[client]\ntype = \"self-client\"\nname = \"a!  b\"\nfoo = 1 # why\n";
        let after = "[client]\ntype = \"self-client\"\nname = \"a!  b\" # cliq-lint: allow(invalid-client-name, untidy-client-name)\n# cliq-lint: allow(unknown-key)\nfoo = 1 # why\n";
        assert_eq!(adopted(text), after);
    }

    #[test]
    fn a_broken_line_and_an_empty_file_get_theirs_above() {
        assert_eq!(adopted(""), "# cliq-lint: allow(missing-client)\n");
        adopted("[client]\r\ntype = \"self-client\"\r\nname = \"x\r\n");
        adopted(
            "[client]\ntype = \"self-client\"\nname = \"a!  b\" # cliq-lint: allow(untidy-client-name)\nname = 2",
        );
    }
}
