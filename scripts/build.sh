#!/usr/bin/env bash
# build.sh [--pages]: the release: one binary, with the pages' files inside, and without a path of the machine that built it.
# --pages: only those files.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

built=target/release/vestibule

# Where panics and debug information would name files of this machine, and what they name instead. The longest last: of
# several that fit, the compiler takes the last.
folders=("$HOME=/home" "${CARGO_HOME:-$HOME/.cargo}=/cargo" "$ROOT=/vestibule")

# RUSTFLAGS replaces what .cargo/config.toml says, so that is repeated here.
flags='--cfg erase_components'
for folder in "${folders[@]}"; do
  case ${folder%=*} in
    # Spaces separate the flags; in a container without a home all paths begin with it.
    / | *' '*) ;;
    *) flags+=" --remap-path-prefix=$folder" ;;
  esac
done

# The browser's side first, for the server embeds it.
RUSTFLAGS=$flags cargo leptos build --release --precompress --split --frontend-only
# A font is compressed as it is.
find target/site -name '*.woff2.*' -delete
if [ "${1:-}" = --pages ]; then
  built=
else
  RUSTFLAGS=$flags cargo build --release --features ssr --bin vestibule
fi

for folder in "${folders[@]}"; do
  case ${folder%=*} in
    / | *' '*) continue ;;
  esac
  for file in $built target/site/pkg/*.wasm; do
    if grep --quiet --text --fixed-strings -e "${folder%=*}/" "$file"; then
      fail "$file names the folder ${folder%=*} of this machine; add what put it there to the flags in scripts/build.sh"
    fi
  done
done
