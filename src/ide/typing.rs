//! Withholds diagnostics about text that the user is still typing.

use super::{Analysis, completions};
use crate::console::{ClientType, FIELDS, Field};
use crate::lint::{Code, Reported};
use crate::manifest::{CLIENT_KEY, Manifest, resolve_key};
use crate::new_manifest::check_answer;
use crate::rules::RuleId;
use crate::suppression::is_written_for;
use crate::syntax::{Cursor, CursorContext, cursor_at};
use crate::text::Span;

/// Returns the diagnostics to show right after an edit that ended at byte offset `edit`. Withholds
/// diagnostics about the word, string or broken statement at that offset while it can still become
/// valid, and diagnostics about suppressions of that text.
pub fn diagnostics_while_typing(analysis: &Analysis, edit: usize) -> Vec<&Reported> {
    let cursor = cursor_at(analysis.source(), edit);
    let statement = cursor.statement.unwrap_or(Span::empty(edit));
    let typed = Typed { analysis, edit, statement, context: &cursor.context };
    let all = analysis.report.diagnostics.iter();
    all.filter(|reported| !typed.explains(reported)).collect()
}

/// Returns `true` if the cursor is still in the word, string or comment in which the edit ended.
pub fn is_in_typed_word(analysis: &Analysis, edit: usize, cursor: usize) -> bool {
    let Cursor { context, statement } = cursor_at(analysis.source(), edit);
    let statement = statement.unwrap_or(Span::empty(edit));
    let typed = Typed { analysis, edit, statement, context: &context };
    edit == cursor || typed.word().touches(cursor)
}

/// The text being typed.
struct Typed<'a> {
    analysis: &'a Analysis,
    /// The byte offset at which it currently ends.
    edit: usize,
    /// The statement that contains it.
    statement: Span,
    context: &'a CursorContext,
}

impl Typed<'_> {
    /// Returns `true` if a diagnostic only reports that the text is incomplete.
    fn explains(&self, reported: &Reported) -> bool {
        let diagnostic = &reported.diagnostic;
        let word = self.word();
        let is_about = |span: Span| span.intersects(word) || span.touches(self.edit);
        match reported.code {
            Code::Rule(RuleId::InvalidToml) => self.statement.touches(diagnostic.span.start),
            Code::Rule(RuleId::UnusedAllow) => {
                is_about(diagnostic.span)
                    || self.analysis.manifest().is_some_and(|manifest| {
                        is_written_for(manifest, diagnostic.span, self.statement)
                    })
            }
            code => {
                let related = diagnostic.related.iter().map(|related| related.span);
                let mut spans = std::iter::once(diagnostic.span).chain(related);
                spans.any(is_about) && self.can_become_valid(code)
            }
        }
    }

    /// Returns the word or string at the end of the edit, including its quotes.
    fn word(&self) -> Span {
        match self.context {
            CursorContext::Comment(span) => *span,
            CursorContext::Header { .. } => self.statement,
            CursorContext::Key { key, .. } => *key,
            CursorContext::Value { value, .. } => *value,
            CursorContext::String { content, .. } => Span::new(content.start - 1, content.end + 1),
            CursorContext::Other => Span::empty(self.edit),
        }
    }

    /// Returns `true` if further typing can resolve a diagnostic about the word.
    fn can_become_valid(&self, code: Code) -> bool {
        match self.context {
            CursorContext::Header { name, .. } => self.begins_completion(name.start),
            CursorContext::Key { path, key, .. } => {
                self.begins_completion(key.start)
                    || path.is_empty() && CLIENT_KEY.starts_with(self.typed_from(key.start))
            }
            CursorContext::Value { path, value, .. } => {
                self.value_can_become_valid(path, value.start, code)
            }
            CursorContext::String { path, content } => {
                self.value_can_become_valid(path, content.start, code)
            }
            CursorContext::Comment(_) | CursorContext::Other => true,
        }
    }

    fn value_can_become_valid(&self, path: &[String], start: usize, code: Code) -> bool {
        let Some(key) = path.last().and_then(|key| resolve_key(key)) else { return true };
        match FIELDS.iter().find(|field| field.key == key.key) {
            Some(info) => {
                let typed = self.typed_from(start);
                let manifest = self.analysis.manifest();
                let client_type = manifest.and_then(|manifest| type_at(manifest, self.edit));
                let client_type = client_type.unwrap_or(ClientType::ServerBased);
                ENDINGS.iter().any(|ending| {
                    let answer = [format!("{typed}{ending}")];
                    let found = check_answer(client_type, info.field, &answer);
                    found.iter().all(|reported| reported.code != code)
                }) || is_beginning_of_example(info.field, typed)
            }
            None => self.begins_completion(start),
        }
    }

    fn begins_completion(&self, start: usize) -> bool {
        let typed = self.typed_from(start);
        let mut completions = completions(self.analysis, self.edit).into_iter();
        typed.is_empty() || completions.any(|completion| completion.label.starts_with(typed))
    }

    /// Returns the typed text from a byte offset on.
    fn typed_from(&self, start: usize) -> &str {
        let source = self.analysis.source();
        source.slice(Span::new(start.min(self.edit), self.edit))
    }
}

