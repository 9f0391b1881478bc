#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own in TEST_DATABASE_URL; or with the one that is named there already, whose
# user must be allowed to create databases.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

if [ -n "${TEST_DATABASE_URL:-}" ]; then exec "$@"; fi

# Debian keeps the server's programs out of PATH.
programs() { compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort --version-sort | tail -n 1 | xargs -r dirname; }
bin=$(programs)
if [ -z "$bin" ] && have initdb; then bin=$(dirname "$(readlink -f "$(command -v initdb)")"); fi
if [ -z "$bin" ]; then
  apt_install "the tests on PostgreSQL (or name a server of yours in TEST_DATABASE_URL)" postgresql
  bin=$(programs)
fi
[ -n "$bin" ] || fail "PostgreSQL is missing: install it, or name a server in TEST_DATABASE_URL, then run this again"

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# /tmp, because every user can reach it and because the path of a socket may not be long.
folder=$(as_postgres mktemp -d /tmp/vestibule-postgres-XXXXXX)
stop() {
  (cd / && as_postgres "$bin/pg_ctl" --pgdata "$folder/data" --mode immediate --silent stop) || true
  as_postgres rm -rf "$folder"
}
trap stop EXIT

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
(
  cd /
  as_postgres "$bin/initdb" --pgdata "$folder/data" --username postgres --auth trust --encoding UTF8 --locale C --no-sync >"$folder/initdb.log" 2>&1 ||
    { cat "$folder/initdb.log" >&2; exit 1; }
  # Nothing of it outlives the tests, so nothing of it need reach the disk.
  as_postgres "$bin/pg_ctl" --pgdata "$folder/data" --log "$folder/server.log" --silent --wait --timeout 30 \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400" start ||
    { as_postgres cat "$folder/server.log" >&2; exit 1; }
) || fail "the private PostgreSQL did not start; the lines above say why"

export TEST_DATABASE_URL=postgres://postgres@127.0.0.1:$port/postgres
"$@"
