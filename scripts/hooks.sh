#!/usr/bin/env bash
# Installs a pre-commit hook that runs the quick checks.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

hook=$(git rev-parse --git-path hooks)/pre-commit
if [ -e "$hook" ] && ! grep -q 'make check' "$hook"; then
  fail "$hook already exists; add the line 'make check' to it, or delete it and run this again"
fi

mkdir -p "$(dirname "$hook")"
printf '#!/bin/sh\nexec make check\n' >"$hook"
chmod +x "$hook"
say "$hook now runs 'make check'; skip it with 'git commit --no-verify'"
