//! What is made from the rules and the matrix is what the project holds; `UPDATE=1 cargo test`
//! makes it anew.

use std::fs;

use crate::support::{Folder, assert_file, root};
use cliq_lint::config::Levels;
use cliq_lint::console::CLIENT_TYPES;
use cliq_lint::diagnostic::Severity;
use cliq_lint::docs;
use cliq_lint::lint::lint;
use cliq_lint::manifest::Manifest;
use cliq_lint::schema::Schema;
use cliq_lint::text::Source;

/// A text with the part between two marks replaced.
fn with_part(path: &str, name: &str, part: &str) -> String {
    let text = fs::read_to_string(root().join(path)).unwrap();
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = text.split_once(&begin).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    format!("{before}{begin}{part}{end}{after}")
}

#[test]
fn the_page_of_the_rules() {
    assert_file("docs/rules.md", &docs::rules_page());
}

#[test]
fn the_schemas() {
    for schema in [Schema::Manifest, Schema::Config] {
        assert_file(schema.path(), &schema.text());
    }
}

#[test]
fn the_tables_of_the_readme() {
    assert_file("README.md", &with_part("README.md", "rules", &docs::rules_table()));
    assert_file("README.md", &with_part("README.md", "matrix", &docs::required_fields_table()));
}

#[test]
fn the_settings_of_the_page_for_editors() {
    for (path, language) in [
        ("editors/vim/vimrc", "vim"),
        ("editors/vim/coc-settings.json", "json"),
        ("editors/helix/languages.toml", "toml"),
        ("editors/sublime/LSP.sublime-settings", "jsonc"),
        ("editors/kate/settings.json", "json"),
    ] {
        let settings = fs::read_to_string(root().join(path)).unwrap();
        let block = format!("```{language}\n{settings}```\n");
        assert_file("docs/editors.md", &with_part("docs/editors.md", path, &block));
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

/// A terminal's text, with its colours, as an SVG.
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

/// A text behind the codes of an escape sequence, in the colour that these set.
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
