"""Runs a TOML server and cliq-lint on one buffer: with the schema nothing false is reported, and without it nothing twice."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue

import pytest

from conftest import PROGRAM, ROOT

SCHEMA = ROOT / "docs/schemas/cliq-client.schema.json"
TOOLS = Path(sys.executable).parent
SERVERS = {
    "taplo": ["node", Path(__file__).parent / "taplo.mjs"],
    "tombi": [TOOLS / "tombi", "lsp", "--offline"],
}
WITH_SCHEMA = f'[[schemas]]\npath = "{SCHEMA}"\ninclude = ["*.toml"]\n'
FAULTY = '[client]\ntype = "server-basd"\nname = "Acme-Desk"\nhomepage = "HTTPS://acme.com"\nredirect_uris = ["http://acme.com/cb#", ""]\n'


class Session:
    """A server with one folder open."""

    def __init__(self, command, folder):
        self.server = subprocess.Popen([str(part) for part in command], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.messages = Queue()
        self.last_id = 0
        threading.Thread(target=self.read, daemon=True).start()
        uri = folder.as_uri()
        capabilities = {
            "textDocument": {"publishDiagnostics": {}, "completion": {"completionItem": {}}},
            "workspace": {"configuration": True, "workspaceFolders": True},
        }
        self.request("initialize", {"processId": None, "rootUri": uri, "workspaceFolders": [{"uri": uri, "name": "w"}], "capabilities": capabilities, "initializationOptions": {"configurationSection": "evenBetterToml"}})
        self.notify("initialized", {})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.kill()
        self.server.wait()

    def read(self):
        while header := self.server.stdout.readline():
            length = 0
            while header.strip():
                name, value = header.split(b":", 1)
                length = int(value) if name.lower() == b"content-length" else length
                header = self.server.stdout.readline()
            self.messages.put(json.loads(self.server.stdout.read(length)))

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def receive(self, timeout):
        """The next message. Requests of the server are answered with nothing."""
        message = self.messages.get(timeout=timeout)
        if "method" in message and "id" in message:
            is_configuration = message["method"] == "workspace/configuration"
            result = [None for _ in message["params"]["items"]] if is_configuration else None
            self.send({"id": message["id"], "result": result})
        return message

    def request(self, method, params):
        self.last_id += 1
        self.send({"id": self.last_id, "method": method, "params": params})
        while True:
            message = self.receive(30)
            if message.get("id") == self.last_id and "method" not in message:
                return message.get("result")

    def diagnostics(self, path, text):
        """The last diagnostics that are published of a text, after a while without more."""
        uri = path.as_uri()
        path.write_text(text)
        self.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "toml", "version": 1, "text": text}})
        # A request afterwards shows that the server has read the text.
        self.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
        found, patience = [], 3
        try:
            while True:
                message = self.receive(patience)
                if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                    found, patience = message["params"]["diagnostics"], 1
        except Empty:
            return found


def tombi_with_schema(folder):
    (folder / "tombi.toml").write_text(WITH_SCHEMA)
    return Session(SERVERS["tombi"], folder)


def test_with_the_schema_nothing_false_is_reported(tmp_path):
    with tombi_with_schema(tmp_path) as session:
        for example in sorted((ROOT / "examples").glob("*.toml")):
            if example.stem not in ("faulty", "cliq-lint"):
                assert session.diagnostics(tmp_path / f"cliq-client.{example.name}", example.read_text()) == [], example
        # It is read at all.
        assert session.diagnostics(tmp_path / "cliq-client.toml", FAULTY)


def test_with_the_schema_keys_are_completed_in_a_client(tmp_path):
    text = '[client]\ntype = "server-based"\n\n'
    path = tmp_path / "cliq-client.toml"
    with tombi_with_schema(tmp_path) as session:
        session.diagnostics(path, text)
        completions = session.request("textDocument/completion", {"textDocument": {"uri": path.as_uri()}, "position": {"line": 2, "character": 0}})
    items = completions if isinstance(completions, list) else completions["items"]
    labels = {item["label"].split(" ")[0] for item in items}
    assert {"name", "homepage_url", "redirect_uris"} <= labels, labels


@pytest.mark.parametrize("toml_server", SERVERS)
def test_without_the_schema_nothing_that_cliq_lint_reports_is_reported_twice(toml_server, tmp_path):
    path = tmp_path / "cliq-client.toml"
    with Session([PROGRAM, "lsp"], tmp_path) as session:
        ours = session.diagnostics(path, FAULTY)
    with Session(SERVERS[toml_server], tmp_path) as session:
        theirs = session.diagnostics(path, FAULTY)
    assert len(ours) > 4
    assert theirs == []
