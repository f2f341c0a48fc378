//! `invalid-encoding`: the file is not UTF-8.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::TOML_UTF_8;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::Manifest;
use crate::text::{EncodingError, Span};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "invalid-encoding",
        severity: Severity::Error,
        summary: "a file that is not UTF-8",
        rationale: "TOML files must be UTF-8. If a file has another encoding, nothing else in it \
                    is checked. The example is a Latin-1 file, with its byte 0xE9 shown as \
                    `\u{fffd}`.",
        sources: &[TOML_UTF_8],
    },
    fixes: Fixes::Never(
        "A program cannot tell the encoding of a file for certain. Save the file as UTF-8 in an \
         editor.",
    ),
    when_to_suppress: "It cannot be suppressed: no program can read the file until it is fixed.",
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
    manifest.tree.encoding_error.map(describe_encoding_error).into_iter().collect()
}

/// Describes an encoding error in a manifest or a configuration.
pub fn describe_encoding_error(error: EncodingError) -> Diagnostic {
    if error.utf16 {
        let message = "the file is UTF-16, not UTF-8";
        return Diagnostic::new(Span::empty(0), message).with_note("save it as UTF-8");
    }
    let message =
        format!("the file is not UTF-8: byte 0x{:02X} at offset {}", error.byte, error.offset);
    Diagnostic::new(Span::new(error.offset, error.offset + '\u{fffd}'.len_utf8()), message)
        .with_note("save it as UTF-8; it may be in Latin-1 or Windows-1252")
}

#[cfg(test)]
mod tests {
    use crate::config::Levels;
    use crate::lint::lint;
    use crate::manifest::Manifest;
    use crate::text::Source;

    /// The messages and notes for a file.
    fn lint_bytes(bytes: &[u8]) -> Vec<String> {
        let manifest = Manifest::new(Source::decode(bytes));
        let report = lint(&manifest, &Levels::default());
        report.diagnostics.iter().map(|found| found.diagnostic.full_message()).collect()
    }

    #[test]
    fn utf_16_is_one_finding_with_and_without_a_mark() {
        let text = "[client]\ntype = 'self-client'\nname = 'Café'\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [&b"\xff\xfe"[..], &little].concat();
        for bytes in [&marked, &little, &big] {
            assert_eq!(lint_bytes(bytes), ["the file is UTF-16, not UTF-8\nsave it as UTF-8"]);
        }
    }

    #[test]
    fn nothing_else_is_reported() {
        let expected = "the file is not UTF-8: byte 0xE9 at offset 18\n\
                        save it as UTF-8; it may be in Latin-1 or Windows-1252";
        assert_eq!(lint_bytes(b"foo = \nname = 'Caf\xe9'\n[\n"), [expected]);
    }
}
