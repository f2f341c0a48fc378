//! `multiple-self-clients`: more than one self client in a manifest.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::CATALYST_SELF_CLIENT;
use crate::console::ClientType;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::{Client, Manifest};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "multiple-self-clients",
        severity: Severity::Warning,
        summary: "more than one self client in a manifest",
        rationale: "An account can have only one self client, so one user cannot register a \
                    manifest with two. This is a warning because the clients can belong to two \
                    accounts.",
        sources: &[CATALYST_SELF_CLIENT],
    },
    fixes: Fixes::Never("Only you know which one is in use."),
    when_to_suppress: "Suppress it if the clients belong to different accounts.",
    bad: "\
[[client]]
type = \"self-client\"
name = \"Nightly Report\"

[[client]]
type = \"self-client\"
       ^^^^^^^^^^^^^ another self client in this manifest
name = \"Weekly Report\"
",
    good: "\
[[client]]
type = \"self-client\"
name = \"Nightly Report\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let is_self_client = |client: &&Client| client.client_type == Some(ClientType::SelfClient);
    let clients = manifest.clients.iter().filter(is_self_client);
    let mut types = clients.filter_map(|client| Some(client.type_entry.as_ref()?.value.span));
    let Some(first) = types.next() else { return Vec::new() };
    let another = |span: Span| {
        Diagnostic::new(span, "another self client in this manifest")
            .with_related(first, "the first self client is here")
            .with_note("a Zoho account can have only one self client")
    };
    types.map(another).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::check;

    const RULE: RuleId = RuleId::MultipleSelfClients;

    #[test]
    fn each_self_client_after_the_first_is_reported() {
        check(
            RULE,
            "\
[[client]]
type = \"self-client\"
name = \"Zylker Nightly\"

[[client]]
type = \"Self Client\"
       ^^^^^^^^^^^^^ another self client in this manifest
name = \"Zylker Weekly\"

[[client]]
type = \"self-client\"
       ^^^^^^^^^^^^^ another self client in this manifest
name = \"Zylker Monthly\"
",
        );
    }

    #[test]
    fn one_self_client_beside_others_is_fine() {
        check(
            RULE,
            "\
[[client]]
type = \"self-client\"
name = \"Zylker Nightly\"

[[client]]
type = \"non-browser-based\"
name = \"Zylker TV\"
homepage_url = \"https://www.zylker.com\"
",
        );
    }
}
