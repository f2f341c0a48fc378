//! What the server may never send, in any message: text that an editor or a log would obey, and
//! secrets.

use std::path::Path;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};
use tower_lsp::lsp_types::Url;

use super::editor::{Editor, uri};
use super::frames::{frame, notify, request, responses, run};
use crate::manifests::config;
use crate::secrets::{SECRET, planted, planted_in_configuration};
use crate::support::Folder;

/// A word that marks text of the manifest wherever it is shown.
const MARK: &str = "evil";

/// Texts of a stranger, each of which some reader of a message would obey.
const HOSTILE: [&str; 10] = [
    "evil\u{1b}[31m\u{7f}\u{0}\u{8}\u{9b}31m\u{85}",
    "evil\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{e0041}",
    "evil\n::error::evil\r\n##vso[task.complete]evil\n##[error]evil",
    "![evil](https://evil.example/evil.png)",
    "[evil](command:evil) <img src='https://evil.example'> https://evil.example",
    "`![evil](https://evil.example)` ``![evil](evil)`` ```\n![evil](evil)\n```",
    "http://acme.com/`![evil](https://evil.example)`/evil?`[evil](evil)`",
    "http://acme.com/evil\\|![evil](https://evil.example)\\\\|![evil](evil)|[evil](evil)",
    "HTTPS://evil@evil.example:080/%zz\n![evil](evil)\n\n![evil](evil)#evil",
    "1000.evil\t`\n\n# evil\n\n- [evil](evil)",
];

/// A manifest that has a text as every key and value, in comments and outside of them.
fn manifest_with(hostile: &str) -> String {
    let written = toml_string(hostile);
    let line: String = hostile.split(['\n', '\r']).collect();
    format!(
        "# {line}\n\
         [[client]]\n\
         type = \"server-based\"\n\
         name = {written}\n\
         client_id = {written}\n\
         data_centers = [{written}, \"eu\"]\n\
         scopes = [{written}]\n\
         homepage_url = {written}\n\
         redirect_uris = [{written}, {written}, \"http://acme.com/cb\", \"https://{line}\"]\n\
         {written} = {written} # cliq-lint: allow({line}, reason = \"{line}\")\n\
         [client.metadata]\n\
         {written}.x = {written}\n\
         [[client]]\n\
         type = {written}\n\
         name = {written}\n\
         redirect_uris = {written}\n\
         javascript_domains = [{written}, \"https://acme.com/{line}\"]\n\
         [{written}]\n\
         {written} = 1\n"
    )
}

/// A configuration that has a text as every key and value.
fn configuration_with(hostile: &str) -> String {
    let written = toml_string(hostile);
    format!(
        "extends = {written}\n\
         include = [{written}, \"\"]\n\
         exclude = \"!{MARK}\"\n\
         {written} = {written}\n\
         [rules]\n\
         {written} = {written}\n\
         insecure-http = {written}\n\
         [[overrides]]\n\
         files = [\"a/[\", {written}]\n\
         rules = {{ {written} = 1 }}\n"
    )
}

/// A text as a TOML string, with all that TOML does not allow as escapes.
fn toml_string(text: &str) -> String {
    let escape = |character: char| match character {
        '"' | '\\' => format!("\\{character}"),
        '\u{0}'..='\u{1f}' | '\u{7f}' => format!("\\u{:04x}", u32::from(character)),
        _ => character.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// What an editor declares. One has it all, the other the least with which it is sent anything.
fn capabilities(is_rich: bool) -> Value {
    let formats = if is_rich { json!(["markdown"]) } else { json!(["plaintext"]) };
    let properties = if is_rich { json!(["edit"]) } else { json!([]) };
    let mut capabilities = json!({
        "workspace": {
            "symbol": {}, "executeCommand": {}, "workspaceEdit": { "documentChanges": is_rich },
        },
        "textDocument": {
            "hover": { "contentFormat": formats }, "documentLink": {}, "foldingRange": {},
            "selectionRange": {}, "inlayHint": {}, "codeLens": {}, "references": {}, "documentHighlight": {},
            "rename": { "prepareSupport": true },
            "completion": { "completionItem": {
                "snippetSupport": is_rich, "documentationFormat": formats,
            } },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } },
                "dataSupport": is_rich,
                "resolveSupport": { "properties": properties },
            },
            "semanticTokens": {
                "requests": {}, "tokenTypes": [], "tokenModifiers": [], "formats": [],
            },
        },
    });
    if is_rich {
        capabilities["textDocument"]["diagnostic"] = json!({});
        capabilities["window"] = json!({ "showDocument": { "support": true } });
    }
    capabilities
}

