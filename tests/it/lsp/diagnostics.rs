//! Diagnostics, pushed or pulled, which must match those of the command line.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use snapbox::str;

use super::editor::{Editor, at, range, rules, uri};
use super::{FIXABLE, MANIFEST};
use crate::support::{Folder, WITH_ERROR, assert_snapshot};

#[test]
fn a_diagnostic_has_its_rule_the_page_of_it_and_related_places() {
    let mut editor = Editor::with(json!({}));
    let text = r#"[client]
type = "self-client"
name = "😀a!"
redirect_uris = []
"#;
    editor.open(MANIFEST, text);
    let diagnostics = Value::from(editor.published(MANIFEST, 1));
    let applied = format!("{diagnostics:#}");
    assert_snapshot(
        &applied,
        str![[r#"
[
  {
    "code": "invalid-client-name",
    "codeDescription": {
      "href": "https://cliq-lint.github.io/cliq-lint/rules/invalid-client-name/"
    },
    "message": "client name contains the special characters `😀` (U+1F600 GRINNING FACE) and `!`\nconsole error: \"Enter a valid client name.\"\nuse letters, digits, spaces, `_` and `&`",
    "range": {
      "end": {
        "character": 10,
        "line": 2
      },
      "start": {
        "character": 8,
        "line": 2
      }
    },
    "relatedInformation": [
      {
        "location": {
          "range": {
            "end": {
              "character": 12,
              "line": 2
            },
            "start": {
              "character": 11,
              "line": 2
            }
          },
          "uri": "file:///x/cliq-client.toml"
        },
        "message": "`!`"
      }
    ],
    "severity": 1,
    "source": "cliq-lint"
  },
  {
    "code": "inapplicable-field",
    "codeDescription": {
      "href": "https://cliq-lint.github.io/cliq-lint/rules/inapplicable-field/"
    },
    "message": "self clients have no `redirect_uris`\nclient types with this field: `server-based`, `client-based`, `mobile-based`",
    "range": {
      "end": {
        "character": 13,
        "line": 3
      },
      "start": {
        "character": 0,
        "line": 3
      }
    },
    "relatedInformation": [
      {
        "location": {
          "range": {
            "end": {
              "character": 20,
              "line": 1
            },
            "start": {
              "character": 7,
              "line": 1
            }
          },
          "uri": "file:///x/cliq-client.toml"
        },
        "message": "the type is set here"
      }
    ],
    "severity": 2,
    "source": "cliq-lint"
  }
]
"#]],
    );
}

#[test]
fn a_closed_document_has_no_diagnostics() {
    let mut editor = Editor::with(json!({}));
    editor.open(MANIFEST, WITH_ERROR);
    assert_eq!(editor.published_rules(MANIFEST, 1), ["invalid-client-name"]);
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": MANIFEST } }));
    assert_eq!(editor.published(MANIFEST, None), [Value::Null; 0]);
}

#[test]
fn columns_are_in_the_first_known_encoding_of_the_editor() {
    for (offered, agreed, column) in [
        (json!(["utf-8", "utf-16"]), "utf-8", 13),
        (json!(["utf-64", "utf-32", "utf-8"]), "utf-32", 10),
        (json!(["utf-64"]), "utf-16", 11),
        (json!(null), "utf-16", 11),
    ] {
        let mut editor = Editor::start();
        let general = json!({ "positionEncodings": offered });
        let result = editor.initialize(json!({ "capabilities": { "general": general } }));
        assert_eq!(result["capabilities"]["positionEncoding"], agreed);
        editor.open(MANIFEST, "[client]\ntype = \"self-client\"\nname = \"😀a!\"\n");
        let diagnostics = editor.published(MANIFEST, 1);
        let related = &diagnostics[0]["relatedInformation"][0]["location"];
        assert_eq!(related["range"]["start"]["character"], column, "{diagnostics:?}");
    }
}

#[test]
fn an_editor_that_pulls_is_published_nothing_and_told_what_is_unchanged() {
    let folder = Folder::with(&[
        ("a/cliq-client.toml", FIXABLE),
        ("b/cliq-client.toml", FIXABLE),
        ("b/other.toml", "x"),
    ]);
    let capabilities =
        json!({ "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": {} } });
    let mut editor = Editor::in_folder(&folder, capabilities);
    let open = uri(&folder, "a/cliq-client.toml");
    editor.open(&open, "[client]\nname = \"a!\"\n");

    let first = editor.request_for("textDocument/diagnostic", &open);
    assert_eq!(first["kind"], "full");
    assert_eq!(
        rules(first["items"].as_array().unwrap()),
        ["missing-client-type", "invalid-client-name"]
    );
    let id = &first["resultId"];
    let again = json!({ "textDocument": { "uri": open }, "previousResultId": id });
    let again = editor.request("textDocument/diagnostic", again);
    assert_eq!(again, json!({ "kind": "unchanged", "resultId": id }));
    editor.change(&open, 2, "[client]\nname = \"a!!\"\n");
    let changed = json!({ "textDocument": { "uri": open }, "previousResultId": id });
    assert_eq!(editor.request("textDocument/diagnostic", changed)["kind"], "full");

    let params = json!({ "previousResultIds": [], "workDoneToken": "t" });
    let all = editor.request("workspace/diagnostic", params)["items"].take();
    assert_eq!(all.as_array().unwrap().len(), 1, "without the open document: {all}");
    assert_eq!(all[0]["uri"], uri(&folder, "b/cliq-client.toml"));
    let progress = editor.wait_for_method("$/progress");
    assert_eq!(progress["params"]["value"]["kind"], "begin");
    let known = json!([{ "uri": all[0]["uri"], "value": all[0]["resultId"] }]);
    let held =
        editor.send_request("workspace/diagnostic", json!({ "previousResultIds": known.clone() }));

    editor.request_at("textDocument/hover", &open, 1, 1);
    let is_published = |message: &Value| message["method"] == "textDocument/publishDiagnostics";
    assert!(!editor.received.iter().any(is_published));

    let is_response = |message: &Value| message["id"] == held && message.get("result").is_some();
    assert!(!editor.received.iter().any(is_response), "a response came before anything new");
    folder.write("b/cliq-client.toml", "[client]\n");
    editor.notify_file_change(&uri(&folder, "b/cliq-client.toml"));
    let changed = editor.wait_for_response(held)["result"]["items"].take();
    assert_eq!(rules(changed[0]["items"].as_array().unwrap()), ["missing-client-type"]);

    let known = json!([{ "uri": changed[0]["uri"], "value": changed[0]["resultId"] }]);
    let held = editor.send_request("workspace/diagnostic", json!({ "previousResultIds": known }));
    editor.open(&uri(&folder, "b/cliq-client.toml"), "[client]\nname = \"a!\"\n");
    editor.notify(
        "textDocument/didClose",
        json!({ "textDocument": { "uri": uri(&folder, "b/cliq-client.toml") } }),
    );
    let closed = editor.wait_for_response(held)["result"]["items"].take();
    assert_eq!(closed[0]["kind"], "full", "the editor may show what the closed text had");
    assert_eq!(closed[0]["resultId"], changed[0]["resultId"]);
}

#[test]
fn a_pull_that_is_held_ends_at_the_shutdown() {
    let folder = Folder::with(&[]);
    let mut editor = Editor::in_folder(&folder, json!({ "textDocument": { "diagnostic": {} } }));
    let held = editor.send_request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let begin = Instant::now();
    editor.request("shutdown", Value::Null);
    assert!(begin.elapsed() < Duration::from_secs(1), "{:?}", begin.elapsed());
    assert_eq!(editor.wait_for_response(held)["result"]["items"], json!([]));
}

#[test]
fn an_editor_that_pulls_is_asked_to_pull_again_after_a_change_of_the_configuration() {
    let folder = Folder::with(&[("cliq-client.toml", FIXABLE)]);
    let capabilities = json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    });
    let mut editor = Editor::in_folder(&folder, capabilities);
    folder.write("cliq-lint.toml", "[rules]\ninvalid-client-name = \"off\"\n");
    editor.notify_file_change(&uri(&folder, "cliq-lint.toml"));
    editor.wait_for_method("workspace/diagnostic/refresh");
}

