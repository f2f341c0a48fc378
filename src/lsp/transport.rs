//! Message framing: converts bytes to messages and back, and creates error responses for malformed
//! input.

use std::io::{BufRead, BufReader, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

use super::editor_uris::EditorUris;
use super::outbox::{Outbox, Outgoing};
use super::snippet_edits::keep_declaration;

/// The maximum message size, in bytes.
const MAX_MESSAGE: usize = 64 << 20;

/// The maximum length of a header line, in bytes; longer lines are read in parts.
const MAX_HEADER_LINE: u64 = 8 << 10;

/// The maximum number of messages that are read ahead.
const MAX_READ_AHEAD: usize = 256;

/// A message from the editor.
pub(super) enum Incoming {
    /// A request or a notification.
    Request(Request),
    /// The response to a request of the server.
    Response(Response),
    /// Malformed input; holds the error response to send.
    Invalid(Response),
}

/// Both directions of a session.
pub(super) struct Connection {
    /// The messages from the editor; ends at the end of the input.
    pub incoming: mpsc::Receiver<Incoming>,
    /// The messages to the editor.
    pub outbox: Outbox,
    /// Resolves when all messages of the closed outbox have been written.
    pub flushed: oneshot::Receiver<()>,
}

/// Starts a reader thread and a writer thread, because there is no portable way to wait for
/// standard input and output without blocking.
pub(super) fn connect(
    reader: impl Read + Send + 'static,
    writer: impl Write + Send + 'static,
) -> Connection {
    let uris = Arc::new(Mutex::new(EditorUris::default()));
    let outbox = Outbox::default();
    Connection {
        incoming: spawn_reader(reader, uris.clone()),
        flushed: spawn_writer(writer, outbox.clone(), uris),
        outbox,
    }
}

fn spawn_reader(
    reader: impl Read + Send + 'static,
    uris: Arc<Mutex<EditorUris>>,
) -> mpsc::Receiver<Incoming> {
    let (sender, receiver) = mpsc::channel(MAX_READ_AHEAD);
    thread::spawn(move || {
        let mut reader = BufReader::with_capacity(64 << 10, reader);
        loop {
            let message = match read_frame(&mut reader) {
                Frame::Body(body) => parse_message(&body, &uris),
                Frame::Invalid(reason) => invalid_frame(reason),
                Frame::End => break,
            };
            if sender.blocking_send(message).is_err() {
                break;
            }
        }
    });
    receiver
}

fn spawn_writer(
    mut writer: impl Write + Send + 'static,
    outbox: Outbox,
    uris: Arc<Mutex<EditorUris>>,
) -> oneshot::Receiver<()> {
    let (sender, flushed) = oneshot::channel();
    thread::spawn(move || {
        while let Some(message) = outbox.take() {
            let body = serialize_message(&message, &uris);
            let header = format!("Content-Length: {}\r\n\r\n", body.len());
            let frame = [header.as_bytes(), body.as_bytes()].concat();
            if writer.write_all(&frame).and_then(|()| writer.flush()).is_err() {
                // The editor is gone, so the input has ended as well.
                outbox.close();
                break;
            }
        }
        // Nobody receives this if the server has stopped waiting.
        let _ = sender.send(());
    });
    flushed
}

/// A frame.
enum Frame {
    /// The body of a frame.
    Body(Vec<u8>),
    /// A header without an acceptable body length; holds the reason.
    Invalid(&'static str),
    /// The end of the input.
    End,
}

fn read_frame(reader: &mut impl BufRead) -> Frame {
    match read_header(reader) {
        Header::Length(length) if length > MAX_MESSAGE => {
            Frame::Invalid("the message is too large")
        }
        Header::Length(length) => {
            let mut body = Vec::new();
            match reader.by_ref().take(length as u64).read_to_end(&mut body) {
                Ok(read) if read == length => Frame::Body(body),
                _ => Frame::End,
            }
        }
        Header::Invalid(reason) => Frame::Invalid(reason),
        Header::End => Frame::End,
    }
}

/// A parsed header.
enum Header {
    /// The length of the body, in bytes.
    Length(usize),
    /// No acceptable length; holds the reason.
    Invalid(&'static str),
    /// The input ended before the header did.
    End,
}

/// Reads lines up to the empty line that ends a header. Accepts a valid `Content-Length` in any
/// line, so that the reader can resynchronize after malformed input.
fn read_header(reader: &mut impl BufRead) -> Header {
    let mut length = None;
    let mut problem = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        match reader.by_ref().take(MAX_HEADER_LINE).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return Header::End,
            Ok(_) => {}
        }
        let field = line.trim_ascii();
        if !field.is_empty() {
            match content_length(field) {
                Some(Ok(bytes)) => length = Some(bytes),
                Some(Err(reason)) => problem = Some(reason),
                None if field.contains(&b':') => {
                    problem.get_or_insert("the header has no Content-Length");
                }
                None => problem = Some("a header line has no `:`"),
            }
        } else if let Some(length) = length {
            return Header::Length(length);
        } else if let Some(reason) = problem {
            return Header::Invalid(reason);
        }
    }
}

/// Returns the value of `Content-Length`, which may be anywhere in the line, because the rest of an
/// incomplete message may precede it. Returns `None` if the line does not contain the name.
fn content_length(line: &[u8]) -> Option<Result<usize, &'static str>> {
    let name = b"content-length:";
    let start = line.windows(name.len()).position(|part| part.eq_ignore_ascii_case(name))?;
    let value = std::str::from_utf8(&line[start + name.len()..]).ok();
    let bytes = value.and_then(|value| value.trim().parse().ok());
    Some(bytes.ok_or("the value of Content-Length is not a number"))
}

