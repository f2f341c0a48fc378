//! Messages between the client and tower-lsp's service, over any reader and writer.
//!
//! tower-lsp's own `serve` ends at the first bad frame, dies of a handler's panic, answers out of
//! order and does not end at `exit`; this loop answers what is bad with an error and goes on.
//! Notifications are handled in their order, and a request is begun before the next message is
//! read, so that it sees the text at its place in the order.

use std::io::{BufRead, Read, Write};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use futures::stream::FuturesUnordered;
use futures::{FutureExt, SinkExt, StreamExt};
use serde_json::Value;
use tokio::sync::mpsc;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::{ClientSocket, LanguageServer, LspService};
use tower_service::Service;

use super::editor_uris::EditorUris;

/// The longest message that is taken, in bytes.
const MAX_MESSAGE: usize = 64 << 20;

/// How long answers that are still being made may take when the server is to end.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// The messages on their way to the writer.
type Out = std::sync::mpsc::Sender<Value>;

/// What was read.
enum Frame {
    Message(Vec<u8>),
    /// What was wrong with the header.
    Invalid(&'static str),
    End,
}

/// Serves until `exit` or the end of the input. Whether the client had asked for the shutdown, as
/// an exit code: 0 or 1 (LSP 3.17, "Exit Notification").
pub async fn serve<S: LanguageServer>(
    reader: impl Read + Send + 'static,
    writer: impl Write + Send + 'static,
    service: LspService<S>,
    socket: ClientSocket,
) -> u8 {
    let mut frames = spawn_reader(reader);
    let uris = Arc::new(Mutex::new(EditorUris::default()));
    let (out, written) = spawn_writer(writer, uris.clone());
    let (mut requests, mut responses) = socket.split();
    let forwarded = out.clone();
    let pump = tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            send(&forwarded, &request);
        }
    });
    let mut service = service;
    let mut pending = FuturesUnordered::new();
    let mut is_shut_down = false;
    loop {
        let frame = tokio::select! {
            biased;
            Some(answer) = pending.next(), if !pending.is_empty() => {
                send_some(&out, answer);
                continue;
            }
            frame = frames.recv() => frame.unwrap_or(Frame::End),
        };
        let request = match read(frame, &uris) {
            Incoming::End => break,
            Incoming::Answer(response) => {
                // A service that has ended needs no answers.
                let _ = responses.send(response).await;
                continue;
            }
            Incoming::Invalid(error) => {
                send(&out, &error);
                continue;
            }
            Incoming::Request(request) => request,
        };
        if request.method().starts_with("$/") && request.id().is_some() {
            // tower-lsp leaves these without an answer, which only a notification may be.
            send_some(
                &out,
                request.id().cloned().map(|id| Response::from_error(id, Error::method_not_found())),
            );
            continue;
        }
        let ends = matches!(request.method(), "shutdown" | "exit");
        if ends {
            while let Ok(Some(answer)) = tokio::time::timeout(LAST_ANSWERS, pending.next()).await {
                send_some(&out, answer);
            }
        }
        if request.method() == "exit" {
            break;
        }
        let asks_to_end = request.method() == "shutdown";
        let waits = request.id().is_none() || request.method() == "initialize" || asks_to_end;
        let mut answer = Box::pin(dispatch(&mut service, request));
        if waits {
            let answer = answer.await;
            is_shut_down |= asks_to_end && answer.as_ref().is_some_and(Response::is_ok);
            send_some(&out, answer);
        } else {
            match futures::poll!(&mut answer) {
                Poll::Ready(answer) => send_some(&out, answer),
                Poll::Pending => pending.push(answer),
            }
        }
    }
    while let Ok(Some(answer)) = tokio::time::timeout(LAST_ANSWERS, pending.next()).await {
        send_some(&out, answer);
    }
    tokio::task::yield_now().await;
    pump.abort();
    let _ = pump.await;
    drop(out);
    let _ = tokio::time::timeout(LAST_ANSWERS, written).await;
    u8::from(!is_shut_down)
}

