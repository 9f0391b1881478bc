#!/usr/bin/env bash
# run.sh: builds target/quick/vestibule, the program of `make run`, from nothing if need be. The server is compiled while the tools and
# the files for the browser are, because one of the two alone leaves a core idle half of the time.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

step "Build (about 7 minutes the first time on two cores, then two). It is made quickly and not for speed: 'make build' makes the release"
scripts/setup/basics.sh
# After the compiler was installed, which env.sh selects.
. scripts/env.sh
scripts/dependencies.sh take quick

logs=target/quick-logs
mkdir -p "$logs"
# Each build is a process group, so that all of it ends with this script.
set -m
cargo build --profile quick --package vestibule --features ssr --bin vestibule >"$logs/server" 2>&1 &
server=$!
scripts/quick-pages.sh >"$logs/pages" 2>&1 &
pages=$!
trap 'kill -- -$server -$pages 2>/dev/null || true' EXIT

# progress: prints what both builds have reached: in place on a terminal, elsewhere once in half a minute.
progress() {
  local line
  line=$(printf '   %d:%02d min  server: %d crates compiled   pages: %s' $((SECONDS / 60)) $((SECONDS % 60)) \
    "$(grep --count '^ *Compiling ' "$logs/server" || true)" \
    "$({ grep -E '^==>|Compiling ' "$logs/pages" || echo 'starting'; } | tail -1 | sed -E 's/^(==>| *Compiling) //' | cut -c 1-60)")
  if [ -t 1 ]; then printf '\r\033[K%s' "$line"; elif [ $((SECONDS / 30)) -ne "${last:-0}" ]; then last=$((SECONDS / 30)) && echo "$line"; fi
}

# finished PID LOG NAME: fails with the end of the log if the build has failed.
finished() {
  wait "$1" && return
  tail -n 40 "$logs/$2"
  fail "$3 could not be built; see the lines above and $logs/$2"
}

running() { kill -0 "$1" 2>/dev/null; }
while running $server || running $pages; do
  running $server || finished $server server "the server"
  running $pages || finished $pages pages "the files for the browser"
  progress
  sleep 1
done
finished $server server "the server"
finished $pages pages "the files for the browser"
[ ! -t 1 ] || echo
scripts/dependencies.sh keep quick
say "built in $((SECONDS / 60)) min $((SECONDS % 60)) s"
