//! Parses `cliq-lint.toml` into a configuration and diagnostics. Never fails.

use super::{Config, ConfigTable, Extended, FILE_NAME, Globs, LEVELS, Override, RuleLevel};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::rules::{
    RuleId, describe_encoding_error, describe_old_name, describe_syntax_error, suggest_rule,
};
use crate::secrets::Secrets;
use crate::syntax::{self, Entry, StringValue, Table, Tree, Value, ValueKind};
use crate::text::suggest::did_you_mean;
use crate::text::{Edit, Source};

/// The result of parsing a configuration.
pub struct ParsedConfig {
    /// The valid settings.
    pub config: Config,
    /// The problems, sorted by position.
    pub diagnostics: Vec<Diagnostic>,
    /// The secrets of the text, which no message shows.
    pub secrets: Secrets,
    /// The tree of the text.
    pub tree: Tree,
}

/// Parses a configuration. Never fails: invalid parts become diagnostics, and the rest takes effect.
pub fn parse(source: &Source) -> ParsedConfig {
    let tree = syntax::parse(source);
    let secrets = Secrets::find(source, &tree);
    let mut reader = Reader { secrets: &secrets, diagnostics: Vec::new() };
    reader.diagnostics.extend(tree.encoding_error.map(describe_encoding_error));
    let describe = |error| describe_syntax_error(source, &secrets, error);
    reader.diagnostics.extend(tree.errors.iter().map(describe));
    let mut config = Config::default();
    for entry in &tree.root.entries {
        match entry.key.as_str() {
            "extends" => config.extends = reader.extended(entry),
            "rules" => config.rules = reader.levels(entry),
            "include" => {
                config.include = reader.globs(entry);
                config.include_span = Some(entry.value.span);
            }
            "exclude" => {
                config.exclude = reader.globs(entry).unwrap_or_default();
                config.exclude_span = Some(entry.value.span);
            }
            "overrides" => config.overrides = reader.overrides(entry),
            "match" => config.match_files = reader.match_files(entry),
            _ => reader.report_unknown_key(entry, ConfigTable::Root),
        }
    }
    let mut diagnostics = reader.diagnostics;
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    ParsedConfig { config, diagnostics, secrets, tree }
}

/// Marks a value that is invalid and has been reported.
struct AlreadyReported;