/// The answer to a request; a panic in its handler is an error of that request alone.
fn dispatch<S: LanguageServer>(
    service: &mut LspService<S>,
    request: Request,
) -> impl Future<Output = Option<Response>> + use<S> {
    let id = request.id().cloned();
    let call = service.call(request);
    AssertUnwindSafe(async move { call.await.unwrap_or(None) }).catch_unwind().map(move |answer| {
        answer.unwrap_or_else(|_| {
            tracing::error!("a request ended in a panic");
            id.map(|id| Response::from_error(id, Error::internal_error()))
        })
    })
}

/// What a frame holds.
enum Incoming {
    Request(Request),
    Answer(Response),
    Invalid(Response),
    End,
}

fn read(frame: Frame, uris: &Mutex<EditorUris>) -> Incoming {
    let bytes = match frame {
        Frame::End => return Incoming::End,
        Frame::Invalid(reason) => {
            tracing::warn!(reason, "a message is passed over");
            let error = Error { message: reason.into(), ..Error::parse_error() };
            return Incoming::Invalid(Response::from_error(Id::Null, error));
        }
        Frame::Message(bytes) => bytes,
    };
    let Ok(mut value) = serde_json::from_slice::<Value>(&bytes)
        .or_else(|_| serde_json::from_slice(&replace_lone_surrogates(&bytes)))
    else {
        tracing::warn!("a message is no JSON");
        return Incoming::Invalid(Response::from_error(Id::Null, Error::parse_error()));
    };
    normalize_message(&mut value);
    tracing::debug!(method = value["method"].as_str(), "received");
    uris.lock().unwrap_or_else(PoisonError::into_inner).note(&value);
    let id = value.get("id").and_then(|id| serde_json::from_value::<Id>(id.clone()).ok());
    let invalid = || {
        Incoming::Invalid(Response::from_error(id.unwrap_or(Id::Null), Error::invalid_request()))
    };
    if value.get("method").is_none() {
        return serde_json::from_value(value).map_or_else(|_| invalid(), Incoming::Answer);
    }
    serde_json::from_value(value).map_or_else(|_| invalid(), Incoming::Request)
}

/// Writes a message as tower-lsp and its types know it, where they differ from the standard.
fn normalize_message(message: &mut Value) {
    if let Some(members) =
        message.as_object_mut().filter(|members| members.get("params").is_some_and(Value::is_null))
    {
        // Clients write so what has no parameters; tower-lsp takes it for wrong ones.
        members.remove("params");
    }
    // The standard's `workspace.diagnostics` is `diagnostic` in the types.
    if let Some(capabilities) =
        message.pointer_mut("/params/capabilities/workspace").and_then(Value::as_object_mut)
        && let Some(diagnostics) = capabilities.remove("diagnostics")
    {
        capabilities.insert("diagnostic".to_owned(), diagnostics);
    }
}

/// The JSON with U+FFFD for each escape of half a character (a lone surrogate), which editors send
/// while one is cut in two.
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

fn send_some(out: &Out, answer: Option<Response>) {
    if let Some(answer) = answer {
        send(out, &answer);
    }
}

fn send(out: &Out, message: &impl serde::Serialize) {
    let body = serde_json::to_value(message).expect("a message has a JSON form");
    // Where the writer has ended, the client is gone, and the input ends too.
    let _ = out.send(body);
}

/// Reads frames on a thread of its own: standard input cannot be waited for in any other way
/// everywhere.
fn spawn_reader(reader: impl Read + Send + 'static) -> mpsc::Receiver<Frame> {
    let (sender, receiver) = mpsc::channel(256);
    std::thread::spawn(move || {
        let mut reader = std::io::BufReader::with_capacity(64 << 10, reader);
        loop {
            let frame = read_frame(&mut reader);
            let is_end = matches!(frame, Frame::End);
            if sender.blocking_send(frame).is_err() || is_end {
                break;
            }
        }
    });
    receiver
}

