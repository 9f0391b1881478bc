#!/usr/bin/env bash
# dependencies.sh take|keep FOLDER...: shares compiled dependencies between the checkouts of a machine, so that a fresh clone compiles
# only the crates of this project. FOLDER is a folder of target with the output of one profile, such as debug.
#
#   take  copies the dependencies that another checkout has kept into each FOLDER that does not exist yet
#   keep  copies the dependencies in each FOLDER, for other checkouts to take, unless they are kept already
#
# Cargo decides whether it can use what was copied: it identifies a dependency by version, features, flags and compiler, and not by the
# folder of the checkout. The crates of this project are left out, because cargo compares the times of their sources, and those of a
# fresh clone can be older than the output of another checkout. VESTIBULE_DEPENDENCIES=off shares nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

[ $# -ge 2 ] || fail "usage: scripts/dependencies.sh take|keep FOLDER..."
[ "${VESTIBULE_DEPENDENCIES:-on}" = on ] || exit 0

# Those of other lock files stay for branches; each has up to three gigabytes.
KEPT_AT_MOST=2
# The packages of this project, and the names of what they compile to.
own_packages='vestibule|vestibule-(bench|documents|later|pages|weight)|journal'
own_targets="vestibule|vestibule_(bench|documents|later|pages|weight)|journal|benchmark|inside|outside|requests|build_script_build"

# key COMMAND...: a short name for what a command prints.
key() {
  local output
  output=$(mktemp)
  "$@" >"$output"
  sha256_of "$output" | cut -c 1-16
  rm -f "$output"
}

# Nothing that another compiler has compiled can be used; with another lock file most of it can.
of_compiler=$TOOLS/dependencies/$(key rustc -vV)
kept=$of_compiler/$(key cat Cargo.lock scripts/pages/Cargo.lock Cargo.toml .cargo/config.toml)

# list_kept: the folders of kept dependencies, the newest first.
list_kept() { ls -1td "$of_compiler"/*/ 2>/dev/null || true; }

# list_dependencies: the files and folders of dependencies in the current folder.
list_dependencies() {
  find .fingerprint build deps -mindepth 1 -maxdepth 1 |
    grep --invert-match --extended-regexp "^((.fingerprint|build)/($own_packages)-[0-9a-f]{16}|deps/(lib)?($own_targets)[-.].*)\$"
}

# copy_dependencies FROM TO: copies them with all times, which cargo compares. TO appears when it is complete.
copy_dependencies() {
  local partial=$2.partial-$$
  mkdir -p "$partial"
  (cd "$1" && list_dependencies | tar --create --format=pax --files-from=-) | tar --extract --directory "$partial"
  rm -rf "$2"
  mkdir -p "$(dirname "$2")"
  mv "$partial" "$2"
}

take() {
  local source
  [ ! -e "target/$1/.fingerprint" ] || return 0
  for source in "$kept/" $(list_kept); do
    [ -d "$source$1" ] || continue
    copy_dependencies "$source$1" "target/$1"
    say "took the compiled dependencies of another checkout for target/$1"
    return
  done
}

keep() {
  [ -d "target/$1/.fingerprint" ] && [ ! -d "$kept/$1" ] || return 0
  copy_dependencies "target/$1" "$kept/$1"
  list_kept | tail -n +$((KEPT_AT_MOST + 1)) | xargs rm -rf
}

case $1 in
  take | keep) command=$1 ;;
  *) fail "usage: scripts/dependencies.sh take|keep FOLDER..." ;;
esac
for folder in "${@:2}"; do $command "$folder"; done
