# shellcheck shell=bash
# Sourced by test.sh and often.sh: runs tests, counts them, and records how long each phase takes.

# The folder of the reports of all test runs and of the times of the phases.
reports=$PWD/target/reports
times=$reports/times.txt
rm -rf "$reports"
# The failed tests that are run again alone.
alone=$reports/alone
mkdir -p "$alone"
passed=0
failed=0
failures=
unstable=0
# More unstable tests than this fail the run.
max_unstable=3

# nextest and Playwright end themselves when they are interrupted, so that the shell would go on with the next suite.
trap 'exit 130' INT

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

# on_engine ENGINE COMMAND...: runs a command with a database of an engine.
on_engine() {
  case $1 in
    sqlite) "${@:2}" ;;
    postgres) scripts/with-postgres.sh "${@:2}" ;;
  esac
}

# run_rust ENGINE REPORT ARGUMENT...: runs Rust tests, which the arguments of nextest select. $nextest_profile: if the profile is not
# named like the engine.
run_rust() {
  local profile=${nextest_profile:-$1} status
  local written=target/nextest/$profile/junit.xml
  rm -f "$written" "$2"
  on_engine "$1" cargo nextest run --features ssr --profile "$profile" "${@:3}"
  status=$?
  [ ! -f "$written" ] || mv "$written" "$2"
  return $status
}

# run_playwright REPORT COMMAND...: runs a command that calls Playwright. Beside the report is a folder with its pages.
run_playwright() {
  rm -f "$1"
  PLAYWRIGHT_JSON_OUTPUT_FILE=$1 PLAYWRIGHT_HTML_OPEN=never PLAYWRIGHT_HTML_OUTPUT_DIR=${1%.json} "${@:2}" --reporter=list,html,json
}

# run_browser ENGINE REPORT ARGUMENT...: runs browser tests, which the arguments of Playwright select.
run_browser() { run_playwright "$2" on_engine "$1" scripts/end2end.sh "${@:3}"; }

# run_alone STATUS REPORT RUN...: runs each failed test of a report again, with nothing beside it, until it has passed or failed twice.
# RUN is a function with its first argument, which takes the report and the arguments that select tests.
run_alone() {
  local folder test attempt arguments report
  [ -f "$2" ] || return
  folder=$alone/$(basename "${2%.*}")
  node scripts/reports/select.mjs "$1" "$2" "$folder"
  for test in "$folder"/*; do
    [ -d "$test" ] || continue
    mapfile -t arguments <"$test/arguments"
    for attempt in 1 2; do
      step "Again, alone: $(cat "$test/label") ($attempt of at most 2)"
      report=$test/$attempt.${2##*.}
      "${@:3}" "$report" "${arguments[@]}"
      node scripts/reports/judge.mjs $? "$report" "$test" "$alone/unstable.txt" tests/unstable.txt && break
    done
  done
}

# tally STATUS REPORT: adds the results in a report. A run without a report counts as failed.
tally() {
  local counted more_passed more_failed more_unstable
  gate "the run that should have written $2" test -f "$2" || return
  counted=$(node scripts/reports/tally.mjs "$1" "$2" "$alone/$(basename "${2%.*}")")
  gate "reading $2" test $? -eq 0 || return
  read -r more_passed more_failed more_unstable <<<"$counted"
  passed=$((passed + more_passed))
  failed=$((failed + more_failed))
  unstable=$((unstable + more_unstable))
  [ "$more_failed" -eq 0 ] || failures+="${counted#*$'\n'}"$'\n'
}

# finish STATUS REPORT RUN...: ends a suite: runs its failed tests again, and adds the results.
finish() {
  run_alone "$@"
  tally "$1" "$2"
}

# rust_tests ENGINE FILTER: runs the Rust tests that a filter of nextest selects.
rust_tests() {
  local report=$reports/rust-$1.xml
  step "Rust tests, on $1"
  run_rust "$1" "$report" -E "$2"
  finish $? "$report" run_rust "$1"
}

# browser_tests ENGINE: runs the browser tests.
browser_tests() {
  local report=$reports/browser-$1.json
  step "Browser tests, on $1"
  run_browser "$1" "$report"
  finish $? "$report" run_browser "$1"
}

# pictures: compares the pictures of pages. Only on SQLite: they show the same on both.
pictures() {
  local report=$reports/pictures.json
  step "Pictures of pages"
  run_playwright "$report" scripts/pictures.sh
  tally $? "$report"
}

# print_slowest: prints the slowest tests of all suites that have run.
print_slowest() {
  step "The slowest tests, with their share of the time of all tests"
  find "$reports" -maxdepth 1 \( -name '*.xml' -o -name '*.json' \) -exec node scripts/reports/slowest.mjs {} +
}

# print_unstable: prints the unstable tests of this run. Fails if there are too many.
print_unstable() {
  if [ "$unstable" -gt 0 ]; then
    step "Unstable tests, which failed and pass alone"
    cat "$alone/unstable.txt"
    gate "$unstable unstable tests, more than $max_unstable" test "$unstable" -le "$max_unstable"
  fi
  node scripts/reports/unstable.mjs --count
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
