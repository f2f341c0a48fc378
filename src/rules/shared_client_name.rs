//! `shared-client-name`: a client name that another manifest also has.

use super::duplicate_client_name::fold_name;
use super::{Across, Check, Descriptor, Fixes, Rule};
use crate::citations::CLIQ_CONSENT;
use crate::diagnostic::Severity;
use crate::manifest::Manifest;
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "shared-client-name",
        severity: Severity::Hint,
        summary: "a client name that another manifest also has",
        rationale: "The consent page shows users the client's name. If the manifests of two \
                    environments use one name, users cannot tell the staging client from the \
                    production one. Names that differ only in case or in spaces count as the \
                    same. All manifests of a run, or of an editor's workspace, are compared.",
        sources: &[CLIQ_CONSENT],
    },
    fixes: Fixes::Never("Only you know what tells the clients apart."),
    when_to_suppress: "Suppress it if no user can see both clients, for example because they \
                       belong to different accounts.",
    bad: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
        ^^^^^^^^^^^^^ another manifest has the same client name
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Notifier Production\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    check: Check::Across(Across {
        values,
        message: "another manifest has the same client name",
        other: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://staging.acme.com\"
redirect_uris = [\"https://staging.acme.com/callback\"]
",
    }),
};

fn values(manifest: &Manifest) -> Vec<(Span, String)> {
    let names = manifest.names();
    names.map(|(_, name)| (name.highlight_span(), fold_name(&name.value))).collect()
}
