//! Validates hosts, and tells whether a text can start with one.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::errors::{UriError, UriErrorKind};
use super::scheme::HTTPS;
use super::{Reach, parse};

/// Why a host name is invalid. A label is the text between two dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostNameError {
    /// A percent-encoded character.
    PercentEncoded,
    /// Two dots in a row, or one at the start; the range is the dots.
    EmptyLabel,
    /// A label of more than 63 characters (RFC 1035 section 2.3.4).
    LongLabel,
    /// A label that starts or ends with `-` (RFC 1123 section 2.1).
    HyphenAtEdge,
    /// A character that is neither a letter, a digit nor `-` (RFC 1123 section 2.1).
    InvalidCharacter(char),
    /// A file name, such as `index.html`.
    FileName,
    /// An invalid internationalized name (RFC 5891 section 5).
    InvalidIdn,
    /// More than 253 characters (RFC 1035 section 2.3.4).
    TooLong,
}

/// Returns the error of the host at `range`. `normalized` is `None` if the URL standard rejects the
/// host.
pub(super) fn host_error(
    raw: &str,
    range: Range<usize>,
    normalized: Option<&str>,
) -> Option<UriError> {
    let host = &raw[range.clone()];
    let kind = if host.starts_with('[') {
        ipv6_error(host)
    } else if ends_in_number(host) {
        ipv4_error(host, normalized)
    } else {
        let (part, error) = host_name_error(host, normalized)?;
        let range = range.start + part.start..range.start + part.end;
        return Some(UriError { range, kind: UriErrorKind::InvalidHostName(error) });
    };
    kind.map(|kind| UriError { range, kind })
}

/// Validates a host in brackets (RFC 3986 section 3.2.2).
fn ipv6_error(host: &str) -> Option<UriErrorKind> {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_address = address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok());
    (!is_address).then_some(UriErrorKind::InvalidIpAddress)
}

/// Returns `true` if browsers parse a host as an IPv4 address because its last label is a number
/// (URL standard, "ends in a number checker").
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

/// Validates a host name. Returns the error and its range in the name.
fn host_name_error(host: &str, normalized: Option<&str>) -> Option<(Range<usize>, HostNameError)> {
    let whole = 0..host.len();
    if host.contains('%') {
        return Some((whole, HostNameError::PercentEncoded));
    }
    if let Some(dots) = misplaced_dots(host) {
        return Some((dots, HostNameError::EmptyLabel));
    }
    let written = host.strip_suffix('.').unwrap_or(host);
    if let Some(error) = labels(written).find_map(|(start, label)| label_error(start, label)) {
        return Some(error);
    }
    let Some(normalized) = normalized else { return Some((whole, HostNameError::InvalidIdn)) };
    let error = labels(normalized).find_map(|(start, label)| label_error(start, label));
    let error = match error {
        Some((_, error)) => error,
        None if normalized.len() > 253 => HostNameError::TooLong,
        None if is_file_name(normalized) => HostNameError::FileName,
        None => return None,
    };
    Some((whole, error))
}

/// Returns the leading dots of a host, or otherwise the first run of several dots.
fn misplaced_dots(host: &str) -> Option<Range<usize>> {
    let start = if host.starts_with('.') { 0 } else { host.find("..")? };
    let rest = &host[start..];
    Some(start..start + rest.len() - rest.trim_start_matches('.').len())
}

/// Iterates over the labels of a name, with their byte offsets.
fn labels(name: &str) -> impl Iterator<Item = (usize, &str)> {
    name.split('.').scan(0, |start, label| {
        let this = *start;
        *start += label.len() + 1;
        Some((this, label))
    })
}

/// Validates one label, as written or in ASCII. Allows `_`, because DNS and browsers do; `*` is
/// left to the rule on wildcards.
fn label_error(start: usize, label: &str) -> Option<(Range<usize>, HostNameError)> {
    let range = start..start + label.len();
    let is_invalid =
        |c: &char| c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '*');
    if let Some((at, character)) = label.char_indices().find(|(_, c)| is_invalid(c)) {
        let range = start + at..start + at + character.len_utf8();
        return Some((range, HostNameError::InvalidCharacter(character)));
    }
    let error = if label.is_empty() {
        HostNameError::EmptyLabel
    } else if label.len() > 63 && label.is_ascii() {
        HostNameError::LongLabel
    } else if label.starts_with('-') || label.ends_with('-') {
        HostNameError::HyphenAtEdge
    } else {
        return None;
    };
    Some((range, error))
}

/// File extensions that are not top-level domains.
const FILE_EXTENSIONS: &[&str] = &[
    "asp", "aspx", "cfm", "cgi", "css", "exe", "htm", "html", "jpg", "js", "json", "jsp", "jspx",
    "php", "png", "shtml", "svg", "txt", "xhtml", "xml",
];

fn is_file_name(host: &str) -> bool {
    let extension = host.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|extension| FILE_EXTENSIONS.contains(&extension))
}

/// Returns `true` if a text after a scheme can start with a host rather than a path: with a public
/// host or the machine itself, such that a valid URI results. It is never certain, because a segment
/// of a path can be a domain.
pub fn may_start_with_host(text: &str) -> bool {
    let uri = parse(format!("{HTTPS}{}", text.trim_end_matches(super::scheme::is_filler)));
    uri.is_valid() && uri.userinfo.is_none() && !matches!(uri.reach(), Reach::Private(_))
}
