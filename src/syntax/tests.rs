//! Tests of incomplete and broken manifests.

use super::*;

/// Returns the errors of a text, each as underlined text and kind, and the keys of `[client]` in
/// the tree.
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

/// Checks that a statement between two valid keys has only this error, and that both keys survive.
fn check(broken: &str, underlined: &str, kind: ErrorKind) {
    let (errors, mut keys) = read(&format!("[client]\nbefore = 1\n{broken}\nafter = 2\n"));
    assert_eq!(errors, [(underlined.to_owned(), kind)], "{broken}");
    keys.retain(|key| key == "before" || key == "after");
    assert_eq!(keys, ["before", "after"], "{broken}");
}

#[test]
fn a_half_typed_line_is_one_error_and_its_neighbors_survive() {
    check("name = ", "name =", ErrorKind::MissingValue);
    check("name", "name", ErrorKind::MissingEquals);
    check("name \"x\"", "name \"x\"", ErrorKind::MissingEquals);
    check("= \"x\"", "=", ErrorKind::MissingKey);
    check("name: x", ":", ErrorKind::ColonInsteadOfEquals);
    check("name = \"abc", "\"abc", ErrorKind::UnclosedString);
    check("name = 'abc", "'abc", ErrorKind::UnclosedString);
    check("name = \"\"\"abc", "\"\"\"abc", ErrorKind::UnclosedMultiLineString);
    check("uris = [", "[", ErrorKind::UnclosedArray);
    check("uris = [\n \"a\",\n \"b\"", "[", ErrorKind::UnclosedArray);
    check("owner = { name = \"a\"", "{", ErrorKind::UnclosedInlineTable);
    check("# \x1b[31m", "\x1b", ErrorKind::ControlCharacter('\x1b'));
    check(">>>>>>> main", ">>>>>>> main", ErrorKind::MergeMarker);
}

#[test]
fn text_without_quotes_is_told_from_other_values() {
    check("type = self-client", "self-client", ErrorKind::BareValue);
    check("name = Acme Notifier # x", "Acme Notifier", ErrorKind::BareValue);
    check("uris = [https://a.com]", "https://a.com", ErrorKind::BareValue);
    check("url = https://a.com/#/cb", "https://a.com/#/cb", ErrorKind::BareValue);
    check("version = 1.2.3", "1.2.3", ErrorKind::BareValue);
    check("owner = null", "null", ErrorKind::Null);
    check("owner = None", "None", ErrorKind::Null);
    check("on = True", "True", ErrorKind::CapitalizedBoolean);
    check("count = 0x", "0x", ErrorKind::InvalidNumber);
    check("count = 007", "007", ErrorKind::InvalidNumber);
    check("count = 1\u{660}", "1\u{660}", ErrorKind::InvalidNumber);
    check("since = 2024-13-45", "2024-13-45", ErrorKind::InvalidDate);
    check("at = 25:00:00", "25:00:00", ErrorKind::InvalidDate);
}

#[test]
fn habits_of_other_languages_are_named() {
    check("name = “Acme”", "“Acme”", ErrorKind::CurlyQuotes);
    check("“name” = \"Acme\"", "“name”", ErrorKind::CurlyQuotes);
    check("name = `Acme`", "`Acme`", ErrorKind::Backticks);
    check("name = f\"Acme\"", "f", ErrorKind::StringPrefix);
    check("uris = (\"a\", \"b\")", "(\"a\", \"b\")", ErrorKind::Parentheses);
    check("uris = (\n  \"a\",\n)", "(\n  \"a\",\n)", ErrorKind::Parentheses);
    check("uris = [\"a\"; \"b\"]", ";", ErrorKind::SemicolonInsteadOfComma);
    check("name == \"a\"", "=", ErrorKind::ExtraEquals);
    check("name => \"a\"", ">", ErrorKind::ExtraEquals);
    check("name := \"a\"", ":=", ErrorKind::ExtraEquals);
    check("name = \"a\";", ";", ErrorKind::TrailingPunctuation(';'));
    check("name = \"a\",", ",", ErrorKind::TrailingPunctuation(','));
    check("\"name\": \"a\",", ":", ErrorKind::ColonInsteadOfEquals);
    check("// a comment", "// a comment", ErrorKind::CommentMarker);
    check("name = \"a\" // a comment", "// a comment", ErrorKind::CommentMarker);
    check("{ \"name\": \"a\" }", "{", ErrorKind::Json);
    check("größe = 1", "größe", ErrorKind::InvalidKey);
    check("redirect uris = []", "redirect uris", ErrorKind::InvalidKey);
}

