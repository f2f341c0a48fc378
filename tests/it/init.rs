//! The prompts and output of `init`, and what it does not overwrite.

use snapbox::str;

use crate::support::Folder;

#[test]
fn options_answer_all_questions() {
    let folder = Folder::with(&[]);
    let options = [
        "init",
        "--type",
        "non-browser-based",
        "--name",
        "Acme TV",
        "--homepage-url",
        "https://www.acme.com",
    ];
    folder.run(&options).assert(str![[r#"
wrote cliq-client.toml
next: run `cliq-lint form cliq-client.toml` to see what to enter in the API Console
[exit 0]
"#]]);
    assert_eq!(
        folder.read("cliq-client.toml"),
        r#"[client]
type = "non-browser-based"
name = "Acme TV"
homepage_url = "https://www.acme.com"
"#
    );
}

#[test]
fn what_a_registered_client_has_is_given_by_options_and_never_asked_for() {
    let folder = Folder::with(&[]);
    let options = [
        "init",
        "--type=self-client",
        "--name=Nightly Report",
        "--client-id=1000.EXAMPLE0CLIENT0ID0OF0ACME0APP1",
        "--data-center=eu",
        "--scope=ZohoCliq.Channels.READ,ZohoCliq.Bots.READ",
        "--scope=ZohoCliq.Users.READ",
    ];
    folder.run(&options).assert(str![[r#"
fixed comma-separated-list: Split into 2 elements
wrote cliq-client.toml
next: run `cliq-lint form cliq-client.toml` to see what to enter in the API Console
[exit 0]
"#]]);
    assert_eq!(
        folder.read("cliq-client.toml"),
        r#"[client]
type = "self-client"
name = "Nightly Report"
client_id = "1000.EXAMPLE0CLIENT0ID0OF0ACME0APP1"
data_centers = ["eu"]
scopes = [
    "ZohoCliq.Channels.READ",
    "ZohoCliq.Bots.READ",
    "ZohoCliq.Users.READ",
]
"#
    );
}

#[test]
fn a_file_is_overwritten_only_by_force() {
    let folder = Folder::with(&[("cliq-client.toml", "mine")]);
    let options = ["init", "--type", "self-client", "--name", "B"];
    folder.run(&options).assert(str![[r#"
[stderr]
cliq-lint: `cliq-client.toml` already exists; pass --force to overwrite it
[exit 2]
"#]]);
    assert_eq!(folder.read("cliq-client.toml"), "mine");
    let forced = [&options[..], &["--force"]].concat();
    folder.run(&forced).assert(str![[r#"
wrote cliq-client.toml
next: run `cliq-lint form cliq-client.toml` to see what to enter in the API Console
[exit 0]
"#]]);
    assert_eq!(folder.read("cliq-client.toml"), "[client]\ntype = \"self-client\"\nname = \"B\"\n");
}

#[test]
fn what_is_missing_is_named_where_nobody_can_be_asked() {
    let folder = Folder::with(&[]);
    folder.run(&["init"]).assert(str![[r#"
[stderr]
cliq-lint: missing --type, --name; nothing was written (questions are asked only at a terminal)
[exit 2]
"#]]);
    folder.run(&["init", "--type", "web server", "--name", "A"]).assert(str![[r#"
[stderr]
cliq-lint: missing --homepage-url, --redirect-uri; nothing was written (questions are asked only at a terminal)
[exit 2]
"#]]);
    assert!(!folder.path("cliq-client.toml").exists());
}

#[test]
fn every_word_for_a_type_is_accepted() {
    for word in ["self-client", "Self Client", "SELF_CLIENT", "self"] {
        let folder = Folder::with(&[]);
        let ran = folder.run(&["init", "--type", word, "--name", "A"]);
        assert_eq!(ran.code, Some(0), "{word}: {ran:?}");
        let expected = "[client]\ntype = \"self-client\"\nname = \"A\"\n";
        assert_eq!(folder.read("cliq-client.toml"), expected, "{word}");
    }
}

#[test]
fn safe_fixes_are_applied_to_options_and_told() {
    let folder = Folder::with(&[]);
    let options = [
        "init",
        "--type",
        "server-based",
        "--name",
        "Acme  Board",
        "--homepage-url",
        "htps://acme.com",
        "--redirect-uri",
        "https://acme.com/1, https://acme.com/2",
    ];
    folder.run(&options).assert(str![[r#"
fixed untidy-client-name: Write `Acme Board`
fixed invalid-uri-scheme: Replace `htps://` with `https://`
fixed comma-separated-list: Split into 2 elements
wrote cliq-client.toml
next: run `cliq-lint form cliq-client.toml` to see what to enter in the API Console
[exit 0]
"#]]);
    assert_eq!(
        folder.read("cliq-client.toml"),
        r#"[client]
type = "server-based"
name = "Acme Board"
homepage_url = "https://acme.com"
redirect_uris = [
    "https://acme.com/1",
    "https://acme.com/2",
]
"#
    );
}

#[test]
fn invalid_options_are_written_and_their_findings_shown() {
    let folder = Folder::with(&[]);
    let options = ["init", "invalid.toml", "--type", "self-client", "--name", "!"];
    folder.run(&options).assert(str![[r#"
wrote invalid.toml
[stderr]
error[invalid-client-name]: client name contains the special character `!`
  ┌─ invalid.toml:3:9
  │
3 │ name = "!"
  │         ^
  │
  = console error: "Enter a valid client name."
  = note: use letters, digits, spaces, `_` and `&`

[exit 1]
"#]]);
    folder.run(&["init", "x.toml", "--type", "robot", "--name", "A"]).assert(str![[r#"
[stderr]
error: invalid value 'robot' for '--type <TYPE>'
  [possible values: server-based, client-based, mobile-based, non-browser-based, self-client]

For more information, try '--help'.
[exit 2]
"#]]);
}
