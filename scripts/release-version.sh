#!/usr/bin/env bash
# release-version.sh [TAG]: prints the version in Cargo.toml. Fails if TAG, such as v1.2.3, is of another version.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

version=$(awk -F '"' '/^version = / { print $2; exit }' Cargo.toml)
if [ $# -gt 0 ] && [ "$1" != "v$version" ]; then
  fail "the tag is $1, but the version in Cargo.toml is $version: delete the tag, and see docs/internals/releasing.md"
fi
echo "$version"