/// An editor that opens documents and asks for all that can be asked.
struct Conversation<'a> {
    is_rich: bool,
    folder: Option<&'a Folder>,
    settings: Value,
    documents: Vec<(String, String)>,
    /// How many characters lie between the places that are asked for.
    step: usize,
}

impl Conversation<'_> {
    /// Returns all that the server sends.
    fn sent(&self) -> Vec<Value> {
        let requests = self.requests();
        let sent = self.run(&requests);
        let actions = responses(&sent).into_values().filter_map(|mut response| {
            let actions = response["result"].take();
            let is_action = actions[0].get("title").is_some();
            is_action.then(|| actions.as_array().cloned().unwrap_or_default())
        });
        let resolved: Vec<Value> = actions
            .flatten()
            .filter(|action| action.get("data").is_some())
            .zip(1..)
            .map(|(action, id)| request(id, "codeAction/resolve", action))
            .collect();
        let sent_later = if resolved.is_empty() { Vec::new() } else { self.run(&resolved) };
        sent.into_iter().chain(sent_later).collect()
    }

    fn run(&self, requests: &[Value]) -> Vec<Value> {
        let folders = self
            .folder
            .map_or(Value::Null, |folder| json!([{ "uri": uri(folder, ""), "name": "test" }]));
        let initialize = json!({
            "capabilities": capabilities(self.is_rich),
            "initializationOptions": self.settings,
            "workspaceFolders": folders,
        });
        let mut messages =
            vec![frame(&request(0, "initialize", initialize)), notify("initialized", json!({}))];
        messages.extend(self.documents.iter().map(|(uri, text)| {
            let document = json!({ "uri": uri, "languageId": "toml", "version": 1, "text": text });
            notify("textDocument/didOpen", json!({ "textDocument": document }))
        }));
        messages.extend(requests.iter().map(frame));
        run(messages)
    }

    fn requests(&self) -> Vec<Value> {
        let mut requests = vec![
            ("workspace/symbol", json!({ "query": "" })),
            ("workspace/diagnostic", json!({ "previousResultIds": [] })),
        ];
        for (uri, text) in &self.documents {
            let document = json!({ "uri": uri });
            let places = places(text, self.step);
            let range = json!({ "start": places[0], "end": places[places.len() - 1] });
            let of = |more: Value| {
                let mut params = json!({ "textDocument": document });
                params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
                params
            };
            let actions = |range: &Value, only: Value| {
                of(json!({ "range": range, "context": { "diagnostics": [], "only": only } }))
            };
            for command in ["cliq-lint.showForm", "cliq-lint.openForm"] {
                let params = json!({ "command": command, "arguments": [uri] });
                requests.push(("workspace/executeCommand", params));
            }
            requests.extend([
                ("textDocument/diagnostic", of(json!({}))),
                ("textDocument/documentSymbol", of(json!({}))),
                ("textDocument/documentLink", of(json!({}))),
                ("textDocument/foldingRange", of(json!({}))),
                ("textDocument/codeLens", of(json!({}))),
                ("textDocument/semanticTokens/full", of(json!({}))),
                ("textDocument/inlayHint", of(json!({ "range": range }))),
                ("textDocument/selectionRange", of(json!({ "positions": places }))),
                ("textDocument/codeAction", actions(&range, Value::Null)),
                ("textDocument/codeAction", actions(&range, json!(["source"]))),
            ]);
            for place in &places {
                let at = |more: Value| {
                    let mut params = of(more);
                    params["position"] = place.clone();
                    params
                };
                let here = json!({ "start": place, "end": place });
                requests.extend([
                    ("textDocument/hover", at(json!({}))),
                    ("textDocument/completion", at(json!({}))),
                    ("textDocument/documentHighlight", at(json!({}))),
                    ("textDocument/prepareRename", at(json!({}))),
                    ("textDocument/rename", at(json!({ "newName": "https://b.acme.com/x" }))),
                    ("textDocument/references", {
                        at(json!({ "context": { "includeDeclaration": true } }))
                    }),
                    ("textDocument/codeAction", actions(&here, Value::Null)),
                ]);
            }
        }
        requests
            .into_iter()
            .zip(1..)
            .map(|((method, params), id)| request(id, method, params))
            .collect()
    }
}

