//! One line a finding, which editors and `grep` understand.

use std::io::Write;

use super::LintedFile;
use crate::text::LineIndex;
use crate::text::escape::escape_for_terminal;

pub(super) fn chunk(file: &LintedFile<'_>, index: &LineIndex) -> Vec<u8> {
    let mut out = Vec::new();
    let path = escape_for_terminal(file.path);
    for diagnostic in &file.report.diagnostics {
        let place = index.position(file.text, diagnostic.finding.span.start);
        let (level, rule, message) =
            (diagnostic.severity.name(), diagnostic.rule.name, &diagnostic.finding.message);
        writeln!(out, "{path}:{}:{}: {level}[{rule}]: {message}", place.line, place.column)
            .expect("a vector takes all");
    }
    out
}
