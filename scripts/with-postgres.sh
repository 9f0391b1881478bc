#!/usr/bin/env bash
# with-postgres.sh [--durable] [--data FOLDER] [--standby] [--pooler] COMMAND...: starts a temporary PostgreSQL server,
# sets TEST_DATABASE_URL to it and runs a command. If TEST_DATABASE_URL is set already, that server is used; its user must be
# allowed to create databases. The programs of PostgreSQL (psql, pgbench) are added to PATH.
#
#   --durable      commits wait for the disk, which is the default of PostgreSQL
#   --data FOLDER  the server keeps its data in FOLDER, which the user postgres can reach, and goes on with what is there
#   --standby      another server follows it, at TEST_STANDBY_URL
#   --pooler       PgBouncer is in front of it, at TEST_POOLER_URL. TEST_POOLER_VERSION is its version, and TEST_POOLER_PROTOCOL
#                  how its clients can send statements, as pgbench calls it: prepared, or extended
#
# A standby and a pooler are for a server that is temporary.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

durable='' data='' standby='' pooler=''
while true; do
  case ${1:-} in
    --durable) durable=1 && shift ;;
    --data) data=$2 && shift 2 ;;
    --standby) standby=1 && shift ;;
    --pooler) pooler=1 && shift ;;
    *) break ;;
  esac
done

[ -z "$standby$pooler" ] || [ -z "$data${TEST_DATABASE_URL:-}" ] ||
  fail "a standby and a pooler are for a temporary server: run this without TEST_DATABASE_URL, and without --data"
if [ -n "$pooler" ]; then
  # On Debian it is not in PATH.
  pgbouncer=/usr/sbin/pgbouncer
  [ -x "$pgbouncer" ] || pgbouncer=$(command -v pgbouncer) ||
    fail "PgBouncer is missing: scripts/setup/pgbouncer.sh installs it"
fi

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
  local server
  # It may not have been started.
  [ ! -e "$folder/pgbouncer.pid" ] || kill -KILL "$(cat "$folder/pgbouncer.pid")" || true
  for server in ${standby:+"$folder/standby"} "$folder"; do
    (cd / && as_postgres "$bin/pg_ctl" --pgdata "$server/data" --mode "$mode" --silent stop) || true
  done
  [ -n "$data" ] || as_postgres rm -rf "$folder"
}
trap stop EXIT

settings="-c max_connections=400"
# What is filled with millions of rows. With the default, 128 MB, each change of an index would read a page and write another.
[ -z "$data" ] || settings+=" -c max_wal_size=8GB -c maintenance_work_mem=1GB -c shared_buffers=4GB"
# The data is deleted after the tests, so it does not need to be written to the disk.
[ -n "$durable" ] || settings+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"

# start_server FOLDER PORT: starts the server whose data is in FOLDER/data.
start_server() {
  as_postgres "$bin/pg_ctl" --pgdata "$1/data" --log "$1/server.log" --silent --wait --timeout 30 \
    -o "-p $2 -c listen_addresses=127.0.0.1 -c unix_socket_directories='$sockets' $settings" start ||
    { as_postgres cat "$1/server.log" >&2; exit 1; }
}

port=$(free_port)
(
  cd /
  [ -e "$folder/data/PG_VERSION" ] || as_postgres "$bin/initdb" --pgdata "$folder/data" --username postgres --auth trust --encoding UTF8 --locale C --no-sync >"$folder/initdb.log" 2>&1 ||
    { cat "$folder/initdb.log" >&2; exit 1; }
  start_server "$folder" "$port"
) || fail "the temporary PostgreSQL server could not be started; see the lines above"

export TEST_DATABASE_URL=postgres://postgres@127.0.0.1:$port/postgres

# With a slot, so that the first server keeps what the standby does not have yet.
start_standby() {
  local standby_port
  standby_port=$(free_port)
  (
    cd /
    as_postgres "$bin/pg_basebackup" --pgdata "$folder/standby/data" --write-recovery-conf --checkpoint fast \
      --wal-method stream --create-slot --slot standby --no-sync --dbname "$TEST_DATABASE_URL" >"$folder/copy.log" 2>&1 ||
      { cat "$folder/copy.log" >&2; exit 1; }
    start_server "$folder/standby" "$standby_port"
  ) || fail "the standby could not be started; see the lines above"
  export TEST_STANDBY_URL=postgres://postgres@127.0.0.1:$standby_port/postgres
}

pooler_failed() {
  cat "$folder/pooler.log" "$folder/pgbouncer.log" >&2 || true
  fail "PgBouncer could not be started; see the lines above"
}

# With the settings that docs/operations/beyond-one-machine has for the pooler of a cluster.
start_pooler() {
  local pooler_port tries=0 keep_statements=''
  pooler_port=$(free_port)
  TEST_POOLER_VERSION=$("$pgbouncer" --version | sed -n 's/^PgBouncer //p')
  TEST_POOLER_PROTOCOL=extended
  # Since this version it can prepare statements for its clients.
  if [ "$(printf '%s\n' 1.21 "$TEST_POOLER_VERSION" | sort --version-sort | head -n 1)" = 1.21 ]; then
    keep_statements='max_prepared_statements = 200' TEST_POOLER_PROTOCOL=prepared
  fi
  as_postgres tee "$folder/pgbouncer.ini" >/dev/null <<INI
[databases]
* = host=127.0.0.1 port=$port user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $pooler_port
unix_socket_dir =
auth_type = any
logfile = $folder/pgbouncer.log
pidfile = $folder/pgbouncer.pid
$keep_statements
$(sed -n '/^pool_mode/,$p' docs/operations/beyond-one-machine/pgbouncer.ini)
INI
  # What it says before it is in the background is in pooler.log.
  (cd / && as_postgres "$pgbouncer" --daemon "$folder/pgbouncer.ini" >"$folder/pooler.log" 2>&1) || pooler_failed
  until "$bin/pg_isready" --quiet --host 127.0.0.1 --port "$pooler_port" --username postgres --dbname postgres; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || pooler_failed
    sleep 0.1
  done
  export TEST_POOLER_URL="postgres://postgres@127.0.0.1:$pooler_port/postgres?sslmode=disable"
  export TEST_POOLER_VERSION TEST_POOLER_PROTOCOL
}

if [ -n "$standby" ]; then start_standby; fi
if [ -n "$pooler" ]; then start_pooler; fi
PATH=$bin:$PATH "$@"
