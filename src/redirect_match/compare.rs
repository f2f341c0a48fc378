//! The differences between two URIs, which Zoho compares as text.

use std::ops::Range;
use std::sync::Arc;

use super::describe::quote_masked;
use crate::uri::{self, Reach, Uri, percent};

/// A URI as written, with its components, which are found even if the scheme is in upper case.
#[derive(Clone, Debug)]
pub struct Address {
    /// The URI as written.
    pub text: Arc<str>,
    /// The same URI with the scheme in lower case; offsets are the same in both.
    uri: Uri,
}

/// A difference between the URI that is sent and the one that is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its kind.
    pub kind: DifferenceKind,
    /// The differing part of the URI that is sent, in bytes; empty if something is missing there.
    pub sent: Range<usize>,
    /// The differing part of the URI that is registered, likewise.
    pub registered: Range<usize>,
    /// How the URI is registered, as the words after "registered": `without the trailing slash`.
    pub message: String,
}

/// The kind of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    Scheme,
    Credentials,
    /// Two names for the same machine: `localhost` and `127.0.0.1`.
    Loopback,
    Www,
    /// Only the case, or another spelling that browsers treat as the same.
    HostSpelling,
    Host,
    Port,
    TrailingSlash,
    /// Two slashes instead of one.
    DoubleSlash,
    /// Only the case or the percent-encoding.
    PathSpelling,
    Path,
    Query,
    Fragment,
}

impl DifferenceKind {
    /// Returns its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scheme => "scheme",
            Self::Credentials => "credentials",
            Self::Loopback => "loopback",
            Self::Www => "www",
            Self::HostSpelling => "host-spelling",
            Self::Host => "host",
            Self::Port => "port",
            Self::TrailingSlash => "trailing-slash",
            Self::DoubleSlash => "double-slash",
            Self::PathSpelling => "path-spelling",
            Self::Path => "path",
            Self::Query => "query",
            Self::Fragment => "fragment",
        }
    }

    /// Returns the distance of two URIs that differ in this way.
    pub(super) fn distance(self) -> usize {
        match self {
            Self::TrailingSlash | Self::DoubleSlash | Self::HostSpelling | Self::PathSpelling => 1,
            Self::Scheme | Self::Loopback | Self::Www | Self::Fragment => 2,
            Self::Credentials | Self::Query => 3,
            Self::Port => 4,
            Self::Path => 6,
            Self::Host => 20,
        }
    }
}

impl Address {
    /// Splits a URI into its components.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let scheme_len = text.find("://").unwrap_or(0);
        let mut lowered = text.to_string();
        lowered[..scheme_len].make_ascii_lowercase();
        Self { uri: uri::parse(lowered), text }
    }

    /// Returns the components.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Returns `true` if the URI has a host, that is, begins with `http` or `https`.
    pub fn has_host(&self) -> bool {
        !self.uri.host.is_empty()
    }

    /// Returns the host, folded so that names of the same machine are equal, as are those with and
    /// without `www.`.
    pub fn folded_host(&self) -> &str {
        let host = self.uri.normalized_host();
        if is_loopback(&self.uri) { "localhost" } else { host.strip_prefix("www.").unwrap_or(host) }
    }

    /// Returns the path, folded so that its common spellings are equal.
    pub fn folded_path(&self) -> String {
        let path = percent::decode(self.path()).unwrap_or_else(|| self.path().to_owned());
        single_slashes(&path).trim_end_matches('/').to_lowercase()
    }

    /// Returns the path as written.
    pub fn path(&self) -> &str {
        &self.text[self.uri.path.clone()]
    }

    fn slice(&self, range: &Range<usize>) -> &str {
        &self.text[range.clone()]
    }
}

fn is_loopback(uri: &Uri) -> bool {
    uri.reach() == Reach::Loopback
}

fn single_slashes(path: &str) -> String {
    let mut single = String::with_capacity(path.len());
    for character in path.chars() {
        if character != '/' || !single.ends_with('/') {
            single.push(character);
        }
    }
    single
}

