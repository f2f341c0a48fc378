//! One line per diagnostic, which editors and `grep` understand.

use super::LintedFile;
use crate::lint::Reported;
use crate::text::escape::escape_for_terminal;

pub(super) fn render_file(file: &LintedFile<'_>) -> Vec<u8> {
    let path = escape_for_terminal(file.path);
    let line = |found: &Reported| {
        let start = file.source.position(found.diagnostic.span.start);
        let (level, rule) = (found.severity.name(), found.code.name());
        let message = &found.diagnostic.message;
        format!("{path}:{}:{}: {level}[{rule}]: {message}\n", start.line, start.column)
    };
    file.report.diagnostics.iter().map(line).collect::<String>().into_bytes()
}
