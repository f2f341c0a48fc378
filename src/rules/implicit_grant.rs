//! `implicit-grant`: client-based clients use the implicit grant.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{ACCOUNTS_JAVASCRIPT, RFC_9700_IMPLICIT};
use crate::console::Grant;
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::{Client, Manifest};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "implicit-grant",
        severity: Severity::Hint,
        summary: "a client-based client, which uses the implicit grant",
        rationale: "A client-based client receives its access token through the implicit grant: in \
                    the URL of the redirect, and without a refresh token. Zoho's page says \"We do \
                    not recommend using this method\", and RFC 9700 section 2.1.2 says that \
                    clients should not use it. This is a hint, because Zoho's page on this client \
                    type describes no other grant. If your application has a server, it can be \
                    `server-based` and use authorization codes.",
        sources: &[ACCOUNTS_JAVASCRIPT, RFC_9700_IMPLICIT],
    },
    fixes: Fixes::Never(
        "Other client types need a different kind of application, such as one with a server.",
    ),
    when_to_suppress: "Suppress it if your application has no server, so that no other client \
                       type fits.",
    bad: "\
[client]
type = \"client-based\"
        ^^^^^^^^^^^^ client-based clients use the implicit grant
name = \"Acme Board\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
javascript_domains = [\"https://app.acme.com\"]
",
    good: "\
[client]
type = \"server-based\"
name = \"Acme Board\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest.clients.iter().filter_map(implicit).collect()
}

fn implicit(client: &Client) -> Option<Diagnostic> {
    let info = client.client_type?.info();
    let written = client.type_entry.as_ref()?.value.as_string()?;
    if info.grant != Grant::Implicit {
        return None;
    }
    let message = format!("{} clients use the implicit grant", info.value);
    Some(Diagnostic::new(written.highlight_span(), message).with_note(
        "Zoho and RFC 9700 section 2.1.2 advise against it; if the application has a server, use \
         `server-based`",
    ))
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::check;

    #[test]
    fn a_type_that_is_nearly_right_is_judged_as_what_it_means() {
        check(
            RuleId::ImplicitGrant,
            "\
[client]
type = 'Client-based Applications'
        ^^^^^^^^^^^^^^^^^^^^^^^^^ client-based clients use the implicit grant
",
        );
    }

    #[test]
    fn other_types_use_other_grants() {
        for kind in ["server-based", "mobile-based", "non-browser-based", "self-client"] {
            check(RuleId::ImplicitGrant, &format!("[client]\ntype = '{kind}'\n"));
        }
    }
}
