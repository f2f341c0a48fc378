//! For people: lines of the file with carets under the problems, notes, and fixes as small diffs;
//! the only importer of `codespan_reporting`.

use std::collections::BTreeMap;
use std::ops::Range;

use codespan_reporting::diagnostic::{
    Diagnostic as CodespanDiagnostic, Label, Severity as CodespanSeverity,
};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, Config, termcolor::Buffer};

use super::{LintedFile, OutputStyle};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::lint::{Code, Reported};
use crate::text::escape::{escape_for_terminal, needs_escape, toml_escape};
use crate::text::{Edit, Edits, Source, Span};

/// The most characters of a line that are shown.
const WIDTH: usize = 160;

/// How many of them come before the underlined place.
const LEAD: usize = 60;

/// The most lines of a fix that are shown.
const MAX_DIFF_LINES: usize = 8;

/// The longest part of a text, in bytes, of which a fix is shown as a diff. The fixes of one long
/// line would else each take the time that the whole line takes.
const MAX_DIFF_LEN: usize = 8192;

pub(super) fn render_file(style: OutputStyle, file: &LintedFile<'_>) -> Vec<u8> {
    let mut buffer = if style.color { Buffer::ansi() } else { Buffer::no_color() };
    let config = Config::default();
    for found in &file.report.diagnostics {
        let snippet = Snippet::new(file, &found.diagnostic);
        let diagnostic = to_codespan(style, file, found, &snippet);
        term::emit_to_write_style(&mut buffer, &config, &snippet, &diagnostic)
            .expect("a snippet has every line that a label is on");
    }
    buffer.into_inner()
}

fn to_codespan(
    style: OutputStyle,
    file: &LintedFile<'_>,
    found: &Reported,
    snippet: &Snippet<'_>,
) -> CodespanDiagnostic<()> {
    let diagnostic = &found.diagnostic;
    let severity = match found.severity {
        Severity::Error => CodespanSeverity::Error,
        Severity::Warning => CodespanSeverity::Warning,
        Severity::Hint => CodespanSeverity::Note,
    };
    let code = if style.hyperlinks { hyperlink(found.code) } else { found.code.name().to_owned() };
    let primary = Label::primary((), snippet.range_of(diagnostic.span))
        .with_message(diagnostic.label.as_deref().unwrap_or_default());
    let related = diagnostic.related.iter().map(|related| {
        Label::secondary((), snippet.range_of(related.span)).with_message(&related.message)
    });
    let notes = diagnostic.all_notes().map(|note| note.replace('\n', "\n  "));
    let fixes = diagnostic.fixes.iter().enumerate();
    let help = fixes.map(|(index, fix)| {
        let is_shown = style.unsafe_fixes || fix.applicability == Applicability::Safe;
        fix_help(file, fix, index == 0 && is_shown)
    });
    CodespanDiagnostic::new(severity)
        .with_code(code)
        .with_message(&diagnostic.message)
        .with_labels(std::iter::once(primary).chain(related).collect())
        .with_notes(notes.chain(help).collect())
}

/// A rule's name as an OSC 8 hyperlink to its page.
fn hyperlink(code: Code) -> String {
    format!("\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\", code.descriptor().url(), code.name())
}

/// The fix as a note, with a diff of the lines that it changes.
fn fix_help(file: &LintedFile<'_>, fix: &Fix, with_diff: bool) -> String {
    let kind = match fix.applicability {
        Applicability::Safe => "--fix",
        Applicability::Unsafe => "unsafe fix",
    };
    let mut help = format!("help: {} ({kind})", fix.title);
    let lines = if with_diff { diff_lines(file, fix) } else { None };
    for line in lines.unwrap_or_default() {
        help.push_str("\n  ");
        help.push_str(&clip(&escape_for_terminal(&line)));
    }
    help
}

/// The lines that a fix changes, `- ` before the old and `+ ` before the new; `None` if they are too
/// many or too long, or hold a secret.
fn diff_lines(file: &LintedFile<'_>, fix: &Fix) -> Option<Vec<String>> {
    let span = lines_around(file.source, &fix.edits)?;
    let secrets = &file.report.secrets;
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
    let (old, new) = changed_lines(before, &after);
    if old.len() + new.len() > MAX_DIFF_LINES
        || old.iter().chain(&new).any(|line| secrets.is_revealed_by(line))
    {
        return None;
    }
    let old = old.iter().map(|line| format!("- {line}"));
    let new = new.iter().map(|line| format!("+ {line}"));
    Some(old.chain(new).collect())
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

/// The lines of two texts between those that both begin with and those that both end with.
fn changed_lines<'a>(before: &'a str, after: &'a str) -> (Vec<&'a str>, Vec<&'a str>) {
    let is_same = |(one, other): &(&str, &str)| one == other;
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let start = std::iter::zip(old.iter().copied(), new.iter().copied());
    let start = start.take_while(is_same).count();
    let (old, new) = (&old[start..], &new[start..]);
    let end = std::iter::zip(old.iter().rev().copied(), new.iter().rev().copied());
    let end = end.take_while(is_same).count();
    (old[..old.len() - end].to_vec(), new[..new.len() - end].to_vec())
}

/// The first characters of a line.
fn clip(line: &str) -> String {
    match line.char_indices().nth(WIDTH) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

/// The lines of a file that a diagnostic mentions, as they are shown: escaped, masked and clipped.
/// Their numbers and columns are those of the file.
struct Snippet<'a> {
    path: String,
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
    fn new(file: &LintedFile<'a>, diagnostic: &Diagnostic) -> Self {
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
        let mut snippet = Self { path, source, text: String::new(), lines: Vec::new() };
        for (number, focus) in focus_of_line {
            snippet.push_line(file, number, focus);
        }
        snippet
    }

    /// Adds a line of the file, or of a long one what is around the offset `focus`.
    fn push_line(&mut self, file: &LintedFile<'_>, number: usize, focus: usize) {
        let line = self.source.line_span(number);
        let focus = focus.min(line.end) - line.start;
        let range = visible_range(self.source.slice(line), focus);
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

/// The bytes of a line that are shown: all, or a part around the byte `focus`.
fn visible_range(line: &str, focus: usize) -> Range<usize> {
    if line.len() <= WIDTH {
        return 0..line.len();
    }
    let lead: usize = line[..focus].chars().rev().take(LEAD).map(char::len_utf8).sum();
    let start = if focus > WIDTH / 2 { focus - lead } else { 0 };
    start..start + line[start..].chars().take(WIDTH).map(char::len_utf8).sum::<usize>()
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
