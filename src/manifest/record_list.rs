//! One string that holds several values of a record.

use std::ops::Range;

use crate::console::Record;

/// The values in one string, in bytes of it, without the separators between them; `None` if it is
/// one value, or the record has only one.
pub fn read_record_list(record: Record, text: &str) -> Option<Vec<Range<usize>>> {
    let is_separator = |character: char| match character {
        ',' | ';' | '|' => true,
        // The names of data centers contain spaces.
        _ => record == Record::Scopes && character.is_whitespace(),
    };
    let mut parts = Vec::new();
    let mut start = 0;
    for part in text.split(is_separator) {
        let trimmed = part.trim();
        let skipped = part.len() - part.trim_start().len();
        if !trimmed.is_empty() {
            parts.push(start + skipped..start + skipped + trimmed.len());
        }
        start += part.len() + text[start + part.len()..].chars().next().map_or(0, char::len_utf8);
    }
    (record.info().may_be_list && parts.len() > 1).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(record: Record, text: &str, values: Option<&[&str]>) {
        let parts = read_record_list(record, text);
        let read: Option<Vec<&str>> =
            parts.map(|parts| parts.into_iter().map(|part| &text[part]).collect());
        assert_eq!(read.as_deref(), values);
    }

    #[test]
    fn scopes_are_separated_as_in_an_authorization_url_or_by_spaces() {
        let both = Some(&["A.b.READ", "A.c.READ"][..]);
        for text in ["A.b.READ,A.c.READ", " A.b.READ A.c.READ", "A.b.READ, A.c.READ,"] {
            check(Record::Scopes, text, both);
        }
        check(Record::Scopes, "A.b.READ ", None);
    }

    #[test]
    fn names_of_data_centers_contain_spaces() {
        check(Record::DataCenters, "us; Saudi Arabia", Some(&["us", "Saudi Arabia"]));
        check(Record::DataCenters, "Saudi Arabia", None);
    }

    #[test]
    fn a_client_has_one_id() {
        check(Record::ClientId, "1000.A,1000.B", None);
    }
}
