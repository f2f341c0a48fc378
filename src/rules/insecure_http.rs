//! `insecure-http`: plain `http://` on a host other than this machine.

use std::net::IpAddr;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{
    CLIQ_DOMAIN_SCHEME, CLIQ_HOMEPAGE, CLIQ_REDIRECT_SCHEME, RFC_6749_TLS, RFC_8252_LOOPBACK_HTTP,
    RFC_9700_TLS,
};
use crate::console::{Field, Grant};
use crate::diagnostic::{ConsoleReaction, Diagnostic, Fix, Severity};
use crate::hosts::{HostProblem, problem_of};
use crate::manifest::edit::replace_parts;
use crate::manifest::{Client, Manifest, UriValue};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "insecure-http",
        severity: Severity::Warning,
        summary: "plain `http://` on a host other than this machine",
        rationale: "An authorization code or a token that is sent to a plain `http://` redirect \
                    URI can be read in transit. Zoho accepts such redirect URIs, but RFC 9700 \
                    section 2.6 does not allow them, and RFC 6749 section 3.1.2.1 asks for TLS. A \
                    page in an `http://` JavaScript domain can be changed in transit, and scripts \
                    added to it can use its tokens. For a homepage, Zoho's page shows the format \
                    with `https://`. Loopback hosts (`localhost`, `127.0.0.1`, `[::1]`) are \
                    exempt because the request never leaves the machine (RFC 8252 section 8.3).",
        sources: &[
            CLIQ_REDIRECT_SCHEME,
            CLIQ_DOMAIN_SCHEME,
            CLIQ_HOMEPAGE,
            RFC_6749_TLS,
            RFC_8252_LOOPBACK_HTTP,
            RFC_9700_TLS,
        ],
    },
    fixes: Fixes::Unsafe("The fix is unsafe because the server may not support `https://`."),
    when_to_suppress: "Suppress it if the host cannot serve `https://`, for example an appliance \
                       on a private network.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"http://app.acme.com/callback\"]
                  ^^^^^^^ this redirect URI uses unencrypted `http://`
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
    let unencrypted =
        manifest.valid_uris().filter(|(_, uri)| problem_of(uri) == Some(HostProblem::Unencrypted));
    unencrypted.map(|(client, uri)| insecure(manifest, client, uri)).collect()
}

fn insecure(manifest: &Manifest, client: &Client, uri: &UriValue) -> Diagnostic {
    let info = uri.field.info();
    let reaction = match uri.field {
        Field::RedirectUris => {
            ConsoleReaction::Accepted(match client.client_type.map(|kind| kind.info().grant) {
                Some(Grant::Implicit) => {
                    "the access token can be read in transit (RFC 9700 section 2.6)"
                }
                _ => "the authorization code can be read in transit (RFC 9700 section 2.6)",
            })
        }
        Field::JavascriptDomains => ConsoleReaction::Accepted(
            "its pages can be changed in transit, and an injected script can use their tokens",
        ),
        _ => ConsoleReaction::Likely(info.console_error),
    };
    let message = format!("this {} uses unencrypted `http://`", info.noun);
    Diagnostic::new(uri.span_of(&(0.."http://".len())), message)
        .with_console(reaction)
        .with_fix(encrypt(manifest, uri))
}

/// Writes `https://`, on the default port. There is no fix for an IP address, which rarely has a
/// certificate, or for another port, which cannot serve both schemes.
fn encrypt(manifest: &Manifest, uri: &UriValue) -> Option<Fix> {
    let host = uri.uri.normalized_host();
    if host.starts_with('[') || host.parse::<IpAddr>().is_ok() {
        return None;
    }
    let mut parts = vec![(4..4, "s")];
    if let Some(port) = &uri.uri.port {
        if &uri.raw()[port.clone()] != "80" {
            return None;
        }
        parts.push((port.start - 1..port.end, ""));
    }
    Some(Fix::unsafe_(
        "Replace `http://` with `https://`",
        replace_parts(&manifest.source, &uri.string, &parts),
    ))
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix, lint_text};

    const RULE: RuleId = RuleId::InsecureHttp;

    fn server(homepage: &str, redirect: &str) -> String {
        format!(
            "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = '{homepage}'\n\
             redirect_uris = ['{redirect}']\n"
        )
    }

    #[test]
    fn loopback_hosts_may_be_plain_http() {
        for host in ["localhost:8080", "127.0.0.1", "[::1]:9", "app.localhost", "lvh.me"] {
            check(RULE, &server("https://zylker.com", &format!("http://{host}/cb")));
        }
    }

    #[test]
    fn a_private_or_unspecified_address_has_only_the_graver_finding() {
        for host in ["10.0.0.1", "0.0.0.0:8080", "intranet", "crm.local", "10.0.0.1.nip.io"] {
            let (_, report) =
                lint_text(&server("https://zylker.com", &format!("http://{host}/cb")));
            let names = report.diagnostics.iter().map(|reported| reported.code.name());
            assert_eq!(names.collect::<Vec<_>>(), ["unreachable-host"], "{host}");
        }
    }

    #[test]
    fn what_is_said_depends_on_the_field_and_the_grant() {
        check(
            RULE,
            "\
[client]
type = 'client-based'
name = 'A'
homepage_url = 'http://zylker.com'
                ^^^^^^^ this homepage URL uses unencrypted `http://`
redirect_uris = ['http://app.zylker.com/cb']
                  ^^^^^^^ this redirect URI uses unencrypted `http://`
javascript_domains = ['http://app.zylker.com']
                       ^^^^^^^ this JavaScript domain uses unencrypted `http://`
",
        );
        let notes = |text: &str| {
            let (_, report) = lint_text(text);
            let own = report.diagnostics.iter().filter(|found| found.code.rule() == Some(RULE));
            own.flat_map(|found| found.diagnostic.all_notes().collect::<Vec<_>>())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            notes(&server("http://zylker.com", "http://zylker.com/cb")),
            [
                "if the console rejects it, it shows \"Enter a valid homepage URL\"",
                "the console accepts it, but the authorization code can be read in transit (RFC \
                 9700 section 2.6)",
            ]
        );
        let implicit =
            "[client]\ntype = 'client-based'\nredirect_uris = ['http://zylker.com/cb']\n";
        assert!(notes(implicit)[0].contains("the access token"));
    }

    #[test]
    fn the_fix_leaves_out_the_port_of_http() {
        check_fix(
            RULE,
            &server("https://zylker.com", "http://zylker.com:80/cb"),
            &server("https://zylker.com", "https://zylker.com/cb"),
        );
    }

    #[test]
    fn https_is_not_suggested_for_hosts_that_hardly_serve_it() {
        for host in ["zylker.com:8080", "8.8.8.8", "[2606:4700:4700::1111]"] {
            check_no_fix(RULE, &server("https://zylker.com", &format!("http://{host}/cb")));
        }
    }
}
