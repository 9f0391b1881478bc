#!/usr/bin/env bash
# dist-test.sh: tries the artefacts in target/dist as their users would. Needs root, for the clean roots in which they are installed.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

[ -f target/dist/SHA256SUMS ] || fail "target/dist is missing; run 'make dist' first"
as_root true
for test in archive image packages readme; do "scripts/dist-tests/$test.sh" target/dist; done
as_root scripts/dist-tests/debian.sh target/dist
