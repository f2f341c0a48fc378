#!/usr/bin/env python3
"""Writes what package managers and catalogs need, for the version in Cargo.toml.

    packaging/render.py SHA256SUMS OUT

SHA256SUMS is the one of a release. In the files beside this one, `@name@` is a value of Cargo.toml, and
`@sha256:FILE@` is the checksum of an archive. Files without values are copied.
"""

import re
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEYS = ("version", "description", "license", "repository", "homepage")
PLACEHOLDER = re.compile(rf"@({'|'.join(KEYS)}|sha256:[\w.-]+)@")


def values():
    """What is known about the package, by name."""
    package = tomllib.loads((HERE.parent / "Cargo.toml").read_text())["package"]
    return {key: package[key] for key in KEYS}


def checksums(text):
    """The checksums of a SHA256SUMS file, by file name."""
    pairs = (line.split() for line in text.splitlines())
    return {name.removeprefix("*").removeprefix("./"): checksum for checksum, name in pairs}


def render(text, known):
    """A template with its values; fails on a placeholder that has none."""
    return PLACEHOLDER.sub(lambda match: known[match[1]], text)


def templates():
    """The files to render, by the path that they get."""
    files = (path for path in sorted(HERE.rglob("*")) if path.is_file() and path.parent != HERE)
    return {str(path.relative_to(HERE)): path for path in files}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sums, out = Path(sys.argv[1]), Path(sys.argv[2])
    known = values() | {f"sha256:{name}": checksum for name, checksum in checksums(sums.read_text()).items()}
    for name, path in templates().items():
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(render(path.read_text(), known))


if __name__ == "__main__":
    main()
