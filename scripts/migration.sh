#!/usr/bin/env bash
# migration.sh NAME: creates the empty up and down files of the next migration for each engine.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

name=${1:-}
[[ $name =~ ^[a-z][a-z0-9]*(_[a-z0-9]+)*$ ]] ||
  fail "the name of a migration consists of lower-case words separated by '_', for example: make migration NAME=add_display_name"

last=$(find migrations -name '*.up.sql' -exec basename {} \; | sort | tail -n 1)
last=${last:-0000_none}
number=$(printf '%04d' $((10#${last%%_*} + 1)))

for engine in migrations/*/; do
  for direction in up down; do
    file=$engine${number}_$name.$direction.sql
    touch "$file"
    say "$file"
  done
done
