//! `non-canonical-uri`: a URI that is not in the form in which programs build it.

use std::collections::HashSet;
use std::ops::Range;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{
    ACCOUNTS_INVALID_REDIRECT, HELLO_JS_SLASH, RFC_6454_SERIALIZATION, RFC_6749_COMPARISON,
    URL_STANDARD,
};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::hosts::{HostProblem, problem_of};
use crate::manifest::edit::replace_parts;
use crate::manifest::{Client, Manifest, UriValue};
use crate::uri;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "non-canonical-uri",
        severity: Severity::Warning,
        summary: "a redirect URI or JavaScript domain with upper-case letters in the host, a default \
                  port, dot segments, or characters outside ASCII",
        rationale: "Zoho compares the redirect URI of a request with the registered one exactly. \
                    An application that sends a string from its configuration sends it unchanged. \
                    One that builds the URI from a URL or request object sends the canonical form \
                    of the URL standard: the host in lower case and in ASCII, without a default \
                    port or `/../`. A browser writes the origin of a page in that form, too. A \
                    homepage URL is not compared with anything, so it is not reported.",
        sources: &[
            ACCOUNTS_INVALID_REDIRECT,
            RFC_6749_COMPARISON,
            URL_STANDARD,
            RFC_6454_SERIALIZATION,
            HELLO_JS_SLASH,
        ],
    },
    fixes: Fixes::Unsafe(
        "The fix is unsafe because the application may send exactly the registered URI.",
    ),
    when_to_suppress: "Suppress it if your application sends exactly this string.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://App.acme.com:443/callback\"]
                          ^^^^^^^^^^^^ the redirect URI is not in its canonical form, `https://app.acme.com/callback`
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

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let fields = [Field::RedirectUris, Field::JavascriptDomains];
    let lists = manifest.clients.iter().flat_map(|client| fields.map(|field| (client, field)));
    lists.flat_map(|(client, field)| in_list(manifest, client, field)).collect()
}

fn in_list(manifest: &Manifest, client: &Client, field: Field) -> Vec<Diagnostic> {
    let listed: HashSet<&str> = client.valid_uris(field).map(UriValue::raw).collect();
    let uris = client.valid_uris(field).filter_map(|uri| Some((uri, uri.canonical()?)));
    // If the canonical form is listed too, `duplicate-uri` reports this one.
    let alone = uris.filter(|(_, canonical)| !listed.contains(canonical));
    alone.filter_map(|(uri, canonical)| non_canonical(manifest, uri, canonical)).collect()
}

fn non_canonical(manifest: &Manifest, uri: &UriValue, canonical: &str) -> Option<Diagnostic> {
    let differences = differences(uri, canonical);
    let (first, others) = differences.split_first()?;
    let noun = uri.field.info().noun;
    let message = format!("the {noun} is not in its canonical form, {}", manifest.quote(canonical));
    let note = if uri.field == Field::RedirectUris {
        "an application that builds the URI from a URL object sends that form"
    } else {
        "a browser sends the origin of a page in that form"
    };
    let parts: Vec<(Range<usize>, &str)> =
        differences.iter().map(|one| (one.range.clone(), one.canonical)).collect();
    let edits = replace_parts(&manifest.source, &uri.string, &parts);
    let title = format!("Replace with {}", manifest.quote(canonical));
    let diagnostic =
        Diagnostic::new(uri.span_of(&first.range), message).with_label(first.what).with_note(note);
    let with_label = |diagnostic: Diagnostic, other: &Difference| {
        diagnostic.with_related(uri.span_of(&other.range), other.what)
    };
    Some(others.iter().fold(diagnostic, with_label).with_fix(Fix::unsafe_(title, edits)))
}

/// A component that is written differently in the canonical form.
struct Difference<'a> {
    range: Range<usize>,
    what: &'static str,
    canonical: &'a str,
}

fn differences<'a>(uri: &UriValue, canonical: &'a str) -> Vec<Difference<'a>> {
    let (raw, written, other) = (uri.raw(), &uri.uri, uri::parse(canonical));
    let mut differences = Vec::new();
    let mut compare = |range: &Range<usize>, canonical: &'a str, what| {
        if raw[range.clone()] != *canonical {
            differences.push(Difference { range: range.clone(), what, canonical });
        }
    };
    // If the host has another problem, another rule reports it.
    if matches!(problem_of(uri), None | Some(HostProblem::Unencrypted)) {
        let host = &canonical[other.host.clone()];
        compare(&written.host, host, describe_host(written.host(), host));
    }
    match (&written.port, &other.port) {
        (Some(port), None) => compare(&(port.start - 1..port.end), "", "default port"),
        (Some(port), Some(other)) => {
            compare(port, &canonical[other.clone()], "zeros before the port");
        }
        (None, _) => {}
    }
    let path = &raw[written.path.clone()];
    let what = if path.is_ascii() { "dot segments" } else { "non-ASCII characters" };
    compare(&written.path, &canonical[other.path.clone()], what);
    if let (Some(query), Some(other)) = (&written.query, &other.query) {
        compare(query, &canonical[other.clone()], "characters that URL objects percent-encode");
    }
    differences
}

