#!/usr/bin/env bash
# The quick checks, to run before a commit.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
scripts/setup/basics.sh
# After the compiler was installed, which env.sh selects.
. scripts/env.sh
. scripts/compile.sh
mkdir -p target

scripts/setup/nextest.sh
scripts/setup/aiosmtpd.sh
scripts/setup/cargo-deny.sh
scripts/lint.sh --browser

step "Dependencies: bans, licences, sources"
cargo deny --log-level error check bans licenses sources
if reachable https://github.com/; then
  step "Dependencies: known vulnerabilities"
  cargo deny --log-level error check advisories
else
  say "known vulnerabilities are not checked, because GitHub, which has their list, is not reachable"
fi

step "Build and lints of the server and its tests"
compile_tests target/check.log

step "Fast tests"
cargo nextest run --features ssr --lib --test outside --test requests \
  -E 'binary(vestibule) + package(journal) + package(vestibule-documents) + package(vestibule-weight) + test(/^(architecture|deployment)::/)'
