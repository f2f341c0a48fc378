//! A headless editor that starts the server, sends messages and waits for specific responses.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tower_lsp::lsp_types::Url;

use crate::support::Folder;

/// How long to wait for a message from the server before failing the test.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Editor {
    pub child: Child,
    /// `None` after it is closed.
    pub stdin: Option<ChildStdin>,
    /// Messages that were received but not waited for yet.
    pub received: VecDeque<Value>,
    /// The editor's response to `workspace/configuration`.
    pub settings: Value,
    incoming: Receiver<Value>,
    last_id: i64,
    /// Messages to send on [`Self::release`].
    held: Option<Vec<u8>>,
}

impl Editor {
    /// Starts a server without sending anything.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts a server with these options.
    pub fn start_with(options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cliq-lint"));
        command
            .arg("lsp")
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let stdin = child.stdin.take();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, incoming) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read_message(&mut stdout) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            stdin,
            received: VecDeque::new(),
            settings: Value::Null,
            incoming,
            last_id: 0,
            held: None,
        }
    }

    /// Starts a session with these editor capabilities and no folder.
    pub fn with(capabilities: Value) -> Self {
        let mut editor = Self::start();
        editor.initialize(json!({ "capabilities": capabilities }));
        editor
    }

    /// Starts a session with these editor capabilities in a folder.
    pub fn in_folder(folder: &Folder, capabilities: Value) -> Self {
        let mut editor = Self::start();
        editor.initialize(
            json!({ "workspaceFolders": [workspace_folder(folder)], "capabilities": capabilities }),
        );
        editor
    }

    /// Initializes the session. Returns the result of `initialize`.
    pub fn initialize(&mut self, mut params: Value) -> Value {
        for (key, default) in [("processId", Value::Null), ("rootUri", Value::Null)] {
            params.as_object_mut().unwrap().entry(key).or_insert(default);
        }
        let result = self.request("initialize", params);
        self.notify("initialized", json!({}));
        result
    }

    /// Holds messages back until [`Self::release`].
    pub fn hold(&mut self) {
        self.held = Some(Vec::new());
    }

    /// Sends all held messages at once.
    pub fn release(&mut self) {
        let held = self.held.take().unwrap();
        self.send_bytes(&held);
    }

    pub fn send_bytes(&mut self, bytes: &[u8]) {
        match &mut self.held {
            Some(held) => held.extend(bytes),
            None => self.stdin.as_mut().unwrap().write_all(bytes).unwrap(),
        }
    }

    pub fn send_text(&mut self, body: &str) {
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        let message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        self.send_text(&message.to_string());
    }

    /// Sends a request without waiting for the response. Returns its id.
    pub fn send_request(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        let id = self.last_id;
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.send_text(&message.to_string());
        id
    }

    #[track_caller]
    pub fn wait_for_response(&mut self, id: i64) -> Value {
        self.wait_for(|message| message["id"] == id && message.get("method").is_none())
    }

    /// Sends a request and returns its result.
    #[track_caller]
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.send_request(method, params);
        let mut response = self.wait_for_response(id);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].take()
    }

    /// Sends a request and returns the error code of the response.
    #[track_caller]
    pub fn request_error(&mut self, method: &str, params: Value) -> Value {
        let id = self.send_request(method, params);
        self.wait_for_response(id)["error"]["code"].take()
    }

    /// Waits for the first message that satisfies `is_wanted`. Responds to the server's requests
    /// and keeps other messages.
    #[track_caller]
    pub fn wait_for(&mut self, is_wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.received.iter().position(&is_wanted) {
            return self.received.remove(at).unwrap();
        }
        loop {
            let message = self.incoming.recv_timeout(PATIENCE).expect("the server sends a message");
            if message.get("method").is_some() && message.get("id").is_some() {
                let result = if message["method"] == "workspace/configuration" {
                    json!([self.settings])
                } else {
                    Value::Null
                };
                let response = json!({ "jsonrpc": "2.0", "id": message["id"], "result": result });
                self.send_text(&response.to_string());
            }
            if is_wanted(&message) {
                return message;
            }
            self.received.push_back(message);
        }
    }

    #[track_caller]
    pub fn wait_for_method(&mut self, method: &str) -> Value {
        self.wait_for(|message| message["method"] == method)
    }

    pub fn open(&mut self, uri: &str, text: &str) {
        self.notify(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": uri, "languageId": "toml", "version": 1, "text": text } }),
        );
    }

    pub fn change(&mut self, uri: &str, version: i64, text: &str) {
        self.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": uri, "version": version },
                "contentChanges": [{ "text": text }],
            }),
        );
    }

    /// Notifies the server that a file was created, changed or removed.
    pub fn notify_file_change(&mut self, uri: &str) {
        let change = json!({ "uri": uri, "type": 2 });
        self.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    }

    /// Waits for the diagnostics that the server publishes for a version of a document, or for a
    /// file if there is no version.
    #[track_caller]
    pub fn published(&mut self, uri: &str, version: impl Into<Option<i64>>) -> Vec<Value> {
        let version = version.into().map_or(Value::Null, Value::from);
        let mut message = self.wait_for(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        match message["params"]["diagnostics"].take() {
            Value::Array(diagnostics) => diagnostics,
            other => panic!("{other} is not a list"),
        }
    }

    /// Waits for published diagnostics and returns their rules.
    #[track_caller]
    pub fn published_rules(&mut self, uri: &str, version: impl Into<Option<i64>>) -> Vec<String> {
        rules(&self.published(uri, version))
    }

    /// Sends a request for a position in a document and returns its result.
    #[track_caller]
    pub fn request_at(&mut self, method: &str, uri: &str, line: usize, character: usize) -> Value {
        self.request(method, at(uri, line, character))
    }

    /// Sends a request for a whole document and returns its result.
    #[track_caller]
    pub fn request_for(&mut self, method: &str, uri: &str) -> Value {
        self.request(method, json!({ "textDocument": { "uri": uri } }))
    }

    /// Returns the code actions for a range, limited to the kinds in `only` if given.
    #[track_caller]
    pub fn code_actions(&mut self, uri: &str, range: &Value, only: Value) -> Vec<Value> {
        let context = json!({ "diagnostics": [], "only": only });
        let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
        match self.request("textDocument/codeAction", params) {
            Value::Array(actions) => actions,
            other => panic!("{other} is not a list"),
        }
    }

    /// Ends the session. Returns the exit status.
    pub fn shut_down(mut self) -> Option<i32> {
        assert_eq!(self.request("shutdown", Value::Null), Value::Null);
        self.notify("exit", Value::Null);
        self.child.wait().unwrap().code()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // Killing a server that has already ended fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads the server's next message; `None` at the end.
fn read_message(stdout: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    let mut line = String::new();
    while stdout.read_line(&mut line).unwrap_or(0) > 0 && !line.trim().is_empty() {
        if let Some(digits) = line.trim().strip_prefix("Content-Length: ") {
            length = digits.parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    stdout.read_exact(&mut body).ok()?;
    (length > 0).then(|| serde_json::from_slice(&body).unwrap())
}

/// Returns the URI of a file in a folder.
pub fn uri(folder: &Folder, path: &str) -> String {
    Url::from_file_path(folder.path(path)).unwrap().to_string()
}

pub fn workspace_folder(folder: &Folder) -> Value {
    json!({ "uri": uri(folder, ""), "name": "test" })
}

/// Returns the parameters of a request for a position in a document.
pub fn at(uri: &str, line: usize, character: usize) -> Value {
    json!({
        "textDocument": { "uri": uri },
        "position": { "line": line, "character": character },
    })
}

/// Returns a range within one line.
pub fn range(line: usize, start: usize, end: usize) -> Value {
    json!({
        "start": { "line": line, "character": start },
        "end": { "line": line, "character": end },
    })
}

/// Returns the rules of diagnostics.
pub fn rules(diagnostics: &[Value]) -> Vec<String> {
    diagnostics.iter().map(|found| found["code"].as_str().unwrap().to_owned()).collect()
}

/// Returns the text after applying a code action, which must edit this version of a single
/// document.
#[track_caller]
pub fn apply_action(text: &str, action: &Value, version: i64) -> String {
    let changes = action["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{action}");
    assert_eq!(changes[0]["textDocument"]["version"], version, "{action}");
    let mut edits: Vec<(usize, usize, &str)> = changes[0]["edits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| {
            let offset = |end: &str| offset_of(text, &edit["range"][end]);
            (offset("start"), offset("end"), edit["newText"].as_str().unwrap())
        })
        .collect();
    edits.sort_unstable();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}

/// Converts a position in UTF-16 code units to a byte offset.
fn offset_of(text: &str, position: &Value) -> usize {
    let number = |key: &str| usize::try_from(position[key].as_u64().unwrap()).unwrap();
    let line_start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
    let mut units = 0;
    for (at, character) in text[line_start..].char_indices() {
        if units == number("character") {
            return line_start + at;
        }
        units += character.len_utf16();
    }
    text.len()
}
