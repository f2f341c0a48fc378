//! What a user of the command line meets.

mod common;

use std::fs;
use std::process::{Command, Stdio};

use common::Folder;

const GOOD: &str = "[client]\ntype = \"self-client\"\nname = \"Nightly Report\"\n";
const BAD: &str = "[client]\ntype = \"self-client\"\nname = \"Nightly!\"\n";
const WARNED: &str = "[client]\ntype = \"self-client\"\nname = \"Nightly  Report\"\n";

fn paths(stdout: &str) -> Vec<&str> {
    stdout.lines().filter_map(|line| line.split(':').next()).collect()
}

#[test]
fn the_exit_code_tells_errors_from_failures() {
    let folder = Folder::with(&[("cliq-client.toml", GOOD)]);
    assert_eq!(folder.run(&[]).code, Some(0));
    folder.write("cliq-client.toml", WARNED.as_bytes());
    assert_eq!(folder.run(&[]).code, Some(0));
    assert_eq!(folder.run(&["--deny", "warnings"]).code, Some(1));
    folder.write("cliq-client.toml", BAD.as_bytes());
    assert_eq!(folder.run(&[]).code, Some(1));
    assert_eq!(folder.run(&["--exit-zero"]).code, Some(0));
    let missing = folder.run(&["cliq-client.toml", "gone.toml"]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.stdout.contains("invalid-client-name"), "what can be linted is: {missing:?}");
    assert_eq!(
        missing.stderr,
        "cliq-lint: cannot read `gone.toml`: there is no such file or folder\n"
    );
}

#[test]
fn a_folder_is_walked_for_manifests_and_sorted() {
    let folder = Folder::with(&[
        ("b/cliq-client.toml", BAD),
        ("a/cliq-client.staging.toml", BAD),
        ("a/other.toml", BAD),
        ("ignored/cliq-client.toml", BAD),
        (".hidden/cliq-client.toml", BAD),
        (".gitignore", "ignored\n"),
    ]);
    assert_eq!(
        paths(&folder.run(&["--format", "short"]).stdout),
        ["a/cliq-client.staging.toml", "b/cliq-client.toml"]
    );
    assert_eq!(paths(&folder.run(&["--format", "short", "--no-ignore"]).stdout).len(), 3);
    assert_eq!(
        paths(&folder.run(&["--format", "short", "a", "--exclude", "*.staging.toml"]).stdout),
        [""; 0]
    );
    assert_eq!(
        folder.run(&["--show-files"]).stdout,
        "a/cliq-client.staging.toml\nb/cliq-client.toml\n"
    );
    assert!(
        folder
            .run(&[])
            .stdout
            .ends_with("2 errors in 2 of 2 manifests; 2 can be fixed with --unsafe-fixes\n")
    );
}

#[test]
fn a_file_that_is_named_is_linted_whatever_its_name_unless_excludes_are_forced() {
    let folder = Folder::with(&[("x.txt", BAD), ("cliq-lint.toml", "exclude = [\"x.txt\"]\n")]);
    assert_eq!(folder.run(&["x.txt"]).code, Some(1));
    assert_eq!(folder.run(&["x.txt", "--force-exclude"]).code, Some(0));
}

#[test]
fn nothing_found_is_said() {
    let ran = Folder::with(&[]).run(&[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "no manifests found\n"));
}

#[test]
fn standard_input_is_linted_under_the_name_that_it_is_given() {
    let folder = Folder::with(&[("a/cliq-lint.toml", "[rules]\ninvalid-client-name = \"off\"\n")]);
    let ran = folder.run_with_stdin(&["--format", "short", "-"], BAD);
    assert!(ran.stdout.starts_with("<stdin>:3:16: error[invalid-client-name]"), "{ran:?}");
    let named = folder.run_with_stdin(&["-", "--stdin-filename", "a/cliq-client.toml"], BAD);
    assert_eq!((named.code, named.stdout.as_str()), (Some(0), "no findings in 1 manifest\n"));
}

