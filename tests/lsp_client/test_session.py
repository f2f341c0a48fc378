"""Runs a long session with a third-party client: pytest-lsp, which checks every message with lsprotocol."""

import os
import pathlib

import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

SERVER = os.environ["CLIQ_LINT"]

FAULTY = """[client]
type = "Server-based Applications"
name = "Acme-Notifier 😀"
homepage = "htps://www.acme.com"
redirect_uris = [
    "https://app.acme.com/cb#",
    "https:/app.acme.com/cb",
]
"""


@pytest_lsp.fixture(
    params=["visual_studio_code", "neovim", "emacs"],
    config=ClientServerConfig(server_command=[SERVER, "lsp"]),
)
async def client(request, lsp_client: LanguageClient, tmp_path: pathlib.Path):
    @lsp_client.feature(types.WORKSPACE_WORKSPACE_FOLDERS)
    def folders(_):
        return None

    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(_):
        return None

    lsp_client.root = tmp_path
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "cliq-client.toml").write_text(FAULTY)
    uri = tmp_path.as_uri()
    params = types.InitializeParams(
        capabilities=client_capabilities(request.param.replace("_", "-")),
        workspace_folders=[types.WorkspaceFolder(uri=uri, name="test")],
        root_uri=uri,
    )
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


def document(uri: str) -> types.TextDocumentIdentifier:
    return types.TextDocumentIdentifier(uri=uri)


async def test_a_manifest_is_fixed_and_read(client: LanguageClient):
    uri = (client.root / "cliq-client.toml").as_uri()
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(uri=uri, language_id="toml", version=1, text=FAULTY))
    )
    whole = types.Range(types.Position(0, 0), types.Position(9, 0))
    ask = types.CodeActionContext(diagnostics=[])
    params = types.CodeActionParams(text_document=document(uri), range=whole, context=ask)
    actions = await client.text_document_code_action_async(params)
    assert "Replace `htps://` with `https://`" in [action.title for action in actions]

    ask = types.CodeActionContext(diagnostics=[], only=["source.fixAll"])
    params = types.CodeActionParams(text_document=document(uri), range=whole, context=ask)
    (fix_all,) = await client.text_document_code_action_async(params)
    assert fix_all.kind == "source.fixAll.cliq-lint" and fix_all.edit is not None

    place = types.Position(1, 1)
    hover = await client.text_document_hover_async(types.HoverParams(document(uri), place))
    assert "client type" in hover.contents.value
    items = await client.text_document_completion_async(types.CompletionParams(document(uri), types.Position(1, 8)))
    assert [item.label for item in items][0] == "server-based"
    symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(document(uri)))
    assert [child.name for child in symbols[0].children] == ["type", "name", "homepage", "redirect_uris"]
    links = await client.text_document_document_link_async(types.DocumentLinkParams(document(uri)))
    assert links[0].target == "https://app.acme.com/cb#"
    assert await client.text_document_folding_range_async(types.FoldingRangeParams(document(uri)))
    selections = types.SelectionRangeParams(document(uri), [place])
    assert (await client.text_document_selection_range_async(selections))[0].parent is not None
    tokens = await client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(document(uri)))
    assert len(tokens.data) % 5 == 0 and tokens.data


async def test_hundreds_of_changes_are_followed(client: LanguageClient):
    uri = (client.root / "cliq-client.toml").as_uri()
    text = '[client]\ntype = "self-client"\nname = ""\n'
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(uri=uri, language_id="toml", version=1, text=text))
    )
    for version in range(2, 302):
        start = types.Position(2, 8 + version - 2)
        change = types.TextDocumentContentChangePartial(range=types.Range(start, start), text="a" if version < 301 else "!")
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(uri=uri, version=version), [change])
        )
    # The response comes after all earlier changes are applied.
    at_the_end = types.Range(types.Position(2, 307), types.Position(2, 307))
    params = types.CodeActionParams(document(uri), at_the_end, types.CodeActionContext(diagnostics=[]))
    actions = await client.text_document_code_action_async(params)
    assert actions[0].title.startswith("Rename to `aaaa")
    changed = actions[0].edit
    (edit,) = changed.document_changes[0].edits if changed.document_changes else changed.changes[uri]
    assert edit.range == types.Range(types.Position(2, 307), types.Position(2, 308)) and edit.new_text == ""
    client.text_document_did_close(types.DidCloseTextDocumentParams(document(uri)))
    assert await client.text_document_hover_async(types.HoverParams(document(uri), types.Position(0, 0))) is None
