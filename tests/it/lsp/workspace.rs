//! Configuration, settings, folders and files that are not open.

use std::fs;

use serde_json::{Value, json};
use tower_lsp::lsp_types::Url;

use super::editor::{Editor, range, rules, uri, workspace_folder};
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
        json!([
            { "globPattern": "**/cliq-lint.toml" },
            { "globPattern": "**/cliq-client*.toml" },
            { "globPattern": "**", "kind": 4 },
        ])
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
    // A relative path is relative to the workspace folder.
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

#[test]
fn what_was_in_a_removed_folder_loses_its_diagnostics_at_once() {
    let folder = Folder::with(&[("a/b/cliq-client.toml", FIXABLE), ("cliq-client.toml", FIXABLE)]);
    let mut editor = Editor::in_folder(&folder, json!({}));
    let (below, beside) = (uri(&folder, "a/b/cliq-client.toml"), uri(&folder, "cliq-client.toml"));
    assert!(!editor.published(&below, None).is_empty());
    assert!(!editor.published(&beside, None).is_empty());
    std::fs::remove_dir_all(folder.path("a")).unwrap();
    editor.notify_file_change(&uri(&folder, "a"));
    assert_eq!(editor.published(&below, None), [Value::Null; 0]);
}

#[test]
fn a_renamed_file_takes_its_diagnostics_along() {
    let folder = Folder::with(&[("cliq-client.a.toml", FIXABLE)]);
    let operations = json!({ "fileOperations": { "didRename": true, "didDelete": true } });
    let mut editor = Editor::in_folder(&folder, json!({ "workspace": operations }));
    let (old, new) = (uri(&folder, "cliq-client.a.toml"), uri(&folder, "cliq-client.b.toml"));
    assert!(!editor.published(&old, None).is_empty());
    std::fs::rename(folder.path("cliq-client.a.toml"), folder.path("cliq-client.b.toml")).unwrap();
    let renamed = json!({ "files": [{ "oldUri": old, "newUri": new }] });
    editor.notify("workspace/didRenameFiles", renamed);
    assert_eq!(editor.published(&old, None), [Value::Null; 0]);
    assert!(!editor.published(&new, None).is_empty());
    std::fs::remove_file(folder.path("cliq-client.b.toml")).unwrap();
    editor.notify("workspace/didDeleteFiles", json!({ "files": [{ "uri": new }] }));
    assert_eq!(editor.published(&new, None), [Value::Null; 0]);
}

#[test]
fn what_was_in_a_folder_that_left_the_workspace_loses_its_diagnostics_at_once() {
    let folder = Folder::with(&[("cliq-client.toml", FIXABLE)]);
    let manifest = uri(&folder, "cliq-client.toml");
    let removed = json!({ "event": { "added": [], "removed": [workspace_folder(&folder)] } });
    let mut editor = Editor::in_folder(&folder, json!({}));
    assert!(!editor.published(&manifest, None).is_empty());
    editor.notify("workspace/didChangeWorkspaceFolders", removed.clone());
    assert_eq!(editor.published(&manifest, None), [Value::Null; 0]);

    let mut editor = Editor::in_folder(&folder, json!({ "textDocument": { "diagnostic": {} } }));
    let all = editor.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let known = json!([{ "uri": manifest, "value": all["items"][0]["resultId"] }]);
    editor.notify("workspace/didChangeWorkspaceFolders", removed);
    let all = editor.request("workspace/diagnostic", json!({ "previousResultIds": known }));
    assert_eq!(all["items"][0]["items"], json!([]));
}

#[test]
fn a_manifest_that_is_hidden_or_ignored_is_reported_only_while_it_is_open() {
    let folder = Folder::with(&[
        (".gitignore", "vendor/\n"),
        ("vendor/cliq-client.toml", FIXABLE),
        (".cache/cliq-client.toml", FIXABLE),
    ]);
    let mut editor = Editor::in_folder(&folder, json!({}));
    for path in ["vendor/cliq-client.toml", ".cache/cliq-client.toml"] {
        let manifest = uri(&folder, path);
        editor.open(&manifest, FIXABLE);
        assert!(!editor.published(&manifest, 1).is_empty());
        editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": manifest } }));
        assert_eq!(editor.published(&manifest, None), [Value::Null; 0], "{path}");
        editor.notify_file_change(&manifest);
        assert_eq!(editor.published(&manifest, None), [Value::Null; 0], "{path}");
    }
}

