"""Runs the steps of the release workflow that do not publish, on a made-up build."""

import os

from ruamel.yaml import YAML

from conftest import ROOT, run


def step(name):
    """The script of a step that the release publishes with."""
    jobs = YAML(typ="safe").load((ROOT / ".github/workflows/release.yml").read_text())["jobs"]
    [script] = [step["run"] for step in jobs["publish"]["steps"] if step.get("name") == name]
    return script


def test_the_checksums_list_exactly_what_is_uploaded(tmp_path):
    built = ["cliq-lint-x86_64-apple-darwin.tar.gz", "cliq-lint-x86_64-pc-windows-msvc.zip", "cliq_lint-0.1.0.tar.gz", "cliq_lint-0.1.0-py3-none-any.whl"]
    built += ["cliq-lint-linux-x64.vsix", "cliq-lint.cdx.json"]
    (tmp_path / "dist/npm").mkdir(parents=True)
    for name in (*built, "npm/cliq-lint-0.1.0.tgz"):
        (tmp_path / "dist" / name).write_text(name)
    (tmp_path / "bin").mkdir()
    gh = tmp_path / "bin/gh"
    gh.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\" >uploaded\n")
    gh.chmod(0o755)
    env = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "TAG": "v0.1.0"}
    for name in ("Collect what is uploaded, with checksums", "Release on GitHub"):
        run("bash", "-e", "-o", "pipefail", "-c", step(name), cwd=tmp_path, env=env)
    uploaded = [line.removeprefix("release/") for line in (tmp_path / "uploaded").read_text().splitlines() if line.startswith("release/")]
    listed = [line.split()[1] for line in (tmp_path / "release/SHA256SUMS").read_text().splitlines()]
    assert sorted([*listed, "SHA256SUMS"]) == sorted(uploaded) == sorted([*built, "SHA256SUMS"])
    assert all("OK" in line for line in run("sha256sum", "--check", "SHA256SUMS", cwd=tmp_path / "release").splitlines())
    assert sorted(path.name for path in (tmp_path / "wheels").iterdir()) == ["cliq_lint-0.1.0-py3-none-any.whl", "cliq_lint-0.1.0.tar.gz"]
