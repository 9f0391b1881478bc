#!/usr/bin/env bash
# cluster.sh COMMAND: a cluster of PostgreSQL on this machine, for the failover tests (docs/operations/beyond-one-machine). Each machine of
# it is a network namespace with its own address on a bridge. Needs root.
#
#   up [synchronous|asynchronous]   lays everything out and waits until it is healthy; down, if that fails
#   down                            ends everything and removes it; also what an interrupted run has left
#   status, leader, lsn             what Patroni says; the name of the leader; where its WAL ends
#   wait-healthy [SECONDS]          until there are a leader and two standbys that follow it
#   mode synchronous|asynchronous   of replication, while it runs
#   sql NODE STATEMENT              at a node, as postgres, in the database of Vestibule
#   kill NODE [postgres|patroni|all]  -9: PostgreSQL (the default), Patroni and PostgreSQL, or all that runs there
#   stop NODE, continue NODE        SIGSTOP and SIGCONT to all that runs there
#   cut NODE, heal NODE             from the network, while it keeps running
#   lose-disk NODE                  kills Patroni and PostgreSQL, removes the data, and starts Patroni again
#   full-disk NODE, free-disk NODE  fills the disk of the data; makes room again
#   lag NODE, follow NODE           a standby that no longer replays what it gets; it does again
#   leave-behind NODE               cuts a leader off from the standbys while clients still write, and kills all that runs there
#   start NODE                      what does not run there
#   switchover                      to another leader, as for maintenance
#
# All is in /run/vestibule-cluster, which is in memory. Processes are found by their namespace, so `down` finds all of them, and no others.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/cluster/machines.sh
. scripts/cluster/health.sh
. scripts/cluster/faults.sh

usage() { sed -n '2,/^set /{ /^set /d; s/^# \{0,1\}//; p; }' "$0"; }

up() {
  local mode=${1:-synchronous}
  [ ! -e "$folder/machines" ] || fail "the cluster is up, or an earlier run has left something: run '$0 down' first"
  # The logs are removed with the rest.
  trap 'tail --lines 15 "$folder"/*/*.log >&2 || true; down || true' EXIT
  trap 'exit 1' INT TERM HUP
  make_network
  for node in $nodes; do
    make_node "$node" "$mode"
    start_node "$node"
  done
  make_front
  create_database
  wait_healthy 90
  trap - EXIT INT TERM HUP
}

[ "$(id -u)" -eq 0 ] || fail "this needs root, for network namespaces"
[ -n "$programs" ] || fail "PostgreSQL is missing: run scripts/setup/cluster.sh first"
command=${1:-help}
shift || true
case $command in
  up) one_of "${1:-synchronous}" synchronous asynchronous && up "$@" ;;
  down) down ;;
  status) status ;;
  leader) leader ;;
  lsn) sql "$(leader)" 'SELECT pg_current_wal_lsn()' ;;
  wait-healthy) wait_healthy "${1:-90}" ;;
  mode) one_of "${1:-}" synchronous asynchronous && set_mode "$1" ;;
  sql) is_node "${1:-}" && sql "$1" "$2" ;;
  kill) is_node "${1:-}" && one_of "${2:-postgres}" postgres patroni all && kill_node "$1" "${2:-postgres}" ;;
  stop) is_node "${1:-}" && signal_node "$1" STOP ;;
  continue) is_node "${1:-}" && signal_node "$1" CONT ;;
  cut) is_node "${1:-}" && ip link set "v$1" nomaster ;;
  heal) is_node "${1:-}" && ip link set "v$1" master "$bridge" ;;
  lose-disk) is_node "${1:-}" && lose_disk "$1" ;;
  full-disk) is_node "${1:-}" && fill_disk "$1" ;;
  free-disk) is_node "${1:-}" && rm -f "$(disk_of "$1")/filling" ;;
  lag) is_node "${1:-}" && sql "$1" 'SELECT pg_wal_replay_pause()' ;;
  follow) is_node "${1:-}" && sql "$1" 'SELECT pg_wal_replay_resume()' ;;
  leave-behind) is_node "${1:-}" && leave_behind "$1" ;;
  start) is_node "${1:-}" && reach_others "$1" && start_node "$1" ;;
  switchover) switchover ;;
  *) usage ;;
esac
