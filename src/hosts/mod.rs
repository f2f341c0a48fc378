//! What is wrong with the host of a URI, by its name alone: one verdict, which rules share, so that
//! a host has one finding.

mod development;
mod third_party;

pub use development::{DevelopmentHost, HostKind};
pub use third_party::{ThirdParty, ThirdPartyKind};

use crate::console::Field;
use crate::data_centers::{ZohoHost, zoho_host};
use crate::manifest::{Client, UriValue};
use crate::uri::{PrivateHost, Reach, Scheme};

/// What is wrong with a host, the gravest first. A host has only the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostProblem {
    /// It cannot be reached from everywhere.
    Unreachable(PrivateHost),
    /// It is the machine of whoever follows the link; a problem of homepages only.
    LoopbackHomepage,
    /// It is Zoho's own, and cannot receive the redirect for the application.
    Zoho(ZohoHost),
    /// It belongs to a third party, which would receive the redirect.
    ThirdParty(&'static ThirdParty),
    /// It is reached without encryption.
    Unencrypted,
    /// It is made for development: a tunnel, a preview or a workspace.
    Development(&'static DevelopmentHost),
}

/// The problem of a URI's host, if it has one. A host with `*` is left to the rule on wildcards.
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

/// Whether a host of Zoho's takes the redirect: Deluge does, at the documented address, or where
/// none is documented.
fn accepts_redirect(zoho: ZohoHost, uri: &UriValue) -> bool {
    match zoho {
        ZohoHost::Service(_) => false,
        ZohoHost::Deluge(center) => {
            center.deluge_callback.is_none_or(|callback| callback == uri.raw())
        }
    }
}

/// A redirect URI of a client that users can be sent to for good: on a public host without a
/// problem.
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

    /// The problem of the one redirect URI of a client.
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
