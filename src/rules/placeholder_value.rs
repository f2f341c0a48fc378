//! `placeholder-value`: what docs and our own fixes put in, left as it was.

use super::{Check, Descriptor, Rule};
use crate::console::{FIELDS, Field};
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::{Manifest, UriValue};
use crate::syntax::StringValue;

use crate::uri::is_subdomain_of;
pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "placeholder-value",
        severity: Severity::Warning,
        tag: None,
        summary: "a value that stands for one to come: `yourdomain.com`, `example.com`, `TODO`, `<…>`",
        rationale: "The console accepts a dummy value, and users then meet `invalid_redirect_uri`. These are the values of Zoho's pages \
              and of this tool's own fixes (`example.com` is kept for documentation, RFC 2606 §3).",
        sources: &[],
    },
    no_fix_reason: Some("The value only you know."),
    bad: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.yourdomain.com\"
                        ^^^^^^^^^^^^^^^^^^ `www.yourdomain.com` is a placeholder
",
    good: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.acme.com\"
",
    check: Check::Manifest(check),
};

/// Domains of Zoho's pages, of this tool's fixes, and of RFC 2606.
const DOMAINS: &[&str] = &[
    "yourapp.com",
    "your-app.com",
    "yourdomain.com",
    "your-domain.com",
    "yoursite.com",
    "your-site.com",
    "yourcompany.com",
    "your-company.com",
    "mydomain.com",
    "example.com",
    "example.org",
    "example.net",
    "example",
    "domain.com",
    "xxxxx.com",
];

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let uris = manifest.valid_uris().filter_map(|(_, uri)| in_uri(manifest, uri));
    let names = manifest.clients.iter().filter_map(|client| in_name(manifest, client.name()?));
    uris.chain(names).collect()
}

fn in_uri(manifest: &Manifest, uri: &UriValue) -> Option<Diagnostic> {
    is_placeholder_host(uri.uri.normalized_host()).then(|| {
        Diagnostic::new(
            uri.span_of(&uri.uri.host),
            format!("{} is a placeholder", manifest.quote(uri.uri.host())),
        )
    })
}

fn is_placeholder_host(host: &str) -> bool {
    DOMAINS.iter().any(|domain| is_subdomain_of(host, domain))
}

fn in_name(manifest: &Manifest, name: &StringValue) -> Option<Diagnostic> {
    let lower = name.value.trim().to_lowercase();
    let of_ours = FIELDS[Field::Name as usize].placeholder.trim_matches('"').to_lowercase();
    let is_placeholder = lower == of_ours
        || matches!(
            lower.as_str(),
            "todo"
                | "tbd"
                | "fixme"
                | "changeme"
                | "xxx"
                | "your app"
                | "your app name"
                | "my app name"
        );
    is_placeholder.then(|| {
        Diagnostic::new(
            name.highlight_span(),
            format!("{} is a placeholder", manifest.quote(&name.value)),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_documentation_are_placeholders() {
        for host in ["yourdomain.com", "www.example.com", "acme.example", "example"] {
            assert!(is_placeholder_host(host), "{host}");
        }
    }

    #[test]
    fn a_host_that_only_ends_like_a_placeholder_is_not_one() {
        for host in ["countryourdomain.com", "myexample.com", "acme-example", "example.com.acme.io"]
        {
            assert!(!is_placeholder_host(host), "{host}");
        }
    }
}
