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
