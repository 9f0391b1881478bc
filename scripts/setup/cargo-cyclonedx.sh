#!/usr/bin/env bash
# cargo-cyclonedx, which writes the list of all dependencies (SBOM).
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

version=0.5.9

have cargo-cyclonedx && exit

step "cargo-cyclonedx $version (about a minute on two cores)"
cargo_tool cargo-cyclonedx "$version"
