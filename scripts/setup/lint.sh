#!/usr/bin/env bash
# Installs clippy and rustfmt, which a minimal installation of Rust lacks.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

if cargo clippy --version >/dev/null 2>&1 && rustfmt_command >/dev/null; then exit 0; fi

step "clippy and rustfmt (seconds)"
# Debian has no rustfmt for its compiler, so the one of the user's stable toolchain is used there.
toolchain=$(basename "$(rustc --print sysroot)")
[ "$toolchain" != usr ] || toolchain=stable
timeout 300 rustup component add --toolchain "$toolchain" clippy rustfmt ||
  fail "clippy and rustfmt cannot be installed; try 'rustup component add --toolchain $toolchain clippy rustfmt'"
