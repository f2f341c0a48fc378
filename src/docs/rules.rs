//! The website page of a rule, the rule lists, and hover text for rules.

use super::markdown::{capitalize, markdown_table, strip_markdown};
use super::themes::{THEMES, Theme};
use crate::citations::Citation;
use crate::config::{FILE_NAME, Levels};
use crate::diagnostic::{Applicability, Fix};
use crate::lint::{Code, lint};
use crate::manifest::Manifest;
use crate::rules::{Check, Descriptor, Fixes, PROPERTIES, Rule, RuleId};
use crate::suppression::is_suppressible;
use crate::text::Source;

/// Renders a rule's page, including the command-line output for its example.
pub fn rule_page(rule: RuleId, command: &str, output: &str) -> String {
    let descriptor = rule.descriptor();
    let name = descriptor.name;
    let summary = capitalize(descriptor.summary);
    let fix = example_fix(rule).map_or("none", |fix| fix.applicability.name());
    let severity = descriptor.severity.name();
    let sources: Vec<String> = pages_of(descriptor).map(|page| page.link()).collect();
    let facts = [
        ["Severity".to_owned(), format!("[{severity}](../configuration.md#levels)")],
        ["Fix".to_owned(), format!("[{fix}](../fixes.md)")],
        ["Since".to_owned(), rule.since().to_owned()],
        ["Source".to_owned(), sources.join("<br>")],
    ];
    format!(
        "---\ndescription: {description:?}\n---\n\n{GENERATED}\n\n# {name}\n\n{}\n\
         ## What it checks\n\n{summary}.\n\n## Why it matters\n\n{}\n\n\
         ## Example\n\n{example}\
         ```console\n$ {command}\n{output}```\n\n## Fix\n\n{}\n\n\
         ```{}\n{}```\n\n## When to suppress it\n\n{}{}",
        markdown_table(["", ""], facts.iter()),
        descriptor.rationale,
        describe_fix_on_page(rule),
        rule.rule().language(),
        rule.rule().good,
        describe_suppression(rule),
        references(descriptor, "## References"),
        description = strip_markdown(&format!("{summary}.")),
        example = example_files(rule).iter().map(example_block).collect::<String>(),
    )
}

fn example_block((name, text): &(&str, String)) -> String {
    let language = if *name == EXAMPLE_OTHER_FILE { PROPERTIES } else { "toml" };
    format!("```{language} title=\"{name}\"\n{text}```\n\n")
}

/// The name of a file in an example that is neither a manifest nor a configuration.
const EXAMPLE_OTHER_FILE: &str = ".env";

/// Returns the files of a rule's example, each with its name: the one that the rule reports first,
/// without its carets. U+FFFD represents a byte that is not UTF-8.
pub fn example_files(rule: RuleId) -> Vec<(&'static str, String)> {
    const MANIFEST: &str = "cliq-client.toml";
    let text = example_text(rule);
    match &rule.rule().check {
        Check::Manifest(_) | Check::Suppressions => vec![(MANIFEST, text)],
        Check::Across(across) => {
            vec![(MANIFEST, text), ("cliq-client.staging.toml", across.other.to_owned())]
        }
        Check::Files { manifest } => {
            let config = "[match]\nfiles = [\".env*\"]\n";
            vec![
                (EXAMPLE_OTHER_FILE, text),
                (MANIFEST, (*manifest).to_owned()),
                (FILE_NAME, config.to_owned()),
            ]
        }
    }
}

/// The header of every generated page.
const GENERATED: &str = "<!-- Generated from src/rules by `UPDATE=1 cargo test`. -->";

/// Returns a rule's example without its carets.
fn example_text(rule: RuleId) -> String {
    let lines = rule.rule().bad.split_inclusive('\n');
    lines.filter(|line| !line.trim_start().starts_with('^')).collect()
}

/// Returns the first fix offered for the rule's example.
pub(crate) fn example_fix(rule: RuleId) -> Option<Fix> {
    let manifest = Manifest::new(Source::new(example_text(rule)));
    let report = lint(&manifest, &Levels::default());
    let own = report.diagnostics.into_iter().filter(|found| found.code == Code::Rule(rule));
    own.flat_map(|found| found.diagnostic.fixes).next()
}

/// Explains which fixes a rule has and why, and how to apply the fix of its example.
fn describe_fix_on_page(rule: RuleId) -> String {
    let reason = describe_reason(rule);
    let Some(fix) = example_fix(rule) else {
        return format!("{reason} The corrected example:");
    };
    let (kind, options) = match fix.applicability {
        Applicability::Safe => ("safe", "--fix"),
        Applicability::Unsafe => ("unsafe", "--fix --unsafe-fixes"),
    };
    let title = fix.title;
    format!(
        "{reason}\n\n\
         **{title}** ({kind}): `cliq-lint {options}` applies it. The corrected example:"
    )
}

/// Explains why a rule's fixes are safe or unsafe, or why it has none.
pub(super) fn describe_reason(rule: RuleId) -> String {
    let fixes = rule.rule().fixes;
    let kind = if matches!(fixes, Fixes::Never(_)) { "None. " } else { "" };
    kind.to_owned() + fixes.reason()
}

