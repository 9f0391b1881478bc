#!/usr/bin/env bash
# Installs cargo-cyclonedx, which writes the bill of materials (SBOM).
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

version=0.5.9

have cargo-cyclonedx && exit

step "cargo-cyclonedx $version (about a minute on two cores)"
cargo_tool cargo-cyclonedx "$version"
