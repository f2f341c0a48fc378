//! What is made from the rules and the matrix is what the project holds; `UPDATE=1 cargo test`
//! makes it anew.

use std::fs;

use crate::support::{Folder, assert_file, root, to_bytes, with_part};
use cliq_lint::config::Levels;
use cliq_lint::console::{CLIENT_TYPES, FIELDS};
use cliq_lint::diagnostic::Severity;
use cliq_lint::docs;
use cliq_lint::lint::lint;
use cliq_lint::manifest::Manifest;
use cliq_lint::oauth_errors::{OAUTH_ERRORS, OAuthError};
use cliq_lint::rules::RuleId;
use cliq_lint::schema::Schema;
use cliq_lint::text::Source;

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

#[test]
fn the_page_of_each_rule_with_the_output_for_its_example() {
    for rule in RuleId::ALL {
        let folder = Folder::with(&[]);
        for (name, text) in docs::example_files(*rule) {
            folder.write(name, to_bytes(&text));
        }
        let is_hint = rule.descriptor().severity == Severity::Hint;
        let arguments: &[&str] = if is_hint { &["-v"] } else { &[] };
        let command = [&["cliq-lint"], arguments].concat().join(" ");
        let page = docs::rule_page(*rule, &command, &folder.run(arguments).output());
        assert_file(&format!("docs/rules/{}.md", rule.name()), &page);
    }
}

#[test]
fn the_rules_in_the_navigation_of_the_site() {
    let text = fs::read_to_string(root().join("zensical.toml")).unwrap();
    let (before, rest) = text.split_once("        # rules\n").unwrap();
    let (_, after) = rest.split_once("        # /rules\n").unwrap();
    let part = docs::rules_navigation();
    assert_file(
        "zensical.toml",
        &format!("{before}        # rules\n{part}        # /rules\n{after}"),
    );
}

#[test]
fn the_page_of_each_error_that_the_console_does_not_show() {
    let of_console = |error: &OAuthError| FIELDS.iter().any(|f| f.console_error == error.title);
    for error in OAUTH_ERRORS.iter().filter(|error| !of_console(error)) {
        assert_file(&format!("docs/errors/{}.md", error.page()), &docs::oauth_error_page(error));
    }
}

#[test]
fn the_schemas() {
    for schema in [Schema::Manifest, Schema::Config] {
        assert_file(schema.path(), &schema.text());
    }
}

#[test]
fn the_tables_and_lists_of_hand_written_pages() {
    let fields = docs::required_fields_table();
    for (page, name, part) in [
        ("README.md", "rules", &docs::rules_by_theme()),
        ("README.md", "matrix", &fields),
        ("docs/after-registration.md", "data-centers", &docs::data_centers_table()),
        ("docs/callbacks.md", "deluge", &docs::deluge_callbacks_table()),
        ("docs/callbacks.md", "frameworks", &docs::framework_callbacks_table()),
        ("docs/callbacks.md", "products", &docs::product_callbacks_table()),
        ("docs/client-types.md", "matrix", &fields),
        ("docs/fixes.md", "safe-fixes", &docs::safe_fixes_table()),
        ("docs/manifest.md", "keys", &docs::manifest_keys()),
        ("docs/manifest.md", "matrix", &fields),
        ("docs/rules/index.md", "rules", &docs::rules_index()),
    ] {
        assert_file(page, &with_part(&read(page), name, &format!("{part}\n")));
    }
}

#[test]
fn the_settings_of_the_pages_for_editors() {
    for (page, path, language) in [
        ("docs/editors/vim.md", "editors/vim/vimrc", "vim"),
        ("docs/editors/vim.md", "editors/vim/coc-settings.json", "json"),
        ("docs/editors/helix.md", "editors/helix/languages.toml", "toml"),
        ("docs/editors/sublime-text.md", "editors/sublime/Cliq Client.sublime-syntax", "yaml"),
        ("docs/editors/sublime-text.md", "editors/sublime/LSP.sublime-settings", "jsonc"),
        ("docs/editors/kate.md", "editors/kate/settings.json", "json"),
    ] {
        let settings = fs::read_to_string(root().join(path)).unwrap();
        let block = format!("```{language}\n{settings}```\n");
        assert_file(page, &with_part(&read(page), path, &block));
    }
}

