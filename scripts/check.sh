#!/usr/bin/env bash
# The quick gate, for before a commit.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

scripts/setup/nextest.sh
scripts/lint.sh

step "Dependencies: licences, sources, bans"
version=0.20.2
archive=cargo-deny-$version-$(host_triple | sed s/linux-gnu/linux-musl/).tar.gz
if have cargo-deny || prebuilt cargo-deny "$TOOLS" \
  "https://github.com/EmbarkStudios/cargo-deny/releases/download/$version/$archive"; then
  checks=(bans licenses sources)
  ! reachable https://github.com/ || checks+=(advisories)
  cargo deny --log-level error check "${checks[@]}"
else
  say "not checked: cargo-deny is not installed (cargo install --locked cargo-deny, about 5 minutes)"
fi

step "Fast tests"
cargo nextest run --features ssr --lib --test architecture --test deployment
