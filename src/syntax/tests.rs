//! What each state of a half-typed manifest yields.

use super::*;

/// The errors of a text, each as the text that it underlines and its kind, and the keys of
/// `[client]` in the tree.
fn read(text: &str) -> (Vec<(String, ErrorKind)>, Vec<String>) {
    let source = Source::new(text);
    let tree = parse(&source);
    let show = |error: SyntaxError| (source.slice(error.span).to_owned(), error.kind);
    let client = tree.root.get("client").map(|entry| &entry.value);
    let first = client.map(|value| value.as_array().map_or(value, |elements| &elements[0]));
    let orphan = tree.orphan_tables.first().map(|orphan| &orphan.table);
    let table = first.and_then(Value::as_table).or(orphan);
    let entries = table.map_or(&[][..], |table| &table.entries);
    let keys = entries.iter().map(|entry| entry.key.clone()).collect();
    (tree.errors.into_iter().map(show).collect(), keys)
}

/// Checks that a statement between two good keys has this one error, and that both keys survive.
fn check(broken: &str, underlined: &str, kind: ErrorKind) {
    let (errors, mut keys) = read(&format!("[client]\nbefore = 1\n{broken}\nafter = 2\n"));
    assert_eq!(errors, [(underlined.to_owned(), kind)], "{broken}");
    keys.retain(|key| key == "before" || key == "after");
    assert_eq!(keys, ["before", "after"], "{broken}");
}

#[test]
fn a_half_typed_line_is_one_error_and_its_neighbours_survive() {
    check("name = ", "name =", ErrorKind::MissingValue);
    check("name", "name", ErrorKind::MissingEquals);
    check("name \"x\"", "name \"x\"", ErrorKind::MissingEquals);
    check("name: x", ":", ErrorKind::ColonInsteadOfEquals);
    check("name = \"abc", "\"abc", ErrorKind::UnclosedString);
    check("name = 'abc", "'abc", ErrorKind::UnclosedString);
    check("name = \"\"\"abc", "\"\"\"abc", ErrorKind::UnclosedMultiLineString);
    check("type = self-client", "self-client", ErrorKind::BareValue);
    check("name = “Acme”", "“Acme”", ErrorKind::BareValue);
    check("uris = [", "[", ErrorKind::UnclosedArray);
    check("uris = [\n \"a\",\n \"b\"", "[", ErrorKind::UnclosedArray);
    check("uris = [\"a\" \"b\"]", "\"b\"", ErrorKind::MissingComma);
    check("uris = [https://a.com]", "https://a.com", ErrorKind::BareValue);
    check("name = \"a\" b", "b", ErrorKind::TextAfterValue);
    check("name = \"a\" \"b\"", "\"b\"", ErrorKind::TextAfterValue);
    check("name == \"a\"", "=", ErrorKind::Other("extra `=`".to_owned()));
    check("name = \"a\\q\"", "q", ErrorKind::InvalidEscape);
    check("name = \"a\0b\"", "\0", ErrorKind::ControlCharacter('\0'));
    check("# \x1b[31m", "\x1b", ErrorKind::ControlCharacter('\x1b'));
    check("<<<<<<< HEAD", "<<<<<<< HEAD", ErrorKind::MergeMarker);
}

#[test]
fn a_half_typed_header_keeps_what_stands_below_it() {
    let (errors, keys) = read("[cli\ntype = \"x\"\nname = \n\n[other]\na = 1\n");
    assert_eq!(
        errors,
        [
            ("[cli".to_owned(), ErrorKind::UnclosedHeader),
            ("name =".to_owned(), ErrorKind::MissingValue)
        ]
    );
    assert_eq!(keys, ["type", "name"]);
}

#[test]
fn a_lone_carriage_return_and_a_mark_in_the_middle_are_one_error_each() {
    let (errors, keys) = read("[client]\rbefore = 1\n\u{feff}\nafter = 2\rlast = 3\n");
    let expected = [("\r", '\r'), ("\u{feff}", '\u{feff}'), ("\r", '\r')];
    assert_eq!(
        errors,
        expected.map(|(text, character)| (text.to_owned(), ErrorKind::ControlCharacter(character)))
    );
    assert_eq!(keys, ["before", "after", "last"]);
}

#[test]
fn a_key_of_a_broken_statement_is_present() {
    assert_eq!(read("[client]\nname = \n").1, ["name"]);
    assert_eq!(read("[[client]]\nname = \n").1, ["name"]);
    assert_eq!(read("client.name = \n").1, ["name"]);
}

#[test]
fn a_key_or_table_that_is_there_twice_names_the_first() {
    let text = "[client]\nname = 1\nname = 2\n";
    assert_eq!(
        read(text).0,
        [("name".to_owned(), ErrorKind::DuplicateKey(Some(Span::new(9, 13))))]
    );
    let text = "[client]\na = 1\n[client]\nb = 1\n";
    assert_eq!(
        read(text).0,
        [("client".to_owned(), ErrorKind::DuplicateTable(Some(Span::new(1, 7))))]
    );
}

#[test]
fn nesting_of_any_depth_is_one_error() {
    for open in ["[", "a = [", "a = {a=", "a.", "[a."] {
        let (errors, _) = read(&format!("[client]\n{}\n", open.repeat(20_000)));
        assert_eq!(
            errors.iter().map(|(_, kind)| kind).collect::<Vec<_>>(),
            [&ErrorKind::TooDeep],
            "{open}"
        );
    }
    let nested = format!("a = {}1{}\n", "{ b = ".repeat(50), " }".repeat(50));
    assert!(read(&nested).0.is_empty());
}

#[test]
fn thousands_of_errors_are_cut() {
    assert_eq!(read(&"x\n".repeat(20_000)).0.len(), MAX_ERRORS);
}

#[test]
fn forms_of_toml_1_1_are_no_errors() {
    assert!(read("\u{feff}client = {\r\n  name = \"\\e\\x41\",\r\n}\r\n").0.is_empty());
}
