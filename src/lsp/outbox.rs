//! The queue of messages for the editor.
//!
//! Diagnostics superseded by newer ones for the same document are dropped, so that a slow editor
//! does not fill the server's memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tower_lsp::jsonrpc::{Request, Response};
use tower_lsp::lsp_types::notification::{Notification, PublishDiagnostics};

/// A message to the editor.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Outgoing {
    /// A request or a notification.
    Request(Request),
    /// The response to a request of the editor.
    Response(Response),
}

impl Outgoing {
    /// Returns the URI of the document for which this message publishes diagnostics.
    fn published_uri(&self) -> Option<&str> {
        match self {
            Self::Request(request) if request.method() == PublishDiagnostics::METHOD => {
                request.params()?.get("uri")?.as_str()
            }
            _ => None,
        }
    }
}

impl From<Request> for Outgoing {
    fn from(request: Request) -> Self {
        Self::Request(request)
    }
}

impl From<Response> for Outgoing {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}

/// The queue between the tasks that send messages and the thread that writes them. Clones share the
/// queue.
#[derive(Clone, Default)]
pub(super) struct Outbox(Arc<Shared>);

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    /// Signals a new message or the close.
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    /// The messages, keyed by an increasing number.
    messages: BTreeMap<u64, Outgoing>,
    next_number: u64,
    /// The number of the newest diagnostics of each document, queued or already taken.
    newest_diagnostics: HashMap<String, u64>,
    is_closed: bool,
}

impl Outbox {
    /// Appends a message. After [`Outbox::close`], messages are dropped.
    pub(super) fn send(&self, message: impl Into<Outgoing>) {
        self.lock().push(message.into());
        self.0.changed.notify_one();
    }

    /// Closes the queue: [`Outbox::take`] returns the remaining messages, then `None`.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.0.changed.notify_one();
    }

    /// Takes the oldest message, waiting if there is none.
    pub(super) fn take(&self) -> Option<Outgoing> {
        let is_waiting = |queue: &mut Queue| queue.messages.is_empty() && !queue.is_closed;
        let mut queue = self
            .0
            .changed
            .wait_while(self.lock(), is_waiting)
            .unwrap_or_else(PoisonError::into_inner);
        queue.messages.pop_first().map(|(_, message)| message)
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn push(&mut self, message: Outgoing) {
        if self.is_closed {
            return;
        }
        let number = self.next_number;
        self.next_number += 1;
        if let Some(uri) = message.published_uri()
            && let Some(superseded) = self.newest_diagnostics.insert(uri.to_owned(), number)
        {
            self.messages.remove(&superseded);
        }
        self.messages.insert(number, message);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tower_lsp::jsonrpc::Id;

    use super::*;

    fn diagnostics(uri: &str, version: i32) -> Request {
        let params = json!({ "uri": uri, "version": version, "diagnostics": [] });
        Request::build(PublishDiagnostics::METHOD).params(params).finish()
    }

    fn response(id: i64) -> Response {
        Response::from_ok(Id::Number(id), json!(null))
    }

    /// Takes all messages: the URI and version of diagnostics, the id of responses.
    fn drain(outbox: &Outbox) -> Vec<String> {
        outbox.close();
        std::iter::from_fn(|| outbox.take())
            .map(|message| match message {
                Outgoing::Request(request) => {
                    let params = request.params().unwrap();
                    format!("{} {}", params["uri"].as_str().unwrap(), params["version"])
                }
                Outgoing::Response(response) => response.id().to_string(),
            })
            .collect()
    }

    #[test]
    fn newer_diagnostics_of_a_document_supersede_those_that_wait() {
        let outbox = Outbox::default();
        outbox.send(diagnostics("file:///a", 1));
        outbox.send(diagnostics("file:///b", 1));
        outbox.send(response(1));
        for version in 2..=300 {
            outbox.send(diagnostics("file:///a", version));
        }
        outbox.send(response(2));
        assert_eq!(drain(&outbox), ["file:///b 1", "1", "file:///a 300", "2"]);
    }

    #[test]
    fn diagnostics_that_were_taken_supersede_nothing() {
        let outbox = Outbox::default();
        outbox.send(diagnostics("file:///a", 1));
        outbox.take().unwrap();
        outbox.send(response(1));
        outbox.send(diagnostics("file:///a", 2));
        assert_eq!(drain(&outbox), ["1", "file:///a 2"]);
    }

    #[test]
    fn a_closed_queue_takes_no_more_messages() {
        let outbox = Outbox::default();
        outbox.send(response(1));
        outbox.close();
        outbox.send(response(2));
        assert_eq!(drain(&outbox), ["1"]);
    }
}
