//! Message ordering, panics in handlers, and the end of the session.
//!
//! This replaces tower-lsp's own `serve`, which stops at the first malformed message or handler
//! panic, reorders messages, and continues after `exit`. Here, a notification is handled
//! completely, and a request is started, before the next message is read, so that each request sees
//! the text as of its place in the order.

use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, SinkExt, Stream, StreamExt};
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;
use tower_lsp::jsonrpc::{Error, Request, Response};
use tower_lsp::{ClientSocket, LanguageServer, Loopback, LspService};
use tower_service::Service;

use super::outbox::Outbox;
use super::snippet_edits::spell_marked;
use super::transport::{Connection, Incoming, connect};

/// How long the end of the session waits for running requests, and then for the editor to read the
/// last messages.
const GRACE_PERIOD: Duration = Duration::from_secs(2);

/// Serves one session until `exit` or the end of the input. Returns the exit code: 0 after a
/// shutdown, otherwise 1 (LSP 3.17, "Exit Notification").
pub(super) async fn serve<S: LanguageServer>(
    reader: impl Read + Send + 'static,
    writer: impl Write + Send + 'static,
    service: LspService<S>,
    socket: ClientSocket,
) -> u8 {
    let Connection { mut incoming, outbox, flushed } = connect(reader, writer);
    let (requests, responses) = socket.split();
    tokio::spawn(forward(requests, outbox.clone()));
    let mut dispatcher = Dispatcher {
        service,
        responses,
        outbox: outbox.clone(),
        running: FuturesUnordered::new(),
        is_shut_down: false,
    };
    while let Some(message) = dispatcher.next_message(&mut incoming).await {
        if dispatcher.handle(message).await.is_break() {
            break;
        }
    }
    dispatcher.finish_running().await;
    // Let `forward` run once more to write the messages sent before the end.
    tokio::task::yield_now().await;
    outbox.close();
    // An editor that has stopped reading must not keep the server alive.
    let _ = timeout(GRACE_PERIOD, flushed).await;
    u8::from(!dispatcher.is_shut_down)
}

/// Sends the server's requests and notifications. Runs as a separate task because a handler may
/// wait until its notification is sent.
async fn forward(mut requests: impl Stream<Item = Request> + Unpin, outbox: Outbox) {
    while let Some(request) = requests.next().await {
        outbox.send(request);
    }
}

struct Dispatcher<S> {
    service: LspService<S>,
    /// Receives the editor's responses to the server's requests.
    responses: <ClientSocket as Loopback>::ResponseSink,
    outbox: Outbox,
    /// The running requests.
    running: FuturesUnordered<Call>,
    /// Whether the editor's `shutdown` succeeded.
    is_shut_down: bool,
}

/// A running handler. Notifications have no response.
type Call = BoxFuture<'static, Option<Response>>;

impl<S: LanguageServer> Dispatcher<S> {
    /// Returns the next message; `None` at the end of the input. Meanwhile, sends the responses of
    /// requests that finish.
    async fn next_message(&mut self, incoming: &mut Receiver<Incoming>) -> Option<Incoming> {
        loop {
            tokio::select! {
                biased;
                Some(response) = self.running.next() => self.respond(response),
                message = incoming.recv() => return message,
            }
        }
    }

    /// Handles a message; breaks at the end of the session.
    async fn handle(&mut self, message: Incoming) -> ControlFlow<()> {
        match message {
            Incoming::Request(request) => return self.handle_request(request).await,
            // This fails only after the service has ended, and with it the need for responses.
            Incoming::Response(response) => _ = self.responses.send(response).await,
            Incoming::Invalid(error) => self.outbox.send(error),
        }
        ControlFlow::Continue(())
    }

    async fn handle_request(&mut self, request: Request) -> ControlFlow<()> {
        let is_notification = request.id().is_none();
        match request.method() {
            "exit" => return ControlFlow::Break(()),
            "shutdown" => {
                // Shutdown ends the held requests.
                let response = self.call(request).await;
                self.finish_running().await;
                self.is_shut_down |= response.as_ref().is_some_and(Response::is_ok);
                self.respond(response);
            }
            // Later messages depend on the result of `initialize`.
            method if is_notification || method == "initialize" => self.run(request).await,
            method if method.starts_with("$/") => self.reject(&request),
            _ => self.begin(request),
        }
        ControlFlow::Continue(())
    }

    /// Handles a message to completion.
    async fn run(&mut self, request: Request) {
        let response = self.call(request).await;
        self.respond(response);
    }

    /// Handles a request until its first wait.
    fn begin(&mut self, request: Request) {
        let mut call = self.call(request);
        match (&mut call).now_or_never() {
            Some(response) => self.respond(response),
            None => self.running.push(call),
        }
    }

    /// Responds with "method not found". tower-lsp ignores every unknown method that starts with
    /// `$/`, but only notifications may be ignored.
    fn reject(&self, request: &Request) {
        let error = |id| Response::from_error(id, Error::method_not_found());
        self.respond(request.id().cloned().map(error));
    }

    /// Waits a limited time for running requests to finish.
    async fn finish_running(&mut self) {
        let finish = async {
            while let Some(response) = self.running.next().await {
                self.respond(response);
            }
        };
        let _ = timeout(GRACE_PERIOD, finish).await;
    }

