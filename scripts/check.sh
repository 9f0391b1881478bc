#!/usr/bin/env bash
# The quick checks, to run before a commit. What needs no build of the server runs beside it, because the build leaves a core idle half
# of the time.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
scripts/setup/basics.sh
# After the compiler was installed, which env.sh selects.
. scripts/env.sh
. scripts/compile.sh
mkdir -p target

for tool in nextest aiosmtpd cargo-deny lint; do "scripts/setup/$tool.sh"; done

# check_sources: the lints that need no build of the server, and the dependencies.
check_sources() {
  # Of the server's compiler alone: `cargo clippy` sets its own.
  unset RUSTC_WORKSPACE_WRAPPER
  scripts/lint.sh --browser
  step "Dependencies: bans, licences, sources"
  cargo deny --log-level error check bans licenses sources
  if reachable https://github.com/; then
    step "Dependencies: known vulnerabilities"
    cargo deny --log-level error check advisories
  else
    say "known vulnerabilities are not checked, because GitHub, which has their list, is not reachable"
  fi
}

# A process group, so that all of it ends with this script.
set -m
check_sources >target/sources.log 2>&1 &
sources=$!
set +m
trap 'kill -- -$sources 2>/dev/null || true' EXIT

step "Build and lints of the server and its tests"
compile_tests target/check.log

status=0
wait $sources || status=$?
cat target/sources.log
[ "$status" -eq 0 ] || fail "the sources have errors; see the lines above"

step "Fast tests"
# A few tests of passwords, pictures and packages take half of the time of all of these. `make test` runs them.
slow='test(/^passwords::new_password::tests::a_common_password/) + test(/^passwords::foreign::tests::hashes_of_other_systems/)
  + test(/^passwords::tests::(a_password_matches|hashes_that_take_much)/) + test(/::decompression_bombs_take/)
  + test(/^deployment::packages::/)'
cargo nextest run --features ssr --lib --test outside --test requests \
  -E "(binary(vestibule) + package(journal) + package(vestibule-documents) + package(vestibule-weight)
    + test(/^(architecture|deployment)::/)) - ($slow)"
