//! The redirect URIs that manifests register, and a search for the one most similar to another URI.

use std::collections::HashMap;
use std::sync::Arc;

use super::compare::{Address, Difference, compare};
use crate::console::{ClientType, Field};
use crate::data_centers::{DataCenter, data_center};
use crate::manifest::{Client, Manifest};
use crate::text::{Encoding, LineColumn, Position, Span};

/// The clients and redirect URIs of a run's manifests.
#[derive(Debug, Default)]
pub struct Registry {
    /// The clients, in the order in which their manifests were added.
    pub clients: Vec<RegisteredClient>,
    /// The redirect URIs of all clients.
    pub uris: Vec<RegisteredUri>,
    /// The indices of URIs, by their text.
    by_text: HashMap<Arc<str>, Vec<usize>>,
    /// The indices of URIs, sorted by host and path, and by path and host, each folded so that
    /// common spellings are equal. Similar URIs are close to each other in one of the orders.
    orders: [Vec<(String, usize)>; 2],
}

/// A client of a manifest.
#[derive(Debug)]
pub struct RegisteredClient {
    /// The manifest's displayed path.
    pub manifest: String,
    /// Where the client begins.
    pub position: Position,
    /// Its description in messages: ``client `Zylker Desk` ``.
    pub label: String,
    /// Its type, if it is certain.
    pub client_type: Option<ClientType>,
    /// Its client ID, if the manifest has it.
    pub client_id: Option<String>,
    /// The data centers in which it is registered; empty if the manifest does not say.
    pub data_centers: Vec<&'static DataCenter>,
    /// Its home page.
    pub homepage: Option<String>,
}

/// A redirect URI of a manifest.
#[derive(Debug)]
pub struct RegisteredUri {
    /// The index of its client.
    pub client: usize,
    /// The URI.
    pub address: Address,
    /// Where it is written, in bytes of the manifest.
    pub span: Span,
    /// The start, in the encoding of the registry.
    pub start: LineColumn,
    /// The end.
    pub end: LineColumn,
}

impl RegisteredUri {
    /// Returns the start for people, in characters if the registry was made by [`Registry::new`].
    pub fn position(&self) -> Position {
        Position { line: self.start.line + 1, column: self.start.column + 1 }
    }
}

/// The number of URIs to compare on each side of a place in an order, so that the time of a search
/// does not depend on the number of URIs.
const NEIGHBORS: usize = 8;

