//! The server's capabilities, and one response per feature. The details of each feature are tested
//! where it is implemented.

use serde_json::{Value, json};
use snapbox::str;

use super::MANIFEST;
use super::editor::Editor;
use crate::support::assert_snapshot;

const SERVER_BASED: &str = r#"[client]
type = "server-based"
name = "Acme"
redirect_uris = [
  "https://acme.com:8080/cb?x=1",
]
"#;

#[test]
fn an_editor_without_capabilities_is_offered_nothing_it_cannot_use() {
    let result = Editor::start().initialize(json!({ "capabilities": {} }));
    let applied = format!("{:#}", result["capabilities"]);
    assert_snapshot(
        &applied,
        str![[r#"
{
  "positionEncoding": "utf-16",
  "textDocumentSync": {
    "change": 2,
    "openClose": true,
    "save": true
  }
}
"#]],
    );
}

/// Every capability of an editor that the server looks at.
fn all_capabilities() -> Value {
    json!({
        "textDocument": {
            "diagnostic": {},
            "completion": {},
            "hover": {},
            "documentLink": {},
            "foldingRange": {},
            "selectionRange": {},
            "inlayHint": {},
            "codeLens": {},
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } },
            },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "semanticTokens": {
                "requests": {},
                "tokenTypes": [],
                "tokenModifiers": [],
                "formats": ["relative"],
            },
        },
        "window": { "showDocument": { "support": true } },
        "workspace": { "workspaceFolders": true },
    })
}

