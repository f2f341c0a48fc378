//! Any bytes are linted, and rendered in every format without a character that a terminal obeys.

#![no_main]

use cliq_lint::config::Levels;
use cliq_lint::lint::lint;
use cliq_lint::manifest::Manifest;
use cliq_lint::render::{Format, LintedFile, OutputStyle, Summary, assemble, render_file};
use cliq_lint::rules::RuleId;
use cliq_lint::text::Source;
use cliq_lint::text::escape::needs_escape;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let manifest = Manifest::new(Source::decode(bytes));
    let report = lint(&manifest, &Levels::default());
    let source = &manifest.source;
    for found in &report.diagnostics {
        // Spans are in the text, and on character boundaries.
        source.slice(found.diagnostic.span);
    }
    let file = LintedFile { path: "cliq-client.toml", source, report: &report };
    for format in Format::ALL {
        let chunk = render_file(*format, OutputStyle::default(), &file);
        let output = assemble(*format, &[chunk], &Summary::of(&report));
        let output = String::from_utf8(output).expect("output is UTF-8");
        assert!(!output.chars().any(needs_escape), "{format:?}: {output:?}");
        for secret in report.secrets.iter() {
            let text = source.slice(secret.span);
            let is_judged = text.len() >= 12 && !is_in_example(text);
            assert!(!is_judged || !output.contains(text), "{format:?}: {output}");
        }
    }
});

/// Whether a rule's example, which SARIF shows, has a text: seeds are examples too.
fn is_in_example(text: &str) -> bool {
    RuleId::ALL.iter().any(|rule| rule.rule().bad.contains(text))
}
