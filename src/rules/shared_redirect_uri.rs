//! `shared-redirect-uri`: a redirect URI that another manifest also has.

use super::{Across, Check, Descriptor, Fixes, Rule};
use crate::citations::RFC_6749_CODE_BINDING;
use crate::console::Field;
use crate::data_centers::zoho_host;
use crate::diagnostic::Severity;
use crate::hosts::{HostProblem, problem_of};
use crate::manifest::{Manifest, UriValue};
use crate::text::Span;
use crate::uri::Reach;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "shared-redirect-uri",
        severity: Severity::Hint,
        summary: "a redirect URI that another manifest also has",
        rationale: "A redirect URI that two environments register receives the authorization codes \
                    of both, and an application cannot exchange the code of another client. It was \
                    probably copied with the rest of the manifest. Addresses of this machine, of \
                    Zoho's Deluge and of tools such as Postman are shared on purpose, and are not \
                    compared. All manifests of a run, or of an editor's workspace, are compared.",
        sources: &[RFC_6749_CODE_BINDING],
    },
    fixes: Fixes::Never("Only you know which client the address belongs to."),
    when_to_suppress: "Suppress it if one application uses both clients, for example to serve \
                       several accounts.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ another manifest has the same redirect URI
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://login.acme.com/callback\"]
",
    check: Check::Across(Across {
        values,
        message: "another manifest has the same redirect URI",
        other: "\
[client]
type = \"server-based\"
name = \"Acme Notifier Staging\"
homepage_url = \"https://staging.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    }),
};

fn values(manifest: &Manifest) -> Vec<(Span, String)> {
    let redirects = manifest.valid_uris().filter(|(_, uri)| uri.field == Field::RedirectUris);
    let own = redirects.filter(|(_, uri)| belongs_to_application(uri));
    own.map(|(_, uri)| (uri.string.highlight_span(), uri.raw().to_owned())).collect()
}

/// Whether only one application can be at the address.
fn belongs_to_application(uri: &UriValue) -> bool {
    uri.uri.reach() != Reach::Loopback
        && zoho_host(uri.uri.normalized_host()).is_none()
        && !matches!(problem_of(uri), Some(HostProblem::ThirdParty(_)))
}