fn invalid_frame(reason: &'static str) -> Incoming {
    tracing::warn!(reason, "skipped an invalid frame");
    invalid(Id::Null, Error { message: reason.into(), ..Error::parse_error() })
}

fn invalid(id: Id, error: Error) -> Incoming {
    Incoming::Invalid(Response::from_error(id, error))
}

fn parse_message(body: &[u8], uris: &Mutex<EditorUris>) -> Incoming {
    let Some(mut message) = parse_json(body) else {
        tracing::warn!("skipped a message that is not JSON");
        return invalid(Id::Null, Error::parse_error());
    };
    normalize_message(&mut message);
    uris.lock().unwrap_or_else(PoisonError::into_inner).normalize(&mut message);
    tracing::debug!(method = message["method"].as_str(), "received");
    let id = message.get("id").and_then(|id| serde_json::from_value::<Id>(id.clone()).ok());
    let parsed = if message.get("method").is_some() {
        serde_json::from_value(message).map(Incoming::Request)
    } else {
        serde_json::from_value(message).map(Incoming::Response)
    };
    parsed.unwrap_or_else(|_| invalid(id.unwrap_or(Id::Null), Error::invalid_request()))
}

fn parse_json(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body)
        .or_else(|_| serde_json::from_slice(&replace_lone_surrogates(body)))
        .ok()
}

