#!/usr/bin/env bash
# Everything that is tested before a change lands; with --all also what takes too long for that (`make test-all`). Goes
# on after a failure, so that one run shows them all. At the end: what failed and why, how long each phase took, and, in
# the very last line, the counts.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. scripts/lib.sh
. scripts/env.sh

all=
if [ "${1:-}" = --all ]; then all=1; fi

# Each run leaves a report of its own, and the times of the phases are kept beside them.
reports=$PWD/target/reports
times=$reports/times.txt
rm -rf "$reports"
mkdir -p "$reports"
passed=0
failed=0
failures=

# gate NAME COMMAND...: something that is no test, but counts as a failed one when it breaks.
gate() {
  local name=$1
  shift
  "$@" && return
  say "FAILED: $name"
  failures+="$name"$'\n'
  failed=$((failed + 1))
  return 1
}

# phase NAME COMMAND...: runs it and notes how long it took.
phase() {
  local name=$1 start=$SECONDS status
  shift
  "$@"
  status=$?
  duration "$name" $((SECONDS - start)) >>"$times"
  return $status
}

# duration NAME SECONDS
duration() { printf '   %-28s %3d min %02d s\n' "$1" $(($2 / 60)) $(($2 % 60)); }

# tally STATUS REPORT: adds what the report says. A run that left none, or that failed though no test did, has failed.
tally() {
  local counted more_passed more_failed
  gate "the run that should have left $2" test -f "$2" || return
  counted=$(node scripts/tally.mjs "$2")
  gate "reading $2" test $? -eq 0 || return
  read -r more_passed more_failed <<<"$counted"
  passed=$((passed + more_passed))
  failed=$((failed + more_failed))
  [ "$more_failed" -eq 0 ] || failures+="${counted#*$'\n'}"$'\n'
  [ "$more_failed" -gt 0 ] || gate "the run that left $2" test "$1" -eq 0
}

# rust_tests PROFILE FILTER [COMMAND...]: COMMAND gives them a database.
rust_tests() {
  local written=target/nextest/$1/junit.xml report=$reports/rust-$1.xml status
  step "Rust tests, on $1"
  rm -f "$written"
  "${@:3}" cargo nextest run --features ssr --profile "$1" -E "$2"
  status=$?
  [ ! -f "$written" ] || mv "$written" "$report"
  tally $status "$report"
}

# browser_tests ENGINE [COMMAND...]: COMMAND gives them a database.
browser_tests() {
  local report=$reports/browser-$1.json
  step "Browser tests, on $1"
  PLAYWRIGHT_JSON_OUTPUT_FILE=$report PLAYWRIGHT_HTML_OPEN=never PLAYWRIGHT_HTML_OUTPUT_DIR=$PWD/end2end/playwright-report/$1 \
    "${@:2}" scripts/end2end.sh --reporter=list,html,json
  tally $? "$report"
}

# What is about SQLite's files, its backups and how the command line explains itself, is seen on SQLite alone.
on_sqlite='not test(/^(postgres|torture)::/)'
on_postgres='(binary(inside) + (binary(outside) & test(/^(cli|process|torture)::/))) - test(/(^|::)(sqlite|usage|moving)::/)'

if [ -n "$all" ]; then
  export TORTURE_ROUNDS=${TORTURE_ROUNDS:-20} USERS_MOVED=${USERS_MOVED:-100000}
else
  # GATE is for the browser tests (end2end/playwright.config.ts).
  export TORTURE_ROUNDS=${TORTURE_ROUNDS:-1} GATE=1
fi

gate "setting up the tests" eval 'scripts/setup/nextest.sh && scripts/setup/browser.sh'
phase "lints" gate "format and lints" scripts/lint.sh
# First, for the server embeds them: so the tests in Rust and in the browser share one build of it. What the optimiser would do to
# that takes minutes and proves nothing; `make build` is for the release.
phase "pages" gate "building the files for the browser" scripts/build.sh --pages
phase "Rust tests, SQLite" rust_tests sqlite "$on_sqlite"
phase "Rust tests, PostgreSQL" rust_tests postgres "$on_postgres" scripts/with-postgres.sh
# A test that is named makes cargo take the dependencies that the tests have.
if phase "server" gate "building the server" cargo build --quiet --features ssr --bin vestibule --test outside; then
  export VESTIBULE_BIN=$PWD/target/debug/vestibule VESTIBULE_LATER_BIN=$PWD/target/later/vestibule
  phase "later build" gate "later build" scripts/later-build.sh
  phase "browser tests, SQLite" browser_tests sqlite env
  phase "browser tests, PostgreSQL" browser_tests postgres scripts/with-postgres.sh
fi
if [ -n "$all" ]; then
  phase "coverage" gate "coverage" env -u USERS_MOVED scripts/coverage.sh
  phase "mutants" gate "mutants of the day's diff" scripts/mutants.sh
fi

duration "total" $SECONDS >>"$times"
[ -z "$failures" ] || printf '\n==> What failed\n%s' "$failures"
printf '\n==> Time\n'
cat "$times"
echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
