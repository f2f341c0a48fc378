//! Tells, from a URI as it is written, that it is about something else: most URIs of a log are,
//! and they are left out without being read.

use std::collections::{HashMap, HashSet};

use memchr::memmem;

use super::compare::Address;
use super::find::FoundUri;
use super::registry::Registry;
use super::{CALLBACK_ENDS, line_before, names_redirect};
use crate::data_centers::zoho_host;

/// How many hosts are remembered; then they are forgotten, so that memory stays bounded.
const MAX_HOSTS: usize = 1 << 14;

/// What the host of a URI is to the registered clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HostClass {
    /// One of Zoho's.
    Zoho,
    /// That of a registered redirect URI, or another name of it.
    Registered,
    Other,
}

/// Screens the URIs of files for those that may be redirect URIs of registered clients.
#[derive(Debug)]
pub(super) struct Screen {
    hosts: HashSet<String>,
    /// The paths of registered redirect URIs, in the form in which spellings are the same.
    paths: HashSet<Vec<u8>>,
    /// Whether one of them has a length, by lengths in bytes: most other paths have another.
    has_path_of_len: Vec<bool>,
    classes: HashMap<Vec<u8>, HostClass>,
    /// The host that was classified last, and its class: the same host often follows.
    last: (Vec<u8>, HostClass),
    /// The path that is looked at, in lower case.
    path: Vec<u8>,
}

impl Screen {
    pub(super) fn new(registry: &Registry) -> Self {
        let addresses = || registry.uris.iter().map(|uri| &uri.address);
        let paths: HashSet<Vec<u8>> =
            addresses().map(|address| address.folded_path().into_bytes()).collect();
        let longest = paths.iter().map(Vec::len).max().unwrap_or_default();
        let mut has_path_of_len = vec![false; longest + 1];
        for path in &paths {
            has_path_of_len[path.len()] = true;
        }
        Self {
            hosts: addresses().map(|address| address.folded_host().to_owned()).collect(),
            has_path_of_len,
            paths,
            classes: HashMap::new(),
            last: (Vec::new(), HostClass::Other),
            path: Vec::new(),
        }
    }

    /// Whether a URI of a file must be judged. It is unrelated if not.
    pub(super) fn needs_judgement(&mut self, text: &[u8], uri: &FoundUri<'_>) -> bool {
        let Some((host, path)) = uri.plain_parts() else { return true };
        let class = self.classify(host);
        if class == HostClass::Zoho {
            return true;
        }
        let is_known = self.is_known_path(path);
        let names_redirect = || names_redirect(line_before(text, uri.range.start));
        if class == HostClass::Registered {
            return is_known || self.has_callback(path) || names_redirect();
        }
        is_known && names_redirect()
    }

    fn classify(&mut self, host: &[u8]) -> HostClass {
        if self.last.0 != host {
            let class = self.classify_anew(host);
            self.last.0.clear();
            self.last.0.extend_from_slice(host);
            self.last.1 = class;
        }
        self.last.1
    }

    fn classify_anew(&mut self, host: &[u8]) -> HostClass {
        if let Some(class) = self.classes.get(host) {
            return *class;
        }
        let address = Address::new(format!("https://{}", String::from_utf8_lossy(host)));
        let class = if zoho_host(address.uri().normalized_host()).is_some() {
            HostClass::Zoho
        } else if self.hosts.contains(address.folded_host()) {
            HostClass::Registered
        } else {
            HostClass::Other
        };
        if self.classes.len() == MAX_HOSTS {
            self.classes.clear();
        }
        self.classes.insert(host.to_owned(), class);
        class
    }

    /// Whether a path is that of a registered redirect URI, or is written in a way that only
    /// reading it tells.
    fn is_known_path(&mut self, path: &[u8]) -> bool {
        if !is_plain_path(path) {
            return true;
        }
        let path = path.strip_suffix(b"/").unwrap_or(path);
        if !self.has_path_of_len.get(path.len()).is_some_and(|has_len| *has_len) {
            return false;
        }
        self.set_path(path);
        self.paths.contains(&self.path)
    }

    /// Whether a path may have a segment that ends like a callback's.
    fn has_callback(&mut self, path: &[u8]) -> bool {
        self.set_path(path);
        CALLBACK_ENDS.iter().any(|end| memmem::find(&self.path, end.as_bytes()).is_some())
    }

    fn set_path(&mut self, path: &[u8]) {
        self.path.clear();
        self.path.extend_from_slice(path);
        self.path.make_ascii_lowercase();
    }
}

/// Whether a path is written as its form in which spellings are the same, except for its case and a
/// slash at the end.
fn is_plain_path(path: &[u8]) -> bool {
    let mut before = 0;
    path.iter().all(|byte| {
        let is_plain = byte.is_ascii() && *byte != b'%' && (*byte, before) != (b'/', b'/');
        before = *byte;
        is_plain
    })
}
