//! Where frameworks and products receive the response of Zoho's sign-in: one table, each row with
//! the page that says so.

use crate::citations::Citation;
use crate::data_centers::DATA_CENTERS;

/// The redirect URI of a framework or a product.
#[derive(Clone, Copy, Debug)]
pub struct Callback {
    /// The framework or the product.
    pub name: &'static str,
    /// Where it receives the response.
    pub place: Place,
    /// The page that says so.
    pub source: Citation,
}

/// Where a response is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A path on the application's own origin, from its `/`. It is the default, for a provider that
    /// the application calls `zoho`.
    Path(&'static str),
    /// A complete URI, which is the same for every user of the product.
    Uri(&'static str),
}

/// The frameworks, then the products, each sorted by name.
pub static CALLBACKS: &[Callback] = &[
    Callback {
        name: "AspNet.Security.OAuth.Zoho",
        place: Place::Path("/signin-zoho"),
        source: Citation::new(
            "AspNet.Security.OAuth.Providers, ZohoAuthenticationDefaults",
            "https://github.com/aspnet-contrib/AspNet.Security.OAuth.Providers/blob/dev/src/AspNet.Security.OAuth.Zoho/ZohoAuthenticationDefaults.cs",
        ),
    },
    Callback {
        name: "Auth.js (NextAuth.js)",
        place: Place::Path("/api/auth/callback/zoho"),
        source: Citation::new(
            "Auth.js, Zoho Provider",
            "https://authjs.dev/getting-started/providers/zoho",
        ),
    },
    Callback {
        name: "django-allauth",
        place: Place::Path("/accounts/zoho/login/callback/"),
        source: Citation::new(
            "django-allauth, Providers",
            "https://docs.allauth.org/en/latest/socialaccount/providers/index.html",
        ),
    },
    Callback {
        name: "OmniAuth (Rails)",
        place: Place::Path("/auth/zoho/callback"),
        source: Citation::new("OmniAuth, Wiki", "https://github.com/omniauth/omniauth/wiki"),
    },
    Callback {
        name: "Spring Security",
        place: Place::Path("/login/oauth2/code/zoho"),
        source: Citation::new(
            "Spring Security, OAuth 2.0 Login",
            "https://docs.spring.io/spring-security/reference/servlet/oauth2/login/core.html",
        ),
    },
    Callback {
        name: "n8n, on your own server",
        place: Place::Path("/rest/oauth2-credential/callback"),
        source: Citation::new(
            "n8n, OAuth2 credential callback",
            "https://github.com/n8n-io/terraform-aws-n8n/pull/112",
        ),
    },
    Callback {
        name: "Apideck",
        place: Place::Uri("https://unify.apideck.com/vault/callback"),
        source: Citation::new(
            "Apideck, Create a Zoho app",
            "https://docs.apideck.com/connectors/zoho-people/docs/application_owner+oauth_credentials",
        ),
    },
    Callback {
        name: "Make",
        place: Place::Uri("https://www.integromat.com/oauth/cb/oauth2"),
        source: Citation::new(
            "Make, OAuth 2.0 authentication type",
            "https://apps.make.com/oauth-20-authentication-type",
        ),
    },
    Callback {
        name: "n8n Cloud",
        place: Place::Uri("https://oauth.n8n.cloud/oauth2/callback"),
        source: Citation::new("n8n, issue 15424", "https://github.com/n8n-io/n8n/issues/15424"),
    },
    Callback {
        name: "Nango",
        place: Place::Uri("https://api.nango.dev/oauth/callback"),
        source: Citation::new(
            "Nango, Register your own OAuth app",
            "https://nango.dev/docs/api-integrations/zapier/how-to-register-your-own-zapier-oauth-app",
        ),
    },
    Callback {
        name: "Postman, for tests",
        place: Place::Uri("https://oauth.pstmn.io/v1/callback"),
        source: Citation::new(
            "Postman, client metadata",
            "https://www.postman.com/.well-known/oauth/client-metadata.json",
        ),
    },
];

/// Where the connections of Deluge, Zoho's scripting language, receive the response: the name of
/// each data center with the URI, for those whose URI a page of Zoho's names.
pub fn deluge_callbacks() -> impl Iterator<Item = (&'static str, &'static str)> {
    DATA_CENTERS.iter().filter_map(|center| Some((center.name, center.deluge_callback?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uri;

    #[test]
    fn every_callback_is_a_redirect_uri_that_can_be_registered() {
        let uris = CALLBACKS.iter().map(|callback| match callback.place {
            Place::Path(path) => format!("https://app.acme.com{path}"),
            Place::Uri(uri) => uri.to_owned(),
        });
        for text in uris.chain(deluge_callbacks().map(|(_, uri)| uri.to_owned())) {
            let parsed = uri::parse(text.as_str());
            assert!(parsed.is_valid() && parsed.raw[parsed.path.clone()].len() > 1, "{text}");
            assert!(parsed.query.is_none() && parsed.fragment.is_none(), "{text}");
            assert_eq!(parsed.canonical(), Some(&*text), "{text}");
        }
    }
}
