#!/usr/bin/env bash
# Tests upgrades from each version in scripts/previous-versions to the release, or VESTIBULE_BIN, and the way back
# (docs/upgrading.md). Builds the earlier versions if they are missing. TORTURE_WRITES sets how much is written under load. With
# UPGRADE_ACCOUNTS only replicas are replaced under load, beside so many accounts with sessions and events, from each version that runs
# beside this one.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

program=$(realpath "${VESTIBULE_BIN:-target/release/vestibule}")
[ -x "$program" ] || fail "$program does not exist; run 'make build' first"
scripts/setup/nextest.sh
scripts/setup/aiosmtpd.sh

# The tests are ignored in all other runs. nextest fails if the filter matches none.
tests='test(/(^|_)upgrade::/)'
[ -z "${UPGRADE_ACCOUNTS:-}" ] || tests='test(/^torture::rolling_upgrade::to_this_version$/)'

# Whether no migration after this number is marked as one that earlier versions cannot work with.
runs_beside() {
  local file name
  for file in migrations/postgres/*_incompatible_*.up.sql; do
    name=${file##*/}
    [ "$((10#${name%%_*}))" -le "$1" ] || return 1
  done
}

# Not on standard input, which the commands in the loop could read.
while read -r commit migration <&3; do
  if [ -n "${UPGRADE_ACCOUNTS:-}" ] && ! runs_beside "$migration"; then
    say "left out: ${commit:0:12}, which does not run beside this version"
    continue
  fi
  previous=$(scripts/previous-version.sh "$commit")
  step "Upgrade from the version ${commit:0:12}, and the way back"
  VESTIBULE_BIN=$program PREVIOUS_BIN=$previous PREVIOUS_MIGRATION=$migration \
    cargo nextest run --features ssr --test outside --run-ignored only --no-capture -E "$tests"
done 3< <(grep -v '^#' scripts/previous-versions)
