//! `committed-secret`: a client secret or a token in the file.

use super::Rule;
use crate::characters::quoted;
use crate::edits::{remove_entry, whole_comment};
use crate::finding::{Edit, Finding, Fix, Severity};
use crate::manifest::Manifest;
use crate::secrets::{Secret, enclosing_entry, secrets};
use crate::syntax::Kind;

pub static RULE: Rule = Rule {
    name: "committed-secret",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a client secret or a token in the file",
    why: "Zoho asks to keep the client secret confidential, and what is committed to git stays there. Found are values of \
          keys as `client_secret` and `refresh_token`, and anything of the shape of Zoho's secrets and tokens, in \
          `metadata` and comments too. A value that only says where the secret is, as `${ZOHO_CLIENT_SECRET}`, is none. The \
          secret itself is shown in no output. Remove it, and reset it in the console: it has been seen.",
    no_fix: "",
    bad: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"

[client.metadata]
client_secret = \"s3cr3t-of-the-report\"
                 ^^^^^^^^^^^^^^^^^^^^ a client secret is written here
",
    good: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"

[client.metadata]
",
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Finding> {
    secrets(manifest.document).iter().map(|secret| committed(manifest, secret)).collect()
}

fn committed(manifest: &Manifest<'_>, secret: &Secret) -> Finding {
    Finding::new(secret.span, format!("{} is written here", secret.what))
        .note("remove it, and reset it in the console: whoever can read the repository has it")
        .fix(removal(manifest, secret))
}

fn removal(manifest: &Manifest<'_>, secret: &Secret) -> Option<Fix> {
    let document = manifest.document;
    if let Some(comment) = document.comments.iter().find(|comment| comment.contains(secret.span)) {
        return Some(Fix::guess(
            "remove the comment",
            vec![Edit::remove(whole_comment(document.text, *comment))],
        ));
    }
    let (container, entry) = enclosing_entry(document, secret.span)?;
    if matches!(entry.value.kind, Kind::Broken) {
        return None;
    }
    remove_entry(document.text, container, entry)
        .map(|removal| removal.guess(format!("remove {}", quoted(&entry.key))))
}
