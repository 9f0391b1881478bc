# shellcheck shell=bash
# Sourced by the Makefile and by the scripts: sets the paths of the tools and the Rust compiler.
# To use cargo by hand with the same settings:  . scripts/env.sh

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

CARGO_LEPTOS_VERSION=0.3.11
# The command-line tool must have exactly the version of the crate.
WASM_BINDGEN_VERSION=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, ""); print $3 }' "$ROOT/Cargo.lock")

# Outside the checkout and with the version in the path, so that other checkouts and fresh clones of CI can reuse the tools.
TOOLS=${XDG_CACHE_HOME:-$HOME/.cache}/vestibule-tools
CARGO_LEPTOS_HOME=$TOOLS/cargo-leptos-$CARGO_LEPTOS_VERSION
WASM_BINDGEN_HOME=$TOOLS/wasm-bindgen-$WASM_BINDGEN_VERSION
SCHEMATHESIS_HOME=$TOOLS/schemathesis
ZIG_HOME=$TOOLS/zig

path=$CARGO_LEPTOS_HOME/bin:$WASM_BINDGEN_HOME/bin:$ROOT/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$TOOLS/bin
case $PATH in
  "$path":*) ;;
  *) export PATH=$path:$PATH ;;
esac
unset path

# The user's stable toolchain, or the toolchain "vestibule" that scripts/setup/rust.sh links if stable is too old.
if [ -e "${RUSTUP_HOME:-$HOME/.rustup}/toolchains/vestibule" ]; then
  export RUSTUP_TOOLCHAIN=vestibule
else
  export RUSTUP_TOOLCHAIN=stable
fi

# Use the mold linker if it is installed: it is faster than the default.
if [ -x /usr/libexec/mold/ld ]; then export COMPILER_PATH=/usr/libexec/mold; fi
