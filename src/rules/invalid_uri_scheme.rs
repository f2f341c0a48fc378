//! `invalid-uri-scheme`: a URI that does not begin with `http://` or `https://`.

use super::Rule;
use crate::console::{ClientType, Field};
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::manifest::{Client, Manifest, UriValue};
use crate::text::escape::quote_for_message;
use crate::uri::{self, Reach, Scheme};

pub static RULE: Rule = Rule {
    name: "invalid-uri-scheme",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a URI that does not begin with `http://` or `https://`",
    rationale: "\"The URI must begin with https:// or http://\" (Zoho's page, for redirect URIs and JavaScript domains; a homepage \
          is \"the complete URL\"). Browsers mend much of what stands before a host, and so do the libraries that most \
          tools use; the console compares text, so the text as written is judged.",
    no_fix_reason: "",
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
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    manifest
        .uris()
        .filter(|(client, uri)| !is_custom_scheme(client, uri))
        .filter_map(|(_, uri)| invalid(uri))
        .collect()
}

/// Whether the URI is for `custom-scheme-redirect` to speak of: a mobile client's own scheme in a
/// redirect.
pub(super) fn is_custom_scheme(client: &Client<'_>, uri: &UriValue<'_>) -> bool {
    let is_other = matches!(uri.uri.scheme, Scheme::Other(_));
    is_other
        && uri.field == Field::RedirectUris
        && client.client_type() == Some(ClientType::MobileBased)
}

fn invalid(uri: &UriValue<'_>) -> Option<Diagnostic> {
    let raw = uri.raw();
    let whole = uri.text.highlight_span();
    let key = uri.field.key();
    let begins = "it must begin with `https://` or `http://`";
    let finding = match &uri.uri.scheme {
        Scheme::Http | Scheme::Https => return None,
        Scheme::LeadingWhitespace(range) => {
            Diagnostic::new(uri.at(range), "there is a blank before the scheme")
                .fix(Fix::safe("remove it", vec![Edit::remove(uri.at(range))]))
        }
        Scheme::Malformed { range, replacement } => {
            let finding = Diagnostic::new(
                uri.at(range),
                format!("{} is not `{replacement}`", quote_for_message(&raw[range.clone()])),
            );
            finding.fix(Fix::safe(
                format!("write `{replacement}`"),
                vec![Edit::replace(uri.at(range), *replacement)],
            ))
        }
        Scheme::Misspelled { range, replacement, certain } => {
            let finding = Diagnostic::new(
                uri.at(range),
                format!("{} is not `{replacement}`", quote_for_message(&raw[range.clone()])),
            );
            let write = if *certain { Fix::safe } else { Fix::unsafe_ };
            finding.fix(write(
                format!("write `{replacement}`"),
                vec![Edit::replace(uri.at(range), *replacement)],
            ))
        }
        Scheme::Missing(range) => missing(uri, range),
        Scheme::Dangerous(range) => {
            let scheme = &raw[range.clone()];
            Diagnostic::new(
                uri.at(range),
                format!(
                    "`{scheme}:` is run or read where it is opened, and never a place to send a user to"
                ),
            )
        }
        Scheme::OutOfBand => Diagnostic::new(
            whole,
            "the out-of-band flow is Google's, which has retired it; Zoho has none",
        )
        .note("for a job on your own account, use the type `self-client`"),
        Scheme::Other(range) => Diagnostic::new(
            uri.at(range),
            format!(
                "{} is not a scheme that `{key}` may have",
                quote_for_message(&raw[range.clone()])
            ),
        )
        .note(begins),
    };
    Some(finding.console(uri.field.row().console_error))
}

/// `https://` is inserted, or `http://` for the machine itself; which one was meant cannot be known.
fn missing(uri: &UriValue<'_>, range: &std::ops::Range<usize>) -> Diagnostic {
    let raw = uri.raw();
    let rest = &raw[range.end..];
    let finding = Diagnostic::new(
        uri.text.highlight_span(),
        format!("{} does not begin with `https://` or `http://`", quote_for_message(raw)),
    );
    let is_host = rest.starts_with(|first: char| first.is_alphanumeric() || first == '[')
        && !rest.contains(char::is_whitespace);
    let is_loopback = uri::parse(format!("http://{rest}")).reach() == Reach::Loopback;
    let names_a_host = is_host && (is_loopback || rest.contains('.') || rest.starts_with('['));
    let scheme = if is_loopback { "http://" } else { "https://" };
    let fix = Fix::unsafe_(format!("add `{scheme}`"), vec![Edit::replace(uri.at(range), scheme)]);
    finding.fix(names_a_host.then_some(fix))
}

#[cfg(test)]
mod tests {
    use crate::config::Levels;
    use crate::lint::lint;
    use crate::text::Source;

    /// What the fix inserts before a homepage without a scheme.
    fn added_scheme(homepage: &str) -> Option<String> {
        let text = format!(
            "[client]\ntype = \"non-browser-based\"\nname = \"A\"\nhomepage_url = \"{homepage}\"\n"
        );
        let report = lint(&Source::from(text.as_str()), &Levels::default());
        let fix = report.diagnostics.first()?.finding.fixes.first()?;
        Some(fix.edits()[0].text.clone())
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
