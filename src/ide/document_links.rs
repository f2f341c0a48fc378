//! Document links: the URIs that a browser can open.

use super::Analysis;
use crate::manifest::{Manifest, UriValue};
use crate::text::Span;

/// A part of the text that is a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentLink {
    /// The URI, without its quotes.
    pub span: Span,
    /// Where it leads.
    pub target: String,
}

/// A link for each URI without an error.
pub fn document_links(analysis: &Analysis) -> Vec<DocumentLink> {
    let uris = analysis.manifest().into_iter().flat_map(Manifest::valid_uris);
    let link = |uri: &UriValue| DocumentLink {
        span: uri.string.content_span(),
        target: uri.raw().to_owned(),
    };
    uris.map(|(_, uri)| link(uri)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::analyze;

    #[test]
    fn valid_uris_are_links_and_others_are_not() {
        let analysis = analyze(
            "[client]\ntype = \"server-based\"\nhomepage_url = \"htps://acme.com\"\n\
             redirect_uris = [\"https://acme.com:8080/cb\", 'https://a b']\n",
        );
        let links = document_links(&analysis);
        let [link] = links.as_slice() else { panic!("{links:?}") };
        assert_eq!(link.target, "https://acme.com:8080/cb");
        assert_eq!(analysis.source().slice(link.span), link.target);
    }

    #[test]
    fn a_link_leads_where_the_string_says_whatever_its_escapes() {
        let text =
            "[client]\ntype = \"non-browser-based\"\nhomepage_url = \"https://acme\\u002ecom\"\n";
        let analysis = analyze(text);
        let link = &document_links(&analysis)[0];
        assert_eq!(analysis.source().slice(link.span), "https://acme\\u002ecom");
        assert_eq!(link.target, "https://acme.com");
    }
}
