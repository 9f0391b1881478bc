#!/usr/bin/env bash
# lint.sh [--all]: checks the workflows, the figures of the sources, the scripts that judge test runs, the format and the lints of the
# server; warnings are errors. --all: also the lints of the code for the browser, which are separate, because each compiles code that the
# other does not.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

scripts/setup/lint.sh
scripts/setup/zizmor.sh

step "Workflows"
# Offline: looking up the pinned actions needs an account at GitHub.
target/zizmor/bin/zizmor --offline --quiet --persona=auditor .github/workflows

step "Figures: circles, functions, files"
node scripts/figures.mjs
node scripts/plots.mjs --check

step "Scripts that judge test runs"
node --test --test-reporter spec scripts/reports/tests/*.test.mjs

step "Format"
$(rustfmt_command) --check

step "Lints of the server and its tests"
cargo clippy --quiet --features ssr --all-targets -- -D warnings

[ "${1:-}" = --all ] || exit 0
step "Lints of the code for the browser"
cargo clippy --quiet --package vestibule --features hydrate --lib --target wasm32-unknown-unknown -- -D warnings
