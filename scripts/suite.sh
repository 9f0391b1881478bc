# shellcheck shell=bash
# Sourced by test.sh and often.sh: runs tests, counts them, and records how long each phase takes.

# The folder of the reports of all test runs and of the times of the phases.
reports=$PWD/target/reports
times=$reports/times.txt
rm -rf "$reports"
mkdir -p "$reports"
# The end of the names of the reports, for a script that runs the same tests several times.
round=
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

# tally STATUS REPORT: adds the results in a report. A run without a report counts as failed.
tally() {
  local counted more_passed more_failed
  gate "the run that should have written $2" test -f "$2" || return
  counted=$(node scripts/reports/tally.mjs "$1" "$2")
  gate "reading $2" test $? -eq 0 || return
  read -r more_passed more_failed <<<"$counted"
  passed=$((passed + more_passed))
  failed=$((failed + more_failed))
  [ "$more_failed" -eq 0 ] || failures+="${counted#*$'\n'}"$'\n'
}

# rust_tests ENGINE FILTER [COMMAND...]: runs the Rust tests. COMMAND is a wrapper that provides a database. $nextest_profile: if
# it is not named like the engine.
rust_tests() {
  local profile=${nextest_profile:-$1} status
  local written=target/nextest/$profile/junit.xml report=$reports/rust-$1$round.xml
  step "Rust tests, on $1"
  rm -f "$written"
  "${@:3}" cargo nextest run --features ssr --profile "$profile" -E "$2"
  status=$?
  [ ! -f "$written" ] || mv "$written" "$report"
  tally $status "$report"
}

# browser_tests ENGINE [COMMAND...]: runs the browser tests. COMMAND is a wrapper that provides a database.
browser_tests() {
  local report=$reports/browser-$1$round.json
  step "Browser tests, on $1"
  PLAYWRIGHT_JSON_OUTPUT_FILE=$report PLAYWRIGHT_HTML_OPEN=never PLAYWRIGHT_HTML_OUTPUT_DIR=$PWD/end2end/playwright-report/$1$round \
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

# print_slowest: prints the slowest tests of all suites that have run.
print_slowest() {
  step "The slowest tests, with their share of the time of all tests"
  find "$reports" -maxdepth 1 \( -name '*.xml' -o -name '*.json' \) -exec node scripts/reports/slowest.mjs {} +
}

# summary: prints what has failed, how long each phase took and, in the last line, the numbers of tests. Fails if a test has failed.
summary() {
  duration "total" $SECONDS >>"$times"
  [ -z "$failures" ] || printf '\n==> What failed\n%s' "$failures"
  printf '\n==> Time\n'
  cat "$times"
  echo
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}
