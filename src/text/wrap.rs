//! Line wrapping.

/// Wraps text between words.
///
/// Returns lines of at most `width` characters, except that a longer word gets its own line. The
/// first line starts at `column`. Without a width, returns the lines of the text.
pub(crate) fn wrap(text: &str, mut column: usize, width: Option<usize>) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut wrapped = String::new();
        for (index, word) in line.split(' ').enumerate() {
            let length = word.chars().count();
            if index > 0 && width.is_some_and(|width| column + 1 + length > width) {
                lines.push(std::mem::take(&mut wrapped));
                column = 0;
            } else if index > 0 {
                wrapped.push(' ');
                column += 1;
            }
            wrapped.push_str(word);
            column += length;
        }
        lines.push(wrapped);
        column = 0;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        let lines = wrap(&"word ".repeat(40), 10, Some(24));
        assert!(lines[0].len() <= 14, "{lines:?}");
        assert!(lines.iter().all(|line| line.len() <= 24), "{lines:?}");
        assert_eq!(lines.join(" ").split_whitespace().count(), 40);
    }

    #[test]
    fn a_word_of_more_than_the_width_is_not_broken() {
        assert_eq!(wrap("a longer-word b", 0, Some(5)), ["a", "longer-word", "b"]);
    }

    #[test]
    fn the_lines_of_the_text_stay() {
        assert_eq!(wrap("a b\nc", 0, None), ["a b", "c"]);
    }
}
