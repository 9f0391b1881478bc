#!/usr/bin/env bash
# with-postgres.sh [--durable] [--data FOLDER] COMMAND...: starts a temporary PostgreSQL server, sets TEST_DATABASE_URL to it and runs a
# command.
# If TEST_DATABASE_URL is set already, that server is used; its user must be allowed to create databases. The programs of
# PostgreSQL (psql, pgbench) are added to PATH. --durable: commits wait for the disk, which is the default of PostgreSQL. --data: the
# server keeps its data in FOLDER, which the user postgres can reach, and goes on with what is there.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

durable='' data=''
while true; do
  case ${1:-} in
    --durable) durable=1 && shift ;;
    --data) data=$2 && shift 2 ;;
    *) break ;;
  esac
done

# On Debian the server programs are not in PATH.
programs() { compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort --version-sort | tail -n 1 | xargs -r dirname; }
bin=$(programs || true)
if [ -z "$bin" ] && have initdb; then bin=$(dirname "$(readlink -f "$(command -v initdb)")"); fi
if [ -n "${TEST_DATABASE_URL:-}" ]; then PATH=$bin${bin:+:}$PATH exec "$@"; fi
if [ -z "$bin" ]; then
  # Standard output is reserved for the command.
  apt_install "PostgreSQL (or set TEST_DATABASE_URL to an existing server)" postgresql >&2
  bin=$(programs)
fi
[ -n "$bin" ] || fail "PostgreSQL is missing: install it, or set TEST_DATABASE_URL to an existing server, then run this again"

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# The folder is accessible for the user postgres, and its path short enough for that of a socket. /var/tmp is on a disk. Tests
# create and drop a thousand databases of 300 files each: in memory that takes a third of the processor time, if there is room.
free_in_memory() { df --output=avail --block-size=1G /dev/shm 2>/dev/null | tail -n 1; }
if [ -n "$durable" ]; then
  parent=/var/tmp
elif [ "$(free_in_memory || echo 0)" -ge 4 ]; then
  parent=/dev/shm
else
  parent=/tmp
fi
if [ -n "$data" ]; then
  mkdir -p "$data"
  folder=$(cd "$data" && pwd)
  [ "$(id -u)" -ne 0 ] || chown postgres "$folder"
  # The path of a socket has at most 107 bytes.
  mode=fast sockets=''
else
  folder=$(as_postgres mktemp -d "$parent/vestibule-postgres-XXXXXX")
  mode=immediate sockets=$folder
fi
stop() {
  (cd / && as_postgres "$bin/pg_ctl" --pgdata "$folder/data" --mode "$mode" --silent stop) || true
  [ -n "$data" ] || as_postgres rm -rf "$folder"
}
trap stop EXIT

settings="-c max_connections=400"
# What is filled with millions of rows.
[ -z "$data" ] || settings+=" -c max_wal_size=8GB -c maintenance_work_mem=1GB"
# The data is deleted after the tests, so it does not need to be written to the disk.
[ -n "$durable" ] || settings+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"

port=$(free_port)
(
  cd /
  [ -e "$folder/data/PG_VERSION" ] || as_postgres "$bin/initdb" --pgdata "$folder/data" --username postgres --auth trust --encoding UTF8 --locale C --no-sync >"$folder/initdb.log" 2>&1 ||
    { cat "$folder/initdb.log" >&2; exit 1; }
  as_postgres "$bin/pg_ctl" --pgdata "$folder/data" --log "$folder/server.log" --silent --wait --timeout 30 \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$sockets' $settings" start ||
    { as_postgres cat "$folder/server.log" >&2; exit 1; }
) || fail "the temporary PostgreSQL server could not be started; see the lines above"

export TEST_DATABASE_URL=postgres://postgres@127.0.0.1:$port/postgres
PATH=$bin:$PATH "$@"
