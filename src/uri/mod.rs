//! The raw text of a URI to its parts, with every fault a client would stumble over; the only
//! importer of `url`.
//!
//! `url` mends what it reads (`https:\\x`, tabs, short IP addresses), so the raw text is judged first, by RFC 3986 and
//! the console's "must begin with https:// or http://"; `url` then gives the canonical form. Ranges
//! are in bytes of the raw text.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use url::Url;

use crate::text::unicode;

/// A URI, taken apart.
#[derive(Debug)]
pub struct Uri<'a> {
    /// The text as the manifest means it, escapes decoded.
    pub raw: &'a str,
    /// How it begins.
    pub scheme: Scheme,
    /// What no client can use, in the order of the text. Empty where the scheme is at fault.
    pub faults: Vec<UriError>,
    /// `user:password`, without the `@`.
    pub userinfo: Option<Range<usize>>,
    /// The host; empty where there is none.
    pub host: Range<usize>,
    /// The port's digits.
    pub port: Option<Range<usize>>,
    /// The path, from its `/`.
    pub path: Range<usize>,
    /// The query, without its `?`.
    pub query: Option<Range<usize>>,
    /// The fragment, without its `#`.
    pub fragment: Option<Range<usize>>,
}

/// How a URI begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `http://`, exactly.
    Http,
    /// `https://`, exactly.
    Https,
    /// Blanks or invisible characters, then `http://` or `https://`. The range covers them.
    LeadingWhitespace(Range<usize>),
    /// `HTTPS://`, `https:/`, `https:\\`, `https//`: one of the two with a slip. The range is to become `replacement`.
    Malformed { range: Range<usize>, replacement: &'static str },
    /// `htps://`: nearly one of the two. `certain` where only one is near.
    Misspelled { range: Range<usize>, replacement: &'static str, certain: bool },
    /// None at all: `www.acme.com`, `//acme.com`, `localhost:8080`. The range is what a scheme
    /// would replace.
    Missing(Range<usize>),
    /// A scheme that runs or reads something where it is opened: `javascript:`, `data:`,
    /// `vbscript:`, `file:`.
    Dangerous(Range<usize>),
    /// `urn:ietf:wg:oauth:2.0:oob` and its like: Google's retired out-of-band flow.
    OutOfBand,
    /// Another scheme. The range is its name.
    Other(Range<usize>),
}

/// Something in a URI that no client can use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UriError {
    /// The part that is wrong.
    pub range: Range<usize>,
    /// What is wrong with it.
    pub kind: UriErrorKind,
}

/// What is wrong with a part of a URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UriErrorKind {
    /// Blanks at the end.
    TrailingWhitespace,
    /// A blank, a control character or an invisible one.
    Character(char),
    /// A character that RFC 3986 allows only percent-encoded.
    NeedsPercentEncoding(char),
    /// `\` in place of `/`.
    Backslash,
    /// `https://https://…`: the scheme twice.
    DoubledScheme,
    /// No host, or more slashes than two before it.
    MissingHost,
    /// A placeholder as `<host>`, `${HOST}` or `{{host}}` in the host.
    Placeholder,
    /// A host name that DNS does not allow, with the reason.
    HostName(&'static str),
    /// An IP address that is none, or not in its full form.
    IpAddress(Option<Ipv4Addr>),
    /// A port that is none.
    Port,
    /// `%` without two hexadecimal digits, or `%00`.
    PercentEncoding,
    /// Refused by the parser of the URL standard, for none of these reasons.
    Refused,
}

/// Who can reach a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Anybody, as far as its name tells.
    Public,
    /// The machine itself (RFC 8252 §7.3, RFC 6761 §6.3).
    Loopback,
    /// Some network only, or nobody, with the reason.
    Private(&'static str),
}

/// Takes a URI apart. Total: any text gives parts and faults.
#[must_use]
pub fn parse(raw: &str) -> Uri<'_> {
    let scheme = scheme(raw);
    let mut uri = Uri {
        raw,
        scheme,
        faults: Vec::new(),
        userinfo: None,
        host: 0..0,
        port: None,
        path: raw.len()..raw.len(),
        query: None,
        fragment: None,
    };
    if let Some(prefix) = uri.prefix() {
        split(&mut uri, prefix);
        check(&mut uri, prefix);
    }
    uri
}

