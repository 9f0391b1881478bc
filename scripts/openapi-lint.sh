#!/usr/bin/env bash
# Checks docs/openapi.json with Spectral and Redocly; warnings are errors. A test compares the file with the program.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

scripts/setup/openapi-lint.sh
# Otherwise Redocly reports its use, and looks for a newer version of itself.
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
folder=scripts/openapi-lint
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# check COMMAND...: runs a linter, and prints what it says only if it fails.
check() {
  timeout 120 "$folder/node_modules/.bin/$1" "${@:2}" >"$output" 2>&1 || { cat "$output"; fail "$1 has found problems in docs/openapi.json"; }
}

step "The OpenAPI document"
check spectral lint --ruleset "$folder/spectral.yaml" --fail-severity hint docs/openapi.json
check redocly lint --config "$folder/redocly.yaml" docs/openapi.json
