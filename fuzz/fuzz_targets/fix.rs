//! Fixes come to an end, leave TOML where there was TOML, and change nothing the second time.

#![no_main]

use cliq_lint::config::Levels;
use cliq_lint::diagnostic::{Applicability, Severity};
use cliq_lint::fix::fix_all;
use cliq_lint::lint::lint;
use cliq_lint::manifest::Manifest;
use cliq_lint::text::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for applicability in [Applicability::Safe, Applicability::Unsafe] {
        let manifest = Manifest::new(Source::new(text));
        let Some(fixed) = fixed(&manifest, applicability) else { continue };
        assert!(fixed.tree.errors.len() <= manifest.tree.errors.len(), "{:?}", fixed.text());
        let again = fixed_text(&fixed, applicability);
        assert_eq!(again.as_deref().unwrap_or(fixed.text()), fixed.text());
    }
});

fn fixed(manifest: &Manifest, applicability: Applicability) -> Option<Manifest> {
    let levels = Levels::default();
    let report = lint(manifest, &levels);
    let outcome = fix_all(manifest, &report, &levels, Severity::Hint, applicability);
    outcome.expect("fixes settle").map(|outcome| outcome.manifest)
}

fn fixed_text(manifest: &Manifest, applicability: Applicability) -> Option<String> {
    fixed(manifest, applicability).map(|manifest| manifest.text().to_owned())
}