/// Replaces escaped lone surrogates with U+FFFD. Editors send half of a character while it is being
/// split.
fn replace_lone_surrogates(json: &[u8]) -> Vec<u8> {
    let unit = |at: usize| -> Option<u16> {
        let digits = json.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut repaired = Vec::with_capacity(json.len());
    let mut at = 0;
    while at < json.len() {
        let length = match unit(at) {
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => {
                repaired.extend(b"\\ufffd");
                at += 6;
                continue;
            }
            _ if json[at] == b'\\' => 2,
            _ => 1,
        };
        let end = (at + length).min(json.len());
        repaired.extend(&json[at..end]);
        at = end;
    }
    repaired
}

/// Rewrites parts of a message that the standard or editors spell differently from tower-lsp and
/// its types.
fn normalize_message(message: &mut Value) {
    // Editors send `"params": null` for methods without parameters, which tower-lsp rejects.
    if let Some(members) = message.as_object_mut()
        && members.get("params").is_some_and(Value::is_null)
    {
        members.remove("params");
    }
    if let Some(capabilities) = message.pointer_mut("/params/capabilities") {
        keep_declaration(capabilities);
    }
    // The standard's `workspace.diagnostics` is called `diagnostic` in the types.
    if let Some(workspace) =
        message.pointer_mut("/params/capabilities/workspace").and_then(Value::as_object_mut)
        && let Some(diagnostics) = workspace.remove("diagnostics")
    {
        workspace.insert("diagnostic".to_owned(), diagnostics);
    }
}

fn serialize_message(message: &Outgoing, uris: &Mutex<EditorUris>) -> String {
    let lock = || uris.lock().unwrap_or_else(PoisonError::into_inner);
    let has_other_spellings = !lock().is_empty();
    let serialized = if has_other_spellings {
        serde_json::to_value(message).map(|mut message| {
            lock().restore(&mut message);
            message.to_string()
        })
    } else {
        serde_json::to_string(message)
    };
    serialized.expect("messages are made of JSON values")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(mut input: &[u8]) -> Vec<String> {
        let mut frames = Vec::new();
        loop {
            match read_frame(&mut input) {
                Frame::Body(body) => frames.push(String::from_utf8(body).unwrap()),
                Frame::Invalid(reason) => frames.push(reason.to_owned()),
                Frame::End => return frames,
            }
        }
    }

    #[test]
    fn header_names_ignore_case_and_other_fields_are_skipped() {
        let input = b"content-LENGTH:2\r\nContent-Type: x\r\n\r\n{}Content-Length: 3\n\n[1]";
        assert_eq!(frames(input), ["{}", "[1]"]);
    }

    #[test]
    fn a_frame_after_invalid_bytes_is_read() {
        assert_eq!(
            frames(b"nonsense\r\n\r\nContent-Length: 2\r\n\r\n{}"),
            ["a header line has no `:`", "{}"]
        );
        assert_eq!(frames(b"{\"half\": 1Content-Length: 2\r\n\r\n{}"), ["{}"]);
        assert_eq!(
            frames(b"Content-Length: 99999999999\r\n\r\nContent-Length: 2\r\n\r\n{}"),
            ["the message is too large", "{}"]
        );
        assert_eq!(
            frames(b"Content-Length: -5\r\n\r\n\r\nContent-Length: 2\r\n\r\n{}"),
            ["the value of Content-Length is not a number", "{}"]
        );
    }

    #[test]
    fn a_header_without_a_length_is_invalid() {
        assert_eq!(
            frames(b"Content-Type: x\r\n\r\n{}Content-Length: 2\r\n\r\n[]"),
            ["the header has no Content-Length", "[]"]
        );
    }

    #[test]
    fn input_that_ends_within_a_frame_has_no_message() {
        assert!(frames(b"Content-Length: 100\r\n\r\n{}").is_empty());
        assert!(frames(b"Content-Length: 2\r\n").is_empty());
    }

    fn parse(body: &str) -> Incoming {
        parse_message(body.as_bytes(), &Mutex::default())
    }

    /// Returns the id and error code of the response to a malformed message.
    #[track_caller]
    fn error(body: &str) -> (Id, i64) {
        let Incoming::Invalid(response) = parse(body) else { panic!("{body} is a message") };
        (response.id().clone(), response.error().unwrap().code.code())
    }

    #[test]
    fn json_that_is_not_a_message_gets_an_error_with_the_id_that_it_has() {
        assert_eq!(error("{"), (Id::Null, -32700));
        assert_eq!(error("[]"), (Id::Null, -32600));
        assert_eq!(error(r#"{"id":7,"method":"shutdown"}"#), (Id::Number(7), -32600));
        assert_eq!(error(r#"{"jsonrpc":"2.0","id":"a","method":3}"#), (Id::from("a"), -32600));
        assert_eq!(error(r#"{"jsonrpc":"2.0","id":{},"method":"shutdown"}"#), (Id::Null, -32600));
    }

    #[test]
    fn a_message_with_a_method_is_a_request_and_one_with_a_result_a_response() {
        assert!(matches!(parse(r#"{"jsonrpc":"2.0","method":"exit"}"#), Incoming::Request(_)));
        assert!(matches!(
            parse(r#"{"jsonrpc":"2.0","id":1,"result":null}"#),
            Incoming::Response(_)
        ));
    }

    #[test]
    fn null_counts_as_missing_parameters() {
        let message = r#"{"jsonrpc":"2.0","id":1,"method":"shutdown","params":null}"#;
        let Incoming::Request(request) = parse(message) else { panic!() };
        assert_eq!(request.params(), None);
    }

    #[test]
    fn the_standard_spelling_of_workspace_diagnostics_is_understood() {
        let mut message = serde_json::json!({ "params": { "capabilities": {
            "workspace": { "diagnostics": { "refreshSupport": true } },
        } } });
        normalize_message(&mut message);
        let workspace = &message["params"]["capabilities"]["workspace"];
        assert_eq!(*workspace, serde_json::json!({ "diagnostic": { "refreshSupport": true } }));
    }

    #[test]
    fn a_lone_surrogate_becomes_a_replacement_character() {
        let repaired = replace_lone_surrogates(br#"{"a":"\ud83d \ud83d\ude00 \\ud83d \udc00"}"#);
        assert_eq!(
            String::from_utf8(repaired).unwrap(),
            r#"{"a":"\ufffd \ud83d\ude00 \\ud83d \ufffd"}"#
        );
    }
}