const BROKEN_CONFIGURATION: &str = "[rules]\ninvalid-client-nme = \"off\"\n";

#[test]
fn a_broken_configuration_is_reported_whether_it_is_open_or_not() {
    let files = [("cliq-lint.toml", BROKEN_CONFIGURATION), ("a/cliq-client.toml", VALID)];
    let folder = Folder::with(&files);
    let config = uri(&folder, "cliq-lint.toml");
    let mut editor = Editor::in_folder(&folder, json!({}));
    assert_eq!(editor.published_rules(&config, None), ["invalid-configuration"]);
    folder.write("cliq-lint.toml", NAME_RULE_OFF);
    editor.notify_file_change(&config);
    assert_eq!(editor.published(&config, None), [Value::Null; 0]);

    folder.write("cliq-lint.toml", BROKEN_CONFIGURATION);
    let mut editor = Editor::in_folder(&folder, json!({ "textDocument": { "diagnostic": {} } }));
    let all = editor.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let items = all["items"].as_array().unwrap();
    let found = items.iter().find(|item| item["uri"] == config).unwrap();
    assert_eq!(found["items"][0]["code"], "invalid-configuration");
}

#[test]
fn a_broken_configuration_of_a_manifest_that_is_only_open_is_reported() {
    // An editor may have opened no folder, and a new manifest may not be saved yet.
    let folder = Folder::with(&[("cliq-lint.toml", BROKEN_CONFIGURATION), ("a/b.txt", "")]);
    let (config, manifest) = (uri(&folder, "cliq-lint.toml"), uri(&folder, "a/cliq-client.toml"));
    for mut editor in [Editor::with(json!({})), Editor::in_folder(&folder, json!({}))] {
        folder.write("cliq-lint.toml", BROKEN_CONFIGURATION);
        editor.open(&manifest, VALID);
        assert_eq!(editor.published_rules(&config, None), ["invalid-configuration"]);
        folder.write("cliq-lint.toml", NAME_RULE_OFF);
        editor.notify_file_change(&config);
        assert_eq!(editor.published(&config, None), [Value::Null; 0]);
        folder.write("cliq-lint.toml", BROKEN_CONFIGURATION);
        editor.notify_file_change(&config);
        assert_eq!(editor.published_rules(&config, None), ["invalid-configuration"]);
    }
    let mut editor = Editor::with(json!({ "textDocument": { "diagnostic": {} } }));
    editor.open(&manifest, VALID);
    let all = editor.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let items = all["items"].as_array().unwrap();
    let found = items.iter().find(|item| item["uri"] == config).expect("it is broken");
    assert_eq!(found["items"][0]["code"], "invalid-configuration");
}

#[test]
fn a_change_of_what_a_configuration_extends_is_noticed() {
    let config = "extends = \"../base/cliq-lint.toml\"\n";
    let folder = Folder::with(&[("a/cliq-lint.toml", config)]);
    let mut editor = Editor::in_folder(&folder, json!({}));
    let (config_uri, manifest) =
        (uri(&folder, "a/cliq-lint.toml"), uri(&folder, "a/cliq-client.toml"));
    editor.open(&config_uri, config);
    let missing = editor.published(&config_uri, 1);
    assert_eq!(missing[0]["range"]["start"], json!({ "line": 0, "character": 11 }));
    editor.open(&manifest, WITH_ERROR);
    assert_eq!(editor.published_rules(&manifest, 1), ["invalid-client-name"]);
    folder.write("base/cliq-lint.toml", NAME_RULE_OFF);
    editor.notify_file_change(&uri(&folder, "base/cliq-lint.toml"));
    assert_eq!(editor.published(&config_uri, 1), [Value::Null; 0]);
    assert_eq!(editor.published(&manifest, 1), [Value::Null; 0]);
}