impl Uri<'_> {
    /// The length of `http://` or `https://`, where the URI begins with that.
    fn prefix(&self) -> Option<usize> {
        match self.scheme {
            Scheme::Http => Some("http://".len()),
            Scheme::Https => Some("https://".len()),
            _ => None,
        }
    }

    /// Whether a client can use it: it begins as it must and has no fault.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.prefix().is_some() && self.faults.is_empty()
    }

    /// The host as written.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.raw[self.host.clone()]
    }

    /// The host in lower case, without the dot at its end: for comparison with names.
    #[must_use]
    pub fn normalized_host(&self) -> String {
        self.host().trim_end_matches('.').to_ascii_lowercase()
    }

    /// The origin as written: scheme, host and port, without credentials.
    #[must_use]
    pub fn origin(&self) -> String {
        let authority = self.host.start..self.port.as_ref().map_or(self.host.end, |port| port.end);
        format!("{}{}", &self.raw[..self.prefix().unwrap_or(0)], &self.raw[authority])
    }

    /// The canonical form by the URL standard, without the `/` that it puts where there is no path;
    /// `None` where the URI is not sound.
    #[must_use]
    pub fn canonical(&self) -> Option<String> {
        let url = self.is_valid().then(|| Url::parse(self.raw).ok()).flatten()?;
        let mut canonical = url.to_string();
        if self.path.is_empty() {
            let authority = canonical.find("://").map_or(0, |at| at + 3);
            if let Some(slash) = canonical[authority..].find('/') {
                canonical.remove(authority + slash);
            }
        }
        Some(canonical)
    }

    /// Who can reach the host; only what its name tells (RFC 6761, RFC 6762, RFC 1918, RFC 4193 and
    /// their like).
    #[must_use]
    pub fn reach(&self) -> Reach {
        let name = self.normalized_host();
        let address = name.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = address.parse::<IpAddr>() {
            return reach_of_address(address);
        }
        let top = name.rsplit('.').next().unwrap_or_default();
        match top {
            "localhost" => Reach::Loopback,
            _ if !name.contains('.') => {
                Reach::Private("is a name without a dot, which only its own network knows")
            }
            "local" => Reach::Private("ends with `.local`, which only its own network knows"),
            "internal" => {
                Reach::Private("ends with `.internal`, which is kept for private networks")
            }
            "test" => Reach::Private("ends with `.test`, which is kept for tests"),
            "invalid" => Reach::Private("ends with `.invalid`, which never resolves"),
            _ => Reach::Public,
        }
    }
}

fn reach_of_address(address: IpAddr) -> Reach {
    let address = address.to_canonical();
    let (private, link_local) = match address {
        IpAddr::V4(address) => {
            let shared = address.octets()[0] == 100 && address.octets()[1] & 0xc0 == 64;
            (address.is_private() || shared, address.is_link_local())
        }
        IpAddr::V6(address) => (address.is_unique_local(), address.is_unicast_link_local()),
    };
    match address {
        _ if address.is_loopback() => Reach::Loopback,
        _ if address.is_unspecified() => Reach::Private("is no machine's address"),
        _ if private => Reach::Private("is a private address, which only its own network knows"),
        _ if link_local => {
            Reach::Private("is a link-local address, which only its own network knows")
        }
        _ => Reach::Public,
    }
}

const HTTP: &str = "http://";
const HTTPS: &str = "https://";

/// Schemes that people know by name, and that are no slip of `http`.
const KNOWN: &[&str] = &[
    "ftp", "ftps", "sftp", "ssh", "ws", "wss", "mailto", "tel", "git", "urn", "about", "blob",
    "intent", "app",
];

