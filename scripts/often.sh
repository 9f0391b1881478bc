#!/usr/bin/env bash
# often.sh: runs the tests of the gate RUNS times (10) beside BUSY processes (8) that keep the processor busy, to find those that fail by
# chance: that guess how long something takes, or read a random value by its shape. One failure in ten rounds is a defect of the test or
# of the program, and nothing is tried again. SUITES (sqlite postgres browser) selects what is run. Ends with a table of how often each
# test failed. Records each finished round of a suite in target/often, and goes on there the next time, as long as the commit, the files
# and BUSY are the same; without target/often it starts anew.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. scripts/lib.sh
scripts/setup/basics.sh || exit
. scripts/env.sh
. scripts/compile.sh
. scripts/suite.sh

runs=${RUNS:-10}
busy=${BUSY:-8}
suites=${SUITES:-sqlite postgres browser}
on_sqlite="not test(/^(postgres|torture)::/) - ($nightly_on_sqlite)"
on_postgres="($on_postgres) & ($gate_on_postgres)"
# OFTEN: the browser tests wait longer before they say that something hangs (end2end/playwright.config.ts). A test of Rust that hangs
# is ended later, too (.config/nextest.toml).
export TORTURE_ROUNDS=${TORTURE_ROUNDS:-1} TORTURE_WRITES=${TORTURE_WRITES:-10} GATE=1 OFTEN=1
# shellcheck disable=SC2034
nextest_profile=often
# Not in target/reports, which each `make test` deletes. scripts/reports/often.mjs says what a line of $rounds is.
state=$PWD/target/often
rounds=$state/rounds.tsv

for suite in $suites; do
  case $suite in
    sqlite | postgres | browser) ;;
    *) fail "there is no suite $suite: SUITES is some of sqlite, postgres and browser" ;;
  esac
done

# hash_files: prints the hash of all files that Git does not ignore, as they are now, except the list of unstable tests.
hash_files() {
  local folder
  folder=$(mktemp -d)
  cp "$(git rev-parse --git-path index)" "$folder/index"
  (
    export GIT_INDEX_FILE=$folder/index
    git add --all && git rm --quiet --cached --ignore-unmatch tests/unstable.txt && git write-tree
  )
  rm -rf "$folder"
}

# open_rounds: keeps the finished rounds of these files. Those of others go to target/often-before, with their reports.
open_rounds() {
  local identity
  identity="# commit $(git rev-parse HEAD), files $(hash_files), beside $busy busy processes"
  [ "$(head -n 1 "$rounds" 2>/dev/null)" != "$identity" ] || return 0
  if [ -e "$state" ]; then
    say "the commit, the files or BUSY have changed: the rounds before are in target/often-before"
    rm -rf "$state-before"
    mv "$state" "$state-before"
  fi
  mkdir -p "$state"
  echo "$identity" >"$rounds"
}

# report_of SUITE ROUND: prints where the report of a round is.
report_of() {
  case $1 in
    sqlite | postgres) echo "$state/$2/rust-$1.xml" ;;
    browser) echo "$state/$2/browser-sqlite.json" ;;
  esac
}

# status_of SUITE ROUND: prints the status of a round that has finished.
status_of() { awk -F '\t' -v suite="$1" -v round="$2" '$1 == suite && $2 == round { print $3 }' "$rounds"; }

# run_suite SUITE REPORT: runs a suite once.
run_suite() {
  case $1 in
    sqlite) run_rust sqlite "$2" -E "$on_sqlite" ;;
    postgres) run_rust postgres "$2" -E "$on_postgres" ;;
    browser) run_browser sqlite "$2" ;;
  esac
}

# run_round SUITE ROUND: runs a round, and records it if it has a report.
run_round() {
  local report start=$SECONDS status
  report=$(report_of "$1" "$2")
  mkdir -p "$(dirname "$report")"
  step "$1, round $2 of $runs"
  run_suite "$1" "$report"
  status=$?
  [ ! -f "$report" ] || printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" $status $((SECONDS - start)) "$report" >>"$rounds"
}

# tally_round SUITE ROUND: adds the results of a round.
tally_round() {
  local before=$failed status
  status=$(status_of "$1" "$2")
  tally "${status:-1}" "$(report_of "$1" "$2")"
  [ "$failed" -eq "$before" ] || failures+="    … in round $2 of $1, the $((failed - before)) above"$'\n'
}

# shellcheck disable=SC2086
print_progress() { node scripts/reports/often.mjs progress "$rounds" "$runs" $suites; }

open_rounds
for tool in lint nextest aiosmtpd proxies pgbouncer openapi-python-client guides browser; do
  gate "setting up $tool" "scripts/setup/$tool.sh"
done
phase "pages" gate "building the files for the browser" scripts/quick-pages.sh
phase "build" gate "building the tests without warnings" compile_tests "$reports/build.log"
export VESTIBULE_BIN=$PWD/target/debug/vestibule

pids=
trap '[ -z "$pids" ] || kill $pids' EXIT
for _ in $(seq "$busy"); do
  (while :; do :; done) &
  pids+=" $!"
done

print_progress
for number in $(seq "$runs"); do
  for suite in $suites; do
    if [ -z "$(status_of "$suite" "$number")" ]; then
      phase "$suite, round $number" run_round "$suite" "$number"
      print_progress
    fi
    tally_round "$suite" "$number"
  done
done

step "Tests that failed, of all finished rounds"
node scripts/reports/often.mjs table "$rounds" "$state/failures.txt"
summary