#[test]
fn a_configuration_that_is_set_and_missing_is_reported_until_it_is_there() {
    let folder = Folder::with(&[("cliq-client.toml", WITH_ERROR)]);
    let mut editor = Editor::start();
    editor.initialize(json!({
        "workspaceFolders": [workspace_folder(&folder)],
        "capabilities": {
            "workspace": { "didChangeWatchedFiles": {
                "dynamicRegistration": true,
                "relativePatternSupport": true,
            } },
        },
        "initializationOptions": { "configPath": "etc/own.toml" },
    }));
    let config = uri(&folder, "etc/own.toml");
    let missing = editor.published(&config, None);
    assert_eq!(missing[0]["code"], "invalid-configuration");
    assert!(missing[0]["message"].as_str().unwrap().contains("no such file"), "{missing:?}");
    let is_of_configuration =
        |message: &Value| message["params"]["registrations"][0]["id"] == "cliq-lint-configuration";
    let registered = editor.wait_for(is_of_configuration);
    let watchers = &registered["params"]["registrations"][0]["registerOptions"]["watchers"];
    assert_eq!(watchers[0]["globPattern"]["pattern"], "own.toml");

    let manifest = uri(&folder, "cliq-client.toml");
    assert_eq!(editor.published_rules(&manifest, None), ["invalid-client-name"]);
    folder.write("etc/own.toml", NAME_RULE_OFF);
    editor.notify_file_change(&config);
    assert_eq!(editor.published(&config, None), [Value::Null; 0]);
    assert_eq!(editor.published(&manifest, None), [Value::Null; 0]);
}

#[test]
fn a_misspelled_setting_is_named_once() {
    let mut editor = Editor::with(json!({}));
    let settings = json!({ "settings": { "cliq-lint": { "inlayhints": true } } });
    for _ in 0..2 {
        editor.notify("workspace/didChangeConfiguration", settings.clone());
    }
    let told = editor.wait_for_method("window/showMessage");
    assert_eq!(
        told["params"]["message"],
        "cliq-lint: unknown setting `cliq-lint.inlayhints`; did you mean `inlayHints`?"
    );
    editor.request_at("textDocument/hover", MANIFEST, 0, 0);
    let is_told = |message: &Value| message["method"] == "window/showMessage";
    assert!(!editor.received.iter().any(is_told));
}

#[test]
fn a_configuration_that_is_saved_is_read_by_an_editor_without_watchers() {
    let folder = Folder::with(&[]);
    let mut editor = Editor::in_folder(&folder, json!({}));
    let manifest = uri(&folder, "cliq-client.toml");
    editor.open(&manifest, WITH_ERROR);
    assert_eq!(editor.published_rules(&manifest, 1), ["invalid-client-name"]);
    folder.write("cliq-lint.toml", NAME_RULE_OFF);
    editor.notify("textDocument/didSave", json!({ "textDocument": { "uri": manifest } }));
    assert_eq!(editor.published(&manifest, 1), [Value::Null; 0]);
}

#[test]
fn a_setting_that_changes_hints_or_lenses_asks_the_editor_to_show_them_again() {
    for (capability, settings) in
        [("inlayHint", json!({ "inlayHints": true })), ("codeLens", json!({ "codeLens": false }))]
    {
        let mut editor =
            Editor::with(json!({ "workspace": { capability: { "refreshSupport": true } } }));
        let settings = json!({ "settings": { "cliq-lint": settings } });
        editor.notify("workspace/didChangeConfiguration", settings);
        editor.wait_for_method(&format!("workspace/{capability}/refresh"));
    }
}

const ONE: &str = "[client]\ntype = 'server-based'\nname = 'Acme One'\n\
                   homepage_url = 'https://app.acme.com'\nredirect_uris = ['https://app.acme.com/cb']\n";

/// Creates a folder with two manifests that share a host, and opens the first.
fn two_manifests(capabilities: Value) -> (Folder, Editor, String, String) {
    let folder = Folder::with(&[
        ("a/cliq-client.toml", ONE),
        ("b/cliq-client.toml", &ONE.replace("One", "Two")),
    ]);
    let mut editor = Editor::in_folder(&folder, capabilities);
    let (open, closed) = (uri(&folder, "a/cliq-client.toml"), uri(&folder, "b/cliq-client.toml"));
    editor.open(&open, ONE);
    (folder, editor, open, closed)
}

