# shellcheck shell=bash
# Sourced by the Makefile's recipes and by every script: where the tools are, and which Rust compiler is used.
# To use cargo by hand just as make does:  . scripts/env.sh

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

CARGO_LEPTOS_VERSION=0.3.11
# The command line tool must be of the crate's own version, to the last digit.
WASM_BINDGEN_VERSION=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, ""); print $3 }' "$ROOT/Cargo.lock")

# Outside the checkout, with the version in the name: a second checkout, or CI's fresh clone, builds nothing again.
TOOLS=${XDG_CACHE_HOME:-$HOME/.cache}/vestibule-tools
CARGO_LEPTOS_HOME=$TOOLS/cargo-leptos-$CARGO_LEPTOS_VERSION
WASM_BINDGEN_HOME=$TOOLS/wasm-bindgen-$WASM_BINDGEN_VERSION

path=$CARGO_LEPTOS_HOME/bin:$WASM_BINDGEN_HOME/bin:$ROOT/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$TOOLS/bin
case $PATH in
  "$path":*) ;;
  *) export PATH=$path:$PATH ;;
esac
unset path

# The user's stable; or, where scripts/setup/rust.sh had to find another compiler, what it linked as "vestibule".
if [ -e "${RUSTUP_HOME:-$HOME/.rustup}/toolchains/vestibule" ]; then
  export RUSTUP_TOOLCHAIN=vestibule
else
  export RUSTUP_TOOLCHAIN=stable
fi

# A faster linker than the compiler driver would choose, where it is installed.
if [ -x /usr/libexec/mold/ld ]; then export COMPILER_PATH=/usr/libexec/mold; fi
