//! `suspicious-uri`: a valid URI that is rarely intended.

use std::ops::Range;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{
    ACCOUNTS_INVALID_REDIRECT, CABF_UNDERSCORES, HTML_AMPERSAND, OIDC_WHITESPACE,
    OPEN_WEBUI_SLASHES, RFC_1123_HOSTS, URL_HOST_EQUIVALENCE,
};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::hosts::{HostProblem, problem_of};
use crate::manifest::edit::replace_parts;
use crate::manifest::{Manifest, UriValue};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "suspicious-uri",
        severity: Severity::Hint,
        summary: "a valid URI that is probably a typo: `//` in the path, `&amp;`, an encoded space \
                  or quote at the end, `_` in the host, or a dot after it",
        rationale: "These URIs are valid, but each is likely a typo. `//` comes from joining a \
                    path to a base URL that ends in `/`. `&amp;` is copied from HTML, where it \
                    means `&`. `%20`, `%0A` and `%22` at the end are a space, a line break and a \
                    quote that were copied along. To a browser, a host with a dot at the end is a \
                    different host. No publicly trusted certificate names a host with `_`; only a \
                    wildcard certificate covers it.\n\n\
                    This is a hint because each can be intended, and a redirect URI works if the \
                    application sends exactly the same. They share one rule because they call for \
                    the same action: another look at the URI.",
        sources: &[
            ACCOUNTS_INVALID_REDIRECT,
            OPEN_WEBUI_SLASHES,
            HTML_AMPERSAND,
            OIDC_WHITESPACE,
            URL_HOST_EQUIVALENCE,
            RFC_1123_HOSTS,
            CABF_UNDERSCORES,
        ],
    },
    fixes: Fixes::Unsafe("The fix is unsafe because each of these URIs can be intended."),
    when_to_suppress: "Suppress it if your application sends exactly this URI.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com//callback\"]
                                      ^^ `//` in the path
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
    let find = |uri: &UriValue| {
        let found =
            [doubled_slash(uri), ampersand(uri), encoded_end(uri), final_dot(uri), underscore(uri)];
        let report = |found: Suspicion| report(manifest, uri, found);
        found.into_iter().flatten().map(report).collect::<Vec<_>>()
    };
    manifest.valid_uris().flat_map(|(_, uri)| find(uri)).collect()
}

/// A part of a URI, and what is suspicious about it.
struct Suspicion {
    part: Range<usize>,
    message: String,
    note: &'static str,
    replacement: Option<&'static str>,
}

fn report(manifest: &Manifest, uri: &UriValue, suspicion: Suspicion) -> Diagnostic {
    let Suspicion { part, message, note, replacement } = suspicion;
    let written = manifest.quote(&uri.raw()[part.clone()]);
    let fix = replacement.map(|text| {
        let title = match text {
            "" => format!("Remove {written}"),
            _ => format!("Replace {written} with `{text}`"),
        };
        let edits = replace_parts(&manifest.source, &uri.string, &[(part.clone(), text)]);
        Fix::unsafe_(title, edits)
    });
    Diagnostic::new(uri.span_of(&part), message).with_note(note).with_fix(fix)
}

/// Two or more slashes in the path of a redirect URI, except in a URL that the path contains.
fn doubled_slash(uri: &UriValue) -> Option<Suspicion> {
    let path = &uri.raw()[uri.uri.path.clone()];
    let starts = path.match_indices("//").map(|(at, _)| at);
    let start = starts.into_iter().find(|at| !path[..*at].ends_with([':', '/']))?;
    let slashes = path[start..].len() - path[start..].trim_start_matches('/').len();
    let start = uri.uri.path.start + start;
    (uri.field == Field::RedirectUris).then(|| Suspicion {
        part: start..start + slashes,
        message: "`//` in the path".to_owned(),
        note: "joining a path to a base URL that ends in `/` gives two slashes",
        replacement: Some("/"),
    })
}

/// References of HTML that mean `&`.
const AMPERSANDS: &[&str] = &["&amp;", "&#38;", "&#038;", "&#x26;"];

fn ampersand(uri: &UriValue) -> Option<Suspicion> {
    let found = AMPERSANDS.iter().filter_map(|text| Some((uri.raw().find(text)?, text.len())));
    let (start, len) = found.min()?;
    let part = start..start + len;
    Some(Suspicion {
        message: format!("`{}` in the URI", &uri.raw()[part.clone()]),
        part,
        note: "it means `&` in HTML, but not in a URI",
        replacement: Some("&"),
    })
}

/// Percent-encoded whitespace, quotes and invisible characters, in upper case, and the quote that
/// needs no encoding.
const COPIED_ENDS: &[&str] = &[
    "%20",
    "%09",
    "%0A",
    "%0D",
    "%22",
    "%27",
    "%60",
    "%C2%A0",
    "%E2%80%8B",
    "%E2%80%99",
    "%E2%80%9D",
    "%EF%BB%BF",
    "'",
];

