//! `invalid-uri-scheme`: a URI that does not begin with `http://` or `https://`.

use std::ops::Range;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{
    ACCOUNTS_INVALID_REDIRECT, CLIQ_DOMAIN_SCHEME, CLIQ_DOMAINS, CLIQ_HOMEPAGE,
    CLIQ_REDIRECT_SCHEME, GOOGLE_OUT_OF_BAND, RFC_3986_SCHEME,
};
use crate::console::Field;
use crate::diagnostic::{ConsoleReaction, Diagnostic, Fix, Severity};
use crate::manifest::edit::replace_parts;
use crate::manifest::{Client, Manifest, UriValue};
use crate::uri::{Certainty, Prefix, Scheme};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "invalid-uri-scheme",
        severity: Severity::Error,
        summary: "a URI that does not begin with `http://` or `https://`",
        rationale: "Redirect URIs and JavaScript domains must begin with `https://` or `http://`, \
                    and a homepage URL has the format `https://www.yourdomain.com`. Browsers \
                    correct `https:/` and `HTTPS://` in the address bar, but a registered URI is \
                    compared exactly. `urn:ietf:wg:oauth:2.0:oob` belongs to a flow that Google \
                    has shut down. A custom scheme of a mobile-based client is reported by \
                    `custom-scheme-redirect` instead.",
        sources: &[
            CLIQ_REDIRECT_SCHEME,
            CLIQ_DOMAIN_SCHEME,
            CLIQ_DOMAINS,
            CLIQ_HOMEPAGE,
            ACCOUNTS_INVALID_REDIRECT,
            RFC_3986_SCHEME,
            GOOGLE_OUT_OF_BAND,
        ],
    },
    fixes: Fixes::Safe(
        "The fix is safe if only one URI can be meant: the scheme is in upper case, or it is one \
         edit away from `https` and from no other scheme, and is followed by two slashes. \
         `https:/acme.com` has an unsafe fix, because a path would become the host, and \
         `https:/oauth/cb` has none. The fix adds `https://` only to a host that can be reached from the internet, and \
         `http://` only to a loopback host.",
    ),
    when_to_suppress: "Suppress it if the console accepted this URI, and sign-in works with it.",
    bad: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"htps://www.acme.com\"
                ^^^^^^^ misspelled scheme `htps://`
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

/// Whether the URI is for `custom-scheme-redirect` to report: a mobile client's own scheme in a
/// redirect.
pub(super) fn is_custom_scheme(client: &Client, uri: &UriValue) -> bool {
    let is_other = matches!(uri.uri.scheme, Scheme::Other(_));
    is_other
        && uri.field == Field::RedirectUris
        && client.client_type.is_some_and(|client_type| client_type.info().is_installed)
}

fn invalid(manifest: &Manifest, uri: &UriValue) -> Option<Diagnostic> {
    let diagnostic = match &uri.uri.scheme {
        Scheme::Http | Scheme::Https => return None,
        Scheme::Surrounded { before, after } => surrounded(manifest, uri, before, after),
        Scheme::Encoded(decoded) => encoded(manifest, uri, decoded.as_ref()),
        Scheme::Malformed { range, prefix: Some(prefix) } => {
            let written = &uri.raw()[range.clone()];
            let message = if written.eq_ignore_ascii_case(prefix.text) {
                format!("write the scheme in lower case: `{}`", prefix.text)
            } else {
                format!("expected `{}`, found {}", prefix.text, manifest.quote(written))
            };
            Diagnostic::new(uri.span_of(range), message)
                .with_fix(replace(manifest, uri, range, *prefix))
        }
        Scheme::Malformed { range, prefix: None } => {
            let written = manifest.quote(uri.raw()[range.clone()].trim_end());
            Diagnostic::new(uri.string.highlight_span(), format!("missing host after {written}"))
                .with_note("write the whole URL: `https://`, the host and the path")
        }
        Scheme::Misspelled { range, prefix } => {
            let written = manifest.quote(&uri.raw()[range.clone()]);
            Diagnostic::new(uri.span_of(range), format!("misspelled scheme {written}"))
                .with_fix(replace(manifest, uri, range, *prefix))
        }
        Scheme::Missing { range, prefix } => missing(manifest, uri, range, *prefix),
        Scheme::Dangerous(range) | Scheme::Other(range) => other(manifest, uri, range),
        Scheme::OutOfBand => {
            let message = "an out-of-band URI does not begin with `https://` or `http://`";
            Diagnostic::new(uri.string.highlight_span(), message)
                .with_note("out-of-band redirects belong to a flow that Google has shut down")
                .with_note(
                    "for a job that works only on your own account, use the type `self-client`",
                )
        }
    };
    Some(diagnostic.with_console(console_reaction(uri)))
}

