#!/usr/bin/env bash
# Installs cargo-deny, which checks the licences, sources and vulnerabilities of the dependencies.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

version=0.20.2

have cargo-deny && exit

step "cargo-deny $version"
platform=$(host_triple | sed s/linux-gnu/linux-musl/)
# The SHA-256 of the release archive. Without one the program is built from the registry.
case $platform in
  x86_64-unknown-linux-musl) checksum=9f12ed4c49936e09b48bf862b595cde2fe64fcbd9d74dfacac6131ca824c8d5f ;;
  *) checksum= ;;
esac
prebuilt cargo-deny "$TOOLS" \
  "https://github.com/EmbarkStudios/cargo-deny/releases/download/$version/cargo-deny-$version-$platform.tar.gz" "$checksum" && exit
say "no prebuilt binary is available for this platform; building it (about a minute on two cores)"
cargo_tool cargo-deny "$version"
