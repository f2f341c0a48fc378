"""Checks that three schema validators reject what cliq-lint rejects, as far as a schema can express it."""

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import PROGRAM, ROOT, run, toml_blocks

SCHEMAS = ROOT / "docs/schemas"
TOOLS = Path(sys.executable).parent

# Rules that docs/schema.md lists as beyond a schema.
BEYOND_A_SCHEMA = {"committed-secret"}


def check_jsonschema(schema, files):
    ran = run(TOOLS / "check-jsonschema", "--output-format", "json", "--schemafile", schema, *files)
    report = json.loads(ran.stdout)
    assert not report.get("parse_errors"), report
    return {Path(error["filename"]).name for error in report["errors"]}


def taplo(schema, files):
    rejected = set()
    for file in files:
        ran = run(TOOLS / "taplo", "lint", "--no-auto-config", "--schema", schema.as_uri(), file)
        if ran.returncode != 0:
            assert re.search(r"error: ", ran.stderr), ran.stderr
            rejected.add(file.name)
    return rejected


def tombi(schema, files):
    folder = files[0].parent
    (folder / "tombi.toml").write_text(f'[[schemas]]\npath = "{schema}"\ninclude = ["*.toml"]\n')
    rejected = {file.name for file in files if run(TOOLS / "tombi", "lint", "--offline", file, cwd=folder).returncode != 0}
    (folder / "tombi.toml").unlink()
    return rejected


VALIDATORS = pytest.mark.parametrize("validator", [check_jsonschema, taplo, tombi])


@VALIDATORS
def test_the_schema_of_the_manifest_rejects_what_cliq_lint_rejects(validator, manifests, errors):
    readable = [file for file in sorted(manifests.iterdir()) if not errors[file.name] & {"invalid-toml", "invalid-encoding"}]
    assert len(readable) > 60
    expected = {file.name for file in readable if errors[file.name] - BEYOND_A_SCHEMA}
    rejected = validator(SCHEMAS / "cliq-client.schema.json", readable)
    wrongly = {name: ((manifests / name).read_text(), errors[name]) for name in rejected ^ expected}
    assert not wrongly


@VALIDATORS
def test_the_schema_of_the_configuration_rejects_what_cliq_lint_rejects(validator, tmp_path):
    texts = toml_blocks("docs/configuration.md")[:1] + [
        'exclude = ["vendor"]\n[rules]\ninsecure-http = "off"\n',
        'exlude = ["vendor"]\n',
        'include = "vendor"\n',
        '[rules]\ninsecure-htp = "off"\n',
        '[rules]\ninsecure-http = "warn"\n',
        '[[overrides]]\nrules = { insecure-http = "off" }\n',
        '[[overrides]]\nfiles = ["a"]\nrule = {}\n',
    ]
    files, expected = [], set()
    for number, text in enumerate(texts):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "cliq-lint.toml").write_text(text)
        (folder / "cliq-client.toml").write_text('[client]\ntype = "self-client"\nname = "A"\n')
        file = tmp_path / f"{number}.toml"
        file.write_text(text)
        files.append(file)
        if run(PROGRAM, cwd=folder).returncode == 2:
            expected.add(file.name)
    assert len(expected) == 6
    assert validator(SCHEMAS / "cliq-lint.schema.json", files) == expected


def test_the_schemas_follow_the_metaschema():
    run(TOOLS / "check-jsonschema", "--check-metaschema", *SCHEMAS.glob("*.json"), code=0)


def test_the_examples_of_the_schemas_are_valid():
    import jsonschema

    for path in SCHEMAS.glob("*.json"):
        schema = json.loads(path.read_text())
        for example in schema["examples"]:
            jsonschema.validate(example, schema)
    manifest = json.loads((SCHEMAS / "cliq-client.schema.json").read_text())
    valid = [path for path in (ROOT / "examples").glob("*.toml") if path.name != "faulty.toml"]
    assert len(valid) == 5
    for path in valid:
        jsonschema.validate(tomllib.loads(path.read_text()), manifest)
