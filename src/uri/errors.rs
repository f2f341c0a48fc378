//! Validates a URI that starts with `http://` or `https://`, component by component.

use std::net::Ipv4Addr;
use std::ops::Range;

use super::host::{HostNameError, host_error, may_start_with_host};
use super::scheme::{HTTPS, is_filler, starts_with_ignoring_case};
use super::{Certainty, Reach, Uri, parse};

/// An invalid part of a URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UriError {
    /// The range of the part, in bytes of the raw text; empty if there is nothing to point at.
    pub range: Range<usize>,
    /// The kind of error.
    pub kind: UriErrorKind,
}

/// The kind of error in a part of a URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UriErrorKind {
    /// Trailing whitespace or invisible characters.
    TrailingFiller,
    /// A trailing quote, copied together with the URI.
    TrailingQuote,
    /// Whitespace, control characters or invisible characters (RFC 3986 section 2). Holds the first
    /// one.
    InvalidCharacter(char),
    /// One or more copies of a character that must be percent-encoded (RFC 3986 section 2.1).
    NeedsPercentEncoding(char),
    /// One or more `\`, with the certainty that `/` is meant.
    Backslash(Certainty),
    /// `%` that is not followed by two hexadecimal digits (RFC 3986 section 2.1).
    StrayPercentSign,
    /// `%00`, the null character.
    EncodedNull,
    /// A second scheme in place of the host: `https://https://acme.com`. The range is the scheme to
    /// remove, `other` the one to keep. The certainty is that of the removal; `None` if no host
    /// would remain.
    DoubledScheme { other: Range<usize>, certainty: Option<Certainty> },
    /// No host (RFC 9110 section 4.2). The range covers extra slashes after the scheme;
    /// `is_before_host` if what follows them may be a host.
    MissingHost { is_before_host: bool },
    /// A host name that DNS does not allow.
    InvalidHostName(HostNameError),
    /// Not a valid IP address, though browsers parse it as one (RFC 3986 section 3.2.2).
    InvalidIpAddress,
    /// An IPv4 address that is not written as four decimal numbers; holds the address.
    NonCanonicalIpAddress(Ipv4Addr),
    /// Any other host that the URL standard rejects.
    RejectedHost,
    /// A colon that no port follows. The range is the colon.
    MissingPort,
    /// A port that is not a number from 1 to 65535.
    InvalidPort,
}

/// Returns the errors of a URI that starts with `http://` or `https://`, in text order and without
/// overlaps. `normalized_host` is `None` if the URL standard rejects the host.
pub(super) fn validate(uri: &Uri, normalized_host: Option<&str>) -> Vec<UriError> {
    if uri.host.is_empty() {
        return vec![missing_host(uri)];
    }
    if let Some(error) = doubled_scheme(uri) {
        return vec![error];
    }
    let mut errors = character_errors(uri);
    // Validate a component as a whole only if all of its characters are allowed in a URI.
    let is_readable = |component: &Range<usize>| {
        !errors.iter().any(|UriError { range, .. }| {
            range.start < component.end && component.start < range.end
        })
    };
    let host = Some(uri.host.clone()).filter(is_readable);
    let port = uri.port.clone().filter(is_readable);
    errors.extend(host.and_then(|host| host_error(&uri.raw, host, normalized_host)));
    errors.extend(port.and_then(|port| port_error(&uri.raw, port)));
    errors.extend(percent_sign_errors(uri));
    errors.extend(trailing_error(uri));
    errors.sort_by_key(|error| error.range.start);
    errors
}

fn missing_host(uri: &Uri) -> UriError {
    let authority = uri.userinfo.as_ref().unwrap_or(&uri.host).start;
    let rest = &uri.raw[authority..];
    let after_slashes = rest.trim_start_matches(['/', '\\']);
    let slashes = rest.len() - after_slashes.len();
    let is_before_host = slashes > 0 && may_start_with_host(after_slashes);
    UriError {
        range: authority..authority + slashes,
        kind: UriErrorKind::MissingHost { is_before_host },
    }
}

/// What a second scheme looks like in place of the host. A lone `https:` is a host with an empty
/// port.
const SECOND_SCHEMES: &[&str] = &["https://", "http://", "https:/", "http:/", "https//", "http//"];

