//! Parses and validates the start of a URI.

use std::borrow::Cow;
use std::ops::Range;

use super::host::may_start_with_host;
use super::percent::decode;
use super::{Certainty, Reach, parse};
use crate::text::suggest::did_you_mean;
use crate::text::unicode::is_invisible;

/// The prefixes that the console accepts.
pub(super) const HTTP: &str = "http://";
pub(super) const HTTPS: &str = "https://";

/// The start of a URI (RFC 3986 section 3.1). Ranges are in bytes of the raw text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `http://`, exactly.
    Http,
    /// `https://`, exactly.
    Https,
    /// Whitespace, invisible characters, quotes or brackets before the URI. `after` is the matching
    /// text at the end, which may be empty.
    Surrounded { before: Range<usize>, after: Range<usize> },
    /// A URI that is percent-encoded as a whole, `https%3A%2F%2F…`. Holds the decoded URI if it is
    /// valid.
    Encoded(Option<(String, Certainty)>),
    /// `http` or `https` with different case or separators: `HTTPS://`, `https:/`, `https:\\`,
    /// `https//`. The range ends after the separators.
    Malformed { range: Range<usize>, prefix: Option<Prefix> },
    /// A misspelling: `htps://`.
    Misspelled { range: Range<usize>, prefix: Prefix },
    /// No scheme: `www.acme.com`, `//acme.com`, `localhost:8080`. The range is the text that the
    /// prefix replaces; it may be empty.
    Missing { range: Range<usize>, prefix: Option<Prefix> },
    /// A scheme that executes or reads something when opened: `javascript:`, `data:`, `vbscript:`,
    /// `file:`. The range is the scheme name.
    Dangerous(Range<usize>),
    /// `urn:ietf:wg:oauth:2.0:oob` and similar: Google's retired out-of-band flow.
    OutOfBand,
    /// Any other scheme. The range is the scheme name.
    Other(Range<usize>),
}

/// The prefix that a URI should have; only given if the result can be a valid URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// `http://` or `https://`.
    pub text: &'static str,
    /// The certainty that no other prefix is meant.
    pub certainty: Certainty,
}

impl Scheme {
    /// Returns the length of the scheme including `://`, for the two schemes whose URIs have
    /// components.
    pub(super) fn prefix_len(&self) -> Option<usize> {
        match self {
            Self::Http => Some(HTTP.len()),
            Self::Https => Some(HTTPS.len()),
            _ => None,
        }
    }
}

/// Schemes that execute or read something when opened.
const DANGEROUS: &[&str] = &["javascript", "data", "vbscript", "file"];

/// The namespace of Google's out-of-band redirect URIs.
const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:";

/// Parses the start of a URI.
pub(super) fn parse_scheme(raw: &str) -> Scheme {
    if raw.starts_with(HTTPS) {
        return Scheme::Https;
    }
    if raw.starts_with(HTTP) {
        return Scheme::Http;
    }
    if let Some(scheme) = surrounded(raw).or_else(|| encoded(raw)).or_else(|| malformed(raw)) {
        return scheme;
    }
    let trimmed = raw.trim_start_matches(is_filler);
    let start = raw.len() - trimmed.len();
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
    if let Some(rest) = rest.strip_prefix("//")
        && let Some(prefix) = misspelled(name, rest)
    {
        return Scheme::Misspelled { range: 0..range.end + "://".len(), prefix };
    }
    Scheme::Other(range)
}

/// Returns `true` if a reader overlooks the character.
pub(super) fn is_filler(character: char) -> bool {
    character.is_whitespace() || is_invisible(character)
}

/// Returns `true` if a text starts with an ASCII prefix, ignoring case.
pub(super) fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Recognizes quotes around any text; and whitespace, quotes and brackets before `http://` or
/// `https://`, with the matching characters at the end.
fn surrounded(raw: &str) -> Option<Scheme> {
    let inner = between_quotes(raw).or_else(|| after_delimiters(raw))?;
    Some(Scheme::Surrounded { before: 0..inner.start, after: inner.end..raw.len() })
}

/// Quotes that people copy with a URI, as opening and closing pairs.
const QUOTES: &[(char, char)] = &[
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('“', '”'),
    ('„', '“'),
    ('‘', '’'),
    ('«', '»'),
    ('‹', '›'),
];

/// Brackets that people copy with a URI, as opening and closing pairs.
const BRACKETS: &[(char, char)] = &[('<', '>'), ('(', ')'), ('[', ']')];

