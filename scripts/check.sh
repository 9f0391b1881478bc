#!/usr/bin/env bash
# The quick checks, to run before a commit.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

scripts/setup/nextest.sh
scripts/setup/aiosmtpd.sh
scripts/setup/cargo-deny.sh
scripts/lint.sh --all

step "Dependencies: bans, licences, sources"
cargo deny --log-level error check bans licenses sources
if reachable https://github.com/; then
  step "Dependencies: known vulnerabilities"
  cargo deny --log-level error check advisories
else
  say "known vulnerabilities are not checked, because GitHub, which has their list, is not reachable"
fi

step "Fast tests"
cargo nextest run --features ssr --lib --test outside --test requests \
  -E 'binary(vestibule) + package(journal) + package(vestibule-documents) + package(vestibule-weight) + test(/^(architecture|deployment)::/)'
