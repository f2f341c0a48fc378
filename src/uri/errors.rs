//! Validates a URI that begins with `http://` or `https://`, component by component.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::Uri;
use super::scheme::starts_with_ignoring_case;
use crate::text::unicode::is_invisible;

/// A part of a URI that no client can use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UriError {
    /// The part, in bytes of the raw text; empty where there is nothing to point at.
    pub range: Range<usize>,
    /// What is wrong with it.
    pub kind: UriErrorKind,
}

/// What is wrong with a part of a URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UriErrorKind {
    /// Whitespace at the end.
    TrailingWhitespace,
    /// Whitespace, control characters or invisible ones, of which this is the first (RFC 3986
    /// section 2).
    InvalidCharacter(char),
    /// A character that must be percent-encoded (RFC 3986 section 2.1), repeated or not.
    NeedsPercentEncoding(char),
    /// `\` instead of `/`, repeated or not.
    Backslash,
    /// `%` without two hexadecimal digits after it (RFC 3986 section 2.1).
    StrayPercentSign,
    /// `%00`, the null character.
    EncodedNull,
    /// A second scheme in place of the host: `https://https://acme.com`.
    DoubledScheme,
    /// No host (RFC 9110 section 4.2). The range covers extra slashes after the scheme.
    MissingHost,
    /// A host name that DNS does not allow.
    InvalidHostName(HostNameError),
    /// Not an IP address, though browsers read it as one (RFC 3986 section 3.2.2).
    InvalidIpAddress,
    /// An IPv4 address in another form than four decimal numbers, and the address in that form.
    NonCanonicalIpAddress(Ipv4Addr),
    /// Any other host that the URL standard rejects.
    RejectedHost,
    /// A colon without a port after it. The range is the colon.
    MissingPort,
    /// Not a number from 1 to 65535.
    InvalidPort,
}

/// Why DNS does not allow a host name. A label is what is between two dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostNameError {
    /// A percent-encoded character.
    PercentEncoded,
    /// Two dots in a row, or one at the start.
    EmptyLabel,
    /// A label of more than 63 characters (RFC 1035 section 2.3.4).
    LongLabel,
    /// A label that starts or ends with `-` (RFC 1123 section 2.1).
    HyphenAtEdge,
    /// A character that is neither a letter, a digit nor `-` (RFC 1123 section 2.1).
    InvalidCharacter,
    /// Not an internationalized name (RFC 5891 section 5).
    InvalidIdn,
    /// More than 253 characters (RFC 1035 section 2.3.4).
    TooLong,
}

/// The errors of a URI that begins with `http://` or `https://`, in the order of the text; no two
/// overlap. `normalized_host` is `None` where the URL standard rejects the host.
pub(super) fn validate(uri: &Uri, normalized_host: Option<&str>) -> Vec<UriError> {
    if uri.host.is_empty() {
        return vec![missing_host(uri)];
    }
    if let Some(error) = doubled_scheme(uri) {
        return vec![error];
    }
    let mut errors = character_errors(uri);
    // A component is judged as a whole only where each of its characters can be in a URI.
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
    errors.sort_by_key(|error| error.range.start);
    errors
}

fn missing_host(uri: &Uri) -> UriError {
    let authority = uri.userinfo.as_ref().unwrap_or(&uri.host).start;
    let rest = &uri.raw[authority..];
    let slashes = rest.len() - rest.trim_start_matches(['/', '\\']).len();
    UriError { range: authority..authority + slashes, kind: UriErrorKind::MissingHost }
}

/// What a second scheme looks like where the host should be. A lone `https:` is a host with an
/// empty port.
const DOUBLED_SCHEMES: &[&str] = &["https://", "http://", "https:/", "http:/", "https//", "http//"];

fn doubled_scheme(uri: &Uri) -> Option<UriError> {
    let start = uri.host.start;
    let rest = &uri.raw[start..];
    let scheme = DOUBLED_SCHEMES.iter().find(|scheme| starts_with_ignoring_case(rest, scheme))?;
    Some(UriError { range: start..start + scheme.len(), kind: UriErrorKind::DoubledScheme })
}