#[test]
fn commas_and_what_follows_a_value_are_checked() {
    check("uris = [\"a\" \"b\"]", "\"b\"", ErrorKind::MissingComma);
    check("uris = [\n\"a\"\n\"b\"\n\"c\"\n]", "\"b\"", ErrorKind::MissingComma);
    check("owner = { a = 1 b = 2 }", "b", ErrorKind::MissingComma);
    check("owner = {\n  a = 1\n  b = [\n  2\n]\n  c = 3 # 3\n}", "b", ErrorKind::MissingComma);
    check("uris = [, \"a\"]", ",", ErrorKind::ExtraComma);
    check("owner = { a = }", "a =", ErrorKind::MissingValue);
    check("owner = { a = 1, a = 2 }", "a", ErrorKind::DuplicateKey(Some(Span::new(30, 31))));
    check("name = \"a\" b", "b", ErrorKind::TextAfterValue);
    check("name = \"a\" \"b\"", "\"b\"", ErrorKind::TextAfterValue);
    check("name = \"a\" b = 1", "b = 1", ErrorKind::TwoOnOneLine);
    check("]", "]", ErrorKind::Unexpected);
}

#[test]
fn a_string_is_checked_to_its_last_escape() {
    check("name = \"a\\q\"", "\\q", ErrorKind::InvalidEscape);
    check("name = \"a\\u12\"", "\\u12", ErrorKind::IncompleteUnicodeEscape);
    check("name = \"\\ud83d\"", "\\ud83d", ErrorKind::NotACharacter);
    check("name = \"a\0b\"", "\0", ErrorKind::ControlCharacter('\0'));
    check("name = \"a\nb\"", "\"a\nb\"", ErrorKind::LineBreakInString);
    check("name = 'O'Brien'", "'O'Brien'", ErrorKind::QuoteInString);
    check("name = \"a \"b\" c\"", "\"a \"b\" c\"", ErrorKind::QuoteInString);
}

#[test]
fn spaces_that_toml_does_not_allow_are_named() {
    check("name\u{a0}= \"a\"", "\u{a0}", ErrorKind::InvisibleCharacter('\u{a0}'));
    check("name = \u{200b}\"a\"", "\u{200b}", ErrorKind::InvisibleCharacter('\u{200b}'));
    check("\u{feff}name = \"a\"", "\u{feff}", ErrorKind::InvisibleCharacter('\u{feff}'));
}

/// Returns the text after the repair of its first error.
fn repaired(text: &str) -> String {
    let tree = parse(&Source::new(text));
    tree.errors[0].repair.as_ref().expect(text).edits().apply(text)
}

