//! `invalid-client-name`: characters that the console refuses in a name.

use super::{Check, Descriptor, Rule};
use crate::console::Field;
use crate::console::is_allowed_in_name;
use crate::diagnostic::{ConsoleReaction, Diagnostic, Fix, MAX_LABELS, Severity};
use crate::manifest::Manifest;
use crate::syntax::StringValue;
use crate::text::Edit;
use crate::text::Span;
use crate::text::unicode::{describe_char, is_invisible, lookalike_of};

pub static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "invalid-client-name",
        severity: Severity::Error,
        tag: None,
        summary: "a character in the name that the console refuses",
        rationale: "\"The client name must not contain any special characters except underscores and ampersands\" (Zoho's page, \
              \"Possible Errors\"). Letters of any script with their marks, digits and blanks are taken to be allowed. A \
              character that cannot be seen, or only looks like `_` or `&`, is named by its code point.",
        sources: &[],
    },
    no_fix_reason: None,
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
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    manifest.names().filter_map(|(_, name)| invalid(name)).collect()
}

fn invalid(name: &StringValue) -> Option<Diagnostic> {
    let rejected: Vec<(char, Span)> =
        name.chars().filter(|(character, _)| !is_allowed_in_name(*character)).collect();
    let ((first, span), rest) = rejected.split_first()?;
    let message = match rest.len() {
        0 => format!(
            "the client name has a character that the console refuses: {}",
            describe_char(*first)
        ),
        more => format!("the client name has {} characters that the console refuses", more + 1),
    };
    let diagnostic = Diagnostic::new(*span, message).with_label(label_for(*first));
    let labels = rest.iter().take(MAX_LABELS);
    let diagnostic = labels.fold(diagnostic, |diagnostic, (character, span)| {
        diagnostic.with_related(*span, label_for(*character))
    });
    let keeps_any = rejected.len() < name.value.chars().count();
    let is_visible = !name.value.chars().all(is_invisible);
    let replacements: Vec<String> =
        rejected.iter().map(|(character, _)| replacement(*character)).collect();
    let only_removes = replacements.iter().all(String::is_empty);
    let spans = rejected.iter().map(|(_, span)| *span);
    let replace: Vec<Edit> =
        spans.clone().zip(replacements).map(|(span, text)| Edit::replace(span, text)).collect();
    let remove: Vec<Edit> = spans.map(Edit::remove).collect();
    let title = if only_removes { "remove them" } else { "replace with `_`" };
    let replace = (keeps_any || is_visible).then(|| Fix::unsafe_(title, replace));
    let remove = (keeps_any && !only_removes).then(|| Fix::unsafe_("remove", remove));
    Some(
        diagnostic
            .with_console(ConsoleReaction::Likely(Field::Name.info().console_error))
            .with_note("allowed are letters, digits, blanks, `_` and `&`")
            .with_fix(replace)
            .with_fix(remove),
    )
}

fn label_for(character: char) -> String {
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
