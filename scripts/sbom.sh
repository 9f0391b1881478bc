#!/usr/bin/env bash
# Writes the bill of materials (SBOM, CycloneDX 1.5) of all crates that the binary can contain to target/vestibule.cdx.json.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

scripts/setup/cargo-cyclonedx.sh

# All targets, because the binary also contains the wasm. The tool can only write into the folder of the manifest.
cargo cyclonedx --quiet --format json --spec-version 1.5 --all-features --target all --override-filename vestibule.cdx
# It writes one for each member of the workspace as well.
rm -f ./*/*/vestibule.cdx.json
mkdir -p target
# Replace the path of this machine.
sed "s#path+file://$ROOT#path+file:///vestibule#" vestibule.cdx.json >target/vestibule.cdx.json
rm vestibule.cdx.json
say "target/vestibule.cdx.json lists $(grep --count '"purl"' target/vestibule.cdx.json) crates"
