//! What each format shows, and what none may show.

use serde_json::{Value, json};

use super::*;
use crate::testing::lint_text;
use crate::text::escape::{escape_for_terminal, needs_escape};
use crate::text::style::Palette;

const PLAIN: OutputStyle = OutputStyle {
    palette: Palette::PLAIN,
    hyperlinks: false,
    unsafe_fixes: true,
    wrap_width: None,
};

fn render_as(format: Format, style: OutputStyle, path: &str, text: &str) -> String {
    let (manifest, report) = lint_text(text);
    let file = LintedFile { path, source: &manifest.source, report: &report };
    let chunk = render_file(format, style, &file);
    String::from_utf8(assemble(format, &[chunk], &Summary::of(&report))).unwrap()
}

fn render(format: Format, text: &str) -> String {
    render_as(format, PLAIN, "a/cliq-client.toml", text)
}

fn render_json(format: Format, text: &str) -> Value {
    serde_json::from_str(&render(format, text)).unwrap()
}

/// A manifest of the type with the fewest fields.
fn with_name(name: &str) -> String {
    format!("[client]\ntype = \"self-client\"\nname = \"{name}\"\n")
}

#[test]
fn a_format_is_found_by_its_name() {
    for format in Format::ALL {
        assert_eq!(Format::from_name(format.name()), Some(*format));
    }
    assert_eq!(Format::from_name("yaml"), None);
}

#[test]
fn carets_are_under_wide_characters_tabs_and_emoji() {
    let text = "[client]\ntype = \"self-client\"\nname =\t\"名前 😀\"\n";
    let shown = render(Format::Human, text);
    let lines: Vec<&str> = shown.lines().collect();
    let source = lines.iter().position(|line| line.contains("name =")).unwrap();
    assert_eq!(lines[source], "3 │ name =  \"名前 😀\"");
    let (before, carets) = lines[source + 1].split_once('^').unwrap();
    assert_eq!(before.chars().count(), 18, "{shown}");
    assert_eq!(carets, "^", "{shown}");
}

#[test]
fn what_must_not_reach_a_terminal_is_escaped_in_every_format() {
    let text = with_name("\\u001b[31m\u{9b}\u{202e}x\" # \u{202e}\u{7f}\n\"\u{9b}k\" = \"");
    for format in Format::ALL {
        let shown = render(*format, &text);
        assert!(!shown.chars().any(needs_escape), "{format:?}: {shown:?}");
        assert!(!shown.is_empty());
    }
    assert!(render(Format::Human, &text).contains("\\u202E"));
}

#[test]
fn no_control_character_of_a_path_or_a_text_is_shown_raw() {
    let hostile = (0..=0x9f).chain(0x200b..=0x200f).chain(0x2028..=0x202e).chain(0x2066..=0x2069);
    for character in hostile.filter_map(char::from_u32).filter(|one| needs_escape(*one)) {
        let path = format!("a{character}b/cliq-client.toml");
        let text =
            with_name(&format!("x{character}!\" # {character}\n{character} = \"{character}"));
        for format in Format::ALL {
            let shown = render_as(*format, PLAIN, &path, &text);
            assert!(!shown.chars().any(needs_escape), "{format:?}: {character:?} in {shown:?}");
        }
    }
}

#[test]
fn no_output_shows_a_secret() {
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
        assert!(render(Format::Human, &text).contains("committed-secret"), "{text}");
        for format in Format::ALL {
            let shown = render(*format, &text);
            assert!(!shown.contains("0123456789abcdef"), "{format:?}: {shown}");
        }
    }
}

#[test]
fn a_secret_is_masked_in_the_lines_that_are_shown() {
    let text = "[client]\ntype = \"self-client\"\nname = \"A\"\nx.token = \"hunter2Zq9Xk!7\"\n";
    assert!(render(Format::Human, text).contains("x.token = \"hunt**********\""));
}