#[test]
fn repairs_correct_every_place_of_a_cause() {
    for (broken, expected) in [
        ("a = [\"x\" \"y\" \"z\"]", "a = [\"x\", \"y\", \"z\"]"),
        ("a = [https://x.com https://y.com]", "a = [\"https://x.com\", \"https://y.com\"]"),
        ("a = [“x”, ‘y’]", "a = [\"x\", \"y\"]"),
        ("a = (\"x\", \"y\")", "a = [\"x\", \"y\"]"),
        ("a = [,\"x\",,\"y\"]", "a = [\"x\",\"y\"]"),
        ("a\u{a0}=\u{a0}\"x\"\u{200b}", "a = \"x\""),
        ("\"a\": \"x\",", "\"a\" = \"x\""),
        ("a: x", "a = \"x\""),
        ("a b c", "a = \"b c\""),
        ("a = {{ b }}", "a = \"{{ b }}\""),
        ("a:=1", "a =1"),
        ("a == 1", "a = 1"),
        ("a = 1; # x", "a = 1 # x"),
        ("a = 1 // x", "a = 1 # x"),
        ("a = 1, b = 2", "a = 1\nb = 2"),
        ("[client] a = 1", "[client]\na = 1"),
        ("a = \"\\/\"", "a = \"/\""),
        ("a = \"C:\\q\"", "a = \"C:\\\\q\""),
        ("a = \"x\n  y\"", "a = \"x y\""),
        ("a = \"https://x.com/\n  y\"", "a = \"https://x.com/y\""),
        ("a = 'O'Brien'", "a = \"O'Brien\""),
        ("a = \"x", "a = \"x\""),
        ("a = [\n  \"x,\n  \"y\",\n]", "a = [\n  \"x\",\n  \"y\",\n]"),
        ("a = [{ b = [1", "a = [{ b = [1]}]"),
        ("a = [\n  1, # x\n", "a = [\n  1, # x\n]\n"),
        ("a = x // y", "a = \"x\" # y"),
        ("a = x#y", "a = \"x#y\""),
        ("a = say \"x\"", "a = 'say \"x\"'"),
        ("größe = 1", "\"größe\" = 1"),
        ("[client", "[client]"),
        ("[[client]", "[[client]]"),
        ("a = 1\rb = 2\r", "a = 1\nb = 2\n"),
    ] {
        assert_eq!(repaired(broken), expected, "{broken}");
    }
}

