//! The language server as an editor meets it: messages in and messages out of the built binary.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::support::Folder;
use serde_json::{Value, json};

const FAULTY: &str = "[client]\ntype = \"Server-based Applications\"\nname = \"Acme-Notifier\"\nhomepage = \"htps://www.acme.com\"\nredirect_uris = [\n    \"https://app.acme.com/cb#\",\n    \"https://app.acme.com/cb, https://b.acme.com/cb\",\n    \"\",\n]\n";

/// How long an answer may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// An editor: a client of the server.
struct Editor {
    child: Child,
    stdin: Option<ChildStdin>,
    incoming: Receiver<Value>,
    kept: VecDeque<Value>,
    next: i64,
    /// What it answers when it is asked for its configuration.
    settings: Value,
    /// Messages that are held back, to be sent at once.
    held: Option<Vec<u8>>,
}

impl Editor {
    /// A server that has not been spoken to.
    fn started() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cliq-lint"));
        let mut child = command
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take();
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        let (sender, incoming) = channel();
        std::thread::spawn(move || {
            loop {
                let mut length = 0;
                let mut line = String::new();
                while reader.read_line(&mut line).unwrap_or(0) > 0 && !line.trim().is_empty() {
                    length = line
                        .trim()
                        .strip_prefix("Content-Length: ")
                        .map_or(length, |digits| digits.parse().unwrap());
                    line.clear();
                }
                let mut body = vec![0; length];
                if length == 0
                    || reader.read_exact(&mut body).is_err()
                    || sender.send(serde_json::from_slice(&body).unwrap()).is_err()
                {
                    break;
                }
            }
        });
        Self {
            child,
            stdin,
            incoming,
            kept: VecDeque::new(),
            next: 0,
            settings: Value::Null,
            held: None,
        }
    }

    /// A session of a client with these capabilities, in a folder.
    fn in_folder(folder: Option<&Folder>, capabilities: &Value, options: &Value) -> Self {
        let mut editor = Self::started();
        let folders = folder.map(|folder| json!([{ "uri": uri(folder, ""), "name": "test" }]));
        let params = json!({ "processId": null, "rootUri": null, "workspaceFolders": folders, "capabilities": capabilities, "initializationOptions": options });
        let answer = editor.request("initialize", params);
        assert!(answer["result"]["capabilities"].is_object(), "{answer}");
        editor.notify("initialized", json!({}));
        editor
    }

    fn raw(&mut self, bytes: &[u8]) {
        if let Some(held) = &mut self.held {
            return held.extend(bytes);
        }
        self.stdin.as_mut().unwrap().write_all(bytes).unwrap();
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and does not wait; its number.
    fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        self.send(
            &json!({ "jsonrpc": "2.0", "id": self.next, "method": method, "params": params }),
        );
        self.next
    }

    fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.wait(|message| message["id"] == id && message.get("method").is_none())
    }

    /// The first message that is wanted; the server's own requests are answered, and others kept.
    #[track_caller]
    fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&wanted) {
            return self.kept.remove(at).unwrap();
        }
        loop {
            let message = self.incoming.recv_timeout(PATIENCE).expect("the server answers");
            if message.get("method").is_some() && message.get("id").is_some() {
                let result = if message["method"] == "workspace/configuration" {
                    json!([self.settings])
                } else {
                    Value::Null
                };
                self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }));
            }
            if wanted(&message) {
                return message;
            }
            self.kept.push_back(message);
        }
    }

    fn open(&mut self, uri: &str, text: &str) {
        self.notify(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": uri, "languageId": "toml", "version": 1, "text": text } }),
        );
    }

    fn change(&mut self, uri: &str, version: i64, text: &str) {
        self.notify(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [{ "text": text }] }),
        );
    }

    /// The diagnostics that are pushed for a version of a document.
    #[track_caller]
    fn pushed(&mut self, uri: &str, version: &Value) -> Vec<Value> {
        let message = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"].get("version").unwrap_or(&Value::Null) == version
        });
        message["params"]["diagnostics"].as_array().unwrap().clone()
    }

    fn at(uri: &str, line: usize, character: usize) -> Value {
        json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
    }

    /// Ends the session as it should be; the exit code.
    fn end(mut self) -> Option<i32> {
        assert_eq!(self.request("shutdown", Value::Null).get("result"), Some(&Value::Null));
        self.notify("exit", Value::Null);
        self.child.wait().unwrap().code()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // A server that has ended cannot be killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn uri(folder: &Folder, path: &str) -> String {
    tower_lsp::lsp_types::Url::from_file_path(folder.path(path)).unwrap().to_string()
}

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|found| found["code"].as_str().unwrap()).collect()
}

fn versioned() -> Value {
    json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } })
}

