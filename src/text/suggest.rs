//! "Did you mean" suggestions, with one metric and one threshold for every kind of name.

/// Returns the candidate that `input` is most likely a misspelling of.
///
/// Allows one edit per five characters, and one edit in shorter names. An edit is an insertion, a
/// deletion, a substitution or a swap of neighbors; case and separators do not count. Ties go to
/// the first candidate. If no candidate is close enough, returns the only one that contains all
/// words of `input`.
pub fn did_you_mean<'a>(
    input: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let input = fold(input);
    let length = input.chars().count();
    let limit = (length / 5).max(1);
    let mut nearest: Option<(usize, &str)> = None;
    let mut with_words = Vec::new();
    for candidate in candidates {
        let folded = fold(candidate);
        // The distance is at least the difference in length, which is cheaper to compute.
        if folded.chars().count().abs_diff(length) <= limit {
            let distance = strsim::osa_distance(&input, &folded);
            if distance <= limit && nearest.is_none_or(|(least, _)| distance < least) {
                nearest = Some((distance, candidate));
            }
        }
        if has_words_of(&folded, &input) {
            with_words.push(candidate);
        }
    }
    let by_words = if let [only] = with_words[..] { Some(only) } else { None };
    nearest.map(|(_, candidate)| candidate).or(by_words)
}

/// Returns `true` if `longer` contains the words of `name`, in order.
fn has_words_of(longer: &str, name: &str) -> bool {
    let mut words = longer.split('-');
    !name.is_empty() && name.split('-').all(|word| words.any(|other| other == word))
}

/// Returns `true` if two names are equal ignoring case and separators (`-`, `_`, `.`, spaces).
pub fn is_same_name(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

/// Converts a name to lower case with a single kind of separator.
fn fold(name: &str) -> String {
    let fold = |character| if matches!(character, '_' | ' ' | '.') { '-' } else { character };
    name.trim().chars().flat_map(char::to_lowercase).map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_leads_to_its_name() {
        let names = ["name", "homepage_url", "redirect_uris", "type"];
        for (input, meant) in [
            ("nmae", "name"),
            ("redirct_uris", "redirect_uris"),
            ("Homepage-Url", "homepage_url"),
            ("tpye", "type"),
            ("homepge_uri", "homepage_url"),
            ("homepage", "homepage_url"),
            ("na😀me", "name"),
        ] {
            assert_eq!(did_you_mean(input, names), Some(meant), "{input}");
        }
    }

    #[test]
    fn another_word_leads_nowhere() {
        for input in ["", "scopes", "owner", "invalid", "ty"] {
            assert_eq!(did_you_mean(input, ["name", "type", "homepage_url"]), None, "{input}");
        }
        assert_eq!(did_you_mean("invalid-name", ["invalid-toml"]), None);
        let rules = ["invalid-uri", "invalid-uri-scheme", "invalid-client-name"];
        assert_eq!(did_you_mean("invalid", rules), None, "three have this word");
        assert_eq!(did_you_mean("invalid-name", rules), Some("invalid-client-name"));
    }

    #[test]
    fn case_and_separators_make_no_other_name() {
        assert!(is_same_name("Insecure HTTP", "insecure-http"));
        assert!(!is_same_name("insecure-htp", "insecure-http"));
    }
}