/// Possible continuations of values: of a name, and of each URI component.
const ENDINGS: [&str; 9] = ["a", ".com/cb", "com/cb", "a.com", ".com", "com", "1", "20", "0.0.1"];

/// Returns `true` if the value is the start of a realistic one.
fn is_beginning_of_example(field: Field, typed: &str) -> bool {
    let is_uri = field.info().kind.holds_uris();
    let starts = ["https://", "http://localhost", "http://127.0.0.1", "http://[::1]"];
    is_uri && starts.iter().any(|start| start.starts_with(typed))
}

/// Returns the type of the client at a byte offset.
fn type_at(manifest: &Manifest, offset: usize) -> Option<ClientType> {
    let mut clients = manifest.clients.iter();
    clients.rfind(|client| client.span.start <= offset)?.client_type
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::testing::{analyze, split_cursor};

    /// Returns the rules shown right after an edit that ended at `$0`.
    fn shown(marked: &str) -> Vec<&'static str> {
        let (text, offset) = split_cursor(marked);
        let analysis = analyze(&text);
        let shown = diagnostics_while_typing(&analysis, offset);
        shown.into_iter().map(|reported| reported.code.name()).collect()
    }

    fn with_redirects(redirects: &str) -> String {
        format!(
            "[client]\ntype = 'server-based'\nname = 'A'\nhomepage_url = 'https://acme.com'\n\
             redirect_uris = [{redirects}]\n"
        )
    }

    #[test]
    fn a_word_that_begins_something_valid_is_not_reported_yet() {
        for marked in [
            "[clie$0]",
            "[client]\nname = 'A'\ntype = 'self-cl$0'\n",
            "[client]\ntype = 'self-client'\nna$0\n",
            "[client]\ntype = 'self-client'\nname =$0\n",
            "[client]\ntype = 'self-client'\nname = \"Acme $0\"\n",
            "[client]\ntype = 'self-client'\nname = \"$0\"\n",
            "[client]\ntype = 'self-client'\nname = 'A'\n[client.me$0]\n",
            "[client]\ntype = 'self-client'\nname = 'A' # cliq-lint: al$0",
        ] {
            let shown = shown(marked);
            let is_missing = |rule: &&str| rule.starts_with("missing-");
            assert!(shown.iter().all(is_missing), "{marked}: {shown:?}");
        }
        for typed in [
            "",
            "h",
            "http",
            "https:",
            "https:/",
            "https://",
            "https://a",
            "https://app.",
            "https://app.acme.com",
            "https://app.acme.com:",
            "https://app.acme.com/cb?x=%2",
            "http://loc",
            "http://localhost:",
            "http://127.0.",
            "http://[",
        ] {
            let marked = with_redirects(&format!("'https://acme.com/cb', '{typed}$0'"));
            assert_eq!(shown(&marked), [""; 0], "{typed}");
        }
    }

    #[test]
    fn a_word_that_begins_nothing_valid_is_reported_at_once() {
        for (marked, rule) in [
            ("[client]\nname = 'A'\ntype = 'xyz$0'\n", "unknown-client-type"),
            ("[client]\ntype = 'self-client'\nname = 'Acme!$0'\n", "invalid-client-name"),
            ("[client]\ntype = 'self-client'\nname = 'A'\nredir$0\n", "invalid-toml"),
        ] {
            let is_syntax = rule == "invalid-toml";
            assert_eq!(shown(marked).contains(&rule), !is_syntax, "{marked}");
        }
        for typed in ["htps://a", "https:/a", "https://a b", "https://acme.com/#"] {
            let marked = with_redirects(&format!("'{typed}$0'"));
            assert_eq!(shown(&marked).len(), 1, "{typed}");
        }
    }

    #[test]
    fn what_was_reported_elsewhere_stays_reported() {
        let marked = with_redirects("'htps://acme.com/cb', 'h$0'");
        assert_eq!(shown(&marked), ["invalid-uri-scheme"]);
    }

    #[test]
    fn what_is_typed_is_reported_once_the_cursor_leaves_it() {
        let marked = with_redirects("'https://acme.com/cb', 'h',$0");
        assert_eq!(shown(&marked), ["invalid-uri-scheme"]);
        assert_eq!(shown("[client]\ntype = 'self-client'\nname\n$0"), ["invalid-toml"]);
    }

    #[test]
    fn a_cursor_leaves_a_word_at_its_ends() {
        let (text, edit) = split_cursor("[client]\nname = 'Acme$0 Board'\n");
        let analysis = analyze(&text);
        let is_inside = |word: &str| {
            let at = text.find(word).expect("it is in the text");
            is_in_typed_word(&analysis, edit, at)
        };
        assert!(is_inside("Acme") && is_inside("Board") && is_inside("'\n"));
        assert!(!is_inside("name") && !is_inside("client"));
    }

    #[test]
    fn a_suppression_is_not_unused_while_what_it_covers_is_typed() {
        let head = "[client]\ntype = 'self-client'\n";
        let comment = "# cliq-lint: allow(untidy-client-name)";
        for marked in [
            format!("{head}{comment}$0"),
            format!("{head}{comment}\n$0"),
            format!("{head}{comment}\nname = 'A$0'\n"),
            format!("{head}name = 'A$0' {comment}\n"),
            format!("{comment}\n\n{head}name = 'A$0'\n"),
        ] {
            assert!(!shown(&marked).contains(&"unused-allow"), "{marked}");
        }
        let marked = format!("[client]\nname = 'A' {comment}\ntype = 'self-client$0'\n");
        assert_eq!(shown(&marked), ["unused-allow"]);
    }

    /// Returns the text and cursor after each keystroke of typing `text`. If `closes`, the editor
    /// inserts closing quotes and brackets.
    fn keystrokes(text: &str, closes: bool) -> Vec<(String, usize)> {
        let (mut before, mut after) = (String::new(), String::new());
        let mut states = Vec::new();
        for key in text.chars() {
            if after.starts_with(key) && key != '\n' {
                before.push(key);
                after.remove(0);
                continue;
            }
            before.push(key);
            let is_in_string = after.starts_with(['"', '\'']);
            let closing = match key {
                '[' => Some(']'),
                '{' => Some('}'),
                '(' => Some(')'),
                '"' | '\'' => Some(key),
                _ => None,
            };
            if let Some(closing) = closing.filter(|_| closes && !is_in_string) {
                after.insert(0, closing);
            }
            states.push((format!("{before}{after}"), before.len()));
        }
        states
    }

    const GOOD: &[&str] = &[
        include_str!("../../examples/server-based.toml"),
        include_str!("../../examples/client-based.toml"),
        include_str!("../../examples/mobile-based.toml"),
        include_str!("../../examples/non-browser-based.toml"),
        include_str!("../../examples/self-client.toml"),
        "# Two clients, of which one is for development.\n\
         [[client]]\n\
         type = \"server-based\"\n\
         name = \"Acme Board\"\n\
         homepage_url = \"https://www.acme.com\"\n\
         # cliq-lint: allow(insecure-http, reason = \"only in the test network\")\n\
         redirect_uris = [\"http://ci.acme.com/callback\"]\n\
         metadata = { owner = \"integrations\", tickets = [1, 2] }\n\n\
         [[client]]\n\
         type = \"self-client\"\n\
         name = \"Acme Reports\"\n",
        "client.type = \"non-browser-based\"\n\
         client.name = 'Acme Screens & TVs'\n\
         # cliq-lint: allow(insecure-http)\n\
         client.homepage_url = \"http://screens.acme.com/\"\n\
         client.metadata.team = \"screens\"\n",
    ];

    #[test]
    fn typing_a_good_manifest_shows_hardly_anything_but_what_is_missing() {
        let is_mark = |one: &&Reported| {
            one.severity > Severity::Hint && !one.code.name().starts_with("missing-")
        };
        // Test an editor that closes quotes and brackets and, with fewer manifests, one that does
        // not.
        for (closes, texts) in [(true, GOOD), (false, &GOOD[5..])] {
            let (mut total, mut marked, mut reported) = (0, Vec::new(), 0);
            for text in texts {
                let analysis = analyze(text);
                assert!(!analysis.report.diagnostics.iter().any(|one| is_mark(&one)), "{text}");
                for (state, cursor) in keystrokes(text, closes) {
                    let analysis = analyze(&state);
                    total += 1;
                    reported +=
                        usize::from(analysis.report.diagnostics.iter().any(|one| is_mark(&one)));
                    let mut shown = diagnostics_while_typing(&analysis, cursor).into_iter();
                    marked.extend(shown.find(is_mark).map(|one| {
                        let line = state[..cursor].rfind('\n').map_or(0, |end| end + 1);
                        format!("{} after {:?}", one.code.name(), &state[line..cursor])
                    }));
                }
            }
            assert!(reported * 2 > total, "without this, {reported} of {total} states have a mark");
            assert!(marked.len() * 50 <= total, "{} of {total}: {marked:#?}", marked.len());
        }
    }
}
