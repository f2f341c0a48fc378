//! Occurrences of a host, an origin or a URI, across keys and manifests.

use super::Analysis;
use crate::manifest::UriValue;
use crate::text::Span;
use crate::uri;

/// A part that URIs of several keys and manifests can share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shared {
    /// A host, as browsers send it.
    Host(String),
    /// A scheme, host and port.
    Origin(String),
    /// A whole URI.
    Uri(String),
}

impl Shared {
    /// Returns `true` if `text` is a valid replacement.
    pub fn can_become(&self, text: &str) -> bool {
        let is_plain = |one: char| !one.is_control() && !matches!(one, '"' | '\'' | '\\');
        if !text.chars().all(is_plain) {
            return false;
        }
        match self {
            Self::Host(_) => {
                let uri = uri::parse(format!("https://{text}"));
                uri.is_valid() && uri.host() == text
            }
            Self::Origin(_) => {
                let uri = uri::parse(text);
                uri.is_valid() && uri.origin() == text
            }
            Self::Uri(_) => uri::parse(text).is_valid(),
        }
    }
}

/// Returns the shared part at a byte offset and its span: the host on the host, the origin before
/// it, and the whole URI after it.
pub fn shared_at(analysis: &Analysis, offset: usize) -> Option<(Span, Shared)> {
    let mut uris = analysis.clients().iter().flat_map(|client| &client.uris);
    let value = uris.find(|value| value.string.content_span().touches(offset))?;
    let host = value.span_of(&value.uri.host);
    let part = if host.touches(offset) { host_of(value) } else { origin_of(value) };
    part.filter(|(span, _)| span.touches(offset)).or_else(|| uri_of(value))
}

/// Returns the spans of all occurrences, in text order.
pub fn occurrences(analysis: &Analysis, shared: &Shared) -> Vec<Span> {
    let part = match shared {
        Shared::Host(_) => host_of,
        Shared::Origin(_) => origin_of,
        Shared::Uri(_) => uri_of,
    };
    let uris = analysis.clients().iter().flat_map(|client| &client.uris);
    let parts = uris.filter_map(part);
    let mut spans: Vec<Span> =
        parts.filter(|(_, found)| found == shared).map(|(span, _)| span).collect();
    spans.sort();
    spans
}

fn host_of(value: &UriValue) -> Option<(Span, Shared)> {
    let host = value.uri.normalized_host();
    let span = value.span_of(&value.uri.host);
    (!host.is_empty()).then(|| (span, Shared::Host(host.to_owned())))
}

fn origin_of(value: &UriValue) -> Option<(Span, Shared)> {
    let uri = &value.uri;
    if uri.host().is_empty() || uri.userinfo.is_some() {
        return None;
    }
    let end = uri.port.as_ref().map_or(uri.host.end, |port| port.end);
    let origin = Shared::Origin(uri.origin().to_lowercase());
    Some((value.span_of(&(0..end)), origin))
}

fn uri_of(value: &UriValue) -> Option<(Span, Shared)> {
    let uri = Shared::Uri(value.raw().to_owned());
    (!value.raw().is_empty()).then(|| (value.string.content_span(), uri))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{analyze, split_cursor};

    const CLIENT: &str = "[client]\nhomepage_url = 'https://app.acme.com'\nredirect_uris = [\n  \
                          'https://app.acme.com/cb', 'https://APP.acme.com:8443/cb',\n]\n\
                          javascript_domains = ['https://app.acme.com']\n";

    /// Returns the shared part at a cursor in [`CLIENT`], and its number of occurrences.
    fn at(marked: &str) -> (Shared, usize) {
        let (part, offset) = split_cursor(marked);
        let analysis = analyze(CLIENT);
        let place = CLIENT.find(&part).expect("the part is in the text") + offset;
        let (span, shared) = shared_at(&analysis, place).expect("something is shared");
        let spans = occurrences(&analysis, &shared);
        assert!(spans.contains(&span));
        (shared, spans.len())
    }

    #[test]
    fn a_host_is_found_in_every_key_and_case() {
        assert_eq!(at("/app.ac$0me.com'"), (Shared::Host("app.acme.com".to_owned()), 4));
    }

    #[test]
    fn an_origin_is_found_where_the_scheme_and_the_port_are_the_same() {
        assert_eq!(at("ht$0tps://app"), (Shared::Origin("https://app.acme.com".to_owned()), 3));
    }

    #[test]
    fn a_whole_uri_is_found_by_its_path() {
        assert_eq!(at("acme.com/c$0b'"), (Shared::Uri("https://app.acme.com/cb".to_owned()), 1));
    }

    #[test]
    fn elsewhere_nothing_is_shared() {
        let analysis = analyze("[client]\nname = 'https://a.com'\nredirect_uris = ['']\n");
        for offset in 0..analysis.source().text().len() {
            assert_eq!(shared_at(&analysis, offset), None, "{offset}");
        }
    }

    #[test]
    fn only_what_is_still_a_uri_can_take_its_place() {
        let host = Shared::Host("a.com".to_owned());
        assert!(host.can_become("b.acme.com"));
        for text in ["", "a b", "a.com/x", "a.com:1", "a\"", "https://a.com"] {
            assert!(!host.can_become(text), "{text}");
        }
        let origin = Shared::Origin("https://a.com".to_owned());
        assert!(origin.can_become("http://b.com:8080") && !origin.can_become("https://b.com/"));
        let uri = Shared::Uri("https://a.com/x".to_owned());
        assert!(uri.can_become("https://b.com/y?z=1") && !uri.can_become("b.com"));
    }
}
