//! Third-party sites that people use to inspect a redirect, each with a page as its source.

use crate::uri::is_subdomain_of;

/// A third-party site to which people send redirects.
#[derive(Debug, PartialEq, Eq)]
pub struct ThirdParty {
    /// The domain of the site's hosts.
    pub domain: &'static str,
    /// The kind of site.
    pub kind: ThirdPartyKind,
    /// A page that describes what the site does with requests.
    pub page: &'static str,
}

/// Why people send redirects to a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThirdPartyKind {
    /// The site records or echoes the requests that it receives.
    RequestInspector,
    /// The site is a tool for testing OAuth.
    OauthTool,
    /// Any website: the user copies the code from the address bar.
    Website,
}

use ThirdPartyKind::{OauthTool, RequestInspector, Website};

static THIRD_PARTIES: &[ThirdParty] = &[
    site(RequestInspector, "webhook.site", "https://docs.webhook.site"),
    site(RequestInspector, "httpbin.org", "https://httpbin.org"),
    site(RequestInspector, "requestbin.com", "https://pipedream.com/requestbin"),
    site(RequestInspector, "requestbin.net", "https://requestbin.net"),
    site(RequestInspector, "x.pipedream.net", "https://pipedream.com/requestbin"),
    site(RequestInspector, "requestcatcher.com", "https://requestcatcher.com"),
    site(RequestInspector, "beeceptor.com", "https://beeceptor.com/docs/"),
    site(
        RequestInspector,
        "postman-echo.com",
        "https://learning.postman.com/docs/developer/echo-api/",
    ),
    site(
        OauthTool,
        "oauth.pstmn.io",
        "https://learning.postman.com/docs/sending-requests/authorization/oauth-20/",
    ),
    site(
        OauthTool,
        "getpostman.com",
        "https://learning.postman.com/docs/sending-requests/authorization/oauth-20/",
    ),
    site(OauthTool, "oauthdebugger.com", "https://oauthdebugger.com"),
    site(OauthTool, "oidcdebugger.com", "https://oidcdebugger.com"),
    site(OauthTool, "oauth.tools", "https://oauth.tools"),
    site(OauthTool, "hoppscotch.io", "https://docs.hoppscotch.io"),
    site(OauthTool, "developers.google.com", "https://developers.google.com/oauthplayground/"),
    site(Website, "www.google.com", "https://www.google.com"),
];

const fn site(kind: ThirdPartyKind, domain: &'static str, page: &'static str) -> ThirdParty {
    ThirdParty { domain, kind, page }
}

/// Returns the site of a host. `host` must be in lower case without a trailing dot.
pub(super) fn find(host: &str) -> Option<&'static ThirdParty> {
    // Other names below `google.com` are applications that people do use with OAuth.
    let host = if host == "google.com" { "www.google.com" } else { host };
    THIRD_PARTIES.iter().find(|site| is_subdomain_of(host, site.domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_found_by_domain() {
        for (host, kind) in [
            ("webhook.site", RequestInspector),
            ("abc.requestcatcher.com", RequestInspector),
            ("eneqd3r9zrjok.x.pipedream.net", RequestInspector),
            ("oauth.pstmn.io", OauthTool),
            ("google.com", Website),
            ("www.google.com", Website),
        ] {
            assert_eq!(find(host).map(|site| site.kind), Some(kind), "{host}");
        }
    }

    #[test]
    fn integration_platforms_and_lookalikes_are_not_among_them() {
        for host in [
            "script.google.com",
            "oauth-redirect.googleusercontent.com",
            "abc.m.pipedream.net",
            "api.nango.dev",
            "oauth.n8n.cloud",
            "mywebhook.site",
            "webhook.site.zylker.com",
        ] {
            assert_eq!(find(host), None, "{host}");
        }
    }
}
