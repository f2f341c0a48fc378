//! The rules to pages: docs/rules.md, README's table, `explain` and `rules`. Nothing is written
//! twice.

use std::fmt::Write;

use crate::config::Levels;
use crate::console::{CLIENT_TYPES, FIELDS};
use crate::diagnostic::Applicability;
use crate::lint::lint;
use crate::render::url;
use crate::rules::{RULES, Rule, capitalize};
use crate::text::Source;

/// The text of docs/rules.md.
#[must_use]
pub fn rules_page() -> String {
    let mut page =
        String::from("# The rules\n\n<!-- made from the rules by `UPDATE=1 cargo test` -->\n\n");
    page += "Each is silenced with `# cliq-lint: allow(rule)` and set in `cliq-lint.toml`; see [configuration.md](configuration.md).\n";
    page += "A *safe* fix means the same, or surely what was meant, and is applied by `--fix`; an *unsafe* one is a guess, offered in\n";
    page += "editors and applied by `--unsafe-fixes`.\n";
    for rule in RULES {
        write!(page, "\n## {}\n\n", rule.name).expect("a string takes all");
        write!(
            page,
            "{}: {}.\n\n{}\n\n",
            capitalize(rule.severity.name()),
            rule.summary,
            rule.rationale
        )
        .expect("a string takes all");
        write!(page, "**Fix:** {}\n\n", fix(rule)).expect("a string takes all");
        page += &rule.examples();
    }
    page
}

/// The rules as the table of README.
#[must_use]
pub fn rules_table() -> String {
    let row = |rule: &&Rule| {
        format!(
            "| [`{name}`](docs/rules.md#{name}) | {level} | {summary} | {fix} |\n",
            name = rule.name,
            level = rule.severity.name(),
            summary = rule.summary.replace('|', "\\|"),
            fix = applicability(rule).map_or("–", |applicability| match applicability {
                Applicability::Safe => "safe",
                Applicability::Unsafe => "unsafe",
            })
        )
    };
    let head = "| rule | level | reports | fix |\n|---|---|---|---|\n";
    RULES.iter().map(row).fold(head.to_owned(), |table, row| table + &row)
}

/// The console's table of required fields, in Markdown.
#[must_use]
pub fn matrix_table() -> String {
    let mut table = String::from("| `type` | the console calls it |");
    table.extend(FIELDS.iter().map(|field| format!(" `{}` |", field.key)));
    table += "\n|---|---|---|---|---|---|\n";
    for row in &CLIENT_TYPES {
        write!(table, "| `{}` | {} |", row.value, row.label).expect("a string takes all");
        let cells = FIELDS.iter().map(|field| {
            if row.client_type.requires(field.field) { " required |" } else { " – |" }
        });
        table.extend(cells.chain(std::iter::once("\n")));
    }
    table
}

/// The rules with their levels, a line each.
#[must_use]
pub fn list() -> String {
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let row = |rule: &&Rule| {
        format!(
            "{:width$}  {:7}  {}\n",
            rule.name,
            rule.severity.name(),
            rule.summary.replace('`', "")
        )
    };
    RULES.iter().map(row).collect()
}

/// A rule's page for a terminal.
#[must_use]
pub fn explain(rule: &Rule) -> String {
    let indented = |example: &str| {
        example
            .lines()
            .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") })
            .collect::<String>()
    };
    let (summary, why, fix) =
        (plain(rule.summary), wrap(&plain(rule.rationale)), wrap(&plain(&fix(rule))));
    format!(
        "{} ({})\n\n{}.\n\n{why}\n\nFix: {fix}\n\nReported:\n\n{}\nWithout the fault:\n\n{}\nSilence it with `# cliq-lint: allow({})`. {}\n",
        rule.name,
        rule.severity.name(),
        capitalize(&summary),
        indented(rule.bad),
        indented(rule.good),
        rule.name,
        url(rule.name),
    )
}

/// The fix of a rule, by what its example is offered, or why there is none.
fn fix(rule: &Rule) -> String {
    match (rule.no_fix_reason, example_fix(rule)) {
        ("", Some((Applicability::Safe, title))) => format!("safe (in the example: {title})."),
        ("", Some((Applicability::Unsafe, title))) => format!("unsafe (in the example: {title})."),
        (reason, _) => format!("none. {reason}"),
    }
}

fn applicability(rule: &Rule) -> Option<Applicability> {
    example_fix(rule).map(|(applicability, _)| applicability)
}

/// The first fix that is offered for the rule's example.
fn example_fix(rule: &Rule) -> Option<(Applicability, String)> {
    let text: String =
        rule.bad.split_inclusive('\n').filter(|line| !line.trim_start().starts_with('^')).collect();
    let report = lint(&Source::from(text.as_str()), &Levels::default());
    let mut found = report.diagnostics.into_iter().filter(|found| found.rule.name == rule.name);
    found
        .find_map(|found| found.finding.fixes.into_iter().next())
        .map(|fix| (fix.applicability, fix.title))
}

/// Markdown without its marks: a link is its text and its address.
#[must_use]
pub fn plain(markdown: &str) -> String {
    markdown.replace("](", "] (").replace(['`', '*'], "")
}

/// The text in lines of at most 80 characters.
fn wrap(text: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > 80 {
            lines.push('\n');
            width = 0;
        } else if width > 0 {
            lines.push(' ');
            width += 1;
        }
        lines.push_str(word);
        width += length;
    }
    lines
}
