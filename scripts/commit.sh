#!/usr/bin/env bash
# commit.sh: prints the commit of the sources, with "-changed" if they differ from it, or "unknown" without a repository.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! commit=$(git rev-parse --short=12 HEAD 2>/dev/null); then
  echo unknown
elif [ -n "$(git status --porcelain)" ]; then
  echo "$commit-changed"
else
  echo "$commit"
fi