fn doubled_scheme(uri: &Uri) -> Option<UriError> {
    let start = uri.host.start;
    let rest = &uri.raw[start..];
    let scheme = SECOND_SCHEMES.iter().find(|scheme| starts_with_ignoring_case(rest, scheme))?;
    let (first, second) = (0..start, start..start + scheme.len());
    let rest = &uri.raw[second.end..];
    let is_https =
        |range: &Range<usize>| starts_with_ignoring_case(&uri.raw[range.clone()], "https");
    let is_same = is_https(&first) == is_https(&second);
    let needs_https = parse(format!("{HTTPS}{rest}")).reach() != Reach::Loopback;
    let keeps_first = is_same || is_https(&first) == needs_https;
    let (range, other) = if keeps_first { (second, first) } else { (first, second) };
    let certainty = if is_same { Certainty::Certain } else { Certainty::Likely };
    let certainty = may_start_with_host(rest).then_some(certainty);
    Some(UriError { range, kind: UriErrorKind::DoubledScheme { other, certainty } })
}

/// Returns the characters that are not allowed where they are. Adjacent characters of the same kind
/// form a single error.
fn character_errors(uri: &Uri) -> Vec<UriError> {
    // Most URIs have none of these characters, which is quickly seen.
    let is_allowed = |byte: u8| {
        byte.is_ascii_graphic() && byte != b'\\' && !NOT_IN_URIS.contains(&char::from(byte))
    };
    if uri.raw.bytes().all(is_allowed) {
        return Vec::new();
    }
    let mut errors: Vec<UriError> = Vec::new();
    // Browsers read `\` as `/` in the path. Before an `@`, it can be part of the user info.
    let has_at_sign = uri.raw[uri.path.clone()].contains('@');
    for (start, character) in uri.raw[..uri.end].char_indices() {
        let in_host_or_port = (uri.host.start..uri.path.start).contains(&start);
        let kind = if character == '\\' {
            let is_certain = uri.path.contains(&start) && !has_at_sign;
            let certainty = if is_certain { Certainty::Certain } else { Certainty::Likely };
            UriErrorKind::Backslash(certainty)
        } else if is_filler(character) || character.is_control() {
            UriErrorKind::InvalidCharacter(character)
        } else if NOT_IN_URIS.contains(&character) && !in_host_or_port {
            // Host and port have their own syntax, which does not allow percent-encoding.
            UriErrorKind::NeedsPercentEncoding(character)
        } else {
            continue;
        };
        let end = start + character.len_utf8();
        match errors.last_mut() {
            Some(last) if last.range.end == start && is_same_error(&last.kind, &kind) => {
                last.range.end = end;
            }
            _ => errors.push(UriError { range: start..end, kind }),
        }
    }
    errors
}

/// Visible ASCII characters that must be percent-encoded in a URI, except `\` and `%`.
const NOT_IN_URIS: &[char] = &['"', '<', '>', '[', ']', '^', '`', '{', '|', '}'];

/// Returns `true` if adjacent errors can be merged: they are the same character, or characters that
/// no URI may contain.
fn is_same_error(one: &UriErrorKind, other: &UriErrorKind) -> bool {
    let is_invalid = |kind: &UriErrorKind| matches!(kind, UriErrorKind::InvalidCharacter(_));
    one == other || is_invalid(one) && is_invalid(other)
}

fn port_error(raw: &str, range: Range<usize>) -> Option<UriError> {
    let digits = &raw[range.clone()];
    if digits.is_empty() {
        return Some(UriError {
            range: range.start - 1..range.end,
            kind: UriErrorKind::MissingPort,
        });
    }
    // `parse` accepts a plus sign.
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_port = is_number && digits.parse::<u16>().is_ok_and(|port| port > 0);
    (!is_port).then_some(UriError { range, kind: UriErrorKind::InvalidPort })
}

/// Returns the percent signs outside host and port that are not part of a percent-encoded byte.
fn percent_sign_errors(uri: &Uri) -> impl Iterator<Item = UriError> {
    let bytes = uri.raw.as_bytes();
    let signs = uri.raw[..uri.end].match_indices('%').map(|(start, _)| start);
    signs.filter(|start| !(uri.host.start..uri.path.start).contains(start)).filter_map(|start| {
        let (kind, len) = match bytes.get(start + 1..start + 3) {
            Some(b"00") => (UriErrorKind::EncodedNull, 3),
            Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => return None,
            _ => (UriErrorKind::StrayPercentSign, 1),
        };
        Some(UriError { range: start..start + len, kind })
    })
}

