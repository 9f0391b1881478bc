#!/usr/bin/env bash
# Installs what every build needs: a C compiler, Rust, and the npm packages.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

have curl || apt_install "downloading" curl ca-certificates
have cc || apt_install "a linker and a C compiler, for SQLite" gcc libc6-dev
[ "$(uname -s)" != Linux ] || have objcopy || apt_install "the symbols of the release in a file of their own" binutils

scripts/setup/rust.sh
scripts/setup/node.sh