#[test]
fn levels_are_set_by_options_and_a_named_rule_wins() {
    let folder = Folder::with(&[("cliq-client.toml", WARNED)]);
    assert_eq!(
        folder.run(&["--allow", "untidy-client-name"]).stdout,
        "no findings in 1 manifest\n"
    );
    assert_eq!(folder.run(&["--deny", "warnings", "--warn", "untidy-client-name"]).code, Some(0));
    let unknown = folder.run(&["--deny", "untidy-name"]);
    assert_eq!(unknown.code, Some(2));
    assert_eq!(
        unknown.stderr,
        "cliq-lint: no rule is called `untidy-name`: did you mean `untidy-client-name`?\n"
    );
    assert!(folder.run(&["--exclud", "x"]).stderr.contains("--exclude"));
}

#[test]
fn hints_are_shown_when_asked_for_and_warnings_hidden() {
    let text = "[client]\ntype = \"client-based\"\nname = \"A  B\"\nhomepage_url = \"https://www.acme.com\"\nredirect_uris = [\"https://www.acme.com/cb\"]\njavascript_domains = [\"https://www.acme.com\"]\n";
    let folder = Folder::with(&[("cliq-client.toml", text)]);
    assert!(!folder.run(&[]).stdout.contains("implicit-grant"));
    assert!(folder.run(&["-v"]).stdout.contains("note[implicit-grant]"));
    assert_eq!(folder.run(&["-q"]).stdout, "");
    assert!(folder.run(&["--warn", "implicit-grant"]).stdout.contains("warning[implicit-grant]"));
}

