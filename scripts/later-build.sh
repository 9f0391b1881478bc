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
# What cargo would find out itself, were the copy not changed below each time.
if [ -x "$later/vestibule" ] &&
  [ -z "$(find scripts/later-build.sh Cargo.toml Cargo.lock build.rs src migrations assets target/site -newer "$later/vestibule" -print -quit)" ]; then
  exit
fi
step "A later version, for the test of upgrades (a minute the first time)"
mkdir -p "$source"
# Times are kept, so that cargo builds what has changed and nothing else; what was deleted is deleted here too.
rm -rf "$source/src" "$source/migrations" "$source/benches" "$source/target/site"
cp --archive Cargo.toml Cargo.lock build.rs rust-toolchain.toml src migrations benches assets "$source"

# Cargo tells crates apart by name and by place in the workspace. Under a name of its own this one shares the target
# directory, and so the compiled dependencies, without being taken for ours. The library keeps its name: main.rs uses it.
sed -i -e 's/^version = .*/version = "9.0.0"/' -e 's/^name = "vestibule"$/name = "vestibule-later"/' \
  -e '/^default-run/d' -e 's/^crate-type = .*/name = "vestibule"\ncrate-type = ["rlib"]/' "$source/Cargo.toml"
printf '\n[[bin]]\nname = "vestibule-later"\npath = "src/main.rs"\n' >>"$source/Cargo.toml"
sed -i 's/^name = "vestibule"$/name = "vestibule-later"/' "$source/Cargo.lock"

next='CREATE TABLE of_a_later_version (id BIGINT NOT NULL PRIMARY KEY);'
for engine in sqlite postgres; do
  echo "$next" >"$source/migrations/$engine/9000_later.up.sql"
  echo 'DROP TABLE of_a_later_version;' >"$source/migrations/$engine/9000_later.down.sql"
done

mkdir -p "$source/target"
cp --archive target/site "$source/target/site"
# What is compressed would be served in place of what was changed.
rm -f "$source"/target/site/pkg/vestibule.css.*
echo '/* later */' >>"$source/target/site/pkg/vestibule.css"

# A test that is built along makes cargo choose the dependencies of the tests' build. This one is empty.
mkdir -p "$source/tests"
[ -f "$source/tests/empty.rs" ] || touch "$source/tests/empty.rs"
(cd "$source" && CARGO_TARGET_DIR=$PWD/../.. cargo build --quiet --features ssr --bin vestibule-later --test empty)
cp target/debug/vestibule-later "$later/vestibule"
