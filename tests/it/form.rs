//! What `form` shows of a manifest.

use snapbox::str;

use crate::support::Folder;

const MANIFEST: &str = r#"[client]
type = "server-based"
name = "A"
homepage_url = "https://acme.com"
redirect_uris = ["https://acme.com/1", "https://acme.com/2"]
"#;

#[test]
fn each_value_is_shown_under_the_label_of_the_console() {
    let folder = Folder::with(&[("cliq-client.toml", MANIFEST)]);
    folder.run(&["form"]).assert(str![[r#"
In the Zoho API Console (https://api-console.zoho.com, or your data center's console):

cliq-client.toml:1

  1. Click GET STARTED, or ADD CLIENT if you already have a client.
  2. Hover over "Server-based Applications" and click CREATE NOW.
  3. Enter:

     Client Name               A
     Homepage URL              https://acme.com
     Authorized Redirect URIs  https://acme.com/1
       [+]                     https://acme.com/2

  4. Click CREATE.
[exit 0]
"#]]);
    folder.run(&["form", "--format", "json"]).assert(str![[r#"
{"clients":[{"client_type":"Server-based Applications","fields":[{"label":"Client Name","missing":false,"values":["A"]},{"label":"Homepage URL","missing":false,"values":["https://acme.com"]},{"label":"Authorized Redirect URIs","missing":false,"values":["https://acme.com/1","https://acme.com/2"]}],"line":1,"records":[]}],"path":"cliq-client.toml","version":1}
[exit 0]
"#]]);
    let named = ["form", "-", "--stdin-filename", "cliq-client.toml"];
    assert_eq!(
        folder.run_with_stdin(&named, MANIFEST).stdout,
        folder.run(&["form"]).stdout,
        "standard input has the same form"
    );
}

#[test]
fn a_manifest_with_errors_has_a_form_only_by_force() {
    let folder = Folder::with(&[("cliq-client.toml", &MANIFEST.replace("\"A\"", "\"A!\""))]);
    folder.run(&["form"]).assert(str![[r#"
[stderr]
error[invalid-client-name]: client name contains the special character `!`
  ┌─ cliq-client.toml:3:10
  │
3 │ name = "A!"
  │          ^
  │
  = console error: "Enter a valid client name."
  = note: use letters, digits, spaces, `_` and `&`
  = help: Rename to `A` (unsafe fix)

cliq-lint: `cliq-client.toml` has errors; fix them, or pass --force to show the form anyway
[exit 1]
"#]]);
    folder.run(&["form", "--force"]).assert(str![[r#"
In the Zoho API Console (https://api-console.zoho.com, or your data center's console):

cliq-client.toml:1

  1. Click GET STARTED, or ADD CLIENT if you already have a client.
  2. Hover over "Server-based Applications" and click CREATE NOW.
  3. Enter:

     Client Name               A!
     Homepage URL              https://acme.com
     Authorized Redirect URIs  https://acme.com/1
       [+]                     https://acme.com/2

  4. Click CREATE.
[exit 0]
"#]]);
}

#[test]
fn a_missing_manifest_is_a_failure() {
    Folder::with(&[]).run(&["form", "gone.toml"]).assert(str![[r#"
[stderr]
cliq-lint: cannot read `gone.toml`: no such file or folder
[exit 2]
"#]]);
}
