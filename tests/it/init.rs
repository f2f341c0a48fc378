//! What `init` asks for, writes, and does not overwrite.

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
[exit 0]
"#]]);
    assert_eq!(folder.read("cliq-client.toml"), "[client]\ntype = \"self-client\"\nname = \"B\"\n");
}

#[test]
fn an_invalid_answer_is_asked_for_again() {
    let folder = Folder::with(&[]);
    let answers = "what\n2\nBoard!\nBoard\nhttps://acme.com\nacme.com/cb\nhttps://acme.com/cb\n\n\
                   https://acme.com\n\n";
    folder.run_with_stdin(&["init", "new.toml"], answers).assert(str![[r#"
wrote new.toml
[stderr]
Which type of client?
  1  server-based       an application on a web server, whose users consent in a browser
  2  client-based       an application that runs in the browser alone, without a server
  3  mobile-based       an application on a phone or a tablet
  4  non-browser-based  a device without a browser, such as a TV or a printer
  5  self-client        a job that works on your own account, without users
> Enter a number from 1 to 5, or a type:
> Client Name – The client's name, which users see on the consent page.
> error: client name contains the special character `!`
> Homepage URL – The complete URL of the application's home page.
> Authorized Redirect URIs – Where Zoho sends the authorization code, or the token of a client-based application; matched exactly.
> error: `acme.com/cb` does not begin with `https://` or `http://`
> another, or an empty line
> JavaScript Domain – The origins (scheme, host and port) of the pages that use a client-based application's tokens.
> another, or an empty line
> [exit 0]
"#]]);
    assert_eq!(
        folder.read("new.toml"),
        r#"[client]
type = "client-based"
name = "Board"
homepage_url = "https://acme.com"
redirect_uris = ["https://acme.com/cb"]
javascript_domains = ["https://acme.com"]
"#
    );
    assert_eq!(folder.run(&["--deny", "warnings", "new.toml"]).code, Some(0));
}

#[test]
fn answers_that_end_early_write_nothing() {
    let folder = Folder::with(&[]);
    folder.run_with_stdin(&["init", "half.toml"], "5\n").assert(str![[r#"
[stderr]
Which type of client?
  1  server-based       an application on a web server, whose users consent in a browser
  2  client-based       an application that runs in the browser alone, without a server
  3  mobile-based       an application on a phone or a tablet
  4  non-browser-based  a device without a browser, such as a TV or a printer
  5  self-client        a job that works on your own account, without users
> Client Name – The client's name, which users see on the consent page.
> cliq-lint: standard input ended before the last answer; nothing was written
[exit 2]
"#]]);
    assert!(!folder.path("half.toml").exists());
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
  = use letters, digits, spaces, `_` and `&`

[exit 1]
"#]]);
    folder.run(&["init", "x.toml", "--type", "robot", "--name", "A"]).assert(str![[r#"
[stderr]
error: invalid value 'robot' for '--type <TYPE>': expected one of server-based, client-based, mobile-based, non-browser-based, self-client

For more information, try '--help'.
[exit 2]
"#]]);
}
