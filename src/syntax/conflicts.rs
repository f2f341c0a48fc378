//! Unresolved merge conflicts: both sides of each conflict, with markers around them.

use super::diagnose::first_line;
use super::{ErrorKind, SyntaxError};
use crate::text::{Source, Span};

/// The conflicts of a text, and the text as each side has it. In each side's text, the other side
/// and the markers are overwritten with spaces.
pub(super) struct Conflicts {
    pub(super) errors: Vec<SyntaxError>,
    pub(super) ours: Source,
    pub(super) theirs: Source,
    /// The spans of their side, in order.
    pub(super) their_spans: Vec<Span>,
}

/// Finds the conflicts of a text; `None` if there are none or one is incomplete.
pub(super) fn find_conflicts(source: &Source) -> Option<Conflicts> {
    let text = source.text();
    if !text.contains("<<<<<<<") {
        return None;
    }
    let mut errors = Vec::new();
    let mut their_spans = Vec::new();
    let (mut ours, mut theirs) = (text.as_bytes().to_vec(), text.as_bytes().to_vec());
    let mut open: Option<OpenConflict> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len());
        at = span.end;
        let conflict = open.as_mut();
        match (marker(line), conflict) {
            (Some('<'), _) => open = Some(OpenConflict { start: span, base: None, middle: None }),
            (Some('|'), Some(conflict)) => conflict.base = conflict.base.or(Some(span.start)),
            (Some('='), Some(conflict)) => conflict.middle = conflict.middle.or(Some(span)),
            (Some('>'), Some(OpenConflict { start, base, middle: Some(middle) })) => {
                let their_span = Span::new(middle.end, span.start);
                let our_end = base.unwrap_or(middle.start);
                overwrite_with_spaces(&mut ours, *start);
                overwrite_with_spaces(&mut ours, Span::new(our_end, span.end));
                overwrite_with_spaces(&mut theirs, Span::new(start.start, middle.end));
                overwrite_with_spaces(&mut theirs, span);
                errors.push(SyntaxError {
                    span: first_line(source, *start),
                    kind: ErrorKind::MergeConflict,
                    repair: None,
                });
                their_spans.push(their_span);
                open = None;
            }
            _ => {}
        }
    }
    let source = |bytes: Vec<u8>| Source::new(String::from_utf8(bytes).expect("lines are whole"));
    let conflicts = Conflicts { errors, ours: source(ours), theirs: source(theirs), their_spans };
    (!conflicts.errors.is_empty()).then_some(conflicts)
}

/// A conflict whose end marker has not been read yet.
struct OpenConflict {
    /// The line of the start marker.
    start: Span,
    /// The offset of the common ancestor's marker, in conflict styles that show it.
    base: Option<usize>,
    /// The separator line between the sides.
    middle: Option<Span>,
}

/// Returns the character of the conflict marker at the start of a line.
fn marker(line: &str) -> Option<char> {
    let character = line.chars().next().filter(|first| "<|=>".contains(*first))?;
    let rest = line.strip_prefix(&character.to_string().repeat(7))?;
    rest.chars().next().is_none_or(char::is_whitespace).then_some(character)
}

/// Overwrites a span with spaces, but keeps line ends.
pub(super) fn overwrite_with_spaces(bytes: &mut [u8], span: Span) {
    let is_text = |byte: &&mut u8| !matches!(**byte, b'\n' | b'\r');
    bytes[span.start..span.end].iter_mut().filter(is_text).for_each(|byte| *byte = b' ');
}
