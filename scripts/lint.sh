#!/usr/bin/env bash
# Checks the workflows, the figures of the sources, the format and the lints; warnings are errors. Server and browser are linted separately, because each
# compiles code that the other does not.
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

step "Format"
$(rustfmt_command) --check

step "Lints of the server and its tests"
cargo clippy --quiet --features ssr --all-targets -- -D warnings

step "Lints of the code for the browser"
cargo clippy --quiet --package vestibule --features hydrate --lib --target wasm32-unknown-unknown -- -D warnings
