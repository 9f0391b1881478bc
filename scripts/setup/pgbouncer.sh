#!/usr/bin/env bash
# pgbouncer.sh: installs PgBouncer for the tests on PostgreSQL, which run it in temporary folders, not as a service. Debian has 1.18.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

# Debian installs it where only root looks for programs.
if have pgbouncer || [ -x /usr/sbin/pgbouncer ]; then exit 0; fi
step "PgBouncer, a pooler for the tests (seconds)"
apt_install "a pooler for the tests" pgbouncer
# The package starts a service on a machine that only runs tests.
if [ -d /run/systemd/system ]; then as_root systemctl disable --quiet --now pgbouncer; fi
