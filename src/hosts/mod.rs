//! Classifies the host of a URI by name alone. Rules share the result, so that a host has only one
//! finding.

mod development;
mod third_party;

pub use development::{DevelopmentHost, HostKind};
pub use third_party::{ThirdParty, ThirdPartyKind};

use crate::console::Field;
use crate::data_centers::{ZohoHost, zoho_host};
use crate::manifest::{Client, UriValue};
use crate::uri::{PrivateHost, Reach, Scheme};

/// A problem with a host, in order of severity. Only the first that applies is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostProblem {
    /// The host cannot be reached from everywhere.
    Unreachable(PrivateHost),
    /// The host is the visitor's own machine; a problem only for homepages.
    LoopbackHomepage,
    /// The host belongs to Zoho and cannot receive the redirect for the application.
    Zoho(ZohoHost),
    /// The host belongs to a third party, which would receive the redirect.
    ThirdParty(&'static ThirdParty),
    /// The connection to the host is not encrypted.
    Unencrypted,
    /// The host is for development: a tunnel, a preview or a workspace.
    Development(&'static DevelopmentHost),
}

/// Returns the problem of a URI's host, if any. Hosts with `*` are left to the rule on wildcards.
pub fn problem_of(uri: &UriValue) -> Option<HostProblem> {
    let host = uri.uri.normalized_host();
    if !uri.is_valid() || host.contains('*') {
        return None;
    }
    match uri.uri.reach() {
        Reach::Private(reason) => return Some(HostProblem::Unreachable(reason)),
        Reach::Loopback if uri.field == Field::HomepageUrl => {
            return Some(HostProblem::LoopbackHomepage);
        }
        Reach::Loopback => return None,
        Reach::Public => {}
    }
    let is_redirect = uri.field == Field::RedirectUris;
    let zoho = || zoho_host(host).filter(|zoho| !accepts_redirect(*zoho, uri));
    let foreign = || {
        let zoho = zoho().map(HostProblem::Zoho);
        zoho.or_else(|| third_party::find(host).map(HostProblem::ThirdParty))
    };
    let unencrypted = || (uri.uri.scheme == Scheme::Http).then_some(HostProblem::Unencrypted);
    let development = || development::find(host).map(HostProblem::Development);
    is_redirect.then(foreign).flatten().or_else(unencrypted).or_else(development)
}

/// Returns `true` if a Zoho host accepts the redirect. Deluge does, at its documented URL, or at
/// any URL if none is documented.
fn accepts_redirect(zoho: ZohoHost, uri: &UriValue) -> bool {
    match zoho {
        ZohoHost::Service(_) => false,
        ZohoHost::Deluge(center) => {
            center.deluge_callback.is_none_or(|callback| callback == uri.raw())
        }
    }
}

/// Returns a redirect URI of a client that will keep working: on a public host without problems.
pub fn lasting_redirect(client: &Client) -> Option<&UriValue> {
    let is_lasting = |uri: &&UriValue| {
        let is_on_public_host = uri.uri.reach() == Reach::Public && problem_of(uri).is_none();
        is_on_public_host
            && !uri.raw().contains('*')
            && uri.uri.userinfo.is_none()
            && uri.uri.fragment.is_none()
    };
    client.valid_uris(Field::RedirectUris).find(is_lasting)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::lint_text;

    /// Returns the problem of a client's only redirect URI.
    fn problem(redirect: &str) -> Option<HostProblem> {
        let (manifest, _) = lint_text(&format!("[client]\nredirect_uris = ['{redirect}']\n"));
        problem_of(&manifest.clients[0].uris[0])
    }

    #[test]
    fn a_host_has_only_its_gravest_problem() {
        for (redirect, expected) in [
            ("http://10.0.0.1/cb", "Unreachable(PrivateAddress)"),
            ("http://0.0.0.0:8080/cb", "Unreachable(UnspecifiedAddress)"),
            ("http://accounts.zoho.com/cb", "Zoho(Service("),
            ("http://webhook.site/cb", "ThirdParty("),
            ("http://acme.ngrok-free.app/cb", "Unencrypted"),
            ("https://acme.ngrok-free.app/cb", "Development("),
        ] {
            let found = format!("{:?}", problem(redirect).unwrap());
            assert!(found.starts_with(expected), "{redirect}: {found}");
        }
    }

    #[test]
    fn hosts_of_applications_have_none() {
        for redirect in [
            "https://app.zylker.com/cb",
            "http://localhost:8080/cb",
            "http://127.0.0.1/cb",
            "http://[::1]:9/cb",
            "http://app.localhost/cb",
            "http://*.zylker.com/cb",
            "https://deluge.zoho.com/delugeauth/callback",
        ] {
            assert_eq!(problem(redirect), None, "{redirect}");
        }
    }
}
