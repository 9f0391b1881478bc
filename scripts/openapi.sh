#!/usr/bin/env bash
# Writes the OpenAPI document of the program to docs/openapi.json.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

step "Building the server"
# With a test target cargo unifies features as in the build of the tests, so that the dependencies are shared.
cargo build --quiet --features ssr --bin vestibule --test outside
# To another file first, so that a failure does not leave an incomplete document.
target/debug/vestibule openapi >target/openapi.json
mv target/openapi.json docs/openapi.json
say "docs/openapi.json is up to date"
