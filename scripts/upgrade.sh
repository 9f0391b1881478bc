#!/usr/bin/env bash
# Tests upgrades from each version in scripts/previous-versions to the release, or VESTIBULE_BIN, and the way back
# (docs/upgrading.md). Builds the earlier versions if they are missing. TORTURE_WRITES sets how much is written under load.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

program=$(realpath "${VESTIBULE_BIN:-target/release/vestibule}")
[ -x "$program" ] || fail "$program does not exist; run 'make build' first"
scripts/setup/nextest.sh
scripts/setup/aiosmtpd.sh

# Not on standard input, which the commands in the loop could read.
while read -r commit migration <&3; do
  previous=$(scripts/previous-version.sh "$commit")
  step "Upgrade from the version ${commit:0:12}, and the way back"
  # The tests are ignored in all other runs. nextest fails if the filter matches none.
  VESTIBULE_BIN=$program PREVIOUS_BIN=$previous PREVIOUS_MIGRATION=$migration \
    cargo nextest run --features ssr --test outside --run-ignored only --no-capture -E 'test(/(^|_)upgrade::/)'
done 3< <(grep -v '^#' scripts/previous-versions)
