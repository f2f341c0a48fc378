//! What no fix may break, on generated manifests: every TOML form, every mix of faults, comments
//! everywhere.
//!
//! `PROPTEST_CASES=10000 cargo test --release --test it properties` runs more cases than CI does.

use std::collections::BTreeMap;

use cliq_lint::config::Levels;
use cliq_lint::diagnostic::{Applicability, Edit, Severity};
use cliq_lint::fix::{apply_edits, fixed};
use cliq_lint::lint::{Reported, lint};
use cliq_lint::syntax::parse;
use cliq_lint::text::Source;
use proptest::prelude::*;

const TYPES: &[&str] = &[
    "server-based",
    "client-based",
    "mobile-based",
    "non-browser-based",
    "self-client",
    "Server-based Applications",
    "SELF_CLIENT",
    "web",
    "sever-based",
    "",
    "nonsense",
];
const NAMES: &[&str] = &[
    "Acme",
    "Acme  Notifier",
    " Acme ",
    "Acme-2!",
    "名前 é",
    "a＿b\u{200b}",
    "",
    "  ",
    "TODO",
    "Your Application",
];
const URIS: &[&str] = &[
    "https://www.acme.com",
    "https://app.acme.com/callback",
    "https://app.acme.com/callback",
    "https://app.acme.com/callback/",
    "https://APP.acme.com:443/callback",
    "http://localhost:8080/cb",
    "http://app.acme.com:80/cb",
    "http://app.acme.com",
    "htps://acme.com",
    "https:acme.com",
    "HTTPS://acme.com/",
    "//acme.com",
    "acme.com/cb",
    " https://acme.com ",
    "https://https://acme.com",
    "https:///acme.com",
    "https://acme.com\\cb",
    "https://acme.com:/x",
    "https://acme.com:99999",
    "https://acme.com/a b",
    "https://acme.com/%zz",
    "https://acme.com/cb#",
    "https://acme.com/cb#x",
    "https://*.acme.com",
    "https://user:pw@acme.com",
    "https://bücher.com/é",
    "https://127.1/",
    "https://accounts.zoho.com",
    "https://a.ngrok.io/cb?code=1",
    "https://intranet",
    "https://www.yourdomain.com",
    "https://{host}/",
    "https://acme.com/{x}|[y]",
    "com.acme.app:/cb",
    "javascript:alert(1)",
    "urn:ietf:wg:oauth:2.0:oob",
    "",
    " ",
    "TODO",
    "https://a.com, https://b.com",
    "https://a.com,https://a.com;http://c.com/x y",
    "https://acme.com/a/../b",
    "https://exa\u{200b}mple.com",
    "ht\ttps://acme.com",
    "https://acme.com/\u{1b}x",
];
const NAME_KEYS: &[&str] = &["name", "name", "name", "client_name", "nmae", "\"name\""];
const HOMEPAGE_KEYS: &[&str] =
    &["homepage_url", "homepage_url", "homepage", "homepageUrl", "homepge_url", "'homepage_url'"];
const REDIRECT_KEYS: &[&str] = &[
    "redirect_uris",
    "redirect_uris",
    "redirect_uri",
    "callback_urls",
    "redirectUris",
    "redirct_uris",
];
const DOMAIN_KEYS: &[&str] =
    &["javascript_domains", "javascript_domains", "javascript_origins", "js_domain"];
const EXTRAS: &[&str] = &[
    "client_id = \"1000.ABC\"",
    "client_secret = \"s3cr3t-value\"",
    "foo = 1",
    "metadata = 3",
    "name = 2",
    "broken",
    "broken = ",
    "broken = [",
    "open = \"abc",
    "metadata.refresh_token = \"1000.0123456789abcdef0123456789abcdef.0123456789abcdef0123456789abcdef\"",
    "# cliq-lint: allow(insecure-http)",
    "# cliq-lint: allow(nonsense, unknown-key)",
];
const COMMENTS: &[&str] = &[
    "",
    "",
    "",
    " # kept",
    " # cliq-lint: allow(insecure-http, duplicate-uri)",
    "\t# ünï, \"quoted\" ]",
];