#[test]
fn each_client_type_has_an_example_without_problems() {
    for info in CLIENT_TYPES {
        let path = format!("examples/{}.toml", info.value);
        let text = fs::read_to_string(root().join(&path)).expect(&path);
        let manifest = Manifest::new(Source::new(text));
        assert_eq!(manifest.clients[0].client_type, Some(info.client_type), "{path}");
        let report = lint(&manifest, &Levels::default());
        let problems = report.diagnostics.iter().filter(|found| found.severity > Severity::Hint);
        let messages: Vec<&str> = problems.map(|found| &*found.diagnostic.message).collect();
        assert_eq!(messages, [""; 0], "{path}");
    }
}

#[test]
fn what_the_faulty_example_shows() {
    let faulty = fs::read_to_string(root().join("examples/faulty.toml")).unwrap();
    let folder = Folder::with(&[("examples/faulty.toml", &faulty)]);
    let shown = folder.run(&["examples/faulty.toml"]);
    assert_eq!(shown.code, Some(1));
    assert_file("examples/faulty.txt", &shown.stdout);
}

#[test]
fn the_picture_of_the_readme() {
    let text = "[client]\ntype = \"server-based\"\nname = \"Acme-Notifier\"\nhomepage = \"https://www.acme.com\"\nredirect_uris = [\"htps://app.acme.com/callback\"]\n";
    let folder = Folder::with(&[("cliq-client.toml", text)]);
    let shown = folder.run(&["--color", "always"]);
    assert_file("docs/picture.svg", &picture("cliq-lint", &shown.stdout));
}

/// The width of a character, the height of a line, and the space around the text, in pixels.
const COLUMN: f64 = 8.43;
const LINE: usize = 18;
const MARGIN: usize = 20;

/// The height of the bar above the text.
const BAR: usize = 36;

/// A command and what a terminal shows of its output, with its colors, as an SVG.
fn picture(command: &str, output: &str) -> String {
    let prompt = format!("\x1b[1m\x1b[32m$\x1b[0m \x1b[1m{command}\x1b[0m\n\n");
    let shown = prompt + output.trim_end();
    let columns = shown.lines().map(|line| spans(line).map(|span| span.1.chars().count()).sum());
    let longest: usize = columns.max().unwrap_or(0);
    let width = (f64::from(u32::try_from(longest).unwrap()) * COLUMN).ceil();
    let lines = shown.lines().enumerate().map(|(number, line)| {
        let y = BAR + MARGIN + LINE * number;
        let spans: String = spans(line).map(|(codes, text)| tspan(&codes, text)).collect();
        format!("<text x=\"{MARGIN}\" y=\"{y}\" xml:space=\"preserve\">{spans}</text>\n")
    });
    let dots = [(20, "#ff5f57"), (40, "#febc2e"), (60, "#28c840")];
    let dots = dots.map(|(x, color)| {
        format!("<circle cx=\"{x}\" cy=\"{}\" r=\"6\" fill=\"{color}\"/>\n", BAR / 2 + 2)
    });
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" \
         font-size=\"14\" fill=\"#d8dee9\">\n<title>The output of {command}</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"10\" fill=\"#1b1f27\"/>\n{}{}</svg>\n",
        width + 2.0 * f64::from(u32::try_from(MARGIN).unwrap()),
        BAR + MARGIN + LINE * shown.lines().count(),
        dots.concat(),
        lines.collect::<String>()
    )
}

/// The parts of a line that look alike: the codes that are set, and the text.
fn spans(line: &str) -> impl Iterator<Item = (Vec<&str>, &str)> {
    let mut set = Vec::new();
    let parts = line.split("\x1b[").enumerate().map(move |(index, part)| {
        let (codes, text) = if index == 0 { ("0", part) } else { part.split_once('m').unwrap() };
        for code in codes.split(';') {
            if code == "0" { set.clear() } else { set.push(code) }
        }
        (set.clone(), text)
    });
    parts.filter(|(_, text)| !text.is_empty())
}

fn tspan(codes: &[&str], text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let attributes = codes.iter().map(|code| match *code {
        "1" => " font-weight=\"bold\"",
        "2" => " opacity=\"0.6\"",
        "31" => " fill=\"#e06c75\"",
        "91" => " fill=\"#ff7b85\"",
        "32" => " fill=\"#98c379\"",
        "33" => " fill=\"#e5c07b\"",
        "36" | "96" => " fill=\"#56c8d8\"",
        "94" => " fill=\"#6ca8ff\"",
        code => panic!("the picture has no color for the code {code}"),
    });
    match attributes.collect::<String>() {
        none if none.is_empty() => text,
        attributes => format!("<tspan{attributes}>{text}</tspan>"),
    }
}
