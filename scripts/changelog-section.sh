#!/usr/bin/env bash
# changelog-section.sh VERSION [FILE]: prints what the changelog says about a version, without its heading. Fails if there is nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

[ $# -gt 0 ] || fail "usage: scripts/changelog-section.sh VERSION [FILE]"
version=$1
file=${2:-CHANGELOG.md}

# The heading is "## 1.2.3" or "## 1.2.3 - 2026-12-01". Blank lines at both ends are left out.
section=$(awk -v version="$version" '
  /^## / { inside = $2 == version; next }
  inside && (printed || NF) { printed = 1; print }
' "$file")
[ -n "$section" ] || fail "$file has no section \"## $version\" with text: rename \"Unreleased\", see docs/internals/releasing.md"
echo "$section"
