# shellcheck shell=bash
# Sourced by cluster.sh: the network, the machines, and the programs that run on them.

folder=/run/vestibule-cluster
configuration=docs/operations/beyond-one-machine
bridge=vestibule0
nodes='db1 db2 db3'
# front: HAProxy and PgBouncer; app1 and app2: for replicas of Vestibule.
machines="$nodes front app1 app2"
# Of the newest version. Not what is in PATH: Debian's psql is a script that looks for a cluster first.
programs=$(compgen -G '/usr/lib/postgresql/*/bin' | sort --version-sort | tail -n 1 || true)
version=$(basename "$(dirname "$programs")")
# Each node has a disk of this size for its data.
disk_size=1G

address_of() {
  case $1 in
    db1 | db2 | db3) echo "10.57.0.1${1#db}" ;;
    front) echo 10.57.0.21 ;;
    app1 | app2) echo "10.57.0.3${1#app}" ;;
  esac
}

namespace_of() { echo "vestibule-$1"; }
disk_of() { echo "$folder/$1/postgresql"; }
data_of() { echo "$(disk_of "$1")/$version/vestibule"; }

one_of() {
  local word=$1
  shift
  [[ " $* " == *" $word "* ]] || fail "'$word' is none of: $*"
}
is_node() { one_of "$1" $nodes; }

# The ids of all processes on a machine.
processes_of() { ip netns pids "$(namespace_of "$1")" 2>/dev/null || true; }

# on MACHINE USER COMMAND...: runs a command there, with the folders of that machine where the program expects its own. With $pid_file its
# process id is written there; with $replacing_shell this shell becomes the command, too.
on() {
  local machine=$1 user=$2 home=$folder/$1
  shift 2
  # `ip netns exec` gives the command mounts of its own, which end with it. The words in single quotes are for the inner shell, which
  # becomes the command.
  # shellcheck disable=SC2016
  ${replacing_shell:+exec} ip netns exec "$(namespace_of "$machine")" sh -euc '
    home=$1 user=$2 pid_file=$3
    shift 3
    for mounted in postgresql:/var/lib/postgresql etcd:/var/lib/etcd run:/var/run/postgresql pgbouncer:/etc/pgbouncer; do
      [ ! -e "$home/${mounted%%:*}" ] || mount --bind "$home/${mounted%%:*}" "${mounted#*:}"
    done
    cd /
    [ -z "$pid_file" ] || echo $$ >"$pid_file"
    exec setpriv --reuid "$user" --regid "$user" --init-groups --reset-env -- "$@"' sh "$home" "$user" "${pid_file:-}" "$@"
}

# start MACHINE USER NAME COMMAND...: starts a program there, unless it runs.
start() {
  local machine=$1 user=$2 name=$3
  shift 3
  local pid_file=$folder/$machine/$name.pid
  if [ -e "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; then return 0; fi
  rm -f "$pid_file"
  # Of its own session, so that what ends the terminal or the test does not end it: only `down` does.
  replacing_shell=1 on "$machine" "$user" setsid "$@" </dev/null >>"$folder/$machine/$name.log" 2>&1 &
  disown
  until [ -e "$pid_file" ]; do sleep 0.02; done
}

make_network() {
  local machine namespace
  mkdir -p "$folder"
  mount -t tmpfs -o mode=755 vestibule-cluster "$folder"
  echo "$machines" >"$folder/machines"
  ip link add "$bridge" type bridge
  ip address add 10.57.0.1/24 dev "$bridge"
  ip link set "$bridge" up
  for machine in $machines; do
    namespace=$(namespace_of "$machine")
    mkdir "$folder/$machine"
    ip netns add "$namespace"
    ip link add "v$machine" type veth peer name eth0 netns "$namespace"
    ip link set "v$machine" master "$bridge" up
    ip -n "$namespace" address add "$(address_of "$machine")/24" dev eth0
    ip -n "$namespace" link set lo up
    ip -n "$namespace" link set eth0 up
    ip -n "$namespace" route add default via 10.57.0.1
  done
}

# configuration_of NODE FILE: the configuration file of a node, which is that of db1 with another name and address.
configuration_of() {
  # The list of all members stays as it is. The distribution may have another version of PostgreSQL.
  sed -e "s:/postgresql/15/:/postgresql/$version/:" -e "s/^\(name: \)db1$/\1$1/" \
    -e "/initial-cluster:\|hosts:/!s/10\.57\.0\.11/$(address_of "$1")/" "$configuration/$2"
}

# make_node NODE MODE: the disk and the configuration files of a node.
make_node() {
  local node=$1 mode=$2 home=$folder/$1 file
  mkdir "$home/postgresql" "$home/etcd" "$home/run"
  mount -t tmpfs -o "size=$disk_size" vestibule-disk "$home/postgresql"
  mkdir "$home/postgresql/$version"
  chown -R postgres: "$home/postgresql" "$home/run"
  chown etcd: "$home/etcd"
  for file in patroni.yml etcd.yml; do configuration_of "$node" "$file" >"$home/$file"; done
  if [ "$mode" = asynchronous ]; then sed -i 's/synchronous_mode: true/synchronous_mode: false/' "$home/patroni.yml"; fi
  chown postgres: "$home/patroni.yml"
}

start_node() {
  start "$1" etcd etcd etcd --config-file "$folder/$1/etcd.yml"
  start "$1" postgres patroni patroni "$folder/$1/patroni.yml"
}

make_front() {
  local home=$folder/front
  mkdir "$home/run" "$home/pgbouncer"
  cp "$configuration/pgbouncer.ini" "$configuration/userlist.txt" "$home/pgbouncer/"
  cp "$configuration/haproxy.cfg" "$home/"
  chown -R postgres: "$home/run" "$home/pgbouncer"
  start front haproxy haproxy /usr/sbin/haproxy -db -f "$home/haproxy.cfg"
  start front postgres pgbouncer /usr/sbin/pgbouncer /etc/pgbouncer/pgbouncer.ini
}

# Ends everything and removes it. Nothing of it has to exist.
down() {
  local machine namespace pids
  for machine in $machines; do
    namespace=$(namespace_of "$machine")
    # A process may start another one while the list is read.
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      pids=$(processes_of "$machine")
      [ -n "$pids" ] || break
      # shellcheck disable=SC2086
      kill -9 $pids 2>/dev/null || true
      sleep 0.1
    done
    ip netns delete "$namespace" 2>/dev/null || true
    ip link delete "v$machine" 2>/dev/null || true
  done
  ip link delete "$bridge" 2>/dev/null || true
  for machine in $nodes; do umount "$(disk_of "$machine")" 2>/dev/null || true; done
  if mountpoint --quiet "$folder"; then umount "$folder" || umount --lazy "$folder"; fi
  [ ! -d "$folder" ] || rmdir "$folder"
}
