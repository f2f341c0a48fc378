//! The effects of `--fix`, `--unsafe-fixes` and `--diff` on files.

use std::fs;
use std::process::Command;

use snapbox::str;

use crate::support::{Folder, VALID};

/// A manifest with four safe and two unsafe fixes.
const FIXABLE: &str = r#"# top
[client]
type = "Server-based Applications"
name = "Acme!" # shown to users
homepage = "htps://www.acme.com"
redirect_uris = [
    "https://app.acme.com/cb",
    "",
    "https://app.acme.com/cb", # again
]"#;

/// [`FIXABLE`] after its safe fixes. An element with a comment is not removed.
const SAFELY_FIXED: &str = r#"# top
[client]
type = "server-based"
name = "Acme!" # shown to users
homepage_url = "https://www.acme.com"
redirect_uris = [
    "https://app.acme.com/cb",
    "https://app.acme.com/cb", # again
]"#;

#[test]
fn safe_fixes_are_applied_and_the_remaining_findings_reported() {
    let folder = Folder::with(&[("a/cliq-client.toml", FIXABLE), ("b/cliq-client.toml", VALID)]);
    folder.run(&["--fix"]).assert(str![[r#"
fixed a/cliq-client.toml:3:9 unknown-client-type: Replace with `server-based`
fixed a/cliq-client.toml:5:1 unknown-key: Rename to `homepage_url`
fixed a/cliq-client.toml:5:13 invalid-uri-scheme: Replace `htps://` with `https://`
fixed a/cliq-client.toml:8:5 empty-required-field: Remove the empty element
error[invalid-client-name]: client name contains the special character `!`
  ┌─ a/cliq-client.toml:4:13
  │
4 │ name = "Acme!" # shown to users
  │             ^
  │
  = console error: "Enter a valid client name."
  = note: use letters, digits, spaces, `_` and `&`
  = help: Rename to `Acme` (unsafe fix)

warning[duplicate-uri]: duplicate redirect URI
  ┌─ a/cliq-client.toml:8:6
  │
7 │     "https://app.acme.com/cb",
  │      ----------------------- also listed here
8 │     "https://app.acme.com/cb", # again
  │      ^^^^^^^^^^^^^^^^^^^^^^^
  │
  = help: Remove the duplicate and its comment (unsafe fix)

4 fixed; 1 error, 1 warning in 1 of 2 manifests; 2 can be fixed with --fix --unsafe-fixes
explain: cliq-lint explain duplicate-uri
[exit 1]
"#]]);
    assert_eq!(folder.read("a/cliq-client.toml"), SAFELY_FIXED);
    folder.run(&["--fix", "--unsafe-fixes"]).assert(str![[r#"
fixed a/cliq-client.toml:4:13 invalid-client-name: Rename to `Acme`
fixed a/cliq-client.toml:8:6 duplicate-uri: Remove the duplicate and its comment
2 fixed; no findings in 2 manifests
[exit 0]
"#]]);
    assert_eq!(
        folder.read("a/cliq-client.toml"),
        SAFELY_FIXED
            .replace("Acme!", "Acme")
            .replace("    \"https://app.acme.com/cb\", # again\n", "")
    );
    folder.run(&["--fix"]).assert(str![[r#"
no findings in 2 manifests
[exit 0]
"#]]);
}

#[test]
fn hints_are_fixed_only_if_they_are_shown() {
    let text = r#"[client]
type = "client-based"
name = "Board"
homepage_url = "https://acme.com"
redirect_uris = ["https://board.acme.com/cb"]
javascript_domains = ["https://acme.com"]
"#;
    let fix = |options: &[&str]| Folder::with(&[]).run_with_stdin(options, text).stdout;
    assert_eq!(fix(&["--fix", "--unsafe-fixes", "-"]), text);
    assert_eq!(
        fix(&["--fix", "--unsafe-fixes", "-v", "-"]),
        text.replace(
            "[\"https://acme.com\"]",
            "[\"https://acme.com\", \"https://board.acme.com\"]"
        )
    );
}

#[test]
fn crlf_a_byte_order_mark_and_a_missing_last_newline_are_kept() {
    let text = format!("\u{feff}{}", FIXABLE.replace('\n', "\r\n"));
    let folder = Folder::with(&[("cliq-client.toml", &text)]);
    folder.run(&["--fix"]);
    assert_eq!(
        folder.read("cliq-client.toml"),
        format!("\u{feff}{}", SAFELY_FIXED.replace('\n', "\r\n"))
    );
}

#[test]
fn a_diff_is_printed_and_nothing_written() {
    let folder = Folder::with(&[("cliq-client.toml", FIXABLE)]);
    folder.run(&["--diff", "--format", "short"]).assert(str![[r#"
--- a/cliq-client.toml
+++ b/cliq-client.toml
@@ -1,10 +1,9 @@
 # top
 [client]
-type = "Server-based Applications"
+type = "server-based"
 name = "Acme!" # shown to users
-homepage = "htps://www.acme.com"
+homepage_url = "https://www.acme.com"
 redirect_uris = [
     "https://app.acme.com/cb",
-    "",
     "https://app.acme.com/cb", # again
 ]
\ No newline at end of file
[stderr]
cliq-client.toml:4:13: error[invalid-client-name]: client name contains the special character `!`
cliq-client.toml:8:6: warning[duplicate-uri]: duplicate redirect URI
[exit 1]
"#]]);
    assert_eq!(folder.read("cliq-client.toml"), FIXABLE);
    folder.write("cliq-client.toml", VALID);
    folder.run(&["--diff"]).assert(str![[r#"
[stderr]
no findings in 1 manifest
[exit 0]
"#]]);
}

#[test]
fn a_diff_is_written_to_the_output_file() {
    let folder = Folder::with(&[("cliq-client.toml", FIXABLE)]);
    let shown = folder.run(&["--diff"]);
    let written = folder.run(&["--diff", "--output-file", "fix.patch"]);
    assert_eq!((written.code, written.stdout.as_str()), (Some(1), ""));
    assert_eq!(folder.read("fix.patch"), shown.stdout);
}

#[test]
fn git_and_patch_apply_a_diff() {
    let crlf = format!("{}\n", FIXABLE.replace('\n', "\r\n"));
    for text in [FIXABLE, &crlf] {
        let names = ["cliq-client.toml", "a b/cliq-client.toml", "ü/cliq-client.toml"];
        let files = names.map(|name| (name, text));
        let fixed = Folder::with(&files);
        fixed.run(&["--fix"]);
        for (program, arguments) in [
            ("git", &["apply", "fix.patch"][..]),
            ("patch", &["-p1", "--binary", "-i", "fix.patch"]),
        ] {
            let folder = Folder::with(&files);
            folder.write("fix.patch", folder.run(&["--diff"]).stdout);
            let applied =
                Command::new(program).args(arguments).current_dir(folder.path("")).output();
            let Ok(applied) = applied else { continue };
            assert!(applied.status.success(), "{program}: {applied:?}");
            for name in names {
                assert_eq!(folder.read(name), fixed.read(name), "{program} {name}");
            }
        }
    }
}

#[test]
fn standard_input_is_fixed_to_standard_output() {
    let folder = Folder::with(&[]);
    let ran = folder.run_with_stdin(&["--fix", "--format", "short", "-"], FIXABLE);
    ran.assert(str![[r##"
# top
[client]
type = "server-based"
name = "Acme!" # shown to users
homepage_url = "https://www.acme.com"
redirect_uris = [
    "https://app.acme.com/cb",
    "https://app.acme.com/cb", # again
][stderr]
fixed <stdin>:3:9 unknown-client-type: Replace with `server-based`
fixed <stdin>:5:1 unknown-key: Rename to `homepage_url`
fixed <stdin>:5:13 invalid-uri-scheme: Replace `htps://` with `https://`
fixed <stdin>:8:5 empty-required-field: Remove the empty element
<stdin>:4:13: error[invalid-client-name]: client name contains the special character `!`
<stdin>:8:6: warning[duplicate-uri]: duplicate redirect URI
[exit 1]
"##]]);
    folder.run_with_stdin(&["--fix", "-"], VALID).assert(str![[r#"
[client]
type = "self-client"
name = "Nightly Report"
[stderr]
no findings in 1 manifest
[exit 0]
"#]]);
    let named = ["--diff", "--format", "short", "-", "--stdin-filename", "x/y.toml"];
    folder.run_with_stdin(&named, FIXABLE).assert(str![[r#"
--- a/x/y.toml
+++ b/x/y.toml
@@ -1,10 +1,9 @@
 # top
 [client]
-type = "Server-based Applications"
+type = "server-based"
 name = "Acme!" # shown to users
-homepage = "htps://www.acme.com"
+homepage_url = "https://www.acme.com"
 redirect_uris = [
     "https://app.acme.com/cb",
-    "",
     "https://app.acme.com/cb", # again
 ]
\ No newline at end of file
[stderr]
x/y.toml:4:13: error[invalid-client-name]: client name contains the special character `!`
x/y.toml:8:6: warning[duplicate-uri]: duplicate redirect URI
[exit 1]
"#]]);
}

#[test]
fn a_diff_that_would_show_a_secret_is_not_printed() {
    let text = r#"[client]
type = "Self Client"
name = "A"
client_secret = "s3cr3t-value"
"#;
    let folder = Folder::with(&[("cliq-client.toml", text)]);
    folder.run(&["--diff", "--format", "short"]).assert(str![[r#"
--- a/cliq-client.toml
+++ b/cliq-client.toml
@@ -1,4 +1,4 @@
 [client]
-type = "Self Client"
+type = "self-client"
 name = "A"
 client_secret = "************"
[stderr]
cliq-lint: the diff of `cliq-client.toml` masks the secret on line 4 and cannot be applied; remove the secret first
cliq-client.toml:4:18: error[committed-secret]: this looks like a client secret
[exit 1]
"#]]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_permissions_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::with(&[("real/client.toml", FIXABLE)]);
    let real = folder.path("real/client.toml");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/client.toml", folder.path("cliq-client.toml")).unwrap();
    folder.run(&["--fix"]);
    assert_eq!(folder.read("real/client.toml"), SAFELY_FIXED);
    assert!(fs::symlink_metadata(folder.path("cliq-client.toml")).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_dir(folder.path("real")).unwrap().count(), 1, "no temporary file is left");
}

#[cfg(unix)]
#[test]
fn a_read_only_file_is_a_failure_and_the_others_are_still_fixed() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(&[("a/cliq-client.toml", FIXABLE), ("b/cliq-client.toml", FIXABLE)]);
    let read_only = fs::Permissions::from_mode(0o444);
    fs::set_permissions(folder.path("a/cliq-client.toml"), read_only).unwrap();
    folder.run(&["--fix", "--format", "short"]).assert(str![[r#"
a/cliq-client.toml:3:9: error[unknown-client-type]: unknown client type `Server-based Applications`; use `server-based`
a/cliq-client.toml:4:13: error[invalid-client-name]: client name contains the special character `!`
a/cliq-client.toml:5:1: error[unknown-key]: unknown key `homepage`; use `homepage_url`
a/cliq-client.toml:5:13: error[invalid-uri-scheme]: misspelled scheme `htps://`
a/cliq-client.toml:8:5: error[empty-required-field]: empty element in `redirect_uris`
a/cliq-client.toml:9:6: warning[duplicate-uri]: duplicate redirect URI
fixed b/cliq-client.toml:3:9 unknown-client-type: Replace with `server-based`
fixed b/cliq-client.toml:5:1 unknown-key: Rename to `homepage_url`
fixed b/cliq-client.toml:5:13 invalid-uri-scheme: Replace `htps://` with `https://`
fixed b/cliq-client.toml:8:5 empty-required-field: Remove the empty element
b/cliq-client.toml:4:13: error[invalid-client-name]: client name contains the special character `!`
b/cliq-client.toml:8:6: warning[duplicate-uri]: duplicate redirect URI
[stderr]
cliq-lint: cannot write `a/cliq-client.toml`: it is read-only
[exit 2]
"#]]);
    assert_eq!(folder.read("a/cliq-client.toml"), FIXABLE);
    assert_eq!(folder.read("b/cliq-client.toml"), SAFELY_FIXED);
}

#[test]
fn a_file_that_is_not_utf_8_is_not_changed() {
    let bytes = b"[client]\ntype = \"Self Client\"\nname = \"\xe9  x\"\n";
    let folder = Folder::with(&[]);
    folder.write("cliq-client.toml", bytes);
    for options in [&["--fix", "--unsafe-fixes"][..], &["--add-allow"]] {
        assert_eq!(folder.run(options).code, Some(1));
        assert_eq!(fs::read(folder.path("cliq-client.toml")).unwrap(), bytes);
    }
}

#[test]
fn inserted_and_moved_entries_keep_the_layout_around_them() {
    for (before, after) in [
        (
            "client = { type = 'self-client', name = 'A', foo = 1 }",
            "client = { type = 'self-client', name = 'A', metadata.foo = 1 }",
        ),
        (
            "client = { foo = [1, 2], type = 'self-client', name = 'A' }",
            "client = { metadata.foo = [1, 2], type = 'self-client', name = 'A' }",
        ),
        (
            "client.type = 'self-client'\nclient.foo = 1 # moved\nclient.name = 'A'\n",
            "client.type = 'self-client'\nclient.metadata.foo = 1 # moved\nclient.name = 'A'\n",
        ),
        (
            "[client]\ntype = 'self-client'\nfoo = [\n  1,\n] # moved\n\n# kept\nname = 'A'\n",
            "[client]\ntype = 'self-client'\n\n# kept\nname = 'A'\n\n[client.metadata]\nfoo = [\n  1,\n] # moved\n",
        ),
        (
            "client = { type = 'self-client' }\n",
            "client = { type = 'self-client', name = \"Your Application\" }\n",
        ),
        (
            "client.type = 'self-client'\n",
            "client.type = 'self-client'\nclient.name = \"Your Application\"\n",
        ),
        (
            "[client] # one\n  type = 'self-client' # two\n\n[client.metadata]\nx = 1",
            "[client] # one\n  type = 'self-client' # two\n  name = \"Your Application\"\n\n\
             [client.metadata]\nx = 1",
        ),
        (
            "  [client.metadata]\n  x = 1\n",
            "  [client]\n  type = \"self-client\"\n  name = \"Your Application\"\n\n  \
             [client.metadata]\n  x = 1\n",
        ),
        (
            "[client.metadata]\nx = 1\n",
            "[client]\ntype = \"self-client\"\nname = \"Your Application\"\n\n\
             [client.metadata]\nx = 1\n",
        ),
        ("type = 'self-client'\nname = 'A'", "[client]\ntype = 'self-client'\nname = 'A'"),
        (
            "[[client]]\n[[client]]\ntype = 'non-browser-based'\nname = 'A'\n\
             homepage_url = 'https://acme.com'\n",
            "[[client]]\ntype = \"self-client\"\nname = \"Your Application\"\n\
             [[client]]\ntype = 'non-browser-based'\nname = 'A'\n\
             homepage_url = 'https://acme.com'\n",
        ),
        (
            "[client]\ntype = 'self-client'\nname = 'A'\n\
             [client]\ntype = 'self-client'\nname = 'B'\n",
            "[[client]]\ntype = 'self-client'\nname = 'A'\n\
             [[client]]\ntype = 'self-client'\nname = 'B'\n",
        ),
    ] {
        let ran = Folder::with(&[]).run_with_stdin(&["--fix", "--unsafe-fixes", "-"], before);
        assert_eq!(ran.stdout, after, "{before}");
    }
}

#[test]
fn unsafe_fixes_alone_are_shown_and_nothing_is_written() {
    let text = "[client]\ntype = \"self-client\"\nname = \"a!\"\n";
    let folder = Folder::with(&[("cliq-client.toml", text)]);
    folder.run(&[]).assert(str![[r#"
error[invalid-client-name]: client name contains the special character `!`
  ┌─ cliq-client.toml:3:10
  │
3 │ name = "a!"
  │          ^
  │
  = console error: "Enter a valid client name."
  = note: use letters, digits, spaces, `_` and `&`
  = help: Rename to `a` (unsafe fix)

1 error in 1 manifest; 1 can be fixed with --fix --unsafe-fixes
explain: cliq-lint explain invalid-client-name
[exit 1]
"#]]);
    folder.run(&["--unsafe-fixes"]).assert(str![[r#"
error[invalid-client-name]: client name contains the special character `!`
  ┌─ cliq-client.toml:3:10
  │
3 │ name = "a!"
  │          ^
  │
  = console error: "Enter a valid client name."
  = note: use letters, digits, spaces, `_` and `&`
  = help: Rename to `a` (unsafe fix)
3 - name = "a!"
3 + name = "a"

1 error in 1 manifest; 1 can be fixed with --fix --unsafe-fixes
explain: cliq-lint explain invalid-client-name
[exit 1]
"#]]);
    assert_eq!(folder.read("cliq-client.toml"), text);
}

#[test]
fn placeholders_that_fixes_put_in_are_left_to_fill_in_and_no_success() {
    let folder = Folder::with(&[("cliq-client.toml", "[client]\ntype = \"self-client\"\n")]);
    folder.run(&["--fix", "--unsafe-fixes"]).assert(str![[r#"
fixed cliq-client.toml:1:1 missing-required-field: Insert `name` with a placeholder to fill in
warning[placeholder-value]: `Your Application` looks like a placeholder
  ┌─ cliq-client.toml:3:9
  │
3 │ name = "Your Application"
  │         ^^^^^^^^^^^^^^^^
  │
  = note: placeholders are not expanded; write the actual client name

1 fixed; 1 placeholder left to fill in; 1 warning in 1 manifest
explain: cliq-lint explain placeholder-value
[exit 1]
"#]]);
    // The next run reports them, as if the user had typed them.
    assert_eq!(folder.run(&["--fix", "--unsafe-fixes"]).code, Some(0));
}

#[test]
fn each_fix_is_a_line_in_text_formats_unless_quiet() {
    let broken = VALID.replace("self-client", "Self Client");
    let fix = |options: &[&str]| {
        let folder = Folder::with(&[("cliq-client.toml", &broken)]);
        folder.run(&[&["--fix"], options].concat()).stdout
    };
    for format in ["human", "short", "github"] {
        let shown = fix(&["--format", format]);
        assert!(shown.starts_with("fixed cliq-client.toml:2:9 unknown-client-type: "), "{shown}");
    }
    assert!(!fix(&["--format", "json"]).contains("fixed cliq-client.toml"));
    assert_eq!(fix(&["--quiet"]), "");
}

#[test]
fn show_fixes_lists_the_fixes_of_a_quiet_run_and_of_a_diff() {
    let broken = VALID.replace("self-client", "Self Client");
    let run = |options: &[&str]| {
        let folder = Folder::with(&[("cliq-client.toml", &broken)]);
        let run = folder.run(&[&["--show-fixes"], options].concat());
        run.output()
    };
    let fix = "cliq-client.toml:2:9 unknown-client-type: Replace with `self-client`\n";
    assert_eq!(run(&["--fix", "--quiet"]), format!("fixed {fix}"));
    assert!(run(&["--diff"]).contains(&format!("would fix {fix}")), "{}", run(&["--diff"]));
}
