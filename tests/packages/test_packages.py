"""The packages, installed as their users install them."""

import json
import re
import subprocess
import tarfile
import tomllib
import zipfile

from license_expression import get_spdx_licensing

from conftest import CARGO, FAULTY, ROOT, TOOLS, VERSION, run


def lints(program, folder):
    """Checks that a program is cliq-lint and reports an error."""
    (folder / "cliq-client.toml").write_text(FAULTY)
    assert run(*program, "--version", cwd=folder) == f"cliq-lint {VERSION}\n"
    assert "error[unknown-client-type]" in run(*program, "--format", "short", cwd=folder, code=1)


def assert_links_work_elsewhere(page):
    """Checks that the page of a package links only to addresses: a registry has no other file of the repository."""
    targets = re.findall(r"\]\(([^)]*)\)", page)
    assert len(targets) > 10 and all(target.startswith("https://") for target in targets), targets


def test_the_page_on_pypi_links_to_addresses(wheel):
    with zipfile.ZipFile(wheel) as package:
        [metadata] = [name for name in package.namelist() if name.endswith(".dist-info/METADATA")]
        assert_links_work_elsewhere(package.read(metadata).decode())


def test_the_page_on_npm_links_to_addresses(tmp_path):
    run("node", ROOT / "npm/pack.mjs", tmp_path)
    [tarball] = tmp_path.glob("*.tgz")
    with tarfile.open(tarball) as package:
        assert_links_work_elsewhere(package.extractfile("package/README.md").read().decode())


def test_the_page_on_crates_io_links_to_addresses():
    assert CARGO["readme"] == "README.md"
    assert_links_work_elsewhere((ROOT / "README.md").read_text())


def test_pip_installs_the_executable(wheel, tmp_path):
    run(TOOLS / "python", "-m", "venv", tmp_path / "venv")
    run(tmp_path / "venv/bin/pip", "install", "--quiet", "--no-index", wheel)
    lints([tmp_path / "venv/bin/cliq-lint"], tmp_path)


def test_npm_installs_the_executable_for_the_platform(tarballs, tmp_path):
    for tarball in tarballs:
        with tarfile.open(tarball) as package:
            assert {"package/LICENSE-MIT", "package/LICENSE-APACHE"} <= set(package.getnames())
            manifest = json.load(package.extractfile("package/package.json"))
        assert (manifest["description"], manifest["homepage"]) == (CARGO["description"], CARGO["homepage"]) or "x64" in tarball.name
        assert (ROOT / manifest["repository"]["directory"]).is_dir() and manifest["repository"]["url"] == f"git+{CARGO['repository']}.git"
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "package.json").write_text("{}")
    run("npm", "install", "--silent", *tarballs, cwd=folder)
    lints([folder / "node_modules/.bin/cliq-lint"], folder)
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "package.json").write_text("{}")
    run("npm", "install", "--silent", "--omit=optional", tarballs[1], cwd=bare)
    assert "is not installed" in run(bare / "node_modules/.bin/cliq-lint", "--version", code=2)


def test_the_crate_is_complete_and_contains_nothing_else():
    files = run("cargo", "package", "--locked", "--list", "--allow-dirty", cwd=ROOT).splitlines()
    known = r"(ARCHITECTURE|CONTRIBUTING|zensical\.toml$|src/|tests/it/|docs/|examples/|editors/\w+/[\w. -]+$|Cargo\.|CHANGELOG|LICENSE-|README|\.cargo_vcs_info)"
    odd = [file for file in files if not re.match(known, file)]
    assert not odd and not [file for file in files if file.endswith((".png", ".mjs", ".ts", ".py"))]
    # This compiles the packed crate, and uploads nothing.
    said = run("cargo", "publish", "--dry-run", "--locked", "--allow-dirty", cwd=ROOT)
    assert "warning" not in said.replace("warning: aborting upload due to dry run", ""), said
    assert {"description", "license", "repository", "readme", "keywords", "categories", "rust-version"} <= CARGO.keys()


def test_no_dependency_needs_a_newer_rust_than_declared():
    metadata = json.loads(subprocess.check_output(["cargo", "metadata", "--format-version", "1", "--locked"], cwd=ROOT))
    version = lambda text: tuple(int(part) for part in (text or "0").split("."))
    newer = [f"{one['name']} {one['rust_version']}" for one in metadata["packages"] if version(one["rust_version"])[:2] > version(CARGO["rust-version"])]
    assert not newer


def test_the_licenses_of_dependencies_are_allowed():
    """Does what `cargo deny check licenses` does, without cargo-deny."""
    allowed = set(tomllib.loads((ROOT / "deny.toml").read_text())["licenses"]["allow"])
    metadata = json.loads(subprocess.check_output(["cargo", "metadata", "--format-version", "1", "--locked"], cwd=ROOT))
    licensing = get_spdx_licensing()

    def is_allowed(expression):
        symbols = {license_: licensing.TRUE if str(license_) in allowed else licensing.FALSE for license_ in expression.symbols}
        return expression.subs(symbols).simplify() == licensing.TRUE

    licenses = {one["name"]: one["license"].replace("/", " OR ") for one in metadata["packages"]}
    rejected = {name: license_ for name, license_ in licenses.items() if not is_allowed(licensing.parse(license_, simple=True))}
    assert not rejected
