//! `invalid-uri-scheme`: a URI that does not begin with `http://` or `https://`.

use std::ops::Range;

use super::{Check, Descriptor, Rule};
use crate::console::{ClientType, Field};
use crate::diagnostic::{ConsoleReaction, Diagnostic, Fix, Severity};
use crate::manifest::{Client, Manifest, UriValue};
use crate::text::Edit;
use crate::uri::{self, Reach, Scheme};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "invalid-uri-scheme",
        severity: Severity::Error,
        tag: None,
        summary: "a URI that does not begin with `http://` or `https://`",
        rationale: "\"The URI must begin with https:// or http://\" (Zoho's page, for redirect URIs and JavaScript domains; a homepage \
              is \"the complete URL\"). Browsers mend much of what stands before a host, and so do the libraries that most \
              tools use; the console compares text, so the text as written is judged.",
        sources: &[],
    },
    no_fix_reason: None,
    bad: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"htps://www.acme.com\"
                ^^^^^^^ `htps://` is not `https://`
",
    good: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.acme.com\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest
        .uris()
        .filter(|(client, uri)| !is_custom_scheme(client, uri))
        .filter_map(|(_, uri)| invalid(manifest, uri))
        .collect()
}

/// Whether the URI is for `custom-scheme-redirect` to speak of: a mobile client's own scheme in a
/// redirect.
pub(super) fn is_custom_scheme(client: &Client, uri: &UriValue) -> bool {
    let is_other = matches!(uri.uri.scheme, Scheme::Other(_));
    is_other
        && uri.field == Field::RedirectUris
        && client.client_type == Some(ClientType::MobileBased)
}

fn invalid(manifest: &Manifest, uri: &UriValue) -> Option<Diagnostic> {
    let raw = uri.raw();
    let whole = uri.string.highlight_span();
    let key = uri.field.key();
    let begins = "it must begin with `https://` or `http://`";
    let diagnostic = match &uri.uri.scheme {
        Scheme::Http | Scheme::Https => return None,
        Scheme::LeadingWhitespace(range) => {
            Diagnostic::new(uri.span_of(range), "there is a blank before the scheme")
                .with_fix(Fix::safe("remove it", Edit::remove(uri.span_of(range))))
        }
        Scheme::Malformed { range, replacement } => {
            let diagnostic = Diagnostic::new(
                uri.span_of(range),
                format!("{} is not `{replacement}`", manifest.quote(&raw[range.clone()])),
            );
            diagnostic.with_fix(Fix::safe(
                format!("write `{replacement}`"),
                Edit::replace(uri.span_of(range), *replacement),
            ))
        }
        Scheme::Misspelled { range, replacement, certain } => {
            let diagnostic = Diagnostic::new(
                uri.span_of(range),
                format!("{} is not `{replacement}`", manifest.quote(&raw[range.clone()])),
            );
            let write = if *certain { Fix::safe } else { Fix::unsafe_ };
            diagnostic.with_fix(write(
                format!("write `{replacement}`"),
                Edit::replace(uri.span_of(range), *replacement),
            ))
        }
        Scheme::Missing(range) => missing(manifest, uri, range),
        Scheme::Dangerous(range) => {
            let scheme = &raw[range.clone()];
            Diagnostic::new(
                uri.span_of(range),
                format!(
                    "`{scheme}:` is run or read where it is opened, and never a place to send a user to"
                ),
            )
        }
        Scheme::OutOfBand => Diagnostic::new(
            whole,
            "the out-of-band flow is Google's, which has retired it; Zoho has none",
        )
        .with_note("for a job on your own account, use the type `self-client`"),
        Scheme::Other(range) => Diagnostic::new(
            uri.span_of(range),
            format!(
                "{} is not a scheme that `{key}` may have",
                manifest.quote(&raw[range.clone()])
            ),
        )
        .with_note(begins),
    };
    Some(diagnostic.with_console(ConsoleReaction::Likely(uri.field.info().console_error)))
}

/// `https://` is inserted, or `http://` for the machine itself; which one was meant cannot be known.
fn missing(manifest: &Manifest, uri: &UriValue, range: &Range<usize>) -> Diagnostic {
    let raw = uri.raw();
    let rest = &raw[range.end..];
    let diagnostic = Diagnostic::new(
        uri.string.highlight_span(),
        format!("{} does not begin with `https://` or `http://`", manifest.quote(raw)),
    );
    let is_host = rest.starts_with(|first: char| first.is_alphanumeric() || first == '[')
        && !rest.contains(char::is_whitespace);
    let is_loopback = uri::parse(format!("http://{rest}")).reach() == Reach::Loopback;
    let names_a_host = is_host && (is_loopback || rest.contains('.') || rest.starts_with('['));
    let scheme = if is_loopback { "http://" } else { "https://" };
    let fix = Fix::unsafe_(format!("add `{scheme}`"), Edit::replace(uri.span_of(range), scheme));
    diagnostic.with_fix(names_a_host.then_some(fix))
}

#[cfg(test)]
mod tests {
    use crate::testing::lint_text;

    /// What the fix inserts before a homepage without a scheme.
    fn added_scheme(homepage: &str) -> Option<String> {
        let (_, report) = lint_text(&format!(
            "[client]\ntype = \"non-browser-based\"\nname = \"A\"\nhomepage_url = \"{homepage}\"\n"
        ));
        let fix = report.diagnostics.first()?.diagnostic.fixes.first()?;
        fix.edits.iter().next().map(|edit| edit.text.clone())
    }

    #[test]
    fn a_missing_scheme_is_http_only_on_the_machine_itself() {
        assert_eq!(added_scheme("localhost:8080/cb").as_deref(), Some("http://"));
        assert_eq!(added_scheme("127.0.0.1/cb").as_deref(), Some("http://"));
        assert_eq!(added_scheme("[::1]:80").as_deref(), Some("http://"));
        assert_eq!(added_scheme("www.acme.com").as_deref(), Some("https://"));
        assert_eq!(added_scheme("localhost.acme.com").as_deref(), Some("https://"));
        assert_eq!(added_scheme("127.acme.com").as_deref(), Some("https://"));
    }

    #[test]
    fn no_scheme_is_added_to_a_text_that_names_no_host() {
        assert_eq!(added_scheme("TODO"), None);
        assert_eq!(added_scheme("localhosting"), None);
        assert_eq!(added_scheme("see acme.com"), None);
    }
}