/// The byte offset of a position in UTF-16 units.
fn offset(text: &str, position: &Value) -> usize {
    let line_start = text
        .split_inclusive('\n')
        .take(usize::try_from(position["line"].as_u64().unwrap()).unwrap())
        .map(str::len)
        .sum::<usize>();
    let mut left = usize::try_from(position["character"].as_u64().unwrap()).unwrap();
    let behind = text[line_start..].char_indices().find(|(_, c)| {
        let is_here = left == 0;
        left = left.saturating_sub(c.len_utf16());
        is_here
    });
    behind.map_or(text.len(), |(at, _)| line_start + at)
}

/// The text after the edits of a code action, which must be for `version`.
fn edited(text: &str, action: &Value, version: i64) -> String {
    let document = &action["edit"]["documentChanges"][0];
    assert_eq!(document["textDocument"]["version"], version, "{action}");
    let mut edits: Vec<(usize, usize, &str)> = document["edits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| {
            (
                offset(text, &edit["range"]["start"]),
                offset(text, &edit["range"]["end"]),
                edit["newText"].as_str().unwrap(),
            )
        })
        .collect();
    edits.sort_unstable();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}

#[test]
fn a_faulty_manifest_is_mended_by_its_quick_fixes_alone() {
    let mut editor = Editor::in_folder(None, &versioned(), &json!({}));
    let (uri, mut text) = ("file:///x/cliq-client.toml", FAULTY.to_owned());
    editor.open(uri, &text);
    let mut version = 1;
    loop {
        let found = editor.pushed(uri, &json!(version));
        let Some(first) = found.first() else { break };
        let params = json!({ "textDocument": { "uri": uri }, "range": first["range"], "context": { "diagnostics": [first], "only": ["quickfix"] } });
        let actions =
            editor.request("textDocument/codeAction", params)["result"].as_array().unwrap().clone();
        let fix = actions
            .iter()
            .find(|action| action["diagnostics"][0]["code"] == first["code"])
            .unwrap();
        text = edited(&text, fix, version);
        version += 1;
        assert!(version < 20, "{text}");
        editor.change(uri, version, &text);
    }
    assert_eq!(
        text,
        "[client]\ntype = \"server-based\"\nname = \"Acme_Notifier\"\nhomepage_url = \"https://www.acme.com\"\nredirect_uris = [\n    \"https://app.acme.com/cb\",\n    \"https://b.acme.com/cb\",\n]\n"
    );
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_diagnostic_has_the_rule_its_page_and_what_belongs_to_it() {
    let mut editor = Editor::in_folder(None, &json!({}), &json!({}));
    let uri = "file:///x/cliq-client.toml";
    editor.open(uri, "[client]\ntype = \"self-client\"\nname = \"😀!\"\nredirect_uris = []\n");
    let found = editor.pushed(uri, &json!(1));
    assert_eq!(codes(&found), ["invalid-client-name", "inapplicable-field"]);
    assert_eq!(
        found[0]["range"],
        json!({ "start": { "line": 2, "character": 8 }, "end": { "line": 2, "character": 10 } }),
        "UTF-16 where nothing else was agreed on"
    );
    assert_eq!(found[0]["severity"], 1);
    assert_eq!(found[0]["source"], "cliq-lint");
    assert!(
        found[0]["codeDescription"]["href"]
            .as_str()
            .unwrap()
            .ends_with("docs/rules.md#invalid-client-name")
    );
    assert!(
        found[0]["message"]
            .as_str()
            .unwrap()
            .contains("the console would answer: Enter a valid client name")
    );
    assert_eq!(found[1]["tags"], json!([1]));
    assert_eq!(found[1]["relatedInformation"][0]["location"]["uri"], uri);
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(editor.pushed(uri, &Value::Null), [Value::Null; 0]);
}

#[test]
fn columns_are_in_the_first_unit_of_the_client_that_is_known() {
    for (offered, agreed, column) in [
        (json!(["utf-8", "utf-16"]), "utf-8", 12),
        (json!(["utf-64", "utf-32", "utf-8"]), "utf-32", 9),
        (json!(null), "utf-16", 10),
    ] {
        let mut editor = Editor::started();
        let capabilities = json!({ "general": { "positionEncodings": offered } });
        let answer = editor.request(
            "initialize",
            json!({ "processId": null, "rootUri": null, "capabilities": capabilities }),
        );
        assert_eq!(answer["result"]["capabilities"]["positionEncoding"], agreed);
        editor.notify("initialized", json!({}));
        editor
            .open("file:///cliq-client.toml", "[client]\ntype = \"self-client\"\nname = \"😀!\"\n");
        let found = editor.pushed("file:///cliq-client.toml", &json!(1));
        assert_eq!(
            found[0]["relatedInformation"][0]["location"]["range"]["start"]["character"], column,
            "{found:?}"
        );
    }
}

#[test]
fn a_client_that_pulls_is_pushed_nothing_and_told_what_is_unchanged() {
    let folder = Folder::with(&[
        ("a/cliq-client.toml", FAULTY),
        ("b/cliq-client.toml", FAULTY),
        ("b/other.toml", "x"),
    ]);
    let capabilities =
        json!({ "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": {} } });
    let mut editor = Editor::in_folder(Some(&folder), &capabilities, &json!({}));
    let open = uri(&folder, "a/cliq-client.toml");
    editor.open(&open, "[client]\nname = \"a!\"\n");
    let document = json!({ "uri": open });
    let first =
        editor.request("textDocument/diagnostic", json!({ "textDocument": document }))["result"]
            .clone();
    assert_eq!(
        (first["kind"].as_str(), codes(first["items"].as_array().unwrap())),
        (Some("full"), vec!["missing-client-type", "invalid-client-name"])
    );
    let again = editor.request(
        "textDocument/diagnostic",
        json!({ "textDocument": document, "previousResultId": first["resultId"] }),
    );
    assert_eq!(again["result"], json!({ "kind": "unchanged", "resultId": first["resultId"] }));
    let all = editor
        .request("workspace/diagnostic", json!({ "previousResultIds": [], "workDoneToken": "t" }))
        ["result"]["items"]
        .clone();
    assert_eq!(all.as_array().unwrap().len(), 1, "the open one is not told twice: {all}");
    assert_eq!(all[0]["uri"], uri(&folder, "b/cliq-client.toml"));
    assert_eq!(
        editor.wait(|message| message["method"] == "$/progress")["params"]["value"]["kind"],
        "begin"
    );
    let known = json!([{ "uri": all[0]["uri"], "value": all[0]["resultId"] }]);
    let unchanged = editor.request("workspace/diagnostic", json!({ "previousResultIds": known }))["result"]["items"].clone();
    assert_eq!(unchanged[0]["kind"], "unchanged");
    editor.request("textDocument/hover", Editor::at(&open, 1, 1));
    assert!(
        editor.kept.iter().all(|message| message["method"] != "textDocument/publishDiagnostics")
    );
}