/// Returns the range between a pair of quotes at the ends of a text.
fn between_quotes(raw: &str) -> Option<Range<usize>> {
    let trimmed = trim(raw, 0..raw.len());
    let strip = |(open, close): &(char, char)| {
        let inner = raw[trimmed.clone()].strip_prefix(*open)?.strip_suffix(*close)?;
        let start = trimmed.start + open.len_utf8();
        Some(trim(raw, start..start + inner.len()))
    };
    QUOTES.iter().find_map(strip).filter(|inner| !inner.is_empty())
}

/// Trims filler from both ends of a range.
fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let start = range.end - text[range.clone()].trim_start_matches(is_filler).len();
    start..start + text[start..range.end].trim_end_matches(is_filler).len()
}

/// Returns the range of an `http://` or `https://` URI that follows whitespace, quotes and
/// brackets, without the whitespace, comma, closing quotes and brackets that belong to them at the
/// end.
fn after_delimiters(raw: &str) -> Option<Range<usize>> {
    let closing = |open: char| {
        let pair = QUOTES.iter().chain(BRACKETS).find(|(one, _)| *one == open)?;
        Some(pair.1)
    };
    let inner = raw.trim_start_matches(|c| is_filler(c) || closing(c).is_some());
    let start = raw.len() - inner.len();
    if start == 0 || !(inner.starts_with(HTTPS) || inner.starts_with(HTTP)) {
        return None;
    }
    let mut inner = inner.trim_end_matches(is_filler);
    for close in raw[..start].chars().filter_map(closing) {
        let without_comma = inner.trim_end_matches(|c| matches!(c, ',' | ';') || is_filler(c));
        inner = without_comma.strip_suffix(close).unwrap_or(without_comma);
    }
    Some(start..start + inner.trim_end_matches(is_filler).len())
}

/// The maximum number of times to decode a URI; people do not encode one more often by accident.
const MAX_DECODINGS: usize = 3;

/// Recognizes a URI that was percent-encoded as a whole, one or more times.
fn encoded(raw: &str) -> Option<Scheme> {
    let raw = raw.trim_matches(is_filler);
    let begins_with_scheme = |text: &str| {
        starts_with_ignoring_case(text, HTTPS) || starts_with_ignoring_case(text, HTTP)
    };
    let mut decoded = Cow::Borrowed(raw);
    for _ in 0..MAX_DECODINGS {
        if begins_with_scheme(&decoded) || !starts_with_ignoring_case(&decoded, "http") {
            break;
        }
        decoded = Cow::Owned(decode(&decoded)?);
    }
    if !begins_with_scheme(&decoded) || decoded == raw {
        return None;
    }
    let is_encoded_as_a_whole = !raw.contains(['/', '?', '#', '&', '=', ':', '@']);
    let certainty = if is_encoded_as_a_whole { Certainty::Certain } else { Certainty::Likely };
    let is_valid = parse(&*decoded).is_valid();
    Some(Scheme::Encoded(is_valid.then(|| (decoded.into_owned(), certainty))))
}

/// Recognizes `http` or `https` in any case, followed by separators other than `://`. Whitespace
/// and invisible characters may occur anywhere.
fn malformed(raw: &str) -> Option<Scheme> {
    let name_end = raw.find(|c| !is_filler(c) && !char::is_ascii_alphabetic(&c))?;
    let (name, after_name) = raw.split_at(name_end);
    let name: String = name.chars().filter(char::is_ascii_alphabetic).collect();
    let text = match name.to_ascii_lowercase().as_str() {
        "https" => HTTPS,
        "http" => HTTP,
        _ => return None,
    };
    let is_slash = |c| matches!(c, '/' | '\\' | '／');
    let is_separator = |c| is_filler(c) || is_slash(c) || matches!(c, ':' | ';' | '：' | '；');
    let rest = after_name.trim_start_matches(is_separator);
    let separators = &after_name[..after_name.len() - rest.len()];
    let slashes = separators.chars().filter(|c| is_slash(*c)).count();
    // `http:8080` is a host and a port.
    let after_colon = after_name.strip_prefix([':', '：']);
    let has_colon = after_colon.is_some_and(|rest| !starts_with_port(rest));
    if slashes == 0 && !has_colon {
        return None;
    }
    // Two slashes are followed by a host; more or fewer may be followed by a path.
    let certainty = match slashes {
        2 => (!rest.is_empty() && !rest.starts_with(['?', '#'])).then_some(Certainty::Certain),
        _ => may_start_with_host(rest).then_some(Certainty::Likely),
    };
    let prefix = certainty.map(|certainty| Prefix { text, certainty });
    Some(Scheme::Malformed { range: 0..raw.len() - rest.len(), prefix })
}

