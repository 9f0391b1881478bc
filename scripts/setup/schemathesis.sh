#!/usr/bin/env bash
# Installs schemathesis, which sends made-up requests to the API, with exactly the files in fuzz/requirements.txt.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

python_packages schemathesis "$SCHEMATHESIS_HOME" fuzz/requirements.txt
