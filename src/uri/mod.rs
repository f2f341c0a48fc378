//! Parses a URI into its components, canonical form and errors. The only module that imports `url`.
//!
//! `url` repairs its input (`https:\\x`, tabs, short IP addresses), but the console compares text.
//! The raw text is therefore validated first, against RFC 3986 and the console's "must begin with
//! https:// or http://"; then `url` produces the canonical form.

mod errors;
mod host;
pub mod percent;
mod plain;
mod reach;
mod scheme;

use std::ops::Range;
use std::sync::Arc;

use url::Url;

pub use errors::{UriError, UriErrorKind};
pub use host::{HostNameError, may_start_with_host};
pub use reach::{PrivateDomain, PrivateHost, Reach, is_subdomain_of};
pub use scheme::{Prefix, Scheme};

/// How certain it is that a correction matches the author's intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// Nothing else can be meant.
    Certain,
    /// Something else could be meant.
    Likely,
}

/// A parsed URI. Ranges are in bytes of `raw` and lie on character boundaries.
///
/// Only `http://` and `https://` URIs have components; for others, only the scheme is parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uri {
    /// The text of the URI, with TOML escapes decoded.
    pub raw: Arc<str>,
    /// The scheme (RFC 3986 section 3.1).
    pub scheme: Scheme,
    /// The errors, in text order and without overlaps.
    pub errors: Vec<UriError>,
    /// `user:password`, without the `@` (RFC 3986 section 3.2.1).
    pub userinfo: Option<Range<usize>>,
    /// The host, with the brackets of an IPv6 address (RFC 3986 section 3.2.2); may be empty.
    pub host: Range<usize>,
    /// What follows the colon after the host (RFC 3986 section 3.2.3); may be empty.
    pub port: Option<Range<usize>>,
    /// The path, from its `/` (RFC 3986 section 3.3); may be empty.
    pub path: Range<usize>,
    /// The query, without its `?` (RFC 3986 section 3.4).
    pub query: Option<Range<usize>>,
    /// The fragment, without its `#` (RFC 3986 section 3.5).
    pub fragment: Option<Range<usize>>,
    /// The end of the URI, before trailing whitespace and closing quotes.
    pub end: usize,
    /// `None` if it is the host as written.
    normalized_host: Option<String>,
    /// The text itself, or another one; `None` if the URI is not valid.
    canonical: Option<Arc<str>>,
}

/// Parses a URI. Never fails: problems are recorded in the scheme and the errors.
pub fn parse(raw: impl Into<Arc<str>>) -> Uri {
    let mut uri = parse_components(raw.into());
    if uri.scheme.prefix_len().is_none() {
        return uri;
    }
    // Most URIs are written as browsers send them. To see that by a scan takes a tenth of what `url`
    // takes, which is a fifth of the work for a small manifest.
    if plain::is_plain_host(uri.host()) {
        uri.errors = errors::validate(&uri, Some(uri.host()));
    } else {
        let normalized_host = normalize_host(uri.host());
        uri.errors = errors::validate(&uri, normalized_host.as_deref());
        uri.normalized_host = normalized_host.or_else(|| Some(uri.host().to_ascii_lowercase()));
    }
    if uri.errors.is_empty() {
        let is_canonical = plain::is_canonical(&uri);
        uri.canonical =
            if is_canonical { Some(uri.raw.clone()) } else { canonicalize(&uri).map(Arc::from) };
        if uri.canonical.is_none() {
            let kind = UriErrorKind::RejectedHost;
            uri.errors.push(UriError { range: uri.host.clone(), kind });
        }
    }
    uri
}

impl Uri {
    /// Returns `true` if a client can use the URI: it starts with `http://` or `https://` and has
    /// no errors.
    pub fn is_valid(&self) -> bool {
        self.canonical.is_some()
    }

    /// Returns the host as written.
    pub fn host(&self) -> &str {
        &self.raw[self.host.clone()]
    }

    /// Returns the host for comparison with names: as browsers send it (lower case, in ASCII by RFC
    /// 5891 section 5.5), and without a trailing dot.
    pub fn normalized_host(&self) -> &str {
        self.normalized_host.as_deref().unwrap_or(self.host())
    }

