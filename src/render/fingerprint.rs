//! Fingerprints, by which a diagnostic is recognized in the next run when its line has moved.

use std::collections::HashMap;

use super::{LintedFile, portable_path};
use crate::lint::Reported;

/// A fingerprint for each diagnostic of the file, in order: sixteen hexadecimal digits, made from
/// the path, the rule, the text of the line without its indent, and how many diagnostics before it
/// have the same of these. The text of a line that holds a secret is left out, because a hash of a
/// short secret gives it away.
pub(super) fn fingerprints(file: &LintedFile<'_>) -> Vec<String> {
    let line_of = |found: &Reported| file.source.line_of(found.diagnostic.span.start);
    let path = portable_path(file.path);
    let mut groups: HashMap<(&str, u64), Group> = HashMap::new();
    let mut fingerprints = Vec::new();
    // Each line is hashed once for each rule, not once for each diagnostic: lines can be long.
    for on_line in file.report.diagnostics.chunk_by(|one, other| line_of(one) == line_of(other)) {
        let line = public_line(file, line_of(&on_line[0]));
        let line_hash = fnv1a(FNV_OFFSET, line);
        for found in on_line {
            let rule = found.code.name();
            let group = groups.entry((rule, line_hash)).or_insert_with(|| Group {
                hash: fnv1a(FNV_OFFSET, &[&path, rule, line, ""].join("\0")),
                count: 0,
            });
            group.count += 1;
            fingerprints.push(format!("{:016x}", fnv1a(group.hash, &group.count.to_string())));
        }
    }
    fingerprints
}

/// The diagnostics of one rule on lines with one text.
struct Group {
    /// The hash of all that they have in common.
    hash: u64,
    count: usize,
}

/// The text of a line without whitespace around it; empty if it holds a secret.
fn public_line<'a>(file: &LintedFile<'a>, line: usize) -> &'a str {
    let text = file.source.slice(file.source.line_span(line));
    if file.report.secrets.is_revealed_by(text) { "" } else { text.trim() }
}

/// What FNV-1a starts from.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// Goes on with an FNV-1a hash of 64 bits. Unlike the standard library's, it is the same in every
/// version and on every machine.
fn fnv1a(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
