#!/usr/bin/env bash
# cargo-nextest, which runs the Rust tests.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

version=0.9.143

have cargo-nextest && exit

step "cargo-nextest $version"
case $(uname -sm) in
  'Linux x86_64') platform=linux ;;
  'Linux aarch64') platform=linux-arm ;;
  Darwin*) platform=mac ;;
  *) platform=none ;;
esac
prebuilt cargo-nextest "$TOOLS" "https://get.nexte.st/$version/$platform" && exit
say "no ready-made program within reach; building it (some minutes)"
CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug --locked --root "$TOOLS" --version "$version" cargo-nextest ||
  fail "cargo-nextest did not build; the lines above say why"