    /// Returns the origin as written: scheme, host and port (RFC 6454 section 4), without
    /// credentials.
    pub fn origin(&self) -> String {
        let prefix = &self.raw[..self.scheme.prefix_len().unwrap_or(0)];
        let end = self.port.as_ref().map_or(self.host.end, |port| port.end);
        format!("{prefix}{}", &self.raw[self.host.start..end])
    }

    /// Iterates over the names and values of the query parameters, in order. The value is empty if
    /// there is no `=`.
    pub fn query_parameters(&self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
        let query = self.query.clone().unwrap_or_default();
        let mut start = query.start;
        self.raw[query].split('&').map(move |parameter| {
            let end = start + parameter.len();
            let name = start..parameter.find('=').map_or(end, |at| start + at);
            let value = (name.end + 1).min(end)..end;
            start = end + 1;
            (name, value)
        })
    }

    /// Returns the URL that browsers send, according to the URL standard, but without the `/` that
    /// they add to an empty path. Returns `None` unless the URI is valid.
    pub fn canonical(&self) -> Option<&str> {
        self.canonical.as_deref()
    }

    /// Returns who can reach the host, judging by its name alone.
    pub fn reach(&self) -> Reach {
        reach::reach_of(self.normalized_host())
    }
}

/// Finds the components by their delimiters (RFC 3986 section 3). A backslash also ends the
/// authority, as in browsers.
fn parse_components(raw: Arc<str>) -> Uri {
    let scheme = scheme::parse_scheme(&raw);
    let start = scheme.prefix_len().unwrap_or(raw.len());
    let end = start + content_len(&raw[start..]);
    let find = |range: Range<usize>, delimiters: &[u8]| {
        let mut bytes = raw.as_bytes()[range.clone()].iter();
        bytes.position(|byte| delimiters.contains(byte)).map(|at| range.start + at)
    };
    let fragment = find(start..end, b"#");
    let query_end = fragment.unwrap_or(end);
    let query = find(start..query_end, b"?");
    let path_end = query.unwrap_or(query_end);
    let path_start = find(start..path_end, b"/\\").unwrap_or(path_end);
    let at_sign = raw[start..path_start].rfind('@').map(|at| start + at);
    let host_start = at_sign.map_or(start, |at| at + 1);
    let colon = port_colon(&raw[host_start..path_start]).map(|at| host_start + at);
    Uri {
        scheme,
        errors: Vec::new(),
        userinfo: at_sign.map(|at| start..at),
        host: host_start..colon.unwrap_or(path_start),
        port: colon.map(|at| at + 1..path_start),
        path: path_start..path_end,
        query: query.map(|at| at + 1..query_end),
        fragment: fragment.map(|at| at + 1..end),
        end,
        normalized_host: None,
        canonical: None,
        raw,
    }
}

/// Closing quotes that may trail a URI, each with its opening quote.
const CLOSING_QUOTES: &[(char, char)] =
    &[('"', '"'), ('`', '`'), ('”', '“'), ('’', '‘'), ('»', '«'), ('›', '‹'), ('>', '<')];

/// Returns the length of a text without trailing whitespace, invisible characters and closing
/// quotes. A quote that is opened within the text belongs to it.
fn content_len(text: &str) -> usize {
    let text = text.trim_end_matches(scheme::is_filler);
    let closes_nothing = |(close, open): &(char, char)| {
        let before = text.strip_suffix(*close)?;
        (!before.contains(*open)).then_some(before)
    };
    let content = CLOSING_QUOTES.iter().find_map(closes_nothing).unwrap_or(text);
    content.trim_end_matches(scheme::is_filler).len()
}

/// Returns the offset of the colon between host and port, which follows the brackets of an IPv6
/// address.
fn port_colon(host_and_port: &str) -> Option<usize> {
    let after = match host_and_port.rfind(']') {
        Some(bracket) => bracket,
        None if host_and_port.starts_with('[') => return None,
        None => 0,
    };
    host_and_port[after..].rfind(':').map(|at| after + at)
}

