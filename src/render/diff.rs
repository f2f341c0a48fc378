//! The change of a file as a unified diff that `git apply` and `patch -p1` accept.

use std::path::{Component, Path};

use similar::TextDiff;

use crate::text::escape::needs_escape;

/// The diff between two texts of the file at `path`, which is relative to the current folder where
/// the file is below it; empty where the texts are equal.
pub fn render_diff(path: &Path, before: &str, after: &str) -> Vec<u8> {
    if before == after {
        return Vec::new();
    }
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let name = portable_name(path);
    let changes = TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
    changes.unified_diff().header(&header("a", &name), &header("b", &name)).to_string().into_bytes()
}

/// The path with `/` between its parts; an absolute one loses its root.
fn portable_name(path: &Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        Component::ParentDir => Some("..".into()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A name as git writes it: quoted and escaped if it has controls, quotes or backslashes, and
/// followed by a tab if it has spaces.
fn header(prefix: &str, name: &str) -> String {
    let is_special = |c: char| c.is_control() || needs_escape(c) || matches!(c, '"' | '\\');
    if !name.contains(is_special) {
        return format!("{prefix}/{name}{}", if name.contains(' ') { "\t" } else { "" });
    }
    let escaped = name.bytes().map(|byte| match byte {
        b'"' | b'\\' => format!("\\{}", byte as char),
        b' '..=b'~' => (byte as char).to_string(),
        _ => format!("\\{byte:03o}"),
    });
    format!("\"{prefix}/{}\"", escaped.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(path: &str, before: &str, after: &str) -> String {
        String::from_utf8(render_diff(Path::new(path), before, after)).unwrap()
    }

    #[test]
    fn line_ends_and_a_missing_last_one_are_kept() {
        let expected = "--- a/x/y.toml\n+++ b/x/y.toml\n@@ -1,2 +1,2 @@\n a\r\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n";
        assert_eq!(render("./x/y.toml", "a\r\nb", "a\r\nc"), expected);
    }

    #[test]
    fn equal_texts_have_no_diff() {
        assert_eq!(render("x", "a", "a"), "");
    }

    #[test]
    fn an_absolute_path_loses_its_root() {
        assert!(render("/x/../y", "1\n", "2\n").starts_with("--- a/x/../y\n+++ b/x/../y\n"));
    }

    #[test]
    fn names_with_special_characters_are_quoted_as_git_does() {
        assert!(render("a b", "1\n", "2\n").starts_with("--- a/a b\t\n+++ b/a b\t\n"));
        assert!(render("a\"\u{1b}é", "1\n", "2\n").starts_with("--- \"a/a\\\"\\033\\303\\251\"\n"));
    }
}
