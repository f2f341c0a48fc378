//! `mixed-script-name`: a word of the name with look-alike letters from several scripts.

use std::ops::Range;

use super::{Check, Descriptor, Fixes, Rule};
use crate::citations::{CLIQ_CONSENT, UTS_39_DETECTION};
use crate::diagnostic::{Diagnostic, Fix, MAX_LABELS, Severity};
use crate::manifest::Manifest;
use crate::manifest::edit::replace_in_string;
use crate::syntax::StringValue;
use crate::text::Span;
use crate::text::unicode::{
    describe_char, is_letter_mark_or_digit, latin_lookalike_of, mixes_scripts,
};

pub(super) static RULE: Rule = Rule {
    descriptor: Descriptor {
        name: "mixed-script-name",
        severity: Severity::Warning,
        summary: "a word in the client name with look-alike letters from several scripts",
        rationale: "A Cyrillic `С` looks like a Latin `C`, and is easy to type with the wrong \
                    keyboard layout. Users read the name that they expect, but a search for it \
                    finds nothing, and one client can pass for another. Words in different scripts \
                    are fine, and so are scripts that are written together, such as Latin and \
                    Japanese. This is not an error, because the name works, and not a hint, \
                    because nobody can see the difference.",
        sources: &[UTS_39_DETECTION, CLIQ_CONSENT],
    },
    fixes: Fixes::Unsafe("The fix is unsafe because it replaces letters."),
    when_to_suppress: "Suppress it if the name is meant to be spelled this way.",
    bad: "\
[client]
type = \"self-client\"
name = \"Сliq Report\"
        ^ `Сliq` mixes letters from several scripts
",
    good: "\
[client]
type = \"self-client\"
name = \"Cliq Report\"
",
    check: Check::Manifest(check),
};

fn check(manifest: &Manifest) -> Vec<Diagnostic> {
    let names = manifest.names().filter(|(_, name)| !name.value.is_ascii());
    let words = names.flat_map(|(_, name)| words(name));
    words.filter_map(|word| mixed(manifest, &word)).collect()
}

/// A word of a name.
struct Word<'a> {
    name: &'a StringValue,
    range: Range<usize>,
}

/// A letter and where it is in the name.
type Letter = (usize, char);

/// Reports the letters that look like Latin ones; in a word that is mostly of another script, the
/// Latin ones.
fn mixed(manifest: &Manifest, word: &Word<'_>) -> Option<Diagnostic> {
    let text = word.text();
    if !mixes_scripts(text) {
        return None;
    }
    let lookalikes = word.letters(|letter| latin_lookalike_of(letter).is_some());
    let latin = word.letters(|letter| letter.is_ascii_alphabetic());
    let others = word.letters(|letter| !letter.is_ascii());
    if lookalikes.is_empty() {
        return None;
    }
    let can_be_latin = lookalikes.len() == others.len();
    let is_latin_word = can_be_latin || latin.len() >= others.len();
    let (first, rest) = if is_latin_word { &lookalikes } else { &latin }.split_first()?;
    let message = format!("{} mixes letters from several scripts", manifest.quote(text));
    let diagnostic = Diagnostic::new(word.span_of(*first), message).with_label(label(*first));
    let labeled = rest.iter().take(MAX_LABELS - 1);
    let diagnostic = labeled.fold(diagnostic, |diagnostic, letter| {
        diagnostic.with_related(word.span_of(*letter), label(*letter))
    });
    Some(diagnostic.with_fix(can_be_latin.then(|| write_in_latin(manifest, word))))
}

fn write_in_latin(manifest: &Manifest, word: &Word<'_>) -> Fix {
    let latin = |letter: char| latin_lookalike_of(letter).unwrap_or(letter);
    let text: String = word.text().chars().map(latin).collect();
    let edits = replace_in_string(&manifest.source, word.name, word.range.clone(), &text);
    Fix::unsafe_(format!("Write {} in Latin letters", manifest.quote(&text)), edits)
}

fn label((_, letter): Letter) -> String {
    match latin_lookalike_of(letter) {
        Some(latin) => format!("{} looks like `{latin}`", describe_char(letter)),
        None => format!("`{letter}` is a Latin letter"),
    }
}

impl Word<'_> {
    fn text(&self) -> &str {
        &self.name.value[self.range.clone()]
    }

    fn letters(&self, is_wanted: fn(char) -> bool) -> Vec<Letter> {
        let letters = self.text().char_indices().filter(|(_, letter)| is_wanted(*letter));
        letters.map(|(at, letter)| (self.range.start + at, letter)).collect()
    }

    fn span_of(&self, (at, letter): Letter) -> Span {
        self.name.span_of(at..at + letter.len_utf8())
    }
}

/// The words of a name: letters with their marks, and digits.
fn words(name: &StringValue) -> Vec<Word<'_>> {
    let is_word = |(_, c): &(usize, char)| is_letter_mark_or_digit(*c);
    let mut words: Vec<Word<'_>> = Vec::new();
    for (at, character) in name.value.char_indices().filter(is_word) {
        let end = at + character.len_utf8();
        match words.last_mut() {
            Some(last) if last.range.end == at => last.range.end = end,
            _ => words.push(Word { name, range: at..end }),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleId;
    use crate::testing::{check, check_fix, check_no_fix, lint_text};

    const RULE: RuleId = RuleId::MixedScriptName;

    fn client(name: &str) -> String {
        format!("[client]\ntype = 'self-client'\nname = '{name}'\n")
    }

    #[test]
    fn letters_that_look_latin_are_replaced() {
        check_fix(RULE, &client("Zуlker Desk"), &client("Zylker Desk"));
        check_fix(RULE, &client("αlphа"), &client("alpha"));
        check_fix(RULE, &client("СІІq"), &client("CIIq"));
    }

    #[test]
    fn a_latin_letter_in_a_word_of_another_script_is_reported_without_a_fix() {
        let text = client("Увeдомления");
        check_no_fix(RULE, &text);
        check(RULE, &(text + "          ^ `Увeдомления` mixes letters from several scripts\n"));
    }

    #[test]
    fn a_word_with_letters_that_latin_does_not_have_is_reported_without_a_fix() {
        check_no_fix(RULE, &client("Сlientж"));
    }

    #[test]
    fn at_most_three_letters_have_a_label() {
        let (_, report) = lint_text(&client("Cоооper"));
        let diagnostic = &report.diagnostics[0].diagnostic;
        let label = "`о` (U+043E CYRILLIC SMALL LETTER O) looks like `o`";
        assert_eq!(diagnostic.label.as_deref(), Some(label));
        assert_eq!(diagnostic.related.len(), 2);
        let (_, report) = lint_text(&client("Cоoоpоrаtiоn"));
        assert_eq!(report.diagnostics[0].diagnostic.related.len(), 2);
    }

    #[test]
    fn words_of_one_script_each_and_scripts_that_are_written_together_are_fine() {
        for name in [
            "Zylker Уведомления",
            "Zylker_Уведомления & Desk",
            "東京Tokyo",
            "카톡Talk",
            "Größe",
            "µTorrent",
            "Δelta",
            "Zylker بوت",
        ] {
            check(RULE, &client(name));
        }
    }
}
