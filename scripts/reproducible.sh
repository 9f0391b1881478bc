#!/usr/bin/env bash
# reproducible.sh [FILE]: builds the artefacts of this commit in two folders with different names, at two times, in different time zones
# and with another umask, compares every byte, and prints the checksums. With FILE, a SHA256SUMS of earlier, it builds once and
# compares with that.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

[ -z "$(git status --porcelain)" ] || fail "there are changes that are not committed: commit them first"
earlier=${1:+$(realpath "$1")}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# build NAME ZONE UMASK: in a clone of its own, with nothing that was compiled before.
build() {
  step "Build in the folder $1"
  git clone --quiet . "$folder/$1"
  (cd "$folder/$1" && umask "$3" && export TZ=$2 && scripts/setup.sh && scripts/dist.sh)
}

if [ -z "$earlier" ]; then
  build first UTC 022
  earlier=$folder/first.sums
  mv "$folder/first/target/dist/SHA256SUMS" "$earlier"
  rm -rf "$folder/first"
fi
build the-second Pacific/Auckland 077
sums=$folder/the-second/target/dist/SHA256SUMS
if ! diff "$earlier" "$sums"; then
  fail "the lines above differ: two builds of the same commit should have the same bytes. diffoscope shows where"
fi
cat "$sums"
say "both builds are the same, byte for byte"
