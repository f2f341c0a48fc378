//! `committed-secret`: a client secret or a token in the file.

use super::{Check, Descriptor, Rule};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::Manifest;
use crate::manifest::edit::{remove_comment, remove_element, remove_entry};
use crate::secrets::Secret;
use crate::syntax::{ItemKind, Layout, ValueKind};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "committed-secret",
        severity: Severity::Error,
        tag: None,
        summary: "a client secret or a token in the file",
        rationale: "Zoho asks to keep the client secret confidential, and what is committed to git stays there. Found are values of \
              keys as `client_secret` and `refresh_token`, and anything of the shape of Zoho's secrets and tokens, in \
              `metadata` and comments too. A value that only says where the secret is, as `${ZOHO_CLIENT_SECRET}`, is none. The \
              secret itself is shown in no output. Remove it, and reset it in the console: it has been seen.",
        sources: &[],
    },
    no_fix_reason: None,
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
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest.secrets.iter().map(|secret| committed(manifest, secret)).collect()
}

fn committed(manifest: &Manifest, secret: &Secret) -> Diagnostic {
    Diagnostic::new(secret.span, format!("{} is written here", secret.what))
        .with_note("remove it, and reset it in the console: whoever can read the repository has it")
        .with_fix(removal(manifest, secret))
}

fn removal(manifest: &Manifest, secret: &Secret) -> Option<Fix> {
    let tree = &manifest.tree;
    if let Some(comment) = tree.comment_around(secret.span) {
        return Some(Fix::unsafe_("remove the comment", remove_comment(manifest, comment)));
    }
    let entry = tree.innermost_entry(secret.span)?;
    if matches!(entry.value.kind, ValueKind::Unparsed) {
        return None;
    }
    let key = manifest.quote(&entry.key);
    let layout = manifest.layout();
    let element = layout.element_at(secret.span.start).filter(|one| one.kind == ItemKind::Element);
    let list = element.and_then(|element| layout.container_of(element));
    let list = list.filter(|list| list.span == entry.value.span && list.elements.len() > 1);
    if let (Some(element), Some(_)) = (element, list) {
        let removal = remove_element(manifest, &entry.value, Layout::index_of(element))?;
        return Some(removal.into_unsafe_fix(format!("remove the element from {key}")));
    }
    remove_entry(manifest, entry).map(|removal| removal.into_unsafe_fix(format!("remove {key}")))
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::check_fix;

    #[test]
    fn a_secret_among_other_elements_is_removed_alone() {
        check_fix(
            RuleId::CommittedSecret,
            "[client]\nmetadata.client_secret = ['first-secret', 'another-secret']\n",
            "[client]\nmetadata.client_secret = ['another-secret']\n",
        );
        check_fix(
            RuleId::CommittedSecret,
            "[client]\nmetadata.client_secret = ['first-secret']\nname = 'A'\n",
            "[client]\nname = 'A'\n",
        );
    }
}
