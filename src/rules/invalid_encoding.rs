//! `invalid-encoding`: the file is not UTF-8.

use super::{Check, Descriptor, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::Manifest;
use crate::text::{EncodingError, Span};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "invalid-encoding",
        severity: Severity::Error,
        tag: None,
        summary: "the file is not UTF-8",
        rationale: "TOML is UTF-8 by definition ([TOML 1.1, \"Spec\"](https://toml.io/en/v1.1.0#spec)). Nothing else is reported of \
              such a file. The example is a file in Latin-1, with its byte 0xE9 shown as `\u{fffd}`.",
        sources: &[],
    },
    no_fix_reason: Some(
        "Which encoding the file has cannot be known; an editor can save it as UTF-8.",
    ),
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
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let error = manifest.tree.encoding_error;
    let advice = |error: EncodingError| {
        if error.utf16 {
            "it begins like UTF-16: save it as UTF-8"
        } else {
            "save it as UTF-8; an older editor may have written it as Latin-1 or Windows-1252"
        }
    };
    let diagnostic = |error| describe_encoding_error(error).with_note(advice(error));
    error.map(diagnostic).into_iter().collect()
}

/// Words an encoding error, of a manifest or a configuration.
pub fn describe_encoding_error(error: EncodingError) -> Diagnostic {
    let message =
        format!("the file is not UTF-8: byte 0x{:02X} at offset {}", error.byte, error.offset);
    Diagnostic::new(Span::new(error.offset, error.offset + '\u{fffd}'.len_utf8()), message)
}
