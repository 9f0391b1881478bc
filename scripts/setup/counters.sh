#!/usr/bin/env bash
# Installs what counts system calls, instructions and allocations for `make bench ARGS='--against REF'`.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

if have strace && have valgrind && have vgdb; then exit 0; fi
step "strace and valgrind (seconds)"
apt_install "counting system calls and instructions" strace valgrind
