//! Suppression comments: what they cover, and what is reported of those that cover nothing.

use snapbox::str;

use crate::properties::leaves;
use crate::support::{Folder, VALID};

const INVALID_NAME: &str = "name = 'a!'";

/// The findings in a self client that has this line, as `rule at line:column`.
fn findings(lines: &str) -> Vec<String> {
    findings_in(&Folder::with(&[]), &format!("[client]\ntype = 'self-client'\n{lines}\n"))
}

fn findings_in(folder: &Folder, text: &str) -> Vec<String> {
    let shown = folder.run_with_stdin(&["-v", "--format", "short", "-"], text).stdout;
    let finding = |line: &str| {
        let (place, rest) = line.strip_prefix("<stdin>:")?.split_once(": ")?;
        let (_, rest) = rest.split_once('[')?;
        Some(format!("{} at {place}", rest.split(']').next()?))
    };
    shown.lines().map(|line| finding(line).unwrap()).collect()
}

/// The text that a run with these options writes.
fn changed(options: &[&str], text: &str) -> String {
    Folder::with(&[]).run_with_stdin(&[options, &["-"]].concat(), text).stdout
}

/// A manifest with a comment after a name that nothing is reported of.
fn with_comment(comment: &str) -> String {
    VALID.replace("Report\"", &format!("Report\" # {comment}"))
}

#[test]
fn a_suppression_covers_its_statement_the_next_one_or_the_file() {
    for lines in [
        format!("{INVALID_NAME} # cliq-lint: allow(invalid-client-name)"),
        format!("# cliq-lint: allow(invalid-client-name)\n# another\n{INVALID_NAME}"),
        format!("# cliq-lint: allow(invalid-client-name, reason = \"old, (sic)\")\n{INVALID_NAME}"),
    ] {
        assert_eq!(findings(&lines), [""; 0], "{lines}");
    }
    for mark in ["", "\u{feff}"] {
        let text = format!(
            "{mark}# cliq-lint: allow(invalid-client-name)\n\n\
             [client]\ntype = 'self-client'\n{INVALID_NAME}\n"
        );
        assert_eq!(findings_in(&Folder::with(&[]), &text), [""; 0], "{text}");
    }
}

#[test]
fn a_suppression_covers_no_other_statement() {
    let above = format!("# cliq-lint: allow(invalid-client-name)\nx-y = 1\n{INVALID_NAME}");
    assert_eq!(
        findings(&above),
        ["unused-allow at 3:20", "unknown-key at 4:1", "invalid-client-name at 5:10"]
    );
}

#[test]
fn an_unused_an_unknown_and_an_unreadable_suppression_are_reported() {
    for (comment, found) in [
        ("cliq-lint: allow(insecure-http)", "unused-allow at 3:44"),
        ("cliq-lint: allow(insecure-htp)", "unused-allow at 3:44"),
        ("cliq-lint: alow insecure-http", "unused-allow at 3:27"),
        ("cliq-lint: allow(insecure-http", "unused-allow at 3:27"),
        ("cliq-lint: allow(insecure-http, reason = \"a)", "unused-allow at 3:27"),
    ] {
        assert_eq!(findings_in(&Folder::with(&[]), &with_comment(comment)), [found], "{comment}");
    }
}

#[test]
fn a_rule_that_is_off_is_not_missed() {
    let folder = Folder::with(&[("cliq-lint.toml", "[rules]\ninsecure-http = \"off\"\n")]);
    let text = with_comment("cliq-lint: allow(insecure-http)");
    assert_eq!(findings_in(&folder, &text), [""; 0]);
}

#[test]
fn an_unused_suppression_can_be_suppressed() {
    let text = format!(
        "# cliq-lint: allow(unused-allow)\n\n{}",
        with_comment("cliq-lint: allow(insecure-http)")
    );
    assert_eq!(findings_in(&Folder::with(&[]), &text), [""; 0]);
}

#[test]
fn an_unused_name_is_removed_with_its_comma() {
    let list = |names: &str| {
        format!("[client]\ntype = 'self-client'\n{INVALID_NAME} # cliq-lint: allow({names})\n")
    };
    for names in [
        "invalid-client-name, insecure-http",
        "insecure-http, invalid-client-name",
        "insecure-http, invalid-client-name, duplicate-uri",
    ] {
        assert_eq!(changed(&["--fix"], &list(names)), list("invalid-client-name"), "{names}");
    }
}

#[test]
fn add_allow_changes_no_value_and_leaves_no_finding() {
    for lines in [
        INVALID_NAME,
        "name = 'a!' # why",
        "name = \"\"\"a!\nb\"\"\"",
        "name = '''a!\nb''' # why",
        "name = 'A'\nfoo = [\n  1,\n]",
    ] {
        let before = format!("[client]\ntype = 'self-client'\n{lines}\n");
        let after = changed(&["--add-allow"], &before);
        let values =
            |text: &str| -> Vec<_> { leaves(text).into_iter().map(|leaf| leaf.written).collect() };
        assert_eq!(values(&after), values(&before), "{after}");
        assert_eq!(findings_in(&Folder::with(&[]), &after), [""; 0], "{after}");
        assert_eq!(changed(&["--add-allow"], &after), after);
    }
}

#[test]
fn a_suppression_that_has_expired_suppresses_nothing() {
    let text = |until: &str| {
        let comment = format!("# cliq-lint: allow(invalid-client-name, until = {until})");
        format!("[client]\ntype = 'self-client'\n{INVALID_NAME} {comment}\n")
    };
    assert_eq!(findings_in(&Folder::with(&[]), &text("9999-12-31")), [""; 0]);
    let expired = findings_in(&Folder::with(&[]), &text("2020-02-29"));
    assert!(expired[0].starts_with("invalid-client-name"), "{expired:?}");
    assert!(expired[1].starts_with("unused-allow"), "{expired:?}");
}