#[test]
fn a_half_typed_header_keeps_what_is_below_it() {
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
fn lone_carriage_returns_are_one_error_and_end_lines() {
    let (errors, keys) = read("[client]\rbefore = 1\n\nafter = 2\rlast = 3\n");
    assert_eq!(errors, [("\r".to_owned(), ErrorKind::LoneCarriageReturn)]);
    assert_eq!(keys, ["before", "after", "last"]);
}

#[test]
fn a_merge_conflict_is_one_error_and_the_keys_of_both_sides_are_present() {
    let text = "[client]\n<<<<<<< HEAD\na = 1\nb = 2\n||||||| base\na = 0\n=======\na = 2\nc = 3\n\
                >>>>>>> other\nlast = 1\n";
    let (errors, keys) = read(text);
    assert_eq!(errors, [("<<<<<<< HEAD".to_owned(), ErrorKind::MergeConflict)]);
    assert_eq!(keys, ["a", "b", "last", "c"]);
}

#[test]
fn a_merge_conflict_in_an_array_is_one_error() {
    let text = "[client]\nuris = [\n<<<<<<< HEAD\n  'a',\n=======\n  'b',\n>>>>>>> other\n]\n";
    let (errors, keys) = read(text);
    assert_eq!(errors, [("<<<<<<< HEAD".to_owned(), ErrorKind::MergeConflict)]);
    assert_eq!(keys, ["uris"]);
}

#[test]
fn other_formats_are_recognized_as_a_whole() {
    for text in
        ["{\n  \"client\": {\n    \"type\": 1\n  }\n}\n", "// x\n{ a: 1 }", "[\n  {\"a\": 1}\n]"]
    {
        let (errors, _) = read(text);
        assert!(matches!(errors.as_slice(), [(_, ErrorKind::Json)]), "{text}: {errors:?}");
    }
    for text in
        ["client:\n  type: x\n", "---\ntype: x\nname: y\n", "a: 1\nb: 2\n", "# x\na:\n- b\n"]
    {
        let (errors, _) = read(text);
        assert!(matches!(errors.as_slice(), [(_, ErrorKind::Yaml)]), "{text}: {errors:?}");
    }
    assert_eq!(read("type: x\n").0, [(":".to_owned(), ErrorKind::ColonInsteadOfEquals)]);
}

#[test]
fn a_key_of_a_broken_statement_is_present() {
    assert_eq!(read("[client]\nname = \n").1, ["name"]);
    assert_eq!(read("[[client]]\nname = \n").1, ["name"]);
    assert_eq!(read("client.name = \n").1, ["name"]);
}

#[test]
fn a_duplicate_key_or_table_names_the_first() {
    let text = "[client]\nname = 1\nname = 2\n";
    assert_eq!(
        read(text).0,
        [("name".to_owned(), ErrorKind::DuplicateKey(Some(Span::new(9, 13))))]
    );
    let text = "[client]\nname = 1\nname.first = 2\n";
    assert_eq!(read(text).0, [("name".to_owned(), ErrorKind::NotATable(Some(Span::new(9, 13))))]);
    let text = "[client]\na = 1\n[client]\nb = 1\n";
    let duplicate = ErrorKind::DuplicateTable(Some(Span::new(1, 7)));
    assert_eq!(read(text).0, [("client".to_owned(), duplicate)]);
}

#[test]
fn a_table_that_is_opened_again_is_read_by_itself_with_its_subtables() {
    let text = "[client]\na = 1\n[client.metadata]\nx = 1\n[client]\nb = \nc = 1\n\
                [client.metadata]\ny = 1\nz = \n[client]\nd = 1\n";
    let tree = parse(&Source::new(text));
    let keys = |table: &Table| {
        table.entries.iter().map(|entry| entry.key.clone()).collect::<Vec<_>>().join(" ")
    };
    let client = |table: &Table| {
        let metadata = table.get("metadata").and_then(|entry| entry.value.as_table()).map(keys);
        (keys(table), metadata)
    };
    let root = tree.root.get("client").unwrap().value.as_table().unwrap();
    let mut clients = vec![client(root)];
    clients.extend(tree.orphan_tables.iter().map(|orphan| client(&orphan.table)));
    let expected = [("a metadata", Some("x")), ("c metadata b", Some("y z")), ("d", None)];
    let expected = expected.map(|(keys, metadata)| (keys.to_owned(), metadata.map(str::to_owned)));
    assert_eq!(clients, expected);
    let is_duplicate = |error: &&SyntaxError| matches!(error.kind, ErrorKind::DuplicateTable(_));
    assert_eq!(tree.errors.iter().filter(is_duplicate).count(), 1);
    assert_eq!(tree.errors.len(), 3);
}

#[test]
fn a_table_and_an_array_of_tables_of_one_name_are_duplicates() {
    for text in ["[client]\na = 1\n[[client]]\nb = 1\n", "[[client]]\na = 1\n[client]\nb = 1\n"] {
        let tree = parse(&Source::new(text));
        let repair = tree.errors[0].repair.as_ref().unwrap();
        let expected = "[[client]]\na = 1\n[[client]]\nb = 1\n";
        assert_eq!((tree.errors.len(), &*repair.edits().apply(text)), (1, expected));
        assert_eq!(tree.orphan_tables.len(), 1);
    }
}

#[test]
fn a_table_that_is_written_above_its_header_is_made_no_array() {
    for above in ["[client.metadata]", "client = {}", "client.name = 1"] {
        let tree = parse(&Source::new(format!("{above}\n[client]\n[client]\n")));
        assert!(tree.errors.iter().all(|error| error.repair.is_none()), "{:?}", tree.errors);
    }
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
fn forms_of_toml_1_1_are_valid() {
    assert!(read("\u{feff}client = {\r\n  name = \"\\e\\x41\",\r\n}\r\n").0.is_empty());
}
