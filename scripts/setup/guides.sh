#!/usr/bin/env bash
# Installs Rails, and the Python libraries that the applications in the guides import into target/guides. guides.in names them, and
# guides.txt has all versions and checksums.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/lib.sh

requirements=scripts/setup/guides.txt
home=target/guides

# Rails from the distribution: the registry of Ruby packages is not needed for one test.
have puma && ruby -e 'require "rails"' 2>/dev/null || apt_install "the guide for Rails" ruby-rails puma

cmp --quiet "$requirements" "$home/installed.txt" && exit

step "the Python libraries of the guides (seconds)"
have python3 && python3 -c "import ensurepip, venv" 2>/dev/null || apt_install "the Python of the guides" python3 python3-venv
python3 -c "import sys; sys.exit(sys.version_info < (3, 11))" ||
  fail "the guides need Python 3.11 or later: install it as python3, then run this again"
rm -rf "$home"
python3 -m venv "$home" || fail "'python3 -m venv $home' failed; see the lines above"
"$home/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
  --requirement "$requirements" ||
  fail "the libraries of the guides could not be installed; see the lines above. If it is a network error, check the network and run this again"
cp "$requirements" "$home/installed.txt"
