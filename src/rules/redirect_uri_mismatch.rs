//! `redirect-uri-mismatch`: a redirect URI of another file that is registered with a difference.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::ACCOUNTS_INVALID_REDIRECT;
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "redirect-uri-mismatch",
        severity: Severity::Warning,
        summary: "a redirect URI in another file that differs from the registered one",
        rationale: "Zoho compares the redirect URI that an application sends with the registered ones \
                    character by character, and a difference as small as a trailing slash ends in \
                    `invalid_redirect_uri`. The files to compare are listed under `[match]` in \
                    `cliq-lint.toml`. A redirect URI in them is reported if it has the host or the \
                    path of a registered one; other URIs are left alone. `cliq-lint match` does \
                    the same for any text.",
        sources: &[ACCOUNTS_INVALID_REDIRECT],
    },
    fixes: Fixes::Never(
        "Either of the two can be the right one, and the console must be changed with the manifest.",
    ),
    when_to_suppress: "A comment cannot suppress it, because the file may have no comments. Remove \
                       the file from `files`, or set the rule's level for it in an override.",
    bad: "\
ZOHO_CLIENT_ID=1000.EXAMPLE0CLIENT0ID0OF0ACME0APP1
ZOHO_REDIRECT_URI=https://app.acme.com/callback/
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ redirect URI is registered without the trailing slash
",
    good: "\
ZOHO_CLIENT_ID=1000.EXAMPLE0CLIENT0ID0OF0ACME0APP1
ZOHO_REDIRECT_URI=https://app.acme.com/callback
",
    check: Check::Files {
        manifest: "\
[client]
type = \"server-based\"
name = \"Acme Notifier\"
homepage_url = \"https://www.acme.com\"
redirect_uris = [\"https://app.acme.com/callback\"]
",
    },
};
