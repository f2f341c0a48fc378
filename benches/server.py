#!/usr/bin/env python3
"""Measures the language server beside those of ruff and tombi, and beside a server that does nothing.

    benches/server.py [--rounds 15] [--text "1 MB clean"]

For each text, the time from an edit to its diagnostics, from a request to the code actions of the whole text, and the
peak memory. The servers run at the same time and take turns, so that a busy machine slows all of them down. Each figure
is a median. Peers come from PyPI (benches/requirements.txt) and are skipped where they are not installed. ruff checks a
Python file of the same size and with as many findings.
"""

import argparse
import json
import os
import queue
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = os.environ.get("CLIQ_LINT", str(ROOT / "target/release/cliq-lint"))
TOOLS = Path(sys.executable).parent
# How many seconds a server may take.
PATIENCE = 60

# A server that reads each message and responds with nothing: what remains is the client and the pipes.
IDLE = r"""
import json, sys
def send(message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    sys.stdout.buffer.flush()
while line := sys.stdin.buffer.readline():
    sys.stdin.buffer.readline()
    message = json.loads(sys.stdin.buffer.read(int(line.split(b":")[1])))
    if "id" in message:
        send({"id": message["id"], "result": {"capabilities": {"textDocumentSync": 2}} if message["method"] == "initialize" else None})
    elif message["method"] in ("textDocument/didOpen", "textDocument/didChange"):
        document = message["params"]["textDocument"]
        send({"method": "textDocument/publishDiagnostics", "params": {"uri": document["uri"], "version": document["version"], "diagnostics": []}})
"""

CAPABILITIES = {
    "textDocument": {
        "publishDiagnostics": {"versionSupport": True},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor", "source"]}},
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
    },
    "workspace": {"workspaceFolders": True, "workspaceEdit": {"documentChanges": True}},
}

HEAD = '# x\n[client]\ntype = "server-based"\nname = "Zylker"\nhomepage_url = "https://zylker.com"\n'


def manifest(uri, count):
    """A manifest with a number of redirect URIs."""
    return HEAD + "redirect_uris = [\n" + "".join(f'  "{uri % number}",\n' for number in range(count)) + "]\n"


SMALL = HEAD + 'redirect_uris = [\n  "https://zylker.com/cb",\n  "https://staging.zylker.com/cb",\n]\n\n[client.metadata]\nowner = "platform"\ncontact = "platform"\n'

# Each text, as a manifest and as Python.
TEXTS = {
    "small (14 lines)": (SMALL, "# x\n" + "def one():\n    return 1\n\n\n" * 3),
    "84 KB clean": (manifest("https://zylker.com/callback/%07d", 2030), "# x\n" + "".join(f"CALLBACK_{number:07d} = 'https://zylker.com/'\n" for number in range(2030))),
    "84 KB, 1,771 findings": (
        manifest("callback-%05d.zylker.com/oauth/response/", 1771),
        "# x\n" + "".join(f"import callback_{number:05d}_zylker_com_oauth_response\n" for number in range(1771)),
    ),
    "1 MB clean": (manifest("https://zylker.com/callback/%07d", 24_400), "# x\n" + "".join(f"CALLBACK_{number:07d} = 'https://zylker.com/'\n" for number in range(24_400))),
}