fn scheme(raw: &str) -> Scheme {
    if raw.starts_with(HTTPS) {
        return Scheme::Https;
    }
    if raw.starts_with(HTTP) {
        return Scheme::Http;
    }
    let trimmed = raw.trim_start_matches(|c: char| c.is_whitespace() || unicode::is_invisible(c));
    let blanks = raw.len() - trimmed.len();
    if blanks > 0 && (trimmed.starts_with(HTTP) || trimmed.starts_with(HTTPS)) {
        return Scheme::LeadingWhitespace(0..blanks);
    }
    if let Some((range, replacement)) = slip(raw) {
        return Scheme::Malformed { range, replacement };
    }
    let Some(colon) = trimmed.find(':').map(|colon| colon + blanks) else {
        return missing(raw, blanks);
    };
    let name = &raw[blanks..colon];
    let lower = name.to_ascii_lowercase();
    let rest = &raw[colon + 1..];
    if !is_scheme_name(name) || is_port(rest) {
        return missing(raw, blanks);
    }
    if matches!(lower.as_str(), "javascript" | "data" | "vbscript" | "file") {
        return Scheme::Dangerous(blanks..colon);
    }
    if trimmed.to_ascii_lowercase().starts_with("urn:ietf:wg:oauth:") {
        return Scheme::OutOfBand;
    }
    if !KNOWN.contains(&lower.as_str())
        && rest.starts_with("//")
        && let Some((replacement, certain)) = nearest(&lower)
    {
        return Scheme::Misspelled { range: 0..colon + 3, replacement, certain };
    }
    Scheme::Other(blanks..colon)
}

fn missing(raw: &str, blanks: usize) -> Scheme {
    let slashes = raw[blanks..].len() - raw[blanks..].trim_start_matches(['/', ':']).len();
    Scheme::Missing(0..blanks + slashes)
}

/// RFC 3986 §3.1.
fn is_scheme_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Whether what follows a colon is a port and no scheme's own part.
fn is_port(rest: &str) -> bool {
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    digits > 0 && matches!(rest[digits..].chars().next(), None | Some('/' | '?' | '#'))
}

/// `http` or `https` in any case, then separators that are not `://`.
fn slip(raw: &str) -> Option<(Range<usize>, &'static str)> {
    let is_filler = |c: char| c.is_whitespace() || unicode::is_invisible(c);
    let mut letters = String::new();
    let mut at = 0;
    for (index, character) in raw.char_indices() {
        if character.is_ascii_alphabetic() && letters.len() < 6 {
            letters.push(character.to_ascii_lowercase());
        } else if !is_filler(character) {
            at = index;
            break;
        }
    }
    let replacement = match letters.as_str() {
        "https" => HTTPS,
        "http" => HTTP,
        _ => return None,
    };
    let separators = raw[at..].len()
        - raw[at..]
            .trim_start_matches(|c| is_filler(c) || matches!(c, ':' | ';' | '/' | '\\'))
            .len();
    let written = &raw[at..at + separators];
    (written.contains(['/', '\\']) || written.starts_with(':') && !is_port(&raw[at + 1..]))
        .then_some((0..at + separators, replacement))
}

/// The scheme that a name is at most two slips away from, and whether the other is farther.
fn nearest(name: &str) -> Option<(&'static str, bool)> {
    let http = strsim::osa_distance(name, "http");
    let https = strsim::osa_distance(name, "https");
    let replacement = if http < https { HTTP } else { HTTPS };
    let close = http.min(https);
    (close <= 2 && name.len() > 2 && name.contains('t'))
        .then_some((replacement, close == 1 && http != https))
}

/// Sets the parts of a URI whose scheme is right.
fn split(uri: &mut Uri<'_>, prefix: usize) {
    let raw = uri.raw;
    let find =
        |from: usize, to: usize, wanted: &[char]| raw[from..to].find(wanted).map(|at| from + at);
    let end = raw.len();
    let fragment = find(prefix, end, &['#']);
    let before_fragment = fragment.unwrap_or(end);
    let query = find(prefix, before_fragment, &['?']);
    let before_query = query.unwrap_or(before_fragment);
    let path = find(prefix, before_query, &['/', '\\']).unwrap_or(before_query);
    uri.fragment = fragment.map(|at| at + 1..end);
    uri.query = query.map(|at| at + 1..before_fragment);
    uri.path = path..before_query;
    let mut host = prefix;
    if let Some(at) = raw[prefix..path].rfind('@') {
        uri.userinfo = Some(prefix..prefix + at);
        host = prefix + at + 1;
    }
    let after_bracket = raw[host..path].rfind(']').map_or(host, |at| host + at + 1);
    let colon = raw[after_bracket..path].rfind(':').map(|at| after_bracket + at);
    uri.port = colon.map(|at| at + 1..path);
    uri.host = host..colon.unwrap_or(path);
}

