//! Checkstyle's XML, which many viewers and bots read: a file per manifest with diagnostics, an
//! error per diagnostic.

use super::junit::escape_xml;
use super::{LintedFile, portable_path};
use crate::diagnostic::Severity;
use crate::lint::Reported;

pub(super) fn render_file(file: &LintedFile<'_>) -> Vec<u8> {
    let path = escape_xml(&portable_path(file.path));
    let errors: String =
        file.report.diagnostics.iter().map(|found| error_element(file, found)).collect();
    format!("  <file name=\"{path}\">\n{errors}  </file>\n").into_bytes()
}

/// The version is that of the format.
pub(super) const HEAD: &str =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n";
pub(super) const TAIL: &str = "</checkstyle>\n";

fn error_element(file: &LintedFile<'_>, found: &Reported) -> String {
    let severity = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "info",
    };
    let start = file.source.position(found.diagnostic.span.start);
    let message = escape_xml(&found.diagnostic.full_message());
    format!(
        "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{message}\" \
         source=\"cliq-lint.{}\"/>\n",
        start.line,
        start.column,
        found.code.name()
    )
}
