//! The rules: what one is, the list of all, and the tests that every one must pass.

use crate::finding::{Finding, Severity};
use crate::manifest::Manifest;

macro_rules! rules {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*
        /// Every rule, by name.
        pub static RULES: &[&Rule] = &[$(&$module::RULE),*];
    };
}

rules![
    comma_separated_list,
    committed_secret,
    custom_scheme_redirect,
    duplicate_client_name,
    duplicate_uri,
    empty_required_field,
    implicit_grant,
    inapplicable_field,
    insecure_http,
    invalid_client_name,
    invalid_encoding,
    invalid_toml,
    invalid_uri,
    invalid_uri_scheme,
    javascript_domain_missing,
    javascript_domain_not_origin,
    missing_client,
    missing_client_type,
    missing_required_field,
    near_duplicate_uri,
    non_canonical_uri,
    placeholder_value,
    provider_host_redirect,
    redirect_uri_fragment,
    redirect_uri_wildcard,
    reserved_query_parameter,
    several_self_clients,
    temporary_host,
    unknown_client_type,
    unknown_key,
    unreachable_host,
    untidy_client_name,
    unused_allow,
    uri_credentials,
    wrong_value_type,
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
    pub why: &'static str,
    /// Why no fix can be right, as a sentence; empty where there is a fix.
    pub no_fix: &'static str,
    /// A manifest with carets under what the rule reports: a line whose first non-blank is `^`, with the message after
    /// it, belongs to the line above.
    pub bad: &'static str,
    /// The same without the fault.
    pub good: &'static str,
    /// Finds what the rule reports. It knows neither its name nor its level.
    pub check: fn(&Manifest<'_>) -> Vec<Finding>,
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
    close.filter(|(similarity, _)| *similarity > 0.85).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

pub use invalid_toml::finding as finding_of_syntax_error;

#[cfg(test)]
mod tests;
