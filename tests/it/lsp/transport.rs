//! The transport: malformed messages, message order, cancellation, and the end of a session.

use std::process::Command;

use serde_json::{Value, json};
use snapbox::str;

use super::editor::{Editor, at, range};
use super::{FIXABLE, MANIFEST};
use crate::support::{Folder, VALID};

#[test]
fn malformed_messages_get_an_error_response_and_the_session_goes_on() {
    let mut editor = Editor::with(json!({}));
    for (bytes, code) in [
        (&b"Content-Length: 5\r\n\r\n{bad}"[..], -32700),
        (b"Content-Length: 2\r\n\r\n\xff\xfe", -32700),
        (b"Content-Length: 2\r\n\r\n[]", -32600),
        (b"Content-Length: ten\r\n\r\n", -32700),
        (b"Content-Length: -5\r\n\r\n", -32700),
        (b"Content-Length: 99999999999\r\n\r\n", -32700),
        (b"nonsense\r\n\r\n", -32700),
        (b"Content-Type: x\r\n\r\n", -32700),
        (b"content-length: 16\r\nContent-Type: x\r\nX: y\r\n\r\n{\"jsonrpc\":\"2.0\"", -32700),
    ] {
        editor.send_bytes(bytes);
        let response =
            editor.wait_for(|message| message["id"].is_null() && message.get("error").is_some());
        assert_eq!(response["error"]["code"], code, "{}", String::from_utf8_lossy(bytes));
    }
    for (method, params, code) in [
        ("no/suchMethod", json!({}), -32601),
        ("$/noSuchMethod", json!({}), -32601),
        ("textDocument/hover", json!({ "textDocument": 3 }), -32602),
        ("textDocument/hover", json!([]), -32602),
        ("workspace/executeCommand", json!({ "command": "rm" }), -32602),
        (
            "workspace/executeCommand",
            json!({ "command": "cliq-lint.openPage", "arguments": ["no-such-rule"] }),
            -32602,
        ),
    ] {
        assert_eq!(editor.request_error(method, params), code, "{method}");
    }
    assert_eq!(editor.shut_down(), Some(0));
}

#[test]
fn requests_before_the_start_and_after_the_shutdown_are_errors() {
    let mut editor = Editor::start();
    let hover = || at(MANIFEST, 0, 0);
    assert_eq!(editor.request_error("textDocument/hover", hover()), -32002);
    editor.initialize(json!({ "capabilities": {} }));
    assert_eq!(editor.request("shutdown", Value::Null), Value::Null);
    assert_eq!(editor.request_error("textDocument/hover", hover()), -32600);
    editor.notify("exit", Value::Null);
    assert_eq!(editor.child.wait().unwrap().code(), Some(0));
}

#[test]
fn notifications_for_documents_that_are_not_open_change_nothing() {
    let mut editor = Editor::with(json!({}));
    editor.notify("no/suchNotification", json!({}));
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": MANIFEST } }));
    editor.change(MANIFEST, 7, "never opened");
    assert_eq!(editor.request("textDocument/completion", at(MANIFEST, 0, 0)), Value::Null);
}

#[test]
fn a_message_that_is_cut_off_by_another_is_skipped() {
    let mut editor = Editor::with(json!({}));
    editor.send_bytes(
        b"Content-Length: 132\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":{\"uri\":\"file:///cliq-client.toml\",\"languageId\":\"\",\"version\":1,",
    );
    editor.send_bytes(b"Content-Length: 0\r\n\r\n");
    editor.open(MANIFEST, VALID);
    assert_eq!(editor.published(MANIFEST, 1), [Value::Null; 0]);
}

#[test]
fn a_range_outside_of_the_text_is_its_end() {
    let mut editor = Editor::with(json!({}));
    editor.open(MANIFEST, VALID);
    let range =
        json!({ "start": { "line": 99, "character": 99 }, "end": { "line": 5, "character": 5 } });
    editor.notify(
        "textDocument/didChange",
        json!({
            "textDocument": { "uri": MANIFEST, "version": 2 },
            "contentChanges": [{ "range": range, "text": "name = 2" }],
        }),
    );
    editor.notify("textDocument/didSave", json!({ "textDocument": { "uri": MANIFEST } }));
    let mut published = Vec::new();
    while published.is_empty() {
        published = editor.published_rules(MANIFEST, 2);
    }
    assert_eq!(published, ["invalid-toml"], "a duplicate key");
}

#[test]
fn a_lone_surrogate_does_not_lose_the_change() {
    let mut editor = Editor::with(json!({}));
    editor.open(MANIFEST, "");
    let text = r#"[client]\ntype = \"self-client\"\nname = \"\ud83d\"\n"#;
    editor.send_text(&format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{MANIFEST}","version":2}},"contentChanges":[{{"text":"{text}"}}]}}}}"#
    ));
    assert_eq!(editor.published_rules(MANIFEST, 2), ["invalid-client-name"]);
}

