//! `invalid-client-name`: special characters in a client's name.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::ops::Range;

use super::duplicate_client_name::fold_name;
use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::CLIQ_CLIENT_NAME;
use crate::console::{Field, is_allowed_in_name};
use crate::diagnostic::{ConsoleReaction, Diagnostic, Fix, MAX_LABELS, Severity};
use crate::manifest::Manifest;
use crate::manifest::edit::replace_parts;
use crate::syntax::StringValue;
use crate::text::unicode::{
    describe_char, is_invisible, is_needed_joiner, is_symbol, lookalike_of, looks_like_space,
};
use crate::text::{Edit, Edits, join_with_and};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "invalid-client-name",
        severity: Severity::Error,
        summary: "a special character in the client name",
        rationale: "Zoho's page allows no special characters except `_` and `&`, and no page says \
                    which characters are special. This rule accepts letters of any script with \
                    their marks, digits and spaces, and treats all other characters as special. A \
                    character that is invisible, or that only looks like `_` or `&`, is reported \
                    with its code point.",
        sources: &[CLIQ_CLIENT_NAME],
    },
    fixes: Fixes::Safe(
        "The fix removes or replaces the special characters. It is safe if it only replaces other \
         spaces, such as U+3000 or a tab, with U+0020, because the name reads the same. Otherwise \
         it is unsafe, because users see the name.",
    ),
    when_to_suppress: "Suppress it if the console accepted this name: none of Zoho's pages lists \
                       the special characters.",
    bad: "\
[client]
type = \"self-client\"
name = \"Acme-Notifier\"
            ^ client name contains the special character `-`
",
    good: "\
[client]
type = \"self-client\"
name = \"Acme_Notifier\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let taken = LazyCell::new(|| count_names(manifest));
    manifest.names().filter_map(|(_, name)| invalid(manifest, &taken, name)).collect()
}

/// How many clients have each name, without regard to case and spaces.
type NameCounts = HashMap<String, usize>;

fn count_names(manifest: &Manifest) -> NameCounts {
    let mut counts = NameCounts::new();
    for (_, name) in manifest.names() {
        *counts.entry(fold_name(&name.value)).or_default() += 1;
    }
    counts
}

fn invalid(
    manifest: &Manifest,
    taken: &LazyCell<NameCounts, impl FnOnce() -> NameCounts>,
    name: &StringValue,
) -> Option<Diagnostic> {
    let text = &*name.value;
    let groups = special_groups(text);
    let (first, rest) = groups.split_first()?;
    let characters: Vec<char> = text.chars().filter(|c| !is_allowed_in_name(*c)).collect();
    let diagnostic = Diagnostic::new(name.span_of(first.clone()), message(&characters));
    let diagnostic =
        label(&text[first.clone()]).into_iter().fold(diagnostic, Diagnostic::with_label);
    let labeled = rest.iter().take(MAX_LABELS - 1);
    let diagnostic = labeled.fold(diagnostic, |diagnostic, group| {
        let group_text = &text[group.clone()];
        let plain = || describe_char(group_text.chars().next().unwrap_or_default());
        diagnostic
            .with_related(name.span_of(group.clone()), label(group_text).unwrap_or_else(plain))
    });
    let is_punctuation = characters.iter().any(char::is_ascii_punctuation);
    let error = Field::Name.info().console_error;
    let reaction =
        if is_punctuation { ConsoleReaction::Documented } else { ConsoleReaction::Likely };
    Some(
        diagnostic
            .with_console(reaction(error))
            .with_note("use letters, digits, spaces, `_` and `&`")
            .with_fix(fix(manifest, taken, name)),
    )
}

/// The special characters of a name; adjacent ones form one range.
fn special_groups(name: &str) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, character) in name.char_indices().filter(|(_, c)| !is_allowed_in_name(*c)) {
        let end = at + character.len_utf8();
        match groups.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => groups.push(at..end),
        }
    }
    groups
}

/// How many different characters a message names.
const MAX_NAMED: usize = 3;

