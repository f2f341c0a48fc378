//! Random walks over edits and requests, on the real transport but within one process. After every
//! step, the server must respond to every request exactly like a new session with the same texts.
//!
//! Runs few cases by default; a case is 40 steps of about 18 messages. For a million messages, run
//! `PROPTEST_CASES=1400 cargo test --release --test it random_walk`.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::frames::{frame, notify, request, responses, run};
use crate::manifests::{config, manifest};

/// The documents of a session. Their folder does not exist on disk.
const URIS: [&str; 4] = [
    "file:///walk/cliq-client.toml",
    "file:///walk/cliq-client.eu.toml",
    "file:///walk/cliq-lint.toml",
    "file:///walk/Cargo.toml",
];

/// The number of steps in a walk.
const STEPS: usize = 40;

/// The texts to type.
const PIECES: &[&str] = &[
    "",
    "",
    "a",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "'",
    "\"\"\"",
    "[",
    "]",
    "{ ",
    " }",
    " = ",
    "#",
    ",",
    ".",
    "\\",
    "[client]\n",
    "[[client]]\ntype = \"self-client\"\nname = \"Größe 😀\"\n",
    "[client.metadata]\nnote = 'x'\n",
    "type = \"server-based\"\n",
    "redirect_uris = [\"HTTPS://app.acme.com/cb\", ",
    "http://",
    "# cliq-lint: allow(insecure-http, ",
    "[rules]\ninsecure-http = \"off\"\n",
    "[[overrides]]\nfiles = [\"a/**\"]\n",
    "é",
    "😀",
    "e\u{301}",
    "名前",
    "\u{2028}",
    "\u{85}",
    "\u{202e}",
    "\u{0}",
];

