#!/usr/bin/env bash
# Lets a cluster of PostgreSQL fail over while the release, or VESTIBULE_BIN, is used (tests/outside/failover). Writes the table of all
# rounds to target/failover/table.md. FAILOVER_FAULTS, FAILOVER_REPLICATION and FAILOVER_CONNECTIONS select some of them, such as
# FAILOVER_FAULTS=kill,cut FAILOVER_CONNECTIONS=hosts.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

[ "$(id -u)" -eq 0 ] || fail "network namespaces need root: run it as root"
program=$(realpath "${VESTIBULE_BIN:-target/release/vestibule}")
[ -x "$program" ] || fail "$program does not exist; run 'make build' first"
for tool in nextest aiosmtpd cluster; do "scripts/setup/$tool.sh"; done

# The test takes the cluster away itself, unless it is killed.
trap 'scripts/cluster.sh down' EXIT
# The test is ignored in all other runs. nextest fails if the filter matches none.
VESTIBULE_BIN=$program cargo nextest run --features ssr --test outside --run-ignored only --no-capture -E 'test(/^failover::/)'
