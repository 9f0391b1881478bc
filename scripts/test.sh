#!/usr/bin/env bash
# test.sh [--all]: runs all checks that a change must pass; with --all also the slow ones (`make test-all`). Continues after a
# failure, so that one run shows all of them. A test that fails and passes alone is unstable: it fails the run only if there are more
# than three. Ends with the slowest tests, the unstable ones and a summary: the failures and their reasons, the time of each phase and,
# in the last line, the numbers of passed and failed tests.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. scripts/lib.sh
. scripts/env.sh
. scripts/suite.sh

all=
if [ "${1:-}" = --all ]; then all=1; fi

on_sqlite='not test(/^(postgres|torture)::/)'
tools='nextest aiosmtpd proxies pgbouncer openapi-python-client openapi-lint guides schemathesis browser'
lints=

if [ -n "$all" ]; then
  tools+=' openid-guides programs'
  lints=--all
  export TORTURE_ROUNDS=${TORTURE_ROUNDS:-20} USERS_MOVED=${USERS_MOVED:-100000} RECOVERY_MODEL=all
else
  on_sqlite+=" - ($nightly_on_sqlite)"
  on_postgres="($on_postgres) & ($gate_on_postgres)"
  # GATE selects the browser tests of a quick run (end2end/playwright.config.ts).
  export TORTURE_ROUNDS=${TORTURE_ROUNDS:-1} TORTURE_WRITES=${TORTURE_WRITES:-10} GATE=1
fi

# The compiler has nothing to say about the code for the browser. Its lints are those of `make check` and `make test-all`: they would
# compile it once more.
without_warnings() { ! grep --quiet --fixed-strings '`vestibule` (lib) generated' "$reports/pages.log"; }

for tool in $tools; do
  gate "setting up $tool" "scripts/setup/$tool.sh"
done
# The files for the browser are built beside the lints and the tests, because the linker and the optimiser of WebAssembly keep
# only one core busy. They have a target folder of their own.
phase "pages, in the background" scripts/build.sh --pages >"$reports/pages.log" 2>&1 &
pages=$!
phase "lints" gate "format and lints" scripts/lint.sh $lints
phase "OpenAPI document" gate "the OpenAPI document" scripts/openapi-lint.sh
# One build of the server for the Rust tests and the browser tests. It is a debug build: an optimised one takes minutes more and
# would not find more errors. It reads the files for the browser when it runs.
step "Build of the tests"
phase "build of the tests" gate "building the tests" cargo nextest run --features ssr --no-run
step "Files for the browser"
phase "waiting for the pages" gate "building the files for the browser" wait "$pages"
cat "$reports/pages.log"
gate "warnings in the code for the browser, see above" without_warnings
phase "Rust tests, SQLite" rust_tests sqlite "$on_sqlite"
phase "Rust tests, PostgreSQL" rust_tests postgres "$on_postgres"
# With a test target cargo unifies features as in the build of the tests, so that the dependencies are shared.
if phase "server" gate "building the server" cargo build --quiet --features ssr --bin vestibule --test outside; then
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
  phase "coverage" gate "coverage" env -u USERS_MOVED scripts/coverage.sh
  phase "mutants" gate "mutation tests of the last day's changes" scripts/mutants.sh
fi

print_slowest
print_unstable
summary
