//! `unknown-data-center`: a data center that Zoho does not have.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::ACCOUNTS_MULTI_DC;
use crate::data_centers::{DATA_CENTERS, data_center, suggest_data_center};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::{Client, Manifest};
use crate::syntax::StringValue;
use crate::text::Edit;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "unknown-data-center",
        severity: Severity::Warning,
        summary: "a data center that Zoho does not have",
        rationale: "A client is registered in one data center, and can be enabled in others. \
                    `cliq-lint match` compares an authorization URL with the data centers of the \
                    manifest: a request to another one fails, as if the client did not exist.",
        sources: &[ACCOUNTS_MULTI_DC],
    },
    fixes: Fixes::Unsafe("The fix is unsafe because it guesses from the spelling."),
    when_to_suppress: "Suppress it if Zoho has a data center that your version of cliq-lint does \
                       not know.",
    bad: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"
data_centers = [\"us\", \"Austrlia\"]
                       ^^^^^^^^ unknown data center `Austrlia`
",
    good: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"
data_centers = [\"us\", \"au\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let names = manifest.clients.iter().flat_map(Client::data_centers);
    let unknown = names.filter(|name| data_center(&name.value).is_none());
    unknown.map(|name| unknown_data_center(manifest, name)).collect()
}

fn unknown_data_center(manifest: &Manifest, name: &StringValue) -> Diagnostic {
    let codes: Vec<String> =
        DATA_CENTERS.iter().map(|center| format!("`{}`", center.code)).collect();
    let message = format!("unknown data center {}", manifest.quote(&name.value));
    let near = suggest_data_center(&name.value).map(|center| {
        let edit = Edit::replace(name.content_span(), center.code);
        Fix::unsafe_(format!("Replace with `{}`, {}", center.code, center.name), edit)
    });
    Diagnostic::new(name.highlight_span(), message)
        .with_note(format!("data centers: {}", codes.join(", ")))
        .with_fix(near)
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, check_no_fix};

    const RULE: RuleId = RuleId::UnknownDataCenter;

    const HEAD: &str = "[client]\ntype = 'self-client'\nname = 'A'\n";

    #[test]
    fn codes_names_domains_and_a_single_string_are_known() {
        for value in ["['us', 'EU']", "'in'", "['Japan', 'zoho.com.au', 'accounts.zoho.eu', '.sa']"]
        {
            check(RULE, &format!("{HEAD}data_centers = {value}\n"));
        }
    }

    #[test]
    fn a_value_that_is_near_to_none_has_no_fix() {
        check_no_fix(RULE, &format!("{HEAD}data_centers = 'moon'\n"));
    }

    #[test]
    fn an_alias_is_read_as_the_data_centers() {
        check(RULE, &format!("{HEAD}region = 'moon'\n          ^^^^ unknown data center `moon`\n"));
    }
}
