//! `invalid-client-name`: characters that the console refuses in a name.

use super::Rule;
use crate::console::Field;
use crate::console::is_allowed_in_name;
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::manifest::Manifest;
use crate::syntax::StringValue;
use crate::text::Span;
use crate::text::unicode::{describe_char, is_invisible, lookalike_of};

pub static RULE: Rule = Rule {
    name: "invalid-client-name",
    severity: Severity::Error,
    is_about_unnecessary: false,
    summary: "a character in the name that the console refuses",
    rationale: "\"The client name must not contain any special characters except underscores and ampersands\" (Zoho's page, \
          \"Possible Errors\"). Letters of any script with their marks, digits and blanks are taken to be allowed. A \
          character that cannot be seen, or only looks like `_` or `&`, is named by its code point.",
    no_fix_reason: "",
    bad: "\
[client]
type = \"self-client\"
name = \"Acme-Notifier\"
            ^ the client name has a character that the console refuses: `-`
",
    good: "\
[client]
type = \"self-client\"
name = \"Acme_Notifier\"
",
    check,
};

fn check(manifest: &Manifest<'_>) -> Vec<Diagnostic> {
    manifest.clients.iter().filter_map(|client| invalid(client.name()?)).collect()
}

fn invalid(name: StringValue<'_>) -> Option<Diagnostic> {
    let faults: Vec<(char, Span)> = name
        .characters()
        .into_iter()
        .filter(|(character, _)| !is_allowed_in_name(*character))
        .collect();
    let ((first, span), rest) = faults.split_first()?;
    let message = match rest.len() {
        0 => format!(
            "the client name has a character that the console refuses: {}",
            describe_char(*first)
        ),
        more => format!("the client name has {} characters that the console refuses", more + 1),
    };
    let finding = Diagnostic::new(*span, message).label(word(*first));
    let finding = rest
        .iter()
        .take(MAX_LABELS)
        .fold(finding, |finding, (character, span)| finding.related(*span, word(*character)));
    let finding = finding
        .console(Field::Name.row().console_error)
        .note("allowed are letters, digits, blanks, `_` and `&`");
    let replace = faults
        .iter()
        .map(|(character, span)| Edit::replace(*span, replacement(*character)))
        .collect();
    let remove = faults.iter().map(|(_, span)| Edit::remove(*span)).collect();
    let keeps_any = faults.len() < name.value.chars().count();
    let replace = Fix::unsafe_(
        if faults.iter().all(|(character, _)| replacement(*character).is_empty()) {
            "remove them"
        } else {
            "replace with `_`"
        },
        replace,
    );
    let remove = (keeps_any && replace.edits().iter().any(|edit| !edit.text.is_empty()))
        .then(|| Fix::unsafe_("remove", remove));
    Some(
        finding
            .fix(Some(replace).filter(|_| keeps_any || !name.value.chars().all(is_invisible)))
            .fix(remove),
    )
}

/// The most characters of one name that get a label.
const MAX_LABELS: usize = 20;

fn word(character: char) -> String {
    match lookalike_of(character) {
        Some(like) => format!("{} looks like `{like}`", describe_char(character)),
        None => describe_char(character),
    }
}

/// What takes the place of a character: nothing for what cannot be seen, the real `_` or `&` for a
/// look-alike.
fn replacement(character: char) -> String {
    if is_invisible(character) && !character.is_whitespace() {
        return String::new();
    }
    match lookalike_of(character) {
        Some(like) => like.to_string(),
        None if character.is_whitespace() => " ".to_owned(),
        None => "_".to_owned(),
    }
}
