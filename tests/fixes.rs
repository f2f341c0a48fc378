//! What `--fix`, `--unsafe-fixes`, `--diff`, `init` and `form` do to files.

mod common;

use std::fs;
use std::process::Command;

use common::Folder;

const FAULTY: &str = "# top\n[client]\ntype = \"Server-based Applications\"\nname = \"Acme!\" # shown to users\nhomepage = \"htps://www.acme.com\"\nredirect_uris = [\n    \"https://app.acme.com/cb\",\n    \"\",\n    \"https://app.acme.com/cb\", # again\n]";
const FIXED: &str = "# top\n[client]\ntype = \"server-based\"\nname = \"Acme!\" # shown to users\nhomepage_url = \"https://www.acme.com\"\nredirect_uris = [\n    \"https://app.acme.com/cb\",\n    \"https://app.acme.com/cb\", # again\n]";

#[test]
fn safe_fixes_are_applied_and_the_rest_is_reported() {
    let folder = Folder::with(&[
        ("a/cliq-client.toml", FAULTY),
        ("b/cliq-client.toml", "[client]\ntype = \"self-client\"\nname = \"A\"\n"),
    ]);
    let ran = folder.run(&["--fix", "--format", "human"]);
    assert_eq!(folder.read("a/cliq-client.toml"), FIXED, "a comment is no safe fix's to remove");
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout.ends_with("\n4 fixed; 1 error, 1 warning in 1 of 2 manifests; 2 can be fixed with --unsafe-fixes\n"),
        "{}",
        ran.stdout
    );
    let all = folder.run(&["--unsafe-fixes"]);
    assert_eq!((all.code, all.stdout.as_str()), (Some(0), "2 fixed; no findings in 2 manifests\n"));
    assert_eq!(folder.run(&["--fix"]).stdout, "no findings in 2 manifests\n");
}

#[test]
fn crlf_a_byte_order_mark_and_a_missing_last_line_end_stay() {
    let text = format!("\u{feff}{}", FAULTY.replace('\n', "\r\n"));
    let folder = Folder::with(&[("cliq-client.toml", &text)]);
    folder.run(&["--fix"]);
    assert_eq!(folder.read("cliq-client.toml"), format!("\u{feff}{}", FIXED.replace('\n', "\r\n")));
}

#[test]
fn a_diff_writes_nothing_and_git_and_patch_take_it() {
    for text in [FAULTY.to_owned(), format!("{}\n", FAULTY.replace('\n', "\r\n"))] {
        let names = ["cliq-client.toml", "a b/cliq-client.toml", "ü/cliq-client.toml"];
        let files: Vec<(&str, &str)> = names.iter().map(|name| (*name, text.as_str())).collect();
        let (folder, patched) = (Folder::with(&files), Folder::with(&files));
        let diff = folder.run(&["--diff"]);
        assert_eq!(diff.code, Some(1), "a diff was printed");
        assert!(
            diff.stdout
                .starts_with("--- a/a b/cliq-client.toml\t\n+++ b/a b/cliq-client.toml\t\n@@ "),
            "{}",
            diff.stdout
        );
        assert!(diff.stderr.contains("12 would be fixed"), "{}", diff.stderr);
        assert_eq!(folder.read(names[0]), text);
        fs::write(folder.path("fix.patch"), &diff.stdout).unwrap();
        fs::write(patched.path("fix.patch"), &diff.stdout).unwrap();
        let git = Command::new("git")
            .args(["apply", "fix.patch"])
            .current_dir(folder.path(""))
            .output()
            .unwrap();
        assert!(git.status.success(), "{git:?}");
        let patch = Command::new("patch")
            .args(["-p1", "--binary", "-i", "fix.patch"])
            .current_dir(patched.path(""))
            .output();
        for name in names {
            assert_eq!(folder.run(&["--diff", name]).stdout, "", "{name}");
            if patch.as_ref().is_ok_and(|patch| patch.status.success()) {
                assert_eq!(patched.read(name), folder.read(name));
            }
        }
        assert!(
            patch.is_err() || patch.unwrap().status.success(),
            "where patch is installed, it takes the diff"
        );
        assert_eq!(folder.run(&["--diff"]).code, Some(0));
    }
}

