#!/usr/bin/env bash
# cargo-mutants, which breaks the code to see whether a test notices.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

version=27.0.0

have cargo-mutants && exit

step "cargo-mutants $version (some minutes)"
cargo_tool cargo-mutants "$version"