/// A manifest with a problem if its file name contains "production".
const LOCALHOST: &str =
    "[client]\ntype = 'server-based'\nredirect_uris = ['http://localhost:3000/cb']\n";

#[test]
fn the_name_of_an_open_document_says_production() {
    let mut editor = Editor::with(json!({}));
    for (uri, is_reported) in
        [("file:///x/cliq-client.production.toml", true), ("file:///x/cliq-client.dev.toml", false)]
    {
        editor.open(uri, LOCALHOST);
        let found = Value::from(editor.published(uri, 1)).to_string();
        assert_eq!(found.contains("localhost-in-production"), is_reported, "{uri}");
    }
}

#[test]
fn the_server_reports_what_the_command_line_reports() {
    let config = "exclude = [\"vendor\"]\n[rules]\ninvalid-client-name = \"warning\"\nunknown-key = \"off\"\n";
    let folder = Folder::with(&[
        ("cliq-lint.toml", config),
        ("a/cliq-client.toml", FIXABLE),
        ("b/cliq-client.x.toml", "[client]\ntype = 'client-based'\n"),
        ("c/cliq-client.production.toml", LOCALHOST),
        ("vendor/cliq-client.toml", FIXABLE),
    ]);
    let shown = folder.run(&["-v", "--format", "json"]).stdout;
    let shown: Value = serde_json::from_str(&shown).unwrap();
    let from_command_line: Vec<Value> = shown["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| {
            let position = |end: &str| {
                let place = &found["span"][end];
                let number = |key: &str| place[key].as_u64().unwrap() - 1;
                json!({ "line": number("line"), "character": number("column") })
            };
            let notes = found["notes"].as_array().unwrap().iter();
            let message: Vec<&str> = std::iter::once(&found["message"])
                .chain(notes)
                .map(|text| text.as_str().unwrap())
                .collect();
            let level =
                ["error", "warning", "", "hint"].iter().position(|level| found["level"] == *level);
            json!({
                "uri": uri(&folder, found["path"].as_str().unwrap()),
                "range": { "start": position("start"), "end": position("end") },
                "rule": found["rule"],
                "severity": level.unwrap() + 1,
                "message": message.join("\n"),
            })
        })
        .collect();

    let mut editor = Editor::in_folder(&folder, json!({ "textDocument": { "diagnostic": {} } }));
    let pulled = editor.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let mut from_server = Vec::new();
    for item in pulled["items"].as_array().unwrap() {
        for found in item["items"].as_array().unwrap() {
            from_server.push(json!({
                "uri": item["uri"],
                "range": found["range"],
                "rule": found["code"],
                "severity": found["severity"],
                "message": found["message"],
            }));
        }
    }
    for severity in [1, 2, 4] {
        let is_of_severity = |found: &Value| found["severity"] == severity;
        assert!(from_server.iter().any(is_of_severity), "{severity}: {from_server:?}");
    }
    assert_eq!(from_server, from_command_line);
}

