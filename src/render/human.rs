//! For people: the lines with carets under what is wrong, notes, and fixes as small diffs; the only
//! importer of
//! `codespan_reporting`.

use std::collections::BTreeSet;
use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic as Shown, Label, Severity as ShownSeverity};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, Config, termcolor::Buffer};

use super::{LintedFile, OutputStyle, reveals, url};
use crate::diagnostic::{Applicability, Edit, Fix, Severity};
use crate::fix::apply_edits;
use crate::lint::Reported;
use crate::text::escape::escape_for_terminal;
use crate::text::escape::{needs_escape, toml_escape};
use crate::text::{LineIndex, Span, line_end, line_start};

/// The most characters of a line that are shown.
const WIDTH: usize = 160;

/// How many of them stand before the place that is underlined.
const LEAD: usize = 60;

/// The most lines of a fix that are shown.
const MAX_DIFF_LINES: usize = 8;

pub(super) fn chunk(style: OutputStyle, file: &LintedFile<'_>, index: &LineIndex) -> Vec<u8> {
    let mut buffer = if style.color { Buffer::ansi() } else { Buffer::no_color() };
    let config = Config::default();
    for diagnostic in &file.report.diagnostics {
        let excerpt = Snippet::new(file, index, diagnostic);
        let shown = shown(style, file, diagnostic, &excerpt);
        term::emit_to_write_style(&mut buffer, &config, &excerpt, &shown)
            .expect("an excerpt holds what its labels name");
    }
    buffer.into_inner()
}

fn shown(
    style: OutputStyle,
    file: &LintedFile<'_>,
    diagnostic: &Reported,
    excerpt: &Snippet<'_>,
) -> Shown<()> {
    let finding = &diagnostic.finding;
    let severity = match diagnostic.severity {
        Severity::Error => ShownSeverity::Error,
        Severity::Warning => ShownSeverity::Warning,
        Severity::Hint => ShownSeverity::Note,
    };
    let code = if style.hyperlinks {
        linked(diagnostic.rule.name)
    } else {
        diagnostic.rule.name.to_owned()
    };
    let primary = Label::primary((), excerpt.place(finding.span))
        .with_message(finding.label.as_deref().unwrap_or_default());
    let related = finding.related.iter().map(|related| {
        Label::secondary((), excerpt.place(related.span)).with_message(&related.message)
    });
    let notes = finding.notes.iter().map(|note| note.replace('\n', "\n  "));
    let fixes = finding.fixes.iter().enumerate().map(|(index, fix)| help(file, fix, index == 0));
    Shown::new(severity)
        .with_code(code)
        .with_message(&finding.message)
        .with_labels(std::iter::once(primary).chain(related).collect())
        .with_notes(notes.chain(fixes).collect())
}

/// The rule's name as an OSC 8 hyperlink.
fn linked(rule: &str) -> String {
    format!("\x1b]8;;{}\x1b\\{rule}\x1b]8;;\x1b\\", url(rule))
}

/// The fix as a note, with a diff of the lines that it changes.
fn help(file: &LintedFile<'_>, fix: &Fix, with_diff: bool) -> String {
    let option = match fix.applicability {
        Applicability::Safe => "--fix",
        Applicability::Unsafe => "--unsafe-fixes",
    };
    let mut help = format!("help: {} ({option})", fix.title);
    if with_diff {
        let lines =
            diff(file.text, fix).filter(|lines| !lines.iter().any(|line| reveals(file, line)));
        for line in lines.unwrap_or_default() {
            help.push_str("\n  ");
            help.push_str(&clipped(&escape_for_terminal(&line)));
        }
    }
    help
}

/// The lines that a fix changes, `- ` before the old and `+ ` before the new; `None` where they are
/// too many.
fn diff(text: &str, fix: &Fix) -> Option<Vec<String>> {
    let (first, last) = (fix.edits().first()?, fix.edits().last()?);
    let start = line_start(text, first.span.start);
    let at_line_start = last.span.end > start && text[..last.span.end].ends_with('\n');
    let end = if at_line_start { last.span.end } else { line_end(text, last.span.end) };
    let shifted = |edit: &Edit| {
        Edit::replace(Span::new(edit.span.start - start, edit.span.end - start), edit.text.clone())
    };
    let after =
        apply_edits(&text[start..end], &fix.edits().iter().map(shifted).collect::<Vec<_>>());
    let (before, after): (Vec<&str>, Vec<&str>) =
        (text[start..end].lines().collect(), after.lines().collect());
    let same_start = before.iter().zip(&after).take_while(|(one, other)| one == other).count();
    let rest = before.len().min(after.len()) - same_start;
    let same_end = before
        .iter()
        .rev()
        .zip(after.iter().rev())
        .take(rest)
        .take_while(|(one, other)| one == other)
        .count();
    let old = before[same_start..before.len() - same_end].iter().map(|line| format!("- {line}"));
    let new = after[same_start..after.len() - same_end].iter().map(|line| format!("+ {line}"));
    let lines: Vec<String> = old.chain(new).collect();
    (lines.len() <= MAX_DIFF_LINES).then_some(lines)
}