/// Positions in a text, in UTF-16 code units: of every so many characters, and the end.
fn places(text: &str, step: usize) -> Vec<Value> {
    let (mut line, mut column, mut places) = (0, 0, Vec::new());
    let mut characters = text.chars().peekable();
    let mut index = 0;
    while let Some(character) = characters.next() {
        if index % step == 0 {
            places.push(json!({ "line": line, "character": column }));
        }
        index += 1;
        let ends_line = character == '\n' || character == '\r' && characters.peek() != Some(&'\n');
        (line, column) =
            if ends_line { (line + 1, 0) } else { (line, column + character.len_utf16()) };
    }
    places.push(json!({ "line": line, "character": column }));
    places
}

/// The members of messages whose texts have several lines.
const OF_SEVERAL_LINES: [&str; 4] = ["message", "value", "documentation", "result"];

/// Returns all in a message that an editor or its log would obey. The text of an edit is left out: it
/// is the user's own file.
fn find_hostile(key: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if members.get("kind").is_some_and(|kind| kind == "markdown") {
                found.extend(find_in_markdown(members["value"].as_str().unwrap()));
            }
            for (key, member) in members.iter().filter(|(key, _)| *key != "newText") {
                find_hostile(key, member, found);
            }
        }
        Value::Array(elements) => {
            for element in elements {
                find_hostile(key, element, found);
            }
        }
        Value::String(text) => {
            let is_allowed = |c: char| matches!(c, '\n' | '\t') && OF_SEVERAL_LINES.contains(&key);
            let raw = text.chars().filter(|c| is_obeyed(*c) && !is_allowed(*c));
            found.extend(raw.map(|raw| format!("{raw:?} in {key}: {text:?}")));
        }
        _ => {}
    }
}

/// Whether a character is a control of C0 or C1, changes the direction or is not seen.
fn is_obeyed(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns what Markdown makes of a text of the manifest, unless that is code.
fn find_in_markdown(markdown: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_code = false;
    for event in Parser::new_ext(markdown, Options::all()) {
        let shown = match event {
            Event::Start(Tag::CodeBlock(_)) | Event::End(TagEnd::CodeBlock) => {
                is_code = !is_code;
                continue;
            }
            Event::Text(text) if !is_code => text,
            Event::Html(text) | Event::InlineHtml(text) => text,
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => dest_url,
            _ => continue,
        };
        if shown.contains(MARK) {
            found.push(format!("{shown:?} in Markdown: {markdown}"));
        }
    }
    found
}

#[track_caller]
fn assert_harmless(sent: &[Value]) {
    let mut found = Vec::new();
    for message in sent {
        find_hostile("", message, &mut found);
    }
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "{} are sent raw:\n{}", found.len(), found.join("\n"));
}

#[test]
fn no_message_has_anything_that_an_editor_obeys() {
    for hostile in HOSTILE {
        let manifest = manifest_with(hostile);
        let documents = vec![
            ("file:///x/cliq-client.toml".to_owned(), manifest.clone()),
            ("file:///x/cliq-client.raw.toml".to_owned(), manifest + hostile + "\n= '"),
            ("file:///x/cliq-lint.toml".to_owned(), configuration_with(hostile)),
        ];
        for (is_rich, step) in [(true, 61), (false, 101)] {
            let settings = json!({
                "inlayHints": true, "logLevel": hostile, "configPat": hostile,
            });
            let documents = documents.clone();
            let conversation = Conversation { is_rich, folder: None, settings, documents, step };
            let sent = conversation.sent();
            assert!(sent.len() > conversation.requests().len(), "every request has a response");
            let seen = |part: &str| sent.iter().any(|message| message.to_string().contains(part));
            let parts = if is_rich {
                ["markdown", "resultId", "window/showDocument"]
            } else {
                ["plaintext", "textDocument/publishDiagnostics", "window/showMessage"]
            };
            assert!(parts.iter().all(|part| seen(part)), "{parts:?}");
            assert_harmless(&sent);
        }
    }
}