#[test]
fn no_diff_is_shown_of_lines_with_a_part_of_a_secret() {
    // The line that a fix changes begins with the end of a secret.
    let text = "\
client = { type = \"non-browser-based\", name = \"A\", x = { password = \"\"\"
first line
hunter2Zq9Xk\"\"\" }, homepage_url = \"HTTPS://acme.com\" }
";
    assert!(
        render(Format::Human, text).contains("help: Replace `HTTPS://` with `https://` (--fix)\n")
    );
    for format in Format::ALL {
        let shown = render(*format, text);
        assert!(!shown.contains("hunter2Zq9Xk"), "{format:?}: {shown}");
    }
}

#[test]
fn a_long_line_is_clipped_around_the_problem() {
    let text = with_name(&format!("{}!{}", "x".repeat(10_000), "y".repeat(10_000)));
    let shown = render(Format::Human, &text);
    assert!(shown.contains("a/cliq-client.toml:3:10009"), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() < 200), "{shown}");
}

#[test]
fn notes_and_lines_keep_to_the_width_of_the_terminal() {
    let uri = format!("http://acme.com/{}", "x/".repeat(80));
    let text = format!(
        "[client]\ntype = \"server-based\"\nname = \"A\"\nhomepage_url = \"https://acme.com\"\n\
         redirect_uris = [\"https://acme.com/{}\", \"{uri}\"]\n",
        "y/".repeat(80)
    );
    for width in [60, 100, 160] {
        let style = OutputStyle { wrap_width: Some(width), ..PLAIN };
        let shown = render_as(Format::Human, style, "a.toml", &text);
        let is_header = |line: &&str| line.contains("]: ");
        let lines = shown.lines().filter(|line| !is_header(line));
        let longest = lines.map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= width, "{longest} > {width}: {shown}");
        let preview: Vec<&str> = shown
            .lines()
            .filter(|line| line.starts_with("5 - ") || line.starts_with("5 + "))
            .collect();
        assert!(preview[0].contains("http:") && preview[1].contains("https:"), "{shown}");
    }
}

#[test]
fn several_fixes_are_one_line_of_help() {
    let text =
        "[client]\ntype = \"self-client\"\nname = \"A\"\nhomepage_url = \"https://acme.com\"\n";
    let shown = render(Format::Human, text);
    assert_eq!(shown.matches("help: ").count(), 1, "{shown}");
    assert!(shown.contains("`, or remove `homepage_url` (unsafe fixes)\n"), "{shown}");
}

#[test]
fn several_bad_characters_are_underlined_without_a_tree_of_labels() {
    let shown = render(Format::Human, &with_name("a!b@c#d"));
    let lines: Vec<&str> = shown.lines().collect();
    let source = lines.iter().position(|line| line.contains("name = ")).unwrap();
    assert_eq!(lines[source + 1], "  │          ^ - -", "{shown}");
    assert_eq!(lines[source + 2], "  │", "{shown}");
}

#[test]
fn labels_of_notes_are_bold_and_hints_are_called_hints() {
    let text = "[client]\ntype = \"client-based\"\nname = \"A!\"\nhomepage_url = \"https://acme.com\"\n\
                redirect_uris = [\"https://acme.com/cb\"]\njavascript_domains = [\"https://acme.com\"]\n";
    let style = OutputStyle { palette: Palette::COLORED, ..PLAIN };
    let shown = render_as(Format::Human, style, "a.toml", text);
    for part in [
        "\x1b[1m\x1b[91merror[invalid-client-name]\x1b[0m",
        "\x1b[1m\x1b[96mhint[implicit-grant]\x1b[0m",
        "\x1b[1mconsole error\x1b[0m: ",
        "\x1b[1mnote\x1b[0m: ",
        "\x1b[1m\x1b[96mhelp\x1b[0m: ",
        "\x1b[1m\x1b[31m-\x1b[0m",
        "\x1b[1m\x1b[32m+\x1b[0m",
    ] {
        assert!(shown.contains(part), "{part:?}: {shown}");
    }
}

