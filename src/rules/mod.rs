//! The rules: what one is, the list of all, and the tests that every one must pass.

use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::Manifest;

mod comma_separated_list;
mod committed_secret;
mod custom_scheme_redirect;
mod duplicate_client_name;
mod duplicate_uri;
mod empty_required_field;
mod implicit_grant;
mod inapplicable_field;
mod insecure_http;
mod invalid_client_name;
mod invalid_encoding;
mod invalid_toml;
mod invalid_uri;
mod invalid_uri_scheme;
mod javascript_domain_not_origin;
mod missing_client;
mod missing_client_type;
mod missing_required_field;
mod multiple_self_clients;
mod near_duplicate_uri;
mod non_canonical_uri;
mod placeholder_value;
mod provider_host_redirect;
mod redirect_uri_fragment;
mod redirect_uri_wildcard;
mod reserved_query_parameter;
mod temporary_host;
mod uncovered_redirect_origin;
mod unknown_client_type;
mod unknown_key;
mod unreachable_host;
mod untidy_client_name;
mod unused_allow;
mod uri_credentials;
mod wrong_value_type;

/// Every rule, by name.
pub static RULES: &[&Rule] = &[
    &comma_separated_list::RULE,
    &committed_secret::RULE,
    &custom_scheme_redirect::RULE,
    &duplicate_client_name::RULE,
    &duplicate_uri::RULE,
    &empty_required_field::RULE,
    &implicit_grant::RULE,
    &inapplicable_field::RULE,
    &insecure_http::RULE,
    &invalid_client_name::RULE,
    &invalid_encoding::RULE,
    &invalid_toml::RULE,
    &invalid_uri::RULE,
    &invalid_uri_scheme::RULE,
    &javascript_domain_not_origin::RULE,
    &missing_client::RULE,
    &missing_client_type::RULE,
    &missing_required_field::RULE,
    &multiple_self_clients::RULE,
    &near_duplicate_uri::RULE,
    &non_canonical_uri::RULE,
    &placeholder_value::RULE,
    &provider_host_redirect::RULE,
    &redirect_uri_fragment::RULE,
    &redirect_uri_wildcard::RULE,
    &reserved_query_parameter::RULE,
    &temporary_host::RULE,
    &uncovered_redirect_origin::RULE,
    &unknown_client_type::RULE,
    &unknown_key::RULE,
    &unreachable_host::RULE,
    &untidy_client_name::RULE,
    &unused_allow::RULE,
    &uri_credentials::RULE,
    &wrong_value_type::RULE,
];

/// A rule: what it is called, what it says of itself, and its check.
pub struct Rule {
    /// Its name in kebab case, which reads well after "allow".
    pub name: &'static str,
    /// Its level unless the configuration sets another.
    pub severity: Severity,
    /// Whether what it reports could as well not be there, so that editors show it faded.
    pub is_about_unnecessary: bool,
    /// What it reports, as a clause.
    pub summary: &'static str,
    /// Why that matters, with the source of the rule; Markdown.
    pub rationale: &'static str,
    /// Why no fix can be right, as a sentence; empty where there is a fix.
    pub no_fix_reason: &'static str,
    /// A manifest with carets under what the rule reports: a line whose first non-blank is `^`,
    /// with the message after it, belongs to the line above.
    pub bad: &'static str,
    /// The same without the fault.
    pub good: &'static str,
    /// Finds what the rule reports. It knows neither its name nor its level.
    pub check: fn(&Manifest<'_>) -> Vec<Diagnostic>,
}

impl Rule {
    /// What it reports, as a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{}.", capitalize(self.summary))
    }

    /// Its examples, as Markdown.
    #[must_use]
    pub fn examples(&self) -> String {
        format!("```toml\n{}```\n\nWithout the fault:\n\n```toml\n{}```\n", self.bad, self.good)
    }
}

/// A text that begins with an upper-case letter.
#[must_use]
pub fn capitalize(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or(String::new(), |first| {
        first.to_uppercase().collect::<String>() + characters.as_str()
    })
}

/// The position in [`RULES`] of a name.
#[must_use]
pub fn position(name: &str) -> Option<usize> {
    RULES.binary_search_by(|rule| rule.name.cmp(name)).ok()
}

/// The rule that a name nearly is.
#[must_use]
pub fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase().replace(['_', ' '], "-");
    let close = RULES.iter().map(|rule| (strsim::jaro_winkler(&name, rule.name), rule.name));
    close
        .filter(|(similarity, _)| *similarity > 0.85)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

pub use invalid_encoding::finding as finding_of_encoding_fault;
pub use invalid_toml::finding as finding_of_syntax_error;

#[cfg(test)]
mod tests;
