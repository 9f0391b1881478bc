#!/usr/bin/env bash
# Installs openapi-python-client, which generates the Python client of the tests, and the libraries of that client into
# target/openapi-python-client. openapi-python-client.txt has their versions and checksums; to update it, pass
# "openapi-python-client==VERSION" to: uv pip compile --universal --generate-hashes --python-version 3.11 --no-annotate -
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

requirements=scripts/setup/openapi-python-client.txt
home=target/openapi-python-client

cmp --quiet "$requirements" "$home/installed.txt" && exit

step "openapi-python-client (seconds)"
have python3 && python3 -c "import ensurepip, venv" 2>/dev/null || apt_install "the Python client of the tests" python3 python3-venv
python3 -c "import sys; sys.exit(sys.version_info < (3, 11))" ||
  fail "openapi-python-client needs Python 3.11 or later: install it as python3, then run this again"
rm -rf "$home"
python3 -m venv "$home" || fail "'python3 -m venv $home' failed; see the lines above"
"$home/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
  --requirement "$requirements" ||
  fail "openapi-python-client could not be installed; see the lines above. If it is a network error, check the network and run this again"
cp "$requirements" "$home/installed.txt"
