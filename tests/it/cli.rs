//! The command line: which files are linted, at which levels, and what is printed and returned.

use std::fs;

use snapbox::str;

use crate::support::{Folder, Ran, VALID, WITH_ERROR, WITH_WARNING};

#[test]
fn the_exit_status_tells_findings_from_failures() {
    let folder = Folder::with(&[("cliq-client.toml", VALID)]);
    assert_eq!(folder.run(&[]).code, Some(0));
    folder.write("cliq-client.toml", WITH_WARNING);
    assert_eq!(folder.run(&[]).code, Some(0));
    assert_eq!(folder.run(&["--deny", "warnings"]).code, Some(1));
    folder.write("cliq-client.toml", WITH_ERROR);
    assert_eq!(folder.run(&[]).code, Some(1));
    assert_eq!(folder.run(&["--exit-zero"]).code, Some(0));
}

#[test]
fn a_missing_file_is_a_failure_and_the_others_are_still_linted() {
    let folder = Folder::with(&[("cliq-client.toml", WITH_ERROR)]);
    let ran = folder.run(&["--format", "short", "gone.toml", "cliq-client.toml"]);
    ran.assert(str![[r#"
cliq-client.toml:3:16: error[invalid-client-name]: client name contains the special character `!`
[stderr]
cliq-lint: cannot read `gone.toml`: no such file or folder
[exit 2]
"#]]);
    let ran = folder.run(&["--exit-zero", "gone.toml"]);
    ran.assert(str![[r#"
[stderr]
cliq-lint: cannot read `gone.toml`: no such file or folder
[exit 2]
"#]]);
}

#[test]
fn folders_are_walked_for_manifests_sorted_by_path() {
    let folder = Folder::with(&[
        ("b/cliq-client.toml", WITH_ERROR),
        ("a/cliq-client.staging.toml", WITH_ERROR),
        ("a/other.toml", WITH_ERROR),
        ("ignored/cliq-client.toml", WITH_ERROR),
        (".hidden/cliq-client.toml", WITH_ERROR),
        (".gitignore", "ignored\n"),
    ]);
    folder.run(&["--statistics"]).assert(str![[r#"
     2  invalid-client-name
2 errors in 2 of 2 manifests; 2 can be fixed with --fix --unsafe-fixes; 2 hints hidden, show with -v
[exit 1]
"#]]);
    folder.run(&["--show-files"]).assert(str![[r#"
a/cliq-client.staging.toml
b/cliq-client.toml
[exit 0]
"#]]);
    folder.run(&["--show-files", "--no-ignore"]).assert(str![[r#"
a/cliq-client.staging.toml
b/cliq-client.toml
ignored/cliq-client.toml
[exit 0]
"#]]);
    folder.run(&["--show-files", "a", "--exclude", "*.staging.toml"]).assert(str![[r#"
[stderr]
no manifests found in `a`; looked for `cliq-client.toml` and `cliq-client.*.toml`
[exit 0]
"#]]);
}

#[test]
fn a_named_file_is_linted_whatever_its_name_unless_excludes_are_forced() {
    let folder =
        Folder::with(&[("x.txt", WITH_ERROR), ("cliq-lint.toml", "exclude = [\"x.txt\"]\n")]);
    folder.run(&["--show-files", "x.txt"]).assert(str![[r#"
x.txt
[exit 0]
"#]]);
    folder.run(&["--show-files", "x.txt", "--force-exclude"]).assert(str![[r#"
[stderr]
no manifests to lint: everything that is named is excluded
  `include` and `exclude` in `cliq-lint.toml` may be the reason
[exit 0]
"#]]);
}

#[test]
fn an_empty_folder_is_reported() {
    Folder::with(&[]).run(&[]).assert(str![[r#"
[stderr]
no manifests found in `.`; looked for `cliq-client.toml` and `cliq-client.*.toml`
[exit 0]
"#]]);
}

#[test]
fn standard_input_is_linted_under_the_given_name() {
    let folder = Folder::with(&[("a/cliq-lint.toml", "[rules]\ninvalid-client-name = \"off\"\n")]);
    folder.run_with_stdin(&["--format", "short", "-"], WITH_ERROR).assert(str![[r#"
<stdin>:3:16: error[invalid-client-name]: client name contains the special character `!`
[exit 1]
"#]]);
    let named = ["-", "--stdin-filename", "a/cliq-client.toml"];
    folder.run_with_stdin(&named, WITH_ERROR).assert(str![[r#"
no findings in 1 manifest
[exit 0]
"#]]);
}

#[test]
fn a_rule_named_by_an_option_beats_warnings() {
    let folder = Folder::with(&[("cliq-client.toml", WITH_WARNING)]);
    folder.run(&["--allow", "untidy-client-name"]).assert(str![[r#"
no findings in 1 manifest
[exit 0]
"#]]);
    let options = ["--deny", "warnings", "--warn", "untidy-client-name", "--format", "short"];
    folder.run(&options).assert(str![[r#"
cliq-client.toml:3:16: warning[untidy-client-name]: client name contains several spaces in a row
[exit 0]
"#]]);
}

#[test]
fn a_misspelled_option_or_rule_is_a_failure_with_a_suggestion() {
    let folder = Folder::with(&[("cliq-client.toml", WITH_WARNING)]);
    folder.run(&["--deny", "untidy-name"]).assert(str![[r#"
[stderr]
cliq-lint: unknown rule `untidy-name`; did you mean `untidy-client-name`?
[exit 2]
"#]]);
    folder.run(&["--exclud", "x"]).assert(str![[r#"
[stderr]
error: unexpected argument '--exclud' found

  tip: a similar argument exists: '--exclude'

Usage: cliq-lint --exclude <GLOB> [PATH]...

For more information, try '--help'.
[exit 2]
"#]]);
    folder.run(&["explain", "insecure-htp"]).assert(str![[r#"
[stderr]
cliq-lint: no rule or known error is called `insecure-htp`; did you mean `insecure-http`?
[exit 2]
"#]]);
    folder.run(&["--exclude", "a", "--exclude", "b["]).assert(str![[r#"
[stderr]
cliq-lint: invalid glob `b[` in --exclude: unclosed character class; missing ']'
[exit 2]
"#]]);
    folder.run(&["explain", "invalid_clint"]).assert(str![[r#"
[stderr]
cliq-lint: no rule or known error is called `invalid_clint`; did you mean `invalid_client`?
[exit 2]
"#]]);
    folder.run(&["explain", "zebra"]).assert(str![[r#"
[stderr]
cliq-lint: no rule or known error is called `zebra`; `cliq-lint explain` lists them all
[exit 2]
"#]]);
}

#[test]
fn an_error_is_explained_by_what_people_see() {
    let folder = Folder::with(&[]);
    let by_title = folder.run(&["explain", "invalid_redirect_uri"]);
    assert!(by_title.stdout.contains("cliq-lint match"), "{by_title:?}");
    for arguments in [
        &["explain", "Invalid", "Redirect", "URI"][..],
        &["explain", "{\"error\":\"invalid_redirect_uri\"}"],
        &["explain", "redirect_uri_mismatch"],
    ] {
        assert_eq!(folder.run(arguments).stdout, by_title.stdout, "{arguments:?}");
    }
}

#[test]
fn verbose_adds_hints_and_quiet_hides_warnings() {
    let text = r#"[client]
type = "client-based"
name = "A  B"
homepage_url = "https://www.acme.com"
redirect_uris = ["https://www.acme.com/cb"]
javascript_domains = ["https://www.acme.com"]
"#;
    let folder = Folder::with(&[("cliq-client.toml", text)]);
    folder.run(&["--format", "short"]).assert(str![[r#"
cliq-client.toml:3:10: warning[untidy-client-name]: client name contains several spaces in a row
[exit 0]
"#]]);
    folder.run(&["--format", "short", "-v"]).assert(str![[r#"
cliq-client.toml:2:9: hint[implicit-grant]: client-based clients use the implicit grant
cliq-client.toml:3:10: warning[untidy-client-name]: client name contains several spaces in a row
[exit 0]
"#]]);
    folder.run(&["--format", "short", "--warn", "implicit-grant"]).assert(str![[r#"
cliq-client.toml:2:9: warning[implicit-grant]: client-based clients use the implicit grant
cliq-client.toml:3:10: warning[untidy-client-name]: client name contains several spaces in a row
[exit 0]
"#]]);
    folder.run(&["-q"]).assert(str!["[exit 0]"]);
}

#[test]
fn the_configuration_is_found_upward() {
    let folder = Folder::with(&[
        ("cliq-lint.toml", "[rules]\nuntidy-client-name = \"error\"\n"),
        ("a/b/cliq-client.toml", WITH_WARNING),
    ]);
    assert_eq!(folder.run(&[]).code, Some(1));
    assert_eq!(folder.run(&["--no-config"]).code, Some(0));
}

#[test]
fn a_configuration_that_cannot_be_read_is_reported_once() {
    let folder = Folder::with(&[("a/cliq-client.toml", VALID), ("b/cliq-client.toml", VALID)]);
    folder.run(&["--config", "gone.toml", "a/cliq-client.toml", "b"]).assert(str![[r#"
[stderr]
cliq-lint: cannot read the configuration file `gone.toml`: no such file or folder
[exit 2]
"#]]);
}

#[test]
fn the_configuration_says_which_files_are_manifests() {
    let folder = Folder::with(&[
        ("cliq-lint.toml", "include = [\"clients/*.toml\"]\nexclude = [\"old\"]\n"),
        ("clients/one.toml", VALID),
        ("clients/old/two.toml", VALID),
        ("old/clients/three.toml", VALID),
        ("cliq-client.toml", VALID),
    ]);
    folder.run(&["--show-files"]).assert(str![[r#"
clients/one.toml
[exit 0]
"#]]);
}

#[test]
fn a_configuration_that_is_named_from_a_folder_below_it_applies_there() {
    let config = "exclude = [\"old\"]\n[[overrides]]\nfiles = [\"a/*\"]\n\
                  rules = { untidy-client-name = \"error\" }\n";
    let folder = Folder::with(&[
        ("x.toml", config),
        ("a/cliq-client.toml", WITH_WARNING),
        ("a/old/cliq-client.toml", WITH_WARNING),
    ]);
    let mut command = folder.command(&["--config", "../x.toml", "--format", "short"]);
    let ran = command.current_dir(folder.path("a")).output().unwrap();
    Ran::of(ran).assert(str![[r#"
cliq-client.toml:3:16: error[untidy-client-name]: client name contains several spaces in a row
[exit 1]
"#]]);
}

#[test]
fn standard_input_under_an_excluded_name_is_left_as_it_is_where_excludes_are_forced() {
    let folder = Folder::with(&[("cliq-lint.toml", "exclude = [\"old\"]\n")]);
    let name = ["--stdin-filename", "old/cliq-client.toml", "-"];
    let forced = [&["--force-exclude"], &name[..]].concat();
    assert_eq!(folder.run_with_stdin(&name, WITH_ERROR).code, Some(1));
    folder.run_with_stdin(&forced, WITH_ERROR).assert(str![[r#"
[stderr]
no manifests to lint: everything that is named is excluded
  `include` and `exclude` in `cliq-lint.toml` may be the reason
[exit 0]
"#]]);
    let fixed = folder.run_with_stdin(&[&["--fix", "-q"], &forced[..]].concat(), WITH_ERROR);
    assert_eq!(fixed.stdout, WITH_ERROR);
}

#[test]
fn the_last_override_that_matches_wins() {
    let config = r#"[rules]
untidy-client-name = "off"

[[overrides]]
files = ["a/**"]
rules = { untidy-client-name = "error" }

[[overrides]]
files = ["a/b/**"]
rules = { untidy-client-name = "warning" }
"#;
    let folder = Folder::with(&[
        ("cliq-lint.toml", config),
        ("cliq-client.toml", WITH_WARNING),
        ("a/cliq-client.toml", WITH_WARNING),
        ("a/b/cliq-client.toml", WITH_WARNING),
    ]);
    folder.run(&["--format", "short"]).assert(str![[r#"
a/b/cliq-client.toml:3:16: warning[untidy-client-name]: client name contains several spaces in a row
a/cliq-client.toml:3:16: error[untidy-client-name]: client name contains several spaces in a row
[exit 1]
"#]]);
}

#[test]
fn mistakes_in_the_configuration_are_shown_and_manifests_still_linted() {
    let folder = Folder::with(&[
        ("cliq-lint.toml", "[rules]\nuntidy-name = \"error\"\n"),
        ("a/b/cliq-client.toml", WITH_WARNING),
    ]);
    folder.run(&[]).assert(str![[r#"
error[invalid-configuration]: unknown rule `untidy-name`
  ┌─ cliq-lint.toml:2:1
  │
2 │ untidy-name = "error"
  │ ^^^^^^^^^^^
  │
  = help: Rename to `untidy-client-name` (unsafe fix)

warning[untidy-client-name]: client name contains several spaces in a row
  ┌─ a/b/cliq-client.toml:3:16
  │
3 │ name = "Nightly  Report"
  │                ^^
  │
  = help: Write `Nightly Report` (--fix)
3 - name = "Nightly  Report"
3 + name = "Nightly Report"

1 error, 1 warning in 1 manifest; 1 can be fixed with --fix
explain: cliq-lint explain untidy-client-name
[exit 2]
"#]]);
}

#[test]
fn any_bytes_are_a_finding_in_every_format() {
    let nested = "[".repeat(20_000);
    // Long enough that anything quadratic in the length of a line does not end.
    let long = WITH_ERROR.replace("Nightly", &"x".repeat(50_000));
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
        for format in ["human", "short", "json"] {
            let ran = folder.run(&["--format", format]);
            assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""), "{rule}");
            assert!(ran.stdout.contains(rule), "{rule}: {}", ran.stdout);
        }
    }
}

#[test]
fn one_cause_gives_one_finding() {
    const SERVER_BASED: &str = "type = 'server-based'\nname = 'A'\n";
    for (body, rule) in [
        ("homepage = 'https://a.com'\nredirect_uris = ['https://a.com/cb']", "unknown-key"),
        ("homepage_url = 1\nredirect_uris = ['https://a.com/cb']", "wrong-value-type"),
        ("homepage_url = \nredirect_uris = ['https://a.com/cb']", "invalid-toml"),
        ("homepage_url = 'www.a.com'\nredirect_uris = ['https://a.com/cb']", "invalid-uri-scheme"),
        ("homepage_url = 'https://a.com'\nredirect_uris = 'a.com/cb'", "wrong-value-type"),
        (
            "homepage_url = 'https://a.com'\nredirect_uris = 'https://a.com/1, https://a.com/2'",
            "comma-separated-list",
        ),
        ("homepage_url = 'https://a.com'\nredirect_uri = 'https://a.com/cb'", "unknown-key"),
        ("homepage_url = 'https://a.com'\nredirect_uris = ['https://a.com/cb'", "invalid-toml"),
    ] {
        assert_only_finding(&format!("{SERVER_BASED}{body}\n"), rule);
    }
    assert_only_finding("type = self-client\nname = 'A'\n", "invalid-toml");
    assert_only_finding(
        "type = 'self-client'\nname = 'A'\nredirect_uris = ['htp://x y', 3]\n",
        "inapplicable-field",
    );
    assert_only_finding(
        "type = 'self-client'\nname = 'A'\nclient_secret = 'abcdefghijkl'\n",
        "committed-secret",
    );
    let secret = "0123456789abcdef0123456789abcdef0123456789";
    assert_only_finding(&format!("type = '{secret}'\nname = 'A'\n"), "committed-secret");
}

#[test]
fn a_file_name_says_production_however_the_text_is_given() {
    let text = "[client]\ntype = 'server-based'\nredirect_uris = ['http://localhost:3000/cb']\n";
    let name = "cliq-client.production.toml";
    let folder = Folder::with(&[(name, text), ("cliq-client.toml", text)]);
    let count = |ran: Ran| ran.stdout.matches("localhost-in-production").count();
    assert_eq!(count(folder.run(&[name])), 1);
    assert_eq!(count(folder.run(&["cliq-client.toml"])), 0);
    assert_eq!(count(folder.run_with_stdin(&["-", "--stdin-filename", name], text)), 1);
    assert_eq!(count(folder.run_with_stdin(&["-"], text)), 0);
}

#[test]
fn a_client_that_is_being_typed_is_not_missing() {
    let ran = Folder::with(&[]).run_with_stdin(&["--format", "short", "-"], "client =\n");
    ran.assert(str![[r#"
<stdin>:1:1: error[invalid-toml]: missing value after `=`
[exit 1]
"#]]);
}

/// Asserts that a client has one finding, and one more if its header is broken.
#[track_caller]
fn assert_only_finding(body: &str, rule: &str) {
    for (header, expected) in [("[client]", vec![rule]), ("[cli", vec!["invalid-toml", rule])] {
        let folder = Folder::with(&[]);
        let ran = folder.run_with_stdin(&["--format", "short", "-"], &format!("{header}\n{body}"));
        let rules: Vec<&str> =
            ran.stdout.lines().map(|line| line.split(['[', ']']).nth(1).unwrap()).collect();
        assert_eq!(rules, expected, "{header}\n{body}\n{}", ran.stdout);
    }
}

#[test]
fn positions_are_exact_in_every_layout_of_a_client() {
    for (text, position) in [
        ("[client]\ntype = 'self-client'\nname = 'a!'\n", "3:10"),
        ("[[client]]\ntype = 'self-client'\nname = 'a!'\n", "3:10"),
        ("client = { type = 'self-client', name = 'a!' }\n", "1:43"),
        ("client = [{ type = 'self-client', name = 'a!' }]\n", "1:44"),
        ("client.type = 'self-client'\r\nclient.name = '''\r\na!'''\r\n", "3:2"),
        ("\u{feff}[client]\ntype = \"self-client\"\nname = \"\\u0061\\u0021\"", "3:15"),
        ("[client]\n\"type\" = 'self-client'\n'name' = \"\"\"a\\\n   !\"\"\"", "4:4"),
        ("[client.metadata]\nx = 1\n[client]\ntype = 'self-client'\nname = 'a!'", "5:10"),
    ] {
        let stdout = Folder::with(&[]).run_with_stdin(&["--format", "short", "-"], text).stdout;
        let expected = format!("<stdin>:{position}: error[invalid-client-name]");
        assert!(stdout.starts_with(&expected) && stdout.lines().count() == 1, "{text:?}: {stdout}");
    }
}

#[test]
fn add_allow_suppresses_each_finding_on_its_line() {
    let folder = Folder::with(&[("cliq-client.toml", WITH_ERROR)]);
    folder.run(&["--add-allow"]).assert(str![[r#"
suppressed cliq-client.toml:3: invalid-client-name
added 1 suppression in 1 manifest; no findings in 1 manifest
[exit 0]
"#]]);
    assert_eq!(
        folder.read("cliq-client.toml"),
        WITH_ERROR.replace("!\"", "!\" # cliq-lint: allow(invalid-client-name)")
    );
}

#[test]
fn suppressions_for_standard_input_are_written_to_standard_output() {
    let ran = Folder::with(&[]).run_with_stdin(&["--add-allow", "-"], WITH_ERROR);
    ran.assert(str![[r#"
[client]
type = "self-client"
name = "Nightly!" # cliq-lint: allow(invalid-client-name)
[stderr]
suppressed <stdin>:3: invalid-client-name
added 1 suppression in 1 manifest; no findings in 1 manifest
[exit 0]
"#]]);
}

#[test]
fn findings_are_written_to_the_output_file() {
    let folder = Folder::with(&[("cliq-client.toml", WITH_ERROR)]);
    let options = ["--format", "short", "--output-file", "out.txt"];
    folder.run(&options).assert(str!["[exit 1]"]);
    assert_eq!(folder.read("out.txt"), folder.run(&["--format", "short"]).stdout);
    let unwritable = ["--output-file", "no/such/folder/out.txt"];
    folder.run(&unwritable).assert(str![[r#"
[stderr]
cliq-lint: cannot write `no/such/folder/out.txt`: no such file or folder
[exit 2]
"#]]);
}

#[test]
fn escape_sequences_reach_no_pipe_unless_forced() {
    let folder = Folder::with(&[("cliq-client.toml", WITH_ERROR)]);
    assert!(!folder.run(&[]).stdout.contains('\x1b'));
    assert!(folder.run(&["--color", "always"]).stdout.contains('\x1b'));
    let forced = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = folder.command(arguments);
        command.env_remove("NO_COLOR").envs(variables.iter().copied());
        String::from_utf8(command.output().unwrap().stdout).unwrap().contains('\x1b')
    };
    assert!(forced(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(forced(&[("FORCE_COLOR", "1")], &[]));
    assert!(forced(&[("FORCE_COLOR", "1")], &["rules"]));
    assert!(forced(&[("FORCE_COLOR", "1")], &["--help"]));
    assert!(forced(&[("FORCE_COLOR", "1")], &["explain", "insecure-http"]));
    assert!(forced(&[("FORCE_COLOR", "1")], &["form", "--force"]));
    assert!(forced(&[("FORCE_COLOR", "1")], &["--statistics"]));
    assert!(forced(&[("FORCE_COLOR", "1")], &["--format", "short"]));
    assert!(forced(&[("FORCE_COLOR", "1")], &["--diff", "--unsafe-fixes"]));
    assert!(!forced(&[("FORCE_COLOR", "0")], &[]));
    assert!(!forced(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], &[]));
    assert!(!forced(&[("CLICOLOR_FORCE", "0")], &[]));
    assert!(!forced(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]));
    assert!(!forced(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]));
}

#[test]
fn a_closed_pipe_ends_the_run_without_an_error() {
    // More output than a pipe holds, so that the run still writes when it is closed.
    let folder = Folder::with(&[("cliq-client.toml", "[[client]]\n".repeat(3000).as_str())]);
    let mut child = folder.command(&[]).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()),
        (Some(1), "")
    );
}

#[test]
fn control_characters_in_a_path_are_escaped() {
    let folder = Folder::with(&[("a\x1b[31m/cliq-client.toml", WITH_ERROR)]);
    for format in ["human", "short", "json"] {
        let ran = folder.run(&["--format", format]);
        assert!(!ran.stdout.contains('\x1b') && ran.stdout.contains("001"), "{ran:?}");
    }
    folder.run(&["\x1b[31m"]).assert(str![[r#"
[stderr]
cliq-lint: cannot read `\u001B[31m`: no such file or folder
[exit 2]
"#]]);
}

#[test]
fn a_folder_with_the_name_of_a_manifest_is_walked() {
    let folder = Folder::with(&[("cliq-client.toml/cliq-client.toml", WITH_ERROR)]);
    folder.run(&["--show-files"]).assert(str![[r#"
cliq-client.toml/cliq-client.toml
[exit 0]
"#]]);
}

/// Links that lead nowhere and to themselves cannot be read by any user, root included.
#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_reported_if_named_and_skipped_in_a_walk() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&[("a/cliq-client.toml", WITH_ERROR)]);
    symlink("gone", folder.path("cliq-client.toml")).unwrap();
    symlink("cliq-client.loop.toml", folder.path("cliq-client.loop.toml")).unwrap();
    folder.run(&["--format", "short"]).assert(str![[r#"
a/cliq-client.toml:3:16: error[invalid-client-name]: client name contains the special character `!`
[exit 1]
"#]]);
    folder.run(&["--format", "short", "cliq-client.toml", "a"]).assert(str![[r#"
a/cliq-client.toml:3:16: error[invalid-client-name]: client name contains the special character `!`
[stderr]
cliq-lint: cannot read `cliq-client.toml`: no such file or folder
[exit 2]
"#]]);
}

#[cfg(unix)]
#[test]
fn an_unreadable_folder_is_a_failure_and_the_rest_is_linted() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    use std::process::Command;
    let folder = Folder::with(&[("a/cliq-client.toml", WITH_ERROR), ("b/cliq-client.toml", VALID)]);
    let set_mode = |path: &str, mode| {
        fs::set_permissions(folder.path(path), fs::Permissions::from_mode(mode)).unwrap();
    };
    set_mode("b", 0);
    let mut command = folder.command(&["--format", "short"]);
    if fs::read_dir(folder.path("b")).is_ok() {
        // Root reads every folder: the user `nobody` runs a copy that it can reach. `cp` makes it:
        // a file that a process of several threads has just written may still be busy.
        let mut copy = Command::new("cp");
        copy.arg(command.get_program()).arg(folder.path("cliq-lint"));
        assert!(copy.status().unwrap().success());
        set_mode("", 0o755);
        command = Command::new(folder.path("cliq-lint"));
        command.args(["--format", "short"]).current_dir(folder.path("")).uid(65_534);
    }
    let ran = Ran::of(command.output().unwrap());
    set_mode("b", 0o700);
    ran.assert(str![[r#"
a/cliq-client.toml:3:16: error[invalid-client-name]: client name contains the special character `!`
[stderr]
cliq-lint: cannot read `b`: permission denied
[exit 2]
"#]]);
}

#[test]
fn what_was_looked_for_is_said_and_near_misses_are_named() {
    let folder = Folder::with(&[("a/cliq_client.toml", VALID), ("cliq-client.yaml", "")]);
    folder.run(&[]).assert(str![[r#"
[stderr]
no manifests found in `.`; looked for `cliq-client.toml` and `cliq-client.*.toml`
  `a/cliq_client.toml` is not the name of a manifest; rename it to `cliq-client.toml`
  `cliq-client.yaml` is not the name of a manifest; rename it to `cliq-client.toml`
[exit 0]
"#]]);
    folder.write("cliq-lint.toml", "include = [\"x.toml\"]\n");
    folder.run(&["a"]).assert(str![[r#"
[stderr]
no manifests found in `a`; looked for `cliq-client.toml` and `cliq-client.*.toml`
  `include` and `exclude` in `cliq-lint.toml` may be the reason
  `a/cliq_client.toml` is not the name of a manifest; rename it to `cliq-client.toml`
[exit 0]
"#]]);
}

#[test]
fn a_mistyped_command_is_named_with_a_suggestion() {
    let folder = Folder::with(&[("chek/cliq-client.toml", VALID)]);
    folder.run(&["explan", "insecure-http"]).assert(str![[r#"
[stderr]
error: unrecognized subcommand 'explan'

  tip: a similar subcommand exists: 'explain'

For more information, try '--help'.
[exit 2]
"#]]);
    folder.run(&["fix", "--unsafe-fixes", "a.toml"]).assert(str![[r#"
[stderr]
cliq-lint: unrecognized subcommand `fix`; run `cliq-lint --fix` to apply safe fixes, or `cliq-lint --diff` to see them first
[exit 2]
"#]]);
    // A folder of that name is linted.
    folder.run(&["chek"]).assert(str![[r#"
no findings in 1 manifest
[exit 0]
"#]]);
}

#[test]
fn the_words_of_other_linters_do_what_their_users_expect() {
    let folder = Folder::with(&[("cliq-client.toml", WITH_ERROR)]);
    let plain = folder.run(&["--format", "short", "."]).transcript();
    for word in ["check", "lint"] {
        assert_eq!(folder.run(&[word, "--format", "short", "."]).transcript(), plain);
    }
    assert_eq!(folder.run(&["version"]).stdout, folder.run(&["--version"]).stdout);
    assert_eq!(folder.run(&["help"]).stdout, folder.run(&["--help"]).stdout);
}

#[test]
fn a_rule_is_found_in_upper_or_lower_case() {
    let folder = Folder::with(&[("cliq-client.toml", WITH_WARNING)]);
    let page = folder.run(&["explain", "insecure-http"]);
    assert_eq!(folder.run(&["explain", "Insecure_HTTP"]).stdout, page.stdout);
    assert_eq!(folder.run(&["--deny", "UNTIDY-client-name"]).code, Some(1));
}

#[test]
fn hidden_hints_are_counted() {
    let text = "[client]\ntype = \"client-based\"\nname = \"A\"\nhomepage_url = \"https://acme.com\"\n\
                redirect_uris = [\"https://acme.com/cb\"]\njavascript_domains = [\"https://acme.com\"]\n";
    let folder = Folder::with(&[("cliq-client.toml", text)]);
    folder.run(&[]).assert(str![[r#"
no errors or warnings in 1 manifest; 1 hint hidden, show with -v
[exit 0]
"#]]);
    let json = folder.run(&["--format", "json"]).stdout;
    assert!(json.contains("\"hints\":0,\"hidden\":1,"), "{json}");
}

#[test]
fn settings_are_shown_with_where_each_is_from() {
    let config = "exclude = [\n    \"old\",\n]\n[rules]\nduplicate-uri = \"error\"\n\
                  [[overrides]]\nfiles = [\"a/**\"]\nrules = { insecure-http = \"off\" }\n";
    let folder = Folder::with(&[("cliq-lint.toml", config), ("a/cliq-client.toml", VALID)]);
    let options = ["--show-settings", "a", "--warn", "implicit-grant"];
    let shown = folder.run(&options).stdout;
    let lines: Vec<&str> = shown.lines().filter(|line| !line.ends_with("# default")).collect();
    let line = |rule: &str, level: &str, origin: &str| {
        let width = lines.iter().filter_map(|line| line.find(" = \"")).max().unwrap();
        format!("{rule:width$} = {:9}  # {origin}", format!("\"{level}\""))
    };
    let expected = [
        "# Settings for a/cliq-client.toml (from cliq-lint.toml)".to_owned(),
        "exclude = [ \"old\", ]  # cliq-lint.toml:1".to_owned(),
        String::new(),
        "[rules]".to_owned(),
        line("duplicate-uri", "error", "cliq-lint.toml:5"),
        line("implicit-grant", "warning", "--warn"),
        line("insecure-http", "off", "cliq-lint.toml:8"),
    ];
    assert_eq!(lines, expected);
    // What is shown is a configuration.
    folder.write("cliq-lint.toml", &shown);
    assert_eq!(folder.run(&["a"]).code, Some(0));
}

#[test]
fn settings_that_are_extended_are_shown_with_their_own_file() {
    let base = "exclude = [\"old\"]\n[rules]\nduplicate-uri = \"error\"\ninsecure-http = \"off\"\n";
    let config = "extends = \"../cliq-lint.toml\"\n[rules]\ninsecure-http = \"error\"\n";
    let folder = Folder::with(&[
        ("cliq-lint.toml", base),
        ("a/cliq-lint.toml", config),
        ("a/cliq-client.toml", VALID),
    ]);
    let shown = folder.run(&["--show-settings", "a"]).stdout;
    let origin = |key: &str| {
        let line = shown.lines().find(|line| line.starts_with(key)).unwrap();
        line.split_once("# ").unwrap().1.to_owned()
    };
    assert_eq!(origin("exclude"), "cliq-lint.toml:1");
    assert_eq!(origin("duplicate-uri"), "cliq-lint.toml:3");
    assert_eq!(origin("insecure-http"), "a/cliq-lint.toml:3");
}

#[test]
fn an_extended_configuration_is_reported_like_any_other() {
    let folder = Folder::with(&[
        ("b/cliq-lint.toml", "x = 1\n"),
        ("a/cliq-lint.toml", "extends = [\"../b/cliq-lint.toml\", \"../c/cliq-lint.toml\"]\n"),
        ("a/cliq-client.toml", VALID),
    ]);
    let output = folder.run(&["--format", "short", "a"]);
    let missing = "cannot extend `../c/cliq-lint.toml`: no such file or folder";
    let lines = output.stdout + &output.stderr;
    assert!(lines.contains("b/cliq-lint.toml:1:1") && lines.contains(missing), "{lines}");
    assert_eq!(output.code, Some(2));
}

#[cfg(unix)]
#[test]
fn a_configuration_that_is_a_link_to_another_file_shows_nothing_of_it() {
    let folder = Folder::with(&[("cliq-client.toml", VALID), ("credentials", "token = hunter2\n")]);
    std::os::unix::fs::symlink("credentials", folder.path("cliq-lint.toml")).unwrap();
    for options in [&[][..], &["cliq-lint.toml"], &["--show-settings"], &["--format", "json"]] {
        let output = folder.run(options);
        assert_eq!(output.code, Some(2), "{options:?}");
        let text = output.stdout + &output.stderr;
        assert!(!text.contains("hunter2") && !text.contains("token"), "{text}");
        assert!(text.contains("a link to a file of another name"), "{text}");
    }
}

#[test]
fn info_says_what_a_bug_report_needs_and_nothing_secret() {
    let folder = Folder::with(&[
        ("cliq-lint.toml", "exclude = [\"old\"]\nx = \"hunter2\"\n"),
        ("a/hunter2/cliq-client.toml", "[client]\nclient_secret = \"hunter2\"\n"),
        ("a/cliq-client.toml", VALID),
        ("old/cliq-client.toml", VALID),
    ]);
    let shown = folder.run(&["info"]).stdout;
    for line in [
        concat!("version          ", env!("CARGO_PKG_VERSION")),
        "configuration    cliq-lint.toml in this folder, 1 error",
        "manifests        2 below this folder",
        "standard output  not a terminal",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line} in\n{shown}");
    }
    assert!(!shown.contains("hunter2") && !shown.contains('/'), "{shown}");
}

#[test]
fn the_rules_are_listed_as_json() {
    let folder = Folder::with(&[]);
    let json = folder.run(&["rules", "--format", "json"]).stdout;
    for rule in folder.run(&["rules"]).stdout.lines() {
        let name = rule.split(' ').next().unwrap();
        assert!(json.contains(&format!("\"name\":\"{name}\"")), "{name}");
    }
}

#[test]
fn completion_offers_rules_formats_levels_and_types() {
    let script = Folder::with(&[]).run(&["completions", "bash"]).stdout;
    for word in ["untidy-client-name", "checkstyle", "always", "non-browser-based", "gitlab"] {
        assert!(script.contains(word), "{word}");
    }
}

#[test]
fn completions_are_printed_for_every_shell() {
    let folder = Folder::with(&[]);
    for shell in ["bash", "elvish", "fish", "nushell", "powershell", "zsh"] {
        let script = folder.run(&["completions", shell]);
        assert!(
            script.code == Some(0) && script.stdout.contains("unsafe-fixes"),
            "{shell}: {script:?}"
        );
    }
}

#[test]
fn a_manual_page_is_printed_or_written_for_every_command() {
    let folder = Folder::with(&[]);
    assert!(folder.run(&["man"]).stdout.starts_with(".ie"));
    folder.run(&["man", "pages"]).assert(str!["[exit 0]"]);
    let mut pages: Vec<String> = fs::read_dir(folder.path("pages"))
        .unwrap()
        .map(|page| page.unwrap().file_name().into_string().unwrap())
        .collect();
    pages.sort();
    assert_eq!(
        pages,
        [
            "cliq-lint-completions.1",
            "cliq-lint-diff.1",
            "cliq-lint-explain.1",
            "cliq-lint-form.1",
            "cliq-lint-info.1",
            "cliq-lint-init.1",
            "cliq-lint-lsp.1",
            "cliq-lint-man.1",
            "cliq-lint-match.1",
            "cliq-lint-rules.1",
            "cliq-lint-schema.1",
            "cliq-lint.1",
        ]
    );
    for page in pages {
        assert!(folder.read(&format!("pages/{page}")).contains(".SH NAME"), "{page}");
    }
    folder.run(&["man", "pages/cliq-lint.1/x"]).assert(str![[r#"
[stderr]
cliq-lint: cannot create `pages/cliq-lint.1/x`: Not a directory (os error 20)
[exit 2]
"#]]);
}

#[test]
fn one_run_prints_one_format_and_writes_others_to_files() {
    let folder = Folder::with(&[("cliq-client.toml", WITH_WARNING)]);
    let reports = ["--format", "markdown=summary.md", "--format", "json=out/report.json"];
    folder.write("out/keep", "");
    let ran = folder.run(&[&["--format", "short"], &reports[..]].concat());
    ran.assert(str![[r#"
cliq-client.toml:3:16: warning[untidy-client-name]: client name contains several spaces in a row
[exit 0]
"#]]);
    assert!(folder.read("summary.md").starts_with("**cliq-lint:** 1 warning in 1 manifest"));
    let alone = folder.run(&["--format", "json"]);
    assert_eq!(folder.read("out/report.json"), alone.stdout);
    folder.run(&["--format", "short", "--format", "json"]).assert(str![[r#"
[stderr]
cliq-lint: only one format can be printed; write the others to files, as in `--format sarif=report.sarif`
[exit 2]
"#]]);
    let unknown = folder.run(&["--format", "yaml=x"]);
    assert!(unknown.stderr.contains("invalid value 'yaml'"), "{}", unknown.stderr);
}

#[test]
fn a_run_fails_by_the_level_or_the_number_that_is_chosen() {
    let folder = Folder::with(&[("cliq-client.toml", WITH_WARNING)]);
    let code = |options: &[&str]| folder.run(options).code;
    assert_eq!(code(&[]), Some(0));
    assert_eq!(code(&["--fail-on", "warning"]), Some(1));
    assert_eq!(code(&["--fail-on", "warning", "--quiet"]), Some(1), "and says why");
    assert_eq!(code(&["--max-warnings", "1"]), Some(0));
    assert_eq!(code(&["--max-warnings", "0", "--quiet"]), Some(1));
    assert_eq!(code(&["--max-warnings", "0", "--exit-zero"]), Some(0));
}

#[test]
fn paths_in_reports_are_relative_to_the_repository() {
    let folder =
        Folder::with(&[("repo/.git/HEAD", ""), ("repo/a/b/cliq-client.toml", WITH_WARNING)]);
    let path = |folder_of_run: &str, path: &str, format: &str, root: Option<&str>| {
        let mut command = folder.command(&["--format", format, path]);
        if let Some(root) = root {
            command.env("GITHUB_WORKSPACE", folder.path(root));
        }
        let output = command.current_dir(folder.path(folder_of_run)).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let absolute = folder.path("repo/a/b/cliq-client.toml");
    let absolute = absolute.to_str().unwrap();
    for format in
        ["github", "gitlab", "sarif", "junit", "checkstyle", "rdjson", "azure", "markdown"]
    {
        let at_root = path("repo", ".", format, None);
        assert!(at_root.contains("a/b/cliq") && !at_root.contains("/a/b/cliq"), "{at_root}");
        assert_eq!(path("repo/a", "b", format, None), at_root);
        assert_eq!(path("repo/a", "../a/b", format, None), at_root);
        assert_eq!(path("repo/a", absolute, format, None), at_root);
        assert_eq!(path("repo/a", "b", format, Some("repo")), at_root);
    }
    assert!(path("repo/a", "b", "github", Some("repo/a")).contains("file=b/cliq-client.toml"));
    assert!(path("repo/a", "b", "short", None).starts_with("b/cliq-client.toml:3"));
}

#[test]
fn a_configuration_that_is_named_is_linted_itself() {
    let folder = Folder::with(&[("a/cliq-lint.toml", "exlude = []\n"), ("b/cliq-lint.toml", "")]);
    folder.run(&["a/cliq-lint.toml", "--format", "short"]).assert(str![[r#"
a/cliq-lint.toml:1:1: error[invalid-configuration]: unknown key `exlude`
[exit 2]
"#]]);
    folder.run(&["b/cliq-lint.toml"]).assert(str![[r#"
no findings in 1 configuration file
[exit 0]
"#]]);
}

#[test]
fn added_suppressions_get_the_reason_that_is_given() {
    let folder = Folder::with(&[("cliq-client.toml", WITH_WARNING)]);
    let reason = "kept by \"Legal\" (2026)";
    assert_eq!(folder.run(&["--add-allow", "--reason", reason]).code, Some(0));
    let written = r#"# cliq-lint: allow(untidy-client-name, reason = "kept by \"Legal\" (2026)")"#;
    assert!(folder.read("cliq-client.toml").contains(written));
    folder.run(&[]).assert(str![[r#"
no findings in 1 manifest
[exit 0]
"#]]);
    let ran = folder.run(&["--add-allow", "--reason", "a\nb"]);
    assert!(ran.stderr.contains("must be on one line"), "{}", ran.stderr);
    assert_eq!(folder.run(&["--reason", "x"]).code, Some(2));
}

#[test]
fn what_is_reported_of_a_configuration_can_be_explained_too() {
    let ran = Folder::with(&[]).run(&["explain", "invalid-configuration"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.stdout.starts_with("invalid-configuration (error)\n\n"), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("/rules/invalid-configuration/\n"), "{}", ran.stdout);
}
