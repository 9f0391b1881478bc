#!/usr/bin/env bash
# often.sh: runs the tests of the gate RUNS times (10) beside BUSY processes (8) that keep the processor busy, to find those that fail by
# chance: that guess how long something takes, or read a random value by its shape. One failure in ten runs is a defect of the test or
# of the program, and nothing is tried again. SUITES (sqlite postgres browser) selects what is run. Ends with what failed in which run.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. scripts/lib.sh
. scripts/env.sh
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

for suite in $suites; do
  case $suite in
    sqlite | postgres | browser) ;;
    *) fail "there is no suite $suite: SUITES is some of sqlite, postgres and browser" ;;
  esac
done

for tool in nextest aiosmtpd proxies pgbouncer openapi-python-client guides browser; do
  gate "setting up $tool" "scripts/setup/$tool.sh"
done
phase "pages" gate "building the files for the browser" scripts/build.sh --pages
phase "build of the tests" gate "building the tests" cargo nextest run --features ssr --no-run
phase "server" gate "building the server" cargo build --quiet --features ssr --bin vestibule --test outside
export VESTIBULE_BIN=$PWD/target/debug/vestibule

pids=
trap '[ -z "$pids" ] || kill $pids' EXIT
for _ in $(seq "$busy"); do
  (while :; do :; done) &
  pids+=" $!"
done

# run SUITE: one run of a suite.
run() {
  case $1 in
    sqlite) rust_tests sqlite "$on_sqlite" ;;
    postgres) rust_tests postgres "$on_postgres" scripts/with-postgres.sh ;;
    browser) browser_tests sqlite env ;;
  esac
}

for number in $(seq "$runs"); do
  # Otherwise those of a run that has failed would be replaced by those of the next one.
  # shellcheck disable=SC2034
  round=-$number
  for suite in $suites; do
    before=$failed
    phase "$suite, run $number" run "$suite"
    [ "$failed" -eq "$before" ] || failures+="    … in run $number of $suite, the $((failed - before)) above"$'\n'
  done
done

summary
