//! Words and phrases that this project avoids, with their replacements.

use std::collections::BTreeMap;
use std::fs;

use ignore::WalkBuilder;

use crate::support::{assert_file, root, with_part};

/// The preferred wording, and the words and phrases that it replaces. A trailing `*` matches any
/// ending.
///
/// Case and Markdown are ignored, `_` separates words, and a phrase can continue on the next line.
const WORDS: &[(&str, &[&str])] = &[
    // One word for one thing.
    ("problem, finding; in code, diagnostic", &["fault", "faults", "defect*"]),
    ("fix; safe fix, unsafe fix", &["mend*", "cure", "cures", "cured", "is a guess"]),
    ("space, whitespace", &["blank", "blanks"]),
    ("reject, does not accept", &["refus*", "would take", "would not take", "has you do"]),
    ("console error", &["would answer", "console answers", "console's answer"]),
    ("before, after", &["behind", "in front of"]),
    ("remove", &["take out", "takes out", "taken out", "let go", "lets go", "let be"]),
    ("must not, cannot, is not a", &["is no", "are no", "is none", "are none"]),
    ("duplicate, already defined", &["there twice", "is twice"]),
    ("suppress, suppression comment", &["silence*", "allow comment*"]),
    ("command line, language server, editor", &["two faces", "fronts"]),
    ("quick fix, plugin", &["quick fixe", "plug in", "plug ins"]),
    ("malformed message", &["message that has come", "message that is none"]),
    // Spelling, as in the Google developer documentation style guide.
    ("behavior, color, license", &["behaviour*", "colour*", "licence*"]),
    ("recognize, normalize, neighbor", &["recognis*", "normalis*", "neighbour*"]),
    // Verbs that say what happens.
    ("is, is written, encodes", &["stand", "stands", "standing", "stood"]),
    ("needs, expects", &["wants to", "wants a", "wants an", "wants the"]),
    ("is missing", &["is not there", "are not there"]),
    ("causes", &["brings about", "what it comes to"]),
    ("must be", &["has to be", "have to be"]),
    ("shows what", &["tells what", "tells why", "tells how"]),
    // Inverted or heavy phrases.
    ("and similar", &["its like", "their like"]),
    ("if there is none", &["where there is none", "where there are none"]),
    ("except", &["but for", "save for"]),
    ("unchanged", &["as it stands", "as they stand", "taken as it is"]),
    ("anyway", &["all the same", "so much for"]),
    ("custom keys", &["what is your own", "keys of your own"]),
    ("if your app uses one", &["who knows that"]),
    ("placeholder", &["stands for one to come"]),
    ("temporary", &["gone tomorrow"]),
    ("not tested", &["not run by us", "by us"]),
    ("some input could not be processed", &["job could not be done", "not all of it"]),
    ("one line per finding", &["one line a finding", "a finding a line", "a page each"]),
    ("on save", &["on saving", "for saving"]),
    ("rarely", &["seldom"]),
    ("in transit", &["on the way"]),
    ("is marked as", &["calls itself"]),
    ("the imperative", &["please"]),
];

/// Texts in which a listed word is correct, with the file or path prefix, and the reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("", "there is no", "the usual form"),
    ("", "There is no", "the usual form"),
    ("", "there are no ", "the usual form"),
    ("", "is no longer", "the usual form"),
    ("", "there are none", "the usual form"),
    ("", "There are no ", "the usual form"),
    ("", "is_none", "a method of Rust's `Option`"),
    ("src/", "is `None`", "a value of Rust's `Option`"),
    ("tests/", "is None", "Python"),
    ("", "stands alone", "the usual form"),
    ("src/secrets/", "stands_alone", "the usual form"),
    (".github/ISSUE_TEMPLATE/config.yml", "blank_issues_enabled", "a key of GitHub's"),
    ("src/text/unicode.rs", "BRAILLE PATTERN BLANK", "a name of Unicode's"),
    ("src/suppression/mod.rs", "\"silence\"", "a word that users write"),
    ("", "behind a VPN", "networks are arranged so"),
    ("", "behind a proxy", "networks are arranged so"),
    ("docs/", "decisions behind", "the usual form"),
    ("tests/it/accuracy/", "behind a domain", "networks are arranged so"),
    ("src/citations.rs", "which has to be separated", "a quotation"),
    ("ARCHITECTURE.md", "behind the Cargo features", "the usual form"),
];

/// Files to skip, because they are generated, third-party or not text.
const SKIPPED: &[&str] =
    &["Cargo.lock", "package-lock.json", "LICENSE-APACHE", "LICENSE-MIT", "tests/it/voice.rs"];

