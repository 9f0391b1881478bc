# shellcheck shell=bash
# Sourced by cluster.sh: what state the cluster is in.

# sql NODE STATEMENT: what a node answers, without headers. A node that does not answer within a few seconds is an error.
sql() {
  local address
  address=$(address_of "$1")
  PGPASSWORD=password-of-postgres PGCONNECT_TIMEOUT=2 timeout 5 "$programs/psql" --no-psqlrc --quiet --tuples-only --no-align \
    --variable ON_ERROR_STOP=1 --host "$address" --username postgres --dbname "${database:-vestibule}" --command "$2"
}

# The name of the node that has the role of the leader and accepts writes, as Patroni says. Fails if there is none.
leader() {
  local node
  for node in $nodes; do
    if curl --silent --fail --output /dev/null --max-time 1 "http://$(address_of "$node"):8008/primary"; then
      echo "$node"
      return 0
    fi
  done
  return 1
}

patroni_control() { on "$1" postgres patronictl --config-file "$folder/$1/patroni.yml" "${@:2}"; }

# A node on which Patroni answers: one that is stopped or cut off would not.
answering_node() {
  local node
  for node in $nodes; do
    if curl --silent --output /dev/null --max-time 1 "http://$(address_of "$node"):8008/patroni"; then
      echo "$node"
      return 0
    fi
  done
  fail "Patroni answers on no node"
}

status() { patroni_control "$(answering_node)" list 2>/dev/null; }

set_mode() {
  local value=true
  if [ "$1" = asynchronous ]; then value=false; fi
  patroni_control "$(answering_node)" edit-config --quiet --force --set "synchronous_mode=$value"
  wait_healthy 90
}

switchover() {
  patroni_control "$(answering_node)" switchover --master "$(leader)" --force
}

# Whether there is a leader that both other nodes follow, and in synchronous mode one that may take its place, in asynchronous mode
# none. Patroni notes that one a moment after PostgreSQL has begun to wait for it.
is_healthy() {
  local node address following synchronous=
  node=$(leader) || return 1
  address=$(address_of "$node")
  following="SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND application_name LIKE 'db_'"
  [ "$(database=postgres sql "$node" "$following" 2>/dev/null)" = 2 ] || return 1
  if curl --silent --max-time 1 "http://$address:8008/cluster" | grep --quiet '"role": *"sync_standby"'; then synchronous=1; fi
  if curl --silent --max-time 1 "http://$address:8008/config" | grep --quiet '"synchronous_mode": *true'; then
    [ -n "$synchronous" ]
  else
    [ -z "$synchronous" ]
  fi
}

wait_healthy() {
  local until=$((SECONDS + $1))
  until is_healthy; do
    if [ "$SECONDS" -gt "$until" ]; then
      status || true
      fail "not healthy after $1 seconds"
    fi
    sleep 0.5
  done
}

create_database() {
  local until=$((SECONDS + 60))
  until leader >/dev/null; do
    [ "$SECONDS" -le "$until" ] || fail "no leader after a minute"
    sleep 0.5
  done
  PGPASSWORD=password-of-postgres "$programs/psql" --no-psqlrc --quiet --variable ON_ERROR_STOP=1 --host "$(address_of "$(leader)")" \
    --username postgres --dbname postgres --file "$configuration/database.sql"
}