#[test]
fn a_client_that_pulls_is_told_when_a_change_of_the_configuration_makes_it_pull_again() {
    let folder = Folder::with(&[("cliq-client.toml", FAULTY)]);
    let capabilities = json!({ "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true } } });
    let mut editor = Editor::in_folder(Some(&folder), &capabilities, &json!({}));
    folder.write("cliq-lint.toml", b"[rules]\ninvalid-client-name = \"off\"\n");
    let change = json!({ "uri": uri(&folder, "cliq-lint.toml"), "type": 1 });
    editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    editor.wait(|message| message["method"] == "workspace/diagnostic/refresh");
}

#[test]
fn the_server_says_what_the_command_line_says() {
    let config = "exclude = [\"vendor\"]\n[rules]\ninvalid-client-name = \"warning\"\nimplicit-grant = \"off\"\n";
    let folder = Folder::with(&[
        ("cliq-lint.toml", config),
        ("a/cliq-client.toml", FAULTY),
        ("b/cliq-client.x.toml", "[client]\ntype = 'client-based'\n"),
        ("vendor/cliq-client.toml", FAULTY),
    ]);
    let shown: Value =
        serde_json::from_str(&folder.run(&["-v", "--format", "json"]).stdout).unwrap();
    let mut from_command_line: Vec<(String, u64, u64, String)> = Vec::new();
    for found in shown["diagnostics"].as_array().unwrap() {
        let start = &found["span"]["start"];
        let file = uri(&folder, found["path"].as_str().unwrap());
        from_command_line.push((
            file,
            start["line"].as_u64().unwrap() - 1,
            start["column"].as_u64().unwrap() - 1,
            found["rule"].as_str().unwrap().to_owned(),
        ));
    }
    let capabilities = json!({ "textDocument": { "diagnostic": {} } });
    let mut editor = Editor::in_folder(Some(&folder), &capabilities, &json!({}));
    let mut from_server = Vec::new();
    for item in editor.request("workspace/diagnostic", json!({ "previousResultIds": [] }))["result"]
        ["items"]
        .as_array()
        .unwrap()
    {
        for found in item["items"].as_array().unwrap() {
            let start = &found["range"]["start"];
            from_server.push((
                item["uri"].as_str().unwrap().to_owned(),
                start["line"].as_u64().unwrap(),
                start["character"].as_u64().unwrap(),
                found["code"].as_str().unwrap().to_owned(),
            ));
        }
    }
    assert!(!from_server.is_empty());
    assert_eq!(from_server, from_command_line);
}

#[test]
fn requests_see_the_text_at_their_place_in_the_order() {
    let mut editor = Editor::in_folder(None, &json!({}), &json!({}));
    let uri = "file:///cliq-client.toml";
    let types = ["server-based", "client-based", "mobile-based", "self-client"];
    let labels = ["Server-based", "Client-based", "Mobile-based", "Self Client"];
    editor.open(uri, "");
    let mut hovers = Vec::new();
    editor.held = Some(Vec::new());
    for version in 2..1002 {
        let index = usize::try_from(version).unwrap() % types.len();
        editor.change(uri, version, &format!("[client]\ntype = \"{}\"\n", types[index]));
        if version % 5 == 0 {
            hovers.push((editor.ask("textDocument/hover", Editor::at(uri, 1, 10)), index));
            editor.ask("textDocument/completion", Editor::at(uri, 1, 10));
            editor.ask("textDocument/codeAction", json!({ "textDocument": { "uri": uri }, "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 1, "character": 0 } }, "context": { "diagnostics": [] } }));
        }
    }
    let held = editor.held.take().unwrap();
    editor.raw(&held);
    for (id, index) in hovers {
        let answer = editor.wait(|message| message["id"] == id);
        let shown = answer["result"]["contents"]["value"].as_str().unwrap();
        assert!(
            shown.starts_with(labels[index]),
            "plain text, where the client has not said that it shows Markdown: {shown}"
        );
    }
    assert!(!editor.pushed(uri, &json!(1001)).is_empty());
    let lints = editor
        .kept
        .iter()
        .filter(|message| message["method"] == "textDocument/publishDiagnostics")
        .count();
    assert!(lints < 1000, "a newer text drops the lint of an older one: {lints}");
    let versions: Vec<i64> =
        editor.kept.iter().filter_map(|message| message["params"]["version"].as_i64()).collect();
    assert!(versions.is_sorted(), "{versions:?}");
}

#[test]
fn a_request_that_is_cancelled_ends() {
    let files: Vec<(String, &str)> =
        (0..3000).map(|number| (format!("{number}/cliq-client.toml"), FAULTY)).collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let folder = Folder::with(&files);
    let mut editor = Editor::in_folder(
        Some(&folder),
        &json!({ "textDocument": { "diagnostic": {} } }),
        &json!({}),
    );
    let id = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    editor.notify("$/cancelRequest", json!({ "id": id }));
    assert_eq!(editor.wait(|message| message["id"] == id)["error"]["code"], -32800);
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn the_configuration_is_reloaded_and_its_mistakes_are_told() {
    let folder = Folder::with(&[("cliq-client.toml", ""), ("closed/cliq-client.toml", FAULTY)]);
    let capabilities =
        json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut editor = Editor::in_folder(Some(&folder), &capabilities, &json!({}));
    let registered = editor.wait(|message| message["method"] == "client/registerCapability");
    assert_eq!(
        registered["params"]["registrations"][0]["method"],
        "workspace/didChangeWatchedFiles"
    );
    assert!(
        !editor.pushed(&uri(&folder, "closed/cliq-client.toml"), &Value::Null).is_empty(),
        "a closed manifest is linted"
    );
    let (manifest, config) = (uri(&folder, "cliq-client.toml"), uri(&folder, "cliq-lint.toml"));
    editor.open(&manifest, "[client]\ntype = \"self-client\"\nname = \"a!\"\n");
    assert_eq!(codes(&editor.pushed(&manifest, &json!(1))), ["invalid-client-name"]);
    folder.write("cliq-lint.toml", b"[rules]\ninvalid-client-name = \"off\"\n");
    editor.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": config, "type": 1 }] }),
    );
    assert_eq!(editor.pushed(&manifest, &json!(1)), [Value::Null; 0]);
    editor.open(&config, "[rules]\ninvalid-client-nme = \"off\"\n");
    assert_eq!(codes(&editor.pushed(&config, &json!(1))), ["invalid-configuration"]);
    folder.write("closed/cliq-client.toml", b"[client]\ntype = \"self-client\"\nname = \"A\"\n");
    editor.kept.clear();
    editor.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": uri(&folder, "closed/cliq-client.toml"), "type": 2 }] }),
    );
    assert_eq!(
        editor.pushed(&uri(&folder, "closed/cliq-client.toml"), &Value::Null),
        [Value::Null; 0]
    );
}

#[test]
fn settings_come_with_the_start_or_later() {
    let folder = Folder::with(&[("other.toml", "[rules]\ninvalid-client-name = \"off\"\n")]);
    let options = json!({ "configPath": folder.path("other.toml"), "inlayHints": true });
    let mut editor = Editor::in_folder(Some(&folder), &json!({}), &options);
    let manifest = uri(&folder, "cliq-client.toml");
    editor.open(&manifest, "[client]\ntype = \"self-client\"\nname = \"a!\"\n");
    assert_eq!(editor.pushed(&manifest, &json!(1)), [Value::Null; 0]);
    let range =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    let hints = |editor: &mut Editor| {
        editor.request(
            "textDocument/inlayHint",
            json!({ "textDocument": { "uri": manifest }, "range": range }),
        )["result"]
            .clone()
    };
    assert_eq!(hints(&mut editor)[0]["label"], "Self Client");
    editor.notify("workspace/didChangeConfiguration", json!({ "settings": { "cliq-lint": {} } }));
    assert_eq!(codes(&editor.pushed(&manifest, &json!(1))), ["invalid-client-name"]);
    assert_eq!(hints(&mut editor), Value::Null);
}

#[test]
fn a_client_that_can_be_asked_is_asked_for_its_settings() {
    let folder = Folder::with(&[("own.toml", "[rules]\ninvalid-client-name = \"off\"\n")]);
    let capabilities = json!({ "workspace": { "configuration": true } });
    let mut editor = Editor::in_folder(Some(&folder), &capabilities, &json!({}));
    editor.wait(|message| message["method"] == "workspace/configuration");
    let manifest = uri(&folder, "cliq-client.toml");
    editor.open(&manifest, "[client]\ntype = \"self-client\"\nname = \"a!\"\n");
    assert_eq!(codes(&editor.pushed(&manifest, &json!(1))), ["invalid-client-name"]);
    editor.settings = json!({ "configPath": "own.toml" });
    editor.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    assert_eq!(
        editor.pushed(&manifest, &json!(1)),
        [Value::Null; 0],
        "a path is relative to the workspace's folder"
    );
}

#[test]
fn completion_works_in_text_that_is_half_typed() {
    let mut editor = Editor::in_folder(
        None,
        &json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } }),
        &json!({}),
    );
    let uri = "file:///cliq-client.toml";
    editor.open(uri, "");
    for (version, (text, first, absent)) in (2..).zip([
        (
            "[client]\ntype = \"server-based\"\nname = \"A\"\n|",
            "homepage_url",
            "javascript_domains",
        ),
        ("[client]\ntype = \"server-based\"\nname = \"A\"\nredi|", "homepage_url", "name"),
        ("[client]\n|\nname = \"A\"\n", "type", "name"),
        ("[client]\ntype = \"|", "server-based", "name"),
        ("[client]\ntype = '|'", "server-based", "name"),
        ("[client]\nhomepage_url = \"ht|", "https://", "name"),
        ("[client]\nredirect_uris = [\n  \"https://a.com\",\n  \"|", "https://", "name"),
        ("client = { type = \"|", "server-based", "name"),
        (
            "[client]\nname = \"A\" # cliq-lint: allow(duplicate-uri, |",
            "comma-separated-list",
            "name",
        ),
    ]) {
        let before = text.split('|').next().unwrap();
        editor.change(uri, version, &text.replace('|', ""));
        let place = Editor::at(
            uri,
            before.matches('\n').count(),
            before.rsplit('\n').next().unwrap().len(),
        );
        let items =
            editor.request("textDocument/completion", place)["result"].as_array().unwrap().clone();
        let mut items: Vec<(&str, &str)> = items
            .iter()
            .map(|item| (item["sortText"].as_str().unwrap(), item["label"].as_str().unwrap()))
            .collect();
        items.sort_unstable();
        assert_eq!(items.first().map(|(_, label)| *label), Some(first), "{text}");
        assert!(items.iter().all(|(_, label)| *label != absent), "{text}: {items:?}");
    }
}

#[test]
fn hover_tells_what_keys_types_rules_and_odd_uris_are() {
    let markdown =
        json!({ "textDocument": { "hover": { "contentFormat": ["markdown", "plaintext"] } } });
    let mut editor = Editor::in_folder(None, &markdown, &json!({}));
    let uri = "file:///cliq-client.toml";
    editor.open(uri, "[client]\ntype = \"self-client\"\nname = \"A\" # cliq-lint: allow(insecure-http)\n\n[[x]]\n");
    let mut shown = |line, character| {
        editor.request("textDocument/hover", Editor::at(uri, line, character))["result"]["contents"]
            ["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert!(
        shown(2, 1).contains("The console calls it **Client Name**")
            && shown(2, 1).contains("| `self-client` | required |")
    );
    assert!(shown(1, 10).contains("**Self Client**"));
    assert!(shown(2, 34).starts_with("**insecure-http** (warning)"));
    assert_eq!(shown(3, 0), "");
    editor.change(uri, 2, "[client]\ntype = \"non-browser-based\"\nname = \"A\"\nhomepage_url = \"https://ACME.com:443/x\"\n");
    let answer = editor.request("textDocument/hover", Editor::at(uri, 3, 25));
    assert!(
        answer["result"]["contents"]["value"]
            .as_str()
            .unwrap()
            .contains("Browsers send `https://acme.com/x`."),
        "{answer}"
    );
}

#[test]
fn the_outline_links_folds_selections_and_tokens_are_those_of_the_text() {
    let mut editor = Editor::in_folder(None, &json!({}), &json!({}));
    let uri = "file:///cliq-client.toml";
    editor.open(
        uri,
        "[client]\ntype = \"server-based\"\nname = \"Acme\"\nredirect_uris = [\n  \"https://acme.com:8080/cb?x=1\",\n]\n",
    );
    let document = json!({ "textDocument": { "uri": uri } });
    let symbols = editor.request("textDocument/documentSymbol", document.clone())["result"].clone();
    assert_eq!(
        (symbols[0]["name"].as_str(), symbols[0]["children"].as_array().unwrap().len()),
        (Some("Acme"), 3)
    );
    let links = editor.request("textDocument/documentLink", document.clone())["result"].clone();
    assert_eq!(links[0]["target"], "https://acme.com:8080/cb?x=1");
    let folds = editor.request("textDocument/foldingRange", document.clone())["result"].clone();
    assert_eq!(folds, json!([{ "startLine": 0, "endLine": 5 }, { "startLine": 3, "endLine": 5 }]));
    let selection = editor.request(
        "textDocument/selectionRange",
        json!({ "textDocument": { "uri": uri }, "positions": [{ "line": 4, "character": 5 }] }),
    )["result"][0]
        .clone();
    assert_eq!(
        selection["range"],
        json!({ "start": { "line": 4, "character": 3 }, "end": { "line": 4, "character": 31 } })
    );
    let data =
        editor.request("textDocument/semanticTokens/full", document)["result"]["data"].clone();
    let expected = [
        [1, 0, 4, 0],
        [0, 8, 12, 1],
        [1, 0, 4, 0],
        [1, 0, 13, 0],
        [1, 3, 5, 2],
        [0, 8, 8, 3],
        [0, 9, 4, 4],
        [0, 8, 3, 5],
    ];
    let expected: Vec<i64> = expected
        .iter()
        .flat_map(|[line, start, length, kind]| [*line, *start, *length, *kind, 0])
        .collect();
    assert_eq!(data, json!(expected));
}

#[test]
fn actions_offer_each_fix_all_of_a_rule_allowing_and_the_page() {
    let capabilities = json!({ "workspace": { "workspaceEdit": { "documentChanges": true } }, "window": { "showDocument": { "support": true } } });
    let mut editor = Editor::in_folder(None, &capabilities, &json!({}));
    let uri = "file:///cliq-client.toml";
    let text = "[client]\ntype = \"server-based\"\nname = \"A\"\nhomepage_url = \"HTTPS://acme.com\"\nredirect_uris = [\"https:/acme.com/cb\"]\n";
    editor.open(uri, text);
    let range =
        json!({ "start": { "line": 3, "character": 20 }, "end": { "line": 3, "character": 20 } });
    let actions = |editor: &mut Editor, only: Value| {
        editor.request(
            "textDocument/codeAction",
            json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": [], "only": only } }),
        )["result"]
            .as_array()
            .unwrap()
            .clone()
    };
    let quick = actions(&mut editor, Value::Null);
    let titles: Vec<&str> = quick.iter().map(|action| action["title"].as_str().unwrap()).collect();
    assert_eq!(
        titles,
        [
            "write `https://`",
            "fix all invalid-uri-scheme in this file",
            "allow invalid-uri-scheme here",
            "allow invalid-uri-scheme in this file",
            "open the page of invalid-uri-scheme"
        ]
    );
    assert_eq!(quick[0]["isPreferred"], true);
    assert_eq!(edited(text, &quick[0], 1), text.replace("HTTPS", "https"));
    let replacement =
        text.replace("HTTPS", "https").replace("https:/acme.com/cb", "https://acme.com/cb");
    assert_eq!(edited(text, &quick[1], 1), replacement);
    assert!(
        edited(text, &quick[2], 1)
            .contains("\"HTTPS://acme.com\" # cliq-lint: allow(invalid-uri-scheme)\n")
    );
    assert!(
        edited(text, &quick[3], 1)
            .starts_with("# cliq-lint: allow(invalid-uri-scheme)\n\n[client]")
    );
    let all = actions(&mut editor, json!(["source.fixAll"]));
    assert_eq!((all.len(), all[0]["kind"].as_str()), (1, Some("source.fixAll.cliq-lint")));
    assert_eq!(edited(text, &all[0], 1), replacement);
    assert_eq!(actions(&mut editor, json!(["refactor"])), [Value::Null; 0]);
    editor.request(
        "workspace/executeCommand",
        json!({ "command": "cliq-lint.openPage", "arguments": ["insecure-http"] }),
    );
    let page = editor.wait(|message| message["method"] == "window/showDocument");
    assert!(page["params"]["uri"].as_str().unwrap().ends_with("#insecure-http"));
}

#[test]
fn a_document_keeps_the_address_that_the_client_gave_it() {
    let mut editor = Editor::in_folder(None, &versioned(), &json!({}));
    for uri in [
        "file:///c%3A/a%20b/cliq-client.toml",
        "file:///C:/a b/cliq-client.toml",
        "file:///ü[1]/cliq-client.toml",
        "file:/x/cliq-client.toml",
        "vscode-notebook-cell:/x/cliq-client.toml#c1",
    ] {
        editor.open(uri, "[client]\ntype = \"self-client\"\nname = \"a!\"\n");
        assert_eq!(codes(&editor.pushed(uri, &json!(1))), ["invalid-client-name"], "{uri}");
        let range = json!({ "start": { "line": 2, "character": 0 }, "end": { "line": 2, "character": 12 } });
        let actions = editor.request(
            "textDocument/codeAction",
            json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": [] } }),
        );
        assert_eq!(actions["result"][0]["edit"]["documentChanges"][0]["textDocument"]["uri"], uri);
    }
    editor.open("untitled:Untitled-1", "[client]\n");
    assert_eq!(
        editor.request("textDocument/hover", Editor::at("untitled:Untitled-1", 0, 0))["result"],
        Value::Null
    );
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
        let mut editor = Editor::in_folder(None, &json!({}), &json!({}));
        editor.open(opened, "");
        editor.change(changed, 2, "[client]\ntype = \"self-client\"\nname = \"a!\"\n");
        assert_eq!(codes(&editor.pushed(opened, &json!(2))), ["invalid-client-name"]);
        let hover = editor.request("textDocument/hover", Editor::at(hovered, 1, 1));
        assert!(hover["result"].is_object(), "{hover}");
        editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": hovered } }));
        assert_eq!(editor.pushed(opened, &Value::Null), [Value::Null; 0]);
    }
}

#[test]
fn what_is_no_message_gets_an_error_and_the_session_goes_on() {
    let mut editor = Editor::started();
    let early = editor.request("textDocument/hover", Editor::at("file:///x", 0, 0));
    assert_eq!(early["error"]["code"], -32002);
    editor.request("initialize", json!({ "processId": null, "rootUri": null, "capabilities": {} }));
    editor.notify("initialized", json!({}));
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
        editor.raw(bytes);
        let answer =
            editor.wait(|message| message["id"].is_null() && message.get("error").is_some());
        assert_eq!(answer["error"]["code"], code, "{}", String::from_utf8_lossy(bytes));
    }
    for (method, params, code) in [
        ("no/suchMethod", json!({}), -32601),
        ("$/noSuchMethod", json!({}), -32601),
        ("textDocument/hover", json!({ "textDocument": 3 }), -32602),
        ("textDocument/hover", json!([]), -32602),
        ("workspace/executeCommand", json!({ "command": "rm" }), -32602),
    ] {
        assert_eq!(editor.request(method, params)["error"]["code"], code, "{method}");
    }
    let uri = "file:///cliq-client.toml";
    editor.notify("no/suchNotification", json!({}));
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    editor.change(uri, 7, "never opened");
    assert_eq!(
        editor.request("textDocument/completion", Editor::at(uri, 0, 0))["result"],
        Value::Null
    );
    editor.raw(b"Content-Length: 132\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":{\"uri\":\"file:///cliq-client.toml\",\"languageId\":\"\",\"version\":1,");
    editor.raw(b"Content-Length: 0\r\n\r\n");
    editor.open(uri, "[client]\ntype = \"self-client\"\nname = \"A\"\n");
    editor.notify("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [{ "range": { "start": { "line": 99, "character": 99 }, "end": { "line": 5, "character": 5 } }, "text": "name = 2" }] }));
    assert_eq!(codes(&editor.pushed(uri, &json!(2))), ["invalid-toml"]);
    assert_eq!(editor.request("shutdown", Value::Null).get("result"), Some(&Value::Null));
    assert_eq!(
        editor.request("textDocument/hover", Editor::at(uri, 0, 0))["error"]["code"],
        -32600
    );
    editor.notify("exit", Value::Null);
    assert_eq!(editor.child.wait().unwrap().code(), Some(0));
}

#[test]
fn only_what_the_client_can_use_is_advertised() {
    let advertised = |capabilities: Value| {
        let mut editor = Editor::started();
        let answer = editor.request(
            "initialize",
            json!({ "processId": null, "rootUri": null, "capabilities": capabilities }),
        );
        let mut names: Vec<String> =
            answer["result"]["capabilities"].as_object().unwrap().keys().cloned().collect();
        names.sort();
        names
    };
    assert_eq!(advertised(json!({})), ["positionEncoding", "textDocumentSync"]);
    let all = json!({
        "textDocument": {
            "diagnostic": {}, "completion": {}, "hover": {}, "documentLink": {}, "foldingRange": {}, "selectionRange": {}, "inlayHint": {},
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "semanticTokens": { "requests": {}, "tokenTypes": [], "tokenModifiers": [], "formats": ["relative"] },
        },
        "window": { "showDocument": { "support": true } },
        "workspace": { "workspaceFolders": true },
    });
    let expected = [
        "codeActionProvider",
        "completionProvider",
        "diagnosticProvider",
        "documentLinkProvider",
        "documentSymbolProvider",
        "executeCommandProvider",
        "foldingRangeProvider",
        "hoverProvider",
        "inlayHintProvider",
        "positionEncoding",
        "selectionRangeProvider",
        "semanticTokensProvider",
        "textDocumentSync",
        "workspace",
    ];
    assert_eq!(advertised(all), expected);
}

#[test]
fn folders_come_and_go() {
    let (one, other) = (Folder::with(&[]), Folder::with(&[("cliq-client.toml", FAULTY)]));
    let mut editor = Editor::in_folder(Some(&one), &json!({}), &json!({}));
    let added = json!([{ "uri": uri(&other, ""), "name": "other" }]);
    editor.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": { "added": added, "removed": [] } }),
    );
    assert!(!editor.pushed(&uri(&other, "cliq-client.toml"), &Value::Null).is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn the_server_ends_when_the_process_of_its_client_is_gone() {
    let mut process = Command::new("sleep").arg("60").spawn().unwrap();
    let mut editor = Editor::started();
    editor.request(
        "initialize",
        json!({ "processId": process.id(), "rootUri": null, "capabilities": {} }),
    );
    process.kill().unwrap();
    process.wait().unwrap();
    assert_eq!(editor.child.wait().unwrap().code(), Some(1));
}

#[test]
fn the_log_goes_to_its_file_and_not_to_the_client() {
    let folder = Folder::with(&[]);
    let log = folder.path("server.log");
    let ran = folder.run_with_stdin(
        &["lsp", "--log-level", "debug", "--log-file", log.to_str().unwrap()],
        "Content-Length: 2\r\n\r\n{}",
    );
    assert_eq!(ran.code, Some(1));
    assert!(
        !ran.stdout.contains("DEBUG") && folder.read("server.log").contains("received"),
        "{ran:?}"
    );
    assert_eq!(folder.run(&["lsp", "--log-file", "/no/such/folder/x"]).code, Some(2));
    let help = folder.run(&["lsp", "--help"]).stdout;
    assert!(
        ["Neovim", "Helix", "Emacs", "Vim", "Sublime", "Kate", "initializationOptions"]
            .iter()
            .all(|name| help.contains(name)),
        "{help}"
    );
}

#[test]
fn half_of_a_character_does_not_leave_the_document_behind() {
    let mut editor = Editor::in_folder(None, &json!({}), &json!({}));
    let uri = "file:///cliq-client.toml";
    editor.open(uri, "");
    let body = format!(
        "{{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didChange\",\"params\":{{\"textDocument\":{{\"uri\":\"{uri}\",\"version\":2}},\"contentChanges\":[{{\"text\":\"[client]\\ntype = \\\"self-client\\\"\\nname = \\\"\\ud83d\\\"\\n\"}}]}}}}"
    );
    editor.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    assert_eq!(codes(&editor.pushed(uri, &json!(2))), ["invalid-client-name"]);
}

#[test]
fn the_server_ends_with_its_client() {
    let mut gone = Editor::in_folder(None, &json!({}), &json!({}));
    gone.stdin = None;
    assert_eq!(gone.child.wait().unwrap().code(), Some(1), "the input ended without a shutdown");
    let mut rude = Editor::in_folder(None, &json!({}), &json!({}));
    rude.notify("exit", Value::Null);
    assert_eq!(rude.child.wait().unwrap().code(), Some(1));
    let mut cut = Editor::in_folder(None, &json!({}), &json!({}));
    cut.raw(b"Content-Length: 100\r\n\r\n{\"jsonrpc\"");
    cut.stdin = None;
    assert_eq!(cut.child.wait().unwrap().code(), Some(1));
    let mut piped = Editor::started();
    let id =
        piped.ask("initialize", json!({ "processId": null, "rootUri": null, "capabilities": {} }));
    piped.notify("initialized", json!({}));
    piped.open("file:///cliq-client.toml", "[client]\ntype = \"self-client\"\n");
    let hover = piped.ask("textDocument/hover", Editor::at("file:///cliq-client.toml", 1, 1));
    let shutdown = piped.ask("shutdown", Value::Null);
    piped.notify("exit", Value::Null);
    for id in [id, hover, shutdown] {
        assert!(
            piped.wait(|message| message["id"] == id).get("result").is_some(),
            "a session that is sent at once is answered in order"
        );
    }
    assert_eq!(piped.child.wait().unwrap().code(), Some(0));
}
