//! `invalid-toml`: each syntax error.

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::TOML_1_1;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::manifest::Manifest;
use crate::secrets::Secrets;
use crate::syntax::{ErrorKind, Repair, RepairStep, SyntaxError};
use crate::text::unicode::describe_char;
use crate::text::{Edit, Source, Span};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "invalid-toml",
        severity: Severity::Error,
        summary: "text that is not valid TOML",
        rationale: "Each error is reported with its cause, and the rest of the file is still \
                    linted. The value of a line with an error is not checked, and its key counts \
                    as present. The grammar is that of TOML 1.1, which accepts every TOML 1.0 \
                    file.",
        sources: &[TOML_1_1],
    },
    fixes: Fixes::Safe(
        "A fix is safe if the text can have only one meaning, as with a missing comma or bracket, \
         a word without quotes, or a colon instead of `=`. Otherwise it is unsafe, as with a word \
         that may be a variable.",
    ),
    when_to_suppress: "It cannot be suppressed: no program can read the file until it is fixed.",
    bad: "\
[client]
type = self-client
       ^^^^^^^^^^^ missing quotes around `self-client`
name = \"Nightly Report\"
",
    good: "\
[client]
type = \"self-client\"
name = \"Nightly Report\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let describe = |error| describe_syntax_error(&manifest.source, &manifest.secrets, error);
    manifest.tree.errors.iter().map(describe).collect()
}

/// Describes a syntax error in a manifest or a configuration.
pub fn describe_syntax_error(
    source: &Source,
    secrets: &Secrets,
    error: &SyntaxError,
) -> Diagnostic {
    let Wording { message, notes, .. } = word(source, secrets, error.kind, error.span, &[]);
    let diagnostic = Diagnostic::new(error.span, message);
    let diagnostic = notes.into_iter().fold(diagnostic, Diagnostic::with_note);
    let diagnostic = match error.kind {
        ErrorKind::DuplicateTable(Some(first)) | ErrorKind::DuplicateKey(Some(first)) => {
            diagnostic.with_related(first, "first defined here")
        }
        ErrorKind::NotATable(Some(first)) => {
            diagnostic.with_related(first, "its value is set here")
        }
        _ => diagnostic,
    };
    diagnostic
        .with_fix(error.repair.as_ref().map(|repair| describe_repair(source, secrets, repair)))
}

/// A fix for a whole statement; its title names each step.
fn describe_repair(source: &Source, secrets: &Secrets, repair: &Repair) -> Fix {
    let title_of = |step: &RepairStep| {
        let RepairStep { span, kind, edits } = step;
        word(source, secrets, *kind, *span, edits).title
    };
    let mut titles = repair.steps.iter().map(title_of);
    let first = titles.next().unwrap_or_default();
    let title = titles.fold(first, |title, next| {
        let (initial, rest) = next.split_at(next.chars().next().map_or(0, char::len_utf8));
        format!("{title}, and {}{rest}", initial.to_lowercase())
    });
    Fix::safe_if(repair.is_certain, title, repair.edits())
}

/// How an error is described.
struct Wording {
    message: String,
    notes: Vec<&'static str>,
    /// The title of the fix, if there is one.
    title: String,
}

impl Wording {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), notes: Vec::new(), title: String::new() }
    }

    fn note(mut self, note: &'static str) -> Self {
        self.notes.push(note);
        self
    }

    fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }
}

const HEADERS: &str = "write a table header as `[client]`, or as `[[client]]` for each of several \
                       clients";
const LINES: &str = "a line is `key = value`, a table header (`[client]`) or a comment (`# …`)";
const VALUES: &str = "quote strings; put lists in `[ ]`";

