//! Output for people: lines of the file with carets under the problems, notes, and fixes as small diffs.
//! The only importer of `codespan_reporting`, which draws the lines with carets.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

use codespan_reporting::diagnostic::{
    Diagnostic as CodespanDiagnostic, Label, LabelStyle, Severity as CodespanSeverity,
};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, Config, WriteStyle};

use super::change::{render_change, render_unchanged};
use super::{LintedFile, OutputStyle, visible_fixes};
use crate::diagnostic::{
    Applicability, ConsoleReaction, Diagnostic, Elsewhere, Fix, Related, Severity, severity_style,
};
use crate::lint::{Code, Reported};
use crate::text::escape::{escape_for_terminal, needs_escape, toml_escape};
use crate::text::style::{ADDED, FRAME, HELP, Palette, REMOVED, STRONG, Style};
use crate::text::{Edit, Edits, Source, Span, wrap};

/// The most lines of a fix that are shown.
const MAX_DIFF_LINES: usize = 8;

/// The maximum length, in bytes, of a text whose fix is shown as a diff. Without it, each fix on a long
/// line costs time proportional to the whole line.
const MAX_DIFF_LEN: usize = 8192;

pub(super) fn render_file(style: OutputStyle, file: &LintedFile<'_>) -> Vec<u8> {
    let diagnostics = file.report.diagnostics.iter();
    diagnostics.flat_map(|found| render_diagnostic(style, file, found).into_bytes()).collect()
}

/// A diagnostic: its message, the lines that it mentions, its notes and its fixes.
fn render_diagnostic(style: OutputStyle, file: &LintedFile<'_>, found: &Reported) -> String {
    let snippet = Snippet::new(style, file, &found.diagnostic);
    let fixes: Vec<&Fix> = visible_fixes(file, &found.diagnostic).collect();
    let preview = fixes.first().and_then(|fix| preview(style, file, fix)).unwrap_or_default();
    let last_line =
        snippet.last_number().max(preview.iter().map(|line| line.number).max().unwrap_or(0));
    let frame = Frame { style, digits: digits(last_line) };
    let mut lines = vec![render_header(style, found)];
    lines.extend(frame.snippet(found, &snippet));
    let mut notes = notes(&found.diagnostic);
    notes.extend(help(&fixes));
    if !notes.is_empty() {
        lines.push(frame.border());
    }
    lines.extend(notes.iter().map(|(label, note)| frame.note(*label, note)));
    lines.extend(preview.iter().map(|line| frame.preview(line)));
    lines.join("\n") + "\n\n"
}

/// The level, the rule and the message.
fn render_header(style: OutputStyle, found: &Reported) -> String {
    let level = severity_style(found.severity);
    let code = if style.hyperlinks { hyperlink(found.code) } else { found.code.name().to_owned() };
    let name = format!("{}[{code}]", found.severity.name());
    let message = format!(": {}", found.diagnostic.message);
    style.palette.paint(level, name) + &style.palette.paint(STRONG, message)
}

/// A rule's name as an OSC 8 hyperlink to its page.
fn hyperlink(code: Code) -> String {
    format!("\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\", code.descriptor().url(), code.name())
}

/// What comes before a note.
#[derive(Clone, Copy)]
enum NoteLabel {
    ConsoleError,
    Note,
    Help,
}

impl NoteLabel {
    fn text(self) -> &'static str {
        match self {
            Self::ConsoleError => "console error",
            Self::Note => "note",
            Self::Help => "help",
        }
    }
}

/// The console's reaction and the notes.
fn notes(diagnostic: &Diagnostic) -> Vec<(NoteLabel, String)> {
    let console = diagnostic.console.iter().map(|reaction| match reaction {
        ConsoleReaction::Documented(error) => (NoteLabel::ConsoleError, format!("\"{error}\"")),
        _ => (NoteLabel::Note, reaction.to_string()),
    });
    let notes = diagnostic.notes.iter().cloned();
    let places = diagnostic.elsewhere.iter().map(Elsewhere::to_string);
    console.chain(notes.chain(places).map(|note| (NoteLabel::Note, note))).collect()
}