/// Returns the differences between two URIs, in the order of their components; empty only if the
/// texts are equal.
pub fn compare(sent: &Address, registered: &Address) -> Vec<Difference> {
    if sent.text == registered.text {
        return Vec::new();
    }
    if !sent.has_host() || !registered.has_host() {
        let (sent_part, registered_part) = changed_part(&sent.text, &registered.text);
        let message = format!("as {}", quote_masked(&registered.text));
        let kind = DifferenceKind::Host;
        return vec![Difference { kind, sent: sent_part, registered: registered_part, message }];
    }
    let differences = [
        compare_schemes(sent, registered),
        compare_credentials(sent, registered),
        compare_hosts(sent, registered),
        compare_ports(sent, registered),
        compare_paths(sent, registered),
        compare_queries(sent, registered),
        compare_fragments(sent, registered),
    ];
    differences.into_iter().flatten().collect()
}

fn compare_schemes(sent: &Address, registered: &Address) -> Option<Difference> {
    let scheme = |address: &Address| 0..address.text.find("://").unwrap_or(0);
    let (sent_part, registered_part) = (scheme(sent), scheme(registered));
    let (one, other) = (sent.slice(&sent_part), registered.slice(&registered_part));
    let message = format!("with `{other}://`");
    let kind = DifferenceKind::Scheme;
    (one != other).then_some(Difference {
        kind,
        sent: sent_part,
        registered: registered_part,
        message,
    })
}

fn compare_credentials(sent: &Address, registered: &Address) -> Option<Difference> {
    let (one, other) = (&sent.uri.userinfo, &registered.uri.userinfo);
    let text = |address: &'_ Address, range: &Option<Range<usize>>| {
        range.as_ref().map(|range| address.slice(range).to_owned())
    };
    if text(sent, one) == text(registered, other) {
        return None;
    }
    let message = match other {
        None => "without a user name or password",
        Some(_) => "with another user name or password",
    };
    Some(Difference {
        kind: DifferenceKind::Credentials,
        sent: one.clone().unwrap_or_else(|| empty_at(sent.uri.host.start)),
        registered: other.clone().unwrap_or_else(|| empty_at(registered.uri.host.start)),
        message: message.to_owned(),
    })
}

fn compare_hosts(sent: &Address, registered: &Address) -> Option<Difference> {
    let (one, other) = (sent.uri.host(), registered.uri.host());
    if one == other {
        return None;
    }
    let (folded, registered_folded) = (sent.folded_host(), registered.folded_host());
    let is_same_name = sent.uri.normalized_host() == registered.uri.normalized_host();
    let (kind, message) = if is_same_name {
        (DifferenceKind::HostSpelling, format!("with the host written {}", quote_masked(other)))
    } else if is_loopback(&sent.uri) && is_loopback(&registered.uri) {
        (DifferenceKind::Loopback, format!("with {}", quote_masked(other)))
    } else if folded == registered_folded {
        let preposition = if other.len() > one.len() { "with" } else { "without" };
        (DifferenceKind::Www, format!("{preposition} `www.`"))
    } else {
        (DifferenceKind::Host, format!("with the host {}", quote_masked(other)))
    };
    let (sent_part, registered_part) = match kind {
        DifferenceKind::Www => changed_part(one, other),
        _ => (0..one.len(), 0..other.len()),
    };
    Some(Difference {
        kind,
        sent: offset(&sent_part, sent.uri.host.start),
        registered: offset(&registered_part, registered.uri.host.start),
        message,
    })
}

fn compare_ports(sent: &Address, registered: &Address) -> Option<Difference> {
    let port =
        |address: &Address| address.uri.port.as_ref().map(|port| address.slice(port).to_owned());
    let (one, other) = (port(sent), port(registered));
    if one == other {
        return None;
    }
    let message = match &other {
        Some(port) => format!("with port {}", quote_masked(port)),
        None => "without a port".to_owned(),
    };
    // The colon belongs to the port.
    let with_colon = |address: &Address| match &address.uri.port {
        Some(port) => port.start - 1..port.end,
        None => empty_at(address.uri.host.end),
    };
    let kind = DifferenceKind::Port;
    Some(Difference { kind, sent: with_colon(sent), registered: with_colon(registered), message })
}