#[derive(Clone, Debug)]
enum Event {
    /// Replaces the text between two positions.
    Edit(Index, Index, &'static str),
    /// Two edits in one notification; the second applies to the result of the first.
    Edits([(Index, Index, &'static str); 2]),
    /// Replaces the whole text.
    Replace(String),
    /// Edits at a position outside the text: after the end of a line or of the text.
    Beyond(u32, u32, &'static str),
    Save,
    Close,
    Settings(bool),
    /// Sends meaningless bytes or messages, which must not change anything.
    Noise(&'static str),
}

#[derive(Clone, Debug)]
struct Step {
    /// The document to change.
    document: usize,
    event: Event,
    /// The document and positions to send requests for.
    asked: usize,
    places: [Index; 2],
}

fn piece() -> impl Strategy<Value = &'static str> {
    select(PIECES)
}

fn event() -> impl Strategy<Value = Event> {
    let noise = select(vec![
        "Content-Length: 1\r\n\r\n{",
        "Content-Length: 2\r\n\r\n[]",
        "nonsense\r\n\r\n",
        "Content-Length: 46\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/none\"}",
        "Content-Length: 55\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"$/cancelRequest\",\"params\":0}",
    ]);
    let edit = || (any::<Index>(), any::<Index>(), piece());
    prop_oneof![
        16 => edit().prop_map(|(from, to, text)| Event::Edit(from, to, text)),
        4 => [edit(), edit()].prop_map(Event::Edits),
        1 => manifest().prop_map(Event::Replace),
        2 => (0..40_u32, 0..90_u32, piece()).prop_map(|(line, column, text)| {
            Event::Beyond(line, column, text)
        }),
        1 => Just(Event::Save),
        1 => Just(Event::Close),
        1 => any::<bool>().prop_map(Event::Settings),
        1 => noise.prop_map(Event::Noise),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    // Most events affect the first document.
    let document = || prop_oneof![6 => Just(0), 2 => Just(1), 2 => Just(2), 1 => Just(3)];
    let places = [any::<Index>(), any::<Index>()];
    (document(), event(), document(), places).prop_map(|(document, event, asked, places)| Step {
        document,
        event,
        asked,
        places,
    })
}

proptest! {
    #![proptest_config(config(3))]

    #[test]
    fn every_response_is_that_of_a_fresh_session(
        first in manifest(),
        steps in prop::collection::vec(step(), STEPS),
        encoding in select(vec![Encoding::Utf8, Encoding::Utf16, Encoding::Utf32]),
        resolves in any::<bool>(),
    ) {
        let editor = Editor { encoding, resolves };
        let mut state = State { inlay_hints: false, documents: BTreeMap::new(), encoding };
        let mut walk = editor.begin(&state);
        walk.push(state.open(0, first));
        let mut fresh = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            walk.extend(state.apply(step));
            let requests = state.requests(step, number);
            walk.extend(requests.iter().map(frame));
            let mut session = editor.begin(&state);
            session.extend(state.documents.iter().map(|(uri, document)| did_open(uri, document)));
            session.extend(requests.iter().map(frame));
            fresh.push((requests, responses(&run(session))));
        }
        let walked = responses(&run(walk));
        for (number, (requests, fresh)) in fresh.into_iter().enumerate() {
            for request in requests {
                let id = request["id"].as_i64().unwrap();
                prop_assert_eq!(&walked[&id], &fresh[&id], "step {}: {}", number, request);
                let code = &walked[&id]["error"]["code"];
                prop_assert!(*code == Value::Null || *code == -32602, "{}: {}", request, walked[&id]);
            }
        }
    }
}

/// The capabilities that the editor declares.
#[derive(Clone, Copy, Debug)]
struct Editor {
    encoding: Encoding,
    resolves: bool,
}

impl Editor {
    /// Returns the messages that start a session with the settings of a state.
    fn begin(self, state: &State) -> Vec<Vec<u8>> {
        let properties = if self.resolves { json!(["edit"]) } else { json!([]) };
        let capabilities = json!({
            "general": { "positionEncodings": [self.encoding.name()] },
            "workspace": {
                "symbol": {}, "executeCommand": {}, "workspaceEdit": { "documentChanges": true },
            },
            "experimental": { "snippetTextEdit": true },
            "window": { "showDocument": { "support": true } },
            "textDocument": {
                "diagnostic": {}, "hover": {}, "documentLink": {}, "foldingRange": {},
                "selectionRange": {}, "inlayHint": {}, "codeLens": {}, "references": {}, "documentHighlight": {},
                "rename": { "prepareSupport": true },
                "completion": { "completionItem": { "snippetSupport": true } },
                "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
                "codeAction": {
                    "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } },
                    "dataSupport": self.resolves,
                    "resolveSupport": { "properties": properties },
                },
                "semanticTokens": {
                    "requests": {}, "tokenTypes": [], "tokenModifiers": [], "formats": [],
                },
            },
        });
        let options = json!({ "inlayHints": state.inlay_hints });
        let initialize = request(
            0,
            "initialize",
            json!({ "capabilities": capabilities, "initializationOptions": options }),
        );
        vec![frame(&initialize), notify("initialized", json!({}))]
    }
}

/// The editor's state: the texts of the open documents, with their versions.
struct State {
    encoding: Encoding,
    inlay_hints: bool,
    documents: BTreeMap<&'static str, (i32, String)>,
}

impl State {
    fn open(&mut self, document: usize, text: String) -> Vec<u8> {
        let uri = URIS[document];
        self.documents.insert(uri, (1, text));
        did_open(uri, &self.documents[uri])
    }

    /// Returns the messages for a step's event. Opens the document first if necessary.
    fn apply(&mut self, step: &Step) -> Vec<Vec<u8>> {
        let mut messages = Vec::new();
        let uri = URIS[step.document];
        if !self.documents.contains_key(uri) {
            messages.push(self.open(step.document, "[client]\nname = \"\"\n".to_owned()));
        }
        let encoding = self.encoding;
        let (version, text) = self.documents.get_mut(uri).unwrap();
        let changes = match &step.event {
            Event::Edit(from, to, new) => vec![edit(text, *from, *to, new, encoding)],
            Event::Edits(edits) => {
                edits.iter().map(|(from, to, new)| edit(text, *from, *to, new, encoding)).collect()
            }
            Event::Replace(new) => {
                text.clone_from(new);
                vec![json!({ "text": new })]
            }
            Event::Beyond(line, column, new) => {
                let at = clamp(text, *line, *column, encoding);
                text.insert_str(at, new);
                let place = json!({ "line": line, "character": column });
                vec![json!({ "range": { "start": place, "end": place }, "text": new })]
            }
            Event::Save => {
                let params = json!({ "textDocument": { "uri": uri } });
                messages.push(notify("textDocument/didSave", params));
                Vec::new()
            }
            Event::Close => {
                self.documents.remove(uri);
                let params = json!({ "textDocument": { "uri": uri } });
                messages.push(notify("textDocument/didClose", params));
                return messages;
            }
            Event::Settings(inlay_hints) => {
                self.inlay_hints = *inlay_hints;
                let settings = json!({ "settings": { "inlayHints": inlay_hints } });
                messages.push(notify("workspace/didChangeConfiguration", settings));
                Vec::new()
            }
            Event::Noise(bytes) => {
                messages.push(bytes.as_bytes().to_vec());
                Vec::new()
            }
        };
        if !changes.is_empty() {
            *version += 1;
            let document = json!({ "uri": uri, "version": *version });
            let params = json!({ "textDocument": document, "contentChanges": changes });
            messages.push(notify("textDocument/didChange", params));
        }
        messages
    }

    /// Returns every kind of request, for the positions chosen by the step.
    fn requests(&self, step: &Step, number: usize) -> Vec<Value> {
        let uri = URIS[step.asked];
        let text = self.documents.get(uri).map_or("", |(_, text)| text);
        let mut places = step.places.map(|place| boundary(text, place));
        places.sort_unstable();
        let [start, end] = places.map(|at| position(text, at, self.encoding));
        let document = json!({ "uri": uri });
        let range = json!({ "start": start, "end": end });
        let at = || json!({ "textDocument": document, "position": start });
        let of = || json!({ "textDocument": document });
        let only = |kinds: Value| {
            let context = json!({ "diagnostics": [], "only": kinds });
            json!({ "textDocument": document, "range": range, "context": context })
        };
        let with = |mut params: Value, key: &str, value: Value| {
            params[key] = value;
            params
        };
        let requests = [
            ("textDocument/diagnostic", of()),
            ("textDocument/hover", at()),
            ("textDocument/completion", at()),
            ("textDocument/codeAction", only(Value::Null)),
            ("textDocument/codeAction", only(json!(["source"]))),
            ("textDocument/documentSymbol", of()),
            ("textDocument/documentLink", of()),
            ("textDocument/foldingRange", of()),
            ("textDocument/selectionRange", with(of(), "positions", json!([start, end]))),
            ("textDocument/semanticTokens/full", of()),
            ("textDocument/codeLens", of()),
            ("textDocument/inlayHint", with(of(), "range", range.clone())),
            ("textDocument/references", {
                with(at(), "context", json!({ "includeDeclaration": true }))
            }),
            ("textDocument/documentHighlight", at()),
            ("textDocument/prepareRename", at()),
            ("textDocument/rename", with(at(), "newName", json!("https://b.acme.com/x"))),
            ("workspace/symbol", json!({ "query": "" })),
            ("workspace/executeCommand", {
                json!({ "command": "cliq-lint.showForm", "arguments": [uri] })
            }),
        ];
        let ids = (number * 100 + 1)..;
        ids.zip(requests).map(|(id, (method, params))| request(id, method, params)).collect()
    }
}

/// Applies an edit to the text. Returns the change for the notification.
fn edit(text: &mut String, from: Index, to: Index, new: &str, encoding: Encoding) -> Value {
    let mut ends = [from, to].map(|end| boundary(text, end));
    ends.sort_unstable();
    // Realistic edits do not repeatedly delete the whole text.
    let [start, end] = [ends[0], ends[1].min(boundary_after(text, ends[0] + 12))];
    let range = json!({
        "start": position(text, start, encoding),
        "end": position(text, end, encoding),
    });
    text.replace_range(start..end, new);
    json!({ "range": range, "text": new })
}

/// Returns a position between two characters, but not inside a line break.
fn boundary(text: &str, index: Index) -> usize {
    boundary_after(text, index.index(text.len() + 1))
}

fn boundary_after(text: &str, mut at: usize) -> usize {
    while at < text.len() && (!text.is_char_boundary(at) || is_within_line_break(text, at)) {
        at += 1;
    }
    at.min(text.len())
}

fn is_within_line_break(text: &str, at: usize) -> bool {
    text[..at].ends_with('\r') && text[at..].starts_with('\n')
}

/// The column unit.
#[derive(Clone, Copy, Debug)]
enum Encoding {
    Utf8,
    Utf16,
    Utf32,
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    fn length(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
            Self::Utf32 => text.chars().count(),
        }
    }
}

/// Returns the start and content end of each line. Lines end with `\n`, `\r\n` or `\r`.
fn lines(text: &str) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = 0;
    while let Some(length) = text[start..].find(['\n', '\r']) {
        let end = start + length;
        lines.push((start, end));
        start = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
    }
    lines.push((start, text.len()));
    lines
}

fn position(text: &str, at: usize, encoding: Encoding) -> Value {
    let lines = lines(text);
    let line = lines.iter().rposition(|(start, _)| *start <= at).unwrap();
    json!({ "line": line, "character": encoding.length(&text[lines[line].0..at]) })
}

/// Converts a position to an offset. A column past the end of a line is clamped to it; one inside a
/// character rounds down to its start.
fn clamp(text: &str, line: u32, column: u32, encoding: Encoding) -> usize {
    let Some((start, end)) = lines(text).get(line as usize).copied() else { return text.len() };
    let offsets = text[start..end].char_indices().map(|(at, _)| start + at).chain([end]);
    let fits = |at: &usize| encoding.length(&text[start..*at]) <= column as usize;
    offsets.take_while(fits).last().unwrap_or(start)
}

fn did_open(uri: &str, (version, text): &(i32, String)) -> Vec<u8> {
    let document = json!({ "uri": uri, "languageId": "toml", "version": version, "text": text });
    notify("textDocument/didOpen", json!({ "textDocument": document }))
}
