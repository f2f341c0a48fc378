//! What every rule must pass: its `bad` example reports exactly its carets, `good` nothing, and the
//! first fix of `bad` gives `good`.

use super::*;
use crate::config::Levels;
use crate::lint::{Code, Report, Reported, lint};
use crate::overlap::{Claims, read_claims};
use crate::redirect_match::{Registry, lint_redirects};
use crate::testing::{carets_of, lint_text, split_carets};
use crate::text::{Edits, Encoding, Source};

/// Lints an example of a rule, together with the files beside it; U+FFFD represents a byte that is
/// not UTF-8.
fn lint_example(rule: RuleId, text: &str) -> (Manifest, Report) {
    let bytes = text.split('\u{fffd}').map(str::as_bytes).collect::<Vec<_>>().join(&0xe9);
    let manifest = Manifest::new(Source::decode(&bytes));
    let report = if let Check::Files { manifest: registered } = rule.rule().check {
        let registered = Manifest::new(Source::new(registered));
        let registry = Registry::new([("cliq-client.toml", &registered)]);
        lint_redirects(&manifest.source, &registry, &Levels::default())
    } else {
        let mut report = lint(&manifest, &Levels::default());
        report.add(compare_example(rule, &manifest));
        report
    };
    (manifest, report)
}

/// What an example has in common with the manifest beside it.
fn compare_example(rule: RuleId, manifest: &Manifest) -> Vec<Reported> {
    let Check::Across(across) = &rule.rule().check else { return Vec::new() };
    let other = Manifest::new(Source::new(across.other));
    let mut claims = Claims::default();
    for (file, manifest) in [("example", manifest), ("other", &other)] {
        claims.set(file, read_claims(manifest, &Levels::default(), Encoding::Utf32));
    }
    claims.findings("example")
}

#[test]
fn names_are_unique_sorted_and_in_kebab_case() {
    let names: Vec<&str> = RuleId::ALL.iter().map(|rule| rule.name()).collect();
    assert!(names.is_sorted_by(|one, other| one < other), "{names:?}");
    for name in names {
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
    }
}

#[test]
fn every_file_in_the_folder_is_a_rule_of_the_list() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules");
    let name = |file: std::io::Result<std::fs::DirEntry>| {
        file.unwrap().path().file_stem().unwrap().to_str().unwrap().replace('_', "-")
    };
    let mut names: Vec<String> = std::fs::read_dir(folder).unwrap().map(name).collect();
    names.retain(|name| name != "mod" && name != "tests");
    names.sort();
    assert_eq!(names, RuleId::ALL.iter().map(|rule| rule.name()).collect::<Vec<_>>());
}

#[test]
fn the_bad_example_reports_exactly_its_carets() {
    for rule in RuleId::ALL {
        let (text, expected) = split_carets(rule.rule().bad);
        let (manifest, report) = lint_example(*rule, &text);
        assert_ne!(expected, [], "{}", rule.name());
        assert_eq!(carets_of(*rule, &manifest, &report), expected, "{}", rule.name());
        let is_other = |code| code != Code::Rule(*rule);
        for other in report.diagnostics.iter().filter(|reported| is_other(reported.code)) {
            let message = &other.diagnostic.message;
            let by = other.code.name();
            assert_eq!(other.severity, Severity::Hint, "{}: {by}: {message}", rule.name());
        }
    }
}

#[test]
fn the_good_example_reports_nothing() {
    for rule in RuleId::ALL {
        let (_, report) = lint_example(*rule, rule.rule().good);
        let counts = |reported: &&crate::lint::Reported| {
            reported.severity > Severity::Hint || reported.code == Code::Rule(*rule)
        };
        let found = report.diagnostics.iter().filter(counts);
        let messages: Vec<&str> = found.map(|found| &*found.diagnostic.message).collect();
        assert_eq!(messages, [""; 0], "{}", rule.name());
    }
}

#[test]
fn the_fixes_of_the_bad_example_give_the_good_one() {
    // Its fix inserts a placeholder, which is a finding again.
    let leaves_a_placeholder = |rule: &RuleId| *rule == RuleId::MissingRequiredField;
    for rule in RuleId::ALL.iter().filter(|rule| !leaves_a_placeholder(rule)) {
        let (text, _) = split_carets(rule.rule().bad);
        let (_, report) = lint_example(*rule, &text);
        let own = report.diagnostics.iter().filter(|found| found.code == Code::Rule(*rule));
        let fixes: Vec<_> = own.filter_map(|found| found.diagnostic.fixes.first()).collect();
        if !fixes.is_empty() {
            let edits = fixes.iter().flat_map(|fix| fix.edits.iter().cloned()).collect();
            assert_eq!(Edits::new(edits).apply(&text), rule.rule().good, "{}", rule.name());
        }
    }
}

#[test]
fn a_rule_says_why_its_fixes_are_safe_or_unsafe_or_why_there_is_none() {
    for rule in RuleId::ALL {
        let Rule { fixes, bad, .. } = rule.rule();
        let (text, _) = split_carets(bad);
        let (_, report) = lint_example(*rule, &text);
        let own = report.diagnostics.iter().filter(|found| found.code == Code::Rule(*rule));
        let best = own.flat_map(|found| &found.diagnostic.fixes).map(|fix| fix.applicability).min();
        let is_explained = match fixes {
            Fixes::Never(_) => best.is_none(),
            // Where the host alone is Zoho's, only the user knows the address that is meant.
            Fixes::Unsafe(_) => best.is_some() || *rule == RuleId::ProviderHostRedirect,
            Fixes::Safe(_) => best.is_some(),
        };
        assert!(is_explained, "{}: {best:?}", rule.name());
        assert!(fixes.reason().ends_with('.'), "{}", rule.name());
    }
}

