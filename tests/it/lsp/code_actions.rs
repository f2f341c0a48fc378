//! Code actions: fixes, suppressions and rule pages, with edits for the linted version.

use serde_json::{Value, json};
use snapbox::str;

use super::editor::{Editor, apply_action, range};
use super::{FIXABLE, MANIFEST};
use crate::support::assert_snapshot;

const MISSPELLED_SCHEMES: &str = r#"[client]
type = "server-based"
name = "A"
homepage_url = "HTTPS://acme.com"
redirect_uris = ["https//acme.com/cb"]
"#;

fn versioned_edits() -> Value {
    json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } })
}

/// Returns the titles of the actions, with preferred ones marked.
fn titles(actions: &[Value]) -> String {
    let title = |action: &Value| {
        let mark = if action["isPreferred"] == true { " (preferred)" } else { "" };
        format!(
            "{}: {}{mark}\n",
            action["kind"].as_str().unwrap(),
            action["title"].as_str().unwrap()
        )
    };
    actions.iter().map(title).collect()
}

#[track_caller]
fn find<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    actions.iter().find(|action| action["title"] == title).unwrap()
}

#[test]
fn quick_fixes_alone_correct_a_manifest() {
    let mut editor = Editor::with(versioned_edits());
    let mut text = FIXABLE.to_owned();
    editor.open(MANIFEST, &text);
    let mut version = 1;
    while let Some(first) = editor.published(MANIFEST, version).first() {
        let actions = editor.code_actions(MANIFEST, &first["range"], json!(["quickfix"]));
        let fix = actions
            .iter()
            .find(|action| action["diagnostics"][0]["code"] == first["code"])
            .unwrap();
        text = apply_action(&text, fix, version);
        version += 1;
        assert!(version < 20, "{text}");
        editor.change(MANIFEST, version, &text);
    }
    let applied = text;
    assert_snapshot(
        &applied,
        str![[r#"
[client]
type = "server-based"
name = "Acme_Notifier"
homepage_url = "https://www.acme.com"
redirect_uris = [
    "https://app.acme.com/cb",
    "https://b.acme.com/cb",
]

"#]],
    );
}

#[test]
fn actions_offer_fixes_suppressions_and_the_page_of_the_rule() {
    let mut capabilities = versioned_edits();
    capabilities["window"] = json!({ "showDocument": { "support": true } });
    let mut editor = Editor::with(capabilities);
    let text = MISSPELLED_SCHEMES;
    editor.open(MANIFEST, text);
    let actions = editor.code_actions(MANIFEST, &range(3, 20, 20), Value::Null);
    let shown = titles(&actions);
    assert_snapshot(
        &shown,
        str![[r#"
quickfix: Replace `HTTPS://` with `https://` (preferred)
quickfix: Fix all `invalid-uri-scheme` in this file
quickfix: Suppress `invalid-uri-scheme` on this line
quickfix: Suppress `invalid-uri-scheme` in this file
quickfix: Open documentation for `invalid-uri-scheme`

"#]],
    );
    let applied = |action: &Value| apply_action(text, action, 1);
    assert_eq!(applied(&actions[0]), text.replace("HTTPS", "https"));
    assert_eq!(
        applied(&actions[1]),
        text.replace("HTTPS", "https").replace("https//acme", "https://acme")
    );
    assert_eq!(
        applied(&actions[2]),
        text.replace("acme.com\"\n", "acme.com\" # cliq-lint: allow(invalid-uri-scheme)\n")
    );
    assert_eq!(applied(&actions[3]), format!("# cliq-lint: allow(invalid-uri-scheme)\n\n{text}"));
    assert_eq!(actions[4]["command"]["arguments"], json!(["invalid-uri-scheme"]));
    for action in &actions[..4] {
        assert_eq!(action["diagnostics"][0]["code"], "invalid-uri-scheme", "{action}");
    }
}

#[test]
fn the_page_of_a_rule_is_opened_by_a_command() {
    let mut editor = Editor::with(json!({ "window": { "showDocument": { "support": true } } }));
    let command = json!({ "command": "cliq-lint.openPage", "arguments": ["insecure-http"] });
    editor.request("workspace/executeCommand", command);
    let page = editor.wait_for_method("window/showDocument");
    assert!(page["params"]["uri"].as_str().unwrap().ends_with("/rules/insecure-http/"), "{page}");
    assert_eq!(page["params"]["external"], true);
}

#[test]
fn an_editor_that_opens_no_pages_is_not_offered_them() {
    let mut editor = Editor::with(versioned_edits());
    editor.open(MANIFEST, MISSPELLED_SCHEMES);
    let actions = editor.code_actions(MANIFEST, &range(3, 20, 20), Value::Null);
    assert!(actions.iter().all(|action| action.get("command").is_none()), "{actions:?}");
}

#[test]
fn the_safe_fixes_of_a_manifest_are_one_action_that_is_offered_on_demand() {
    let mut editor = Editor::with(versioned_edits());
    editor.open(MANIFEST, FIXABLE);
    for only in ["source", "source.fixAll", "source.fixAll.cliq-lint"] {
        let actions = editor.code_actions(MANIFEST, &range(0, 0, 0), json!([only]));
        assert_eq!(actions.len(), 1, "{only}: {actions:?}");
        assert_eq!(actions[0]["kind"], "source.fixAll.cliq-lint");
        let applied = apply_action(FIXABLE, &actions[0], 1);
        assert_snapshot(
            &applied,
            str![[r#"
[client]
type = "server-based"
name = "Acme-Notifier"
homepage_url = "https://www.acme.com"
redirect_uris = [
    "https://app.acme.com/cb",
    "https://b.acme.com/cb",
]

"#]],
        );
    }
    for only in ["refactor", "source.organizeImports", "source.fixAll.other", "source.fix"] {
        assert_eq!(editor.code_actions(MANIFEST, &range(0, 0, 0), json!([only])), [Value::Null; 0]);
    }
}

#[test]
fn an_editor_without_versioned_edits_gets_plain_ones() {
    let mut editor = Editor::with(json!({}));
    editor.open(MANIFEST, MISSPELLED_SCHEMES);
    let actions = editor.code_actions(MANIFEST, &range(3, 20, 20), json!(["quickfix"]));
    let edit = &find(&actions, "Replace `HTTPS://` with `https://`")["edit"];
    assert_eq!(edit["changes"][MANIFEST][0]["newText"], "https://");
    assert!(edit.get("documentChanges").is_none(), "{edit}");
}

#[test]
fn an_editor_that_resolves_actions_gets_the_edits_of_the_one_that_is_chosen() {
    let mut capabilities = versioned_edits();
    capabilities["textDocument"] = json!({
        "codeAction": { "dataSupport": true, "resolveSupport": { "properties": ["edit"] } },
    });
    let mut editor = Editor::with(capabilities);
    editor.open(MANIFEST, MISSPELLED_SCHEMES);
    let actions = editor.code_actions(MANIFEST, &range(3, 20, 20), Value::Null);
    let fix_all = find(&actions, "Fix all `invalid-uri-scheme` in this file").clone();
    assert!(fix_all.get("edit").is_none(), "{fix_all}");
    let resolved = editor.request("codeAction/resolve", fix_all.clone());
    assert_eq!(
        apply_action(MISSPELLED_SCHEMES, &resolved, 1),
        MISSPELLED_SCHEMES.replace("HTTPS", "https").replace("https//acme", "https://acme")
    );
    editor.change(MANIFEST, 2, "");
    assert_eq!(editor.request_error("codeAction/resolve", fix_all), -32801);
    assert_eq!(editor.request_error("codeAction/resolve", json!({ "title": "x" })), -32602);
}

#[test]
fn the_menu_of_a_file_with_thousands_of_findings_is_small_and_quick() {
    let uris: String = (0..2_000).map(|index| format!("  'HTTPS://a{index}.com/cb',\n")).collect();
    let text = format!("[client]\ntype = 'server-based'\nredirect_uris = [\n{uris}]\n");
    let mut editor = Editor::with(versioned_edits());
    editor.open(MANIFEST, &text);
    editor.published(MANIFEST, 1);
    let whole = json!({
        "start": { "line": 0, "character": 0 },
        "end": { "line": 9999, "character": 0 },
    });
    let start = std::time::Instant::now();
    let actions = editor.code_actions(MANIFEST, &whole, Value::Null);
    // This limit is for an unoptimized server on a busy machine; releases are measured separately.
    assert!(start.elapsed() < std::time::Duration::from_secs(5), "{:?}", start.elapsed());
    assert!(actions.len() < 20, "{}", actions.len());
}

#[test]
fn a_mistake_in_the_configuration_has_only_its_fixes() {
    let mut editor = Editor::with(versioned_edits());
    let (uri, text) = ("file:///x/cliq-lint.toml", "[rules]\ninsecure-htp = \"off\"\n");
    editor.open(uri, text);
    let actions = editor.code_actions(uri, &range(1, 0, 12), Value::Null);
    let shown = titles(&actions);
    assert_snapshot(
        &shown,
        str![[r#"
quickfix: Rename to `insecure-http`

"#]],
    );
    assert_eq!(apply_action(text, &actions[0], 1), text.replace("htp", "http"));
}

#[test]
fn all_that_is_missing_is_inserted_with_tab_stops_where_the_editor_has_them() {
    let text = "[client]\ntype = \"non-browser-based\"\n";
    let standard =
        json!({ "range": range(1, 26, 26), "snippet": { "kind": "snippet", "value": TAB_STOPS } });
    let extension =
        json!({ "range": range(1, 26, 26), "newText": TAB_STOPS, "insertTextFormat": 2 });
    let plain = TAB_STOPS.replace("${1:", "").replace("${2:", "").replace('}', "");
    let plain = json!({ "range": range(1, 26, 26), "newText": plain });
    let edits = json!({ "documentChanges": true });
    let with_support = json!({ "documentChanges": true, "snippetEditSupport": true });
    for (workspace_edit, experimental, expected) in [
        (&with_support, json!({}), &standard),
        (&edits, json!({ "snippetTextEdit": true }), &extension),
        (&edits, json!({}), &plain),
    ] {
        for resolves in [false, true] {
            let properties = if resolves { json!(["edit"]) } else { json!([]) };
            let mut editor = Editor::with(json!({
                "workspace": { "workspaceEdit": workspace_edit },
                "experimental": experimental,
                "textDocument": { "codeAction": {
                    "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } },
                    "dataSupport": true,
                    "resolveSupport": { "properties": properties },
                } },
            }));
            editor.open(MANIFEST, text);
            let actions = editor.code_actions(MANIFEST, &range(0, 1, 1), Value::Null);
            let mut action = find(&actions, "Insert all that `non-browser-based` requires").clone();
            assert_eq!(action.get("edit").is_none(), resolves, "{action}");
            if resolves {
                action = editor.request("codeAction/resolve", action);
            }
            assert_eq!(action["edit"]["documentChanges"][0]["edits"], json!([expected]));
        }
    }
}

const TAB_STOPS: &str =
    "\nname = \"${1:Your Application}\"\nhomepage_url = \"${2:https://www.yourdomain.com}\"";
