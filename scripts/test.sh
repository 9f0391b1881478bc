#!/usr/bin/env bash
# Everything that is tested. Goes on after a failure, so that one run shows them all; the last lines say which ones and
# why, and the very last has the counts.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. scripts/lib.sh
. scripts/env.sh

rust_report=target/nextest/full/junit.xml
browser_report=target/playwright.json
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

# tally STATUS REPORT: adds what the report says. A run that left none, or that failed though no test did, has failed.
tally() {
  local told more_passed more_failed
  gate "the run that should have left $2" test -f "$2" || return
  told=$(node scripts/tally.mjs "$2")
  gate "reading $2" test $? -eq 0 || return
  read -r more_passed more_failed <<<"$told"
  passed=$((passed + more_passed))
  failed=$((failed + more_failed))
  [ "$more_failed" -eq 0 ] || failures+="${told#*$'\n'}"$'\n'
  [ "$more_failed" -gt 0 ] || gate "the run that left $2" test "$1" -eq 0
}

rust_tests() {
  step "Rust tests, on SQLite"
  rm -f $rust_report
  cargo nextest run --features ssr --profile full -E 'not test(/^(postgres|torture)::/)'
  tally $? $rust_report

  # What is about SQLite's files, its backups and how the command line explains itself, has been seen above.
  step "Rust tests, on PostgreSQL: all that has a database, and what stops servers on either"
  rm -f $rust_report
  scripts/with-postgres.sh cargo nextest run --features ssr --profile full \
    -E '(binary(inside) + (binary(outside) & test(/^(cli|process|torture)::/))) - test(/(^|::)(sqlite|usage|moving)::/)'
  tally $? $rust_report
}

# browser_tests ENGINE [COMMAND...]: COMMAND gives them a database.
browser_tests() {
  step "Browser tests against the release, on $1"
  rm -f $browser_report
  PLAYWRIGHT_JSON_OUTPUT_FILE=$PWD/$browser_report PLAYWRIGHT_HTML_OPEN=never \
    "${@:2}" scripts/end2end.sh --reporter=list,html,json
  tally $? $browser_report
}

gate "setting up the tests" eval 'scripts/setup/nextest.sh && scripts/setup/browser.sh'
gate "format and lints" scripts/lint.sh
rust_tests
if gate "release build" make --no-print-directory build; then
  browser_tests SQLite env
  browser_tests PostgreSQL scripts/with-postgres.sh
fi

[ -z "$failures" ] || printf '\n==> What failed\n%s' "$failures"
echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
