#!/usr/bin/env python3
"""Measures cliq-lint beside the tools that a user would pick instead, and how its work grows with its input.

    benches/bench.py compare [--files 10000]     wall time, CPU time and peak memory of each tool on the same files
    benches/bench.py doubling [--format human]   the exponent of time and the memory per MB of each shape of input

Peers come from PyPI (benches/requirements.txt) and are skipped where they are not installed. Figures of one run are
compared with each other only: nothing here is a test.
"""

import argparse
import math
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = os.environ.get("CLIQ_LINT", str(ROOT / "target/release/cliq-lint"))
TOOLS = Path(sys.executable).parent

SOUND = """# The client of {name}, registered by the platform team.
[client]
type = "server-based"
name = "{name}"
homepage_url = "https://{host}"
redirect_uris = [
  "https://{host}/oauth/callback", # production
  "http://localhost:{port}/oauth/callback",
]

[client.metadata]
owner = "platform"
"""


def measure(command, cwd=None, stdin=None):
    """Runs a command: wall and CPU seconds, and peak memory in MiB."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], cwd=cwd, stdin=stdin or subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def best(command, runs, **options):
    """The run with the median wall time."""
    results = sorted(measure(command, **options) for _ in range(runs))
    return results[len(results) // 2]


def write_corpus(folder, count, seed=1):
    """Manifests, each in its own folder, of which one in five has a problem."""
    chance = random.Random(seed)
    for number in range(count):
        host = f"app{number}.zylker.com"
        text = SOUND.format(name=f"Zylker {number}", host=host, port=3000 + number % 1000)
        if chance.random() < 0.2:
            broken = chance.choice([(f'"https://{host}"', f'"{host}"'), ("server-based", "Server Based"), ('name = "', 'name = "!'), ("]\n\n", "\n\n")])
            text = text.replace(*broken, 1)
        path = folder / f"group{number // 100}" / f"service{number}" / "cliq-client.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def compare(options):
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_corpus(folder, options.files)
        schema = folder / "schema.json"
        schema.write_text(subprocess.run([PROGRAM, "schema"], capture_output=True, text=True, check=True).stdout)
        # Relative to the folder that they run in: some tools ignore files outside of it.
        files = sorted(str(path.relative_to(folder)) for path in folder.rglob("cliq-client.toml"))
        listing = folder / "files"
        listing.write_text("\0".join(files))
        by_name = lambda *command: ["sh", "-c", 'xargs -0 "$@" <"$0"', str(listing), *command]
        candidates = {
            "cliq-lint": [PROGRAM, "--no-config", "--format", "short"],
            "cat (a floor)": by_name("cat"),
            "taplo": by_name(str(TOOLS / "taplo"), "lint", "--schema", schema.as_uri()),
            "tombi": by_name(str(TOOLS / "tombi"), "lint", "--offline"),
            "check-jsonschema": by_name(str(TOOLS / "check-jsonschema"), "--schemafile", str(schema)),
        }
        print(f"{options.files} manifests, one in five with a problem; median of {options.runs} runs\n")
        print(f"{'tool':<20} {'wall s':>8} {'CPU s':>8} {'MiB':>7} {'wall ratio':>11}")
        reference = None
        for name, command in candidates.items():
            program = command[4] if command[0] == "sh" else command[0]
            if not shutil.which(program):
                print(f"{name:<20} not installed")
                continue
            wall, cpu, memory = best(command, options.runs, cwd=folder)
            reference = reference or wall
            print(f"{name:<20} {wall:8.3f} {cpu:8.3f} {memory:7.1f} {wall / reference:10.2f}×")
        single = best([PROGRAM, files[0]], 20, cwd=folder)[0]
        print(f"\n{'one small file':<20} {single * 1000:7.2f} ms, `true` {best(['true'], 20)[0] * 1000:.2f} ms")


HEAD = '[client]\ntype = "server-based"\nname = "Zylker"\nhomepage_url = "https://zylker.com"\n'

# Inputs that grow with n, by what grows in them.
SHAPES = {
    "sound URIs": lambda n: HEAD + "redirect_uris = [\n" + "".join(f'  "https://zylker.com/cb/{i}",\n' for i in range(n)) + "]\n",
    "faulty URIs, a line each": lambda n: HEAD + "redirect_uris = [\n" + "".join(f'  "http://a{i}.zylker.com/*",\n' for i in range(n)) + "]\n",
    "faulty URIs, one line": lambda n: HEAD + "redirect_uris = [" + ", ".join(f'"http://a{i}.zylker.com/#"' for i in range(n)) + "]\n",
    "equal URIs, one line": lambda n: HEAD + "redirect_uris = [" + ", ".join(['"https://zylker.com/cb"'] * n) + "]\n",
    "near URIs": lambda n: HEAD + "redirect_uris = [\n" + "".join(f'  "https://zylker.com/cb/{i // 2}{"/" * (i % 2)}",\n' for i in range(n)) + "]\n",
    "clients": lambda n: "".join(f'[[client]]\ntype = "self-client"\nname = "A{i}"\n\n' for i in range(n)),
    "clients, one line": lambda n: "client = [" + ", ".join(f'{{type = "self-client", name = "A{i}"}}' for i in range(n)) + "]\n",
    "clients of one name": lambda n: '[[client]]\ntype = "self-client"\nname = "A"\n' * n,
    "duplicate keys": lambda n: "[client]\n" + 'name = "a"\n' * n,
    "duplicate tables": lambda n: "[a]\n" * n,
    "unknown keys": lambda n: HEAD + "".join(f"key{i} = {i}\n" for i in range(n)),
    "unknown keys, inline": lambda n: "client = { type = 'self-client', " + ", ".join(f"key{i} = {i}" for i in range(n)) + " }\n",
    "keys without values": lambda n: HEAD + "a =\n" * n,
    "values without keys": lambda n: HEAD + "= 1\n" * n,
    "words": lambda n: HEAD + "word\n" * n,
    "unclosed strings": lambda n: HEAD + "".join(f'k{i} = "a\n' for i in range(n)),
    "unclosed multi-line strings": lambda n: HEAD + "".join(f'k{i} = """a\n' for i in range(n)),
    "unclosed arrays": lambda n: HEAD + "".join(f"k{i} = [1\n" for i in range(n)),
    "open brackets": lambda n: HEAD + "x = " + "[" * n,
    "open braces": lambda n: HEAD + "x = " + "{a=" * n,
    "equals signs": lambda n: HEAD + "a " + "= " * n + "\n",
    "quotes": lambda n: HEAD + 'a = "' + '" "' * n + "\n",
    "curly quotes": lambda n: HEAD + "a = “x”\n" * n,
    "merge markers": lambda n: HEAD + "<<<<<<< ours\na = 1\n=======\na = 2\n>>>>>>> theirs\n" * n,
    "lone CRs with keys": lambda n: HEAD + "".join(f"k{i} = {i}\r" for i in range(n)) + "\n",
    "CRLF": lambda n: (HEAD + "".join(f"k{i} = {i}\n" for i in range(n))).replace("\n", "\r\n"),
    "dotted keys": lambda n: HEAD + "".join(f"metadata.a{i}.b = {i}\n" for i in range(n)),
    "one deep dotted key": lambda n: HEAD + "metadata" + ".a" * n + " = 1\n",
    "comments": lambda n: HEAD + "# a comment\n" * n,
    "suppressions": lambda n: HEAD + "# cliq-lint: allow(insecure-http)\n" * n,
    "names in a suppression": lambda n: HEAD + "# cliq-lint: allow(" + ", ".join(["insecure-http"] * n) + ")\n",
    "used suppressions": lambda n: HEAD + "redirect_uris = [\n" + "".join(f'  "http://a{i}.zylker.com/", # cliq-lint: allow(insecure-http)\n' for i in range(n)) + "]\n",
    "a long name of spaces": lambda n: '[client]\ntype = "self-client"\nname = "a' + " b" * n + '"\n',
    "a long name of escapes": lambda n: '[client]\ntype = "self-client"\nname = "' + "\\u0041" * n + '"\n',
    "a name of bad characters": lambda n: '[client]\ntype = "self-client"\nname = "' + "!a" * n + '"\n',
    "a long URI": lambda n: HEAD + 'redirect_uris = ["https://zylker.com/' + "a b" * n + '"]\n',
    "a long query": lambda n: HEAD + 'redirect_uris = ["https://zylker.com/?' + "&".join(f"code{i}=1" for i in range(n)) + '"]\n',
    "a long host": lambda n: HEAD + 'redirect_uris = ["https://' + "a." * n + 'com"]\n',
    "secrets by shape": lambda n: HEAD + "".join(f's{i} = "1000.{i:032x}.{i * 7919:032x}"\n' for i in range(n)),
    "secrets by key": lambda n: HEAD + "".join(f'x{i}.client_secret = "hunter{i}Zq9Xk"\n' for i in range(n)),
    "secrets in URIs": lambda n: HEAD + "redirect_uris = [\n" + "".join(f'  "https://u:Zq9Xk{i}pw7@zylker.com/",\n' for i in range(n)) + "]\n",
    "one secret again and again": lambda n: HEAD + 'client_secret = "hunter2Zq9Xk"\n' + "# hunter2Zq9Xk\n" * n,
    "metadata": lambda n: HEAD + "[client.metadata]\n" + "".join(f'k{i} = "v{i}"\n' for i in range(n)),
    "non-ASCII": lambda n: HEAD + "# 名前 Größe 😀\n" * n,
}
MODES = {
    "human": ["--format", "human"],
    "json": ["--format", "json"],
    "sarif": ["--format", "sarif"],
    "diff": ["--diff"],
    "unsafe diff": ["--diff", "--unsafe-fixes"],
}