/// Returns an error for text that follows the URI.
fn trailing_error(uri: &Uri) -> Option<UriError> {
    let range = uri.end..uri.raw.len();
    let rest = &uri.raw[range.clone()];
    let kind = if rest.chars().all(is_filler) {
        UriErrorKind::TrailingFiller
    } else {
        UriErrorKind::TrailingQuote
    };
    (!rest.is_empty()).then_some(UriError { range, kind })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uri::parse;

    /// Returns the errors of a URI as text and kind.
    fn errors(raw: &str) -> Vec<(&str, UriErrorKind)> {
        let uri = parse(raw);
        assert!(uri.scheme.prefix_len().is_some(), "{raw}");
        uri.errors.into_iter().map(|error| (&raw[error.range], error.kind)).collect()
    }

    /// Returns the error of a host name and the affected part of the name.
    fn host_name_error_of(raw: &str) -> Option<(&str, HostNameError)> {
        match errors(raw)[..] {
            [(part, UriErrorKind::InvalidHostName(error))] => Some((part, error)),
            _ => None,
        }
    }

    #[test]
    fn valid_uris_have_no_errors() {
        for raw in [
            "https://a.com",
            "http://localhost:8080/cb?x=1",
            "https://[::1]:9/",
            "https://bücher.example/é",
            "https://a_b.com./",
            "https://127.0.0.1",
            "https://*.a.com/%41",
            "https://a.com:65535/",
        ] {
            assert_eq!(errors(raw), [], "{raw}");
            assert!(parse(raw).is_valid(), "{raw}");
        }
    }

    #[test]
    fn characters_that_no_uri_has_are_one_error_where_they_are_neighbors() {
        assert_eq!(errors("https://a.com/a b"), [(" ", UriErrorKind::InvalidCharacter(' '))]);
        assert_eq!(
            errors("https://exa\u{200b}\tmple.com"),
            [("\u{200b}\t", UriErrorKind::InvalidCharacter('\u{200b}'))]
        );
        assert_eq!(
            errors("https://a.com\\\\b"),
            [("\\\\", UriErrorKind::Backslash(Certainty::Certain))]
        );
        assert_eq!(errors("https://a.com \t"), [(" \t", UriErrorKind::TrailingFiller)]);
    }

    #[test]
    fn what_follows_the_uri_is_part_of_no_component() {
        for (raw, rest, kind) in [
            ("http://localhost:3000 ", " ", UriErrorKind::TrailingFiller),
            ("https://a.com/b\u{200b}", "\u{200b}", UriErrorKind::TrailingFiller),
            ("https://a.com\"", "\"", UriErrorKind::TrailingQuote),
            ("https://a.com/b ” ", " ” ", UriErrorKind::TrailingQuote),
            ("https://a.com/b?c>", ">", UriErrorKind::TrailingQuote),
        ] {
            assert_eq!(errors(raw), [(rest, kind)], "{raw}");
        }
        let quote = || UriErrorKind::NeedsPercentEncoding('"');
        assert_eq!(errors("https://a.com/\"b\""), [("\"", quote()), ("\"", quote())]);
    }

    #[test]
    fn a_backslash_is_certain_to_be_a_slash_in_a_path_without_an_at_sign() {
        let backslash = |certainty| [("\\", UriErrorKind::Backslash(certainty))];
        assert_eq!(errors("https://a.com\\b"), backslash(Certainty::Certain));
        assert_eq!(errors("https://a.com\\@b.com"), backslash(Certainty::Likely));
        assert_eq!(errors("https://a.com/?b=\\"), backslash(Certainty::Likely));
    }

    #[test]
    fn each_character_to_encode_is_an_error() {
        assert_eq!(
            errors("https://a.com/{{x|"),
            [
                ("{{", UriErrorKind::NeedsPercentEncoding('{')),
                ("|", UriErrorKind::NeedsPercentEncoding('|'))
            ]
        );
    }

    #[test]
    fn percent_signs_need_two_digits_and_encode_no_null() {
        assert_eq!(
            errors("https://a.com/%zz%00%41?%4#%é"),
            [
                ("%", UriErrorKind::StrayPercentSign),
                ("%00", UriErrorKind::EncodedNull),
                ("%", UriErrorKind::StrayPercentSign),
                ("%", UriErrorKind::StrayPercentSign)
            ]
        );
    }

    #[test]
    fn a_missing_host_covers_extra_slashes() {
        let missing =
            |slashes, is_before_host| [(slashes, UriErrorKind::MissingHost { is_before_host })];
        for (raw, slashes, is_before_host) in [
            ("https://", "", false),
            ("https://:80", "", false),
            ("https://user@/", "", false),
            ("https:///", "/", false),
            ("https:///callback.php", "/", false),
            ("https:///a.com", "/", true),
            ("https:////log.in", "//", true),
        ] {
            assert_eq!(errors(raw), missing(slashes, is_before_host), "{raw}");
        }
    }

    #[test]
    fn a_second_scheme_is_recognized_in_any_case() {
        for second in ["https://", "https//", "https:/", "HTTPS://"] {
            let raw = format!("https://{second}a.com");
            let kind =
                UriErrorKind::DoubledScheme { other: 0..8, certainty: Some(Certainty::Certain) };
            assert_eq!(errors(&raw), [(second, kind)]);
        }
        assert_eq!(errors("https://http/x"), []);
        assert_eq!(errors("https://https"), []);
    }

    #[test]
    fn of_two_different_schemes_the_one_that_the_host_needs_is_kept() {
        let kind = |other, certainty| UriErrorKind::DoubledScheme { other, certainty };
        let likely = Some(Certainty::Likely);
        assert_eq!(errors("https://http://a.com"), [("http://", kind(0..8, likely))]);
        assert_eq!(errors("http://https://a.com"), [("http://", kind(7..15, likely))]);
        assert_eq!(errors("https://http://localhost"), [("https://", kind(8..15, likely))]);
        assert_eq!(errors("https://http://"), [("http://", kind(0..8, None))]);
    }

    #[test]
    fn addresses_in_short_form_have_a_full_form() {
        let canonical = |address: [u8; 4]| UriErrorKind::NonCanonicalIpAddress(address.into());
        assert_eq!(errors("https://127.1/"), [("127.1", canonical([127, 0, 0, 1]))]);
        assert_eq!(errors("https://0x7f.1/"), [("0x7f.1", canonical([127, 0, 0, 1]))]);
        assert_eq!(errors("https://8.8.8.8./"), [("8.8.8.8.", canonical([8, 8, 8, 8]))]);
    }

    #[test]
    fn what_browsers_read_as_an_address_must_be_one() {
        for host in ["1.2.3.4.5", "999.1.1.1", "a.1", "[1:2]", "[::1", "[::1]x", "[fe80::1%25e]"] {
            let raw = format!("https://{host}/");
            assert_eq!(errors(&raw), [(host, UriErrorKind::InvalidIpAddress)]);
        }
    }

    #[test]
    fn host_names_are_judged_label_by_label() {
        let long_label = "a".repeat(64);
        let long_name = "a.".repeat(126) + "com";
        for (host, part, error) in [
            ("a%41.com", "a%41.com", HostNameError::PercentEncoded),
            ("a..com", "..", HostNameError::EmptyLabel),
            (".a.com", ".", HostNameError::EmptyLabel),
            ("a.com...", "...", HostNameError::EmptyLabel),
            (&long_label, &long_label, HostNameError::LongLabel),
            ("a.-b.com", "-b", HostNameError::HyphenAtEdge),
            ("a-.com", "a-", HostNameError::HyphenAtEdge),
            ("a.b,com", ",", HostNameError::InvalidCharacter(',')),
            ("xn--a.com", "xn--a.com", HostNameError::InvalidIdn),
            ("index.html", "index.html", HostNameError::FileName),
            ("Index.PHP.", "Index.PHP.", HostNameError::FileName),
            (&long_name, &long_name, HostNameError::TooLong),
        ] {
            let raw = format!("https://{host}/");
            assert_eq!(host_name_error_of(&raw), Some((part, error)), "{host}");
        }
    }

    #[test]
    fn host_names_are_judged_in_ascii_too() {
        let long_label = "ü".repeat(60) + ".com";
        let raw = format!("https://{long_label}");
        assert_eq!(host_name_error_of(&raw), Some((&*long_label, HostNameError::LongLabel)));
        let empty_label = Some(("a。。com", HostNameError::EmptyLabel));
        assert_eq!(host_name_error_of("https://a。。com"), empty_label);
    }

    #[test]
    fn a_dot_at_the_end_of_a_host_name_is_not_counted() {
        let name = "a.".repeat(125) + "com";
        assert_eq!(errors(&format!("https://{name}./")), []);
    }

    #[test]
    fn a_port_is_a_number_from_1_to_65535() {
        assert_eq!(errors("https://a.com:/"), [(":", UriErrorKind::MissingPort)]);
        for port in ["99999", "65536", "0", "+80", "-1", "8o", "{port}", "%38"] {
            let raw = format!("https://a.com:{port}/");
            assert_eq!(errors(&raw), [(port, UriErrorKind::InvalidPort)]);
        }
        assert_eq!(errors("https://a.com:0443"), []);
    }

    #[test]
    fn errors_of_components_are_reported_together_and_never_overlap() {
        assert_eq!(
            errors("https://a..com:8 0/{"),
            [
                ("..", UriErrorKind::InvalidHostName(HostNameError::EmptyLabel)),
                (" ", UriErrorKind::InvalidCharacter(' ')),
                ("{", UriErrorKind::NeedsPercentEncoding('{'))
            ]
        );
    }
}