fn encoded_end(uri: &UriValue) -> Option<Suspicion> {
    let upper = uri.raw().to_ascii_uppercase();
    let mut rest = upper.as_str();
    while let Some(shorter) = COPIED_ENDS.iter().find_map(|end| rest.strip_suffix(end)) {
        rest = shorter;
    }
    let part = rest.len()..upper.len();
    let is_opened = rest.contains(['\'']) && upper.ends_with('\'');
    if part.is_empty() || is_opened {
        return None;
    }
    Some(Suspicion {
        message: format!("`{}` at the end of the URI", &uri.raw()[part.clone()]),
        part,
        note: "it encodes whitespace or a quote: check that it is part of the URI",
        replacement: Some(""),
    })
}

/// A dot at the end of a host name. At the end of the URI it can be the full stop of a sentence,
/// which `comma-separated-list` reports.
fn final_dot(uri: &UriValue) -> Option<Suspicion> {
    let end = uri.uri.host.end;
    let is_suspicious = uri.uri.host().ends_with('.') && end < uri.raw().len();
    is_suspicious.then(|| Suspicion {
        part: end - 1..end,
        message: "the host ends with a dot".to_owned(),
        note: "browsers treat the names with and without the dot as different hosts",
        replacement: Some(""),
    })
}

/// The first underscore of a host that others can reach.
fn underscore(uri: &UriValue) -> Option<Suspicion> {
    let start = uri.uri.host.start + uri.uri.host().find('_')?;
    let is_reachable = !matches!(problem_of(uri), Some(HostProblem::Unreachable(_)));
    is_reachable.then(|| Suspicion {
        part: start..start + 1,
        message: "`_` in the host name".to_owned(),
        note: "host names have only letters, digits and `-` (RFC 1123 section 2.1)",
        replacement: None,
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix};

    const RULE: RuleId = RuleId::SuspiciousUri;

    fn server(homepage: &str, redirect: &str) -> String {
        format!(
            "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = '{homepage}'\n\
             redirect_uris = [\"{redirect}\"]\n"
        )
    }

    fn redirect(uri: &str) -> String {
        server("https://zylker.com", uri)
    }

    #[track_caller]
    fn check_redirect(uri: &str, carets: &str) {
        check(RULE, &format!("{}{}{carets}\n", redirect(uri), " ".repeat(18)));
    }

    #[test]
    fn two_slashes_in_a_redirect_path_become_one() {
        check_redirect("https://a.io/x///cb", "              ^^^ `//` in the path");
        check_fix(RULE, &redirect("https://a.io//cb"), &redirect("https://a.io/cb"));
        check(RULE, &server("https://a.io//x", "https://a.io/https://b.io/cb"));
        check(RULE, &redirect("https://a.io/cb?x=//"));
    }

    #[test]
    fn an_ampersand_of_html_becomes_one_of_a_uri() {
        check_redirect(
            "https://a.io/cb?x=1&amp;y=2",
            "                   ^^^^^ `&amp;` in the URI",
        );
        check_fix(RULE, &redirect("https://a.io/?x&#038;y"), &redirect("https://a.io/?x&y"));
        check(RULE, &redirect("https://a.io/?x&ampere=1"));
    }

    #[test]
    fn what_was_copied_along_is_removed_from_the_end() {
        check_redirect("https://a.io/cb%20", "               ^^^ `%20` at the end of the URI");
        for end in ["%20", "%0A", "%0d%0a", "%22", "%22%20", "'", "%C2%A0", "%E2%80%9D"] {
            let uri = redirect(&format!("https://a.io/cb{end}"));
            check_fix(RULE, &uri, &redirect("https://a.io/cb"));
        }
        check(RULE, &redirect("https://a.io/a%20b"));
        check(RULE, &redirect("https://a.io/cb?q='x'"));
        check(RULE, &redirect("https://a.io/cb%C3%A9"));
    }

    #[test]
    fn a_dot_after_a_host_is_removed() {
        check_redirect("https://a.io./cb", "            ^ the host ends with a dot");
        check_fix(RULE, &redirect("https://a.io.:8443/cb"), &redirect("https://a.io:8443/cb"));
        check(RULE, &redirect("https://a.io."));
    }

    #[test]
    fn an_underscore_in_a_host_has_no_fix() {
        check_redirect("https://my_desk.zylker.com/cb", "          ^ `_` in the host name");
        check_no_fix(RULE, &server("https://my_desk.zylker.com", "https://zylker.com/cb"));
        check(RULE, &redirect("http://my_service:8080/cb"));
    }
}
