//! The redirect URIs of frameworks and products, as tables.

use super::markdown::markdown_table;
use crate::callbacks::{CALLBACKS, Callback, Place, deluge_callbacks};

/// The paths at which frameworks receive a response, with their sources.
pub fn framework_callbacks_table() -> String {
    table_of(["Framework", "Path", "Source"], |callback| match callback.place {
        Place::Path(path) => Some(path),
        Place::Uri(_) => None,
    })
}

/// The URIs at which products receive a response, with their sources.
pub fn product_callbacks_table() -> String {
    table_of(["Product", "Redirect URI", "Source"], |callback| match callback.place {
        Place::Uri(uri) => Some(uri),
        Place::Path(_) => None,
    })
}

/// The URIs at which Deluge receives a response, for each data center.
pub fn deluge_callbacks_table() -> String {
    let row = |(center, uri)| [String::from(center), format!("`{uri}`")];
    markdown_table(["Data center", "Redirect URI"], deluge_callbacks().map(row))
}

fn table_of(header: [&str; 3], place: impl Fn(&Callback) -> Option<&'static str>) -> String {
    let row = |callback: &Callback| {
        let Callback { name, source, .. } = callback;
        let link = format!("[{}]({})", source.title, source.url);
        Some([(*name).to_owned(), format!("`{}`", place(callback)?), link])
    };
    markdown_table(header, CALLBACKS.iter().filter_map(row))
}