/// The characters that cannot be where they are, with neighbours of one kind as one error.
fn character_errors(uri: &Uri) -> Vec<UriError> {
    let mut errors: Vec<UriError> = Vec::new();
    let trimmed = uri.raw.trim_end();
    for (start, character) in trimmed.char_indices() {
        let in_host_or_port = (uri.host.start..uri.path.start).contains(&start);
        let Some(kind) = character_error(character, in_host_or_port) else { continue };
        let end = start + character.len_utf8();
        match errors.last_mut() {
            Some(last) if last.range.end == start && is_same_error(&last.kind, &kind) => {
                last.range.end = end;
            }
            _ => errors.push(UriError { range: start..end, kind }),
        }
    }
    if trimmed.len() < uri.raw.len() {
        let range = trimmed.len()..uri.raw.len();
        errors.push(UriError { range, kind: UriErrorKind::TrailingWhitespace });
    }
    errors
}

/// What is wrong with one character. Host and port are judged by their own syntax, which allows no
/// percent-encoding.
fn character_error(character: char, in_host_or_port: bool) -> Option<UriErrorKind> {
    match character {
        '\\' => Some(UriErrorKind::Backslash),
        _ if character.is_whitespace() || character.is_control() || is_invisible(character) => {
            Some(UriErrorKind::InvalidCharacter(character))
        }
        '"' | '<' | '>' | '[' | ']' | '^' | '`' | '{' | '|' | '}' if !in_host_or_port => {
            Some(UriErrorKind::NeedsPercentEncoding(character))
        }
        _ => None,
    }
}

/// Whether neighbours are one error: the same character, or any that no URI has.
fn is_same_error(one: &UriErrorKind, other: &UriErrorKind) -> bool {
    let is_invalid = |kind: &UriErrorKind| matches!(kind, UriErrorKind::InvalidCharacter(_));
    one == other || is_invalid(one) && is_invalid(other)
}

fn host_error(raw: &str, range: Range<usize>, normalized: Option<&str>) -> Option<UriError> {
    let host = &raw[range.clone()];
    let kind = if host.starts_with('[') {
        ipv6_error(host)
    } else if ends_in_number(host) {
        ipv4_error(host, normalized)
    } else {
        host_name_error(host, normalized).map(UriErrorKind::InvalidHostName)
    };
    kind.map(|kind| UriError { range, kind })
}

/// Judges a host in brackets (RFC 3986 section 3.2.2).
fn ipv6_error(host: &str) -> Option<UriErrorKind> {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_address = address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok());
    (!is_address).then_some(UriErrorKind::InvalidIpAddress)
}

/// Whether browsers read a host as an IPv4 address: its last label is a number (URL standard,
/// "ends in a number checker").
fn ends_in_number(host: &str) -> bool {
    let last = host.strip_suffix('.').unwrap_or(host).rsplit('.').next().unwrap_or_default();
    let hexadecimal = last.strip_prefix("0x").or(last.strip_prefix("0X"));
    !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())
        || hexadecimal.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn ipv4_error(host: &str, normalized: Option<&str>) -> Option<UriErrorKind> {
    if host.parse::<Ipv4Addr>().is_ok() {
        return None;
    }
    let address = normalized.and_then(|host| host.parse().ok());
    Some(address.map_or(UriErrorKind::InvalidIpAddress, UriErrorKind::NonCanonicalIpAddress))
}

fn host_name_error(host: &str, normalized: Option<&str>) -> Option<HostNameError> {
    if host.contains('%') {
        return Some(HostNameError::PercentEncoded);
    }
    let written = host.strip_suffix('.').unwrap_or(host);
    let names = [Some(written), normalized];
    let mut labels = names.into_iter().flatten().flat_map(|name| name.split('.'));
    labels.find_map(label_error).or(match normalized {
        None => Some(HostNameError::InvalidIdn),
        Some(name) if name.len() > 253 => Some(HostNameError::TooLong),
        Some(_) => None,
    })
}

/// Judges one label, as written or in ASCII. `_` is allowed, since DNS and browsers allow it, and
/// `*` is left to the rule on wildcards.
fn label_error(label: &str) -> Option<HostNameError> {
    let is_invalid =
        |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '*');
    if label.is_empty() {
        Some(HostNameError::EmptyLabel)
    } else if label.len() > 63 && label.is_ascii() {
        Some(HostNameError::LongLabel)
    } else if label.starts_with('-') || label.ends_with('-') {
        Some(HostNameError::HyphenAtEdge)
    } else if label.contains(is_invalid) {
        Some(HostNameError::InvalidCharacter)
    } else {
        None
    }
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