fn compare_paths(sent: &Address, registered: &Address) -> Option<Difference> {
    let (one, other) = (sent.path(), registered.path());
    if one == other {
        return None;
    }
    let decoded = |path: &str| percent::decode(path).unwrap_or_else(|| path.to_owned());
    let (kind, message) = if one.strip_suffix('/') == Some(other) {
        (DifferenceKind::TrailingSlash, "without the trailing slash".to_owned())
    } else if other.strip_suffix('/') == Some(one) {
        (DifferenceKind::TrailingSlash, "with a trailing slash".to_owned())
    } else if single_slashes(one) == other {
        (DifferenceKind::DoubleSlash, "with a single slash".to_owned())
    } else if decoded(one).eq_ignore_ascii_case(&decoded(other)) {
        let message = format!("with the path written {}", quote_masked(other));
        (DifferenceKind::PathSpelling, message)
    } else if matches!(other, "" | "/") {
        (DifferenceKind::Path, format!("without the path {}", quote_masked(one)))
    } else {
        (DifferenceKind::Path, format!("with the path {}", quote_masked(other)))
    };
    let (sent_part, registered_part) = match kind {
        DifferenceKind::Path => changed_segments(one, other),
        _ => changed_part(one, other),
    };
    Some(Difference {
        kind,
        sent: offset(&sent_part, sent.uri.path.start),
        registered: offset(&registered_part, registered.uri.path.start),
        message,
    })
}

fn compare_queries(sent: &Address, registered: &Address) -> Option<Difference> {
    let query = |address: &Address| address.uri.query.clone();
    compare_tails(sent, registered, query, DifferenceKind::Query, "query")
}

fn compare_fragments(sent: &Address, registered: &Address) -> Option<Difference> {
    let fragment = |address: &Address| address.uri.fragment.clone();
    compare_tails(sent, registered, fragment, DifferenceKind::Fragment, "fragment")
}

/// Compares the queries or the fragments.
fn compare_tails(
    sent: &Address,
    registered: &Address,
    range_of: impl Fn(&Address) -> Option<Range<usize>>,
    kind: DifferenceKind,
    noun: &str,
) -> Option<Difference> {
    // The `?` or `#` belongs to what it begins.
    let part = |address: &Address| range_of(address).map(|range| range.start - 1..range.end);
    let (one, other) = (part(sent), part(registered));
    let text = |address: &Address, range: &Option<Range<usize>>| {
        range.as_ref().map(|range| address.slice(range).to_owned())
    };
    let registered_text = text(registered, &other);
    if text(sent, &one) == registered_text {
        return None;
    }
    let message = match &registered_text {
        Some(text) => format!("with the {noun} {}", quote_masked(text)),
        None => format!("without a {noun}"),
    };
    let end = |address: &Address| {
        let has_query = kind == DifferenceKind::Fragment;
        let query = address.uri.query.as_ref().filter(|_| has_query);
        empty_at(query.map_or(address.uri.path.end, |query| query.end))
    };
    Some(Difference {
        kind,
        sent: one.unwrap_or_else(|| end(sent)),
        registered: other.unwrap_or_else(|| end(registered)),
        message,
    })
}

/// Returns the parts between the common beginning and the common end of two texts.
fn changed_part(one: &str, other: &str) -> (Range<usize>, Range<usize>) {
    let is_same = |(one, other): &(char, char)| one == other;
    let common = |pairs: &mut dyn Iterator<Item = (char, char)>| {
        pairs.take_while(is_same).map(|(character, _)| character.len_utf8()).sum::<usize>()
    };
    let start = common(&mut one.chars().zip(other.chars()));
    let (one_rest, other_rest) = (&one[start..], &other[start..]);
    let end = common(&mut one_rest.chars().rev().zip(other_rest.chars().rev()));
    (start..one.len() - end, start..other.len() - end)
}

/// Returns the same for two paths, in whole segments.
fn changed_segments(one: &str, other: &str) -> (Range<usize>, Range<usize>) {
    let (one_part, other_part) = changed_part(one, other);
    let start = one[..one_part.start].rfind('/').map_or(0, |slash| slash + 1);
    // A segment that only one of them has includes its slash.
    if one_part.is_empty() || other_part.is_empty() {
        return (one_part, other_part);
    }
    let end = |path: &str, part: &Range<usize>| {
        path[part.end..].find('/').map_or(path.len(), |slash| part.end + slash)
    };
    (start..end(one, &one_part), start..end(other, &other_part))
}