struct Reader<'a> {
    secrets: &'a Secrets,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn report_unknown_key(&mut self, entry: &Entry, table: ConfigTable) {
        let known: Vec<&str> = table.keys().map(|key| key.name).collect();
        let message = format!("unknown key {}", self.secrets.quote(&entry.key));
        let diagnostic = Diagnostic::new(entry.key_span, message);
        self.diagnostics.push(match did_you_mean(&entry.key, known.iter().copied()) {
            Some(near) => {
                let edit = Edit::replace(entry.key_span, near);
                diagnostic.with_fix(Fix::unsafe_(format!("Rename to `{near}`"), edit))
            }
            None => diagnostic.with_note(format!("valid keys: {}", known.join(", "))),
        });
    }

    fn report_wrong_type(&mut self, value: &Value, expected: &str) {
        if !matches!(value.kind, ValueKind::Unparsed) {
            let message = format!("expected {expected}, found {}", value.kind.describe());
            self.diagnostics.push(Diagnostic::new(value.span, message));
        }
    }

    fn table(&mut self, value: &'a Value) -> Option<&'a Table> {
        let table = value.as_table();
        if table.is_none() {
            self.report_wrong_type(value, "a table");
        }
        table
    }

    fn string(&mut self, value: &'a Value) -> Option<&'a StringValue> {
        let string = value.as_string();
        if string.is_none() {
            self.report_wrong_type(value, "a string");
        }
        string
    }

    fn elements(&mut self, value: &'a Value, expected: &str) -> &'a [Value] {
        let elements = value.as_array();
        if elements.is_none() {
            self.report_wrong_type(value, expected);
        }
        elements.unwrap_or_default()
    }

    fn extended(&mut self, entry: &'a Entry) -> Vec<Extended> {
        let one = std::slice::from_ref(&entry.value);
        let values = match entry.value.kind {
            ValueKind::String(_) => one,
            _ => self.elements(&entry.value, "a path or an array of paths"),
        };
        values.iter().filter_map(|value| self.extended_path(value)).collect()
    }

    fn extended_path(&mut self, value: &'a Value) -> Option<Extended> {
        let path = self.string(value)?;
        let span = path.highlight_span();
        let name = path.value.rsplit('/').next().unwrap_or_default();
        let problem = if path.value.contains("://") {
            Some("only files can be extended".to_owned())
        } else if path.value.starts_with('/') || path.value.contains([':', '\\']) {
            Some("write a path relative to this file, with `/` between its parts".to_owned())
        } else if name != FILE_NAME {
            Some(format!("only files named `{FILE_NAME}` can be extended"))
        } else {
            None
        };
        if let Some(problem) = problem {
            let message = format!("cannot extend {}", self.secrets.quote(&path.value));
            self.diagnostics.push(Diagnostic::new(span, message).with_note(problem));
            return None;
        }
        Some(Extended { path: path.value.to_string(), span })
    }

    fn levels(&mut self, entry: &'a Entry) -> Vec<RuleLevel> {
        let entries = self.table(&entry.value).map_or(&[][..], |table| &table.entries);
        let level = |entry: &'a Entry| {
            let rule = self.rule(entry)?;
            Some(RuleLevel { rule, level: self.level(entry).ok()?, span: entry.key_span })
        };
        entries.iter().map(|entry| &**entry).filter_map(level).collect()
    }

    fn rule(&mut self, entry: &Entry) -> Option<RuleId> {
        let rule = RuleId::from_name(&entry.key);
        if let Some(rule) = rule {
            let renamed = describe_old_name(entry.key_span, &entry.key, rule);
            self.diagnostics.extend(renamed.map(|one| one.at_most(Severity::Warning)));
        } else {
            let message = format!("unknown rule {}", self.secrets.quote(&entry.key));
            let diagnostic = Diagnostic::new(entry.key_span, message);
            self.diagnostics.push(match suggest_rule(&entry.key) {
                Some(near) => {
                    let edit = Edit::replace(entry.key_span, near.name());
                    diagnostic.with_fix(Fix::unsafe_(format!("Rename to `{}`", near.name()), edit))
                }
                None => diagnostic.with_note("run `cliq-lint rules` to list the rules"),
            });
        }
        rule
    }

    fn level(&mut self, entry: &'a Entry) -> Result<Option<Severity>, AlreadyReported> {
        let written = self.string(&entry.value).ok_or(AlreadyReported)?;
        if let Some((_, level)) = LEVELS.iter().find(|(name, _)| *name == &*written.value) {
            return Ok(*level);
        }
        let span = written.highlight_span();
        let message = format!("invalid level {}", self.secrets.quote(&written.value));
        let meant = match &*written.value {
            "warn" => Some("warning"),
            "deny" | "err" => Some("error"),
            "allow" | "ignore" | "none" => Some("off"),
            "info" | "information" | "note" => Some("hint"),
            _ => None,
        };
        let fix =
            |meant| Fix::unsafe_(format!("Replace with `{meant}`"), Edit::replace(span, meant));
        let diagnostic = Diagnostic::new(span, message)
            .with_note("expected `off`, `hint`, `warning` or `error`")
            .with_fix(meant.map(fix));
        self.diagnostics.push(diagnostic);
        Err(AlreadyReported)
    }

    fn globs(&mut self, entry: &'a Entry) -> Option<Globs> {
        let mut patterns = Vec::new();
        for element in self.elements(&entry.value, "an array of globs") {
            let Some(pattern) = self.string(element) else { continue };
            match Globs::new([&*pattern.value]) {
                Ok(_) => patterns.push(&*pattern.value),
                Err(error) => {
                    let pattern_text = self.secrets.quote(&pattern.value);
                    let message = format!("invalid glob {pattern_text}: {error}");
                    self.diagnostics.push(Diagnostic::new(pattern.highlight_span(), message));
                }
            }
        }
        Globs::new(patterns).ok()
    }

    fn match_files(&mut self, entry: &'a Entry) -> Option<Globs> {
        let mut files = None;
        for entry in &self.table(&entry.value)?.entries {
            match entry.key.as_str() {
                "files" => files = self.globs(entry),
                _ => self.report_unknown_key(entry, ConfigTable::Match),
            }
        }
        files
    }

    fn overrides(&mut self, entry: &'a Entry) -> Vec<Override> {
        let elements = self.elements(&entry.value, "`[[overrides]]` tables");
        elements.iter().filter_map(|element| self.parse_override(element)).collect()
    }

    fn parse_override(&mut self, element: &'a Value) -> Option<Override> {
        let mut files = None;
        let mut rules = Vec::new();
        for entry in &self.table(element)?.entries {
            match entry.key.as_str() {
                "files" => files = self.globs(entry),
                "rules" => rules = self.levels(entry),
                _ => self.report_unknown_key(entry, ConfigTable::Override),
            }
        }
        if files.is_none() {
            let message = "this override is missing `files`";
            self.diagnostics.push(Diagnostic::new(element.span, message));
        }
        Some(Override { files: files?, rules })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Config, Vec<String>) {
        let source = Source::new(text);
        let parsed = parse(&source);
        let show = |found: Diagnostic| format!("{}: {}", source.slice(found.span), found.message);
        (parsed.config, parsed.diagnostics.into_iter().map(show).collect())
    }

    #[test]
    fn levels_are_set_for_all_files_and_for_some() {
        let text = "[rules]\ninsecure-http = \"error\"\n[[overrides]]\nfiles = [\"staging/**\"]\n\
                    [overrides.rules]\ninsecure-http = \"off\"\n";
        let (config, diagnostics) = read(text);
        assert_eq!(diagnostics, [""; 0]);
        let level = |path| config.levels(path).level(RuleId::InsecureHttp);
        assert_eq!(level("a/cliq-client.toml"), Some(Severity::Error));
        assert_eq!(level("staging/a/cliq-client.toml"), None);
    }

    #[test]
    fn each_value_is_known_with_its_place() {
        let text = "include = [\"a.toml\"]\n[rules]\ninsecure-http = \"off\"\n\
                    [[overrides]]\nfiles = [\"a.toml\"]\nrules.insecure-http = \"error\"\n";
        let source = Source::new(text);
        let config = parse(&source).config;
        assert_eq!(config.include_span.map(|span| source.slice(span)), Some("[\"a.toml\"]"));
        assert_eq!(config.exclude_span, None);
        let lines = |path| {
            let levels = config.rule_levels(path);
            levels.map(|level| source.position(level.span.start).line).collect::<Vec<_>>()
        };
        assert_eq!((lines("a.toml"), lines("b.toml")), (vec![3, 6], vec![3]));
    }

    #[test]
    fn what_is_extended_is_a_path_or_several_to_files_of_this_name() {
        let paths = |text: &str| -> (Vec<String>, Vec<String>) {
            let (config, diagnostics) = read(text);
            (config.extends.into_iter().map(|one| one.path).collect(), diagnostics)
        };
        let base = "../cliq-lint.toml".to_owned();
        assert_eq!(paths("extends = '../cliq-lint.toml'"), (vec![base.clone()], vec![]));
        assert_eq!(paths("extends = ['../cliq-lint.toml']"), (vec![base], vec![]));
        for path in [
            "https://acme.com/cliq-lint.toml",
            "/etc/cliq-lint.toml",
            "C:/cliq-lint.toml",
            "..\\cliq-lint.toml",
            "../.env",
            "..",
            "",
        ] {
            let (paths, diagnostics) = paths(&format!("extends = '{path}'"));
            assert_eq!(paths, [""; 0]);
            let expected = if path.is_empty() { "''" } else { path };
            assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
            assert!(diagnostics[0].starts_with(expected), "{diagnostics:?}");
        }
        let wrong = ["1: expected a path or an array of paths, found an integer".to_owned()];
        assert_eq!(paths("extends = 1").1, wrong);
    }

    #[test]
    fn of_two_overrides_for_a_file_the_last_wins() {
        let text = "[[overrides]]\nfiles = [\"**\"]\nrules.insecure-http = \"off\"\n\
                    [[overrides]]\nfiles = [\"a.toml\"]\nrules.insecure-http = \"error\"\n";
        let level = read(text).0.levels("a.toml").level(RuleId::InsecureHttp);
        assert_eq!(level, Some(Severity::Error));
    }

    #[test]
    fn an_old_name_of_a_rule_is_read_as_its_new_one_and_reported() {
        let (config, diagnostics) = read("[rules]\nseveral-self-clients = \"off\"\n");
        assert_eq!(config.levels("a.toml").level(RuleId::MultipleSelfClients), None);
        assert_eq!(
            diagnostics,
            ["several-self-clients: the rule `several-self-clients` is now called \
                 `multiple-self-clients`"]
        );
    }

    #[test]
    fn the_words_of_other_linters_are_replaced_by_levels() {
        for (word, level) in [
            ("warn", "warning"),
            ("deny", "error"),
            ("err", "error"),
            ("allow", "off"),
            ("ignore", "off"),
            ("none", "off"),
            ("info", "hint"),
            ("information", "hint"),
            ("note", "hint"),
        ] {
            let text = format!("[rules]\ninsecure-http = \"{word}\"\n");
            let parsed = parse(&Source::new(text.as_str()));
            let fixed = parsed.diagnostics[0].fixes[0].edits.apply(&text);
            assert_eq!(fixed, text.replace(word, level));
        }
        let parsed = parse(&Source::new("[rules]\ninsecure-http = \"high\"\n"));
        assert_eq!(parsed.diagnostics[0].fixes, []);
    }

    #[test]
    fn mistakes_are_diagnostics_at_their_place() {
        let text = "exlude = []\ninclude = \"x\"\n[rules]\ninsecure-htp = \"off\"\n\
                    unknown-key = \"warn\"\nduplicate-uri = 1\n\
                    [[overrides]]\nfiles = [\"a[\"]\n";
        assert_eq!(
            read(text).1,
            [
                "exlude: unknown key `exlude`",
                "\"x\": expected an array of globs, found a string",
                "insecure-htp: unknown rule `insecure-htp`",
                "warn: invalid level `warn`",
                "1: expected a string, found an integer",
                "a[: invalid glob `a[`: unclosed character class; missing ']'",
            ]
        );
        assert_eq!(read("[rules\n").1, ["[rules: this table header is not closed"]);
        let unset = "[[overrides]]: this override is missing `files`";
        assert_eq!(read("[[overrides]]\n").1, [unset]);
    }
}
