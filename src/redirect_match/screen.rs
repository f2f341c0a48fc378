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
    classes: HashMap<Vec<u8>, HostClass>,
    /// The path that is looked at, in lower case.
    path: Vec<u8>,
}

impl Screen {
    pub(super) fn new(registry: &Registry) -> Self {
        let addresses = || registry.uris.iter().map(|uri| &uri.address);
        Self {
            hosts: addresses().map(|address| address.folded_host().to_owned()).collect(),
            paths: addresses().map(|address| address.folded_path().into_bytes()).collect(),
            classes: HashMap::new(),
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
            return is_known || has_callback(&self.path) || names_redirect();
        }
        is_known && names_redirect()
    }

    fn classify(&mut self, host: &[u8]) -> HostClass {
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
        self.path.clear();
        self.path.extend_from_slice(path);
        self.path.make_ascii_lowercase();
        let is_plain =
            self.path.is_ascii() && !self.path.contains(&b'%') && !self.path.ends_with(b"//");
        let is_plain = is_plain && memmem::find(&self.path, b"//").is_none();
        let path = self.path.strip_suffix(b"/").unwrap_or(&self.path);
        !is_plain || self.paths.contains(path)
    }
}

/// Whether a path in lower case may have a segment that ends like a callback's.
fn has_callback(path: &[u8]) -> bool {
    CALLBACK_ENDS.iter().any(|end| memmem::find(path, end.as_bytes()).is_some())
}
