//! What a finding is recognized by in the next run, when it has moved to another line.

use std::collections::HashMap;

use super::{LintedFile, reveals};
use crate::text::LineIndex;

/// A fingerprint for each diagnostic of the file, in order: sixteen hexadecimal digits, made from
/// the path, the rule, the text of the line without its indent, and how many before it have the
/// same of these. Of a line that holds a secret, the text does not count.
pub(super) fn fingerprints(file: &LintedFile<'_>, index: &LineIndex) -> Vec<String> {
    let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
    let of_line = |offset| index.span(file.text, index.line(offset)).of(file.text).trim();
    let diagnostics = file.report.diagnostics.iter().map(|found| {
        let line = of_line(found.finding.span.start);
        let line = if reveals(file, line) { "" } else { line };
        let count = seen.entry((found.rule.name, line)).or_default();
        *count += 1;
        let parts = [&super::portable_path(file.path), found.rule.name, line, &count.to_string()];
        format!("{:016x}", fnv1a(parts.join("\0").as_bytes()))
    });
    diagnostics.collect()
}

/// FNV-1a with 64 bits: a hash that is the same in every version and on every machine, as that of
/// the standard library is not.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
