//! What `cliq-lint explain` prints: a rule or an error, for a terminal.

use super::markdown::{capitalize, strip_markdown};
use super::rules::{describe_reason, example_fix, suppression_comment};
use super::themes::{THEMES, Theme};
use crate::citations::Citation;
use crate::config::INVALID_CONFIGURATION;
use crate::diagnostic::severity_style;
use crate::oauth_errors::{Basis, OAUTH_ERRORS, OAuthError};
use crate::rules::{Descriptor, Rule, RuleId};
use crate::text::style::{LITERAL, Palette, STRONG, Style};
use crate::text::wrap;

/// How many columns a page has.
const WIDTH: usize = 80;

/// The rules by what they are about, and the errors that are explained.
pub fn explain_list() -> String {
    let theme = |theme: &Theme| {
        let names = theme.rules.iter().map(|rule| format!("  {}\n", rule.name()));
        format!("{}:\n{}\n", theme.title, names.collect::<String>())
    };
    let errors = OAUTH_ERRORS.iter().map(|error| format!("  {}\n", error.title));
    format!(
        "{}Errors of the console, of sign-in and of APIs:\n{}\n\
         `cliq-lint explain NAME` explains a rule, and `cliq-lint explain TEXT` an error.\n",
        THEMES.iter().map(theme).collect::<String>(),
        errors.collect::<String>()
    )
}

/// A rule's page for a terminal.
pub fn explain(rule: RuleId, palette: Palette) -> String {
    let Rule { descriptor, bad, good, when_to_suppress, .. } = rule.rule();
    let comment = suppression_comment(rule);
    let comment = comment
        .map_or(String::new(), |comment| format!("\n    {}\n", palette.paint(LITERAL, comment)));
    let heading = |text: &str| palette.paint(STRONG, text);
    format!(
        "{}\n{} {}\n\n{}\n\n{}\n{}\n\n{}\n{}\n{} {}\n{comment}\n{}\n",
        explain_descriptor(descriptor, palette),
        heading("Fix:"),
        fill(&strip_markdown(&describe_fix(rule))),
        heading("Example:"),
        color_carets(&indent(bad), severity_style(descriptor.severity), palette),
        heading("Corrected:"),
        indent(good),
        explain_references(descriptor, palette),
        heading("When to suppress it:"),
        fill(&strip_markdown(when_to_suppress)),
        palette.paint(LITERAL, descriptor.url()),
    )
}

/// An example with the lines of carets and their messages in the color of the level.
fn color_carets(example: &str, style: Style, palette: Palette) -> String {
    let color = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        let (space, text) = line.split_at(indent);
        let is_caret = text.starts_with('^');
        if is_caret {
            format!("{space}{}\n", palette.paint(style, text))
        } else {
            format!("{line}\n")
        }
    };
    example.lines().map(color).collect()
}

fn indent(example: &str) -> String {
    let indent =
        |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
    example.lines().map(indent).collect()
}

/// Why the fixes of a rule are safe or unsafe, or why there is none, with that of its example.
fn describe_fix(rule: RuleId) -> String {
    let example = example_fix(rule).map_or(String::new(), |fix| {
        format!(" In the example: {} ({}).", fix.title, fix.applicability.name())
    });
    describe_reason(rule) + &example
}

/// What is wrong with a configuration file, for a terminal: it is reported as rules are, but it cannot
/// be suppressed or set to another level.
pub fn explain_invalid_configuration(palette: Palette) -> String {
    let descriptor = &INVALID_CONFIGURATION;
    let references = explain_references(descriptor, palette);
    let url = palette.paint(LITERAL, descriptor.url());
    format!("{}\n{references}\n{url}\n", explain_descriptor(descriptor, palette))
}

/// The name, the level, the summary and the reason of what is reported.
fn explain_descriptor(descriptor: &Descriptor, palette: Palette) -> String {
    let level = palette.paint(severity_style(descriptor.severity), descriptor.severity.name());
    format!(
        "{} ({level})\n\n{}.\n\n{}\n",
        palette.paint(STRONG, descriptor.name),
        strip_markdown(&capitalize(descriptor.summary)),
        fill(&strip_markdown(descriptor.rationale)),
    )
}

fn explain_references(descriptor: &Descriptor, palette: Palette) -> String {
    let quote = |source: &Citation| {
        let lines = source.quote.map_or(String::new(), |quote| fill(&format!("“{quote}”")));
        lines.lines().map(|line| format!("  {line}\n")).collect::<String>()
    };
    let reference = |source: &Citation| {
        let url = palette.paint(LITERAL, source.url);
        format!("  {}\n  {url}\n{}", source.title, quote(source))
    };
    let references: String = descriptor.sources.iter().map(reference).collect();
    format!("{}\n{references}", palette.paint(STRONG, "References:"))
}

/// An error's page for a terminal.
pub fn explain_error(error: &OAuthError) -> String {
    let causes = error.causes.iter().enumerate().map(|(index, cause)| {
        let text = strip_markdown(&format!("{}. {}\n{}", index + 1, cause.text, cause.remedy));
        let source = match cause.basis {
            Basis::Documented(source) => format!("Source: {}\n{}", source.title, source.url),
            Basis::Experience(address) => format!("From experience:\n{address}"),
        };
        let lines = text.lines().map(fill).chain(source.lines().map(str::to_owned));
        let lines = lines.collect::<Vec<_>>().join("\n");
        format!("{}\n", lines.replace('\n', "\n   "))
    });
    let causes = causes.collect::<Vec<_>>().join("\n");
    let rules = error.rules.iter().map(|rule| format!("  {}\n", rule.name()));
    let rules = section("Rules that find a cause in the manifest", rules.collect());
    let width = error.commands.iter().map(|(command, _)| command.len()).max().unwrap_or(0);
    let commands = error.commands.iter();
    let commands = commands.map(|(command, purpose)| format!("  {command:width$}  {purpose}\n"));
    let commands = section("Commands that help", commands.collect());
    let others = error.other_texts.iter().map(|text| format!("  {text}\n"));
    let others = section("Also shown as", others.collect());
    format!(
        "{}\n\n{}\n\n{}\n{others}\nCauses, the most frequent first:\n\n{causes}{rules}{commands}",
        error.title,
        fill(&format!("Shown {}.", error.place)),
        fill(error.meaning),
    )
}

/// Lines under a heading; nothing where there are no lines.
fn section(heading: &str, lines: String) -> String {
    if lines.is_empty() { lines } else { format!("\n{heading}:\n{lines}") }
}

/// A text as one paragraph of the page's width.
fn fill(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    wrap(&words.join(" "), 0, Some(WIDTH)).join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_rule_shows_both_examples_and_how_to_suppress_it() {
        for rule in RuleId::ALL {
            let page = explain(*rule, Palette::PLAIN);
            let (bad, good) = (indent(rule.rule().bad), indent(rule.rule().good));
            let suppression = suppression_comment(*rule).unwrap_or_default();
            assert!([bad, good, suppression].iter().all(|part| page.contains(part)), "{page}");
        }
    }
}
