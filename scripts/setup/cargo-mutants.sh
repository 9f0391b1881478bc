#!/usr/bin/env bash
# Installs cargo-mutants, which changes the code to see whether a test detects it.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

version=27.0.0

have cargo-mutants && exit

step "cargo-mutants $version (some minutes)"
cargo_tool cargo-mutants "$version"
