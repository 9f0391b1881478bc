#!/usr/bin/env bash
# cargo-deny, which looks at the dependencies' licences and sources.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

version=0.20.2

have cargo-deny && exit

step "cargo-deny $version"
prebuilt cargo-deny "$TOOLS" \
  "https://github.com/EmbarkStudios/cargo-deny/releases/download/$version/cargo-deny-$version-$(host_triple | sed s/linux-gnu/linux-musl/).tar.gz" && exit
say "no ready-made program within reach; building it (about a minute on two cores)"
CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug --locked --root "$TOOLS" --version "$version" cargo-deny ||
  fail "cargo-deny did not build; the lines above say why"