fn message(characters: &[char]) -> String {
    let mut different: Vec<char> = Vec::new();
    for character in characters {
        if !different.contains(character) {
            different.push(*character);
        }
        if different.len() > MAX_NAMED {
            return format!("client name contains {} special characters", characters.len());
        }
    }
    let described: Vec<String> = different.iter().map(|c| describe_char(*c)).collect();
    let noun = if described.len() == 1 { "character" } else { "characters" };
    format!("client name contains the special {noun} {}", join_with_and(&described))
}

/// What a reader cannot see about special characters.
fn label(group: &str) -> Option<String> {
    let mut characters = group.chars();
    let first = characters.next()?;
    if let Some(like) = lookalike_of(first) {
        return Some(format!("{} looks like `{like}`", describe_char(first)));
    }
    let is_alone = characters.next().is_none();
    let is_unseen = is_invisible(first) && !matches!(first, '\t' | '\n' | '\r');
    (is_alone && is_unseen).then(|| {
        let what = if looks_like_space(first) { "not a space" } else { "invisible" };
        what.to_owned()
    })
}

/// Writes the name as a person would without its special characters. `None` if nothing would be
/// left, or if another client has that name.
fn fix(manifest: &Manifest, taken: &NameCounts, name: &StringValue) -> Option<Fix> {
    let parts = replacements(&name.value);
    let edit = |(part, text): &(Range<usize>, &str)| Edit::replace(part.clone().into(), *text);
    let written = Edits::new(parts.iter().map(edit).collect()).apply(&name.value);
    let folded = fold_name(&written);
    let own = usize::from(folded == fold_name(&name.value));
    let is_taken = taken.get(&folded).is_some_and(|count| *count > own);
    if parts.is_empty() || !written.contains(char::is_alphanumeric) || is_taken {
        return None;
    }
    let are_spaces =
        parts.iter().all(|(range, _)| name.value[range.clone()].chars().all(looks_like_space));
    let edits = replace_parts(&manifest.source, name, &parts);
    let quoted = manifest.quote(&written);
    Some(if are_spaces {
        Fix::safe(format!("Write {quoted} with U+0020 spaces"), edits)
    } else {
        Fix::unsafe_(format!("Rename to {quoted}"), edits)
    })
}

/// What becomes of a character when the name is written without special characters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It stays.
    Stays,
    /// It becomes the character that it looks like.
    Becomes(&'static str),
    /// It separates words.
    Space,
    /// It joins two words, or ends a word.
    Joint,
    /// Nothing replaces it.
    Nothing,
}

/// Each run of special characters and spaces that a person would write differently, and its
/// replacement.
fn replacements(name: &str) -> Vec<(Range<usize>, &'static str)> {
    let characters: Vec<(usize, char)> = name.char_indices().collect();
    let role = |index: usize| role_of(&characters, index);
    let mut replacements = Vec::new();
    let mut index = 0;
    while index < characters.len() {
        let start = index;
        if let Role::Becomes(like) = role(index) {
            let (at, character) = characters[index];
            replacements.push((at..at + character.len_utf8(), like));
            index += 1;
            continue;
        }
        let is_in_run = |index: usize| {
            index < characters.len()
                && matches!(role(index), Role::Space | Role::Joint | Role::Nothing)
        };
        while is_in_run(index) {
            index += 1;
        }
        let run = &characters[start..index];
        let Some(((first, _), (last, last_character))) = run.first().zip(run.last()) else {
            index += 1;
            continue;
        };
        let is_at_end = start == 0 || index == characters.len();
        if !is_at_end && run.iter().map(|(_, character)| character).eq(&[' ']) {
            continue;
        }
        let has = |wanted: Role| (start..index).any(|index| role(index) == wanted);
        let replacement = if is_at_end {
            ""
        } else if run.iter().map(|(_, character)| character).eq(&[' ', '+', ' ']) {
            " & "
        } else if has(Role::Space) {
            " "
        } else if has(Role::Joint) {
            "_"
        } else {
            ""
        };
        replacements.push((*first..last + last_character.len_utf8(), replacement));
    }
    replacements
}

