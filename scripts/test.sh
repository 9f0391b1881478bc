#!/usr/bin/env bash
# Everything that is tested. Goes on after a failure, so that one run shows them all; the last line has the counts.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. scripts/lib.sh
. scripts/env.sh

rust_report=target/nextest/full/junit.xml
browser_report=$PWD/target/playwright.json
passed=0
failed=0

# count PASSED FAILED: adds to the sums, from what a report says.
count() {
  passed=$((passed + $1))
  failed=$((failed + $2))
}

# gate NAME COMMAND...: something that is no test, but counts as a failed one when it breaks.
gate() {
  local name=$1
  shift
  "$@" && return
  say "FAILED: $name"
  count 0 1
  return 1
}

rust_tests() {
  step "Rust tests"
  rm -f $rust_report
  cargo nextest run --features ssr --profile full
  gate "the Rust tests did not run" test -f $rust_report || return
  # shellcheck disable=SC2046 # two numbers
  count $(node -e '
    const [, tests, failures, errors] = require("fs").readFileSync(process.argv[1], "utf8")
      .match(/<testsuites [^>]*tests="(\d+)" failures="(\d+)" errors="(\d+)"/).map(Number);
    console.log(tests - failures - errors, failures + errors)' $rust_report)
}

browser_tests() {
  step "Browser tests against the release"
  rm -f "$browser_report"
  PLAYWRIGHT_JSON_OUTPUT_FILE=$browser_report PLAYWRIGHT_HTML_OPEN=never scripts/end2end.sh --reporter=list,html,json
  gate "the browser tests did not run" test -f "$browser_report" || return
  # What was skipped or passed only at the second try has not passed.
  # shellcheck disable=SC2046 # two numbers
  count $(node -e '
    const { stats, errors } = require(process.argv[1]);
    console.log(stats.expected, stats.unexpected + stats.flaky + stats.skipped + errors.length)' "$browser_report")
}

gate "setting up the tests" eval 'scripts/setup/nextest.sh && scripts/setup/browser.sh'
gate "format and lints" scripts/lint.sh
rust_tests
gate "release build" make --no-print-directory build && browser_tests

echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
