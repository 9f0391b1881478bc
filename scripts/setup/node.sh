#!/usr/bin/env bash
# Installs Tailwind for the stylesheet and wasm-opt for the wasm, in the versions of package-lock.json.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

have npm || fail "npm is missing: install Node 20 or later from https://nodejs.org, then run this again"
npm_ci .
