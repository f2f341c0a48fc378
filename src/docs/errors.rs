//! The website page for an OAuth error.

use crate::oauth_errors::{Basis, Cause, OAuthError};

/// Renders the website page for an error.
pub fn oauth_error_page(error: &OAuthError) -> String {
    let cause = |(index, cause): (usize, &Cause)| {
        let source = match cause.basis {
            Basis::Documented(source) => format!("[{}]({})", source.title, source.url),
            Basis::Experience(address) => format!("From experience: [a report]({address})"),
        };
        format!("{}. **{}** {} {source}.\n", index + 1, cause.text, cause.remedy)
    };
    let causes: String = error.causes.iter().enumerate().map(cause).collect();
    let others = error.other_texts.iter().map(|text| format!("- `{text}`\n"));
    let others = markdown_section("Also shown as", others.collect());
    let commands = error.commands.iter();
    let commands = commands.map(|(command, purpose)| format!("- `{command}` {purpose}.\n"));
    let commands = markdown_section("What to check", commands.collect());
    let rules = error.rules.iter().map(|rule| {
        let name = rule.name();
        format!("- [`{name}`](../rules/{name}.md): {}\n", rule.descriptor().summary)
    });
    let rules = markdown_section("Rules", rules.collect());
    let OAuthError { title, place, meaning, .. } = error;
    format!(
        "---\ndescription: \"{}\"\n---\n\n# {title}\n\n\
         <!-- generated from the table of errors by `UPDATE=1 cargo test` -->\n\n\
         Shown {place}. {meaning}\n{others}\n## Causes\n\nCheck them in this order.\n\n\
         {causes}{commands}{rules}",
        meaning.replace('"', "\\\""),
    )
}

fn markdown_section(heading: &str, text: String) -> String {
    if text.is_empty() { text } else { format!("\n## {heading}\n\n{text}") }
}
