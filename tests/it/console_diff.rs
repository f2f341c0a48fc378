//! The output of `diff`: what to change in the console.

use snapbox::str;

use crate::support::Folder;

const OLD: &str = r#"[client]
type = "server-based"
name = "Zylker Desk"
homepage_url = "https://www.zylker.com"
redirect_uris = ["https://app.zylker.com/oauth/callback", "http://localhost:8080/callback"]
"#;

fn folder() -> Folder {
    let new = OLD.replace("http://localhost:8080/callback", "https://eu.zylker.com/oauth/callback");
    Folder::with(&[("cliq-client.toml", &new)])
}

#[test]
fn a_change_in_git_is_shown_as_what_to_do_in_the_console() {
    let folder = folder();
    folder.run_with_stdin(&["diff", "-", "cliq-client.toml"], OLD).assert(str![[r#"
In the Zoho API Console:

Change Zylker Desk (Server-based Applications):
  Authorized Redirect URIs  remove  http://localhost:8080/callback
  Authorized Redirect URIs  add     https://eu.zylker.com/oauth/callback

1 client to change
[exit 0]
"#]]);
    let markdown = ["diff", "-", "cliq-client.toml", "--format", "markdown"];
    folder.run_with_stdin(&markdown, OLD).assert(str![[r#"
**To do in the Zoho API Console:** 1 client to change

- [ ] Change `Zylker Desk` (Server-based Applications)
  - [ ] Authorized Redirect URIs: remove `http://localhost:8080/callback`
  - [ ] Authorized Redirect URIs: add `https://eu.zylker.com/oauth/callback`
[exit 0]
"#]]);
    let json = ["diff", "-", "cliq-client.toml", "--format", "json", "--exit-code"];
    folder.run_with_stdin(&json, OLD).assert(str![[r#"
{"changes":[{"action":"edit","edits":[{"label":"Authorized Redirect URIs","new":null,"old":"http://localhost:8080/callback"},{"label":"Authorized Redirect URIs","new":"https://eu.zylker.com/oauth/callback","old":null}],"new":{"client_id":null,"client_type":"Server-based Applications","data_centers":[],"fields":[{"label":"Client Name","values":["Zylker Desk"]},{"label":"Homepage URL","values":["https://www.zylker.com"]},{"label":"Authorized Redirect URIs","values":["https://app.zylker.com/oauth/callback","https://eu.zylker.com/oauth/callback"]}],"line":1,"name":"Zylker Desk","path":"cliq-client.toml"},"old":{"client_id":null,"client_type":"Server-based Applications","data_centers":[],"fields":[{"label":"Client Name","values":["Zylker Desk"]},{"label":"Homepage URL","values":["https://www.zylker.com"]},{"label":"Authorized Redirect URIs","values":["https://app.zylker.com/oauth/callback","http://localhost:8080/callback"]}],"line":1,"name":"Zylker Desk","path":"<stdin>"}}],"version":1}
[exit 1]
"#]]);
}

#[test]
fn a_new_manifest_and_an_unchanged_one_are_shown() {
    let folder = folder();
    folder.run_with_stdin(&["diff", "-", "."], "").assert(str![[r#"
In the Zoho API Console:

Create Zylker Desk (Server-based Applications):
  Client Name               enter   Zylker Desk
  Homepage URL              enter   https://www.zylker.com
  Authorized Redirect URIs  enter   https://app.zylker.com/oauth/callback
  Authorized Redirect URIs  enter   https://eu.zylker.com/oauth/callback

1 client to create
[exit 0]
"#]]);
    let same = ["diff", "--exit-code", "cliq-client.toml", "."];
    folder.run(&same).assert(str![[r#"
nothing to change in the console
[exit 0]
"#]]);
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let folder = folder();
    folder.write("broken.toml", "[client]\nname = \n");
    folder.run(&["diff", "broken.toml", "cliq-client.toml"]).assert(str![[r#"
[stderr]
cliq-lint: `broken.toml` is not valid TOML; run `cliq-lint` on it to see why
[exit 2]
"#]]);
    folder.run(&["diff", "-", "-"]).assert(str![[r#"
[stderr]
cliq-lint: only one of the manifests can be standard input
[exit 2]
"#]]);
    folder.run(&["diff", "gone.toml", "cliq-client.toml"]).assert(str![[r#"
[stderr]
cliq-lint: cannot read `gone.toml`: no such file or folder
[exit 2]
"#]]);
    let secret = "https://app.zylker.com/?client_secret=hunter2Zq9Xk";
    let with_secret = OLD.replace("http://localhost:8080/callback", secret);
    folder.run_with_stdin(&["diff", "-", "cliq-client.toml"], &with_secret).assert(str![[r#"
[stderr]
cliq-lint: no changes shown for `<stdin>`: it would expose the secret on line 5; remove the secret first
[exit 2]
"#]]);
}

#[test]
fn the_first_manifest_of_a_folder_is_a_client_to_add() {
    let folder = Folder::with(&[("old/README.md", ""), ("new/cliq-client.toml", OLD)]);
    folder.run(&["diff", "old", "new"]).assert(str![[r#"
In the Zoho API Console:

Create Zylker Desk (Server-based Applications):
  Client Name               enter   Zylker Desk
  Homepage URL              enter   https://www.zylker.com
  Authorized Redirect URIs  enter   https://app.zylker.com/oauth/callback
  Authorized Redirect URIs  enter   http://localhost:8080/callback

1 client to create
[exit 0]
"#]]);
    folder.run(&["diff", "new", "old"]).assert(str![[r#"
In the Zoho API Console:

Delete Zylker Desk (Server-based Applications)

1 client to delete
[exit 0]
"#]]);
    folder.run(&["diff", "old", "old"]).assert(str![[r#"
[stderr]
cliq-lint: no manifest found in `old`; name one (for `match`, with --manifest), or write one with `cliq-lint init`
[exit 2]
"#]]);
}
