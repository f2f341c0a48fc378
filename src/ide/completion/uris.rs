//! The URIs that are offered: origins of the manifest, beginnings, and callbacks of frameworks and
//! products.

use std::collections::BTreeSet;

use super::{Completion, CompletionKind, client_at};
use crate::callbacks::{CALLBACKS, Callback, Place, deluge_callbacks};
use crate::citations::{Citation, DELUGE_CONNECTIONS};
use crate::console::Field;
use crate::manifest::{Client, Manifest};
use crate::text::Span;
use crate::uri;

/// URI prefixes, each with a description of its use.
const URI_STARTS: [(&str, &str); 2] = [
    ("https://", "for every host other than this machine"),
    ("http://localhost:", "for this machine, during development"),
];

/// The origins that the manifest has already and the field does not, and how a URI can begin.
pub(super) fn uri_completions(
    manifest: &Manifest,
    field: Field,
    replaced: Span,
    offset: usize,
) -> Vec<Completion> {
    let client = client_at(manifest, offset);
    let is_own = |owner: &Client| client.is_some_and(|client| client.span == owner.span);
    let is_domain = field == Field::JavascriptDomains;
    let mut origins = BTreeSet::new();
    let mut listed = BTreeSet::new();
    for (owner, uri) in manifest.valid_uris() {
        let is_secret = manifest.secrets.is_revealed_by(&uri.uri.origin());
        if is_secret || uri.string.span.touches(offset) {
            continue;
        }
        if is_domain && uri.field == field && is_own(owner) {
            listed.insert(uri.uri.origin());
        }
        if !is_domain || uri.field == Field::RedirectUris && is_own(owner) {
            origins.insert(uri.uri.origin());
        }
    }
    let (end, detail) = match field {
        Field::JavascriptDomains => ("", "the origin of a redirect URI"),
        Field::RedirectUris => ("/", "an origin of this manifest"),
        _ => ("", "an origin of this manifest"),
    };
    let own = origins.difference(&listed).map(|origin| {
        let docs = "A URI must begin with `https://` or `http://`.".to_owned();
        KnownUri { uri: format!("{origin}{end}"), detail: detail.to_owned(), docs }
    });
    let starts = URI_STARTS.iter().map(|(start, detail)| KnownUri {
        uri: (*start).to_owned(),
        detail: (*detail).to_owned(),
        docs: "A URI must begin with `https://` or `http://`.".to_owned(),
    });
    let typed = manifest.source.slice(Span::new(replaced.start, offset.max(replaced.start)));
    let is_redirect = field == Field::RedirectUris;
    let callbacks = is_redirect.then(|| callback_uris(typed, &origins)).into_iter().flatten();
    let completion = |(index, KnownUri { uri, detail, docs }): (usize, KnownUri)| Completion {
        label: uri.clone(),
        kind: CompletionKind::Uri,
        detail,
        docs,
        sort_key: format!("{index:04}"),
        replaced,
        text: uri,
        snippet: None,
    };
    own.chain(starts).chain(callbacks).enumerate().map(completion).collect()
}

/// A URI that is offered, or the beginning of one.
struct KnownUri {
    uri: String,
    detail: String,
    docs: String,
}

/// The redirect URIs of frameworks on the origin that is typed, or else on each of `origins`, and
/// those of products.
fn callback_uris(typed: &str, origins: &BTreeSet<String>) -> Vec<KnownUri> {
    let typed = uri::parse(typed);
    let has_origin = typed.is_valid() && (!typed.path.is_empty() || origins.contains(&*typed.raw));
    let typed_origin = BTreeSet::from([typed.origin()]);
    let origins = if has_origin { &typed_origin } else { origins };
    let known = |uri: String, name: &str, source: Citation| KnownUri {
        uri,
        detail: format!("the callback of {name}"),
        docs: format!("Source: [{}]({})", source.title, source.url),
    };
    let of_callback = |callback: &Callback| match callback.place {
        Place::Uri(uri) => vec![known(uri.to_owned(), callback.name, callback.source)],
        Place::Path(path) => {
            let uris = origins.iter().map(|origin| format!("{origin}{path}"));
            uris.map(|uri| known(uri, callback.name, callback.source)).collect()
        }
    };
    let deluge = deluge_callbacks().map(|(center, uri)| {
        known(uri.to_owned(), &format!("Deluge, {center}"), DELUGE_CONNECTIONS)
    });
    CALLBACKS.iter().flat_map(of_callback).chain(deluge).collect()
}