#[test]
#[cfg(unix)]
fn no_message_has_anything_hostile_of_a_path() {
    let name = "evil\u{1b}[31m\u{9b}\u{202e}\n::error::evil\n##vso[x]`![evil](evil)`";
    let folder = Folder::with(&[("cliq-lint.toml", "exclude = [\"\"]\n")]);
    folder.write(&format!("{name}/cliq-client.toml"), manifest_with(HOSTILE[0]));
    folder.write(&format!("{name}/cliq-lint.toml"), configuration_with(name));
    folder.write(&format!("{name}/{name}/cliq-client.toml"), b"\xff = [");
    let below = |path: &str| Url::from_file_path(folder.path(path)).unwrap().to_string();
    for is_rich in [true, false] {
        for path in ["missing", ".", "cliq-lint.toml"] {
            let documents = vec![
                (below(&format!("{name}/cliq-client.toml")), manifest_with(name)),
                (below("cliq-lint.toml"), "exclude = [\"\", '']\n".to_owned()),
            ];
            let settings = json!({ "configPath": Path::new(name).join(path) });
            let folder = Some(&folder);
            let conversation = Conversation { is_rich, folder, settings, documents, step: 9 };
            assert_harmless(&conversation.sent());
        }
    }
}

#[test]
fn messages_and_the_log_escape_settings_and_methods() {
    let folder = Folder::with(&[]);
    let log = folder.path("log");
    let options = ["--log-file", log.to_str().unwrap(), "--log-level", "trace"];
    let mut editor = Editor::start_with(&options);
    editor.initialize(
        json!({ "capabilities": {}, "initializationOptions": { "inlay\u{1b}Hints": 1 } }),
    );
    for hostile in HOSTILE {
        for settings in [
            json!({ "inlayHints": hostile }),
            json!({ "config\u{202e}Path": hostile, "logLevel": "trace" }),
            json!({ "configPath\n": hostile, "logLevel": hostile }),
        ] {
            editor.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
        }
        editor.notify(hostile, json!({}));
    }
    for part in ["inlay\\u001BHints", "config\\u202EPath", "configPath\\n", "invalid settings"] {
        let shown = editor.wait_for(|message| {
            let shown = message["params"]["message"].as_str().unwrap_or_default();
            message["method"] == "window/showMessage" && shown.contains(part)
        });
        assert_harmless(&[shown]);
    }
    assert_harmless(editor.received.make_contiguous());
    assert_eq!(editor.shut_down(), Some(0));
    let log = folder.read("log");
    assert!(log.contains("unknown log level") && log.contains("received"), "{log}");
    let raw: Vec<char> = log.chars().filter(|c| is_obeyed(*c) && *c != '\n').collect();
    assert!(raw.is_empty(), "{raw:?} in {log:?}");
}

proptest! {
    #![proptest_config(config(2))]

    #[test]
    fn no_message_shows_a_secret(
        manifest in planted(), configuration in planted_in_configuration(), is_rich in any::<bool>(),
    ) {
        let folder = Folder::with(&[
            ("cliq-lint.toml", configuration.as_str()), ("a/cliq-client.toml", manifest.as_str()),
        ]);
        let documents = vec![
            (uri(&folder, "cliq-client.toml"), manifest.clone()),
            (uri(&folder, "b/cliq-lint.toml"), configuration.clone()),
        ];
        let settings = json!({ "inlayHints": true, "configPath": "" });
        let folder = Some(&folder);
        let conversation = Conversation { is_rich, folder, settings, documents, step: 9 };
        for message in conversation.sent() {
            let shown = without_edits(message).to_string();
            prop_assert!(!shown.contains(&SECRET[4..]), "{}", shown);
        }
    }
}

/// A message without the texts of edits, which are the user's own file.
fn without_edits(message: Value) -> Value {
    match message {
        Value::Object(members) => {
            let members = members.into_iter().filter(|(key, _)| key != "newText");
            members.map(|(key, member)| (key, without_edits(member))).collect()
        }
        Value::Array(elements) => elements.into_iter().map(without_edits).collect(),
        other => other,
    }
}