/// Finds what no client can use. Each place has one fault.
fn check(uri: &mut Uri<'_>, prefix: usize) {
    let raw = uri.raw;
    if uri.host.is_empty() {
        let end =
            prefix + (raw[prefix..].len() - raw[prefix..].trim_start_matches(['/', '\\']).len());
        uri.faults
            .push(UriError { range: prefix..end.max(prefix), kind: UriErrorKind::MissingHost });
        return;
    }
    let rest = &raw[uri.host.start..];
    let doubled =
        [HTTPS, HTTP, "https//", "http//"].iter().find(|scheme| rest.starts_with(**scheme));
    if let Some(scheme) = doubled {
        let range = uri.host.start..uri.host.start + scheme.len();
        uri.faults.push(UriError { range, kind: UriErrorKind::DoubledScheme });
        return;
    }
    check_characters(uri);
    let host_is_legible = !uri
        .faults
        .iter()
        .any(|fault| fault.range.start < uri.host.end && fault.range.end > uri.host.start);
    if host_is_legible && let Some(kind) = host_fault(uri.host()) {
        uri.faults.push(UriError { range: uri.host.clone(), kind });
    }
    if let Some(port) = uri.port.clone().filter(|_| host_is_legible) {
        let digits = &raw[port.clone()];
        let legible = digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.len() <= 6;
        if !legible || !digits.parse::<u32>().is_ok_and(|port| (1..=65_535).contains(&port)) {
            uri.faults.push(UriError {
                range: port.start - usize::from(digits.is_empty())..port.end,
                kind: UriErrorKind::Port,
            });
        }
    }
    check_percent_encoding(uri);
    uri.faults.sort_by_key(|fault| fault.range.start);
    if uri.faults.is_empty() && Url::parse(raw).is_err() {
        uri.faults.push(UriError { range: uri.host.clone(), kind: UriErrorKind::Refused });
    }
}

fn check_characters(uri: &mut Uri<'_>) {
    let visible = uri.raw.trim_end_matches(|c: char| c.is_whitespace()).len();
    for (at, character) in uri.raw[..visible].char_indices() {
        let range = at..at + character.len_utf8();
        let in_host = uri.host.contains(&at);
        let kind = match character {
            '\\' => UriErrorKind::Backslash,
            _ if character.is_whitespace()
                || character.is_control()
                || unicode::is_invisible(character) =>
            {
                UriErrorKind::Character(character)
            }
            '"' | '<' | '>' | '[' | ']' | '^' | '`' | '{' | '|' | '}' if !in_host => {
                UriErrorKind::NeedsPercentEncoding(character)
            }
            _ => continue,
        };
        match uri.faults.last_mut() {
            Some(last)
                if last.range.end == at
                    && (last.kind == kind
                        || matches!(
                            (&last.kind, &kind),
                            (UriErrorKind::Character(_), UriErrorKind::Character(_))
                        )) =>
            {
                last.range.end = range.end;
            }
            _ => uri.faults.push(UriError { range, kind }),
        }
    }
    if visible < uri.raw.len() {
        uri.faults.push(UriError {
            range: visible..uri.raw.len(),
            kind: UriErrorKind::TrailingWhitespace,
        });
    }
}

fn check_percent_encoding(uri: &mut Uri<'_>) {
    let bytes = uri.raw.as_bytes();
    for (at, _) in uri.raw.match_indices('%').filter(|(at, _)| !uri.host.contains(at)) {
        let digits =
            bytes.get(at + 1..at + 3).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        if digits.is_none_or(|digits| digits == b"00") {
            let mut end = (at + 3).min(uri.raw.len());
            while !uri.raw.is_char_boundary(end) {
                end -= 1;
            }
            let end = if digits.is_none() { at + 1 } else { end };
            uri.faults.push(UriError { range: at..end, kind: UriErrorKind::PercentEncoding });
        }
    }
}