#[test]
fn a_name_that_is_nearly_right_is_recognized() {
    assert_eq!(suggest_rule("insecure_http"), Some(RuleId::InsecureHttp));
    assert_eq!(suggest_rule("duplicate-uris"), Some(RuleId::DuplicateUri));
    assert_eq!(suggest_rule("line-length"), None);
}

#[test]
fn an_old_name_is_understood_and_reported() {
    for (old, rule) in OLD_NAMES {
        assert_eq!(RuleId::from_name(old), Some(*rule), "{old}");
        assert!(RuleId::ALL.iter().all(|rule| rule.name() != *old), "{old}");
    }
    let client = |name| format!("[[client]]\ntype = 'self-client'\nname = '{name}'\n");
    let clients = [client("A"), client("B")].concat();
    let old = format!("# cliq-lint: allow(several-self-clients)\n\n{clients}");
    let (_, report) = lint_text(&old);
    let [found] = &report.diagnostics[..] else { panic!("{:?}", report.diagnostics) };
    let message = "the rule `several-self-clients` is now called `multiple-self-clients`";
    assert_eq!(found.diagnostic.message, message);
    let new = format!("# cliq-lint: allow(multiple-self-clients)\n\n{clients}");
    assert_eq!(found.diagnostic.fixes[0].edits.apply(&old), new);
}

mod of_uris {
    //! What the fixes of any text that is meant to be a URI must pass.

    use proptest::prelude::*;

    use crate::lint::{Report, Reported};
    use crate::testing::lint_text;
    use crate::text::escape::toml_string;

    /// Texts made of what matters in a URI, and of what people put around and between them.
    fn like_uri() -> impl Strategy<Value = String> {
        let starts = [
            "",
            "https://",
            "http://",
            "HTTPS:",
            "https:/",
            "htps://",
            "shttp://",
            "https%3A%2F%2F",
            " https://",
            "\"https://",
            "‹http://",
            "https://https://",
            "http://https://",
            "myapp://",
        ];
        let hosts = [
            "",
            "/",
            "acme.com",
            "ACME.com.",
            "a_b.io",
            "localhost",
            "10.0.0.1",
            "127.1",
            "[::1]",
            "index.html",
            "*.a.io",
            "zylker。com",
            "bücher.de",
            "accounts.zoho.com@evil.io",
            "a..b",
        ];
        let rests = [
            "",
            "/",
            ":",
            ":443",
            ":0",
            "//",
            "/cb",
            "/é",
            "\\cb",
            "/#/cb",
            "#",
            "?x=1",
            "&amp;",
            "%20",
            "%",
            "%00",
            " ",
            "\u{200b}",
            "\"",
            "`",
            "'",
            ",",
            ", b.io",
            "https://b.io",
            ".",
            "|",
            "{",
        ];
        let rest = prop::collection::vec(prop::sample::select(rests.to_vec()), 0..4);
        (prop::sample::select(starts.to_vec()), prop::sample::select(hosts.to_vec()), rest)
            .prop_map(|(start, host, rest)| format!("{start}{host}{}", rest.concat()))
    }

    fn client(field: usize, uri: &str, quotes: bool) -> String {
        let value = if quotes && !uri.contains(['\'', '\u{200b}']) {
            format!("'{uri}'")
        } else {
            toml_string(uri)
        };
        let or = |index, other: &str| if index == field { value.clone() } else { other.to_owned() };
        format!(
            "# cliq-lint: allow(implicit-grant, uncovered-redirect-origin)\n\n[client]\n\
             type = 'client-based'\nname = 'A'\nhomepage_url = {}\nredirect_uris = [{}]\n\
             javascript_domains = [{}]\n",
            or(0, "'https://acme.io'"),
            or(1, "'https://acme.io/cb'"),
            or(2, "'https://acme.io'")
        )
    }

    fn count(report: &Report, found: &Reported) -> usize {
        let is_same = |other: &&Reported| {
            other.code == found.code && other.diagnostic.message == found.diagnostic.message
        };
        report.diagnostics.iter().filter(is_same).count()
    }

    proptest! {
        #![proptest_config(crate::testing::manifests::config(25))]

        #[test]
        fn each_fix_resolves_its_finding_in_a_manifest_that_is_still_valid(
            uri in like_uri(),
            field in 0..3_usize,
            quotes in any::<bool>(),
        ) {
            let text = client(field, &uri, quotes);
            let (_, before) = lint_text(&text);
            for found in &before.diagnostics {
                for fix in &found.diagnostic.fixes {
                    let after = fix.edits.apply(&text);
                    let (manifest, report) = lint_text(&after);
                    prop_assert_eq!(&manifest.tree.errors, &[], "{}: {}", fix.title, after);
                    prop_assert!(
                        count(&report, found) < count(&before, found),
                        "{} after `{}`: {}", found.diagnostic.message, fix.title, after
                    );
                }
            }
        }
    }
}
