//! JUnit XML, as test reports of CI systems read it: a suite for each file, a failed case for each
//! finding, a passed one for a file without.

use std::fmt::Write;

use super::{LintedFile, Summary, words};
use crate::text::LineIndex;
use crate::text::escape::escape_for_terminal;

pub(super) fn chunk(file: &LintedFile<'_>, index: &LineIndex) -> Vec<u8> {
    let path = escaped(file.path);
    let findings = &file.report.diagnostics;
    let tests = findings.len().max(1);
    let mut out = format!(
        "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{}\" errors=\"0\">\n",
        findings.len()
    );
    if findings.is_empty() {
        writeln!(out, "    <testcase name=\"no findings\" classname=\"{path}\"/>")
            .expect("a string takes all");
    }
    for found in findings {
        let place = index.position(file.text, found.finding.span.start);
        let (rule, level, message) =
            (found.rule.name, found.severity.name(), escaped(&found.finding.message));
        let text = format!(
            "{}:{}:{}: {level}[{rule}]: {}",
            file.path,
            place.line,
            place.column,
            words(found)
        );
        write!(
            out,
            "    <testcase name=\"{rule} at {}:{}\" classname=\"{path}\" file=\"{path}\" line=\"{}\">\n      \
             <failure type=\"{level}\" message=\"{message}\">{}</failure>\n    </testcase>\n",
            place.line,
            place.column,
            place.line,
            escaped(&text),
        )
        .expect("a string takes all");
    }
    (out + "  </testsuite>\n").into_bytes()
}

pub(super) fn document(chunks: &[Vec<u8>], summary: &Summary) -> Vec<u8> {
    let failures: usize = summary.levels.values().sum();
    let tests = failures + summary.files - summary.files_with_findings.min(summary.files);
    let head = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"cliq-lint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n"
    );
    [head.as_bytes(), &chunks.concat(), b"</testsuites>\n"].concat()
}

/// A text for an attribute or an element: what XML does not take, and what a log must not see, is
/// escaped first.
fn escaped(text: &str) -> String {
    let lines = text.split('\n').map(escape_for_terminal).collect::<Vec<_>>().join("\n");
    let mut out = String::with_capacity(lines.len());
    for character in lines.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}
