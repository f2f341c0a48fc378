//! The redirect URIs of other files, which `[match]` in the configuration asks to compare.

use snapbox::str;

use crate::support::Folder;

const MANIFEST: &str = "[client]
type = \"server-based\"
name = \"Zylker Desk\"
homepage_url = \"https://zylker.com\"
redirect_uris = [\"https://zylker.com/oauth/callback\"]
";

const CONFIG: &str = "[match]\nfiles = [\".env*\", \"config/**\"]\n";

fn folder(files: &[(&str, &str)]) -> Folder {
    let given = [("cliq-client.toml", MANIFEST), ("cliq-lint.toml", CONFIG)];
    Folder::with(&[&given, files].concat())
}

#[test]
fn a_near_miss_is_reported_at_its_place_with_the_line_of_the_manifest() {
    let env =
        "# Zoho\nREDIRECT_URI=https://zylker.com/oauth/callback/\nOTHER=https://example.com/x\n";
    let folder = folder(&[(".env", env)]);
    folder.run(&[]).assert(str![[r#"
warning[redirect-uri-mismatch]: redirect URI is registered without the trailing slash
  ┌─ .env:2:14
  │
2 │ REDIRECT_URI=https://zylker.com/oauth/callback/
  │              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  │
  = note: send `https://zylker.com/oauth/callback`, or add `https://zylker.com/oauth/callback/` to `redirect_uris` and to the console
  = note: Zoho compares redirect URIs character by character: https://help.zoho.com/portal/en/kb/accounts/faqs-troubleshooting/faqs/oauth/articles/invalid-code-redirect-uri
  = note: the registered redirect URI is at cliq-client.toml:5:19

1 warning in 1 of 2 files
explain: cliq-lint explain redirect-uri-mismatch
[exit 0]
"#]]);
    folder.run(&["--format", "json"]).assert(str![[r#"
{"version":1,"diagnostics":[{"path":".env","rule":"redirect-uri-mismatch","level":"warning","message":"redirect URI is registered without the trailing slash","span":{"start":{"byte":20,"line":2,"column":14},"end":{"byte":54,"line":2,"column":48}},"related":[{"path":"cliq-client.toml","span":{"start":{"byte":106,"line":5,"column":19},"end":{"byte":139,"line":5,"column":52}},"message":"the registered redirect URI is here"}],"notes":["send `https://zylker.com/oauth/callback`, or add `https://zylker.com/oauth/callback/` to `redirect_uris` and to the console","Zoho compares redirect URIs character by character: https://help.zoho.com/portal/en/kb/accounts/faqs-troubleshooting/faqs/oauth/articles/invalid-code-redirect-uri"],"fixes":[],"url":"https://cliq-lint.github.io/cliq-lint/rules/redirect-uri-mismatch/"}],"summary":{"files":2,"files_with_findings":1,"errors":0,"warnings":1,"hints":0,"hidden":0,"fixed":0,"fixable":0,"fixable_unsafely":0,"rules":{"redirect-uri-mismatch":1}}}
[exit 0]
"#]]);
}

#[test]
fn hidden_and_ignored_files_are_read_but_no_ignored_folders_and_no_links() {
    let line = "redirect: http://zylker.com/oauth/callback\n";
    let folder = folder(&[
        (".gitignore", ".env.local\nnode_modules\n"),
        (".env.local", line),
        ("config/zoho.yml", line),
        ("config/deep/er/zoho.yml", line),
        ("apps/desk/.env", line),
        ("node_modules/a/.env", line),
        (".git/.env", line),
        ("src/zoho.yml", line),
    ]);
    folder.run(&["--format", "short"]).assert(str![[r#"
.env.local:1:11: warning[redirect-uri-mismatch]: redirect URI is registered with `https://`
apps/desk/.env:1:11: warning[redirect-uri-mismatch]: redirect URI is registered with `https://`
config/deep/er/zoho.yml:1:11: warning[redirect-uri-mismatch]: redirect URI is registered with `https://`
config/zoho.yml:1:11: warning[redirect-uri-mismatch]: redirect URI is registered with `https://`
[exit 0]
"#]]);
    folder.run(&["--show-files"]).assert(str![[r#"
cliq-client.toml
.env.local
apps/desk/.env
config/deep/er/zoho.yml
config/zoho.yml
[exit 0]
"#]]);
}

#[test]
fn a_file_that_is_named_is_compared_and_not_linted_as_a_manifest() {
    let folder = folder(&[(".env", "REDIRECT_URI=http://zylker.com/oauth/callback\n")]);
    folder.run(&["--format", "short", ".env"]).assert(str![[r#"
.env:1:14: warning[redirect-uri-mismatch]: redirect URI is registered with `https://`
[exit 0]
"#]]);
    // The manifests below the configuration are the registered ones, wherever the run begins.
    folder.write("apps/desk/.env", "REDIRECT_URI=https://zylker.com/oauth/callback/\n");
    folder.run(&["apps"]).assert(str![[r#"
warning[redirect-uri-mismatch]: redirect URI is registered without the trailing slash
  ┌─ apps/desk/.env:1:14
  │
1 │ REDIRECT_URI=https://zylker.com/oauth/callback/
  │              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  │
  = note: send `https://zylker.com/oauth/callback`, or add `https://zylker.com/oauth/callback/` to `redirect_uris` and to the console
  = note: Zoho compares redirect URIs character by character: https://help.zoho.com/portal/en/kb/accounts/faqs-troubleshooting/faqs/oauth/articles/invalid-code-redirect-uri
  = note: the registered redirect URI is at cliq-client.toml:5:19

1 warning in 1 file
explain: cliq-lint explain redirect-uri-mismatch
[exit 0]
"#]]);
}

#[test]
fn an_override_sets_the_level_for_a_file() {
    let folder = folder(&[
        (".env", "REDIRECT_URI=http://zylker.com/oauth/callback\n"),
        (".env.test", "REDIRECT_URI=http://zylker.com/oauth/callback\n"),
    ]);
    let config = format!(
        "{CONFIG}[[overrides]]\nfiles = [\".env.test\"]\n\
         [overrides.rules]\nredirect-uri-mismatch = \"off\"\n"
    );
    folder.write("cliq-lint.toml", config);
    folder.run(&["--format", "short"]).assert(str![[r#"
.env:1:14: warning[redirect-uri-mismatch]: redirect URI is registered with `https://`
[exit 0]
"#]]);
    folder.run(&["--format", "short", "--allow", "redirect-uri-mismatch"]).assert(str!["[exit 0]"]);
}

#[test]
fn secrets_of_such_files_are_masked_and_other_bytes_are_left_alone() {
    let folder = folder(&[(
        ".env",
        "URL=https://zylker.com/oauth/callback?client_secret=Tr0ub4dor3x9Q&redirect=1\n",
    )]);
    folder.write(".env.bin", b"\0https://zylker.com/oauth/callback/");
    folder.write(".env.latin", b"REDIRECT=\xe9 https://zylker.com/oauth/callback/\n");
    folder.run(&[]).assert(str![[r#"
warning[redirect-uri-mismatch]: redirect URI is registered without a query
  ┌─ .env:1:5
  │
1 │ URL=https://zylker.com/oauth/callback?client_secret=Tr0u*********&redirect=1
  │     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  │
  = note: send `https://zylker.com/oauth/callback`, or add `https://zylker.com/oauth/callb…ecret=Tr0u*********&redirect=1` to `redirect_uris` and to the console
  = note: Zoho compares redirect URIs character by character: https://help.zoho.com/portal/en/kb/accounts/faqs-troubleshooting/faqs/oauth/articles/invalid-code-redirect-uri
  = note: the registered redirect URI is at cliq-client.toml:5:19

warning[redirect-uri-mismatch]: redirect URI is registered without the trailing slash
  ┌─ .env.latin:1:12
  │
1 │ REDIRECT=� https://zylker.com/oauth/callback/
  │            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  │
  = note: send `https://zylker.com/oauth/callback`, or add `https://zylker.com/oauth/callback/` to `redirect_uris` and to the console
  = note: Zoho compares redirect URIs character by character: https://help.zoho.com/portal/en/kb/accounts/faqs-troubleshooting/faqs/oauth/articles/invalid-code-redirect-uri
  = note: the registered redirect URI is at cliq-client.toml:5:19

2 warnings in 2 of 4 files
explain: cliq-lint explain redirect-uri-mismatch
[exit 0]
"#]]);
}

#[test]
fn fixes_leave_such_files_alone() {
    let env = "REDIRECT_URI=https://zylker.com/oauth/callback/\n";
    let folder = folder(&[(".env", env)]);
    folder.run(&["--fix", "--unsafe-fixes", "--format", "short"]).assert(str![[r#"
.env:1:14: warning[redirect-uri-mismatch]: redirect URI is registered without the trailing slash
[exit 0]
"#]]);
    folder.run(&["--add-allow", "--format", "short"]).assert(str![[r#"
.env:1:14: warning[redirect-uri-mismatch]: redirect URI is registered without the trailing slash
[exit 0]
"#]]);
    assert_eq!(folder.read(".env"), env);
}

#[test]
fn mistakes_in_the_table_are_reported() {
    let folder = Folder::with(&[("cliq-client.toml", MANIFEST)]);
    folder.write("cliq-lint.toml", "[match]\nfile = [\".env\"]\nfiles = \"x\"\n");
    folder.run(&["--format", "short"]).assert(str![[r#"
cliq-lint.toml:2:1: error[invalid-configuration]: unknown key `file`
cliq-lint.toml:3:9: error[invalid-configuration]: expected an array of globs, found a string
[exit 2]
"#]]);
}
