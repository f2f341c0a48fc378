//! Checks quotations from Zoho's page on registering a client against a copy of the page.

use cliq_lint::citations::CLIQ_REGISTER;
use cliq_lint::console::FIELDS;
use cliq_lint::rules::RuleId;

use crate::support::root;

/// Returns every quotation from the page: the console's errors, and the citations of rules.
fn quotations() -> Vec<String> {
    let errors = FIELDS.iter().map(|info| format!("- {}\n", info.console_error));
    let citations = RuleId::ALL.iter().flat_map(|rule| rule.descriptor().sources);
    let of_page = citations.filter(|citation| citation.url == CLIQ_REGISTER.url);
    let quotes = of_page.filter_map(|citation| citation.quote).map(str::to_owned);
    errors.chain(quotes).collect()
}

#[test]
fn quotations_of_zohos_page_are_exact_to_the_full_stop() {
    // The page belongs to Zoho, so it is not part of the project. To run this test, put a copy
    // here.
    let copy = root().join("../shared/register-your-application.txt");
    let Ok(page) = std::fs::read_to_string(copy) else { return };
    for quotation in quotations() {
        assert!(page.contains(&quotation), "not on the page: {quotation:?}");
    }
}
