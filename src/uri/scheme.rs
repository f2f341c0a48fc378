//! How a URI begins, and what is wrong with that.

use std::ops::Range;

use crate::text::suggest::did_you_mean;
use crate::text::unicode::is_invisible;

/// The beginnings that the console accepts.
pub(super) const HTTP: &str = "http://";
pub(super) const HTTPS: &str = "https://";

/// How a URI begins (RFC 3986 section 3.1). Ranges are bytes of the raw text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `http://`, exactly.
    Http,
    /// `https://`, exactly.
    Https,
    /// Whitespace or invisible characters before `http://` or `https://`; the range covers them.
    LeadingWhitespace(Range<usize>),
    /// `http` or `https` in another case or with other separators: `HTTPS://`, `https:/`,
    /// `https:\\`, `https//`. `replacement` is the right beginning for the range.
    Malformed { range: Range<usize>, replacement: &'static str },
    /// A misspelling: `htps://`. `replacement` is the right beginning for the range; `certain`
    /// where it cannot be the other one of the two.
    Misspelled { range: Range<usize>, replacement: &'static str, certain: bool },
    /// No scheme: `www.acme.com`, `//acme.com`, `localhost:8080`. The range is what a scheme
    /// replaces; it may be empty.
    Missing(Range<usize>),
    /// A scheme that runs or reads something when it is opened: `javascript:`, `data:`,
    /// `vbscript:`, `file:`. The range is its name.
    Dangerous(Range<usize>),
    /// `urn:ietf:wg:oauth:2.0:oob` and similar: Google's retired out-of-band flow.
    OutOfBand,
    /// Any other scheme. The range is its name.
    Other(Range<usize>),
}

impl Scheme {
    /// The length of the scheme and its `://`, for the two schemes whose URIs have components.
    pub(super) fn prefix_len(&self) -> Option<usize> {
        match self {
            Self::Http => Some(HTTP.len()),
            Self::Https => Some(HTTPS.len()),
            _ => None,
        }
    }
}

/// Schemes that run or read something when they are opened.
const DANGEROUS: &[&str] = &["javascript", "data", "vbscript", "file"];

/// The namespace of Google's out-of-band redirect URIs.
const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:";

/// Reads how a URI begins.
pub(super) fn parse_scheme(raw: &str) -> Scheme {
    if raw.starts_with(HTTPS) {
        return Scheme::Https;
    }
    if raw.starts_with(HTTP) {
        return Scheme::Http;
    }
    let trimmed = raw.trim_start_matches(is_filler);
    let start = raw.len() - trimmed.len();
    if trimmed.starts_with(HTTPS) || trimmed.starts_with(HTTP) {
        return Scheme::LeadingWhitespace(0..start);
    }
    if let Some((end, replacement)) = malformed_prefix(raw) {
        return Scheme::Malformed { range: 0..end, replacement };
    }
    let Some((name, rest)) = trimmed.split_once(':') else { return missing(start, trimmed) };
    if !is_scheme_name(name) || starts_with_port(rest) {
        return missing(start, trimmed);
    }
    let range = start..start + name.len();
    if DANGEROUS.iter().any(|dangerous| name.eq_ignore_ascii_case(dangerous)) {
        return Scheme::Dangerous(range);
    }
    if starts_with_ignoring_case(trimmed, OUT_OF_BAND) {
        return Scheme::OutOfBand;
    }
    if rest.starts_with("//")
        && let Some((replacement, certain)) = misspelled_scheme(name)
    {
        return Scheme::Misspelled { range: 0..range.end + "://".len(), replacement, certain };
    }
    Scheme::Other(range)
}

/// Whether a reader overlooks the character.
fn is_filler(character: char) -> bool {
    character.is_whitespace() || is_invisible(character)
}

/// Whether a text starts with an ASCII prefix in any case.
pub(super) fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Recognizes `http` or `https` in any case, followed by separators that are not exactly `://`:
/// where they end, and the right beginning. Whitespace and invisible characters may be anywhere.
fn malformed_prefix(raw: &str) -> Option<(usize, &'static str)> {
    let name_end = raw.find(|c| !is_filler(c) && !char::is_ascii_alphabetic(&c))?;
    let (name, rest) = raw.split_at(name_end);
    let name: String = name.chars().filter(char::is_ascii_alphabetic).collect();
    let replacement = match name.to_ascii_lowercase().as_str() {
        "https" => HTTPS,
        "http" => HTTP,
        _ => return None,
    };
    let after = rest.trim_start_matches(|c| is_filler(c) || matches!(c, ':' | ';' | '/' | '\\'));
    let separators = &rest[..rest.len() - after.len()];
    let has_slash = separators.contains(['/', '\\']);
    // `http:8080` is a host and its port.
    let has_colon = rest.strip_prefix(':').is_some_and(|rest| !starts_with_port(rest));
    (has_slash || has_colon).then_some((raw.len() - after.len(), replacement))
}

/// A scheme is missing before `text`, which starts at byte `start`: slashes and colons that follow
/// no name go with it.
fn missing(start: usize, text: &str) -> Scheme {
    let separators = text.len() - text.trim_start_matches(['/', ':']).len();
    Scheme::Missing(0..start + separators)
}

/// Whether a text is a scheme's name (RFC 3986 section 3.1).
fn is_scheme_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Whether the text after a colon starts with a port: what is before the colon is then a host.
fn starts_with_port(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.len() && (rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// The beginning that a scheme's name is one edit away from, and whether only that one is.
fn misspelled_scheme(name: &str) -> Option<(&'static str, bool)> {
    let is_near = |scheme| did_you_mean(name, [scheme]).is_some();
    match (is_near("http"), is_near("https")) {
        (true, true) => Some((HTTPS, false)),
        (true, false) => Some((HTTP, true)),
        (false, true) => Some((HTTPS, true)),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_cases_and_separators_are_malformed() {
        for raw in [
            "https:example.com",
            "https:/example.com",
            "https:\\\\x",
            "HTTPS://x",
            "HtTpS://x",
            "https//x",
            "https;//x",
            "http s://x",
            "ht\ttps://x",
            "\u{feff}https :// x",
        ] {
            let scheme = parse_scheme(raw);
            assert!(
                matches!(scheme, Scheme::Malformed { replacement: HTTPS, .. }),
                "{raw}: {scheme:?}"
            );
        }
    }

    #[test]
    fn a_malformed_prefix_ends_with_its_separators() {
        let malformed = |range, replacement| Scheme::Malformed { range, replacement };
        assert_eq!(parse_scheme("HTTPS://x"), malformed(0..8, HTTPS));
        assert_eq!(parse_scheme("http:/x"), malformed(0..6, HTTP));
        assert_eq!(parse_scheme(" Http:x"), malformed(0..6, HTTP));
        assert_eq!(parse_scheme("https:\u{200b}/é"), malformed(0..10, HTTPS));
        assert_eq!(parse_scheme("https:"), malformed(0..6, HTTPS));
    }

    #[test]
    fn a_misspelling_is_certain_where_only_one_scheme_is_near() {
        let misspelled =
            |range, replacement, certain| Scheme::Misspelled { range, replacement, certain };
        assert_eq!(parse_scheme("htps://x"), misspelled(0..7, HTTPS, true));
        assert_eq!(parse_scheme("htp://x"), misspelled(0..6, HTTP, true));
        assert_eq!(parse_scheme("HTPS://x"), misspelled(0..7, HTTPS, true));
        assert_eq!(parse_scheme(" htts://x"), misspelled(0..8, HTTPS, false));
        assert_eq!(parse_scheme("https.://x"), misspelled(0..9, HTTPS, true));
    }

    #[test]
    fn other_schemes_are_not_misspellings() {
        assert_eq!(parse_scheme("com.acme.app:/cb"), Scheme::Other(0..12));
        for name in ["ftp", "SFTP", "ftps", "smtp", "tcp", "ws", "myapp"] {
            assert_eq!(
                parse_scheme(&format!("{name}://x")),
                Scheme::Other(0..name.len()),
                "{name}"
            );
        }
    }

    #[test]
    fn whitespace_and_invisible_characters_before_the_scheme_are_covered() {
        assert_eq!(parse_scheme(" \u{feff}https://x"), Scheme::LeadingWhitespace(0..4));
    }

    #[test]
    fn a_host_without_a_scheme_is_told_from_a_scheme() {
        assert_eq!(parse_scheme("www.acme.com"), Scheme::Missing(0..0));
        assert_eq!(parse_scheme("//acme.com"), Scheme::Missing(0..2));
        assert_eq!(parse_scheme(" ://acme.com"), Scheme::Missing(0..4));
        assert_eq!(parse_scheme("localhost:8080/cb"), Scheme::Missing(0..0));
        assert_eq!(parse_scheme("http:8080"), Scheme::Missing(0..0));
        assert_eq!(parse_scheme("http"), Scheme::Missing(0..0));
        assert_eq!(parse_scheme(""), Scheme::Missing(0..0));
    }

    #[test]
    fn schemes_that_run_or_read_something_are_dangerous_in_any_case() {
        assert_eq!(parse_scheme("JavaScript:alert(1)"), Scheme::Dangerous(0..10));
        assert_eq!(parse_scheme(" data:text"), Scheme::Dangerous(1..5));
        assert_eq!(parse_scheme("file:///x"), Scheme::Dangerous(0..4));
    }

    #[test]
    fn the_out_of_band_flow_is_recognized_in_any_case() {
        assert_eq!(parse_scheme("urn:ietf:wg:oauth:2.0:oob"), Scheme::OutOfBand);
        assert_eq!(parse_scheme("URN:IETF:wg:oauth:2.0:oob:auto"), Scheme::OutOfBand);
        assert_eq!(parse_scheme("urn:isbn:1"), Scheme::Other(0..3));
    }
}
