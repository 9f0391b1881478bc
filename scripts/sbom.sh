#!/usr/bin/env bash
# Writes the bill of materials (SBOM, CycloneDX 1.5): all crates that the binary may contain, in target/vestibule.cdx.json.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

scripts/setup/cargo-cyclonedx.sh

# All targets: the binary holds the browser's program as well. The tool can only write beside the manifest.
cargo cyclonedx --quiet --format json --spec-version 1.5 --all-features --target all --override-filename vestibule.cdx
rm -f benches/vestibule/vestibule.cdx.json
mkdir -p target
# Without the folder of this machine.
sed "s#path+file://$ROOT#path+file:///vestibule#" vestibule.cdx.json >target/vestibule.cdx.json
rm vestibule.cdx.json
say "target/vestibule.cdx.json lists $(grep --count '"purl"' target/vestibule.cdx.json) crates"
