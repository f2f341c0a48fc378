//! What each format shows, and what none may show.

use crate::text::escape::{escape_for_terminal, needs_escape};

use super::*;
use crate::config::Levels;
use crate::lint::lint;
use crate::text::Source;

fn rendered(format: Format, style: OutputStyle, text: &str) -> String {
    let source = Source::from(text);
    let report = lint(&source, &Levels::default());
    let file = LintedFile { path: "a/cliq-client.toml", text, report: &report };
    let chunk = chunk(format, style, &file);
    String::from_utf8(document(format, &[chunk], &Summary::of(&report))).unwrap()
}

fn human(text: &str) -> String {
    rendered(Format::Human, OutputStyle::default(), text)
}

#[test]
fn carets_stand_under_wide_characters_tabs_and_emoji() {
    let text = "[client]\ntype = \"self-client\"\nname =\t\"名前 😀\"\n";
    let shown = human(text);
    let lines: Vec<&str> = shown.lines().collect();
    let source = lines.iter().position(|line| line.contains("name =")).unwrap();
    assert_eq!(lines[source], "3 │ name =  \"名前 😀\"");
    assert_eq!(
        lines[source + 1].find('^').map(|at| lines[source + 1][..at].chars().count()),
        Some(18),
        "{shown}"
    );
    assert!(lines[source + 1].contains("^^ `😀` (U+1F600 GRINNING FACE)"), "{shown}");
}

#[test]
fn what_a_terminal_must_not_see_is_escaped_in_every_format() {
    let text = "[client]\ntype = \"self-client\"\nname = \"\\u001b[31m\u{9b}\u{202e}x\" # \u{202e}\u{7f}\n\"\u{9b}k\" = 1\n";
    for format in Format::ALL {
        let shown = rendered(format, OutputStyle::default(), text);
        assert!(!shown.chars().any(needs_escape), "{format:?}: {shown:?}");
        assert!(!shown.is_empty());
    }
    assert!(human(text).contains("\\u202E"), "{}", human(text));
}

#[test]
fn a_secret_is_in_no_output() {
    let token = format!("1000.{0}.{0}", "0123456789abcdef0123456789abcdef");
    for line in [
        format!("homepage_url = \"{token}\""),
        format!("client_secret = [\"{token}\", 1]"),
        format!("name = \"{token}\""),
        format!("callback = \"{token}\""),
        token.clone(),
        format!("type = \"{token}\""),
    ] {
        let text = format!("[client]\ntype = \"server-based\"\n{line}\n");
        assert!(human(&text).contains("committed-secret"), "{text}");
        for format in Format::ALL {
            let shown = rendered(format, OutputStyle::default(), &text);
            assert!(!shown.contains("0123456789abcdef"), "{format:?}: {shown}");
        }
    }
}

#[test]
fn a_long_line_is_cut_around_what_is_wrong() {
    let text = format!(
        "[client]\ntype = \"self-client\"\nname = \"{}!{}\"\n",
        "x".repeat(10_000),
        "y".repeat(10_000)
    );
    let shown = human(&text);
    assert!(shown.contains("a/cliq-client.toml:3:10009"), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() < 200), "{shown}");
}

#[test]
fn a_fix_is_drawn_as_a_diff_of_its_lines() {
    let shown = human(
        "[client]\ntype = \"non-browser-based\"\nname = \"A\"\nhomepage_url = \"htps://acme.com\"\n",
    );
    let expected = "help: write `https://` (--fix)\n      - homepage_url = \"htps://acme.com\"\n      + homepage_url = \"https://acme.com\"\n";
    assert!(shown.contains(expected), "{shown}");
}

#[test]
fn a_rule_is_a_link_only_where_the_terminal_shows_it() {
    let text = "[client]\ntype = \"self-client\"\nname = \"!\"\n";
    let style = OutputStyle { color: false, hyperlinks: true };
    assert!(
        rendered(Format::Human, style, text)
            .contains("docs/rules.md#invalid-client-name\x1b\\invalid-client-name\x1b]8;;\x1b\\")
    );
    assert!(!human(text).contains('\x1b'));
}

#[test]
fn a_short_line_has_place_level_rule_and_message() {
    let text = "[client]\ntype = \"self-client\"\nname = \"ü!\"\n";
    let line = "a/cliq-client.toml:3:10: error[invalid-client-name]: the client name has a character that the console refuses: `!`\n";
    assert_eq!(rendered(Format::Short, OutputStyle::default(), text), line);
}

