#!/usr/bin/env bash
# Builds a simulated later version for the upgrade test (end2end/tests/upgrade.spec.ts): it has another version number, an
# additional migration and changed files for the browser. It is a debug build that shares its dependencies with the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

[ -d target/site/pkg ] || fail "the files for the browser are missing; run 'make build' first"
later=$PWD/target/later
source=$later/source
# Skip the build if no source is newer. Cargo cannot decide this, because the copy is changed below each time.
if [ -x "$later/vestibule" ] &&
  [ -z "$(find scripts/later-build.sh Cargo.toml Cargo.lock build.rs locales src migrations assets target/site -newer "$later/vestibule" -print -quit)" ]; then
  exit
fi
step "A later version for the upgrade test (ten minutes the first time)"
mkdir -p "$source"
# Old folders are removed so that no deleted file remains. The copy keeps the file times, so that cargo rebuilds only changes. The build
# reads documents, styles and tools as well, so all sources are copied except the tests.
find "$source" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
git ls-files -z --cached --others --exclude-standard -- . ':!tests' ':!end2end' ':!docs/pictures' |
  while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
  xargs -0 cp --archive --parents --target-directory "$source"

# Cargo identifies crates by name and workspace path. With another name this crate can share the target directory, and so the
# compiled dependencies, without overwriting the original. The library keeps its name, because main.rs uses it.
sed -i -e 's/^version = .*/version = "9.0.0"/' -e 's/^name = "vestibule"$/name = "vestibule-later"/' \
  -e 's/^vestibule\./vestibule-later./' -e '/^default-run/d' -e 's/^crate-type = .*/name = "vestibule"\ncrate-type = ["rlib"]/' "$source/Cargo.toml"
sed -i 's/^name = "vestibule"$/name = "vestibule-later"/' "$source/Cargo.lock"

next='CREATE TABLE of_a_later_version (id BIGINT NOT NULL PRIMARY KEY);'
for engine in sqlite postgres; do
  echo "$next" >"$source/migrations/$engine/9000_later.up.sql"
  echo 'DROP TABLE of_a_later_version;' >"$source/migrations/$engine/9000_later.down.sql"
done

mkdir -p "$source/target"
cp --archive target/site "$source/target/site"
# The compressed variants would be served instead of the changed file.
rm -f "$source"/target/site/pkg/vestibule.css.*
echo '/* later */' >>"$source/target/site/pkg/vestibule.css"

# With a test target cargo unifies features as in the build of the tests, so that the dependencies are shared. It is empty.
# Without the files for incremental builds, because it is mostly built once; that takes a fifth less time.
mkdir -p "$source/tests"
[ -f "$source/tests/empty.rs" ] || touch "$source/tests/empty.rs"
(cd "$source" && CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=$PWD/../.. cargo build --quiet --features ssr --bin vestibule-later --test empty)
cp target/debug/vestibule-later "$later/vestibule"
