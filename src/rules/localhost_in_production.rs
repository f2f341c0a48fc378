//! `localhost-in-production`: a loopback redirect in a client that is marked as production.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{CLIQ_REDIRECT_RESPONSE, RFC_8252_INTERCEPTION, RFC_8252_LOOPBACK};
use crate::console::Field;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::{Client, Manifest, ProductionMarker};
use crate::uri::Reach;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "localhost-in-production",
        severity: Severity::Warning,
        summary: "a redirect to `localhost` in a client that is marked as production",
        rationale: "A redirect to a loopback host goes to whatever program listens on that port of \
                    the user's machine. That is what you want during development. In a production \
                    client, other programs on the machine can intercept your users' codes (RFC \
                    8252 section 8.1). Register a separate client for development. A client counts \
                    as production if its name (`Acme Desk Production`), its metadata (`environment \
                    = \"production\"`) or its file name (`cliq-client.production.toml`) says so. \
                    This is a warning, not a hint, because the manifest itself says so. \
                    Mobile-based clients are exempt: installed apps use loopback redirects in \
                    production (RFC 8252 section 7.3).",
        sources: &[CLIQ_REDIRECT_RESPONSE, RFC_8252_INTERCEPTION, RFC_8252_LOOPBACK],
    },
    fixes: Fixes::Never(
        "The URI belongs in a separate client for development, which only you can register.",
    ),
    when_to_suppress: "Suppress it if the application runs on the user's own machine.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Desk Production\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [
    \"https://desk.acme.com/callback\",
    \"http://localhost:8080/callback\",
            ^^^^^^^^^ a production client redirects to `localhost`
]
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Desk Production\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [
    \"https://desk.acme.com/callback\",
]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let is_installed = |client: &&Client| {
        client.client_type.is_some_and(|client_type| client_type.info().is_installed)
    };
    let clients = manifest.clients.iter().filter(|client| !is_installed(client));
    clients.flat_map(|client| loopback_redirects(manifest, client)).collect()
}

fn loopback_redirects(manifest: &Manifest, client: &Client) -> Vec<Diagnostic> {
    let Some(marker) = manifest.production_marker(client) else { return Vec::new() };
    let redirects = client.valid_uris(Field::RedirectUris);
    let loopback = redirects.filter(|uri| uri.uri.reach() == Reach::Loopback);
    let report = |uri: &crate::manifest::UriValue| {
        let host = manifest.quote(uri.uri.host());
        let message = format!("a production client redirects to {host}");
        with_marker(Diagnostic::new(uri.span_of(&uri.uri.host), message), manifest, marker)
    };
    loopback.map(report).collect()
}

/// Adds what marks the client as production.
pub(super) fn with_marker(
    diagnostic: Diagnostic,
    manifest: &Manifest,
    marker: ProductionMarker<'_>,
) -> Diagnostic {
    match marker {
        ProductionMarker::Text(span) => {
            diagnostic.with_related(span, "the client is marked as production here")
        }
        ProductionMarker::FileName(name) => diagnostic.with_note(format!(
            "the file name {} marks the client as production",
            manifest.quote(name)
        )),
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Levels;
    use crate::lint::lint;
    use crate::manifest::Manifest;
    use crate::rules::RuleId;
    use crate::testing::check;
    use crate::text::Source;

    const RULE: RuleId = RuleId::LocalhostInProduction;

    #[test]
    fn every_loopback_host_counts() {
        check(
            RULE,
            "\
[client]
type = 'server-based'
name = 'Zylker'
redirect_uris = ['http://127.0.0.1:3000/cb', 'https://app.localhost/cb', 'https://zylker.com/cb']
                         ^^^^^^^^^ a production client redirects to `127.0.0.1`
                                                      ^^^^^^^^^^^^^ a production client redirects to `app.localhost`
[client.metadata]
environment = 'production'
",
        );
    }

    #[test]
    fn the_file_name_counts_too() {
        let text = "[client]\ntype = 'server-based'\nname = 'A'\nredirect_uris = ['http://localhost/cb']\n";
        let source = Source::new(text).in_file("cliq-client.production.toml");
        let report = lint(&Manifest::new(source), &Levels::default());
        let mut found = report.diagnostics.iter();
        let found = found.find(|found| found.code.rule() == Some(RULE)).unwrap();
        let note = "the file name `cliq-client.production.toml` marks the client as production";
        assert_eq!(found.diagnostic.notes, [note]);
    }

    #[test]
    fn a_client_that_does_not_call_itself_production_may_redirect_to_localhost() {
        check(
            RULE,
            "[client]\ntype = 'server-based'\nname = 'Zylker'\nredirect_uris = ['http://localhost/cb']\n",
        );
    }

    #[test]
    fn installed_apps_may_use_loopback_redirects_in_production() {
        check(
            RULE,
            "[client]\ntype = 'mobile-based'\nname = 'Zylker Prod'\nredirect_uris = ['http://127.0.0.1/cb']\n",
        );
    }
}
