//! Renders documentation from the rules and the console's table: website pages, README tables,
//! `explain` output and hover text.

mod callbacks;
mod errors;
mod explain;
mod manifest;
mod markdown;
mod rules;
mod themes;

pub use callbacks::{deluge_callbacks_table, framework_callbacks_table, product_callbacks_table};
pub use errors::{oauth_error_docs, oauth_error_page};
pub use explain::{explain, explain_error, explain_invalid_configuration, explain_list};
pub use manifest::{
    data_center_docs, data_centers_table, error_page, key_docs, manifest_keys,
    required_fields_table, type_docs,
};
pub use markdown::{capitalize, code_block, markdown_table, strip_markdown};
pub(crate) use rules::example_fix;
pub use rules::{
    example_files, examples, references, rule_docs, rule_page, rules_by_theme, rules_index,
    rules_navigation, safe_fixes_table,
};
pub use themes::{THEMES, Theme};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::INVALID_CONFIGURATION;
    use crate::rules::RuleId;
    use crate::text::style::Palette;

    #[test]
    fn a_rule_names_its_sources_with_their_addresses() {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for rule in RuleId::ALL {
            let sources = rule.descriptor().sources;
            assert!(!sources.is_empty(), "{}", rule.name());
            for page in [explain(*rule, Palette::PLAIN), rule_docs(*rule), rule_page(*rule, "", "")]
            {
                let page = words(&page);
                for source in sources {
                    // A page may be cited for several sections; the title of the first is used.
                    let parts = [source.url, source.quote.unwrap_or_default()];
                    assert!(parts.iter().all(|part| page.contains(&words(part))), "{page}");
                }
            }
        }
        assert!(!INVALID_CONFIGURATION.sources.is_empty());
    }
}