/// Quotes and spaces are never intended: no URI begins with them.
fn surrounded(
    manifest: &Manifest,
    uri: &UriValue,
    before: &Range<usize>,
    after: &Range<usize>,
) -> Diagnostic {
    let written = &uri.raw()[before.clone()];
    let is_space = written.chars().all(char::is_whitespace);
    let (message, title) = if is_space {
        ("whitespace before the URI".to_owned(), "Remove the whitespace".to_owned())
    } else {
        let quoted = manifest.quote(written.trim());
        let message = format!("{quoted} before the URI");
        let place = if after.is_empty() { "before" } else { "around" };
        (message, format!("Remove {quoted} {place} the URI"))
    };
    let edits =
        replace_parts(&manifest.source, &uri.string, &[(before.clone(), ""), (after.clone(), "")]);
    let diagnostic = Diagnostic::new(uri.span_of(before), message);
    let diagnostic = if after.is_empty() {
        diagnostic
    } else {
        diagnostic.with_related(uri.span_of(after), "also after the URI")
    };
    diagnostic.with_fix(Fix::safe(title, edits))
}

fn encoded(
    manifest: &Manifest,
    uri: &UriValue,
    decoded: Option<&(String, Certainty)>,
) -> Diagnostic {
    let message = format!("the whole URI {} is percent-encoded", manifest.quote(uri.raw()));
    let fix = decoded.map(|(decoded, certainty)| {
        let edits = replace_parts(&manifest.source, &uri.string, &[(0..uri.raw().len(), decoded)]);
        let title = format!("Decode to {}", manifest.quote(decoded));
        Fix::if_certain(*certainty, title, edits)
    });
    Diagnostic::new(uri.string.highlight_span(), message)
        .with_note("encode a URI when you send it as a parameter, not when you register it")
        .with_fix(fix)
}

fn missing(
    manifest: &Manifest,
    uri: &UriValue,
    range: &Range<usize>,
    prefix: Option<Prefix>,
) -> Diagnostic {
    let raw = uri.raw();
    let message =
        format!("{} does not begin with `https://` or `http://`", manifest.quote(raw.trim()));
    let diagnostic = Diagnostic::new(uri.string.highlight_span(), message);
    let diagnostic = if prefix.is_none() && raw.starts_with('/') {
        diagnostic.with_note("this is only a path; write the whole URL")
    } else if raw.contains('*') {
        diagnostic.with_note("wildcards are not supported either; list each URI")
    } else {
        diagnostic
    };
    let edits = |prefix: Prefix| {
        replace_parts(&manifest.source, &uri.string, &[(range.clone(), prefix.text)])
    };
    diagnostic.with_fix(prefix.map(|prefix| {
        Fix::if_certain(prefix.certainty, format!("Add `{}`", prefix.text), edits(prefix))
    }))
}

fn other(manifest: &Manifest, uri: &UriValue, range: &Range<usize>) -> Diagnostic {
    let written = manifest.quote(&format!("{}:", &uri.raw()[range.clone()]));
    let is_redirect = uri.field == Field::RedirectUris;
    let message = if is_redirect && matches!(uri.uri.scheme, Scheme::Dangerous(_)) {
        format!("{written} URIs cannot receive redirects")
    } else {
        let noun = uri.field.info().noun;
        format!("a {noun} must begin with `https://` or `http://`, not {written}")
    };
    Diagnostic::new(uri.span_of(range), message)
}

fn replace(manifest: &Manifest, uri: &UriValue, range: &Range<usize>, prefix: Prefix) -> Fix {
    let written = manifest.quote(&uri.raw()[range.clone()]);
    let title = format!("Replace {written} with `{}`", prefix.text);
    let edits = replace_parts(&manifest.source, &uri.string, &[(range.clone(), prefix.text)]);
    Fix::if_certain(prefix.certainty, title, edits)
}