/// Writes messages on a thread of its own; the second value is there when all is written.
fn spawn_writer(
    mut writer: impl Write + Send + 'static,
    uris: Arc<Mutex<EditorUris>>,
) -> (Out, tokio::sync::oneshot::Receiver<()>) {
    let (sender, receiver) = std::sync::mpsc::channel::<Value>();
    let (done, written) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        for mut message in receiver {
            uris.lock().unwrap_or_else(PoisonError::into_inner).restore(&mut message);
            let body = message.to_string();
            let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
            frame.extend(body.into_bytes());
            if writer.write_all(&frame).and_then(|()| writer.flush()).is_err() {
                break;
            }
        }
        // The loop may have stopped waiting.
        let _ = done.send(());
    });
    (sender, written)
}

/// Reads a header and the message that it announces. What is no header is passed over until one
/// comes.
fn read_frame(reader: &mut impl BufRead) -> Frame {
    let mut length = None;
    let mut fault = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        match reader.by_ref().take(8192).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return Frame::End,
            Ok(_) => {}
        }
        let header = line.trim_ascii();
        if header.is_empty() {
            if length.is_some() || fault.is_some() {
                break;
            }
            continue;
        }
        let name = b"content-length:";
        let lower = header.to_ascii_lowercase();
        if let Some(at) = lower.windows(name.len()).position(|window| window == name) {
            let digits = std::str::from_utf8(&header[at + name.len()..]).ok();
            match digits.and_then(|digits| digits.trim().parse::<usize>().ok()) {
                Some(bytes) => length = Some(bytes),
                None => fault = Some("the Content-Length is no number"),
            }
        } else if !header.contains(&b':') {
            fault = Some("this is no header");
        }
    }
    let Some(length) = length else {
        return Frame::Invalid(fault.unwrap_or("the header has no Content-Length"));
    };
    if length > MAX_MESSAGE {
        return Frame::Invalid("the message is too large");
    }
    let mut body = Vec::new();
    match reader.by_ref().take(length as u64).read_to_end(&mut body) {
        Ok(read) if read == length => Frame::Message(body),
        _ => Frame::End,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use serde_json::json;
    use tower_lsp::lsp_types::{Hover, HoverParams, InitializeParams, InitializeResult};

    /// A server whose every hover is a panic.
    struct Panicking;

    #[tower_lsp::async_trait]
    impl LanguageServer for Panicking {
        async fn initialize(
            &self,
            _: InitializeParams,
        ) -> tower_lsp::jsonrpc::Result<InitializeResult> {
            Ok(InitializeResult::default())
        }

        async fn hover(&self, _: HoverParams) -> tower_lsp::jsonrpc::Result<Option<Hover>> {
            panic!("a defect")
        }

        async fn shutdown(&self) -> tower_lsp::jsonrpc::Result<()> {
            Ok(())
        }
    }

    /// A writer that many can look into.
    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn frame(message: &Value) -> Vec<u8> {
        let body = message.to_string();
        format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }

    #[test]
    fn a_panic_is_an_error_of_its_request_alone() {
        let place = json!({ "textDocument": { "uri": "file:///a" }, "position": { "line": 0, "character": 0 } });
        let input: Vec<u8> = [
            json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } }),
            json!({ "jsonrpc": "2.0", "id": 2, "method": "textDocument/hover", "params": place }),
            json!({ "jsonrpc": "2.0", "id": 3, "method": "shutdown" }),
            json!({ "jsonrpc": "2.0", "method": "exit" }),
        ]
        .iter()
        .flat_map(frame)
        .collect();
        let (service, socket) = LspService::new(|_| Panicking);
        let out = Shared::default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let code =
            runtime.block_on(serve(std::io::Cursor::new(input), out.clone(), service, socket));
        let text = String::from_utf8(out.0.lock().unwrap().clone()).unwrap();
        assert_eq!(code, 0, "{text}");
        assert!(text.contains("-32603") && text.contains("\"id\":3"), "{text}");
    }

    #[test]
    fn half_a_character_becomes_a_replacement_character() {
        let repaired = replace_lone_surrogates(br#"{"a":"\ud83d \ud83d\ude00 \\ud83d \udc00"}"#);
        assert_eq!(
            String::from_utf8(repaired).unwrap(),
            r#"{"a":"\ufffd \ud83d\ude00 \\ud83d \ufffd"}"#
        );
    }
}
