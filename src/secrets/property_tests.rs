//! A secret that is planted anywhere in any manifest is in no output and no answer to an editor.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::judge::is_secret_value;
use crate::config::Levels;
use crate::diagnostic::{Applicability, Severity};
use crate::fix::fix_all;
use crate::ide::{Effect, completions, document_symbols, hover, inlay_hints, quick_fixes};
use crate::render::{Format, LintedFile, OutputStyle, Summary, assemble, render_file};
use crate::testing::manifests::{config, manifest};
use crate::testing::{analyze, lint_text};
use crate::text::Span;

/// Lines with a secret, `@`, that a key, its shape or its place gives away, TOML or not.
const PLANTED: &[&str] = &[
    "client_secret = \"@\"",
    "client_secret = '@' # kept",
    "client_secret = @",
    "client_secret: @",
    "\"client_secret\": \"@\",",
    "client_secret = \"@",
    "client_secret = '@",
    "client_secret = '''\n@",
    "client_secret = [\"@\", \"none\"",
    "api_key = [\n  '@',\n]",
    "client.metadata.refresh_token = \"\"\"\\\n  @\"\"\"",
    "passwd=@",
    "# the password: @",
    "zapikey = '@'",
    "redirect_uris = ['https://app.acme.com/cb?client_secret=@&x=1', 'HTTPS://acme.com']",
    "homepage_url = \"htps://acme.com?zapikey=@\"",
    "homepage_url = 'https://me:@@acme.com'",
    "metadata.webhook = \"https://cliq.zoho.com/api/v2/bots/b/message?zapikey=@\"",
    "type = \"token=@\"",
    "client_secret = { value = \"@\" }",
];

/// Lines in which it may be written again, where nothing but the first place gives it away.
const COPIES: &[&str] = &[
    "",
    "name = \"@\"",
    "name = 'the @!'",
    "type = '@'",
    "homepage_url = 'htps://@.com/@'",
    "redirect_uris = [\"@, https://acme.com/@\"]",
    "@ = 1",
    "[@]",
    "[@",
    "@",
    "# was @",
    "# cliq-lint: allow(@)",
    "# cliq-lint: allow(unknown-key, reason = \"@\")",
    "x = \"@",
];

/// A secret of one of the forms that there are.
fn secret() -> impl Strategy<Value = String> {
    const FORMS: &[&str] = &[
        "[0-9a-f]{42}",
        "1000\\.[0-9a-f]{32}\\.[0-9a-f]{32}",
        "1001\\.[0-9a-f]{32}\\.[0-9a-f]{32}",
        "[0-9A-Za-z]{16,40}",
        "[0-9a-z]{24,32}",
        "[0-9A-Za-z_-]{32,43}",
    ];
    let any = select(FORMS).prop_flat_map(|form| {
        proptest::string::string_regex(form).expect("the form is a regular expression")
    });
    any.prop_filter("it is random enough", |secret| is_secret_value(secret))
}

/// A manifest with a secret in it.
fn planted() -> impl Strategy<Value = (String, String)> {
    let places = (any::<Index>(), any::<Index>());
    (manifest(), secret(), select(PLANTED), select(COPIES), places).prop_map(
        |(text, secret, planted, copy, (first, second))| {
            // The other way round, the copy could be between a key and its value.
            let text = insert_line(&text, copy, first);
            let text = insert_line(&text, planted, second);
            // Only a secret has `@@`: the other is that of the user info.
            let text = text.replace(":@@", &format!(":{secret}\u{0}")).replace('@', &secret);
            (text.replace('\u{0}', "@"), secret)
        },
    )
}

fn insert_line(text: &str, line: &str, place: Index) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line = format!("{line}\n");
    lines.insert(place.index(lines.len() + 1), &line);
    let joined = lines.concat();
    // A manifest may end without a line end.
    if joined.contains(&format!("\n{line}")) || joined.starts_with(&line) {
        return joined;
    }
    format!("{text}\n{line}")
}

/// Checks that a text shows no more of a secret than its start.
fn check(secret: &str, by: &str, shown: &str) -> Result<(), TestCaseError> {
    let part = 10;
    let parts = (4..=secret.len() - part).map(|start| &secret[start..start + part]);
    for part in parts {
        prop_assert!(!shown.contains(part), "{} shows {}: {}", by, secret, shown);
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(4))]

    #[test]
    fn no_format_shows_a_secret((text, secret) in planted()) {
        let (manifest, report) = lint_text(&text);
        let file = LintedFile { path: "cliq-client.toml", source: &manifest.source, report: &report };
        for format in Format::ALL {
            for unsafe_fixes in [false, true] {
                let style = OutputStyle { unsafe_fixes, ..OutputStyle::default() };
                let chunk = render_file(*format, style, &file);
                let shown = assemble(*format, &[chunk], &Summary::of(&report));
                check(&secret, format.name(), &String::from_utf8_lossy(&shown))?;
            }
        }
        let levels = Levels::default();
        let outcome = fix_all(&manifest, &report, &levels, Severity::Hint, Applicability::Unsafe);
        for applied in outcome.ok().flatten().iter().flat_map(|outcome| &outcome.applied) {
            check(&secret, "--fix", &applied.title)?;
        }
    }

    #[test]
    fn no_answer_to_an_editor_shows_a_secret((text, secret) in planted()) {
        let analysis = analyze(&text);
        let whole = Span::new(0, text.len());
        for action in quick_fixes(&analysis, whole) {
            check(&secret, "an action", &action.title)?;
            if let Effect::OpenPage(rule) = action.effect {
                check(&secret, "a page", rule.name())?;
            }
        }
        for found in &analysis.report.diagnostics {
            check(&secret, "a diagnostic", &found.diagnostic.full_message())?;
            let related = found.diagnostic.related.iter().map(|related| &related.message);
            for message in related.chain(&found.diagnostic.label) {
                check(&secret, "a label", message)?;
            }
        }
        check(&secret, "the outline", &format!("{:?}", document_symbols(&analysis)))?;
        check(&secret, "an inlay hint", &format!("{:?}", inlay_hints(&analysis, whole)))?;
        for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            check(&secret, "hover", &format!("{:?}", hover(&analysis, offset)))?;
        }
        for offset in (0..=text.len()).step_by(7).filter(|at| text.is_char_boundary(*at)) {
            check(&secret, "completion", &format!("{:?}", completions(&analysis, offset)))?;
        }
    }
}
