//! One string that holds several URIs, or a URI and what separated it from others.

use std::ops::Range;

use crate::uri::{self, Certainty, Scheme, is_subdomain_of, may_start_with_host};

/// The URIs in one string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UriList {
    /// Each URI, in bytes of the string, without the separators and quotes around it.
    pub parts: Vec<Range<usize>>,
    /// Whether the string can be a single URI that contains a separator.
    pub certainty: Certainty,
}

/// Reads a string as a list of URIs: separated by commas, similar marks or whitespace, or a single one
/// with such a mark before or after it. `None` if it is one URI.
pub fn read_uri_list(text: &str) -> Option<UriList> {
    if !text.contains(is_separator) {
        return None;
    }
    let Split { parts: written, separators } = split(text);
    let parts: Vec<Range<usize>> =
        written.iter().map(|part| trim_quotes(text, part.clone())).collect();
    let first = &text[parts.first()?.clone()];
    if !has_scheme(first) && !has_host(first) {
        return None;
    }
    let certainties: Vec<Certainty> = if parts.len() == 1 {
        let has_mark = separators.iter().any(|separator| separator.contains(is_mark));
        // A comma after a quote goes with the quotes.
        if !has_mark || parts != written {
            return None;
        }
        vec![if is_authority(first) { Certainty::Certain } else { Certainty::Likely }]
    } else {
        let domain = domain_of(first);
        let pairs = parts.windows(2).zip(&separators[1..]);
        let certainty = |(pair, separator): (&[Range<usize>], &&str)| {
            let (previous, next) = (&text[pair[0].clone()], &text[pair[1].clone()]);
            separation(domain.as_deref(), previous, separator, next)
        };
        pairs.map(certainty).collect::<Option<_>>()?
    };
    let are_certain = certainties.iter().all(|one| *one == Certainty::Certain);
    let certainty = if are_certain { Certainty::Certain } else { Certainty::Likely };
    Some(UriList { parts, certainty })
}

/// What separators are between, and the separators before, between and after those parts.
struct Split<'a> {
    parts: Vec<Range<usize>>,
    separators: Vec<&'a str>,
}

fn split(text: &str) -> Split<'_> {
    let mut found = Split { parts: Vec::new(), separators: Vec::new() };
    let mut end = 0;
    loop {
        let rest = &text[end..];
        let part = rest.trim_start_matches(is_separator);
        let start = text.len() - part.len();
        found.separators.push(&text[end..start]);
        if part.is_empty() {
            return found;
        }
        end = start + part.find(is_separator).unwrap_or(part.len());
        found.parts.push(start..end);
    }
}

/// A comma, in any width, or another mark that people put between URIs.
fn is_mark(character: char) -> bool {
    matches!(character, ',' | ';' | '|' | '，' | '；' | '、')
}

fn is_separator(character: char) -> bool {
    is_mark(character) || character.is_whitespace()
}

