#!/usr/bin/env bash
# Installs cargo-leptos, which builds the server and the wasm, and the wasm-bindgen that it calls.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

# Built from the registry, which has a checksum for each crate. The release archives have no published checksums.
install_cargo_leptos() {
  step "cargo-leptos $CARGO_LEPTOS_VERSION (about 4 minutes on two cores)"
  # A debug build, because a release build takes 11 minutes and the program mostly waits for the compiler. Only the
  # compressors are optimised: without that they need 50 seconds for the files for the browser instead of 27.
  local level=() crate
  for crate in brotli libflate libflate_lz77; do level+=(--config "profile.dev.package.$crate.opt-level=3"); done
  CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug --locked --root "$CARGO_LEPTOS_HOME" "${level[@]}" \
    --features no_downloads --version "$CARGO_LEPTOS_VERSION" cargo-leptos ||
    fail "cargo-leptos could not be built; see the lines above"
}

# build_wasm_bindgen [--locked]
build_wasm_bindgen() {
  CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug "$@" --root "$WASM_BINDGEN_HOME" \
    --version "$WASM_BINDGEN_VERSION" wasm-bindgen-cli
}

install_wasm_bindgen() {
  step "wasm-bindgen $WASM_BINDGEN_VERSION, the version in Cargo.lock (about 2 minutes on two cores)"
  build_wasm_bindgen --locked && return
  # A mirror of the registry may lack a version in the lock file.
  say "the build with its lock file failed; building it with the newest compatible versions"
  build_wasm_bindgen || fail "wasm-bindgen could not be built; see the lines above"
}

[ -x "$CARGO_LEPTOS_HOME/bin/cargo-leptos" ] || install_cargo_leptos
[ -x "$WASM_BINDGEN_HOME/bin/wasm-bindgen" ] || install_wasm_bindgen