/// Zoho's page lists one cause under an error: a JavaScript domain that does not start with "http".
fn console_reaction(uri: &UriValue) -> ConsoleReaction {
    let error = uri.field.info().console_error;
    let start: String = uri.raw().trim_start().chars().take("http".len()).collect();
    if uri.field == Field::JavascriptDomains && !start.eq_ignore_ascii_case("http") {
        ConsoleReaction::Documented(error)
    } else {
        ConsoleReaction::Likely(error)
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Applicability;
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix, lint_text};

    const RULE: RuleId = RuleId::InvalidUriScheme;

    /// A server-based client with this redirect URI, in a literal string.
    fn redirect(uri: &str) -> String {
        format!(
            "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://acme.com'\n\
             redirect_uris = ['{uri}']\n"
        )
    }

    #[track_caller]
    fn check_redirect(uri: &str, caret: &str) {
        let indent = " ".repeat("redirect_uris = ['".len());
        let caret = if caret.is_empty() { String::new() } else { format!("{indent}{caret}\n") };
        check(RULE, &format!("{}{caret}", redirect(uri)));
    }

    /// The fix of a redirect URI: the text after it, and whether it is safe.
    fn fix_of(uri: &str) -> Option<(String, Applicability)> {
        let text = redirect(uri);
        let (_, report) = lint_text(&text);
        let found = report.diagnostics.iter().find(|found| found.code.rule() == Some(RULE))?;
        let fix = found.diagnostic.fixes.first()?;
        let after = fix.edits.apply(&text);
        let (_, after) = after.split_once("redirect_uris = ['")?;
        Some((after.strip_suffix("']\n")?.to_owned(), fix.applicability))
    }

    #[track_caller]
    fn check_safe(uri: &str, after: &str) {
        assert_eq!(fix_of(uri), Some((after.to_owned(), Applicability::Safe)), "{uri}");
    }

    #[track_caller]
    fn check_unsafe(uri: &str, after: &str) {
        assert_eq!(fix_of(uri), Some((after.to_owned(), Applicability::Unsafe)), "{uri}");
    }

    #[test]
    fn the_beginning_of_the_raw_text_is_judged() {
        check_redirect("http://localhost/cb", "");
        check_redirect("https:acme.com", "^^^^^^ expected `https://`, found `https:`");
        check_redirect("https:\\\\acme.com", "^^^^^^^^ expected `https://`, found `https:\\\\`");
        check_redirect("HTTPS://acme.com", "^^^^^^^^ write the scheme in lower case: `https://`");
        check_redirect("ht\ttps://acme.com", "^^^^^^^^^ expected `https://`, found `ht\\ttps://`");
        check_redirect(
            "acme.com/cb",
            "^^^^^^^^^^^ `acme.com/cb` does not begin with `https://` or `http://`",
        );
    }

    #[test]
    fn other_schemes_are_named() {
        check_redirect(
            "ftp://acme.com",
            "^^^ a redirect URI must begin with `https://` or `http://`, not `ftp:`",
        );
        check_redirect(
            "com.acme.app:/cb",
            "^^^^^^^^^^^^ a redirect URI must begin with `https://` or `http://`, not `com.acme.app:`",
        );
        check_redirect(
            "javascript:alert(1)",
            "^^^^^^^^^^ `javascript:` URIs cannot receive redirects",
        );
        check_redirect(
            "urn:ietf:wg:oauth:2.0:oob",
            "^^^^^^^^^^^^^^^^^^^^^^^^^ an out-of-band URI does not begin with `https://` or `http://`",
        );
        check(
            RULE,
            "client = { type = 'non-browser-based', name = 'A', homepage_url = 'data:x' }\n\
             \x20                                                                  ^^^^ a homepage URL must begin with `https://` or `http://`, not `data:`\n",
        );
    }

    #[test]
    fn a_mobile_clients_own_scheme_is_left_to_another_rule() {
        let mobile = |uri: &str| redirect(uri).replace("server", "mobile");
        check(RULE, &mobile("com.acme.app:/cb"));
        check(RULE, &mobile("myapp://cb"));
        check_no_fix(RULE, &mobile("data:text"));
        check_fix(RULE, &mobile("htps://acme.com"), &mobile("https://acme.com"));
    }

    #[test]
    fn the_fix_is_safe_where_only_one_uri_can_be_meant() {
        check_safe("HTTPS://acme.com/cb", "https://acme.com/cb");
        check_safe("https//acme.com/cb", "https://acme.com/cb");
        check_safe("https:\\\\acme.com/cb", "https://acme.com/cb");
        check_safe("htps://acme.com/cb", "https://acme.com/cb");
    }

    #[test]
    fn the_fix_is_unsafe_where_something_else_can_be_meant() {
        check_unsafe("https:/log.in/cb", "https://log.in/cb");
        check_unsafe("https:acme.com/cb", "https://acme.com/cb");
        check_unsafe("https:localhost:3000/cb", "https://localhost:3000/cb");
        check_unsafe(
            "https:/deluge.zoho.com/delugeauth/callback",
            "https://deluge.zoho.com/delugeauth/callback",
        );
        check_unsafe("htt://acme.com/cb", "http://acme.com/cb");
        check_unsafe("shttp://acme.com/cb", "https://acme.com/cb");
        check_unsafe("acme.com/cb", "https://acme.com/cb");
        check_unsafe("//acme.com/cb", "https://acme.com/cb");
        check_unsafe("localhost:3000/cb", "http://localhost:3000/cb");
    }

    #[test]
    fn a_path_does_not_become_a_host() {
        for uri in ["https:callback.php", "https:/oauth/cb", "https:", "/callback", "callback.php"]
        {
            check_no_fix(RULE, &redirect(uri));
        }
        check_redirect("https:/oauth/cb", "^^^^^^^^^^^^^^^ missing host after `https:/`");
    }

    #[test]
    fn no_scheme_is_added_to_a_host_that_others_cannot_reach() {
        for uri in ["0.0.0.0:8000/cb", "192.168.1.10/cb", "*.acme.com", "me@acme.com"] {
            check_no_fix(RULE, &redirect(uri));
        }
    }

    #[test]
    fn whitespace_quotes_and_brackets_around_a_uri_are_removed() {
        check_redirect(" https://acme.com/cb", "^ whitespace before the URI");
        check_redirect("<https://acme.com/cb>", "^ `<` before the URI");
        for uri in [
            " https://acme.com/cb ",
            "\"https://acme.com/cb\"",
            "`https://acme.com/cb`",
            "‹https://acme.com/cb›",
            "“https://acme.com/cb”",
            "<https://acme.com/cb>",
            "\"https://acme.com/cb\",",
        ] {
            check_safe(uri, "https://acme.com/cb");
        }
        check_fix(
            RULE,
            &redirect("").replace("''", "\"\\\"https://acme.com/cb\\\"\""),
            &redirect("").replace("''", "\"https://acme.com/cb\""),
        );
    }

    #[test]
    fn a_percent_encoded_uri_is_decoded_and_never_prefixed() {
        let encoded = "https%3A%2F%2Facme.com%2Fcb";
        check_redirect(
            encoded,
            &format!("{} the whole URI `{encoded}` is percent-encoded", "^".repeat(27)),
        );
        check_safe(encoded, "https://acme.com/cb");
        check_unsafe("https%3A//acme.com/cb", "https://acme.com/cb");
        check_no_fix(RULE, &redirect("https%3A%2F%2F"));
    }

    #[test]
    fn the_console_error_is_documented_only_for_domains_that_do_not_start_with_http() {
        let note = |domain: &str| {
            let (_, report) = lint_text(&format!(
                "[client]\ntype = 'client-based'\nname = 'A'\nhomepage_url = 'https://acme.com'\n\
                 redirect_uris = ['https://acme.com/cb']\njavascript_domains = ['{domain}']\n"
            ));
            let found = report.diagnostics.iter().find(|found| found.code.rule() == Some(RULE));
            found.unwrap().diagnostic.console.unwrap().to_string()
        };
        let error = "\"Enter a valid JavaScript Domain URI.\"";
        assert_eq!(note("acme.com"), format!("console error: {error}"));
        assert_eq!(
            note("HTTPS://acme.com"),
            format!("if the console rejects it, it shows {error}")
        );
    }
}
