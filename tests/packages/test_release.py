"""Prepares a release in a clone, and runs the steps of its workflow that do not publish on a made-up build."""

import os
import re

from ruamel.yaml import YAML

from conftest import ROOT, VERSION, run


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


def test_every_file_has_the_version_of_the_crate():
    assert run(ROOT / ".ci/release", "--check") == ""


def test_one_command_prepares_a_release_and_pushes_nothing(source, tmp_path):
    clone = tmp_path / "cliq-lint"
    run("git", "clone", "--quiet", source, clone)
    heads = run("git", "ls-remote", source)
    git = lambda *arguments: run("git", *arguments, cwd=clone)
    git("config", "user.name", "Somebody")
    git("config", "user.email", "somebody@acme.com")
    changes = re.search(r"(?s)## \[Unreleased\]\n(.*?)(\n## \[|$)", (clone / "CHANGELOG.md").read_text())[1]
    version = f"{int(VERSION.split('.')[0]) + 1}.0.0"
    printed = run(clone / ".ci/release", version, "--no-check")
    print(printed)
    assert f"committed and tagged v{version}" in printed and git("status", "--porcelain") == ""
    assert git("describe", "--exact-match").strip() == f"v{version}" and git("log", "-1", "--format=%s") == f"Release {version}\n"
    assert run(clone / ".ci/release", "--check") == ""
    assert re.search(rf"## \[Unreleased\]\n\n## \[{version}\] - 20..-..-..\n{re.escape(changes)}", (clone / "CHANGELOG.md").read_text())
    assert f"## {version}\n" in (clone / "editors/vscode/CHANGELOG.md").read_text()
    assert run("git", "ls-remote", source) == heads
    assert "exists" in run(clone / ".ci/release", version, code=1)
    assert "nothing under [Unreleased]" in run(clone / ".ci/release", f"{version[:-1]}1", code=1)


def test_a_release_is_not_prepared_from_changes_or_for_an_older_version(source, tmp_path):
    clone = tmp_path / "cliq-lint"
    run("git", "clone", "--quiet", source, clone)
    for version in ("0.0.9", "1.0", "v1.0.0", "1.0.0-beta"):
        assert "is not a version from" in run(clone / ".ci/release", version, code=1)
    (clone / "new").write_text("")
    assert "commit or stash" in run(clone / ".ci/release", "9.0.0", code=1)
