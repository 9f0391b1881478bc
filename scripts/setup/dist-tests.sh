#!/usr/bin/env bash
# Installs pytest and requests, which the example in docs/testing.md uses, into target/dist-tests. dist-tests.txt has the versions
# and checksums; to update it, pass "pytest" and "requests" on two lines to: uv pip compile --universal --generate-hashes
# --python-version 3.11 --no-annotate --no-header -
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

python_packages "pytest, for the tests of the packages" target/dist-tests scripts/setup/dist-tests.txt