/// Describes the fixes in one sentence.
fn help(fixes: &[&Fix]) -> Option<(NoteLabel, String)> {
    let first = fixes.first()?;
    let is_mixed = fixes.iter().any(|fix| fix.applicability != first.applicability);
    let kind = |fix: &Fix| match fix.applicability {
        Applicability::Safe => "--fix",
        Applicability::Unsafe => "unsafe fix",
    };
    let last = fixes.len() - 1;
    let titles = fixes.iter().enumerate().map(|(index, fix)| {
        let title = if index == 0 { fix.title.clone() } else { decapitalize(&fix.title) };
        let separator = match index {
            0 => "",
            _ if index == last => ", or ",
            _ => ", ",
        };
        let kind = if is_mixed { format!(" ({})", kind(fix)) } else { String::new() };
        format!("{separator}{title}{kind}")
    });
    let titles: String = titles.collect();
    let kind = match first.applicability {
        _ if is_mixed => String::new(),
        Applicability::Unsafe if last > 0 => " (unsafe fixes)".to_owned(),
        _ => format!(" ({})", kind(first)),
    };
    Some((NoteLabel::Help, titles + &kind))
}

fn decapitalize(title: &str) -> String {
    let Some(first) = title.chars().next() else { return String::new() };
    first.to_lowercase().collect::<String>() + &title[first.len_utf8()..]
}

/// What surrounds the lines of one diagnostic: a column for line numbers, and a border.
#[derive(Clone, Copy)]
struct Frame {
    style: OutputStyle,
    /// How many digits line numbers have at most.
    digits: usize,
}

impl Frame {
    /// The lines of the file with carets, which codespan draws.
    fn snippet(self, found: &Reported, snippet: &Snippet<'_>) -> Vec<String> {
        let diagnostic = &found.diagnostic;
        let primary = Label::primary((), snippet.range_of(diagnostic.span))
            .with_message(diagnostic.label.as_deref().unwrap_or_default());
        let related = diagnostic.related.iter().map(|related| snippet.label(related));
        let labels = std::iter::once(primary).chain(related).collect();
        let mut painter =
            Painter { output: Vec::new(), palette: self.style.palette, severity: found.severity };
        let codespan = CodespanDiagnostic::new(CodespanSeverity::Error).with_labels(labels);
        term::emit_to_write_style(&mut painter, &Config::default(), snippet, &codespan)
            .expect("a snippet has every line that a label is on");
        let drawn = String::from_utf8(painter.output).expect("codespan writes text");
        // Leave out codespan's own header, and the empty line at the end.
        let lines = drawn.lines().skip(1).filter(|line| !line.is_empty());
        let indent = " ".repeat(self.digits - digits(snippet.last_number()));
        lines.map(|line| format!("{indent}{}", line.trim_end())).collect()
    }

    fn border(self) -> String {
        format!("{:1$} {2}", "", self.digits, self.style.palette.paint(FRAME, '│'))
    }

    /// A note, wrapped to the width of the terminal.
    fn note(self, label: NoteLabel, note: &str) -> String {
        let palette = self.style.palette;
        let bullet = palette.paint(FRAME, '=');
        let name = match label {
            NoteLabel::Help => palette.paint(HELP, label.text()),
            _ => palette.paint(STRONG, label.text()),
        };
        let indent = self.digits + 3;
        let width = self.style.wrap_width.map(|width| width.saturating_sub(indent));
        let lines = wrap(note, label.text().len() + 2, width);
        let lines = lines.join(&format!("\n{:indent$}", ""));
        format!("{:1$} {bullet} {name}: {lines}", "", self.digits)
    }

    /// A line of a fix, its mark in the place of the border.
    fn preview(self, line: &PreviewLine) -> String {
        let palette = self.style.palette;
        let mark = match line.mark {
            Mark::Context => palette.paint(FRAME, '│'),
            Mark::Removed => palette.paint(REMOVED.bold(), '-'),
            Mark::Added => palette.paint(ADDED.bold(), '+'),
        };
        let number = palette.paint(FRAME, format!("{:1$}", line.number + 1, self.digits));
        format!("{number} {mark} {}", line.text).trim_end().to_owned()
    }
}

/// How many digits the number of a line has, which is counted from 0.
fn digits(number: usize) -> usize {
    (number + 1).to_string().len()
}

/// Writes what codespan draws in the colors of a palette.
struct Painter {
    output: Vec<u8>,
    palette: Palette,
    severity: Severity,
}

impl Painter {
    fn set(&mut self, style: Style) -> io::Result<()> {
        self.output.write_all(self.palette.start(style).as_bytes())
    }
}

impl Write for Painter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.output.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl WriteStyle for Painter {
    fn set_header(&mut self, _: CodespanSeverity) -> io::Result<()> {
        Ok(())
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.set(FRAME)
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.set(FRAME)
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.set(FRAME)
    }

    fn set_label(&mut self, _: CodespanSeverity, label: LabelStyle) -> io::Result<()> {
        self.set(match label {
            LabelStyle::Primary => severity_style(self.severity),
            LabelStyle::Secondary => FRAME,
        })
    }

    fn reset(&mut self) -> io::Result<()> {
        self.output.write_all(self.palette.end().as_bytes())
    }
}

