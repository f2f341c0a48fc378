//! Text edits: sorted and disjoint by construction, and applied in one pass.

use super::Span;

/// Replaces a span with new text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The span to replace; empty for an insertion.
    pub span: Span,
    /// The new text.
    pub text: String,
}

impl Edit {
    /// Creates an edit that replaces `span` with `text`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Creates an edit that inserts `text` at a byte offset.
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self::replace(Span::empty(offset), text)
    }

    /// Creates an edit that removes `span`.
    pub fn remove(span: Span) -> Self {
        Self::replace(span, "")
    }
}

/// A set of edits that can be applied together.
///
/// Invariant: sorted by position and disjoint. Edits may touch; two insertions at the same position
/// keep the order in which they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits(Vec<Edit>);

impl Edits {
    /// Sorts the edits.
    ///
    /// # Panics
    ///
    /// Panics if two edits overlap.
    pub fn new(mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| edit.span);
        assert!(
            edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start),
            "overlapping edits: {edits:?}"
        );
        Self(edits)
    }

    /// Returns `text` with the edits applied.
    ///
    /// # Panics
    ///
    /// Panics if an edit is out of bounds or does not lie on character boundaries.
    pub fn apply(&self, text: &str) -> String {
        let inserted: usize = self.0.iter().map(|edit| edit.text.len()).sum();
        let mut after = String::with_capacity(text.len() + inserted);
        let mut end = 0;
        for edit in &self.0 {
            after.push_str(&text[end..edit.span.start]);
            after.push_str(&edit.text);
            end = edit.span.end;
        }
        after + &text[end..]
    }

    /// Returns `true` if there are no edits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Iterates over the edits in text order.
    pub fn iter(&self) -> std::slice::Iter<'_, Edit> {
        self.0.iter()
    }
}

impl From<Edit> for Edits {
    fn from(edit: Edit) -> Self {
        Self(vec![edit])
    }
}

impl From<Vec<Edit>> for Edits {
    fn from(edits: Vec<Edit>) -> Self {
        Self::new(edits)
    }
}

impl<const N: usize> From<[Edit; N]> for Edits {
    fn from(edits: [Edit; N]) -> Self {
        Self::new(edits.into())
    }
}

impl<'a> IntoIterator for &'a Edits {
    type Item = &'a Edit;
    type IntoIter = std::slice::Iter<'a, Edit>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Returns the smallest single edit that turns `before` into `after`: everything between their
/// common prefix and their common suffix. It never splits `\r\n`.
pub fn minimal_edit(before: &str, after: &str) -> Edit {
    let is_same = |(one, other): &(char, char)| one == other;
    let common_len = |one: &mut dyn Iterator<Item = char>,
                      other: &mut dyn Iterator<Item = char>| {
        one.zip(other).take_while(is_same).map(|(character, _)| character.len_utf8()).sum()
    };
    let mut start: usize = common_len(&mut before.chars(), &mut after.chars());
    let cuts_crlf =
        |at: usize, text: &str| text[..at].ends_with('\r') && text[at..].starts_with('\n');
    if cuts_crlf(start, before) || cuts_crlf(start, after) {
        start -= 1;
    }
    let (old, new) = (&before[start..], &after[start..]);
    let mut end: usize = common_len(&mut old.chars().rev(), &mut new.chars().rev());
    if cuts_crlf(before.len() - end, before) || cuts_crlf(after.len() - end, after) {
        end -= 1;
    }
    Edit::replace(Span::new(start, before.len() - end), &new[..new.len() - end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_in_the_order_of_the_text_whatever_order_they_come_in() {
        let edits = Edits::from([
            Edit::remove(Span::new(4, 5)),
            Edit::insert(0, "x"),
            Edit::replace(Span::new(1, 3), "BC"),
            Edit::insert(0, "y"),
        ]);
        assert_eq!(edits.apply("abcdef"), "xyaBCdf");
    }

    #[test]
    fn no_edits_leave_the_text_as_it_is() {
        assert!(Edits::default().is_empty());
        assert_eq!(Edits::default().apply("é"), "é");
    }

    #[test]
    #[should_panic(expected = "overlapping edits")]
    fn edits_that_overlap_are_a_bug_of_their_maker() {
        let _ = Edits::from([Edit::remove(Span::new(0, 2)), Edit::remove(Span::new(1, 3))]);
    }

    #[test]
    fn the_minimal_edit_leads_from_one_text_to_the_other() {
        for (before, after) in [
            ("aéb", "aèb"),
            ("aa", "aaa"),
            ("aaa", "aa"),
            ("", "x"),
            ("x", ""),
            ("é", "è"),
            ("a\r\nb", "a\nb"),
            ("a\nb", "a\r\nb"),
            ("a\r\nb", "a\r"),
            ("x\r", "x\r\n"),
        ] {
            let edit = minimal_edit(before, after);
            assert_eq!(Edits::from(edit).apply(before), after);
        }
    }

    #[test]
    fn the_minimal_edit_does_not_cut_a_line_end() {
        assert_eq!(minimal_edit("a\r\nb", "a\nb"), Edit::replace(Span::new(1, 3), "\n"));
        assert_eq!(minimal_edit("a\r\n", "a\r\n\r\n").span, Span::empty(3));
    }
}