fn empty_at(offset: usize) -> Range<usize> {
    offset..offset
}

fn offset(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each difference as `message [part that is sent] [part that is registered]`.
    fn differences(sent: &str, registered: &str) -> Vec<String> {
        let describe = |difference: Difference| {
            let (one, other) = (&sent[difference.sent], &registered[difference.registered]);
            format!("{} [{one}] [{other}]", difference.message)
        };
        compare(&Address::new(sent), &Address::new(registered)).into_iter().map(describe).collect()
    }

    #[test]
    fn each_difference_is_named_with_its_place() {
        let registered = "https://app.acme.com:8443/oauth/callback";
        for (sent, expected) in [
            (registered, &[][..]),
            ("https://app.acme.com:8443/oauth/callback/", &["without the trailing slash [/] []"]),
            ("http://app.acme.com:8443/oauth/callback", &["with `https://` [http] [https]"]),
            ("HTTPS://app.acme.com:8443/oauth/callback", &["with `https://` [HTTPS] [https]"]),
            ("https://www.app.acme.com:8443/oauth/callback", &["without `www.` [www.] []"]),
            (
                "https://App.acme.com:8443/oauth/callback",
                &["with the host written `app.acme.com` [App.acme.com] [app.acme.com]"],
            ),
            ("https://app.acme.com/oauth/callback", &["with port `8443` [] [:8443]"]),
            ("https://app.acme.com:3000/oauth/callback", &["with port `8443` [:3000] [:8443]"]),
            ("https://app.acme.com:8443//oauth/callback", &["with a single slash [/] []"]),
            (
                "https://app.acme.com:8443/OAuth/callback",
                &["with the path written `/oauth/callback` [OA] [oa]"],
            ),
            (
                "https://app.acme.com:8443/oauth%2Fcallback",
                &["with the path written `/oauth/callback` [%2F] [/]"],
            ),
            (
                "https://app.acme.com:8443/oauth/return",
                &["with the path `/oauth/callback` [return] [callback]"],
            ),
            (
                "https://app.acme.com:8443",
                &["with the path `/oauth/callback` [] [/oauth/callback]"],
            ),
            ("https://app.acme.com:8443/oauth/callback?a=1", &["without a query [?a=1] []"]),
            ("https://app.acme.com:8443/oauth/callback#x", &["without a fragment [#x] []"]),
            (
                "https://me:x@app.acme.com:8443/oauth/callback",
                &["without a user name or password [me:x] []"],
            ),
            (
                "https://staging.acme.com:8443/oauth/callback",
                &["with the host `app.acme.com` [staging.acme.com] [app.acme.com]"],
            ),
        ] {
            assert_eq!(differences(sent, registered), expected, "{sent}");
        }
    }

    #[test]
    fn names_of_the_same_machine_are_different_texts() {
        assert_eq!(
            differences("http://127.0.0.1:8000/cb", "http://localhost:8000/cb"),
            ["with `localhost` [127.0.0.1] [localhost]"]
        );
    }

    #[test]
    fn several_differences_are_in_the_order_of_the_text() {
        assert_eq!(
            differences("http://acme.com/cb", "https://www.acme.com/cb/"),
            [
                "with `https://` [http] [https]",
                "with `www.` [] [www.]",
                "with a trailing slash [] [/]"
            ]
        );
    }

    #[test]
    fn a_bare_host_and_a_path_are_told_apart() {
        assert_eq!(
            differences("https://www.zylker.com/callback", "https://www.zylker.com"),
            ["without the path `/callback` [/callback] []"]
        );
    }

    #[test]
    fn uris_of_an_apps_own_scheme_are_compared_as_texts() {
        assert_eq!(
            differences("com.acme.app:/cb/", "com.acme.app:/cb"),
            ["as `com.acme.app:/cb` [/] []"]
        );
    }
}
