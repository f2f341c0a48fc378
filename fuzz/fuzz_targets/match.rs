//! Any bytes are searched for redirect URIs and compared with those of a manifest, and shown without a
//! character that a terminal obeys.

#![no_main]

use cliq_lint::manifest::Manifest;
use cliq_lint::redirect_match::{MatchFormat, Matcher, Registry, render_matches};
use cliq_lint::render::OutputStyle;
use cliq_lint::text::Source;
use cliq_lint::text::escape::needs_escape;
use libfuzzer_sys::fuzz_target;

/// Ends the manifest and begins the text that is searched.
const END: &[u8] = b"\n---\n";

fuzz_target!(|bytes: &[u8]| {
    let end = bytes.windows(END.len()).position(|window| window == END);
    let (manifest, searched) = match end {
        Some(end) => (&bytes[..end], &bytes[end + END.len()..]),
        None => (bytes, bytes),
    };
    let manifest = Manifest::new(Source::decode(manifest));
    let registry = Registry::new([("cliq-client.toml", &manifest)]);
    for keeps_unrelated in [false, true] {
        let mut matcher = Matcher::new(&registry, keeps_unrelated);
        matcher.read(Some("a.log"), searched, 1);
        matcher.begin_file();
        matcher.read(None, searched, 1);
        let formats =
            [MatchFormat::Human, MatchFormat::Short, MatchFormat::Json, MatchFormat::Github];
        for format in formats {
            let output = render_matches(format, OutputStyle::default(), &registry, &matcher);
            assert!(!output.chars().any(needs_escape), "{output:?}");
        }
    }
});