/// Renders the table in docs/fixes.md: the rules with safe fixes, and why those are certain.
pub fn safe_fixes_table() -> String {
    let row = |rule: &RuleId| match rule.rule().fixes {
        Fixes::Safe(reason) => {
            let name = rule.name();
            Some([format!("[`{name}`](rules/{name}.md)"), reason.replace('|', "\\|")])
        }
        Fixes::Unsafe(_) | Fixes::Never(_) => None,
    };
    markdown_table(["Rule", "Why its safe fix is certain"], RuleId::ALL.iter().filter_map(row))
}

/// Explains when to suppress a rule, with the comment to use if it can be suppressed.
fn describe_suppression(rule: RuleId) -> String {
    let advice = rule.rule().when_to_suppress;
    let Some(comment) = suppression_comment(rule) else { return format!("{advice}\n") };
    format!(
        "{advice} To suppress it, put this comment at the end of the reported line, or [in another \
         place](../suppress.md):\n\n\
         ```toml\n{comment}\n```\n"
    )
}

/// Returns the comment that suppresses a rule; `None` if it cannot be suppressed.
pub(super) fn suppression_comment(rule: RuleId) -> Option<String> {
    let comment = || format!("# cliq-lint: allow({}, reason = \"…\")", rule.name());
    is_suppressible(rule).then(comment)
}

/// A page or a standard, with its quotations.
struct QuotedPage {
    title: &'static str,
    url: &'static str,
    quotes: Vec<&'static str>,
}

impl QuotedPage {
    fn link(&self) -> String {
        format!("[{}]({})", self.title, self.url)
    }
}

/// Iterates over the pages and standards that a rule cites, without duplicates.
fn pages_of(descriptor: &Descriptor) -> impl Iterator<Item = QuotedPage> {
    let mut pages: Vec<QuotedPage> = Vec::new();
    for Citation { title, url, quote } in descriptor.sources.iter().copied() {
        match pages.iter_mut().find(|page| page.url == url) {
            Some(page) => page.quotes.extend(quote),
            None => pages.push(QuotedPage { title, url, quotes: Vec::from_iter(quote) }),
        }
    }
    pages.into_iter()
}

/// Renders the pages and standards that a rule cites as a Markdown list under a heading.
pub fn references(descriptor: &Descriptor, heading: &str) -> String {
    let line = |page: QuotedPage| {
        let quotes: Vec<String> = page.quotes.iter().map(|quote| format!("“{quote}”")).collect();
        let colon = if quotes.is_empty() { "" } else { ": " };
        format!("- {}{colon}{}\n", page.link(), quotes.join(" "))
    };
    let list: String = pages_of(descriptor).map(line).collect();
    format!("\n{heading}\n\n{list}")
}

/// Renders the website's rule index, with one table per theme.
pub fn rules_index() -> String {
    let row = |rule: &RuleId| {
        let descriptor = rule.descriptor();
        [
            format!("[`{0}`]({0}.md)", descriptor.name),
            capitalize(&descriptor.summary.replace('|', "\\|")),
            descriptor.severity.name().to_owned(),
            example_fix(*rule).map_or("–", |fix| fix.applicability.name()).to_owned(),
        ]
    };
    let section = |theme: &Theme| {
        let table = markdown_table(
            ["Rule", "What it reports", "Severity", "Fix"],
            theme.rules.iter().map(row),
        );
        format!("\n## {}\n\n{table}", theme.title)
    };
    THEMES.iter().map(section).collect()
}

/// Renders the rules as part of the website's navigation, in TOML.
pub fn rules_navigation() -> String {
    let page = |rule: &RuleId| format!("            \"rules/{}.md\",\n", rule.name());
    let section = |theme: &Theme| {
        let pages: String = theme.rules.iter().map(page).collect();
        format!("        {{ \"{}\" = [\n{pages}        ] }},\n", theme.title)
    };
    THEMES.iter().map(section).collect()
}

/// Renders the README's rule list, with one line per theme and links to the website.
pub fn rules_by_theme() -> String {
    let rule_link = |rule: &RuleId| format!("[`{}`]({})", rule.name(), rule.descriptor().url());
    let line = |theme: &Theme| {
        let links: Vec<String> = theme.rules.iter().map(rule_link).collect();
        format!("- **{}**: {}\n", theme.title, links.join(", "))
    };
    THEMES.iter().map(line).collect()
}

/// Renders a rule's examples as Markdown.
pub fn examples(rule: &Rule) -> String {
    let Rule { bad, good, .. } = rule;
    let language = rule.language();
    format!("```{language}\n{bad}```\n\nCorrected:\n\n```{language}\n{good}```\n")
}

/// Describes what a rule reports and why it matters.
pub fn rule_docs(rule: RuleId) -> String {
    let descriptor = rule.descriptor();
    let (name, severity) = (descriptor.name, descriptor.severity.name());
    let summary = capitalize(descriptor.summary);
    let references = references(descriptor, "**References.**");
    format!("**{name}** ({severity})\n\n{summary}.\n\n{}\n{references}", descriptor.rationale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_has_its_level_its_summary_and_its_rationale() {
        let docs = rule_docs(RuleId::InsecureHttp);
        let descriptor = RuleId::InsecureHttp.descriptor();
        assert!(docs.starts_with("**insecure-http** (warning)\n\n"), "{docs}");
        assert!(docs.contains(&capitalize(descriptor.summary)), "{docs}");
        assert!(docs.contains(descriptor.rationale), "{docs}");
    }
}
