#!/usr/bin/env bash
# Installs Spectral and Redocly in the versions of scripts/openapi-lint/package-lock.json.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

have npm || fail "npm is missing: install Node 20 or later from https://nodejs.org, then run this again"
npm_ci scripts/openapi-lint