/// A string as TOML in one of the four ways to write it, or with one more character escaped than
/// has to be.
fn literal(text: &str, style: u8) -> String {
    let must_escape = |c: char| c == '"' || c == '\\' || c.is_control();
    let escaped = |extra: usize| -> String {
        let characters = text.chars().enumerate();
        characters
            .map(|(index, c)| {
                if index == extra || must_escape(c) {
                    format!("\\U{:08x}", u32::from(c))
                } else {
                    c.to_string()
                }
            })
            .collect()
    };
    let is_plain = !text.contains('\'') && !text.chars().any(|c| c.is_control() && c != '\t');
    match style % 5 {
        0 if is_plain => format!("'{text}'"),
        1 if is_plain => format!("'''{text}'''"),
        2 => format!("\"\"\"{}\"\"\"", escaped(usize::MAX)),
        3 => format!("\"{}\"", escaped(2)),
        _ => format!("\"{}\"", escaped(usize::MAX)),
    }
}

fn string(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    (prop::sample::select(texts), any::<u8>()).prop_map(|(text, style)| literal(text, style))
}

/// A value that is mostly of the right type.
fn value(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![12 => string(texts), 1 => prop::sample::select(&["42", "true", "1979-05-27", "[]", "{}", "bare-word", "[\"https://x.com\"]"][..]).prop_map(str::to_owned)]
}

/// An array in one of the layouts that people write, with comments where it has lines.
fn array() -> impl Strategy<Value = String> {
    let comment = || prop::sample::select(COMMENTS);
    let elements = prop::collection::vec((string(URIS), comment()), 0..6);
    (elements, 0..5u8, any::<bool>()).prop_map(|(elements, layout, trailing)| {
        let last = elements.len().saturating_sub(1);
        let comma = |index: usize| if index < last || trailing { "," } else { "" };
        match layout {
            0 | 1 => {
                let joined = elements
                    .iter()
                    .map(|(element, _)| element.as_str())
                    .collect::<Vec<_>>()
                    .join(if layout == 0 { ", " } else { " ," });
                format!("[{joined}{}]", if trailing && !elements.is_empty() { "," } else { "" })
            }
            2 => {
                let lines = elements.iter().enumerate().map(|(index, (element, comment))| {
                    format!("{} {element}{comment}\n", if index == 0 { " " } else { " ," })
                });
                format!("[\n{}]", lines.collect::<String>())
            }
            _ => {
                let indent = if layout == 3 { "    " } else { "\t" };
                let lines = elements.iter().enumerate().map(|(index, (element, comment))| {
                    format!("{indent}{element}{}{comment}\n", comma(index))
                });
                format!("[\n{}]", lines.collect::<String>())
            }
        }
    })
}

fn list() -> impl Strategy<Value = String> {
    prop_oneof![8 => array(), 2 => string(URIS), 1 => Just("7".to_owned())]
}

type Entry = (&'static str, String);

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let entry = |keys: &'static [&'static str], value: BoxedStrategy<String>| {
        prop::option::weighted(0.8, (prop::sample::select(keys), value))
    };
    (
        entry(&["type", "type", "client_type", "tpye"], value(TYPES).boxed()),
        entry(NAME_KEYS, value(NAMES).boxed()),
        entry(HOMEPAGE_KEYS, value(URIS).boxed()),
        entry(REDIRECT_KEYS, list().boxed()),
        entry(DOMAIN_KEYS, list().boxed()),
    )
        .prop_map(|(a, b, c, d, e)| [a, b, c, d, e].into_iter().flatten().collect())
}

