"""Runs the recipes of docs/hooks.md and docs/pre-commit.md in a repository of their user."""

import os
import re

import pytest

from conftest import assert_follows, FAULTY, ROOT, TOOLS, VERSION, run

IDENTITY = ("-c", "user.name=Somebody", "-c", "user.email=somebody@acme.com", "-c", "commit.gpgsign=false")
SCHEMA = "https://raw.githubusercontent.com/devcontainers/spec/c95ffeed1d059abfe9ffbe79762dc2fa4e7c2421/schemas/devContainer.base.schema.json"


def files_of(page):
    """The files that a page shows, by path."""
    text = (ROOT / page).read_text()
    return {title: content for title, content in re.findall(r'```\w+ title="([^"]+)"\n(.*?)```', text, re.DOTALL)}


def write(folder, path, text):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)


@pytest.fixture
def repository(tmp_path):
    """A repository with two manifests that have a problem with a safe fix and one without, and another file."""
    run("git", "init", "--quiet", "--initial-branch=main", tmp_path)
    write(tmp_path, ".gitignore", "node_modules\n")
    write(tmp_path, "package.json", "{}")
    run("git", "add", "--all", cwd=tmp_path)
    run("git", *IDENTITY, "commit", "--quiet", "--message", "first", cwd=tmp_path)
    for path in ("cliq-client.toml", "deploy/cliq-client.staging.toml"):
        write(tmp_path, path, FAULTY)
    write(tmp_path, "other.toml", "no = manifest\n")
    return tmp_path


def commit(repository, code):
    run("git", "add", "--all", cwd=repository)
    return run("git", *IDENTITY, "commit", "--message", "a change", cwd=repository, code=code)


def assert_that_commits_are_checked(repository):
    output = commit(repository, code=1)
    print(output)
    for path in ("cliq-client.toml", "deploy/cliq-client.staging.toml"):
        assert f" {path}:3:16\n" in output
    assert "error[invalid-client-name]" in output and "in 2 of 2 manifests" in output
    for path in ("cliq-client.toml", "deploy/cliq-client.staging.toml"):
        write(repository, path, FAULTY.replace("Nightly-", "Nightly_").replace("Self Client", "self-client"))
    commit(repository, code=0)


def test_lefthook(repository, tarballs):
    write(repository, "lefthook.yml", files_of("docs/hooks.md")["lefthook.yml"])
    run("npm", "install", "--silent", "--ignore-scripts", *tarballs, "lefthook@2.2.1", cwd=repository)
    run("npx", "lefthook", "install", cwd=repository)
    assert_that_commits_are_checked(repository)


def test_husky_with_lint_staged(repository, tarballs):
    files = files_of("docs/hooks.md")
    run("npm", "install", "--silent", "--ignore-scripts", *tarballs, "husky@9.1.7", "lint-staged@17.6.1", cwd=repository)
    run("npx", "husky", "init", cwd=repository)
    for path in (".lintstagedrc.json", ".husky/pre-commit"):
        write(repository, path, files[path])
    assert_that_commits_are_checked(repository)


def test_mise(repository, tarballs, wheel, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    write(repository, "mise.toml", files_of("docs/hooks.md")["mise.toml"])
    run("npm", "install", "--silent", "--ignore-scripts", "@jdxcode/mise-linux-x64@2026.9.15", cwd=repository)
    mise = repository / "node_modules/@jdxcode/mise-linux-x64/bin/mise"
    env = {"HOME": str(home), "PATH": f"{TOOLS}:{os.environ['PATH']}", "UV_NO_INDEX": "1", "UV_FIND_LINKS": str(wheel.parent), "MISE_YES": "1"}
    run(mise, "trust", cwd=repository, env=env)
    run(mise, "install", cwd=repository, env=env)
    assert run(mise, "exec", "--", "cliq-lint", "--version", cwd=repository, env=env) == f"cliq-lint {VERSION}\n"


def test_pre_commit_installs_the_wheel(repository, wheel, tmp_path_factory):
    write(repository, ".pre-commit-config.yaml", files_of("docs/pre-commit.md")[".pre-commit-config.yaml"])
    cache = tmp_path_factory.mktemp("pre-commit")
    env = {"PRE_COMMIT_HOME": str(cache), "PIP_FIND_LINKS": str(wheel.parent), "PIP_ONLY_BINARY": "cliq-lint"}
    run("git", "add", "--all", cwd=repository)
    assert "error[unknown-client-type]" in run(TOOLS / "pre-commit", "run", cwd=repository, env=env, code=1)
    size = sum(path.stat().st_size for path in cache.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"the cache of pre-commit: {size / 1e6:.0f} MB")


def test_the_dev_container_follows_its_schema(tmp_path):
    write(tmp_path, "devcontainer.json", files_of("docs/hooks.md")[".devcontainer/devcontainer.json"])
    assert_follows(SCHEMA, tmp_path / "devcontainer.json")
