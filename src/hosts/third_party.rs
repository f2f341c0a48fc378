//! Sites of third parties that are used to look at a redirect, each with its own page.

use crate::uri::is_subdomain_of;

/// A site of a third party to which people send redirects.
#[derive(Debug, PartialEq, Eq)]
pub struct ThirdParty {
    /// The domain whose hosts it has.
    pub domain: &'static str,
    /// What kind of site it is.
    pub kind: ThirdPartyKind,
    /// A page on what it does with requests.
    pub page: &'static str,
}

/// Why people send redirects to a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThirdPartyKind {
    /// It records or echoes the requests that it receives.
    RequestInspector,
    /// It is a tool to try OAuth with.
    OauthTool,
    /// Any site: the code is copied from the address bar.
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

/// The site that a host is of: a name in lower case, without a dot at the end.
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
