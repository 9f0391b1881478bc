#!/usr/bin/env bash
# Installs the programs that `make bench ARGS=--peers` measures beside Vestibule, into target/peers: Flask, PocketBase and better-auth,
# in the versions of benches/peers. To update Flask or PocketBase, edit its requirements.in, then run
#   uv pip compile --universal --generate-hashes --python-version 3.11 --no-annotate --no-header requirements.in --output-file requirements.txt
# and to update better-auth, run `npm install --package-lock-only --omit-lockfile-registry-resolved better-auth@VERSION` in its folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

python_packages Flask target/peers/flask benches/peers/flask/requirements.txt
python_packages PocketBase target/peers/pocketbase benches/peers/pocketbase/requirements.txt

have npm || fail "better-auth: npm is missing: install Node 20 or later from https://nodejs.org, then run this again"
# Node looks for packages beside the program.
mkdir -p target/peers/better-auth
cp benches/peers/better-auth/* target/peers/better-auth
npm_ci target/peers/better-auth
