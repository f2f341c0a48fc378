"""What the tests of consumers share: the program, and every manifest that the project writes about."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CLIQ_LINT", str(ROOT / "target/debug/cliq-lint"))


def run(*command, cwd=None, code=None, **options):
    """Runs a command; fails where it ends with another code than is wanted."""
    ran = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, **options)
    assert code is None or ran.returncode == code, f"{command}: {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
    return ran


def toml_blocks(page):
    """The examples of a page, without the carets under what is reported."""
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    return ["".join(line for line in block.splitlines(True) if not line.lstrip().startswith("^")) for block in blocks]


@pytest.fixture(scope="session")
def manifests(tmp_path_factory):
    """A file for each manifest of the examples and of the pages of the rules."""
    folder = tmp_path_factory.mktemp("manifests")
    texts = [path.read_text() for path in sorted((ROOT / "examples").glob("*.toml"))] + toml_blocks("docs/rules.md")
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
