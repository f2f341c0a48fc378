//! `temporary-host`: a tunnel, a preview deployment or a workspace.

use super::localhost_in_production::with_marker;
use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{CLIQ_REDIRECT_RESPONSE, RFC_9700_REDIRECTS};
use crate::diagnostic::{Diagnostic, Severity};
use crate::hosts::{DevelopmentHost, HostKind, HostProblem, lasting_redirect, problem_of};
use crate::manifest::{Client, Manifest, UriValue};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "temporary-host",
        severity: Severity::Warning,
        summary: "a temporary host: a tunnel, a preview deployment or a workspace",
        rationale: "A tunnel or a workspace keeps its host only while it is open, and each preview \
                    deployment has a host of its own. Afterwards, redirects to that host fail, or \
                    whoever gets it next receives your users' codes. The finding links to the \
                    provider's page. This is a hint for a client in development. It is a warning \
                    if the client also has a permanent redirect URI, or if its name, its metadata \
                    or its file name says that it is for production: then the temporary host was \
                    probably left over.",
        sources: &[CLIQ_REDIRECT_RESPONSE, RFC_9700_REDIRECTS],
    },
    fixes: Fixes::Never("Only you know the permanent address."),
    when_to_suppress: "Suppress it if the host is reserved for you, or while you develop.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [
    \"https://app.acme.com/callback\",
    \"https://3f2a.ngrok-free.app/callback\",
             ^^^^^^^^^^^^^^^^^^^ `3f2a.ngrok-free.app` is an ngrok tunnel
]
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [
    \"https://app.acme.com/callback\",
]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest.clients.iter().flat_map(|client| temporary_hosts(manifest, client)).collect()
}

fn temporary_hosts(manifest: &Manifest, client: &Client) -> Vec<Diagnostic> {
    let own = client.uris.iter().filter_map(|uri| match problem_of(uri)? {
        HostProblem::Development(host) => Some(temporary(manifest, uri, host)),
        _ => None,
    });
    let diagnostics: Vec<Diagnostic> = own.collect();
    if diagnostics.is_empty() {
        return diagnostics;
    }
    // With either of these, the client is no longer in development.
    let marker = manifest.production_marker(client);
    let lasting = lasting_redirect(client).filter(|_| marker.is_none());
    let judge = |diagnostic: Diagnostic| match (marker, lasting) {
        (Some(marker), _) => with_marker(diagnostic, manifest, marker),
        (None, Some(uri)) => {
            diagnostic.with_related(uri.string.highlight_span(), "a permanent redirect URI")
        }
        (None, None) => diagnostic.at_most(Severity::Hint),
    };
    diagnostics.into_iter().map(judge).collect()
}

fn temporary(manifest: &Manifest, uri: &UriValue, host: &DevelopmentHost) -> Diagnostic {
    let why = match host.kind {
        HostKind::Tunnel => "the address works only while the tunnel is open",
        HostKind::Preview => "each deployment or pull request has its own address",
        HostKind::Workspace => "the address works only while the workspace is running",
    };
    let message = format!("{} is {}", manifest.quote(uri.uri.host()), host.what);
    Diagnostic::new(uri.span_of(&uri.uri.host), message)
        .with_note(format!("{why}; see {}", host.page))
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Severity;
    use crate::rules::RuleId;
    use crate::testing::{check, lint_text};

    const RULE: RuleId = RuleId::TemporaryHost;

    fn client(name: &str, redirects: &str) -> String {
        format!(
            "[client]\ntype = 'server-based'\nname = '{name}'\nhomepage_url = 'https://zylker.com'\n\
             redirect_uris = [{redirects}]\n"
        )
    }

    /// The level of the finding, and what else it points at.
    fn level(text: &str) -> Option<(Severity, Vec<String>)> {
        let (manifest, report) = lint_text(text);
        let found = report.diagnostics.iter().find(|found| found.code.rule() == Some(RULE))?;
        let related = found.diagnostic.related.iter();
        let related = related.map(|related| manifest.source.slice(related.span).to_owned());
        Some((found.severity, related.collect()))
    }

    #[test]
    fn a_client_with_nothing_lasting_has_a_hint() {
        let text = client("A", "'https://zylker.ngrok.app/cb', 'http://localhost:3000/cb'");
        assert_eq!(level(&text), Some((Severity::Hint, vec![])));
    }

    #[test]
    fn beside_a_lasting_redirect_it_is_a_warning() {
        let text = client("A", "'https://zylker.ngrok.app/cb', 'https://app.zylker.com/cb'");
        let lasting = vec!["https://app.zylker.com/cb".to_owned()];
        assert_eq!(level(&text), Some((Severity::Warning, lasting)));
    }

    #[test]
    fn in_production_it_is_a_warning() {
        let text = client("Zylker Production", "'https://zylker.ngrok.app/cb'");
        assert_eq!(level(&text), Some((Severity::Warning, vec!["Production".to_owned()])));
        let text = client("A", "'https://zylker.ngrok.app/cb'")
            + "[client.metadata]\nenvironment = 'production'\n";
        assert_eq!(level(&text), Some((Severity::Warning, vec!["production".to_owned()])));
    }

    #[test]
    fn other_redirects_with_a_problem_are_not_lasting() {
        for other in [
            "https://webhook.site/x",
            "http://app.zylker.com/cb",
            "https://10.0.0.1/cb",
            "https://*.zylker.com/cb",
            "https://app.zylker.com/cb#x",
        ] {
            let text = client("A", &format!("'https://zylker.ngrok.app/cb', '{other}'"));
            assert_eq!(level(&text), Some((Severity::Hint, vec![])), "{other}");
        }
    }

    #[test]
    fn each_kind_of_host_is_named_in_every_field() {
        check(
            RULE,
            "\
[client]
type = 'client-based'
name = 'A'
homepage_url = 'https://zylker-git-main-team.vercel.app'
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `zylker-git-main-team.vercel.app` is a Vercel deployment
redirect_uris = ['https://zylker-3000.app.github.dev/cb']
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^ `zylker-3000.app.github.dev` is a GitHub Codespaces port
javascript_domains = ['https://a--5173--b.local-credentialless.webcontainer-api.io']
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `a--5173--b.local-credentialless.webcontainer-api.io` is a StackBlitz WebContainer
",
        );
    }
}