/// A client in one of the forms that TOML has.
fn client(form: u8, entries: &[Entry], comments: &[&str], extras: &[&str]) -> String {
    let comment = |index: usize| comments.get(index).copied().unwrap_or("");
    let with_prefix = |prefix: &str| -> String {
        let lines = entries
            .iter()
            .enumerate()
            .map(|(index, (key, value))| format!("{prefix}{key} = {value}{}\n", comment(index)));
        lines.collect()
    };
    let extras: String = extras.iter().map(|extra| format!("{extra}\n")).collect();
    match form {
        0 => format!("[client]{}\n{}{extras}", comment(5), with_prefix("")),
        1 => format!(
            "[[client]]\n{}{extras}\n[[client]]\ntype = \"self-client\"\nname = \"Other\"\n",
            with_prefix("  ")
        ),
        2 => {
            let pairs = entries
                .iter()
                .map(|(key, value)| format!("{key} = {value}"))
                .collect::<Vec<_>>()
                .join(", ");
            format!("client = {{ {pairs} }}{}\n", comment(0))
        }
        3 => with_prefix("client."),
        4 => format!("[client.metadata]\nowner = 1\n\n[client]\n{}", with_prefix("")),
        5 => format!("[cli\n{}", with_prefix("")),
        6 => with_prefix(""),
        _ => format!(
            "[client]\n{}\n[client.metadata]{}\nowner = \"x\"\n",
            with_prefix(""),
            comment(3)
        ),
    }
}

fn manifest() -> impl Strategy<Value = String> {
    let comments = prop::collection::vec(prop::sample::select(COMMENTS), 6);
    let extras = prop::collection::vec(prop::sample::select(EXTRAS), 0..3);
    let few_extras = prop_oneof![2 => Just(Vec::new()), 1 => extras];
    (0..9u8, entries(), comments, few_extras, any::<[bool; 4]>()).prop_map(
        |(form, entries, comments, extras, [crlf, bom, cut, headed])| {
            let mut text = client(form, &entries, &comments, &extras);
            if headed {
                text.insert_str(0, "# above all\n\n");
            }
            if cut {
                text.truncate(text.trim_end().len());
            }
            if crlf {
                text = text.replace('\n', "\r\n");
            }
            if bom { format!("\u{feff}{text}") } else { text }
        },
    )
}

fn diagnostics(text: &str) -> Vec<Reported> {
    lint(&Source::from(text), &Levels::default()).diagnostics
}

/// How often each thing is said, of those findings that `wanted` takes.
fn counts(
    text: &str,
    wanted: impl Fn(&Reported) -> bool,
) -> BTreeMap<(&'static str, String), usize> {
    let mut counts = BTreeMap::new();
    for found in diagnostics(text).into_iter().filter(wanted) {
        *counts.entry((found.rule.name, found.finding.message)).or_default() += 1;
    }
    counts
}

fn is_toml(text: &str) -> bool {
    parse(&Source::from(text)).errors.is_empty()
}

/// The comments of a text but for those that are ours.
fn comments(text: &str) -> Vec<String> {
    let source = Source::from(text);
    let document = parse(&source);
    let comments = document.comments.iter().map(|span| span.of(text).trim_end().to_owned());
    let mut comments: Vec<String> =
        comments.filter(|comment| !comment.contains("cliq-lint:")).collect();
    comments.sort();
    comments
}

