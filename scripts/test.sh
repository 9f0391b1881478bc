#!/usr/bin/env bash
# test.sh [--all]: runs all checks that a change must pass; with --all also the slow ones (`make test-all`). Continues after a
# failure, so that one run shows all of them. A test that fails and passes alone is unstable: it fails the run only if there are more
# than three. Ends with the slowest tests, the unstable ones and a summary: the failures and their reasons, the time of each phase and,
# in the last line, the numbers of passed and failed tests.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. scripts/lib.sh
scripts/setup/basics.sh || exit
# After the compiler was installed, which env.sh selects.
. scripts/env.sh
. scripts/compile.sh
. scripts/suite.sh

all=
if [ "${1:-}" = --all ]; then all=1; fi

on_sqlite='not test(/^(postgres|torture)::/)'
tools='aiosmtpd proxies pgbouncer openapi-python-client openapi-lint guides schemathesis browser'
lints=
# The files for the browser are those of `make run`. `make test-all` has those of a release, which take minutes longer to make small.
pages=scripts/quick-pages.sh

if [ -n "$all" ]; then
  tools+=' openid-guides programs'
  lints=--browser
  pages='scripts/build.sh --pages'
  export TORTURE_ROUNDS=${TORTURE_ROUNDS:-20} USERS_MOVED=${USERS_MOVED:-100000} RECOVERY_MODEL=all
else
  on_sqlite+=" - ($nightly_on_sqlite)"
  on_postgres="($on_postgres) & ($gate_on_postgres)"
  # GATE selects the browser tests of a quick run (end2end/playwright.config.ts).
  export TORTURE_ROUNDS=${TORTURE_ROUNDS:-1} TORTURE_WRITES=${TORTURE_WRITES:-10} GATE=1
fi

# set_up_tools: installs the programs that tests need.
set_up_tools() {
  local tool status=0
  for tool in $tools; do "scripts/setup/$tool.sh" || { say "$tool could not be set up"; status=1; }; done
  return $status
}

# check_sources: checks what needs no build, and the scripts that judge test runs.
check_sources() {
  scripts/lint.sh $lints && scripts/openapi-lint.sh || return
  step "Scripts that judge test runs"
  node --test --test-timeout 120000 --test-reporter spec scripts/reports/tests/*.test.mjs
}

# in_background NAME COMMAND...: begins a phase whose output is in a file, and sets $background to its process.
in_background() {
  phase "$1, in the background" "${@:2}" >"$reports/${1// /-}.log" 2>&1 &
  background=$!
}

# wait_for NAME PROCESS: waits for such a phase, prints its output, and counts it as a failed test if it has failed.
wait_for() {
  local status=0
  wait "$2" || status=$?
  step "In the background: $1"
  cat "$reports/${1// /-}.log"
  gate "$1" test "$status" -eq 0
}

# The compiler and the linker of the server leave a core idle half of the time, which everything else uses.
for tool in lint nextest; do gate "setting up $tool" "scripts/setup/$tool.sh"; done
in_background "tools" set_up_tools
set_up=$background
in_background "pages" $pages
browser_files=$background
in_background "sources" check_sources
checked=$background
# One build for lints, Rust tests and browser tests. It is a debug build: an optimised one takes minutes more and would not find more
# errors. It reads the files for the browser when it runs.
step "Build of the server and its tests, with lints"
phase "build" gate "building the tests without warnings" compile_tests "$reports/build.log"
wait_for "tools" $set_up
wait_for "sources" $checked
wait_for "pages" $browser_files
# The compiler of the code for the browser lints it as well.
gate "warnings in the code for the browser" without_warnings "$reports/pages.log"
phase "Rust tests, SQLite" rust_tests sqlite "$on_sqlite"
phase "Rust tests, PostgreSQL" rust_tests postgres "$on_postgres"
if gate "the server of the browser tests" test -x target/debug/vestibule; then
  export VESTIBULE_BIN=$PWD/target/debug/vestibule
  # A fixed seed, so that the gate finds the same twice.
  phase "fuzz" gate "made-up requests" env FUZZ_SEED=1 scripts/fuzz.sh
  phase "browser tests, SQLite" browser_tests sqlite
  if [ -n "$all" ]; then
    phase "browser tests, PostgreSQL" browser_tests postgres
    phase "pictures" pictures
    # Network namespaces need root.
    if [ "$(id -u)" -eq 0 ]; then
      phase "failover" gate "failover of PostgreSQL" scripts/failover.sh
    else
      say "left out: failover of PostgreSQL, which needs root (sudo make failover)"
    fi
    phase "upgrade" gate "the upgrade of a million accounts" env UPGRADE_ACCOUNTS="${UPGRADE_ACCOUNTS:-1000000}" scripts/upgrade.sh
    phase "fuzz, PostgreSQL" gate "made-up requests on PostgreSQL" scripts/with-postgres.sh env FUZZ_CASES=5000 scripts/fuzz.sh
  fi
fi
if [ -n "$all" ]; then
  phase "coverage" gate "coverage" env -u USERS_MOVED -u RUSTC_WORKSPACE_WRAPPER scripts/coverage.sh
  phase "mutants" gate "mutation tests of the last day's changes" env -u RUSTC_WORKSPACE_WRAPPER scripts/mutants.sh
fi

print_slowest
print_unstable
summary