#[test]
fn a_host_is_renamed_in_all_manifests_with_a_preview() {
    let edits = json!({ "documentChanges": true, "changeAnnotationSupport": {} });
    let (_folder, mut editor, open, closed) =
        two_manifests(json!({ "workspace": { "workspaceEdit": edits } }));
    let mut params = super::editor::at(&open, 3, 28);
    let range = editor.request("textDocument/prepareRename", params.clone());
    assert_eq!(range["start"], json!({ "line": 3, "character": 24 }));
    params["newName"] = "login.acme.com".into();
    let edit = editor.request("textDocument/rename", params.clone());
    let changes = edit["documentChanges"].as_array().unwrap();
    let documents: Vec<&Value> = changes.iter().map(|change| &change["textDocument"]).collect();
    assert_eq!(
        documents,
        [&json!({ "uri": open, "version": 1 }), &json!({ "uri": closed, "version": null })]
    );
    for change in changes {
        assert_eq!(change["edits"].as_array().unwrap().len(), 2);
        assert_eq!(change["edits"][0]["newText"], "login.acme.com");
        let annotation = change["edits"][0]["annotationId"].as_str().unwrap();
        assert_eq!(edit["changeAnnotations"][annotation]["needsConfirmation"], true);
    }
    params["newName"] = "not a host".into();
    assert_eq!(editor.request_error("textDocument/rename", params), -32602);
}

#[test]
fn a_host_is_found_in_all_manifests_and_highlighted_in_one() {
    let (_folder, mut editor, open, closed) = two_manifests(json!({}));
    let mut params = super::editor::at(&open, 3, 28);
    params["context"] = json!({ "includeDeclaration": true });
    let found = editor.request("textDocument/references", params);
    let uris: Vec<&Value> = found.as_array().unwrap().iter().map(|one| &one["uri"]).collect();
    assert_eq!(uris, [&json!(open), &json!(open), &json!(closed), &json!(closed)]);
    let highlights = editor.request_at("textDocument/documentHighlight", &open, 3, 28);
    assert_eq!(highlights.as_array().unwrap().len(), 2);
    assert_eq!(editor.request_at("textDocument/documentHighlight", &open, 0, 0), Value::Null);
}

#[test]
fn clients_are_found_by_name_in_the_workspace() {
    let (_folder, mut editor, _, closed) = two_manifests(json!({}));
    let found = editor.request("workspace/symbol", json!({ "query": "two" }));
    assert_eq!(found[0]["name"], "Acme Two");
    assert_eq!(found[0]["location"]["uri"], closed);
    let all = editor.request("workspace/symbol", json!({ "query": "" }));
    assert_eq!(all.as_array().unwrap().len(), 2);
}

#[test]
fn the_form_of_a_manifest_is_shown_by_a_command() {
    let mut editor = Editor::start();
    let capabilities = json!({ "workspace": { "executeCommand": {} } });
    let offered = editor.initialize(json!({ "capabilities": capabilities }));
    let commands = &offered["capabilities"]["executeCommandProvider"]["commands"];
    assert_eq!(*commands, json!(["cliq-lint.showForm"]));
    editor.open(MANIFEST, VALID);
    let command = json!({ "command": "cliq-lint.showForm", "arguments": [MANIFEST] });
    let form = editor.request("workspace/executeCommand", command);
    assert!(form.as_str().unwrap().contains("Nightly Report"), "{form}");
    let unknown = json!({ "command": "cliq-lint.showForm", "arguments": ["file:///none"] });
    assert_eq!(editor.request_error("workspace/executeCommand", unknown), -32602);
}

