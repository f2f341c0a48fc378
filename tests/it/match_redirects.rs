//! The output of `match` for redirect URIs in all kinds of text.

use snapbox::str;

use crate::support::Folder;

const MANIFEST: &str = r#"[client]
type = "server-based"
name = "Zylker Desk"
homepage_url = "https://app.zylker.com"
redirect_uris = [
    "https://app.zylker.com/oauth/callback",
    "http://localhost:8080/oauth/callback",
]
"#;

fn folder() -> Folder {
    Folder::with(&[("cliq-client.toml", MANIFEST)])
}

#[test]
fn a_near_miss_in_a_file_is_shown_beside_what_is_registered() {
    let folder = folder();
    folder.write(".env", "APP_URL=https://app.zylker.com\nREDIRECT_URI=http://app.zylker.com/oauth/callback/\nLOCAL=http://localhost:8080/oauth/callback\n");
    folder.run(&["match", ".env"]).assert(str![[r#"
error[redirect-uri-mismatch]: redirect URI is registered with `https://` and without the trailing slash
  ┌─ .env:2:14
  │
  │ sent        http://app.zylker.com/oauth/callback/
  │             ^^^^                                ^
  │ registered  https://app.zylker.com/oauth/callback
  │             ^^^^^                                ^
  │
  = note: registered in cliq-client.toml:6:6, client `Zylker Desk`
  = note: behind a proxy that terminates TLS, an application builds `http://` URIs until its framework trusts the proxy's headers
  = note: Zoho compares redirect URIs character by character: https://help.zoho.com/portal/en/kb/accounts/faqs-troubleshooting/faqs/oauth/articles/invalid-code-redirect-uri
  = help: Send `https://app.zylker.com/oauth/callback`, or add `http://app.zylker.com/oauth/callback/` to `redirect_uris` and to the console

ok: .env:3:7: `http://localhost:8080/oauth/callback` is registered: cliq-client.toml:7:6, client `Zylker Desk`
1 redirect URI is registered, 1 is not; 1 other URI left alone
[exit 1]
"#]]);
    folder.run(&["match", ".env", "--format", "short"]).assert(str![[r#"
.env:2:14: error[redirect-uri-mismatch]: redirect URI is registered with `https://` and without the trailing slash
.env:3:7: ok: registered: cliq-client.toml:7:6, client `Zylker Desk`
[exit 1]
"#]]);
    folder.run(&["match", ".env", "--format", "github"]).assert(str![[r#"
::error file=.env,line=2,col=14,title=cliq-lint%3A redirect-uri-mismatch::redirect URI is registered with `https://` and without the trailing slash%0Ahelp: Send `https://app.zylker.com/oauth/callback`, or add `http://app.zylker.com/oauth/callback/` to `redirect_uris` and to the console
[exit 1]
"#]]);
    folder.run(&["match", ".env", "--format", "json"]).assert(str![[r#"
{"unrelated":1,"uris":[{"column":14,"count":1,"differences":[{"kind":"scheme","message":"with `https://`"},{"kind":"trailing-slash","message":"without the trailing slash"}],"findings":[{"code":"redirect-uri-mismatch","help":"Send `https://app.zylker.com/oauth/callback`, or add `http://app.zylker.com/oauth/callback/` to `redirect_uris` and to the console","level":"error","message":"redirect URI is registered with `https://` and without the trailing slash","notes":["registered in cliq-client.toml:6:6, client `Zylker Desk`","behind a proxy that terminates TLS, an application builds `http://` URIs until its framework trusts the proxy's headers","Zoho compares redirect URIs character by character: https://help.zoho.com/portal/en/kb/accounts/faqs-troubleshooting/faqs/oauth/articles/invalid-code-redirect-uri"]}],"line":2,"matches":[],"nearest":{"client":"client `Zylker Desk`","column":6,"line":6,"path":"cliq-client.toml","uri":"https://app.zylker.com/oauth/callback"},"path":".env","uri":"http://app.zylker.com/oauth/callback/","verdict":"mismatch"},{"column":7,"count":1,"differences":[],"findings":[],"line":3,"matches":[{"client":"client `Zylker Desk`","column":6,"line":7,"path":"cliq-client.toml","uri":"http://localhost:8080/oauth/callback"}],"nearest":null,"path":".env","uri":"http://localhost:8080/oauth/callback","verdict":"match"}],"version":1}
[exit 1]
"#]]);
}

#[test]
fn an_authorization_url_is_held_to_zohos_page() {
    let url = "https://accounts.zoho.com/oauth/v2/auth?response_type=token&client_id=1000.A&\
               scope=ZohoCliq.Channels.READ+ZohoCliq.Bots.READ&\
               redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Foauth%2Fcallback";
    folder().run(&["match", url]).assert(str![[r#"
error[redirect-uri-mismatch]: redirect URI is registered with `localhost`
  ┌─ <argument>:1:1
  │
  │ sent        http://127.0.0.1:8080/oauth/callback
  │                    ^^^^^^^^^
  │ registered  http://localhost:8080/oauth/callback
  │                    ^^^^^^^^^
  │
  = note: registered in cliq-client.toml:7:6, client `Zylker Desk`
  = note: `localhost` and `127.0.0.1` are the same machine, but not the same text
  = note: Zoho compares redirect URIs character by character: https://help.zoho.com/portal/en/kb/accounts/faqs-troubleshooting/faqs/oauth/articles/invalid-code-redirect-uri
  = help: Send `http://localhost:8080/oauth/callback`, or add `http://127.0.0.1:8080/oauth/callback` to `redirect_uris` and to the console

error[authorization-parameter]: `response_type` is `token`; server-based clients use `code`
  ┌─ <argument>:1:1
  │
  = note: see Zoho Accounts, Get authorization code: https://www.zoho.com/accounts/protocol/oauth/web-apps/authorization.html
  = help: Send `response_type=code`

error[authorization-parameter]: the scopes are not separated by commas
  ┌─ <argument>:1:1
  │
  = note: see Zoho Backstage, Generating Grant Token: https://www.zoho.com/backstage/api/v3/generating-grant-token.html
  = help: Send `scope=ZohoCliq.Channels.READ,ZohoCliq.Bots.READ`

warning[authorization-parameter]: without `access_type=offline`, Zoho issues no refresh token
  ┌─ <argument>:1:1
  │
  = note: see Zoho Accounts, Get authorization code: https://www.zoho.com/accounts/protocol/oauth/web-apps/authorization.html
  = help: Add `access_type=offline` if the application works while the user is away

1 redirect URI is not registered; 3 problems with requests
[exit 1]
"#]]);
}

#[test]
fn everything_registered_exits_with_0() {
    let log = "GET /?redirect_uri=https%3A%2F%2Fapp.zylker.com%2Foauth%2Fcallback HTTP/1.1\n";
    folder().run_with_stdin(&["match", "-"], log).assert(str![[r#"
ok: <stdin>:1:20: `https://app.zylker.com/oauth/callback` is registered: cliq-client.toml:6:6, client `Zylker Desk`
1 redirect URI is registered
[exit 0]
"#]]);
    folder().run_with_stdin(&["match", "-"], "nothing here\n").assert(str![[r#"
no redirect URIs found
[exit 0]
"#]]);
}

#[test]
fn a_uri_of_an_argument_without_anything_near_lists_what_is_registered() {
    folder().run(&["match", "https://elsewhere.org/login"]).assert(str![[r#"
error[redirect-uri-mismatch]: redirect URI is not registered
  ┌─ <argument>:1:1
  │
  │ sent        https://elsewhere.org/login
  │
  = note: registered: `https://app.zylker.com/oauth/callback`, `http://localhost:8080/oauth/callback`
  = note: Zoho compares redirect URIs character by character: https://help.zoho.com/portal/en/kb/accounts/faqs-troubleshooting/faqs/oauth/articles/invalid-code-redirect-uri
  = help: Add `https://elsewhere.org/login` to `redirect_uris` and to the console

1 redirect URI is not registered
[exit 1]
"#]]);
}

#[test]
fn unrelated_uris_are_shown_on_request() {
    let text = "DOCS=https://docs.rs\n";
    folder().run_with_stdin(&["match", "--all", "-"], text).assert(str![[r#"
unrelated: <stdin>:1:6: `https://docs.rs`
no redirect URIs found
[exit 0]
"#]]);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_still_matched() {
    let folder = folder();
    folder.write("binary", b"\0\x01");
    let inputs =
        ["match", "app.zylker.com/cb", "binary", ".", "http://localhost:8080/oauth/callback"];
    folder.run(&inputs).assert(str![[r#"
ok: <argument>:1:1: `http://localhost:8080/oauth/callback` is registered: cliq-client.toml:7:6, client `Zylker Desk`
1 redirect URI is registered
[stderr]
cliq-lint: `app.zylker.com/cb` is neither a file nor a URI; a URI begins with `https://` or `http://`
cliq-lint: cannot read `binary`: it is not UTF-8 text
cliq-lint: cannot read `.`: it is a folder
[exit 2]
"#]]);
    Folder::with(&[]).run(&["match", "https://a.com"]).assert(str![[r#"
[stderr]
cliq-lint: no manifest found in `.`; name one (for `match`, with --manifest), or write one with `cliq-lint init`
[exit 2]
"#]]);
    folder.run(&["match"]).assert(str![[r#"
[stderr]
error: the following required arguments were not provided:
  <TEXT|FILE>...

Usage: cliq-lint match <TEXT|FILE>...

For more information, try '--help'.
[exit 2]
"#]]);
}
