#!/usr/bin/env bash
# Installs the missing build tools. Takes less than a second if nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup/basics.sh
scripts/setup/cargo-leptos.sh
