//! Annotations of a GitHub workflow: one workflow command per diagnostic.
//!
//! The runner reads commands from the log line by line, so no line end of a manifest may reach it;
//! the escapes are those of GitHub's toolkit (`@actions/core`). A step shows ten errors and ten
//! warnings; the log has all.

use super::{LintedFile, portable_path};
use crate::diagnostic::Severity;
use crate::lint::Reported;
use crate::text::escape::escape_for_terminal;

pub(super) fn render_file(file: &LintedFile<'_>) -> Vec<u8> {
    let path = escape_property(&portable_path(file.path));
    let commands = file.report.diagnostics.iter().map(|found| command(file, &path, found));
    commands.collect::<String>().into_bytes()
}

fn command(file: &LintedFile<'_>, path: &str, found: &Reported) -> String {
    let command = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let span = found.diagnostic.span;
    let (start, end) = (file.source.position(span.start), file.source.position(span.end));
    // GitHub rejects columns of different lines.
    let columns = if start.line == end.line {
        format!(",col={},endColumn={}", start.column, end.column)
    } else {
        String::new()
    };
    let title = escape_property(&format!("cliq-lint: {}", found.code.name()));
    let message = escape_data(&found.diagnostic.full_message());
    format!(
        "::{command} file={path},line={},endLine={}{columns},title={title}::{message}\n",
        start.line, end.line
    )
}

/// The text after a command: escaped for a terminal, and its line ends as the runner reads them.
pub(crate) fn escape_data(text: &str) -> String {
    let lines = text.split('\n').map(escape_for_terminal);
    let escaped = lines.map(|line| line.replace('%', "%25").replace('\r', "%0D"));
    escaped.collect::<Vec<_>>().join("%0A")
}

/// The value of a property of a command.
pub(crate) fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
