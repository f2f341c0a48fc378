//! `unreachable-host`: a host that cannot be reached from the internet.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{RFC_6761, RFC_6762, RFC_6890, RFC_8252_LOOPBACK, RFC_8375};
use crate::diagnostic::{Diagnostic, Severity};
use crate::hosts::{HostProblem, problem_of};
use crate::manifest::{Manifest, UriValue};
use crate::uri::PrivateHost;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "unreachable-host",
        severity: Severity::Warning,
        summary: "a host that cannot be reached from the internet",
        rationale: "The user's browser follows the redirect, which fails if it cannot reach the \
                    host. This applies to a name without a dot, a name in a domain for private \
                    networks (`.local`, `.internal`, `.lan`, `.home.arpa`), a name that never \
                    resolves (`.invalid`), a private or link-local address, and a name that \
                    resolves to one (`10-0-0-1.nip.io`). If all your users are on the private \
                    network, suppress the rule. Loopback hosts such as `localhost` are fine in \
                    `redirect_uris` and `javascript_domains` during development. As a homepage, \
                    they are reported as a hint.",
        sources: &[RFC_6761, RFC_6762, RFC_6890, RFC_8375, RFC_8252_LOOPBACK],
    },
    fixes: Fixes::Never("Only you know the public address."),
    when_to_suppress: "Suppress it if all your users are on the network in which the host can be \
                       reached.",
    bad: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://intranet/tv\"
                        ^^^^^^^^ `intranet` cannot be reached from the internet
",
    good: "\
[client]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.acme.com/tv\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest.valid_uris().filter_map(|(_, uri)| unreachable(manifest, uri)).collect()
}

fn unreachable(manifest: &Manifest, uri: &UriValue) -> Option<Diagnostic> {
    let host = manifest.quote(uri.uri.host());
    let at_host = |message: String| Diagnostic::new(uri.span_of(&uri.uri.host), message);
    match problem_of(uri)? {
        HostProblem::Unreachable(reason) => {
            let diagnostic = at_host(format!("{host} cannot be reached from the internet"));
            Some(diagnostic.with_note(explain(reason)))
        }
        HostProblem::LoopbackHomepage => {
            let diagnostic = at_host(format!("{host} is the user's own machine"));
            Some(diagnostic.at_most(Severity::Hint))
        }
        _ => None,
    }
}

fn explain(reason: PrivateHost) -> String {
    match reason {
        PrivateHost::SingleLabel => {
            "a name without a dot resolves only on its own network".to_owned()
        }
        PrivateHost::Domain(domain) => {
            format!("`.{}` is for {} ({})", domain.name, domain.purpose, domain.source)
        }
        PrivateHost::Embedded(address) => format!("the name resolves to `{address}`"),
        PrivateHost::UnspecifiedAddress => {
            "a server can listen on this address; to reach it from the same machine, use \
             `localhost`"
                .to_owned()
        }
        PrivateHost::PrivateAddress => "it is a private address (RFC 6890 section 2.2)".to_owned(),
        PrivateHost::LinkLocalAddress => {
            "it is a link-local address (RFC 6890 section 2.2)".to_owned()
        }
        PrivateHost::DocumentationAddress => {
            "it is an address reserved for documentation (RFC 6890 section 2.2)".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Severity;
    use crate::rules::RuleId;
    use crate::testing::{check, lint_text};

    const RULE: RuleId = RuleId::UnreachableHost;

    fn redirect(uri: &str) -> String {
        format!("[client]\ntype = 'server-based'\nredirect_uris = ['{uri}']\n")
    }

    /// The note on the host of a redirect URI.
    fn note(uri: &str) -> Option<String> {
        let (_, report) = lint_text(&redirect(uri));
        let found = report.diagnostics.iter().find(|found| found.code.rule() == Some(RULE))?;
        assert!(found.diagnostic.message.ends_with("cannot be reached from the internet"));
        found.diagnostic.notes.first().cloned()
    }

    #[test]
    fn each_kind_of_host_is_explained() {
        for (uri, expected) in [
            ("https://crm.local/cb", "`.local` is for the local network (RFC 6762 section 3)"),
            ("https://crm.home.arpa/cb", "`.home.arpa` is for home networks (RFC 8375)"),
            ("https://crm.lan/cb", "`.lan` is for private networks (RFC 6762 appendix G)"),
            (
                "http://localhost.localdomain/cb",
                "`.localdomain` is for hosts files (not in the IANA root zone)",
            ),
            (
                "https://crm.invalid/cb",
                "`.invalid` is for names that never resolve (RFC 6761 section 6.4)",
            ),
            ("https://crm/cb", "a name without a dot resolves only on its own network"),
            ("https://10.1.2.3/cb", "it is a private address (RFC 6890 section 2.2)"),
            ("https://[fe80::1]/cb", "it is a link-local address (RFC 6890 section 2.2)"),
            (
                "https://203.0.113.7/cb",
                "it is an address reserved for documentation (RFC 6890 \
                                        section 2.2)",
            ),
            ("https://crm.10.1.2.3.nip.io/cb", "the name resolves to `10.1.2.3`"),
            (
                "http://0.0.0.0:8080/cb",
                "a server can listen on this address; to reach it from the same machine, use \
                 `localhost`",
            ),
        ] {
            assert_eq!(note(uri).as_deref(), Some(expected), "{uri}");
        }
    }

    #[test]
    fn public_hosts_and_loopback_redirects_are_reachable() {
        for uri in [
            "https://app.zylker.com/cb",
            "http://localhost:8080/cb",
            "https://8.8.8.8.nip.io/cb",
            "http://127.0.0.1.nip.io/cb",
            "https://8.8.8.8/cb",
            "https://*.local/cb",
        ] {
            assert_eq!(note(uri), None, "{uri}");
        }
    }

    #[test]
    fn a_loopback_homepage_is_a_hint() {
        let text = "\
[client]
type = 'non-browser-based'
name = 'A'
homepage_url = 'http://localhost:3000'
                       ^^^^^^^^^ `localhost` is the user's own machine
";
        check(RULE, text);
        let (_, report) = lint_text("[client]\nhomepage_url = 'http://localhost:3000'\n");
        let found = report.diagnostics.iter().find(|found| found.code.rule() == Some(RULE));
        assert_eq!(found.unwrap().severity, Severity::Hint);
    }
}