    /// Calls the handler of a message. A panic turns into an error response to this request only.
    fn call(&mut self, request: Request) -> Call {
        let id = request.id().cloned();
        let has_edits =
            matches!(request.method(), "textDocument/codeAction" | "codeAction/resolve");
        let call = AssertUnwindSafe(self.service.call(request)).catch_unwind();
        Box::pin(async move {
            let Ok(response) = call.await else {
                tracing::error!("a handler panicked");
                return id.map(|id| Response::from_error(id, Error::internal_error()));
            };
            // The service itself fails only after it has ended.
            response
                .unwrap_or(None)
                .map(|response| if has_edits { spell_snippets(response) } else { response })
        })
    }

    fn respond(&self, response: Option<Response>) {
        if let Some(response) = response {
            self.outbox.send(response);
        }
    }
}

/// Rewrites edits with tab stops in the editor's syntax.
fn spell_snippets(response: Response) -> Response {
    let (id, mut body) = response.into_parts();
    if let Ok(result) = &mut body {
        spell_marked(result);
    }
    Response::from_parts(id, body)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::{Value, json};
    use tower_lsp::lsp_types::{
        DidSaveTextDocumentParams, Hover, HoverParams, InitializeParams, InitializeResult,
        WorkspaceSymbolParams,
    };

    use super::*;

    /// A server with three handlers: one panics, one waits, and one does neither.
    #[derive(Default)]
    struct Server {
        hovered: tokio::sync::Notify,
    }

    #[tower_lsp::async_trait]
    impl LanguageServer for Server {
        async fn initialize(
            &self,
            _: InitializeParams,
        ) -> tower_lsp::jsonrpc::Result<InitializeResult> {
            Ok(InitializeResult::default())
        }

        async fn hover(&self, _: HoverParams) -> tower_lsp::jsonrpc::Result<Option<Hover>> {
            self.hovered.notify_one();
            panic!("a bug")
        }

        async fn did_save(&self, _: DidSaveTextDocumentParams) {
            panic!("a bug")
        }

        async fn symbol(
            &self,
            params: WorkspaceSymbolParams,
        ) -> tower_lsp::jsonrpc::Result<Option<Vec<tower_lsp::lsp_types::SymbolInformation>>>
        {
            if params.query == AFTER_HOVER {
                self.hovered.notified().await;
            }
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            Ok(None)
        }

        async fn shutdown(&self) -> tower_lsp::jsonrpc::Result<()> {
            Ok(())
        }
    }

    /// The query of a request that waits for a later request.
    const AFTER_HOVER: &str = "after hover";

    /// A writer whose bytes can be read while others write.
    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// Runs a session with these messages after `initialize`. Returns the exit code, and the id and
    /// error code (or 0) of each response.
    fn session(messages: &[Value]) -> (u8, Vec<(i64, i64)>) {
        let initialize =
            json!({ "id": 0, "method": "initialize", "params": { "capabilities": {} } });
        let mut input = Vec::new();
        for message in std::iter::once(&initialize).chain(messages) {
            let mut message = message.clone();
            message["jsonrpc"] = json!("2.0");
            let body = message.to_string();
            input.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
        }
        let (service, socket) = LspService::new(|_| Server::default());
        let written = Written::default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let code =
            runtime.block_on(serve(std::io::Cursor::new(input), written.clone(), service, socket));
        let output = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        let responses = output
            .split("Content-Length: ")
            .skip(1)
            .map(|frame| {
                let body: Value =
                    serde_json::from_str(frame.split_once("\r\n\r\n").unwrap().1).unwrap();
                (body["id"].as_i64().unwrap(), body["error"]["code"].as_i64().unwrap_or(0))
            })
            .collect();
        (code, responses)
    }

    fn hover(id: i64) -> Value {
        let document = json!({ "uri": "file:///a" });
        let position = json!({ "line": 0, "character": 0 });
        json!({ "id": id, "method": "textDocument/hover", "params": { "textDocument": document, "position": position } })
    }

    fn symbol(id: i64, query: &str) -> Value {
        json!({ "id": id, "method": "workspace/symbol", "params": { "query": query } })
    }

    fn shutdown(id: i64) -> Value {
        json!({ "id": id, "method": "shutdown" })
    }

    fn exit() -> Value {
        json!({ "method": "exit" })
    }

    #[test]
    fn a_panic_is_the_error_of_its_request_alone() {
        let save = json!({ "method": "textDocument/didSave", "params": { "textDocument": { "uri": "file:///a" } } });
        assert_eq!(
            session(&[hover(1), save, hover(2), shutdown(3), exit()]),
            (0, vec![(0, 0), (1, -32603), (2, -32603), (3, 0)])
        );
    }

    #[test]
    fn a_request_that_waits_does_not_delay_later_ones() {
        assert_eq!(
            session(&[symbol(1, AFTER_HOVER), hover(2), shutdown(3), exit()]),
            (0, vec![(0, 0), (2, -32603), (1, 0), (3, 0)])
        );
    }

    #[test]
    fn requests_that_run_end_before_the_session_does() {
        for end in [&[][..], &[exit()]] {
            let messages = [&[symbol(1, "")][..], end].concat();
            assert_eq!(session(&messages), (1, vec![(0, 0), (1, 0)]));
        }
    }

    #[test]
    fn an_unknown_method_is_an_error_of_a_request_and_ignored_as_a_notification() {
        let request = |id| json!({ "id": id, "method": "$/unknown" });
        let notification = json!({ "method": "$/unknown" });
        assert_eq!(
            session(&[request(1), notification, shutdown(2), exit()]),
            (0, vec![(0, 0), (1, -32601), (2, 0)])
        );
    }
}