#[test]
fn nothing_uses_a_word_that_the_project_does_not_use() {
    let files = files();
    let mut found = Vec::new();
    for (path, text) in &files {
        let text = without_exceptions(path, text).to_lowercase();
        let words = words_of(&text);
        let places = places_of(&words);
        for (instead, patterns) in WORDS {
            for pattern in *patterns {
                let lines = lines_with(pattern, &words, &places).into_iter();
                found.extend(lines.map(|line| format!("{path}:{line}: {pattern} ({instead})")));
            }
        }
    }
    assert!(found.is_empty(), "write what is in parentheses instead:\n{}", found.join("\n"));
}

#[test]
fn every_exception_is_needed() {
    let files = files();
    for (prefix, text, _) in EXCEPTIONS {
        let mut in_scope = files.iter().filter(|(path, _)| path.starts_with(prefix)).peekable();
        // A packaged crate has only some of the files.
        let is_needed = in_scope.peek().is_none() || in_scope.any(|(_, file)| file.contains(text));
        assert!(is_needed, "{prefix}: {text}");
    }
}

#[test]
fn the_page_on_writing_lists_the_words() {
    let row = |(instead, patterns): &(&str, &[&str])| {
        format!("| {instead} | {} |\n", patterns.join(", ").replace('*', "…"))
    };
    let rows: String = WORDS.iter().map(row).collect();
    let table = format!("| Write | Not |\n|---|---|\n{rows}");
    let page = fs::read_to_string(root().join("docs/voice.md")).unwrap();
    assert_file("docs/voice.md", &with_part(&page, "words", &table));
}

#[test]
fn a_phrase_is_found_across_lines_and_in_names_but_not_across_sentences() {
    let lines = |pattern: &str, text: &str| {
        let words = words_of(text);
        lines_with(pattern, &words, &places_of(&words))
    };
    assert_eq!(lines("is none", "x\n/// `a` is\n/// **none**."), [2]);
    assert_eq!(lines("is none", "fn it_is_none() {}"), [1]);
    assert_eq!(lines("is none", "what it is. None of"), [0; 0]);
    assert_eq!(lines("mend*", "Mended, amended"), [1]);
}

/// Returns the text files of the project by path.
fn files() -> Vec<(String, String)> {
    let walk = WalkBuilder::new(root())
        .hidden(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build();
    let paths = walk.map(|entry| entry.unwrap().into_path()).filter(|path| path.is_file());
    let read = |path: std::path::PathBuf| {
        let relative = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        let is_skipped = SKIPPED.iter().any(|skipped| relative.ends_with(skipped));
        if is_skipped { None } else { Some((relative, fs::read_to_string(path).ok()?)) }
    };
    paths.filter_map(read).collect()
}

/// Replaces exceptions, and removes the list on the page about writing, but keeps line numbers.
fn without_exceptions(path: &str, text: &str) -> String {
    let mut text = text.to_owned();
    let in_scope = EXCEPTIONS.iter().filter(|(prefix, _, _)| path.starts_with(prefix));
    for (_, exception, _) in in_scope {
        text = text.replace(exception, ". ");
    }
    if path == "docs/voice.md" {
        text = text.split("words -->").step_by(2).collect();
    }
    text
}

/// Splits text into lower-case words with their 1-based lines. Punctuation that ends a phrase
/// counts as a word.
fn words_of(text: &str) -> Vec<(String, usize)> {
    let mut words: Vec<(String, usize)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut is_inside = false;
        for character in line.chars() {
            let is_letter = character.is_alphabetic() || (character == '\'' && is_inside);
            match words.last_mut() {
                Some((word, _)) if is_letter && is_inside => word.extend(character.to_lowercase()),
                _ if is_letter || ".!?:;,(){}\"|=".contains(character) => {
                    words.push((character.to_lowercase().collect(), index + 1));
                }
                _ => {}
            }
            is_inside = is_letter;
        }
    }
    words
}

/// Returns the lines on which a phrase starts. `places` is the index from [`places_of`].
fn lines_with(
    pattern: &str,
    words: &[(String, usize)],
    places: &BTreeMap<&str, Vec<usize>>,
) -> Vec<usize> {
    let pattern: Vec<&str> = pattern.split(' ').collect();
    let is_match = |expected: &str, word: &str| match expected.strip_suffix('*') {
        Some(beginning) => word.starts_with(beginning),
        None => word == expected,
    };
    let first = pattern[0].trim_end_matches('*');
    let beginnings = places.range(first..).take_while(|(word, _)| word.starts_with(first));
    let places = beginnings.filter(|(word, _)| is_match(pattern[0], word)).flat_map(|(_, at)| at);
    let is_phrase = |at: &&usize| {
        let found = words[**at..].iter().zip(&pattern);
        words.len() - **at >= pattern.len()
            && found.skip(1).all(|((word, _), expected)| is_match(expected, word))
    };
    places.filter(is_phrase).map(|at| words[*at].1).collect()
}

/// Returns the indices of each distinct word.
fn places_of(words: &[(String, usize)]) -> BTreeMap<&str, Vec<usize>> {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (word, _)) in words.iter().enumerate() {
        places.entry(word).or_default().push(at);
    }
    places
}
