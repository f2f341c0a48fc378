//! Any bytes on the server's input end in an exit, and any edits of a document leave it as a fresh
//! session has it.

#![no_main]

use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex};

use cliq_lint::lsp::serve;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

const URI: &str = "file:///cliq-client.toml";

fuzz_target!(|bytes: &[u8]| {
    let _ = serve(Cursor::new(bytes.to_vec()), std::io::sink());
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    // Every line is typed over a range that the line before it chose.
    let mut edited = String::new();
    let mut edits = Vec::new();
    for line in text.split_inclusive('\n').take(20) {
        let length = edited.chars().count();
        let seed: usize = line.bytes().map(usize::from).sum();
        let (start, removed) = (seed % (length + 1), seed % 7);
        let end = (start + removed).min(length);
        let [start, end] = [start, end].map(|index| outside_line_break(&edited, index));
        edits.push(json!({ "range": range(&edited, start, end), "text": line }));
        let at = |index: usize| edited.char_indices().nth(index).map_or(edited.len(), |(at, _)| at);
        let (start, end) = (at(start), at(end));
        edited.replace_range(start..end, line);
    }
    let opened = session("", &edits);
    let fresh = session(&edited, &[]);
    assert_eq!(opened, fresh, "{edited:?}");
});

/// A place between CR and LF as the one before both: a position cannot be between them.
fn outside_line_break(text: &str, index: usize) -> usize {
    let mut around = text.chars().skip(index.saturating_sub(1));
    let is_inside = index > 0 && around.next() == Some('\r') && around.next() == Some('\n');
    index - usize::from(is_inside)
}

/// The range between two characters, in UTF-16 code units; LSP breaks lines at \n, \r\n and \r.
fn range(text: &str, start: usize, end: usize) -> Value {
    let position = |index: usize| {
        let before: String = text.chars().take(index).collect();
        let lines = before.replace("\r\n", "\n").replace('\r', "\n");
        let line = lines.matches('\n').count();
        let last = lines.rsplit('\n').next().unwrap_or_default();
        json!({ "line": line, "character": last.encode_utf16().count() })
    };
    json!({ "start": position(start), "end": position(end) })
}

/// The diagnostics of a document after edits.
fn session(text: &str, edits: &[Value]) -> Value {
    let mut messages = vec![
        request(
            1,
            "initialize",
            json!({ "capabilities": {
            "textDocument": { "diagnostic": {} }
        } }),
        ),
        notification("initialized", json!({})),
        notification(
            "textDocument/didOpen",
            json!({ "textDocument": {
            "uri": URI, "languageId": "toml", "version": 1, "text": text
        } }),
        ),
    ];
    for (edit, version) in edits.iter().zip(2..) {
        messages.push(notification(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": URI, "version": version }, "contentChanges": [edit]
            }),
        ));
    }
    messages.push(notification("textDocument/didSave", json!({ "textDocument": { "uri": URI } })));
    messages.push(request(2, "textDocument/diagnostic", json!({ "textDocument": { "uri": URI } })));
    messages.push(request(3, "shutdown", Value::Null));
    messages.push(notification("exit", Value::Null));
    let input: String = messages.iter().map(frame).collect();
    let output = Output::default();
    serve(Cursor::new(input.into_bytes()), output.clone()).expect("the server starts");
    let output = output.0.lock().unwrap();
    let pulled = messages_of(&output).find(|message| message["id"] == 2);
    pulled.expect("a response")["result"]["items"].clone()
}

/// The messages that the server has sent.
fn messages_of(mut output: &[u8]) -> impl Iterator<Item = Value> {
    std::iter::from_fn(move || {
        let end = output.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
        let header = std::str::from_utf8(&output[..end]).ok()?;
        let length: usize = header.strip_prefix("Content-Length: ")?.parse().ok()?;
        let (body, rest) = output[end + 4..].split_at(length);
        output = rest;
        serde_json::from_slice(body).ok()
    })
}

fn request(id: u32, method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })
}

fn notification(method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "method": method, "params": params })
}

fn frame(message: &Value) -> String {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