#[test]
fn an_editor_with_all_capabilities_is_offered_everything() {
    let result = Editor::start().initialize(json!({ "capabilities": all_capabilities() }));
    assert_eq!(result["serverInfo"]["name"], "cliq-lint");
    let applied = format!("{:#}", result["capabilities"]);
    assert_snapshot(
        &applied,
        str![[r#"
{
  "codeActionProvider": {
    "codeActionKinds": [
      "quickfix",
      "refactor.rewrite",
      "source.fixAll.cliq-lint",
      "source.form.cliq-lint"
    ],
    "resolveProvider": false
  },
  "codeLensProvider": {
    "resolveProvider": false
  },
  "completionProvider": {
    "triggerCharacters": [
      "\"",
      "'",
      "[",
      "(",
      ","
    ]
  },
  "diagnosticProvider": {
    "identifier": "cliq-lint",
    "interFileDependencies": false,
    "workDoneProgress": true,
    "workspaceDiagnostics": true
  },
  "documentLinkProvider": {
    "resolveProvider": false
  },
  "documentSymbolProvider": true,
  "executeCommandProvider": {
    "commands": [
      "cliq-lint.openPage",
      "cliq-lint.openForm"
    ]
  },
  "foldingRangeProvider": true,
  "hoverProvider": true,
  "inlayHintProvider": true,
  "positionEncoding": "utf-16",
  "selectionRangeProvider": true,
  "semanticTokensProvider": {
    "full": true,
    "legend": {
      "tokenModifiers": [],
      "tokenTypes": [
        "property",
        "enumMember",
        "keyword",
        "namespace",
        "number",
        "parameter"
      ]
    }
  },
  "textDocumentSync": {
    "change": 2,
    "openClose": true,
    "save": true
  },
  "workspace": {
    "workspaceFolders": {
      "changeNotifications": true,
      "supported": true
    }
  }
}
"#]],
    );
}

/// Returns the completions for an editor with or without support for snippets and Markdown.
fn completed(is_supported: bool, text: &str) -> Vec<Value> {
    let (before, after) = text.split_once("$0").unwrap();
    let item = if is_supported {
        json!({ "snippetSupport": true, "documentationFormat": ["markdown"] })
    } else {
        json!({})
    };
    let mut editor =
        Editor::with(json!({ "textDocument": { "completion": { "completionItem": item } } }));
    editor.open(MANIFEST, &format!("{before}{after}"));
    let line = before.matches('\n').count();
    let character = before.rsplit('\n').next().unwrap().len();
    match editor.request_at("textDocument/completion", MANIFEST, line, character) {
        Value::Array(mut items) => {
            items.sort_by_key(|item| item["sortText"].as_str().unwrap().to_owned());
            items
        }
        other => panic!("{other} is not a list"),
    }
}

#[test]
fn a_completion_is_a_snippet_where_the_editor_supports_it() {
    let text = "[client]\ntype = \"server-based\"\nredirect_uris = []\nhome$0\n";
    let item = &completed(true, text)[2];
    let applied = format!("{item:#}");
    assert_snapshot(
        &applied,
        str![[r#"
{
  "detail": "Homepage URL (required)",
  "documentation": {
    "kind": "markdown",
    "value": "The complete URL of the application's home page.\n\nThe console calls it **Homepage URL**.\n\n| type |  |\n|---|---|\n| `server-based` | required |\n| `client-based` | required |\n| `mobile-based` | required |\n| `non-browser-based` | required |\n| `self-client` | – |\n\n```toml\nhomepage_url = \"https://www.yourdomain.com\"\n```"
  },
  "insertTextFormat": 2,
  "kind": 5,
  "label": "homepage_url",
  "sortText": "02",
  "textEdit": {
    "newText": "homepage_url = \"https://$1\"",
    "range": {
      "end": {
        "character": 4,
        "line": 3
      },
      "start": {
        "character": 0,
        "line": 3
      }
    }
  }
}
"#]],
    );
}

#[test]
fn a_completion_is_plain_text_where_the_editor_supports_no_more() {
    let text = "[client]\ntype = \"server-based\"\nredirect_uris = []\nhome$0\n";
    let item = &completed(false, text)[2];
    let applied = format!("{item:#}");
    assert_snapshot(
        &applied,
        str![[r#"
{
  "detail": "Homepage URL (required)",
  "documentation": "The complete URL of the application's home page.\n\nThe console calls it Homepage URL.\n\n| type |  |\n|---|---|\n| server-based | required |\n| client-based | required |\n| mobile-based | required |\n| non-browser-based | required |\n| self-client | – |\n\nhomepage_url = \"https://www.yourdomain.com\"\n",
  "kind": 5,
  "label": "homepage_url",
  "sortText": "02",
  "textEdit": {
    "newText": "homepage_url = ",
    "range": {
      "end": {
        "character": 4,
        "line": 3
      },
      "start": {
        "character": 0,
        "line": 3
      }
    }
  }
}
"#]],
    );
}

/// Returns the hover on the type of a client.
fn hover_type(content_format: &str) -> String {
    let hover = json!({ "contentFormat": [content_format] });
    let mut editor = Editor::with(json!({ "textDocument": { "hover": hover } }));
    editor.open(MANIFEST, "[client]\ntype = \"self-client\" # 😀\n");
    format!("{:#}", editor.request_at("textDocument/hover", MANIFEST, 1, 12))
}

#[test]
fn a_hover_is_markdown_where_the_editor_shows_it() {
    let applied = hover_type("markdown");
    assert_snapshot(
        &applied,
        str![[r#"
{
  "contents": {
    "kind": "markdown",
    "value": "**Self Client**: a job that works on your own account, without users.\n\nThe console asks for:\n\n- Client Name (`name`)\n"
  },
  "range": {
    "end": {
      "character": 20,
      "line": 1
    },
    "start": {
      "character": 7,
      "line": 1
    }
  }
}
"#]],
    );
}

#[test]
fn a_hover_is_plain_text_where_the_editor_shows_no_markdown() {
    let applied = hover_type("plaintext");
    assert_snapshot(
        &applied,
        str![[r#"
{
  "contents": {
    "kind": "plaintext",
    "value": "Self Client: a job that works on your own account, without users.\n\nThe console asks for:\n\n- Client Name (name)\n"
  },
  "range": {
    "end": {
      "character": 20,
      "line": 1
    },
    "start": {
      "character": 7,
      "line": 1
    }
  }
}
"#]],
    );
}

#[test]
fn document_symbols_are_trees() {
    let mut editor = Editor::with(json!({}));
    editor.open(MANIFEST, "[client]\nname = \"Acme\"\n");
    let applied = format!("{:#}", editor.request_for("textDocument/documentSymbol", MANIFEST));
    assert_snapshot(
        &applied,
        str![[r#"
[
  {
    "children": [
      {
        "kind": 8,
        "name": "name",
        "range": {
          "end": {
            "character": 13,
            "line": 1
          },
          "start": {
            "character": 0,
            "line": 1
          }
        },
        "selectionRange": {
          "end": {
            "character": 4,
            "line": 1
          },
          "start": {
            "character": 0,
            "line": 1
          }
        }
      }
    ],
    "kind": 19,
    "name": "Acme",
    "range": {
      "end": {
        "character": 13,
        "line": 1
      },
      "start": {
        "character": 0,
        "line": 0
      }
    },
    "selectionRange": {
      "end": {
        "character": 8,
        "line": 0
      },
      "start": {
        "character": 0,
        "line": 0
      }
    }
  }
]
"#]],
    );
}

#[test]
fn document_links_are_valid_uris() {
    let applied = format!("{:#}", requested("textDocument/documentLink"));
    assert_snapshot(
        &applied,
        str![[r#"
[
  {
    "range": {
      "end": {
        "character": 31,
        "line": 4
      },
      "start": {
        "character": 3,
        "line": 4
      }
    },
    "target": "https://acme.com:8080/cb?x=1"
  }
]
"#]],
    );
}

#[test]
fn clients_and_lists_can_be_folded() {
    assert_eq!(
        requested("textDocument/foldingRange"),
        json!([{ "startLine": 0, "endLine": 5 }, { "startLine": 3, "endLine": 5 }])
    );
}

/// Returns the result of a request for [`SERVER_BASED`].
fn requested(method: &str) -> Value {
    let mut editor = Editor::with(json!({}));
    editor.open(MANIFEST, SERVER_BASED);
    editor.request_for(method, MANIFEST)
}

#[test]
fn a_selection_grows_from_the_string_to_the_document() {
    let mut editor = Editor::with(json!({}));
    editor.open(MANIFEST, SERVER_BASED);
    let position = json!({ "line": 4, "character": 5 });
    let params = json!({ "textDocument": { "uri": MANIFEST }, "positions": [position] });
    let selections = editor.request("textDocument/selectionRange", params);
    let shown = |position: &Value| format!("{}:{}", position["line"], position["character"]);
    let mut ranges = Vec::new();
    let mut selection = &selections[0];
    while let Some(range) = selection.get("range") {
        ranges.push(format!("{}-{}", shown(&range["start"]), shown(&range["end"])));
        selection = &selection["parent"];
    }
    let ranges = ranges.join("\n");
    assert_snapshot(
        &ranges,
        str![[r#"
4:3-4:31
4:2-4:32
3:16-5:1
3:0-5:1
0:0-5:1
0:0-6:0
"#]],
    );
}

#[test]
fn semantic_tokens_are_relative_to_each_other() {
    let data = requested("textDocument/semanticTokens/full")["data"].take();
    let expected: Vec<i64> = [
        [1, 0, 4, 0],  // type
        [0, 8, 12, 1], // server-based
        [1, 0, 4, 0],  // name
        [1, 0, 13, 0], // redirect_uris
        [1, 3, 5, 2],  // https
        [0, 8, 8, 3],  // acme.com
        [0, 9, 4, 4],  // 8080
        [0, 8, 3, 5],  // x=1
    ]
    .iter()
    .flat_map(|[line, start, length, kind]| [*line, *start, *length, *kind, 0])
    .collect();
    assert_eq!(data, json!(expected));
}

#[test]
fn a_code_lens_above_a_client_shows_the_form_unless_it_is_turned_off() {
    let mut editor = Editor::with(json!({ "textDocument": { "codeLens": {} } }));
    editor.open(MANIFEST, SERVER_BASED);
    let lenses = editor.request_for("textDocument/codeLens", MANIFEST);
    assert_snapshot(
        &format!("{lenses:#}"),
        str![[r#"
[
  {
    "command": {
      "arguments": [
        "file:///x/cliq-client.toml"
      ],
      "command": "cliq-lint.openForm",
      "title": "Show what to type into the console"
    },
    "range": {
      "end": {
        "character": 8,
        "line": 0
      },
      "start": {
        "character": 0,
        "line": 0
      }
    }
  }
]
"#]],
    );
    let command = lenses[0]["command"].clone();
    editor.request("workspace/executeCommand", command);
    let message = editor.wait_for_method("window/showMessage");
    assert!(message["params"]["message"].as_str().unwrap().contains("Client Name"), "{message}");
    let settings = json!({ "settings": { "cliq-lint": { "codeLens": false } } });
    editor.notify("workspace/didChangeConfiguration", settings);
    assert_eq!(editor.request_for("textDocument/codeLens", MANIFEST), Value::Null);
}
