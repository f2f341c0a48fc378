//! `temporary-host`: tunnels and previews.

use super::{Check, Descriptor, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::{Manifest, UriValue};

use crate::uri::is_subdomain_of;
pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "temporary-host",
        severity: Severity::Hint,
        tag: None,
        summary: "a host that is gone tomorrow: tunnels and previews",
        rationale: "The host of a tunnel or of a preview deployment is given to somebody else when it is closed, who then receives \
              the codes of your users. Fine while developing; not in a client that users meet.",
        sources: &[],
    },
    no_fix_reason: Some("The lasting address only you know."),
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://3f2a.ngrok-free.app/callback\"]
                          ^^^^^^^^^^^^^^^^^^^ `3f2a.ngrok-free.app` is the host of a tunnel or a preview
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

/// Domains below which tunnels and previews get their hosts.
const DOMAINS: &[&str] = &[
    "ngrok.io",
    "ngrok.app",
    "ngrok.dev",
    "ngrok-free.app",
    "ngrok-free.dev",
    "trycloudflare.com",
    "loca.lt",
    "localtunnel.me",
    "serveo.net",
    "localhost.run",
    "lhr.life",
    "pinggy.link",
    "pinggy.online",
    "tunnelmole.net",
    "devtunnels.ms",
    "githubpreview.dev",
    "app.github.dev",
    "gitpod.io",
    "webcontainer.io",
    "stackblitz.io",
    "csb.app",
    "repl.co",
    "replit.dev",
    "bore.pub",
    "telebit.io",
    "packetriot.net",
];

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest
        .valid_uris()
        .filter(|(_, uri)| is_temporary(uri.uri.normalized_host()))
        .map(|(_, uri)| temporary(manifest, uri))
        .collect()
}

fn is_temporary(host: &str) -> bool {
    let is_branch = is_subdomain_of(host, "vercel.app") && host.contains("-git-");
    is_branch || DOMAINS.iter().any(|domain| is_subdomain_of(host, domain))
}

fn temporary(manifest: &Manifest, uri: &UriValue) -> Diagnostic {
    Diagnostic::new(
        uri.span_of(&uri.uri.host),
        format!("{} is the host of a tunnel or a preview", manifest.quote(uri.uri.host())),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_below_a_tunnel_and_branches_on_vercel_are_temporary() {
        for host in ["3f2a.ngrok.io", "bore.pub", "x-git-main-acme.vercel.app"] {
            assert!(is_temporary(host), "{host}");
        }
    }

    #[test]
    fn a_host_that_only_ends_like_a_tunnel_is_not_temporary() {
        for host in ["notngrok.io", "acme.vercel.app", "x-git-y.notvercel.app", "ngrok.io.acme.com"]
        {
            assert!(!is_temporary(host), "{host}");
        }
    }
}
