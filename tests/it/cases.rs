//! What the rules find beyond their examples: each case is a client's lines, and what is underlined
//! in them by which rule, hints included.

use cliq_lint::config::Levels;
use cliq_lint::lint::{Reported, lint};
use cliq_lint::manifest::Manifest;
use cliq_lint::text::Source;

/// The rules and the text that each underlines, in the order of the file.
fn found(text: &str) -> Vec<(&'static str, String)> {
    let manifest = Manifest::new(Source::new(text));
    let report = lint(&manifest, &Levels::default());
    let underlined = |found: &Reported| manifest.source.slice(found.diagnostic.span).to_owned();
    report.diagnostics.iter().map(|found| (found.code.name(), underlined(found))).collect()
}

#[track_caller]
fn check(text: &str, expected: &[(&str, &str)]) {
    let found = found(text);
    let found: Vec<(&str, &str)> =
        found.iter().map(|(rule, text)| (*rule, text.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn an_empty_field_is_a_finding() {
    check("[client]\ntype = 'self-client'\nname = ''\n", &[("empty-required-field", "''")]);
    check(
        "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://acme.com'\nredirect_uris = []\n",
        &[("empty-required-field", "[]")],
    );
}

#[test]
fn keys_are_renamed_or_sent_to_metadata() {
    check("[client]\ntype = 'self-client'\nclientName = 'A'\n", &[("unknown-key", "clientName")]);
    check(
        "[client]\ntype = 'self-client'\nname = 'A'\nclient_name = 'B'\n",
        &[("unknown-key", "client_name")],
    );
    check(
        "[client]\ntype = 'self-client'\nname = 'A'\nclient_id = '1000.X'\n",
        &[("unknown-key", "client_id")],
    );
    check(
        "[client]\ntype = 'self-client'\nname = 'A'\n[metadata]\nx = 1\n",
        &[("unknown-key", "metadata")],
    );
    check("[clients]\ntype = 'self-client'\nname = 'A'\n", &[("unknown-key", "clients")]);
    check("name = 'A'\n[client]\ntype = 'self-client'\nname = 'A'\n", &[("unknown-key", "name")]);
    check("client = 'x'\n", &[("wrong-value-type", "'x'")]);
}

#[test]
fn allow_comments_count_for_their_line_the_next_or_the_file() {
    let bad = "name = 'a!'";
    for text in [
        format!("[client]\ntype = 'self-client'\n{bad} # cliq-lint: allow(invalid-client-name)\n"),
        format!(
            "[client]\ntype = 'self-client'\n# cliq-lint: allow(invalid-client-name, reason = \"old, (sic)\")\n# another\n\n{bad}\n"
        ),
        format!(
            "\u{feff}# cliq-lint: allow(invalid-client-name)\n\n[client]\ntype = 'self-client'\n{bad}\n"
        ),
    ] {
        check(&text, &[]);
    }
    let far =
        format!("[client]\n# cliq-lint: allow(invalid-client-name)\ntype = 'self-client'\n{bad}\n");
    check(&far, &[("unused-allow", "invalid-client-name"), ("invalid-client-name", "!")]);
    check(
        "[client]\ntype = 'self-client'\nname = 'A' # cliq-lint: allow(insecure-htp, duplicate-uri)\n",
        &[("unused-allow", "insecure-htp"), ("unused-allow", "duplicate-uri")],
    );
    check(
        "[client]\ntype = 'self-client'\nname = 'A' # cliq-lint: alow duplicate-uri\n",
        &[("unused-allow", "# cliq-lint: alow duplicate-uri")],
    );
}

#[test]
fn a_text_that_is_no_toml_at_all_is_not_a_flood() {
    for text in [
        "{\"client\": {\"type\": \"self-client\"}}\n",
        "client:\n  type: self-client\n  name: A\n",
        "[client]\ntype = 'self-client'\n<<<<<<< HEAD\nname = 'A'\n=======\n>>>>>>> x\n",
    ] {
        let found = found(text);
        assert!(
            found.len() <= 3 && found.iter().all(|(rule, _)| *rule == "invalid-toml"),
            "{text}: {found:?}"
        );
    }
}
