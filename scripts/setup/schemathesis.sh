#!/usr/bin/env bash
# Installs schemathesis, which sends made-up requests to the API, with exactly the files in fuzz/requirements.txt.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh
. scripts/env.sh

required=fuzz/requirements.txt
version=$(sed -n 's/^schemathesis==\([0-9.]*\).*/\1/p' "$required")
home=$SCHEMATHESIS_HOME

# Written last, so that an installation that was interrupted is repeated.
cmp --quiet "$required" "$home/requirements.txt" && exit

step "schemathesis $version (half a minute)"
have python3 && python3 -c "import ensurepip, venv" 2>/dev/null || apt_install "sending made-up requests" python3 python3-venv
python3 -c "import sys; sys.exit(sys.version_info < (3, 11))" ||
  fail "schemathesis needs Python 3.11 or later; this is $(python3 --version)"
rm -rf "$home"
mkdir -p "$(dirname "$home")"
python3 -m venv "$home" || fail "'python3 -m venv $home' failed; see the lines above"
"$home/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$required" ||
  fail "schemathesis could not be installed; see the lines above. If it is a network error, check the network and run this again"
cp "$required" "$home/requirements.txt"