/// Types text at a position of a document.
fn type_text(editor: &mut Editor, version: i64, line: usize, column: usize, text: &str) {
    let change = json!({ "range": range(line, column, column), "text": text });
    editor.notify(
        "textDocument/didChange",
        json!({
            "textDocument": { "uri": MANIFEST, "version": version },
            "contentChanges": [change],
        }),
    );
}

const SELF_CLIENT: &str = "[client]\ntype = \"self-client\"\n";

#[test]
fn what_is_being_typed_is_reported_after_a_pause() {
    let mut editor = Editor::with(json!({}));
    editor.open(MANIFEST, SELF_CLIENT);
    assert_eq!(editor.published_rules(MANIFEST, 1), ["missing-required-field"]);
    type_text(&mut editor, 2, 2, 0, "nam");
    assert_eq!(editor.published_rules(MANIFEST, 2), [""; 0]);
    let start = std::time::Instant::now();
    assert_eq!(editor.published_rules(MANIFEST, 2), ["invalid-toml"]);
    assert!(start.elapsed() > std::time::Duration::from_millis(200), "{:?}", start.elapsed());
}

#[test]
fn what_is_being_typed_is_reported_when_the_document_is_saved() {
    let mut editor = Editor::with(json!({}));
    editor.open(MANIFEST, SELF_CLIENT);
    editor.hold();
    type_text(&mut editor, 2, 2, 0, "nam");
    editor.notify("textDocument/didSave", json!({ "textDocument": { "uri": MANIFEST } }));
    editor.release();
    assert_eq!(editor.published_rules(MANIFEST, 2), ["invalid-toml"]);
}

