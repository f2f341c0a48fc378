"""What the tests of packages share. They build the project in release mode; CI makes that cheap by the environment."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent
CARGO = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]
VERSION = CARGO["version"]

FAULTY = '[client]\ntype = "Self Client"\nname = "Nightly-Report"\n'
MENDED = '[client]\ntype = "self-client"\nname = "Nightly_Report"\n'


def run(*command, cwd=None, code=0, env=None):
    """Runs a command and gives what it prints; fails where it ends with another code than is wanted."""
    environment = {**os.environ, **(env or {})}
    command = [str(part) for part in command]
    ran = subprocess.run(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert code is None or ran.returncode == code, f"{command}: {ran.returncode}\n{ran.stdout}"
    return ran.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel, built as for a release."""
    out = tmp_path_factory.mktemp("wheel")
    run(TOOLS / "maturin", "build", "--release", "--locked", "--out", out, cwd=ROOT)
    [built] = out.glob("*.whl")
    return told(built)


def told(package):
    """A package, after its size was printed for the notes of a release."""
    print(f"{package.name}: {package.stat().st_size / 1e6:.1f} MB")
    return package


@pytest.fixture(scope="session")
def source(tmp_path_factory):
    """The project as others get it: a clone of what is committed."""
    clone = tmp_path_factory.mktemp("source") / "cliq-lint"
    run("git", "clone", "--quiet", ROOT, clone)
    return clone

