#!/usr/bin/env bash
# From npm: Tailwind for the stylesheet, wasm-opt for the wasm. Exact versions, in package-lock.json.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

have npm || fail "npm is missing: install Node 20 or later from https://nodejs.org, then run this again"
npm_ci .