#[test]
fn requests_see_the_text_at_their_place_in_the_order() {
    let mut editor = Editor::with(json!({}));
    let types = ["server-based", "client-based", "mobile-based", "self-client"];
    let labels = ["Server-based", "Client-based", "Mobile-based", "Self Client"];
    editor.open(MANIFEST, "");
    let mut hovers = Vec::new();
    editor.hold();
    for version in 2..302 {
        let index = usize::try_from(version).unwrap() % types.len();
        editor.change(MANIFEST, version, &format!("[client]\ntype = \"{}\"\n", types[index]));
        if version % 5 == 0 {
            hovers.push((editor.send_request("textDocument/hover", at(MANIFEST, 1, 10)), index));
            editor.send_request("textDocument/completion", at(MANIFEST, 1, 10));
            let actions = json!({
                "textDocument": { "uri": MANIFEST },
                "range": range(0, 0, 8),
                "context": { "diagnostics": [] },
            });
            editor.send_request("textDocument/codeAction", actions);
        }
    }
    editor.release();
    for (id, index) in hovers {
        let response = editor.wait_for_response(id);
        let shown = response["result"]["contents"]["value"].as_str().unwrap();
        assert!(shown.starts_with(labels[index]), "{shown}");
    }
    while editor.published(MANIFEST, 301).is_empty() {}
    let is_published = |message: &&Value| message["method"] == "textDocument/publishDiagnostics";
    let published: Vec<i64> = editor
        .received
        .iter()
        .filter(is_published)
        .filter_map(|message| message["params"]["version"].as_i64())
        .collect();
    assert!(published.len() < 300, "an old text is not linted: {}", published.len());
    assert!(published.is_sorted(), "{published:?}");
}

#[test]
fn a_cancelled_request_ends() {
    let paths: Vec<String> = (0..100).map(|number| format!("{number}/cliq-client.toml")).collect();
    let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), FIXABLE)).collect();
    let folder = Folder::with(&files);
    let mut editor = Editor::in_folder(&folder, json!({ "textDocument": { "diagnostic": {} } }));
    editor.hold();
    let id = editor.send_request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    editor.notify("$/cancelRequest", json!({ "id": id }));
    editor.release();
    assert_eq!(editor.wait_for_response(id)["error"]["code"], -32800);
    assert_eq!(editor.shut_down(), Some(0));
}

#[test]
fn the_server_ends_when_its_input_ends_or_at_exit() {
    let mut closed = Editor::with(json!({}));
    closed.stdin = None;
    assert_eq!(closed.child.wait().unwrap().code(), Some(1), "without a shutdown");

    let mut exited = Editor::with(json!({}));
    exited.notify("exit", Value::Null);
    assert_eq!(exited.child.wait().unwrap().code(), Some(1), "without a shutdown");

    let mut cut_off = Editor::with(json!({}));
    cut_off.send_bytes(b"Content-Length: 100\r\n\r\n{\"jsonrpc\"");
    cut_off.stdin = None;
    assert_eq!(cut_off.child.wait().unwrap().code(), Some(1), "in a message");
}

#[test]
fn a_session_that_is_sent_at_once_is_answered_in_order() {
    let mut editor = Editor::start();
    let initialize = json!({ "processId": null, "rootUri": null, "capabilities": {} });
    let mut ids = vec![editor.send_request("initialize", initialize)];
    editor.notify("initialized", json!({}));
    editor.open(MANIFEST, "[client]\ntype = \"self-client\"\n");
    ids.push(editor.send_request("textDocument/hover", at(MANIFEST, 1, 1)));
    ids.push(editor.send_request("shutdown", Value::Null));
    editor.notify("exit", Value::Null);
    for id in ids {
        assert!(editor.wait_for_response(id).get("result").is_some());
    }
    assert_eq!(editor.child.wait().unwrap().code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn the_server_ends_when_the_process_of_the_editor_does() {
    let mut process = Command::new("sleep").arg("60").spawn().unwrap();
    let mut editor = Editor::start();
    editor.initialize(json!({ "processId": process.id(), "capabilities": {} }));
    process.kill().unwrap();
    process.wait().unwrap();
    assert_eq!(editor.child.wait().unwrap().code(), Some(1));
}

#[test]
fn the_log_is_written_to_its_file_and_not_to_the_editor() {
    let folder = Folder::with(&[]);
    let options = ["lsp", "--log-level", "debug", "--log-file", "server.log"];
    let ran = folder.run_with_stdin(&options, "Content-Length: 2\r\n\r\n{}");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""));
    assert!(!ran.stdout.contains("DEBUG"), "{ran:?}");
    assert!(folder.read("server.log").contains("received"));
    let unwritable = ["lsp", "--log-file", "no/such/folder/server.log"];
    folder.run(&unwritable).assert(str![[r#"
[stderr]
cliq-lint: cannot start the log: cannot write `no/such/folder/server.log`: no such file or folder
[exit 2]
"#]]);
}
