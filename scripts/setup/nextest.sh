#!/usr/bin/env bash
# Installs cargo-nextest, which runs the Rust tests.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

version=0.9.143

have cargo-nextest && exit

step "cargo-nextest $version"
platform=$(host_triple)
# The SHA-256 of the release archive. Without one the program is built from the registry.
case $platform in
  x86_64-unknown-linux-gnu) checksum=66786b9abe23920d022a182d1416b1bbc8130dd4872a9553d76985a1708dcd1e ;;
  *) checksum= ;;
esac
prebuilt cargo-nextest "$TOOLS" \
  "https://github.com/nextest-rs/nextest/releases/download/cargo-nextest-$version/cargo-nextest-$version-$platform.tar.gz" "$checksum" && exit
say "no prebuilt binary is available for this platform; building it (some minutes)"
cargo_tool cargo-nextest "$version"