#[test]
fn an_action_shows_the_form_as_a_document_or_as_a_message() {
    let header =
        json!({ "start": { "line": 0, "character": 1 }, "end": { "line": 0, "character": 1 } });
    for opens_documents in [true, false] {
        let mut editor = Editor::with(json!({
            "window": { "showDocument": { "support": opens_documents } },
            "textDocument": { "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } } },
        }));
        editor.open(MANIFEST, VALID);
        let actions = editor.code_actions(MANIFEST, &header, Value::Null);
        assert_eq!(actions[0]["title"], "Show what to type into the console");
        assert_eq!(actions[0]["kind"], "source.form.cliq-lint");
        assert_eq!(editor.request("codeAction/resolve", actions[0].clone()), actions[0]);
        let command = &actions[0]["command"];
        let command = json!({ "command": command["command"], "arguments": command["arguments"] });
        assert_eq!(editor.request("workspace/executeCommand", command), Value::Null);
        if opens_documents {
            let shown = editor.wait_for_method("window/showDocument");
            let uri = shown["params"]["uri"].as_str().unwrap();
            let file = Url::parse(uri).unwrap().to_file_path().unwrap();
            assert_eq!(file.file_name().unwrap(), "cliq-client.toml.form.txt");
            assert!(fs::read_to_string(&file).unwrap().contains("Nightly Report"));
            assert_eq!(editor.shut_down(), Some(0));
            assert!(!file.exists(), "the file stays");
        } else {
            let shown = editor.wait_for_method("window/showMessage");
            assert!(shown["params"]["message"].as_str().unwrap().contains("Nightly Report"));
        }
    }
}

#[test]
fn globs_of_folders_complete_in_a_configuration() {
    let text = "exclude = [\"\"]\n";
    let folder = Folder::with(&[
        ("cliq-lint.toml", text),
        (".gitignore", "target\n"),
        ("eu/staging/cliq-client.toml", VALID),
        ("target/cliq-client.toml", VALID),
        (".hidden/cliq-client.toml", VALID),
    ]);
    let configuration = uri(&folder, "cliq-lint.toml");
    let mut editor = Editor::with(json!({ "textDocument": { "completion": {} } }));
    editor.open(&configuration, text);
    let items = editor.request_at("textDocument/completion", &configuration, 0, 12);
    let labels = items.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap());
    assert_eq!(labels.collect::<Vec<_>>(), ["eu/**", "eu/staging/**"]);
    assert_eq!(items[0]["kind"], 19);
}

/// A client with a name, and a redirect URI of its own.
fn named(name: &str, host: &str) -> String {
    format!(
        "[client]\ntype = 'server-based'\nname = '{name}'\nhomepage_url = 'https://{host}'\n\
         redirect_uris = ['https://{host}/cb']\n"
    )
}

#[test]
fn what_two_manifests_have_in_common_is_reported_in_both_open_or_not() {
    let folder = Folder::with(&[("cliq-client.staging.toml", &named("😀 Desk", "b.zylker.com"))]);
    let mut editor = Editor::in_folder(&folder, json!({}));
    let (one, other) = (uri(&folder, "cliq-client.toml"), uri(&folder, "cliq-client.staging.toml"));
    editor.published(&other, None);
    editor.open(&one, &named("😀 Desk", "a.zylker.com"));
    let shared = |published: &[Value]| {
        let found = published.iter().find(|found| found["code"] == "shared-client-name");
        found.map(|found| found["relatedInformation"][0]["location"].clone())
    };
    let place = |uri: &str| json!({ "uri": uri, "range": range(2, 8, 15) });
    assert_eq!(shared(&editor.published(&one, 1)), Some(place(&other)));
    assert_eq!(shared(&editor.published(&other, None)), Some(place(&one)));
    editor.change(&one, 2, &named("Zylker", "a.zylker.com"));
    assert_eq!(shared(&editor.published(&one, 2)), None);
    assert_eq!(shared(&editor.published(&other, None)), None);
}

#[test]
fn an_editor_that_pulls_is_told_to_pull_again_once_a_file_that_is_not_open_has_the_same() {
    let text = named("Desk", "zylker.com");
    let folder = Folder::with(&[("cliq-client.staging.toml", &text)]);
    let pulls = json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    });
    let mut editor = Editor::in_folder(&folder, pulls);
    let one = uri(&folder, "cliq-client.toml");
    editor.open(&one, &text);
    let pulled = loop {
        let pulled = editor.request_for("textDocument/diagnostic", &one);
        let items = pulled["items"].as_array().unwrap().clone();
        if !items.is_empty() {
            break items;
        }
        editor.wait_for_method("workspace/diagnostic/refresh");
    };
    assert_eq!(rules(&pulled), ["shared-client-name", "shared-redirect-uri"]);
}
