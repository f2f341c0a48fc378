//! The output of `form`.

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
A (cliq-client.toml:1):

  1. Open the Zoho API Console of your data center. For the United States, it is:

     https://api-console.zoho.com

  2. Click GET STARTED, or ADD CLIENT if you already have a client.
  3. Hover over "Server-based Applications" and click CREATE NOW.
  4. Enter:

     Client Name               A
     Homepage URL              https://acme.com
     Authorized Redirect URIs  https://acme.com/1
       [+]                     https://acme.com/2

  5. Click CREATE.
  6. Copy the client ID and the client secret. Keep the secret out of the repository.
  7. Try each redirect URI: open its address below and accept. Zoho must redirect to it with `code` in the query, valid for two minutes.

     https://accounts.zoho.com/oauth/v2/auth?response_type=code&client_id=1000.YOUR_CLIENT_ID&scope=YOUR_SCOPE&redirect_uri=https%3A%2F%2Facme.com%2F1&access_type=offline
     https://accounts.zoho.com/oauth/v2/auth?response_type=code&client_id=1000.YOUR_CLIENT_ID&scope=YOUR_SCOPE&redirect_uri=https%3A%2F%2Facme.com%2F2&access_type=offline
[exit 0]
"#]]);
    folder.run(&["form", "--format", "json"]).assert(str![[r#"
{"clients":[{"client_type":"Server-based Applications","console":"https://api-console.zoho.com","fields":[{"key":"name","label":"Client Name","missing":false,"values":["A"]},{"key":"homepage_url","label":"Homepage URL","missing":false,"values":["https://acme.com"]},{"key":"redirect_uris","label":"Authorized Redirect URIs","missing":false,"values":["https://acme.com/1","https://acme.com/2"]}],"line":1,"records":[],"steps":[{"source":null,"text":"Open the Zoho API Console of your data center. For the United States, it is:","values":[{"key":"console","label":"Console","value":"https://api-console.zoho.com"}]},{"source":null,"text":"Click GET STARTED, or ADD CLIENT if you already have a client.","values":[]},{"source":null,"text":"Hover over \"Server-based Applications\" and click CREATE NOW.","values":[]},{"source":null,"text":"Enter:","values":[{"key":"name","label":"Client Name","value":"A"},{"key":"homepage_url","label":"Homepage URL","value":"https://acme.com"},{"key":"redirect_uris","label":"Authorized Redirect URIs","value":"https://acme.com/1"},{"key":"redirect_uris","label":"Authorized Redirect URIs","value":"https://acme.com/2"}]},{"source":"https://www.zoho.com/cliq/help/restapi/v3/registerclient/","text":"Click CREATE.","values":[]},{"source":null,"text":"Copy the client ID and the client secret. Keep the secret out of the repository.","values":[]},{"source":"https://www.zoho.com/accounts/protocol/oauth/web-apps/authorization.html","text":"Try each redirect URI: open its address below and accept. Zoho must redirect to it with `code` in the query, valid for two minutes.","values":[{"key":"authorization_url","label":"Authorization URL","value":"https://accounts.zoho.com/oauth/v2/auth?response_type=code&client_id=1000.YOUR_CLIENT_ID&scope=YOUR_SCOPE&redirect_uri=https%3A%2F%2Facme.com%2F1&access_type=offline"},{"key":"authorization_url","label":"Authorization URL","value":"https://accounts.zoho.com/oauth/v2/auth?response_type=code&client_id=1000.YOUR_CLIENT_ID&scope=YOUR_SCOPE&redirect_uri=https%3A%2F%2Facme.com%2F2&access_type=offline"}]}]}],"path":"cliq-client.toml","problems":[],"version":1}
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
1 error in cliq-client.toml:
  cliq-client.toml:3: error[invalid-client-name]: client name contains the special character `!`

A! (cliq-client.toml:1):

  1. Open the Zoho API Console of your data center. For the United States, it is:

     https://api-console.zoho.com

  2. Click GET STARTED, or ADD CLIENT if you already have a client.
  3. Hover over "Server-based Applications" and click CREATE NOW.
  4. Enter:

     Client Name               A!
     Homepage URL              https://acme.com
     Authorized Redirect URIs  https://acme.com/1
       [+]                     https://acme.com/2

  5. Click CREATE.
  6. Copy the client ID and the client secret. Keep the secret out of the repository.
  7. Try each redirect URI: open its address below and accept. Zoho must redirect to it with `code` in the query, valid for two minutes.

     https://accounts.zoho.com/oauth/v2/auth?response_type=code&client_id=1000.YOUR_CLIENT_ID&scope=YOUR_SCOPE&redirect_uri=https%3A%2F%2Facme.com%2F1&access_type=offline
     https://accounts.zoho.com/oauth/v2/auth?response_type=code&client_id=1000.YOUR_CLIENT_ID&scope=YOUR_SCOPE&redirect_uri=https%3A%2F%2Facme.com%2F2&access_type=offline
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
    Folder::with(&[]).run(&["form"]).assert(str![[r#"
[stderr]
cliq-lint: no manifest found in `.`; name one (for `match`, with --manifest), or write one with `cliq-lint init`
[exit 2]
"#]]);
}

#[test]
fn of_several_manifests_one_is_named() {
    let folder =
        Folder::with(&[("a/cliq-client.toml", MANIFEST), ("b/cliq-client.toml", MANIFEST)]);
    folder.run(&["form"]).assert(str![[r#"
[stderr]
cliq-lint: several manifests match; name one of them: `a/cliq-client.toml`, `b/cliq-client.toml`
[exit 2]
"#]]);
    assert_eq!(folder.run(&["form", "a"]).code, Some(0));
    let both = folder.run(&["form", "a", "b/cliq-client.toml"]).stdout;
    assert_eq!(both.matches("Authorized Redirect URIs").count(), 2);
}

#[test]
fn one_value_is_copied_as_it_is() {
    let folder = Folder::with(&[("cliq-client.toml", MANIFEST)]);
    let copy = |arguments: &[&str]| folder.run(&[&["form", "--copy"], arguments].concat()).stdout;
    assert_eq!(copy(&["name"]), "A");
    assert_eq!(copy(&["redirect_uris"]), "https://acme.com/1\nhttps://acme.com/2");
    assert_eq!(copy(&["client_id", "--client-id", "1000.X"]), "1000.X");
    folder.run(&["form", "--copy", "javascript_domains"]).assert(str![[r#"
[stderr]
cliq-lint: the form has no value for `javascript_domains`
[exit 2]
"#]]);
    let second = "[[client]]\ntype = \"self-client\"\nname = \"B\"\n";
    folder.write("cliq-client.toml", MANIFEST.replace("[client]", "[[client]]") + second);
    folder.run(&["form", "--copy", "name"]).assert(str![[r#"
[stderr]
cliq-lint: several clients match; name one with --client: `A`, `B`
[exit 2]
"#]]);
    folder.run(&["form", "--copy", "name", "--client", "C"]).assert(str![[r#"
[stderr]
cliq-lint: no client is named `C`; the clients are `A`, `B`
[exit 2]
"#]]);
    assert_eq!(copy(&["name", "--client", "B"]), "B");
}

#[test]
fn the_addresses_to_try_are_what_match_accepts() {
    let folder = Folder::with(&[("cliq-client.toml", MANIFEST)]);
    let options = ["--client-id", "1000.X", "--scope", "ZohoCliq.Bots.READ,ZohoCliq.Teams.READ"];
    let urls =
        folder.run(&[&["form", "--copy", "authorization_url"], &options[..]].concat()).stdout;
    let matched = folder.run_with_stdin(&["match", "-"], &urls);
    assert_eq!(matched.code, Some(0), "{matched:?}");
    assert!(matched.stdout.ends_with("2 redirect URIs are registered\n"), "{}", matched.stdout);
}

#[test]
fn a_secret_is_shown_in_no_form() {
    let secret = MANIFEST.replace("acme.com/2", "acme.com/2?client_secret=Tr0ub4dor3x9Qhunter2");
    let folder = Folder::with(&[("cliq-client.toml", &secret)]);
    for format in ["human", "html", "json"] {
        let ran = folder.run(&["form", "--force", "--format", format]);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(!ran.output().contains("Tr0ub4dor3x9Q"), "{ran:?}");
    }
}

#[test]
fn a_secret_in_a_name_is_masked_in_the_heading() {
    let secret = "hunter2Zq9XkB7wL";
    let text = format!("[client]\nname = '''\nclient_secret = \"{secret}\"\nAcme'''\n");
    let folder = Folder::with(&[("cliq-client.toml", &text)]);
    for format in ["human", "json", "html"] {
        let shown = folder.run(&["form", "--force", "--format", format]).transcript();
        assert!(!shown.contains(&secret[4..]), "{shown}");
    }
}
