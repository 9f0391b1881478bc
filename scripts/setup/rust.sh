#!/usr/bin/env bash
# Installs a Rust compiler for this machine and for wasm32: the user's stable toolchain with the target added. If stable is too
# old, a newer toolchain is added; if the server of rustup is not reachable, the Debian package is used.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

MINIMUM=1.96 # required by the dependencies of cargo-leptos
NEWER=1.99.1 # installed if stable is older than MINIMUM
STAMP=built-by

wasm_lib() { printf '%s/lib/rustlib/wasm32-unknown-unknown/lib' "$1"; }

# Whether the toolchain that env.sh selects is new enough and has a standard library for wasm32 of the same version.
is_ready() {
  local sysroot version
  sysroot=$(rustc --print sysroot 2>/dev/null) && version=$(rustc --version) || return 1
  printf '%s\n' "$MINIMUM" "$(awk '{ print $2 }' <<<"$version")" | sort --version-sort --check=quiet || return 1
  compgen -G "$(wasm_lib "$sysroot")/libstd-*.rlib" >/dev/null || return 1
  # rustup updates both together. A library that was built by this script is stale after an upgrade of the compiler.
  [ "$sysroot" != /usr ] || [ "$(cat "$(wasm_lib /usr)/$STAMP" 2>/dev/null)" = "$version" ]
}

use() {
  if [ "$1" = stable ]; then
    rustup toolchain uninstall vestibule >/dev/null 2>&1 || true
  else
    rustup toolchain link vestibule "$1"
  fi
  . scripts/env.sh
}

install_from_rustup() {
  reachable https://static.rust-lang.org/ || return 1
  say "installing the wasm32 target with rustup (less than a minute)"
  use stable
  if timeout 300 rustup target add --toolchain stable wasm32-unknown-unknown && is_ready; then return; fi
  say "your stable Rust is missing or older than $MINIMUM; installing $NEWER in addition (about a minute)"
  timeout 600 rustup toolchain install "$NEWER" --profile minimal --component clippy,rustfmt \
    --target wasm32-unknown-unknown --no-self-update || return 1
  use "$(rustc "+$NEWER" --print sysroot)"
}

# Debian has the source of the standard library, but no build of it for wasm32.
build_wasm_std() (
  crate=$(mktemp -d)
  trap 'rm -rf "$crate"' EXIT
  printf '[package]\nname = "only_std"\n[lib]\npath = "lib.rs"\n' >"$crate/Cargo.toml"
  touch "$crate/lib.rs"
  cd "$crate"
  RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc CARGO_TARGET_DIR=target /usr/bin/cargo build --quiet --release \
    -Zbuild-std=std,panic_abort --target wasm32-unknown-unknown
  rm target/wasm32-unknown-unknown/release/deps/libonly_std-*
  /usr/bin/rustc --version >"$STAMP"
  as_root rm -rf "$(wasm_lib /usr)"
  as_root install -D --mode=644 --target-directory="$(wasm_lib /usr)" target/wasm32-unknown-unknown/release/deps/*.rlib "$STAMP"
)

install_from_debian() {
  apt_install "a Rust compiler for wasm32 (elsewhere: rustup target add wasm32-unknown-unknown)" \
    rustc-web cargo-web rust-web-src rust-web-llvm rust-web-clippy lld-22 llvm-22 mold
  say "building the standard library for wasm32 (half a minute)"
  build_wasm_std
  use /usr
}

have rustup || fail "rustup is missing: install it from https://rustup.rs, then run this again"
if is_ready; then exit 0; fi

step "Rust for wasm32"
install_from_rustup || {
  say "the server of rustup is not reachable; installing the Debian package (about 3 minutes)"
  install_from_debian
}
is_ready || fail "no Rust compiler of at least $MINIMUM can build for wasm32; try 'rustup update stable && rustup target add wasm32-unknown-unknown'"