fn host_fault(host: &str) -> Option<UriErrorKind> {
    let placeholder = host.contains('<') || host.contains('{') || host.starts_with('$');
    if placeholder {
        return Some(UriErrorKind::Placeholder);
    }
    if let Some(address) = host.strip_prefix('[') {
        let address =
            address.strip_suffix(']').and_then(|address| address.parse::<Ipv6Addr>().ok());
        return address.is_none().then_some(UriErrorKind::IpAddress(None));
    }
    if is_ipv4_like(host) {
        let short = || match Url::parse(&format!("http://{host}")).ok()?.host()? {
            url::Host::Ipv4(address) => Some(address),
            _ => None,
        };
        return host.parse::<Ipv4Addr>().is_err().then(|| UriErrorKind::IpAddress(short()));
    }
    if host.contains('%') {
        return Some(UriErrorKind::HostName("a host name is never percent-encoded"));
    }
    let without_root = host.strip_suffix('.').unwrap_or(host);
    let ascii = url::Host::parse(host).map(|host| host.to_string());
    without_root.split('.').find_map(label_fault).or(match ascii {
        Err(_) => Some(UriErrorKind::HostName(
            "it is no host name by the rules of internationalised names (IDNA)",
        )),
        Ok(ascii) if ascii.len() > 253 => {
            Some(UriErrorKind::HostName("it has more than 253 characters"))
        }
        Ok(_) => None,
    })
}

/// The reasons of RFC 1123 §2.1 and RFC 5890 §2.3; `_` is let through, since DNS and browsers do so
/// too.
fn label_fault(label: &str) -> Option<UriErrorKind> {
    let odd = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '*') || !c.is_ascii());
    let reason = match label {
        "" => "it has an empty part between two dots",
        _ if label.len() > 63 && label.is_ascii() => "a part of it has more than 63 characters",
        _ if label.starts_with('-') || label.ends_with('-') => {
            "a part of it begins or ends with `-`"
        }
        _ if label.contains(odd) => "it has a character that no host name has",
        _ => return None,
    };
    Some(UriErrorKind::HostName(reason))
}