#[test]
fn an_inserted_line_is_shown_after_the_line_before_it() {
    let text =
        "[client]\ntype = \"server-based\"\nname = \"A\"\nhomepage_url = \"https://acme.com\"\n";
    let shown = render(Format::Human, text);
    assert!(
        shown.contains("\n4 │ homepage_url = \"https://acme.com\"\n5 + redirect_uris"),
        "{shown}"
    );
}

#[test]
fn a_fix_is_shown_as_a_diff_of_its_lines() {
    let shown = render(
        Format::Human,
        "[client]\ntype = \"non-browser-based\"\nname = \"A\"\nhomepage_url = \"htps://acme.com\"\n",
    );
    let expected = "help: Replace `htps://` with `https://` (--fix)\n4 - homepage_url = \"htps://acme.com\"\n4 + homepage_url = \"https://acme.com\"\n";
    assert!(shown.contains(expected), "{shown}");
}

#[test]
fn a_diff_of_more_than_eight_lines_is_not_shown() {
    let manifest = |uris: usize| {
        let uris: Vec<String> = (0..uris).map(|uri| format!("https://acme.com/{uri}")).collect();
        format!(
            "[client]\ntype = \"server-based\"\nname = \"A\"\nhomepage_url = \"https://acme.com\"\n\
             redirect_uris = [\n    \"{}\",\n]\n",
            uris.join(", ")
        )
    };
    let shows_diff = |uris| render(Format::Human, &manifest(uris)).contains("+     \"https://");
    assert!(shows_diff(7));
    assert!(!shows_diff(8));
}

#[test]
fn github_gets_no_columns_for_a_range_of_several_lines() {
    let text = "[client]\ntype = \"server-based\"\nname = \"A\"\n\
                homepage_url = \"https://acme.com\"\nredirect_uris = [\n]\n";
    let shown = render(Format::Github, text);
    let command = Command::read(shown.trim_end()).unwrap();
    let names: Vec<&str> = command.properties.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["file", "line", "endLine", "title"], "{shown}");
}

#[test]
fn a_rule_is_a_link_only_where_the_terminal_shows_it() {
    let text = with_name("!");
    let style = OutputStyle { hyperlinks: true, ..PLAIN };
    assert!(
        render_as(Format::Human, style, "a.toml", &text)
            .contains("rules/invalid-client-name/\x1b\\invalid-client-name\x1b]8;;\x1b\\")
    );
    assert!(!render(Format::Human, &text).contains('\x1b'));
}

#[test]
fn a_short_line_has_place_level_rule_and_message() {
    let line = "a/cliq-client.toml:3:10: error[invalid-client-name]: client name contains the special character `!`\n";
    assert_eq!(render(Format::Short, &with_name("ü!u")), line);
}

#[test]
fn json_is_what_its_page_says() {
    let json = render_json(Format::Json, &with_name("ü!u"));
    let place = |byte, column| json!({ "byte": byte, "line": 3, "column": column });
    let span = json!({ "start": place(40, 10), "end": place(41, 11) });
    let found = &json["diagnostics"][0];
    assert_eq!(json["version"], 1);
    assert_eq!(found["span"], span);
    assert_eq!((&found["rule"], &found["level"]), (&json!("invalid-client-name"), &json!("error")));
    assert_eq!(found["fixes"][0]["safety"], "unsafe");
    assert_eq!(found["fixes"][0]["edits"], json!([{ "span": span, "text": "_" }]));
    let summary = json!({
        "files": 1,
        "files_with_findings": 1,
        "errors": 1,
        "warnings": 0,
        "hints": 0,
        "hidden": 0,
        "fixed": 0,
        "fixable": 0,
        "fixable_unsafely": 1,
        "rules": { "invalid-client-name": 1 },
    });
    assert_eq!(json["summary"], summary);
}