/// A line of a fix as it is shown.
struct PreviewLine {
    /// Its number, from 0: in the file, or in the file after the fix.
    number: usize,
    mark: Mark,
    text: String,
}

/// How a fix changes a line.
enum Mark {
    Context,
    Removed,
    Added,
}

/// The lines that a fix changes; `None` if the fix is not applied by the options, or if they are too
/// many or too long, or hold a secret. Where lines are only added, the one before them is shown too.
fn preview(style: OutputStyle, file: &LintedFile<'_>, fix: &Fix) -> Option<Vec<PreviewLine>> {
    if fix.applicability == Applicability::Unsafe && !style.unsafe_fixes {
        return None;
    }
    let span = lines_around(file.source, &fix.edits)?;
    if span.end - span.start > MAX_DIFF_LEN {
        return None;
    }
    let in_span = |edit: &Edit| {
        let edited = Span::new(edit.span.start - span.start, edit.span.end - span.start);
        Edit::replace(edited, edit.text.as_str())
    };
    let edits = Edits::new(fix.edits.iter().map(in_span).collect());
    let before = file.source.slice(span);
    let after = edits.apply(before);
    let (equal, old, new) = changed_lines(before, &after);
    let first = file.source.line_of(span.start) + equal;
    let secrets = &file.report.secrets;
    if old.len() + new.len() > MAX_DIFF_LINES
        || old.iter().chain(&new).any(|line| secrets.is_revealed_by(line))
    {
        return None;
    }
    let width = style.line_width(digits(first + new.len()));
    let context = (old.is_empty() && first > 0).then(|| first - 1).into_iter().map(|number| {
        let line = file.source.line_span(number);
        let text = render_unchanged(width, &secrets.mask_span(file.source, line));
        PreviewLine { number, mark: Mark::Context, text }
    });
    let changed = render_change(style.palette, width, &old, &new);
    let old = (first..).zip(changed.old);
    let old = old.map(|(number, text)| PreviewLine { number, mark: Mark::Removed, text });
    let new = (first..).zip(changed.new);
    let new = new.map(|(number, text)| PreviewLine { number, mark: Mark::Added, text });
    Some(context.chain(old).chain(new).collect())
}

/// The whole lines that edits are on.
fn lines_around(source: &Source, edits: &Edits) -> Option<Span> {
    let (first, last) = (edits.iter().next()?, edits.iter().next_back()?);
    let start = source.line_span(source.line_of(first.span.start)).start;
    let line = source.line_of(last.span.end);
    let line_start = source.line_span(line).start;
    let end = if line_start == last.span.end && line_start > start {
        line_start
    } else if line + 1 < source.line_count() {
        source.line_span(line + 1).start
    } else {
        source.text().len()
    };
    Some(Span::new(start, end))
}

/// The lines of two texts between those that both begin with, which are counted, and those that both
/// end with.
fn changed_lines<'a>(before: &'a str, after: &'a str) -> (usize, Vec<&'a str>, Vec<&'a str>) {
    let is_same = |(one, other): &(&str, &str)| one == other;
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let start = std::iter::zip(old.iter().copied(), new.iter().copied());
    let start = start.take_while(is_same).count();
    let (old, new) = (&old[start..], &new[start..]);
    let end = std::iter::zip(old.iter().rev().copied(), new.iter().rev().copied());
    let end = end.take_while(is_same).count();
    (start, old[..old.len() - end].to_vec(), new[..new.len() - end].to_vec())
}

/// The lines of a file that a diagnostic mentions, as they are shown: escaped, masked and clipped.
/// Their numbers and columns are those of the file.
struct Snippet<'a> {
    path: String,
    /// The most characters of a line that are shown.
    width: usize,
    source: &'a Source,
    text: String,
    /// By number.
    lines: Vec<Line>,
}

struct Line {
    /// The line's number in the file, from 0.
    number: usize,
    /// Its bytes in the snippet.
    range: Range<usize>,
    /// For each character that is shown: its byte offset in the file, and in the snippet.
    offsets: Vec<(usize, usize)>,
}

impl<'a> Snippet<'a> {
    fn new(style: OutputStyle, file: &LintedFile<'a>, diagnostic: &Diagnostic) -> Self {
        let source = file.source;
        let related = diagnostic.related.iter().map(|related| related.span.start);
        let mut focus_of_line = BTreeMap::new();
        for focus in std::iter::once(diagnostic.span.start).chain(related) {
            focus_of_line.entry(source.line_of(focus)).or_insert(focus);
        }
        // A single line between two others is shown too.
        let numbers: Vec<usize> = focus_of_line.keys().copied().collect();
        for pair in numbers.windows(2).filter(|pair| pair[0] + 2 == pair[1]) {
            let between = pair[0] + 1;
            focus_of_line.insert(between, source.line_span(between).start);
        }
        let path = escape_for_terminal(file.path).into_owned();
        let width =
            style.line_width(focus_of_line.keys().next_back().map_or(1, |last| digits(*last)));
        let mut snippet = Self { path, width, source, text: String::new(), lines: Vec::new() };
        for (number, focus) in focus_of_line {
            snippet.push_line(file, number, focus);
        }
        snippet
    }

