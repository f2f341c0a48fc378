//! JUnit XML, as CI systems read test reports: a suite per file, a failed case per diagnostic, and
//! a passed case for a file without any.

use super::{LintedFile, Summary};
use crate::lint::Reported;
use crate::text::escape::escape_for_terminal;

pub(super) fn render_file(file: &LintedFile<'_>) -> Vec<u8> {
    let path = escape_xml(file.path);
    let diagnostics = &file.report.diagnostics;
    let cases = if diagnostics.is_empty() {
        format!("    <testcase name=\"no findings\" classname=\"{path}\"/>\n")
    } else {
        diagnostics.iter().map(|found| failed_case(file, &path, found)).collect()
    };
    let (tests, failures) = (diagnostics.len().max(1), diagnostics.len());
    format!(
        "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n\
         {cases}  </testsuite>\n"
    )
    .into_bytes()
}

pub(super) fn assemble(chunks: &[u8], summary: &Summary) -> Vec<u8> {
    let failures: usize = summary.levels.values().sum();
    let passed = summary.clean_files;
    let tests = failures + passed;
    let head = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"cliq-lint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n"
    );
    [head.as_bytes(), chunks, b"</testsuites>\n"].concat()
}

fn failed_case(file: &LintedFile<'_>, path: &str, found: &Reported) -> String {
    let start = file.source.position(found.diagnostic.span.start);
    let (line, column) = (start.line, start.column);
    let (level, rule) = (found.severity.name(), found.code.name());
    let message = escape_xml(&found.diagnostic.message);
    let full_message = found.diagnostic.full_message();
    let text =
        escape_xml(&format!("{}:{line}:{column}: {level}[{rule}]: {full_message}", file.path));
    format!(
        "    <testcase name=\"{rule} at {line}:{column}\" classname=\"{path}\" file=\"{path}\" \
         line=\"{line}\">\n      \
         <failure type=\"{level}\" message=\"{message}\">{text}</failure>\n    \
         </testcase>\n"
    )
}

/// A text for an attribute or an element, escaped for a terminal first.
pub(super) fn escape_xml(text: &str) -> String {
    let lines = text.split('\n').map(escape_for_terminal).collect::<Vec<_>>().join("\n");
    let mut escaped = String::with_capacity(lines.len());
    for character in lines.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            // XML has no way to write these two.
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}
