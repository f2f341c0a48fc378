//! `committed-secret`: a client secret or a token in the file.

use super::Rule;
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::manifest::Manifest;
use crate::manifest::edit::{comment_with_line, remove_entry};
use crate::secrets::{Secret, enclosing_entry, secrets};
use crate::syntax::ValueKind;
use crate::text::escape::quote_for_message;

pub static RULE: Rule = Rule {
    name: "committed-secret",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a client secret or a token in the file",
    rationale: "Zoho asks to keep the client secret confidential, and what is committed to git stays there. Found are values of \
          keys as `client_secret` and `refresh_token`, and anything of the shape of Zoho's secrets and tokens, in \
          `metadata` and comments too. A value that only says where the secret is, as `${ZOHO_CLIENT_SECRET}`, is none. The \
          secret itself is shown in no output. Remove it, and reset it in the console: it has been seen.",
    no_fix_reason: "",
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

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    secrets(manifest.document).iter().map(|secret| committed(manifest, secret)).collect()
}

fn committed(manifest: &Manifest<'_>, secret: &Secret) -> Diagnostic {
    Diagnostic::new(secret.span, format!("{} is written here", secret.what))
        .note("remove it, and reset it in the console: whoever can read the repository has it")
        .fix(removal(manifest, secret))
}

fn removal(manifest: &Manifest<'_>, secret: &Secret) -> Option<Fix> {
    let document = manifest.document;
    if let Some(comment) = document.comments.iter().find(|comment| comment.contains(secret.span)) {
        return Some(Fix::unsafe_(
            "remove the comment",
            vec![Edit::remove(comment_with_line(document.text, *comment))],
        ));
    }
    let (container, entry) = enclosing_entry(document, secret.span)?;
    if matches!(entry.value.kind, ValueKind::Unparsed) {
        return None;
    }
    remove_entry(document.text, container, entry)
        .map(|removal| removal.into_unsafe_fix(format!("remove {}", quote_for_message(&entry.key))))
}
