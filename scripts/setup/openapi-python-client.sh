#!/usr/bin/env bash
# Installs openapi-python-client, which generates the Python client of the tests, and the libraries of that client into
# target/openapi-python-client. openapi-python-client.txt has their versions and checksums; to update it, pass
# "openapi-python-client==VERSION" to: uv pip compile --universal --generate-hashes --python-version 3.11 --no-annotate -
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

python_packages openapi-python-client target/openapi-python-client scripts/setup/openapi-python-client.txt
