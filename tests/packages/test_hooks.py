"""Runs the hooks with pre-commit and prek, in a repository that uses a clone of the project."""

import pytest

from conftest import FAULTY, FIXED, TOOLS, run

IDENTITY = ("-c", "user.name=Somebody", "-c", "user.email=somebody@acme.com", "-c", "commit.gpgsign=false")


@pytest.fixture(scope="session")
def homes(tmp_path_factory):
    """The caches of the runners, shared by all tests, as on a developer's machine."""
    return {"PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")), "PREK_HOME": str(tmp_path_factory.mktemp("prek"))}


class Repository:
    def __init__(self, folder, runner, homes, config):
        self.folder, self.runner, self.env = folder, runner, homes
        run("git", "init", "--quiet", "--initial-branch=main", folder)
        self.write(".pre-commit-config.yaml", config)
        run(TOOLS / runner, "install", cwd=folder, env=homes)

    def write(self, path, text):
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text)

    def read(self, path):
        return (self.folder / path).read_text()

    def commit(self, code):
        run("git", "add", "--all", cwd=self.folder)
        return run("git", *IDENTITY, "commit", "--message", "a change", cwd=self.folder, code=code, env=self.env)


def from_clone(source, *hooks):
    revision = run("git", "rev-parse", "HEAD", cwd=source).strip()
    lines = "".join(f"      - id: {hook}\n" for hook in hooks)
    return f"repos:\n  - repo: {source}\n    rev: {revision}\n    hooks:\n{lines}"


@pytest.mark.parametrize(
    ("runner", "hook"), [("pre-commit", "cliq-lint"), ("pre-commit", "cliq-lint-python"), ("prek", "cliq-lint")]
)
def test_a_commit_with_errors_fails_with_the_findings_and_a_valid_one_passes(runner, hook, source, homes, tmp_path):
    repository = Repository(tmp_path, runner, homes, from_clone(source, hook))
    repository.write("deploy/cliq-client.staging.toml", FAULTY)
    repository.write("other.toml", "no = manifest\n")
    output = repository.commit(code=1)
    print(output)
    assert "error[unknown-client-type]" in output and "console error: \"Enter a valid client name.\"" in output
    assert "deploy/cliq-client.staging.toml:2:9" in output
    repository.write("deploy/cliq-client.staging.toml", FIXED)
    assert "Passed" in repository.commit(code=0)


@pytest.mark.parametrize("runner", ["pre-commit", "prek"])
def test_the_fix_hook_rewrites_the_manifest_and_fails_the_commit(runner, source, homes, tmp_path):
    repository = Repository(tmp_path, runner, homes, from_clone(source, "cliq-lint-fix", "cliq-lint"))
    repository.write("cliq-client.toml", FAULTY.replace("Nightly-", "Nightly "))
    output = repository.commit(code=1)
    print(output)
    assert "files were modified by this hook" in output
    assert repository.read("cliq-client.toml") == FIXED.replace("_", " ")
    repository.commit(code=0)


def test_excluded_files_are_skipped_even_though_they_are_named(source, homes, tmp_path):
    repository = Repository(tmp_path, "pre-commit", homes, from_clone(source, "cliq-lint"))
    repository.write("cliq-lint.toml", 'exclude = ["vendor"]\n')
    repository.write("vendor/cliq-client.toml", FAULTY)
    repository.commit(code=0)


def test_thousands_of_files_are_linted_in_several_batches(source, homes, tmp_path):
    repository = Repository(tmp_path, "pre-commit", homes, from_clone(source, "cliq-lint"))
    # Use long names, so that they do not fit on one command line.
    folder = "a-folder-with-a-long-name-" * 4
    for number in range(4000):
        repository.write(f"{folder}/{number}/cliq-client.toml", FIXED if number != 2345 else FAULTY)
    output = repository.commit(code=1)
    assert f"{folder}/2345/cliq-client.toml:2:9" in output and output.count("error[") == 2
    assert output.count(" manifests") > 1, "several batches"
    repository.write(f"{folder}/2345/cliq-client.toml", FIXED)
    repository.commit(code=0)
