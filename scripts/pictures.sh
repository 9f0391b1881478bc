#!/usr/bin/env bash
# pictures.sh [--accept] [ARGUMENT...]: compares the pictures of pages in docs/pictures/pages with what a browser shows of the
# release or of VESTIBULE_BIN; --accept keeps what it shows instead. Other arguments are passed to Playwright.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

folder=docs/pictures/pages
# In bytes. The repository keeps every version of them.
limit=24000000

snapshots=none
export PICTURES=compare
if [ "${1:-}" = --accept ]; then
  shift
  snapshots=changed
  PICTURES=accept
fi
mkdir -p "$folder"
# GATE: none of these tests needs the build of a later version.
GATE=1 scripts/end2end.sh --config pictures.config.ts --update-snapshots="$snapshots" "$@"

size=$(find "$folder" -name '*.png' -exec cat {} + | wc -c)
[ "$size" -le "$limit" ] || fail "the pictures in $folder have $size bytes together, more than $limit"
say "$((size / 1024)) KiB of pictures in $folder"
