#!/usr/bin/env bash
# previous-version.sh COMMIT: prints the path of the release binary of an earlier version. It is built if it is missing, which takes
# about as long as `make build` on a new machine (12 minutes on two cores), and kept next to the tools, with its checksum.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

[ $# -eq 1 ] || fail "usage: scripts/previous-version.sh COMMIT; scripts/previous-versions lists the commits"
commit=$(git rev-parse --verify --quiet "$1^{commit}") ||
  fail "there is no commit $1 in this clone: fetch the whole history with 'git fetch --unshallow', then run this again"
home=$TOOLS/previous/$commit
program=$home/vestibule
source=$home/source

# Whether the binary is there and is unchanged since it was built.
is_intact() { [ -x "$program" ] && [ "$(cat "$program.sha256" 2>/dev/null)" = "$(sha256_of "$program")" ]; }

remove_source() {
  git worktree remove --force "$source" 2>/dev/null || rm -rf "$source"
  git worktree prune
}

# Standard output is reserved for the path.
build() {
  step "The version ${commit:0:12} (12 minutes on two cores, once)"
  # An earlier build may have been interrupted.
  remove_source
  mkdir -p "$home"
  trap remove_source EXIT
  git worktree add --quiet --detach "$source" "$commit"
  # Nothing of the version under test: neither its target folder, nor its compiler, nor what its make has set.
  env -u CARGO_TARGET_DIR -u RUSTC_WORKSPACE_WRAPPER -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make --directory "$source" build ||
    fail "the version $commit could not be built; see the lines above"
  # Versions before the one that has them beside the release have none.
  [ ! -e "$source/target/release/vestibule.symbols" ] || mv "$source/target/release/vestibule.symbols" "$program.symbols"
  # The binary comes last, so that an interrupted copy is not taken for a build.
  rm -f "$program"
  sha256_of "$source/target/release/vestibule" >"$program.sha256"
  mv "$source/target/release/vestibule" "$program"
}

if ! is_intact; then build >&2; fi
is_intact || fail "$program does not have the checksum that was written when it was built: delete $home, then run this again"
echo "$program"
