//! One line per diagnostic, which editors and `grep` understand.

use super::{LintedFile, OutputStyle};
use crate::diagnostic::severity_style;
use crate::lint::Reported;
use crate::text::escape::escape_for_terminal;
use crate::text::style::STRONG;

pub(super) fn render_file(style: OutputStyle, file: &LintedFile<'_>) -> Vec<u8> {
    let path = escape_for_terminal(file.path);
    let line = |found: &Reported| {
        let start = file.source.position(found.diagnostic.span.start);
        let level = format!("{}[{}]", found.severity.name(), found.code.name());
        let level = style.palette.paint(severity_style(found.severity), level);
        let place = format!("{path}:{}:{}:", start.line, start.column);
        let place = style.palette.paint(STRONG, place);
        format!("{place} {level}: {}\n", found.diagnostic.message)
    };
    file.report.diagnostics.iter().map(line).collect::<String>().into_bytes()
}