/// Creates the result for a missing scheme before `text`, which starts at byte `start`. Leading
/// slashes and colons are part of the range to replace. Which scheme is meant is never certain.
fn missing(start: usize, text: &str) -> Scheme {
    let rest = text.trim_start_matches(['/', ':']);
    let range = 0..start + text.len() - rest.len();
    let is_host = may_start_with_host(rest) && !rest.contains('*');
    let text = if is_loopback(rest) { HTTP } else { HTTPS };
    let prefix = is_host.then_some(Prefix { text, certainty: Certainty::Likely });
    Scheme::Missing { range, prefix }
}

/// Returns `true` if a text starts with a host that refers to the machine itself.
fn is_loopback(text: &str) -> bool {
    parse(format!("{HTTP}{text}")).reach() == Reach::Loopback
}

/// Returns `true` if a text is a valid scheme name (RFC 3986 section 3.1).
fn is_scheme_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Returns `true` if the text after a colon starts with a port, so that a host precedes the colon.
fn starts_with_port(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.len() && (rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// Returns the prefix meant by a scheme name one edit away from `http` or `https`, before `://` and
/// `rest`. Certain only if the name is close to `https` alone: `htt` and `shttp` could be either.
fn misspelled(name: &str, rest: &str) -> Option<Prefix> {
    let is_near = |scheme| did_you_mean(name, [scheme]).is_some();
    let (is_near_http, is_near_https) = (is_near("http"), is_near("https"));
    if !is_near_http {
        return is_near_https.then_some(Prefix { text: HTTPS, certainty: Certainty::Certain });
    }
    let has_s = name.contains(['s', 'S']);
    let is_http = is_loopback(rest) || !is_near_https && !has_s;
    let text = if is_http { HTTP } else { HTTPS };
    Some(Prefix { text, certainty: Certainty::Likely })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix_of(raw: &str) -> Option<(&'static str, Certainty)> {
        match parse_scheme(raw) {
            Scheme::Malformed { prefix, .. } | Scheme::Missing { prefix, .. } => {
                prefix.map(|prefix| (prefix.text, prefix.certainty))
            }
            Scheme::Misspelled { prefix, .. } => Some((prefix.text, prefix.certainty)),
            _ => None,
        }
    }

    fn range_of(raw: &str) -> Range<usize> {
        match parse_scheme(raw) {
            Scheme::Malformed { range, .. }
            | Scheme::Misspelled { range, .. }
            | Scheme::Missing { range, .. } => range,
            scheme => panic!("{raw}: {scheme:?}"),
        }
    }

    #[test]
    fn other_cases_and_separators_are_malformed() {
        for raw in [
            "https:\\\\x",
            "HTTPS://x",
            "HtTpS://x",
            "https//x",
            "https;//x",
            "https：//x",
            "https:／／x",
            "http s://x",
            "ht\ttps://x",
            "\u{feff}https :// x",
        ] {
            let scheme = parse_scheme(raw);
            assert!(
                matches!(
                    scheme,
                    Scheme::Malformed {
                        prefix: Some(Prefix { text: HTTPS, certainty: Certainty::Certain }),
                        ..
                    }
                ),
                "{raw}: {scheme:?}"
            );
        }
    }

    #[test]
    fn a_malformed_prefix_ends_with_its_separators() {
        assert_eq!(range_of("HTTPS://x"), 0..8);
        assert_eq!(range_of("http:/x"), 0..6);
        assert_eq!(range_of(" Http:x"), 0..6);
        assert_eq!(range_of("https:\u{200b}/é"), 0..10);
        assert_eq!(range_of("https:"), 0..6);
    }

    #[test]
    fn what_follows_fewer_slashes_may_be_a_host_and_is_never_certain_to_be_one() {
        for raw in [
            "https:/accounts.zoho.com/cb",
            "https:localhost:3000",
            "https:/log.in/cb",
            "https:oauth.callback",
        ] {
            assert_eq!(prefix_of(raw), Some((HTTPS, Certainty::Likely)), "{raw}");
        }
        for raw in ["https:callback.php", "https:/oauth/cb", "https:/", "https:", "HTTPS://?x"] {
            assert_eq!(prefix_of(raw), None, "{raw}");
        }
    }

    #[test]
    fn a_misspelling_is_certain_where_only_https_is_near() {
        assert_eq!(range_of("htps://x"), 0..7);
        assert_eq!(range_of(" htts://x"), 0..8);
        for name in ["htps", "HTPS", "https.", "ttps", "htttps", "hhtps"] {
            let prefix = prefix_of(&format!("{name}://acme.com"));
            assert_eq!(prefix, Some((HTTPS, Certainty::Certain)), "{name}");
        }
        for (name, text) in [
            ("htt", HTTP),
            ("htp", HTTP),
            ("htpp", HTTP),
            ("shttp", HTTPS),
            ("htts", HTTPS),
            ("httpx", HTTPS),
        ] {
            let prefix = prefix_of(&format!("{name}://acme.com"));
            assert_eq!(prefix, Some((text, Certainty::Likely)), "{name}");
            let prefix = prefix_of(&format!("{name}://localhost"));
            assert_eq!(prefix, Some((HTTP, Certainty::Likely)), "{name}");
        }
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
    fn what_surrounds_a_uri_is_not_part_of_it() {
        let surrounded = |before, after| Scheme::Surrounded { before, after };
        for (raw, scheme) in [
            (" \u{feff}https://x", surrounded(0..4, 13..13)),
            (" http://x ", surrounded(0..1, 9..10)),
            ("\"https://x\"", surrounded(0..1, 10..11)),
            ("'https://x'", surrounded(0..1, 10..11)),
            ("` https://x ` ", surrounded(0..2, 11..14)),
            ("‹https://x›", surrounded(0..3, 12..15)),
            ("“http://x”", surrounded(0..3, 11..14)),
            ("<https://x>", surrounded(0..1, 10..11)),
            ("(\"https://x\")", surrounded(0..2, 11..13)),
            ("\"https://x\",", surrounded(0..1, 10..12)),
            ("\"https://x", surrounded(0..1, 10..10)),
            ("(https://x/a)b)", surrounded(0..1, 14..15)),
            ("\"acme.com\"", surrounded(0..1, 9..10)),
        ] {
            assert_eq!(parse_scheme(raw), scheme, "{raw}");
        }
        for raw in ["[::1]:80", "[::1]", "(acme)", "\"\"", "\"", "\"acme"] {
            assert!(matches!(parse_scheme(raw), Scheme::Missing { .. }), "{raw}");
        }
    }

    #[test]
    fn a_uri_that_is_percent_encoded_as_a_whole_is_decoded() {
        let decoded = |text: &str, certainty| Scheme::Encoded(Some((text.to_owned(), certainty)));
        let (certain, likely) = (Certainty::Certain, Certainty::Likely);
        for (raw, scheme) in [
            ("https%3A%2F%2Facme.com%2Fcb%3Fx%3D1", decoded("https://acme.com/cb?x=1", certain)),
            ("https%253a%252f%252facme.com", decoded("https://acme.com", certain)),
            ("http%3A//acme.com/cb", decoded("http://acme.com/cb", likely)),
            ("https:%2F%2Facme.com", decoded("https://acme.com", likely)),
            ("https%3A%2F%2F", Scheme::Encoded(None)),
            ("https%3A%2F%2Facme.com%00", Scheme::Encoded(None)),
        ] {
            assert_eq!(parse_scheme(raw), scheme, "{raw}");
        }
        assert!(matches!(parse_scheme("https%ff"), Scheme::Missing { prefix: None, .. }));
        assert!(matches!(parse_scheme("HTTPS://a.com/%2F"), Scheme::Malformed { .. }));
    }

    #[test]
    fn a_host_without_a_scheme_is_told_from_a_scheme() {
        for (raw, end) in [
            ("www.acme.com", 0),
            ("//acme.com", 2),
            (" ://acme.com", 4),
            ("localhost:8080/cb", 0),
            ("http:8080", 0),
            ("http", 0),
            ("", 0),
        ] {
            assert_eq!(range_of(raw), 0..end, "{raw}");
        }
    }

    #[test]
    fn a_missing_scheme_is_http_only_on_the_machine_itself() {
        for (raw, text) in [
            ("localhost:8080/cb", HTTP),
            ("127.0.0.1/cb", HTTP),
            ("[::1]:80", HTTP),
            ("www.acme.com", HTTPS),
            ("//acme.com", HTTPS),
            ("localhost.acme.com", HTTPS),
            ("127.acme.com", HTTPS),
            ("acme。com", HTTPS),
        ] {
            assert_eq!(prefix_of(raw), Some((text, Certainty::Likely)), "{raw}");
        }
    }

    #[test]
    fn no_scheme_is_suggested_where_no_valid_uri_of_a_reachable_host_results() {
        for raw in [
            "TODO",
            "localhosting",
            "see acme.com",
            "0.0.0.0:8000/cb",
            "192.168.1.10/cb",
            "intranet",
            "/callback",
            "/oauth/callback.php",
            "callback.php",
            "index.html",
            "me@acme.com",
            "*.acme.com",
            "*",
        ] {
            assert_eq!(prefix_of(raw), None, "{raw}");
        }
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
