//! Diagnostics of files whose redirect URIs are compared with those of manifests.

use serde_json::{Value, json};

use super::editor::{Editor, range, rules, uri};
use crate::support::Folder;

const MANIFEST: &str = "[client]
type = \"server-based\"
name = \"Größe\"
homepage_url = \"https://zylker.com\"
redirect_uris = [\"https://zylker.com/cb\"]
";

const ENV: &str = "# 😀\nX=😀 REDIRECT=https://zylker.com/cb/\n";

fn folder() -> Folder {
    Folder::with(&[
        ("cliq-client.toml", MANIFEST),
        ("cliq-lint.toml", "[match]\nfiles = [\".env*\"]\n"),
        (".gitignore", ".env\nbuild\n"),
        (".env", ENV),
        ("build/.env", ENV),
    ])
}

#[test]
fn a_near_miss_is_published_with_the_place_of_the_registered_uri() {
    let folder = folder();
    let mut editor = Editor::in_folder(&folder, json!({}));
    let [env, manifest] = [".env", "cliq-client.toml"].map(|path| uri(&folder, path));
    let published = editor.published(&env, None);
    assert_eq!(rules(&published), ["redirect-uri-mismatch"]);
    assert_eq!(published[0]["range"], range(1, 14, 36));
    assert_eq!(
        published[0]["relatedInformation"],
        json!([{
            "location": { "uri": manifest, "range": range(4, 18, 39) },
            "message": "the registered redirect URI is here",
        }])
    );
}

#[test]
fn a_saved_manifest_and_a_changed_file_are_compared_again() {
    let folder = folder();
    let mut editor = Editor::in_folder(&folder, json!({}));
    let [env, manifest] = [".env", "cliq-client.toml"].map(|path| uri(&folder, path));
    assert_eq!(editor.published_rules(&env, None), ["redirect-uri-mismatch"]);
    // The text of the editor counts, though the file is the old one.
    editor.open(&manifest, &MANIFEST.replace("/cb\"", "/cb/\""));
    editor.notify("textDocument/didSave", json!({ "textDocument": { "uri": manifest } }));
    assert_eq!(editor.published(&env, None), [Value::Null; 0]);
    folder.write(".env", ENV.replace("/cb/", "/cb"));
    editor.notify_file_change(&env);
    assert_eq!(editor.published_rules(&env, None), ["redirect-uri-mismatch"]);
}

#[test]
fn a_folder_that_git_ignores_is_left_alone_even_if_it_changes() {
    let folder = folder();
    let mut editor = Editor::in_folder(&folder, json!({}));
    let [env, built] = [".env", "build/.env"].map(|path| uri(&folder, path));
    editor.published(&env, None);
    editor.notify_file_change(&built);
    let mut next = || {
        let published = editor.wait_for_method("textDocument/publishDiagnostics");
        published["params"]["uri"].as_str().unwrap().to_owned()
    };
    let mut before_env = std::iter::from_fn(|| Some(next())).take_while(|next| *next != env);
    assert!(before_env.all(|next| next != built));
}

#[test]
fn an_editor_that_pulls_gets_them_with_the_files_that_are_not_open() {
    let folder = folder();
    let pulls = json!({ "textDocument": { "diagnostic": {} } });
    let mut editor = Editor::in_folder(&folder, pulls);
    let all = editor.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let found = all["items"].as_array().unwrap().iter().map(|item| {
        let name = item["uri"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        (name, rules(item["items"].as_array().unwrap()))
    });
    let found: Vec<_> = found.filter(|(_, rules)| !rules.is_empty()).collect();
    assert_eq!(found, [(".env".to_owned(), vec!["redirect-uri-mismatch".to_owned()])]);
}

#[test]
fn the_files_are_watched_where_the_editor_supports_it() {
    let folder = folder();
    let watch = json!({ "didChangeWatchedFiles": { "dynamicRegistration": true } });
    let mut editor = Editor::in_folder(&folder, json!({ "workspace": watch }));
    let is_registration =
        |message: &Value| message["params"]["registrations"][0]["id"] == "cliq-lint-match-files";
    let registered = editor.wait_for(is_registration);
    let watchers = &registered["params"]["registrations"][0]["registerOptions"]["watchers"];
    assert_eq!(*watchers, json!([{ "globPattern": "**/.env*" }, { "globPattern": "**/.env*/**" }]));
}