#[test]
fn standard_input_is_fixed_to_standard_output() {
    let folder = Folder::with(&[]);
    let ran = folder.run_with_stdin(&["--fix", "-"], FAULTY);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), FIXED));
    assert!(
        ran.stderr.contains("invalid-client-name") && ran.stderr.contains("4 fixed"),
        "{}",
        ran.stderr
    );
    let clean =
        folder.run_with_stdin(&["--fix", "-"], "[client]\ntype = \"self-client\"\nname = \"A\"\n");
    assert_eq!(
        (clean.code, clean.stdout.as_str()),
        (Some(0), "[client]\ntype = \"self-client\"\nname = \"A\"\n")
    );
    let diff = folder.run_with_stdin(&["--diff", "-", "--stdin-filename", "x/y.toml"], FAULTY);
    assert!(diff.stdout.starts_with("--- a/x/y.toml\n+++ b/x/y.toml\n@@ "), "{}", diff.stdout);
}

#[test]
fn a_diff_that_would_show_a_secret_is_not_printed() {
    let text = "[client]\ntype = \"Self Client\"\nname = \"A\"\nclient_secret = \"s3cr3t-value\"\n";
    let folder = Folder::with(&[("cliq-client.toml", text)]);
    let ran = folder.run(&["--diff"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(
        !ran.stderr.contains("s3cr3t") && ran.stderr.contains("would show a secret"),
        "{}",
        ran.stderr
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_permissions_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::with(&[("real/client.toml", FAULTY)]);
    let real = folder.path("real/client.toml");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/client.toml", folder.path("cliq-client.toml")).unwrap();
    folder.run(&["--fix"]);
    assert_eq!(fs::read_to_string(&real).unwrap(), FIXED);
    assert!(fs::symlink_metadata(folder.path("cliq-client.toml")).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_dir(folder.path("real")).unwrap().count(), 1, "no temporary file is left");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_named_and_others_are_still_done() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(&[("a/cliq-client.toml", FAULTY), ("b/cliq-client.toml", FAULTY)]);
    fs::set_permissions(folder.path("a/cliq-client.toml"), fs::Permissions::from_mode(0o444))
        .unwrap();
    let ran = folder.run(&["--fix"]);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (Some(2), "cliq-lint: cannot write `a/cliq-client.toml`: it is read-only\n")
    );
    assert_eq!(
        (folder.read("a/cliq-client.toml").as_str(), folder.read("b/cliq-client.toml").as_str()),
        (FAULTY, FIXED)
    );
    assert!(
        ran.stdout.contains("a/cliq-client.toml:3"),
        "its findings are shown as they are: {}",
        ran.stdout
    );
}

#[test]
fn a_file_that_is_not_utf_8_is_left_alone() {
    let folder = Folder::with(&[]);
    folder.write("cliq-client.toml", b"[client]\ntype = \"Self Client\"\nname = \"\xe9  x\"\n");
    assert_eq!(folder.run(&["--unsafe-fixes"]).code, Some(1));
    assert_eq!(
        fs::read(folder.path("cliq-client.toml")).unwrap(),
        b"[client]\ntype = \"Self Client\"\nname = \"\xe9  x\"\n"
    );
}

#[test]
fn keys_and_elements_go_as_a_careful_person_would_take_them_out() {
    for (before, after) in [
        (
            "client = { type = 'self-client', name = 'A', foo = 1 }",
            "client = { type = 'self-client', name = 'A' }",
        ),
        (
            "client = { foo = [1, 2], type = 'self-client', name = 'A' }",
            "client = { type = 'self-client', name = 'A' }",
        ),
        (
            "client.type = 'self-client'\nclient.foo = 1 # gone\nclient.name = 'A'\n",
            "client.type = 'self-client'\nclient.name = 'A'\n",
        ),
        (
            "[client]\ntype = 'self-client'\nfoo = [\n  1,\n] # gone\n\n# kept\nname = 'A'\n",
            "[client]\ntype = 'self-client'\n\n# kept\nname = 'A'\n",
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
            "[client] # one\n  type = 'self-client' # two\n  name = \"Your Application\"\n\n[client.metadata]\nx = 1",
        ),
        (
            "[client.metadata]\nx = 1\n",
            "[client]\ntype = \"self-client\"\nname = \"Your Application\"\n\n[client.metadata]\nx = 1\n",
        ),
        ("type = 'self-client'\nname = 'A'", "[client]\ntype = 'self-client'\nname = 'A'"),
        (
            "[[client]]\n[[client]]\ntype = 'self-client'\nname = 'A'\n",
            "[[client]]\ntype = \"self-client\"\nname = \"Your Application\"\n[[client]]\ntype = 'self-client'\nname = 'A'\n",
        ),
        (
            "[client]\ntype = 'self-client'\nname = 'A'\n[client]\ntype = 'self-client'\nname = 'B'\n",
            "[[client]]\ntype = 'self-client'\nname = 'A'\n[[client]]\ntype = 'self-client'\nname = 'B'\n",
        ),
    ] {
        let folder = Folder::with(&[("cliq-client.toml", before)]);
        folder.run(&["--unsafe-fixes"]);
        assert_eq!(folder.read("cliq-client.toml"), after, "{before}");
    }
}

#[test]
fn init_takes_flags_or_asks_and_never_overwrites() {
    let folder = Folder::with(&[]);
    let made = folder.run(&[
        "init",
        "--type",
        "non-browser-based",
        "--name",
        "Acme TV",
        "--homepage-url",
        "https://www.acme.com",
    ]);
    assert_eq!(
        (made.code, made.stdout.as_str(), made.stderr.as_str()),
        (Some(0), "wrote cliq-client.toml\n", "")
    );
    let text = "[client]\ntype = \"non-browser-based\"\nname = \"Acme TV\"\nhomepage_url = \"https://www.acme.com\"\n";
    assert_eq!(folder.read("cliq-client.toml"), text);
    let again = folder.run(&["init", "--type", "self-client", "--name", "B"]);
    assert_eq!(
        (again.code, again.stderr.as_str()),
        (Some(2), "cliq-lint: `cliq-client.toml` is there already; --force overwrites it\n")
    );
    assert_eq!(folder.read("cliq-client.toml"), text);
    assert_eq!(
        folder.run(&["init", "--type", "self-client", "--name", "B", "--force"]).code,
        Some(0)
    );
    let asked = folder.run_with_stdin(
        &["init", "new.toml"],
        "what\n2\nBoard!\nBoard\nhttps://acme.com\nacme.com/cb\nhttps://acme.com/cb\n\nhttps://acme.com\n\n",
    );
    assert_eq!(asked.code, Some(0), "{}", asked.stderr);
    assert!(
        asked.stderr.contains("the client name has a character that the console refuses"),
        "{}",
        asked.stderr
    );
    assert_eq!(
        folder.run(&["--deny", "warnings", "new.toml"]).code,
        Some(0),
        "{}",
        folder.read("new.toml")
    );
    let broken_off = folder.run_with_stdin(&["init", "half.toml"], "5\n");
    assert_eq!((broken_off.code, folder.path("half.toml").exists()), (Some(2), false));
    let faulty = folder.run(&["init", "faulty.toml", "--type", "self-client", "--name", "!"]);
    assert_eq!(faulty.code, Some(1));
    assert!(faulty.stderr.contains("invalid-client-name"), "{}", faulty.stderr);
}

#[test]
fn the_form_is_refused_for_a_manifest_with_errors() {
    let text = "[client]\ntype = \"server-based\"\nname = \"A\"\nhomepage_url = \"https://acme.com\"\nredirect_uris = [\"https://acme.com/1\", \"https://acme.com/2\"]\n";
    let folder = Folder::with(&[("cliq-client.toml", text), ("faulty.toml", FAULTY)]);
    let shown = folder.run(&["form"]).stdout;
    for line in [
        "Hover over \"Server-based Applications\"",
        "Client Name               A",
        "Homepage URL              https://acme.com",
        "Authorized Redirect URIs  https://acme.com/1",
        "  [+]                     https://acme.com/2",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&folder.run(&["form", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["clients"][0]["fields"][2]["values"][1], "https://acme.com/2");
    let refused = folder.run(&["form", "faulty.toml"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), ""));
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    assert!(folder.run(&["form", "faulty.toml", "--force"]).stdout.contains("Acme!"));
    assert_eq!(folder.run(&["form", "gone.toml"]).code, Some(2));
}
