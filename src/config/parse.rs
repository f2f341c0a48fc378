//! `cliq-lint.toml` to a configuration and diagnostics; total.

use globset::GlobSet;

use super::{AlreadyReported, Config, LEVELS, Override, RuleLevels, compile_globs};
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::rules;
use crate::syntax::{self, Entry, StringValue, Table, Value, ValueKind};
use crate::text::Source;
use crate::text::escape::quote_for_message;

/// Reads a configuration. Total: what is not understood is a finding, and the rest counts.
#[must_use]
pub fn parse(source: &Source<'_>) -> (Config, Vec<Diagnostic>) {
    let document = syntax::parse(source);
    let mut reader = Reader { text: document.text, findings: Vec::new() };
    reader.findings.extend(document.encoding_error.map(rules::finding_of_encoding_fault));
    reader
        .findings
        .extend(document.errors.iter().map(rules::finding_of_syntax_error(document.text)));
    let mut config = Config::default();
    for entry in &document.root.entries {
        match entry.key.as_str() {
            "rules" => {
                for (rule, level) in reader.levels(entry) {
                    config.levels.set(rule, level);
                }
            }
            "include" => config.include = reader.globs(entry),
            "exclude" => config.exclude = reader.globs(entry).unwrap_or_default(),
            "overrides" => config.overrides = reader.overrides(entry),
            _ => reader.unknown_key(entry, &["exclude", "include", "overrides", "rules"]),
        }
    }
    reader.findings.sort_by_key(|finding| finding.span);
    (config, reader.findings)
}

struct Reader<'a> {
    text: &'a str,
    findings: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn unknown_key(&mut self, entry: &Entry, known: &[&'static str]) {
        let finding = Diagnostic::new(
            entry.key_span,
            format!("unknown key {}", quote_for_message(&entry.key)),
        );
        let near = known.iter().find(|known| strsim::osa_distance(known, &entry.key) <= 2);
        self.findings.push(match near {
            Some(near) => finding.fix(Fix::unsafe_(
                format!("write `{near}`"),
                vec![Edit::replace(entry.key_span, *near)],
            )),
            None => finding.note(format!("the keys here are: {}", known.join(", "))),
        });
    }

    fn wrong_type(&mut self, value: &Value, wanted: &str) {
        if !matches!(value.kind, ValueKind::Unparsed) {
            self.findings.push(Diagnostic::new(
                value.span,
                format!("expected {wanted}, found {}", value.kind.describe()),
            ));
        }
    }

    fn table(&mut self, value: &'a Value) -> Option<&'a Table> {
        if let ValueKind::Table(table) = &value.kind {
            return Some(table);
        }
        self.wrong_type(value, "a table");
        None
    }

    fn text(&mut self, value: &'a Value) -> Option<StringValue<'a>> {
        let text = value.as_string(self.text);
        if text.is_none() {
            self.wrong_type(value, "a string");
        }
        text
    }

    fn elements(&mut self, value: &'a Value, wanted: &str) -> &'a [Value] {
        if let ValueKind::Array(elements) = &value.kind {
            return elements;
        }
        self.wrong_type(value, wanted);
        &[]
    }

    fn levels(&mut self, entry: &'a Entry) -> RuleLevels {
        let entries = self.table(&entry.value).map_or(&[][..], |table| &table.entries);
        entries
            .iter()
            .filter_map(|entry| Some((self.rule(entry)?, self.level(entry).ok()?)))
            .collect()
    }

    fn rule(&mut self, entry: &Entry) -> Option<usize> {
        let position = rules::position(&entry.key);
        if position.is_none() {
            let finding = Diagnostic::new(
                entry.key_span,
                format!("no rule is called {}", quote_for_message(&entry.key)),
            );
            self.findings.push(match rules::nearest(&entry.key) {
                Some(near) => finding.fix(Fix::unsafe_(
                    format!("write `{near}`"),
                    vec![Edit::replace(entry.key_span, near)],
                )),
                None => finding.note("`cliq-lint rules` lists them"),
            });
        }
        position
    }

    fn level(&mut self, entry: &'a Entry) -> Result<Option<Severity>, AlreadyReported> {
        let text = self.text(&entry.value).ok_or(AlreadyReported)?;
        if let Some((_, level)) = LEVELS.iter().find(|(name, _)| *name == text.value) {
            return Ok(*level);
        }
        let finding = Diagnostic::new(
            text.highlight_span(),
            format!("{} is no level", quote_for_message(text.value)),
        );
        let level = match text.value {
            "warn" => Some("warning"),
            "deny" | "err" => Some("error"),
            "allow" | "ignore" | "none" => Some("off"),
            "info" | "information" | "note" => Some("hint"),
            _ => None,
        };
        let fix = level.map(|level| {
            Fix::unsafe_(
                format!("write `{level}`"),
                vec![Edit::replace(text.highlight_span(), level)],
            )
        });
        self.findings.push(finding.note("a level is `off`, `hint`, `warning` or `error`").fix(fix));
        Err(AlreadyReported)
    }

    fn globs(&mut self, entry: &'a Entry) -> Option<GlobSet> {
        let elements = self.elements(&entry.value, "an array of globs");
        let mut patterns = Vec::new();
        for text in elements.iter().filter_map(|element| self.text(element)).collect::<Vec<_>>() {
            match compile_globs([text.value]) {
                Ok(_) => patterns.push(text.value),
                Err(reason) => {
                    self.findings.push(Diagnostic::new(
                        text.highlight_span(),
                        format!("{} is no glob: {reason}", quote_for_message(text.value)),
                    ));
                }
            }
        }
        compile_globs(patterns).ok()
    }

    fn overrides(&mut self, entry: &'a Entry) -> Vec<Override> {
        let elements = self.elements(&entry.value, "tables, as `[[overrides]]`");
        elements.iter().filter_map(|element| self.parse_override(element)).collect()
    }

    fn parse_override(&mut self, element: &'a Value) -> Option<Override> {
        let mut files = None;
        let mut levels = Vec::new();
        for entry in &self.table(element)?.entries {
            match entry.key.as_str() {
                "files" => files = self.globs(entry),
                "rules" => levels = self.levels(entry),
                _ => self.unknown_key(entry, &["files", "rules"]),
            }
        }
        if files.is_none() {
            self.findings.push(Diagnostic::new(
                element.span,
                "this override does not say for which `files` it is",
            ));
        }
        Some(Override { files: files?, levels })
    }
}
