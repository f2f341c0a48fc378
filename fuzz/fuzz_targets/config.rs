//! Any text is read as a configuration, and what it means can be asked.

#![no_main]

use cliq_lint::lint::lint_config;
use cliq_lint::text::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new(text);
    let (config, _, report) = lint_config(&source);
    for found in &report.diagnostics {
        source.slice(found.diagnostic.span);
    }
    for path in ["cliq-client.toml", "a/b/cliq-client.x.toml", "vendor/é"] {
        config.levels(path);
        config.includes(path);
        config.excludes(path);
    }
});
