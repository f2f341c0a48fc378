//! Renders the lines of a change: escaped, cut around the change, with the changed words emphasized.

use std::ops::Range;

use super::diff::changed_words;
use crate::text::escape::{needs_escape, toml_escape};
use crate::text::style::{ADDED, Palette, REMOVED, Style};

/// The distance of tab stops in columns, the same as codespan's.
const TAB_WIDTH: usize = 4;

/// The lines that a change removes and those that it adds, as they are shown.
pub(super) struct ChangedLines {
    pub old: Vec<String>,
    pub new: Vec<String>,
}

/// The content of one column.
#[derive(Clone, Copy)]
struct Cell {
    character: char,
    emphasis: Emphasis,
}

/// The emphasis of a part of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Emphasis {
    Unchanged,
    Changed,
    /// Only spaces change, which look the same in bold.
    ChangedSpace,
}

impl Emphasis {
    fn style(self, line: Style) -> Style {
        match self {
            Self::Unchanged => line,
            Self::Changed => line.bold(),
            Self::ChangedSpace => line.invert(),
        }
    }
}

/// The lines before and after a change in the colors of a palette, in at most `width` columns. Of
/// two lines that replace each other, the same columns are shown.
pub(super) fn render_change(
    palette: Palette,
    width: usize,
    old: &[&str],
    new: &[&str],
) -> ChangedLines {
    let mut lines = ChangedLines { old: Vec::new(), new: Vec::new() };
    for index in 0..old.len().max(new.len()) {
        let (old, new) = (old.get(index), new.get(index));
        let (old_words, new_words) = match (old, new) {
            (Some(old), Some(new)) => changed_words(old, new),
            _ => (Vec::new(), Vec::new()),
        };
        let old = old.map(|line| split_into_cells(line, &old_words));
        let new = new.map(|line| split_into_cells(line, &new_words));
        let longest = old.iter().chain(&new).map(Vec::len).max().unwrap_or(0);
        let is_changed = |cell: &Cell| cell.emphasis != Emphasis::Unchanged;
        let first =
            old.iter().chain(&new).filter_map(|line| line.iter().position(is_changed)).min();
        let start = if longest > width { window_start(first.unwrap_or(0), width) } else { 0 };
        let paint = |style, line: Vec<Cell>| paint_line(palette, style, start, width, &line);
        lines.old.extend(old.map(|line| paint(REMOVED, line)));
        lines.new.extend(new.map(|line| paint(ADDED, line)));
    }
    lines
}

/// A line that does not change, in at most `width` columns.
pub(super) fn render_unchanged(width: usize, line: &str) -> String {
    paint_line(Palette::PLAIN, Style::new(), 0, width, &split_into_cells(line, &[]))
}

/// The first of `width` columns that are shown of a long line, so that the column `focus` is among
/// them with something before it.
fn window_start(focus: usize, width: usize) -> usize {
    if focus > width / 2 { focus - width * 3 / 8 } else { 0 }
}

/// A line as it is shown, column by column: tabs are spaces, and what a terminal must not see is
/// escaped.
fn split_into_cells(line: &str, changed: &[Range<usize>]) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut changed = changed.iter().peekable();
    for (at, character) in line.char_indices() {
        while changed.next_if(|range| range.end <= at).is_some() {}
        let emphasis = match changed.peek().filter(|range| range.contains(&at)) {
            None => Emphasis::Unchanged,
            Some(range) if line[(*range).clone()].trim().is_empty() => Emphasis::ChangedSpace,
            Some(_) => Emphasis::Changed,
        };
        let mut push = |character| cells.push(Cell { character, emphasis });
        if character == '\t' {
            let stop = TAB_WIDTH - cells.len() % TAB_WIDTH;
            cells.extend(std::iter::repeat_n(Cell { character: ' ', emphasis }, stop));
        } else if needs_escape(character) {
            toml_escape(character).chars().for_each(push);
        } else {
            push(character);
        }
    }
    cells
}

/// The cells from `start` on, as many as fit, with `…` where something is left out.
fn paint_line(palette: Palette, style: Style, start: usize, width: usize, line: &[Cell]) -> String {
    let start = start.min(line.len());
    let end = line.len().min(start + width);
    let mut painted = palette.start(style);
    if start > 0 {
        painted.push('…');
    }
    let mut current = style;
    for cell in &line[start..end] {
        let wanted = cell.emphasis.style(style);
        if wanted != current {
            painted.push_str(palette.end());
            painted.push_str(&palette.start(wanted));
            current = wanted;
        }
        painted.push(cell.character);
    }
    if end < line.len() {
        painted.push('…');
    }
    painted + palette.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(width: usize, old: &str, new: &str) -> (String, String) {
        let mut lines = render_change(Palette::PLAIN, width, &[old], &[new]);
        (lines.old.remove(0), lines.new.remove(0))
    }

    #[test]
    fn both_lines_are_cut_around_the_change_at_the_same_column() {
        let line =
            |scheme: &str| format!("{} {scheme}://acme.com/{}", "x".repeat(300), "y".repeat(300));
        let (old, new) = render(40, &line("htps"), &line("https"));
        assert_eq!(old, "…xxxxxxxxxxxxxx htps://acme.com/yyyyyyyyy…");
        assert_eq!(new, "…xxxxxxxxxxxxxx https://acme.com/yyyyyyyy…");
    }

    #[test]
    fn short_lines_are_shown_whole() {
        assert_eq!(render(5, "a  b", "a b"), ("a  b".to_owned(), "a b".to_owned()));
    }

    #[test]
    fn an_added_line_is_shown_from_its_start() {
        let lines = render_change(Palette::PLAIN, 4, &["123456 old"], &["123456 new", "second"]);
        assert_eq!(lines.new, ["… new", "seco…"]);
        assert_eq!(lines.old, ["… old"]);
    }

    #[test]
    fn changed_words_are_bold_and_changed_spaces_inverted() {
        let words = render_change(Palette::COLORED, 80, &["a = b c"], &["a = d c"]);
        assert_eq!(words.old, ["\x1b[31ma = \x1b[0m\x1b[1m\x1b[31mb\x1b[0m\x1b[31m c\x1b[0m"]);
        assert_eq!(words.new, ["\x1b[32ma = \x1b[0m\x1b[1m\x1b[32md\x1b[0m\x1b[32m c\x1b[0m"]);
        let spaces = render_change(Palette::COLORED, 80, &["a  b"], &["a b"]);
        assert_eq!(spaces.old, ["\x1b[31ma \x1b[0m\x1b[7m\x1b[31m \x1b[0m\x1b[31mb\x1b[0m"]);
        assert_eq!(spaces.new, ["\x1b[32ma b\x1b[0m"]);
    }

    #[test]
    fn tabs_are_aligned_and_controls_escaped() {
        assert_eq!(render(80, "a\tb\u{1b}", "a\tc"), ("a   b\\u001B".into(), "a   c".into()));
    }
}
