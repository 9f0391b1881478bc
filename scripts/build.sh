#!/usr/bin/env bash
# build.sh [--pages | --target TARGET]: builds the release: one binary that contains the files for the browser, and no paths of the
# build machine. On Linux target/release/vestibule.symbols is the same program with the names of its functions.
# --pages: builds only the files for the browser.
# --target TARGET: builds only the binary, for this Linux with zig (scripts/setup/dist.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh
# `make test-all` sets it for its own build (scripts/compile.sh). The compiler optimises a release, and clippy leaves some of that out.
unset RUSTC_WORKSPACE_WRAPPER

# Panics and debug information would contain these folders. Each is replaced by the path after the "=". The longest comes last,
# because the compiler uses the last match.
folders=("$HOME=/home" "${CARGO_HOME:-$HOME/.cargo}=/cargo" "$ROOT=/vestibule")

# RUSTFLAGS overrides the flags in .cargo/config.toml, so they are repeated here.
flags='--cfg erase_components'
for folder in "${folders[@]}"; do
  case ${folder%=*} in
    # A space would separate two flags. "/", the home in some containers, would match all paths.
    / | *' '*) ;;
    *) flags+=" --remap-path-prefix=$folder" ;;
  esac
done

# without_paths FILE...: fails if a file contains a folder of this machine.
without_paths() {
  local folder file
  for folder in "${folders[@]}"; do
    case ${folder%=*} in
      / | *' '*) continue ;;
    esac
    for file in "$@"; do
      if grep --quiet --text --fixed-strings -e "${folder%=*}/" "$file"; then
        fail "$file contains the path ${folder%=*} of this machine; find its source and remap it in the flags in scripts/build.sh"
      fi
    done
  done
}

# What `vestibule --version` prints. Changes that are not committed make the version unknown to others.
BUILD_COMMIT=$(scripts/commit.sh)
export BUILD_COMMIT

# Functions are inlined up to this size, in place of LLVM's 250, which makes the binary smaller by 2 MB and nothing slower
# (docs/decisions/0034-optimised-for-speed.md).
server_flags="$flags -C llvm-args=-inline-threshold=50"

# linker_flags: those of these flags that the linker and the C library of this machine know, tried with an empty program. Functions
# with the same code become one, and a relocation takes about a bit in place of 24 bytes, which makes the binary 1 MB smaller
# (docs/decisions/0034-optimised-for-speed.md).
linker_flags() {
  local folder flag
  folder=$(mktemp -d)
  for flag in --icf=all -z,pack-relative-relocs; do
    # A C library that does not know them refuses to start the program.
    if rustc -C "link-arg=-Wl,$flag" -o "$folder/program" - <<<'fn main() {}' 2>"$folder/errors" &&
      "$folder/program" 2>"$folder/errors"; then
      printf ' -C link-arg=-Wl,%s' "$flag"
    fi
  done
  rm -rf "$folder"
}

# server COMMAND... builds only this package: cargo would otherwise enable what the example application needs of the same dependencies.
server() { RUSTFLAGS=$server_flags "$@" --release --package vestibule --features ssr --bin vestibule; }

# split_symbols FILE: moves the linked program to FILE.symbols and writes FILE without symbols. The result has the size of a program
# that the linker itself strips, and differs from it in the build ID and in the order of section names. Both files have the same code
# at the same addresses, so that FILE.symbols names each function of FILE (`make weight`) and runs under valgrind.
split_symbols() {
  mv "$1" "$1.symbols"
  objcopy --strip-all "$1.symbols" "$1"
}

# check_binary FILE
check_binary() {
  without_paths "$1"
  if grep --quiet --text --fixed-strings .symtab "$1"; then
    fail "$1 contains symbols, which make it a quarter larger; see strip in Cargo.toml"
  fi
}

if [ "${1:-}" = --target ]; then
  # Without the flags for linkers: that of zig knows neither.
  PATH=$ZIG_HOME/bin:$PATH server cargo zigbuild --target "$2"
  check_binary "target/$2/release/vestibule"
  exit
fi

# The files for the browser come first, because the server embeds them.
RUSTFLAGS=$flags cargo leptos build --release --precompress --split --frontend-only
# cargo-leptos makes one stylesheet, and removes all others.
node_modules/.bin/tailwindcss --input style/administration.css --output target/site/pkg/administration.css --minify
node scripts/compress.mjs target/site/pkg/administration.css
node scripts/short-names.mjs target/site
node scripts/same-site.mjs target/site
# WOFF2 fonts are compressed already.
find target/site -name '*.woff2.*' -delete
# WebAssembly is for browsers only, so it is embedded only compressed, which makes the binary 1 MB smaller.
without_paths target/site/pkg/*.wasm
rm -f target/site/pkg/*.wasm
[ "${1:-}" != --pages ] || exit 0

server_flags+=$(linker_flags)
if [ "$(uname -s)" = Linux ]; then
  # Overrides strip = "symbols" in Cargo.toml, so that one link is enough for both files.
  server_flags+=' -C strip=debuginfo'
  server cargo build
  split_symbols target/release/vestibule
else
  server cargo build
fi
check_binary target/release/vestibule