#[test]
fn json_has_bytes_and_characters_and_the_edits_of_fixes() {
    let text = "[client]\ntype = \"self-client\"\nname = \"ü!\"\n";
    let json: serde_json::Value =
        serde_json::from_str(&rendered(Format::Json, OutputStyle::default(), text)).unwrap();
    let found = &json["diagnostics"][0];
    assert_eq!(json["version"], 1);
    assert_eq!(found["span"]["start"], serde_json::json!({ "byte": 40, "line": 3, "column": 10 }));
    assert_eq!(found["fixes"][0]["edits"][0]["text"], "_");
    assert_eq!(found["fixes"][0]["safety"], "unsafe");
    assert_eq!(json["summary"]["errors"], 1);
}

#[test]
fn the_summary_is_a_sentence() {
    let mut summary =
        Summary { files: 14, files_with_findings: 2, fixable: 2, ..Summary::default() };
    summary.levels.extend([(Severity::Error, 3), (Severity::Warning, 1)]);
    assert_eq!(
        summary.sentence(),
        "3 errors, 1 warning in 2 of 14 manifests; 2 can be fixed with --fix"
    );
    assert_eq!(Summary { files: 1, ..Summary::default() }.sentence(), "no findings in 1 manifest");
}

type Properties = Vec<(String, String)>;

/// What GitHub's runner reads of a line: the command, its properties and its text, unescaped.
fn read_by_the_runner(line: &str) -> Option<(&str, Properties, String)> {
    let (head, text) = line.strip_prefix("::")?.split_once("::")?;
    let (command, properties) = head.split_once(' ')?;
    let unescaped = |text: &str| {
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%25", "%")
    };
    let properties = properties.split(',').map(|property| property.split_once('=').unwrap());
    let properties = properties.map(|(name, value)| (name.to_owned(), unescaped(value))).collect();
    Some((command, properties, unescaped(text)))
}

#[test]
fn no_manifest_gives_a_workflow_command_of_its_own() {
    let text = "[client]\ntype = \"self-client\"\nname = \"\"\"x\n::set-output name=a::b\r\n%0A::warning::,:%\"\"\"\n'::error::x\u{85}' = 1\n";
    let source = Source::from(text);
    let report = lint(&source, &Levels::default());
    let file = LintedFile { path: "a,b:c%0A::d\n::e/cliq-client.toml", text, report: &report };
    let shown = String::from_utf8(chunk(Format::Github, OutputStyle::default(), &file)).unwrap();
    assert_eq!(shown.lines().count(), report.diagnostics.len(), "{shown}");
    for (line, found) in shown.lines().zip(&report.diagnostics) {
        let (command, properties, message) = read_by_the_runner(line).unwrap();
        assert_eq!(command, "error");
        assert_eq!(properties[0], ("file".to_owned(), file.path.to_owned()));
        assert_eq!(properties.last().unwrap().1, format!("cliq-lint: {}", found.rule.name));
        assert!(message.starts_with(&*escape_for_terminal(&found.finding.message)), "{message}");
    }
}

#[test]
fn a_fingerprint_is_the_same_on_another_line_and_differs_within_a_file() {
    let prints = |text: &str| {
        let shown: serde_json::Value =
            serde_json::from_str(&rendered(Format::Gitlab, OutputStyle::default(), text)).unwrap();
        let issues = shown.as_array().unwrap().iter();
        issues.map(|issue| issue["fingerprint"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let faulty = "[[client]]\ntype = \"self-client\"\nname = \"a!\"\n[[client]]\ntype = \"server-based\"\nname = \"a!\"\nhomepage_url = \"x\"\nredirect_uris = [\"x\", \"x\"]\n";
    let before = prints(faulty);
    let mut distinct = before.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(before.len(), distinct.len());
    assert_eq!(
        prints(&format!("# a comment\n\n{}", faulty.replace("name = \"a", "  name = \"a"))),
        before
    );
}

#[test]
fn junit_has_a_case_for_each_finding_and_for_each_clean_file() {
    let shown = rendered(
        Format::Junit,
        OutputStyle::default(),
        "[client]\ntype = \"self-client\"\nname = \"a<\"\n",
    );
    assert!(shown.contains("<testsuites name=\"cliq-lint\" tests=\"1\" failures=\"1\""), "{shown}");
    assert!(
        shown.contains(
            "message=\"the client name has a character that the console refuses: `&lt;`\""
        ),
        "{shown}"
    );
    let clean = rendered(
        Format::Junit,
        OutputStyle::default(),
        "[client]\ntype = \"self-client\"\nname = \"a\"\n",
    );
    assert!(
        clean.contains("tests=\"1\" failures=\"0\"")
            && clean.contains("<testcase name=\"no findings\""),
        "{clean}"
    );
}
