//! What each format shows, and what none may show.

use super::*;
use crate::config::Levels;
use crate::lint::lint;
use crate::text::Source;

fn rendered(format: Format, style: Style, text: &str) -> String {
    let source = Source::from(text);
    let report = lint(&source, &Levels::default());
    let file = File { path: "a/cliq-client.toml", text, report: &report };
    let chunk = chunk(format, style, &file);
    String::from_utf8(document(format, &[chunk], &Summary::of(&report))).unwrap()
}

fn human(text: &str) -> String {
    rendered(Format::Human, Style::default(), text)
}

#[test]
fn carets_stand_under_wide_characters_tabs_and_emoji() {
    let text = "[client]\ntype = \"self-client\"\nname =\t\"名前 😀\"\n";
    let shown = human(text);
    let lines: Vec<&str> = shown.lines().collect();
    let source = lines.iter().position(|line| line.contains("name =")).unwrap();
    assert_eq!(lines[source], "3 │ name =  \"名前 😀\"");
    assert_eq!(lines[source + 1].find('^').map(|at| lines[source + 1][..at].chars().count()), Some(18), "{shown}");
    assert!(lines[source + 1].contains("^^ `😀` (U+1F600 GRINNING FACE)"), "{shown}");
}

#[test]
fn what_a_terminal_must_not_see_is_escaped_in_every_format() {
    let text = "[client]\ntype = \"self-client\"\nname = \"\\u001b[31m\u{9b}\u{202e}x\" # \u{202e}\u{7f}\n\"\u{9b}k\" = 1\n";
    for format in [Format::Human, Format::Short, Format::Json] {
        let shown = rendered(format, Style::default(), text);
        assert!(!shown.chars().any(is_hostile), "{format:?}: {shown:?}");
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
        for format in [Format::Human, Format::Short, Format::Json] {
            let shown = rendered(format, Style::default(), &text);
            assert!(!shown.contains("0123456789abcdef"), "{format:?}: {shown}");
        }
    }
}

#[test]
fn a_long_line_is_cut_around_what_is_wrong() {
    let text = format!("[client]\ntype = \"self-client\"\nname = \"{}!{}\"\n", "x".repeat(10_000), "y".repeat(10_000));
    let shown = human(&text);
    assert!(shown.contains("a/cliq-client.toml:3:10009"), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() < 200), "{shown}");
}

#[test]
fn a_fix_is_drawn_as_a_diff_of_its_lines() {
    let shown = human("[client]\ntype = \"non-browser-based\"\nname = \"A\"\nhomepage_url = \"htps://acme.com\"\n");
    let expected = "help: write `https://` (--fix)\n      - homepage_url = \"htps://acme.com\"\n      + homepage_url = \"https://acme.com\"\n";
    assert!(shown.contains(expected), "{shown}");
}

#[test]
fn a_rule_is_a_link_only_where_the_terminal_shows_it() {
    let text = "[client]\ntype = \"self-client\"\nname = \"!\"\n";
    let style = Style { color: false, hyperlinks: true };
    assert!(
        rendered(Format::Human, style, text).contains("docs/rules.md#invalid-client-name\x1b\\invalid-client-name\x1b]8;;\x1b\\")
    );
    assert!(!human(text).contains('\x1b'));
}

#[test]
fn a_short_line_has_place_level_rule_and_message() {
    let text = "[client]\ntype = \"self-client\"\nname = \"ü!\"\n";
    let line =
        "a/cliq-client.toml:3:10: error[invalid-client-name]: the client name has a character that the console refuses: `!`\n";
    assert_eq!(rendered(Format::Short, Style::default(), text), line);
}

#[test]
fn json_has_bytes_and_characters_and_the_edits_of_fixes() {
    let text = "[client]\ntype = \"self-client\"\nname = \"ü!\"\n";
    let json: serde_json::Value = serde_json::from_str(&rendered(Format::Json, Style::default(), text)).unwrap();
    let found = &json["diagnostics"][0];
    assert_eq!(json["version"], 1);
    assert_eq!(found["span"]["start"], serde_json::json!({ "byte": 40, "line": 3, "column": 10 }));
    assert_eq!(found["fixes"][0]["edits"][0]["text"], "_");
    assert_eq!(found["fixes"][0]["safety"], "unsafe");
    assert_eq!(json["summary"]["errors"], 1);
}

#[test]
fn the_summary_is_a_sentence() {
    let mut summary = Summary { files: 14, files_with_findings: 2, fixable: 2, ..Summary::default() };
    summary.levels.extend([(Severity::Error, 3), (Severity::Warning, 1)]);
    assert_eq!(summary.sentence(), "3 errors, 1 warning in 2 of 14 manifests; 2 can be fixed with --fix");
    assert_eq!(Summary { files: 1, ..Summary::default() }.sentence(), "no findings in 1 manifest");
}
