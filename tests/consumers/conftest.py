"""Shared by the consumer tests: the executable, and manifests of every kind."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CLIQ_LINT", str(ROOT / "target/debug/cliq-lint"))


def run(*command, cwd=None, code=None, **options):
    """Runs a command; fails on an unexpected exit code."""
    ran = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, **options)
    assert code is None or ran.returncode == code, f"{command}: {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
    return ran


def toml_blocks(page):
    """The examples of a page, without the carets under what is reported."""
    blocks = re.findall(r"```toml(?: title=[^\n]*)?\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    return ["".join(line for line in block.splitlines(True) if not line.lstrip().startswith("^")) for block in blocks]


NAMES = ["", " ", " Acme", "Acme  Desk", "Acme_2 & Co", "Acme-Desk", "Acme.", "Acme!", "Ünï çødé", "名前", "a\tb", "&", "_", "(a)", "a/b", "a`b"]
URIS = [
    *("", " ", "x", "www.acme.com", "//acme.com", "acme.com:8080/x", "HTTPS://acme.com", "htps://acme.com", "https:/acme.com", "https//acme.com"),
    *("ftp://acme.com", "com.acme.app:/cb", "javascript:alert(1)", "urn:ietf:wg:oauth:2.0:oob", " https://acme.com", "https://acme.com "),
    *("https://", "https:///acme.com", "https://https://acme.com", "https://acme..com", "https://-acme.com", "https://acme-.com", "https://a_b.com./"),
    *("https://acme.com:0/", "https://acme.com:80/", "https://acme.com:65535", "https://acme.com:65536", "https://acme.com:/", "https://acme.com:x"),
    *("https://[::1]:9/", "http://127.0.0.1:3000/cb", "http://localhost/cb?x=1&y", "https://acme.com?x", "https://acme.com/%41", "https://acme.com/%zz"),
    *("https://acme.com/%00", "https://acme.com/a b", "https://acme.com\\\\b", "https://acme.com/<x>", "https://acme.com/{x}", "https://acme.com/é"),
    *("https://acme.com/a|b", "https://acme.com/a^b", "https://acme.com/a`b", "https://acme.com/[x]", "https://bücher.example/", "https://${HOST}/cb"),
    *("https://user:pw@acme.com/", "https://a@acme.com", "https://acme.com/@x", "https://acme.com/~x;y=(1)!$&'*+,=:", "https://*.acme.com/", "https://acme.com/*"),
    *("https://acme.com/#", "https://acme.com/#x", "https://acme.com#x", "https://a.com, https://b.com", "https://a.com;https://b.com", "https://ac me.com"),
    *("https://acme.com/a\\u0007b", "https://a%62c.com/", "https://acme,com/", "https://a!b.com", "https://ACME.com/X", "http://10.0.0.1"),
]
TYPES = ["server-based", "client-based", "mobile-based", "non-browser-based", "self-client", "Self Client", "server", "", " "]


def varied():
    """Yields manifests with odd values in each field, with each field missing for each type, and with values of the wrong type."""
    valid = {
        "type": '"client-based"',
        "name": '"Acme"',
        "homepage_url": '"https://www.acme.com"',
        "redirect_uris": '["https://app.acme.com/cb"]',
        "javascript_domains": '["https://app.acme.com"]',
    }
    changes = [{"name": f'"{name}"'} for name in NAMES]
    changes += [{"homepage_url": f'"{uri}"'} for uri in URIS]
    changes += [{"redirect_uris": f'["https://www.acme.com", "{uri}"]'} for uri in URIS]
    changes += [{"javascript_domains": f'["{uri}"]'} for uri in URIS]
    changes += [{"type": f'"{kind}"', left_out: None} for kind in TYPES for left_out in (*valid, "none") if left_out != "type"]
    changes += [{field: value} for field in (*valid, "metadata") for value in ("1", "true", "[]", "[1]", "{}", '"x"', "1979-05-27", '["x"]', "[[]]")]
    changes += [{key: '"x"'} for key in ("homepage", "redirectUris", "scope")] + [{"type": None}]
    for change in changes:
        fields = {**valid, **change}
        yield "[client]\n" + "".join(f"{key} = {value}\n" for key, value in fields.items() if value is not None and key != "none")
    yield from ("client = 1\n", "client = []\n", "client = [1]\n", "[clients]\n", "[client]\n", "", "x = 1\n[client]\ntype = 'self-client'\nname = 'A'\n")
    yield "[[client]]\ntype = 'self-client'\nname = 'A'\n[[client]]\ntype = 'self-client'\n"


@pytest.fixture(scope="session")
def manifests(tmp_path_factory):
    """A file per manifest: the examples, those on the rule pages, and variations of a valid one."""
    folder = tmp_path_factory.mktemp("manifests")
    texts = [path.read_text() for path in sorted((ROOT / "examples").glob("*.toml"))] + [text for page in sorted((ROOT / "docs/rules").glob("*.md")) for text in toml_blocks(page) if not text.startswith("# cliq-lint: allow(")] + list(varied())
    for number, text in enumerate(texts):
        (folder / f"cliq-client.{number:03}.toml").write_text(text)
    return folder


@pytest.fixture(scope="session")
def errors(manifests):
    """By file name, the rules at error level that cliq-lint reports of it."""
    shown = json.loads(run(PROGRAM, "--no-config", "--format", "json", manifests, code=1).stdout)
    found = {path.name: set() for path in manifests.iterdir()}
    for diagnostic in shown["diagnostics"]:
        if diagnostic["level"] == "error":
            found[Path(diagnostic["path"]).name].add(diagnostic["rule"])
    return found
