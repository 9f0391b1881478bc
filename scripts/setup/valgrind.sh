#!/usr/bin/env bash
# Installs valgrind, which counts the instructions of a start (`make weight`).
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

if have valgrind && have vgdb; then exit; fi
step "valgrind, to count instructions (seconds)"
apt_install "counting instructions" valgrind
