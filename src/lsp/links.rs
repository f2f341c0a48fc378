//! Document links: the URIs that a browser can open.

use tower_lsp::lsp_types::{DocumentLink, Url};

use super::document::{Document, Encoding};
use crate::manifest::Manifest;
use crate::syntax::parse;
use crate::text::Source;

/// A link for each URI without a fault.
pub fn links(document: &Document, encoding: Encoding) -> Vec<DocumentLink> {
    let text = document.text();
    let source = Source::from(text.as_str());
    let parsed = parse(&source);
    let manifest = Manifest::new(&parsed);
    let link = |uri: &crate::manifest::ClientUri<'_>| DocumentLink {
        range: document.range(uri.text.inner(), encoding),
        target: Url::parse(uri.raw()).ok(),
        tooltip: None,
        data: None,
    };
    manifest.sound_uris().map(|(_, uri)| link(uri)).collect()
}
