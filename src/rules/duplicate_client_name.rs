//! `duplicate-client-name`: two clients with the same name in a manifest.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::CLIQ_CONSENT;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::Manifest;
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "duplicate-client-name",
        severity: Severity::Warning,
        summary: "two clients with the same name in a manifest",
        rationale: "The consent page shows users the client's name. If two clients share a name, \
                    users cannot tell the staging client from the production one. Names that \
                    differ only in case or in spaces count as the same.",
        sources: &[CLIQ_CONSENT],
    },
    fixes: Fixes::Never("Only you know what tells the clients apart."),
    when_to_suppress: "Suppress it if no user can see both clients, for example because they \
                       belong to different accounts.",
    bad: "\
[[client]]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.acme.com\"

[[client]]
type = \"non-browser-based\"
name = \"Acme TV\"
        ^^^^^^^ duplicate client name `Acme TV`
homepage_url = \"https://staging.acme.com\"
",
    good: "\
[[client]]
type = \"non-browser-based\"
name = \"Acme TV\"
homepage_url = \"https://www.acme.com\"

[[client]]
type = \"non-browser-based\"
name = \"Acme TV Staging\"
homepage_url = \"https://staging.acme.com\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let mut seen: HashMap<String, Span> = HashMap::new();
    let mut diagnostics = Vec::new();
    for (_, name) in manifest.names() {
        let span = name.highlight_span();
        match seen.entry(fold_name(&name.value)) {
            Entry::Occupied(first) => {
                let message = format!("duplicate client name {}", manifest.quote(&name.value));
                let diagnostic = Diagnostic::new(span, message);
                diagnostics.push(diagnostic.with_related(*first.get(), "first used here"));
            }
            Entry::Vacant(place) => drop(place.insert(span)),
        }
    }
    diagnostics
}

/// Folds a name for comparison: case, spaces at the ends and repeated spaces do not count.
pub(super) fn fold_name(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::check;

    const RULE: RuleId = RuleId::DuplicateClientName;

    fn clients(names: &[&str]) -> String {
        let client = |name: &&str| format!("[[client]]\ntype = 'self-client'\nname = '{name}'\n");
        names.iter().map(client).collect()
    }

    #[test]
    fn each_client_after_the_first_is_reported() {
        let reported = "        ^^^^^^ duplicate client name `Zylker`\n";
        let names = ["Zylker", "Desk", "Zylker", "Zylker"].map(|name| clients(&[name]));
        let [first, other, second, third] = &names;
        check(RULE, &[first, other, second, reported, third, reported].concat());
    }

    #[test]
    fn case_and_spaces_do_not_tell_names_apart() {
        let text = clients(&["Zylker TV", "ZYLKER  tv "]);
        check(RULE, &(text + "        ^^^^^^^^^^^ duplicate client name `ZYLKER  tv `\n"));
    }

    #[test]
    fn other_names_empty_ones_and_placeholders_are_not_reported() {
        check(RULE, &clients(&["Zylker TV", "Zylker TV Staging", "Zylker_TV"]));
        check(RULE, &clients(&["", "", " "]));
        check(RULE, &clients(&["Your Application", "Your Application"]));
    }
}