#[test]
fn the_configuration_is_found_upward_and_its_mistakes_are_shown() {
    let folder = Folder::with(&[
        ("cliq-lint.toml", "[rules]\nuntidy-client-name = \"error\"\n"),
        ("a/b/cliq-client.toml", WARNED),
    ]);
    assert_eq!(folder.run(&[]).code, Some(1));
    assert_eq!(folder.run(&["--no-config"]).code, Some(0));
    folder.write("cliq-lint.toml", b"[rules]\nuntidy-name = \"error\"\n");
    let ran = folder.run(&["--format", "short"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stdout.starts_with(
            "cliq-lint.toml:2:1: error[invalid-configuration]: no rule is called `untidy-name`\n"
        ),
        "{ran:?}"
    );
    assert!(ran.stdout.contains("a/b/cliq-client.toml:3:16: warning"), "{ran:?}");
    assert_eq!(folder.run(&["--config", "gone.toml"]).code, Some(2));
}

#[test]
fn any_bytes_are_a_finding() {
    let nested = "[".repeat(100_000);
    let long =
        format!("[client]\ntype = \"self-client\"\nname = \"{}!\"\n", "x".repeat(10_000_000));
    for (content, rule) in [
        (&b"[client]\nname = \"Caf\xe9\"\n"[..], "invalid-encoding"),
        (b"\xff\xfe[\0c\0", "invalid-encoding"),
        (b"", "missing-client"),
        (b"# only a comment\n", "missing-client"),
        (b"\0\0\0", "invalid-toml"),
        (b"[client]\nname = \"a\0b\"\n", "invalid-toml"),
        (nested.as_bytes(), "invalid-toml"),
        (long.as_bytes(), "invalid-client-name"),
    ] {
        let folder = Folder::with(&[]);
        folder.write("cliq-client.toml", content);
        let ran = folder.run(&["--format", "short"]);
        assert_eq!(ran.code, Some(1), "{rule}: {}", ran.stderr);
        assert!(ran.stdout.contains(rule), "{rule}: {}", ran.stdout);
        assert!(
            folder.run(&[]).code == Some(1) && folder.run(&["--format", "json"]).code == Some(1),
            "{rule}"
        );
    }
}

#[test]
fn one_cause_gives_one_finding() {
    for (body, found) in [
        (
            "type = \"server-based\"\nname = \"A\"\nhomepage = \"https://a.com\"\nredirect_uris = [\"https://a.com/cb\"]",
            "unknown-key",
        ),
        (
            "type = \"server-based\"\nname = \"A\"\nhomepage_url = 1\nredirect_uris = [\"https://a.com/cb\"]",
            "wrong-value-type",
        ),
        (
            "type = \"server-based\"\nname = \"A\"\nhomepage_url = \nredirect_uris = [\"https://a.com/cb\"]",
            "invalid-toml",
        ),
        (
            "type = \"server-based\"\nname = \"A\"\nhomepage_url = \"www.a.com\"\nredirect_uris = [\"https://a.com/cb\"]",
            "invalid-uri-scheme",
        ),
        (
            "type = \"server-based\"\nname = \"A\"\nhomepage_url = \"https://a.com\"\nredirect_uris = \"a.com/cb\"",
            "wrong-value-type",
        ),
        (
            "type = \"server-based\"\nname = \"A\"\nhomepage_url = \"https://a.com\"\nredirect_uris = \"https://a.com/1, https://a.com/2\"",
            "comma-separated-list",
        ),
        (
            "type = \"server-based\"\nname = \"A\"\nhomepage_url = \"https://a.com\"\nredirect_uri = \"https://a.com/cb\"",
            "unknown-key",
        ),
        (
            "type = \"server-based\"\nname = \"A\"\nhomepage_url = \"https://a.com\"\nredirect_uris = [\"https://a.com/cb\"",
            "invalid-toml",
        ),
        ("type = self-client\nname = \"A\"", "invalid-toml"),
        (
            "type = \"self-client\"\nname = \"A\"\nredirect_uris = [\"htp://x y\", 3]",
            "inapplicable-field",
        ),
        (
            "type = \"self-client\"\nname = \"A\"\nclient_secret = \"abcdefghijkl\"",
            "committed-secret",
        ),
    ] {
        for text in [format!("[client]\n{body}\n"), format!("[cli\n{body}\n")] {
            let folder = Folder::with(&[("cliq-client.toml", text.as_str())]);
            let stdout = folder.run(&["--format", "short"]).stdout;
            let rules: Vec<&str> =
                stdout.lines().map(|line| line.split(['[', ']']).nth(1).unwrap()).collect();
            let expected = if text.starts_with("[client]") {
                vec![found]
            } else {
                vec!["invalid-toml", found]
            };
            assert_eq!(rules, expected, "{text}\n{stdout}");
        }
    }
}

#[test]
fn every_form_of_a_client_is_read_with_exact_places() {
    for (text, place) in [
        ("[client]\ntype = 'self-client'\nname = 'a!'\n", "3:10"),
        ("[[client]]\ntype = 'self-client'\nname = 'a!'\n", "3:10"),
        ("client = { type = 'self-client', name = 'a!' }\n", "1:43"),
        ("client = [{ type = 'self-client', name = 'a!' }]\n", "1:44"),
        ("client.type = 'self-client'\r\nclient.name = '''\r\na!'''\r\n", "3:2"),
        ("\u{feff}[client]\ntype = \"self-client\"\nname = \"\\u0061\\u0021\"", "3:15"),
        ("[client]\n\"type\" = 'self-client'\n'name' = \"\"\"a\\\n   !\"\"\"", "4:4"),
        ("[client.metadata]\nx = 1\n[client]\ntype = 'self-client'\nname = 'a!'", "5:10"),
    ] {
        let folder = Folder::with(&[("cliq-client.toml", text)]);
        let stdout = folder.run(&["--format", "short"]).stdout;
        assert!(
            stdout.starts_with(&format!("cliq-client.toml:{place}: error[invalid-client-name]"))
                && stdout.lines().count() == 1,
            "{text:?}: {stdout}"
        );
    }
}

#[test]
fn adopting_writes_an_allow_comment_for_each_finding() {
    let folder = Folder::with(&[("cliq-client.toml", BAD)]);
    let ran = folder.run(&["--add-allow"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "no findings in 1 manifest\n"));
    assert_eq!(
        folder.read("cliq-client.toml"),
        BAD.replace("!\"", "!\" # cliq-lint: allow(invalid-client-name)")
    );
}

#[test]
fn findings_can_be_counted_or_written_to_a_file() {
    let folder = Folder::with(&[("cliq-client.toml", BAD), ("a/cliq-client.toml", WARNED)]);
    let counted = folder.run(&["--statistics"]).stdout;
    assert!(
        counted.starts_with("     1  invalid-client-name\n     1  untidy-client-name\n"),
        "{counted}"
    );
    assert_eq!(folder.run(&["--format", "json", "--output-file", "out.json"]).stdout, "");
    assert!(folder.read("out.json").contains("\"version\":1"));
}

#[test]
fn a_rule_is_explained_and_a_wrong_name_corrected() {
    let folder = Folder::with(&[]);
    assert!(
        folder.run(&["explain", "insecure-http"]).stdout.starts_with("insecure-http (warning)\n")
    );
    assert_eq!(folder.run(&["rules"]).stdout.lines().count(), cliq_lint::rules::RULES.len());
    let wrong = folder.run(&["explain", "insecure-htp"]);
    assert_eq!(
        (wrong.code, wrong.stderr.as_str()),
        (Some(2), "cliq-lint: no rule is called `insecure-htp`: did you mean `insecure-http`?\n")
    );
}

#[test]
fn escape_sequences_reach_no_pipe_and_a_closed_one_ends_the_run_quietly() {
    let folder = Folder::with(&[("cliq-client.toml", BAD)]);
    assert!(!folder.run(&[]).stdout.contains('\x1b'));
    assert!(folder.run(&["--color", "always"]).stdout.contains('\x1b'));
    let many: String = (0..3000).map(|_| "[[client]]\n").collect();
    folder.write("cliq-client.toml", many.as_bytes());
    let mut command = Command::new(env!("CARGO_BIN_EXE_cliq-lint"));
    let mut child = command
        .arg(folder.path("cliq-client.toml"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(
        output.stderr.is_empty()
            && output.status.code() != Some(2)
            && output.status.code() != Some(101),
        "{output:?}"
    );
}

#[test]
fn a_path_of_control_characters_is_shown_escaped() {
    let folder = Folder::with(&[("a\x1b[31m/cliq-client.toml", BAD)]);
    for format in ["human", "short", "json"] {
        let ran = folder.run(&["--format", format]);
        assert!(!ran.stdout.contains('\x1b') && ran.stdout.contains("001"), "{ran:?}");
    }
    assert!(!folder.run(&["\x1b[31m"]).stderr.contains('\x1b'));
}

#[test]
fn a_folder_that_cannot_be_read_is_named_and_the_rest_is_linted() {
    let folder = Folder::with(&[("a/cliq-client.toml", BAD)]);
    fs::create_dir(folder.path("cliq-client.toml")).unwrap();
    let ran = folder.run(&["--format", "short"]);
    assert_eq!(paths(&ran.stdout), ["a/cliq-client.toml"]);
}

#[test]
fn completions_and_manuals_are_made_for_every_shell_and_command() {
    let folder = Folder::with(&[]);
    for shell in ["bash", "elvish", "fish", "nushell", "powershell", "zsh"] {
        let script = folder.run(&["completions", shell]);
        assert!(
            script.code == Some(0) && script.stdout.contains("unsafe-fixes"),
            "{shell}: {script:?}"
        );
    }
    assert!(folder.run(&["man"]).stdout.starts_with(".ie"));
    assert_eq!(folder.run(&["man", "pages"]).code, Some(0));
    for page in ["cliq-lint.1", "cliq-lint-lsp.1", "cliq-lint-init.1", "cliq-lint-man.1"] {
        assert!(folder.read(&format!("pages/{page}")).contains(".SH NAME"), "{page}");
    }
    let broken = folder.run(&["man", "pages/cliq-lint.1/x"]);
    assert_eq!(broken.code, Some(2));
    assert!(broken.stderr.contains("cannot make"), "{broken:?}");
}
