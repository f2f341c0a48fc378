//! One string that holds several URIs, as the console's own form takes them.

use crate::console::Field;

/// Whether one string of a list holds several URIs: parts
/// between commas, semicolons or spaces of which two or more begin like a URI, or a host with a
/// comma at its end.
pub fn has_several_uris(field: Field, text: &str) -> bool {
    field.info().kind.is_list() && split_uris(text).len() > 1
}

/// The byte ranges of the URIs that one string holds; one range where it is a single URI.
pub fn split_uris(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut parts: Vec<std::ops::Range<usize>> = Vec::new();
    let mut start = 0;
    let separators =
        text.char_indices().filter(|(_, c)| matches!(c, ',' | ';') || c.is_whitespace());
    for (at, separator) in separators.chain(std::iter::once((text.len(), ','))) {
        let part = &text[start..at.max(start)];
        if !part.is_empty() {
            parts.push(start..at);
        }
        start = at + if at < text.len() { separator.len_utf8() } else { 0 };
    }
    let begin_like_uris =
        parts.iter().filter(|part| begins_like_uri(&text[(*part).clone()])).count();
    if parts.len() > 1 && begin_like_uris == parts.len() {
        parts
    } else {
        std::iter::once(0..text.len()).collect()
    }
}

fn begins_like_uri(part: &str) -> bool {
    let lower = part.to_ascii_lowercase();
    lower.starts_with("http") && lower.contains(':')
        || lower.starts_with("www.")
        || lower.starts_with("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_of_several_uris_is_split_at_its_separators() {
        assert_eq!(split_uris("https://a.com, https://b.com"), [0..13, 15..28]);
        assert_eq!(split_uris("https://a.com/x,y").len(), 1);
        assert_eq!(split_uris("https://a.com/x y").len(), 1);
    }
}
