//! The ground floor: byte spans, decoded sources with their lines, edits, and text for people.

mod date;
mod edit;
pub mod escape;
mod source;
pub mod style;
pub mod suggest;
pub mod unicode;
mod wrap;

use std::ops::Range;

pub use date::Date;
pub use edit::{Edit, Edits, minimal_edit};
pub use source::{Encoding, EncodingError, LineColumn, Position, Source};
pub(crate) use wrap::wrap;

/// A half-open range of bytes in a source's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span of the bytes `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The empty span at a byte offset: where text is inserted.
    pub fn empty(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// Whether the span covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether a cursor at a byte offset is in the span or at one of its ends.
    pub fn touches(self, offset: usize) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// Whether the two share a byte, or are equal.
    pub fn intersects(self, other: Self) -> bool {
        (self.start < other.end && other.start < self.end) || self == other
    }

    /// A span of the same length, `offset` bytes further on.
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
