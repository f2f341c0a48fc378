//! Whole sessions within the process of the tests: messages in, messages out.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex};

use cliq_lint::lsp::serve;
use serde_json::{Value, json};

pub fn request(id: usize, method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })
}

pub fn notify(method: &str, params: Value) -> Vec<u8> {
    frame(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
}

pub fn frame(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// Runs a session with these messages until shutdown. Returns what the server sends, in order.
pub fn run(mut messages: Vec<Vec<u8>>) -> Vec<Value> {
    messages.push(frame(&request(1_000_000, "shutdown", Value::Null)));
    messages.push(notify("exit", Value::Null));
    let output = Output::default();
    assert_eq!(serve(Cursor::new(messages.concat()), output.clone()).unwrap(), 0);
    let output = std::mem::take(&mut *output.0.lock().unwrap());
    let mut rest = output.as_slice();
    let mut sent = Vec::new();
    while !rest.is_empty() {
        let end = rest.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        let header = std::str::from_utf8(&rest[..end]).unwrap();
        let length: usize = header.strip_prefix("Content-Length: ").unwrap().parse().unwrap();
        sent.push(serde_json::from_slice(&rest[end + 4..][..length]).unwrap());
        rest = &rest[end + 4 + length..];
    }
    sent
}

/// Returns the responses among messages, by id.
pub fn responses(sent: &[Value]) -> BTreeMap<i64, Value> {
    let responses = sent.iter().filter(|message| message.get("method").is_none());
    responses.filter_map(|message| Some((message["id"].as_i64()?, message.clone()))).collect()
}

/// A writer whose bytes can be read.
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