/// Returns the host as browsers send it, without a trailing dot; `None` if the URL standard rejects
/// it.
fn normalize_host(host: &str) -> Option<String> {
    let mut normalized = url::Host::parse(host).ok()?.to_string();
    if normalized.ends_with('.') {
        normalized.pop();
    }
    Some(normalized)
}

/// Returns the canonical form of a URI without errors; `None` if the URL standard rejects it.
fn canonicalize(uri: &Uri) -> Option<String> {
    let url = Url::parse(&uri.raw).ok()?;
    let has_added_slash = uri.path.is_empty() && url.path() == "/";
    let path_start = url[..url::Position::BeforePath].len();
    let mut canonical = String::from(url);
    if has_added_slash {
        canonical.remove(path_start);
    }
    Some(canonical)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns the components of a URI as text, with `-` for missing ones.
    fn components(raw: &str) -> String {
        let uri = parse(raw);
        let text = |range: &Option<Range<usize>>| {
            range.clone().map_or_else(|| "-".to_owned(), |range| raw[range].to_owned())
        };
        format!(
            "{} {} {} {} {} {}",
            text(&uri.userinfo),
            uri.host(),
            text(&uri.port),
            &raw[uri.path.clone()],
            text(&uri.query),
            text(&uri.fragment)
        )
    }

    #[test]
    fn components_end_at_their_delimiters() {
        assert_eq!(components("https://a.com:80/b?c#d"), "- a.com 80 /b c d");
        assert_eq!(components("https://a.com"), "- a.com -  - -");
        assert_eq!(components("https://a.com?b/@:c"), "- a.com -  b/@:c -");
        assert_eq!(components("https://a.com#b?c"), "- a.com -  - b?c");
        assert_eq!(components("https://a.com:?#"), "- a.com    ");
        assert_eq!(components("https://a.com\\@b"), "- a.com - \\@b - -");
    }

    #[test]
    fn the_last_at_sign_ends_the_credentials() {
        assert_eq!(components("https://u:p@a.com/b@c"), "u:p a.com - /b@c - -");
        assert_eq!(components("https://u@v@a.com"), "u@v a.com -  - -");
    }

    #[test]
    fn the_colons_of_an_ipv6_address_begin_no_port() {
        assert_eq!(components("https://[::1]:9/"), "- [::1] 9 / - -");
        assert_eq!(components("https://[::1]/"), "- [::1] - / - -");
        assert_eq!(components("https://[::1/"), "- [::1 - / - -");
    }

    #[test]
    fn a_uri_with_another_beginning_has_no_components() {
        assert_eq!(components("HTTPS://a.com/b?c"), "-  -  - -");
        assert_eq!(components("com.acme.app:/cb?x"), "-  -  - -");
        assert!(!parse("com.acme.app:/cb").is_valid());
    }

    #[test]
    fn the_canonical_form_is_what_browsers_send_without_an_added_slash() {
        let canonical = |raw: &str| parse(raw).canonical().map(str::to_owned);
        assert_eq!(canonical("https://A.com:443?x").unwrap(), "https://a.com?x");
        assert_eq!(canonical("https://u@a.com:80#x").unwrap(), "https://u@a.com:80#x");
        assert_eq!(canonical("https://a.com/").unwrap(), "https://a.com/");
        assert_eq!(canonical("https://a.com/b/../c").unwrap(), "https://a.com/c");
        assert_eq!(canonical("https://bücher.com").unwrap(), "https://xn--bcher-kva.com");
        assert_eq!(canonical("https://a.com/ b"), None);
    }

    #[test]
    fn an_origin_has_neither_credentials_nor_path() {
        assert_eq!(parse("https://u:p@A.com:8443/b?c#d").origin(), "https://A.com:8443");
        assert_eq!(parse("http://[::1]/").origin(), "http://[::1]");
    }

    #[test]
    fn the_query_is_divided_into_parameters() {
        let parameters = |raw: &str| {
            let uri = parse(raw);
            let text = |(name, value): (Range<usize>, Range<usize>)| {
                (uri.raw[name].to_owned(), uri.raw[value].to_owned())
            };
            uri.query_parameters().map(text).collect::<Vec<_>>()
        };
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            parameters("https://a.com/?a=1&b&c==2&#d=3"),
            [pair("a", "1"), pair("b", ""), pair("c", "=2"), pair("", "")]
        );
        assert_eq!(parameters("https://a.com/"), [pair("", "")]);
    }

    #[test]
    fn hosts_are_compared_as_browsers_send_them() {
        for raw in [
            "https://accounts.zoho.com",
            "https://Accounts.ZOHO.com.",
            "https://accounts.ｚｏｈｏ.com/",
            "https://accounts。zoho。com",
        ] {
            assert_eq!(parse(raw).normalized_host(), "accounts.zoho.com", "{raw}");
            assert_eq!(parse(raw).reach(), Reach::Public, "{raw}");
        }
        assert_eq!(parse("http://LOCALHOST./").reach(), Reach::Loopback);
        assert_eq!(parse("http://[0:0::1]/").reach(), Reach::Loopback);
    }

    /// Generates URI-like texts from the characters that matter to the parser.
    fn like_uri() -> impl Strategy<Value = String> {
        let parts = [
            "http://",
            "https://",
            "HTTPS:",
            "htps",
            "urn:ietf:wg:oauth:",
            ":",
            "//",
            "/",
            "\\",
            "?",
            "#",
            "@",
            "[",
            "]",
            "[::1]",
            "%",
            "%00",
            "%41",
            ".",
            "..",
            "-",
            "a",
            "zoho.com",
            "localhost",
            "127.1",
            "0x",
            "xn--",
            "\"",
            "‹",
            "›",
            "%3A%2F%2F",
            "é",
            "ü",
            "。",
            "１",
            "\u{200b}",
            "\u{feff}",
            " ",
            "\t",
            "<",
            "{",
            "${",
            "80",
            "99999",
            "*",
            "\0",
            "😀",
        ];
        let starts = prop::sample::select(vec!["", "http://", "https://", "https://a.com"]);
        let rest = prop::collection::vec(prop::sample::select(parts.to_vec()), 0..12);
        (starts, rest).prop_map(|(start, rest)| start.to_owned() + &rest.concat())
    }

    /// Checks that ranges lie on character boundaries, are in order and are disjoint.
    fn assert_in_order<'a>(raw: &str, ranges: impl IntoIterator<Item = &'a Range<usize>>) {
        let mut end = 0;
        for range in ranges {
            assert!(raw.get(range.clone()).is_some(), "{range:?} in {raw:?}");
            assert!(range.start >= end, "{range:?} is before {end} in {raw:?}");
            end = range.end;
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn components_and_errors_of_any_text_are_in_bounds_and_in_order(
            raw in prop_oneof![3 => like_uri(), 1 => "(?s).{0,40}"],
        ) {
            let uri = parse(raw.as_str());
            let components = uri
                .userinfo
                .iter()
                .chain([&uri.host])
                .chain(&uri.port)
                .chain([&uri.path])
                .chain(&uri.query)
                .chain(&uri.fragment);
            assert_in_order(&raw, components);
            assert_in_order(&raw, uri.errors.iter().map(|error| &error.range));
            let scheme = match &uri.scheme {
                Scheme::Surrounded { before, after } => vec![before.clone(), after.clone()],
                Scheme::Malformed { range, .. }
                | Scheme::Misspelled { range, .. }
                | Scheme::Missing { range, .. }
                | Scheme::Dangerous(range)
                | Scheme::Other(range) => vec![range.clone()],
                Scheme::Http | Scheme::Https | Scheme::Encoded(_) | Scheme::OutOfBand => vec![],
            };
            assert_in_order(&raw, &scheme);
            assert_eq!(uri.is_valid(), uri.scheme.prefix_len().is_some() && uri.errors.is_empty());
        }

        #[test]
        fn a_canonical_form_is_its_own_canonical_form(raw in like_uri()) {
            if let Some(canonical) = parse(raw.as_str()).canonical() {
                let again = parse(canonical);
                prop_assert_eq!(again.canonical(), Some(canonical), "{}", raw);
            }
        }
    }
}
