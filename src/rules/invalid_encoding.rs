//! `invalid-encoding`: the file is not UTF-8.

use super::Rule;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::Manifest;
use crate::text::{EncodingError, Span};

pub static RULE: Rule = Rule {
    name: "invalid-encoding",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "the file is not UTF-8",
    rationale: "TOML is UTF-8 by definition ([TOML 1.1, \"Spec\"](https://toml.io/en/v1.1.0#spec)). Nothing else is reported of \
          such a file. The example is a file in Latin-1, with its byte 0xE9 shown as `\u{fffd}`.",
    no_fix_reason: "Which encoding the file has cannot be known; an editor can save it as UTF-8.",
    bad: "\
[client]
name = \"Caf\u{fffd}\"
           ^ the file is not UTF-8: byte 0xE9 at offset 20
",
    good: "\
[client]
type = \"self-client\"
name = \"Café\"
",
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    let with_note = |fault: EncodingError| {
        finding(fault).note(if fault.utf16 {
            "it begins like UTF-16: save it as UTF-8"
        } else {
            "save it as UTF-8; an older editor may have written it as Latin-1 or Windows-1252"
        })
    };
    manifest.document.encoding_error.map(with_note).into_iter().collect()
}

/// Words a fault of the encoding; for that of a configuration too.
#[must_use]
pub fn finding(fault: EncodingError) -> Diagnostic {
    let message =
        format!("the file is not UTF-8: byte 0x{:02X} at offset {}", fault.byte, fault.offset);
    Diagnostic::new(Span::new(fault.offset, fault.offset + '\u{fffd}'.len_utf8()), message)
}
