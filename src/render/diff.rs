//! The change of a file as a unified diff that `git apply` and `patch -p1` accept, and the words that
//! change within a line. The only importer of `similar`.

use std::ops::Range;
use std::path::{Component, Path};

use similar::{Algorithm, DiffOp, DiffTag, TextDiff, capture_diff_slices};

use super::change::{render_change, render_unchanged};
use crate::text::escape::needs_escape;
use crate::text::style::{ADDED, FRAME, Palette, REMOVED, STRONG};

/// The longest line, in bytes, in which the changed words are looked for.
const MAX_COMPARED: usize = 2048;

/// The diff between two texts of the file at `path`, which is relative to the current folder where
/// the file is below it; empty where the texts are equal. With the colors of a `reader`, what a
/// terminal must not see is escaped, and the changed words are stronger. Without, the diff can be
/// applied.
pub fn render_diff(path: &Path, before: &str, after: &str, reader: Option<Palette>) -> String {
    if before == after {
        return String::new();
    }
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let name = portable_name(path);
    let (old_name, new_name) = (header("a", &name), header("b", &name));
    let changes = TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
    let mut diff = changes.unified_diff();
    let Some(palette) = reader else {
        return diff.header(&old_name, &new_name).to_string();
    };
    let mut lines = vec![
        palette.paint(STRONG, format!("--- {old_name}")),
        palette.paint(STRONG, format!("+++ {new_name}")),
    ];
    for hunk in diff.iter_hunks() {
        lines.push(palette.paint(FRAME, hunk.header()));
        for op in hunk.ops() {
            push_change(&mut lines, palette, op, &old, &new);
        }
    }
    lines.join("\n") + "\n"
}

/// Adds the lines of a part of a diff, in colors.
fn push_change(lines: &mut Vec<String>, palette: Palette, op: &DiffOp, old: &[&str], new: &[&str]) {
    let (old, new) = (without_ends(&old[op.old_range()]), without_ends(&new[op.new_range()]));
    if op.tag() == DiffTag::Equal {
        lines.extend(old.iter().map(|line| format!(" {}", render_unchanged(usize::MAX, line))));
        return;
    }
    let changed = render_change(palette, usize::MAX, &old, &new);
    lines.extend(changed.old.iter().map(|line| palette.paint(REMOVED, '-') + line));
    lines.extend(changed.new.iter().map(|line| palette.paint(ADDED, '+') + line));
}

fn without_ends<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    lines.iter().map(|line| line.trim_end_matches(['\r', '\n'])).collect()
}

/// The parts of two lines, in bytes, that differ: whole words, and single characters between them.
pub(super) fn changed_words(old: &str, new: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    if old.len().max(new.len()) > MAX_COMPARED {
        return (Vec::new(), Vec::new());
    }
    let (old, new) = (split_into_words(old), split_into_words(new));
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let changed = ops.iter().filter(|op| op.tag() != DiffTag::Equal);
    let bytes_of = |words: &[&str], range: Range<usize>| {
        let start = words[..range.start].concat().len();
        start..start + words[range].concat().len()
    };
    changed.map(|op| (bytes_of(&old, op.old_range()), bytes_of(&new, op.new_range()))).unzip()
}

/// A line as its words, and the characters between them.
fn split_into_words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word.max(first.len_utf8()));
        words.push(word);
        rest = after;
    }
    words
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
        render_diff(Path::new(path), before, after, None)
    }

    #[test]
    fn line_ends_and_a_missing_last_one_are_kept() {
        let expected = "--- a/x/y.toml\n+++ b/x/y.toml\n@@ -1,2 +1,2 @@\n a\r\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n";
        assert_eq!(render("./x/y.toml", "a\r\nb", "a\r\nc"), expected);
    }

    #[test]
    fn a_diff_for_a_reader_has_the_same_lines_and_escapes_them() {
        let (before, after) = ("a\r\nb = 1\nc\u{1b}\n", "a\r\nb = 2\nc\u{1b}\n");
        let diff = render_diff(Path::new("x"), before, after, Some(Palette::COLORED));
        let expected = "\x1b[1m--- a/x\x1b[0m\n\x1b[1m+++ b/x\x1b[0m\n\
                        \x1b[1m\x1b[94m@@ -1,3 +1,3 @@\x1b[0m\n a\n\
                        \x1b[31m-\x1b[0m\x1b[31mb = \x1b[0m\x1b[1m\x1b[31m1\x1b[0m\n\
                        \x1b[32m+\x1b[0m\x1b[32mb = \x1b[0m\x1b[1m\x1b[32m2\x1b[0m\n \
                        c\\u001B\n";
        assert_eq!(diff, expected);
        let plain = render_diff(Path::new("x"), before, after, Some(Palette::PLAIN));
        assert_eq!(plain, "--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n-b = 1\n+b = 2\n c\\u001B\n");
    }

    #[test]
    fn changed_words_are_those_that_differ() {
        let slices = |line: &str, ranges: Vec<Range<usize>>| -> Vec<String> {
            ranges.into_iter().map(|range| line[range].to_owned()).collect()
        };
        let (old, new) = ("homepage = \"htps://a.com\"", "homepage_url = \"https://a.com\"");
        let (removed, added) = changed_words(old, new);
        assert_eq!(slices(old, removed), ["", "htps"]);
        assert_eq!(slices(new, added), ["_url", "https"]);
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
