//! Markdown, for the summary of a CI job or a comment: the summary as a line, and a table with a row
//! per diagnostic. GitHub and GitLab show it.

use super::{LintedFile, Summary, portable_path};
use crate::lint::Reported;
use crate::text::escape::escape_for_terminal;
use crate::text::style::Palette;

pub(super) fn render_file(file: &LintedFile<'_>) -> Vec<u8> {
    let path = escape_markdown(&portable_path(file.path));
    let rows = file.report.diagnostics.iter().map(|found| row(file, &path, found));
    rows.collect::<String>().into_bytes()
}

pub(super) fn assemble(rows: &[u8], summary: &Summary) -> Vec<u8> {
    let mut output =
        format!("**cliq-lint:** {}\n", escape_markdown(&summary.describe(Palette::PLAIN)));
    if !rows.is_empty() {
        output.push_str("\n| Place | Level | Rule | Message |\n|---|---|---|---|\n");
    }
    [output.as_bytes(), rows].concat()
}

fn row(file: &LintedFile<'_>, path: &str, found: &Reported) -> String {
    let start = file.source.position(found.diagnostic.span.start);
    let (rule, url) = (found.code.name(), found.code.descriptor().url());
    let message = found.diagnostic.full_message();
    let message: Vec<String> = message.split('\n').map(escape_markdown).collect();
    format!(
        "| {path}:{}:{} | {} | [{rule}]({url}) | {} |\n",
        start.line,
        start.column,
        found.severity.name(),
        message.join("<br>")
    )
}

/// A text that Markdown shows as it is, on one line. No image, link or mark-up is made of it: any
/// punctuation of ASCII can be escaped (`CommonMark` 0.31, section 2.4).
fn escape_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() * 2);
    for character in escape_for_terminal(text).chars() {
        match character {
            '\n' | '\r' | '\t' => escaped.push(' '),
            // GitHub links addresses even where their punctuation is escaped.
            ':' | '@' => escaped.extend(format!("&#{};", u32::from(character)).chars()),
            ',' | ';' | '-' | '+' | '=' | '/' | '?' | '%' | '(' | ')' | '\'' | '"' => {
                escaped.push(character);
            }
            _ if character.is_ascii_punctuation() => escaped.extend(['\\', character]),
            _ => escaped.push(character),
        }
    }
    escaped
}
