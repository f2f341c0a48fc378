//! `invalid-encoding`: the file is not UTF-8.

use super::Rule;
use crate::finding::{Finding, Severity};
use crate::manifest::Manifest;
use crate::text::Span;

pub static RULE: Rule = Rule {
    name: "invalid-encoding",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "the file is not UTF-8",
    why: "TOML is UTF-8 by definition ([TOML 1.1, \"Spec\"](https://toml.io/en/v1.1.0#spec)). Nothing else is reported of \
          such a file. The example is a file in Latin-1, with its byte 0xE9 shown as `\u{fffd}`.",
    no_fix: "Which encoding the file has cannot be known; an editor can save it as UTF-8.",
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

fn check(manifest: &Manifest<'_>) -> Vec<Finding> {
    let Some(fault) = manifest.document.unreadable else { return Vec::new() };
    let message = format!("the file is not UTF-8: byte 0x{:02X} at offset {}", fault.byte, fault.offset);
    let finding = Finding::new(Span::new(fault.offset, fault.offset + '\u{fffd}'.len_utf8()), message);
    vec![if fault.utf16 {
        finding.note("it begins like UTF-16: save it as UTF-8")
    } else {
        finding.note("save it as UTF-8; an older editor may have written it as Latin-1 or Windows-1252")
    }]
}
