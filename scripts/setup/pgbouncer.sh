#!/usr/bin/env bash
# pgbouncer.sh: installs PgBouncer for the tests on PostgreSQL, which run it in temporary folders, not as a service: that of Debian 12,
# 1.18, and a later one, built from the source that Debian 13 has, which keeps prepared statements for its clients (since 1.21).
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

# The tests name the program (tests/support/pgbouncer.rs).
later=1.24.1
url=https://deb.debian.org/debian/pool/main/p/pgbouncer/pgbouncer_$later.orig.tar.gz
checksum=da72a3aba13072876d055a3e58dd4aba4a5de4ed6148e73033185245598fd3e0

build_later() {
  local program=$TOOLS/bin/pgbouncer-$later folder
  if [ -x "$program" ]; then return; fi
  step "PgBouncer $later (a minute)"
  apt_install "PgBouncer $later" gcc make pkg-config libevent-dev libssl-dev
  folder=$(mktemp -d)
  download "$url" "$checksum" "$folder/source.tar.gz" ||
    fail "$url could not be downloaded: check the network, then run this again"
  tar -xzf "$folder/source.tar.gz" -C "$folder"
  (cd "$folder/pgbouncer-$later" && ./configure --quiet --without-cares && make --silent pgbouncer) >"$folder/log" 2>&1 ||
    fail "PgBouncer $later could not be built: $(tail -n 5 "$folder/log")"
  mkdir -p "$TOOLS/bin"
  mv "$folder/pgbouncer-$later/pgbouncer" "$program"
  rm -rf "$folder"
}

install_daemon "a pooler for the tests" pgbouncer
build_later