#[test]
fn what_was_typed_is_reported_when_the_cursor_leaves_it() {
    let mut editor = Editor::with(json!({}));
    editor.open(MANIFEST, SELF_CLIENT);
    editor.hold();
    type_text(&mut editor, 2, 2, 0, "nam");
    editor.release();
    assert_eq!(editor.published_rules(MANIFEST, 2), [""; 0]);
    editor.code_actions(MANIFEST, &range(2, 3, 3), Value::Null);
    let start = std::time::Instant::now();
    editor.code_actions(MANIFEST, &range(0, 0, 0), Value::Null);
    assert_eq!(editor.published_rules(MANIFEST, 2), ["invalid-toml"]);
    assert!(start.elapsed() < std::time::Duration::from_millis(400), "{:?}", start.elapsed());
}

#[test]
fn an_editor_that_pulls_is_asked_to_pull_again_after_a_pause_in_typing() {
    let pulls = json!({ "diagnostic": {} });
    let refreshes = json!({ "diagnostics": { "refreshSupport": true } });
    let mut editor = Editor::with(json!({ "textDocument": pulls, "workspace": refreshes }));
    editor.open(MANIFEST, SELF_CLIENT);
    type_text(&mut editor, 2, 2, 0, "nam");
    let pulled = |editor: &mut Editor| {
        let report = editor.request_for("textDocument/diagnostic", MANIFEST);
        rules(report["items"].as_array().unwrap())
    };
    assert_eq!(pulled(&mut editor), [""; 0]);
    editor.wait_for_method("workspace/diagnostic/refresh");
    assert_eq!(pulled(&mut editor), ["invalid-toml"]);
}

#[test]
fn an_editor_that_cannot_be_asked_to_pull_again_is_told_everything() {
    let mut editor = Editor::with(json!({ "textDocument": { "diagnostic": {} } }));
    editor.open(MANIFEST, SELF_CLIENT);
    type_text(&mut editor, 2, 2, 0, "nam");
    let report = editor.request_for("textDocument/diagnostic", MANIFEST);
    assert_eq!(rules(report["items"].as_array().unwrap()), ["invalid-toml"]);
}

#[test]
fn a_document_keeps_the_uri_that_the_editor_gave_it() {
    let mut editor =
        Editor::with(json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } }));
    for uri in [
        "file:///c%3A/a%20b/cliq-client.toml",
        "file:///C:/a b/cliq-client.toml",
        "file:///ü[1]/cliq-client.toml",
        "file:/x/cliq-client.toml",
        "vscode-notebook-cell:/x/cliq-client.toml#c1",
    ] {
        editor.open(uri, WITH_ERROR);
        assert_eq!(editor.published_rules(uri, 1), ["invalid-client-name"], "{uri}");
        let actions = editor.code_actions(uri, &range(2, 0, 17), Value::Null);
        let document = &actions[0]["edit"]["documentChanges"][0]["textDocument"];
        assert_eq!(document["uri"], uri);
        editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }
}

#[test]
fn two_spellings_of_one_uri_are_one_document() {
    for (opened, changed, hovered) in [
        (
            "file:///C:/x%40y/cliq-client.toml",
            "file:///C:/x@y/cliq-client.toml",
            "file:/C:/x@y/cliq-client.toml",
        ),
        (
            "file:///c%3A/x/cliq-client.toml",
            "file:///C:/x/cliq-client.toml",
            "file:///c:/x/cliq-client.toml",
        ),
    ] {
        let mut editor = Editor::with(json!({}));
        editor.open(opened, "");
        editor.change(changed, 2, WITH_ERROR);
        assert_eq!(editor.published_rules(opened, 2), ["invalid-client-name"]);
        assert!(editor.request_at("textDocument/hover", hovered, 1, 1).is_object(), "{hovered}");
        editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": hovered } }));
        assert_eq!(editor.published(opened, None), [Value::Null; 0]);
    }
}

#[test]
fn a_document_that_is_not_a_manifest_is_ignored() {
    let mut editor = Editor::with(json!({}));
    for uri in ["untitled:Untitled-1", "file:///x/Cargo.toml"] {
        editor.open(uri, "[client]\n");
        assert_eq!(editor.request("textDocument/hover", at(uri, 0, 0)), Value::Null);
        assert_eq!(editor.published(uri, None), [Value::Null; 0]);
    }
}
