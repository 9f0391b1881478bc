#!/usr/bin/env bash
# Installs strace, which counts system calls for `make bench ARGS='--against REF'`.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

if have strace; then exit; fi
step "strace, to count system calls (seconds)"
apt_install "counting system calls" strace