/// Rules whose fault hides others: what it hid is found once it is replacement.
const HIDING: &[&str] = &[
    "comma-separated-list",
    "invalid-toml",
    "invalid-uri",
    "invalid-uri-scheme",
    "missing-client",
    "missing-client-type",
    "unknown-client-type",
    "unknown-key",
    "wrong-value-type",
    "committed-secret",
    "custom-scheme-redirect",
    "inapplicable-field",
];

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fixes_settle_and_a_second_run_changes_nothing(text in manifest()) {
        for safety in [Applicability::Safe, Applicability::Unsafe] {
            let once = fixed(&text, &Levels::default(), Severity::Hint, safety).map_err(|defect| TestCaseError::fail(format!("{defect:?}")))?;
            let twice = fixed(&once.text, &Levels::default(), Severity::Hint, safety).unwrap();
            prop_assert_eq!(&once.text, &twice.text);
            prop_assert_eq!(twice.count, 0);
            prop_assert!(!is_toml(&text) || is_toml(&once.text), "no TOML any more: {}", once.text);
        }
    }

    #[test]
    fn safe_fixes_keep_all_comments_line_ends_and_marks(text in manifest()) {
        let after = fixed(&text, &Levels::default(), Severity::Hint, Applicability::Safe).unwrap().text;
        if is_toml(&text) {
            prop_assert_eq!(comments(&text), comments(&after), "{}", after);
        }
        prop_assert_eq!(text.starts_with('\u{feff}'), after.starts_with('\u{feff}'));
        if text.contains("\r\n") {
            prop_assert_eq!(after.matches('\n').count(), after.matches("\r\n").count(), "{:?}", after);
        } else {
            prop_assert!(!after.contains('\r'));
        }
    }

    #[test]
    fn each_fix_by_itself_mends_its_finding_and_brings_no_new_error(text in manifest()) {
        let is_error = |found: &Reported| found.severity == Severity::Error;
        let errors_before = counts(&text, is_error);
        for found in diagnostics(&text) {
            for fix in &found.finding.fixes {
                let after = apply_edits(&text, fix.edits());
                let is_this = |other: &Reported| other.rule.name == found.rule.name && other.finding.message == found.finding.message;
                let (before, now) = (counts(&text, is_this), counts(&after, is_this));
                // In a broken text the second of two equal keys counts once the first is gone.
                prop_assert!(!is_toml(&text) && found.rule.name != "invalid-toml" || now.values().sum::<usize>() < before.values().sum::<usize>(), "{}: {} is still there after {:?} in\n{}", found.rule.name, found.finding.message, fix.edits(), after);
                prop_assert!(!is_toml(&text) || is_toml(&after), "no TOML after {}: {}", fix.title, after);
                if !HIDING.contains(&found.rule.name) {
                    for (what, count) in counts(&after, is_error) {
                        prop_assert!(count <= errors_before.get(&what).copied().unwrap_or(0), "{} brings {:?} in\n{}", found.rule.name, what, after);
                    }
                }
            }
        }
    }

    #[test]
    fn every_byte_outside_of_the_edits_is_the_same(text in manifest()) {
        for found in diagnostics(&text) {
            for fix in &found.finding.fixes {
                let after = apply_edits(&text, fix.edits());
                prop_assert_eq!(&undone(&after, fix.edits(), &text), &text);
                for edit in fix.edits() {
                    prop_assert!(text.is_char_boundary(edit.span.start) && text.is_char_boundary(edit.span.end));
                }
            }
        }
    }

    #[test]
    fn any_text_is_linted_and_fixed_without_a_panic(text in "(?s).{0,200}", cut in any::<prop::sample::Index>(), whole in manifest()) {
        let cut = cut.index(whole.len() + 1);
        let cut = (0..=cut).rev().find(|at| whole.is_char_boundary(*at)).unwrap();
        for text in [&text, &whole[..cut], &format!("{}{text}", &whole[..cut])] {
            let report = lint(&Source::from(text), &Levels::default());
            prop_assert!(report.diagnostics.iter().all(|found| text.get(found.finding.span.start..found.finding.span.end).is_some()));
            let fixed = fixed(text, &Levels::default(), Severity::Hint, Applicability::Unsafe);
            prop_assert!(fixed.is_ok(), "{:?}", fixed);
        }
    }
}

/// The text before edits were applied: each new text is taken out again, and the old one put in its
/// place.
fn undone(after: &str, edits: &[Edit], before: &str) -> String {
    let mut text = after.to_owned();
    for edit in edits {
        let range = edit.span.start..edit.span.start + edit.text.len();
        assert_eq!(&text[range.clone()], edit.text);
        text.replace_range(range, edit.span.of(before));
    }
    text
}