/// The percent signs outside of host and port that encode no character.
fn percent_sign_errors(uri: &Uri) -> impl Iterator<Item = UriError> {
    let bytes = uri.raw.as_bytes();
    let signs = uri.raw.match_indices('%').map(|(start, _)| start);
    signs.filter(|start| !(uri.host.start..uri.path.start).contains(start)).filter_map(|start| {
        let (kind, len) = match bytes.get(start + 1..start + 3) {
            Some(b"00") => (UriErrorKind::EncodedNull, 3),
            Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => return None,
            _ => (UriErrorKind::StrayPercentSign, 1),
        };
        Some(UriError { range: start..start + len, kind })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uri::parse;

    /// The errors of a URI: the text of each, and its kind.
    fn errors(raw: &str) -> Vec<(&str, UriErrorKind)> {
        let uri = parse(raw);
        assert!(uri.scheme.prefix_len().is_some(), "{raw}");
        uri.errors.into_iter().map(|error| (&raw[error.range], error.kind)).collect()
    }

    fn host_name_error_of(raw: &str) -> Option<HostNameError> {
        match errors(raw)[..] {
            [(_, UriErrorKind::InvalidHostName(error))] => Some(error),
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
    fn characters_that_no_uri_has_are_one_error_where_they_are_neighbours() {
        assert_eq!(errors("https://a.com/a b"), [(" ", UriErrorKind::InvalidCharacter(' '))]);
        assert_eq!(
            errors("https://exa\u{200b}\tmple.com"),
            [("\u{200b}\t", UriErrorKind::InvalidCharacter('\u{200b}'))]
        );
        assert_eq!(errors("https://a.com\\\\b"), [("\\\\", UriErrorKind::Backslash)]);
        assert_eq!(errors("https://a.com \t"), [(" \t", UriErrorKind::TrailingWhitespace)]);
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
        assert_eq!(errors("https://"), [("", UriErrorKind::MissingHost)]);
        assert_eq!(errors("https:///a.com"), [("/", UriErrorKind::MissingHost)]);
        assert_eq!(errors("https://:80"), [("", UriErrorKind::MissingHost)]);
        assert_eq!(errors("https://user@/"), [("", UriErrorKind::MissingHost)]);
    }

    #[test]
    fn a_second_scheme_is_recognized_in_any_case() {
        for second in ["https://", "http://", "https//", "http:/", "HTTPS://"] {
            let raw = format!("https://{second}a.com");
            assert_eq!(errors(&raw), [(second, UriErrorKind::DoubledScheme)]);
        }
        assert_eq!(errors("https://http/x"), []);
        assert_eq!(errors("https://https"), []);
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
        for (host, error) in [
            ("a%41.com", HostNameError::PercentEncoded),
            ("a..com", HostNameError::EmptyLabel),
            (".a.com", HostNameError::EmptyLabel),
            ("a.com..", HostNameError::EmptyLabel),
            (&long_label, HostNameError::LongLabel),
            ("-a.com", HostNameError::HyphenAtEdge),
            ("a-.com", HostNameError::HyphenAtEdge),
            ("acme,com", HostNameError::InvalidCharacter),
            ("xn--a.com", HostNameError::InvalidIdn),
            (&long_name, HostNameError::TooLong),
        ] {
            assert_eq!(host_name_error_of(&format!("https://{host}/")), Some(error), "{host}");
        }
    }

    #[test]
    fn host_names_are_judged_in_ascii_too() {
        let long_label = format!("https://{}.com", "ü".repeat(60));
        assert_eq!(host_name_error_of(&long_label), Some(HostNameError::LongLabel));
        assert_eq!(host_name_error_of("https://a。。com"), Some(HostNameError::EmptyLabel));
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
                ("a..com", UriErrorKind::InvalidHostName(HostNameError::EmptyLabel)),
                (" ", UriErrorKind::InvalidCharacter(' ')),
                ("{", UriErrorKind::NeedsPercentEncoding('{'))
            ]
        );
    }
}
