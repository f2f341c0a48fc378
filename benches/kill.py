#!/usr/bin/env python3
"""Kills `cliq-lint --fix` at random moments, and checks that no file is lost, half written or left over.

    cargo build --release && benches/kill.py target/release/cliq-lint

In each round, a folder of manifests is fixed by one or two processes at once. They get SIGKILL or
SIGINT after a random part of the time that a whole run takes, while in some rounds files vanish or are
replaced. After each round, every manifest must be, to the byte, the one before or the one after its fix.
After a last run that nobody disturbs, all are fixed, and there is no other file.
"""

import argparse
import random
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

BEFORE = """\
# {number}
[client]
type = "server-based"
name = "Report {number}"
homepage_url = "HTTPS://acme.com"
redirect_uris = ["https://app.acme.com/{number}", "https://app.acme.com/{number}"]
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("--rounds", type=int, default=250)
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--many", type=int, default=0, help="the files of one more run, at the end")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    program = options.program.resolve()
    chance = random.Random(options.seed)
    folder = Path(tempfile.mkdtemp(prefix="kill-"))
    try:
        kill_rounds(program, chance, folder / "killed", options)
        if options.many:
            fix_many(program, folder / "many", options.many)
    finally:
        shutil.rmtree(folder)


def kill_rounds(program, chance, folder, options):
    after = fixed_text(program, folder)
    expected = {}
    for number in range(options.files):
        path = folder / f"{number % 10}/{number}/cliq-client.toml"
        path.parent.mkdir(parents=True)
        expected[path] = (BEFORE.format(number=number), after.replace("{number}", str(number)))
    write_all(expected)
    start = time.monotonic()
    run(program, folder).wait()
    whole = time.monotonic() - start
    totals = {"SIGKILL": 0, "SIGINT": 0, "interrupted": 0, "two at once": 0, "vanished": 0, "left over": 0}
    for _ in range(options.rounds):
        write_all(expected)
        processes = [run(program, folder)]
        if chance.random() < 0.5:
            processes.append(run(program, folder))
            totals["two at once"] += 1
        gone = set()
        if chance.random() < 0.3:
            gone = set(chance.sample(sorted(expected), options.files // 20))
            totals["vanished"] += len(gone)
        deadline = time.monotonic() + chance.uniform(0, whole)
        for path in gone:
            path.unlink()
        time.sleep(max(0, deadline - time.monotonic()))
        for process in processes:
            sent = chance.choice([signal.SIGKILL, signal.SIGINT])
            totals[sent.name] += 1
            process.send_signal(sent)
        totals["interrupted"] += sum(process.wait() < 0 for process in processes)
        check(expected, gone)
        totals["left over"] += len(left_over(folder, expected))
        write_gone(expected, gone)
        status = run(program, folder).wait()
        assert status == 0, f"the next run ends with {status}"
        for path, (_, fixed) in expected.items():
            assert path.read_text() == fixed, f"{path} is not fixed by the next run"
        rest = left_over(folder, expected)
        assert not rest, f"left over: {rest}"
    print(f"{options.rounds} rounds of {options.files} files; a whole run takes {whole * 1000:.0f} ms")
    print(", ".join(f"{name}: {count}" for name, count in totals.items()))
    print("no file was lost, half written, or left over after the next run")


def fixed_text(program, folder):
    """The text after the fixes, with a number in place of that of the file."""
    path = folder / "cliq-client.toml"
    path.parent.mkdir(parents=True)
    path.write_text(BEFORE.format(number=4711))
    run(program, folder).wait()
    fixed = path.read_text()
    path.unlink()
    assert fixed != BEFORE.format(number=4711), "there is nothing to fix"
    return fixed.replace("4711", "{number}")


def check(expected, gone):
    for path, texts in expected.items():
        if path in gone and not path.exists():
            continue
        assert path.exists(), f"{path} is lost"
        text = path.read_text()
        assert text in texts, f"{path} is half written: {text!r}"


def left_over(folder, expected):
    return [path for path in folder.rglob("*") if path.is_file() and path not in expected]


def write_all(expected):
    for path, (before, _) in expected.items():
        path.write_text(before)


def write_gone(expected, gone):
    for path in gone:
        path.write_text(expected[path][0])


def fix_many(program, folder, count):
    after = fixed_text(program, folder)
    for number in range(count):
        path = folder / f"{number // 1000}/{number}/cliq-client.toml"
        path.parent.mkdir(parents=True)
        path.write_text(BEFORE.format(number=number))
    start = time.monotonic()
    processes = [run(program, folder), run(program, folder)]
    statuses = [process.wait() for process in processes]
    elapsed = time.monotonic() - start
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == count, f"{len(files)} files of {count}"
    for path in files:
        number = path.parent.name
        assert path.read_text() == after.replace("{number}", number), f"{path} is not fixed"
    print(f"{count} files, fixed by two processes at once in {elapsed:.0f} s, exit statuses {statuses}")


def run(program, folder):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([program, "--fix", "--no-config", folder], **quiet)


if __name__ == "__main__":
    main()