/// Whether browsers take a host for an IPv4 address: its last part is a number (URL standard, "ends
/// in a number").
fn is_ipv4_like(host: &str) -> bool {
    let last = host.strip_suffix('.').unwrap_or(host).rsplit('.').next().unwrap_or_default();
    let hexadecimal = last.strip_prefix("0x").or(last.strip_prefix("0X"));
    !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())
        || hexadecimal.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme_of(raw: &str) -> Scheme {
        parse(raw).scheme
    }

    fn faults(raw: &str) -> Vec<(&str, UriErrorKind)> {
        let uri = parse(raw);
        assert!(uri.prefix().is_some(), "{raw}");
        uri.faults.into_iter().map(|fault| (&raw[fault.range], fault.kind)).collect()
    }

    #[test]
    fn what_the_url_standard_mends_in_a_scheme_is_a_slip() {
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
        ] {
            assert!(
                matches!(scheme_of(raw), Scheme::Malformed { replacement: HTTPS, .. }),
                "{raw}: {:?}",
                scheme_of(raw)
            );
        }
        assert_eq!(scheme_of("HTTPS://x"), Scheme::Malformed { range: 0..8, replacement: HTTPS });
        assert_eq!(scheme_of("http:/x"), Scheme::Malformed { range: 0..6, replacement: HTTP });
    }

    #[test]
    fn a_typo_is_certain_where_one_scheme_only_is_near() {
        assert_eq!(
            scheme_of("htps://x"),
            Scheme::Misspelled { range: 0..7, replacement: HTTPS, certain: true }
        );
        assert_eq!(
            scheme_of("htp://x"),
            Scheme::Misspelled { range: 0..6, replacement: HTTP, certain: true }
        );
        assert!(matches!(scheme_of("htts://x"), Scheme::Misspelled { certain: false, .. }));
    }

    #[test]
    fn other_beginnings_are_told_apart() {
        assert_eq!(scheme_of(" \u{feff}https://x"), Scheme::LeadingWhitespace(0..4));
        assert_eq!(scheme_of("www.acme.com"), Scheme::Missing(0..0));
        assert_eq!(scheme_of("//acme.com"), Scheme::Missing(0..2));
        assert_eq!(scheme_of("localhost:8080/cb"), Scheme::Missing(0..0));
        assert_eq!(scheme_of("http"), Scheme::Missing(0..0));
        assert_eq!(scheme_of("JavaScript:alert(1)"), Scheme::Dangerous(0..10));
        assert_eq!(scheme_of("urn:ietf:wg:oauth:2.0:oob"), Scheme::OutOfBand);
        assert_eq!(scheme_of("com.acme.app:/cb"), Scheme::Other(0..12));
        assert_eq!(scheme_of("ftp://x"), Scheme::Other(0..3));
    }

    #[test]
    fn the_part_that_is_wrong_is_named() {
        assert_eq!(faults("https://a.com/a b"), [(" ", UriErrorKind::Character(' '))]);
        assert_eq!(faults("https://a.com\\b"), [("\\", UriErrorKind::Backslash)]);
        assert_eq!(faults("https://"), [("", UriErrorKind::MissingHost)]);
        assert_eq!(faults("https:///a.com"), [("/", UriErrorKind::MissingHost)]);
        assert_eq!(faults("https://https://a.com"), [("https://", UriErrorKind::DoubledScheme)]);
        assert_eq!(faults("https://a.com:99999/"), [("99999", UriErrorKind::Port)]);
        assert_eq!(faults("https://a.com:/"), [(":", UriErrorKind::Port)]);
        assert_eq!(
            faults("https://a.com/%zz%00%41"),
            [("%", UriErrorKind::PercentEncoding), ("%00", UriErrorKind::PercentEncoding)]
        );
        assert_eq!(
            faults("https://127.1/"),
            [("127.1", UriErrorKind::IpAddress(Some(Ipv4Addr::LOCALHOST)))]
        );
        assert_eq!(faults("https://[1:2]/"), [("[1:2]", UriErrorKind::IpAddress(None))]);
        assert_eq!(faults("https://${HOST}/x"), [("${HOST}", UriErrorKind::Placeholder)]);
        assert_eq!(faults("https://a.com "), [(" ", UriErrorKind::TrailingWhitespace)]);
        assert!(matches!(faults("https://a..com")[..], [("a..com", UriErrorKind::HostName(_))]));
        assert!(matches!(faults("https://-a.com")[..], [("-a.com", UriErrorKind::HostName(_))]));
        assert!(matches!(
            faults("https://xn--a.com")[..],
            [("xn--a.com", UriErrorKind::HostName(_))]
        ));
        assert!(matches!(
            faults("https://exa\u{200b}mple.com")[..],
            [("\u{200b}", UriErrorKind::Character('\u{200b}'))]
        ));
    }

    #[test]
    fn sound_uris_have_no_fault() {
        for raw in [
            "https://a.com",
            "http://localhost:8080/cb?x=1",
            "https://[::1]:9/",
            "https://bücher.example/é",
            "https://a_b.com./",
            "https://127.0.0.1",
        ] {
            assert!(parse(raw).is_valid(), "{raw}: {:?}", parse(raw).faults);
        }
    }

    #[test]
    fn the_canonical_form_adds_no_slash() {
        assert_eq!(parse("https://A.com:443?x").canonical().unwrap(), "https://a.com?x");
        assert_eq!(parse("https://a.com/b/../c").canonical().unwrap(), "https://a.com/c");
    }

    #[test]
    fn private_hosts_are_told_from_public_ones() {
        let reach = |raw| parse(raw).reach();
        assert_eq!(reach("http://localhost/"), Reach::Loopback);
        assert_eq!(reach("http://[::1]/"), Reach::Loopback);
        assert_eq!(reach("https://a.com"), Reach::Public);
        for raw in [
            "https://intranet/",
            "https://10.0.0.1",
            "https://[fe80::1]",
            "https://a.local",
            "https://169.254.1.1",
            "https://0.0.0.0",
            "https://100.64.0.1",
        ] {
            assert!(matches!(reach(raw), Reach::Private(_)), "{raw}");
        }
    }
}
