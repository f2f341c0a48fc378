//! Issues of an Azure pipeline: one logging command per diagnostic, escaped as Azure's own task
//! library does it (`azure-pipelines-task-lib`).

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
    // Azure knows these two types only.
    let kind = if found.severity == Severity::Error { "error" } else { "warning" };
    let start = file.source.position(found.diagnostic.span.start);
    let code = escape_property(found.code.name());
    let message = escape_data(&found.diagnostic.full_message());
    format!(
        "##vso[task.logissue type={kind};sourcepath={path};linenumber={};columnnumber={};\
         code={code};]{message}\n",
        start.line, start.column
    )
}

/// The text after a command, on one line.
fn escape_data(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(escape_for_terminal).collect();
    lines.join("\n").replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a command.
fn escape_property(text: &str) -> String {
    escape_data(text).replace(']', "%5D").replace(';', "%3B")
}