def size_for(make, size):
    """How many parts give a text of about a number of bytes."""
    low = max(1, size // max(1, (len(make(2000)) - len(make(1000))) // 1000))
    return low


def doubling(options):
    modes = {name: MODES[name] for name in options.modes} if options.modes else MODES
    print(f"exponent of the CPU time from {options.size} to {2 * options.size} bytes, and MiB per MB\n")
    print(f"{'shape':<28}" + "".join(f"{name:>20}" for name in modes))
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "cliq-client.toml"
        for name, make in SHAPES.items():
            row = []
            count = size_for(make, options.size)
            for mode in modes.values():
                figures = []
                for factor in (1, 2):
                    path.write_text(make(count * factor), newline="")
                    runs = [measure([PROGRAM, "--no-config", *mode, path]) for _ in range(3)]
                    figures.append((min(run[1] for run in runs), runs[0][2], path.stat().st_size / 1e6))
                (small, _, _), (large, memory, megabytes) = figures
                # Below some milliseconds, what is measured is the start of the process.
                exponent = math.log2(large / small) if small > 0.02 else float("nan")
                row.append(f"{exponent:8.2f} {large * 1000:6.0f} ms" if exponent == exponent else f"{'-':>8} {large * 1000:6.0f} ms")
                row[-1] += f" {max(0, memory - 8) / megabytes:4.0f}"
            print(f"{name:<28}" + "".join(f"{cell:>24}" for cell in row), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("compare")
    command.add_argument("--files", type=int, default=10_000)
    command.add_argument("--runs", type=int, default=5)
    command.set_defaults(run=compare)
    command = commands.add_parser("doubling")
    command.add_argument("--size", type=int, default=500_000)
    command.add_argument("modes", nargs="*", choices=[*MODES, []], help="all by default")
    command.set_defaults(run=doubling)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (16 << 30, 16 << 30))
    options.run(options)


if __name__ == "__main__":
    main()