impl Registry {
    /// Collects the clients and redirect URIs of manifests, each with its displayed path.
    pub fn new<'m>(manifests: impl IntoIterator<Item = (&'m str, &'m Manifest)>) -> Self {
        Self::in_encoding(Encoding::Utf32, manifests)
    }

    /// Reads the clients and redirect URIs of manifests, with columns in units of an encoding.
    pub fn in_encoding<'m>(
        encoding: Encoding,
        manifests: impl IntoIterator<Item = (&'m str, &'m Manifest)>,
    ) -> Self {
        let mut registry = Self::default();
        for (path, manifest) in manifests {
            for client in &manifest.clients {
                registry.add_client(path, manifest, client, encoding);
            }
        }
        for (index, uri) in registry.uris.iter().enumerate() {
            registry.by_text.entry(uri.address.text.clone()).or_default().push(index);
            let (by_host, by_path) = keys(&uri.address);
            registry.orders[0].push((by_host, index));
            registry.orders[1].push((by_path, index));
        }
        registry.orders.iter_mut().for_each(|order| order.sort());
        registry
    }

    fn add_client(&mut self, path: &str, manifest: &Manifest, client: &Client, encoding: Encoding) {
        let place = manifest.source.position(client.span.start);
        let name = client.name().map(|name| name.value.trim()).filter(|name| !name.is_empty());
        let label = match name {
            Some(name) => format!("client {}", manifest.quote(name)),
            None => format!("the client of line {}", place.line),
        };
        let homepage = client.valid_uris(Field::HomepageUrl).next();
        let index = self.clients.len();
        self.clients.push(RegisteredClient {
            manifest: path.to_owned(),
            position: place,
            label,
            client_type: client.client_type,
            client_id: client.client_id().map(|id| id.value.to_string()),
            data_centers: client
                .data_centers()
                .filter_map(|name| data_center(&name.value))
                .collect(),
            homepage: homepage.map(|uri| uri.raw().to_owned()),
        });
        for uri in client.uris_of(Field::RedirectUris) {
            let span = uri.string.highlight_span();
            self.uris.push(RegisteredUri {
                client: index,
                address: Address::new(uri.raw()),
                span,
                start: manifest.source.line_column(span.start, encoding),
                end: manifest.source.line_column(span.end, encoding),
            });
        }
    }

    /// Returns the URIs with exactly this text.
    pub fn exact(&self, text: &str) -> &[usize] {
        self.by_text.get(text).map_or(&[], Vec::as_slice)
    }

    /// Returns the first URI that differs least from another, with the differences; only among
    /// those of `client` if that is known. `None` if there is no URI.
    pub fn nearest(
        &self,
        sent: &Address,
        client: Option<usize>,
    ) -> Option<(usize, Vec<Difference>)> {
        let differences = |index: usize| (index, compare(sent, &self.uris[index].address));
        let is_of_client = |index: &usize| client.is_none_or(|c| self.uris[*index].client == c);
        let neighbors = self.neighbors(sent).into_iter().filter(is_of_client);
        let compared = neighbors.map(differences).filter(|(_, found)| !found.is_empty());
        compared.min_by_key(|(index, found)| {
            let distances = found.iter().map(|difference| difference.kind.distance());
            (distances.sum::<usize>(), *index)
        })
    }

    fn neighbors(&self, sent: &Address) -> Vec<usize> {
        let (by_host, by_path) = keys(sent);
        let mut found = Vec::new();
        for (order, key) in self.orders.iter().zip([by_host, by_path]) {
            let at = order.partition_point(|(other, _)| *other < key);
            let near = &order[at.saturating_sub(NEIGHBORS)..(at + NEIGHBORS).min(order.len())];
            found.extend(near.iter().map(|(_, index)| *index));
        }
        found
    }
}

/// The sort key of a URI in each order.
fn keys(address: &Address) -> (String, String) {
    if !address.has_host() {
        return (address.text.to_string(), address.text.to_string());
    }
    let (host, path) = (address.folded_host(), address.folded_path());
    (format!("{host}{path}"), format!("{path} {host}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    fn registry(uris: &[&str]) -> Registry {
        let list = uris.iter().map(|uri| format!("'{uri}',\n")).collect::<String>();
        let text = format!("[client]\nname = 'A'\nredirect_uris = [\n{list}]\n");
        Registry::new([("a.toml", &Manifest::new(Source::new(text)))])
    }

    #[track_caller]
    fn check_nearest(sent: &str, uris: &[&str], nearest: &str) {
        let registry = registry(uris);
        let (index, _) = registry.nearest(&Address::new(sent), None).unwrap();
        assert_eq!(&*registry.uris[index].address.text, nearest);
    }

    #[test]
    fn a_uri_is_found_with_its_client_and_line() {
        let registry = registry(&["https://a.com/1", "https://a.com/2"]);
        let [index] = registry.exact("https://a.com/2") else { panic!() };
        let uri = &registry.uris[*index];
        assert_eq!(uri.position(), Position { line: 5, column: 2 });
        assert_eq!(registry.clients[uri.client].label, "client `A`");
        assert!(registry.exact("https://a.com/2/").is_empty());
    }

    #[test]
    fn the_nearest_is_the_one_with_the_smallest_difference() {
        let uris = ["https://b.com/cb", "https://a.com/cb", "https://a.com/login"];
        check_nearest("https://a.com/cb/", &uris, "https://a.com/cb");
        check_nearest("https://www.a.com/login", &uris, "https://a.com/login");
        check_nearest("https://c.com/cb", &uris, "https://b.com/cb");
    }

    #[test]
    fn the_nearest_of_many_is_found_by_host_or_by_path() {
        let many: Vec<String> = (0..300).map(|n| format!("https://h{n:03}.com/cb{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        check_nearest("http://www.h150.com/cb150/", &many, "https://h150.com/cb150");
        check_nearest("https://10.0.0.1/cb222", &many, "https://h222.com/cb222");
    }

    #[test]
    fn without_redirect_uris_nothing_is_near() {
        assert!(registry(&[]).nearest(&Address::new("https://a.com"), None).is_none());
    }
}
