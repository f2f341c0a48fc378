//! The website page for an OAuth error, and hover text for it.

use crate::oauth_errors::{Basis, Cause, OAuthError};

/// Renders the website page for an error.
pub fn oauth_error_page(error: &OAuthError) -> String {
    let cause = |(index, cause): (usize, &Cause)| {
        let source = match cause.basis {
            Basis::Documented(source) => format!("Source: [{}]({})", source.title, source.url),
            Basis::Experience(address) => format!("Source: [a user's report]({address})"),
        };
        format!("{}. **{}** {} {source}.\n", index + 1, cause.text, cause.remedy)
    };
    let causes: String = error.causes.iter().enumerate().map(cause).collect();
    let others = error.other_texts.iter().map(|text| format!("- `{text}`\n"));
    let others = markdown_section("Also shown as", others.collect());
    let commands = markdown_section("What to check", list_commands(error));
    let rules = error.rules.iter().map(|rule| {
        let name = rule.name();
        format!("- [`{name}`](../rules/{name}.md): {}\n", rule.descriptor().summary)
    });
    let rules = markdown_section("Rules", rules.collect());
    let OAuthError { title, place, meaning, .. } = error;
    format!(
        "---\ndescription: \"{}\"\n---\n\n# {title}\n\n\
         <!-- generated from the table of errors by `UPDATE=1 cargo test` -->\n\n\
         Shown {place}. {meaning}\n{others}\n## Causes\n\nCheck these in order.\n\n\
         {causes}{commands}{rules}",
        meaning.replace('"', "\\\""),
    )
}

/// Describes an error: what it means, its causes and what to check.
pub fn oauth_error_docs(error: &OAuthError) -> String {
    let cause = |(index, cause): (usize, &Cause)| {
        format!("{}. {} {}\n", index + 1, cause.text, cause.remedy)
    };
    let causes: String = error.causes.iter().enumerate().map(cause).collect();
    let OAuthError { title, place, meaning, .. } = error;
    let commands = list_commands(error);
    let commands =
        if commands.is_empty() { commands } else { format!("\nWhat to check:\n\n{commands}") };
    format!(
        "**{title}**\n\nShown {place}. {meaning}\n\n\
         Causes, in the order in which to check them:\n\n{causes}{commands}"
    )
}

/// Lists the commands that help, and what each does.
fn list_commands(error: &OAuthError) -> String {
    let commands = error.commands.iter();
    commands.map(|(command, purpose)| format!("- `{command}` {purpose}.\n")).collect()
}

fn markdown_section(heading: &str, text: String) -> String {
    if text.is_empty() { text } else { format!("\n## {heading}\n\n{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth_errors::OAUTH_ERRORS;

    #[test]
    fn the_text_of_an_error_has_each_cause_its_remedy_and_what_to_check() {
        for error in OAUTH_ERRORS {
            let docs = oauth_error_docs(error);
            let causes = error.causes.iter().flat_map(|cause| [cause.text, cause.remedy]);
            let commands = error.commands.iter().flat_map(|(command, does)| [*command, *does]);
            let mut parts = [error.title, error.place, error.meaning].into_iter();
            let is_there = |part: &str| docs.contains(part);
            assert!(parts.all(is_there) && causes.chain(commands).all(is_there), "{docs}");
        }
    }
}
