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
        folder.write(docs::EXAMPLE_FILE, to_bytes(&docs::example_text(*rule)));
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
    let text = "[client]\ntype = \"client-based\"\nname = \"Acme-Notifier\"\nhomepage = \"https://www.acme.com\"\nredirect_uris = [\"htps://app.acme.com/callback\"]\n";
    let folder = Folder::with(&[("cliq-client.toml", text)]);
    let shown = folder.run(&["--color", "always", "cliq-client.toml"]);
    assert_file("docs/picture.svg", &picture(&shown.stdout));
}

/// A terminal's text, with its colors, as an SVG.
fn picture(shown: &str) -> String {
    let height = 18 * shown.lines().count() + 24;
    let lines = shown.lines().enumerate().map(|(number, line)| {
        let spans: String = line.split("\x1b[").filter(|part| !part.is_empty()).map(span).collect();
        format!("<text x=\"14\" y=\"{}\" xml:space=\"preserve\">{spans}</text>\n", 18 * number + 24)
    });
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"860\" height=\"{height}\" font-family=\"monospace\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1e1e2e\"/>\n{}</svg>\n",
        lines.collect::<String>()
    )
}

/// The text after the codes of an escape sequence, in the color that they set.
fn span(part: &str) -> String {
    let is_code = |codes: &str| codes.bytes().all(|byte| byte.is_ascii_digit() || byte == b';');
    let (codes, text) =
        part.split_once('m').filter(|(codes, _)| is_code(codes)).unwrap_or(("0", part));
    let color = match codes.rsplit(';').next() {
        Some("9" | "31" | "91") => "#f38ba8",
        Some("11" | "33" | "93") => "#f9e2af",
        Some("12" | "14" | "34" | "36" | "94" | "96") => "#89b4fa",
        _ => "#cdd6f4",
    };
    format!("<tspan fill=\"{color}\">{}</tspan>", text.replace('&', "&amp;").replace('<', "&lt;"))
}
