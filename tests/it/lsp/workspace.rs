//! Configuration, settings, folders and files that are not open.

use serde_json::{Value, json};

use super::editor::{Editor, uri, workspace_folder};
use super::{FIXABLE, MANIFEST};
use crate::support::{Folder, VALID, WITH_ERROR};

const NAME_RULE_OFF: &str = "[rules]\ninvalid-client-name = \"off\"\n";

#[test]
fn files_are_watched_where_the_editor_supports_it() {
    let folder = Folder::with(&[]);
    let watch = json!({ "didChangeWatchedFiles": { "dynamicRegistration": true } });
    let mut editor = Editor::in_folder(&folder, json!({ "workspace": watch }));
    let registered = editor.wait_for_method("client/registerCapability");
    let registration = &registered["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    assert_eq!(
        registration["registerOptions"]["watchers"],
        json!([{ "globPattern": "**/cliq-lint.toml" }, { "globPattern": "**/cliq-client*.toml" }])
    );
}

#[test]
fn a_change_of_the_configuration_lints_open_manifests_again() {
    let folder = Folder::with(&[]);
    let mut editor = Editor::in_folder(&folder, json!({}));
    let manifest = uri(&folder, "cliq-client.toml");
    editor.open(&manifest, WITH_ERROR);
    assert_eq!(editor.published_rules(&manifest, 1), ["invalid-client-name"]);
    folder.write("cliq-lint.toml", NAME_RULE_OFF);
    editor.notify_file_change(&uri(&folder, "cliq-lint.toml"));
    assert_eq!(editor.published(&manifest, 1), [Value::Null; 0]);
}

#[test]
fn mistakes_in_the_configuration_are_diagnostics_of_it() {
    let folder = Folder::with(&[]);
    let mut editor = Editor::in_folder(&folder, json!({}));
    let config = uri(&folder, "cliq-lint.toml");
    editor.open(&config, "[rules]\ninvalid-client-nme = \"off\"\n");
    assert_eq!(editor.published_rules(&config, 1), ["invalid-configuration"]);
}

#[test]
fn a_manifest_that_is_not_open_is_linted_and_linted_again_when_it_changes() {
    let folder = Folder::with(&[("closed/cliq-client.toml", FIXABLE)]);
    let mut editor = Editor::in_folder(&folder, json!({}));
    let closed = uri(&folder, "closed/cliq-client.toml");
    assert!(!editor.published(&closed, None).is_empty());
    folder.write("closed/cliq-client.toml", VALID);
    editor.notify_file_change(&closed);
    assert_eq!(editor.published(&closed, None), [Value::Null; 0]);
}

#[test]
fn settings_are_read_at_the_start_and_when_they_change() {
    let folder = Folder::with(&[("other.toml", NAME_RULE_OFF)]);
    let options = json!({ "configPath": folder.path("other.toml"), "inlayHints": true });
    let mut editor = Editor::start();
    editor.initialize(json!({
        "workspaceFolders": [workspace_folder(&folder)],
        "capabilities": {},
        "initializationOptions": options,
    }));
    let manifest = uri(&folder, "cliq-client.toml");
    editor.open(&manifest, WITH_ERROR);
    assert_eq!(editor.published(&manifest, 1), [Value::Null; 0]);
    let range =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    let hints = json!({ "textDocument": { "uri": manifest }, "range": range });
    assert_eq!(editor.request("textDocument/inlayHint", hints.clone())[0]["label"], "Self Client");
    editor.notify("workspace/didChangeConfiguration", json!({ "settings": { "cliq-lint": {} } }));
    assert_eq!(editor.published_rules(&manifest, 1), ["invalid-client-name"]);
    assert_eq!(editor.request("textDocument/inlayHint", hints), Value::Null);
}

#[test]
fn an_editor_with_a_configuration_is_asked_for_it() {
    let folder = Folder::with(&[("own.toml", NAME_RULE_OFF)]);
    let mut editor = Editor::in_folder(&folder, json!({ "workspace": { "configuration": true } }));
    let asked = editor.wait_for_method("workspace/configuration");
    assert_eq!(asked["params"]["items"], json!([{ "section": "cliq-lint" }]));
    let manifest = uri(&folder, "cliq-client.toml");
    editor.open(&manifest, WITH_ERROR);
    assert_eq!(editor.published_rules(&manifest, 1), ["invalid-client-name"]);
    // A relative path is relative to the folder of the workspace.
    editor.settings = json!({ "configPath": "own.toml" });
    editor.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    assert_eq!(editor.published(&manifest, 1), [Value::Null; 0]);
}

#[test]
fn folders_are_added_and_removed() {
    let (one, other) = (Folder::with(&[]), Folder::with(&[("cliq-client.toml", FIXABLE)]));
    let mut editor = Editor::in_folder(&one, json!({}));
    let manifest = uri(&other, "cliq-client.toml");
    let change =
        |added: Value, removed: Value| json!({ "event": { "added": added, "removed": removed } });
    let folder = json!([workspace_folder(&other)]);
    editor.notify("workspace/didChangeWorkspaceFolders", change(folder.clone(), json!([])));
    assert!(!editor.published(&manifest, None).is_empty());
    editor.notify("workspace/didChangeWorkspaceFolders", change(json!([]), folder));
    editor.notify_file_change(&manifest);
    assert_eq!(editor.published(&manifest, None), [Value::Null; 0]);
}

#[test]
fn a_manifest_outside_of_any_folder_has_the_default_levels() {
    let mut editor = Editor::with(json!({}));
    editor.open(MANIFEST, WITH_ERROR);
    assert_eq!(editor.published_rules(MANIFEST, 1), ["invalid-client-name"]);
}
