//! What no fix may break, on generated manifests: every layout that TOML has, every mix of
//! findings, comments everywhere.
//!
//! Few cases by default: `PROPTEST_CASES=10000 cargo test --release --test it properties` runs more.

use std::collections::BTreeMap;
use std::ops::Range;

use cliq_lint::config::Levels;
use cliq_lint::diagnostic::{Applicability, Fix, Severity};
use cliq_lint::fix::{self, FixError};
use cliq_lint::lint::{Reported, lint};
use cliq_lint::manifest::Manifest;
use cliq_lint::syntax::parse;
use cliq_lint::text::Source;
use proptest::prelude::*;
use toml::de::{DeTable, DeValue};

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
    lint(&Manifest::new(Source::new(text)), &Levels::default()).diagnostics
}

/// The text after the fixes of all findings, hints included, and how many were applied.
fn fix_all(text: &str, applicability: Applicability) -> Result<(String, usize), FixError> {
    let levels = Levels::default();
    let manifest = Manifest::new(Source::new(text));
    let report = lint(&manifest, &levels);
    let outcome = fix::fix_all(&manifest, &report, &levels, Severity::Hint, applicability)?;
    Ok(match outcome {
        Some(outcome) => (outcome.manifest.text().to_owned(), outcome.applied.len()),
        None => (text.to_owned(), 0),
    })
}

/// Every fix of a text by itself: the finding, the fix and the text after it.
fn single_fixes(text: &str) -> Vec<(Reported, Fix, String)> {
    let found = diagnostics(text).into_iter();
    let fixes = found.flat_map(|found| {
        found.diagnostic.fixes.clone().into_iter().map(move |fix| (found.clone(), fix))
    });
    fixes
        .map(|(found, fix)| {
            let after = fix.edits.apply(text);
            (found, fix, after)
        })
        .collect()
}

/// How many wanted findings there are of each rule and message.
fn counts(
    text: &str,
    is_wanted: impl Fn(&Reported) -> bool,
) -> BTreeMap<(&'static str, String), usize> {
    let mut counts = BTreeMap::new();
    for found in diagnostics(text).into_iter().filter(is_wanted) {
        *counts.entry((found.code.name(), found.diagnostic.message)).or_default() += 1;
    }
    counts
}

fn is_toml(text: &str) -> bool {
    parse(&Source::from(text)).errors.is_empty()
}

/// The comments of a text, without suppressions.
fn comments(text: &str) -> Vec<String> {
    let source = Source::from(text);
    let tree = parse(&source);
    let comments = tree.comments.iter().map(|span| source.slice(*span).trim_end().to_owned());
    let mut comments: Vec<String> =
        comments.filter(|comment| !comment.contains("cliq-lint:")).collect();
    comments.sort();
    comments
}

/// A value that is neither a table nor an array, as the `toml` crate reads it.
pub struct Leaf {
    /// Its key and the text of its value.
    pub written: (String, String),
    /// Where the key and the value are.
    key: Range<usize>,
    value: Range<usize>,
}

/// The leaves of a text that is TOML.
pub fn leaves(text: &str) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    if let Ok(root) = DeTable::parse(text) {
        push_leaves_of_table(text, root.get_ref(), &mut leaves);
    }
    leaves
}

fn push_leaves_of_table(text: &str, table: &DeTable<'_>, leaves: &mut Vec<Leaf>) {
    for (key, value) in table {
        let name = key.get_ref().to_string();
        push_leaves(text, &name, &key.span(), value.get_ref(), value.span(), leaves);
    }
}

fn push_leaves(
    text: &str,
    name: &str,
    key: &Range<usize>,
    value: &DeValue<'_>,
    span: Range<usize>,
    leaves: &mut Vec<Leaf>,
) {
    match value {
        DeValue::Table(table) => push_leaves_of_table(text, table, leaves),
        DeValue::Array(elements) => {
            for element in elements {
                push_leaves(text, name, key, element.get_ref(), element.span(), leaves);
            }
        }
        _ => leaves.push(Leaf {
            written: (name.to_owned(), text[span.clone()].to_owned()),
            key: key.clone(),
            value: span,
        }),
    }
}

/// Rules whose findings hide others, which are reported once these are fixed.
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

fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    let is_set = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if is_set { default.cases } else { 50 },
        max_shrink_iters: 2000,
        failure_persistence: None,
        ..default
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn fixes_settle_and_a_second_run_changes_nothing(text in manifest()) {
        for applicability in [Applicability::Safe, Applicability::Unsafe] {
            let (once, _) = fix_all(&text, applicability)
                .map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
            prop_assert_eq!(fix_all(&once, applicability), Ok((once.clone(), 0)));
            prop_assert!(!is_toml(&text) || is_toml(&once), "no longer TOML: {}", once);
        }
    }

    #[test]
    fn safe_fixes_keep_comments_line_endings_and_the_byte_order_mark(text in manifest()) {
        let (after, _) = fix_all(&text, Applicability::Safe).unwrap();
        if is_toml(&text) {
            prop_assert_eq!(comments(&text), comments(&after), "{}", after);
        }
        prop_assert_eq!(text.starts_with('\u{feff}'), after.starts_with('\u{feff}'));
        if text.contains("\r\n") {
            let (ends, crlf) = (after.matches('\n').count(), after.matches("\r\n").count());
            prop_assert_eq!(ends, crlf, "{:?}", after);
        } else {
            prop_assert!(!after.contains('\r'));
        }
    }

    #[test]
    fn each_fix_resolves_its_finding_and_adds_no_error(text in manifest()) {
        let is_error = |found: &Reported| found.severity == Severity::Error;
        let errors_before = counts(&text, is_error);
        for (found, fix, after) in single_fixes(&text) {
            let name = found.code.name();
            let is_same = |other: &Reported| {
                other.code.name() == name && other.diagnostic.message == found.diagnostic.message
            };
            let count = |text: &str| counts(text, is_same).values().sum::<usize>();
            // In a broken text the second of two equal keys counts once the first is gone.
            let may_stay = !is_toml(&text) && name != "invalid-toml";
            prop_assert!(
                may_stay || count(&after) < count(&text),
                "{}: {} is still there after `{}` in\n{}",
                name, found.diagnostic.message, fix.title, after
            );
            prop_assert!(!is_toml(&text) || is_toml(&after), "`{}` gives no TOML: {}", fix.title, after);
            if !HIDING.contains(&name) {
                for (error, count) in counts(&after, is_error) {
                    let before = errors_before.get(&error).copied().unwrap_or(0);
                    prop_assert!(count <= before, "{} adds {:?} in\n{}", name, error, after);
                }
            }
        }
    }

    #[test]
    fn a_fix_keeps_every_value_that_its_finding_is_not_about(text in manifest()) {
        let before = leaves(&text);
        for (found, fix, after) in single_fixes(&text) {
            // What it mentions otherwise is a part of the problem, too: the type that lacks a field.
            let related = found.diagnostic.related.iter().map(|related| related.span);
            let spans: Vec<_> = std::iter::once(found.diagnostic.span).chain(related).collect();
            let touches = |range: &Range<usize>| {
                spans.iter().any(|span| range.start <= span.end && span.start <= range.end)
            };
            let mut left: Vec<_> = leaves(&after).into_iter().map(|leaf| leaf.written).collect();
            for leaf in before.iter().filter(|leaf| !touches(&leaf.key) && !touches(&leaf.value)) {
                let kept = left.iter().position(|written| *written == leaf.written);
                prop_assert!(kept.is_some(), "`{}` loses {:?} in\n{}", fix.title, leaf.written, after);
                left.swap_remove(kept.unwrap());
            }
        }
    }

    #[test]
    fn any_text_is_linted_and_fixed_without_a_panic(
        text in "(?s).{0,200}",
        cut in any::<prop::sample::Index>(),
        whole in manifest(),
    ) {
        let cut = cut.index(whole.len() + 1);
        let cut = (0..=cut).rev().find(|at| whole.is_char_boundary(*at)).unwrap();
        for text in [&text, &whole[..cut], &format!("{}{text}", &whole[..cut])] {
            for found in diagnostics(text) {
                let span = found.diagnostic.span;
                prop_assert!(text.get(span.start..span.end).is_some(), "{:?}", span);
            }
            let fixed = fix_all(text, Applicability::Unsafe);
            prop_assert!(fixed.is_ok(), "{:?}", fixed);
        }
    }
}