class Server:
    """A server with one open document."""

    def __init__(self, command, folder, name):
        self.process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.messages = queue.Queue()
        self.uri = (folder / name).as_uri()
        self.version = self.last_id = 0
        threading.Thread(target=self.read, daemon=True).start()
        folders = [{"uri": folder.as_uri(), "name": "bench"}]
        self.request("initialize", {"processId": None, "rootUri": folder.as_uri(), "workspaceFolders": folders, "capabilities": CAPABILITIES})
        self.send({"method": "initialized", "params": {}})

    def read(self):
        stream = self.process.stdout
        while line := stream.readline():
            while header := stream.readline().strip():
                line = header if header.lower().startswith(b"content-length") else line
            self.messages.put((time.perf_counter(), stream.read(int(line.split(b":")[1]))))

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def wait(self, is_wanted):
        """The first such message, when it had come, and its length. Answers requests of the server."""
        while True:
            arrived, body = self.messages.get(timeout=PATIENCE)
            message = json.loads(body)
            if "method" in message and "id" in message:
                self.send({"id": message["id"], "result": None})
            elif is_wanted(message):
                return message, arrived, len(body)

    def request(self, method, params):
        self.last_id += 1
        self.send({"id": self.last_id, "method": method, "params": params})
        return self.wait(lambda message: message.get("id") == self.last_id)

    def published(self):
        def is_wanted(message):
            params = message.get("params", {})
            is_published = message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == self.uri
            return is_published and params.get("version") in (None, self.version)

        message, arrived, _ = self.wait(is_wanted)
        self.found = message["params"]["diagnostics"]
        return arrived

    def open(self, text):
        language = "python" if self.uri.endswith(".py") else "toml"
        self.version = 1
        self.text = text
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": {"uri": self.uri, "languageId": language, "version": 1, "text": text}}})
        self.published()

    def edit(self):
        """Types a character in the comment of the first line: the seconds until the diagnostics."""
        self.version += 1
        place = {"line": 0, "character": 2}
        change = {"range": {"start": place, "end": place}, "text": "x"}
        started = time.perf_counter()
        self.send({"method": "textDocument/didChange", "params": {"textDocument": {"uri": self.uri, "version": self.version}, "contentChanges": [change]}})
        return self.published() - started

    def actions(self):
        """Asks for the actions of the whole text: the seconds, how many there are, and the bytes of the response."""
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": self.text.count("\n"), "character": 0}}
        started = time.perf_counter()
        response, arrived, size = self.request("textDocument/codeAction", {"textDocument": {"uri": self.uri}, "range": whole, "context": {"diagnostics": self.found}})
        return arrived - started, len(response.get("result") or []), size

    def memory(self):
        """The peak, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def stop(self):
        self.process.kill()
        self.process.wait()


def measure(candidates, text, rounds, folder):
    servers = {}
    for name, command in candidates.items():
        is_python = name == "ruff"
        server = Server(command, folder, "bench.py" if is_python else "cliq-client.toml")
        try:
            server.open(text[is_python])
            servers[name] = server
        except queue.Empty:
            print(f"  {name:<12} no diagnostics in {PATIENCE} s", flush=True)
            server.stop()
    edits = {name: [] for name in servers}
    actions = {name: [] for name in servers}
    for _ in range(rounds):
        for name, server in servers.items():
            edits[name].append(server.edit())
    for _ in range(max(3, rounds // 3)):
        for name, server in servers.items():
            actions[name].append(server.actions())
    ours = statistics.median(edits["cliq-lint"])
    for name, server in servers.items():
        edit = statistics.median(edits[name])
        seconds, count, size = sorted(actions[name])[len(actions[name]) // 2]
        print(
            f"  {name:<12} {edit * 1000:9.2f} ms {edit / ours:7.1f}× {len(server.found):9,} {seconds * 1000:9.2f} ms {count:8,} {size / 1000:9.1f} KB {server.memory():8.1f} MiB",
            flush=True,
        )
        server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--text", choices=TEXTS, nargs="*", default=list(TEXTS), help="all by default")
    options = parser.parse_args()
    rounds = options.rounds
    candidates = {
        "cliq-lint": [PROGRAM, "lsp"],
        "ruff": [str(TOOLS / "ruff"), "server"],
        "tombi": [str(TOOLS / "tombi"), "lsp", "--offline"],
        "nothing": [sys.executable, "-I", "-S", "-c", IDLE],
    }
    for name in [name for name, command in candidates.items() if not shutil.which(command[0])]:
        print(f"{name} is not installed")
        del candidates[name]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch).resolve()
        (folder / "schema.json").write_text(subprocess.run([PROGRAM, "schema"], capture_output=True, text=True, check=True).stdout)
        (folder / "tombi.toml").write_text('[[schemas]]\npath = "schema.json"\ninclude = ["cliq-client.toml"]\n')
        print(f"medians of {rounds} edits; peak memory\n")
        print(f"  {'server':<12} {'edit':>12} {'ratio':>8} {'findings':>9} {'all actions':>12} {'actions':>8} {'response':>12} {'memory':>12}")
        for name in options.text:
            print(f"\n{name}")
            measure(candidates, TEXTS[name], rounds, folder)


if __name__ == "__main__":
    main()
