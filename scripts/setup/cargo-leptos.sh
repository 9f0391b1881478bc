#!/usr/bin/env bash
# cargo-leptos, which builds server and wasm together, and the wasm-bindgen that it calls.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

host=$(host_triple)

install_cargo_leptos() {
  step "cargo-leptos $CARGO_LEPTOS_VERSION"
  prebuilt cargo-leptos "$CARGO_LEPTOS_HOME" \
    "https://github.com/leptos-rs/cargo-leptos/releases/download/v$CARGO_LEPTOS_VERSION/cargo-leptos-$host.tar.gz" && return
  say "no ready-made program within reach; building it (about 4 minutes on two cores)"
  # Unoptimised: it mostly waits for the compiler, and optimising takes 11 minutes.
  CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug --locked --root "$CARGO_LEPTOS_HOME" \
    --features no_downloads --version "$CARGO_LEPTOS_VERSION" cargo-leptos ||
    fail "cargo-leptos did not build; the lines above say why"
}

install_wasm_bindgen() {
  local archive=wasm-bindgen-$WASM_BINDGEN_VERSION-${host/linux-gnu/linux-musl}.tar.gz
  step "wasm-bindgen $WASM_BINDGEN_VERSION, the version in Cargo.lock"
  prebuilt wasm-bindgen "$WASM_BINDGEN_HOME" \
    "https://github.com/wasm-bindgen/wasm-bindgen/releases/download/$WASM_BINDGEN_VERSION/$archive" && return
  say "no ready-made program within reach; building it (about 2 minutes on two cores)"
  # Not --locked: its lock file names a version that the registry does not have.
  CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug --root "$WASM_BINDGEN_HOME" \
    --version "$WASM_BINDGEN_VERSION" wasm-bindgen-cli ||
    fail "wasm-bindgen did not build; the lines above say why"
}

[ -x "$CARGO_LEPTOS_HOME/bin/cargo-leptos" ] || install_cargo_leptos
[ -x "$WASM_BINDGEN_HOME/bin/wasm-bindgen" ] || install_wasm_bindgen
