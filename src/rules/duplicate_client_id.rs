//! `duplicate-client-id`: two clients with the same client ID in a manifest.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::ACCOUNTS_SETUP;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::{Client, Manifest};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "duplicate-client-id",
        severity: Severity::Warning,
        summary: "two clients with the same client ID in a manifest",
        rationale: "The console gives each client its own ID, so one of the two is wrong: it was \
                    probably copied with the rest of the client. `cliq-lint match` would compare a \
                    request with the wrong client.",
        sources: &[ACCOUNTS_SETUP],
    },
    fixes: Fixes::Never("Only the console shows the right client ID."),
    when_to_suppress: "Suppress it if two tables describe one client on purpose, for example the \
                       same client in two data centers.",
    bad: "\
[[client]]
type = \"self-client\"
name = \"Nightly Report\"
client_id = \"1000.EXAMPLE0CLIENT0ID0OF0ACME0APP1\"

[[client]]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.acme.com\"
client_id = \"1000.EXAMPLE0CLIENT0ID0OF0ACME0APP1\"
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ duplicate client ID `1000.EXAMPLE0CLIENT0ID0OF0ACME0APP1`
",
    good: "\
[[client]]
type = \"self-client\"
name = \"Nightly Report\"
client_id = \"1000.EXAMPLE0CLIENT0ID0OF0ACME0APP1\"

[[client]]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.acme.com\"
client_id = \"1000.EXAMPLE0CLIENT0ID0OF0ACME0APP2\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let mut diagnostics = Vec::new();
    for id in manifest.clients.iter().filter_map(Client::client_id) {
        let span = id.highlight_span();
        match seen.entry(&id.value) {
            Entry::Occupied(first) => {
                let message = format!("duplicate client ID {}", manifest.quote(&id.value));
                let diagnostic = Diagnostic::new(span, message);
                diagnostics.push(diagnostic.with_related(*first.get(), "first used here"));
            }
            Entry::Vacant(place) => drop(place.insert(span)),
        }
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::check;

    const RULE: RuleId = RuleId::DuplicateClientId;

    #[test]
    fn placeholders_and_other_ids_are_not_duplicates() {
        for ids in [["1000.YOUR_CLIENT_ID"; 2], ["1000.ABCDEFGHIJKL", "1000.abcdefghijkl"], [""; 2]]
        {
            let client = |id| format!("[[client]]\nname = 'A{id}'\nclient_id = '{id}'\n");
            check(RULE, &ids.map(client).concat());
        }
    }
}
