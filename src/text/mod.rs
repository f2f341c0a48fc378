//! The lowest layer: byte spans, decoded sources with a line index, edits, and text for people.

mod date;
mod edit;
pub mod escape;
mod list;
mod source;
pub mod style;
pub mod suggest;
pub mod unicode;
mod wrap;

use std::ops::Range;

pub use date::Date;
pub use edit::{Edit, Edits, minimal_edit};
pub use list::join_with_and;
pub use source::{Encoding, EncodingError, LineColumn, Position, Source};
pub(crate) use wrap::wrap;

/// A half-open range of byte offsets in the text of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The offset of the first byte.
    pub start: usize,
    /// The offset after the last byte.
    pub end: usize,
}

impl Span {
    /// Creates the span `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Creates an empty span at a byte offset, as for an insertion.
    pub fn empty(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// Returns `true` if the span is empty.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns `true` if `other` lies entirely within this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns `true` if a cursor at the byte offset is inside the span or at either end.
    pub fn touches(self, offset: usize) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// Returns `true` if the spans share a byte or are equal.
    pub fn intersects(self, other: Self) -> bool {
        (self.start < other.end && other.start < self.end) || self == other
    }

    /// Moves the span forward by `offset` bytes.
    #[must_use]
    pub fn offset_by(self, offset: usize) -> Self {
        Self::new(self.start + offset, self.end + offset)
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

impl From<Span> for Range<usize> {
    fn from(span: Span) -> Self {
        span.start..span.end
    }
}