/// A part without the quotes around it.
fn trim_quotes(text: &str, part: Range<usize>) -> Range<usize> {
    let is_quote = |c| matches!(c, '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '<' | '>');
    let trimmed = text[part.clone()].trim_start_matches(is_quote);
    let start = part.end - trimmed.len();
    start..start + trimmed.trim_end_matches(is_quote).len()
}

/// Whether a part begins with a scheme, `http` or `https` in any form.
fn has_scheme(part: &str) -> bool {
    match uri::parse(part).scheme {
        Scheme::Missing { .. } => false,
        Scheme::Dangerous(_) | Scheme::OutOfBand | Scheme::Other(_) => part.contains("://"),
        _ => true,
    }
}

/// Whether a part, with or without a scheme, has a host that others can reach.
fn has_host(part: &str) -> bool {
    may_start_with_host(without_scheme(part))
}

fn without_scheme(part: &str) -> &str {
    part.split_once("://").map_or(part, |(_, rest)| rest)
}

/// Whether a part ends with its host or port: a comma after it cannot belong to it.
fn is_authority(part: &str) -> bool {
    !without_scheme(part).contains(['/', '?', '#'])
}

/// Whether a separator between two parts separates two URIs, and whether that is certain. No URI
/// contains whitespace, but a path or a query can contain a comma. `domain` is that of the first
/// part of all, if it has one.
fn separation(
    domain: Option<&str>,
    previous: &str,
    separator: &str,
    next: &str,
) -> Option<Certainty> {
    let is_spaced = separator.contains(char::is_whitespace);
    let in_query = previous.contains(['?', '#']);
    if has_scheme(next) {
        let is_certain = is_spaced || !in_query;
        return Some(if is_certain { Certainty::Certain } else { Certainty::Likely });
    }
    let domain = domain.filter(|_| has_host(next))?;
    if is_spaced || is_authority(previous) {
        return Some(Certainty::Certain);
    }
    let is_host = next.starts_with("www.") || is_subdomain_of(&host_of(next), domain);
    (is_host && !in_query).then_some(Certainty::Likely)
}

/// The last two labels of a part's host, where others can reach that.
fn domain_of(part: &str) -> Option<String> {
    let host = has_host(part).then(|| host_of(part))?;
    let last_dot = host.rfind('.').unwrap_or(0);
    let start = host[..last_dot].rfind('.').map_or(0, |dot| dot + 1);
    Some(host[start..].to_owned())
}

fn host_of(part: &str) -> String {
    uri::parse(format!("https://{}", without_scheme(part))).normalized_host().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        let list = read_uri_list(text);
        list.map_or_else(Vec::new, |list| list.parts.into_iter().map(|part| &text[part]).collect())
    }

    #[track_caller]
    fn assert_list(text: &str, expected: &[&str], certainty: Certainty) {
        assert_eq!(parts(text), expected, "{text}");
        assert_eq!(read_uri_list(text).unwrap().certainty, certainty, "{text}");
    }

    #[test]
    fn uris_are_separated_by_commas_semicolons_and_whitespace() {
        for text in [
            "https://a.com/x,https://b.com",
            "https://a.com/x, https://b.com",
            "https://a.com/x;https://b.com",
            "https://a.com/x|https://b.com",
            "https://a.com/x，https://b.com",
            "https://a.com/x https://b.com",
            "\nhttps://a.com/x\nhttps://b.com\n",
            ", https://a.com/x,, https://b.com,",
            "\"https://a.com/x\", \"https://b.com\"",
        ] {
            assert_list(text, &["https://a.com/x", "https://b.com"], Certainty::Certain);
        }
        assert_list("myapp://a, myapp://b", &["myapp://a", "myapp://b"], Certainty::Certain);
    }

    #[test]
    fn hosts_without_a_scheme_are_uris_too() {
        let hosts = ["app.zylker.com", "b.zylker.com"];
        assert_list("app.zylker.com,b.zylker.com", &hosts, Certainty::Certain);
        assert_list("app.zylker.com b.zylker.com", &hosts, Certainty::Certain);
        assert_list(
            "https://a.com,localhost:3000/cb",
            &["https://a.com", "localhost:3000/cb"],
            Certainty::Certain,
        );
    }

    #[test]
    fn a_comma_that_can_belong_to_a_path_or_a_query_is_not_certain() {
        assert_list(
            "https://a.zylker.com/cb,b.zylker.com/cb",
            &["https://a.zylker.com/cb", "b.zylker.com/cb"],
            Certainty::Likely,
        );
        assert_list(
            "https://a.com/cb?x=1,https://b.com/cb",
            &["https://a.com/cb?x=1", "https://b.com/cb"],
            Certainty::Likely,
        );
    }

    #[test]
    fn a_separator_at_an_end_is_a_list_of_one() {
        assert_list("https://a.com,", &["https://a.com"], Certainty::Certain);
        assert_list("https://a.com; ", &["https://a.com"], Certainty::Certain);
        assert_list(", https://a.com", &["https://a.com"], Certainty::Certain);
        assert_list("https://a.com/cb,", &["https://a.com/cb"], Certainty::Likely);
        assert_list("https://a.com/cb?x,", &["https://a.com/cb?x"], Certainty::Likely);
    }

    #[test]
    fn a_single_uri_is_not_a_list() {
        for text in [
            "",
            ",",
            " https://a.com ",
            "https://a.com/x,y",
            "https://a.com/x|y",
            "https://a.com/x y",
            "https://a.com/a.js,b.js",
            "https://a.com/min,v1.2",
            "https://a.com/a.min,b.min",
            "https://a.com/cb?hosts=a.com,b.com",
            "https://acme,com/cb",
            "see acme.com",
            "https://ac me.com/",
            "\"https://a.com\",",
            "acme.com is ours",
            "javascript:a,b",
            "TODO, later",
        ] {
            assert_eq!(read_uri_list(text), None, "{text}");
        }
    }
}
