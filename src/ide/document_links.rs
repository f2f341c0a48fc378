//! Document links: URIs that a browser can open, and the pages of suppressed rules.

use super::Analysis;
use crate::manifest::{Manifest, UriValue};
use crate::suppression::{SuppressedRule, parse_suppressions};
use crate::text::Span;

/// A link in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentLink {
    /// The URI without its quotes, or the rule name.
    pub span: Span,
    /// The link target.
    pub target: String,
}

/// Returns a link for each URI without errors and for each rule in a suppression.
pub fn document_links(analysis: &Analysis) -> Vec<DocumentLink> {
    let Some(manifest) = analysis.manifest() else { return Vec::new() };
    let mut links = links_of_rules(manifest);
    let uris = manifest.valid_uris();
    let link = |uri: &UriValue| DocumentLink {
        span: uri.string.content_span(),
        target: uri.raw().to_owned(),
    };
    links.extend(uris.map(|(_, uri)| link(uri)));
    links
}

fn links_of_rules(manifest: &Manifest) -> Vec<DocumentLink> {
    let comments = manifest.tree.comments.iter();
    let suppressions = comments
        .flat_map(|comment| parse_suppressions(manifest.source.slice(*comment), comment.start));
    let rules = suppressions.flat_map(|suppression| suppression.rules);
    let link = |name: SuppressedRule| {
        let target = name.rule?.descriptor().url();
        Some(DocumentLink { span: name.span, target })
    };
    rules.filter_map(link).collect()
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
    fn a_suppressed_rule_is_a_link_to_its_page() {
        let text = "[client]\nname = 'A' # cliq-lint: allow(insecure-http, no-such-rule)\n";
        let analysis = analyze(text);
        let links = document_links(&analysis);
        let [link] = links.as_slice() else { panic!("{links:?}") };
        assert_eq!(analysis.source().slice(link.span), "insecure-http");
        assert!(link.target.ends_with("/insecure-http/"), "{link:?}");
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
