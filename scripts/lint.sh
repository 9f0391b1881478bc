#!/usr/bin/env bash
# lint.sh [--browser]: checks the workflows, the figures of the sources and the format. --browser: also the lints of the code for the
# browser. The lints of the server are checked where it is compiled for the tests (scripts/compile.sh). Warnings are errors.
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

step "Format"
$(rustfmt_command) --check

[ "${1:-}" = --browser ] || exit 0
step "Lints of the code for the browser"
# In the folder of the quick WebAssembly, because cargo compiles for one profile at a time.
cargo clippy --quiet --profile wasm-quick --package vestibule --features hydrate --lib --target wasm32-unknown-unknown -- -D warnings