#[test]
fn sarif_refers_to_each_rule_by_its_place_in_the_list() {
    let sarif = render_json(Format::Sarif, &with_name("!"));
    let run = &sarif["runs"][0];
    let result = &run["results"][0];
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
}

/// A workflow command as GitHub's runner reads it.
struct Command<'a> {
    name: &'a str,
    properties: Vec<(&'a str, String)>,
    message: String,
}

impl<'a> Command<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let (head, message) = line.strip_prefix("::")?.split_once("::")?;
        let (name, properties) = head.split_once(' ')?;
        let properties = properties.split(',').map(|property| property.split_once('=').unwrap());
        let properties = properties.map(|(name, value)| (name, unescape(value))).collect();
        Some(Self { name, properties, message: unescape(message) })
    }
}

fn unescape(text: &str) -> String {
    let escapes = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
    escapes.iter().fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain))
}

#[test]
fn no_manifest_writes_a_workflow_command_of_its_own() {
    let text = "[client]\ntype = \"self-client\"\nname = \"\"\"x\n::set-output name=a::b\r\n%0A::warning::,:%\"\"\"\n'::error::x\u{85}' = 1\n";
    let path = "a,b:c%0A::d\n::e/cliq-client.toml";
    let (_, report) = lint_text(text);
    let shown = render_as(Format::Github, PLAIN, path, text);
    assert_eq!(shown.lines().count(), report.diagnostics.len(), "{shown}");
    for (line, found) in shown.lines().zip(&report.diagnostics) {
        let command = Command::read(line).unwrap();
        assert_eq!(command.name, "error");
        assert_eq!(command.properties[0], ("file", path.to_owned()));
        let title = format!("cliq-lint: {}", found.code.name());
        assert_eq!(command.properties.last(), Some(&("title", title)));
        let message = escape_for_terminal(&found.diagnostic.message);
        assert!(command.message.starts_with(&*message), "{}", command.message);
    }
}

const MANY_PROBLEMS: &str = "\
[[client]]
type = \"self-client\"
name = \"a!\"
[[client]]
type = \"server-based\"
name = \"a!\"
homepage_url = \"x\"
redirect_uris = [\"x\", \"x\"]
";

fn fingerprints(text: &str) -> Vec<String> {
    let issues = render_json(Format::Gitlab, text);
    let fingerprint = |issue: &Value| issue["fingerprint"].as_str().unwrap().to_owned();
    issues.as_array().unwrap().iter().map(fingerprint).collect()
}

#[test]
fn fingerprints_differ_within_a_file() {
    let mut fingerprints = fingerprints(MANY_PROBLEMS);
    let count = fingerprints.len();
    fingerprints.sort();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), count);
}

#[test]
fn a_fingerprint_does_not_change_with_the_place_of_its_line() {
    let moved = format!("# a comment\n\n{}", MANY_PROBLEMS.replace("name = ", "  name = "));
    assert_eq!(fingerprints(&moved), fingerprints(MANY_PROBLEMS));
}

#[test]
fn a_fingerprint_does_not_depend_on_a_secret() {
    let with_token = |token: &str| {
        format!("[client]\ntype = \"self-client\"\nname = \"A\"\nx.token = \"{token}\"\n")
    };
    assert_eq!(
        fingerprints(&with_token("hunter2Zq9Xk")),
        fingerprints(&with_token("hunter3Zq9Xk"))
    );
}

#[test]
fn junit_has_a_case_for_each_problem_and_for_each_file_without_one() {
    let shown = render(Format::Junit, &with_name("a<"));
    for part in [
        "<testsuites name=\"cliq-lint\" tests=\"1\" failures=\"1\"",
        "message=\"client name contains the special character `&lt;`\"",
    ] {
        assert!(shown.contains(part), "{shown}");
    }
    let clean = render(Format::Junit, &with_name("a"));
    for part in ["tests=\"1\" failures=\"0\"", "<testcase name=\"no findings\""] {
        assert!(clean.contains(part), "{clean}");
    }
}
