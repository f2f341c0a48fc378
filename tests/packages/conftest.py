"""Shared by the package tests. They build the project in release mode, which CI makes cheap through the environment."""

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
FIXED = '[client]\ntype = "self-client"\nname = "Nightly_Report"\n'


def run(*command, cwd=None, code=0, env=None):
    """Runs a command and returns what it prints; fails on an unexpected exit code."""
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
    return with_size_printed(built)


def assert_follows(schema, file):
    """Validates a file by a schema: from the folder in the variable SCHEMAS, or from its address, if that can be reached."""
    if "SCHEMAS" in os.environ:
        schema = Path(os.environ["SCHEMAS"]) / schema.rsplit("/", 1)[1]
    printed = run(TOOLS / "check-jsonschema", "--schemafile", schema, file, code=None)
    if "ConnectionError" in printed or "Failed to resolve" in printed:
        pytest.skip(f"{schema} cannot be reached")
    assert "ok -- validation done" in printed, printed


@pytest.fixture(scope="session")
def tarballs(wheel, tmp_path_factory):
    """The npm packages for this machine, with the program of the wheel: the executable's, and `cliq-lint`."""
    out = tmp_path_factory.mktemp("tarballs")
    run("node", ROOT / "npm/pack.mjs", out, f"linux-x64={ROOT / 'target/release/cliq-lint'}")
    platform, main = sorted(out.glob("*.tgz"), key=lambda path: "x64" not in path.name)
    return [with_size_printed(platform), with_size_printed(main)]


def with_size_printed(package):
    """Prints the size of a package, for the release notes, and returns it."""
    print(f"{package.name}: {package.stat().st_size / 1e6:.1f} MB")
    return package


@pytest.fixture(scope="session")
def source(tmp_path_factory):
    """A clone of the committed project, as others get it."""
    clone = tmp_path_factory.mktemp("source") / "cliq-lint"
    run("git", "clone", "--quiet", ROOT, clone)
    return clone