fn role_of(characters: &[(usize, char)], index: usize) -> Role {
    let at = |index: Option<usize>| index.and_then(|index| characters.get(index)).map(|(_, c)| *c);
    let (before, character, after) =
        (at(index.checked_sub(1)), characters[index].1, at(index.checked_add(1)));
    if character == ' ' || looks_like_space(character) {
        return Role::Space;
    }
    if is_allowed_in_name(character) || is_needed_joiner(character, before, after) {
        return Role::Stays;
    }
    match lookalike_of(character) {
        Some('_') => Role::Becomes("_"),
        Some(_) => Role::Becomes("&"),
        None if is_invisible(character) || VANISHING.contains(&character) => Role::Nothing,
        None if is_symbol(character) => Role::Space,
        None => Role::Joint,
    }
}

/// Characters that a word reads well without: apostrophes, quotation marks and trademark signs.
const VANISHING: &[char] =
    &['\'', '’', '‘', '`', '´', '"', '“', '”', '„', '«', '»', '™', '®', '©', '℠', '\u{20e3}'];

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Applicability, ConsoleReaction};
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix, fix_titles, lint_text};

    const RULE: RuleId = RuleId::InvalidClientName;

    fn client(name: &str) -> String {
        format!("[client]\ntype = 'self-client'\nname = \"{name}\"\n")
    }

    /// Whether the fix of a name is safe.
    fn applicability(name: &str) -> Applicability {
        lint_text(&client(name)).1.diagnostics[0].diagnostic.fixes[0].applicability
    }

    #[test]
    fn a_name_is_written_as_a_person_would_without_special_characters() {
        for (name, fixed) in [
            ("Zylker-Desk", "Zylker_Desk"),
            ("Zylker - Desk", "Zylker Desk"),
            ("Zylker – Desk", "Zylker Desk"),
            ("Zylker: Desk", "Zylker Desk"),
            ("Zylker, Inc.", "Zylker Inc"),
            ("Zylker (EU)", "Zylker EU"),
            ("(EU) Zylker", "EU Zylker"),
            ("[EU] Zylker!", "EU Zylker"),
            ("O'Brien", "OBrien"),
            ("O’Brien’s Bot", "OBriens Bot"),
            ("“Zylker” Desk", "Zylker Desk"),
            ("Zylker™ Desk", "Zylker Desk"),
            ("Zylker + Desk", "Zylker & Desk"),
            ("Zylker＋Desk", "Zylker Desk"),
            ("Zylker/Desk", "Zylker_Desk"),
            ("Zylker v1.2", "Zylker v1_2"),
            ("Zylker #2", "Zylker 2"),
            ("zylker.com", "zylker_com"),
            ("Zylker ＆ Desk＿2", "Zylker & Desk_2"),
            ("🚀 Zylker", "Zylker"),
            ("Zylker 🚀", "Zylker"),
            ("Zylker 🚀 Desk", "Zylker Desk"),
            ("Zylker🚀Desk", "Zylker Desk"),
            ("Zylker 👩‍💻 Desk", "Zylker Desk"),
            ("Zylker ❤️ Desk", "Zylker Desk"),
            ("Zylker 🇪🇺", "Zylker"),
            ("-Zylker-", "Zylker"),
            ("Zylker\u{200b}Desk", "ZylkerDesk"),
            ("\u{feff}Zylker", "Zylker"),
            ("Zylker\u{202e}", "Zylker"),
        ] {
            check_fix(RULE, &client(name), &client(fixed));
        }
        assert_eq!(fix_titles(RULE, &client("O'Brien")), ["Rename to `OBrien`"]);
    }

    #[test]
    fn other_spaces_become_spaces() {
        for space in ["\u{3000}", "\u{a0}", "\u{2800}", "\u{2009}", "\u{3164}", "\\t"] {
            let text = client(&format!("Zylker{space}Desk"));
            check_fix(RULE, &text, &client("Zylker Desk"));
            assert_eq!(fix_titles(RULE, &text), ["Write `Zylker Desk` with U+0020 spaces"]);
        }
        check_fix(RULE, &client("Zylker \u{3000}Desk\u{3000}"), &client("Zylker Desk"));
        assert_eq!(applicability("Zylker\u{a0}Desk"), Applicability::Safe);
        assert_eq!(applicability("Zylker Desk\u{3000}"), Applicability::Safe);
        assert_eq!(applicability("Zylker 🚀 Desk"), Applicability::Unsafe);
        assert_eq!(applicability("Zylker\u{a0}Desk!"), Applicability::Unsafe);
        let lines = "[client]\r\ntype = 'self-client'\r\nname = '''Zylker\r\nDesk'''\r\n";
        check_fix(RULE, lines, &lines.replace("Zylker\r\nDesk", "Zylker Desk"));
    }

    #[test]
    fn a_joiner_that_a_script_needs_is_reported_and_stays() {
        check_no_fix(RULE, &client("می\u{200c}خواهم"));
        check_fix(RULE, &client("می\u{200c}خواهم!"), &client("می\u{200c}خواهم"));
        check_fix(RULE, &client("Zylker\u{200d}Desk"), &client("ZylkerDesk"));
    }

    #[test]
    fn a_name_of_special_characters_alone_has_no_fix() {
        for name in ["🚀", "!!!", "-_-", "\u{200b}"] {
            check_no_fix(RULE, &client(name));
        }
    }

    #[test]
    fn no_fix_gives_a_client_the_name_of_another() {
        let two = |name: &str| {
            format!(
                "[[client]]\ntype = 'self-client'\nname = 'Zylker EU'\n\n\
                 [[client]]\ntype = 'self-client'\nname = '{name}'\n"
            )
        };
        check_no_fix(RULE, &two("Zylker (EU)"));
        check_fix(RULE, &two("Zylker (US)"), &two("Zylker US"));
    }

    #[test]
    fn the_fix_tidies_the_other_spaces_too() {
        check_fix(RULE, &client(" Zylker  Desk-2 "), &client("Zylker Desk_2"));
        assert_eq!(fix_titles(RULE, &client(" Zylker-2")), ["Rename to `Zylker_2`"]);
    }

    #[test]
    fn all_special_characters_are_one_finding_with_at_most_three_labels() {
        check(
            RULE,
            "\
[client]
type = 'self-client'
name = 'a!＿\u{202e}b-c.d'
         ^^^ client name contains 5 special characters
",
        );
        let (_, report) = lint_text(&client("a!b＿c\u{202e}d-e"));
        let diagnostic = &report.diagnostics[0].diagnostic;
        assert_eq!(diagnostic.label, None);
        let related = diagnostic.related.iter().map(|related| related.message.as_str());
        assert_eq!(
            related.collect::<Vec<_>>(),
            ["`＿` (U+FF3F FULLWIDTH LOW LINE) looks like `_`", "invisible"]
        );
    }

    #[test]
    fn a_message_names_up_to_three_characters() {
        let message = |name: &str| {
            let (_, report) = lint_text(&client(name));
            report.diagnostics[0].diagnostic.message.clone()
        };
        assert_eq!(message("a!b"), "client name contains the special character `!`");
        assert_eq!(message("a!b!"), "client name contains the special character `!`");
        assert_eq!(message("a!b-"), "client name contains the special characters `!` and `-`");
        assert_eq!(message("(a-)"), "client name contains the special characters `(`, `-` and `)`");
        assert_eq!(
            message("a\u{200b}"),
            "client name contains the special character U+200B ZERO WIDTH SPACE"
        );
    }

    #[test]
    fn only_punctuation_is_certain_to_be_special() {
        let console = |name: &str| lint_text(&client(name)).1.diagnostics[0].diagnostic.console;
        let error = "Enter a valid client name.";
        assert_eq!(console("Zylker-Desk"), Some(ConsoleReaction::Documented(error)));
        assert_eq!(console("Zylker\u{a0}Desk"), Some(ConsoleReaction::Likely(error)));
        assert_eq!(console("Zylker ½"), Some(ConsoleReaction::Likely(error)));
    }

    #[test]
    fn letters_of_any_script_digits_spaces_and_two_signs_are_not_special() {
        for name in ["Ünïted 名前 & Co_2", "e\u{301}", "Ｚｙｌｋｅｒ", "Zylker ٣", "हिन्दी"]
        {
            check(RULE, &client(name));
        }
    }

    #[test]
    fn an_escape_is_underlined_as_it_is_written() {
        check(
            RULE,
            "\
[client]
type = 'self-client'
name = \"\\u0041\\u0021\"
              ^^^^^^ client name contains the special character `!`
",
        );
    }
}
