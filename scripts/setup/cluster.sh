#!/usr/bin/env bash
# Installs what the cluster of `make failover` consists of, from the distribution: PostgreSQL, Patroni, etcd, HAProxy and PgBouncer.
# The packages bring services, which a machine that only runs tests must not start: scripts/cluster.sh starts the programs itself.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

# The names of the services of these packages.
services='patroni etcd haproxy pgbouncer postgresql'
packages='postgresql patroni etcd-server etcd-client haproxy pgbouncer iproute2 util-linux'

complete() {
  local package
  for package in $packages; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || return 1
  done
}
if complete 2>/dev/null; then exit 0; fi

step "PostgreSQL, Patroni, etcd, HAProxy and PgBouncer (a minute)"
# The policy is asked before a service starts. One that is there already, as in images of containers, stays as it is.
policy=/usr/sbin/policy-rc.d
had_postgres=
[ ! -e /usr/lib/postgresql ] || had_postgres=1
if have apt-get && [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
  trap 'as_root rm -f "$policy"' EXIT
fi
# shellcheck disable=SC2086
apt_install "the cluster of the failover tests" $packages
# Nor at the next start of the machine; PostgreSQL, if it was there before, belongs to somebody else.
if [ -d /run/systemd/system ]; then
  for service in $services; do
    if [ "$service" = postgresql ] && [ -n "$had_postgres" ]; then continue; fi
    as_root systemctl disable --quiet "$service" 2>/dev/null || true
  done
fi
