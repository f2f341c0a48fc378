//! The pages that registries display: the README (GitHub, crates.io, `PyPI` and npm) and the
//! extension's README (Marketplace). Registries do not have the repository's other files.

use std::fs;

use crate::support::root;

const PAGES: [&str; 2] = ["README.md", "editors/vscode/README.md"];

/// The width of a code block on GitHub, in columns, without a scroll bar.
const MAX_COLUMNS: usize = 88;

#[test]
fn links_and_images_are_absolute() {
    for (path, text) in pages() {
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(target.starts_with("https://"), "{path}: {target}");
        }
    }
}

#[test]
fn images_and_files_that_are_linked_exist() {
    let raw = "https://raw.githubusercontent.com/cliq-lint/cliq-lint/main/";
    for (path, text) in pages() {
        for target in text.split(raw).skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(root().join(target).is_file(), "{path}: {target}");
        }
        for image in text.split("![").skip(1) {
            let target = image.split_once("](").unwrap().1.split(')').next().unwrap();
            let of_site = target.strip_prefix(&format!("{}/", cliq_lint::rules::SITE));
            let file = of_site.map(|file| root().join("docs").join(file));
            assert!(file.is_none_or(|file| file.is_file()), "{path}: {target}");
        }
    }
}

#[test]
fn code_is_not_wider_than_github_shows() {
    for (path, text) in pages() {
        for block in text.split("```").skip(1).step_by(2) {
            for line in block.lines() {
                assert!(line.chars().count() <= MAX_COLUMNS, "{path}: {line}");
            }
        }
    }
}

/// Returns the pages by path. A packaged crate has only the README.
fn pages() -> impl Iterator<Item = (&'static str, String)> {
    PAGES.into_iter().filter_map(|path| Some((path, fs::read_to_string(root().join(path)).ok()?)))
}