#[test]
fn add_allow_writes_until_when_and_why() {
    let before = format!("[client]\ntype = 'self-client'\n{INVALID_NAME}\n");
    let options = ["--add-allow", "--until", "9999-12-31", "--reason", "x"];
    let comment = "# cliq-lint: allow(invalid-client-name, until = 9999-12-31, reason = \"x\")";
    let after = changed(&options, &before);
    assert_eq!(after, before.replace(INVALID_NAME, &format!("{INVALID_NAME} {comment}")));
    assert_eq!(changed(&options, &after), after);
    let wrong = Folder::with(&[]).run(&["--add-allow", "--until", "2027-02-30"]);
    assert!(wrong.stderr.contains("expected a day as YYYY-MM-DD"), "{}", wrong.stderr);
}

#[test]
fn what_else_a_comment_says_is_kept() {
    for (before, after, options) in [
        ("cliq-lint: allow(insecure-http) # kept", "kept", &["--fix"][..]),
        ("why cliq-lint: allow(insecure-http)", "why", &["--fix"]),
        (
            "cliq-lint: allow(insecure-http) shown to users",
            "shown to users",
            &["--fix", "--unsafe-fixes"],
        ),
    ] {
        assert_eq!(changed(options, &with_comment(before)), with_comment(after), "{before}");
    }
}

#[test]
fn a_misspelled_name_is_corrected_safely_if_only_case_or_separators_differ() {
    let text = format!("[client]\ntype = 'self-client'\n{INVALID_NAME}");
    let suppressed = |name: &str| format!("{text} # cliq-lint: allow({name})\n");
    let corrected = suppressed("invalid-client-name");
    assert_eq!(changed(&["--fix"], &suppressed("Invalid_client_NAME")), corrected);
    let near = suppressed("invalid-client-nme");
    assert_eq!(changed(&["--fix"], &near), near);
    assert_eq!(changed(&["--fix", "--unsafe-fixes"], &near), corrected);
}

#[test]
fn a_suppression_with_a_reason_is_removed_by_an_unsafe_fix_only() {
    let text = with_comment("cliq-lint: allow(insecure-http, reason = \"behind a VPN\")");
    assert_eq!(changed(&["--fix"], &text), text);
    assert_eq!(changed(&["--fix", "--unsafe-fixes"], &text), VALID);
    let text = with_comment("cliq-lint: allow(insecure-http)");
    assert_eq!(changed(&["--fix"], &text), VALID);
}

#[test]
fn a_suppressed_secret_hides_no_syntax_error() {
    let text = "# cliq-lint: allow(committed-secret)\n\n[client]\nclient_secret = \"hunter2Zq9Xk\n";
    let folder = Folder::with(&[("cliq-client.toml", text)]);
    let ran = folder.run(&["--format", "short"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("error[invalid-toml]"), "{}", ran.stdout);
}

#[test]
fn add_allow_leaves_secrets_and_syntax_errors_and_a_second_run_adds_nothing() {
    let text = format!(
        "[client]\ntype = 'self-client'\n{INVALID_NAME}\nfoo = 1\nbar = [\n\
         [client.metadata]\nclient_secret = 'hunter2Zq9Xk'\n"
    );
    let folder = Folder::with(&[("cliq-client.toml", &*text)]);
    folder.run(&["--add-allow", "--format", "short"]).assert(str![[r#"
suppressed cliq-client.toml:3: invalid-client-name
suppressed cliq-client.toml:4: unknown-key
cliq-client.toml:5:7: error[invalid-toml]: this array is not closed
cliq-client.toml:7:18: error[committed-secret]: this looks like a client secret
[exit 1]
"#]]);
    let after = text
        .replace("'a!'", "'a!' # cliq-lint: allow(invalid-client-name)")
        .replace("foo = 1", "foo = 1 # cliq-lint: allow(unknown-key)");
    assert_eq!(folder.read("cliq-client.toml"), after);
    folder.run(&["--add-allow", "--format", "short"]).assert(str![[r#"
cliq-client.toml:5:7: error[invalid-toml]: this array is not closed
cliq-client.toml:7:18: error[committed-secret]: this looks like a client secret
[exit 1]
"#]]);
    assert_eq!(folder.read("cliq-client.toml"), after, "a second run adds nothing");
}

#[test]
fn what_is_nearly_a_suppression_is_read_and_reported() {
    let name = "invalid-client-name";
    for (comment, found) in [
        (format!("why, cliq-lint: allow({name})"), &[][..]),
        (format!("cliq-lint: allow(unused-allow) cliq-lint: allow({name})"), &[]),
        (format!("cliq-lint allow({name})"), &["unused-allow at 3:15"]),
        (format!("cliq-lint: ignore({name})"), &["unused-allow at 3:15"]),
        (format!("cliq-lint: allow {name}"), &["unused-allow at 3:15"]),
        (format!("cliq-lint: allow({name}; unknown-key)"), &["unused-allow at 3:15"]),
        (
            "cliq-lint: allow(all)".to_owned(),
            &["invalid-client-name at 3:10", "unused-allow at 3:32"],
        ),
    ] {
        assert_eq!(findings(&format!("{INVALID_NAME} # {comment}")), found, "{comment}");
    }
}

#[test]
fn a_secret_in_a_comment_is_suppressed_by_a_comment_above_it() {
    let secret = "# client_secret: hunter2Zq9Xk";
    let lines = |above: &str| format!("name = 'A'\n{above}{secret}");
    assert_eq!(findings(&lines("")), ["committed-secret at 4:18"]);
    assert_eq!(findings(&lines("# cliq-lint: allow(committed-secret)\n")), [""; 0]);
}
