//! The allowed imports: of modules, of crates, and of APIs with side effects.

use std::fs;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use crate::support::root;

/// Each direct dependency, and the files or folders that import it: only one, except for data
/// formats.
const IMPORTERS: &[(&str, &[&str])] = &[
    ("aho_corasick", &["secrets/mod.rs"]),
    ("anstyle", &["text/style.rs"]),
    ("clap", &["cli/args.rs"]),
    ("clap_complete", &["cli/generate.rs"]),
    ("clap_complete_nushell", &["cli/generate.rs"]),
    ("clap_mangen", &["cli/generate.rs"]),
    ("codespan_reporting", &["render/human.rs"]),
    ("ctrlc", &["fs/watch.rs"]),
    ("futures", &["lsp/"]),
    ("globset", &["config/globs.rs"]),
    ("ignore", &["fs/walk.rs"]),
    ("indicatif", &["cli/progress.rs"]),
    ("inquire", &["cli/prompt.rs"]),
    ("memchr", &["redirect_match/", "secrets/find.rs"]),
    ("notify", &["fs/watch.rs"]),
    ("percent_encoding", &["render/sarif.rs"]),
    ("ropey", &["lsp/document.rs"]),
    ("same_file", &["fs/temp_file.rs"]),
    ("serde", &["render/json.rs", "lsp/"]),
    (
        "serde_json",
        &[
            "render/",
            "console_changes.rs",
            "console_form/mod.rs",
            "redirect_match/render.rs",
            "schema.rs",
            "lsp/",
        ],
    ),
    ("similar", &["render/diff.rs"]),
    ("strsim", &["text/suggest.rs"]),
    ("supports_hyperlinks", &["cli/mod.rs"]),
    ("tempfile", &["fs/temp_file.rs"]),
    ("terminal_size", &["cli/terminal.rs"]),
    ("tokio", &["lsp/"]),
    ("toml", &["syntax/"]),
    ("toml_parser", &["syntax/"]),
    ("tower_lsp", &["lsp/"]),
    ("tower_service", &["lsp/"]),
    ("tracing", &["lsp/"]),
    ("tracing_subscriber", &["lsp/log.rs"]),
    ("unicode_general_category", &["text/unicode.rs"]),
    ("unicode_names2", &["text/unicode.rs"]),
    ("unicode_security", &["text/unicode.rs"]),
    ("url", &["uri/"]),
];

/// The modules that may have side effects; all others are pure.
const EDGES: [&str; 4] = ["fs/", "lsp/", "cli/", "main.rs"];

/// APIs that read or change the world outside the process.
const IMPURE: [&str; 9] = [
    "std::env",
    "std::fs",
    "std::process",
    "std::thread",
    "std::time",
    "stdin()",
    "stdout()",
    ".exists()",
    ".is_file()",
];

#[test]
fn a_module_imports_only_those_above_it() {
    let modules = modules();
    assert!(modules.len() > 15, "{modules:?}");
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = path.split('/').next().unwrap().trim_end_matches(".rs");
        let Some(position) = modules.iter().position(|name| name == module) else { continue };
        for used in text.split("crate::").skip(1) {
            let name: String =
                used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !modules[..=position].contains(&name) {
                wrong.push(format!("{path} imports {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_architecture_page_lists_the_modules_in_their_order() {
    let page = read("ARCHITECTURE.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let in_table: Vec<&str> = rows.map(|(module, _)| module).collect();
    assert_eq!(in_table, modules());
}

#[test]
fn editor_features_know_nothing_of_the_protocol() {
    let in_ide = sources().into_iter().filter(|(path, _)| path.starts_with("ide/"));
    let with_protocol: Vec<String> =
        in_ide.filter(|(_, text)| text.contains("lsp")).map(|(path, _)| path).collect();
    assert_eq!(with_protocol, [""; 0]);
}

#[test]
fn each_dependency_is_imported_where_the_table_says() {
    let in_table: Vec<&str> = IMPORTERS.iter().map(|(name, _)| *name).collect();
    let mut in_manifest = dependencies();
    in_manifest.sort();
    assert_eq!(in_table, in_manifest, "the table, sorted, has each dependency of Cargo.toml");
    let sources = sources();
    for (name, importers) in IMPORTERS {
        let users: Vec<&String> =
            sources.iter().filter(|(_, text)| imports(text, name)).map(|(path, _)| path).collect();
        for importer in *importers {
            let is_used = users.iter().any(|path| path.starts_with(importer));
            assert!(is_used, "{importer} does not import {name}");
        }
        for path in users {
            let is_allowed = importers.iter().any(|importer| path.starts_with(importer));
            assert!(is_allowed, "{path} imports {name}");
        }
    }
}

#[test]
fn only_the_edges_touch_the_world_outside() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if !EDGES.iter().any(|edge| path.starts_with(edge)) {
            let found = IMPURE.iter().filter(|name| text.contains(**name));
            wrong.extend(found.map(|name| format!("{path} uses {name}")));
        }
    }
    let only_fs = sources().into_iter().filter(|(path, _)| !path.starts_with("fs/"));
    let users = only_fs.filter(|(_, text)| text.contains("std::fs"));
    wrong.extend(users.map(|(path, _)| format!("{path} uses std::fs")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Returns the modules in the order of `src/lib.rs`, without test helpers.
fn modules() -> Vec<String> {
    let map = read("src/lib.rs");
    let name = |line: &str| {
        let line = line.trim_start_matches("pub ");
        line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned)
    };
    map.lines().filter_map(name).filter(|name| name != "testing").collect()
}

/// Returns the names of the dependencies in Cargo.toml, as written in Rust.
fn dependencies() -> Vec<String> {
    let manifest = read("Cargo.toml");
    let manifest = DeTable::parse(&manifest).unwrap();
    let table = manifest.get_ref()["dependencies"].get_ref().as_table().unwrap();
    table.keys().map(|name| name.get_ref().replace('-', "_")).collect()
}

/// Returns `true` if a text contains a path that starts with the crate's name.
fn imports(text: &str, name: &str) -> bool {
    text.match_indices(&format!("{name}::")).any(|(at, _)| {
        !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':'))
    })
}

/// Returns the path of each source file relative to `src`, with its text without tests. Skips files
/// that exist only for tests.
fn sources() -> Vec<(String, String)> {
    let src = root().join("src");
    let mut sources = Vec::new();
    for path in files(&src) {
        let relative = path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
        if !relative.ends_with("tests.rs") && !relative.starts_with("testing") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            sources.push((relative, code.to_owned()));
        }
    }
    sources
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}
