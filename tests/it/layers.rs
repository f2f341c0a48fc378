//! The order of the modules in `src/lib.rs` is the order of imports, and some crates have one
//! importer.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

/// The path of a source file relative to `src`, and its text without its tests.
fn code() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&src).into_iter().filter(|path| !path.ends_with("tests.rs"));
    let relative =
        |path: &Path| path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
    files
        .map(|path| {
            (
                relative(&path),
                fs::read_to_string(&path).unwrap().split("#[cfg(test)]").next().unwrap().to_owned(),
            )
        })
        .collect()
}

#[test]
fn a_module_imports_only_those_above_it() {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let modules: Vec<&str> =
        map.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(modules.len() > 15, "{modules:?}");
    let mut wrong = Vec::new();
    for (path, text) in code() {
        let module = path.split('/').next().unwrap().trim_end_matches(".rs");
        let Some(position) = modules.iter().position(|name| *name == module) else { continue };
        for used in text.split("crate::").skip(1) {
            let name: String =
                used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !modules[..=position].contains(&name.as_str()) {
                wrong.push(format!("{path} imports {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn some_crates_have_one_importer() {
    let importers = [
        (" toml::", "syntax/"),
        ("toml_parser::", "syntax/"),
        (" url::", "uri/"),
        ("codespan_reporting::", "render/human.rs"),
        ("std::fs", "fs/"),
        (" ignore::", "fs/"),
        (" notify::", "fs/watch.rs"),
    ];
    for (name, importer) in importers {
        let users: Vec<String> = code()
            .into_iter()
            .filter(|(_, text)| text.contains(name))
            .map(|(path, _)| path)
            .collect();
        assert!(
            !users.is_empty() && users.iter().all(|path| path.starts_with(importer)),
            "{name}: {users:?}"
        );
    }
}
