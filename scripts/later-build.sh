#!/usr/bin/env bash
# Builds what could be the next version, for the test of upgrades (end2end/tests/upgrade.spec.ts): another number, one
# migration more, other files for the browser. Unoptimised, and beside the tests' own build, whose dependencies it shares.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

[ -d target/site/pkg ] || fail "the files for the browser are missing; run 'make build' first"
later=$PWD/target/later
source=$later/source
step "A later version, for the test of upgrades (2 minutes the first time)"
mkdir -p "$source"
# Times are kept, so that cargo builds what has changed and nothing else.
cp --archive --update Cargo.toml Cargo.lock build.rs rust-toolchain.toml src migrations benches tests assets "$source"
sed -i 's/^version = .*/version = "9.0.0"/' "$source/Cargo.toml"

next='CREATE TABLE of_a_later_version (id BIGINT NOT NULL PRIMARY KEY);'
for engine in sqlite postgres; do
  echo "$next" >"$source/migrations/$engine/9000_later.up.sql"
  echo 'DROP TABLE of_a_later_version;' >"$source/migrations/$engine/9000_later.down.sql"
done

rm -rf "$source/target/site"
mkdir -p "$source/target"
cp --archive target/site "$source/target/site"
# What is compressed would be served in place of what was changed.
rm -f "$source"/target/site/pkg/vestibule.css.*
echo '/* later */' >>"$source/target/site/pkg/vestibule.css"

# cargo tells crates apart by where they stand in their workspace, so it would take the one's sources for the other's. What
# it knows of ours is forgotten before and after; the dependencies stay.
forget() { rm -rf target/debug/.fingerprint/vestibule-*; }
forget
trap forget EXIT
# The test that is built along makes cargo choose the dependencies of the tests' build.
(cd "$source" && CARGO_TARGET_DIR=$later/../ cargo build --quiet --features ssr --bin vestibule --test outside)
cp target/debug/vestibule "$later/vestibule"
