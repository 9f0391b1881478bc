#!/usr/bin/env bash
# cargo-cyclonedx, which writes the list of all dependencies (SBOM).
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

version=0.5.9

have cargo-cyclonedx && exit

step "cargo-cyclonedx $version (about a minute on two cores)"
CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug --locked --root "$TOOLS" --version "$version" cargo-cyclonedx ||
  fail "cargo-cyclonedx did not build; the lines above say why"
