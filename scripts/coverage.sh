#!/usr/bin/env bash
# Measures the line coverage of the server code by the Rust tests. Views are excluded: the browser tests cover them.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/env.sh

scripts/setup/nextest.sh
scripts/setup/aiosmtpd.sh
scripts/setup/proxies.sh
scripts/setup/pgbouncer.sh
scripts/setup/openapi-python-client.sh
scripts/setup/guides.sh

version=0.9.1

if ! have cargo-llvm-cov; then
  step "cargo-llvm-cov $version (half a minute)"
  cargo_tool cargo-llvm-cov "$version"
fi

# The LLVM tools must have the same version as the compiler to read its profiles.
sysroot=$(rustc --print sysroot)
if [ "$sysroot" = /usr ]; then
  llvm=/usr/lib/llvm-$(rustc -vV | awk -F '[ .]' '/^LLVM version/ { print $3 }')/bin
  export LLVM_COV=$llvm/llvm-cov LLVM_PROFDATA=$llvm/llvm-profdata
else
  rustup component add --toolchain "$(basename "$sysroot")" llvm-tools
fi

step "Coverage (the first time compiles all dependencies again, about 5 minutes)"
# No backtraces: in an instrumented build one takes more than five seconds, and a transaction that panics waits for it with its
# locks held.
RUST_BACKTRACE=0 scripts/with-postgres.sh cargo llvm-cov nextest --no-fail-fast --features ssr -E 'not (binary(outside) & test(/^(torture|guides::openid::nightly)::/))' \
  --ignore-filename-regex 'src/ui/' --fail-under-lines 97