/// Describes an error at a place; `edits` are the ones that correct it.
#[expect(clippy::too_many_lines, reason = "one arm for each kind of error")]
fn word(
    source: &Source,
    secrets: &Secrets,
    kind: ErrorKind,
    span: Span,
    edits: &[Edit],
) -> Wording {
    let text = source.slice(span);
    let written = secrets.quote(text);
    let inserted = edits.first().map_or("", |edit| edit.text.trim());
    let is_several = edits.len() > 1;
    match kind {
        ErrorKind::Json => Wording::new("this is JSON, not TOML").note(HEADERS).note(LINES),
        ErrorKind::Yaml => Wording::new("this is YAML, not TOML").note(HEADERS).note(LINES),
        ErrorKind::MergeConflict => Wording::new("unresolved merge conflict")
            .note("keep one side, and remove the lines of `<<<<<<<`, `=======` and `>>>>>>>`"),
        ErrorKind::MergeMarker => Wording::new("leftover marker of a merge conflict"),
        ErrorKind::LoneCarriageReturn => Wording::new("carriage return without a line feed")
            .note("TOML lines end with LF or CRLF; editors call these line endings CR")
            .title("Convert the line endings to LF"),
        ErrorKind::ControlCharacter(character) => {
            let character = describe_char(character);
            Wording::new(format!("control character {character} is not allowed in TOML"))
                .title(format!("Remove {character}"))
        }
        ErrorKind::InvisibleCharacter(character) if character.is_whitespace() => {
            let character = describe_char(character);
            Wording::new(format!("{character} is not a space in TOML"))
                .title(format!("Replace {character} with a space"))
        }
        ErrorKind::InvisibleCharacter(character) => {
            let character = describe_char(character);
            Wording::new(format!("invisible character {character} outside a string"))
                .title(format!("Remove {character}"))
        }
        ErrorKind::TooDeep => Wording::new("brackets and dots are nested too deeply"),
        ErrorKind::CommentMarker => {
            Wording::new("comments begin with `#` in TOML").title("Begin the comment with `#`")
        }

        ErrorKind::UnclosedHeader => Wording::new("this table header is not closed")
            .note(HEADERS)
            .title(format!("Insert `{inserted}`")),
        ErrorKind::EmptyHeader => Wording::new("this table header has no name").note(HEADERS),
        ErrorKind::InvalidHeader => Wording::new(format!("invalid table header {written}"))
            .note(HEADERS)
            .title(format!("Replace with `{inserted}`")),
        ErrorKind::TextAfterHeader => {
            Wording::new(format!("unexpected {written} after the table header"))
                .title(format!("Remove {written}"))
        }
        ErrorKind::DuplicateTable(_) => Wording::new(format!("duplicate table {written}"))
            .note("to keep several clients in one file, use `[[client]]` for each")
            .title(format!("Use `[[{text}]]` for each")),

        ErrorKind::MissingKey => Wording::new("missing key before `=`"),
        ErrorKind::InvalidKey => Wording::new(format!("invalid key {written}"))
            .note("quote keys with characters other than `A-Z`, `a-z`, `0-9`, `_` and `-`")
            .title(if inserted == "_" {
                "Replace the spaces with `_`"
            } else {
                "Put quotes around the key"
            }),
        ErrorKind::DuplicateKey(_) => Wording::new(format!("duplicate key {written}")),
        ErrorKind::NotATable(_) => {
            Wording::new(format!("{written} already has a value, so it cannot have keys below it"))
        }
        ErrorKind::MissingEquals => Wording::new("missing `=` after the key")
            .note(LINES)
            .title(if is_several { "Write the line as `key = value`" } else { "Insert `=`" }),
        ErrorKind::ColonInsteadOfEquals => {
            Wording::new("use `=` between a key and its value, not `:`").title(if is_several {
                "Write the line as `key = value`"
            } else {
                "Replace `:` with `=`"
            })
        }
        ErrorKind::ExtraEquals => {
            Wording::new("use a single `=` between a key and its value").title("Use a single `=`")
        }
        ErrorKind::MissingValue => Wording::new("missing value after `=`").note(VALUES),
        ErrorKind::TextAfterValue => {
            Wording::new(format!("unexpected {written} after the value")).note(LINES)
        }
        ErrorKind::TrailingPunctuation(character) => {
            Wording::new(format!("unexpected `{character}` after the value"))
                .title(format!("Remove the `{character}` at the end of the line"))
        }
        ErrorKind::TwoOnOneLine => Wording::new("each key must be on its own line")
            .title("Insert a line break before the key"),

        ErrorKind::BareValue => {
            Wording::new(format!("missing quotes around {written}")).title(if edits.len() > 2 {
                "Put quotes around the values"
            } else {
                "Put quotes around the value"
            })
        }
        ErrorKind::Null => Wording::new(format!("{written} is not a value in TOML"))
            .note("remove the key, or give it a value"),
        ErrorKind::CapitalizedBoolean => Wording::new(format!("invalid boolean {written}"))
            .note("booleans are lower case: `true` and `false`")
            .title(format!("Replace with `{inserted}`")),
        ErrorKind::InvalidNumber => Wording::new(format!("invalid number {written}")),
        ErrorKind::InvalidDate => Wording::new(format!("invalid date or time {written}")),

        ErrorKind::UnclosedString => Wording::new("this string is not closed")
            .note("a string must end on the line where it begins, with the same quote")
            .title("Insert the closing quote"),
        ErrorKind::UnclosedMultiLineString => Wording::new("this multi-line string is not closed")
            .note("close it with the three quotes that it begins with"),
        ErrorKind::LineBreakInString => Wording::new("line break in a string")
            .note("a string must end on the line where it begins, with the same quote")
            .title("Join the lines of the string"),
        ErrorKind::CurlyQuotes => {
            Wording::new("strings need straight quotes").title("Use straight quotes")
        }
        ErrorKind::Backticks => {
            Wording::new("strings need straight quotes, not backticks").title("Use straight quotes")
        }
        ErrorKind::StringPrefix => Wording::new(format!("unexpected {written} before the string"))
            .note("strings have no prefix in TOML; nothing in them is expanded")
            .title(format!("Remove {written}")),
        ErrorKind::QuoteInString => {
            Wording::new("a quote inside the string ends it early").title(if inserted == "\\" {
                "Escape the quotes inside the string".to_owned()
            } else {
                format!("Use `{inserted}` around the string")
            })
        }
        ErrorKind::InvalidEscape => Wording::new(format!("{written} is not a TOML escape"))
            .note("write `\\\\` for a backslash, or put the string in single quotes")
            .title(if inserted.is_empty() {
                "Remove the backslash"
            } else {
                "Write `\\\\` for the backslash"
            }),
        ErrorKind::IncompleteUnicodeEscape => {
            let digits = match text.chars().nth(1) {
                Some('x') => "two",
                Some('u') => "four",
                _ => "eight",
            };
            Wording::new(format!("{written} needs {digits} hexadecimal digits"))
                .note("write `\\\\` for a backslash, or put the string in single quotes")
        }
        ErrorKind::NotACharacter => Wording::new(format!("{written} does not encode a character"))
            .note("JSON writes some characters as two escapes; write the character itself"),

        ErrorKind::UnclosedArray => {
            Wording::new("this array is not closed").title(format!("Insert `{inserted}`"))
        }
        ErrorKind::UnclosedInlineTable => {
            Wording::new("this inline table is not closed").title(format!("Insert `{inserted}`"))
        }
        ErrorKind::Parentheses => {
            Wording::new("use brackets for a list, not parentheses").title("Use brackets")
        }
        ErrorKind::MissingComma => {
            Wording::new("missing comma before this value").title(if is_several {
                "Insert the missing commas"
            } else {
                "Insert the missing comma"
            })
        }
        ErrorKind::ExtraComma => Wording::new("unexpected comma").title(if is_several {
            "Remove the extra commas"
        } else {
            "Remove the extra comma"
        }),
        ErrorKind::SemicolonInsteadOfComma => {
            Wording::new("use `,` between values, not `;`").title("Replace `;` with `,`")
        }

        ErrorKind::Unexpected => Wording::new(format!("unexpected {written}")).note(LINES),
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::Code;
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix, lint_text};

    const RULE: RuleId = RuleId::InvalidToml;

    /// The title of the fix, and whether it is safe.
    fn fix_of(line: &str) -> (String, bool) {
        let (_, report) = lint_text(&format!("[client]\n{line}\n"));
        let own = report.diagnostics.iter().find(|found| found.code == Code::Rule(RULE));
        let fix = &own.unwrap().diagnostic.fixes[0];
        (fix.title.clone(), fix.applicability == crate::diagnostic::Applicability::Safe)
    }

    #[test]
    fn a_message_names_the_cause_in_terms_of_the_manifest() {
        check(
            RULE,
            "\
[client
^^^^^^^ this table header is not closed
type: self-client
    ^ use `=` between a key and its value, not `:`
name = “Acme”
       ^^^^^^ strings need straight quotes
homepage_url = f\"https://acme.com\"
               ^ unexpected `f` before the string
redirect_uris = (\"https://acme.com/cb\")
                ^^^^^^^^^^^^^^^^^^^^^^^ use brackets for a list, not parentheses
javascript_domains = [\"https://a.acme.com\" \"https://b.acme.com\" \"https://c.acme.com\"]
                                           ^^^^^^^^^^^^^^^^^^^^ missing comma before this value
",
        );
    }

    #[test]
    fn characters_that_cannot_be_seen_are_named() {
        check(
            RULE,
            "\
[client]
type\u{a0}= \"self-client\"
    ^ U+00A0 NO-BREAK SPACE is not a space in TOML
name = \u{200b}\"Acme\"
       ^ invisible character U+200B ZERO WIDTH SPACE outside a string
",
        );
    }

    #[test]
    fn text_that_is_not_toml_at_all_is_one_finding() {
        check(
            RULE,
            "\
{
^ this is JSON, not TOML
  \"client\": { \"type\": \"self-client\" }
}
",
        );
        check(
            RULE,
            "\
client:
^^^^^^^ this is YAML, not TOML
  type: self-client
  name: Acme
",
        );
        let conflict = "\
[client]
type = 'self-client'
<<<<<<< HEAD
^^^^^^^^^^^^ unresolved merge conflict
name = 'A'
=======
name = 'B'
>>>>>>> other
";
        check(RULE, conflict);
        check_no_fix(RULE, "{ \"client\": {} }");
        check_no_fix(RULE, "[client]\nname = null\n");
    }

    #[test]
    fn quoting_is_safe_only_for_words_and_plain_uris() {
        for safe in ["server-based", "Acme Notifier", "https://acme.com/cb?x=1"] {
            let title = "Put quotes around the value".to_owned();
            assert_eq!(fix_of(&format!("name = {safe}")), (title, true), "{safe}");
        }
        for guess in
            ["YOUR_APP_NAME", "process.env.NAME", "https://z.com/#/callback", "yes", "1.2.3"]
        {
            let title = "Put quotes around the value".to_owned();
            assert_eq!(fix_of(&format!("name = {guess}")), (title, false), "{guess}");
        }
    }

    #[test]
    fn a_title_names_everything_that_its_fix_does() {
        let title = "Put quotes around the values, and insert the missing comma";
        let fixed = fix_of("redirect_uris = [https://a.com https://b.com]");
        assert_eq!(fixed, (title.to_owned(), true));
        let fixed = fix_of("\"type\": \"self-client\",");
        assert_eq!(fixed, ("Write the line as `key = value`".to_owned(), true));
    }

    #[test]
    fn all_commas_of_a_list_are_inserted_at_once() {
        check_fix(
            RULE,
            "[client]\nredirect_uris = [\n  'https://a.com' # main\n  'https://b.com'\n  'https://c.com'\n]\n",
            "[client]\nredirect_uris = [\n  'https://a.com', # main\n  'https://b.com',\n  'https://c.com'\n]\n",
        );
    }

    #[test]
    fn a_second_client_becomes_one_of_several() {
        check_fix(
            RULE,
            "[client]\nname = 'A' # a\n\n[client] # b\nname = 'B'\n",
            "[[client]]\nname = 'A' # a\n\n[[client]] # b\nname = 'B'\n",
        );
    }

    #[test]
    fn both_clients_of_a_duplicate_table_are_checked() {
        let client = "[client]\ntype = 'self-client'\nname = 'a!'\n";
        let (_, report) = lint_text(&client.repeat(2));
        let names: Vec<&str> = report.diagnostics.iter().map(|found| found.code.name()).collect();
        let expected = [
            "invalid-client-name",
            "invalid-toml",
            "multiple-self-clients",
            "duplicate-client-name",
            "invalid-client-name",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn what_an_error_hides_is_not_missing() {
        let (_, report) = lint_text("[client]\ntype = 'self-client'\nname = \n");
        assert_eq!(report.diagnostics.len(), 1);
    }
}
