//! Semantic tokens: keys, client types, and the components of URIs.

use super::Analysis;
use crate::manifest::{Client, UriValue};
use crate::text::Span;

/// A token that an editor may color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SemanticToken {
    /// The span, on a single line.
    pub span: Span,
    /// The kind of token.
    pub kind: TokenKind,
}

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A key.
    Key,
    /// The value of `type`.
    ClientType,
    /// The scheme of a URI.
    Scheme,
    /// The host of a URI.
    Host,
    /// The port of a URI.
    Port,
    /// The query of a URI.
    Query,
}

impl TokenKind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Key, Self::ClientType, Self::Scheme, Self::Host, Self::Port, Self::Query];
}

/// Returns the tokens of the clients, in text order and without overlaps.
pub fn semantic_tokens(analysis: &Analysis) -> Vec<SemanticToken> {
    let source = analysis.source();
    let tokens = analysis.clients().iter().flat_map(tokens_of_client);
    // Editors support only single-line tokens.
    let is_on_one_line = |span: Span| !source.slice(span).contains(['\n', '\r']);
    let mut tokens: Vec<SemanticToken> = tokens
        .map(|(span, kind)| SemanticToken { span, kind })
        .filter(|token| !token.span.is_empty() && is_on_one_line(token.span))
        .collect();
    tokens.sort_by_key(|token| token.span);
    tokens.dedup_by(|next, token| next.span.start < token.span.end);
    tokens
}

fn tokens_of_client(client: &Client) -> Vec<(Span, TokenKind)> {
    let keys = client.table.entries.iter().map(|entry| (entry.key_span, TokenKind::Key));
    let mut tokens: Vec<_> = keys.collect();
    let client_type = client.type_entry.as_ref().filter(|_| client.client_type.is_some());
    let client_type = client_type.and_then(|entry| entry.value.as_string());
    tokens.extend(client_type.map(|value| (value.content_span(), TokenKind::ClientType)));
    let valid = client.uris.iter().filter(|uri| uri.uri.is_valid());
    tokens.extend(valid.flat_map(tokens_of_uri));
    tokens
}

fn tokens_of_uri(value: &UriValue) -> impl Iterator<Item = (Span, TokenKind)> {
    let uri = &value.uri;
    let components = [
        (uri.raw.find("://").map(|end| 0..end), TokenKind::Scheme),
        (Some(uri.host.clone()), TokenKind::Host),
        (uri.port.clone(), TokenKind::Port),
        (uri.query.clone(), TokenKind::Query),
    ];
    components.into_iter().filter_map(|(range, kind)| Some((value.span_of(&range?), kind)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::analyze;

    fn tokens(text: &str) -> Vec<(String, TokenKind)> {
        let analysis = analyze(text);
        let written = |span| analysis.source().slice(span).to_owned();
        let tokens = semantic_tokens(&analysis).into_iter();
        tokens.map(|token| (written(token.span), token.kind)).collect()
    }

    #[test]
    fn keys_types_and_the_components_of_uris_are_tokens() {
        let text = "[client]\ntype = \"server-based\"\nredirect_uris = [\n  \
                    \"https://acme.com:8080/cb?x=1\",\n]\n";
        let expected = [
            ("type", TokenKind::Key),
            ("server-based", TokenKind::ClientType),
            ("redirect_uris", TokenKind::Key),
            ("https", TokenKind::Scheme),
            ("acme.com", TokenKind::Host),
            ("8080", TokenKind::Port),
            ("x=1", TokenKind::Query),
        ];
        assert_eq!(tokens(text), expected.map(|(text, kind)| (text.to_owned(), kind)));
    }

    #[test]
    fn what_is_wrong_is_left_to_the_diagnostics() {
        let keys: Vec<_> = tokens("[client]\ntype = 'robot'\nhomepage_url = 'htps://a'\n");
        let expected = ["type", "homepage_url"].map(|key| (key.to_owned(), TokenKind::Key));
        assert_eq!(keys, expected);
    }

    #[test]
    fn a_component_of_several_lines_is_left_out() {
        let text = "[client]\ntype = \"\"\"\nself-\\\n  client\"\"\"\n";
        assert_eq!(tokens(text), [("type".to_owned(), TokenKind::Key)]);
    }

    #[test]
    fn kinds_are_listed_in_their_order() {
        assert!(TokenKind::ALL.iter().enumerate().all(|(at, kind)| *kind as usize == at));
    }
}
