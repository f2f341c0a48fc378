"""The formats for programs, read by programs: SARIF, GitLab's code quality, JUnit, annotations of GitHub and Azure,
Checkstyle, reviewdog's format, Markdown."""

import json
import os
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import junitparser
import pytest

from conftest import PROGRAM, ROOT, run

# A manifest that tries to write what is not its own.
HOSTILE = '[client]\ntype = "self-client"\nname = "\\u001b[31m]]>&<\\u0000\\n::error::x"\n"a\\u0085::b" = 1\n'

# As GitLab's documentation has it ("Code Quality report format").
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^[^/.][^\\]*$"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


@pytest.fixture(scope="module")
def folder(manifests):
    """All manifests and a hostile one, below a folder whose name must be escaped, with an invalid configuration."""
    (manifests / "b ü%,:#" / "c").mkdir(parents=True)
    (manifests / "b ü%,:#" / "c" / "cliq-client.toml").write_text(HOSTILE)
    (manifests / "b ü%,:#" / "cliq-lint.toml").write_text("exlude = []\n")
    yield manifests
    for path in sorted((manifests / "b ü%,:#").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (manifests / "b ü%,:#").rmdir()


def shown(folder, format, *options):
    return run(PROGRAM, "-v", "--format", format, *options, cwd=folder, code=2).stdout


def findings(folder):
    return json.loads(shown(folder, "json"))["diagnostics"]


def test_sarif_is_valid_for_its_own_validator(folder, tmp_path):
    text = shown(folder, "sarif")
    log = tmp_path / "cliq-lint.sarif"
    log.write_text(text)
    multitool = Path(__file__).parent / "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
    # npm leaves it without the right to be run.
    multitool.chmod(0o755)
    report = subprocess.run([multitool, "validate", log], capture_output=True, text=True).stdout
    assert "Analysis completed successfully" in report and "error" not in report and "warning" not in report, report

    [run_] = json.loads(text)["runs"]
    rules = run_["tool"]["driver"]["rules"]
    assert len(run_["results"]) == len(findings(folder))
    for result in run_["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert artifact["uriBaseId"] in run_["originalUriBaseIds"]
    assert any("%C3%BC%25%2C%3A%23/c/" in str(result["locations"]) for result in run_["results"])
    assert all("markdown" in rule["help"] for rule in rules)
    assert any(result["fixes"] for result in run_["results"]) and any(result["relatedLocations"] for result in run_["results"])


def test_sarif_fixes_correct_the_manifest(tmp_path):
    text = '[client]\ntype = "Self Client"\nname = "😀 Acme"\n'.replace("😀 ", "")
    (tmp_path / "cliq-client.toml").write_text(text)
    log = json.loads(run(PROGRAM, "--format", "sarif", cwd=tmp_path, code=1).stdout)
    [result] = log["runs"][0]["results"]
    [replacement] = result["fixes"][0]["artifactChanges"][0]["replacements"]
    region, lines = replacement["deletedRegion"], text.splitlines(True)
    line = lines[region["startLine"] - 1]
    lines[region["startLine"] - 1] = line[: region["startColumn"] - 1] + replacement["insertedContent"]["text"] + line[region["endColumn"] - 1 :]
    (tmp_path / "cliq-client.toml").write_text("".join(lines))
    run(PROGRAM, cwd=tmp_path, code=0)


def test_gitlab_has_what_its_documentation_asks_for(folder):
    issues = json.loads(shown(folder, "gitlab"))
    jsonschema.validate(issues, CODE_QUALITY)
    fingerprints = [issue["fingerprint"] for issue in issues]
    assert len(fingerprints) == len(set(fingerprints)) == len(findings(folder))


def test_gitlab_has_an_empty_array_where_nothing_is_found(tmp_path):
    assert json.loads(run(PROGRAM, "--format", "gitlab", cwd=tmp_path, code=0).stdout) == []


def test_junit_is_read_by_a_reader_of_junit(folder, tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(shown(folder, "junit"))
    suites = junitparser.JUnitXml.fromfile(str(report))
    cases = [case for suite in suites for case in suite]
    failed = [case for case in cases if case.result]
    assert len(failed) == len(findings(folder)) == suites.failures
    assert len(cases) == suites.tests > len(failed)


def test_github_reads_a_command_for_each_finding(folder):
    lines = shown(folder, "github").splitlines()
    assert len(lines) == len(findings(folder))
    # The runner's own rule for a command (actions/runner, ActionCommand): `::name key=value,…::text`.
    for line in lines:
        command = re.fullmatch(r"::(error|warning|notice) ((?:\w+=[^,:\r\n]*)(?:,\w+=[^,:\r\n]*)*)::([^\r\n]+)", line)
        assert command, line
        properties = dict(part.split("=", 1) for part in command[2].split(","))
        assert {"file", "line", "endLine", "title"} <= properties.keys()


def test_azure_reads_an_issue_for_each_finding(folder):
    """By the parser of Azure's own task library."""
    lines = shown(folder, "azure").splitlines()
    assert len(lines) == len(findings(folder))
    script = Path(__file__).parent / "azure.mjs"
    read = run("node", script, input="\n".join(lines), code=0).stdout.splitlines()
    for command, finding in zip(map(json.loads, read), findings(folder), strict=True):
        assert command["command"] == "task.logissue"
        properties = command["properties"]
        assert properties["sourcepath"] == finding["path"]
        assert properties["code"] == finding["rule"]
        assert int(properties["linenumber"]) == finding["span"]["start"]["line"]
        assert command["message"].split("\n")[0] == finding["message"]


def test_checkstyle_has_an_error_for_each_finding(folder):
    root = ElementTree.fromstring(shown(folder, "checkstyle"))
    assert root.tag == "checkstyle"
    read = [(file.get("name"), int(error.get("line")), error.get("source")) for file in root for error in file]
    assert read == [(one["path"], one["span"]["start"]["line"], f"cliq-lint.{one['rule']}") for one in findings(folder)]
    assert {error.get("severity") for error in root.iter("error")} == {"error", "warning", "info"}


# As reviewdog's proto/rdf/jsonschema/DiagnosticResult.json has it, as far as cliq-lint writes it.
POSITION = {
    "type": "object",
    "required": ["line", "column"],
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
    "additionalProperties": False,
}
RANGE = {"type": "object", "required": ["start", "end"], "properties": {"start": POSITION, "end": POSITION}, "additionalProperties": False}
SUGGESTION = {"type": "object", "required": ["range", "text"], "properties": {"range": RANGE, "text": {"type": "string"}}, "additionalProperties": False}
DIAGNOSTIC = {
    "type": "object",
    "required": ["message", "location"],
    "properties": {
        "message": {"type": "string"},
        "location": {"type": "object", "properties": {"path": {"type": "string"}, "range": RANGE}, "additionalProperties": False},
        "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
        "code": {"type": "object", "properties": {"value": {"type": "string"}, "url": {"type": "string"}}, "additionalProperties": False},
        "suggestions": {"type": "array", "items": SUGGESTION},
    },
    "additionalProperties": False,
}
RDJSON = {
    "type": "object",
    "required": ["source", "diagnostics"],
    "properties": {
        "source": {"type": "object", "properties": {"name": {"type": "string"}, "url": {"type": "string"}}, "additionalProperties": False},
        "diagnostics": {"type": "array", "items": DIAGNOSTIC},
    },
    "additionalProperties": False,
}


def test_reviewdog_reads_ranges_in_bytes(folder):
    read = json.loads(shown(folder, "rdjson"))
    jsonschema.validate(read, RDJSON)
    assert len(read["diagnostics"]) == len(findings(folder))
    for diagnostic, finding in zip(read["diagnostics"], findings(folder), strict=True):
        lines = (folder / finding["path"]).read_bytes().splitlines(True)
        start = diagnostic["location"]["range"]["start"]
        assert sum(map(len, lines[: start["line"] - 1])) + start["column"] - 1 == finding["span"]["start"]["byte"]
    assert any(diagnostic["suggestions"] for diagnostic in read["diagnostics"])


def test_markdown_is_a_table_without_a_link_or_an_image_of_the_manifest(folder):
    """As GitHub renders it: tables, HTML and links by themselves are on."""
    from markdown_it import MarkdownIt

    text = '[client]\ntype = "![x](https://evil.example/x.png)"\nname = "<img src=x> www.evil.example `a` | b"\n'
    hostile = folder / "cliq-client.hostile.toml"
    hostile.write_text(text + '"https://evil.example" = 1\n"[x](y)" = 1\n')
    try:
        rendered = MarkdownIt("gfm-like", {"html": True, "linkify": True}).render(shown(folder, "markdown"))
        count = len(findings(folder))
    finally:
        hostile.unlink()
    assert rendered.count("<tr>") == count + 1
    assert rendered.count("<a ") == count, "a link for each rule"
    assert "<img" not in rendered and "<code" not in rendered