fn clipped(line: &str) -> String {
    match line.char_indices().nth(WIDTH) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

/// The lines of a file that a diagnostic speaks of, as they may be shown: escaped, mask and
/// clipped. Their numbers and columns are those of the file.
struct Snippet<'a> {
    path: String,
    text: &'a str,
    index: &'a LineIndex,
    shown: String,
    lines: Vec<Line>,
}

struct Line {
    /// The line's number in the file, from 0.
    number: usize,
    /// Its bytes in the excerpt.
    range: Range<usize>,
    /// For each character that is shown: its byte offset in the file, and in the excerpt.
    places: Vec<(usize, usize)>,
}

impl<'a> Snippet<'a> {
    fn new(file: &LintedFile<'a>, index: &'a LineIndex, diagnostic: &Reported) -> Self {
        let finding = &diagnostic.finding;
        let starts: Vec<usize> = std::iter::once(finding.span.start)
            .chain(finding.related.iter().map(|related| related.span.start))
            .collect();
        let mut numbers: BTreeSet<usize> = starts.iter().map(|start| index.line(*start)).collect();
        let between: Vec<usize> = numbers
            .iter()
            .filter(|number| numbers.contains(&(*number + 2)))
            .map(|number| number + 1)
            .collect();
        numbers.extend(between);
        let mut excerpt = Snippet {
            path: escape_for_terminal(file.path).into_owned(),
            text: file.text,
            index,
            shown: String::new(),
            lines: Vec::new(),
        };
        for number in numbers {
            let focus = starts.iter().copied().find(|start| index.line(*start) == number);
            excerpt.push_line(file, number, focus);
        }
        excerpt
    }

    fn push_line(&mut self, file: &LintedFile<'_>, number: usize, focus: Option<usize>) {
        let span = self.index.span(self.text, number);
        let start = self.shown.len();
        let window = window(
            span.of(self.text),
            focus.map_or(0, |focus| focus.min(span.end).saturating_sub(span.start)),
        );
        if window.start > 0 {
            self.shown.push('…');
        }
        let mut places = Vec::new();
        for (at, character) in span.of(self.text)[window.clone()].char_indices() {
            let place = span.start + window.start + at;
            places.push((place, self.shown.len()));
            let secret = file.report.secrets.iter().find(|secret| {
                secret.span.contains(Span::new(place, place + character.len_utf8()))
            });
            match (secret, character) {
                (Some(secret), _)
                    if place >= secret.span.start + 4
                        || secret.span.end - secret.span.start <= 12 =>
                {
                    self.shown.push('*');
                }
                _ if needs_escape(character) => self.shown.push_str(&toml_escape(character)),
                _ => self.shown.push(character),
            }
        }
        places.push((span.start + window.end, self.shown.len()));
        if window.end < span.end - span.start {
            self.shown.push('…');
        }
        self.shown.push('\n');
        self.lines.push(Line { number, range: start..self.shown.len(), places });
    }

    /// The bytes of the excerpt that stand for those of the file, as far as its first line goes.
    fn place(&self, span: Span) -> Range<usize> {
        let number = self.index.line(span.start);
        let Some(line) = self.lines.iter().find(|line| line.number == number) else { return 0..0 };
        let find = |offset: usize| {
            let place = line
                .places
                .partition_point(|(place, _)| *place < offset)
                .min(line.places.len() - 1);
            line.places[place].1
        };
        let (start, end) = (find(span.start), find(span.end));
        start..end.max(start)
    }

    fn line_of(&self, byte: usize) -> Option<&Line> {
        self.lines
            .get(self.lines.partition_point(|line| line.range.end <= byte))
            .or(self.lines.last())
    }
}

/// The bytes of a line that are shown: all, or a part around the byte `focus`.
fn window(line: &str, focus: usize) -> Range<usize> {
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
        Ok(&self.shown)
    }

    fn line_index(&'a self, (): (), byte: usize) -> Result<usize, Error> {
        self.line_of(byte).map(|line| line.number).ok_or(Error::FileMissing)
    }

    fn line_range(&'a self, (): (), number: usize) -> Result<Range<usize>, Error> {
        let next = self.lines.partition_point(|line| line.number < number);
        let missing = || self.lines.get(next).map_or(self.shown.len(), |line| line.range.start);
        Ok(self
            .lines
            .get(next)
            .filter(|line| line.number == number)
            .map_or_else(|| missing()..missing(), |line| line.range.clone()))
    }

    fn column_number(&'a self, (): (), number: usize, byte: usize) -> Result<usize, Error> {
        let line =
            self.lines.iter().find(|line| line.number == number).ok_or(Error::FileMissing)?;
        let place =
            line.places.partition_point(|(_, shown)| *shown < byte).min(line.places.len() - 1);
        Ok(self.index.position(self.text, line.places[place].0).column)
    }
}