fn describe_host(written: &str, canonical: &str) -> &'static str {
    if written.eq_ignore_ascii_case(canonical) {
        "upper case"
    } else if written.starts_with('[') {
        "another form of an IP address"
    } else {
        "non-ASCII characters"
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, lint_text};

    const RULE: RuleId = RuleId::NonCanonicalUri;

    fn redirect(uri: &str) -> String {
        format!(
            "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://acme.com'\n\
             redirect_uris = ['{uri}']\n"
        )
    }

    /// The labels of a redirect URI's finding.
    fn labels(uri: &str) -> Vec<String> {
        let (_, report) = lint_text(&redirect(uri));
        let found = report.diagnostics.iter().find(|found| found.code.rule() == Some(RULE));
        let Some(found) = found else { return Vec::new() };
        let related = found.diagnostic.related.iter().map(|related| related.message.clone());
        found.diagnostic.label.iter().cloned().chain(related).collect()
    }

    #[test]
    fn each_component_that_differs_is_labeled() {
        for (uri, expected) in [
            ("https://ACME.com/cb", &["upper case"][..]),
            ("https://acme.com:0443/cb", &["default port"]),
            ("https://acme.com:08443/cb", &["zeros before the port"]),
            ("https://acme.com/a/../cb", &["dot segments"]),
            ("https://bücher.com/cb", &["non-ASCII characters"]),
            ("https://acme。com/cb", &["non-ASCII characters"]),
            ("https://acme.com/é", &["non-ASCII characters"]),
            ("https://acme.com/cb?é", &["characters that URL objects percent-encode"]),
            ("https://[0:0::1]/cb", &["another form of an IP address"]),
            ("https://ACME.com:443/./cb", &["upper case", "default port", "dot segments"]),
        ] {
            assert_eq!(labels(uri), expected, "{uri}");
        }
    }

    #[test]
    fn the_fix_writes_the_canonical_form() {
        check_fix(
            RULE,
            &redirect("https://ACME.com:443/./é?ü#"),
            &redirect("https://acme.com/%C3%A9?%C3%BC#"),
        );
        check_fix(
            RULE,
            &redirect("https://ｚｙｌｋｅｒ。com/cb"),
            &redirect("https://zylker.com/cb"),
        );
    }

    #[test]
    fn a_host_with_a_problem_of_its_own_has_only_that_finding() {
        for (host, rule) in [
            ("Accounts。zoho.com", "provider-host-redirect"),
            ("INTRANET", "unreachable-host"),
            ("ｅｘａｍｐｌｅ.com", "placeholder-value"),
        ] {
            let (_, report) = lint_text(&redirect(&format!("https://{host}/cb")));
            let rules: Vec<&str> =
                report.diagnostics.iter().map(|found| found.code.name()).collect();
            assert_eq!(rules, [rule], "{host}");
        }
    }

    #[test]
    fn a_canonical_uri_is_not_reported() {
        for uri in [
            "https://acme.com",
            "https://acme.com/",
            "https://acme.com/CB?x=%41&y=%c3",
            "https://acme.com:8443/cb",
            "http://acme.com:443/cb",
            "https://xn--bcher-kva.com/cb",
        ] {
            check(RULE, &redirect(uri));
        }
    }

    #[test]
    fn a_homepage_is_compared_with_nothing() {
        for homepage in ["https://WWW.zylker.com", "https://bücher.com", "https://zylker.com:443"]
        {
            let text = redirect("https://acme.com/cb");
            check(RULE, &text.replace("'https://acme.com'", &format!("'{homepage}'")));
        }
    }

    #[test]
    fn where_the_canonical_form_is_listed_too_this_one_is_a_duplicate() {
        check(RULE, &redirect("https://acme.com/cb', 'https://ACME.com/cb"));
    }

    #[test]
    fn a_javascript_domain_is_compared_with_the_origin_of_a_page() {
        let client = |domain: &str| {
            redirect("https://acme.com/cb").replace("server", "client")
                + &format!("javascript_domains = ['{domain}']\n")
        };
        check_fix(RULE, &client("https://Acme.com:443"), &client("https://acme.com"));
    }
}
