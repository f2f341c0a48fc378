# Shortcuts for contributors; every recipe can also be run by hand.

# List the recipes.
default:
    @just --list

# Check what a contributor must pass: tests, format, lints and docs. It needs Rust alone.
check:
    .ci/check

# Rewrite what is generated: snapshots, docs, schemas, the example's output. Read the diff.
update:
    UPDATE=1 cargo test --test it

# Run one rule's tests: `just rule insecure_http`.
rule name:
    cargo test --lib rules::{{ name }}

# Run more random cases than by default.
properties cases="10000":
    PROPTEST_CASES={{ cases }} cargo test --release properties

# Find code that no test covers: mutants in the files that changed since `base`.
mutants base="main":
    git diff {{ base }} > target/mutants.diff
    cargo mutants --in-diff target/mutants.diff

# Build the pure core for WebAssembly.
wasm:
    .ci/wasm

# Run the language server in real editors (apt, npm, PyPI).
editors:
    .ci/editors

# Build and install every package, and read every format (npm, PyPI).
packages:
    .ci/packages

# Build the site of docs/ and check its links (PyPI).
site:
    .ci/site

# Fuzz a target (lint, fix, config, ide, server, match) for some seconds. It needs cargo-fuzz.
fuzz target seconds="60":
    fuzz/run {{ target }} {{ seconds }}

# Measure the language server beside those of ruff and tombi, where they are installed (benches/requirements.txt).
bench:
    cargo build --release
    benches/server.py

# Prepare a release: versions, changelog, checks, commit and tag. It does not push.
release version:
    .ci/release {{ version }}

# Run everything that CI runs.
ci:
    .ci/run
