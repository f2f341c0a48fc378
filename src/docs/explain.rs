//! The output of `cliq-lint explain`: a rule or an error, formatted for a terminal.

use super::markdown::{capitalize, strip_markdown};
use super::rules::{describe_reason, example_fix, suppression_comment};
use super::themes::{THEMES, Theme};
use crate::citations::Citation;
use crate::config::INVALID_CONFIGURATION;
use crate::diagnostic::severity_style;
use crate::oauth_errors::{Basis, Cause, OAUTH_ERRORS, OAuthError};
use crate::rules::{Descriptor, Rule, RuleId};
use crate::text::style::{LITERAL, Palette, STRONG, Style};
use crate::text::wrap;

/// The page width, in columns.
const WIDTH: usize = 80;

/// Lists the rules by theme and the errors that can be explained.
pub fn explain_list(palette: Palette) -> String {
    let list = |title: &str, names: Vec<&str>| {
        let names: String = names.iter().map(|name| format!("  {name}\n")).collect();
        format!("{}\n{names}\n", palette.paint(STRONG, format!("{title}:")))
    };
    let theme =
        |theme: &Theme| list(theme.title, theme.rules.iter().map(|rule| rule.name()).collect());
    let errors = OAUTH_ERRORS.iter().map(|error| error.title).collect();
    format!(
        "{}{}`cliq-lint explain NAME` explains a rule, and `cliq-lint explain TEXT` an error.\n",
        THEMES.iter().map(theme).collect::<String>(),
        list("Errors of the console, of sign-in and of APIs", errors),
    )
}

/// Renders a rule's page for a terminal.
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

/// Colors the caret lines and messages of an example in the style of its level.
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

/// Explains why a rule's fixes are safe or unsafe, or why it has none, and shows the fix of its
/// example.
fn describe_fix(rule: RuleId) -> String {
    let example = example_fix(rule).map_or(String::new(), |fix| {
        format!(" In the example: {} ({}).", fix.title, fix.applicability.name())
    });
    describe_reason(rule) + &example
}

/// Explains configuration errors for a terminal. They are reported like rules, but cannot be
/// suppressed or set to another level.
pub fn explain_invalid_configuration(palette: Palette) -> String {
    let descriptor = &INVALID_CONFIGURATION;
    let references = explain_references(descriptor, palette);
    let url = palette.paint(LITERAL, descriptor.url());
    format!("{}\n{references}\n{url}\n", explain_descriptor(descriptor, palette))
}

/// Renders the name, level, summary and rationale.
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

/// Renders an error's page for a terminal.
pub fn explain_error(error: &OAuthError, palette: Palette) -> String {
    let heading = |text: &str| palette.paint(STRONG, text);
    let section = |title: &str, lines: Vec<String>| {
        if lines.is_empty() {
            String::new()
        } else {
            format!("\n{}\n{}", heading(title), lines.concat())
        }
    };
    let causes = error.causes.iter().enumerate();
    let causes: Vec<String> =
        causes.map(|(index, cause)| explain_cause(index + 1, cause, palette)).collect();
    let rules = error.rules.iter().map(|rule| format!("  {}\n", rule.name())).collect();
    let width = error.commands.iter().map(|(command, _)| command.len()).max().unwrap_or(0);
    let command = |(command, purpose): &(&str, &str)| {
        format!("  {}  {purpose}\n", palette.paint(LITERAL, format!("{command:width$}")))
    };
    let commands = error.commands.iter().map(command).collect();
    let others = error.other_texts.iter().map(|text| format!("  {text}\n")).collect();
    format!(
        "{}\n\n{}\n\n{}\n{}\n{}\n\n{}{}{}",
        heading(error.title),
        fill(&format!("Shown {}.", error.place)),
        fill(error.meaning),
        section("Also shown as:", others),
        heading("Causes, to check in this order:"),
        causes.join("\n"),
        section("Rules that find a cause in the manifest:", rules),
        section("Commands that help:", commands),
    )
}

/// Renders a numbered cause of an error, with the remedy and its source.
fn explain_cause(number: usize, cause: &Cause, palette: Palette) -> String {
    let text = strip_markdown(&format!("{number}. {}\n{}", cause.text, cause.remedy));
    let (origin, url) = match cause.basis {
        Basis::Documented(source) => (format!("Source: {}", source.title), source.url),
        Basis::Experience(address) => ("Source: a user's report".to_owned(), address),
    };
    let lines = text.lines().map(fill).chain([origin, palette.paint(LITERAL, url)]);
    format!("{}\n", lines.collect::<Vec<_>>().join("\n").replace('\n', "\n   "))
}

/// Wraps text as one paragraph of the page width.
fn fill(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    wrap(&words.join(" "), 0, Some(WIDTH)).join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::strip_colors;

    #[test]
    fn the_page_of_a_rule_shows_both_examples_and_how_to_suppress_it() {
        for rule in RuleId::ALL {
            let page = explain(*rule, Palette::PLAIN);
            let (bad, good) = (indent(rule.rule().bad), indent(rule.rule().good));
            let suppression = suppression_comment(*rule).unwrap_or_default();
            assert!([bad, good, suppression].iter().all(|part| page.contains(part)), "{page}");
        }
    }

    #[test]
    fn colors_add_escape_sequences_and_change_no_text() {
        let both = |page: &dyn Fn(Palette) -> String| {
            let colored = page(Palette::COLORED);
            assert!(colored.contains('\x1b'), "{colored}");
            assert_eq!(strip_colors(&colored), page(Palette::PLAIN));
        };
        both(&explain_list);
        both(&explain_invalid_configuration);
        for error in OAUTH_ERRORS {
            both(&|palette| explain_error(error, palette));
        }
        for rule in RuleId::ALL {
            both(&|palette| explain(*rule, palette));
        }
    }
}
