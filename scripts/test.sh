#!/usr/bin/env bash
# test.sh [--all]: runs all checks that a change must pass; with --all also the slow ones (`make test-all`). Continues after a
# failure, so that one run shows all of them. Ends with a summary: the failures and their reasons, the time of each phase and,
# in the last line, the numbers of passed and failed tests.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. scripts/lib.sh
. scripts/env.sh

all=
if [ "${1:-}" = --all ]; then all=1; fi

# The folder of the reports of all test runs and of the times of the phases.
reports=$PWD/target/reports
times=$reports/times.txt
rm -rf "$reports"
mkdir -p "$reports"
passed=0
failed=0
failures=

# gate NAME COMMAND...: runs a command that is not a test, and counts it as a failed test if it fails.
gate() {
  local name=$1
  shift
  "$@" && return
  say "FAILED: $name"
  failures+="$name"$'\n'
  failed=$((failed + 1))
  return 1
}

# phase NAME COMMAND...: runs a command and records its duration.
phase() {
  local name=$1 start=$SECONDS status
  shift
  "$@"
  status=$?
  duration "$name" $((SECONDS - start)) >>"$times"
  return $status
}

# duration NAME SECONDS: prints a line of the time table.
duration() { printf '   %-28s %3d min %02d s\n' "$1" $(($2 / 60)) $(($2 % 60)); }

# tally STATUS REPORT: adds the results in a report. A run without a report counts as failed, and so does one that has failed
# although no test has.
tally() {
  local counted more_passed more_failed
  gate "the run that should have written $2" test -f "$2" || return
  counted=$(node scripts/tally.mjs "$2")
  gate "reading $2" test $? -eq 0 || return
  read -r more_passed more_failed <<<"$counted"
  passed=$((passed + more_passed))
  failed=$((failed + more_failed))
  [ "$more_failed" -eq 0 ] || failures+="${counted#*$'\n'}"$'\n'
  [ "$more_failed" -gt 0 ] || gate "the run that has written $2" test "$1" -eq 0
}

# rust_tests PROFILE FILTER [COMMAND...]: runs the Rust tests. COMMAND is a wrapper that provides a database.
rust_tests() {
  local written=target/nextest/$1/junit.xml report=$reports/rust-$1.xml status
  step "Rust tests, on $1"
  rm -f "$written"
  "${@:3}" cargo nextest run --features ssr --profile "$1" -E "$2"
  status=$?
  [ ! -f "$written" ] || mv "$written" "$report"
  tally $status "$report"
}

# browser_tests ENGINE [COMMAND...]: runs the browser tests. COMMAND is a wrapper that provides a database.
browser_tests() {
  local report=$reports/browser-$1.json
  step "Browser tests, on $1"
  PLAYWRIGHT_JSON_OUTPUT_FILE=$report PLAYWRIGHT_HTML_OPEN=never PLAYWRIGHT_HTML_OUTPUT_DIR=$PWD/end2end/playwright-report/$1 \
    "${@:2}" scripts/end2end.sh --reporter=list,html,json
  tally $? "$report"
}

# pictures: compares the pictures of pages. Only on SQLite: they show the same on both.
pictures() {
  local report=$reports/pictures.json
  step "Pictures of pages"
  PLAYWRIGHT_JSON_OUTPUT_FILE=$report PLAYWRIGHT_HTML_OPEN=never PLAYWRIGHT_HTML_OUTPUT_DIR=$PWD/end2end/playwright-report/pictures \
    scripts/pictures.sh --reporter=list,html,json
  tally $? "$report"
}

on_sqlite='not test(/^(postgres|torture)::/)'
tools='nextest aiosmtpd proxies openapi-python-client openapi-lint guides schemathesis browser'

if [ -n "$all" ]; then
  tools+=' openid-guides'
  export TORTURE_ROUNDS=${TORTURE_ROUNDS:-20} USERS_MOVED=${USERS_MOVED:-100000} RECOVERY_MODEL=all
else
  # The gate runs two guides for OpenID Connect (tests/outside/guides/openid).
  on_sqlite+=' - test(/^guides::openid::nightly::/)'
  # GATE selects the browser tests of a quick run (end2end/playwright.config.ts).
  export TORTURE_ROUNDS=${TORTURE_ROUNDS:-1} TORTURE_WRITES=${TORTURE_WRITES:-10} GATE=1
fi

for tool in $tools; do
  gate "setting up $tool" "scripts/setup/$tool.sh"
done
# The files for the browser are built beside the lints and the tests, because the linker and the optimiser of WebAssembly keep
# only one core busy. They have a target folder of their own.
phase "pages, in the background" scripts/build.sh --pages >"$reports/pages.log" 2>&1 &
pages=$!
phase "lints" gate "format and lints" scripts/lint.sh
phase "OpenAPI document" gate "the OpenAPI document" scripts/openapi-lint.sh
# One build of the server for the Rust tests and the browser tests. It is a debug build: an optimised one takes minutes more and
# would not find more errors. It reads the files for the browser when it runs.
step "Build of the tests"
phase "build of the tests" gate "building the tests" cargo nextest run --features ssr --no-run
step "Files for the browser"
phase "waiting for the pages" gate "building the files for the browser" wait "$pages"
cat "$reports/pages.log"
phase "Rust tests, SQLite" rust_tests sqlite "$on_sqlite"
phase "Rust tests, PostgreSQL" rust_tests postgres "$on_postgres" scripts/with-postgres.sh
# With a test target cargo unifies features as in the build of the tests, so that the dependencies are shared.
if phase "server" gate "building the server" cargo build --quiet --features ssr --bin vestibule --test outside; then
  export VESTIBULE_BIN=$PWD/target/debug/vestibule
  # A fixed seed, so that the gate finds the same twice.
  phase "fuzz" gate "made-up requests" env FUZZ_SEED=1 scripts/fuzz.sh
  phase "browser tests, SQLite" browser_tests sqlite env
  phase "browser tests, PostgreSQL" browser_tests postgres scripts/with-postgres.sh
  if [ -n "$all" ]; then
    phase "pictures" pictures
    phase "fuzz, PostgreSQL" gate "made-up requests on PostgreSQL" scripts/with-postgres.sh env FUZZ_CASES=5000 scripts/fuzz.sh
  fi
fi
if [ -n "$all" ]; then
  phase "coverage" gate "coverage" env -u USERS_MOVED scripts/coverage.sh
  phase "mutants" gate "mutation tests of the last day's changes" scripts/mutants.sh
fi

duration "total" $SECONDS >>"$times"
[ -z "$failures" ] || printf '\n==> What failed\n%s' "$failures"
printf '\n==> Time\n'
cat "$times"
echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
