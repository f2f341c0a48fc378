"""Renders packaging/ for a release, and reads each file with the program that its registry uses, or with one that reads the same."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from conftest import assert_follows, CARGO, ROOT, TOOLS, VERSION, run

CHECKSUM = "0123456789abcdef" * 4

# The schemas of registries, by the files that follow them.
SCHEMAS = {
    "winget/cliq-lint.cliq-lint.yaml": "https://raw.githubusercontent.com/microsoft/winget-cli/fa3d9e511d1bd9bed2f1b72e9f0fa25323e7f3eb/schemas/JSON/manifests/v1.10.0/manifest.version.1.10.0.json",
    "winget/cliq-lint.cliq-lint.installer.yaml": "https://raw.githubusercontent.com/microsoft/winget-cli/fa3d9e511d1bd9bed2f1b72e9f0fa25323e7f3eb/schemas/JSON/manifests/v1.10.0/manifest.installer.1.10.0.json",
    "winget/cliq-lint.cliq-lint.locale.en-US.yaml": "https://raw.githubusercontent.com/microsoft/winget-cli/fa3d9e511d1bd9bed2f1b72e9f0fa25323e7f3eb/schemas/JSON/manifests/v1.10.0/manifest.defaultLocale.1.10.0.json",
    "scoop/cliq-lint.json": "https://raw.githubusercontent.com/ScoopInstaller/Scoop/b588a06e41d920d2123ec70aee682bae14935939/schema.json",
    "mason/package.yaml": "https://github.com/mason-org/registry-schema/releases/latest/download/package.schema.json",
    "megalinter/mega-linter-plugin-cliq-lint/cliq-lint.megalinter-descriptor.yml": "https://raw.githubusercontent.com/oxsecurity/megalinter/2c8939a8a5e13aaf849227739f092816465232df/megalinter/descriptors/schemas/megalinter-descriptor.jsonschema.json",
}


def archives():
    """The archives of a release, by the targets in its workflow."""
    targets = re.findall(r"target: ([\w-]+),", (ROOT / ".github/workflows/release.yml").read_text())
    return [f"cliq-lint-{target}.{'zip' if 'windows' in target else 'tar.gz'}" for target in targets]


@pytest.fixture(scope="session")
def rendered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rendered")
    sums = folder / "SHA256SUMS"
    sums.write_text("".join(f"{CHECKSUM}  ./{name}\n" for name in archives()))
    run(ROOT / "packaging/render.py", sums, folder / "out")
    return folder / "out"


def test_every_file_has_the_facts_of_the_crate(rendered):
    files = [path for path in rendered.rglob("*") if path.is_file()]
    assert len(files) >= 11
    texts = {path.name: path.read_text() for path in files}
    assert not [name for name, text in texts.items() if re.search(r"@[a-z]+[@:]", text)]
    for name, text in texts.items():
        assert VERSION in text or name == "catalog-entries.json" or name.endswith(".lua"), name
        assert name == "cliq-lint.cliq-lint.yaml" or CARGO["homepage"] in text or CARGO["repository"] in text, name
    described = [name for name, text in texts.items() if CARGO["description"] in text]
    assert len(described) == len(files) - 3, "all but the catalog and two manifests of winget"


def test_every_archive_that_a_file_names_is_one_of_the_release(rendered):
    text = "".join(path.read_text() for path in rendered.rglob("*") if path.is_file())
    named = set(re.findall(r"cliq-lint-[\w-]+\.(?:tar\.gz|zip)", text))
    assert named and named <= set(archives())


def test_the_renderer_fails_without_the_checksum_of_an_archive(tmp_path):
    (tmp_path / "SHA256SUMS").write_text(f"{CHECKSUM}  ./{archives()[0]}\n")
    assert "KeyError" in run(ROOT / "packaging/render.py", tmp_path / "SHA256SUMS", tmp_path / "out", code=1)


def test_ruby_reads_the_formula(rendered):
    assert run("ruby", "-wc", rendered / "homebrew/cliq-lint.rb") == "Syntax OK\n"


def test_makepkg_and_shellcheck_read_the_pkgbuild(rendered):
    """makepkg prints .SRCINFO, and does not run as root."""
    run("shellcheck", "--shell", "bash", "--exclude", "SC2034,SC2154,SC2164", rendered / "aur/PKGBUILD")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "aur"
        shutil.copytree(rendered / "aur", folder)
        Path(name).chmod(0o755)
        user = ()
        if os.geteuid() == 0:
            run("chown", "--recursive", "65534:65534", folder)
            user = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
        printed = subprocess.check_output([*user, "makepkg", "--printsrcinfo"], cwd=folder, text=True, env={**os.environ, "PACMAN": "true"})
    assert printed == (rendered / "aur/.SRCINFO").read_text()


def test_nix_evaluates_the_package(rendered):
    stubs = """{
      lib = { fakeHash = ""; licenses = { mit = "MIT"; asl20 = "Apache-2.0"; }; };
      installShellFiles = {}; fetchFromGitHub = x: x.rev; rustPlatform.buildRustPackage = x: x;
    }"""
    expression = f"{{ inherit (import {rendered}/nix/package.nix {stubs}) pname version src meta; }}"
    command = ["nix-instantiate", "--eval", "--strict", "--json", "--expr", expression]
    package = json.loads(subprocess.check_output(command, stderr=subprocess.DEVNULL))
    assert (package["pname"], package["version"], package["src"]) == ("cliq-lint", VERSION, f"v{VERSION}")
    assert package["meta"]["license"] == ["MIT", "Apache-2.0"]


def test_neovim_starts_the_server_for_manifests_alone(rendered, tmp_path):
    """With the file as nvim-lspconfig has it, on the runtime path."""
    for name in ("cliq-client.toml", "cliq-client.staging.toml", "cliq-lint.toml", "Cargo.toml", "my-cliq-client.toml"):
        (tmp_path / name).write_text('[client]\ntype = "x"\n')
    script = tmp_path / "test.lua"
    script.write_text(f"""
        vim.opt.runtimepath:append('{rendered}/nvim-lspconfig')
        vim.lsp.config('cliq_lint', {{ cmd = {{ '{ROOT}/target/debug/cliq-lint', 'lsp' }} }})
        vim.lsp.enable('cliq_lint')
        vim.cmd('filetype on')
        for _, name in ipairs({{ 'Cargo.toml', 'my-cliq-client.toml', 'cliq-lint.toml', 'cliq-client.toml', 'cliq-client.staging.toml' }}) do
          vim.cmd.edit('{tmp_path}/' .. name)
          local buffer = vim.api.nvim_get_current_buf()
          vim.wait(name:find('^cliq') and 10000 or 500, function() return #vim.lsp.get_clients({{ bufnr = buffer }}) > 0 end, 10)
          io.stdout:write(name .. ' ' .. #vim.lsp.get_clients({{ bufnr = buffer }}) .. '\\n')
        end
        vim.wait(10000, function() return #vim.diagnostic.get(0) > 0 end, 10)
        io.stdout:write(vim.diagnostic.get(0)[1].code .. '\\n')
    """)
    printed = run(TOOLS / "nvim", "--headless", "-u", "NONE", "-i", "NONE", "-l", script)
    assert printed.split() == ["Cargo.toml", "0", "my-cliq-client.toml", "0", "cliq-lint.toml", "1", "cliq-client.toml", "1", "cliq-client.staging.toml", "1", "unknown-client-type"], printed


def test_the_entries_for_schemastore_name_schemas_of_the_site(rendered):
    for entry in json.loads((rendered / "schemastore/catalog-entries.json").read_text()):
        assert set(entry) == {"name", "description", "fileMatch", "url"}
        path = entry["url"].removeprefix(CARGO["homepage"])
        assert json.loads((ROOT / "docs" / path.lstrip("/")).read_text())["$id"] == entry["url"]


@pytest.mark.parametrize("file", SCHEMAS)
def test_files_follow_the_schemas_of_their_registries(file, rendered):
    YAML(typ="safe").load((rendered / file).read_text())
    assert_follows(SCHEMAS[file], rendered / file)
