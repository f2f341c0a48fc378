//! Document links: the URIs that a browser can open.

use tower_lsp::lsp_types::{DocumentLink, Url};

use super::document::{Document, Encoding};

/// A link for each URI without a fault.
pub fn links(document: &Document, encoding: Encoding) -> Vec<DocumentLink> {
    document.read(|_, manifest| {
        let link = |uri: &crate::manifest::UriValue<'_>| DocumentLink {
            range: document.range(uri.text.content_span(), encoding),
            target: Url::parse(uri.raw()).ok(),
            tooltip: None,
            data: None,
        };
        manifest.valid_uris().map(|(_, uri)| link(uri)).collect()
    })
}
