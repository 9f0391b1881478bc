#!/usr/bin/env bash
# cargo-leptos, which builds server and wasm together, and the wasm-bindgen that it calls.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

# Built from the registry, which knows the checksum of each crate: the releases' archives have no published checksum.
install_cargo_leptos() {
  step "cargo-leptos $CARGO_LEPTOS_VERSION (about 4 minutes on two cores)"
  # Unoptimised: it mostly waits for the compiler, and optimising takes 11 minutes.
  CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug --locked --root "$CARGO_LEPTOS_HOME" \
    --features no_downloads --version "$CARGO_LEPTOS_VERSION" cargo-leptos ||
    fail "cargo-leptos did not build; the lines above say why"
}

# build_wasm_bindgen [--locked]
build_wasm_bindgen() {
  CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug "$@" --root "$WASM_BINDGEN_HOME" \
    --version "$WASM_BINDGEN_VERSION" wasm-bindgen-cli
}

install_wasm_bindgen() {
  step "wasm-bindgen $WASM_BINDGEN_VERSION, the version in Cargo.lock (about 2 minutes on two cores)"
  build_wasm_bindgen --locked && return
  # A mirror of the registry may lack a version that its lock file names.
  say "it does not build with its lock file; building it with the newest versions that fit"
  build_wasm_bindgen || fail "wasm-bindgen did not build; the lines above say why"
}

[ -x "$CARGO_LEPTOS_HOME/bin/cargo-leptos" ] || install_cargo_leptos
[ -x "$WASM_BINDGEN_HOME/bin/wasm-bindgen" ] || install_wasm_bindgen
