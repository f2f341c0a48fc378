//! Annotations of a GitHub workflow: one workflow command a finding.
//!
//! The runner reads commands from the log, a line each, so that no line end of a manifest may reach
//! it; the escapes are those of GitHub's toolkit (`@actions/core`). A step shows ten errors and ten
//! warnings; the log has all.

use std::io::Write;

use super::{LintedFile, portable_path, words};
use crate::diagnostic::Severity;
use crate::text::LineIndex;
use crate::text::escape::escape_for_terminal;

pub(super) fn chunk(file: &LintedFile<'_>, index: &LineIndex) -> Vec<u8> {
    let mut out = Vec::new();
    let path = property(&portable_path(file.path));
    for found in &file.report.diagnostics {
        let command = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "notice",
        };
        let (start, end) = (
            index.position(file.text, found.finding.span.start),
            index.position(file.text, found.finding.span.end),
        );
        // Columns are refused where they are of different lines.
        let columns = if start.line == end.line {
            format!(",col={},endColumn={}", start.column, end.column)
        } else {
            String::new()
        };
        let title = property(&format!("cliq-lint: {}", found.rule.name));
        let (line, end_line, message) = (start.line, end.line, data(&words(found)));
        writeln!(out, "::{command} file={path},line={line},endLine={end_line}{columns},title={title}::{message}")
            .expect("a vector takes all");
    }
    out
}

/// The text behind a command. What a log must not see is escaped as everywhere, line ends as the
/// runner reads them.
fn data(text: &str) -> String {
    text.split('\n')
        .map(|line| escape_for_terminal(line).replace('%', "%25").replace('\r', "%0D"))
        .collect::<Vec<_>>()
        .join("%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
