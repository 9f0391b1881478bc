# shellcheck shell=bash
# Sourced by cluster.sh: what may happen to a node.

# signal_node NODE SIGNAL: to all processes there.
signal_node() {
  # shellcheck disable=SC2046
  kill "-$2" $(processes_of "$1")
}

# kill_node NODE postgres|patroni|all: as if the program had crashed, both, or the machine had lost its power.
kill_node() {
  local postmaster
  postmaster=$(head -n 1 "$(data_of "$1")/postmaster.pid" 2>/dev/null) || postmaster=
  case $2 in
    # Patroni first, so that it cannot start PostgreSQL again. Without the file of its process id it can be started at once, although
    # the process may not be quite gone.
    patroni)
      kill -9 "$(cat "$folder/$1/patroni.pid")"
      rm "$folder/$1/patroni.pid"
      ;;
    all)
      signal_node "$1" KILL
      rm -f "$folder/$1"/*.pid
      return
      ;;
  esac
  # Its other processes notice, and end.
  [ -z "$postmaster" ] || kill -9 "$postmaster"
}

# leave_behind NODE: the standbys do not get the commits of two seconds, after which the leader is gone. Patroni keeps a leader that does
# not reach etcd for longer than that. Without etcd it cannot note how far it has written either, so the standbys may take over.
leave_behind() {
  local other
  for other in $nodes; do
    [ "$other" = "$1" ] || ip -n "$(namespace_of "$1")" route replace blackhole "$(address_of "$other")"
  done
  sleep 2
  kill_node "$1" all
}

# reach_others NODE: ends the cut of leave_behind. Not before another node leads: the kernel still sends what its processes have written.
reach_others() {
  local other
  for other in $nodes; do
    ip -n "$(namespace_of "$1")" route del blackhole "$(address_of "$other")" 2>/dev/null || true
  done
}

lose_disk() {
  kill_node "$1" patroni
  # Not while processes of PostgreSQL may still write.
  for _ in $(seq 50); do
    [ -n "$(processes_of "$1" | xargs -r ps -o comm= -p 2>/dev/null | grep '^postgres' || true)" ] || break
    sleep 0.1
  done
  rm -rf "$(data_of "$1")"
  start_node "$1"
}

# What is left of the disk; the last bytes as well, which one large allocation leaves.
fill_disk() {
  local filling
  filling=$(disk_of "$1")/filling
  fallocate --length "$(df --output=avail --block-size=1 "$(disk_of "$1")" | tail -n 1)" "$filling" || true
  dd if=/dev/zero of="$filling" bs=4096 oflag=append conv=notrunc status=none 2>/dev/null || true
}