    /// Adds a line of the file, or of a long one what is around the offset `focus`.
    fn push_line(&mut self, file: &LintedFile<'_>, number: usize, focus: usize) {
        let line = self.source.line_span(number);
        let focus = focus.min(line.end) - line.start;
        let range = visible_range(self.source.slice(line), focus, self.width);
        let visible = Span::from(range).offset_by(line.start);
        let start = self.text.len();
        if visible.start > line.start {
            self.text.push('…');
        }
        let masked = file.report.secrets.mask_span(self.source, visible);
        let written = self.source.slice(visible).char_indices();
        let mut offsets = Vec::new();
        for ((at, _), character) in written.zip(masked.chars()) {
            offsets.push((visible.start + at, self.text.len()));
            if needs_escape(character) {
                self.text.push_str(&toml_escape(character));
            } else {
                self.text.push(character);
            }
        }
        offsets.push((visible.end, self.text.len()));
        if visible.end < line.end {
            self.text.push('…');
        }
        self.text.push('\n');
        self.lines.push(Line { number, range: start..self.text.len(), offsets });
    }

    /// The bytes of the snippet that show those of the file, as far as its first line goes.
    fn range_of(&self, span: Span) -> Range<usize> {
        let Some(line) = self.line(self.source.line_of(span.start)) else { return 0..0 };
        let shown = |offset: usize| {
            let next = line.offsets.partition_point(|(written, _)| *written < offset);
            line.offsets[next.min(line.offsets.len() - 1)].1
        };
        let (start, end) = (shown(span.start), shown(span.end));
        start..end.max(start)
    }

    /// The label of another place; without a message where that only repeats what is underlined.
    fn label(&self, related: &Related) -> Label<()> {
        let text = self.source.slice(related.span);
        let is_repeated =
            related.message.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) == Some(text);
        let message = if is_repeated { "" } else { &*related.message };
        Label::secondary((), self.range_of(related.span)).with_message(message)
    }

    /// The number of the last line, from 0.
    fn last_number(&self) -> usize {
        self.lines.last().map_or(0, |line| line.number)
    }

    /// The line of a number.
    fn line(&self, number: usize) -> Option<&Line> {
        let index = self.lines.binary_search_by_key(&number, |line| line.number).ok()?;
        Some(&self.lines[index])
    }

    /// The line of a byte of the snippet; the last one for its end.
    fn line_at(&self, byte: usize) -> Option<&Line> {
        let index = self.lines.partition_point(|line| line.range.end <= byte);
        self.lines.get(index).or(self.lines.last())
    }
}

/// The bytes of a line that are shown: all, or a part of `width` characters around the byte `focus`.
fn visible_range(line: &str, focus: usize, width: usize) -> Range<usize> {
    if line.len() <= width {
        return 0..line.len();
    }
    let lead: usize = line[..focus].chars().rev().take(width * 3 / 8).map(char::len_utf8).sum();
    let start = if focus > width / 2 { focus - lead } else { 0 };
    start..start + line[start..].chars().take(width).map(char::len_utf8).sum::<usize>()
}

impl<'a> Files<'a> for Snippet<'_> {
    type FileId = ();
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(&self.path)
    }

    fn source(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(&self.text)
    }

    fn line_index(&'a self, (): (), byte: usize) -> Result<usize, Error> {
        self.line_at(byte).map(|line| line.number).ok_or(Error::FileMissing)
    }

    /// Of a line that is not shown, the empty range where it would be.
    fn line_range(&'a self, (): (), number: usize) -> Result<Range<usize>, Error> {
        let next = self.lines.partition_point(|line| line.number < number);
        Ok(match self.lines.get(next) {
            Some(line) if line.number == number => line.range.clone(),
            Some(line) => line.range.start..line.range.start,
            None => self.text.len()..self.text.len(),
        })
    }

    fn column_number(&'a self, (): (), number: usize, byte: usize) -> Result<usize, Error> {
        let line = self.line(number).ok_or(Error::FileMissing)?;
        let next = line.offsets.partition_point(|(_, shown)| *shown < byte);
        let (offset, _) = line.offsets[next.min(line.offsets.len() - 1)];
        Ok(self.source.position(offset).column)
    }
}
