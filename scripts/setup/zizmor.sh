#!/usr/bin/env bash
# Installs zizmor, which checks the workflows in .github, into target/zizmor. zizmor.txt has the version and checksums; to update it,
# pass "zizmor" to: uv pip compile --universal --generate-hashes --python-version 3.11 --no-annotate --no-header -
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

python_packages zizmor target/zizmor scripts/setup/zizmor.txt
