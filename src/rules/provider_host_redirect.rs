//! `provider-host-redirect`: a redirect to Zoho's own hosts.

use super::{Check, Descriptor, Rule};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::{Manifest, UriValue};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "provider-host-redirect",
        severity: Severity::Warning,
        tag: None,
        summary: "a redirect URI on one of Zoho's own hosts",
        rationale: "The redirect URI is where *your* application takes the answer. To put one of Zoho's addresses there, as \
              `https://accounts.zoho.com`, is the commonest misreading of the form. All data centres are known.",
        sources: &[],
    },
    no_fix_reason: Some("The address of your application only you know."),
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://accounts.zoho.eu/oauth/v2/auth\"]
                          ^^^^^^^^^^^^^^^^ `accounts.zoho.eu` is Zoho's: this should be your application's address
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    check: Check::Manifest(check),
};

/// Zoho's domains, of all data centres (Zoho's page on multi-DC, and those of Catalyst, Creator and
/// `WorkDrive`).
const DOMAINS: &[&str] = &[
    "zoho.com",
    "zoho.eu",
    "zoho.in",
    "zoho.com.au",
    "zoho.au",
    "zoho.jp",
    "zohocloud.ca",
    "zoho.ca",
    "zoho.sa",
    "zoho.uk",
    "zoho.com.cn",
    "zoho.ae",
    "zoho.sg",
    "zohoapis.com",
    "zohoapis.eu",
    "zohoapis.in",
    "zohoapis.com.au",
    "zohoapis.jp",
    "zohoapis.ca",
    "zohoapis.sa",
];

/// The first parts of hosts that are Zoho's own; others (`acme.zohocreator.com`,
/// `desk.zoho.com/portal`) may be a user's.
const SERVICES: &[&str] = &["accounts", "api-console", "cliq", "www", "api", "developer"];

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let redirects = manifest.valid_uris().filter(|(_, uri)| uri.field == Field::RedirectUris);
    redirects
        .filter(|(_, uri)| is_zoho(uri.uri.normalized_host()))
        .map(|(_, uri)| provider(manifest, uri))
        .collect()
}

fn is_zoho(host: &str) -> bool {
    let is_service = |(first, domain)| SERVICES.contains(&first) && DOMAINS.contains(&domain);
    DOMAINS.contains(&host) || host.split_once('.').is_some_and(is_service)
}

fn provider(manifest: &Manifest, uri: &UriValue) -> Diagnostic {
    let message = format!(
        "{} is Zoho's: this should be your application's address",
        manifest.quote(uri.uri.host())
    );
    Diagnostic::new(uri.span_of(&uri.uri.host), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domains_and_services_of_zoho_are_its_own() {
        for host in ["zoho.com", "accounts.zoho.com.cn", "api-console.zoho.in", "www.zoho.eu"] {
            assert!(is_zoho(host), "{host}");
        }
    }

    #[test]
    fn a_domain_that_only_ends_like_one_of_zoho_is_not_its_own() {
        for host in ["cliqzoho.com", "wwwzoho.com", "zoho.com.evil.com", "acme.zoho.com"] {
            assert!(!is_zoho(host), "{host}");
        }
    }
}
